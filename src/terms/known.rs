//! Values that may be unknown. Unknown is not zero, and always says why.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Why a value is not known, in words for the person reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why", content = "detail")]
pub enum Unknown {
    /// No answer has arrived yet.
    NotYet,
    /// Nothing this version looks at would tell.
    NotObserved,
    /// What was seen is too old to be trusted.
    Stale,
    /// It was asked for and could not be had; the text says what came instead.
    Failed(Cow<'static, str>),
    /// It was answered, and the answer says that it is not known.
    Unavailable(Cow<'static, str>),
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotYet => f.pad("not seen yet"),
            Self::NotObserved => f.pad("not observed by this version"),
            Self::Stale => f.pad("last seen too long ago"),
            Self::Failed(why) | Self::Unavailable(why) => f.pad(why),
        }
    }
}

/// A value, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// The value.
    Known(T),
    /// Why there is none.
    Unknown(Unknown),
}

impl<T> Known<T> {
    /// The value, when there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Why there is no value, when there is none.
    pub fn unknown(&self) -> Option<&Unknown> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(why) => Some(why),
        }
    }

    /// Applies `f` to the value, keeping the reason when there is none.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Known(value) => Known::Known(f(value)),
            Self::Unknown(why) => Known::Unknown(why),
        }
    }
}

impl<T> From<Unknown> for Known<T> {
    fn from(why: Unknown) -> Self {
        Self::Unknown(why)
    }
}
