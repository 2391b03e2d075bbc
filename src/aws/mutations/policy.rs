//! The operator's IAM policy: what the plan needs for acting and no more.

use super::{Permitted, backup, dynamodb, rds, route53, s3, sns};
use crate::aws::gate::{partition, read_policy};
use crate::plan::{Plan, Store, StoreKind};
use crate::terms::{Arn, Region};
use serde_json::{Value, json};

/// The IAM policy of an operator of this plan: every read, and each mutation on
/// the resources that the plan names. Where it does not tell a name, the narrowest
/// wildcard; what the plan has no use for is not granted at all. The account is
/// the plan's, or that of an ARN in it.
#[must_use]
pub fn operator_policy(plan: &Plan) -> Value {
    let ground = Ground::of(plan);
    let services = [
        rds::grants(&ground),
        route53::grants(&ground),
        s3::grants(&ground),
        backup::grants(&ground),
        sns::grants(&ground),
        dynamodb::grants(&ground),
    ];
    let granted = services.into_iter().flatten().filter_map(Statement::json);
    let mut policy = read_policy(Some(plan));
    if let Some(statements) = policy["Statement"].as_array_mut() {
        statements.extend(granted);
        statements.push(denied());
    }
    policy
}

/// What no mistake and no other policy of the operator may do: destroy what a
/// recovery needs.
fn denied() -> Value {
    json!({
        "Sid": "LifeboatNeverDeletes",
        "Effect": "Deny",
        "Action": [
            "backup:Delete*",
            "backup:PutBackupVaultLockConfiguration",
            "rds:Delete*",
            "route53:Delete*",
        ],
        "Resource": "*",
    })
}

/// What ARNs are made from.
pub(super) struct Ground<'a> {
    pub(super) plan: &'a Plan,
    pub(super) partition: &'a str,
    /// The account's digits, or `*`.
    pub(super) account: &'a str,
}

impl<'a> Ground<'a> {
    fn of(plan: &'a Plan) -> Self {
        let named = [
            plan.operate.role.as_ref(),
            plan.backup.role.as_ref(),
            plan.notify.incident_topic.as_ref(),
        ];
        let named = || named.into_iter().flatten();
        let account = match &plan.account {
            Some(account) => account.as_str(),
            None => named().find_map(digits).unwrap_or("*"),
        };
        Self {
            plan,
            partition: partition(&plan.regions.standby),
            account,
        }
    }

    pub(super) fn arn(&self, service: &str, region: &Region, resource: &str) -> String {
        let (partition, account) = (self.partition, self.account);
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    pub(super) fn in_both_regions(&self, service: &str, resource: &str) -> Vec<String> {
        let regions = self.plan.regions.both();
        let arns = regions.map(|region| self.arn(service, region, resource));
        arns.into()
    }

    pub(super) fn stores(&self, kind: StoreKind) -> impl Iterator<Item = &'a Store> {
        let stores = self.plan.stores.iter();
        stores.filter(move |store| store.kind == kind)
    }

    /// Every store of a kind and its copy in the other Region. A copy that the
    /// plan does not name may be any.
    pub(super) fn both_ends(&self, service: &str, kind: StoreKind, resource: &str) -> Vec<String> {
        let ends = self.stores(kind).flat_map(|store| {
            let there = self.plan.other_region(&store.region);
            let copy = store.standby.as_deref().unwrap_or("*");
            [
                self.arn(
                    service,
                    &store.region,
                    &format!("{resource}:{}", store.identifier),
                ),
                self.arn(service, there, &format!("{resource}:{copy}")),
            ]
        });
        ends.collect()
    }
}

/// The account of an ARN, borrowed from it.
fn digits(arn: &Arn) -> Option<&str> {
    arn.account()?;
    arn.as_str().split(':').nth(4)
}

/// A statement that grants; nothing when there is no resource to grant on.
pub(super) struct Statement {
    sid: &'static str,
    actions: Vec<&'static str>,
    resources: Vec<String>,
    condition: Option<Value>,
}

impl Statement {
    pub(super) fn allow(
        sid: &'static str,
        actions: &[Permitted],
        resources: impl IntoIterator<Item = String>,
    ) -> Self {
        let actions: Vec<&'static str> = actions.iter().map(|it| it.iam_action).collect();
        Self::of(sid, &actions, resources)
    }

    /// As [`Statement::allow`], for a right that is no operation.
    pub(super) fn of(
        sid: &'static str,
        actions: &[&'static str],
        resources: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut resources: Vec<String> = resources.into_iter().collect();
        resources.sort_unstable();
        resources.dedup();
        Self {
            sid,
            actions: actions.to_vec(),
            resources,
            condition: None,
        }
    }

    pub(super) fn when(self, condition: Value) -> Self {
        Self {
            condition: Some(condition),
            ..self
        }
    }

    fn json(self) -> Option<Value> {
        if self.resources.is_empty() {
            return None;
        }
        let mut statement = json!({
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": self.actions,
            "Resource": self.resources,
        });
        if let Some(condition) = self.condition {
            statement["Condition"] = condition;
        }
        Some(statement)
    }
}
