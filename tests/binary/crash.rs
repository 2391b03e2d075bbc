//! A run that is killed at any step: never sent twice, never lost, and settled by
//! looking at the next start.

use super::bench::{Bench, Desk, Read};
use super::deeds::{DEEDS, SNAPSHOT, every_action_is_done, make_ready};
use lifeboat::journal::{Entry, Outcome};
use lifeboat::sim::Fault;
use serde_json::Value;
use std::fs::File;
use std::sync::Mutex;
use std::time::Duration;

/// Where a run is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    BeforeIntent,
    AfterIntent,
    RequestSent,
    AnswerLost,
    ResultUnwritten,
}

impl Step {
    const ALL: [Self; 5] = [
        Self::BeforeIntent,
        Self::AfterIntent,
        Self::RequestSent,
        Self::AnswerLost,
        Self::ResultUnwritten,
    ];

    /// How often the request reached AWS by then.
    fn sent(self) -> usize {
        usize::from(!matches!(self, Self::BeforeIntent | Self::AfterIntent))
    }

    /// Whether AWS did it.
    fn was_done(self) -> bool {
        matches!(self, Self::AnswerLost | Self::ResultUnwritten)
    }
}

/// Kills a run at a step.
fn kill_at(step: Step, bench: &Bench, desk: &Desk<'_>, read: &Read) {
    let operation = read.deed.sends;
    let simulator = bench.simulator();
    match step {
        Step::BeforeIntent => {
            bench.befall("UpdateItem", Fault::Hang);
            let mut run = desk.begin(read);
            run.until("the lease is asked for", || bench.waits("UpdateItem"));
            run.kill();
        }
        Step::AfterIntent => {
            let leases = bench.answered("UpdateItem");
            let mut run = desk.begin(read);
            run.until("lease", || bench.answered("UpdateItem") > leases);
            bench.slow(Duration::from_secs(3));
            run.until("intent", || desk.wrote("intent"));
            run.kill();
        }
        Step::RequestSent => {
            bench.befall(operation, Fault::Hang);
            let mut run = desk.begin(read);
            run.until("request", || bench.waits(operation));
            run.kill();
        }
        Step::AnswerLost => {
            bench.befall(operation, Fault::AnswerLost);
            let mut run = desk.begin(read);
            run.until("attempt", || desk.wrote("attempt"));
            run.kill();
        }
        Step::ResultUnwritten => {
            bench.befall(operation, Fault::Latency(Duration::from_secs(1)));
            let mut run = desk.begin(read);
            run.until("request", || bench.waits(operation));
            let lock = File::open(desk.folder().unwrap().join("journal.lock")).unwrap();
            lock.lock().unwrap();
            run.until("answer", || bench.answered(operation) > 0);
            run.kill();
        }
    }
    simulator.clear_faults();
    bench.forget_lease();
}

/// Kills a run at a step, starts again, and holds what is found to the promise.
fn survives(step: Step, bench: &Bench, read: &Read) {
    let before = bench.mutating().len();
    let desk = Desk::new(bench);
    kill_at(step, bench, &desk, read);
    let story = format!("{step:?} of {read:?}");
    let sent = || bench.mutating()[before..].to_vec();
    assert_eq!(sent().len(), step.sent(), "{story}: {:?}", sent());
    if step == Step::ResultUnwritten {
        // Whoever tries the same again is told that it is under way, or not known.
        let again = desk.run(read);
        let told = String::from_utf8_lossy(&again.stderr);
        assert_eq!(again.status.code(), Some(5), "{story}: {told}");
        bench.forget_lease();
    }
    let settled = desk
        .lifeboat(&["action", "settle", "--patience", "1s", "-o", "json"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&settled.stderr);
    let said: Value =
        serde_json::from_slice(&settled.stdout).unwrap_or_else(|_| panic!("{story}: {told}"));
    assert_eq!(
        sent().len(),
        step.sent(),
        "{story}: sent again: {:?}",
        sent()
    );
    let chain = desk.chain();
    let entries = || chain.records.iter().map(|record| &record.entry);
    let intents = entries()
        .filter(|it| matches!(it, Entry::Intent(_)))
        .count();
    assert_eq!(intents, usize::from(step != Step::BeforeIntent), "{story}");
    let outcomes: Vec<Outcome> = entries()
        .filter_map(|entry| match entry {
            Entry::Settled(settled) => Some(settled.outcome),
            _ => None,
        })
        .collect();
    assert_eq!(outcomes.len(), intents, "{story}: {said}");
    let exit = settled.status.code();
    match outcomes.as_slice() {
        [] => assert_eq!(exit, Some(0), "{story}: {told}"),
        [Outcome::Done] => {
            assert!(step.was_done(), "{story}: {said}");
            bench
                .simulator()
                .with_world(|world| (read.deed.leaves)(world));
            assert_eq!(exit, Some(0), "{story}: {told}");
        }
        [Outcome::Failed] => {
            assert!(!step.was_done(), "{story}: {said}");
            assert_eq!(exit, Some(6), "{story}: {told}");
        }
        // An earlier start may have settled it, with nothing left to do.
        [Outcome::Unknown] => assert!(matches!(exit, Some(0 | 8)), "{story}: {told}"),
        several => panic!("{story}: settled {several:?}"),
    }
    let verified = desk.lifeboat(&["journal", "verify"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{story}");
}

#[test]
fn a_run_that_is_killed_at_any_step_is_never_sent_twice_and_never_lost() {
    every_action_is_done();
    let waiting = Mutex::new(DEEDS.iter());
    std::thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap().next();
                    let Some(deed) = next else { return };
                    // What is done in one world would be done already for the last step.
                    let (bench, last) = (Bench::harbor(), Bench::harbor());
                    for own in [&bench, &last] {
                        own.simulator().with_world(|world| make_ready(world, *deed));
                    }
                    let read = Desk::new(&bench).preflight(*deed);
                    for step in Step::ALL {
                        if step == Step::ResultUnwritten {
                            let read = Desk::new(&last).preflight(*deed);
                            survives(step, &last, &read);
                        } else {
                            survives(step, &bench, &read);
                        }
                    }
                }
            });
        }
    });
}

#[test]
fn an_intent_of_another_version_cannot_be_settled_and_is_told() {
    use lifeboat::journal::{Actor, Journal};
    let bench = Bench::harbor();
    let desk = Desk::new(&bench);
    // A look makes the folder.
    let read = desk.preflight(SNAPSHOT);
    let journal = Journal::open(&desk.folder().unwrap(), None, Actor::here(), true).unwrap();
    let other = Entry::Other(serde_json::json!({ "kind": "intent", "verse": 2 }));
    drop(journal.append(chrono::Utc::now(), other).unwrap());
    let settled = desk.lifeboat(&["action", "settle"]).output().unwrap();
    assert_eq!(settled.status.code(), Some(8));
    let said = String::from_utf8_lossy(&settled.stdout);
    assert!(said.contains("cannot read"), "{said}");
    // It may be one on this target: it is to be decided by somebody.
    let refused = desk.run(&read);
    assert_eq!(refused.status.code(), Some(5));
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(told.contains("in-flight blocks"), "{told}");
    assert_eq!(bench.mutating(), []);
}
