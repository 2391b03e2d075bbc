//! A walk through a runbook in the journal: each thing that happened in it, as an
//! entry of its own. The actions of its steps are intents like any other.

use super::bound::Bound;
use super::digest::Digest;
use crate::estate::Declaration;
use crate::terms::{Instant, OutsideText};
use serde::{Deserialize, Serialize};

/// Something that happened in a walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkEntry {
    /// The walk, by the sequence of its first record; `None` in that one.
    pub run: Option<u64>,
    /// What happened.
    pub event: WalkEvent,
}

/// What can happen in a walk. A step is named by its identity in the runbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalkEvent {
    /// It began.
    Begun(Box<WalkBegun>),
    /// Which Regions stand declared down, and what would be lost by that.
    Declared(WalkDeclared),
    /// A step was begun.
    Entered {
        /// The step.
        step: String,
    },
    /// A step was begun although not all that it requires is done.
    Waived {
        /// The step.
        step: String,
        /// What was not done.
        missing: Vec<String>,
        /// Why, in the operator's words.
        reason: OutsideText,
    },
    /// A condition was judged, and came to something else than before.
    Judged {
        /// The step.
        step: String,
        /// What it came to.
        judged: JudgedRecord,
    },
    /// In a rehearsal: an action was reviewed, and nothing was sent.
    Reviewed(ReviewedRecord),
    /// An action was confirmed, and is about to be written down and sent.
    Confirmed(ConfirmedRecord),
    /// What was confirmed was not sent, and no intent of it was written.
    NotRun {
        /// The step.
        step: String,
        /// Why.
        why: String,
    },
    /// A step ended.
    Ended {
        /// The step.
        step: String,
        /// How.
        how: StepEnd,
    },
    /// A step was passed over.
    Skipped {
        /// The step.
        step: String,
        /// Why, in the operator's words.
        reason: OutsideText,
    },
    /// The operator went to another step.
    Went {
        /// The step.
        to: String,
    },
    /// A remark.
    Noted {
        /// The step in which it was made.
        step: Option<String>,
        /// What it says.
        text: OutsideText,
    },
    /// Somebody takes the walk up again.
    Resumed,
    /// Whoever walked left it for later.
    Left {
        /// Why.
        why: String,
    },
    /// It is over.
    Over {
        /// How.
        how: WalkEnd,
    },
}

/// A walk began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkBegun {
    /// What the runbook is called.
    pub runbook: String,
    /// Its file.
    pub file: String,
    /// Its text: this is what is walked, whatever becomes of the file.
    pub text: String,
    /// The digest of that text.
    pub digest: Digest,
    /// How it is walked.
    pub mode: WalkMode,
    /// The scenario that is played, in a simulation in the same process.
    pub scenario: Option<String>,
    /// The incident's name.
    pub incident: Option<OutsideText>,
    /// Why, in the operator's words.
    pub reason: Option<OutsideText>,
    /// The plan's shortest objective for being back; `None` when it has none.
    pub rto: Option<RtoRecord>,
}

/// An objective for being back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RtoRecord {
    /// Whose.
    pub tier: String,
    /// How long, in seconds.
    pub seconds: u64,
}

/// How a runbook is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalkMode {
    /// For real: actions are sent to AWS.
    ForReal,
    /// Conditions are judged; actions stop at their review, and nothing is sent.
    Rehearsal,
    /// On a simulated AWS, to which actions are sent.
    Simulation,
}

impl WalkMode {
    /// The word for it, as people write it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ForReal => "for real",
            Self::Rehearsal => "rehearsal",
            Self::Simulation => "simulation",
        }
    }
}

/// Which Regions stand declared down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkDeclared {
    /// The declarations that stand.
    pub declarations: Vec<Declaration>,
    /// What would be lost by failing over then, for each store of the plan.
    pub losses: Vec<StoreLoss>,
}

/// What would be lost of a store by failing it over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreLoss {
    /// The store, by the plan's name for it.
    pub store: String,
    /// As it was shown, with its bound; why it is not known, when it is not.
    pub words: String,
    /// In seconds, rounded up; `None` when it was not known.
    pub seconds: Option<u64>,
    /// The instant up to which the copy had everything; `None` when not known.
    pub point: Option<Instant>,
    /// The objective, in seconds; `None` when the plan has none.
    pub rpo_seconds: Option<u64>,
}

/// What a condition came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedRecord {
    /// How it stands.
    pub standing: JudgedStanding,
    /// Why it is not known, when it is not.
    pub why: Option<String>,
    /// What was measured, with its unit and bound; `None` when nothing was.
    pub measured: Option<String>,
    /// What it was held against.
    pub threshold: String,
    /// What would have made it met; `None` when it was.
    pub clears: Option<String>,
    /// When what decides was seen, where one instant tells it.
    pub seen: Option<Instant>,
}

/// How a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JudgedStanding {
    /// It is met.
    Met,
    /// It is not.
    NotMet,
    /// It cannot be told: never taken for met.
    Unknown,
}

impl JudgedStanding {
    /// The word that goes with it, always.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Unknown => "unknown",
        }
    }
}

/// A review at which a rehearsal stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewedRecord {
    /// The step.
    pub step: String,
    /// The action's name in the catalogue.
    pub action: String,
    /// What it would change, as AWS names it.
    pub target: OutsideText,
    /// The same as an `aws` command; empty where nothing would be sent.
    pub command: String,
    /// What would be typed to confirm it.
    pub phrase: String,
    /// What stood in its way.
    pub obstacles: Vec<String>,
    /// What would be lost of its store.
    pub loss: Option<StoreLoss>,
}

/// A confirmed action of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmedRecord {
    /// The step.
    pub step: String,
    /// The action's name in the catalogue.
    pub action: String,
    /// What it changes, as AWS names it.
    pub target: OutsideText,
    /// What would be lost of its store, as it was confirmed.
    pub loss: Option<StoreLoss>,
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepEnd {
    /// It is done.
    Done {
        /// The operator's note, where it is their word.
        note: Option<OutsideText>,
    },
    /// It failed.
    Failed {
        /// Why.
        why: String,
    },
    /// In a rehearsal: as far as it goes without an action.
    Rehearsed {
        /// What would have to be done for more.
        why: String,
    },
}

/// How a walk ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalkEnd {
    /// It came to its end.
    Completed,
    /// It was given up.
    GivenUp {
        /// Why, in the operator's words.
        reason: OutsideText,
    },
}

impl Bound for StoreLoss {
    fn bound(&mut self) {
        self.words.bound();
    }
}

impl Bound for WalkEntry {
    /// The text of the runbook is never cut: it is what is walked.
    fn bound(&mut self) {
        match &mut self.event {
            WalkEvent::Begun(begun) => {
                begun.incident.bound();
                begun.reason.bound();
            }
            WalkEvent::Declared(declared) => declared.losses.bound(),
            WalkEvent::Waived { reason, .. } | WalkEvent::Skipped { reason, .. } => reason.bound(),
            WalkEvent::Judged { judged, .. } => {
                judged.why.bound();
                judged.measured.bound();
                judged.threshold.bound();
                judged.clears.bound();
            }
            WalkEvent::Reviewed(reviewed) => {
                reviewed.obstacles.bound();
                reviewed.loss.bound();
            }
            WalkEvent::Confirmed(confirmed) => confirmed.loss.bound(),
            WalkEvent::NotRun { why, .. } | WalkEvent::Left { why } => why.bound(),
            WalkEvent::Ended { how, .. } => match how {
                StepEnd::Done { note } => note.bound(),
                StepEnd::Failed { why } | StepEnd::Rehearsed { why } => why.bound(),
            },
            WalkEvent::Noted { text, .. } => text.bound(),
            WalkEvent::Over { how } => {
                if let WalkEnd::GivenUp { reason } = how {
                    reason.bound();
                }
            }
            WalkEvent::Entered { .. } | WalkEvent::Went { .. } | WalkEvent::Resumed => {}
        }
    }
}
