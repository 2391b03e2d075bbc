//! A walk through a runbook: a state machine that is rebuilt from the journal's
//! records, is fed typed lines, judgements and instants, and says what is to be
//! done next. Whoever carries it writes down what it returns, and feeds it the
//! record: what is not in the journal did not happen.

mod acting;
mod before;
mod clocks;
mod fold;
mod losses;
mod todo;
mod told;
mod typed;
mod words;

pub use before::{WalkBefore, last_walks};
pub use clocks::Clocks;
pub use fold::{WalkError, followed, walks_of};
pub use losses::{loss_of, shortest_rto};
pub use todo::{Call, Decision, Todo};
pub use typed::{COMMANDS, NotTaken, Reply, Tell};
pub use words::words;

use super::model::{Runbook, Step};
use crate::act::{Past, Undertaking};
use crate::journal::{
    Actor, ConfirmedRecord, JudgedRecord, ReviewedRecord, StepEnd, StoreLoss, WalkBegun,
    WalkDeclared, WalkEnd, WalkMode,
};
use crate::terms::{Instant, OutsideText};
use std::sync::Arc;

/// How often a walk goes to the same step by itself: beyond that somebody decides,
/// so that two steps that lead to each other do not go on for ever.
pub const MOST_VISITS: usize = 3;

/// What a walk begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// The runbook's file, as messages call it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// How it is walked.
    pub mode: WalkMode,
    /// The incident's name.
    pub incident: Option<OutsideText>,
}

/// A walk, as the journal tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The sequence of its first record: what it is called.
    pub run: u64,
    /// When it began.
    pub began: Instant,
    /// Whether it is of a simulated AWS.
    pub simulated: bool,
    /// How it began.
    pub begun: Arc<WalkBegun>,
    /// The runbook, as it was when the walk began.
    pub runbook: Arc<Runbook>,
    /// Each time a step was begun, in order.
    pub visits: Vec<Visit>,
    /// Which Regions stood declared down, each time that changed.
    pub declared: Vec<(Instant, WalkDeclared)>,
    /// Remarks, with the step in which they were made.
    pub notes: Vec<Noted>,
    /// What was passed over, and why.
    pub skipped: Vec<(Instant, String, OutsideText)>,
    /// Who walked, from when on.
    pub hands: Vec<(Instant, Actor)>,
    /// How it ended, once it has.
    pub over: Option<(Instant, WalkEnd)>,
    /// Why it was left for later, until somebody takes it up again.
    pub left: Option<(Instant, String)>,
    /// The last record taken in.
    pub last: u64,
    position: Position,
    past: Past,
}

/// Where a walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// A step is next.
    Ahead(usize),
    /// A step is next, by itself for the fourth time: somebody decides.
    Again(usize),
    /// A step was begun: the last visit.
    In(usize),
    /// A step failed, and the walk stops there.
    Failed(usize),
    /// Nothing is left.
    End,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub at: Instant,
    /// The step in which it was made.
    pub step: Option<String>,
    /// What it says.
    pub text: OutsideText,
}

/// One time that a step was begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The step's place in the runbook, from 0.
    pub index: usize,
    /// When.
    pub begun: Instant,
    /// What its condition came to, each time that it was something else.
    pub judged: Vec<(Instant, JudgedRecord)>,
    /// What it requires and was not done, and why it was begun all the same.
    pub waived: Option<(Vec<String>, OutsideText)>,
    /// What was confirmed, each time.
    pub deeds: Vec<Deed>,
    /// The review at which a rehearsal stopped.
    pub reviewed: Option<ReviewedRecord>,
    /// How it ended, once it has.
    pub ended: Option<(Instant, StepEnd)>,
}

/// An action that was confirmed in a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// When.
    pub at: Instant,
    /// What was confirmed.
    pub confirmed: ConfirmedRecord,
    /// The sequence of its intent, once that was written.
    pub intent: Option<u64>,
    /// Why it was not sent, where no intent of it was written.
    pub not_run: Option<String>,
}

impl Walk {
    /// The step in front, or the one that is decided on; `None` at the end.
    #[must_use]
    pub fn step(&self) -> Option<(usize, &Step)> {
        let index = match self.position {
            Position::Ahead(index)
            | Position::Again(index)
            | Position::In(index)
            | Position::Failed(index) => index,
            Position::End => return None,
        };
        Some((index, self.runbook.steps.get(index)?))
    }

    /// What tells where it is from where it was: how many visits there were before, and
    /// the place of the step in front. It is the same from when the step is next until
    /// something else is.
    #[must_use]
    pub fn mark(&self) -> (usize, Option<usize>) {
        let own = matches!(self.position, Position::In(_) | Position::Failed(_));
        let before = self.visits.len().saturating_sub(usize::from(own));
        (before, self.step().map(|(index, _)| index))
    }

    /// The visit of the step in front, while it is begun.
    #[must_use]
    pub fn visit(&self) -> Option<&Visit> {
        match self.position {
            Position::In(_) => self.visits.last(),
            _ => None,
        }
    }

    /// What was done with an intent of this walk.
    #[must_use]
    pub fn undertaking(&self, intent: u64) -> Option<&Undertaking> {
        self.past.undertakings().find(|it| it.sequence == intent)
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// The last visit of a step that ended, and how.
    #[must_use]
    pub fn ended(&self, step: &str) -> Option<&StepEnd> {
        let mut visits = self.visits.iter().rev();
        visits
            .find(|visit| self.runbook.steps[visit.index].id.as_str() == step)
            .and_then(|visit| visit.ended.as_ref())
            .map(|(_, how)| how)
    }

    /// What a step requires and is not done.
    #[must_use]
    pub fn missing(&self, step: &Step) -> Vec<String> {
        let is_done = |id: &str| {
            matches!(
                self.ended(id),
                Some(StepEnd::Done { .. } | StepEnd::Rehearsed { .. })
            )
        };
        let ids = step.requires.iter().map(super::StepId::as_str);
        ids.filter(|id| !is_done(id)).map(str::to_owned).collect()
    }

    /// Whether the declarations that stand are others than those on record.
    #[must_use]
    pub fn is_news(&self, declared: &WalkDeclared) -> bool {
        match self.declared.last() {
            Some((_, known)) => known.declarations != declared.declarations,
            None => !declared.declarations.is_empty(),
        }
    }

    /// The last that was measured of each store, for the failover that this walk
    /// is: as the action on it was confirmed, or else as the Region was declared.
    #[must_use]
    pub fn losses(&self) -> Vec<(Instant, &StoreLoss)> {
        let declared = self.declared.iter();
        let declared = declared.flat_map(|(at, it)| it.losses.iter().map(|loss| (*at, loss)));
        let confirmed = self.visits.iter().flat_map(|visit| &visit.deeds);
        let confirmed = confirmed
            .filter(|deed| deed.intent.is_some())
            .filter_map(|deed| Some((deed.at, deed.confirmed.loss.as_ref()?)));
        let mut last: Vec<(Instant, &StoreLoss)> = Vec::new();
        for (at, loss) in declared.chain(confirmed) {
            match last.iter_mut().find(|(_, it)| it.store == loss.store) {
                // An action settles what is lost: what is declared later is not of it.
                Some(known) => *known = (at, loss),
                None => last.push((at, loss)),
            }
        }
        last
    }
}
