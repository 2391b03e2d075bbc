//! What RDS keeps beside its databases: snapshots, automated backups, events, pending maintenance.

use chrono::{DateTime, Utc};

use super::databases::{Restorable, Tag};

/// A snapshot of an RDS instance.
#[derive(Debug, Clone, PartialEq)]
pub struct DbSnapshot {
    /// `DBSnapshotIdentifier`.
    pub identifier: String,
    /// `DBSnapshotArn`.
    pub arn: String,
    /// `DBInstanceIdentifier`.
    pub instance: String,
    /// `DbiResourceId`.
    pub resource_id: String,
    /// `SnapshotType`: `automated`, `manual` or `awsbackup`.
    pub snapshot_type: String,
    /// `Status`: `creating`, `available`…
    pub status: String,
    /// `SnapshotCreateTime`.
    pub created: DateTime<Utc>,
    /// `OriginalSnapshotCreateTime`: of a copy, when the original was taken.
    pub original_created: DateTime<Utc>,
    /// `Engine`.
    pub engine: String,
    /// `EngineVersion`.
    pub engine_version: String,
    /// `AllocatedStorage`, GiB.
    pub allocated_storage: i64,
    /// `Encrypted`.
    pub encrypted: bool,
    /// `KmsKeyId`.
    pub kms_key: Option<String>,
    /// `SourceRegion`, of a copy from another Region.
    pub source_region: Option<String>,
    /// `SourceDBSnapshotIdentifier`, of a copy.
    pub source_snapshot: Option<String>,
    /// `TagList`.
    pub tags: Vec<Tag>,
    /// Not on the wire: when all of it is there; `PercentProgress` follows from it.
    pub ready: DateTime<Utc>,
    /// Not on the wire: when an automated snapshot goes away.
    pub expires: Option<DateTime<Utc>>,
}

/// A snapshot of an Aurora cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct DbClusterSnapshot {
    /// `DBClusterSnapshotIdentifier`.
    pub identifier: String,
    /// `DBClusterSnapshotArn`.
    pub arn: String,
    /// `DBClusterIdentifier`.
    pub cluster: String,
    /// `DbClusterResourceId`.
    pub resource_id: String,
    /// `SnapshotType`: `automated`, `manual` or `awsbackup`.
    pub snapshot_type: String,
    /// `Status`.
    pub status: String,
    /// `SnapshotCreateTime`.
    pub created: DateTime<Utc>,
    /// `Engine`.
    pub engine: String,
    /// `EngineVersion`.
    pub engine_version: String,
    /// `StorageEncrypted`.
    pub encrypted: bool,
    /// `KmsKeyId`.
    pub kms_key: Option<String>,
    /// `SourceDBClusterSnapshotArn`, of a copy.
    pub source_snapshot: Option<String>,
    /// `TagList`.
    pub tags: Vec<Tag>,
    /// Not on the wire: when an automated snapshot goes away.
    pub expires: Option<DateTime<Utc>>,
}

/// A `DBInstanceAutomatedBackup`: in the instance's own Region, or replicated to another.
#[derive(Debug, Clone, PartialEq)]
pub struct InstanceAutomatedBackup {
    /// `DBInstanceAutomatedBackupsArn`.
    pub arn: String,
    /// `DBInstanceArn`: of the instance that is backed up.
    pub instance_arn: String,
    /// `DBInstanceIdentifier`.
    pub instance: String,
    /// `DbiResourceId`.
    pub resource_id: String,
    /// `Region`: where the instance is.
    pub source_region: String,
    /// `Status`: `active`, `retained`, `creating`, `replicating`.
    pub status: String,
    /// `RestoreWindow.LatestTime`.
    pub restorable: Restorable,
    /// `BackupRetentionPeriod`, days; it decides `RestoreWindow.EarliestTime`.
    pub retention_days: i64,
    /// `Engine`.
    pub engine: String,
    /// `EngineVersion`.
    pub engine_version: String,
    /// `AllocatedStorage`, GiB.
    pub allocated_storage: i64,
    /// `Encrypted`.
    pub encrypted: bool,
    /// `KmsKeyId`.
    pub kms_key: Option<String>,
    /// `DBInstanceAutomatedBackupsReplications`: ARNs.
    pub replications: Vec<String>,
    /// `InstanceCreateTime`.
    pub instance_created: DateTime<Utc>,
}

/// A `DBClusterAutomatedBackup`.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterAutomatedBackup {
    /// `DBClusterAutomatedBackupsArn`.
    pub arn: String,
    /// `DBClusterArn`.
    pub cluster_arn: String,
    /// `DBClusterIdentifier`.
    pub cluster: String,
    /// `DbClusterResourceId`.
    pub resource_id: String,
    /// `Region`.
    pub source_region: String,
    /// `Status`.
    pub status: String,
    /// `RestoreWindow.LatestTime`.
    pub restorable: Restorable,
    /// `BackupRetentionPeriod`, days.
    pub retention_days: i64,
    /// `Engine`.
    pub engine: String,
    /// `EngineVersion`.
    pub engine_version: String,
    /// `StorageEncrypted`.
    pub encrypted: bool,
    /// `KmsKeyId`.
    pub kms_key: Option<String>,
    /// `ClusterCreateTime`.
    pub cluster_created: DateTime<Utc>,
}

/// An RDS event; AWS keeps them for fourteen days.
#[derive(Debug, Clone, PartialEq)]
pub struct DbEvent {
    /// `SourceIdentifier`.
    pub source: String,
    /// `SourceType`: `db-instance`, `db-cluster`, `db-snapshot`…
    pub source_type: String,
    /// `SourceArn`.
    pub source_arn: String,
    /// `Message`.
    pub message: String,
    /// `EventCategories`.
    pub categories: Vec<String>,
    /// `Date`.
    pub date: DateTime<Utc>,
}

/// A pending maintenance action of one resource.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingAction {
    /// `Action`: `system-update`, `db-upgrade`…
    pub action: String,
    /// `Description`.
    pub description: String,
    /// `AutoAppliedAfterDate`.
    pub auto_applied_after: Option<DateTime<Utc>>,
    /// `CurrentApplyDate`.
    pub current_apply: Option<DateTime<Utc>>,
    /// `ForcedApplyDate`.
    pub forced_apply: Option<DateTime<Utc>>,
    /// `OptInStatus`.
    pub opt_in: Option<String>,
}
