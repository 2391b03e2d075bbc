//! What is lost, by engine and by where the primary stands (`domain.md` §1.2).

use crate::assess::fixture::{World, at, point};
use crate::assess::{Bound, Fate, Loss, Outlook, Phase, State, StoreAssessment};
use crate::estate::facts::{BucketRule, MetricKey};
use crate::estate::{Facts, Scope, Source, decode, encode};
use crate::terms::{Known, Span, Unknown};

fn store(world: &World, name: &str) -> StoreAssessment {
    let mut stores = world.assessment().stores();
    let found = stores.find(|store| store.name == name);
    found.expect("the plan declares it").clone()
}

fn loss(world: &World, name: &str) -> Loss {
    let store = store(world, name);
    store.outlook.loss().expect("it is known").clone()
}

fn words(world: &World, name: &str) -> String {
    loss(world, name).words(world.now)
}

fn why(world: &World, name: &str) -> Unknown {
    match store(world, name).outlook {
        Outlook::Unknown(why) => why,
        known => panic!("{known:?}"),
    }
}

fn orders_lag() -> MetricKey {
    MetricKey::replica_lag(&World::west(), "orders-db-usw2")
}

fn engine(world: &mut World, name: &str) {
    world.change_instance(World::EAST, "orders-db", |db| db.engine = name.into());
    world.change_instance(World::WEST, "orders-db-usw2", |db| db.engine = name.into());
}

#[test]
fn a_postgres_primary_answers_falls_silent_and_is_declared_down() {
    let mut world = World::healthy();
    world.samples(&orders_lag(), &[("13:59", 7.0)]);
    assert_eq!(words(&world, "orders-db"), "≈ 7 s");
    let seen = loss(&world, "orders-db");
    assert_eq!(seen.point, at("2026-11-22T13:58:53Z"));
    assert_eq!(
        seen.phase,
        Phase::Answering {
            lag: Some(Span::seconds(7))
        }
    );
    world.advance(Span::seconds(50));
    assert_eq!(
        words(&world, "orders-db"),
        "≈ 7 s",
        "a sample's age is no loss"
    );

    world.silence(World::EAST);
    assert_eq!(words(&world, "orders-db"), "up to 1 m 58 s, growing");
    // PostgreSQL's lag climbs by the clock: the recovery point stays.
    world.samples(&orders_lag(), &[("14:00", 67.0)]);
    world.advance(Span::minutes(1));
    assert_eq!(words(&world, "orders-db"), "up to 2 m 58 s, growing");

    world.declare_down(World::EAST, at("2026-11-22T13:59:37Z"));
    assert_eq!(words(&world, "orders-db"), "≤ 44 s");
    world.samples(&orders_lag(), &[("14:01", 0.0)]);
    world.advance(Span::hours(2));
    assert_eq!(
        words(&world, "orders-db"),
        "≤ 44 s",
        "samples after it do not move it"
    );
    assert_eq!(loss(&world, "orders-db").fate, Fate::Lost);
}

#[test]
fn mysql_turns_minus_one_when_its_primary_dies() {
    let mut world = World::healthy();
    engine(&mut world, "mysql");
    world.samples(&orders_lag(), &[("13:59", 0.0)]);
    assert_eq!(words(&world, "orders-db"), "≈ 0 s");
    let caveat = loss(&world, "orders-db").caveat;
    assert_eq!(
        caveat,
        Some("applied only: what was not received is not known")
    );

    world.samples(&orders_lag(), &[("14:00", -1.0)]);
    assert_eq!(
        why(&world, "orders-db").to_string(),
        "replication is not active (its lag reads −1)"
    );
    assert_eq!(store(&world, "orders-db").state, State::Unknown);

    world.silence(World::EAST);
    assert_eq!(words(&world, "orders-db"), "up to 1 m 1 s, growing");
    world.declare_down(World::EAST, at("2026-11-22T13:59:30Z"));
    assert_eq!(words(&world, "orders-db"), "≤ 30 s");
}

#[test]
fn aurora_tells_milliseconds_and_an_older_engine_another_metric() {
    let mut world = World::healthy();
    assert_eq!(words(&world, "catalog"), "≈ 0.4 s");
    assert_eq!(
        loss(&world, "catalog").point,
        at("2026-11-22T13:58:59.600Z")
    );
    world.silence(World::EAST);
    assert_eq!(words(&world, "catalog"), "up to 1 m 1 s, growing");

    let mut older = World::healthy_without_metrics();
    older.samples(
        &MetricKey::aurora_rpo_lag(&World::west(), "catalog-usw2"),
        &[],
    );
    assert_eq!(store(&older, "catalog").state, State::Unknown);
    let key = MetricKey::aurora_replication_lag(&World::west(), "catalog-usw2");
    older.samples(&key, &[("13:59", 1_200.0)]);
    assert_eq!(words(&older, "catalog"), "≈ 1.2 s");
}

#[test]
fn a_tables_writes_are_stranded_and_an_idle_table_tells_nothing() {
    let mut world = World::healthy();
    assert_eq!(words(&world, "carts"), "≈ 0.9 s stranded");
    assert_eq!(loss(&world, "carts").fate, Fate::Stranded);
    // Its metric lives in the Region that is lost: what was seen stays true.
    world.silence(World::EAST);
    assert_eq!(words(&world, "carts"), "up to 1 m 1 s stranded, growing");
    world.declare_down(World::EAST, at("2026-11-22T13:59:20Z"));
    assert_eq!(words(&world, "carts"), "≤ 20 s stranded");

    let mut idle = World::healthy_without_metrics();
    let (east, west) = (World::east(), World::west());
    idle.samples(&MetricKey::table_latency(&east, "carts", &west), &[]);
    assert_eq!(
        why(&idle, "carts").to_string(),
        "no writes replicated lately"
    );
}

#[test]
fn a_buckets_objects_are_stranded_by_rule() {
    let mut world = World::healthy();
    assert_eq!(words(&world, "media"), "≈ 40 s stranded");
    assert_eq!(loss(&world, "media").caveat, Some("new objects only"));
    let rule = BucketRule {
        source: "harbor-media",
        destination: "harbor-media-usw2",
        rule: "all",
    };
    world.samples(
        &MetricKey::bucket_latency(&World::west(), rule),
        &[("14:00", 100_000.0)],
    );
    let media = store(&world, "media");
    assert_eq!(
        (media.state, media.reason.as_str()),
        (State::Bad, "over its RPO of 1 d")
    );
}

#[test]
fn without_a_live_copy_the_backup_in_the_standby_region_is_what_is_left() {
    let mut world = World::healthy();
    let taken = at("2026-11-22T11:00:00Z");
    world.points(World::WEST, vec![point("uploads-w", "uploads", taken)]);
    assert_eq!(words(&world, "uploads"), "≤ 3 h");
    let seen = loss(&world, "uploads");
    assert_eq!(
        (seen.bound, seen.fate),
        (Bound::AtMost, Fate::LostAndRestored)
    );
    world.declare_down(World::EAST, at("2026-11-22T13:00:00Z"));
    assert_eq!(words(&world, "uploads"), "≤ 2 h");
    world.points(World::WEST, Vec::new());
    assert_eq!(store(&world, "uploads").outlook, Outlook::NoCopy);
}

#[test]
fn of_backups_the_newest_usable_one_counts_by_the_time_of_its_data() {
    let mut world = World::healthy();
    let usable = point("usable", "uploads", at("2026-11-22T08:00:00Z"));
    let mut late = point("late", "uploads", at("2026-11-22T10:00:00Z"));
    late.initiated = Some(at("2026-11-22T09:00:00Z"));
    late.completed = Some(at("2026-11-22T13:00:00Z"));
    let mut going = point("going", "uploads", at("2026-11-22T13:00:00Z"));
    // Its tier may take four hours to be back: by then it is deleted.
    going.delete_at = Some(at("2026-11-22T17:59:00Z"));
    let mut expired = point("expired", "uploads", at("2026-11-22T13:30:00Z"));
    expired.status = "EXPIRED".into();
    world.points(World::WEST, vec![usable, late, going, expired]);
    assert_eq!(loss(&world, "uploads").point, at("2026-11-22T09:00:00Z"));
}

#[test]
fn unknown_is_never_zero() {
    let mut world = World::healthy_without_metrics();
    assert_eq!(why(&world, "orders-db"), Unknown::NotYet);
    world.samples(&orders_lag(), &[]);
    assert_eq!(
        why(&world, "orders-db").to_string(),
        "CloudWatch has no samples of its lag"
    );
    world.samples(&orders_lag(), &[("13:59", -1.0)]);
    let orders = store(&world, "orders-db");
    assert_eq!(orders.state, State::Unknown);
    let replica = orders
        .copies
        .iter()
        .find(|copy| copy.region == World::west());
    assert!(matches!(
        replica.map(|copy| &copy.lag),
        Some(Known::Unknown(_))
    ));
}

#[test]
fn a_sample_is_trusted_for_six_minutes_and_no_longer() {
    let mut world = World::healthy_without_metrics();
    world.samples(&orders_lag(), &[("13:54", 2.0)]);
    assert_eq!(words(&world, "orders-db"), "≈ 2 s");
    world.advance(Span::seconds(1));
    assert_eq!(why(&world, "orders-db"), Unknown::Stale);
    assert_eq!(store(&world, "orders-db").state, State::Stale);
}

#[test]
fn the_recovery_point_never_moves_back() {
    let mut world = World::healthy();
    let before = loss(&world, "orders-db").point;
    world.samples(&orders_lag(), &[("14:00", 600.0)]);
    let after = loss(&world, "orders-db");
    assert_eq!(after.point, before);
    assert_eq!(
        after.words(world.now),
        "≈ 10 m",
        "the lag is what is lost while it answers"
    );
}

#[test]
fn an_idle_postgres_primary_breaches_nothing_by_itself() {
    let mut world = World::healthy();
    world.change_plan(|plan| plan.tiers[0].rpo = Some(Span::minutes(1)));
    world.samples(&orders_lag(), &[("14:00", 290.0)]);
    assert_eq!(store(&world, "orders-db").state, State::Warn);
    assert!(world.finding("REP-11").is_none());
    let slot = MetricKey::oldest_replication_slot_lag(&World::east(), "orders-db");
    world.samples(&slot, &[("14:00", 1_024.0)]);
    let orders = store(&world, "orders-db");
    assert_eq!(orders.state, State::Ok);
    assert_eq!(
        orders.reason,
        "the primary is idle: nothing waits in its slot"
    );
    world.samples(&slot, &[("14:00", 1e9)]);
    assert_eq!(store(&world, "orders-db").state, State::Bad);
    assert!(world.finding("REP-11").is_some());
}

#[test]
fn what_the_last_run_left_is_stale_however_young_it_is() {
    let mut world = World::healthy();
    let kept = encode(&world.estate, "harbor-shop", false);
    world.estate = decode(&kept, "harbor-shop", false).expect("it was just written");
    let world = world.clone();
    assert_eq!(why(&world, "orders-db"), Unknown::Stale);
    assert_eq!(store(&world, "orders-db").state, State::Stale);
    assert!(world.findings().is_empty());
}

#[test]
fn a_replica_that_is_gone_is_said_to_be_gone() {
    let mut world = World::healthy();
    world.remove_instance(World::WEST, "orders-db-usw2");
    assert_eq!(
        why(&world, "orders-db").to_string(),
        "orders-db-usw2 is not in us-west-2"
    );
    world.see(
        Source::DbInstances,
        Scope::Region(World::west()),
        Facts::DbInstances(Vec::new()),
    );
    world.plan_store("orders-db", |store| store.standby = None);
    assert_eq!(store(&world, "orders-db").outlook, Outlook::NoCopy);
}

#[test]
fn what_is_lost_stays_fixed_however_long_the_outage_lasts() {
    let mut world = World::healthy();
    world.samples(&orders_lag(), &[("13:59", 7.0)]);
    let mut undeclared = world.clone();
    undeclared.silence(World::EAST);
    world.declare_down(World::EAST, world.now);
    let fixed = words(&world, "orders-db");
    let point = loss(&undeclared, "orders-db").point;
    for _ in 0..8 {
        for world in [&mut world, &mut undeclared] {
            world.advance(Span::hours(1));
            world.renew_region(World::WEST);
            world.samples(&orders_lag(), &[]);
        }
    }
    assert_eq!(words(&world, "orders-db"), fixed);
    assert_eq!(loss(&undeclared, "orders-db").point, point);
    let kept = encode(&world.estate, "shop", false);
    let restored = decode(&kept, "shop", false).expect("it was just written");
    let series = restored.metric(&orders_lag()).expect("it was measured");
    assert!(series.newest().is_some(), "the next run knows it too");
}

#[test]
fn each_copy_tells_by_which_metric_it_follows_and_what_it_has() {
    let mut world = World::healthy();
    let copies = |world: &World, name: &str| {
        let copies = store(world, name).copies.into_iter();
        let told = copies.map(|copy| (copy.lag_metric, copy.recovery_point));
        told.collect::<Vec<_>>()
    };
    let catalog = MetricKey::aurora_rpo_lag(&World::west(), "catalog-usw2");
    for (name, key) in [("orders-db", orders_lag()), ("catalog", catalog)] {
        let told = copies(&world, name);
        assert_eq!(told[0], (None, None), "the writer follows no other");
        assert_eq!(told[1], (Some(key), Some(loss(&world, name).point)));
    }
    let before = copies(&world, "orders-db");
    world.declare_down(World::EAST, world.now);
    world.samples(&orders_lag(), &[("14:05", 2.0)]);
    assert_eq!(
        copies(&world, "orders-db"),
        before,
        "what came after counts for nothing"
    );
}
