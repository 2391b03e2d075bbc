use super::super::fixture::{check, failover, plan, region, store, zone};
use super::*;
use crate::estate::facts::{DbInstance, GlobalCluster, GlobalMember};
use crate::estate::{Facts, Scope};
use crate::terms::Arn;

const EAST: &str = "us-east-1";
const WEST: &str = "us-west-2";

struct World {
    plan: Plan,
    known: Knowledge,
}

impl World {
    fn with(stores: Vec<Store>) -> Self {
        let mut plan = plan();
        plan.stores = stores;
        Self {
            plan,
            known: Knowledge::default(),
        }
    }

    fn tells(mut self, scope: &str, facts: &Facts) -> Self {
        let scope = Scope::from(&region(scope));
        let at = "2026-11-22T03:00:00Z".parse().unwrap();
        self.known.learn(&scope, facts, at, &self.plan);
        self
    }

    /// What is asked in a Region, as `name dimension-value dimension-value`.
    fn asked(&self, in_region: &str) -> Vec<String> {
        let keys = wanted(&self.plan, &self.known, &region(in_region));
        assert!(keys.iter().all(|key| key.region == region(in_region)));
        let line = |key: &MetricKey| {
            let values = key.dimensions.iter().map(|(_, value)| value.raw());
            std::iter::once(key.name.raw())
                .chain(values)
                .collect::<Vec<_>>()
                .join(" ")
        };
        keys.iter().map(line).collect()
    }
}

fn instance(id: &str, engine: &str, source: Option<&str>, replicas: &[&str]) -> DbInstance {
    DbInstance {
        identifier: id.into(),
        engine: engine.into(),
        replica_source: source.map(Into::into),
        replicas: replicas.iter().map(|it| (*it).into()).collect(),
        ..DbInstance::default()
    }
}

fn orders() -> World {
    World::with(vec![store("orders", StoreKind::Rds, Some("orders-west"))])
}

#[test]
fn the_replicas_lag_is_asked_where_it_is_and_the_slots_where_the_source_is() {
    let source = "arn:aws:rds:us-east-1:123456789012:db:orders";
    let world = orders()
        .tells(
            EAST,
            &Facts::DbInstances(vec![instance("orders", "postgres", None, &["orders-west"])]),
        )
        .tells(
            WEST,
            &Facts::DbInstances(vec![instance("orders-west", "postgres", Some(source), &[])]),
        );
    assert_eq!(world.asked(EAST), ["OldestReplicationSlotLag orders"]);
    assert_eq!(world.asked(WEST), ["ReplicaLag orders-west"]);
}

#[test]
fn after_a_promotion_the_lag_is_asked_of_whoever_follows_now() {
    let source = "arn:aws:rds:us-west-2:123456789012:db:orders-west";
    let world = orders()
        .tells(
            EAST,
            &Facts::DbInstances(vec![instance("orders-new", "mysql", Some(source), &[])]),
        )
        .tells(
            WEST,
            &Facts::DbInstances(vec![instance(
                "orders-west",
                "mysql",
                None,
                &["orders-new"],
            )]),
        );
    assert_eq!(world.asked(EAST), ["ReplicaLag orders-new"]);
    assert!(world.asked(WEST).is_empty());
}

#[test]
fn while_a_regions_instances_are_not_known_the_plans_word_is_enough() {
    assert_eq!(orders().asked(WEST), ["ReplicaLag orders-west"]);
    assert!(orders().asked(EAST).is_empty());
}

#[test]
fn a_replica_of_a_database_of_the_same_name_elsewhere_is_not_ours() {
    let source = "arn:aws:rds:eu-west-1:123456789012:db:orders";
    let world = World::with(vec![store("orders", StoreKind::Rds, None)]).tells(
        WEST,
        &Facts::DbInstances(vec![instance("copy", "mysql", Some(source), &[])]),
    );
    assert!(world.asked(WEST).is_empty());
}

#[test]
fn a_global_databases_lag_is_asked_in_the_region_of_each_secondary_whoever_that_is_now() {
    let member = |place: &str, writer| GlobalMember {
        cluster: Arn::parse(&format!(
            "arn:aws:rds:{place}:123456789012:cluster:c-{place}"
        ))
        .unwrap(),
        writer: Some(writer),
        synchronization: None,
    };
    let global = |writer: &str| {
        Facts::GlobalClusters(vec![GlobalCluster {
            identifier: "catalog".into(),
            members: vec![member(EAST, writer == EAST), member(WEST, writer == WEST)],
            ..GlobalCluster::default()
        }])
    };
    let world = || World::with(vec![store("catalog", StoreKind::AuroraGlobal, None)]);
    let before = world().tells(EAST, &global(EAST));
    assert!(before.asked(EAST).is_empty());
    let lags = |it: &str| {
        ["AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag"].map(|name| format!("{name} {it}"))
    };
    assert_eq!(
        before.asked(WEST),
        lags("c-us-west-2"),
        "told by the other Region"
    );
    let after = before.tells(EAST, &global(WEST)).tells(WEST, &global(WEST));
    assert_eq!(after.asked(EAST), lags("c-us-east-1"));
    assert!(after.asked(WEST).is_empty());
}

#[test]
fn dynamodb_is_asked_at_the_source_and_s3_mostly_at_the_destination() {
    let mut media = store("media", StoreKind::S3, Some("media-west"));
    media.rule = Some("all".to_owned());
    let world = World::with(vec![store("carts", StoreKind::DynamoDb, None), media]);
    assert_eq!(
        world.asked(EAST),
        [
            "ReplicationLatency us-west-2 carts",
            "OperationsFailedReplication media-west all media",
        ]
    );
    assert_eq!(
        world.asked(WEST),
        [
            "OperationsPendingReplication media-west all media",
            "ReplicationLatency media-west all media",
        ]
    );
}

#[test]
fn health_is_asked_in_us_east_1_alone_for_the_checks_behind_declared_records() {
    let mut world = World::with(Vec::new());
    world.plan.regions.primary = region("eu-west-1");
    let world = world
        .tells(EAST, &Facts::Zones(vec![zone("Z1", "example.com")]))
        .tells(
            EAST,
            &Facts::Records {
                zones: vec!["Z1".into()],
                records: vec![failover("Z1", "shop.example.com", Some("web"))],
            },
        )
        .tells(EAST, &Facts::HealthChecks(vec![check("web", "HTTPS", &[])]));
    assert_eq!(
        world.asked(EAST),
        ["HealthCheckPercentageHealthy web", "HealthCheckStatus web"]
    );
    assert!(world.asked("eu-west-1").is_empty());
    assert!(world.asked(WEST).is_empty());
}

#[test]
fn what_has_no_copy_that_is_measured_is_not_asked_for() {
    let world = World::with(vec![
        store("files", StoreKind::Efs, None),
        store("media", StoreKind::S3, Some("media-west")),
        store("solo", StoreKind::Aurora, None),
    ]);
    assert!(world.asked(EAST).is_empty());
    assert!(world.asked(WEST).is_empty());
}
