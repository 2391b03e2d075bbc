//! The life of one watch: wait until there is something to ask, look, tell,
//! wait. One task each, so that no two looks at the same thing ever overlap and
//! none waits for another's.

use super::backoff::Backoff;
use super::breaker::{Breaker, COOLDOWN, Contact};
use super::knowledge::Knowledge;
use super::watch::{Pace, Readiness, Watch};
use crate::clock::Clock;
use crate::estate::{FailureKind, Observation, Scope};
use crate::plan::Plan;
use crate::terms::{Instant, Span};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};

/// How long a look that could do with knowing more waits for it, when the
/// little it has is enough to begin: a service that is down does not hold up
/// what can be had without it.
const GRACE: Duration = Duration::from_secs(2);

/// The breaker of each scope and service.
type Breakers = BTreeMap<(Scope, &'static str), Arc<watch::Sender<Breaker>>>;

/// What the watches of one collector share.
#[derive(Debug)]
pub(super) struct Shared {
    pub clock: Clock,
    pub plan: Arc<Plan>,
    pub knowledge: watch::Sender<Arc<Knowledge>>,
    pub pace: watch::Sender<Pace>,
    pub seed: u64,
    breakers: Mutex<Breakers>,
}

impl Shared {
    pub(super) fn new(clock: Clock, plan: Arc<Plan>, known: Knowledge, seed: u64) -> Self {
        Self {
            clock,
            plan,
            knowledge: watch::Sender::new(Arc::new(known)),
            pace: watch::Sender::new(Pace::Idle),
            seed,
            breakers: Mutex::default(),
        }
    }

    /// Lets later looks know what an observation said.
    pub(super) fn learn(&self, observation: &Observation) {
        self.knowledge
            .send_modify(|known| Arc::make_mut(known).apply(observation, &self.plan));
    }

    /// The breaker of a watch's scope and service.
    fn breaker(&self, watch: &Watch) -> Arc<watch::Sender<Breaker>> {
        self.breakers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((watch.scope.clone(), watch.source.service()))
            .or_insert_with(|| Arc::new(watch::Sender::new(Breaker::default())))
            .clone()
    }
}

/// Why a wait ended.
enum Woken {
    /// It was time, for a look or a probe: the instant that was waited for has
    /// come, whatever a corrected clock says.
    Time(Instant),
    /// Somebody asks for a look now.
    Asked,
    /// The breaker changed.
    Breaker,
    /// The pace changed.
    Pace,
    /// What the last look went without is known now.
    Ready,
}

/// One watch with what it remembers between looks.
struct Running {
    watch: Arc<Watch>,
    shared: Arc<Shared>,
    out: mpsc::Sender<Observation>,
    asked: Arc<Notify>,
    breaker: Arc<watch::Sender<Breaker>>,
    backoff: Backoff,
    /// When the next look is due.
    due: Instant,
    /// Whether the last look knew everything it could.
    complete: bool,
    /// Whether the last look sent anything: one that would not is no probe.
    sends: bool,
}

/// Runs a watch until nobody listens any more.
pub(super) async fn run(
    watch: Arc<Watch>,
    lane: u64,
    shared: Arc<Shared>,
    out: mpsc::Sender<Observation>,
    asked: Arc<Notify>,
) {
    let running = Running {
        breaker: shared.breaker(&watch),
        backoff: Backoff::new(shared.seed ^ lane.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        due: shared.clock.now(),
        complete: true,
        sends: true,
        watch,
        shared,
        out,
        asked,
    };
    running.live().await;
}

impl Running {
    async fn live(mut self) {
        self.complete = self.until_ready().await;
        let mut pace = self.shared.pace.subscribe();
        let mut breaker = self.breaker.subscribe();
        let mut asked_for = false;
        let mut reached = None;
        loop {
            let now = self.shared.clock.now();
            let now = reached.take().map_or(now, |reached| now.max(reached));
            let due = asked_for || now >= self.due;
            if self.granted(now, due, asked_for) {
                if !self.look(&mut breaker).await {
                    return;
                }
            } else if due && !self.held_back().await {
                return;
            }
            let woken = self.pause(&mut pace, &mut breaker).await;
            asked_for = matches!(woken, Woken::Asked);
            if let Woken::Time(instant) = woken {
                reached = Some(instant);
            }
            self.wake(&woken);
        }
    }

    /// Whether to look now: it is due, asked for, or the breaker's probe.
    fn granted(&self, now: Instant, due: bool, asked_for: bool) -> bool {
        let mut granted = false;
        self.breaker.send_if_modified(|breaker| {
            let open = breaker.is_open();
            if due || (open && self.sends) {
                granted = breaker.leave(now, asked_for);
            }
            open && granted
        });
        granted
    }

    /// Looks, tells what came, and settles when to look again. Whether anybody
    /// still listens.
    async fn look(&mut self, breaker: &mut watch::Receiver<Breaker>) -> bool {
        let cadence = self.cadence();
        let looked = self.watch.look_once(&self.shared.clock, cadence).await;
        let now = self.shared.clock.now();
        self.sends = looked.contact != Contact::NotSent;
        self.breaker.send_if_modified(|breaker| {
            let before = breaker.clone();
            breaker.met(looked.contact, now);
            before.is_open() != breaker.is_open() || before.probe() != breaker.probe()
        });
        // What this look did to the breaker is no news to it.
        breaker.borrow_and_update();
        self.due = if looked.failed {
            let mut wait = self.backoff.failed(cadence.duration());
            if !self.watch.breaks {
                // No breaker probes for it: it looks as often as one would.
                wait = wait.min(COOLDOWN.duration());
            }
            // Behind an open breaker nothing is asked anyway, and saying so
            // costs nothing: that keeps to the cadence.
            let open = self.breaker.borrow().is_open();
            let interval = self.backoff.interval(cadence.duration());
            later(now, if open { interval } else { wait })
        } else {
            self.backoff.answered();
            let interval = self.backoff.interval(cadence.duration());
            // A look that takes longer than its cadence still leaves a pause.
            later(looked.asked, interval).max(later(now, interval / 10))
        };
        for observation in looked.observations {
            if !self.tell(observation).await {
                return false;
            }
        }
        true
    }

    /// Tells that nothing was asked, so that silence keeps its age.
    async fn held_back(&mut self) -> bool {
        let cadence = self.cadence();
        let interval = self.backoff.interval(cadence.duration());
        self.due = later(self.shared.clock.now(), interval);
        let why = self.breaker.borrow().reason();
        let clock = &self.shared.clock;
        let observation = self
            .watch
            .not_looked(clock, cadence, FailureKind::NotAsked, why);
        self.tell(observation).await
    }

    async fn tell(&self, observation: Observation) -> bool {
        self.shared.learn(&observation);
        self.out.send(observation).await.is_ok()
    }

    /// Waits until a look would know what to ask; says whether it knows all.
    async fn until_ready(&self) -> bool {
        let at_least = |least: Readiness| {
            let mut known = self.shared.knowledge.subscribe();
            let ready = &self.watch.ready;
            async move {
                // The sender outlives every watch, so this only ends in a match.
                let _ = known.wait_for(|known| ready(known) >= least).await;
            }
        };
        tokio::select! {
            biased;
            () = at_least(Readiness::Ready) => true,
            () = async {
                self.shared.clock.sleep(GRACE).await;
                at_least(Readiness::Usable).await;
            } => false,
        }
    }

    async fn pause(
        &self,
        pace: &mut watch::Receiver<Pace>,
        breaker: &mut watch::Receiver<Breaker>,
    ) -> Woken {
        let probe = breaker.borrow().probe().filter(|_| self.sends);
        let until = probe.map_or(self.due, |probe| probe.min(self.due));
        let mut known = self.shared.knowledge.subscribe();
        let complete = self.complete;
        let ready = async {
            let all = |known: &Arc<Knowledge>| (self.watch.ready)(known) == Readiness::Ready;
            let _ = known.wait_for(all).await;
        };
        tokio::select! {
            biased;
            () = self.asked.notified() => Woken::Asked,
            Ok(()) = breaker.changed() => Woken::Breaker,
            Ok(()) = pace.changed() => Woken::Pace,
            () = ready, if !complete => Woken::Ready,
            () = self.shared.clock.sleep_until(until) => Woken::Time(until),
        }
    }

    /// Brings the next look forward where what happened calls for it.
    fn wake(&mut self, woken: &Woken) {
        let now = self.shared.clock.now();
        match woken {
            Woken::Time(_) | Woken::Asked => {}
            // Somebody is there again: whoever failed looks at once.
            Woken::Breaker => {
                if self.backoff.is_failing() && !self.breaker.borrow().is_open() {
                    self.due = now;
                }
            }
            Woken::Pace => {
                let next = later(now, self.backoff.interval(self.cadence().duration()));
                self.due = self.due.min(next);
            }
            Woken::Ready => {
                self.complete = true;
                self.due = now;
            }
        }
    }

    fn cadence(&self) -> Span {
        self.watch.cadence.at(*self.shared.pace.borrow())
    }
}

fn later(instant: Instant, wait: Duration) -> Instant {
    chrono::TimeDelta::from_std(wait)
        .ok()
        .and_then(|wait| instant.checked_add_signed(wait))
        .unwrap_or(Instant::MAX_UTC)
}
