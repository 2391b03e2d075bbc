//! How deep calls follow from one another, and how little is examined again.

use crate::support::{House, SEED, Seen};
use lifeboat::assess::Assessment;
use lifeboat::cli::simulated;
use lifeboat::estate::facts::Fact;
use lifeboat::estate::{Estate, Facts, Observation, Scope, Source};
use lifeboat::plan::Plan;
use lifeboat::sim::{Fault, FaultRule, World};
use lifeboat::terms::Span;
use std::time::Duration;

/// What a network far away takes for each call.
const EACH: Duration = Duration::from_millis(200);

/// A shop whose only record is decided by no health check: four calls to Route 53 tell it all.
fn plan_of_four_calls() -> Plan {
    let mut plan = simulated::plan().unwrap();
    plan.records.truncate(1);
    plan.records[0].name = "shop.example".to_owned();
    plan
}

#[tokio::test(start_paused = true)]
async fn one_look_at_everything_is_three_calls_deep() {
    let world = World::harbor(SEED, simulated::epoch());
    let house = House::of(world, plan_of_four_calls()).await;
    house
        .simulator()
        .inject(FaultRule::everywhere(Fault::Latency(EACH)));
    let before = house.clock.now();
    let seen = house.look().await;

    assert_eq!(Span::between(before, seen.now).duration(), EACH * 3);
    let failures: Vec<String> = failures(&seen);
    assert_eq!(failures, Vec::<String>::new());
    let asked = house.simulator().requests();
    let route53 = asked.iter().filter(|it| it.service == "route53").count();
    assert_eq!(route53, 4, "as many as may go at once");
    let pages = house.asked();
    let further = |body: &[u8]| {
        let text = String::from_utf8_lossy(body);
        text.contains("Marker=") || text.contains("NextToken")
    };
    assert_eq!(pages.iter().filter(|it| further(&it.body)).count(), 0);
}

fn failures(seen: &Seen) -> Vec<String> {
    let slices = seen.estate.slices();
    slices
        .filter_map(|(source, scope, slice)| {
            let failure = slice.failure.as_ref()?;
            Some(format!("{source} in {scope}: {failure}"))
        })
        .collect()
}

/// Ten thousand databases, each with its replica and its recovery points; a hundred of them are declared.
async fn ten_thousand() -> (Seen, House) {
    let world = World::scaled(SEED, simulated::epoch(), 10_000);
    let mut plan = simulated::plan().unwrap();
    let like = plan.store("orders-db").unwrap().clone();
    plan.stores.extend((0..100).map(|index| {
        let mut store = like.clone();
        store.name = format!("store-{index:05}");
        store.identifier.clone_from(&store.name);
        store.standby = Some(format!("{}-usw2", store.name));
        store
    }));
    let house = House::of(world, plan).await;
    let seen = house.look().await;
    assert_eq!(failures(&seen), Vec::<String>::new());
    (seen, house)
}

/// What a source last said in a scope, with something of it changed.
fn again(
    estate: &Estate,
    source: Source,
    scope: &Scope,
    change: impl FnOnce(&mut Facts),
) -> Observation {
    let mut observations = estate.observations();
    let mut observation = observations
        .find(|it| it.source == source && it.scope == *scope)
        .unwrap();
    // As if AWS had been asked: what was kept does not say so.
    observation.calls = 1;
    change(observation.outcome.as_mut().unwrap());
    observation
}

fn find<'a, F: Fact>(list: &'a mut [F], id: &str) -> &'a mut F {
    list.iter_mut()
        .find(|fact| fact.id().raw().contains(id))
        .unwrap()
}

fn instance(estate: &Estate, scope: &Scope, id: &str, status: &str) -> Observation {
    again(estate, Source::DbInstances, scope, |facts| {
        let Facts::DbInstances(list) = facts else {
            panic!("{facts:?}")
        };
        find(list, id).status = status.into();
    })
}

/// The newest recovery point of a database becomes one that cannot be used.
fn point(estate: &Estate, scope: &Scope, database: &str) -> Observation {
    again(estate, Source::RecoveryPoints, scope, |facts| {
        let Facts::RecoveryPoints(list) = facts else {
            panic!("{facts:?}")
        };
        let of_it = list
            .iter_mut()
            .filter(|it| it.resource.raw().ends_with(database));
        of_it.max_by_key(|it| it.created).unwrap().status = "EXPIRED".into();
    })
}

#[tokio::test(start_paused = true)]
async fn of_ten_thousand_databases_only_what_one_observation_touched_is_examined_again() {
    let (seen, house) = ten_thousand().await;
    let Seen {
        mut estate,
        mut assessment,
        now,
    } = seen;
    let both = house.plan.regions.both().map(Scope::from);
    let [primary, standby] = &both;
    assert!(estate.instances.len() > 20_000);
    let mut examined = |make: &dyn Fn(&Estate) -> Observation| {
        let observation = make(&estate);
        let changes = estate.apply(observation);
        assessment.update(&estate, &changes, now)
    };

    let same = examined(&|it| instance(it, primary, "store-05000", "available"));
    assert_eq!(same, 0, "the same list again");
    let source = examined(&|it| instance(it, primary, "store-05000", "modifying"));
    assert_eq!(source, 2, "the instance, and its replica");
    let replica = examined(&|it| instance(it, standby, "store-05000-usw2", "modifying"));
    assert_eq!(replica, 1, "the replica");
    let declared = examined(&|it| instance(it, primary, "store-00050", "modifying"));
    assert_eq!(declared, 3, "the instance, its replica and the store");
    let five = examined(&|it| {
        again(it, Source::DbInstances, primary, |facts| {
            let Facts::DbInstances(list) = facts else {
                panic!("{facts:?}")
            };
            for id in [
                "store-06001",
                "store-06002",
                "store-06003",
                "store-06004",
                "store-06005",
            ] {
                find(list, id).status = "rebooting".into();
            }
        })
    });
    assert_eq!(five, 10, "five instances and their replicas");
    let undeclared = examined(&|it| point(it, standby, "store-05000"));
    assert_eq!(undeclared, 1, "the recovery point");
    let kept = examined(&|it| point(it, standby, "store-00050"));
    assert_eq!(kept, 2, "the recovery point, and the store");
    let alarm = examined(&|it| {
        again(it, Source::Alarms, standby, |facts| {
            let Facts::Alarms(list) = facts else {
                panic!("{facts:?}")
            };
            find(list, "orders-db-usw2-lag").actions_enabled = false;
        })
    });
    assert_eq!(alarm, 1, "the alarm");

    // That was enough: looking at everything again finds nothing else.
    let full = Assessment::of(house.plan.clone(), &estate, now);
    let found = |it: &Assessment| -> Vec<_> {
        let all = it.findings();
        all.map(|it| (it.check.id, it.subject.to_string(), it.text.clone()))
            .collect()
    };
    assert_eq!(found(&assessment), found(&full));
    assert!(assessment.stores().eq(full.stores()));
}
