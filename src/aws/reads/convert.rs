//! From the SDK's types to lifeboat's: names stay raw, what is missing stays missing.

use crate::aws::failure::Asked;
use crate::aws::time::instant;
use crate::estate::Failure;
use crate::terms::{Instant, OutsideText};
use aws_smithy_types::DateTime;

/// Text that may be missing.
pub(super) fn maybe(text: Option<&str>) -> Option<OutsideText> {
    text.map(OutsideText::new)
}

/// Text that AWS may leave out, and whose absence says no more than emptiness.
pub(super) fn text(text: Option<&str>) -> OutsideText {
    OutsideText::new(text.unwrap_or_default())
}

/// Texts of a list.
pub(super) fn texts(list: &[String]) -> Vec<OutsideText> {
    list.iter().map(|text| OutsideText::new(text)).collect()
}

/// A moment that may be missing.
pub(super) fn moment(time: Option<&DateTime>) -> Option<Instant> {
    time.and_then(instant)
}

/// A count that cannot be negative: what is, is as good as missing.
pub(super) fn count(number: Option<i32>) -> Option<u32> {
    number.and_then(|number| u32::try_from(number).ok())
}

/// What a resource is told from others by.
///
/// # Errors
/// When the answer does not have it: then it is not AWS's.
pub(super) fn need<'a>(
    asked: Asked,
    field: &str,
    value: Option<&'a str>,
) -> Result<&'a str, Failure> {
    value
        .filter(|value| !value.is_empty())
        .ok_or_else(|| asked.not_understood(format!("an item of the answer has no {field}")))
}
