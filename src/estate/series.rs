//! A metric's samples over time. A gap is a gap: nothing is filled in.

use super::facts::Sample;
use crate::terms::{Instant, Span};
use std::collections::VecDeque;

/// How long samples are kept.
const KEPT: Span = Span::hours(6);

/// The samples of one metric, oldest first, and when it was last asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    samples: VecDeque<Sample>,
    asked: Option<Instant>,
}

impl Series {
    /// The newest sample.
    #[must_use]
    pub fn newest(&self) -> Option<Sample> {
        self.samples.back().copied()
    }

    /// The newest sample for which `accept` holds.
    pub fn newest_where(&self, accept: impl Fn(&Sample) -> bool) -> Option<Sample> {
        self.samples.iter().rev().find(|s| accept(s)).copied()
    }

    /// Every sample, oldest first.
    pub fn samples(&self) -> impl DoubleEndedIterator<Item = Sample> + ExactSizeIterator + '_ {
        self.samples.iter().copied()
    }

    /// When CloudWatch last answered for this metric, with samples or without.
    #[must_use]
    pub fn asked(&self) -> Option<Instant> {
        self.asked
    }

    /// Adds what a poll brought; a later word about an instant replaces an
    /// earlier one, since CloudWatch revises its newest periods. Returns whether
    /// anything changed but the time of asking.
    ///
    /// Samples are dropped when they are older than what is kept before `asked`,
    /// and before `needed`, where something still follows from them.
    pub(super) fn merge(
        &mut self,
        samples: &[Sample],
        asked: Instant,
        needed: Option<Instant>,
    ) -> bool {
        let first = self.asked.is_none();
        self.asked = Some(asked);
        let mut changed = first;
        for sample in samples {
            match self.samples.binary_search_by(|s| s.at.cmp(&sample.at)) {
                Ok(index) if self.samples[index] == *sample => {}
                Ok(index) => {
                    self.samples[index] = *sample;
                    changed = true;
                }
                Err(index) => {
                    self.samples.insert(index, *sample);
                    changed = true;
                }
            }
        }
        let oldest = KEPT.before(needed.map_or(asked, |needed| needed.min(asked)));
        while self.samples.front().is_some_and(|s| s.at < oldest) {
            self.samples.pop_front();
            changed = true;
        }
        changed
    }
}
