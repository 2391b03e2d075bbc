//! What is left of the objective for being back.

use super::{Experience, Forecast};
use crate::runbook::walk::Walk;
use crate::terms::{Instant, Span};
use std::fmt;

/// What the objective leaves: the RTO, less what has passed since the Region is
/// down, less what is ahead at its upper end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// So much.
    Of {
        /// How much.
        span: Span,
        /// Whether an action was confirmed: it is decided.
        is_decided: bool,
        /// Whether it may be less, because some of what is ahead is in no figure.
        is_at_most: bool,
    },
    /// Nothing: by so much it is missed at the upper end.
    Over(Span),
    /// Not known: the plan has no RTO, or nothing is known of what is ahead.
    Unknown,
}

impl Left {
    /// What a walk has left, by what is ahead of it.
    #[must_use]
    pub fn of(walk: &Walk, ahead: &Forecast, now: Instant) -> Self {
        let (Some(rto), Some(time)) = (&walk.begun.rto, ahead.time) else {
            return Self::Unknown;
        };
        let clocks = walk.clocks(now);
        let rto = Span::seconds(rto.seconds).as_seconds();
        let left = rto - clocks.total.as_seconds() - time.high.as_seconds();
        match Span::from_seconds(left) {
            Some(span) => Self::Of {
                span,
                is_decided: clocks.execute.is_some(),
                is_at_most: ahead.is_at_least(),
            },
            None => Span::from_seconds(-left).map_or(Self::Unknown, Self::Over),
        }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of {
                span,
                is_decided,
                is_at_most,
            } => {
                let bound = if *is_at_most { "at most " } else { "" };
                if *is_decided {
                    write!(f, "{bound}{span} to spare")
                } else {
                    write!(f, "decide within {bound}{span}")
                }
            }
            Self::Over(span) => write!(f, "OVER THE RTO by {span} if it takes the longest"),
            Self::Unknown => f.write_str("time left to decide: not known"),
        }
    }
}

impl Experience {
    /// What is ahead of a walk and what the objective leaves; `None` when nothing is
    /// ahead that counts.
    #[must_use]
    pub fn ahead(&self, walk: &Walk, now: Instant) -> Option<(Forecast, Left)> {
        let ahead = self.rest(walk, now)?;
        let left = Left::of(walk, &ahead, now);
        Some((ahead, left))
    }

    /// The same in a line.
    #[must_use]
    pub fn line(&self, walk: &Walk, now: Instant) -> Option<String> {
        let (ahead, left) = self.ahead(walk, now)?;
        Some(format!("back in {ahead} · {left}"))
    }
}
