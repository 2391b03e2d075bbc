//! What is asked of an Aurora global database.

use super::{Collected, Scene, fenced};
use lifeboat::act::Class;
use lifeboat::journal::FenceStanding;
use lifeboat::sim::World;
use lifeboat::sim::world::databases::{DbCluster, FailoverState};
use lifeboat::sim::world::metrics::{MetricChange, MetricEdit};
use lifeboat::sim::world::{PRIMARY, STANDBY};

const SWITCHOVER: (&str, &str) = ("global-switchover", "catalog-global@us-east-1");
const FAILOVER: (&str, &str) = ("global-failover", "catalog-global@us-west-2");

fn both(scene: &Scene, collected: &mut Collected, settings: &[(&str, &str)]) {
    for (action, target) in [SWITCHOVER, FAILOVER] {
        scene.weigh(collected, action, target, settings);
    }
}

fn secondary(world: &mut World) -> &mut DbCluster {
    let here = world.region_mut(STANDBY);
    here.clusters.get_mut("catalog-usw2").unwrap()
}

fn lag(world: &mut World, change: MetricChange) {
    let edit = MetricEdit::always("AuroraGlobalDBRPOLag", "catalog-usw2", change);
    world.metric_edits.push(edit);
}

fn all_about_it(world: &mut World) {
    let global = world.global_clusters.get_mut("catalog-global").unwrap();
    global.failover = Some(FailoverState {
        status: "switching-over".to_owned(),
        from: global.members[0].cluster_arn.clone(),
        to: global.members[1].cluster_arn.clone(),
        data_loss_allowed: false,
    });
    global.members[1].synchronization = Some("pending-resync".to_owned());
    let cluster = secondary(world);
    cluster.status = "modifying".to_owned();
    cluster.engine_version = "8.0.mysql_aurora.3.08.1".to_owned();
    let here = world.region_mut(STANDBY);
    let instance = here.instances.get_mut("catalog-usw2-1").unwrap();
    instance.class = "db.t4g.medium".to_owned();
    lag(world, MetricChange::Constant(20_000.0));
}

pub(super) async fn collect(collected: &mut Collected) {
    let mut scene = Scene::of(|_| {}).await;
    both(&scene, collected, &[]);
    // What writes already is no place to move to.
    both(&scene, collected, &[("to", PRIMARY)]);
    scene.past = fenced("catalog", FenceStanding::Attested, scene.seen.now);
    both(&scene, collected, &[]);

    both(&Scene::of(all_about_it).await, collected, &[]);
    let headless = Scene::of(|world| {
        let cluster = secondary(world);
        cluster.members.clear();
        cluster.engine_version = "8.0.mysql_aurora.3.09.0".to_owned();
        lag(world, MetricChange::Withheld);
    });
    let headless = headless.await;
    both(&headless, collected, &[]);
    let refused = headless.weigh(collected, SWITCHOVER.0, SWITCHOVER.1, &[]);
    assert_eq!(refused.check("versions").unwrap().class(), Class::Refuse);

    let gone = Scene::of(|world| {
        world.region_mut(STANDBY).clusters.remove("catalog-usw2");
    });
    both(&gone.await, collected, &[]);
    let nobody = Scene::of(|world| {
        let global = world.global_clusters.get_mut("catalog-global").unwrap();
        global.members[0].writer = false;
    });
    both(&nobody.await, collected, &[("to", STANDBY)]);

    let mut lost = Scene::lost(|world| lag(world, MetricChange::Constant(780_000.0))).await;
    both(&lost, collected, &[]);
    lost.past = fenced("catalog", FenceStanding::NotFenced, lost.seen.now);
    let failover = lost.weigh(collected, FAILOVER.0, FAILOVER.1, &[]);
    assert_eq!(failover.check("loss").unwrap().class(), Class::Warn);
    assert_eq!(failover.check("fence").unwrap().class(), Class::Warn);
}
