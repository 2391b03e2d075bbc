//! What Route 53 would answer, and what its name servers do answer.

use crate::assess::fixture::{World, global};
use crate::assess::routing::would_answer;
use crate::assess::{HealthAssessment, RecordAssessment, Side, State};
use crate::estate::facts::DnsOutcome;
use crate::estate::facts::FailoverRole::{self, Primary, Secondary};
use crate::estate::{Facts, FailureKind, Scope, Source};
use crate::terms::{Known, Span, Unknown};

fn record(world: &World) -> RecordAssessment {
    let mut records = world.assessment().records();
    records.next().expect("the plan declares it").clone()
}

fn check(world: &World, id: &str) -> HealthAssessment {
    let mut checks = world.assessment().health_checks();
    let found = checks.find(|check| check.id.raw() == id);
    found.expect("it was seen").clone()
}

fn healthy(world: &World, id: &str) -> Option<bool> {
    check(world, id).healthy.value().copied()
}

fn side(role: FailoverRole, healthy: Option<bool>) -> Side {
    Side {
        role,
        set_identifier: "".into(),
        region: Known::Known(World::east()),
        values: Vec::new(),
        healthy: match healthy {
            Some(healthy) => Known::Known(healthy),
            None => Known::Unknown(Unknown::NotYet),
        },
        reason: String::new(),
        evaluates_target: false,
        health_check: None,
        ttl_seconds: None,
    }
}

#[test]
fn every_row_of_the_truth_table() {
    let (yes, no) = (Some(true), Some(false));
    for (primary, secondary, answer) in [
        (yes, yes, Some(Primary)),
        (yes, no, Some(Primary)),
        (no, yes, Some(Secondary)),
        // An unhealthy SECONDARY sends traffic back to a dead PRIMARY.
        (no, no, Some(Primary)),
        (yes, None, Some(Primary)),
        (no, None, None),
        (None, yes, None),
        (None, no, None),
        (None, None, None),
    ] {
        let sides = [side(Primary, primary), side(Secondary, secondary)];
        let told = would_answer(&sides).value().cloned();
        assert_eq!(told, answer, "{primary:?} {secondary:?}");
    }
    assert_eq!(would_answer(&[side(Primary, no)]), Known::Known(Primary));
    assert_eq!(
        would_answer(&[side(Secondary, no)]),
        Known::Known(Secondary)
    );
    assert!(would_answer(&[]).value().is_none());
}

#[test]
fn disabled_and_inverted_do_what_they_do_in_route_53() {
    // What the checkers see, the flags, what Route 53 takes it for, and what it answers.
    for (succeeding, disabled, inverted, taken, answer) in [
        (16, false, false, true, Primary),
        (0, false, false, false, Secondary),
        // Inverting a check that already fails brings the dead PRIMARY back.
        (0, false, true, true, Primary),
        (16, false, true, false, Secondary),
        // Disabled alone is always healthy.
        (0, true, false, true, Primary),
        (16, true, false, true, Primary),
        // Both together are the latch: unhealthy, whatever the endpoint does.
        (0, true, true, false, Secondary),
        (16, true, true, false, Secondary),
    ] {
        let mut world = World::healthy();
        world.checkers("hc-east", succeeding, 16);
        world.change_health_check("hc-east", |check| {
            (check.disabled, check.inverted) = (disabled, inverted);
        });
        let row = (succeeding, disabled, inverted);
        assert_eq!(healthy(&world, "hc-east"), Some(taken), "{row:?}");
        assert_eq!(record(&world).would_answer, Known::Known(answer), "{row:?}");
    }
}

#[test]
fn a_disabled_check_is_known_without_any_checker() {
    let mut world = World::healthy();
    world.change_health_check("hc-east", |check| check.disabled = true);
    world.fail(Source::Checkers, Scope::Global, FailureKind::Throttled);
    world.advance(Span::minutes(5));
    world.change_health_check("hc-east", |check| check.inverted = true);
    assert_eq!(healthy(&world, "hc-east"), Some(false));
}

#[test]
fn a_secondary_without_a_check_is_answered_whenever_the_primary_fails() {
    let mut world = World::healthy();
    world.change_record("www-west", |record| record.health_check = None);
    world.checkers("hc-east", 0, 16);
    assert_eq!(record(&world).would_answer, Known::Known(Secondary));
}

#[test]
fn more_than_eighteen_percent_of_the_checkers_are_enough() {
    let mut world = World::healthy();
    world.checkers("hc-east", 2, 16);
    assert_eq!(healthy(&world, "hc-east"), Some(false));
    world.checkers("hc-east", 3, 16);
    assert_eq!(healthy(&world, "hc-east"), Some(true));
    world.checkers("hc-east", 9, 50);
    assert_eq!(
        healthy(&world, "hc-east"),
        Some(false),
        "18 % are not more than 18 %"
    );
    world.checkers("hc-east", 0, 0);
    assert_eq!(healthy(&world, "hc-east"), None, "nobody looked");
}

#[test]
fn a_calculated_check_counts_its_children() {
    // Children: hc-west healthy, hc-sick failing, hc-off failing but disabled, hc-gone not there.
    let calculated = |children: &[&str], threshold| {
        let mut world = World::healthy();
        world.change_health_check("hc-east", |check| {
            check.kind = "CALCULATED".into();
            check.children = children.iter().map(|child| (*child).into()).collect();
            check.health_threshold = Some(threshold);
        });
        world.add_health_check("hc-sick", |_| {});
        world.add_health_check("hc-off", |check| check.disabled = true);
        world.checkers("hc-sick", 0, 16);
        world.checkers("hc-off", 0, 16);
        check(&world, "hc-east")
    };
    let is =
        |children: &[&str], threshold| calculated(children, threshold).healthy.value().copied();
    assert_eq!(is(&["hc-west", "hc-sick"], 1), Some(true));
    assert_eq!(is(&["hc-west", "hc-sick"], 2), Some(false));
    assert_eq!(
        is(&["hc-off", "hc-sick"], 1),
        Some(true),
        "a disabled child counts as healthy"
    );
    assert_eq!(
        is(&["hc-west"], 2),
        Some(false),
        "more than there are: never healthy"
    );
    assert_eq!(
        is(&["hc-sick"], 0),
        Some(true),
        "none needed: always healthy"
    );
    assert_eq!(
        is(&["hc-west", "hc-gone"], 1),
        Some(true),
        "the others decide"
    );
    assert_eq!(
        is(&["hc-sick", "hc-gone"], 2),
        Some(false),
        "the others decide"
    );
    assert_eq!(is(&["hc-sick", "hc-gone"], 1), None);
    assert_eq!(is(&["hc-east"], 1), None, "a loop");
}

#[test]
fn without_the_control_plane_health_is_not_known_and_dns_still_is() {
    let mut world = World::healthy();
    world.silence_route_53();
    let seen = record(&world);
    assert_eq!(seen.would_answer.value(), None);
    let why = seen
        .would_answer
        .unknown()
        .expect("it is not known")
        .to_string();
    assert_eq!(why, "Route 53 does not answer since 14:00:01Z");
    let answer = seen.answer.value().expect("the name servers answer");
    assert_eq!(answer.region, Known::Known(World::east()));
}

#[test]
fn the_same_answer_a_minute_later_is_a_minute_younger() {
    let mut world = World::healthy();
    world.advance(Span::minutes(1));
    let answers = global(world.now).pop().expect("the last is DNS");
    world.see(answers.0, Scope::Global, answers.1);
    let answer = record(&world).answer.value().cloned().expect("they answer");
    assert_eq!(answer.at, world.now);
    assert_eq!(answer.servers, (4, 4));
}

#[test]
fn when_its_region_is_lost_the_record_should_point_at_the_other() {
    let mut world = World::healthy();
    let before = record(&world);
    assert_eq!((before.state, before.should_be), (State::Ok, World::east()));
    world.declare_down(World::EAST, world.now);
    let after = record(&world);
    assert_eq!(after.should_be, World::west());
    assert_eq!(after.state, State::Bad);
    assert_eq!(after.reason, "answers us-east-1, should be us-west-2");
}

#[test]
fn an_alias_whose_targets_health_nobody_observes_is_not_known() {
    let mut world = World::healthy();
    world.change_record("www-east", |record| {
        record.alias = Some(crate::estate::facts::AliasTarget {
            zone: "Z2".into(),
            name: "web.us-east-1.elb.amazonaws.com".into(),
            evaluate_target_health: true,
        });
    });
    assert_eq!(record(&world).would_answer.value(), None);
    // Both must pass: a failing check settles it.
    world.checkers("hc-east", 0, 16);
    assert_eq!(record(&world).would_answer, Known::Known(Secondary));
}

#[test]
fn name_servers_that_are_not_asked_any_more_have_no_say() {
    let mut world = World::healthy();
    let answers = global(world.now)
        .into_iter()
        .find_map(|(_, facts)| match facts {
            Facts::Answers(answers) => Some(answers),
            _ => None,
        });
    let mut moved = answers.expect("the shop's name servers answer")[0].clone();
    moved.server = "ns-9".into();
    moved.outcome = DnsOutcome::Answer {
        values: vec!["198.51.100.10".into()],
        ttl_seconds: 60,
    };
    let facts = Facts::Answers(vec![moved]);
    world.see(Source::NameServers, Scope::Global, facts);
    let now = record(&world).answer.value().cloned().expect("one answers");
    assert_eq!(now.region, Known::Known(World::west()));
    assert_eq!(now.servers, (1, 1));
}

#[test]
fn name_servers_that_are_split_evenly_settle_nothing() {
    let mut world = World::healthy();
    let answers = global(world.now)
        .into_iter()
        .find_map(|(_, facts)| match facts {
            Facts::Answers(answers) => Some(answers),
            _ => None,
        });
    let here = answers.expect("the shop's name servers answer")[0].clone();
    let mut there = here.clone();
    there.server = "ns-9".into();
    there.outcome = DnsOutcome::Answer {
        values: vec!["198.51.100.10".into()],
        ttl_seconds: 60,
    };
    let facts = Facts::Answers(vec![here, there]);
    world.see(Source::NameServers, Scope::Global, facts);
    let record = record(&world);
    assert_eq!(record.state, State::Unknown);
    assert_eq!(record.reason, "its name servers are split over the answer");
}

#[test]
fn an_answer_that_is_not_renewed_with_the_others_grows_stale() {
    let mut world = World::healthy();
    for _ in 0..7 {
        world.advance(Span::minutes(1));
        // The name servers are heard of other names, and not of this one.
        let facts = Facts::Answers(Vec::new());
        world.see(Source::NameServers, Scope::Global, facts);
    }
    assert_eq!(record(&world).answer, Known::Unknown(Unknown::Stale));
    assert_eq!(record(&world).state, State::Stale);
}

#[test]
fn a_check_whose_checkers_are_not_asked_with_the_others_is_not_known() {
    let mut world = World::healthy();
    for _ in 0..7 {
        world.advance(Span::minutes(1));
        for (source, facts) in global(world.now) {
            if source == Source::HealthChecks {
                world.see(source, Scope::Global, facts);
            }
        }
        world.checkers("hc-west", 16, 16);
    }
    assert_eq!(healthy(&world, "hc-west"), Some(true));
    assert_eq!(healthy(&world, "hc-east"), None);
}

fn regions(world: &World) -> Vec<Option<String>> {
    let record = record(world);
    let sides = record.pair.value().expect("the pair was seen").iter();
    sides
        .map(|side| side.region.value().map(ToString::to_string))
        .collect()
}

#[test]
fn after_a_swap_of_the_values_neither_role_nor_identifier_tells_the_region() {
    let mut world = World::healthy();
    world.change_plan(|plan| plan.records[0].answers.clear());
    for (identifier, name, value) in [
        ("www-east", "www-us-east-1", "198.51.100.10"),
        ("www-west", "www-us-west-2", "192.0.2.10"),
    ] {
        world.change_record(identifier, |record| {
            record.set_identifier = Some(name.into());
            record.values = vec![value.into()];
        });
    }
    assert_eq!(regions(&world), [None, None]);
    let seen = record(&world);
    let answer = seen.answer.value().expect("the name servers answer");
    assert_eq!(answer.side, Known::Known(Secondary), "that much is known");
    assert_eq!(seen.state, State::Unknown);
    assert_eq!(
        seen.reason,
        "its value names no Region: add `answers` to the record in the plan"
    );
    // With the plan's word it is told at once.
    world.change_plan(|plan| {
        plan.records[0].answers = [
            (World::east(), vec!["192.0.2.10".into()]),
            (World::west(), vec!["198.51.100.10".into()]),
        ]
        .into();
    });
    let (east, west) = (World::EAST.to_owned(), World::WEST.to_owned());
    assert_eq!(regions(&world), [Some(west), Some(east)]);
    assert_eq!(record(&world).state, State::Ok);
}

#[test]
fn a_target_that_aws_named_tells_its_region() {
    let mut world = World::healthy();
    world.change_plan(|plan| plan.records[0].answers.clear());
    // After a swap: the names stay with what they name.
    for (identifier, target) in [
        ("www-east", "dualstack.web-2.us-west-2.elb.amazonaws.com"),
        ("www-west", "web-1.us-east-1.elb.amazonaws.com"),
    ] {
        world.point_alias(identifier, target);
    }
    let (east, west) = (World::EAST.to_owned(), World::WEST.to_owned());
    assert_eq!(regions(&world), [Some(west), Some(east)]);
}
