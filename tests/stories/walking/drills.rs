//! Drill after drill: what they leave in the journal, and how well the next is
//! forecast by it.

use super::evidence;
use super::operator::Operator;
use crate::support::{House, json, report};
use lifeboat::act::operate::EVERY;
use lifeboat::assess::{Assessment, Subject};
use lifeboat::cli::walking::{Beginning, Power, Walked, begin};
use lifeboat::cli::{Exit, Session, StateFolder, simulated};
use lifeboat::estate::Estate;
use lifeboat::journal::{
    Actor, ConfirmedRecord, Digest, Entry, Journal, Record, StepEnd, WalkBegun, WalkEnd, WalkEntry,
    WalkEvent, WalkMode,
};
use lifeboat::report::{WalkReport, status_table};
use lifeboat::runbook::{Basis, Experience, INCLUDED, Walk, parse, tried};
use lifeboat::sim::World;
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::terms::{Instant, Span};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const BOOK: &str = "multi-az-failover";

const REPLICA: &str = "orders-db-usw2";
const GLOBAL: &str = "catalog-global";

/// How long a line takes that is typed.
const TYPING: Duration = Duration::from_millis(50);

/// A shop that drills, and the host on which its journal is.
struct Drills {
    house: House,
    host: TempDir,
    seen: Estate,
}

impl Drills {
    async fn of(seed: u64) -> Self {
        let mut plan = simulated::plan().unwrap();
        // This host need not have the group.
        plan.operate.journal_group = None;
        let world = World::harbor(seed, simulated::epoch());
        let house = Box::pin(House::of(world, plan)).await;
        house.pass(Span::minutes(4)).await;
        let seen = Box::pin(house.look()).await.estate;
        let host = tempfile::tempdir().unwrap();
        Self { house, host, seen }
    }

    fn state(&self) -> StateFolder {
        let file = Path::new("lifeboat.toml");
        StateFolder::under(self.host.path(), &self.house.plan, file)
    }

    fn records(&self) -> Vec<Record> {
        Journal::read(self.state().path()).unwrap().records
    }

    /// Walks the runbook, an hour after the last time.
    async fn drill(&self, operator: &mut Operator<'_>) -> Walked {
        self.house.pass(Span::hours(1)).await;
        let session = Session {
            estate: self.seen.clone(),
            ..self.house.session(Some(self.state()))
        };
        let included = INCLUDED.iter().find(|it| it.name == BOOK).unwrap();
        let beginning = Beginning {
            file: format!("{BOOK}.md"),
            text: included.written_for(&self.house.plan).unwrap(),
            mode: WalkMode::Simulation,
            incident: None,
        };
        let power = Some(Power {
            reason: "the quarterly drill".to_owned(),
        });
        let walked = Box::pin(begin(&session, operator, &beginning, power)).await;
        walked.unwrap_or_else(|why| panic!("{why}\n{}", operator.heard))
    }
}

/// What the world knows of how long the database was away, from the first event of
/// its last failover to the last.
fn truth(house: &House, intent: Instant) -> Span {
    house.simulator().with_world(|world| {
        let events = &world.regions[PRIMARY].events;
        let done = events
            .iter()
            .rev()
            .find(|it| it.message.ends_with("failover completed"));
        Span::between(intent, done.unwrap().date)
    })
}

/// What the last line of a walk's header said of the forecast, step by step.
fn forecasts(heard: &str) -> Vec<&str> {
    heard
        .lines()
        .filter(|line| line.starts_with("back in "))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn each_drill_is_told_how_long_the_rest_takes_by_those_before_it() {
    let drills = Box::pin(Drills::of(11)).await;
    for count in 0..4 {
        let mut operator = Operator::who_knows(&[("2. Warn", "sitrep")]);
        let walked = Box::pin(drills.drill(&mut operator)).await;
        let heard = &operator.heard;
        assert_eq!(walked.exit, Exit::Done, "{heard}");

        // What is measured is what was, later by one look and what it takes.
        let action = walked
            .walk
            .visits
            .iter()
            .find(|visit| !visit.deeds.is_empty())
            .unwrap();
        let took = Span::between(action.begun, action.ended.as_ref().unwrap().0);
        let apart = took.as_seconds() - truth(&drills.house, action.begun).as_seconds();
        assert!(
            (0.0..=EVERY.as_seconds() + 2.0).contains(&apart),
            "{apart} s"
        );

        let told = forecasts(heard);
        let basis = match count {
            0 => "as the runbook expects, not measured",
            1 | 2 => "measured too seldom",
            _ => "3 walks",
        };
        assert!(told.iter().all(|it| it.contains(basis)), "{told:#?}");
        assert!(told[0].contains(" · decide within "), "{told:#?}");
        six_lines(heard, told[1]);
    }

    // The report has what the three before it said of the fourth, and whether it was so.
    let records = drills.records();
    let walk = Walk::of(&records, None).unwrap();
    let report = WalkReport::of(&drills.house.plan, &walk, &records);
    let told: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    evidence::is_whole(&report, &walk, &records);
    let forecast = &told["objectives"]["forecast"];
    assert_eq!(forecast["basis"]["walks"], 3, "{forecast}");
    let seconds = |name: &str| forecast[name].as_f64().unwrap();
    let took = told["clocks"]["total_seconds"].as_f64().unwrap();
    let is_within = seconds("low_seconds") <= took && took <= seconds("high_seconds");
    let deviates = told["deviations"]
        .to_string()
        .contains("eight walks of ten");
    assert_ne!(is_within, deviates, "{took} {forecast}");
    assert!(
        report
            .markdown()
            .contains("By the walks before it, from its beginning: ")
    );
    // Nothing of it is a forecast for what is real.
    let real = Experience::of(&records, false);
    assert_eq!(real.walks(BOOK), 0);
    assert_eq!(Experience::of(&records, true).walks(BOOK), 4);
}

/// What `sitrep` says: six lines, the fourth with the forecast.
fn six_lines(heard: &str, forecast: &str) {
    let (_, after) = heard.split_once("> sitrep\n").unwrap();
    let (sitrep, _) = after.split_once("done, or help > ").unwrap();
    let lines: Vec<&str> = sitrep.lines().collect();
    let [title, declared, lost, now, last, clocks] = lines.as_slice() else {
        panic!("six lines: {sitrep}");
    };
    assert_eq!(
        *title,
        "SIMULATED Multi-AZ failover (harbor-shop), simulation"
    );
    assert_eq!(*declared, "no Region is declared down");
    assert!(lost.starts_with("lost if so: "), "{lost}");
    assert!(
        now.starts_with("now at step 2 of 5: 2. Warn whoever writes; back in "),
        "{now}"
    );
    let basis = forecast.split("; ").nth(1).unwrap();
    assert!(now.contains(basis.split(')').next().unwrap()), "{now}");
    assert!(
        last.starts_with("last: 1. See that orders-db is available: done at "),
        "{last}"
    );
    assert!(clocks.contains(" of 30 m (RTO, gold)"), "{clocks}");
}

/// A walk through the regional failover in a world of its own: its journal, and how
/// long it took until the site was back, in seconds. What the databases take is what they take in that
/// world, looked at as often as a walk does; the rest is done as fast as it is typed.
/// A walk of the whole house measures the same (see the other story), and takes
/// seconds of this host: two hundred are too many.
fn failover(seed: u64, journal: &mut Vec<Record>) -> f64 {
    let plan = simulated::plan().unwrap();
    let mut world = World::harbor(seed, simulated::epoch());
    let mut now = Span::minutes(5).after(simulated::epoch());
    world.advance(now);
    let run = journal.len() as u64 + 1;
    let included = INCLUDED.iter().find(|it| it.name == "regional-failover");
    let text = included.unwrap().written_for(&plan).unwrap();
    let runbook = parse(&text, "regional-failover.md").unwrap();
    let began = now;
    let mut write = |at: Instant, run: Option<u64>, event: WalkEvent| {
        journal.push(Record {
            sequence: journal.len() as u64 + 1,
            at,
            actor: Actor::here(),
            simulated: true,
            entry: Entry::Walk(WalkEntry { run, event }),
            before: Digest::of_nothing(),
        });
    };
    let begun = WalkBegun {
        runbook: runbook.name.clone(),
        file: runbook.file.clone(),
        digest: Digest::of(text.as_bytes()),
        text,
        mode: WalkMode::Simulation,
        scenario: None,
        incident: None,
        reason: None,
        rto: None,
    };
    write(now, None, WalkEvent::Begun(Box::new(begun)));
    let mut at = Some(0);
    while let Some((index, step)) = at.and_then(|at| Some((at, runbook.steps.get(at)?))) {
        at = runbook.after(index);
        let named = || step.id.as_str().to_owned();
        write(now, Some(run), WalkEvent::Entered { step: named() });
        if let Some(call) = step.kind.action() {
            let confirmed = ConfirmedRecord {
                step: named(),
                action: call.action.name.to_owned(),
                target: call.identifier().into(),
                loss: None,
            };
            write(now, Some(run), WalkEvent::Confirmed(confirmed));
        }
        now = match step.kind.action().map(|call| call.action.name) {
            Some("promote-replica") => {
                world.promote(STANDBY, REPLICA, 7, now);
                looked_at(&mut world, now, |world| {
                    let replica = world.instance_mut(STANDBY, REPLICA).unwrap();
                    let runs = ["available", "backing-up"].contains(&replica.status.as_str());
                    runs && replica.read_replica_source.is_none()
                })
            }
            Some("global-failover") => {
                let members = &world.global_clusters[GLOBAL].members;
                let target = members.iter().find(|it| !it.writer).unwrap();
                let target = target.cluster_arn.clone();
                world.move_global_writer(GLOBAL, &target, true, now);
                looked_at(&mut world, now, |world| {
                    let members = &world.global_clusters[GLOBAL].members;
                    members
                        .iter()
                        .any(|it| it.writer && it.cluster_arn == target)
                })
            }
            _ => now + TYPING,
        };
        let (step, how) = (named(), StepEnd::Done { note: None });
        write(now, Some(run), WalkEvent::Ended { step, how });
    }
    let how = WalkEnd::Completed;
    write(now, Some(run), WalkEvent::Over { how });
    let walk = Walk::of(journal, Some(run)).unwrap();
    let back = walk.clocks(now).back.unwrap();
    Span::between(began, back).as_seconds()
}

/// When it is seen to be done, by looks as often as a walk takes them.
fn looked_at(world: &mut World, since: Instant, is_done: impl Fn(&mut World) -> bool) -> Instant {
    let mut at = since;
    loop {
        at = EVERY.after(at);
        world.advance(at);
        if is_done(world) {
            return at;
        }
        assert!(
            Span::between(since, at) < Span::hours(1),
            "it is never done"
        );
    }
}

#[test]
fn the_eleventh_of_ten_drills_lies_in_the_band_eight_times_of_ten() {
    let (mut within, mut errors) = (0, Vec::new());
    for series in 0..20 {
        let mut journal = Vec::new();
        for drill in 0..10 {
            failover(100 * series + drill, &mut journal);
        }
        let earlier = Experience::of(&journal, true);
        let last = Walk::of(&journal, None).unwrap();
        let forecast = earlier.whole(&last.runbook);
        assert_eq!(forecast.basis, Basis::Walks(10));
        let band = forecast.time.unwrap();
        let took = failover(100 * series + 10, &mut journal);
        let [low, median, high] = [band.low, band.median, band.high].map(Span::as_seconds);
        within += usize::from((low..=high).contains(&took));
        errors.push((median - took).abs() / took);
    }
    errors.sort_by(f64::total_cmp);
    let median = f64::midpoint(errors[9], errors[10]);
    println!(
        "{within} of 20 within the band; median error {:.1} %",
        median * 100.0
    );
    assert!(within >= 14, "{within} of 20");
    assert!(median <= 0.15, "{median}");
}

#[test]
fn a_drill_clears_the_finding_that_it_is_overdue_until_the_quarter_is_over() {
    let mut journal = Vec::new();
    let took = failover(1, &mut journal);
    let plan = Arc::new(simulated::plan().unwrap());
    let ended = journal.last().unwrap().at;
    let seen = |simulated: bool, now: Instant| {
        let mut estate = Estate::default();
        estate.set_tried(tried(&journal, simulated));
        let assessment = Assessment::of(Arc::clone(&plan), &estate, now);
        (estate, assessment)
    };
    let overdue = |simulated: bool, now: Instant| {
        let (_, assessment) = seen(simulated, now);
        let finding = assessment.finding("TEST-27", &Subject::Plan);
        finding.map_or_else(String::new, |it| it.text.to_string())
    };
    let never = "a failover was never practised";
    assert!(!overdue(true, ended).contains("a failover"));
    // It was simulated: of the real plan nothing was practised.
    assert!(overdue(false, ended).starts_with(never));
    let later = overdue(true, Span::days(91).after(ended));
    assert!(
        later.starts_with("a failover was last practised on Nov 22 14:")
            && later.contains("over 90 d ago"),
        "{later}"
    );

    // The status has the last of each kind, and what it took.
    let (estate, assessment) = seen(true, ended);
    let report = report(&estate, &assessment, ended);
    let drill = &json(&report)["tests"]["drills"][0];
    assert_eq!(
        (&drill["practice"], &drill["run"]),
        (&"failover".into(), &1.into()),
        "{drill}"
    );
    assert_eq!(drill["took_seconds"], took, "{drill}");
    let table = status_table(&report, 120);
    assert!(
        table.contains("a failover was last practised Nov 22 14:"),
        "{table}"
    );
    assert!(
        table.contains("of the standby was never practised"),
        "{table}"
    );
}
