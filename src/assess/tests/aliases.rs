//! A pair of aliases, told apart by where their targets are.

use crate::assess::fixture::World;
use crate::assess::{RecordAssessment, State};
use crate::estate::facts::FailoverRole::Primary;
use crate::estate::facts::{DnsAnswer, DnsOutcome};
use crate::estate::{Facts, Scope, Source};
use crate::terms::Known;

fn record(world: &World) -> RecordAssessment {
    let record = world.assessment().record("www.shop.example", "A");
    record.expect("the plan declares it").clone()
}

const WEB_EAST: &str = "web-1.us-east-1.elb.amazonaws.com";
const WEB_WEST: &str = "web-2.us-west-2.elb.amazonaws.com";

/// A shop whose record is a pair of aliases, and whose plan names no answers.
fn aliased() -> World {
    let mut world = World::healthy();
    world.change_plan(|plan| plan.records[0].answers.clear());
    world.point_alias("www-east", WEB_EAST);
    world.point_alias("www-west", WEB_WEST);
    world
}

/// What each name server answers for the record, and where the targets are.
fn answer_aliases(world: &mut World, record: &[&[&str]], east: &[&str], west: &[&str]) {
    let now = world.now;
    let say = |name: &str, server: String, values: &[&str]| DnsAnswer {
        name: name.into(),
        kind: "A".into(),
        server: server.into(),
        at: now,
        outcome: match values {
            [] => DnsOutcome::Failed("time-out".into()),
            values => DnsOutcome::Answer {
                values: values.iter().map(|value| (*value).into()).collect(),
                ttl_seconds: 60,
            },
        },
    };
    let own = record.iter().enumerate().map(|(index, values)| {
        let server = format!("ns-{}", index + 1);
        say("www.shop.example", server, values)
    });
    let targets = [(WEB_EAST, east), (WEB_WEST, west)];
    let targets = targets.map(|(name, values)| say(name, "resolver".into(), values));
    let facts = Facts::Answers(own.chain(targets).collect());
    world.see(Source::NameServers, Scope::Global, facts);
}

#[test]
fn an_alias_answers_with_where_its_target_is() {
    let mut world = aliased();
    let east = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
    let west = ["198.51.100.1", "198.51.100.2"];
    // Each name server gives another part of a set that rotates.
    let given: [&[&str]; 3] = [&east[..2], &east[1..], &east[..1]];
    answer_aliases(&mut world, &given, &east, &west);
    let seen = record(&world);
    let answer = seen.answer.value().expect("the name servers answer");
    assert_eq!(answer.side, Known::Known(Primary));
    assert_eq!(answer.region, Known::Known(World::east()));
    assert_eq!(answer.servers, (3, 3));
    assert_eq!(seen.state, State::Ok, "{}", seen.reason);
    answer_aliases(&mut world, &[&west[..1]], &east, &west);
    let seen = record(&world);
    assert_eq!(seen.state, State::Bad);
    assert_eq!(seen.reason, "answers us-west-2, should be us-east-1");
}

#[test]
fn an_alias_whose_targets_cannot_be_told_apart_is_not_known() {
    for (given, east, west, reason) in [
        (
            "203.0.113.9",
            &["192.0.2.1"][..],
            &["198.51.100.1"][..],
            "the answer matches neither side",
        ),
        (
            "192.0.2.1",
            &["192.0.2.1"],
            &["192.0.2.1", "198.51.100.1"],
            "the answer matches both sides",
        ),
        (
            "192.0.2.1",
            &["192.0.2.1"],
            &[],
            "where web-2.us-west-2.elb.amazonaws.com is was not seen: resolver: time-out",
        ),
    ] {
        let mut world = aliased();
        answer_aliases(&mut world, &[&[given]], east, west);
        let seen = record(&world);
        assert_eq!((seen.state, seen.reason.as_str()), (State::Unknown, reason));
    }
}
