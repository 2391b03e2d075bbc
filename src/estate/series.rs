//! A metric's samples over time. A gap is a gap: nothing is filled in.

use super::facts::{MetricKey, Sample};
use super::freshness::DELIVERY;
use super::values::Values;
use crate::terms::{Instant, Span};
use std::sync::Arc;

/// The period of the samples: the finest that AWS's own metrics have.
const PERIOD: Span = Span::minutes(1);

/// How long the samples of a lag are kept: its chart, and since when it is over
/// its objective.
const LAG_KEPT: Span = Span::hours(6);

/// How long the samples of any other metric are kept: its newest is what counts.
const OTHERS_KEPT: Span = Span::minutes(30);

/// How long the samples of a metric are kept.
pub(super) fn kept(key: &MetricKey) -> Span {
    match key.seconds_per_unit() {
        Some(_) => LAG_KEPT,
        None => OTHERS_KEPT,
    }
}

/// The samples of one metric, oldest first, and when it was last asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// Shared with whoever keeps the estate of an earlier moment.
    runs: Arc<[Run]>,
    asked: Option<Instant>,
}

/// Samples that follow each other by the minute, as nearly all do: each is its
/// value alone. With two thousand metrics that is what memory goes by.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    from: Instant,
    values: Values,
}

impl Run {
    fn samples(&self) -> impl DoubleEndedIterator<Item = Sample> + '_ {
        let values = self.values.iter().enumerate();
        values.map(|(minute, value)| Sample {
            at: self.at(minute),
            value,
        })
    }

    fn newest(&self) -> Option<Sample> {
        self.samples().next_back()
    }

    /// When the sample of that place was taken. A sample that is here was at
    /// that instant when it came: nothing is beyond the end of time.
    fn at(&self, place: usize) -> Instant {
        let seconds = u64::try_from(place).unwrap_or(u64::MAX).saturating_mul(60);
        Span::seconds(seconds).after(self.from)
    }

    /// The runs that samples make, which are sorted.
    fn of(samples: &[Sample]) -> Arc<[Self]> {
        let follows = |a: &Sample, b: &Sample| PERIOD.after(a.at) == b.at;
        let runs = samples.chunk_by(follows).filter_map(|run| {
            Some(Self {
                from: run.first()?.at,
                values: Values::of(run.iter().map(|sample| sample.value)),
            })
        });
        runs.collect()
    }
}

impl Series {
    /// The newest sample.
    #[must_use]
    pub fn newest(&self) -> Option<Sample> {
        self.runs.last().and_then(Run::newest)
    }

    /// The newest sample for which `accept` holds.
    pub fn newest_where(&self, accept: impl Fn(&Sample) -> bool) -> Option<Sample> {
        self.samples().rev().find(|sample| accept(sample))
    }

    /// Every sample, oldest first.
    pub fn samples(&self) -> impl DoubleEndedIterator<Item = Sample> + '_ {
        self.runs.iter().flat_map(Run::samples)
    }

    /// Where samples are missing up to `until`, oldest first, each from the end
    /// of a sample's minute to the start of the next. CloudWatch delivers within
    /// three minutes: what may still come is no gap yet.
    pub fn gaps(&self, until: Instant) -> impl Iterator<Item = (Instant, Instant)> + '_ {
        let ends = self.samples().map(|sample| PERIOD.after(sample.at));
        let starts = self.samples().skip(1).map(|sample| sample.at);
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
    /// Samples are dropped when they are older than `kept` before `asked`, and
    /// before `needed`, where something still follows from them.
    pub(super) fn merge(
        &mut self,
        samples: &[Sample],
        asked: Instant,
        needed: Option<Instant>,
        kept: Span,
    ) -> bool {
        let mut changed = self.asked.is_none();
        self.asked = Some(asked);
        let mut all: Vec<Sample> = self.samples().collect();
        for sample in samples {
            match all.binary_search_by(|s| s.at.cmp(&sample.at)) {
                Ok(index) if all[index] == *sample => continue,
                Ok(index) => all[index] = *sample,
                Err(index) => all.insert(index, *sample),
            }
            changed = true;
        }
        let oldest = kept.before(needed.map_or(asked, |needed| needed.min(asked)));
        let dropped = all.partition_point(|sample| sample.at < oldest);
        changed |= dropped > 0;
        if changed {
            self.runs = Run::of(&all[dropped..]);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Region;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

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
        series.merge(&samples, at(6), None, LAG_KEPT);
        let gaps = |until| series.gaps(until).collect::<Vec<_>>();
        assert_eq!(gaps(at(9)), [(at(2), at(4))]);
        assert_eq!(gaps(at(10)), [(at(2), at(4)), (at(6), at(10))]);
        assert_eq!(Series::default().gaps(at(10)).count(), 0, "nothing to miss");
    }

    #[test]
    fn a_lag_is_kept_for_its_chart_and_of_a_size_the_newest_is_enough() {
        let here = Region::us_east_1();
        let samples: Vec<Sample> = (0..=500)
            .map(|minute| Sample {
                at: at(minute),
                value: 2.0,
            })
            .collect();
        for (key, minutes) in [
            (MetricKey::replica_lag(&here, "orders-db-usw2"), 361),
            (
                MetricKey::oldest_replication_slot_lag(&here, "orders-db"),
                31,
            ),
        ] {
            let mut series = Series::default();
            series.merge(&samples, at(500), None, kept(&key));
            assert_eq!(series.samples().count(), minutes, "{key}");
            // What follows from older samples stays true while it is needed.
            series.merge(&samples, at(500), Some(at(100)), kept(&key));
            assert!(series.samples().count() >= minutes, "{key}");
        }
    }

    /// A sample at any second of a few minutes.
    fn sample() -> impl Strategy<Value = Sample> {
        let second = prop_oneof![4 => (0..12_u64).prop_map(|it| it * 60), 1 => 0..720_u64];
        (second, 0..3_u8).prop_map(|(second, value)| Sample {
            at: Span::seconds(second).after(at(0)),
            value: f64::from(value),
        })
    }

    proptest! {
        #[test]
        fn what_is_kept_is_the_last_word_about_each_instant(
            polls in proptest::collection::vec(proptest::collection::vec(sample(), 0..8), 0..6)
        ) {
            let mut series = Series::default();
            let mut truth = BTreeMap::new();
            for (number, poll) in (0..).zip(polls) {
                let changed = series.merge(&poll, at(720), Some(at(360)), LAG_KEPT);
                let before = truth.clone();
                truth.extend(poll.iter().map(|sample| (sample.at, sample.value)));
                prop_assert!(changed == (number == 0 || before != truth) || changed);
                let kept: Vec<_> = series.samples().map(|it| (it.at, it.value)).collect();
                let said: Vec<_> = truth.iter().map(|(at, value)| (*at, *value)).collect();
                prop_assert_eq!(&kept, &said);
                let newest = series.newest().map(|it| (it.at, it.value));
                prop_assert_eq!(newest, said.last().copied());
                let backwards: Vec<_> = series.samples().rev().map(|it| it.at).collect();
                prop_assert!(backwards.is_sorted_by(|a, b| a > b));
            }
        }
    }
}
