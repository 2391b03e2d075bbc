//! From the journal's records to what was tried of recovery.

use super::forecast::{Experience, Range};
use super::model::Runbook;
use super::walk::{Walk, followed};
use crate::act::{Past, Undertaking};
use crate::estate::{BackIn, Drill, Practice, Restored, Tried};
use crate::journal::{Outcome, Record, StepEnd, WalkEnd};
use crate::terms::{OutsideText, Span};
use std::collections::BTreeSet;

/// The actions that restore something.
const RESTORES: [&str; 2] = ["restore-test", "restore-pitr"];

/// The actions that move what the site needs to another Region.
const MOVES: [&str; 4] = [
    "promote-replica",
    "global-switchover",
    "global-failover",
    "flip-failover",
];

/// The included runbooks that practise without an action of lifeboat.
const BY_NAME: [(&str, Practice); 2] = [
    ("failover-simulation", Practice::Failover),
    ("infrastructure-recovery-test", Practice::Infrastructure),
];

/// What the records of a journal tell, oldest first: only what was simulated, or
/// only what was not.
#[must_use]
pub fn tried(records: &[Record], simulated: bool) -> Tried {
    let mut past = Past::default();
    for record in records.iter().filter(|it| it.simulated == simulated) {
        past.take_in(record);
    }
    let walks: Vec<Walk> = followed(records, simulated).collect();
    let looked_into: BTreeSet<u64> = walks.iter().flat_map(looked_into).collect();
    Tried {
        restores: past
            .undertakings()
            .filter_map(|it| restored(it, &looked_into))
            .collect(),
        drills: walks.iter().filter_map(drill).collect(),
        back: back(&walks),
        runbooks: Vec::new(),
    }
}

fn restored(undertaking: &Undertaking, looked_into: &BTreeSet<u64>) -> Option<Restored> {
    let intent = &undertaking.intent;
    let (at, Outcome::Done) = undertaking.settled? else {
        return None;
    };
    let is_restore = RESTORES.contains(&intent.action.as_str());
    is_restore.then(|| Restored {
        identifier: intent.target.identifier.clone(),
        scope: intent.target.scope.clone(),
        resource: intent
            .expect
            .get("resource")
            .map(|arn| OutsideText::new(arn)),
        at,
        took: Span::between(undertaking.at, at),
        validated: looked_into.contains(&undertaking.sequence),
        record: undertaking.sequence,
    })
}

/// The intents of a walk that a step requires which was done after them: somebody
/// has looked into what they came to.
fn looked_into(walk: &Walk) -> Vec<u64> {
    let steps = &walk.runbook.steps;
    let is_done = |id: &str| matches!(walk.ended(id), Some(StepEnd::Done { .. }));
    let requires = |id| {
        let mut own = steps.iter().filter(|step| step.requires.contains(id));
        own.any(|step| is_done(step.id.as_str()))
    };
    let visits = walk.visits.iter();
    visits
        .filter(|visit| {
            steps
                .get(visit.index)
                .is_some_and(|step| requires(&step.id))
        })
        .flat_map(|visit| visit.deeds.iter().filter_map(|deed| deed.intent))
        .collect()
}

fn drill(walk: &Walk) -> Option<Drill> {
    let (at, WalkEnd::Completed) = walk.over.as_ref()? else {
        return None;
    };
    let clocks = walk.clocks(*at);
    Some(Drill {
        practice: practice(&walk.runbook)?,
        runbook: walk.begun.runbook.clone(),
        mode: walk.begun.mode.word(),
        at: *at,
        // What moved nothing measures nothing.
        took: clocks.back.and(clocks.execute).map(|_| clocks.total),
        run: walk.run,
    })
}

/// How long a failover takes: by the walks of the runbook by which it was done last.
fn back(walks: &[Walk]) -> Option<BackIn> {
    let moved = |walk: &Walk| {
        let drill = drill(walk)?;
        let is_failover = drill.practice == Practice::Failover;
        drill.took.filter(|_| is_failover)
    };
    let last = walks.iter().rev().find(|walk| moved(walk).is_some())?;
    let own = |walk: &&Walk| walk.begun.runbook == last.begun.runbook;
    let forecast = Experience::of_walks(walks).whole(&last.runbook);
    let Range { median, low, high } = forecast.time.filter(|_| !forecast.is_at_least())?;
    Some(BackIn {
        median,
        low,
        high,
        walks: walks.iter().filter(own).filter_map(moved).count(),
    })
}

/// What a walk through a runbook practises.
fn practice(runbook: &Runbook) -> Option<Practice> {
    let calls = runbook.steps.iter().filter_map(|step| step.kind.action());
    let moves = calls
        .map(|call| call.action.name)
        .any(|it| MOVES.contains(&it));
    let named = BY_NAME.iter().find(|(name, _)| *name == runbook.name);
    if moves {
        Some(Practice::Failover)
    } else {
        named.map(|(_, practice)| *practice)
    }
}
