//! STS: who answers as whom.

use super::convert::need;
use super::{Reading, Reads, reading};
use crate::aws::failure::Asked;
use crate::estate::facts::Identity;
use crate::estate::{Failure, Scope};
use crate::terms::{AccountId, Instant, OutsideText, Region};

const GET_CALLER_IDENTITY: Asked = Asked {
    service: "STS",
    operation: "GetCallerIdentity",
};

impl Reads {
    /// Who the credentials belong to, as a Region's STS says.
    ///
    /// # Errors
    /// As every read; also when the account is no account number.
    pub async fn identity(&self, region: &Region) -> Result<Reading<Identity>, Failure> {
        let sts = self.door.sts(region, &Scope::from(region));
        reading(identity_of(&sts, || self.door.known_expiry())).await
    }
}

/// Who a client's credentials belong to. They have been used when `expires` is
/// asked.
///
/// # Errors
/// As every read; also when the account is no account number.
pub(in crate::aws) async fn identity_of(
    sts: &aws_sdk_sts::Client,
    expires: impl FnOnce() -> Option<Instant>,
) -> Result<Identity, Failure> {
    let asked = GET_CALLER_IDENTITY;
    let answer = sts.get_caller_identity().send().await;
    let answer = answer.map_err(|error| asked.failed(&error))?;
    let account = need(asked, "Account", answer.account())?;
    Ok(Identity {
        account: AccountId::parse(account)
            .map_err(|error| asked.not_understood(error.to_string()))?,
        arn: OutsideText::new(need(asked, "Arn", answer.arn())?),
        expires: expires(),
    })
}
