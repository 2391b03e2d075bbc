//! Whether a runbook fits the plan, and what AWS shows where that is known: one
//! file for each rule, and one line in the list here.

mod names;
mod order;
mod reach;
mod review;
mod targets;

use super::model::{ActionCall, Runbook, Step};
use crate::act::Sight;
use crate::plan::{Plan, Store};
use crate::terms::fault::Fault;
use crate::terms::{Instant, OutsideText};
use std::fmt;

/// What a runbook is held against.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// What the team declared.
    pub plan: &'a Plan,
    /// What AWS shows, or was last seen to show; `None` where nothing was seen.
    pub sight: Option<&'a Sight<'a>>,
    /// The instant it is now.
    pub now: Instant,
}

/// What a runbook is held to.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// What it finds.
    pub finds: &'static str,
    examine: fn(&mut Desk<'_>),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Every rule.
pub static RULES: &[&Rule] = &[
    &review::RULE,
    &names::RULE,
    &targets::RULE,
    &order::RULE,
    &reach::RULE,
];

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lint {
    /// What is wrong, in the order of the file.
    pub faults: Vec<Fault>,
    /// What could not be looked at, in the order of the file.
    pub not_checked: Vec<Fault>,
}

/// Holds a runbook against the plan, and against what AWS shows.
#[must_use]
pub fn lint(runbook: &Runbook, against: &Against<'_>) -> Lint {
    let mut desk = Desk {
        runbook,
        against,
        found: Lint::default(),
    };
    for rule in RULES {
        (rule.examine)(&mut desk);
    }
    let Lint {
        mut faults,
        mut not_checked,
    } = desk.found;
    faults.sort_by_key(|fault| fault.line);
    not_checked.sort_by_key(|fault| fault.line);
    Lint {
        faults,
        not_checked,
    }
}

/// A runbook on the desk of whoever examines it.
struct Desk<'a> {
    runbook: &'a Runbook,
    against: &'a Against<'a>,
    found: Lint,
}

impl<'a> Desk<'a> {
    fn wrong(&mut self, line: usize, what: impl AsRef<str>) {
        let fault = self.fault(line, what.as_ref());
        self.found.faults.push(fault);
    }

    fn not_checked(&mut self, line: usize, what: impl AsRef<str>) {
        let fault = self.fault(line, what.as_ref());
        self.found.not_checked.push(fault);
    }

    fn fault(&self, line: usize, what: &str) -> Fault {
        Fault {
            file: self.runbook.file.clone(),
            line,
            what: OutsideText::new(what).to_string(),
        }
    }

    fn plan(&self) -> &'a Plan {
        self.against.plan
    }

    /// Every step that runs an action, with its place.
    fn actions(&self) -> impl Iterator<Item = (usize, &'a Step, &'a ActionCall)> {
        let steps = self.runbook.steps.iter().enumerate();
        steps.filter_map(|(index, step)| Some((index, step, step.kind.action()?)))
    }

    /// The declared store that an action's target is, or is a copy of.
    fn store_of(&self, call: &ActionCall) -> Option<&'a Store> {
        let id = call.identifier();
        self.plan()
            .stores
            .iter()
            .find(|store| store.identifier == id || store.standby.as_deref() == Some(id))
    }
}
