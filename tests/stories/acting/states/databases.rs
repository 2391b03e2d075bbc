//! What is asked of databases: in one Region, and of read replicas.

use super::{Collected, Scene, fenced, undertaken};
use crate::support::region;
use lifeboat::act::Class;
use lifeboat::estate::{Facts, Scope, Source, facts};
use lifeboat::journal::FenceStanding;
use lifeboat::sim::World;
use lifeboat::sim::world::databases::{DbInstance, PendingValue, Restorable, StatusInfo};
use lifeboat::sim::world::metrics::{MetricChange, MetricEdit};
use lifeboat::sim::world::{PRIMARY, STANDBY};

const ORDERS: &str = "orders-db@us-east-1";
const REPLICA: &str = "orders-db-usw2@us-west-2";

pub(super) async fn collect(collected: &mut Collected) {
    all_well(collected).await;
    all_wrong(collected).await;
    Scene::of(|world| replica(world).status = "modifying".to_owned())
        .await
        .weigh(collected, "promote-replica", REPLICA, &[]);
    let full = Scene::of(|world| replica(world).status = "storage-full".to_owned()).await;
    let full = full.weigh(collected, "promote-replica", REPLICA, &[]);
    assert_eq!(full.check("status").unwrap().class(), Class::Block);
    source_stopped(collected).await;
    region_lost(collected).await;
    not_told(collected).await;
}

/// RDS leaves out whether an instance is Multi-AZ, and of which class it is.
async fn not_told(collected: &mut Collected) {
    let mut scene = Scene::of(|_| {}).await;
    for place in [PRIMARY, STANDBY] {
        let scope = Scope::Region(region(place));
        let instances = scene.seen.estate.instances.scope(&scope).cloned();
        let instances = instances.map(|instance| facts::DbInstance {
            multi_az: None,
            class: "".into(),
            ..instance
        });
        let instances = Facts::DbInstances(instances.collect());
        scene.told(Source::DbInstances, scope, Ok(instances));
    }
    let reboot = scene.weigh(collected, "reboot-failover", ORDERS, &[]);
    let zones = &reboot.check("multi-az").unwrap().found;
    assert_eq!(zones.class, Class::Block, "{zones:?}");
    let promotion = scene.weigh(collected, "promote-replica", REPLICA, &[]);
    let capacity = &promotion.check("capacity").unwrap().found;
    assert_eq!(capacity.class, Class::Warn, "{capacity:?}");
    assert_eq!(capacity.measured.as_deref(), Some("not known"));
}

async fn all_well(collected: &mut Collected) {
    let mut scene = Scene::of(|_| {}).await;
    for action in ["reboot-failover", "snapshot", "restore-pitr", "fence"] {
        scene.weigh(collected, action, ORDERS, &[]);
    }
    scene.weigh(collected, "reboot-failover", REPLICA, &[]);
    scene.weigh(collected, "cluster-failover", "catalog@us-east-1", &[]);
    // One that only follows has nothing to fail over to.
    let follows = scene.weigh(collected, "cluster-failover", "catalog-usw2@us-west-2", &[]);
    assert_eq!(follows.check("reader").unwrap().class(), Class::Refuse);
    scene.weigh(collected, "promote-replica", REPLICA, &[]);
    scene.weigh(collected, "promote-replica", ORDERS, &[]);
    scene.weigh(collected, "promote-replica", "nobody@us-west-2", &[]);
    let attested = [("means", "attested"), ("word", "security group emptied")];
    scene.weigh(collected, "fence", ORDERS, &attested);
    for action in ["snapshot", "restore-pitr"] {
        scene.weigh(collected, action, ORDERS, &[("name", "no--name")]);
    }
    scene.weigh(collected, "restore-pitr", ORDERS, &[("name", "orders-db")]);
    scene.weigh(
        collected,
        "restore-pitr",
        ORDERS,
        &[("time", "2030-01-01T00:00:00Z")],
    );
    scene.weigh(
        collected,
        "restore-pitr",
        ORDERS,
        &[("time", "2020-01-01T00:00:00Z")],
    );
    scene.past = undertaken(("restore-pitr", ORDERS), scene.seen.now, None, &[]);
    scene.weigh(collected, "restore-pitr", ORDERS, &[]);
    scene.plan.restore_test.subnet_group = None;
    scene.weigh(collected, "restore-pitr", ORDERS, &[]);
}

fn replica(world: &mut World) -> &mut DbInstance {
    world.instance_mut(STANDBY, "orders-db-usw2").unwrap()
}

/// Everything about the databases that an action asks for is as it should not be.
fn all_about_them(world: &mut World) {
    let found = replica(world);
    found.engine = "aurora-postgresql".to_owned();
    found.status_infos = vec![StatusInfo {
        normal: false,
        status: "error".to_owned(),
        ..StatusInfo::replicating()
    }];
    found.backup_window = "14:10-14:40".to_owned();
    found.class = "db.r6g.large".to_owned();
    found.iops = None;
    found.backup_retention_days = 0;
    found.restorable = Restorable::Absent;
    found.parameter_groups[0].1 = "pending-reboot".to_owned();
    found.read_replicas = vec!["orders-db-reports".to_owned()];
    found.pending_modified_values = vec![(PendingValue::MultiAz, "true".to_owned())];
    found.multi_az = true;
    let mut local = found.clone();
    local.identifier = "orders-db-local".to_owned();
    local.arn = local.arn.replace("us-west-2", PRIMARY);
    local.arn = local.arn.replace("orders-db-usw2", "orders-db-local");
    local.read_replica_source = Some("orders-db".to_owned());
    let primary = world.region_mut(PRIMARY);
    primary.instances.insert(local.identifier.clone(), local);
    let orders = primary.instances.get_mut("orders-db").unwrap();
    orders.status = "modifying".to_owned();
    orders.secondary_availability_zone = None;
    let catalog = primary.clusters.get_mut("catalog").unwrap();
    catalog.status = "modifying".to_owned();
    let reader = primary.instances.get_mut("catalog-2").unwrap();
    reader.status = "rebooting".to_owned();
    let withheld = MetricEdit::always("ReplicaLag", "orders-db-usw2", MetricChange::Withheld);
    world.metric_edits.push(withheld);
}

async fn all_wrong(collected: &mut Collected) {
    let scene = Scene::of(all_about_them).await;
    for action in ["reboot-failover", "snapshot", "fence"] {
        scene.weigh(collected, action, ORDERS, &[]);
    }
    let recorded = [("means", "not-fenced"), ("word", "owner: Ada")];
    scene.weigh(collected, "fence", ORDERS, &recorded);
    scene.weigh(collected, "cluster-failover", "catalog@us-east-1", &[]);
    scene.weigh(collected, "promote-replica", REPLICA, &[]);
    let local = "orders-db-local@us-east-1";
    scene.weigh(collected, "promote-replica", local, &[]);
}

/// The source takes no more writes: nothing of it is in the way.
async fn source_stopped(collected: &mut Collected) {
    let scene = Scene::of(|world| {
        let orders = world.instance_mut(PRIMARY, "orders-db").unwrap();
        orders.status = "stopped".to_owned();
    });
    let stopped = scene
        .await
        .weigh(collected, "promote-replica", REPLICA, &[]);
    for check in ["source", "fence"] {
        assert_eq!(stopped.check(check).unwrap().class(), Class::Pass);
    }
}

async fn region_lost(collected: &mut Collected) {
    let mut scene = Scene::lost(|world| {
        let almost = MetricChange::Constant(780.0);
        let edit = MetricEdit::always("ReplicaLag", "orders-db-usw2", almost);
        world.metric_edits.push(edit);
        replica(world).status_infos = vec![StatusInfo {
            normal: false,
            status: "error".to_owned(),
            ..StatusInfo::replicating()
        }];
    })
    .await;
    let now = scene.seen.now;
    for (standing, expected) in [
        (FenceStanding::NotFenced, Class::Warn),
        (FenceStanding::Stopped, Class::Warn),
        (FenceStanding::Attested, Class::Pass),
    ] {
        scene.past = fenced("orders-db", standing, now);
        let promoted = scene.weigh(collected, "promote-replica", REPLICA, &[]);
        assert_eq!(promoted.check("fence").unwrap().class(), expected);
        assert_eq!(promoted.check("loss").unwrap().class(), Class::Warn);
        assert_eq!(promoted.check("source").unwrap().class(), Class::Pass);
    }
    // What would hold the promotion up waits for it.
    let snapshot = scene.weigh(collected, "snapshot", REPLICA, &[]);
    assert_eq!(snapshot.check("holds-up").unwrap().class(), Class::Block);
}
