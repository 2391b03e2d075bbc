//! Runbooks held against the plan and against what is seen: anew when either is
//! another, and not with each frame.

use crate::act::Sight;
use crate::console::acting::sight;
use crate::console::model::{Model, Tone};
use crate::console::screens::runbooks;
use crate::runbook::{Against, Lint, Sheet, lint};
use crate::terms::fault::Fault;
use crate::terms::{Instant, Span};

/// How often each is at most while the runbooks are on the screen: what is seen changes
/// with each observation.
const EVERY: Span = Span::seconds(5);

/// The same while they are not: that one fits no more is told within a minute.
const UNSEEN: Span = Span::minutes(1);

/// A runbook, and what is wrong with it.
#[derive(Debug)]
pub struct Found {
    /// The runbook.
    pub sheet: Sheet,
    /// What the plan and the estate say of it; `None` until it was held against them,
    /// and where it could not be read.
    pub lint: Option<Lint>,
    /// Of which revision of what is seen that is, and when it was looked at.
    of: Option<(u64, Instant)>,
}

impl Found {
    /// Everything that is wrong with it, as far as it was looked at.
    pub fn faults(&self) -> &[Fault] {
        match &self.sheet.read {
            Ok(_) => self.lint.as_ref().map_or(&[], |lint| &lint.faults),
            Err(faults) => &faults.0,
        }
    }

    /// What of it could not be looked at.
    pub fn not_checked(&self) -> &[Fault] {
        self.lint.as_ref().map_or(&[], |lint| &lint.not_checked)
    }

    /// Whether it is to be looked at now.
    fn is_due(&self, revision: u64, now: Instant, every: Span) -> bool {
        let rests = |(of, at): (u64, Instant)| {
            of == revision || (now >= at && Span::between(at, now) < every)
        };
        self.sheet.read.is_ok() && !self.of.is_some_and(rests)
    }
}

/// Takes in the runbooks that there are now.
pub(in crate::console) fn take_up(model: &mut Model, sheets: Vec<Sheet>, trouble: Option<String>) {
    let found = sheets.into_iter().map(|sheet| Found {
        sheet,
        lint: None,
        of: None,
    });
    model.walking.found = found.collect();
    model.revisions.touch(None);
    if let Some(trouble) = trouble {
        model.tell(Tone::Wrong, format!("runbooks are missing: {trouble}"));
    }
}

/// Holds one that is due against what is seen now: one at a time, so that no key waits
/// for all of them where ten thousand resources are seen.
pub(super) fn renew(model: &mut Model) {
    let (revision, now) = (model.revisions.all(), model.now);
    let is_seen = model.screen.key == runbooks::SCREEN.key;
    let every = if is_seen { EVERY } else { UNSEEN };
    let found = model.walking.found.iter();
    let due = found.enumerate().find_map(|(at, found)| {
        let runbook = found.sheet.read.as_ref().ok()?;
        found.is_due(revision, now, every).then_some((at, runbook))
    });
    let Some((at, runbook)) = due else {
        return;
    };
    let sight: Sight<'_> = sight(model);
    let against = Against {
        plan: &model.plan,
        sight: Some(&sight),
        now,
    };
    let lint = Some(lint(runbook, &against));
    let Some(found) = model.walking.found.get_mut(at) else {
        return;
    };
    let changed = found.lint != lint;
    let fitted = found.lint.is_some() && found.faults().is_empty();
    found.lint = lint;
    found.of = Some((revision, now));
    let first = found.faults().first().filter(|_| fitted);
    let notice = first.map(|fault| {
        let name = &found.sheet.name;
        format!("{name} fits no more: {fault} (7)")
    });
    if let Some(notice) = notice {
        model.tell(Tone::Wrong, notice);
    }
    if changed {
        model.revisions.touch(None);
    }
}
