//! An action in the journal: what is about to be sent, what came of it, how it ended.

use crate::estate::{Failure, Scope};
use crate::terms::OutsideText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An action that is about to be sent, as it was confirmed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// The action's name in the catalogue.
    pub action: String,
    /// What it changes.
    pub target: Target,
    /// What the operator chose: means, time, new name.
    pub settings: BTreeMap<String, String>,
    /// The request.
    pub call: CallRecord,
    /// The same as an `aws` command.
    pub command: String,
    /// What must answer for it to work, in words.
    pub depends_on: Vec<String>,
    /// What is lost by it, when something is.
    pub loses: Option<LossRecord>,
    /// What the operator typed.
    pub phrase: String,
    /// The facts that preflight saw.
    pub facts: Vec<FactRecord>,
    /// The checks that the operator overrode.
    pub overrides: Vec<OverrideRecord>,
    /// What this version does not check, by name.
    pub not_checked: Vec<String>,
    /// The request that undoes it; `None` when none does.
    pub inverse: Option<CallRecord>,
    /// Why, in the operator's words.
    pub reason: OutsideText,
    /// The incident's name.
    pub incident: Option<OutsideText>,
    /// What verification needs to know later.
    pub expect: BTreeMap<String, String>,
}

/// What an action changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// As AWS names it.
    pub identifier: OutsideText,
    /// Where it is.
    pub scope: Scope,
}

/// A request to AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecord {
    /// The service, as the SDK's metadata names it.
    pub service: String,
    /// The operation, as AWS names it.
    pub operation: String,
    /// Where it is sent.
    pub scope: Scope,
    /// AWS's own parameter names with their raw values, in order.
    pub parameters: Vec<(String, String)>,
}

/// What is lost by an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossRecord {
    /// As it was shown, with its bound.
    pub words: String,
    /// In seconds, rounded up; `None` when it was not known.
    pub seconds: Option<u64>,
    /// The most that the operator accepted, in seconds; `None` for any.
    pub ceiling_seconds: Option<u64>,
}

/// What a preflight check saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRecord {
    /// The check's name.
    pub check: String,
    /// `pass`, `warn`, `block` or `refuse`.
    pub class: String,
    /// What was found, in words.
    pub says: String,
    /// What was measured; `None` when it was not known.
    pub measured: Option<String>,
    /// What it was held against, where there is such a thing.
    pub threshold: Option<String>,
    /// What would clear it; `None` when it passed.
    pub clears: Option<String>,
}

/// A check that the operator overrode, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverrideRecord {
    /// The check's name.
    pub check: String,
    /// Why, in the operator's words.
    pub reason: OutsideText,
}

/// What came of sending an intent's request, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The sequence of its intent.
    pub intent: u64,
    /// What came.
    pub came: Came,
}

/// What came of sending a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// AWS took it.
    Accepted {
        /// AWS's request id.
        request_id: Option<OutsideText>,
        /// The id of what it made, such as a job's or a change's.
        id: Option<OutsideText>,
    },
    /// AWS answered that it was not done.
    Rejected {
        /// How.
        failure: Failure,
    },
    /// It may have been done or not.
    Unknown {
        /// What came instead of an answer.
        failure: Failure,
    },
    /// It cannot have been done: it never left.
    NotSent {
        /// Why.
        why: String,
    },
}

/// How an intent ended, by what AWS was seen to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The sequence of its intent.
    pub intent: u64,
    /// How.
    pub outcome: Outcome,
    /// What was seen, in words.
    pub evidence: Vec<String>,
}

/// How an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// AWS agrees that it is done.
    Done,
    /// AWS says that it was not done.
    Failed,
    /// Not known, and said so.
    Unknown,
}
