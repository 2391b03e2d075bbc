//! What Route 53's checkers see, for the endpoint checks behind declared records.
//! AWS offers it for use during development, at low rates; the metrics are what
//! health is judged by (`domain.md` §2.2).

use super::{Asking, Look, Looking, Sight, settle};
use crate::collect::watch::Readiness;
use crate::estate::facts::HealthCheck;
use crate::estate::{Facts, Scope, Source};

/// Which checks there are follows from the records, and what kind they are of
/// from the list of checks.
pub(super) fn ready(asking: &Asking<'_>) -> Readiness {
    let settled = |source| asking.known.is_settled(source, &Scope::Global);
    if asking.plan.records.is_empty() || (settled(Source::Records) && settled(Source::HealthChecks))
    {
        Readiness::Ready
    } else if asking.known.health_checks().is_some() {
        Readiness::Usable
    } else {
        Readiness::NotYet
    }
}

/// Whether checkers look at it themselves. The others follow checks, alarms or
/// switches, and no checker has anything to say of them.
fn has_checkers(check: &HealthCheck) -> bool {
    !matches!(
        check.kind.raw(),
        "CALCULATED" | "CLOUDWATCH_METRIC" | "RECOVERY_CONTROL"
    )
}

pub(super) fn look(look: Look) -> Looking {
    Box::pin(async move {
        let known = look.known();
        let behind = known.checks_behind(look.plan());
        let checks = known.health_checks().unwrap_or_default();
        let asked: Vec<_> = checks
            .iter()
            .filter(|check| behind.contains(&check.id) && has_checkers(check))
            .map(|check| check.id.clone())
            .collect();
        if asked.is_empty() {
            let needed = [Source::Records, Source::HealthChecks];
            let mut failures = needed
                .iter()
                .filter_map(|it| known.failure(*it, &Scope::Global));
            return match failures.next() {
                Some(failure) if !look.plan().records.is_empty() => Err(failure.clone()),
                _ => Ok(Facts::Checkers(Vec::new()).into()),
            };
        }
        let told = look
            .of_each(asked, |look, id| {
                Box::pin(async move { Ok(look.reads().checkers(&id).await?.facts) })
            })
            .await;
        let (told, shortfall) = settle(told);
        match shortfall {
            Some(failure) if told.is_empty() => Err(failure),
            shortfall => Ok(Sight {
                facts: Facts::Checkers(told),
                shortfall,
            }),
        }
    })
}
