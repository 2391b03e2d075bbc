//! What was tried of recovery, as the plan's journal and its runbooks tell it: it
//! comes from this host and not from AWS, and is read anew at each start.

use super::{Estate, Scope};
use crate::terms::{Instant, OutsideText, Span};
use chrono::NaiveDate;
use std::sync::Arc;

/// What was tried of recovery. Of a simulated AWS only what was simulated, and of
/// the real one only what was real.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tried {
    /// Every restore that was done, oldest first.
    pub restores: Vec<Restored>,
    /// Every drill that came to its end, oldest first.
    pub drills: Vec<Drill>,
    /// How long a failover takes, by those that were done.
    pub back: Option<BackIn>,
    /// The runbooks of the plan's folder.
    pub runbooks: Vec<RunbookKept>,
}

/// How long a failover takes, from its beginning until the site is back: by walks of
/// the runbook that was walked last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackIn {
    /// As often longer as shorter.
    pub median: Span,
    /// One time of ten it takes less.
    pub low: Span,
    /// One time of ten it takes more.
    pub high: Span,
    /// By so many walks; fewer than three tell no spread.
    pub walks: usize,
}

/// A restore that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What was restored, as AWS names it.
    pub identifier: OutsideText,
    /// Where.
    pub scope: Scope,
    /// The ARN of what was restored, where the action tells it.
    pub resource: Option<OutsideText>,
    /// When AWS agreed that it was done.
    pub at: Instant,
    /// How long it took, from the intent on.
    pub took: Span,
    /// Whether somebody looked into what was restored, in a step of the same walk
    /// that requires it.
    pub validated: bool,
    /// Its intent, by its number in the journal.
    pub record: u64,
}

/// What a drill practises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Practice {
    /// Moving the site to the other Region, or talking it through.
    Failover,
    /// Building up the infrastructure of the standby.
    Infrastructure,
}

impl Practice {
    /// Both, in the order in which they are told.
    pub const ALL: [Self; 2] = [Self::Failover, Self::Infrastructure];

    /// The word for it in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failover => "failover",
            Self::Infrastructure => "infrastructure",
        }
    }

    /// What was practised, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Failover => "a failover",
            Self::Infrastructure => "building up the infrastructure of the standby",
        }
    }
}

/// A drill, or a failover for real, that came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// What it practises.
    pub practice: Practice,
    /// The runbook.
    pub runbook: String,
    /// How it was walked, in words: `for real`, `rehearsal`, `simulation`.
    pub mode: &'static str,
    /// When it ended.
    pub at: Instant,
    /// How long it took until the site was back; `None` where nothing was moved.
    pub took: Option<Span>,
    /// The walk, by the number of its first record.
    pub run: u64,
}

/// A runbook of the plan's folder, as far as it says who keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunbookKept {
    /// What it is called.
    pub runbook: String,
    /// When somebody last read it through.
    pub reviewed: Option<NaiveDate>,
    /// Whether any of its steps names whose it is.
    pub names_owners: bool,
}

impl Tried {
    /// The last drill of a kind.
    #[must_use]
    pub fn last_drill(&self, practice: Practice) -> Option<&Drill> {
        let mut drills = self.drills.iter().rev();
        drills.find(|it| it.practice == practice)
    }
}

impl Estate {
    /// Replaces what was tried.
    pub fn set_tried(&mut self, tried: Tried) {
        self.tried = Some(Arc::new(tried));
    }

    /// What was tried; `None` while no journal was read, which says nothing.
    #[must_use]
    pub fn tried(&self) -> Option<&Arc<Tried>> {
        self.tried.as_ref()
    }
}
