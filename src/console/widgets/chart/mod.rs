//! A chart of lags, several lines high, against an objective. A gap is a gap:
//! nothing is filled in, and what no lag can be is no value.

mod draw;
mod scale;
#[cfg(test)]
mod tests;

use crate::terms::{Instant, Span};
use scale::Scale;

/// Minutes that a column may stand for.
const MINUTES: [i64; 7] = [1, 2, 5, 10, 15, 30, 60];

/// How far back a chart goes at most, minutes: samples are kept as long.
const LONGEST: i64 = 360;

/// What is known of the time that a column stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    /// Nothing: there is no sample.
    Gap,
    /// A sample says that nothing replicates: a lag is never negative.
    Inactive,
    /// The largest lag of that time, seconds.
    Lag(f64),
}

/// A chart of lags.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    parts: Vec<Part>,
    /// Minutes that a column stands for.
    each: i64,
    /// The beginning of the first column, minutes since the epoch.
    first: i64,
    objective: Option<Span>,
    rows: usize,
}

impl Chart {
    /// The lags before `now`, each in seconds with the minute it is of, on
    /// `rows` lines of at most `width` cells with their labels. It goes back as
    /// far as there is room for, a minute a cell where that is an hour or more.
    #[must_use]
    pub fn of(
        samples: impl Iterator<Item = (Instant, f64)>,
        now: Instant,
        objective: Option<Span>,
        rows: usize,
        width: usize,
    ) -> Self {
        let room = i64::try_from(width.saturating_sub(label_width(objective) + 2)).unwrap_or(0);
        let each = MINUTES
            .into_iter()
            .find(|each| room * each >= 60)
            .unwrap_or(MINUTES[MINUTES.len() - 1]);
        // Whole quarters of an hour, of whole columns.
        let minutes = (room * each).min(LONGEST);
        let minutes = (minutes - minutes % 15).max(each);
        let columns = minutes / each;
        let end = now.timestamp().div_euclid(60 * each) + 1;
        let first = end - columns;
        let mut parts = vec![Part::Gap; usize::try_from(columns).unwrap_or(0)];
        for (at, value) in samples {
            let column = at.timestamp().div_euclid(60 * each) - first;
            let part = usize::try_from(column)
                .ok()
                .and_then(|it| parts.get_mut(it));
            if let Some(part) = part.filter(|_| at <= now) {
                *part = worse(*part, value);
            }
        }
        Self {
            parts,
            each,
            first: first * each,
            objective,
            rows: rows.max(3),
        }
    }

    /// Whether there is no sample at all in its time.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| *part == Part::Gap)
    }

    fn any(&self, holds: impl Fn(Part) -> bool) -> bool {
        self.parts.iter().any(|part| holds(*part))
    }
}

/// The worse of what is known of a time and a value, seconds.
fn worse(part: Part, value: f64) -> Part {
    match part {
        _ if !value.is_finite() => part,
        Part::Lag(lag) => Part::Lag(lag.max(value)),
        Part::Gap | Part::Inactive if value >= 0.0 => Part::Lag(value),
        Part::Gap | Part::Inactive => Part::Inactive,
    }
}

fn rpo(objective: Span) -> String {
    format!("RPO {objective}")
}

/// Cells that what stands before the chart takes: the same whatever the scale
/// comes to, so that the chart stays where it is.
fn label_width(objective: Option<Span>) -> usize {
    let objective = objective.map_or(0, |it| rpo(it).len() + " ^".len());
    objective.max("1 h 30 m".len())
}
