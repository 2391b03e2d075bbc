//! One look at everything, and what it comes to.

use super::exit::Exit;
use super::failure::Refusal;
use super::session::Session;
use crate::assess::{Assessment, RegionAssessment, Severity, State, Writers};
use crate::collect::{Knowledge, once};
use crate::estate::{AccountStanding, Estate, FailureKind, Source};
use crate::report::Report;
use crate::terms::{Instant, Span};
use futures::StreamExt;
use std::sync::Arc;

/// How long one look at everything may take, by the clock: one operation that
/// hangs, and what waits for it.
const PATIENCE: Span = Span::seconds(40);

/// What one look came to.
#[derive(Debug)]
pub struct Looked {
    /// What AWS says.
    pub estate: Estate,
    /// The assessment.
    pub assessment: Assessment,
    /// When.
    pub now: Instant,
}

/// How often what is seen is kept, while watching.
pub const KEEP_EVERY: Span = Span::minutes(5);

/// Looks at everything once, on top of what the last run left, and keeps it.
///
/// # Errors
/// When another account than the plan's answers, or there are no credentials:
/// then nothing of it is shown.
pub async fn look(session: &Session) -> Result<Looked, Refusal> {
    let looked = unguarded(session).await;
    identity(session, &looked.estate)?;
    session.keep(&looked.estate);
    Ok(looked)
}

/// The same, whoever answers, and kept nowhere.
pub async fn unguarded(session: &Session) -> Looked {
    let mut estate = session.estate.clone();
    let known = Knowledge::of(&estate, &session.plan);
    let pass = once(&session.setup, known, PATIENCE);
    futures::pin_mut!(pass);
    while let Some(observation) = pass.next().await {
        estate.apply(observation);
    }
    let now = session.clock.now();
    let assessment = Assessment::of(Arc::clone(&session.plan), &estate, now);
    Looked {
        estate,
        assessment,
        now,
    }
}

/// Refuses another account's answers, and missing credentials.
///
/// # Errors
/// When there is reason to.
pub fn identity(session: &Session, estate: &Estate) -> Result<(), Refusal> {
    let declared = session.plan.account.as_ref();
    let standing = estate.account(declared, session.clock.now());
    if let (AccountStanding::Another { account, .. }, Some(declared)) = (&standing, declared) {
        return Err(Refusal::OtherAccount {
            answered: account.clone().into_owned(),
            declared: declared.clone(),
        });
    }
    let refused = estate
        .slices()
        .filter(|(source, _, _)| *source == Source::Identity)
        .filter_map(|(_, _, slice)| slice.failure.as_ref())
        .find(|failure| failure.kind == FailureKind::Credentials);
    match refused {
        Some(failure) if standing == AccountStanding::NotVerified => {
            Err(Refusal::Credentials(failure.clone()))
        }
        _ => Ok(()),
    }
}

impl Looked {
    /// The report on it.
    #[must_use]
    pub fn report<'a>(&'a self, session: &'a Session) -> Report<'a> {
        Report {
            assessment: &self.assessment,
            estate: &self.estate,
            now: self.now,
            simulated: session.simulated,
            scenario: session.scenario.as_deref(),
            calls: session.calls(),
        }
    }

    /// What `status` ends with: the first that applies.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let regions = self.assessment.regions(&self.estate, self.now);
        // To refuse is to answer.
        let dead =
            |region: &RegionAssessment| region.answering.0 == 0 && region.silent_since.is_some();
        if regions.iter().all(dead) {
            return Exit::Unreachable;
        }
        let breached = self
            .assessment
            .stores()
            .any(|store| store.state == State::Bad);
        let severe = self
            .assessment
            .findings()
            .any(|finding| finding.severity == Severity::High);
        if breached || severe {
            return Exit::Breached;
        }
        let unknown = self.assessment.stores().any(|store| {
            store.outlook.loss().is_none() || matches!(store.writers, Writers::Unknown(_))
        });
        let unanswered = self.assessment.records().any(|record| {
            record
                .answer
                .value()
                .is_none_or(|now| now.region.value().is_none())
        });
        if unknown || unanswered {
            Exit::NotKnown
        } else {
            Exit::Done
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::simulated;
    use crate::estate::{Failure, Observation, Scope};

    fn looked(kind: &FailureKind) -> Looked {
        let plan = Arc::new(simulated::plan().expect("the demo's plan"));
        let now = simulated::epoch();
        let mut estate = Estate::default();
        for region in plan.regions.both() {
            estate.apply(Observation {
                source: Source::DbInstances,
                scope: Scope::from(region),
                asked: now,
                at: now,
                cadence: Span::minutes(1),
                calls: 1,
                skew_seconds: None,
                outcome: Err(Failure {
                    kind: kind.clone(),
                    operation: "DescribeDBInstances".to_owned(),
                    code: None,
                    message: "".into(),
                    request_id: None,
                }),
            });
        }
        Looked {
            assessment: Assessment::of(plan, &estate, now),
            estate,
            now,
        }
    }

    #[test]
    fn regions_that_refuse_everything_are_no_regions_that_do_not_answer() {
        let action = "rds:DescribeDBInstances".to_owned();
        let refuses = looked(&FailureKind::NotPermitted { action });
        assert_ne!(refuses.exit(), Exit::Unreachable);
        assert_ne!(refuses.exit(), Exit::Done);
        assert_eq!(looked(&FailureKind::NotReachable).exit(), Exit::Unreachable);
    }
}
