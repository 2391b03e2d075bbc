//! Whether what must come first does: the loss is looked at and the old primary
//! fenced before a promotion, the database writes before traffic moves
//! (`domain.md` §9.3).

use super::{Desk, Rule};
use crate::plan::Store;
use crate::runbook::condition::Condition;
use crate::runbook::model::{ActionCall, Step, StepKind};

pub(super) static RULE: Rule = Rule {
    name: "order",
    finds: "an action before its required check, or traffic that moves before the database does",
    examine,
};

/// Actions after which another Region writes a store.
const MOVES_A_DATABASE: [&str; 3] = ["promote-replica", "global-failover", "global-switchover"];

/// Those of them that leave the old primary as it is.
const FENCES_NOTHING: [&str; 2] = ["promote-replica", "global-failover"];

/// Actions that stand on a backup.
const RESTORES: [&str; 3] = ["restore-test", "restore-pitr", "copy"];

const MOVES_TRAFFIC: &str = "flip-failover";

fn is_one(call: &ActionCall, names: &[&str]) -> bool {
    names.contains(&call.action.name)
}

fn examine(desk: &mut Desk<'_>) {
    let actions: Vec<(usize, &Step, &ActionCall)> = desk.actions().collect();
    for (index, step, call) in &actions {
        let store = desk.store_of(call);
        let of =
            |it: &str| store.map_or_else(String::new, |store| format!(" of {}{it}", store.name));
        let line = step.line_of("action");
        let name = call.action.name;
        if is_one(call, &MOVES_A_DATABASE) && !looked(desk, 0..*index, store, is_loss) {
            let what = format!(
                "`{name}` without a look at what is lost: before it, a check or wait of `loss`{}",
                of("")
            );
            desk.wrong(line, what);
        }
        if is_one(call, &FENCES_NOTHING) && !fenced(desk, &actions, *index) {
            let what = format!(
                "`{name}` stops no old primary: before it, a step with the action `fence`, if only to record that it cannot be fenced"
            );
            desk.wrong(line, what);
        }
        if is_one(call, &RESTORES) && !looked(desk, 0..*index, store, is_recovery_point) {
            let what = format!(
                "`{name}` without a look at what there is: before it, a check of `recovery-point`{}",
                of("")
            );
            desk.wrong(line, what);
        }
        if name == MOVES_TRAFFIC {
            traffic(desk, &actions, *index, step);
        }
    }
}

/// Whether a step within those asks for a condition of the store; of any, where
/// the store is not known.
fn looked(
    desk: &Desk<'_>,
    within: std::ops::Range<usize>,
    store: Option<&Store>,
    asks: fn(&Condition) -> bool,
) -> bool {
    let steps = desk.runbook.steps.get(within).unwrap_or_default();
    steps
        .iter()
        .filter_map(|step| step.kind.condition())
        .any(|condition| {
            asks(condition) && store.is_none_or(|store| condition.store() == Some(&store.name))
        })
}

const fn is_loss(condition: &Condition) -> bool {
    matches!(condition, Condition::Loss(_))
}

const fn is_recovery_point(condition: &Condition) -> bool {
    matches!(condition, Condition::RecoveryPoint(_))
}

fn proves_writes(condition: &Condition) -> bool {
    match condition {
        Condition::Writable(_) => true,
        Condition::Writers(writers) => writers.count > 0,
        _ => false,
    }
}

/// Whether a fence stands before an action. The plan does not name the cluster
/// that writes a global database: there a person's word that the action requires
/// will do.
fn fenced(desk: &Desk<'_>, actions: &[(usize, &Step, &ActionCall)], at: usize) -> bool {
    let by_action =
        |(index, _, call): &(usize, &Step, &ActionCall)| *index < at && call.action.name == "fence";
    let by_hand = |(index, step, call): &(usize, &Step, &ActionCall)| {
        let required = step.requires.iter().filter_map(|id| desk.runbook.step(id));
        *index == at
            && call.action.name == "global-failover"
            && required
                .into_iter()
                .any(|(_, it)| it.kind == StepKind::Manual)
    };
    actions.iter().any(|it| by_action(it) || by_hand(it))
}

/// Traffic goes to a database that was moved and is proven to take writes.
fn traffic(desk: &mut Desk<'_>, actions: &[(usize, &Step, &ActionCall)], at: usize, flip: &Step) {
    let moves = actions
        .iter()
        .filter(|(_, _, call)| is_one(call, &MOVES_A_DATABASE));
    for (index, step, call) in moves {
        let line = flip.line_of("action");
        if *index > at {
            let what = format!(
                "`{}` moves traffic before `{}` (line {}) has moved the database: promote first, prove that it writes, then flip",
                flip.id, step.id, step.line
            );
            desk.wrong(line, what);
        } else if !looked(desk, *index..at, desk.store_of(call), proves_writes) {
            let what = format!(
                "`{}` moves traffic, and nothing proves that what `{}` (line {}) moved takes writes: between them, a check or wait of `writable`",
                flip.id, step.id, step.line
            );
            desk.wrong(line, what);
        }
    }
}
