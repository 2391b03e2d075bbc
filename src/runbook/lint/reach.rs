//! Whether every step can be come to, and the end from every step.

use super::{Desk, Rule};
use crate::runbook::model::{OnFailure, Runbook};

pub(super) static RULE: Rule = Rule {
    name: "reach",
    finds: "a step that no walk comes to, or that no walk comes out of",
    examine,
};

fn examine(desk: &mut Desk<'_>) {
    let runbook = desk.runbook;
    let count = runbook.steps.len();
    let mut reached = vec![false; count];
    let mut open = vec![0];
    while let Some(index) = open.pop() {
        if index < count && !std::mem::replace(&mut reached[index], true) {
            open.extend(leads_to(runbook, index).into_iter().flatten());
        }
    }
    let mut ends = vec![false; count];
    // Each round finds at least one more, or none is left to find.
    for _ in 0..count {
        for index in 0..count {
            let mut ways = leads_to(runbook, index).into_iter();
            ends[index] |= ways.any(|way| way.is_none_or(|to| ends.get(to) == Some(&true)));
        }
    }
    for (index, step) in runbook.steps.iter().enumerate() {
        if !reached[index] {
            desk.wrong(
                step.line,
                format!(
                    "no walk comes to `{}`: no step before it leads here",
                    step.id
                ),
            );
        } else if !ends[index] {
            desk.wrong(
                step.line_of("next"),
                format!(
                    "no walk comes out of `{}`: what follows it leads back to it",
                    step.id
                ),
            );
        }
    }
}

/// Where a walk may go on from a step; `None` for the end.
fn leads_to(runbook: &Runbook, index: usize) -> Vec<Option<usize>> {
    let mut ways = vec![runbook.after(index)];
    if let Some(OnFailure::GoTo(id)) = runbook.steps.get(index).map(|step| &step.on_failure) {
        ways.extend(runbook.step(id).map(|(at, _)| Some(at)));
    }
    ways
}
