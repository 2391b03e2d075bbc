//! Runbooks held against the plan and against what is seen: anew when either is
//! another, and not with each frame.

use crate::act::Sight;
use crate::console::acting::sight;
use crate::console::model::{Model, Tone};
use crate::runbook::{Against, Lint, Sheet, lint};
use crate::terms::Span;
use crate::terms::fault::Fault;

/// How often, at most: what is seen changes with each observation.
const EVERY: Span = Span::seconds(5);

/// A runbook, and what is wrong with it.
#[derive(Debug)]
pub struct Found {
    /// The runbook.
    pub sheet: Sheet,
    /// What the plan and the estate say of it; nothing when it could not be read.
    pub lint: Lint,
}

impl Found {
    /// Everything that is wrong with it.
    pub fn faults(&self) -> &[Fault] {
        match &self.sheet.read {
            Ok(_) => &self.lint.faults,
            Err(faults) => &faults.0,
        }
    }
}

/// Takes in the runbooks that there are now.
pub(in crate::console) fn take_up(model: &mut Model, sheets: Vec<Sheet>, trouble: Option<String>) {
    let found = sheets.into_iter().map(|sheet| Found {
        sheet,
        lint: Lint::default(),
    });
    model.walking.found = found.collect();
    model.walking.linted = None;
    renew(model);
    if let Some(trouble) = trouble {
        model.tell(Tone::Wrong, format!("runbooks are missing: {trouble}"));
    }
}

/// Holds each against what is seen now, where that is another than before.
pub(super) fn renew(model: &mut Model) {
    let (revision, now) = (model.revisions.all(), model.now);
    let rests = model
        .walking
        .linted
        .is_some_and(|(of, at)| of == revision || (now >= at && Span::between(at, now) < EVERY));
    if rests || model.walking.found.is_empty() {
        return;
    }
    let lints: Vec<Lint> = {
        let sight: Sight<'_> = sight(model);
        let against = Against {
            plan: &model.plan,
            sight: Some(&sight),
            now,
        };
        let found = model.walking.found.iter();
        found
            .map(|it| match &it.sheet.read {
                Ok(runbook) => lint(runbook, &against),
                Err(_) => Lint::default(),
            })
            .collect()
    };
    let mut changed = model.walking.linted.is_none();
    for (found, lint) in model.walking.found.iter_mut().zip(lints) {
        changed |= found.lint != lint;
        found.lint = lint;
    }
    if changed {
        model.revisions.touch(None);
    }
    // What this changed is not looked at for its own sake.
    model.walking.linted = Some((model.revisions.all(), now));
}
