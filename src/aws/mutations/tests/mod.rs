//! Every mutation, held to the list, the policy and the shell.

mod command;
mod policy;

use super::*;
use crate::estate::facts::{AliasTarget, FailoverRole};
use std::collections::BTreeSet;

fn text(text: &str) -> OutsideText {
    OutsideText::new(text)
}

fn region(name: &str) -> Region {
    Region::parse(name).unwrap()
}

fn arn(text: &str) -> Arn {
    Arn::parse(text).unwrap()
}

/// The primary's record of a failover pair, an alias with a check.
fn primary_record(target: &str) -> Record {
    Record {
        zone: text("Z1"),
        name: text("shop.example.com"),
        kind: text("A"),
        set_identifier: Some(text("use1")),
        failover: Some(FailoverRole::Primary),
        alias: Some(AliasTarget {
            zone: text("ZELB"),
            name: text(target),
            evaluate_target_health: true,
        }),
        health_check: Some(text("hc-1")),
        ..Record::default()
    }
}

/// One of each, with every parameter given.
pub(in crate::aws) fn examples() -> Vec<Mutation> {
    let region = region("us-west-2");
    let cluster = text("arn:aws:rds:us-west-2:111122223333:cluster:carts-usw2");
    let role = arn("arn:aws:iam::111122223333:role/backup");
    let point = text("arn:aws:rds:us-west-2:111122223333:snapshot:awsbackup:job-1");
    vec![
        Mutation::PromoteReadReplica {
            region: region.clone(),
            instance: text("orders-db-usw2"),
            backup_retention_days: 7,
        },
        Mutation::RebootDbInstance {
            region: region.clone(),
            instance: text("orders-db"),
        },
        Mutation::FailoverDbCluster {
            region: region.clone(),
            cluster: text("carts"),
            target: Some(text("carts-2")),
        },
        Mutation::SwitchoverGlobalCluster {
            region: region.clone(),
            global_cluster: text("carts-global"),
            target_arn: cluster.clone(),
        },
        Mutation::FailoverGlobalCluster {
            region: region.clone(),
            global_cluster: text("carts-global"),
            target_arn: cluster,
        },
        Mutation::CreateDbSnapshot {
            region: region.clone(),
            instance: text("orders-db"),
            snapshot: text("orders-db-before"),
        },
        Mutation::RestoreDbInstanceToPointInTime {
            region: region.clone(),
            source: text("orders-db"),
            target: text("orders-db-restored"),
            to: RestoreTo::At("2026-11-22T03:01:10Z".parse().unwrap()),
            class: Some(text("db.r6g.large")),
            subnet_group: Some("isolated".to_owned()),
            security_groups: vec!["sg-1".to_owned(), "sg-2".to_owned()],
        },
        Mutation::StopDbInstance {
            region: region.clone(),
            instance: text("orders-db"),
        },
        Mutation::ChangeResourceRecordSets {
            zone: text("Z1"),
            comment: "incident 42".to_owned(),
            changes: vec![
                RecordChange {
                    verb: RecordVerb::Delete,
                    record: primary_record("use1.elb.example.com"),
                },
                RecordChange {
                    verb: RecordVerb::Create,
                    record: primary_record("usw2.elb.example.com"),
                },
            ],
        },
        Mutation::UpdateHealthCheck {
            id: text("hc-1"),
            version: 3,
            disabled: true,
            inverted: false,
        },
        Mutation::PutObject {
            region: region.clone(),
            bucket: "shop-standby".to_owned(),
            key: "takes-over".to_owned(),
            body: "incident 42".to_owned(),
        },
        Mutation::DeleteObject {
            region: region.clone(),
            bucket: "shop-standby".to_owned(),
            key: "takes-over".to_owned(),
        },
        Mutation::StartBackupJob {
            region: region.clone(),
            vault: "shop".to_owned(),
            resource_arn: text("arn:aws:rds:us-west-2:111122223333:db:orders-db"),
            role_arn: role.clone(),
            token: "token-1".to_owned(),
        },
        Mutation::StartCopyJob {
            region: region.clone(),
            recovery_point_arn: point.clone(),
            source_vault: text("shop"),
            destination_vault_arn: text("arn:aws:backup:us-east-1:111122223333:backup-vault:shop"),
            role_arn: role.clone(),
            token: "token-2".to_owned(),
        },
        Mutation::StartRestoreJob {
            region: region.clone(),
            recovery_point_arn: point,
            role_arn: role,
            metadata: BTreeMap::from([("DBInstanceIdentifier".to_owned(), "test".to_owned())]),
            resource_type: "RDS".to_owned(),
            token: "token-3".to_owned(),
        },
        Mutation::Publish {
            region,
            topic_arn: arn("arn:aws:sns:us-west-2:111122223333:incidents"),
            subject: "lifeboat".to_owned(),
            message: "orders-db was promoted".to_owned(),
        },
    ]
}

#[test]
fn every_mutation_is_on_the_list_and_nothing_else_but_the_lease() {
    let named = |it: &Permitted| (it.service, it.operation);
    let used: BTreeSet<_> = examples().iter().map(|it| named(it.permitted())).collect();
    assert_eq!(used.len(), examples().len(), "one of each");
    let listed: BTreeSet<_> = MUTATIONS.iter().map(named).collect();
    assert_eq!(listed.len(), MUTATIONS.len(), "each listed once");
    let others: Vec<_> = listed.difference(&used).collect();
    assert_eq!(others, [&("DynamoDB", "UpdateItem")]);
    assert!(used.is_subset(&listed));
}

#[test]
fn nothing_that_changes_is_on_the_list_of_reads() {
    for entry in MUTATIONS {
        let read = crate::aws::iam_action(entry.service, entry.operation);
        assert_eq!(read, None, "{}", entry.operation);
    }
}

#[test]
fn what_must_be_said_is_said_whatever_the_caller_gave() {
    let parameter = |operation: &str, name: &str| {
        let all = examples();
        let mutation = all.iter().find(|it| it.operation() == operation).unwrap();
        let parameters = mutation.parameters();
        let found = parameters.into_iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value).unwrap_or_default()
    };
    assert_eq!(parameter("RebootDBInstance", "ForceFailover"), "true");
    assert_eq!(parameter("FailoverGlobalCluster", "AllowDataLoss"), "true");
    assert_eq!(
        parameter("RestoreDBInstanceToPointInTime", "PubliclyAccessible"),
        "false"
    );
    assert_eq!(
        parameter("PromoteReadReplica", "BackupRetentionPeriod"),
        "7"
    );
}
