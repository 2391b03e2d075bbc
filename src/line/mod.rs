//! A walk without a screen, line by line: for `TERM=dumb`, for screen readers, and
//! for scripts. What is shown is plain text, a thought a line; nothing is drawn
//! over, and no colour means anything.

mod around;
mod front;
mod voice;

pub use around::{contacts, help, over, sitrep, steps};
pub use front::{decision, judged, review_help, review_refused, step};
pub use voice::{Heard, Voice};

use crate::terms::OutsideText;

/// A text that may hold what was typed or came from AWS, safe on a terminal: one
/// line.
#[must_use]
pub fn cleaned(text: &str) -> String {
    OutsideText::new(text).shown().into_owned()
}
