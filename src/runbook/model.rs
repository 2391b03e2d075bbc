//! A runbook as the other rooms read it: checked by itself, not yet against a plan.

use super::condition::Condition;
use super::condition::RecordName;
use super::id::StepId;
use super::place::Place;
use super::prose::Prose;
use crate::act::{ActionEntry, Settings};
use crate::terms::Span;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How long a review of a runbook holds: a quarter of a year (`domain.md` §10b, 53).
pub const REVIEW_HOLDS: Span = Span::days(90);

/// A runbook. Every text in it but its prose may be displayed as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Runbook {
    /// What it is called on the command line: its file's name without `.md`.
    pub name: String,
    /// The file, as the caller named it.
    pub file: String,
    /// Its title.
    pub title: String,
    /// What has been reached when it is done.
    pub objective: Option<String>,
    /// Who it is written for.
    pub audience: Option<String>,
    /// When somebody last read it through, and found it right.
    pub reviewed: Option<NaiveDate>,
    /// What stands before the first step.
    pub introduction: Prose,
    /// Its steps, in the order of the document; never none.
    pub steps: Vec<Step>,
    pub(super) front: BTreeMap<String, usize>,
}

/// A step of a runbook: a second-level heading and what stands below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What a walk, its journal and other steps know it by.
    pub id: StepId,
    /// Its heading.
    pub title: String,
    /// What the document says to do.
    pub instruction: Prose,
    /// What lifeboat does.
    pub kind: StepKind,
    /// How long it is expected to take.
    pub expected: Option<Span>,
    /// Whose step it is: the name of one of the plan's contacts.
    pub owner: Option<String>,
    /// What happens when it fails.
    pub on_failure: OnFailure,
    /// What comes after it.
    pub next: Next,
    /// The steps that must have been done before it is begun; each stands before it.
    pub requires: Vec<StepId>,
    /// The line of its heading, counted from 1.
    pub line: usize,
    pub(super) keys: BTreeMap<String, usize>,
}

/// What a step is.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// A person does it and acknowledges it, with a note. A step without a block
    /// is one.
    Manual,
    /// A condition that must be met; looked at again with each observation.
    Check(Condition),
    /// A condition that is waited for.
    Wait {
        /// What is waited for.
        condition: Condition,
        /// How long; then the step has failed.
        time_out: Span,
    },
    /// A guarded action.
    Action(ActionCall),
    /// A question that a customer would ask.
    Probe(Probe),
    /// A message to the plan's incident topic.
    Notify(Notice),
}

impl StepKind {
    /// The word for it in a step's block.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Check(_) => "check",
            Self::Wait { .. } => "wait",
            Self::Action(_) => "action",
            Self::Probe(_) => "probe",
            Self::Notify(_) => "notify",
        }
    }

    /// The condition of a check or a wait.
    #[must_use]
    pub const fn condition(&self) -> Option<&Condition> {
        match self {
            Self::Check(condition) | Self::Wait { condition, .. } => Some(condition),
            Self::Manual | Self::Action(_) | Self::Probe(_) | Self::Notify(_) => None,
        }
    }

    /// Whether it changes something: a message does not.
    #[must_use]
    pub const fn acts(&self) -> bool {
        matches!(self, Self::Action(_))
    }

    /// Whether it proves something of the site.
    #[must_use]
    pub const fn proves(&self) -> bool {
        matches!(self, Self::Check(_) | Self::Wait { .. } | Self::Probe(_))
    }

    /// The action it runs. A message goes through the catalogue's `notify`, and
    /// is named by [`StepKind::Notify`] alone.
    #[must_use]
    pub const fn action(&self) -> Option<&ActionCall> {
        match self {
            Self::Action(call) => Some(call),
            _ => None,
        }
    }
}

/// A guarded action of the catalogue, with its target.
#[derive(Debug, Clone)]
pub struct ActionCall {
    /// The action.
    pub action: &'static ActionEntry,
    /// Its target as it was written: an identifier, with `@REGION` where two
    /// have the same.
    pub target: String,
    /// What is chosen beside it; every name is one of the action's.
    pub settings: Settings,
}

impl PartialEq for ActionCall {
    fn eq(&self, other: &Self) -> bool {
        (self.action.name, &self.target, &self.settings)
            == (other.action.name, &other.target, &other.settings)
    }
}

impl ActionCall {
    /// The target without its Region.
    #[must_use]
    pub fn identifier(&self) -> &str {
        match self.target.rsplit_once('@') {
            Some((identifier, _)) => identifier,
            None => &self.target,
        }
    }
}

/// A question that a customer would ask, and the answer that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// One of the plan's probes, over HTTP.
    Http {
        /// Its name in the plan.
        probe: String,
        /// The status that is expected.
        status: u16,
        /// What the body must hold.
        contains: Option<String>,
    },
    /// A declared record, as a resolver answers it: name servers' answers may
    /// still be held there.
    Dns {
        /// The record.
        record: RecordName,
        /// Whose answer is expected.
        region: Place,
    },
}

/// A message to the plan's incident topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The subject of mails; `notify` has one of its own unless said.
    pub subject: Option<String>,
    /// The message; `notify` says how things stand unless said.
    pub message: Option<String>,
}

/// What happens when a step fails.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OnFailure {
    /// The walk stops there: it is tried again, skipped with a reason, or given up.
    #[default]
    Stop,
    /// It goes on with what comes next, and the failure is on record.
    Continue,
    /// It goes on with another step.
    GoTo(StepId),
}

/// What comes after a step that was done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Next {
    /// The step below it, or the end.
    #[default]
    Following,
    /// Another step.
    GoTo(StepId),
    /// The end.
    End,
}

impl Runbook {
    /// The step of that identity, with its place, counted from 0.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<(usize, &Step)> {
        self.steps
            .iter()
            .enumerate()
            .find(|(_, step)| step.id == *id)
    }

    /// The place of the step that comes after the one at `index`, when that was
    /// done; `None` at the end.
    #[must_use]
    pub fn after(&self, index: usize) -> Option<usize> {
        match &self.steps.get(index)?.next {
            Next::Following => (index + 1 < self.steps.len()).then_some(index + 1),
            Next::GoTo(id) => self.step(id).map(|(at, _)| at),
            Next::End => None,
        }
    }

    /// How long all of it is expected to take, and how many steps do not say.
    #[must_use]
    pub fn expected(&self) -> (Span, usize) {
        let told = self.steps.iter().filter_map(|step| step.expected);
        let seconds = told.clone().map(|span| span.duration().as_secs()).sum();
        (Span::seconds(seconds), self.steps.len() - told.count())
    }

    /// The line of a key of the front matter; the first line when it is not there.
    #[must_use]
    pub fn line_of(&self, key: &str) -> usize {
        self.front.get(key).copied().unwrap_or(1)
    }
}

impl Step {
    /// The line of a key of its block; its heading's when it is not there.
    #[must_use]
    pub fn line_of(&self, key: &str) -> usize {
        self.keys.get(key).copied().unwrap_or(self.line)
    }
}
