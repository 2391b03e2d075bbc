//! The one list of what an operator may send: the operator's gate and policy are
//! made from it.

use super::{Plane, backup, dynamodb, rds, route53, s3, sns};

/// An operation that changes something, and the right it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permitted {
    /// The service, as the SDK's operation metadata names it.
    pub service: &'static str,
    /// The operation, as AWS names it.
    pub operation: &'static str,
    /// The IAM action, as policies name it.
    pub iam_action: &'static str,
    /// Whether a control plane or a data plane does it.
    pub plane: Plane,
}

/// Every operation that an operator may send besides [`crate::aws::READS`]: one
/// for each [`super::Mutation`], and the lease's.
pub const MUTATIONS: &[Permitted] = &[
    rds::PROMOTE_READ_REPLICA,
    rds::REBOOT_DB_INSTANCE,
    rds::FAILOVER_DB_CLUSTER,
    rds::SWITCHOVER_GLOBAL_CLUSTER,
    rds::FAILOVER_GLOBAL_CLUSTER,
    rds::CREATE_DB_SNAPSHOT,
    rds::RESTORE_DB_INSTANCE_TO_POINT_IN_TIME,
    rds::STOP_DB_INSTANCE,
    route53::CHANGE_RESOURCE_RECORD_SETS,
    route53::UPDATE_HEALTH_CHECK,
    s3::PUT_OBJECT,
    s3::DELETE_OBJECT,
    backup::START_BACKUP_JOB,
    backup::START_COPY_JOB,
    backup::START_RESTORE_JOB,
    sns::PUBLISH,
    dynamodb::UPDATE_ITEM,
];

/// The entry of an operation, when it is on the list.
pub fn permitted(service: &str, operation: &str) -> Option<&'static Permitted> {
    MUTATIONS
        .iter()
        .find(|entry| entry.service == service && entry.operation == operation)
}
