//! Amazon Resource Names and account ids.

use super::{OutsideText, Region};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A twelve-digit AWS account id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(Arc<str>);

impl AccountId {
    /// Reads an account id.
    ///
    /// # Errors
    /// When the text is not twelve digits.
    pub fn parse(text: &str) -> Result<Self, ArnError> {
        if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            Err(ArnError::new(text, "an account id has twelve digits"))
        }
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for AccountId {
    type Error = ArnError;
    fn try_from(text: String) -> Result<Self, ArnError> {
        Self::parse(&text)
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0.to_string()
    }
}

/// Why a text is not an ARN or an account id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}`: {reason}")]
pub struct ArnError {
    /// What was read, cleaned for display.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl ArnError {
    fn new(text: &str, reason: &'static str) -> Self {
        Self {
            text: OutsideText::new(text).shown().into_owned(),
            reason,
        }
    }
}

/// An Amazon Resource Name, `arn:partition:service:region:account:resource`.
///
/// Region and account are empty for global services; the resource part is kept
/// raw, since services write it in several ways. Compared by its raw form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Arn(Arc<str>);

impl Arn {
    /// Reads an ARN.
    ///
    /// # Errors
    /// When the text does not have six parts or does not begin with `arn:`.
    pub fn parse(text: &str) -> Result<Self, ArnError> {
        let mut parts = text.splitn(6, ':');
        if parts.next() != Some("arn") {
            return Err(ArnError::new(text, "an ARN begins with `arn:`"));
        }
        if parts.count() != 5 {
            return Err(ArnError::new(text, "an ARN has six parts"));
        }
        Ok(Self(text.into()))
    }

    fn part(&self, index: usize) -> &str {
        self.0.splitn(6, ':').nth(index).unwrap_or_default()
    }

    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    #[must_use]
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// The service as ARNs name it, such as `rds`.
    #[must_use]
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// The Region, absent for global resources such as S3 buckets.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        Region::parse(self.part(3)).ok()
    }

    /// The owning account, absent for S3 buckets.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        AccountId::parse(self.part(4)).ok()
    }

    /// Everything after the account, such as `db:orders-db`. Raw.
    #[must_use]
    pub fn resource(&self) -> &str {
        self.part(5)
    }

    /// The resource without its type: `orders-db` of `db:orders-db`, `carts` of
    /// `table/carts`, `harbor-media` of `harbor-media`. Raw.
    #[must_use]
    pub fn resource_id(&self) -> &str {
        let resource = self.resource();
        resource
            .split_once([':', '/'])
            .map_or(resource, |(_, id)| id)
    }

    /// The resource's type as the ARN has it: `db`, `cluster`, `table`.
    #[must_use]
    pub fn resource_type(&self) -> Option<&str> {
        self.resource().split_once([':', '/']).map(|(kind, _)| kind)
    }

    /// The raw form, as AWS wrote it: for requests and comparison.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&OutsideText::new(&self.0).shown())
    }
}

impl fmt::Debug for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Arn {
    type Error = ArnError;
    fn try_from(text: String) -> Result<Self, ArnError> {
        Self::parse(&text)
    }
}

impl From<Arn> for String {
    fn from(arn: Arn) -> Self {
        arn.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_database_arn() {
        let arn = Arn::parse("arn:aws:rds:us-west-2:123456789012:db:orders-db-usw2").unwrap();
        assert_eq!(arn.service(), "rds");
        assert_eq!(arn.region().unwrap().as_str(), "us-west-2");
        assert_eq!(arn.account().unwrap().as_str(), "123456789012");
        assert_eq!(arn.resource_type(), Some("db"));
        assert_eq!(arn.resource_id(), "orders-db-usw2");
    }

    #[test]
    fn a_bucket_has_neither_region_nor_account() {
        let arn = Arn::parse("arn:aws:s3:::harbor-media").unwrap();
        assert_eq!((arn.region(), arn.account()), (None, None));
        assert_eq!(arn.resource_id(), "harbor-media");
    }

    #[test]
    fn what_is_not_an_arn_is_refused_and_shown_without_its_escapes() {
        let error = Arn::parse("orders\u{1b}[2J").unwrap_err();
        assert!(!error.to_string().contains('\u{1b}'));
        assert!(Arn::parse("arn:aws:rds:us-west-2").is_err());
    }
}
