//! What a record tells.

use super::bound::Bound;
use super::intent::{Attempt, Intent, Settled};
use super::walk::WalkEntry;
use crate::terms::{Instant, OutsideText, Region};
use serde::{Deserialize, Serialize};

/// What a record tells. A later version's entry reads as [`Entry::Other`]: its
/// line stays verifiable, byte for byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Entry {
    /// The window for actions was opened.
    Armed(Armed),
    /// It was closed.
    Disarmed {
        /// By whom or what.
        why: String,
    },
    /// An action is about to be sent.
    Intent(Box<Intent>),
    /// What came of sending it.
    Attempt(Attempt),
    /// How an intent ended, by what AWS was seen to say.
    Settled(Settled),
    /// How an old primary stands.
    Fence(Fence),
    /// The operator's word for what no source sees.
    Attested(Attested),
    /// What became of the lease.
    Lease(LeaseChange),
    /// Something happened in a walk through a runbook.
    Walk(WalkEntry),
    /// A line that was being written when its writer ended, taken away from the end.
    Torn {
        /// How long it was, in bytes.
        bytes: u64,
        /// What it said, as far as it is kept.
        text: String,
    },
    /// A remark.
    Note {
        /// What it says.
        text: String,
    },
    /// An entry that this version does not know, or a known one in a shape that it
    /// does not know.
    #[serde(untagged)]
    Other(serde_json::Value),
}

/// The window for actions was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Armed {
    /// Why.
    pub reason: OutsideText,
    /// The incident's name.
    pub incident: Option<OutsideText>,
    /// When it closes by itself.
    pub until: Instant,
    /// With whose power: a profile, a role, or the watching credentials.
    pub power: String,
}

/// How an old primary stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fence {
    /// The plan's store.
    pub store: String,
    /// The old primary, as AWS names it.
    pub identifier: OutsideText,
    /// Where it is.
    pub region: Region,
    /// How it stands.
    pub standing: FenceStanding,
    /// Why, in the operator's words.
    pub reason: OutsideText,
}

/// How an old primary stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FenceStanding {
    /// AWS says that it is stopped.
    Stopped,
    /// The operator says that it takes no writes.
    Attested,
    /// The operator says that it is not fenced.
    NotFenced,
}

/// The operator's word for what no source sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// What.
    pub what: Attestation,
    /// Of what, as AWS names it.
    pub identifier: OutsideText,
    /// Where it is.
    pub region: Region,
    /// How they know.
    pub reason: OutsideText,
}

/// What an operator can attest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attestation {
    /// A database accepts writes.
    Writable,
}

/// What became of the lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaseChange {
    /// What.
    pub did: LeaseDid,
    /// Who holds it, or held it.
    pub holder: String,
    /// Its fencing token: higher with each holder.
    pub token: u64,
}

/// What became of the lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeaseDid {
    /// Taken while it was free.
    Taken,
    /// Given back.
    Released,
    /// Taken after its holder let it expire.
    TakenOver,
    /// Found to be another's.
    Lost,
}

impl Entry {
    /// Which kind of entry, as the file names it; `None` for one that names none.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        Some(match self {
            Self::Armed(_) => "armed",
            Self::Disarmed { .. } => "disarmed",
            Self::Intent(_) => "intent",
            Self::Attempt(_) => "attempt",
            Self::Settled(_) => "settled",
            Self::Fence(_) => "fence",
            Self::Attested(_) => "attested",
            Self::Lease(_) => "lease",
            Self::Walk(_) => "walk",
            Self::Torn { .. } => "torn",
            Self::Note { .. } => "note",
            Self::Other(value) => return value.get("kind")?.as_str(),
        })
    }
}

impl Entry {
    /// The entry with what people and AWS said cut to what a record keeps. What a
    /// request is made of is never cut.
    #[must_use]
    pub(super) fn bounded(mut self) -> Self {
        match &mut self {
            Self::Armed(armed) => {
                armed.reason.bound();
                armed.incident.bound();
                armed.power.bound();
            }
            Self::Disarmed { why } => why.bound(),
            Self::Intent(intent) => intent.bound(),
            Self::Attempt(attempt) => attempt.bound(),
            Self::Settled(settled) => settled.evidence.bound(),
            Self::Fence(fence) => fence.reason.bound(),
            Self::Attested(attested) => attested.reason.bound(),
            Self::Lease(lease) => lease.holder.bound(),
            Self::Walk(walk) => walk.bound(),
            Self::Torn { text, .. } | Self::Note { text } => text.bound(),
            Self::Other(_) => {}
        }
        self
    }
}
