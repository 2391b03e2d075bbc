//! RDS and Aurora.

use super::call::{Call, Value};
use super::policy::{Ground, Statement};
use super::{Permitted, Plane, RestoreTo};
use crate::plan::StoreKind;
use crate::terms::{OutsideText, Region};
use chrono::SecondsFormat;

const fn rds(operation: &'static str, iam_action: &'static str) -> Permitted {
    Permitted {
        service: "RDS",
        operation,
        iam_action,
        plane: Plane::Control,
    }
}

pub(super) const PROMOTE_READ_REPLICA: Permitted =
    rds("PromoteReadReplica", "rds:PromoteReadReplica");
pub(super) const REBOOT_DB_INSTANCE: Permitted = rds("RebootDBInstance", "rds:RebootDBInstance");
pub(super) const FAILOVER_DB_CLUSTER: Permitted = rds("FailoverDBCluster", "rds:FailoverDBCluster");
pub(super) const SWITCHOVER_GLOBAL_CLUSTER: Permitted =
    rds("SwitchoverGlobalCluster", "rds:SwitchoverGlobalCluster");
pub(super) const FAILOVER_GLOBAL_CLUSTER: Permitted =
    rds("FailoverGlobalCluster", "rds:FailoverGlobalCluster");
pub(super) const CREATE_DB_SNAPSHOT: Permitted = rds("CreateDBSnapshot", "rds:CreateDBSnapshot");
pub(super) const RESTORE_DB_INSTANCE_TO_POINT_IN_TIME: Permitted = rds(
    "RestoreDBInstanceToPointInTime",
    "rds:RestoreDBInstanceToPointInTime",
);
pub(super) const STOP_DB_INSTANCE: Permitted = rds("StopDBInstance", "rds:StopDBInstance");

pub(super) fn promote_read_replica(
    region: &Region,
    instance: &OutsideText,
    backup_retention_days: u32,
) -> Call {
    Call::new(&PROMOTE_READ_REPLICA, region)
        .with("DBInstanceIdentifier", instance.raw())
        .with(
            "BackupRetentionPeriod",
            Value::Number(backup_retention_days.into()),
        )
}

pub(super) fn reboot_db_instance(region: &Region, instance: &OutsideText) -> Call {
    Call::new(&REBOOT_DB_INSTANCE, region)
        .with("DBInstanceIdentifier", instance.raw())
        .with("ForceFailover", Value::Flag(true))
}

pub(super) fn failover_db_cluster(
    region: &Region,
    cluster: &OutsideText,
    target: Option<&OutsideText>,
) -> Call {
    Call::new(&FAILOVER_DB_CLUSTER, region)
        .with("DBClusterIdentifier", cluster.raw())
        .with_some("TargetDBInstanceIdentifier", target.map(OutsideText::raw))
}

pub(super) fn switchover_global_cluster(
    region: &Region,
    global_cluster: &OutsideText,
    target_arn: &OutsideText,
) -> Call {
    Call::new(&SWITCHOVER_GLOBAL_CLUSTER, region)
        .with("GlobalClusterIdentifier", global_cluster.raw())
        .with("TargetDbClusterIdentifier", target_arn.raw())
}

pub(super) fn failover_global_cluster(
    region: &Region,
    global_cluster: &OutsideText,
    target_arn: &OutsideText,
) -> Call {
    Call::new(&FAILOVER_GLOBAL_CLUSTER, region)
        .with("GlobalClusterIdentifier", global_cluster.raw())
        .with("TargetDbClusterIdentifier", target_arn.raw())
        .with("AllowDataLoss", Value::Flag(true))
}

pub(super) fn create_db_snapshot(
    region: &Region,
    instance: &OutsideText,
    snapshot: &OutsideText,
) -> Call {
    Call::new(&CREATE_DB_SNAPSHOT, region)
        .with("DBInstanceIdentifier", instance.raw())
        .with("DBSnapshotIdentifier", snapshot.raw())
}

pub(super) fn restore_db_instance_to_point_in_time(
    region: &Region,
    source: &OutsideText,
    target: &OutsideText,
    to: RestoreTo,
    class: Option<&OutsideText>,
    subnet_group: Option<&str>,
    security_groups: &[String],
) -> Call {
    let call = Call::new(&RESTORE_DB_INSTANCE_TO_POINT_IN_TIME, region)
        .with("SourceDBInstanceIdentifier", source.raw())
        .with("TargetDBInstanceIdentifier", target.raw());
    let call = match to {
        RestoreTo::Latest => call.with("UseLatestRestorableTime", Value::Flag(true)),
        RestoreTo::At(moment) => {
            let moment = moment.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            call.with("RestoreTime", Value::Text(moment))
        }
    };
    let groups = (!security_groups.is_empty()).then(|| Value::List(security_groups.to_vec()));
    call.with_some("DBInstanceClass", class.map(OutsideText::raw))
        .with_some("DBSubnetGroupName", subnet_group)
        .with_some("VpcSecurityGroupIds", groups)
        .with("PubliclyAccessible", Value::Flag(false))
}

pub(super) fn stop_db_instance(region: &Region, instance: &OutsideText) -> Call {
    Call::new(&STOP_DB_INSTANCE, region).with("DBInstanceIdentifier", instance.raw())
}

/// The databases of the plan, both ends of each: either may be the one that
/// writes after a failover.
pub(super) fn grants(ground: &Ground<'_>) -> Vec<Statement> {
    let instances = ground.both_ends("rds", StoreKind::Rds, "db");
    let mut clusters = ground.both_ends("rds", StoreKind::Aurora, "cluster");
    let globals: Vec<String> = ground
        .stores(StoreKind::AuroraGlobal)
        .map(|store| {
            let (partition, account) = (ground.partition, ground.account);
            let name = &store.identifier;
            format!("arn:{partition}:rds::{account}:global-cluster:{name}")
        })
        .collect();
    // A plan names a global cluster, not its members.
    let members = if globals.is_empty() {
        Vec::new()
    } else {
        ground.in_both_regions("rds", "cluster:*")
    };
    clusters.extend(members.iter().cloned());
    let restored = if instances.is_empty() {
        Vec::new()
    } else {
        restore_resources(ground)
    };
    let snapshots = instances.iter().cloned().chain(
        (!instances.is_empty())
            .then(|| ground.in_both_regions("rds", "snapshot:*"))
            .into_iter()
            .flatten(),
    );
    vec![
        Statement::allow(
            "LifeboatInstances",
            &[PROMOTE_READ_REPLICA, REBOOT_DB_INSTANCE, STOP_DB_INSTANCE],
            instances.iter().cloned(),
        ),
        Statement::allow("LifeboatSnapshots", &[CREATE_DB_SNAPSHOT], snapshots),
        Statement::allow(
            "LifeboatRestores",
            &[RESTORE_DB_INSTANCE_TO_POINT_IN_TIME],
            restored,
        ),
        Statement::allow("LifeboatClusters", &[FAILOVER_DB_CLUSTER], clusters),
        Statement::allow(
            "LifeboatGlobalClusters",
            &[SWITCHOVER_GLOBAL_CLUSTER, FAILOVER_GLOBAL_CLUSTER],
            globals.into_iter().chain(members),
        ),
    ]
}

/// What a restore touches: instances, whose new names are chosen when it is done,
/// their backups, and the groups they are put in.
fn restore_resources(ground: &Ground<'_>) -> Vec<String> {
    let subnets = ground.plan.restore_test.subnet_group.as_deref();
    let subnets = format!("subgrp:{}", subnets.unwrap_or("*"));
    ["db:*", "auto-backup:*", &subnets, "og:*", "pg:*"]
        .iter()
        .flat_map(|resource| ground.in_both_regions("rds", resource))
        .collect()
}
