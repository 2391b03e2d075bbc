//! Why a record is answered as it is, as somebody reads it at night.

use crate::assess::fixture::*;
use crate::assess::{
    Checked, History, Override, RecordAssessment, State, caches, checkers_by_region,
};
use crate::estate::facts::AliasTarget;
use crate::terms::{Known, Span};

fn record(world: &World) -> &RecordAssessment {
    let record = world.assessment().record("www.shop.example", "A");
    record.expect("the plan declares it")
}

fn explained(world: &World) -> Vec<(usize, String, State)> {
    world
        .assessment()
        .explain(record(world), &world.estate, world.now)
        .into_iter()
        .map(|step| (step.depth, step.text, step.state))
        .collect()
}

fn words(world: &World) -> Vec<String> {
    let steps = explained(world).into_iter();
    steps
        .map(|(depth, text, _)| format!("{}{text}", "  ".repeat(depth)))
        .collect()
}

#[test]
fn each_row_of_the_truth_table_is_told_with_what_it_rests_on() {
    let mut world = World::healthy();
    assert_eq!(
        words(&world),
        [
            "PRIMARY healthy (health check hc-east: 16 of 16 checkers succeed, threshold 18 %)",
            "SECONDARY healthy (health check hc-west: 16 of 16 checkers succeed, threshold 18 %)",
            "PRIMARY is healthy: it is answered",
            "4 of 4 name servers answer with PRIMARY, us-east-1, as the table says",
        ]
    );
    world.checkers("hc-east", 2, 16);
    world.change_record("www-west", |it| it.health_check = None);
    assert_eq!(
        words(&world),
        [
            "PRIMARY unhealthy (health check hc-east: 2 of 16 checkers succeed, threshold 18 %)",
            "SECONDARY has no health check: taken as healthy",
            "PRIMARY is unhealthy: SECONDARY is answered, whatever its state",
            "4 of 4 name servers answer with PRIMARY, us-east-1, and not with SECONDARY: health \
             that changed just now, or that is otherwise than it reads here",
        ]
    );
    world.change_record("www-west", |it| it.health_check = Some("hc-west".into()));
    world.checkers("hc-west", 0, 16);
    let told = explained(&world);
    assert_eq!(told[2].1, "both are unhealthy: PRIMARY is answered");
    assert_eq!(told[2].2, State::Bad);
}

#[test]
fn what_was_not_seen_makes_its_row_unknown() {
    let mut world = World::healthy();
    world.silence_route_53();
    let told = explained(&world);
    let since = "which side is answered is not known: Route 53 does not answer since 14:00:01Z";
    assert_eq!(told, [(0, since.to_owned(), State::Unknown)]);
}

#[test]
fn an_alias_that_evaluates_its_target_says_that_nobody_observes_it() {
    let mut world = World::healthy();
    world.change_record("www-east", |record| {
        record.alias = Some(AliasTarget {
            zone: "Z2".into(),
            name: "web.us-east-1.elb.amazonaws.com".into(),
            evaluate_target_health: true,
        });
    });
    let told = words(&world);
    assert_eq!(
        told[1],
        "  its alias evaluates the health of web.us-east-1.elb.amazonaws.com, which this version \
         does not observe: both it and the health check must pass"
    );
    assert!(
        told[3].starts_with("which side is answered is not known"),
        "{told:#?}"
    );
}

#[test]
fn a_calculated_check_is_told_with_its_children() {
    let mut world = World::healthy();
    world.change_health_check("hc-east", |check| {
        check.kind = "CALCULATED".into();
        check.children = vec!["hc-west".into(), "hc-sick".into()];
        check.health_threshold = Some(2);
    });
    world.add_health_check("hc-sick", |_| {});
    world.checkers("hc-sick", 0, 16);
    let told = words(&world);
    assert_eq!(
        told[..3],
        [
            "PRIMARY unhealthy (health check hc-east: 1 of 2 children healthy, 2 needed)",
            "  child hc-west healthy: 16 of 16 checkers succeed, threshold 18 %",
            "  child hc-sick unhealthy: 0 of 16 checkers succeed, threshold 18 %",
        ]
    );
}

#[test]
fn caches_hold_the_old_answer_for_its_ttl_after_it_was_changed() {
    let mut world = World::healthy();
    let mut history = History::default();
    let mut note = |world: &World| {
        history.note(world.followed(), &world.estate, world.now);
        let change = history.answer_change("www.shop.example", "A").cloned();
        caches(record(world), change.as_ref(), world.now).expect("it is answered")
    };
    let calm = note(&world);
    assert_eq!(calm.current_until, Span::seconds(60).after(world.now));
    assert_eq!((calm.old_until, calm.settled), (None, true));
    world.advance(Span::seconds(5));
    world.answer_with("198.51.100.10");
    let moved = note(&world);
    assert_eq!(moved.old_for(world.now), Some(Span::seconds(60)));
    world.advance(Span::seconds(40));
    world.answer_with("198.51.100.10");
    assert_eq!(note(&world).old_for(world.now), Some(Span::seconds(20)));
    world.advance(Span::seconds(20));
    assert_eq!(note(&world).old_until, None);
}

#[test]
fn the_checkers_are_told_by_region_and_what_is_neither_success_nor_failure_is_neither() {
    let mut world = World::healthy();
    world.checkers("hc-east", 9, 16);
    world.mumble("hc-east", 2);
    let (asked, regions) = checkers_by_region(&world.estate, &"hc-east".into()).expect("seen");
    assert_eq!((asked, regions.len()), (world.now, 8));
    let of = |checked| regions.iter().map(|it| it.count(checked)).sum::<usize>();
    assert_eq!(
        [Checked::Success, Checked::Failure, Checked::Unclear].map(of),
        [7, 7, 2]
    );
    let first = &regions[1];
    assert_eq!(first.region.raw(), "checkers-1");
    let words: Vec<&str> = first.checkers.iter().map(|it| it.checked.word()).collect();
    assert_eq!(words, ["unknown", "fail"]);
}

#[test]
fn a_latch_that_was_left_and_a_switch_that_is_meant_are_told_apart() {
    let mut world = World::healthy();
    assert!(
        world
            .assessment()
            .overridden(&world.estate, world.now)
            .is_empty()
    );
    world.change_health_check("hc-east", |check| check.inverted = true);
    world.change_health_check("hc-west", |check| {
        (check.disabled, check.inverted) = (true, true);
    });
    let told = |world: &World| world.assessment().overridden(&world.estate, world.now);
    let both = told(&world);
    assert_eq!(both[0].how, Override::Inverted);
    assert_eq!(both[0].meant, Known::Known(true), "it looks for the object");
    assert_eq!(both[1].how, Override::AlwaysUnhealthy);
    assert_eq!(both[1].meant, Known::Known(false));
    assert_eq!(both[1].records, ["www.shop.example"]);
    world.silence_route_53();
    assert!(told(&world).iter().all(|it| it.meant.value().is_none()));
}
