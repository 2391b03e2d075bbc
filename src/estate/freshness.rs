//! When something was seen, and what that is worth now.

use super::observation::Failure;
use crate::terms::{Instant, Span};

/// How long CloudWatch and AWS's lists may take to deliver what has happened
/// (`domain.md` §6–7: one to three minutes).
pub(crate) const DELIVERY: Span = Span::minutes(3);

/// What a value's age makes of it. Ordered from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Freshness {
    /// Seen within its cadence.
    Live,
    /// Overdue, and still trusted.
    Late,
    /// Too old to be trusted, or read from the last run's cache.
    Stale,
    /// Never seen.
    Unknown,
}

impl Freshness {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Late => "late",
            Self::Stale => "stale",
            Self::Unknown => "unknown",
        }
    }

    /// Whether a value this fresh counts as known.
    #[must_use]
    pub const fn is_trusted(self) -> bool {
        matches!(self, Self::Live | Self::Late)
    }

    /// Judges the age of a value that is renewed every `cadence`: stale when
    /// older than three times the cadence, or a minute, plus three minutes of
    /// delivery.
    #[must_use]
    pub fn of(seen: Instant, cadence: Span, now: Instant) -> Self {
        let age = Span::between(seen, now);
        if age > stale_after(cadence) {
            Self::Stale
        } else if age.duration() > cadence.duration() * 3 / 2 + std::time::Duration::from_secs(15) {
            Self::Late
        } else {
            Self::Live
        }
    }
}

/// The age beyond which a value renewed every `cadence` is no longer trusted.
#[must_use]
pub(crate) fn stale_after(cadence: Span) -> Span {
    let cadence = cadence.max(Span::minutes(1));
    Span::seconds(cadence.duration().as_secs() * 3 + DELIVERY.duration().as_secs())
}

/// When one source was last seen in one scope, and what failed since.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// When it last answered in full.
    pub seen: Option<Instant>,
    /// When AWS last answered it in this run. A look that had nothing to ask for
    /// brings facts, and proves nothing about who answers.
    pub answered: Option<Instant>,
    /// How long until it is asked again.
    pub cadence: Span,
    /// What the last poll brought instead of an answer.
    pub failure: Option<Failure>,
    /// When the first poll since the last answer was asked that failed.
    pub failing_since: Option<Instant>,
    /// When it was last asked, whatever came.
    pub asked: Instant,
    /// Whether what is known is from the last run: stale, whatever its age.
    pub restored: bool,
    /// How many requests it has taken since the start.
    pub calls: u64,
}

impl Slice {
    /// How fresh what it said is at `now`.
    #[must_use]
    pub fn freshness(&self, now: Instant) -> Freshness {
        match self.seen {
            None => Freshness::Unknown,
            Some(_) if self.restored => Freshness::Stale,
            Some(seen) => Freshness::of(seen, self.cadence, now),
        }
    }

    /// The next instant at which its freshness changes by itself.
    #[must_use]
    pub fn turns(&self, now: Instant) -> Option<Instant> {
        let seen = self.seen.filter(|_| !self.restored)?;
        let late = chrono::TimeDelta::milliseconds(
            i64::try_from(self.cadence.duration().as_millis() * 3 / 2 + 15_001).ok()?,
        );
        let stale = stale_after(self.cadence).after(seen) + chrono::TimeDelta::milliseconds(1);
        [seen + late, stale].into_iter().find(|turn| *turn > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_poll_is_live_then_late_then_stale_after_six_minutes() {
        let seen: Instant = "2026-11-22T03:00:00Z".parse().unwrap();
        let at =
            |seconds| Freshness::of(seen, Span::minutes(1), Span::seconds(seconds).after(seen));
        assert_eq!(at(60), Freshness::Live);
        assert_eq!(at(106), Freshness::Late);
        assert_eq!(at(360), Freshness::Late);
        assert_eq!(at(361), Freshness::Stale);
    }

    #[test]
    fn a_fast_poll_is_given_the_same_six_minutes() {
        assert_eq!(stale_after(Span::seconds(5)), Span::minutes(6));
    }
}
