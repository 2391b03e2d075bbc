//! Every runbook that comes with lifeboat, walked to its end as it is written: no
//! step is passed over, and everything that was confirmed was sent once and done.

use super::operator::Operator;
use super::shop::Shop;
use lifeboat::cli::Exit;
use lifeboat::journal::{StepEnd, WalkMode};
use lifeboat::report::WalkReport;
use lifeboat::runbook::{INCLUDED, Walk};
use serde_json::Value;

/// What a runbook comes to in the shop.
struct Story {
    name: &'static str,
    /// The operations that it sends, in order.
    sends: &'static [&'static str],
    /// The steps that fail, for which the runbook has another way.
    fails: &'static [&'static str],
}

const STORIES: [Story; 8] = [
    Story {
        name: "regional-failover",
        sends: &[
            "Publish",
            "PromoteReadReplica",
            "FailoverGlobalCluster",
            "PutObject",
            "Publish",
        ],
        // Route 53's control plane is gone, and one record has moved by itself.
        fails: &[
            "healthy-www-shop-example",
            "healthy-api-shop-example",
            "still-www-shop-example",
        ],
    },
    Story {
        name: "aurora-switchover",
        sends: &["SwitchoverGlobalCluster"],
        fails: &[],
    },
    Story {
        name: "aurora-failover",
        sends: &["FailoverGlobalCluster"],
        fails: &[],
    },
    Story {
        name: "failback",
        sends: &[
            "PromoteReadReplica",
            "SwitchoverGlobalCluster",
            "DeleteObject",
        ],
        // It came back as its health check did.
        fails: &["still-www-shop-example"],
    },
    Story {
        name: "multi-az-failover",
        sends: &["RebootDBInstance"],
        fails: &[],
    },
    Story {
        name: "restore-test",
        sends: &["StartRestoreJob"],
        fails: &[],
    },
    Story {
        name: "failover-simulation",
        sends: &[],
        fails: &[],
    },
    Story {
        name: "infrastructure-recovery-test",
        sends: &[],
        // The files have no copy there, and the test finds it.
        fails: &["backup-uploads"],
    },
];

/// Since when us-east-1 is gone, typed where a runbook asks for it.
const DECLARED: (&str, &str) = ("1. Declare", "declare us-east-1 down --since 14:05");

/// The steps that ended as failed, in order.
fn failed(walk: &Walk) -> Vec<&str> {
    let visits = walk.visits.iter();
    let failed = visits.filter(|visit| matches!(visit.ended, Some((_, StepEnd::Failed { .. }))));
    failed
        .map(|visit| walk.runbook.steps[visit.index].id.as_str())
        .collect()
}

/// Walks a runbook to its end, and holds it to its story.
async fn comes_to_its_end(name: &str, shop: &Shop, mut operator: Operator<'_>) -> Walk {
    let walked = shop
        .walks_through(name, &mut operator, WalkMode::Simulation)
        .await;
    let walked = walked.unwrap_or_else(|why| panic!("{why}\n{}", operator.heard));
    assert_eq!(walked.exit, Exit::Done, "{}", operator.heard);
    is_as_told(name, shop, &walked.walk, &operator.heard);
    walked.walk
}

/// Holds a walk that came to its end to the story of its runbook.
pub fn is_as_told(name: &str, shop: &Shop, walk: &Walk, heard: &str) {
    let story = STORIES.iter().find(|it| it.name == name).unwrap();
    assert_eq!(walk.skipped, [], "{heard}");
    assert_eq!(failed(walk), story.fails, "{heard}");
    assert_eq!(shop.house.mutating(), story.sends);
    let report = WalkReport::of(&shop.house.plan, walk, &shop.records());
    let told: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    assert_eq!(told["outcome"], "complete");
    assert_eq!(told["simulated"], true);
    let steps = told["steps"].as_array().unwrap();
    for action in steps
        .iter()
        .flat_map(|it| it["actions"].as_array().unwrap())
    {
        assert_eq!(action["outcome"], "done", "{action}");
    }
}

// The regional failover has a file of its own: `region_down`.

#[test]
fn every_runbook_that_comes_with_lifeboat_has_a_story() {
    let told = STORIES.map(|story| story.name);
    let included: Vec<&str> = INCLUDED.iter().map(|it| it.name).collect();
    assert_eq!(told[..], included);
}

#[tokio::test(start_paused = true)]
async fn a_global_database_is_switched_over_while_all_is_well() {
    let shop = Box::pin(Shop::in_which_all_is_well()).await;
    comes_to_its_end("aurora-switchover", &shop, Operator::default()).await;
}

#[tokio::test(start_paused = true)]
async fn a_global_database_whose_primary_is_lost_is_failed_over() {
    let shop = Box::pin(Shop::whose_region_is_down()).await;
    let operator = Operator::who_knows(&[DECLARED]);
    comes_to_its_end("aurora-failover", &shop, operator).await;
}

#[tokio::test(start_paused = true)]
async fn the_shop_goes_back_by_a_migration_of_its_own() {
    let shop = Box::pin(Shop::that_failed_over()).await;
    let rebuilds = || shop.rebuilds_the_replica();
    let operator = Operator::default().who_does("Keep the old", &rebuilds);
    let walk = comes_to_its_end("failback", &shop, operator).await;
    // The record that only its health check had moved was not moved by anybody.
    assert_eq!(walk.ended("flip-www-shop-example"), None);
}

#[tokio::test(start_paused = true)]
async fn a_database_goes_over_to_its_other_zone() {
    let shop = Box::pin(Shop::in_which_all_is_well()).await;
    comes_to_its_end("multi-az-failover", &shop, Operator::default()).await;
}

#[tokio::test(start_paused = true)]
async fn a_backup_is_restored_as_a_test() {
    let shop = Box::pin(Shop::in_which_all_is_well()).await;
    comes_to_its_end("restore-test", &shop, Operator::default()).await;
}

#[tokio::test(start_paused = true)]
async fn a_failover_is_simulated_and_nothing_is_sent() {
    let shop = Box::pin(Shop::in_which_all_is_well()).await;
    comes_to_its_end("failover-simulation", &shop, Operator::default()).await;
}

#[tokio::test(start_paused = true)]
async fn the_standby_is_built_up_from_its_templates() {
    let shop = Box::pin(Shop::in_which_all_is_well()).await;
    comes_to_its_end("infrastructure-recovery-test", &shop, Operator::default()).await;
}
