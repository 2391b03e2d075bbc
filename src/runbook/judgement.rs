//! What a condition comes to.

use crate::terms::{Instant, Unknown};
use std::fmt;

/// How a condition stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is met.
    Met,
    /// It is not.
    NotMet,
    /// It cannot be told, and why: never taken for met.
    Unknown(Unknown),
}

impl Outcome {
    /// The word that goes with it, always.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// What a condition comes to: the value measured, what it is held against, and
/// what would clear it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// How it stands.
    pub outcome: Outcome,
    /// The value that was measured, with its unit and bound; `None` when none was.
    pub measured: Option<String>,
    /// What it is held against.
    pub threshold: String,
    /// What would make it met; `None` when it is.
    pub clears: Option<String>,
    /// When what decides was seen, where one instant tells it.
    pub seen: Option<Instant>,
}

impl Judgement {
    /// Met or not, by what was measured.
    pub(super) fn measured(is_met: bool, value: impl fmt::Display, threshold: String) -> Self {
        Self {
            outcome: if is_met {
                Outcome::Met
            } else {
                Outcome::NotMet
            },
            measured: Some(value.to_string()),
            threshold,
            clears: None,
            seen: None,
        }
    }

    /// Not known.
    pub(super) fn unknown(why: Unknown, threshold: String) -> Self {
        Self {
            outcome: Outcome::Unknown(why),
            measured: None,
            threshold,
            clears: None,
            seen: None,
        }
    }

    /// With what would make it met, unless it is.
    pub(super) fn clears(mut self, what: impl Into<String>) -> Self {
        if self.outcome != Outcome::Met {
            self.clears = Some(what.into());
        }
        self
    }

    /// With when what decides was seen.
    pub(super) const fn seen(mut self, at: Instant) -> Self {
        self.seen = Some(at);
        self
    }

    /// Whether it is met: what is not known is not.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.outcome == Outcome::Met
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.outcome.word())?;
        match (&self.outcome, &self.measured) {
            (Outcome::Unknown(why), _) => write!(f, ": {why}")?,
            (_, Some(measured)) => write!(f, ": {measured}")?,
            (_, None) => {}
        }
        write!(f, "; wanted: {}", self.threshold)
    }
}
