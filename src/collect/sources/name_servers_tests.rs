use super::*;
use crate::collect::fixture::{failover, plan, zone};
use crate::estate::facts::{self, AliasTarget, HostedZone};

fn knowing(zones: Vec<HostedZone>, records: Vec<facts::Record>) -> Knowledge {
    let mut known = Knowledge::default();
    let at = "2026-11-22T03:00:00Z".parse().unwrap();
    let zones_read = zones.iter().map(|zone| zone.id.clone()).collect();
    let records = Facts::Records {
        zones: zones_read,
        records,
    };
    for facts in [Facts::Zones(zones), records] {
        known.learn(&Scope::Global, &facts, at, &plan());
    }
    known
}

fn asked(plan: &Plan, known: &Knowledge) -> Vec<String> {
    let line = |it: Question| {
        let server = it.server.map_or("resolver".to_owned(), |it| it.to_string());
        format!("{} {} @{server}", it.name, it.kind)
    };
    questions(plan, known).into_iter().map(line).collect()
}

fn alias_to(target: &str) -> facts::Record {
    facts::Record {
        alias: Some(AliasTarget {
            zone: "Z35SXDOTRQ7X7K".into(),
            name: target.into(),
            evaluate_target_health: true,
        }),
        ..failover("Z1", "shop.example.com", None)
    }
}

#[test]
fn both_targets_of_an_alias_pair_are_asked_for_at_the_same_time() {
    let known = knowing(
        vec![zone("Z1", "example.com")],
        vec![
            alias_to("lb-1.us-east-1.elb.amazonaws.com"),
            alias_to("west.example.com"),
        ],
    );
    assert_eq!(
        asked(&plan(), &known),
        [
            "lb-1.us-east-1.elb.amazonaws.com A @resolver",
            "shop.example.com A @ns-1.awsdns-01.org",
            "west.example.com A @ns-1.awsdns-01.org",
        ]
    );
}

#[test]
fn a_private_zone_is_not_observable_from_here() {
    let private = HostedZone {
        private: true,
        ..zone("Z1", "example.com")
    };
    assert!(asked(&plan(), &knowing(vec![private], Vec::new())).is_empty());
}

#[test]
fn the_plans_own_name_servers_are_asked_before_anything_is_known() {
    let mut plan = plan();
    plan.name_servers = vec!["192.0.2.1:5353".parse().unwrap()];
    assert_eq!(
        asked(&plan, &Knowledge::default()),
        ["shop.example.com A @192.0.2.1:5353"]
    );
}

#[test]
fn it_is_a_failure_when_no_server_answers_and_none_when_one_refuses() {
    let answer = |outcome| DnsAnswer {
        name: "shop.example.com".into(),
        kind: "A".into(),
        server: "ns-1.awsdns-01.org".into(),
        at: "2026-11-22T03:00:00Z".parse().unwrap(),
        outcome,
    };
    let failed = answer(DnsOutcome::Failed("no answer within 2 s".into()));
    let refused = answer(DnsOutcome::Refused("SERVFAIL".into()));
    let failure = silence(&[failed.clone(), failed.clone()]).unwrap();
    assert_eq!(failure.kind, FailureKind::NotReachable);
    assert!(
        failure
            .to_string()
            .ends_with("no name server answered: no answer within 2 s")
    );
    assert_eq!(silence(&[failed, refused]), None);
    assert_eq!(silence(&[]), None);
}
