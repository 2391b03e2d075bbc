//! Whose account answers: by STS's word, or without it by the ARNs that were seen.

use super::facts::Identity;
use super::{Estate, Source};
use crate::terms::{AccountId, Arn, Instant, OutsideText};
use std::borrow::Cow;

/// Whose account answers.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountStanding<'a> {
    /// STS said so, lately, and it is the plan's or the plan names none.
    Verified(&'a Identity),
    /// STS has not said, or too long ago; no ARN contradicts the plan.
    NotVerified,
    /// It is another than the plan's: nothing but that may be shown.
    Another {
        /// The account that answers.
        account: Cow<'a, AccountId>,
        /// The caller's ARN, where STS told it.
        arn: Option<&'a OutsideText>,
    },
}

impl Estate {
    /// Whose account answers at `now`, against the plan's word. What was kept by
    /// the last run counts against it as well: if that was another account's, so
    /// is everything else that was kept.
    #[must_use]
    pub fn account(&self, declared: Option<&AccountId>, now: Instant) -> AccountStanding<'_> {
        let identity = self.identity();
        if let (Some(identity), Some(declared)) = (identity, declared)
            && identity.account != *declared
        {
            return AccountStanding::Another {
                account: Cow::Borrowed(&identity.account),
                arn: Some(&identity.arn),
            };
        }
        let told = self.slices().any(|(source, _, slice)| {
            source == Source::Identity && slice.freshness(now).is_trusted()
        });
        match identity {
            Some(identity) if told => AccountStanding::Verified(identity),
            _ => declared
                .and_then(|declared| self.accounts_of_arns().find(|seen| seen != declared))
                .map_or(AccountStanding::NotVerified, |account| {
                    AccountStanding::Another {
                        account: Cow::Owned(account),
                        arn: None,
                    }
                }),
        }
    }

    /// The accounts in the ARNs of what belongs to whoever asked: one of each
    /// kind, since a list is of one account. Snapshots may be shared by others.
    fn accounts_of_arns(&self) -> impl Iterator<Item = AccountId> {
        let arns = [
            self.instances.iter().next().map(|(_, it)| &it.arn),
            self.clusters.iter().next().map(|(_, it)| &it.arn),
            self.vaults.iter().next().map(|(_, it)| &it.arn),
            self.alarms.iter().next().map(|(_, it)| &it.arn),
        ];
        arns.into_iter()
            .flatten()
            .filter_map(|arn| Arn::parse(arn.raw()).ok()?.account())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::facts::DbInstance;
    use crate::estate::{Facts, Observation, Scope};
    use crate::terms::{Region, Span};

    const OURS: &str = "123456789012";

    fn seen(source: Source, facts: Facts) -> Observation {
        Observation {
            source,
            scope: Scope::Region(Region::us_east_1()),
            asked: noon(),
            at: noon(),
            cadence: Span::minutes(1),
            calls: 1,
            skew_seconds: None,
            outcome: Ok(facts),
        }
    }

    fn noon() -> Instant {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn an_instance_of(account: &str) -> Observation {
        let arn = format!("arn:aws:rds:us-east-1:{account}:db:orders-db");
        let instance = DbInstance {
            identifier: "orders-db".into(),
            arn: arn.into(),
            ..DbInstance::default()
        };
        seen(Source::DbInstances, Facts::DbInstances(vec![instance]))
    }

    fn identity_of(account: &str) -> Observation {
        let identity = Identity {
            account: AccountId::parse(account).unwrap(),
            arn: "arn:aws:sts::1:assumed-role/watch/me".into(),
            expires: None,
        };
        seen(Source::Identity, Facts::Identity(identity))
    }

    #[test]
    fn without_sts_the_arns_are_compared() {
        let ours = AccountId::parse(OURS).unwrap();
        let mut estate = Estate::default();
        estate.apply(an_instance_of(OURS));
        assert_eq!(
            estate.account(Some(&ours), noon()),
            AccountStanding::NotVerified
        );
        estate.apply(an_instance_of("999999999999"));
        let standing = estate.account(Some(&ours), noon());
        assert!(matches!(
            standing,
            AccountStanding::Another { arn: None, .. }
        ));
        assert_eq!(estate.account(None, noon()), AccountStanding::NotVerified);
    }

    #[test]
    fn sts_says_whose_it_is_for_as_long_as_its_word_is_fresh() {
        let ours = AccountId::parse(OURS).unwrap();
        let mut estate = Estate::default();
        estate.apply(identity_of(OURS));
        let at = |minutes| Span::minutes(minutes).after(noon());
        let standing = |minutes| estate.account(Some(&ours), at(minutes));
        assert!(matches!(standing(1), AccountStanding::Verified(_)));
        assert_eq!(standing(7), AccountStanding::NotVerified);
        estate.apply(identity_of("999999999999"));
        let standing = estate.account(Some(&ours), at(7));
        assert!(matches!(
            standing,
            AccountStanding::Another { arn: Some(_), .. }
        ));
    }
}
