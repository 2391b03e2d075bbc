//! The time-boxed window in which an action may run. A state machine that is
//! fed words and instants; whoever holds it carries what it returns.

use crate::terms::{Instant, OutsideText, Span};

/// How long a window stays open unless said (`domain.md` §9.3: ten to fifteen
/// minutes).
pub const WINDOW: Span = Span::minutes(15);

/// How long it may be asked to stay open.
pub const LONGEST_WINDOW: Span = Span::hours(1);

/// How long a reason may be, characters.
const LONGEST_REASON: usize = 400;

/// The open window: why, for which incident, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Why the operator opened it.
    pub reason: OutsideText,
    /// The incident's name, when it has one.
    pub incident: Option<OutsideText>,
    /// When it was opened.
    pub since: Instant,
    /// When it closes by itself.
    pub until: Instant,
}

/// Why a window was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotArmed {
    /// No reason was given.
    #[error("no reason was given: say why, as the next reader of the journal would want to know")]
    NoReason,
    /// The reason is too long.
    #[error("the reason is longer than {LONGEST_REASON} characters")]
    LongReason,
    /// It is asked to stay open for too long, or not at all.
    #[error("a window is open for 1 m to {LONGEST_WINDOW}; {0} was asked for")]
    Length(Span),
}

impl Window {
    /// Opens a window at `now`.
    ///
    /// # Errors
    /// When there is no reason, or it is to stay open for too long.
    pub fn open(
        reason: &str,
        incident: Option<OutsideText>,
        length: Option<Span>,
        now: Instant,
    ) -> Result<Self, NotArmed> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(NotArmed::NoReason);
        }
        if reason.chars().count() > LONGEST_REASON {
            return Err(NotArmed::LongReason);
        }
        let length = length.unwrap_or(WINDOW);
        if !(Span::minutes(1)..=LONGEST_WINDOW).contains(&length) {
            return Err(NotArmed::Length(length));
        }
        Ok(Self {
            reason: OutsideText::new(reason),
            incident,
            since: now,
            until: length.after(now),
        })
    }

    /// Whether an action may still begin in it.
    #[must_use]
    pub fn is_open(&self, now: Instant) -> bool {
        (self.since..self.until).contains(&now)
    }

    /// How long it stays open.
    #[must_use]
    pub fn left(&self, now: Instant) -> Span {
        Span::between(now, self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Instant {
        "2026-11-22T03:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_window_closes_by_itself() {
        let window = Window::open("INC-1: us-east-1 is gone", None, None, three()).unwrap();
        assert!(window.is_open(three()));
        assert!(window.is_open(Span::seconds(899).after(three())));
        assert!(!window.is_open(Span::minutes(15).after(three())));
        assert_eq!(window.left(Span::minutes(16).after(three())), Span::ZERO);
    }

    #[test]
    fn a_clock_that_was_set_back_opens_nothing() {
        let window = Window::open("drill", None, None, three()).unwrap();
        assert!(!window.is_open(Span::seconds(1).before(three())));
    }

    #[test]
    fn without_a_reason_nothing_is_armed() {
        let open = |reason: &str, length| Window::open(reason, None, length, three());
        assert_eq!(open("  \t", None), Err(NotArmed::NoReason));
        assert_eq!(open(&"x".repeat(401), None), Err(NotArmed::LongReason));
        let long = Span::hours(2);
        assert_eq!(open("drill", Some(long)), Err(NotArmed::Length(long)));
        let none = Span::ZERO;
        assert_eq!(open("drill", Some(none)), Err(NotArmed::Length(none)));
    }
}
