use super::super::fixture::{check, failover, plan, region, store, zone};
use super::*;
use crate::plan::StoreKind;

fn knowing(facts: &[Facts]) -> Knowledge {
    let mut knowledge = Knowledge::default();
    let at = "2026-11-22T03:00:00Z".parse().unwrap();
    for fact in facts {
        knowledge.learn(&Scope::Global, fact, at, &plan());
    }
    knowledge
}

#[test]
fn a_record_is_in_the_zone_with_the_longest_name_that_its_own_ends_with() {
    let private = HostedZone {
        private: true,
        ..zone("ZPRIVATE", "example.com")
    };
    let known = knowing(&[Facts::Zones(vec![
        zone("ZCOM", "com"),
        private,
        zone("ZEXAMPLE", "Example.COM."),
        zone("ZNOT", "op.example.com"),
    ])]);
    let mut record = plan().records.remove(0);
    assert_eq!(known.zone_of(&record), Some("ZEXAMPLE".into()));
    record.zone = Some("/hostedzone/ZSAID".to_owned());
    assert_eq!(known.zone_of(&record), Some("ZSAID".into()));
    record.zone = None;
    record.name = "shop.example.org".to_owned();
    assert_eq!(known.zone_of(&record), None);
}

#[test]
fn the_checks_behind_a_record_include_the_children_of_calculated_ones_even_in_a_circle() {
    let known = knowing(&[
        Facts::Zones(vec![zone("Z1", "example.com")]),
        Facts::Records {
            zones: vec!["Z1".into()],
            records: vec![
                failover("Z1", "shop.example.com", Some("both")),
                failover("Z1", "blog.example.com", Some("unrelated")),
            ],
        },
        Facts::HealthChecks(vec![
            check("both", "CALCULATED", &["web", "again"]),
            check("again", "CALCULATED", &["both"]),
            check("web", "HTTPS", &[]),
            check("unrelated", "TCP", &[]),
        ]),
    ]);
    let behind: Vec<String> = known
        .checks_behind(&plan())
        .iter()
        .map(|id| id.raw().to_owned())
        .collect();
    assert_eq!(behind, ["again", "both", "web"]);
}

#[test]
fn only_what_the_plan_is_about_is_kept() {
    let mut plan = plan();
    plan.stores = vec![store("orders", StoreKind::Rds, None)];
    let instance = |id: &str, source: Option<&str>| DbInstance {
        identifier: id.into(),
        replica_source: source.map(Into::into),
        ..DbInstance::default()
    };
    let mut known = Knowledge::default();
    let list = vec![
        instance("orders", None),
        instance("copy", Some("arn:aws:rds:us-east-1:123456789012:db:orders")),
        instance("other", None),
    ];
    let here = region("us-west-2");
    let at = "2026-11-22T03:00:00Z".parse().unwrap();
    known.learn(&Scope::from(&here), &Facts::DbInstances(list), at, &plan);
    let kept: Vec<&str> = known
        .instances(&here)
        .unwrap()
        .iter()
        .map(|it| it.identifier.raw())
        .collect();
    assert_eq!(kept, ["orders", "copy"]);
}

#[test]
fn what_the_last_run_left_is_known_but_not_seen() {
    let mut estate = Estate::default();
    let at = "2026-11-22T03:00:00Z".parse().unwrap();
    estate.apply(Observation {
        source: Source::Zones,
        scope: Scope::Global,
        asked: at,
        at,
        cadence: crate::terms::Span::minutes(5),
        calls: 1,
        skew_seconds: None,
        outcome: Ok(Facts::Zones(vec![zone("Z1", "example.com")])),
    });
    let known = Knowledge::of(&estate, &plan());
    assert_eq!(known.zones().map(<[_]>::len), Some(1));
    assert!(!known.zones_are_listed());
    assert!(!known.is_settled(Source::Zones, &Scope::Global));
}
