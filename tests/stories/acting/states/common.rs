//! What every action asks first.

use super::{Collected, Scene, silence, undertaken};
use lifeboat::act::{ACTIONS, Class, LeaseStanding, Operating, Proposal, Standing};
use lifeboat::estate::{Facts, Observation, Scope, Source};
use lifeboat::journal::Outcome;
use lifeboat::sim::World;
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::terms::{AccountId, Span};

/// What turns writing about, and is not shown.
const MARK: char = '\u{202e}';

/// A target of each action, and what is chosen beside it.
pub(super) fn usual(action: &str) -> &'static str {
    match action {
        "reboot-failover" | "fence" | "snapshot" | "restore-pitr" | "backup" | "copy"
        | "restore-test" => "orders-db@us-east-1",
        "cluster-failover" => "catalog@us-east-1",
        "global-switchover" => "catalog-global@us-east-1",
        "global-failover" => "catalog-global@us-west-2",
        "promote-replica" => "orders-db-usw2@us-west-2",
        "flip-failover" => "api.shop.example",
        "notify" => "arn:aws:sns:us-west-2:123456789012:incidents@us-west-2",
        other => panic!("{other} has no place in this table yet"),
    }
}

/// The same, with what cannot be shown in its name.
fn hostile(action: &str) -> String {
    match usual(action).rsplit_once('@') {
        Some((name, place)) => format!("{name}{MARK}@{place}"),
        None => format!("{}{MARK}", usual(action)),
    }
}

/// Puts copies into the world whose names cannot be shown.
fn with_hostile_names(world: &mut World) {
    let mut global = world.global_clusters["catalog-global"].clone();
    global.identifier.push(MARK);
    world
        .global_clusters
        .insert(global.identifier.clone(), global);
    let here = world.region_mut(PRIMARY);
    let mut protected = here.protected.values();
    let orders = protected.find(|it| it.arn.ends_with(":orders-db")).unwrap();
    let mut orders = orders.clone();
    let points = &mut here.vaults.get_mut("harbor").unwrap().recovery_points;
    let mut point = points
        .values()
        .find(|point| point.resource_arn == orders.arn)
        .unwrap()
        .clone();
    orders.arn.push(MARK);
    point.resource_arn.push(MARK);
    point.arn.push(MARK);
    points.insert(point.key(), point);
    here.protected.insert(orders.arn.clone(), orders);
    let mut instance = here.instances["orders-db"].clone();
    instance.identifier.push(MARK);
    instance.arn.push(MARK);
    here.instances.insert(instance.identifier.clone(), instance);
}

fn class(proposal: &Proposal, check: &str) -> Class {
    proposal.check(check).unwrap().class()
}

pub(super) async fn collect(collected: &mut Collected) {
    let mut scene = Scene::of(with_hostile_names).await;
    for action in ACTIONS.iter().map(|action| action.name) {
        let all_well = scene.weigh(collected, action, usual(action), &[]);
        assert_eq!(class(&all_well, "mode"), Class::Pass, "{action}");
        assert_eq!(class(&all_well, "facts"), Class::Pass, "{action}");
        of_session(&mut scene, collected, action);
        of_plan(&mut scene, collected, action);
        of_past(&mut scene, collected, action);
        of_estate(&mut scene, collected, action, &all_well);
    }
}

fn of_session(scene: &mut Scene, collected: &mut Collected, action: &str) {
    let armed = scene.standing.clone();
    let operator = Operating {
        account: AccountId::parse("123456789012").unwrap(),
        arn: "arn:aws:sts::123456789012:assumed-role/operate/ada".into(),
        expires: None,
        same_as_watching: false,
    };
    let soon = Operating {
        expires: Some(Span::minutes(10).after(scene.seen.now)),
        ..operator.clone()
    };
    let another = Operating {
        account: AccountId::parse("999999999999").unwrap(),
        ..operator.clone()
    };
    let with = |operator| Standing {
        operator: Some(operator),
        ..armed.clone()
    };
    let leased = |lease| Standing {
        lease,
        ..armed.clone()
    };
    let another_has_it = LeaseStanding::HeldBy {
        holder: "bob@bastion-2:7".to_owned(),
        until: None,
    };
    let nobody_knows = LeaseStanding::Unreachable("DynamoDB does not answer".to_owned());
    let no_journal = Standing {
        journal: Some("no space left on device".to_owned()),
        ..armed.clone()
    };
    for (standing, check, expected) in [
        (Standing::observing(true), "mode", Class::Refuse),
        (no_journal, "journal", Class::Refuse),
        (leased(another_has_it), "lease", Class::Refuse),
        (leased(nobody_knows), "lease", Class::Block),
        (with(operator), "session", Class::Pass),
        (with(soon), "session", Class::Warn),
        (with(another), "account", Class::Refuse),
    ] {
        scene.standing = standing;
        let proposal = scene.weigh(collected, action, usual(action), &[]);
        assert_eq!(class(&proposal, check), expected, "{check} of {action}");
    }
    scene.standing = armed;
}

fn of_plan(scene: &mut Scene, collected: &mut Collected, action: &str) {
    let plan = scene.plan.clone();
    scene.plan.account = None;
    let proposal = scene.weigh(collected, action, usual(action), &[]);
    assert_eq!(class(&proposal, "account"), Class::Block, "{action}");
    scene.plan = plan.clone();
    scene.plan.notify.incident_topic = None;
    let proposal = scene.weigh(collected, action, usual(action), &[]);
    assert_eq!(class(&proposal, "topic"), Class::Warn, "{action}");
    scene.plan = plan.clone();
    let api = scene.plan.records.iter_mut();
    let mut api = api.filter(|record| record.name == "api.shop.example");
    api.next().unwrap().name.push(MARK);
    let proposal = scene.weigh(collected, action, &hostile(action), &[]);
    assert_eq!(class(&proposal, "name"), Class::Refuse, "{action}");
    scene.plan = plan;
}

fn of_past(scene: &mut Scene, collected: &mut Collected, action: &str) {
    let at = Span::minutes(1).before(scene.seen.now);
    for (outcome, expected) in [
        (None, Class::Refuse),
        (Some(Outcome::Unknown), Class::Block),
        (Some(Outcome::Failed), Class::Pass),
    ] {
        scene.past = undertaken((action, usual(action)), at, outcome, &[]);
        let proposal = scene.weigh(collected, action, usual(action), &[]);
        assert_eq!(class(&proposal, "in-flight"), expected, "{action}");
    }
    scene.past = lifeboat::act::Past::default();
}

fn of_estate(scene: &mut Scene, collected: &mut Collected, action: &str, before: &Proposal) {
    let later = Span::seconds(61).after(scene.seen.now);
    let proposal = scene.weigh_at(collected, action, usual(action), &[], later);
    assert_eq!(class(&proposal, "facts"), Class::Block, "{action}");

    let estate = scene.seen.estate.clone();
    for (source, scope) in &before.relies {
        scene.told(*source, scope.clone(), Err(silence()));
    }
    let proposal = scene.weigh(collected, action, usual(action), &[]);
    assert_eq!(class(&proposal, "reachable"), Class::Refuse, "{action}");
    scene.seen.estate = estate.clone();

    let identity = estate.identity().unwrap().clone();
    scene.seen.estate.apply(Observation {
        source: Source::Identity,
        scope: Scope::Region(crate::support::region(STANDBY)),
        asked: scene.seen.now,
        at: scene.seen.now,
        cadence: Span::seconds(30),
        calls: 1,
        skew_seconds: Some(45.0),
        outcome: Ok(Facts::Identity(identity)),
    });
    let proposal = scene.weigh(collected, action, usual(action), &[]);
    assert_eq!(class(&proposal, "clock"), Class::Refuse, "{action}");
    scene.seen.estate = estate;
}
