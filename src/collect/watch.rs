//! One source in one scope, and one look at it.

use super::breaker::Contact;
use super::knowledge::Knowledge;
use crate::clock::Clock;
use crate::estate::{Facts, Failure, FailureKind, Observation, Scope, Source};
use crate::terms::{Instant, OutsideText, Span};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::fmt;
use std::panic::AssertUnwindSafe;

/// How closely the estate is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Nothing is wrong: what an operator's account can spare at all times.
    #[default]
    Idle,
    /// Something is: what changes within seconds is looked at within seconds.
    Incident,
}

/// How often a source is looked at, at either pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cadence {
    /// When nothing is wrong.
    pub idle: Span,
    /// When something is.
    pub incident: Span,
}

impl Cadence {
    /// The same at either pace.
    pub(super) const fn of(span: Span) -> Self {
        Self {
            idle: span,
            incident: span,
        }
    }

    /// The cadence at a pace.
    #[must_use]
    pub const fn at(self, pace: Pace) -> Span {
        match pace {
            Pace::Idle => self.idle,
            Pace::Incident => self.incident,
        }
    }
}

/// Whether what a look needs to know is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Readiness {
    /// There is nothing to look for yet.
    NotYet,
    /// Something could be asked, and more is about to be known.
    Usable,
    /// Everything that this run can tell beforehand is told.
    Ready,
}

/// What a look brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What came.
    pub outcome: Result<Facts, Failure>,
    /// What could not be had of it, when the rest could.
    pub shortfall: Option<Failure>,
    /// How many requests it took.
    pub calls: u32,
    /// How far AWS's clock is ahead of this host's, seconds, when that was told.
    pub skew_seconds: Option<f64>,
}

type Ready = Box<dyn Fn(&Knowledge) -> Readiness + Send + Sync>;
type Look = Box<dyn Fn() -> BoxFuture<'static, Seen> + Send + Sync>;

/// One source in one scope.
pub(super) struct Watch {
    /// What is looked at.
    pub source: Source,
    /// Where.
    pub scope: Scope,
    /// The operation named in failures that are not AWS's own.
    pub operation: &'static str,
    /// How often.
    pub cadence: Cadence,
    /// How long one look may take, by the clock.
    pub patience: Span,
    /// Whether silence opens a breaker.
    pub breaks: bool,
    /// Whether a look would know what to ask.
    pub ready: Ready,
    /// Looks once.
    pub look: Look,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.source, self.scope)
    }
}

/// The observations of one look, and what it met.
#[derive(Debug)]
pub(super) struct Looked {
    pub observations: Vec<Observation>,
    pub contact: Contact,
    pub failed: bool,
    pub asked: Instant,
}

impl Watch {
    /// Looks once and tells what came; gives up when patience ends.
    pub(super) async fn look_once(&self, clock: &Clock, cadence: Span) -> Looked {
        let asked = clock.now();
        let limit = clock.on_host(self.patience.duration());
        // A look that panics is told as a failure of its source, which would fall
        // silent for good otherwise, and is taken again like any other.
        let look = AssertUnwindSafe(async { (self.look)().await }).catch_unwind();
        let seen = match tokio::time::timeout(limit, look).await {
            Ok(Ok(seen)) => seen,
            Ok(Err(_)) => Seen {
                outcome: Err(self.failure(
                    FailureKind::NotUnderstood,
                    "lifeboat itself failed on the answer: please report it".to_owned(),
                )),
                shortfall: None,
                calls: 1,
                skew_seconds: None,
            },
            Err(_) => Seen {
                outcome: Err(self.failure(
                    FailureKind::NotReachable,
                    format!("no answer within {}", self.patience),
                )),
                shortfall: None,
                calls: 1,
                skew_seconds: None,
            },
        };
        let contact = self.contact(&seen);
        let failed = seen.outcome.is_err() || seen.shortfall.is_some();
        let at = clock.now();
        let observation = |outcome, calls| Observation {
            source: self.source,
            scope: self.scope.clone(),
            asked,
            at,
            cadence,
            calls,
            skew_seconds: seen.skew_seconds,
            outcome,
        };
        let mut observations = vec![observation(seen.outcome, seen.calls)];
        observations.extend(seen.shortfall.map(|failure| observation(Err(failure), 0)));
        Looked {
            observations,
            contact,
            failed,
            asked,
        }
    }

    fn contact(&self, seen: &Seen) -> Contact {
        match &seen.outcome {
            _ if !self.breaks => Contact::Answered,
            _ if seen.calls == 0 => Contact::NotSent,
            Err(failure) if failure.kind == FailureKind::NotReachable => Contact::Silent,
            _ => Contact::Answered,
        }
    }

    /// What is told when there was no look.
    pub(super) fn not_looked(
        &self,
        clock: &Clock,
        cadence: Span,
        kind: FailureKind,
        why: String,
    ) -> Observation {
        let now = clock.now();
        Observation {
            source: self.source,
            scope: self.scope.clone(),
            asked: now,
            at: now,
            cadence,
            calls: 0,
            skew_seconds: None,
            outcome: Err(self.failure(kind, why)),
        }
    }

    fn failure(&self, kind: FailureKind, message: String) -> Failure {
        Failure {
            kind,
            operation: self.operation.to_owned(),
            code: None,
            message: OutsideText::from(message),
            request_id: None,
        }
    }
}
