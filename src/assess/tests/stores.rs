//! Who writes, and what the verdict says.

use crate::assess::fixture::World;
use crate::assess::{
    BackupOrigin, Outlook, State, StoreAssessment, Verdict, VerdictState, Writers,
};
use crate::estate::facts::{AutomatedBackup, DbSnapshot, MetricKey};
use crate::estate::{Facts, Scope, Source};
use crate::plan::StoreKind;
use crate::terms::{Known, Span, Unknown};

fn orders(world: &World) -> StoreAssessment {
    let mut stores = world.assessment().stores();
    stores.next().expect("the plan declares it").clone()
}

fn verdict(world: &World) -> Verdict {
    world.assessment().verdict(&world.estate, world.now)
}

#[test]
fn all_is_well() {
    let verdict = verdict(&World::healthy());
    assert_eq!(verdict.state, VerdictState::Ready);
    assert_eq!(verdict.observed, (5, 5));
    assert!(verdict.all_fresh);
    assert!(verdict.also.is_empty(), "{:?}", verdict.also);
}

#[test]
fn nothing_seen_is_not_ready() {
    let world = World::unseen();
    assert_eq!(verdict(&world).state, VerdictState::NotKnown);
    assert!(matches!(orders(&world).writers, Writers::Unknown(_)));
}

#[test]
fn two_copies_that_accept_writes_are_the_worst_there_is() {
    let mut world = World::healthy();
    world.change_instance(World::WEST, "orders-db-usw2", |db| {
        db.replica_source = None;
        db.replication.clear();
    });
    let split = orders(&world);
    let Writers::Copies(writing) = &split.writers else {
        panic!("{:?}", split.writers);
    };
    assert_eq!(writing.len(), 2);
    assert_eq!(split.state, State::Bad);
    assert_eq!(
        split.reason,
        "orders-db and orders-db-usw2 all accept writes"
    );
    let told = verdict(&world);
    assert_eq!(told.state, VerdictState::Breached);
    let first = (
        "orders-db".to_owned(),
        "two copies accept writes".to_owned(),
    );
    assert_eq!(told.stores[0], first);
    // A standalone instance has no lag to tell: that changes nothing.
    let lag = MetricKey::replica_lag(&World::west(), "orders-db-usw2");
    world.samples(&lag, &[("14:00", -1.0)]);
    assert_eq!(verdict(&world).state, VerdictState::Breached);
    assert_eq!(verdict(&world).stores[0], first);
}

#[test]
fn a_promoted_replica_does_not_prove_that_the_old_primary_stopped_writing() {
    let mut world = World::healthy();
    world.silence(World::EAST);
    world.change_instance(World::WEST, "orders-db-usw2", |db| db.replica_source = None);
    assert!(matches!(orders(&world).writers, Writers::Unknown(_)));
}

#[test]
fn after_a_clean_move_the_copy_writes_in_the_other_region() {
    let mut world = World::healthy();
    world.change_instance(World::WEST, "orders-db-usw2", |db| db.replica_source = None);
    world.change_instance(World::EAST, "orders-db", |db| db.status = "stopped".into());
    let moved = orders(&world);
    let writing = vec![("orders-db-usw2".into(), World::west())];
    assert_eq!(moved.writers, Writers::Copies(writing));
    assert_ne!(moved.state, State::Ok, "it should be written in us-east-1");
    // The old primary follows nothing: what it has is what was backed up of it.
    assert_eq!(moved.lag_metric, None);
    assert!(matches!(moved.outlook, Outlook::FromBackup(_)));
    world.change_instance(World::EAST, "orders-db", |db| {
        db.backup_retention_days = Some(0);
    });
    let bare = orders(&world);
    assert_eq!(bare.outlook, Outlook::NoCopy);
    assert_eq!(
        (bare.state, bare.reason),
        (State::Bad, "no copy in us-east-1".into())
    );
}

#[test]
fn the_verdict_names_the_store_that_is_worst_against_its_own_objective() {
    let mut world = World::healthy();
    let lag = MetricKey::replica_lag(&World::west(), "orders-db-usw2");
    let table = MetricKey::table_latency(&World::east(), "carts", &World::west());
    // Two hours of a day are less than fourteen minutes of fifteen.
    world.samples(&table, &[("14:00", 7_200_000.0)]);
    world.samples(&lag, &[("14:00", 840.0)]);
    let told = verdict(&world);
    assert_eq!(told.state, VerdictState::Ready, "within both objectives");
    assert_eq!(told.stores[0], ("orders-db".into(), "≈ 14 m".into()));
    world.samples(&lag, &[("14:00", 1_260.0)]);
    let told = verdict(&world);
    assert_eq!(told.state, VerdictState::Breached);
    assert_eq!(
        told.stores[0],
        ("orders-db".into(), "≈ 21 m (RPO 15 m)".into())
    );
    assert_eq!(told.also, ["1 finding of severity H"]);
}

#[test]
fn what_is_not_known_stands_before_what_is_bounded() {
    let mut world = World::healthy();
    let lag = MetricKey::replica_lag(&World::west(), "orders-db-usw2");
    world.samples(&lag, &[("14:00", -1.0)]);
    let told = verdict(&world);
    assert_eq!(told.state, VerdictState::NotKnown);
    assert_eq!(told.stores[0].0, "orders-db");
}

#[test]
fn a_region_that_does_not_answer_is_said_with_the_time() {
    let mut world = World::healthy();
    world.silence(World::EAST);
    let told = verdict(&world);
    assert_eq!(told.state, VerdictState::Down);
    assert_eq!(told.also[0], "us-east-1 does not answer since 14:00:01Z");
}

#[test]
fn a_store_that_no_source_looks_at_is_not_observed() {
    let mut world = World::healthy();
    world.plan_store("uploads", |store| store.kind = StoreKind::Other);
    let told = verdict(&world);
    assert_eq!(told.observed, (4, 5));
    assert_eq!(told.state, VerdictState::NotKnown);
    let last = world
        .assessment()
        .stores()
        .last()
        .cloned()
        .expect("the plan declares it");
    assert_eq!(last.reason, "not observed by this version");
    assert!(world.findings().is_empty());
}

#[test]
fn without_the_account_no_one_can_say_that_there_is_no_backup() {
    let mut world = World::healthy();
    world.change_plan(|plan| plan.account = None);
    world.plan_store("orders-db", |store| store.standby = None);
    world.remove_instance(World::WEST, "orders-db-usw2");
    let alone = orders(&world);
    assert_eq!(alone.state, State::Unknown);
    assert_eq!(alone.reason, "its ARN is not known yet");
    assert!(world.find("BK-04", "orders-db").is_none());
}

#[test]
fn with_time_alone_everything_turns_stale() {
    let mut world = World::healthy();
    world.advance(Span::minutes(10));
    let states: Vec<State> = world
        .assessment()
        .stores()
        .map(|store| store.state)
        .collect();
    assert!(
        states.iter().all(|state| *state >= State::Stale),
        "{states:?}"
    );
    assert!(!verdict(&world).all_fresh);
}

#[test]
fn a_namesake_in_the_standby_region_is_no_backup_of_a_store() {
    let mut world = World::healthy();
    world.plan_store("orders-db", |store| store.standby = None);
    world.remove_instance(World::WEST, "orders-db-usw2");
    let west = || Scope::from(&World::west());
    let mut own = AutomatedBackup {
        arn: "arn:aws:rds:us-west-2:123456789012:auto-backup:ab-1".into(),
        of: "arn:aws:rds:us-west-2:123456789012:db:orders-db".into(),
        identifier: "orders-db".into(),
        source_region: Some("us-west-2".into()),
        status: "active".into(),
        earliest: None,
        latest: Some(world.now),
        retention_days: Some(7),
    };
    let snapshot = DbSnapshot {
        arn: "arn:aws:rds:us-west-2:123456789012:snapshot:s-1".into(),
        identifier: "s-1".into(),
        of: "orders-db".into(),
        of_cluster: false,
        kind: "manual".into(),
        status: "available".into(),
        data_time: Some(world.now),
        source_region: None,
        encrypted: None,
    };
    let snapshots = |it: &DbSnapshot| Facts::DbSnapshots(vec![it.clone()]);
    world.see(Source::DbSnapshots, west(), snapshots(&snapshot));
    let backups = |it: &AutomatedBackup| Facts::AutomatedBackups(vec![it.clone()]);
    world.see(Source::InstanceBackups, west(), backups(&own));
    world.points(World::WEST, Vec::new());
    assert_eq!(orders(&world).standby, Known::Known(None));
    assert_eq!(orders(&world).state, State::Bad);

    // The same two, of the database that is declared.
    let copied = DbSnapshot {
        source_region: Some("us-east-1".into()),
        ..snapshot
    };
    world.see(Source::DbSnapshots, west(), snapshots(&copied));
    let point = orders(&world).standby.value().cloned().flatten();
    assert_eq!(
        point.map(|point| point.origin),
        Some(BackupOrigin::Snapshot)
    );
    world.see(Source::DbSnapshots, west(), Facts::DbSnapshots(Vec::new()));
    own.of = "arn:aws:rds:us-east-1:123456789012:db:orders-db".into();
    world.see(Source::InstanceBackups, west(), backups(&own));
    let point = orders(&world).standby.value().cloned().flatten();
    assert_eq!(
        point.map(|point| point.origin),
        Some(BackupOrigin::Continuous)
    );
}

#[test]
fn who_wrote_a_global_database_long_ago_is_not_who_writes_it_now() {
    let mut world = World::healthy();
    let catalog = |world: &World| {
        let mut stores = world.assessment().stores();
        let found = stores.find(|store| store.name == "catalog");
        found.expect("the plan declares it").clone()
    };
    assert!(matches!(catalog(&world).writers, Writers::Copies(_)));
    for _ in 0..7 {
        world.advance(Span::minutes(1));
        world.renew_all_but(Source::GlobalClusters);
    }
    assert_eq!(catalog(&world).writers, Writers::Unknown(Unknown::Stale));
}
