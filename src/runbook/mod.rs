//! Runbooks: a Markdown document that reads well in any wiki, and runs.
//!
//! [`parse`] goes from text to a [`Runbook`], or to everything that is wrong
//! with it. A [`Condition`] of one of its steps is held against the estate by
//! [`judge`], and what a [`Probe`] brought by [`Probe::judge`]. Names in it are the
//! plan's: [`lint`] holds a runbook against the plan, and against the estate where
//! that is known. [`Experience`] says how long a walk takes, by those before it. All
//! of it is pure: `now` is an argument.

mod condition;
mod forecast;
mod id;
mod included;
mod judgement;
mod lint;
mod model;
mod parse;
mod place;
mod probe;
mod prose;
mod sheet;
#[cfg(test)]
mod tests;
mod tried;
mod walk;

pub use condition::{
    Answers, CONDITIONS, Condition, ConditionEntry, CopyStatus, HealthCheck, Limit, LossAtMost,
    RecordName, RecoveryPoint, RegionIs, RegionState, Writable, WriterCount, judge,
};
pub use forecast::{Basis, Experience, Forecast, Left, Range};
pub use id::{StepId, StepIdError};
pub use included::{INCLUDED, Included};
pub use judgement::{Judgement, Outcome};
pub use lint::{Against, Lint, RULES, Rule, lint};
pub use model::{
    ActionCall, Next, Notice, OnFailure, Probe, REVIEW_HOLDS, Runbook, Step, StepKind,
};
pub use parse::{STEP_KINDS, parse, parse_bytes};
pub use place::Place;
pub use probe::Asked;
pub use prose::Prose;
pub use sheet::Sheet;
pub use tried::tried;
pub use walk::{
    Beginning, COMMANDS, Call, Clocks, Decision, Deed, MOST_VISITS, NotTaken, Noted, Reply, Tell,
    Todo, Visit, Walk, WalkBefore, WalkError, followed, last_walks, loss_of, shortest_rto,
    walks_of, words,
};
