//! A metric's samples over time. A gap is a gap: nothing is filled in.

use super::facts::Sample;
use super::freshness::DELIVERY;
use crate::terms::{Instant, Span};
use std::collections::VecDeque;

/// The period of the samples: the finest that AWS's own metrics have.
const PERIOD: Span = Span::minutes(1);

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

    /// Where samples are missing up to `until`, oldest first, each from the end
    /// of a sample's minute to the start of the next. CloudWatch delivers within
    /// three minutes: what may still come is no gap yet.
    pub fn gaps(&self, until: Instant) -> impl Iterator<Item = (Instant, Instant)> + '_ {
        let ends = self.samples.iter().map(|sample| PERIOD.after(sample.at));
        let starts = self.samples.iter().skip(1).map(|sample| sample.at);
        let between = ends.zip(starts).filter(|(end, start)| end < start);
        let last = self.newest().map(|sample| PERIOD.after(sample.at));
        let open = last.filter(|end| DELIVERY.after(*end) < until);
        between.chain(open.map(|end| (end, until)))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u64) -> Instant {
        Span::minutes(minute).after("2026-11-22T03:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_minute_without_a_sample_is_a_gap_and_what_may_still_come_is_none() {
        let mut series = Series::default();
        let samples = [0, 1, 4, 5].map(|minute| Sample {
            at: at(minute),
            value: 2.0,
        });
        series.merge(&samples, at(6), None);
        let gaps = |until| series.gaps(until).collect::<Vec<_>>();
        assert_eq!(gaps(at(9)), [(at(2), at(4))]);
        assert_eq!(gaps(at(10)), [(at(2), at(4)), (at(6), at(10))]);
        assert_eq!(Series::default().gaps(at(10)).count(), 0, "nothing to miss");
    }
}
