//! What the lines of a chart stand for.

use super::{Chart, Part};
use crate::terms::Span;

/// What the lines of a chart stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// How many lines there are.
    pub(super) rows: usize,
    /// Seconds in one line.
    pub(super) step: f64,
    /// The objective in seconds, when there is one.
    objective: Option<f64>,
    /// The line above the objective, when that is on the chart: only what is
    /// over the objective reaches it.
    pub(super) line: Option<usize>,
    /// Whether its lines stand for round lengths of time.
    pub(super) round: bool,
}

impl Scale {
    /// The objective where it can be seen, with what is above it up to four
    /// times as large; lags far below it have a scale of their own.
    pub(super) fn of(chart: &Chart) -> Self {
        let rows = chart.rows;
        let lags = chart.parts.iter().filter_map(|part| match part {
            Part::Lag(lag) => Some(*lag),
            Part::Gap | Part::Inactive => None,
        });
        let largest = lags.fold(0.0, f64::max);
        let objective = chart.objective.map(Span::as_seconds);
        match objective.filter(|it| *it > 0.0 && largest > it / 4.0) {
            Some(seen) => Self {
                objective,
                ..Self::with(seen, largest, rows)
            },
            None => Self {
                objective,
                ..Self::without(largest, rows)
            },
        }
    }

    fn with(objective: f64, largest: f64, rows: usize) -> Self {
        let lowest = (rows / 4).max(1);
        let step = |line: usize| objective / line as f64;
        let fitting = || {
            let lines = (lowest..rows).rev();
            lines.filter(|line| step(*line) * rows as f64 >= largest)
        };
        let round = fitting().find(|line| is_round(step(*line)));
        let line = round.or_else(|| fitting().next()).unwrap_or(lowest);
        Self {
            rows,
            step: step(line),
            objective: Some(objective),
            line: Some(line),
            round: is_round(step(line)),
        }
    }

    fn without(largest: f64, rows: usize) -> Self {
        let wanted = if largest > 0.0 {
            largest / rows as f64
        } else {
            1.0
        };
        let round = ROUND.into_iter().find(|step| *step >= wanted);
        Self {
            rows,
            step: round.unwrap_or(wanted),
            objective: None,
            line: None,
            round: round.is_some(),
        }
    }

    /// The upper edge of the chart, seconds.
    pub(super) fn top(&self) -> f64 {
        self.step * self.rows as f64
    }

    /// Whether a lag is over the objective; without one, none is.
    pub(super) fn is_over(&self, lag: f64) -> bool {
        self.objective.is_some_and(|objective| lag > objective)
    }

    /// How high a lag is, in eighths of a line: what is known is never nothing,
    /// and only what is over the objective reaches the line above it.
    pub(super) fn eighths(&self, lag: f64) -> usize {
        // Saturates; a lag is finite and not negative, a step is positive.
        let eighths = (lag / self.step * 8.0).ceil() as usize;
        match self.line {
            Some(line) if self.is_over(lag) => eighths.max(line * 8 + 1),
            Some(line) => eighths.clamp(1, line * 8),
            None => eighths.max(1),
        }
    }
}

/// Lengths of time that one line may well stand for, seconds.
const ROUND: [f64; 40] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 10.0, 15.0,
    20.0, 30.0, 60.0, 90.0, 120.0, 150.0, 180.0, 240.0, 300.0, 600.0, 900.0, 1_200.0, 1_800.0,
    3_600.0, 7_200.0, 10_800.0, 14_400.0, 21_600.0, 43_200.0, 86_400.0, 172_800.0, 432_000.0,
    864_000.0,
];

fn is_round(seconds: f64) -> bool {
    ROUND.into_iter().any(|it| (it - seconds).abs() < it * 1e-9)
}
