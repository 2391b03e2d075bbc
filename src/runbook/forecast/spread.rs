//! From a few measured times to a median and an 80 % band for the next one.

use super::Range;
use crate::terms::Span;

/// So many times, at least, tell how far they spread.
pub(super) const ENOUGH: usize = 3;

/// Student's t for a tenth above, by the degrees of freedom from 1 on: with so few
/// times their spread is itself uncertain.
const STUDENT: [f64; 8] = [3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397];

/// A figure of which no spread is known is taken for right within this factor.
const ROUGHLY: f64 = 2.0;

/// What measured times, in seconds, say of the next one; `None` for none.
///
/// From nine on the band is that of their order, whatever they are like: one more is
/// as likely to be anywhere among them, so that at least eight times of ten it is
/// between the one at the last rank within the first tenth and the one as far from
/// the end. Fewer have no such rank: they are taken for factors that multiply, as the
/// times of people and of machines under load are.
pub(super) fn of(mut seconds: Vec<f64>) -> Option<Range> {
    seconds.sort_by(f64::total_cmp);
    let count = seconds.len();
    let median = middle(&seconds)?;
    let (low, high) = if count > STUDENT.len() {
        let tenth = (count + 1) / 10;
        (
            *seconds.get(tenth.saturating_sub(1))?,
            *seconds.get(count - tenth.max(1))?,
        )
    } else if count >= ENOUGH {
        by_factors(&seconds, median)
    } else {
        (median / ROUGHLY, median * ROUGHLY)
    };
    Some(Range {
        median: Span::from_seconds(median)?,
        low: Span::from_seconds(low)?,
        high: Span::from_seconds(high)?,
    })
}

/// What a runbook expects, of which no spread is known.
pub(super) fn roughly(expected: Span) -> Option<Range> {
    of(vec![expected.as_seconds()])
}

/// The one in the middle, or what is between the two that are.
fn middle(sorted: &[f64]) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(f64::midpoint(
        *sorted.get(last / 2)?,
        *sorted.get(sorted.len() / 2)?,
    ))
}

/// The band of the next one of a few times, with the median in it. A second is
/// added to each, so that what was done at once is a factor too.
fn by_factors(seconds: &[f64], median: f64) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "they are fewer than ten")]
    let count = seconds.len() as f64;
    let logs = || seconds.iter().map(|it| (it + 1.0).ln());
    let mean = logs().sum::<f64>() / count;
    let variance = logs().map(|it| (it - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let student = STUDENT.get(seconds.len() - 2).copied();
    let half = student.unwrap_or(f64::INFINITY) * (variance * (1.0 + 1.0 / count)).sqrt();
    let at = |log: f64| (log.exp() - 1.0).max(0.0);
    (at(mean - half).min(median), at(mean + half).max(median))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn band(seconds: &[u32]) -> (f64, f64, f64) {
        let seconds = seconds.iter().copied().map(f64::from).collect();
        let Range { median, low, high } = of(seconds).unwrap();
        (low.as_seconds(), median.as_seconds(), high.as_seconds())
    }

    #[test]
    fn nothing_measured_is_not_known() {
        assert_eq!(of(Vec::new()), None);
    }

    #[test]
    fn one_time_is_taken_for_right_within_a_factor_of_two() {
        assert_eq!(band(&[60]), (30.0, 60.0, 120.0));
    }

    #[test]
    fn of_ten_the_band_is_from_the_shortest_to_the_longest_and_of_twenty_it_leaves_one_out() {
        let ten: Vec<u32> = (1..=10).map(|it| it * 10).collect();
        assert_eq!(band(&ten), (10.0, 55.0, 100.0));
        let twenty: Vec<u32> = (1..=20).collect();
        assert_eq!(band(&twenty), (2.0, 10.5, 19.0));
        assert_eq!(band(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), (1.0, 5.0, 9.0));
    }

    #[test]
    fn few_times_give_a_wider_band_than_many_that_are_like_them() {
        let (low, _, high) = band(&[90, 100, 110]);
        let many = [90, 100, 110].repeat(5);
        let (low_of_many, _, high_of_many) = band(&many);
        assert!(low < low_of_many && high > high_of_many, "{low} {high}");
    }

    #[test]
    fn what_takes_the_same_each_time_has_no_spread() {
        let (low, median, high) = band(&[30; 5]);
        assert!((high - low).abs() < 0.001 && (median - 30.0).abs() < 0.001);
    }

    proptest! {
        #[test]
        fn the_median_is_always_within_the_band(
            seconds in proptest::collection::vec(0..100_000_u32, 1..40)
        ) {
            let (low, median, high) = band(&seconds);
            prop_assert!(low <= median && median <= high, "{low} {median} {high}");
        }
    }
}
