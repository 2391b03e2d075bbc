//! Lengths of time as people write and read them, and ages beside a clock.

use super::Instant;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// A length of time, never negative. Written `15m` or `1h 30m` in files, shown
/// `15 m` or `1 h 30 m` on screens.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Span(Duration);

/// Why a text is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a length of time: {reason}; write it like `45s`, `15m`, `1h 30m` or `7d`")]
pub struct SpanError {
    /// What was written, cleaned for display.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

const DAY: u64 = 86_400;
const UNITS: [(&str, u64); 5] = [
    ("w", 7 * DAY),
    ("d", DAY),
    ("h", 3_600),
    ("m", 60),
    ("s", 1),
];

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(Duration::ZERO);

    /// A span of whole seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// A span of whole minutes.
    #[must_use]
    pub const fn minutes(minutes: u64) -> Self {
        Self::seconds(minutes * 60)
    }

    /// A span of whole hours.
    #[must_use]
    pub const fn hours(hours: u64) -> Self {
        Self::minutes(hours * 60)
    }

    /// A span of whole days of 24 hours.
    #[must_use]
    pub const fn days(days: u64) -> Self {
        Self::hours(days * 24)
    }

    /// A span of seconds as a metric gives them; `None` for what is negative,
    /// infinite or not a number: none of these is a length of time.
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        Duration::try_from_secs_f64(seconds).ok().map(Self)
    }

    /// The time from `earlier` to `later`, or nothing at all when it is not later.
    #[must_use]
    pub fn between(earlier: Instant, later: Instant) -> Self {
        Self((later - earlier).to_std().unwrap_or_default())
    }

    /// The instant this span before `instant`, or the earliest there is.
    #[must_use]
    pub fn before(self, instant: Instant) -> Instant {
        chrono::TimeDelta::from_std(self.0)
            .ok()
            .and_then(|delta| instant.checked_sub_signed(delta))
            .unwrap_or(Instant::MIN_UTC)
    }

    /// The instant this span after `instant`, or the latest there is.
    #[must_use]
    pub fn after(self, instant: Instant) -> Instant {
        chrono::TimeDelta::from_std(self.0)
            .ok()
            .and_then(|delta| instant.checked_add_signed(delta))
            .unwrap_or(Instant::MAX_UTC)
    }

    /// As a standard duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }

    /// In whole seconds, rounded up: a loss is never written smaller than it is.
    #[must_use]
    pub fn whole_seconds(self) -> u64 {
        let duration = self.duration();
        duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
    }

    /// In seconds, fractions included.
    #[must_use]
    pub fn as_seconds(self) -> f64 {
        self.0.as_secs_f64()
    }

    /// Reads `45s`, `15m`, `1h 30m`, `7d`, `2w`: numbers with units, largest
    /// unit first, spaces allowed, each unit at most once.
    ///
    /// # Errors
    /// When a number has no unit, a unit is unknown, repeated or out of order.
    pub fn parse(text: &str) -> Result<Self, SpanError> {
        let error = |reason| SpanError {
            text: super::OutsideText::new(text).shown().into_owned(),
            reason,
        };
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(error("it is empty"));
        }
        let mut seconds: u64 = 0;
        let mut last = UNITS.len();
        let mut first_unit = true;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return Err(error("a number was expected"));
            }
            let number: u64 = rest[..digits]
                .parse()
                .map_err(|_| error("it is too long"))?;
            rest = rest[digits..].trim_start();
            let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = &rest[..letters];
            if unit.is_empty() {
                return Err(error("a unit is missing"));
            }
            let index = UNITS
                .iter()
                .position(|(name, _)| *name == unit)
                .ok_or_else(|| error("a unit is one of `s`, `m`, `h`, `d` and `w`"))?;
            if !first_unit && index <= last {
                return Err(error("units go from the largest to the smallest"));
            }
            (last, first_unit) = (index, false);
            seconds = number
                .checked_mul(UNITS[index].1)
                .and_then(|more| seconds.checked_add(more))
                .filter(|total| *total <= 100 * 366 * DAY)
                .ok_or_else(|| error("it is longer than a hundred years"))?;
            rest = rest[letters..].trim_start();
        }
        Ok(Self::seconds(seconds))
    }

    /// As plan files write it: `15m`, `1h 30m`. Fractions of a second are dropped.
    #[must_use]
    pub fn written(self) -> String {
        let mut rest = self.0.as_secs();
        let mut parts = Vec::new();
        for (name, size) in &UNITS[1..] {
            if rest >= *size {
                parts.push(format!("{}{name}", rest / size));
                rest %= size;
            }
        }
        if parts.is_empty() {
            "0s".to_owned()
        } else {
            parts.join(" ")
        }
    }
}

/// On a screen: two units at most, below ten seconds one decimal where there is
/// one. Rounded down, as a clock reads.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let text = match seconds {
            0..10 => {
                let tenths = self.0.as_millis() / 100;
                if tenths.is_multiple_of(10) {
                    format!("{} s", tenths / 10)
                } else {
                    format!("{}.{} s", tenths / 10, tenths % 10)
                }
            }
            10..60 => format!("{seconds} s"),
            60..600 if !seconds.is_multiple_of(60) => {
                format!("{} m {} s", seconds / 60, seconds % 60)
            }
            60..3_600 => format!("{} m", seconds / 60),
            3_600..DAY => two(seconds, 3_600, "h", 60, "m"),
            _ => two(seconds, DAY, "d", 3_600, "h"),
        };
        f.pad(&text)
    }
}

fn two(seconds: u64, large: u64, large_name: &str, small: u64, small_name: &str) -> String {
    let rest = seconds % large / small;
    if rest == 0 || seconds / large >= 10 {
        format!("{} {large_name}", seconds / large)
    } else {
        format!("{} {large_name} {rest} {small_name}", seconds / large)
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;
    fn try_from(text: String) -> Result<Self, SpanError> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for Span {
    type Err = SpanError;
    fn from_str(text: &str) -> Result<Self, SpanError> {
        Self::parse(text)
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.written()
    }
}

/// How long ago `then` was, as a sentence reads it: `42 s ago`. What lies ahead
/// of `now` by clock skew reads as now.
#[must_use]
pub fn age(then: Instant, now: Instant) -> String {
    format!("{} ago", Span::between(then, now))
}

/// The time of day in UTC, `14:02:31Z`.
#[must_use]
pub fn clock_time(instant: Instant) -> String {
    instant.format("%H:%M:%SZ").to_string()
}

/// A day and time in UTC at which something was so, `Nov 20 13:48Z`.
#[must_use]
pub fn calendar(instant: Instant) -> String {
    instant.format("%b %-d %H:%MZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_read_as_people_write_them() {
        assert_eq!(Span::parse("15m"), Ok(Span::minutes(15)));
        assert_eq!(Span::parse("1h 30m"), Ok(Span::minutes(90)));
        assert_eq!(Span::parse("1h30m"), Ok(Span::minutes(90)));
        assert_eq!(Span::parse("2w"), Ok(Span::days(14)));
    }

    #[test]
    fn what_is_not_a_duration_says_why() {
        for (text, reason) in [
            ("15", "a unit is missing"),
            ("15 minutes", "a unit is one of `s`, `m`, `h`, `d` and `w`"),
            ("30m 1h", "units go from the largest to the smallest"),
            ("-5m", "a number was expected"),
            ("", "it is empty"),
            ("99999999999999999999s", "it is too long"),
            ("9999999w", "it is longer than a hundred years"),
        ] {
            assert_eq!(Span::parse(text).unwrap_err().reason, reason, "{text}");
        }
    }

    #[test]
    fn a_screen_shows_two_units_at_most() {
        for (milliseconds, shown) in [
            (0, "0 s"),
            (400, "0.4 s"),
            (7_000, "7 s"),
            (51_900, "51 s"),
            (132_000, "2 m 12 s"),
            (1_260_000, "21 m"),
            (13_200_000, "3 h 40 m"),
            (172_800_000, "2 d"),
        ] {
            assert_eq!(Span(Duration::from_millis(milliseconds)).to_string(), shown);
        }
    }

    #[test]
    fn minus_one_is_not_a_length_of_time() {
        assert_eq!(Span::from_seconds(-1.0), None);
        assert_eq!(Span::from_seconds(f64::NAN), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(seconds in 0_u64..1_000_000_000) {
            let span = Span::seconds(seconds);
            prop_assert_eq!(Span::parse(&span.written()), Ok(span));
        }

        #[test]
        fn any_text_is_a_span_or_an_error(text in "\\PC{0,40}") {
            let _ = Span::parse(&text).map_err(|error| error.to_string());
        }
    }
}
