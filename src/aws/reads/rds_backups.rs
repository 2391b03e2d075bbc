//! RDS and Aurora: snapshots and automated backups.

use super::convert::{count, maybe, moment, need, text};
use super::rds::{lists, rds};
use super::{Reading, Reads, next, pages, reading};
use crate::aws::failure::Asked;
use crate::estate::facts::{AutomatedBackup, DbSnapshot};
use crate::estate::{Failure, Scope};
use crate::terms::{OutsideText, Region};
use aws_sdk_rds::types;

lists! {
    /// The snapshots of instances in a Region (`DescribeDBSnapshots`).
    db_snapshots: "DescribeDBSnapshots", describe_db_snapshots, db_snapshots, snapshot => DbSnapshot;
    /// The snapshots of clusters in a Region (`DescribeDBClusterSnapshots`).
    db_cluster_snapshots: "DescribeDBClusterSnapshots", describe_db_cluster_snapshots, db_cluster_snapshots, cluster_snapshot => DbSnapshot;
    /// The automated backups of instances that a Region keeps, of sources in
    /// other Regions too (`DescribeDBInstanceAutomatedBackups`).
    instance_backups: "DescribeDBInstanceAutomatedBackups", describe_db_instance_automated_backups, db_instance_automated_backups, instance_backup => AutomatedBackup;
    /// The automated backups of clusters that a Region keeps
    /// (`DescribeDBClusterAutomatedBackups`).
    cluster_backups: "DescribeDBClusterAutomatedBackups", describe_db_cluster_automated_backups, db_cluster_automated_backups, cluster_backup => AutomatedBackup;
}

fn snapshot(asked: Asked, it: &types::DbSnapshot) -> Result<DbSnapshot, Failure> {
    let arn = need(asked, "DBSnapshotArn", it.db_snapshot_arn())?;
    let created = it.snapshot_create_time();
    Ok(DbSnapshot {
        arn: OutsideText::new(arn),
        identifier: text(it.db_snapshot_identifier()),
        of: text(it.db_instance_identifier()),
        of_cluster: false,
        kind: text(it.snapshot_type()),
        status: text(it.status()),
        data_time: moment(it.original_snapshot_create_time().or(created)),
        source_region: maybe(it.source_region()),
        encrypted: it.encrypted(),
    })
}

fn cluster_snapshot(asked: Asked, it: &types::DbClusterSnapshot) -> Result<DbSnapshot, Failure> {
    let arn = need(asked, "DBClusterSnapshotArn", it.db_cluster_snapshot_arn())?;
    Ok(DbSnapshot {
        arn: OutsideText::new(arn),
        identifier: text(it.db_cluster_snapshot_identifier()),
        of: text(it.db_cluster_identifier()),
        of_cluster: true,
        kind: text(it.snapshot_type()),
        status: text(it.status()),
        data_time: cluster_data_time(it),
        source_region: it
            .source_db_cluster_snapshot_arn()
            .and_then(|arn| crate::terms::Arn::parse(arn).ok()?.region())
            .map(|region| OutsideText::new(region.as_str())),
        encrypted: it.storage_encrypted(),
    })
}

/// A copied cluster snapshot does not say when its data is from: there is no
/// `OriginalSnapshotCreateTime` in `DBClusterSnapshot`, and its own
/// `SnapshotCreateTime` is the time of the copy. Unknown, rather than too young.
fn cluster_data_time(it: &types::DbClusterSnapshot) -> Option<crate::terms::Instant> {
    let copied = it
        .source_db_cluster_snapshot_arn()
        .is_some_and(|arn| !arn.is_empty());
    moment(it.snapshot_create_time()).filter(|_| !copied)
}

fn instance_backup(
    asked: Asked,
    it: &types::DbInstanceAutomatedBackup,
) -> Result<AutomatedBackup, Failure> {
    let of = need(asked, "DBInstanceArn", it.db_instance_arn())?;
    let window = it.restore_window();
    Ok(AutomatedBackup {
        arn: text(it.db_instance_automated_backups_arn().or(Some(of))),
        of: OutsideText::new(of),
        identifier: text(it.db_instance_identifier()),
        source_region: maybe(it.region()),
        status: text(it.status()),
        earliest: moment(window.and_then(|window| window.earliest_time())),
        latest: moment(window.and_then(|window| window.latest_time())),
        retention_days: count(it.backup_retention_period()),
    })
}

fn cluster_backup(
    asked: Asked,
    it: &types::DbClusterAutomatedBackup,
) -> Result<AutomatedBackup, Failure> {
    let of = need(asked, "DBClusterArn", it.db_cluster_arn())?;
    let window = it.restore_window();
    Ok(AutomatedBackup {
        arn: text(it.db_cluster_automated_backups_arn().or(Some(of))),
        of: OutsideText::new(of),
        identifier: text(it.db_cluster_identifier()),
        source_region: maybe(it.region()),
        status: text(it.status()),
        earliest: moment(window.and_then(|window| window.earliest_time())),
        latest: moment(window.and_then(|window| window.latest_time())),
        retention_days: count(it.backup_retention_period()),
    })
}
