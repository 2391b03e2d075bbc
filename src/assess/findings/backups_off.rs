//! RDS-05: automated backups are off.

use super::seen::is_seen;
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::Source;

/// See the module.
pub const CHECK: Check = Check {
    id: "RDS-05",
    title: "automated backups are off",
    field: "BackupRetentionPeriod",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
    subjects: &[SubjectKind::Instance, SubjectKind::Cluster],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let days = match subject {
        Subject::Instance(scope, id) if is_seen(context, Source::DbInstances, scope) => {
            let instance = context.instance(scope, id)?;
            // The cluster of a member (Aurora, DocumentDB, Neptune) has the
            // backups; a replica's own are REP-14's to judge.
            let elsewhere = instance.cluster.is_some()
                || instance.replica_source.is_some()
                || instance.replica_source_cluster.is_some();
            if elsewhere || is_going(instance.status.raw()) {
                return None;
            }
            instance.backup_retention_days?
        }
        Subject::Cluster(scope, id) if is_seen(context, Source::DbClusters, scope) => {
            let cluster = context.cluster(scope, id)?;
            if cluster.replication_source.is_some() || is_going(cluster.status.raw()) {
                return None;
            }
            cluster.backup_retention_days?
        }
        _ => return None,
    };
    (days == 0).then(|| Found {
        severity: Severity::High,
        text: "its backup retention is 0 days, which turns automated backups and point-in-time recovery off; 1 is the least that has them".to_owned(),
        clears: "a backup retention of at least 1 day (ModifyDBInstance, ModifyDBCluster)".to_owned(),
        since: None,
    })
}

fn is_going(status: &str) -> bool {
    matches!(status, "creating" | "deleting")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

    #[test]
    fn a_database_without_backups() {
        let mut world = World::healthy();
        world.change_instance(World::EAST, "orders-db", |db| {
            db.backup_retention_days = Some(0)
        });
        let finding = world.finding("RDS-05").expect("backups are off");
        assert_eq!(finding.severity, Severity::High);
        assert!(finding.text.starts_with("its backup retention is 0 days"));
        world.change_instance(World::EAST, "orders-db", |db| {
            db.backup_retention_days = Some(7)
        });
        assert!(world.finding("RDS-05").is_none());
    }

    #[test]
    fn unknown_is_not_zero_and_members_and_replicas_are_not_asked() {
        let mut world = World::healthy();
        world.change_instance(World::EAST, "orders-db", |db| {
            db.backup_retention_days = None
        });
        world.change_instance(World::EAST, "catalog-1", |db| {
            db.backup_retention_days = Some(0)
        });
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.backup_retention_days = Some(0);
        });
        assert!(world.finding("RDS-05").is_none());
    }

    #[test]
    fn a_multi_az_cluster_without_backups() {
        let mut world = World::healthy();
        world.change_cluster(World::EAST, "catalog", |cluster| {
            cluster.backup_retention_days = Some(0);
        });
        assert!(world.find("RDS-05", "catalog").is_some());
    }

    #[test]
    fn what_was_last_seen_long_ago_is_not_judged() {
        let mut world = World::healthy();
        world.change_instance(World::EAST, "orders-db", |db| {
            db.backup_retention_days = Some(0)
        });
        world.advance(crate::terms::Span::minutes(7));
        assert!(world.finding("RDS-05").is_none());
    }
}
