//! Every action through its whole course, by the world's own word.

use super::stage::Theatre;
use lifeboat::act::{ACTIONS, AtStake};
use lifeboat::sim::World;
use lifeboat::sim::world::databases::DbInstance;
use lifeboat::sim::world::{PRIMARY, Region, STANDBY};
use std::collections::BTreeSet;

const ORDERS: &str = "orders-db@us-east-1";
const TOPIC: &str = "arn:aws:sns:us-west-2:123456789012:incidents";

fn nothing(_: &mut World) {}

/// Looks at the world.
fn world<T>(theatre: &Theatre, look: impl FnOnce(&mut World) -> T) -> T {
    theatre.house.simulator().with_world(look)
}

fn here<T>(theatre: &Theatre, region: &str, look: impl FnOnce(&Region) -> T) -> T {
    world(theatre, |world| look(&world.regions[region]))
}

fn instance(theatre: &Theatre, region: &str, name: &str) -> DbInstance {
    here(theatre, region, |region| region.instances[name].clone())
}

/// The actions that have a course in this file, so that none is forgotten.
const HERE: [&str; 12] = [
    "reboot-failover",
    "cluster-failover",
    "global-switchover",
    "promote-replica",
    "fence",
    "snapshot",
    "restore-pitr",
    "backup",
    "copy",
    "restore-test",
    "notify",
    // There and back, by each of its means.
    "flip-failover",
];

#[test]
fn no_action_is_without_its_course() {
    // The failover with loss has its course where a Region is lost.
    let told: BTreeSet<&str> = HERE.into_iter().chain(["global-failover"]).collect();
    let all: BTreeSet<&str> = ACTIONS.iter().map(|action| action.name).collect();
    assert_eq!(told, all);
}

#[tokio::test(start_paused = true)]
async fn a_multi_az_instance_restarts_in_its_other_zone() {
    let mut theatre = Theatre::open(nothing).await;
    let course = theatre.through("reboot-failover", ORDERS, &[]).await;
    course.is_done_by("RebootDBInstance");
    let orders = instance(&theatre, PRIMARY, "orders-db");
    assert_eq!(orders.status, "available");
    let told = here(&theatre, PRIMARY, |region| region.events.clone());
    let told = told.last().unwrap();
    assert_eq!(told.message, "Multi-AZ instance failover completed");
}

#[tokio::test(start_paused = true)]
async fn a_cluster_fails_over_to_its_reader_and_back() {
    let mut theatre = Theatre::open(nothing).await;
    let writer = |theatre: &Theatre| {
        here(theatre, PRIMARY, |region| {
            let mut members = region.clusters["catalog"].members.iter();
            members.find(|it| it.writer).unwrap().instance.clone()
        })
    };
    let course = theatre.through("cluster-failover", "catalog", &[]).await;
    course.is_done_by("FailoverDBCluster");
    assert_eq!(writer(&theatre), "catalog-2");
    let back = [("to", "catalog-1")];
    let course = theatre.through("cluster-failover", "catalog", &back).await;
    course.is_done_by("FailoverDBCluster");
    assert_eq!(writer(&theatre), "catalog-1");
}

#[tokio::test(start_paused = true)]
async fn a_global_database_is_switched_over_without_loss() {
    let mut theatre = Theatre::open(nothing).await;
    let course = theatre
        .through("global-switchover", "catalog-global", &[])
        .await;
    course.is_done_by("SwitchoverGlobalCluster");
    let now = theatre.house.clock.now();
    assert_eq!(course.proposal.prepared.stake.at(now), AtStake::Nothing);
    let writers = world(&theatre, |world| {
        let members = world.global_clusters["catalog-global"].members.iter();
        let writers = members.filter(|member| member.writer);
        let writers: Vec<String> = writers.map(|it| it.cluster_arn.clone()).collect();
        writers
    });
    assert_eq!(writers.len(), 1);
    assert!(writers[0].contains(STANDBY), "{writers:?}");
}

#[tokio::test(start_paused = true)]
async fn a_replica_is_promoted_and_the_old_primary_is_stopped() {
    let mut theatre = Theatre::open(nothing).await;
    let course = theatre
        .through("promote-replica", "orders-db-usw2", &[])
        .await;
    course.is_done_by("PromoteReadReplica");
    let promoted = instance(&theatre, STANDBY, "orders-db-usw2");
    assert_eq!(promoted.read_replica_source, None);
    // The retention of its source, and never AWS's own one day.
    assert_eq!(promoted.backup_retention_days, 7);
    assert_eq!(instance(&theatre, PRIMARY, "orders-db").status, "available");

    let course = theatre.through("fence", ORDERS, &[]).await;
    course.is_done_by("StopDBInstance");
    assert_eq!(instance(&theatre, PRIMARY, "orders-db").status, "stopped");
    let region = crate::support::region(PRIMARY);
    let fence = theatre.looking.past.fence(&region, &"orders-db".into());
    assert!(fence.is_some(), "the journal remembers that it was stopped");
}

#[tokio::test(start_paused = true)]
async fn a_word_about_a_fence_sends_nothing() {
    let mut theatre = Theatre::open(nothing).await;
    for (target, means) in [(ORDERS, "attested"), ("catalog@us-east-1", "not-fenced")] {
        let settings = [("means", means), ("word", "owner: Ada")];
        let course = theatre.through("fence", target, &settings).await;
        assert_eq!(course.kinds, ["intent", "fence", "attempt", "settled"]);
        assert_eq!(course.sent, [""; 0]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_is_taken() {
    let mut theatre = Theatre::open(nothing).await;
    let name = [("name", "before-the-move")];
    let course = theatre.through("snapshot", ORDERS, &name).await;
    course.is_done_by("CreateDBSnapshot");
    let status = here(&theatre, PRIMARY, |region| {
        region.snapshots["before-the-move"].status.clone()
    });
    assert_eq!(status, "available");
}

#[tokio::test(start_paused = true)]
async fn an_instance_is_restored_beside_the_old_one() {
    let mut theatre = Theatre::open(nothing).await;
    let name = [("name", "orders-db-looked-at")];
    let course = theatre.through("restore-pitr", ORDERS, &name).await;
    course.is_done_by("RestoreDBInstanceToPointInTime");
    let restored = instance(&theatre, PRIMARY, "orders-db-looked-at");
    assert_eq!(restored.status, "available");
    assert_eq!(restored.subnet_group, "restore-test");
    assert!(!restored.publicly_accessible);
    assert_eq!(instance(&theatre, PRIMARY, "orders-db").status, "available");
}

#[tokio::test(start_paused = true)]
async fn a_resource_is_backed_up_copied_and_restored() {
    let mut theatre = Theatre::open(nothing).await;
    let course = theatre.through("backup", ORDERS, &[]).await;
    course.is_done_by("StartBackupJob");
    here(&theatre, PRIMARY, |region| {
        assert_eq!(region.backup_jobs.last().unwrap().state, "COMPLETED");
    });
    theatre.arm();
    let course = theatre.through("copy", ORDERS, &[]).await;
    course.is_done_by("StartCopyJob");
    here(&theatre, PRIMARY, |region| {
        assert_eq!(region.copy_jobs.last().unwrap().state, "COMPLETED");
    });
    theatre.arm();
    let owner = [("owner", "Ada"), ("name", "orders-test")];
    let course = theatre.through("restore-test", ORDERS, &owner).await;
    course.is_done_by("StartRestoreJob");
    assert_eq!(
        instance(&theatre, PRIMARY, "orders-test").status,
        "available"
    );
}

#[tokio::test(start_paused = true)]
async fn whoever_listens_is_told() {
    let mut theatre = Theatre::open(nothing).await;
    let message = [("message", "orders are written in us-west-2")];
    let course = theatre.through("notify", TOPIC, &message).await;
    course.is_done_by("Publish");
    here(&theatre, STANDBY, |region| {
        let [message] = region.topics[TOPIC].messages.as_slice() else {
            panic!("one message");
        };
        assert_eq!(message.text, "orders are written in us-west-2");
        assert!(message.subject.as_ref().unwrap().contains("SIMULATED"));
    });
}
