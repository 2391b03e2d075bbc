//! What an assessment says of who is serving: failover pairs, answers, health.

use super::model::State;
use crate::estate::facts::FailoverRole;
use crate::terms::{Instant, Known, OutsideText, Region};

/// One side of a failover pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Which side.
    pub role: FailoverRole,
    /// `SetIdentifier`.
    pub set_identifier: OutsideText,
    /// Where it points, as far as that can be told.
    pub region: Known<Region>,
    /// Its values, or its alias target.
    pub values: Vec<OutsideText>,
    /// Whether Route 53 takes it for healthy.
    pub healthy: Known<bool>,
    /// Why, in a few words.
    pub reason: String,
    /// Whether it is an alias that evaluates its target's health.
    pub evaluates_target: bool,
    /// Its health check, when it has one.
    pub health_check: Option<OutsideText>,
    /// `TTL`, seconds; absent for an alias.
    pub ttl_seconds: Option<i64>,
}

/// By which means a record would be flipped, the least dependent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlipMeans {
    /// The presence of an object in the standby Region.
    StandbyTakesOver,
    /// Nothing but the health check's own verdict, and Route 53's control plane
    /// in us-east-1 for anything else.
    HealthCheckOnly,
}

/// What the authoritative name servers answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerNow {
    /// The values answered.
    pub values: Vec<OutsideText>,
    /// The TTL answered, seconds.
    pub ttl_seconds: u32,
    /// The side they belong to, where exactly one matches.
    pub side: Known<FailoverRole>,
    /// The Region they belong to, where exactly one side matches.
    pub region: Known<Region>,
    /// When the newest answer arrived.
    pub at: Instant,
    /// How many name servers answered so, of how many asked.
    pub servers: (usize, usize),
}

/// A declared record, assessed.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordAssessment {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// The tier, when it has one.
    pub tier: Option<String>,
    /// The Region it should point at.
    pub should_be: Region,
    /// What is answered now.
    pub answer: Known<AnswerNow>,
    /// The failover pair, PRIMARY first.
    pub pair: Known<Vec<Side>>,
    /// Which side Route 53 would answer with, by its truth table.
    pub would_answer: Known<FailoverRole>,
    /// How many checkers of the PRIMARY's health check report success, of how many.
    pub checkers: Known<(usize, usize)>,
    /// By which means it can be flipped.
    pub means: FlipMeans,
    /// How it stands.
    pub state: State,
    /// Why, in a few words.
    pub reason: String,
}

/// A health check, assessed: Disabled and Inverted applied.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthAssessment {
    /// Its id.
    pub id: OutsideText,
    /// Whether Route 53 takes it for healthy.
    pub healthy: Known<bool>,
    /// Why, in a few words.
    pub reason: String,
    /// How many checkers report success, of how many.
    pub checkers: Option<(usize, usize)>,
}
