//! The statuses AWS has: its documentation lists them, and no other is ever said.

use chrono::{DateTime, Utc};

use super::Contradictions;
use crate::sim::world::World;

/// `DBInstanceStatus` (RDS User Guide, "Viewing Amazon RDS DB instance status").
pub const INSTANCE_STATUSES: [&str; 33] = [
    "available",
    "backing-up",
    "configuring-enhanced-monitoring",
    "configuring-iam-database-auth",
    "configuring-log-exports",
    "converting-to-vpc",
    "creating",
    "delete-precheck",
    "deleting",
    "failed",
    "inaccessible-encryption-credentials",
    "inaccessible-encryption-credentials-recoverable",
    "incompatible-create",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "incompatible-restore",
    "insufficient-capacity",
    "maintenance",
    "modifying",
    "moving-to-vpc",
    "rebooting",
    "renaming",
    "resetting-master-credentials",
    "restore-error",
    "starting",
    "stopped",
    "stopping",
    "storage-config-upgrade",
    "storage-full",
    "storage-initialization",
    "storage-optimization",
    "upgrading",
];

/// `Status` of a cluster (Aurora User Guide, "Viewing DB cluster status").
const CLUSTER_STATUSES: [&str; 21] = [
    "available",
    "backing-up",
    "backtracking",
    "cloning-failed",
    "creating",
    "deleting",
    "failing-over",
    "inaccessible-encryption-credentials",
    "inaccessible-encryption-credentials-recoverable",
    "maintenance",
    "migrating",
    "migration-failed",
    "modifying",
    "promoting",
    "renaming",
    "resetting-master-credentials",
    "starting",
    "stopped",
    "stopping",
    "storage-optimization",
    "upgrading",
];

/// `Status` of a global cluster.
const GLOBAL_STATUSES: [&str; 7] = [
    "available",
    "creating",
    "deleting",
    "failing-over",
    "modifying",
    "switching-over",
    "upgrading",
];

/// `FailoverState.Status`: the model's three, and the one that only its documentation has.
const FAILOVER_STATUSES: [&str; 4] = ["pending", "failing-over", "cancelling", "switching-over"];

/// `StatusInfos.Status` of a replica; the last is SQL Server's.
const REPLICATION_STATUSES: [&str; 7] = [
    "replicating",
    "replication stop point set",
    "replication stop point reached",
    "error",
    "stopped",
    "terminated",
    "replication degraded",
];

/// `State` of a backup job.
const BACKUP_STATES: [&str; 9] = [
    "CREATED",
    "PENDING",
    "RUNNING",
    "ABORTING",
    "ABORTED",
    "COMPLETED",
    "FAILED",
    "EXPIRED",
    "PARTIAL",
];

/// `State` of a copy job.
const COPY_STATES: [&str; 5] = ["CREATED", "RUNNING", "COMPLETED", "FAILED", "PARTIAL"];

/// `Status` of a restore job.
const RESTORE_STATUSES: [&str; 5] = ["PENDING", "RUNNING", "COMPLETED", "ABORTED", "FAILED"];

/// `Status` of a recovery point.
const POINT_STATUSES: [&str; 7] = [
    "COMPLETED",
    "PARTIAL",
    "DELETING",
    "EXPIRED",
    "AVAILABLE",
    "STOPPED",
    "CREATING",
];

impl Contradictions {
    fn is_one_of(&mut self, status: &str, known: &[&str], whose: &str) {
        self.unless(known.contains(&status), || {
            format!("AWS has no status {status:?} for {whose}")
        });
    }
}

/// Of instances, clusters, global clusters and replication.
pub(super) fn databases(world: &World, _now: DateTime<Utc>, found: &mut Contradictions) {
    for here in world.regions.values() {
        for it in here.instances.values() {
            found.is_one_of(&it.status, &INSTANCE_STATUSES, &it.arn);
            for info in &it.status_infos {
                found.is_one_of(&info.status, &REPLICATION_STATUSES, &it.arn);
                let normal = !["error", "terminated", "stopped"].contains(&info.status.as_str());
                found.unless(info.normal == normal, || {
                    format!("{} is {} and normal: {}", it.arn, info.status, info.normal)
                });
            }
        }
        for cluster in here.clusters.values() {
            found.is_one_of(&cluster.status, &CLUSTER_STATUSES, &cluster.arn);
        }
    }
    for global in world.global_clusters.values() {
        found.is_one_of(&global.status, &GLOBAL_STATUSES, &global.arn);
        for member in &global.members {
            if let Some(status) = &member.synchronization {
                let known = ["connected", "pending-resync"];
                found.is_one_of(status, &known, &member.cluster_arn);
            }
        }
        if let Some(failover) = &global.failover {
            found.is_one_of(&failover.status, &FAILOVER_STATUSES, &global.arn);
        }
    }
}

/// Of jobs and recovery points.
pub(super) fn backups(world: &World, _now: DateTime<Utc>, found: &mut Contradictions) {
    for here in world.regions.values() {
        for job in &here.backup_jobs {
            found.is_one_of(&job.state, &BACKUP_STATES, &job.id);
        }
        for job in &here.copy_jobs {
            found.is_one_of(&job.state, &COPY_STATES, &job.id);
        }
        for job in &here.restore_jobs {
            found.is_one_of(&job.status, &RESTORE_STATUSES, &job.id);
        }
        for vault in here.vaults.values() {
            for point in vault.recovery_points.values() {
                found.is_one_of(&point.status, &POINT_STATUSES, &point.arn);
            }
        }
    }
}
