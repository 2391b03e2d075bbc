//! RDS-08: point-in-time recovery lags behind.

use super::seen::is_seen;
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::{DbCluster, DbInstance};
use crate::estate::{Scope, Source};
use crate::terms::{Instant, OutsideText, Span, calendar};

/// RDS uploads transaction logs every five minutes (RDS user guide, "Restoring
/// a DB instance to a specified time"): three of them missed is no delay.
const LIMIT: Span = Span::minutes(15);

/// See the module.
pub const CHECK: Check = Check {
    id: "RDS-08",
    title: "point-in-time recovery lags behind",
    field: "LatestRestorableTime",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html",
    subjects: &[SubjectKind::Instance, SubjectKind::Cluster],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let latest = match subject {
        Subject::Instance(scope, id) if is_seen(context, Source::DbInstances, scope) => {
            of_instance(context.instance(scope, id)?)
        }
        Subject::Cluster(scope, id) if is_seen(context, Source::DbClusters, scope) => {
            of_cluster(context, scope, context.cluster(scope, id)?)
        }
        _ => None,
    }?;
    context.is_older(latest, LIMIT).then(|| Found {
        severity: Severity::High,
        text: format!(
            "it can be restored to {} at the latest, more than {LIMIT} behind",
            calendar(latest)
        ),
        clears: format!("a latest restorable time within the last {LIMIT}"),
        since: Some(latest),
    })
}

/// A replica is rebuilt from its source, and a cluster's member has no logs of
/// its own: theirs say nothing. An instance that is not available uploads none.
fn of_instance(instance: &DbInstance) -> Option<Instant> {
    let own = instance.replica_source.is_none()
        && instance.replica_source_cluster.is_none()
        && instance.cluster.is_none();
    let kept = instance.backup_retention_days.is_some_and(|days| days > 0);
    (own && kept && instance.status.raw() == "available")
        .then_some(instance.latest_restorable)
        .flatten()
}

/// A secondary of a global database follows its primary.
fn of_cluster(context: &Context<'_>, scope: &Scope, cluster: &DbCluster) -> Option<Instant> {
    let secondary = || {
        let arn = &cluster.arn;
        let globals = context.globals_of(arn);
        let members = globals.iter().flat_map(|(_, global)| &global.members);
        members
            .filter(|member| arn == &OutsideText::new(member.cluster.as_str()))
            .any(|member| member.writer != Some(true))
    };
    let unknown = || !is_seen(context, Source::GlobalClusters, scope);
    let relational = matches!(
        cluster.engine.raw(),
        "aurora-mysql" | "aurora-postgresql" | "mysql" | "postgres"
    );
    if !relational
        || cluster.status.raw() != "available"
        || cluster.replication_source.is_some()
        || unknown()
        || secondary()
    {
        return None;
    }
    cluster.latest_restorable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, at};

    #[test]
    fn logs_stopped_arriving_an_hour_ago_and_arrive_again() {
        let mut world = World::healthy();
        world.change_instance(World::EAST, "orders-db", |db| {
            db.latest_restorable = Some(at("2026-11-22T13:00:00Z"));
        });
        let finding = world.finding("RDS-08").expect("an hour is too much");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            "it can be restored to Nov 22 13:00Z at the latest, more than 15 m behind"
        );
        assert_eq!(finding.since, Some(at("2026-11-22T13:00:00Z")));
        let now = world.now;
        world.change_instance(World::EAST, "orders-db", |db| {
            db.latest_restorable = Some(now)
        });
        assert!(world.finding("RDS-08").is_none());
    }

    #[test]
    fn it_turns_by_the_clock_alone() {
        let mut world = World::healthy();
        for _ in 0..15 {
            world.advance(Span::minutes(1));
            world.renew();
        }
        assert!(world.find("RDS-08", "orders-db").is_none());
        world.advance(Span::seconds(1));
        assert!(world.find("RDS-08", "orders-db").is_some());
    }

    #[test]
    fn a_replica_and_an_instance_that_is_stopped_are_not_judged() {
        let mut world = World::healthy();
        let long_ago = Some(at("2026-11-20T00:00:00Z"));
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.latest_restorable = long_ago
        });
        world.change_instance(World::EAST, "orders-db", |db| {
            db.latest_restorable = long_ago;
            db.status = "stopped".into();
        });
        assert!(world.finding("RDS-08").is_none());
    }

    #[test]
    fn a_cluster_is_judged_and_its_secondary_is_not() {
        let mut world = World::healthy();
        let long_ago = Some(at("2026-11-20T00:00:00Z"));
        world.change_cluster(World::WEST, "catalog-usw2", |c| {
            c.latest_restorable = long_ago
        });
        assert!(world.finding("RDS-08").is_none());
        world.change_cluster(World::EAST, "catalog", |c| c.latest_restorable = long_ago);
        assert!(world.find("RDS-08", "catalog").is_some());
    }
}
