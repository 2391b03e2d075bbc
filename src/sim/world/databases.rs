//! What RDS holds in a Region: instances, clusters, snapshots, automated backups, events.
//!
//! Fields that are called as AWS's API calls them mean what AWS's API means. Everything is plain data:
//! a test or a scenario may set any of it.

use chrono::{DateTime, Utc};

use super::interruptions::Interruptions;

/// A key and a value, as AWS tags a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The tag's key.
    pub key: String,
    /// The tag's value.
    pub value: String,
}

impl Tag {
    /// A tag of this key and value.
    pub fn new(key: &str, value: &str) -> Tag {
        Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }
}

/// How a `LatestRestorableTime` comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restorable {
    /// It follows the clock, at most five minutes behind, as logs are uploaded every five minutes.
    Follows,
    /// It stands still at this instant.
    Fixed(DateTime<Utc>),
    /// AWS reports none.
    Absent,
}

/// One entry of `StatusInfos`: how a read replica is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusInfo {
    /// Always `read replication` today.
    pub status_type: String,
    /// Whether the replica is operating normally.
    pub normal: bool,
    /// `replicating`, `error`, `stopped`, `terminated` and others.
    pub status: String,
    /// Details, when there is an error.
    pub message: Option<String>,
}

impl StatusInfo {
    /// A replica that replicates.
    pub fn replicating() -> StatusInfo {
        StatusInfo {
            status_type: "read replication".to_owned(),
            normal: true,
            status: "replicating".to_owned(),
            message: None,
        }
    }
}

/// How much is written to a database: it decides how its replica's lag reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// There is always a recent commit.
    Busy,
    /// Nothing is committed: the lag of a PostgreSQL replica saws up to five minutes.
    Idle,
}

/// An RDS instance, standing alone, a replica, or a member of an Aurora cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct DbInstance {
    /// `DBInstanceIdentifier`.
    pub identifier: String,
    /// `DBInstanceArn`.
    pub arn: String,
    /// `DbiResourceId`.
    pub resource_id: String,
    /// `DBInstanceClass`.
    pub class: String,
    /// `Engine`: `postgres`, `mysql`, `aurora-mysql`…
    pub engine: String,
    /// `EngineVersion`.
    pub engine_version: String,
    /// `DBInstanceStatus`, an open string.
    pub status: String,
    /// `StatusInfos`; empty for what is no replica.
    pub status_infos: Vec<StatusInfo>,
    /// `ReadReplicaSourceDBInstanceIdentifier`: an ARN when the source is in another Region.
    pub read_replica_source: Option<String>,
    /// `ReadReplicaDBInstanceIdentifiers`: identifiers in the Region, ARNs elsewhere.
    pub read_replicas: Vec<String>,
    /// `DBClusterIdentifier`, for members of a cluster.
    pub cluster: Option<String>,
    /// `PromotionTier`, for members of an Aurora cluster.
    pub promotion_tier: Option<i64>,
    /// `MultiAZ`.
    pub multi_az: bool,
    /// `AvailabilityZone`.
    pub availability_zone: String,
    /// `SecondaryAvailabilityZone`.
    pub secondary_availability_zone: Option<String>,
    /// `BackupRetentionPeriod` in days; 0 means that backups are off.
    pub backup_retention_days: i64,
    /// `PreferredBackupWindow`, `hh:mm-hh:mm` in UTC.
    pub backup_window: String,
    /// `LatestRestorableTime`.
    pub restorable: Restorable,
    /// `AllocatedStorage` in GiB.
    pub allocated_storage: i64,
    /// `Iops`, when provisioned.
    pub iops: Option<i64>,
    /// `StorageType`.
    pub storage_type: String,
    /// `StorageEncrypted`.
    pub encrypted: bool,
    /// `KmsKeyId`.
    pub kms_key: Option<String>,
    /// `DeletionProtection`.
    pub deletion_protection: bool,
    /// `DBParameterGroups`: name and `ParameterApplyStatus`.
    pub parameter_groups: Vec<(String, String)>,
    /// `PendingModifiedValues`: member and value, of those AWS knows as text or number.
    pub pending_modified_values: Vec<(PendingValue, String)>,
    /// `DBInstanceAutomatedBackupsReplications`: ARNs of the copies in other Regions.
    pub automated_backup_replications: Vec<String>,
    /// `InstanceCreateTime`.
    pub created: DateTime<Utc>,
    /// `Endpoint.Address`.
    pub endpoint: String,
    /// `Endpoint.Port`.
    pub port: i64,
    /// `DBSubnetGroup.DBSubnetGroupName`.
    pub subnet_group: String,
    /// `VpcSecurityGroups`: ids.
    pub security_groups: Vec<String>,
    /// `PubliclyAccessible`.
    pub publicly_accessible: bool,
    /// `TagList`.
    pub tags: Vec<Tag>,
    /// Not on the wire: an operation was accepted that has not come to its end, whatever the status says
    /// yet; another is refused until then.
    pub busy: bool,
    /// Not on the wire: how much is written here.
    pub writes: Writes,
    /// Not on the wire: when nothing was replicated to this replica.
    pub replication: Interruptions,
}

/// The members of `PendingModifiedValues` the simulator shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PendingValue {
    /// `DBInstanceClass`.
    InstanceClass,
    /// `EngineVersion`.
    EngineVersion,
    /// `StorageType`.
    StorageType,
    /// `AllocatedStorage`, GiB.
    AllocatedStorage,
    /// `BackupRetentionPeriod`, days.
    BackupRetentionPeriod,
    /// `MultiAZ`.
    MultiAz,
}

/// A member of an Aurora cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterMember {
    /// `DBInstanceIdentifier`.
    pub instance: String,
    /// `IsClusterWriter`.
    pub writer: bool,
    /// `PromotionTier`.
    pub promotion_tier: i64,
}

/// An Aurora cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct DbCluster {
    /// `DBClusterIdentifier`.
    pub identifier: String,
    /// `DBClusterArn`.
    pub arn: String,
    /// `DbClusterResourceId`.
    pub resource_id: String,
    /// `Engine`.
    pub engine: String,
    /// `EngineVersion`.
    pub engine_version: String,
    /// `Status`, an open string.
    pub status: String,
    /// `DBClusterMembers`; empty for a headless secondary.
    pub members: Vec<ClusterMember>,
    /// `GlobalClusterIdentifier`.
    pub global_cluster: Option<String>,
    /// `ReplicationSourceIdentifier`, for a binlog replica of another cluster.
    pub replication_source: Option<String>,
    /// `GlobalWriteForwardingStatus`.
    pub write_forwarding: Option<String>,
    /// `StatusInfos`.
    pub status_infos: Vec<StatusInfo>,
    /// `AvailabilityZones`.
    pub availability_zones: Vec<String>,
    /// `MultiAZ`.
    pub multi_az: bool,
    /// `BackupRetentionPeriod`, days.
    pub backup_retention_days: i64,
    /// `PreferredBackupWindow`, `hh:mm-hh:mm` in UTC.
    pub backup_window: String,
    /// `LatestRestorableTime`.
    pub restorable: Restorable,
    /// `StorageEncrypted`.
    pub encrypted: bool,
    /// `KmsKeyId`.
    pub kms_key: Option<String>,
    /// `DeletionProtection`.
    pub deletion_protection: bool,
    /// `ClusterCreateTime`.
    pub created: DateTime<Utc>,
    /// `Endpoint`.
    pub endpoint: String,
    /// `ReaderEndpoint`.
    pub reader_endpoint: String,
    /// `Port`.
    pub port: i64,
    /// `TagList`.
    pub tags: Vec<Tag>,
    /// Not on the wire: when nothing was replicated to this secondary.
    pub replication: Interruptions,
}

/// A member of an Aurora global cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlobalMember {
    /// `DBClusterArn`.
    pub cluster_arn: String,
    /// `IsWriter`.
    pub writer: bool,
    /// `Readers`: ARNs of the secondaries, on the writer.
    pub readers: Vec<String>,
    /// `SynchronizationStatus`: `connected` or `pending-resync`.
    pub synchronization: Option<String>,
    /// `GlobalWriteForwardingStatus`.
    pub write_forwarding: Option<String>,
}

/// `FailoverState` of a global cluster, while a switchover or failover runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailoverState {
    /// `Status`, an open string: the model and its documentation differ.
    pub status: String,
    /// `FromDbClusterArn`.
    pub from: String,
    /// `ToDbClusterArn`.
    pub to: String,
    /// `IsDataLossAllowed`.
    pub data_loss_allowed: bool,
}

/// An Aurora global cluster; seen from every Region that has a member.
#[derive(Debug, Clone, PartialEq)]
pub struct GlobalCluster {
    /// `GlobalClusterIdentifier`.
    pub identifier: String,
    /// `GlobalClusterResourceId`.
    pub resource_id: String,
    /// `GlobalClusterArn`.
    pub arn: String,
    /// `Status`.
    pub status: String,
    /// `Engine`.
    pub engine: String,
    /// `EngineVersion`.
    pub engine_version: String,
    /// `Endpoint`: the global writer endpoint.
    pub endpoint: String,
    /// `DeletionProtection`.
    pub deletion_protection: bool,
    /// `StorageEncrypted`.
    pub encrypted: bool,
    /// `GlobalClusterMembers`.
    pub members: Vec<GlobalMember>,
    /// `FailoverState`; AWS reports none while idle.
    pub failover: Option<FailoverState>,
    /// `TagList`.
    pub tags: Vec<Tag>,
}
