//! Every call by which lifeboat may change something in AWS, as a value: what is
//! asked of whom, the same as an `aws` command, and the right it needs. None of
//! this can send anything; it is in every build, because it explains.

mod backup;
mod call;
mod command;
mod dynamodb;
mod list;
mod policy;
mod rds;
mod route53;
mod s3;
mod sns;

#[cfg(test)]
pub(super) mod tests;

pub use call::Plane;
pub(super) use list::permitted;
pub use list::{MUTATIONS, Permitted};
pub use policy::operator_policy;

use crate::estate::Scope;
use crate::estate::facts::Record;
use crate::terms::{Arn, Instant, OutsideText, Region};
use std::collections::BTreeMap;

/// A call that changes something, with every parameter that is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Mutation {
    /// RDS `PromoteReadReplica`, in the replica's Region.
    PromoteReadReplica {
        /// The replica's Region.
        region: Region,
        /// The replica.
        instance: OutsideText,
        /// Days that automated backups are kept. Left out, AWS would take one day.
        backup_retention_days: u32,
    },
    /// RDS `RebootDBInstance`, always with `ForceFailover`.
    RebootDbInstance {
        /// The instance's Region.
        region: Region,
        /// A Multi-AZ instance.
        instance: OutsideText,
    },
    /// RDS `FailoverDBCluster`, within a Region.
    FailoverDbCluster {
        /// The cluster's Region.
        region: Region,
        /// The cluster.
        cluster: OutsideText,
        /// The instance to promote; AWS chooses when it is not said.
        target: Option<OutsideText>,
    },
    /// RDS `SwitchoverGlobalCluster`: in the primary's Region, without loss.
    SwitchoverGlobalCluster {
        /// The Region of the cluster that writes.
        region: Region,
        /// The global cluster.
        global_cluster: OutsideText,
        /// The ARN of the cluster that is to write.
        target_arn: OutsideText,
    },
    /// RDS `FailoverGlobalCluster`, always with `AllowDataLoss`: without it, AWS
    /// would silently do a switchover.
    FailoverGlobalCluster {
        /// The Region of the cluster that is to write.
        region: Region,
        /// The global cluster.
        global_cluster: OutsideText,
        /// The ARN of the cluster that is to write.
        target_arn: OutsideText,
    },
    /// RDS `CreateDBSnapshot`.
    CreateDbSnapshot {
        /// The instance's Region.
        region: Region,
        /// The instance.
        instance: OutsideText,
        /// The snapshot's name.
        snapshot: OutsideText,
    },
    /// RDS `RestoreDBInstanceToPointInTime`, under a new name, never public.
    RestoreDbInstanceToPointInTime {
        /// The instance's Region.
        region: Region,
        /// The instance whose backups are used.
        source: OutsideText,
        /// The new instance.
        target: OutsideText,
        /// Which moment.
        to: RestoreTo,
        /// The new instance's class; the source's when it is not said.
        class: Option<OutsideText>,
        /// The DB subnet group; the default one when it is not said.
        subnet_group: Option<String>,
        /// The security groups; the default one when there is none.
        security_groups: Vec<String>,
    },
    /// RDS `StopDBInstance`. AWS starts it again after seven days.
    StopDbInstance {
        /// The instance's Region.
        region: Region,
        /// The instance.
        instance: OutsideText,
    },
    /// Route 53 `ChangeResourceRecordSets`: all of the changes or none.
    ChangeResourceRecordSets {
        /// The hosted zone's id.
        zone: OutsideText,
        /// What AWS keeps with the change.
        comment: String,
        /// The changes, in order.
        changes: Vec<RecordChange>,
    },
    /// Route 53 `UpdateHealthCheck`, of the two flags only.
    UpdateHealthCheck {
        /// The health check.
        id: OutsideText,
        /// The version that was read; AWS refuses when it has moved on.
        version: i64,
        /// `Disabled`: alone, it makes the check always healthy.
        disabled: bool,
        /// `Inverted`.
        inverted: bool,
    },
    /// S3 `PutObject`.
    PutObject {
        /// The bucket's Region.
        region: Region,
        /// The bucket.
        bucket: String,
        /// The object's key.
        key: String,
        /// The object.
        body: String,
    },
    /// S3 `DeleteObject`.
    DeleteObject {
        /// The bucket's Region.
        region: Region,
        /// The bucket.
        bucket: String,
        /// The object's key.
        key: String,
    },
    /// AWS Backup `StartBackupJob`.
    StartBackupJob {
        /// The resource's Region.
        region: Region,
        /// The vault.
        vault: String,
        /// What is backed up.
        resource_arn: OutsideText,
        /// The role AWS Backup takes.
        role_arn: Arn,
        /// `IdempotencyToken`: the same one never starts a second job.
        token: String,
    },
    /// AWS Backup `StartCopyJob`, in the Region of the source.
    StartCopyJob {
        /// The Region of the recovery point.
        region: Region,
        /// The recovery point.
        recovery_point_arn: OutsideText,
        /// The vault it is in.
        source_vault: OutsideText,
        /// The vault it is copied to.
        destination_vault_arn: OutsideText,
        /// The role AWS Backup takes.
        role_arn: Arn,
        /// `IdempotencyToken`: the same one never starts a second job.
        token: String,
    },
    /// AWS Backup `StartRestoreJob`.
    StartRestoreJob {
        /// The Region of the recovery point.
        region: Region,
        /// The recovery point.
        recovery_point_arn: OutsideText,
        /// The role AWS Backup takes.
        role_arn: Arn,
        /// `Metadata`: what is restored, and where to.
        metadata: BTreeMap<String, String>,
        /// `ResourceType`, such as `RDS`.
        resource_type: String,
        /// `IdempotencyToken`: the same one never starts a second job.
        token: String,
    },
    /// SNS `Publish`.
    Publish {
        /// The topic's Region.
        region: Region,
        /// The topic.
        topic_arn: Arn,
        /// The subject of what goes out by e-mail.
        subject: String,
        /// The message.
        message: String,
    },
}

/// The moment that an instance is restored to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreTo {
    /// The latest there is.
    Latest,
    /// This one.
    At(Instant),
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordChange {
    /// What is done with the record.
    pub verb: RecordVerb,
    /// The record. Deleting needs every field as it is in the zone.
    pub record: Record,
}

/// What is done with a record (`Action`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordVerb {
    /// `CREATE`: refused when there is one.
    Create,
    /// `DELETE`: refused when it is not exactly as given.
    Delete,
    /// `UPSERT`: whatever is there.
    Upsert,
}

impl RecordVerb {
    /// Every verb.
    pub const ALL: [Self; 3] = [Self::Create, Self::Delete, Self::Upsert];

    /// As AWS writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Delete => "DELETE",
            Self::Upsert => "UPSERT",
        }
    }
}

impl Mutation {
    /// The service, as the SDK's operation metadata names it.
    #[must_use]
    pub fn service(&self) -> &'static str {
        self.permitted().service
    }

    /// The operation, as AWS names it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.permitted().operation
    }

    /// The IAM action that it needs, as policies name it.
    #[must_use]
    pub fn iam_action(&self) -> &'static str {
        self.permitted().iam_action
    }

    /// Whether a control plane or a data plane does it.
    #[must_use]
    pub fn plane(&self) -> Plane {
        self.permitted().plane
    }

    /// Its entry on the list of what an operator may send.
    #[must_use]
    pub fn permitted(&self) -> &'static Permitted {
        self.call().permitted
    }

    /// Where it is sent.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.call().scope
    }

    /// Every parameter that is sent, by AWS's own name, as raw text; structures
    /// as JSON.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        self.call().texts()
    }

    /// The same call by the AWS CLI: a program and its arguments, raw. The CLI
    /// takes an object from a file only, so that one is a pipeline for `sh`.
    #[must_use]
    pub fn command(&self) -> Vec<String> {
        match self.pipeline() {
            Some(pipeline) => vec!["sh".to_owned(), "-c".to_owned(), pipeline],
            None => self.plain_command(),
        }
    }

    /// [`Mutation::command`], quoted for a POSIX shell. Raw: whoever shows it
    /// cleans it.
    #[must_use]
    pub fn shell(&self) -> String {
        self.pipeline()
            .unwrap_or_else(|| command::quoted(&self.plain_command()))
    }

    fn plain_command(&self) -> Vec<String> {
        match self {
            Self::PutObject {
                region,
                bucket,
                key,
                ..
            } => s3::put_empty_object(region, bucket, key),
            _ => command::argv(&self.call()),
        }
    }

    fn pipeline(&self) -> Option<String> {
        match self {
            Self::PutObject {
                region,
                bucket,
                key,
                body,
            } => s3::put_object_pipeline(region, bucket, key, body),
            _ => None,
        }
    }
}
