//! What goes on behind the console: watching, keeping what is seen, and whatever
//! the console asks for.

use super::arguments::Arguments;
use super::export;
use super::failure::Refusal;
use super::hook::Hook;
use super::memory;
use super::session::{Ground, Session};
use super::state::Stamp;
use super::walking::asked;
use crate::collect::{Collector, Knowledge, Pace, Reach};
use crate::console::{Answer, Declare, Effect, Orders, Tone, WalkProbe};
use crate::estate::{Declaration, Estate, Observation};
use crate::terms::{Instant, Region};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

/// How often it is looked whether another run has declared something.
const LOOK: Duration = Duration::from_secs(2);

/// How often memory is given back.
const GIVE_BACK: Duration = Duration::from_secs(60);

/// The ends of the console's channels.
#[derive(Debug)]
pub struct Ends {
    /// Where observations go.
    pub see: mpsc::Sender<Observation>,
    /// What the console asks for.
    pub orders: mpsc::Receiver<Effect>,
    /// What that came to.
    pub answers: mpsc::Sender<Answer>,
    /// What is to be kept for the next start.
    pub kept: mpsc::Receiver<Estate>,
}

/// What goes on behind the console.
#[derive(Debug)]
pub struct Backstage {
    /// What there is on this host.
    pub ground: Ground,
    known: Knowledge,
    declared: BTreeMap<Region, Declaration>,
}

impl Backstage {
    /// Over what was read, for an estate that the console has taken out of it.
    #[must_use]
    pub fn new(ground: Ground, estate: &Estate) -> Self {
        Self {
            known: Knowledge::of(estate, &ground.plan),
            declared: estate.declarations().clone(),
            ground,
        }
    }

    /// Works until the console is left, and then leaves nothing armed behind. What
    /// could not be done of that is returned.
    ///
    /// # Errors
    /// When AWS cannot be reached from here at all: when the environment is wrong.
    pub async fn work(self, arguments: &Arguments, ends: Ends) -> Result<Option<String>, Refusal> {
        let Self {
            ground,
            known,
            declared,
        } = self;
        let session = tokio::select! {
            session = Session::over(arguments, ground, Reach::Declared) => session?,
            () = ends.answers.closed() => return Ok(None),
        };
        let seed = u64::from(std::process::id());
        Ok(behind(&session, known, declared, seed, ends).await)
    }
}

/// What goes on behind a console that looks at a session: until it is left, and
/// then for as long as it takes to leave nothing armed behind. What could not be
/// done of that is returned. When each source is asked is spread by `seed`.
pub async fn behind(
    session: &Session,
    known: Knowledge,
    declared: BTreeMap<Region, Declaration>,
    seed: u64,
    ends: Ends,
) -> Option<String> {
    let (acting, to_do) = Acting::new();
    let (probes, to_ask) = mpsc::channel(1);
    let (collector, observations) = Collector::start(&session.setup, known, seed);
    let (see, answers) = (ends.see, ends.answers);
    let watching = async {
        tokio::join!(
            pass_on(observations, see),
            keep_each(session, ends.kept, answers.clone()),
            carry_out(
                session,
                collector,
                declared,
                ends.orders,
                answers.clone(),
                (acting, probes)
            ),
            ask_each(session, to_ask, answers.clone()),
            give_back_each(GIVE_BACK),
        );
    };
    tokio::select! {
        left = act(session, to_do, answers.clone()) => left,
        // Memory is given back for ever.
        () = watching => None,
    }
}

/// Gives memory back from time to time: what a round of looks needed for a moment.
async fn give_back_each(time: Duration) {
    loop {
        tokio::time::sleep(time).await;
        // Panics in there are told as such.
        let _ = tokio::task::spawn_blocking(memory::give_back).await;
    }
}

/// Where what acts and what walks is asked for: its own task, so that nothing waits for it.
#[derive(Debug)]
struct Acting(mpsc::Sender<Effect>);

impl Acting {
    /// How many orders wait for their turn.
    const WAITING: usize = 8;

    fn new() -> (Self, mpsc::Receiver<Effect>) {
        let (orders, to_do) = mpsc::channel(Self::WAITING);
        (Self(orders), to_do)
    }

    /// Hands an order over; what is to be told at once when it cannot be.
    fn take(&self, order: Effect) -> Option<Answer> {
        const BUSY: &str = "what was asked for before is still under way";
        match self.0.try_send(order) {
            Ok(()) => None,
            Err(refused) => Some(match refused.into_inner() {
                Effect::Act(_) => Answer::NotSent(BUSY.to_owned()),
                Effect::Arm { .. } => Answer::NotArmed(BUSY.to_owned()),
                Effect::Walk(order) => Answer::NotWalked {
                    number: order.number,
                    why: BUSY.to_owned(),
                },
                _ => Answer::Notice(Tone::Wrong, format!("not done: {BUSY}")),
            }),
        }
    }
}

/// Acts, until the console is left; what could not be left as it should be is
/// returned.
async fn act(
    session: &Session,
    to_do: mpsc::Receiver<Effect>,
    answers: mpsc::Sender<Answer>,
) -> Option<String> {
    match super::deck::Deck::of(session, answers.clone()) {
        Ok(deck) => deck.carry_out(to_do).await,
        Err(refusal) => {
            let why = format!("nothing can be done, since there is no journal: {refusal}");
            // Nobody is there any more to be told.
            let _ = answers.send(Answer::Notice(Tone::Wrong, why.clone())).await;
            refuse_each(why, to_do, answers).await;
            None
        }
    }
}

/// Refuses to be armed, and with that everything else, until the console is left.
async fn refuse_each(
    why: String,
    mut to_do: mpsc::Receiver<Effect>,
    answers: mpsc::Sender<Answer>,
) {
    while let Some(order) = to_do.recv().await {
        let answer = match order {
            Effect::Act(_) => Answer::NotSent(why.clone()),
            Effect::Arm { .. } => Answer::NotArmed(why.clone()),
            Effect::Walk(order) => Answer::NotWalked {
                number: order.number,
                why: why.clone(),
            },
            _ => continue,
        };
        if answers.send(answer).await.is_err() {
            return;
        }
    }
}

/// Passes observations on, one at a time: the console decides how fast.
async fn pass_on(mut observations: mpsc::Receiver<Observation>, see: mpsc::Sender<Observation>) {
    while let Some(observation) = observations.recv().await {
        if see.send(observation).await.is_err() {
            return;
        }
    }
}

/// Keeps each estate that is handed over. A disk that is slow holds back nothing
/// else; one that fails is told once, until it takes something again.
async fn keep_each(
    session: &Session,
    mut kept: mpsc::Receiver<Estate>,
    answers: mpsc::Sender<Answer>,
) {
    let mut told = false;
    while let Some(estate) = kept.recv().await {
        let Some(state) = session.state.clone() else {
            continue;
        };
        let written = tokio::task::spawn_blocking(move || state.keep_estate(&estate)).await;
        let failed = match written {
            Ok(Ok(())) => None,
            Ok(Err(refusal)) => Some(refusal.to_string()),
            // Told as the panic that it was.
            Err(_) => continue,
        };
        if let (Some(why), false) = (&failed, told) {
            let text = format!("what was seen is not kept for the next start: {why}");
            // Nobody is there any more to be told.
            let _ = answers.send(Answer::Notice(Tone::Wrong, text)).await;
        }
        told = failed.is_some();
    }
}

/// Asks what probes of a walk ask, one after the other: a site that hangs holds back
/// nothing else.
async fn ask_each(
    session: &Session,
    mut probes: mpsc::Receiver<Box<WalkProbe>>,
    answers: mpsc::Sender<Answer>,
) {
    while let Some(wanted) = probes.recv().await {
        let WalkProbe { mark, probe } = *wanted;
        let asked = asked(session, &probe).await;
        if answers.send(Answer::Asked { mark, asked }).await.is_err() {
            return;
        }
    }
}

/// Carries out what the console asks for, one after the other, and tells it what
/// other runs have declared meanwhile. One place for both, so that of two
/// answers the later one is the truer.
async fn carry_out(
    session: &Session,
    collector: Collector,
    mut declared: BTreeMap<Region, Declaration>,
    mut orders: mpsc::Receiver<Effect>,
    answers: mpsc::Sender<Answer>,
    (acting, probes): (Acting, mpsc::Sender<Box<WalkProbe>>),
) {
    // A simulation calls nobody out of bed.
    let command = &session.plan.notify.verdict_hook;
    let hook = (!session.simulated)
        .then(|| Hook::start(command, answers.clone()))
        .flatten();
    // Of nothing that was read yet: what changed since the start is noticed.
    let mut stamp = None;
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let answer = tokio::select! {
            biased;
            order = orders.recv() => match order {
                None => return,
                Some(Effect::Refresh) => {
                    collector.refresh_all();
                    None
                }
                Some(Effect::Watch { closely }) => {
                    collector.set_pace(if closely { Pace::Incident } else { Pace::Idle });
                    None
                }
                Some(Effect::Declare(word)) => Some(declare(session, word, &mut declared).await),
                Some(Effect::Export { stem, extension, content }) => {
                    Some(export_here(stem, extension, content, session.clock.now()).await)
                }
                Some(Effect::KeepOrders(orders)) => keep_orders(session, orders).await,
                Some(Effect::Alert(alert)) => {
                    if let Some(hook) = &hook {
                        hook.tell(alert);
                    }
                    None
                }
                Some(
                    Effect::Quit | Effect::Suspend | Effect::Copy(_) | Effect::CopyLines(_),
                ) => None,
                Some(Effect::Ask(probe)) => {
                    // One that finds no room is asked again when no answer comes.
                    let _ = probes.try_send(probe);
                    None
                }
                Some(Effect::LookAt(wanted)) => {
                    for (source, scope) in &wanted {
                        collector.refresh_in(*source, scope);
                    }
                    None
                }
                Some(
                    order @ (Effect::Arm { .. }
                    | Effect::Disarm { .. }
                    | Effect::Act(_)
                    | Effect::Settle(_)
                    | Effect::Walk(_)),
                ) => acting.take(order),
            },
            _ = look.tick() => declared_elsewhere(session, &mut stamp, &mut declared).await,
        };
        if let Some(answer) = answer
            && answers.send(answer).await.is_err()
        {
            return;
        }
    }
}

/// Enters the operator's word among the declarations that stand.
async fn declare(
    session: &Session,
    word: Declare,
    declared: &mut BTreeMap<Region, Declaration>,
) -> Answer {
    let now = session.clock.now();
    let Some(state) = session.state.clone() else {
        word.apply(declared, now);
        return standing(declared);
    };
    let change = move || state.declare(|standing| word.apply(standing, now));
    match off_the_screen(change).await {
        Ok(changed) => {
            *declared = changed;
            standing(declared)
        }
        Err(refusal) => Answer::Notice(Tone::Wrong, refusal.to_string()),
    }
}

/// The declarations that stand, when another run has changed them.
async fn declared_elsewhere(
    session: &Session,
    stamp: &mut Option<Stamp>,
    declared: &mut BTreeMap<Region, Declaration>,
) -> Option<Answer> {
    let state = session.state.clone()?;
    let before = *stamp;
    let look = move || {
        let now = state.declarations_stamp();
        let changed = now != before;
        let read = changed.then(|| state.declarations()).transpose();
        Ok((now, read))
    };
    let (now, read) = off_the_screen(look).await.ok()?;
    *stamp = now;
    match read {
        Ok(None) => None,
        Ok(Some(read)) if read == *declared => None,
        Ok(Some(read)) => {
            *declared = read;
            Some(standing(declared))
        }
        Err(refusal) => Some(Answer::Notice(
            Tone::Wrong,
            format!("declarations made elsewhere are not seen: {refusal}"),
        )),
    }
}

fn standing(declared: &BTreeMap<Region, Declaration>) -> Answer {
    Answer::Declared(declared.values().cloned().collect())
}

/// Keeps in which order the lists stand; there is an answer only when that fails.
async fn keep_orders(session: &Session, orders: Orders) -> Option<Answer> {
    let state = session.state.clone()?;
    let kept = off_the_screen(move || state.keep_orders(orders)).await;
    let text = format!("the order is not kept for the next start: {}", kept.err()?);
    Some(Answer::Notice(Tone::Wrong, text))
}

async fn export_here(
    stem: String,
    extension: &'static str,
    content: String,
    now: Instant,
) -> Answer {
    let written = off_the_screen(move || -> Result<PathBuf, Refusal> {
        let folder = std::env::current_dir()?;
        export::write(&folder, &stem, extension, &content, now)
    });
    match written.await {
        Ok(file) => Answer::Notice(Tone::Done, format!("written to {}", file.display())),
        Err(refusal) => Answer::Notice(Tone::Wrong, refusal.to_string()),
    }
}

/// Does what may wait for a disk where nothing that is drawn waits for it.
async fn off_the_screen<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(std::io::Error::other)?
}
