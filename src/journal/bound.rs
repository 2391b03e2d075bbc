//! How much of what people and AWS say a record keeps.

use super::intent::{Attempt, Came, Intent};
use crate::estate::Failure;
use crate::terms::OutsideText;

/// The most characters of one text that are kept.
pub(super) const LONGEST: usize = 4_096;

/// A text, or several, of which a record keeps no more than it can.
pub(super) trait Bound {
    /// Cuts what is too long, and says so at its end.
    fn bound(&mut self);
}

impl Bound for String {
    fn bound(&mut self) {
        if let Some(kept) = kept(self) {
            *self = kept;
        }
    }
}

impl Bound for OutsideText {
    fn bound(&mut self) {
        if let Some(kept) = kept(self.raw()) {
            *self = kept.into();
        }
    }
}

impl<T: Bound> Bound for Option<T> {
    fn bound(&mut self) {
        if let Some(text) = self {
            text.bound();
        }
    }
}

impl<T: Bound> Bound for Vec<T> {
    fn bound(&mut self) {
        self.iter_mut().for_each(T::bound);
    }
}

impl Bound for Failure {
    fn bound(&mut self) {
        self.operation.bound();
        self.code.bound();
        self.message.bound();
        self.request_id.bound();
    }
}

impl Bound for Intent {
    fn bound(&mut self) {
        self.reason.bound();
        self.incident.bound();
        for word in &mut self.overrides {
            word.reason.bound();
        }
        for fact in &mut self.facts {
            fact.says.bound();
            fact.measured.bound();
            fact.threshold.bound();
            fact.clears.bound();
        }
    }
}

impl Bound for Attempt {
    fn bound(&mut self) {
        match &mut self.came {
            Came::Accepted { request_id, id: _ } => request_id.bound(),
            Came::Rejected { failure } | Came::Unknown { failure } => failure.bound(),
            Came::NotSent { why } => why.bound(),
        }
    }
}

/// The beginning of a text that is too long, and how long it was.
fn kept(text: &str) -> Option<String> {
    let (end, _) = text.char_indices().nth(LONGEST)?;
    let all = text.chars().count();
    Some(format!("{}… ({all} characters)", &text[..end]))
}
