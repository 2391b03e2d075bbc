//! Every action through its whole course, by the world's own word.

use super::stage::Theatre;
use crate::support::deeds::{DEEDS, every_action_is_done, make_ready};
use lifeboat::act::AtStake;
use lifeboat::sim::World;
use lifeboat::sim::world::{PRIMARY, Region};

const ORDERS: &str = "orders-db@us-east-1";

fn nothing(_: &mut World) {}

/// Looks at the world.
fn world<T>(theatre: &Theatre, look: impl FnOnce(&mut World) -> T) -> T {
    theatre.house.simulator().with_world(look)
}

fn here<T>(theatre: &Theatre, look: impl FnOnce(&Region) -> T) -> T {
    world(theatre, |world| look(&world.regions[PRIMARY]))
}

/// Each deed in a shop of its own, spread over two tests.
async fn each(of: usize) {
    for deed in DEEDS.iter().skip(of).step_by(2) {
        let mut theatre = Theatre::open(|world| make_ready(world, *deed)).await;
        let settings = deed.settings();
        let course = theatre.through(deed.action, deed.target, &settings).await;
        course.is_done_by(deed.sends);
        world(&theatre, |world| (deed.leaves)(world));
    }
}

#[tokio::test(start_paused = true)]
async fn every_action_goes_through_its_course() {
    every_action_is_done();
    each(0).await;
}

#[tokio::test(start_paused = true)]
async fn every_other_action_goes_through_its_course() {
    each(1).await;
}

#[tokio::test(start_paused = true)]
async fn a_cluster_fails_over_to_its_reader_and_back() {
    let mut theatre = Theatre::open(nothing).await;
    let writer = |theatre: &Theatre| {
        here(theatre, |region| {
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
async fn a_switchover_loses_nothing() {
    let theatre = Theatre::open(nothing).await;
    let proposal = theatre.propose("global-switchover", "catalog-global", &[]);
    let now = theatre.house.clock.now();
    assert_eq!(proposal.prepared.stake.at(now), AtStake::Nothing);
}

#[tokio::test(start_paused = true)]
async fn a_replica_is_promoted_and_the_old_primary_is_stopped() {
    let mut theatre = Theatre::open(nothing).await;
    let course = theatre
        .through("promote-replica", "orders-db-usw2", &[])
        .await;
    course.is_done_by("PromoteReadReplica");
    let course = theatre.through("fence", ORDERS, &[]).await;
    course.is_done_by("StopDBInstance");
    let orders = here(&theatre, |region| {
        region.instances["orders-db"].status.clone()
    });
    assert_eq!(orders, "stopped");
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
