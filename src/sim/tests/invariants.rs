//! What holds in the world whatever the seed, however the days go, and whatever is done to it: every
//! scenario's whole course, with everything an operator may do on the way.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use super::Lab;
use super::crowd::crowd;
use super::requests::{OPERATIONS, whole};
use crate::sim::world::health::CheckKind;
use crate::sim::world::zones::Routing;
use crate::sim::world::{Endpoints, PRIMARY, STANDBY, World, random};
use crate::sim::{Exchange, Scenario};

/// How many seeds are tried; `LIFEBOAT_SEEDS` says otherwise.
const SEEDS: u64 = 25;

/// What may be done to the world at any time, by an operator or by anybody else.
type Act = fn(&mut World, DateTime<Utc>);

/// Whatever changes the world has a line here, and is held to every invariant with every scenario.
const ACTS: [(&str, Act); 9] = [
    ("promote the replica", |world, at| {
        world.promote(STANDBY, "orders-db-usw2", 7, at);
    }),
    ("run a plan", |world, at| {
        world.run_plan(PRIMARY, "harbor-daily", at);
    }),
    ("latch a check", |world, at| {
        each_check(world, at, |check| {
            check.disabled = true;
            check.inverted = true;
        });
    }),
    ("turn every endpoint down", |world, at| {
        for check in world.health_checks.values_mut() {
            check.endpoint.turn(false, at);
        }
    }),
    ("turn every endpoint up", |world, at| {
        for check in world.health_checks.values_mut() {
            check.endpoint.turn(true, at);
        }
    }),
    ("swap the sides of every pair", |world, _| swap(world)),
    ("lose the standby", |world, at| {
        world.region_mut(STANDBY).lose(at);
    }),
    ("light everything up", |world, at| {
        for region in world.regions.values_mut() {
            region.light_up(at);
            region.endpoints = Endpoints::Answering;
        }
    }),
    ("stop every target", |world, _| {
        for host in world.hosts.values_mut() {
            host.healthy = false;
        }
    }),
];

fn each_check(
    world: &mut World,
    _at: DateTime<Utc>,
    change: impl Fn(&mut crate::sim::world::health::HealthCheck),
) {
    for check in world.health_checks.values_mut() {
        if matches!(check.kind, CheckKind::Http { .. }) {
            change(check);
            check.version += 1;
        }
    }
}

/// Exchanges what the two sides of each failover pair answer, and the checks that decide, as a flip by
/// record change does.
fn swap(world: &mut World) {
    for zone in world.zones.values_mut() {
        let primaries: Vec<_> = zone
            .records
            .values()
            .filter(|record| record.routing == Routing::Primary)
            .cloned()
            .collect();
        for primary in primaries {
            let of_pair = |it: &&_| {
                let it: &&crate::sim::world::zones::RecordSet = it;
                it.name == primary.name
                    && it.record_type == primary.record_type
                    && it.routing == Routing::Secondary
            };
            let Some(secondary) = zone.records.values().find(of_pair).cloned() else {
                continue;
            };
            let (mut first, mut second) = (primary.clone(), secondary.clone());
            std::mem::swap(&mut first.answer, &mut second.answer);
            std::mem::swap(&mut first.health_check, &mut second.health_check);
            zone.insert(first);
            zone.insert(second);
        }
    }
}

/// How many seeds this run tries.
fn seeds() -> u64 {
    match std::env::var("LIFEBOAT_SEEDS") {
        Ok(text) => text.parse().expect("LIFEBOAT_SEEDS is a number of seeds"),
        Err(_) => SEEDS,
    }
}

fn scenario(name: &str) -> Scenario {
    Scenario::embedded(name).unwrap().unwrap()
}

/// What is done with a seed in a scenario's course: what, and when after its beginning.
fn acts(seed: u64, scenario: &Scenario) -> Vec<(TimeDelta, usize)> {
    let words = ["acts", scenario.name.as_str()];
    let length = scenario.length.num_seconds();
    // The first seed sees the scenario alone.
    let count = if seed == 0 { 0 } else { 3 };
    let mut acts: Vec<(TimeDelta, usize)> = (0..count)
        .map(|index| {
            let at = random::between(seed, &words, index * 2, 0, length);
            let which = random::number(seed, &words, index * 2 + 1) % ACTS.len() as u64;
            (TimeDelta::seconds(at), usize::try_from(which).unwrap())
        })
        .collect();
    acts.sort();
    acts
}

fn begun(seed: u64, scenario: &Scenario) -> Lab {
    let lab = Lab::of(World::harbor(seed, super::epoch()));
    lab.sim.play(scenario);
    lab
}

/// Lets the time come to `until` after the beginning, doing on the way what is due; in steps of this many
/// seconds, or in as few as there are things to do.
fn walk(
    lab: &Lab,
    acts: &[(TimeDelta, usize)],
    until: TimeDelta,
    step: impl Fn(i64) -> TimeDelta,
    mut look: impl FnMut(&World, DateTime<Utc>),
) {
    let begun = lab.now();
    let mut due = acts.iter().peekable();
    let mut steps = 0;
    while lab.now() - begun < until {
        steps += 1;
        let next = (lab.now() - begun + step(steps)).min(until);
        let act = due.peek().filter(|(at, _)| *at <= next).map(|(at, _)| *at);
        let to = act.unwrap_or(next);
        lab.pass(begun + to - lab.now());
        let now = lab.now();
        lab.sim.with_world(|world| {
            while let Some((_, which)) = due.next_if(|(at, _)| *at <= to) {
                (ACTS[*which].1)(world, now);
            }
            look(world, now);
        });
    }
}

/// One seed through one scenario, in uneven steps.
fn held_to_everything(seed: u64, scenario: &Scenario) {
    let acts = acts(seed, scenario);
    let told = |what: &[String], now: DateTime<Utc>| {
        let done: Vec<_> = acts
            .iter()
            .map(|(at, which)| format!("{} after {at}", ACTS[*which].0))
            .collect();
        format!(
            "{}, seed {seed}, {now}; done: {done:?}\n{}",
            scenario.name,
            what.join("\n")
        )
    };
    let lab = begun(seed, scenario);
    let mut earlier: Option<World> = None;
    let step = |count| TimeDelta::seconds(random::between(seed, &["step"], count, 7, 180));
    walk(&lab, &acts, scenario.length, step, |world, now| {
        let mut found = world.contradictions(now);
        if let Some(earlier) = &earlier {
            found.extend(world.contradictions_since(earlier, now));
        }
        assert!(found.is_empty(), "{}", told(&found, now));
        earlier = Some(world.clone());
    });
    // However often it was asked on the way, it has come to the same.
    let leapt = begun(seed, scenario);
    let leap = |_| scenario.length;
    walk(&leapt, &acts, scenario.length, leap, |_, _| {});
    for lab in [&lab, &leapt] {
        lab.sim.clear_faults();
    }
    for operation in &OPERATIONS {
        for region in [PRIMARY, STANDBY] {
            let answer = |lab: &Lab| {
                lab.pass(TimeDelta::milliseconds(200));
                match lab.send(operation.request(region, lab.now())) {
                    Some(Exchange::Answer(response)) => Some(response.into_body()),
                    _ => None,
                }
            };
            let (one, other) = (answer(&lab), answer(&leapt));
            assert_eq!(
                one,
                other,
                "{}",
                told(&[operation.name.to_owned()], lab.now())
            );
        }
    }
}

#[test]
fn no_seed_brings_a_scenario_into_contradiction_with_itself() {
    let started = Instant::now();
    let seeds = seeds();
    let names: Vec<&str> = Scenario::names().collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let names = &names;
            scope.spawn(move || {
                for seed in (0..seeds).skip(worker).step_by(workers) {
                    for name in names {
                        held_to_everything(seed, &scenario(name));
                    }
                }
            });
        }
    });
    println!(
        "{seeds} seeds through {} scenarios in {:.1} s",
        names.len(),
        started.elapsed().as_secs_f64()
    );
}

#[test]
fn whatever_is_done_is_sound_in_a_shop_at_peace() {
    for (name, act) in ACTS {
        let lab = Lab::new();
        let mut earlier = None;
        for minute in 0..90 {
            let now = lab.now();
            lab.sim.with_world(|world| {
                if minute == 1 {
                    act(world, now);
                }
                let mut found = world.contradictions(now);
                if let Some(earlier) = &earlier {
                    found.extend(world.contradictions_since(earlier, now));
                }
                assert_eq!(found, Vec::<String>::new(), "{name}, minute {minute}");
                earlier = Some(world.clone());
            });
            lab.pass(TimeDelta::minutes(1));
        }
    }
}

#[test]
fn the_days_go_by_and_nothing_contradicts_itself() {
    for seed in 0..5 {
        let lab = Lab::of(World::harbor(seed, super::epoch()));
        for _ in 0..20 {
            let now = lab.now();
            lab.sim.with_world(|world| {
                assert_eq!(
                    world.contradictions(now),
                    Vec::<String>::new(),
                    "seed {seed}"
                );
            });
            lab.pass(TimeDelta::minutes(311));
        }
    }
}

#[test]
fn every_list_pages_to_the_same_whole_however_small_the_pages_are() {
    let mut world = World::scaled(3, super::epoch(), 30);
    crowd(&mut world, 30);
    let lab = Lab::of(world);
    let mut paged = 0;
    for operation in OPERATIONS.iter().filter(|it| it.paging.is_some()) {
        for region in [PRIMARY, STANDBY] {
            let ask = |request| {
                lab.pass(TimeDelta::milliseconds(200));
                String::from_utf8(lab.ask(request).into_body().to_vec()).unwrap()
            };
            let now = lab.now();
            let paging = operation.paging.as_ref().unwrap();
            let all = whole(operation, region, now, paging.most, &ask);
            let bit_by_bit = whole(operation, region, now, paging.least, &ask);
            assert_eq!(
                all.items, bit_by_bit.items,
                "{} in {region}",
                operation.name
            );
            assert!(all.pages <= bit_by_bit.pages);
            if bit_by_bit.pages > 1 {
                paged += 1;
            }
        }
    }
    println!("{paged} lists of more than one page");
    assert!(paged >= 25, "{paged}");
}

/// What can only be asked about something that was made before: each has tests of its own.
const OF_SOMETHING_MADE: [&str; 10] = [
    "DescribeBackupJob",
    "DescribeCopyJob",
    "DescribeRestoreJob",
    "DescribeTable",
    "GetChange",
    "GetItem",
    "GetObject",
    "GetRecoveryPointRestoreMetadata",
    "GetTopicAttributes",
    "HeadObject",
];

#[test]
fn every_operation_that_reads_has_its_request() {
    let all = crate::sim::services::reading_names();
    let missing: Vec<&str> = all
        .into_iter()
        .filter(|name| !OF_SOMETHING_MADE.contains(name))
        .filter(|name| !OPERATIONS.iter().any(|it| it.name == *name))
        .collect();
    assert_eq!(
        missing,
        Vec::<&str>::new(),
        "add a row to src/sim/tests/requests.rs"
    );
    let lab = Lab::new();
    for operation in &OPERATIONS {
        lab.pass(TimeDelta::seconds(1));
        let answer = lab.ask(operation.request(PRIMARY, lab.now()));
        assert_eq!(
            answer.status(),
            200,
            "{}: {:?}",
            operation.name,
            answer.body()
        );
    }
}

#[test]
fn a_lost_region_makes_no_backups_and_its_restorable_times_stand_still() {
    let lab = Lab::new();
    let lost = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").lose(lost));
    lab.pass(TimeDelta::days(2));
    let now = lab.now();
    lab.sim.with_world(|world| {
        assert_eq!(world.contradictions(now), Vec::<String>::new());
        let primary = &world.regions["us-east-1"];
        assert!(primary.backup_jobs.iter().all(|job| job.created <= lost));
        assert!(
            primary
                .snapshots
                .values()
                .all(|snapshot| snapshot.created <= lost)
        );
    });
    // The copy of the automated backups in the standby Region tells how far they got.
    let form = "Action=DescribeDBInstanceAutomatedBackups&DBInstanceIdentifier=orders-db";
    let (_, xml) = lab.form("rds", "us-west-2", form);
    let latest = super::element(&xml, "LatestTime").unwrap();
    let latest = chrono::DateTime::parse_from_rfc3339(latest)
        .unwrap()
        .to_utc();
    assert!(latest <= lost && lost - latest < TimeDelta::minutes(5));
}
