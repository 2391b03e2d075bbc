//! What RDS and Aurora say.

use super::Tags;
use crate::terms::{Arn, Instant, OutsideText};
use serde::{Deserialize, Serialize};

/// An RDS or Aurora DB instance (`DescribeDBInstances`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DbInstance {
    /// `DBInstanceIdentifier`.
    pub identifier: OutsideText,
    /// `DBInstanceArn`.
    pub arn: OutsideText,
    /// `Engine`, such as `postgres` or `aurora-mysql`.
    pub engine: OutsideText,
    /// `EngineVersion`.
    pub engine_version: OutsideText,
    /// `DBInstanceClass`, such as `db.r6g.xlarge`.
    pub class: OutsideText,
    /// `DBInstanceStatus`.
    pub status: OutsideText,
    /// `StatusInfos`: blank for what is not a replica.
    pub replication: Vec<ReplicationStatus>,
    /// `ReadReplicaSourceDBInstanceIdentifier`: an ARN across Regions, a bare
    /// identifier within one.
    pub replica_source: Option<OutsideText>,
    /// `ReadReplicaSourceDBClusterIdentifier`.
    pub replica_source_cluster: Option<OutsideText>,
    /// `ReadReplicaDBInstanceIdentifiers`: identifiers and ARNs mixed.
    pub replicas: Vec<OutsideText>,
    /// `ReadReplicaDBClusterIdentifiers`: Aurora or Multi-AZ clusters that
    /// replicate from it, identifiers and ARNs mixed.
    pub replica_clusters: Vec<OutsideText>,
    /// `DBClusterIdentifier`, for members of a cluster.
    pub cluster: Option<OutsideText>,
    /// `MultiAZ`.
    pub multi_az: Option<bool>,
    /// `AvailabilityZone`.
    pub availability_zone: Option<OutsideText>,
    /// `SecondaryAvailabilityZone`.
    pub secondary_zone: Option<OutsideText>,
    /// `BackupRetentionPeriod`, days; 0 means automated backups are off.
    pub backup_retention_days: Option<u32>,
    /// `PreferredBackupWindow`, UTC, `hh:mm-hh:mm`.
    pub backup_window: Option<OutsideText>,
    /// `LatestRestorableTime`.
    pub latest_restorable: Option<Instant>,
    /// `AllocatedStorage`, GiB.
    pub storage_gib: Option<u32>,
    /// `Iops`.
    pub iops: Option<u32>,
    /// `StorageType`.
    pub storage_type: Option<OutsideText>,
    /// `StorageEncrypted`.
    pub encrypted: Option<bool>,
    /// `KmsKeyId`.
    pub kms_key: Option<OutsideText>,
    /// `DeletionProtection`.
    pub deletion_protection: Option<bool>,
    /// The names of what `PendingModifiedValues` would change.
    pub pending_modifications: Vec<OutsideText>,
    /// `DBParameterGroups`: name and `ParameterApplyStatus`.
    pub parameter_groups: Vec<(OutsideText, OutsideText)>,
    /// `OptionGroupMemberships`: name and `Status`.
    pub option_groups: Vec<(OutsideText, OutsideText)>,
    /// `DBSubnetGroup.DBSubnetGroupName`.
    pub subnet_group: Option<OutsideText>,
    /// `VpcSecurityGroups`: their ids.
    pub security_groups: Vec<OutsideText>,
    /// `PubliclyAccessible`.
    pub publicly_accessible: Option<bool>,
    /// `DBInstanceAutomatedBackupsReplications`: ARNs only.
    pub backup_replications: Vec<OutsideText>,
    /// `AutomaticRestartTime`: when RDS starts a stopped instance again, seven
    /// days after it was stopped. A fence by stopping ends then.
    pub automatic_restart: Option<Instant>,
    /// `InstanceCreateTime`.
    pub created: Option<Instant>,
    /// `TagList`.
    pub tags: Tags,
}

/// One of a replica's `StatusInfos`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplicationStatus {
    /// `StatusType`, `read replication` for replicas.
    pub kind: OutsideText,
    /// `Normal`.
    pub normal: bool,
    /// `Status`, such as `replicating`, `error`, `stopped`, `terminated`.
    pub status: OutsideText,
    /// `Message`.
    pub message: Option<OutsideText>,
}

/// An Aurora or Multi-AZ DB cluster (`DescribeDBClusters`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DbCluster {
    /// `DBClusterIdentifier`.
    pub identifier: OutsideText,
    /// `DBClusterArn`.
    pub arn: OutsideText,
    /// `Engine`.
    pub engine: OutsideText,
    /// `EngineVersion`.
    pub engine_version: OutsideText,
    /// `Status`.
    pub status: OutsideText,
    /// `DBClusterMembers`.
    pub members: Vec<ClusterMember>,
    /// `MultiAZ`.
    pub multi_az: Option<bool>,
    /// `DBClusterInstanceClass`, of a Multi-AZ cluster; Aurora's instances each
    /// have their own.
    pub class: Option<OutsideText>,
    /// `DBClusterParameterGroup`.
    pub parameter_group: Option<OutsideText>,
    /// `DBSubnetGroup`, its name.
    pub subnet_group: Option<OutsideText>,
    /// The names of what `PendingModifiedValues` would change.
    pub pending_modifications: Vec<OutsideText>,
    /// `GlobalClusterIdentifier`, for a member of a global database.
    pub global_cluster: Option<OutsideText>,
    /// `ReadReplicaIdentifiers`: identifiers and ARNs mixed.
    pub replicas: Vec<OutsideText>,
    /// `PreferredBackupWindow`, UTC, `hh:mm-hh:mm`.
    pub backup_window: Option<OutsideText>,
    /// `BackupRetentionPeriod`, days.
    pub backup_retention_days: Option<u32>,
    /// `EarliestRestorableTime`.
    pub earliest_restorable: Option<Instant>,
    /// `LatestRestorableTime`.
    pub latest_restorable: Option<Instant>,
    /// `ReplicationSourceIdentifier`.
    pub replication_source: Option<OutsideText>,
    /// `StorageEncrypted`.
    pub encrypted: Option<bool>,
    /// `KmsKeyId`.
    pub kms_key: Option<OutsideText>,
    /// `DeletionProtection`.
    pub deletion_protection: Option<bool>,
    /// `AutomaticRestartTime`: when RDS starts a stopped cluster again, seven
    /// days after it was stopped. A fence by stopping ends then.
    pub automatic_restart: Option<Instant>,
    /// `TagList`.
    pub tags: Tags,
}

/// A member of a DB cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterMember {
    /// `DBInstanceIdentifier`.
    pub instance: OutsideText,
    /// `IsClusterWriter`.
    pub writer: bool,
    /// `PromotionTier`.
    pub promotion_tier: Option<u32>,
}

/// An Aurora global database (`DescribeGlobalClusters`), as one Region tells it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct GlobalCluster {
    /// `GlobalClusterIdentifier`.
    pub identifier: OutsideText,
    /// `GlobalClusterArn`.
    pub arn: OutsideText,
    /// `Engine`.
    pub engine: OutsideText,
    /// `EngineVersion`.
    pub engine_version: OutsideText,
    /// `Status`.
    pub status: OutsideText,
    /// `GlobalClusterMembers`.
    pub members: Vec<GlobalMember>,
    /// `FailoverState`, absent when nothing is under way.
    pub failover: Option<GlobalFailover>,
}

/// A cluster of a global database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GlobalMember {
    /// `DBClusterArn`.
    pub cluster: Arn,
    /// `IsWriter`; absent when AWS did not say.
    pub writer: Option<bool>,
    /// `SynchronizationStatus`: `connected` or `pending-resync`.
    pub synchronization: Option<OutsideText>,
}

/// A switchover or failover of a global database that is under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GlobalFailover {
    /// `Status`: the model's enumeration and its documentation differ.
    pub status: OutsideText,
    /// `FromDbClusterArn`.
    pub from: Option<OutsideText>,
    /// `ToDbClusterArn`.
    pub to: Option<OutsideText>,
    /// `IsDataLossAllowed`.
    pub data_loss_allowed: Option<bool>,
}

/// A snapshot of an instance or a cluster.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DbSnapshot {
    /// `DBSnapshotArn` or `DBClusterSnapshotArn`.
    pub arn: OutsideText,
    /// `DBSnapshotIdentifier` or `DBClusterSnapshotIdentifier`.
    pub identifier: OutsideText,
    /// The identifier of the instance or cluster it is of.
    pub of: OutsideText,
    /// Whether it is of a cluster.
    pub of_cluster: bool,
    /// `SnapshotType`: `manual`, `automated`, `awsbackup`.
    pub kind: OutsideText,
    /// `Status`; usable when `available`.
    pub status: OutsideText,
    /// The time of the data: `OriginalSnapshotCreateTime` where there is one,
    /// since a copy carries its own `SnapshotCreateTime`.
    pub data_time: Option<Instant>,
    /// `SourceRegion`, for a copy from another Region.
    pub source_region: Option<OutsideText>,
    /// `Encrypted`.
    pub encrypted: Option<bool>,
}

/// Automated backups of an instance or a cluster, where they are kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AutomatedBackup {
    /// `DBInstanceAutomatedBackupsArn` or `DBClusterAutomatedBackupArn`; the
    /// resource's ARN where AWS gives none.
    pub arn: OutsideText,
    /// `DBInstanceArn` or `DBClusterArn`: what it is a backup of, in the Region
    /// where that runs.
    pub of: OutsideText,
    /// The identifier of what it is a backup of.
    pub identifier: OutsideText,
    /// `Region`, where the source runs.
    pub source_region: Option<OutsideText>,
    /// `Status`: `active`, `retained`, `creating`, `replicating`…
    pub status: OutsideText,
    /// `RestoreWindow.EarliestTime`.
    pub earliest: Option<Instant>,
    /// `RestoreWindow.LatestTime`.
    pub latest: Option<Instant>,
    /// `BackupRetentionPeriod`, days.
    pub retention_days: Option<u32>,
}

/// An RDS event (`DescribeEvents`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RdsEvent {
    /// `Date`.
    pub at: Instant,
    /// `SourceIdentifier`.
    pub subject: OutsideText,
    /// `SourceType`.
    pub kind: OutsideText,
    /// `Message`.
    pub message: OutsideText,
    /// `EventCategories`.
    pub categories: Vec<OutsideText>,
}

/// Maintenance that waits (`DescribePendingMaintenanceActions`, eventually consistent).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PendingMaintenance {
    /// `ResourceIdentifier`, an ARN.
    pub resource: OutsideText,
    /// `Action`.
    pub action: OutsideText,
    /// `Description`.
    pub description: Option<OutsideText>,
    /// `CurrentApplyDate`, or the earliest date at which it may happen by itself.
    pub due: Option<Instant>,
}
