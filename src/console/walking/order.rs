//! What is handed over of a walk, and what is told of it.

use super::Mark;
use crate::estate::Tried;
use crate::journal::{ConfirmedRecord, WalkEvent};
use crate::runbook::{Beginning, Experience, Probe, Walk, WalkBefore};
use crate::terms::OutsideText;

/// Something to be done with a walk.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkOrder {
    /// Its number: what is told names the last one that was carried out.
    pub number: u64,
    /// What is to be done.
    pub does: WalkDoes,
}

/// What is to be done with a walk.
#[derive(Debug, Clone, PartialEq)]
pub enum WalkDoes {
    /// Begin one.
    Begin {
        /// Of what, and how.
        beginning: Box<Beginning>,
        /// Why it may act, where it may.
        reason: Option<OutsideText>,
    },
    /// Take this one up.
    TakeUp(u64),
    /// Write down what happened in the one that is walked here.
    Write(Vec<WalkEvent>),
}

/// Nothing of it differs from itself.
impl Eq for WalkOrder {}

/// What a probe of a walk asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkProbe {
    /// Where the walk is.
    pub mark: Mark,
    /// What is asked.
    pub probe: Probe,
}

/// That an action was confirmed in a step.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkStep {
    /// The number of the order.
    pub number: u64,
    /// What was confirmed.
    pub confirmed: ConfirmedRecord,
}

/// By whom a walk is walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalkHands {
    /// By this console.
    Here,
    /// By another lifeboat on this host, by its word.
    Elsewhere(String),
    /// By nobody: it was left, or cut off.
    Nobody,
}

/// How walks stand, by the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct WalksTold {
    /// The walk that is shown, and by whom it is walked.
    pub shown: Option<(Walk, WalkHands)>,
    /// How each runbook was walked last.
    pub before: Vec<WalkBefore>,
    /// What walks took before.
    pub earlier: Experience,
    /// What was tried of recovery, by the journal; `None` where it cannot be told.
    pub tried: Option<Tried>,
    /// The last order that was carried out.
    pub done: u64,
    /// Why the journal's last walk cannot be shown; told once.
    pub trouble: Option<String>,
}
