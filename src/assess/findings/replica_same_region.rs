//! REP-13: every copy of a store is in one Region.

use super::seen::{Examined, is_seen};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::{CopyAssessment, CopyRole, Severity};
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::{Scope, Source};
use crate::plan::StoreKind;
use crate::terms::{Arn, OutsideText, Region};

/// See the module.
pub const CHECK: Check = Check {
    id: "REP-13",
    title: "replicas in one Region only",
    field: "ReadReplicaDBInstanceIdentifiers, GlobalClusterMembers",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html",
    subjects: &[SubjectKind::Store],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let store = Examined::of(context)?;
    let names: Vec<String> = match store.declared.kind {
        StoreKind::Rds => instances(context, &store)?,
        StoreKind::AuroraGlobal => clusters(context, &store)?,
        _ => return None,
    };
    Some(Found {
        severity: Severity::High,
        text: format!(
            "its only copies are in {}, where it is written: {}",
            store.from,
            names.join(", ")
        ),
        clears: format!("a copy in {}", store.to),
        since: None,
    })
}

/// The replicas, when there are some and all are in the Region that is written.
/// A source names those of other Regions by ARN.
fn instances(context: &Context<'_>, store: &Examined<'_>) -> Option<Vec<String>> {
    let both = [&store.from, &store.to];
    if !both
        .into_iter()
        .all(|region| is_seen(context, Source::DbInstances, &Scope::from(region)))
    {
        return None;
    }
    let here = |region: &Region| *region == store.from;
    let writes = |copy: &&CopyAssessment| copy.role == CopyRole::Writer && here(&copy.region);
    let writer = store.assessed.copies.iter().find(writes)?;
    let scope = Scope::from(&store.from);
    let named = &context.instance(&scope, &writer.identifier)?.replicas;
    let elsewhere = |name: &OutsideText| {
        Arn::parse(name.raw())
            .ok()
            .and_then(|arn| arn.region())
            .is_some_and(|region| !here(&region))
    };
    let copies = context.replicas_of(&scope, &writer.identifier);
    let away = copies
        .iter()
        .any(|(scope, _)| scope.region().is_some_and(|region| !here(region)));
    if away || named.iter().any(elsewhere) || copies.is_empty() {
        return None;
    }
    Some(
        copies
            .iter()
            .map(|(_, replica)| replica.identifier.to_string())
            .collect(),
    )
}

/// The clusters of a global database that has them in one Region only.
fn clusters(context: &Context<'_>, store: &Examined<'_>) -> Option<Vec<String>> {
    if !is_seen(context, Source::GlobalClusters, &Scope::from(&store.from)) {
        return None;
    }
    let copies = &store.assessed.copies;
    let alone = !copies.is_empty() && copies.iter().all(|copy| copy.region == store.from);
    alone.then(|| {
        copies
            .iter()
            .map(|copy| copy.identifier.to_string())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, replica};

    #[test]
    fn the_replica_beside_the_primary_does_not_help_when_the_region_is_lost() {
        let mut world = World::healthy();
        world.plan_store("orders-db", |store| store.standby = None);
        world.add_instance(World::EAST, replica("orders-db-read", "orders-db"));
        world.remove_instance(World::WEST, "orders-db-usw2");
        let finding = world.finding("REP-13").expect("it is in one Region");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            "its only copies are in us-east-1, where it is written: orders-db-read"
        );
        let arn = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
        world.add_instance(World::WEST, replica("orders-db-usw2", arn));
        assert!(world.finding("REP-13").is_none());
    }

    #[test]
    fn a_replica_in_a_third_region_counts() {
        let mut world = World::healthy();
        world.plan_store("orders-db", |store| store.standby = None);
        world.add_instance(World::EAST, replica("orders-db-read", "orders-db"));
        world.remove_instance(World::WEST, "orders-db-usw2");
        world.change_instance(World::EAST, "orders-db", |db| {
            db.replicas = vec!["arn:aws:rds:eu-west-1:123456789012:db:orders-db-eu".into()];
        });
        assert!(world.finding("REP-13").is_none());
    }

    #[test]
    fn while_the_other_region_is_not_seen_nothing_is_claimed() {
        let mut world = World::healthy();
        world.plan_store("orders-db", |store| store.standby = None);
        world.add_instance(World::EAST, replica("orders-db-read", "orders-db"));
        world.remove_instance(World::WEST, "orders-db-usw2");
        world.silence(World::WEST);
        assert!(world.finding("REP-13").is_none());
    }

    #[test]
    fn a_global_database_of_one_cluster() {
        let mut world = World::healthy();
        world.change_global("catalog-global", |global| global.members.truncate(1));
        let finding = world.finding("REP-13").expect("it has one cluster");
        assert!(finding.text.ends_with("where it is written: catalog"));
    }
}
