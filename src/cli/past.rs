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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::simulated;
    use crate::journal::{Actor, Entry};
    use crate::terms::Instant;

    #[test]
    fn what_was_tried_is_read_from_the_journal_and_the_runbooks_beside_the_plan() {
        let room = tempfile::tempdir().expect("a folder");
        let (state, file) = (room.path().join("state"), room.path().join("lifeboat.toml"));
        let plan = simulated::plan().expect("the demo's plan");
        let (nothing, trouble) = tried(&state, &plan, &file);
        assert_eq!((nothing, trouble), (Some(Tried::default()), None));

        let books = room.path().join("runbooks");
        fs::create_dir(&books).expect("a folder");
        let text = "---\ntitle: A\nreviewed: 2026-11-20\n---\n## A step\n";
        fs::write(books.join("mine.md"), text).expect("a runbook");
        fs::write(books.join("broken.md"), "no runbook").expect("a file");
        let (found, _) = tried(&state, &plan, &file);
        let kept = RunbookKept {
            runbook: "mine".to_owned(),
            reviewed: "2026-11-20".parse().ok(),
            names_owners: false,
        };
        assert_eq!(found.map(|it| it.runbooks), Some(vec![kept]));
    }

    #[test]
    fn a_journal_that_was_changed_tells_of_no_test() {
        let state = tempfile::tempdir().expect("a folder");
        let plan = simulated::plan().expect("the demo's plan");
        let journal = Journal::open(state.path(), None, Actor::here(), false).expect("a journal");
        for text in ["one", "two"] {
            let text = text.to_owned();
            let written = journal.append(Instant::default(), Entry::Note { text });
            drop(written.expect("it is written"));
        }
        let file = journal.files().journal();
        let text = fs::read_to_string(&file).expect("the journal");
        fs::write(&file, text.replace("one", "two")).expect("it is changed");
        let (found, trouble) = tried(state.path(), &plan, Path::new("lifeboat.toml"));
        assert_eq!(found, None);
        assert!(trouble.is_some_and(|it| it.contains("what was tested is not told")));
    }
}
