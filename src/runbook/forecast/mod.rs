//! How long a walk takes, from the times that earlier walks of the same runbook
//! were measured to take, and how much of the objective that leaves to decide.
//!
//! What was simulated and what was not are never mixed: whoever asks says of which
//! they are.

mod experience;
mod left;
mod spread;

pub use experience::Experience;
pub use left::Left;

use super::model::{Runbook, Step};
use crate::terms::Span;
use serde::Serialize;
use std::fmt;

/// How long something takes: eight times of ten between `low` and `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    /// As often longer as shorter.
    pub median: Span,
    /// One time of ten it takes less.
    pub low: Span,
    /// One time of ten it takes more.
    pub high: Span,
}

/// What a forecast stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Whole walks in which each of the steps was done: so many.
    Walks(usize),
    /// Too few of these: each step by itself.
    Steps {
        /// Steps that were measured.
        measured: usize,
        /// Steps for which there is only what the runbook expects.
        expected: usize,
    },
}

/// How long the steps ahead take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// How long; `None` where nothing is known of any of them, which is not zero.
    pub time: Option<Range>,
    /// What that stands on.
    pub basis: Basis,
    /// Steps of which nothing is known: it takes that much longer.
    pub untold: usize,
    /// Whether the step in front has taken longer already than it ever did, or than
    /// twice what is expected: how much longer it takes is in no figure.
    pub is_late: bool,
}

impl Forecast {
    /// Whether the figure bounds from below only.
    #[must_use]
    pub const fn is_at_least(&self) -> bool {
        self.untold > 0 || self.is_late
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = |count: usize| match count {
            1 => "a step".to_owned(),
            many => format!("{many} steps"),
        };
        match *self {
            Self::Walks(count) => write!(f, "{count} walks"),
            Self::Steps { measured: 0, .. } => f.write_str("as the runbook expects, not measured"),
            Self::Steps {
                measured,
                expected: 0,
            } => write!(f, "{} measured too seldom", steps(measured)),
            Self::Steps { measured, expected } => {
                let (measured, expected) = (steps(measured), steps(expected));
                write!(f, "{measured} measured, {expected} as the runbook expects")
            }
        }
    }
}

/// `7 m 12 s (6 m – 9 m; 10 walks)`.
impl fmt::Display for Forecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Range { median, low, high }) = self.time else {
            return f.write_str("not known: nothing was measured, and the runbook expects nothing");
        };
        let at_least = if self.is_at_least() { "at least " } else { "" };
        write!(f, "{at_least}{median} ({low} – {high}; {})", self.basis)?;
        match self.untold {
            0 => {}
            1 => f.write_str(", and a step of which nothing is known")?,
            many => write!(f, ", and {many} steps of which nothing is known")?,
        }
        if self.is_late {
            f.write_str(", and this step is overdue")?;
        }
        Ok(())
    }
}

/// The steps of a runbook from a place on, as they come when each is done, up to
/// the last that acts or proves something: what comes after it brings nothing back.
/// All of them in a runbook that has none such.
pub(super) fn path(runbook: &Runbook, from: usize) -> Vec<&Step> {
    let mut at = Some(from);
    let mut all: Vec<&Step> = Vec::new();
    // A runbook may lead back to where it was.
    while let Some(step) = at.and_then(|at| runbook.steps.get(at))
        && !all.iter().any(|it| it.id == step.id)
    {
        all.push(step);
        at = at.and_then(|at| runbook.after(at));
    }
    let counts = |step: &Step| step.kind.acts() || step.kind.proves();
    if runbook.steps.iter().any(counts) {
        let last = all.iter().rposition(|step| counts(step));
        all.truncate(last.map_or(0, |last| last + 1));
    }
    all
}
