//! What holds for every check.

use super::*;
use crate::assess::fixture::World;
use std::collections::BTreeSet;

#[test]
fn every_check_has_an_id_of_its_own_a_page_of_aws_and_words() {
    let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(ids.len(), CHECKS.len());
    for check in CHECKS {
        let (prefix, number) = check.id.split_once('-').expect("a prefix and a number");
        assert!(
            prefix
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()),
            "{}",
            check.id
        );
        assert!(number.parse::<u8>().is_ok(), "{}", check.id);
        assert!(
            check.page.starts_with("https://docs.aws.amazon.com/"),
            "{}",
            check.id
        );
        assert!(!check.title.is_empty(), "{}", check.id);
        assert!(!check.field.is_empty(), "{}", check.id);
        assert!(!check.subjects.is_empty(), "{}", check.id);
    }
}

#[test]
fn a_shop_that_is_well_has_no_findings() {
    let found = World::healthy().findings();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn before_anything_is_seen_only_the_plan_speaks() {
    let mut world = World::unseen();
    assert!(world.findings().is_empty());
    world.change_plan(|plan| {
        plan.records[0].standby_takes_over = None;
        plan.contacts.clear();
        plan.reviewed = None;
        plan.tiers[0].rpo = None;
        plan.stores[4].tier = None;
    });
    let found = world.findings();
    let ids: Vec<&str> = found.iter().map(|finding| finding.check.id).collect();
    assert_eq!(ids, ["PLAN-01", "PLAN-01", "R53-40", "PLAN-53"]);
}

#[test]
fn when_nothing_answers_any_more_only_the_plan_speaks() {
    let mut world = World::healthy();
    world.change_instance(World::EAST, "orders-db", |db| {
        db.backup_retention_days = Some(0);
    });
    world.points(World::WEST, Vec::new());
    world.change_record("www-east", |record| record.ttl_seconds = Some(300));
    assert!(world.findings().len() >= 3);
    world.silence(World::EAST);
    world.silence(World::WEST);
    world.silence_route_53();
    assert!(world.findings().is_empty());
}
