//! What holds for every check.

use super::*;
use crate::assess::fixture::{World, copy_job, lag_alarm, point, tested, with_restore_jobs};
use crate::estate::facts::HealthCheckAlarm;
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
    let mut world = with_restore_jobs();
    world.tried(tested(world.now));
    let found = world.findings();
    assert!(found.is_empty(), "and everything tested: {found:#?}");
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

#[test]
fn no_name_from_outside_can_move_the_cursor() {
    let evil = "a\u{1b}[2J\u{202e}\u{9b}\nb";
    let mut world = World::healthy();
    world.change_instance(World::WEST, "orders-db-usw2", |db| {
        db.class = evil.into();
        db.multi_az = Some(false);
        db.replica_source = Some(format!("arn:aws:rds:us-east-1:1:db:{evil}").into());
        db.replication[0].status = evil.into();
        db.replication[0].message = Some(evil.into());
    });
    world.change_cluster(World::WEST, "catalog-usw2", |cluster| {
        cluster.engine_version = evil.into();
    });
    world.change_global("catalog-global", |global| {
        global.members[1].synchronization = Some("pending-resync".into());
    });
    let mut point = point(evil, "uploads", world.now);
    point.status = "STOPPED".into();
    (point.resource, point.vault) = (evil.into(), evil.into());
    point.message = Some(evil.into());
    world.points(World::WEST, vec![point]);
    let mut job = copy_job(evil, "uploads", world.now);
    job.state = "FAILED".into();
    job.message = Some(evil.into());
    world.copy_jobs(World::EAST, vec![job]);
    let mut alarm = lag_alarm(&format!("another {evil}"));
    alarm.actions.clear();
    world.alarms(World::EAST, vec![alarm]);
    world.change_health_check("hc-west", |check| {
        check.kind = "CLOUDWATCH_METRIC".into();
        check.alarm = Some(HealthCheckAlarm {
            region: World::east(),
            name: evil.into(),
        });
    });
    let found = world.findings();
    let ids: BTreeSet<&str> = found.iter().map(|finding| finding.check.id).collect();
    for id in [
        "AUR-18", "BK-04", "BK-22", "BK-23", "CW-48", "R53-43", "REP-12", "REP-14",
    ] {
        assert!(ids.contains(id), "{id}: {ids:?}");
    }
    for finding in &found {
        let all = format!("{} {} {}", finding.subject, finding.text, finding.clears);
        let harmful = |c: char| c.is_control() || c == '\u{202e}';
        assert!(!all.contains(harmful), "{}: {all:?}", finding.check.id);
    }
}
