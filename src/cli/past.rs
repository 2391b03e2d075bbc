//! What the journal of a plan says, for whoever weighs an action or what was tried.

use super::simulated::is_of_served;
use crate::act::Past;
use crate::estate::{RunbookKept, Tried};
use crate::journal::Journal;
use crate::plan::Plan;
use crate::runbook::{parse_bytes, tried as told_of};
use std::fs;
use std::path::Path;

/// What the journal in a folder says was done before, and why nothing can be added
/// to it; `None` when it can, as far as reading it tells.
pub(super) fn read(folder: &Path) -> (Past, Option<String>) {
    match Journal::read(folder) {
        Ok(chain) => {
            let standing = &chain.standing;
            let trouble = (!standing.is_sound()).then(|| standing.to_string());
            (Past::of(&chain.records), trouble)
        }
        Err(error) => (Past::default(), Some(error.to_string())),
    }
}

/// What the journal in a folder and the runbooks of its plan, which is in `file`,
/// tell of what was tried; and why it is not known, when it is not: nothing is
/// found overdue then.
pub(super) fn tried(folder: &Path, plan: &Plan, file: &Path) -> (Option<Tried>, Option<String>) {
    let chain = match Journal::read(folder) {
        Ok(chain) => chain,
        Err(error) => return (None, Some(error.to_string())),
    };
    if !chain.standing.is_sound() {
        let why = format!("what was tested is not told: {}", chain.standing);
        return (None, Some(why));
    }
    let tried = Tried {
        runbooks: runbooks(plan, file),
        ..told_of(&chain.records, is_of_served(plan))
    };
    (Some(tried), None)
}

/// The runbooks of the plan's folder that can be read. `lifeboat runbook lint` says
/// what is wrong with the others.
fn runbooks(plan: &Plan, file: &Path) -> Vec<RunbookKept> {
    let Some(folder) = &plan.runbooks else {
        return Vec::new();
    };
    let folder = file.parent().unwrap_or(Path::new("")).join(folder);
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = files.map(|it| it.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "md"));
    paths.sort();
    let kept = paths.iter().filter_map(|path| {
        let runbook = parse_bytes(&fs::read(path).ok()?, &path.display().to_string()).ok()?;
        Some(RunbookKept {
            reviewed: runbook.reviewed,
            names_owners: runbook.steps.iter().any(|step| step.owner.is_some()),
            runbook: runbook.name,
        })
    });
    kept.collect()
}
