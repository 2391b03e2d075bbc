//! What is told while things happen to the shop, and what is not.

use crate::assess::fixture::*;
use crate::assess::{Event, EventKind, History, Severity, State};
use crate::estate::facts::MetricKey;
use crate::estate::{Failure, FailureKind, Scope, Source};
use crate::terms::Span;
use std::sync::Arc;

fn lag() -> MetricKey {
    MetricKey::replica_lag(&World::west(), "orders-db-usw2")
}

/// What is told of the shop now, and a history that goes on from there.
fn watched(world: &World) -> (Vec<Arc<Event>>, History) {
    let mut history = History::default();
    let first = news(&mut history, world);
    (first, history)
}

fn news(history: &mut History, world: &World) -> Vec<Arc<Event>> {
    history.note(world.followed(), &world.estate, world.now)
}

fn lines(events: &[Arc<Event>]) -> Vec<String> {
    events.iter().map(ToString::to_string).collect()
}

fn of(events: &[Arc<Event>], kind: EventKind) -> Vec<String> {
    let events = events.iter().filter(|event| event.kind == kind);
    events.map(ToString::to_string).collect()
}

#[test]
fn the_first_word_says_where_things_stand_and_the_next_says_nothing() {
    let (first, _) = watched(&World::unseen());
    assert_eq!(lines(&first), [""; 0], "nothing was asked yet");
    let mut world = World::healthy();
    let mut history = History::default();
    let told = lines(&news(&mut history, &world));
    for line in [
        "region us-east-1: answers",
        "store orders-db: ok, within its objective",
        "record www.shop.example A: ok, answers where it should",
    ] {
        assert!(told.contains(&line.to_owned()), "{line}: {told:#?}");
    }
    assert_eq!(
        told.last().map(String::as_str),
        Some("verdict harbor-shop: READY"),
        "what it comes to is read last"
    );
    world.advance(Span::seconds(50));
    world.renew();
    assert_eq!(lines(&news(&mut history, &world)), [""; 0]);
}

#[test]
fn a_figure_that_moves_is_no_event_and_an_objective_that_is_missed_is_one() {
    let mut world = World::healthy();
    let (_, mut history) = watched(&world);
    for (time, seconds) in [("14:01", 7.0), ("14:02", 8.0), ("14:03", 400.0)] {
        world.advance(Span::seconds(50));
        world.renew();
        world.samples(&lag(), &[(time, seconds)]);
        assert_eq!(lines(&news(&mut history, &world)), [""; 0], "{seconds}");
    }
    world.samples(&lag(), &[("14:04", 1_260.0)]);
    let told = news(&mut history, &world);
    let store = told.iter().find(|it| it.kind == EventKind::Store);
    let store = store.expect("the store is told");
    assert_eq!(store.state, State::Bad);
    assert_eq!(store.from.as_deref(), Some("ok, within its objective"));
    assert_eq!(store.to, "bad, over its RPO of 15 m");
    let finding = told.iter().find(|it| it.kind == EventKind::Finding);
    let finding = finding.expect("the finding opens");
    assert_eq!(finding.severity, Some(Severity::High));
    assert_eq!(finding.since, Some(at("2026-11-22T14:04:00Z")));
    assert_eq!(
        finding.to_string(),
        "finding REP-11 orders-db: H, orders-db-usw2 in us-west-2 is 21 m behind, its RPO is 15 m"
    );
    world.samples(&lag(), &[("14:05", 1_320.0)]);
    assert_eq!(
        lines(&news(&mut history, &world)),
        [""; 0],
        "22 m are like 21 m"
    );
    world.samples(&lag(), &[("14:06", 3.0)]);
    let told = lines(&news(&mut history, &world));
    let cleared = "finding REP-11 orders-db: cleared (was H, orders-db-usw2 in us-west-2 is 22 m";
    assert!(
        told.iter().any(|line| line.starts_with(cleared)),
        "{told:#?}"
    );
}

#[test]
fn a_region_that_is_lost_takes_no_finding_with_it() {
    let mut world = World::healthy();
    world.change_instance(World::EAST, "orders-db", |it| it.multi_az = Some(false));
    let (first, mut history) = watched(&world);
    assert!(!of(&first, EventKind::Finding).is_empty());
    world.silence(World::EAST);
    let told = news(&mut history, &world);
    assert!(
        world.finding("RDS-16").is_none(),
        "nothing can be seen of it"
    );
    assert_eq!(of(&told, EventKind::Finding), [""; 0]);
    assert_eq!(
        of(&told, EventKind::Region),
        ["region us-east-1: does not answer since 14:00:01Z (was answers)"]
    );
    assert_eq!(of(&told, EventKind::Verdict).len(), 1);
    world.declare_down(World::EAST, at("2026-11-22T14:00:01Z"));
    let told = of(&news(&mut history, &world), EventKind::Region);
    assert_eq!(
        told,
        ["region us-east-1: declared down at 14:00:01Z (was does not answer since 14:00:01Z)"]
    );
    world.declare(None, world.now);
    world.advance(Span::seconds(9));
    world.renew();
    let told = news(&mut history, &world);
    assert_eq!(
        of(&told, EventKind::Finding),
        [""; 0],
        "it was never cleared"
    );
    world.change_instance(World::EAST, "orders-db", |it| it.multi_az = Some(true));
    assert_eq!(of(&news(&mut history, &world), EventKind::Finding).len(), 1);
}

#[test]
fn another_writer_is_told_by_its_name() {
    let mut world = World::healthy();
    let (_, mut history) = watched(&world);
    world.change_instance(World::WEST, "orders-db-usw2", |it| it.replica_source = None);
    let told = of(&news(&mut history, &world), EventKind::Writer);
    assert_eq!(
        told,
        [
            "writer orders-db: orders-db in us-east-1 and orders-db-usw2 in us-west-2 \
          all accept writes (was orders-db in us-east-1)"
        ]
    );
    // Who writes is not known for a while, and the same as before after it.
    world.silence(World::EAST);
    world.advance(Span::seconds(9));
    world.renew();
    assert_eq!(of(&news(&mut history, &world), EventKind::Writer), [""; 0]);
}

#[test]
fn an_answer_for_another_region_and_a_check_that_fails_are_told() {
    let mut world = World::healthy();
    let (_, mut history) = watched(&world);
    world.checkers("hc-east", 9, 16);
    assert_eq!(lines(&news(&mut history, &world)), [""; 0]);
    world.checkers("hc-east", 0, 16);
    let told = of(&news(&mut history, &world), EventKind::HealthCheck);
    assert_eq!(
        told,
        ["health check hc-east: unhealthy, 0 of 16 checkers succeed \
          (was healthy, 9 of 16 checkers succeed)"]
    );
    world.answer_with("198.51.100.10");
    let told = of(&news(&mut history, &world), EventKind::Answer);
    assert_eq!(
        told,
        ["answer www.shop.example A: us-west-2, 198.51.100.10 (was us-east-1, 192.0.2.10)"]
    );
}

#[test]
fn the_same_failure_with_another_request_id_is_no_news() {
    let mut world = World::unseen();
    let (_, mut history) = watched(&world);
    let mut told = Vec::new();
    for request in ["one", "two", "three"] {
        let failure = Failure {
            kind: FailureKind::NotPermitted {
                action: "rds:DescribeDBInstances".into(),
            },
            operation: "DescribeDBInstances".into(),
            code: Some("AccessDenied".into()),
            message: "no".into(),
            request_id: Some(request.into()),
        };
        for source in [Source::DbInstances, Source::Metrics] {
            for region in [World::east(), World::west()] {
                world.fail_with(source, Scope::Region(region), failure.clone());
            }
        }
        told.extend(of(&news(&mut history, &world), EventKind::Store));
    }
    // Each of those that are measured, and none of them again.
    assert_eq!(told.len(), 3, "{told:#?}");
}

#[test]
fn a_job_is_told_when_it_ends() {
    let mut world = World::healthy();
    let started = at("2026-11-22T13:50:00Z");
    let mut old = backup_job("old", "media", started);
    old.state = "FAILED".into();
    world.backup_jobs(World::EAST, vec![old.clone()]);
    let (first, mut history) = watched(&world);
    assert_eq!(of(&first, EventKind::Job), [""; 0], "it ended before");
    let mut job = backup_job("job-1", "uploads", started);
    job.state = "RUNNING".into();
    world.backup_jobs(World::EAST, vec![old.clone(), job.clone()]);
    assert_eq!(lines(&news(&mut history, &world)), [""; 0]);
    job.percent_done = Some(50.0);
    world.backup_jobs(World::EAST, vec![old.clone(), job.clone()]);
    assert_eq!(lines(&news(&mut history, &world)), [""; 0]);
    job.state = "COMPLETED".into();
    let mut quick = backup_job("job-2", "carts", started);
    quick.state = "FAILED".into();
    quick.message = Some("Access denied".into());
    world.backup_jobs(World::EAST, vec![old, job, quick]);
    let told = of(&news(&mut history, &world), EventKind::Job);
    assert_eq!(
        told,
        [
            "job fs-0a1b2c3d: backup COMPLETED (was backup RUNNING)",
            "job carts: backup FAILED: Access denied",
        ]
    );
    world.backup_jobs(World::EAST, Vec::new());
    assert_eq!(of(&news(&mut history, &world), EventKind::Job), [""; 0]);
}

#[test]
fn so_many_are_kept_and_the_newest_comes_first() {
    let mut world = World::healthy();
    let mut history = History::keeping(3);
    let first = news(&mut history, &world).len();
    assert!(first > 3);
    world.checkers("hc-west", 0, 16);
    let told = news(&mut history, &world);
    assert_eq!(history.count(), (first + told.len()) as u64);
    let kept: Vec<u64> = history.events().map(|event| event.number).collect();
    let last = history.count();
    assert_eq!(kept, [last, last - 1, last - 2]);
}
