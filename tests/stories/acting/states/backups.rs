//! What is asked of backups, copies, restore tests and messages.

use super::{Collected, Scene};
use crate::support::{House, region};
use lifeboat::act::Class;
use lifeboat::estate::facts::RecoveryPoint;
use lifeboat::estate::{Facts, Scope, Source};
use lifeboat::sim::world::backups::ProtectedResource;
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::sim::{Fault, FaultRule, World};
use lifeboat::terms::Span;

const ORDERS: &str = "orders-db@us-east-1";
const TOPIC: &str = "arn:aws:sns:us-west-2:123456789012:incidents";

pub(super) async fn collect(collected: &mut Collected) {
    all_well(collected).await;
    all_wrong(collected).await;
    told_of_nothing(collected).await;
    not_told(collected).await;
    while_a_promotion_waits(collected).await;
    messages(collected).await;
}

async fn all_well(collected: &mut Collected) {
    let mut scene = Scene::of(|_| {}).await;
    scene.weigh(collected, "backup", ORDERS, &[]);
    scene.weigh(collected, "backup", "carts@us-east-1", &[]);
    // The vault of the standby Region is locked, that of the primary is not.
    let over = scene.weigh(collected, "copy", ORDERS, &[]);
    assert_eq!(over.check("destination").unwrap().class(), Class::Warn);
    let back = scene.weigh(collected, "copy", "orders-db@us-west-2", &[]);
    assert_eq!(back.check("destination").unwrap().class(), Class::Pass);
    scene.weigh(collected, "backup", "orders-db@us-west-2", &[]);
    scene.weigh(collected, "restore-test", ORDERS, &[]);
    scene.weigh(collected, "restore-test", ORDERS, &[("owner", "Ada")]);
    scene.weigh(collected, "restore-test", ORDERS, &[("name", "orders-db")]);
    scene.plan.restore_test.security_groups.clear();
    scene.weigh(collected, "restore-test", ORDERS, &[]);
}

fn all_about_them(world: &mut World) {
    let now = world.epoch;
    let here = world.region_mut(PRIMARY);
    here.instances.get_mut("orders-db").unwrap().status = "modifying".to_owned();
    here.backup_opt_in.insert("RDS".to_owned(), false);
    let of_orders = |arn: &str| arn.ends_with(":orders-db");
    let mut backup = here.backup_jobs.iter().rev();
    let mut backup = backup
        .find(|job| of_orders(&job.resource_arn))
        .unwrap()
        .clone();
    backup.id.push_str("-again");
    backup.state = "RUNNING".to_owned();
    backup.created = now;
    here.backup_jobs.push(backup);
    let mut copy = here.copy_jobs.iter().rev();
    let mut copy = copy
        .find(|job| of_orders(&job.resource_arn))
        .unwrap()
        .clone();
    copy.id.push_str("-again");
    copy.state = "RUNNING".to_owned();
    copy.created = now;
    here.copy_jobs.push(copy);
    let vault = here.vaults.get_mut("harbor").unwrap();
    vault
        .recovery_points
        .retain(|_, point| point.resource_type != "S3" || point.arn.contains("continuous:"));
    let points = vault.recovery_points.values();
    let newest = points
        .filter(|point| of_orders(&point.resource_arn))
        .max_by_key(|point| point.created);
    let newest = newest.unwrap().arn.clone();
    vault
        .recovery_points
        .retain(|_, point| !of_orders(&point.resource_arn) || point.arn == newest);
    let mut points = vault.recovery_points.values_mut();
    let newest = points.find(|point| point.arn == newest).unwrap();
    newest.created = Span::hours(20).before(now);
    newest.initiated = Some(newest.created);
    newest.lifecycle.delete_after_days = Some(1);
    newest.lifecycle.cold_after_days = Some(0);
    let mut restore = world.region_mut(STANDBY).restore_jobs[0].clone();
    restore.id.push_str("-again");
    restore.status = "RUNNING".to_owned();
    restore.created = now;
    world.region_mut(PRIMARY).restore_jobs.push(restore);
}

async fn all_wrong(collected: &mut Collected) {
    let scene = Scene::of(all_about_them).await;
    let backup = scene.weigh(collected, "backup", ORDERS, &[]);
    for (check, expected) in [
        ("resource", Class::Refuse),
        ("opted-in", Class::Block),
        ("none-running", Class::Block),
    ] {
        assert_eq!(backup.check(check).unwrap().class(), expected, "{check}");
    }
    scene.weigh(collected, "copy", ORDERS, &[]);
    let media = scene.weigh(collected, "copy", "harbor-media@us-east-1", &[]);
    assert_eq!(media.check("snapshot").unwrap().class(), Class::Refuse);
    let restore = scene.weigh(collected, "restore-test", ORDERS, &[]);
    for (check, expected) in [
        ("expiring", Class::Refuse),
        ("cold", Class::Warn),
        ("none-running", Class::Warn),
    ] {
        assert_eq!(restore.check(check).unwrap().class(), expected, "{check}");
    }
}

/// AWS says nothing of the opt-in, and lists no such vault.
async fn told_of_nothing(collected: &mut Collected) {
    let scene = Scene::of(|world| {
        let here = world.region_mut(PRIMARY);
        here.backup_opt_in.clear();
        here.vaults.clear();
    })
    .await;
    let backup = scene.weigh(collected, "backup", ORDERS, &[]);
    assert_eq!(backup.check("vault").unwrap().class(), Class::Refuse);
    assert_eq!(backup.check("opted-in").unwrap().class(), Class::Warn);
}

/// AWS Backup did not answer: what there is not known is no reason to refuse.
async fn not_told(collected: &mut Collected) {
    let house = House::harbor().await;
    house.simulator().inject(FaultRule {
        operation: Some("ListBackupVaults".to_owned()),
        ..FaultRule::everywhere(Fault::Refused)
    });
    let scene = Scene::begin(house).await;
    let backup = scene.weigh(collected, "backup", ORDERS, &[]);
    let vault = &backup.check("vault").unwrap().found;
    assert_eq!(vault.class, Class::Block, "{vault:?}");

    let mut scene = Scene::of(|_| {}).await;
    let scope = Scope::Region(region(PRIMARY));
    let points = scene.seen.estate.recovery_points.scope(&scope).cloned();
    let points = points.map(|point| RecoveryPoint {
        initiated: None,
        created: None,
        ..point
    });
    let points = Facts::RecoveryPoints(points.collect());
    scene.told(Source::RecoveryPoints, scope, Ok(points));
    for action in ["copy", "restore-test"] {
        let proposal = scene.weigh(collected, action, ORDERS, &[]);
        let point = &proposal.check("point").unwrap().found;
        assert_eq!(point.class, Class::Warn, "{action}: {point:?}");
    }
}

async fn while_a_promotion_waits(collected: &mut Collected) {
    let scene = Scene::lost(|world| {
        let here = world.region_mut(STANDBY);
        let replica = &here.instances["orders-db-usw2"];
        let protected = ProtectedResource {
            arn: replica.arn.clone(),
            resource_type: "RDS".to_owned(),
            name: Some(replica.identifier.clone()),
            last_backup: None,
            last_vault_arn: None,
            last_recovery_point_arn: None,
            restore_minutes: None,
            restore_created: None,
            restored_point_created: None,
        };
        here.protected.insert(protected.arn.clone(), protected);
    })
    .await;
    let backup = scene.weigh(collected, "backup", "orders-db-usw2@us-west-2", &[]);
    assert_eq!(backup.check("holds-up").unwrap().class(), Class::Block);
}

async fn messages(collected: &mut Collected) {
    let target = format!("{TOPIC}@{STANDBY}");
    let scene = Scene::of(|_| {}).await;
    scene.weigh(collected, "notify", &target, &[]);
    scene.weigh(
        collected,
        "notify",
        &target,
        &[("subject", "Wir ziehen um: größer")],
    );
    for (edit, expected) in [
        (nobody_listens as fn(&mut World), Class::Block),
        (no_topic, Class::Refuse),
    ] {
        let scene = Scene::of(edit).await;
        let notify = scene.weigh(collected, "notify", &target, &[]);
        assert_eq!(notify.check("subscribed").unwrap().class(), expected);
    }
    assert_eq!(scene.plan.regions.standby, region(STANDBY));
}

fn nobody_listens(world: &mut World) {
    let topics = &mut world.region_mut(STANDBY).topics;
    topics.get_mut(TOPIC).unwrap().subscriptions.clear();
}

fn no_topic(world: &mut World) {
    world.region_mut(STANDBY).topics.remove(TOPIC);
}
