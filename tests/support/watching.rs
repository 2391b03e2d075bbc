//! A console's estate without the console: the collector, and all it tells taken in as it comes.

use super::{House, SEED};
use lifeboat::assess::Assessment;
use lifeboat::collect::{Collector, Knowledge};
use lifeboat::estate::{Changes, Declaration, Estate, Observation};
use lifeboat::terms::{Instant, Span};
use std::sync::Arc;
use tokio::sync::mpsc;

/// An estate under watch.
pub struct Watching {
    /// What was seen.
    pub estate: Estate,
    /// The assessment, kept up as the console keeps it.
    pub assessment: Assessment,
    observations: mpsc::Receiver<Observation>,
    _collector: Collector,
}

impl Watching {
    /// Begins to watch, on top of nothing.
    pub fn begin(house: &House) -> Self {
        let (collector, observations) = Collector::start(&house.setup, Knowledge::default(), SEED);
        Self {
            estate: Estate::default(),
            assessment: Assessment::new(Arc::clone(&house.plan), house.clock.now()),
            observations,
            _collector: collector,
        }
    }

    /// Watches until `end`, and looks at what is known every `step`.
    pub async fn until(
        &mut self,
        house: &House,
        end: Instant,
        step: Span,
        mut look: impl FnMut(&Estate, &Assessment, Instant),
    ) {
        let mut next = step.after(house.clock.now());
        while next <= end {
            tokio::select! {
                biased;
                Some(observation) = self.observations.recv() => {
                    let changes = self.estate.apply(observation);
                    self.assessment.update(&self.estate, &changes, house.clock.now());
                }
                () = house.clock.sleep_until(next) => {
                    self.assessment.update(&self.estate, &Changes::default(), next);
                    look(&self.estate, &self.assessment, next);
                    next = step.after(next);
                }
            }
        }
    }

    /// Takes the operator's word.
    pub fn declare(&mut self, declaration: Declaration, now: Instant) {
        self.estate.set_declared([declaration]);
        self.assessment
            .update(&self.estate, &Changes::default(), now);
    }
}
