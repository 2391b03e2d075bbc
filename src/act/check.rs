//! Preflight checks: what is looked at before an action, and what it comes to.

use super::case::Case;
use std::fmt;

/// What a check comes to. Ordered from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It is as it should be.
    Pass,
    /// It is worth knowing, and stops nothing.
    Warn,
    /// It is a risk: overridable, once, with a reason.
    Block,
    /// It would not be safe: never overridable.
    Refuse,
}

impl Class {
    /// The word beside it, in a fixed width of capitals only where it stops.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Block => "BLOCK",
            Self::Refuse => "REFUSE",
        }
    }

    /// The same as one letter, in tokens.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Pass => 'p',
            Self::Warn => 'w',
            Self::Block => 'b',
            Self::Refuse => 'r',
        }
    }

    /// Whether it is worse than what was shown, so that who decides looks again.
    #[must_use]
    pub fn is_worse_than(self, shown: Self) -> bool {
        self > shown
    }

    /// The class of a letter.
    #[must_use]
    pub fn of_letter(letter: char) -> Option<Self> {
        let all = [Self::Pass, Self::Warn, Self::Block, Self::Refuse];
        all.into_iter().find(|class| class.letter() == letter)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// What a check found: its class, and why, in words for the person who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it comes to.
    pub class: Class,
    /// What was found.
    pub says: String,
    /// The value that was measured, with its unit.
    pub measured: Option<String>,
    /// What it is held against.
    pub threshold: Option<String>,
    /// What would clear it.
    pub clears: Option<String>,
}

impl Found {
    /// What comes to a class.
    pub fn of(class: Class, says: impl Into<String>) -> Self {
        Self {
            class,
            says: says.into(),
            measured: None,
            threshold: None,
            clears: None,
        }
    }

    /// It is as it should be.
    pub fn pass(says: impl Into<String>) -> Self {
        Self::of(Class::Pass, says)
    }

    /// It is worth knowing.
    pub fn warn(says: impl Into<String>) -> Self {
        Self::of(Class::Warn, says)
    }

    /// It is a risk.
    pub fn block(says: impl Into<String>) -> Self {
        Self::of(Class::Block, says)
    }

    /// It would not be safe.
    pub fn refuse(says: impl Into<String>) -> Self {
        Self::of(Class::Refuse, says)
    }

    /// With the value that was measured.
    #[must_use]
    pub fn measured(mut self, value: impl fmt::Display) -> Self {
        self.measured = Some(value.to_string());
        self
    }

    /// With what it is held against.
    #[must_use]
    pub fn against(mut self, threshold: impl fmt::Display) -> Self {
        self.threshold = Some(threshold.to_string());
        self
    }

    /// With what would clear it.
    #[must_use]
    pub fn clears(mut self, what: impl fmt::Display) -> Self {
        self.clears = Some(what.to_string());
        self
    }
}

/// A preflight check.
#[derive(Debug, Clone, Copy)]
pub struct CheckEntry {
    /// Its name, as `--override` takes it.
    pub id: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// Every class it can come to: a test sees each of them happen.
    pub can: &'static [Class],
    /// Whether it looks at this run of lifeboat rather than at the estate: then
    /// a token outlives a change of it, and it is looked at when it counts.
    pub of_session: bool,
    /// Looks.
    pub examine: fn(&Case<'_>) -> Found,
}

impl CheckEntry {
    /// A check of the estate.
    pub(super) const fn new(
        id: &'static str,
        asks: &'static str,
        can: &'static [Class],
        examine: fn(&Case<'_>) -> Found,
    ) -> Self {
        Self {
            id,
            asks,
            can,
            of_session: false,
            examine,
        }
    }

    /// A check of this run.
    pub(super) const fn of_session(mut self) -> Self {
        self.of_session = true;
        self
    }
}

/// A check with what it found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The check.
    pub entry: &'static CheckEntry,
    /// What it found.
    pub found: Found,
}

impl Checked {
    /// The check's name.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.entry.id
    }

    /// What it comes to.
    #[must_use]
    pub const fn class(&self) -> Class {
        self.found.class
    }
}

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        self.entry.id == other.entry.id && self.found == other.found
    }
}
