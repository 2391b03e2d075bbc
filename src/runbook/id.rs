//! The identity of a step: what a walk, its journal and other steps know it by.

use crate::terms::OutsideText;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long an identity may be, in characters: it stands in records and in hints.
const LONGEST: usize = 60;

/// The identity of a step, unique in its runbook: small letters, digits and
/// single hyphens, such as `promote-orders-db`.
///
/// It is made of the step's heading without its number, or is what `id` in the
/// step's block says: then it survives an edit of the heading as well.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepId(String);

/// Why a text is no identity of a step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no identity of a step: small letters, digits and single hyphens, {LONGEST} at most"
)]
pub struct StepIdError(String);

impl StepId {
    /// Reads an identity as `id` and records write it.
    ///
    /// # Errors
    /// When it is anything but small letters, digits and single hyphens between them.
    pub fn parse(text: &str) -> Result<Self, StepIdError> {
        let is_word = |word: &str| {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            !word.is_empty() && word.bytes().all(plain)
        };
        if text.len() <= LONGEST && text.split('-').all(is_word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(StepIdError(OutsideText::new(text).to_string()))
        }
    }

    /// The identity that a heading gives: its words, without a number before
    /// them, so that steps can be numbered anew. `None` when no letter of it can
    /// stand in one.
    #[must_use]
    pub fn of_title(title: &str) -> Option<Self> {
        let numbered = title.trim_start_matches(|c: char| c.is_ascii_digit());
        let title = match numbered.strip_prefix(['.', ')']) {
            Some(rest) if numbered.len() < title.len() => rest,
            _ => title,
        };
        let mut words = String::new();
        for word in title
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            if words.len() + word.len() >= LONGEST {
                break;
            }
            if !words.is_empty() {
                words.push('-');
            }
            words.push_str(&word.to_ascii_lowercase());
        }
        Self::parse(&words).ok()
    }

    /// The identity as records write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for StepId {
    type Error = StepIdError;
    fn try_from(text: String) -> Result<Self, StepIdError> {
        Self::parse(&text)
    }
}

impl From<StepId> for String {
    fn from(id: StepId) -> Self {
        id.0
    }
}
