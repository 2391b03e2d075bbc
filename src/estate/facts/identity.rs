//! Who answers as whom.

use crate::terms::{AccountId, Instant, OutsideText};
use serde::{Deserialize, Serialize};

/// The caller's identity (`GetCallerIdentity`) and how long it lasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// `Account`.
    pub account: AccountId,
    /// `Arn` of the caller.
    pub arn: OutsideText,
    /// When the credentials expire, where they do.
    pub expires: Option<Instant>,
}
