//! Conditions over the estate: one file for each, and one line in the list here.
//!
//! A condition is read from a step's block, names what must be in the plan, and
//! is judged by what is seen. What is not known is never met.

mod answers;
mod copy_status;
mod health_check;
mod loss;
mod recovery_point;
mod region;
mod writable;
mod writers;

pub use answers::Answers;
pub use copy_status::CopyStatus;
pub use health_check::HealthCheck;
pub use loss::{Limit, LossAtMost};
pub use recovery_point::RecoveryPoint;
pub use region::{RegionIs, RegionState};
pub use writable::Writable;
pub use writers::WriterCount;

use super::judgement::Judgement;
use super::parse::Reader;
use super::place::Place;
use crate::assess::{Assessment, RecordAssessment, StoreAssessment};
use crate::estate::Estate;
use crate::plan::Plan;
use crate::terms::{Instant, Unknown};
use std::fmt;

/// A kind of condition: one entry of the list.
pub struct ConditionEntry {
    /// The word for it, as `condition` takes it.
    pub name: &'static str,
    /// When it is met, in a sentence.
    pub about: &'static str,
    /// The keys of a step's block that belong to it.
    pub keys: &'static [&'static str],
    pub(super) read: fn(&mut Reader<'_, '_>) -> Option<Condition>,
}

impl fmt::Debug for ConditionEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Every kind of condition.
pub static CONDITIONS: &[&ConditionEntry] = &[
    &loss::ENTRY,
    &writers::ENTRY,
    &writable::ENTRY,
    &copy_status::ENTRY,
    &recovery_point::ENTRY,
    &answers::ENTRY,
    &health_check::ENTRY,
    &region::ENTRY,
];

/// A condition over the estate.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Failing a store over now loses no more than so much.
    Loss(LossAtMost),
    /// So many copies of a store accept writes.
    Writers(WriterCount),
    /// A store's copy in a Region accepts writes.
    Writable(Writable),
    /// A store's copy in a Region has a status.
    CopyStatus(CopyStatus),
    /// A store has a backup in a Region that is newer than so long ago.
    RecoveryPoint(RecoveryPoint),
    /// Every authoritative name server answers a record with a Region.
    Answers(Answers),
    /// Route 53 takes a side of a failover pair for healthy, or not.
    HealthCheck(HealthCheck),
    /// A Region answers, or was declared down.
    Region(RegionIs),
}

/// What a condition is judged by.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) assessment: &'a Assessment,
    pub(super) estate: &'a Estate,
    pub(super) now: Instant,
}

impl<'a> View<'a> {
    pub(super) fn plan(&self) -> &'a Plan {
        self.assessment.plan()
    }

    /// The declared store of that name, or why nothing is known of it.
    pub(super) fn store(&self, name: &str) -> Result<&'a StoreAssessment, Unknown> {
        self.assessment.store(name).ok_or_else(|| {
            let why = match self.plan().store(name) {
                Some(_) => return Unknown::NotYet,
                None => format!("the plan declares no store {name}"),
            };
            Unknown::Unavailable(why.into())
        })
    }

    /// The declared record of that name, or why nothing is known of it.
    pub(super) fn record(&self, named: &RecordName) -> Result<&'a RecordAssessment, Unknown> {
        match named.among(self.plan()).as_slice() {
            [one] => self
                .assessment
                .record(&one.name, &one.kind)
                .ok_or(Unknown::NotYet),
            [] => {
                let why = format!("the plan declares no record {named}");
                Err(Unknown::Unavailable(why.into()))
            }
            _ => {
                let why = format!("the plan declares several records {named}: say its `type`");
                Err(Unknown::Unavailable(why.into()))
            }
        }
    }
}

/// Holds a condition against what is seen. `assessment` is that of `estate`.
#[must_use]
pub fn judge(
    condition: &Condition,
    assessment: &Assessment,
    estate: &Estate,
    now: Instant,
) -> Judgement {
    let view = View {
        assessment,
        estate,
        now,
    };
    match condition {
        Condition::Loss(it) => it.judge(&view),
        Condition::Writers(it) => it.judge(&view),
        Condition::Writable(it) => it.judge(&view),
        Condition::CopyStatus(it) => it.judge(&view),
        Condition::RecoveryPoint(it) => it.judge(&view),
        Condition::Answers(it) => it.judge(&view),
        Condition::HealthCheck(it) => it.judge(&view),
        Condition::Region(it) => it.judge(&view),
    }
}

impl Condition {
    /// The word for its kind, as `condition` takes it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Loss(_) => loss::ENTRY.name,
            Self::Writers(_) => writers::ENTRY.name,
            Self::Writable(_) => writable::ENTRY.name,
            Self::CopyStatus(_) => copy_status::ENTRY.name,
            Self::RecoveryPoint(_) => recovery_point::ENTRY.name,
            Self::Answers(_) => answers::ENTRY.name,
            Self::HealthCheck(_) => health_check::ENTRY.name,
            Self::Region(_) => region::ENTRY.name,
        }
    }

    /// The store it is about.
    #[must_use]
    pub fn store(&self) -> Option<&str> {
        match self {
            Self::Loss(it) => Some(&it.store),
            Self::Writers(it) => Some(&it.store),
            Self::Writable(it) => Some(&it.store),
            Self::CopyStatus(it) => Some(&it.store),
            Self::RecoveryPoint(it) => Some(&it.store),
            Self::Answers(_) | Self::HealthCheck(_) | Self::Region(_) => None,
        }
    }

    /// The record it is about.
    #[must_use]
    pub const fn record(&self) -> Option<&RecordName> {
        match self {
            Self::Answers(it) => Some(&it.record),
            Self::HealthCheck(it) => Some(&it.record),
            _ => None,
        }
    }

    /// The Region it is about.
    #[must_use]
    pub const fn place(&self) -> Option<&Place> {
        match self {
            Self::Writers(it) => it.region.as_ref(),
            Self::Writable(it) => Some(&it.region),
            Self::CopyStatus(it) => Some(&it.region),
            Self::RecoveryPoint(it) => Some(&it.region),
            Self::Answers(it) => Some(&it.region),
            Self::Region(it) => Some(&it.region),
            Self::Loss(_) | Self::HealthCheck(_) => None,
        }
    }
}

/// The condition in words: what is wanted.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loss(it) => it.fmt(f),
            Self::Writers(it) => it.fmt(f),
            Self::Writable(it) => it.fmt(f),
            Self::CopyStatus(it) => it.fmt(f),
            Self::RecoveryPoint(it) => it.fmt(f),
            Self::Answers(it) => it.fmt(f),
            Self::HealthCheck(it) => it.fmt(f),
            Self::Region(it) => it.fmt(f),
        }
    }
}

/// A declared record, as a runbook names it: by its name, and by its type where
/// the plan has several of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordName {
    /// Its name.
    pub name: String,
    /// Its type; needed only where the plan declares several of the name.
    pub kind: Option<String>,
}

impl RecordName {
    pub(super) fn read(reader: &mut Reader<'_, '_>) -> Option<Self> {
        let kind = reader.text("type");
        Some(Self {
            name: reader.needed_text("record")?,
            kind,
        })
    }

    /// The records of a plan that it may mean: one, where the runbook fits.
    #[must_use]
    pub fn among<'a>(&self, plan: &'a Plan) -> Vec<&'a crate::plan::Record> {
        plan.records
            .iter()
            .filter(|record| record.name == self.name)
            .filter(|record| self.kind.as_ref().is_none_or(|kind| record.kind == *kind))
            .collect()
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Some(kind) => write!(f, "{} {kind}", self.name),
            None => f.pad(&self.name),
        }
    }
}
