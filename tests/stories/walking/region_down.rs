//! The regional failover, from the declaration to its end, by what is typed.

use super::evidence;
use super::included::is_as_told;
use super::operator::Operator;
use super::shop::Shop;
use crate::support::eyes::DECISIONS;
use lifeboat::act::operate::EVERY;
use lifeboat::cli::Exit;
use lifeboat::journal::{Entry, WalkMode};
use lifeboat::report::WalkReport;
use lifeboat::runbook::Walk;
use lifeboat::terms::{Instant, Span};
use serde_json::Value;

/// Between two samples of a metric.
const PERIOD: Span = Span::minutes(1);

/// How late a sample may be.
const DELIVERY: Span = Span::minutes(3);

/// How long one look takes.
const LOOK: Span = Span::seconds(2);

fn seconds(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}

/// What is reported of the failover of the shop, which was back in truth at an instant:
/// what was lost is at least the truth and at most a sample and its delivery more, and
/// how long it took is the truth within a look.
pub fn is_reported_as_it_was(shop: &Shop, walk: &Walk, back: Instant) {
    let report = WalkReport::of(&shop.house.plan, walk, &shop.records());
    let told: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    assert_eq!(told["simulated"], true);
    assert_eq!(told["outcome"], "complete");

    let truth = Span::between(shop.recovery_point(), shop.fault()).as_seconds();
    let rpo = told["objectives"]["rpo"].as_array().unwrap();
    let orders = rpo.iter().find(|it| it["store"] == "orders-db").unwrap();
    let lost = seconds(&orders["achieved_seconds"]);
    let most = truth + PERIOD.as_seconds() + DELIVERY.as_seconds();
    assert!(
        lost >= truth && lost <= most.ceil(),
        "{lost} s, in truth {truth} s"
    );
    assert_eq!(orders["met"], true);

    let truth = Span::between(shop.fault(), back).as_seconds();
    let rto = &told["objectives"]["rto"];
    let achieved = seconds(&rto["achieved_seconds"]);
    let apart = achieved - truth;
    assert!(
        (0.0..=EVERY.as_seconds() + LOOK.as_seconds()).contains(&apart),
        "{achieved} s, in truth {truth} s"
    );
    assert_eq!(rto["met"], true, "{rto}");

    // Every action has its request, and what was overridden its reason.
    let steps = told["steps"].as_array().unwrap();
    let actions: Vec<&Value> = steps
        .iter()
        .flat_map(|step| step["actions"].as_array().unwrap())
        .collect();
    for action in &actions {
        assert_eq!(action["outcome"], "done", "{action}");
        assert_eq!(
            action["request_id"].is_string(),
            action["command"] != "",
            "{action}"
        );
    }
    let names: Vec<&str> = actions
        .iter()
        .filter_map(|it| it["action"].as_str())
        .collect();
    assert_eq!(
        names,
        [
            "notify",
            "fence",
            "promote-replica",
            "global-failover",
            "flip-failover",
            "notify"
        ]
    );
    let overrides = told["overrides"].as_array().unwrap();
    assert!(overrides.iter().all(|it| it["reason"].as_str() != Some("")));
    // What cannot be asked without Route 53's control plane is gone around, and told.
    assert!(!overrides.iter().any(|it| it["what"] == "skipped"));
    let deviations = told["deviations"].to_string();
    for what in ["the health of us-west-2", "still answers us-east-1"] {
        assert!(deviations.contains(what), "{what}: {deviations}");
    }
    let follow_ups = told["follow_ups"].to_string();
    for what in [
        "orders-db in us-east-1 is not fenced",
        "reconcile what was written to orders-db",
    ] {
        assert!(follow_ups.contains(what), "{what}: {follow_ups}");
    }

    evidence::is_whole(&report, walk, &shop.records());

    // A simulated run says so everywhere.
    for line in report
        .markdown()
        .lines()
        .filter(|line| line.starts_with("## "))
    {
        assert!(line.contains("SIMULATED"), "{line}");
    }
    assert!(report.html().contains("<div class=\"mark\">SIMULATED"));
    for record in shop.records() {
        assert!(record.simulated, "{record:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_reported_is_what_was_lost_and_how_long_it_took() {
    let shop = Box::pin(Shop::whose_region_is_down()).await;
    let mut operator = Operator::who_knows(&DECISIONS);
    let (walked, back) = {
        let walk = shop.walks(&mut operator, WalkMode::Simulation);
        let (walked, back) = tokio::join!(walk, shop.back());
        (walked, back)
    };
    let walked = walked.unwrap_or_else(|why| panic!("{why}\n{}", operator.heard));
    assert_eq!(walked.exit, Exit::Done, "{}", operator.heard);
    shop.is_moved();
    is_as_told("regional-failover", &shop, &walked.walk, &operator.heard);
    is_reported_as_it_was(&shop, &walked.walk, back);
}

#[tokio::test(start_paused = true)]
async fn a_rehearsal_comes_to_its_end_and_sends_nothing() {
    let shop = Box::pin(Shop::whose_region_is_down()).await;
    let mut operator = Operator::who_knows(&DECISIONS);
    let walked = shop.walks(&mut operator, WalkMode::Rehearsal).await;
    let walked = walked.unwrap_or_else(|why| panic!("{why}\n{}", operator.heard));
    assert_eq!(walked.exit, Exit::Done, "{}", operator.heard);
    assert_eq!(shop.house.mutating(), [""; 0]);
    let records = shop.records();
    let acts = |entry: &Entry| matches!(entry, Entry::Intent(_) | Entry::Armed(_));
    assert!(!records.iter().any(|record| acts(&record.entry)));
    let report = WalkReport::of(&shop.house.plan, &walked.walk, &records);
    let told: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    assert_eq!(told["objectives"]["rto"]["achieved_seconds"], Value::Null);
    let text = report.markdown();
    assert!(text.contains("rehearsed, nothing was sent"), "{text}");
}
