//! The request log: what was asked of the simulated AWS, when, and what came of it.

use chrono::{DateTime, Utc};

/// One request, as the simulator saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestRecord {
    /// When it arrived, on the simulator's clock.
    pub time: DateTime<Utc>,
    /// The Region of the signature's scope; empty when the request was not signed.
    pub region: String,
    /// The signing name of the service; empty when the request was not signed.
    pub service: String,
    /// The operation, `Unknown` when the request names none.
    pub operation: String,
    /// Whether it was one more than the service takes of an account in a second, and was throttled for that:
    /// no fault's doing, but the caller's.
    pub over_rate: bool,
    /// What came of it.
    pub outcome: RequestOutcome,
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestOutcome {
    /// Neither answered nor given up yet.
    InFlight,
    /// Answered in full with this HTTP status.
    Answered(u16),
    /// Answered with this HTTP status, the body cut off.
    CutOff(u16),
    /// The connection was refused.
    Refused,
    /// The connection was reset.
    Reset,
    /// The endpoint's name did not resolve.
    UnknownHost,
    /// The caller went away before there was an answer.
    Abandoned,
}
