//! What changed: one event for each thing that is no longer what it was. A
//! figure that moves is no event; a state, a reason of another kind, a writer,
//! a Region, an answer, a finding that opens or clears is one.

mod memory;
mod seen;
mod word;

use super::caches::AnswerChange;
use super::findings::Check;
use super::model::{Severity, State};
use super::subject::Subject;
use super::update::Assessment;
use crate::estate::Estate;
use crate::terms::{Instant, Region};
use memory::Memory;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

/// How many events are kept unless something else is said.
const KEPT: usize = 1_000;

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// The overall word.
    Verdict,
    /// A Region of the plan fell silent, answers again, or was declared down.
    Region,
    /// A store stands otherwise, or for another kind of reason.
    Store,
    /// Another copy of a store accepts writes.
    Writer,
    /// A record stands otherwise, or for another kind of reason.
    Record,
    /// The name servers answer for another Region.
    Answer,
    /// Route 53 takes a health check for healthy, or no longer.
    HealthCheck,
    /// A backup, copy or restore job ended.
    Job,
    /// A finding opened, cleared, or is of another severity.
    Finding,
}

impl EventKind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Region => "region",
            Self::Store => "store",
            Self::Writer => "writer",
            Self::Record => "record",
            Self::Answer => "answer",
            Self::HealthCheck => "health check",
            Self::Job => "job",
            Self::Finding => "finding",
        }
    }
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The plan as a whole.
    Plan,
    /// One of its Regions.
    Region(Region),
    /// A store, a record, a health check, a job, or what a finding is about.
    Subject(Subject),
}

/// One thing that is no longer what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Which of all events so far it is, from 1.
    pub number: u64,
    /// When it was noted.
    pub at: Instant,
    /// Since when it is so, where AWS or the operator told.
    pub since: Option<Instant>,
    /// What kind of thing changed.
    pub kind: EventKind,
    /// What it is about.
    pub about: About,
    /// What that is called, cleaned for display.
    pub name: String,
    /// What it was, in words; `None` for the first word about it.
    pub from: Option<String>,
    /// What it is, in words.
    pub to: String,
    /// How it stands now.
    pub state: State,
    /// Which check found it, for a finding.
    pub check: Option<&'static Check>,
    /// How urgent it is, or was, for a finding.
    pub severity: Option<Severity>,
}

/// In one line without its time: `store orders-db: bad, over its RPO of 15 m
/// (was ok, within its objective)`.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind.word())?;
        if let Some(check) = self.check {
            write!(f, "{} ", check.id)?;
        }
        write!(f, "{}: {}", self.name, self.to)?;
        match &self.from {
            Some(from) => write!(f, " (was {from})"),
            None => Ok(()),
        }
    }
}

/// The newest events, and what was last told of each thing. It follows one
/// assessment.
#[derive(Debug)]
pub struct History {
    kept: usize,
    count: u64,
    events: VecDeque<Arc<Event>>,
    memory: Memory,
}

impl Default for History {
    fn default() -> Self {
        Self::keeping(KEPT)
    }
}

impl History {
    /// A history that keeps so many events.
    #[must_use]
    pub fn keeping(kept: usize) -> Self {
        Self {
            kept,
            count: 0,
            events: VecDeque::new(),
            memory: Memory::default(),
        }
    }

    /// Notes what changed since the last call, and returns it, in the order in
    /// which it should be read. The work grows with what was examined since, and
    /// with the number of sources and declared stores.
    pub fn note(
        &mut self,
        assessment: &Assessment,
        estate: &Estate,
        now: Instant,
    ) -> Vec<Arc<Event>> {
        let mut new = Vec::new();
        for mut event in self.memory.compare(assessment, estate, now) {
            self.count += 1;
            event.number = self.count;
            let event = Arc::new(event);
            self.events.push_back(Arc::clone(&event));
            if self.events.len() > self.kept {
                self.events.pop_front();
            }
            new.push(event);
        }
        new
    }

    /// The events kept, the newest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter().rev().map(AsRef::as_ref)
    }

    /// The last change of what is answered for a record that was seen: for how
    /// long caches may go on with the old answer.
    #[must_use]
    pub fn answer_change(&self, name: &str, kind: &str) -> Option<&AnswerChange> {
        self.memory.answer_change(name, kind)
    }

    /// Compares everything at the next call.
    #[cfg(test)]
    pub(super) fn forget_what_was_taken(&mut self) {
        self.memory.forget_what_was_taken();
    }

    /// How many events there were, those no longer kept included.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }
}
