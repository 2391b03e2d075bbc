//! The collector for as long as a screen is up: every watch a task, every
//! observation into one channel.

use super::knowledge::Knowledge;
use super::run::{Shared, run};
use super::sources::{Setup, watches};
use super::watch::{Pace, Watch};
use crate::estate::{Observation, Scope, Source};
use std::sync::Arc;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;

/// How many observations wait for a consumer that is busy. A full first round
/// of two Regions is a quarter of it.
const CHANNEL: usize = 256;

/// Watches the estate until it is dropped, which ends every look at once and
/// waits for none.
#[derive(Debug)]
pub struct Collector {
    shared: Arc<Shared>,
    asked: Vec<(Source, Scope, Arc<Notify>)>,
    _tasks: JoinSet<()>,
}

impl Collector {
    /// Starts on the current tokio runtime. `known` is what the last run left,
    /// or nothing; `seed` decides how looks are spread.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    #[must_use]
    pub fn start(
        setup: &Setup,
        known: Knowledge,
        seed: u64,
    ) -> (Self, mpsc::Receiver<Observation>) {
        let shared = Shared::new(setup.clock.clone(), setup.plan.clone(), known, seed);
        let shared = Arc::new(shared);
        Self::run(watches(setup, &shared.knowledge), shared)
    }

    pub(super) fn run(
        watches: Vec<Watch>,
        shared: Arc<Shared>,
    ) -> (Self, mpsc::Receiver<Observation>) {
        let (out, observations) = mpsc::channel(CHANNEL);
        let mut tasks = JoinSet::new();
        let mut asked = Vec::new();
        for (lane, watch) in (0_u64..).zip(watches) {
            let notify = Arc::new(Notify::new());
            asked.push((watch.source, watch.scope.clone(), notify.clone()));
            tasks.spawn(run(
                Arc::new(watch),
                lane,
                shared.clone(),
                out.clone(),
                notify,
            ));
        }
        let collector = Self {
            shared,
            asked,
            _tasks: tasks,
        };
        (collector, observations)
    }

    /// Asks for a look at a source now, in every scope; one that is under way is
    /// followed by another. An open breaker lets one look through.
    pub fn refresh(&self, source: Source) {
        for (_, _, notify) in self.asked.iter().filter(|(it, _, _)| *it == source) {
            notify.notify_one();
        }
    }

    /// The same in one scope.
    pub fn refresh_in(&self, source: Source, scope: &Scope) {
        let asked = self
            .asked
            .iter()
            .filter(|(it, place, _)| *it == source && place == scope);
        for (_, _, notify) in asked {
            notify.notify_one();
        }
    }

    /// Asks for a look at everything now. Route 53 still gets no more than its
    /// budget.
    pub fn refresh_all(&self) {
        for (_, _, notify) in &self.asked {
            notify.notify_one();
        }
    }

    /// Watches more or less closely from now on.
    pub fn set_pace(&self, pace: Pace) {
        self.shared.pace.send_if_modified(|now| {
            let changed = *now != pace;
            *now = pace;
            changed
        });
    }

    /// How closely the estate is watched.
    #[must_use]
    pub fn pace(&self) -> Pace {
        *self.shared.pace.borrow()
    }

    /// Everything that is watched.
    pub fn watched(&self) -> impl Iterator<Item = (Source, &Scope)> {
        self.asked.iter().map(|(source, scope, _)| (*source, scope))
    }
}

#[cfg(test)]
#[path = "collector_tests.rs"]
mod tests;
