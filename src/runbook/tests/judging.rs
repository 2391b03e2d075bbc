//! Conditions against a shop: met, not met, or not known, and then never met.

use super::step;
use crate::assess::fixture::{World, point};
use crate::estate::facts::{DbInstance, MetricKey};
use crate::runbook::{CONDITIONS, Judgement, Outcome, judge};
use crate::terms::Span;

/// A condition of each kind, which is met while all is well.
const WELL: [(&str, &str); 8] = [
    ("loss", "store = \"orders-db\"\nat_most = \"rpo\""),
    (
        "writers",
        "store = \"orders-db\"\ncount = 1\nregion = \"primary\"",
    ),
    ("writable", "store = \"orders-db\"\nregion = \"primary\""),
    (
        "copy-status",
        "store = \"orders-db\"\nregion = \"standby\"\nis = \"available\"",
    ),
    (
        "recovery-point",
        "store = \"orders-db\"\nregion = \"standby\"\nnewer_than = \"2d\"",
    ),
    (
        "answers",
        "record = \"www.shop.example\"\nregion = \"us-east-1\"",
    ),
    (
        "health-check",
        "record = \"www.shop.example\"\nside = \"secondary\"\nis = \"healthy\"",
    ),
    ("region", "region = \"standby\"\nis = \"answering\""),
];

fn judged(world: &World, condition: &str, keys: &str) -> Judgement {
    let step = step(&format!(
        "kind = \"check\"\ncondition = \"{condition}\"\n{keys}"
    ));
    let condition = step.kind.condition().expect("a check has one");
    judge(condition, world.assessment(), &world.estate, world.now)
}

fn told(world: &World, condition: &str, keys: &str) -> String {
    judged(world, condition, keys).to_string()
}

fn lag() -> MetricKey {
    MetricKey::replica_lag(&World::west(), "orders-db-usw2")
}

fn stand_alone(instance: &mut DbInstance) {
    instance.replica_source = None;
    instance.replication.clear();
}

#[test]
fn every_condition_is_met_in_a_shop_that_is_well() {
    let world = World::healthy();
    for entry in CONDITIONS {
        let (name, keys) = WELL
            .iter()
            .find(|(name, _)| *name == entry.name)
            .unwrap_or_else(|| panic!("say when `{}` is met", entry.name));
        let judged = judged(&world, name, keys);
        assert!(judged.is_met(), "{name}: {judged}");
        assert!(
            judged.measured.is_some() && judged.clears.is_none(),
            "{name}"
        );
    }
}

#[test]
fn what_was_never_seen_is_met_by_nothing() {
    let world = World::unseen();
    for (name, keys) in WELL {
        let judged = judged(&world, name, keys);
        assert!(
            matches!(judged.outcome, Outcome::Unknown(_)) && judged.measured.is_none(),
            "{name}: {judged}"
        );
    }
}

#[test]
fn what_was_seen_an_hour_ago_is_met_by_nothing() {
    let mut world = World::healthy();
    world.advance(Span::hours(1));
    for (name, keys) in WELL {
        let judged = judged(&world, name, keys);
        assert!(!judged.is_met(), "{name}: {judged}");
    }
}

#[test]
fn what_the_plan_does_not_declare_is_not_known() {
    let world = World::healthy();
    let told = told(&world, "loss", "store = \"order-db\"\nat_most = \"rpo\"");
    assert_eq!(
        told,
        "unknown: the plan declares no store order-db; wanted: order-db loses at most its RPO"
    );
}

#[test]
fn a_loss_is_held_against_its_limit_and_never_met_while_it_grows() {
    let keys = "store = \"orders-db\"\nat_most = \"rpo\"";
    let mut world = World::healthy();
    world.samples(&lag(), &[("13:59", 7.0)]);
    assert_eq!(
        told(&world, "loss", keys),
        "met: ≈ 7 s; wanted: orders-db loses at most its RPO, 15 m"
    );
    let small = judged(&world, "loss", "store = \"orders-db\"\nat_most = \"5s\"");
    assert_eq!(small.outcome, Outcome::NotMet);
    assert_eq!(small.clears.as_deref(), Some("the copy catches up"));
    world.silence(World::EAST);
    let growing = judged(&world, "loss", keys);
    assert_eq!(growing.outcome, Outcome::NotMet);
    let clears = growing.clears.expect("something clears it");
    assert!(
        clears.contains("lifeboat declare us-east-1 down"),
        "{clears}"
    );
    world.declare_down(World::EAST, world.now);
    let frozen = told(&world, "loss", keys);
    assert!(frozen.starts_with("met: ≤ "), "{frozen}");
}

#[test]
fn the_lag_of_mysql_bounds_nothing_once_its_primary_is_gone() {
    let keys = "store = \"orders-db\"\nat_most = \"rpo\"";
    let mut world = World::healthy();
    world.change_instance(World::EAST, "orders-db", |db| db.engine = "mysql".into());
    world.change_instance(World::WEST, "orders-db-usw2", |db| {
        db.engine = "mysql".into()
    });
    world.samples(&lag(), &[("13:59", 1.0)]);
    assert!(judged(&world, "loss", keys).is_met());
    world.silence(World::EAST);
    world.declare_down(World::EAST, world.now);
    let judged = judged(&world, "loss", keys);
    assert!(matches!(judged.outcome, Outcome::Unknown(_)), "{judged}");
}

#[test]
fn a_promoted_copy_writes_though_nobody_sees_the_other() {
    let mut world = World::healthy();
    let here = "store = \"orders-db\"\nregion = \"us-west-2\"";
    let replica = judged(&world, "writable", here);
    assert_eq!(replica.outcome, Outcome::NotMet);
    world.change_instance(World::WEST, "orders-db-usw2", stand_alone);
    let split = judged(&world, "writers", "store = \"orders-db\"\ncount = 1");
    assert_eq!(split.outcome, Outcome::NotMet);
    assert!(split.to_string().contains("2 accept writes"), "{split}");
    world.silence(World::EAST);
    assert!(judged(&world, "writable", here).is_met());
    let one = judged(&world, "writers", "store = \"orders-db\"\ncount = 1");
    assert!(matches!(one.outcome, Outcome::Unknown(_)), "{one}");
}

#[test]
fn an_answer_counts_when_it_is_that_region_s() {
    let mut world = World::healthy();
    let keys = "record = \"www.shop.example\"\nregion = \"standby\"";
    let judged_before = judged(&world, "answers", keys);
    assert_eq!(judged_before.outcome, Outcome::NotMet);
    world.answer_with("198.51.100.10");
    assert!(judged(&world, "answers", keys).is_met());
    let unhealthy = "record = \"www.shop.example\"\nside = \"secondary\"\nis = \"unhealthy\"";
    assert!(!judged(&world, "health-check", unhealthy).is_met());
    world.checkers("hc-west", 0, 16);
    assert!(judged(&world, "health-check", unhealthy).is_met());
}

#[test]
fn a_region_is_down_by_the_operator_s_word_alone() {
    let mut world = World::healthy();
    let keys = "region = \"primary\"\nis = \"declared-down\"";
    world.silence(World::EAST);
    let silent = judged(&world, "region", keys);
    assert_eq!(silent.outcome, Outcome::NotMet);
    assert!(
        silent.to_string().contains("it does not answer since"),
        "{silent}"
    );
    world.declare_down(World::EAST, world.now);
    assert!(judged(&world, "region", keys).is_met());
    let answers = "region = \"primary\"\nis = \"answering\"";
    assert_eq!(judged(&world, "region", answers).outcome, Outcome::NotMet);
}

#[test]
fn a_backup_is_too_old_or_not_there() {
    let mut world = World::healthy();
    let keys = |span| format!("store = \"uploads\"\nregion = \"standby\"\nnewer_than = \"{span}\"");
    let taken = Span::hours(3).before(world.now);
    world.points(World::WEST, vec![point("nightly", "uploads", taken)]);
    assert!(judged(&world, "recovery-point", &keys("4h")).is_met());
    let old = judged(&world, "recovery-point", &keys("2h"));
    assert_eq!(old.outcome, Outcome::NotMet);
    assert_eq!(old.measured.as_deref(), Some("Nov 22 11:00Z, 3 h ago"));
    world.points(World::WEST, Vec::new());
    let none = judged(&world, "recovery-point", &keys("2d"));
    assert_eq!(none.outcome, Outcome::NotMet);
    assert_eq!(none.measured.as_deref(), Some("none in us-west-2"));
}
