//! The samples of every metric that the plan calls for, in the Region where each
//! lives.

use super::{Asking, Look, Looking, Sight};
use crate::collect::metrics::wanted;
use crate::collect::watch::Readiness;
use crate::estate::{Facts, Scope, Source};
use crate::terms::{Instant, Region, Span};

/// How far back the first look at a metric goes.
const FIRST: Span = Span::hours(3);

/// How far back later looks go: metrics arrive minutes late, and CloudWatch
/// revises its newest periods.
const LATER: Span = Span::minutes(15);

/// How late a sample may be delivered.
const DELIVERY: Span = Span::minutes(3);

/// Who follows whom is told by the Region itself, and which health checks matter
/// by the records. The plan alone is enough to begin with.
pub(super) fn ready(asking: &Asking<'_>) -> Readiness {
    let here = |source| asking.known.is_settled(source, asking.scope);
    let global = |source| asking.known.is_settled(source, &Scope::Global);
    let in_plan = asking
        .scope
        .region()
        .is_some_and(|region| asking.plan.regions.both().contains(&region));
    let databases = !in_plan || (here(Source::DbInstances) && here(Source::GlobalClusters));
    let checks = asking.scope.region() != Some(&Region::us_east_1())
        || asking.plan.records.is_empty()
        || (global(Source::Records) && global(Source::HealthChecks));
    if databases && checks {
        Readiness::Ready
    } else {
        Readiness::Usable
    }
}

pub(super) fn look(look: Look, region: Region) -> Looking {
    Box::pin(async move {
        let known = look.known();
        let keys = wanted(look.plan(), &known, &region);
        if keys.is_empty() {
            return Ok(Facts::Metrics(Vec::new()).into());
        }
        let now = look.now();
        let seen = keys
            .iter()
            .map(|key| known.metric_seen(key))
            .min()
            .flatten();
        let reading = look
            .reads()
            .metrics(&region, &keys, start(seen, now), now)
            .await?;
        let failed = reading.facts.failed.into_iter().next();
        Ok(Sight {
            facts: Facts::Metrics(reading.facts.samples),
            shortfall: failed.map(|failed| failed.failure),
        })
    })
}

/// Where to begin, when the metric seen longest ago was seen at `seen`: metrics
/// are priced by the request and not by the sample, so that all ask for what the
/// one that needs most does.
fn start(seen: Option<Instant>, now: Instant) -> Instant {
    let first = FIRST.before(now);
    match seen {
        None => first,
        Some(seen) => DELIVERY.before(seen).min(LATER.before(now)).max(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn the_first_look_goes_back_three_hours_and_later_ones_fifteen_minutes() {
        let now = at("2026-11-22T03:00:30Z");
        assert_eq!(start(None, now), at("2026-11-22T00:00:30Z"));
        let minute_ago = Some(at("2026-11-22T02:59:30Z"));
        assert_eq!(start(minute_ago, now), at("2026-11-22T02:45:30Z"));
    }

    #[test]
    fn after_an_hour_without_answers_the_hour_is_asked_for() {
        let now = at("2026-11-22T03:00:00Z");
        let hour_ago = Some(at("2026-11-22T02:00:00Z"));
        assert_eq!(start(hour_ago, now), at("2026-11-22T01:57:00Z"));
    }
}
