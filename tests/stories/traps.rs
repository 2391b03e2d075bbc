//! The traps that reading AWS can walk into, each as an operator would meet it.

use crate::support::asked::{AskedMetric, list, member};
use crate::support::{House, SEED, Seen, json, region, shown};
use ciborium::Value;
use lifeboat::assess::{Outlook, Phase, RecordAssessment, State, StoreAssessment};
use lifeboat::cli::simulated;
use lifeboat::console::{Format, Model, shot};
use lifeboat::estate::facts::{FailoverRole, MetricKey};
use lifeboat::estate::{Declaration, Scope};
use lifeboat::plan::Plan;
use lifeboat::sim::World;
use lifeboat::sim::world::databases::{FailoverState, Writes};
use lifeboat::sim::world::health::HealthCheck;
use lifeboat::sim::world::metrics::{MetricChange, MetricEdit};
use lifeboat::sim::world::{Endpoints, PRIMARY, STANDBY};
use lifeboat::terms::{Known, Span};
use std::collections::BTreeSet;

const WWW_PRIMARY: &str = "1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001";
const WWW_SECONDARY: &str = "2e8b7d3f-1b62-4a1f-8d22-8c2a6b3f0002";

fn store<'a>(seen: &'a Seen, name: &str) -> &'a StoreAssessment {
    let found = seen.assessment.stores().find(|it| it.name == name);
    found.unwrap()
}

fn www(seen: &Seen) -> &RecordAssessment {
    let found = seen
        .assessment
        .records()
        .find(|it| it.name == "www.shop.example");
    found.unwrap()
}

/// Makes a metric say something else, always.
fn says(house: &House, metric: &str, dimension: &str, change: MetricChange) {
    house.edit(|world| {
        let edit = MetricEdit::always(metric, dimension, change);
        world.metric_edits.push(edit);
    });
}

/// Edits a health check, and lets the checkers see it.
fn check(house: &House, id: &str, edit: impl FnOnce(&mut HealthCheck)) {
    house.edit(|world| edit(world.health_checks.get_mut(id).unwrap()));
}

// 1: a lag of −1 and a lag that is missing are not a lag of nothing.

#[tokio::test(start_paused = true)]
async fn minus_one_and_missing_are_no_lag() {
    for change in [MetricChange::Constant(-1.0), MetricChange::Withheld] {
        let house = House::harbor().await;
        says(&house, "ReplicaLag", "orders-db-usw2", change);
        let seen = house.look().await;

        let orders = store(&seen, "orders-db");
        assert!(
            matches!(orders.outlook, Outlook::Unknown(_)),
            "{change:?}: {orders:?}"
        );
        assert_eq!(orders.state, State::Unknown, "{change:?}");
        let status = json(&seen.report());
        let stores = status["stores"].as_array().unwrap();
        let row = stores.iter().find(|it| it["name"] == "orders-db").unwrap();
        assert!(row["loss_seconds"].is_null(), "{row}");
        assert!(row["loss_reason"].is_string(), "{row}");
        let copies = row["copies"].as_array().unwrap();
        let replica = copies.iter().find(|it| it["role"] == "replica").unwrap();
        assert!(replica["lag_seconds"].is_null(), "{replica}");
        assert!(replica["lag_reason"].is_string(), "{replica}");
        let mut model = Model::new(shown(), house.plan.clone(), seen.estate, seen.now);
        let frame = shot(&mut model, 120, 40, Format::Text);
        let line = frame
            .lines()
            .find(|it| it.contains(" orders-db ") && it.contains("postgres"));
        let line = line.unwrap();
        assert!(line.contains('?') && !line.contains("0 s"), "{line}");
    }
}

// 2: PostgreSQL's lag is the age of its last commit.

#[tokio::test(start_paused = true)]
async fn an_idle_postgresql_does_not_breach_its_objective_alone() {
    let mut plan = simulated::plan().unwrap();
    plan.tiers[0].rpo = Some(Span::minutes(1));
    let house = House::of(World::harbor(SEED, simulated::epoch()), plan).await;
    house.edit(|world| world.instance_mut(PRIMARY, "orders-db").unwrap().writes = Writes::Idle);
    house.pass(Span::minutes(10)).await;
    let mut over = 0;
    for _ in 0..10 {
        house.pass(Span::minutes(1)).await;
        let seen = house.look().await;
        let orders = store(&seen, "orders-db");
        let lag = orders.outlook.loss().unwrap().amount(seen.now);
        over += usize::from(lag > Span::minutes(1));
        assert_eq!(orders.state, State::Ok, "{lag}: {}", orders.reason);
    }
    assert!(over >= 5, "it saws above its objective: {over}");

    // What waits at the primary to be sent tells the two apart.
    says(
        &house,
        "ReplicaLag",
        "orders-db-usw2",
        MetricChange::Constant(250.0),
    );
    says(
        &house,
        "OldestReplicationSlotLag",
        "orders-db",
        MetricChange::Withheld,
    );
    assert_eq!(store(&house.look().await, "orders-db").state, State::Warn);
    let a_gibibyte = MetricChange::Constant(1_073_741_824.0);
    says(&house, "OldestReplicationSlotLag", "orders-db", a_gibibyte);
    assert_eq!(store(&house.look().await, "orders-db").state, State::Bad);
}

#[tokio::test(start_paused = true)]
async fn the_seconds_that_postgresql_counts_after_a_death_are_no_loss() {
    let house = House::harbor().await;
    let before = house.look().await;
    let died = house.clock.now();
    house.edit(|world| world.region_mut(PRIMARY).lose(died));
    let mut estate = before.estate;
    estate.set_declared([Declaration {
        region: region(PRIMARY),
        since: died,
        declared: died,
        incident: None,
    }]);
    let lag = MetricKey::replica_lag(&region(STANDBY), "orders-db-usw2");
    let mut lost = Vec::new();
    let mut lags = Vec::new();
    for _ in 0..3 {
        house.pass(Span::minutes(10)).await;
        let seen = house.look_again(estate).await;
        let loss = store(&seen, "orders-db").outlook.loss().unwrap();
        assert_eq!(loss.phase, Phase::Frozen { since: died });
        lost.push(loss.amount(seen.now));
        lags.push(seen.estate.metric(&lag).unwrap().newest().unwrap().value);
        estate = seen.estate;
    }
    assert!(lags[0] > 400.0 && lags[2] > lags[0] + 1_000.0, "{lags:?}");
    assert!(lost[0] < Span::minutes(2), "{lost:?}");
    assert!(lost.iter().all(|it| *it == lost[0]), "{lost:?}");
}

// 3 and 4: what Route 53 makes of Disabled, Inverted, and of two sides that fail.

#[tokio::test(start_paused = true)]
async fn the_truth_table_of_a_failover_pair_is_route_53s_own() {
    use FailoverRole::{Primary, Secondary};
    let table = [
        // up, disabled, inverted, secondary up: healthy, answers
        ((true, false, false, true), (true, Primary)),
        ((false, false, false, true), (false, Secondary)),
        ((false, false, true, true), (true, Primary)),
        ((true, false, true, true), (false, Secondary)),
        ((false, true, false, true), (true, Primary)),
        ((true, true, false, true), (true, Primary)),
        ((false, true, true, true), (false, Secondary)),
        ((true, true, true, true), (false, Secondary)),
        ((false, false, false, false), (false, Primary)),
        ((true, true, true, false), (false, Primary)),
    ];
    for ((up, disabled, inverted, secondary_up), (healthy, answers)) in table {
        let house = House::harbor().await;
        check(&house, WWW_PRIMARY, |it| {
            it.endpoint.up = up;
            (it.disabled, it.inverted) = (disabled, inverted);
        });
        check(&house, WWW_SECONDARY, |it| it.endpoint.up = secondary_up);
        let seen = house.look().await;
        let row = format!("up {up}, disabled {disabled}, inverted {inverted}, {secondary_up}");

        let mut checks = seen.assessment.health_checks();
        let www_check = checks.find(|it| it.id.raw() == WWW_PRIMARY).unwrap();
        assert_eq!(www_check.healthy, Known::Known(healthy), "{row}");
        assert_eq!(
            www(&seen).would_answer,
            Known::Known(answers.clone()),
            "{row}"
        );
        // The data plane, asked directly, is of the same opinion.
        let answered = www(&seen).answer.value().unwrap();
        let expected = if answers == Primary { PRIMARY } else { STANDBY };
        assert_eq!(answered.region, Known::Known(region(expected)), "{row}");
    }
}

// 5: accelerated recovery brings Route 53's records back, not its health checks.

#[tokio::test(start_paused = true)]
async fn accelerated_recovery_does_not_bring_back_health_checks() {
    let house = House::harbor().await;
    house.edit(|world| {
        for zone in world.zones.values_mut() {
            zone.accelerated_recovery = Some("ENABLED".to_owned());
        }
    });
    let before = house.look().await;
    let enabled = {
        let mut zones = before.estate.zones.iter();
        zones.any(|(_, it)| it.accelerated_recovery == Some("ENABLED".into()))
    };
    assert!(enabled, "the feature was seen");
    let told = www(&before).would_answer.value();
    assert_eq!(told, Some(&FailoverRole::Primary));

    house.edit(|world| world.region_mut(PRIMARY).endpoints = Endpoints::Silent);
    let seen = house.look_again(before.estate).await;
    assert_eq!(seen.assessment.health_checks().len(), 7);
    for check in seen.assessment.health_checks() {
        assert!(matches!(check.healthy, Known::Unknown(_)), "{check:?}");
    }
    assert!(www(&seen).would_answer.value().is_none());
}

// 6: each metric is asked for where it lives.

fn metrics(house: &House) -> BTreeSet<AskedMetric> {
    house.asked().iter().flat_map(|it| it.metrics()).collect()
}

fn of(region: &str, namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> AskedMetric {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    AskedMetric {
        region: region.to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        dimensions: dimensions.iter().map(own).collect(),
    }
}

#[tokio::test(start_paused = true)]
async fn each_metric_is_asked_for_in_the_region_where_it_lives() {
    let house = House::harbor().await;
    house.look().await;
    let (health, others): (BTreeSet<_>, BTreeSet<_>) = metrics(&house)
        .into_iter()
        .partition(|it| it.namespace == "AWS/Route53");

    let replica = [("DBInstanceIdentifier", "orders-db-usw2")];
    let source = [("DBInstanceIdentifier", "orders-db")];
    let secondary = [("DBClusterIdentifier", "catalog-usw2")];
    let table = [("ReceivingRegion", STANDBY), ("TableName", "carts")];
    let rule = [
        ("DestinationBucket", "harbor-media-usw2"),
        ("RuleId", "everything"),
        ("SourceBucket", "harbor-media"),
    ];
    let expected = BTreeSet::from([
        of(STANDBY, "AWS/RDS", "ReplicaLag", &replica),
        of(PRIMARY, "AWS/RDS", "OldestReplicationSlotLag", &source),
        of(STANDBY, "AWS/RDS", "AuroraGlobalDBRPOLag", &secondary),
        of(
            STANDBY,
            "AWS/RDS",
            "AuroraGlobalDBReplicationLag",
            &secondary,
        ),
        of(PRIMARY, "AWS/DynamoDB", "ReplicationLatency", &table),
        of(STANDBY, "AWS/S3", "ReplicationLatency", &rule),
        of(STANDBY, "AWS/S3", "OperationsPendingReplication", &rule),
        of(PRIMARY, "AWS/S3", "OperationsFailedReplication", &rule),
    ]);
    assert_eq!(others, expected);
    assert_eq!(
        health.len(),
        8,
        "two for each of the four checks behind the records"
    );
    assert!(health.iter().all(|it| it.region == "us-east-1"));
}

/// A shop in Europe: us-east-1 is no Region of its plan.
fn european() -> (World, Plan) {
    let mut world = World::harbor(SEED, simulated::epoch());
    world.region_mut("eu-west-1");
    let mut plan = simulated::plan().unwrap();
    plan.regions.primary = region("eu-west-1");
    plan.stores.clear();
    plan.backup.vaults.clear();
    for record in &mut plan.records {
        record.region = region("eu-west-1");
    }
    (world, plan)
}

#[tokio::test(start_paused = true)]
async fn health_is_measured_in_us_east_1_wherever_the_shop_is() {
    let (world, plan) = european();
    let house = House::of(world, plan).await;
    let seen = house.look().await;
    let asked = metrics(&house);
    assert_eq!(asked.len(), 8);
    assert!(asked.iter().all(|it| it.region == "us-east-1"), "{asked:?}");
    let percentage = MetricKey::health_check_percentage(WWW_PRIMARY);
    assert!(seen.estate.metric(&percentage).unwrap().newest().is_some());
}

// 9: words that this version does not know are passed on.

#[tokio::test(start_paused = true)]
async fn words_that_are_new_are_passed_on_and_break_nothing() {
    let house = House::harbor().await;
    house.edit(|world| {
        let global = world.global_clusters.get_mut("catalog-global").unwrap();
        global.failover = Some(FailoverState {
            status: "switching-over".to_owned(),
            from: global.members[0].cluster_arn.clone(),
            to: global.members[1].cluster_arn.clone(),
            data_loss_allowed: false,
        });
        let here = world.region_mut(PRIMARY);
        here.backup_jobs.last_mut().unwrap().state = "QUARANTINED".to_owned();
        here.copy_jobs.last_mut().unwrap().state = "REPLAYING".to_owned();
        here.instances.get_mut("orders-db").unwrap().status = "contemplating".to_owned();
        let there = world.region_mut(STANDBY);
        there.restore_jobs.last_mut().unwrap().status = "REHEARSING".to_owned();
    });
    let seen = house.look().await;
    let estate = &seen.estate;
    assert!(estate.slices().all(|(_, _, slice)| slice.failure.is_none()));
    let (primary, standby) = (region(PRIMARY), region(STANDBY));
    for place in [&primary, &standby] {
        let global = estate.global_clusters.in_region(place, "catalog-global");
        let failover = global.unwrap().failover.as_ref().unwrap();
        assert_eq!(failover.status.raw(), "switching-over");
    }
    let primary = Scope::Region(primary);
    assert!(
        estate
            .backup_jobs
            .scope(&primary)
            .any(|it| it.state.raw() == "QUARANTINED")
    );
    assert!(
        estate
            .copy_jobs
            .scope(&primary)
            .any(|it| it.state.raw() == "REPLAYING")
    );
    let standby = Scope::Region(standby);
    assert!(
        estate
            .restore_jobs
            .scope(&standby)
            .any(|it| it.state.raw() == "REHEARSING")
    );
    let copies = &store(&seen, "orders-db").copies;
    assert!(
        copies
            .iter()
            .any(|it| it.status == Known::Known("contemplating".into()))
    );
}

// 10: alarms of both kinds are asked for by name.

#[tokio::test(start_paused = true)]
async fn alarms_of_both_kinds_are_asked_for_and_seen() {
    let house = House::harbor().await;
    let seen = house.look().await;
    let asked: Vec<(String, Vec<String>)> = house
        .asked()
        .iter()
        .filter_map(|it| {
            let body = it.cbor("DescribeAlarms")?;
            assert!(member(&body, "AlarmTypes").is_some(), "{body:?}");
            let types = list(&body, "AlarmTypes").iter().filter_map(Value::as_text);
            Some((it.region.clone(), types.map(str::to_owned).collect()))
        })
        .collect();
    let regions: BTreeSet<&str> = asked.iter().map(|(region, _)| region.as_str()).collect();
    assert_eq!(regions, BTreeSet::from([PRIMARY, STANDBY]));
    for (region, types) in &asked {
        for kind in ["MetricAlarm", "CompositeAlarm"] {
            assert!(types.iter().any(|it| it == kind), "{region}: {types:?}");
        }
    }
    let alarms = &seen.estate.alarms;
    let alarm = |name| alarms.in_region(&region(STANDBY), name).unwrap();
    assert!(alarm("harbor-replication").composite);
    let lag = alarm("orders-db-usw2-lag");
    assert!(!lag.composite);
    assert_eq!(lag.treat_missing, Some("breaching".into()));
}

// Units: milliseconds of Aurora and DynamoDB, seconds of everyone else.

#[tokio::test(start_paused = true)]
async fn half_a_minute_is_half_a_minute_in_every_unit() {
    let house = House::harbor().await;
    for (metric, dimension, value) in [
        ("ReplicaLag", "orders-db-usw2", 30.0),
        ("AuroraGlobalDBRPOLag", "catalog-usw2", 30_000.0),
        ("ReplicationLatency", "carts", 30_000.0),
        ("ReplicationLatency", "harbor-media", 30.0),
    ] {
        says(&house, metric, dimension, MetricChange::Constant(value));
    }
    let seen = house.look().await;
    for name in ["orders-db", "catalog", "carts", "media"] {
        let loss = store(&seen, name).outlook.loss().unwrap();
        assert_eq!(loss.amount(seen.now), Span::seconds(30), "{name}");
    }
}
