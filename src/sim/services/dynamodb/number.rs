//! Numbers as DynamoDB has them: decimal, up to 38 digits, never rounded.

use std::cmp::Ordering;
use std::fmt;

/// The most digits a number may have.
const MOST_DIGITS: usize = 38;
/// The largest power of ten.
const LARGEST: i32 = 125;
/// The smallest power of ten.
const SMALLEST: i32 = -130;

/// `mantissa` × 10 to the `exponent`; the mantissa does not end with a zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    mantissa: i128,
    exponent: i32,
}

impl Number {
    /// Reads a number; none for what is none, or needs more digits than there are.
    pub(super) fn read(text: &str) -> Option<Number> {
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = all.trim_start_matches('0');
        let trimmed = significant.trim_end_matches('0');
        if trimmed.len() > MOST_DIGITS {
            return None;
        }
        let dropped = i32::try_from(significant.len() - trimmed.len()).ok()?;
        let behind = i32::try_from(fraction.len()).ok()?;
        let mantissa: i128 = if trimmed.is_empty() {
            0
        } else {
            trimmed.parse().ok()?
        };
        Number::of(
            if negative { -mantissa } else { mantissa },
            exponent.checked_sub(behind)?.checked_add(dropped)?,
        )
    }

    fn of(mut mantissa: i128, mut exponent: i32) -> Option<Number> {
        if mantissa == 0 {
            return Some(Number {
                mantissa: 0,
                exponent: 0,
            });
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        let digits = i32::try_from(mantissa.unsigned_abs().to_string().len()).ok()?;
        let magnitude = exponent.checked_add(digits)?.checked_sub(1)?;
        (SMALLEST..=LARGEST)
            .contains(&magnitude)
            .then_some(Number { mantissa, exponent })
    }

    /// Both with one exponent; none when their sizes are too far apart for that.
    fn aligned(self, other: Number) -> Option<(i128, i128, i32)> {
        let exponent = self.exponent.min(other.exponent);
        let raise = |number: Number| {
            let by = u32::try_from(number.exponent - exponent).ok()?;
            number.mantissa.checked_mul(10i128.checked_pow(by)?)
        };
        Some((raise(self)?, raise(other)?, exponent))
    }

    /// The sum; none when it needs more digits than there are.
    pub(super) fn plus(self, other: Number) -> Option<Number> {
        let (one, other, exponent) = self.aligned(other)?;
        Number::of(one.checked_add(other)?, exponent)
    }

    /// The same below zero.
    pub(super) fn negated(self) -> Number {
        Number {
            mantissa: -self.mantissa,
            ..self
        }
    }

    /// Which of two numbers is greater.
    pub(super) fn compare(self, other: Number) -> Ordering {
        match self.aligned(other) {
            Some((one, other, _)) => one.cmp(&other),
            // So far apart that an approximation tells them.
            None => {
                let size = |it: Number| it.mantissa as f64 * 10f64.powi(it.exponent);
                size(self).total_cmp(&size(other))
            }
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if let Ok(zeros) = usize::try_from(self.exponent) {
            return write!(formatter, "{sign}{digits}{}", "0".repeat(zeros));
        }
        let behind = usize::try_from(self.exponent.unsigned_abs()).unwrap_or(0);
        let padded = format!("{digits:0>width$}", width = behind + 1);
        let (whole, fraction) = padded.split_at(padded.len() - behind);
        write!(formatter, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::read(text).unwrap()
    }

    #[test]
    fn numbers_are_written_in_one_way_and_none_is_rounded() {
        for (text, written) in [
            ("007", "7"),
            ("-0.50", "-0.5"),
            ("1.0", "1"),
            ("12e2", "1200"),
            ("0", "0"),
            ("9007199254740993", "9007199254740993"),
        ] {
            assert_eq!(number(text).to_string(), written);
        }
        for text in ["", "-", "one", "1.2.3", "0x1", "1e400", &"9".repeat(39)] {
            assert_eq!(Number::read(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_added_and_compared_as_numbers() {
        let sum = number("9007199254740992").plus(number("1")).unwrap();
        assert_eq!(sum.to_string(), "9007199254740993");
        let difference = number("0.1").plus(number("0.3").negated()).unwrap();
        assert_eq!(difference.to_string(), "-0.2");
        assert_eq!(number("10").compare(number("9")), Ordering::Greater);
        assert_eq!(number("1.50").compare(number("1.5")), Ordering::Equal);
        assert_eq!(number("1e-100").compare(number("1e100")), Ordering::Less);
    }
}
