//! RDS-16: the writer of a declared store stands in one Availability Zone.

use super::seen::{Examined, is_seen};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::{CopyRole, Severity};
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::{Scope, Source};
use crate::plan::{Environment, StoreKind};

/// Aurora's way of a second zone: another instance in the cluster (Aurora user
/// guide, "High availability for Amazon Aurora").
const ENOUGH: usize = 2;

/// See the module.
pub const CHECK: Check = Check {
    id: "RDS-16",
    title: "primary in one Availability Zone",
    field: "MultiAZ, DBClusterMembers",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html",
    subjects: &[SubjectKind::Store],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let store = Examined::of(context)?;
    let found = |text: String, clears: &str| Found {
        severity: match context.plan.environment {
            Environment::Production => Severity::High,
            Environment::Other(_) => Severity::Medium,
        },
        text,
        clears: clears.to_owned(),
        since: None,
    };
    let writers = || {
        let copies = store.assessed.copies.iter();
        copies.filter(|copy| copy.role == CopyRole::Writer)
    };
    match store.declared.kind {
        StoreKind::Rds => writers().find_map(|copy| {
            let scope = Scope::from(&copy.region);
            let instance = is_seen(context, Source::DbInstances, &scope)
                .then(|| context.instance(&scope, &copy.identifier))??;
            (instance.multi_az == Some(false) && instance.cluster.is_none()).then(|| {
                found(
                    format!(
                        "{} in {} is not Multi-AZ: the loss of a zone is an outage",
                        copy.identifier, copy.region
                    ),
                    "MultiAZ, switched on",
                )
            })
        }),
        StoreKind::Aurora | StoreKind::AuroraGlobal => writers().find_map(|copy| {
            let scope = Scope::from(&copy.region);
            let cluster = is_seen(context, Source::DbClusters, &scope)
                .then(|| context.cluster(&scope, &copy.identifier))??;
            let members = cluster.members.len();
            (members < ENOUGH).then(|| {
                found(
                    format!(
                        "{} in {} has {members} of {ENOUGH} instances: there is none to fail over to",
                        copy.identifier, copy.region
                    ),
                    "a second instance in another Availability Zone",
                )
            })
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

    #[test]
    fn the_primary_loses_and_regains_its_second_zone() {
        let mut world = World::healthy();
        world.change_instance(World::EAST, "orders-db", |db| db.multi_az = Some(false));
        let finding = world.finding("RDS-16").expect("it is in one zone");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(finding.subject, Subject::Store("orders-db".into()));
        assert_eq!(
            finding.text,
            "orders-db in us-east-1 is not Multi-AZ: the loss of a zone is an outage"
        );
        world.change_instance(World::EAST, "orders-db", |db| db.multi_az = None);
        assert!(world.finding("RDS-16").is_none());
    }

    #[test]
    fn an_aurora_cluster_with_one_instance() {
        let mut world = World::healthy();
        world.change_cluster(World::EAST, "catalog", |cluster| {
            cluster.members.truncate(1)
        });
        let finding = world.finding("RDS-16").expect("it has one instance");
        assert_eq!(
            finding.text,
            "catalog in us-east-1 has 1 of 2 instances: there is none to fail over to"
        );
    }

    #[test]
    fn outside_production_it_is_less_urgent_and_the_standby_is_not_asked() {
        let mut world = World::healthy();
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.multi_az = Some(false)
        });
        assert!(world.finding("RDS-16").is_none());
        world.change_plan(|plan| plan.environment = Environment::Other("staging".into()));
        world.change_instance(World::EAST, "orders-db", |db| db.multi_az = Some(false));
        let finding = world.finding("RDS-16").expect("it is in one zone");
        assert_eq!(finding.severity, Severity::Medium);
        world.silence(World::EAST);
        assert!(world.finding("RDS-16").is_none());
    }
}
