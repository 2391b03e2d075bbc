//! AWS Regions. A Region is not a string: whatever names one has been checked.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Every commercial, China and GovCloud Region known when this was written
/// (2026-11). A well-formed name that is not listed is still accepted from AWS;
/// a plan that names one must also say where its endpoint is.
const KNOWN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// An AWS Region such as `us-east-1`. Cheap to clone and to compare.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(Arc<str>);

/// Why a text is not a Region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an AWS Region{}", .suggestion.as_ref().map(|s| format!(" (did you mean `{s}`?)")).unwrap_or_default())]
pub struct RegionError {
    /// What was written, cleaned for display.
    pub text: String,
    /// The nearest Region there is, when one is near.
    pub suggestion: Option<&'static str>,
}

impl Region {
    /// Reads a Region's name as AWS writes it. Names that are well formed but
    /// not listed here are accepted: AWS opens Regions faster than programs are
    /// released. See [`Region::is_listed`].
    ///
    /// # Errors
    /// When the text does not have the form of a Region's name.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        if well_formed(text) {
            Ok(Self(text.into()))
        } else {
            Err(Self::error(text))
        }
    }

    /// The error for a text that is not a Region, with the nearest one there is.
    #[must_use]
    pub fn error(text: &str) -> RegionError {
        RegionError {
            text: super::OutsideText::new(text).shown().into_owned(),
            suggestion: KNOWN
                .iter()
                .map(|known| (strsim::damerau_levenshtein(text, known), *known))
                .filter(|(distance, _)| *distance <= 3)
                .min()
                .map(|(_, known)| known),
        }
    }

    /// Where Route 53's control plane, its health-check metrics and IAM live in
    /// the commercial partition (Route 53 developer guide, "concepts").
    #[must_use]
    pub fn us_east_1() -> Self {
        Self("us-east-1".into())
    }

    /// Whether this is a Region lifeboat knows by name.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        KNOWN.contains(&self.as_str())
    }

    /// The Region's name, as AWS writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn well_formed(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, middle @ .., last] = parts.as_slice() else {
        return false;
    };
    first.len() == 2
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && !middle.is_empty()
        && middle
            .iter()
            .all(|m| (2..=12).contains(&m.len()) && m.bytes().all(|b| b.is_ascii_lowercase()))
        && (1..=2).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_digit())
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::str::FromStr for Region {
    type Err = RegionError;
    fn from_str(text: &str) -> Result<Self, RegionError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Region {
    type Error = RegionError;
    fn try_from(text: String) -> Result<Self, RegionError> {
        Self::parse(&text)
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_region_is_well_formed() {
        for known in KNOWN {
            assert!(Region::parse(known).is_ok_and(|r| r.is_listed()), "{known}");
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_told_with_the_region_that_was_meant() {
        let error = Region::parse("us-eat1").unwrap_err();
        assert_eq!(error.suggestion, Some("us-east-1"));
        assert_eq!(
            error.to_string(),
            "`us-eat1` is not an AWS Region (did you mean `us-east-1`?)"
        );
    }

    #[test]
    fn a_region_opened_after_this_release_is_accepted_but_not_listed() {
        assert!(!Region::parse("eu-west-9").unwrap().is_listed());
    }

    #[test]
    fn an_availability_zone_is_not_a_region() {
        assert!(Region::parse("us-east-1a").is_err());
        assert!(Region::parse("").is_err());
        assert!(Region::parse("us-east-1\u{1b}[2J").is_err());
    }
}
