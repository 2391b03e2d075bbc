//! The runbooks that come with lifeboat, written for plans of any kind.

use super::linting::{by_plan_of, by_sight_of};
use crate::assess::fixture::World;
use crate::plan::{Contact, Plan, Probe};
use crate::runbook::{INCLUDED, Runbook, StepKind, parse};
use crate::terms::{Arn, Span};

fn written(plan: &Plan) -> Vec<Runbook> {
    INCLUDED
        .iter()
        .filter_map(|included| {
            let text = included.written_for(plan).ok()?;
            let file = format!("runbooks/{}.md", included.name);
            let read = parse(&text, &file);
            Some(read.unwrap_or_else(|faults| panic!("{faults}\nin\n{text}")))
        })
        .collect()
}

/// The shop with everything a runbook may name.
fn shop() -> World {
    let mut world = World::healthy();
    world.change_plan(|plan| {
        plan.notify.incident_topic =
            Arn::parse("arn:aws:sns:us-west-2:123456789012:incidents").ok();
        plan.probes.push(Probe {
            name: "storefront".to_owned(),
            url: "https://www.shop.example/health".to_owned(),
            region: None,
        });
    });
    world
}

#[test]
fn each_fits_the_plan_and_what_aws_shows() {
    let world = shop();
    let all = written(&world.plan);
    assert_eq!(all.len(), INCLUDED.len());
    for runbook in all {
        for found in [by_plan_of(&world, &runbook), by_sight_of(&world, &runbook)] {
            assert_eq!(found.faults, [], "{}", runbook.name);
        }
        let told = |step: &crate::runbook::Step| step.expected.is_some();
        assert!(
            runbook.steps.iter().all(told),
            "{}: how long?",
            runbook.name
        );
        assert!(runbook.objective.is_some() && runbook.audience.is_some());
        assert!(runbook.expected().0 > Span::minutes(5), "{}", runbook.name);
    }
}

#[test]
fn a_regional_failover_keeps_the_order_and_the_objective() {
    let world = shop();
    let all = written(&world.plan);
    let failover = all
        .iter()
        .find(|it| it.name == "regional-failover")
        .unwrap();
    let ids: Vec<&str> = failover.steps.iter().map(|step| step.id.as_str()).collect();
    let at = |id: &str| {
        ids.iter()
            .position(|it| *it == id)
            .unwrap_or_else(|| panic!("{id} in {ids:?}"))
    };
    let order = [
        "declare",
        "freeze",
        "fence-orders-db",
        "loss-orders-db",
        "promote-orders-db",
        "writable-orders-db",
        "prove",
        "point",
        "scale",
        "smoke",
        "flip-www-shop-example",
        "answers-www-shop-example",
        "watch",
    ]
    .map(at);
    assert!(order.is_sorted(), "{ids:?}");
    assert!(failover.steps[0].title.starts_with("1. ") && ids.len() > 15);
    // Customers are back within the tier's RTO, one step after the other.
    let until_served = &failover.steps[..=at("answers-www-shop-example")];
    let expected = until_served.iter().filter_map(|step| step.expected);
    let seconds: f64 = expected.map(Span::as_seconds).sum();
    let rto = world.plan.tier("critical").and_then(|tier| tier.rto);
    assert!(Span::from_seconds(seconds) <= rto, "{seconds} s");
}

#[test]
fn the_simulation_of_a_failover_acts_on_nothing() {
    let all = written(&shop().plan);
    let simulation = all
        .iter()
        .find(|it| it.name == "failover-simulation")
        .unwrap();
    let acts = |kind: &StepKind| matches!(kind, StepKind::Action(_) | StepKind::Notify(_));
    assert!(!simulation.steps.iter().any(|step| acts(&step.kind)));
}

#[test]
fn a_plan_with_little_gets_what_fits_it_and_one_with_strange_names_what_it_says() {
    let mut world = shop();
    world.change_plan(|plan| {
        plan.contacts.clear();
        plan.reviewed = None;
        plan.stores.clear();
        plan.records.clear();
        plan.probes.clear();
    });
    let names: Vec<String> = written(&world.plan).into_iter().map(|it| it.name).collect();
    assert_eq!(
        names,
        ["failover-simulation", "infrastructure-recovery-test"]
    );
    let mut world = shop();
    world.change_plan(|plan| {
        plan.contacts = vec![Contact {
            name: "Ada \"the \\ DBA\" Byron".to_owned(),
            role: "decides".to_owned(),
            reach: "+1".to_owned(),
        }];
        plan.stores[0].name = "Orders <main> & more".to_owned();
        let mut second = plan.stores[0].clone();
        second.name = "Orders two".to_owned();
        second.identifier = "orders-two".to_owned();
        second.standby = Some("orders-two-usw2".to_owned());
        plan.stores.push(second);
    });
    let all = written(&world.plan);
    let failover = all
        .iter()
        .find(|it| it.name == "regional-failover")
        .unwrap();
    let promotes = failover.steps.iter().filter_map(|step| step.kind.action());
    let promotes = promotes.filter(|call| call.action.name == "promote-replica");
    let targets: Vec<&str> = promotes.map(|call| call.target.as_str()).collect();
    assert_eq!(targets, ["orders-db-usw2", "orders-two-usw2"]);
    assert_eq!(
        failover.steps[0].owner.as_deref(),
        Some("Ada \"the \\ DBA\" Byron")
    );
    assert_eq!(by_plan_of(&world, failover).faults, []);
    // One database is restored, looked into and deleted before the next one is.
    let test = all.iter().find(|it| it.name == "restore-test").unwrap();
    let ids: Vec<&str> = test.steps.iter().map(|step| step.id.as_str()).collect();
    let first = "orders-main-more";
    assert_eq!(
        ids[..4],
        ["backup", "restore", "validate", "delete"].map(|it| format!("{it}-{first}"))
    );
    assert_eq!(ids[4], "backup-orders-two");
}
