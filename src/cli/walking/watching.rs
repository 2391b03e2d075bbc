//! What a walk sees: everything is watched for as long as it goes on.

use crate::assess::Assessment;
use crate::cli::session::Session;
use crate::clock::Clock;
use crate::collect::{Collector, Knowledge, Pace};
use crate::estate::{Changes, Declaration, Estate, Observation, Scope, Source};
use crate::plan::Plan;
use crate::terms::{Instant, Region, Span};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How long the first look at everything may take.
const PATIENCE: Span = Span::seconds(40);

/// How long it is waited for what was asked for anew: what does not answer by then
/// is as it was.
const RENEWAL: Span = Span::seconds(20);

/// How long nothing is waited for before the time itself is looked at.
const TICK: Span = Span::seconds(1);

/// Everything that is watched, and what it has told.
#[derive(Debug)]
pub(super) struct Watching {
    collector: Collector,
    observations: mpsc::Receiver<Observation>,
    clock: Clock,
    /// What AWS was last seen to say.
    pub(super) estate: Estate,
    assessment: Assessment,
    /// When each source was last asked, of those that have told anything since.
    asked: BTreeMap<(Source, Scope), Instant>,
}

impl Watching {
    pub(super) fn start(session: &Session) -> Self {
        let estate = session.estate.clone();
        let known = Knowledge::of(&estate, &session.plan);
        let seed = u64::from(std::process::id());
        let (collector, observations) = Collector::start(&session.setup, known, seed);
        collector.set_pace(Pace::Incident);
        Self {
            collector,
            observations,
            assessment: Assessment::of(Arc::clone(&session.plan), &estate, session.clock.now()),
            clock: session.clock.clone(),
            estate,
            asked: BTreeMap::new(),
        }
    }

    /// The assessment, as of now.
    pub(super) fn assessed(&mut self) -> (&Assessment, &Estate, Instant) {
        let now = self.clock.now();
        self.assessment
            .update(&self.estate, &Changes::default(), now);
        (&self.assessment, &self.estate, now)
    }

    /// Waits for the next observation, forever if there is none.
    pub(super) async fn heard(&mut self) {
        match self.observations.recv().await {
            Some(observation) => self.take(observation),
            // The collector goes with this.
            None => std::future::pending().await,
        }
    }

    fn take(&mut self, observation: Observation) {
        let key = (observation.source, observation.scope.clone());
        self.asked.insert(key, observation.asked);
        let changes = self.estate.apply(observation);
        self.assessment
            .update(&self.estate, &changes, self.clock.now());
    }

    /// Takes in what has come, and waits a moment when nothing has.
    pub(super) async fn wait(&mut self) {
        let clock = self.clock.clone();
        tokio::select! {
            biased;
            () = self.heard() => {}
            () = clock.sleep(TICK.duration()) => {}
        }
        self.drain();
    }

    /// Takes in what has come.
    pub(super) fn drain(&mut self) {
        while let Ok(observation) = self.observations.try_recv() {
            self.take(observation);
        }
    }

    /// Waits until everything was looked at once, as far as it answers.
    pub(super) async fn whole_round(&mut self) {
        let until = PATIENCE.after(self.clock.now());
        let all: Vec<_> = self.everything();
        while !self.asked_since(Instant::MIN_UTC, &all) && self.clock.now() < until {
            self.wait().await;
        }
    }

    /// Asks for everything anew, and says when that was.
    pub(super) fn ask_all(&mut self) -> Instant {
        self.drain();
        self.collector.refresh_all();
        self.clock.now()
    }

    /// Whether everything that was asked for at an instant has told, or is not
    /// waited for any longer.
    pub(super) fn is_renewed(&self, since: Instant) -> bool {
        self.clock.now() >= RENEWAL.after(since) || self.asked_since(since, &self.everything())
    }

    /// Looks at some sources anew, and waits for what answers: what met silence the
    /// last time is asked, and holds nothing up.
    pub(super) async fn renew(&mut self, wanted: &[(Source, Scope)]) {
        self.drain();
        let since = self.clock.now();
        for (source, scope) in wanted {
            self.collector.refresh_in(*source, scope);
        }
        let is_silent = |(source, scope): &&(Source, Scope)| {
            let slice = self.estate.slice(*source, scope);
            let failure = slice.and_then(|slice| slice.failure.as_ref());
            failure.is_some_and(|failure| failure.kind.is_silence())
        };
        let wanted: Vec<_> = wanted.iter().filter(|it| !is_silent(it)).cloned().collect();
        while !self.asked_since(since, &wanted) && self.clock.now() < RENEWAL.after(since) {
            self.wait().await;
        }
    }

    fn everything(&self) -> Vec<(Source, Scope)> {
        let watched = self.collector.watched();
        watched
            .map(|(source, scope)| (source, scope.clone()))
            .collect()
    }

    fn asked_since(&self, since: Instant, wanted: &[(Source, Scope)]) -> bool {
        let asked = |it: &(Source, Scope)| self.asked.get(it).is_some_and(|at| *at >= since);
        wanted.iter().all(asked)
    }

    /// Replaces the declarations that stand.
    pub(super) fn declare(&mut self, plan: &Arc<Plan>, standing: &BTreeMap<Region, Declaration>) {
        self.estate.set_declared(standing.values().cloned());
        self.assessment = Assessment::of(Arc::clone(plan), &self.estate, self.clock.now());
    }
}
