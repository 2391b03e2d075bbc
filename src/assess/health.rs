//! The effective state of a health check: what Route 53's checkers say, then
//! Disabled and Inverted applied, as Route 53 does it.

use super::context::Context;
use super::serving::HealthAssessment;
use crate::estate::facts::{HealthCheck, MetricKey};
use crate::estate::{Scope, Source};
use crate::terms::{Known, OutsideText, Unknown, clock_time};
use std::collections::BTreeSet;

/// The share of checkers that must succeed for an endpoint to be healthy: more
/// than 18 % (Route 53 developer guide, "how Route 53 determines whether a
/// health check is healthy"; AWS says that the value might change).
const HEALTHY_SHARE: f64 = 0.18;

/// Route 53 lets a health check use no fewer checker Regions than three (API
/// reference, `HealthCheckConfig.Regions`): fewer observations tell nothing.
const FEWEST_REGIONS: usize = 3;

/// How deep calculated checks may nest before they are taken for a loop.
pub(super) const DEEPEST: usize = 8;

/// The effective state of the health check of that id.
pub(super) fn of(context: &Context<'_>, id: &OutsideText) -> HealthAssessment {
    nested(context, id, 0)
}

/// The same, as a child of `depth` others.
pub(super) fn nested(context: &Context<'_>, id: &OutsideText, depth: usize) -> HealthAssessment {
    let unknown = |why: Unknown| HealthAssessment {
        id: id.clone(),
        reason: why.to_string(),
        healthy: Known::Unknown(why),
        checkers: None,
    };
    if depth > DEEPEST {
        return unknown(Unknown::Unavailable("its children form a loop".into()));
    }
    if let Some(why) = unseen(context, Source::HealthChecks) {
        return unknown(why);
    }
    let Some(check) = context.health_check(id) else {
        return unknown(Unknown::Unavailable(
            format!("health check {id} does not exist").into(),
        ));
    };
    let checkers = counted(context, id);
    let (raw, reason) = if check.disabled {
        (Known::Known(true), "disabled: taken for healthy".to_owned())
    } else {
        raw(context, check, checkers, depth)
    };
    let (healthy, reason) = if check.inverted {
        (raw.map(|healthy| !healthy), format!("{reason}, inverted"))
    } else {
        (raw, reason)
    };
    HealthAssessment {
        id: id.clone(),
        healthy,
        reason,
        checkers,
    }
}

/// Why Route 53's control plane has nothing to say now: silent, or long ago.
pub(super) fn unseen(context: &Context<'_>, source: Source) -> Option<Unknown> {
    if let Some((since, _)) = context.silence(source, &Scope::Global) {
        let text = format!("Route 53 does not answer since {}", clock_time(since));
        return Some(Unknown::Unavailable(text.into()));
    }
    context.untrusted(source, &Scope::Global)
}

/// How many of a check's checkers report success, when that was seen recently.
fn counted(context: &Context<'_>, id: &OutsideText) -> Option<(usize, usize)> {
    if unseen(context, Source::Checkers).is_some() {
        return None;
    }
    let (seen, checkers) = context.checkers(id)?;
    // The others may have been asked since, and this one not.
    if context.is_left_behind(Source::Checkers, &Scope::Global, *seen) {
        return None;
    }
    let regions: BTreeSet<&OutsideText> = checkers
        .observations
        .iter()
        .map(|seen| &seen.region)
        .collect();
    if regions.len() < FEWEST_REGIONS {
        return None;
    }
    let all = checkers.observations.len();
    let succeeding = checkers
        .observations
        .iter()
        .filter(|seen| seen.status.raw().starts_with("Success"))
        .count();
    Some((succeeding, all))
}

fn raw(
    context: &Context<'_>,
    check: &HealthCheck,
    checkers: Option<(usize, usize)>,
    depth: usize,
) -> (Known<bool>, String) {
    match check.kind.raw() {
        "CALCULATED" => calculated(context, check, depth),
        // These follow an alarm's metric or a routing control, which this
        // version does not observe: CloudWatch's word for the check itself is
        // taken, but only where no inversion could make it ambiguous.
        "CLOUDWATCH_METRIC" | "RECOVERY_CONTROL" => from_metric(context, check),
        _ => endpoint(context, check, checkers),
    }
}

fn endpoint(
    context: &Context<'_>,
    check: &HealthCheck,
    checkers: Option<(usize, usize)>,
) -> (Known<bool>, String) {
    if let Some((succeeding, all)) = checkers {
        #[allow(clippy::cast_precision_loss)]
        let share = succeeding as f64 / all as f64;
        let text = format!("{succeeding} of {all} checkers succeed");
        return (Known::Known(share > HEALTHY_SHARE), text);
    }
    let key = MetricKey::health_check_percentage(check.id.raw());
    match context.fresh_sample(&key) {
        Some(sample) if silent_metrics(context).is_none() => {
            let healthy = sample.value > HEALTHY_SHARE * 100.0;
            (
                Known::Known(healthy),
                format!("{:.0} % of checkers succeed", sample.value),
            )
        }
        _ => {
            let why = silent_metrics(context)
                .or_else(|| unseen(context, Source::Checkers))
                .unwrap_or(Unknown::NotYet);
            (Known::Unknown(why.clone()), why.to_string())
        }
    }
}

/// Whether us-east-1, where the metrics of health checks live, is silent.
fn silent_metrics(context: &Context<'_>) -> Option<Unknown> {
    let region = crate::terms::Region::us_east_1();
    let (since, _) = context.silence(Source::Metrics, &Scope::Region(region))?;
    let text = format!("us-east-1 does not answer since {}", clock_time(since));
    Some(Unknown::Unavailable(text.into()))
}

fn from_metric(context: &Context<'_>, check: &HealthCheck) -> (Known<bool>, String) {
    let unknown = |text: &'static str| {
        let why = Unknown::Unavailable(text.into());
        (Known::Unknown(why), text.to_owned())
    };
    if check.inverted {
        return unknown("what it follows is not observed by this version");
    }
    if silent_metrics(context).is_some() {
        return unknown("us-east-1 does not answer");
    }
    let key = MetricKey::health_check_status(check.id.raw());
    match context.fresh_sample(&key) {
        Some(sample) => {
            let healthy = sample.value >= 1.0;
            let word = if healthy { "healthy" } else { "unhealthy" };
            (Known::Known(healthy), format!("CloudWatch reads {word}"))
        }
        None => unknown("what it follows is not observed by this version"),
    }
}

/// A calculated check is healthy when enough children are; a child that is not
/// known leaves it unknown unless the others decide.
fn calculated(context: &Context<'_>, check: &HealthCheck, depth: usize) -> (Known<bool>, String) {
    let threshold = usize::try_from(check.health_threshold.unwrap_or(1)).unwrap_or(0);
    let all = check.children.len();
    if threshold == 0 {
        return (Known::Known(true), "needs no healthy child".to_owned());
    }
    if threshold > all {
        let text = format!("needs {threshold} of {all} children: never healthy");
        return (Known::Known(false), text);
    }
    let states: Vec<Known<bool>> = check
        .children
        .iter()
        .map(|child| nested(context, child, depth + 1).healthy)
        .collect();
    let healthy = states.iter().filter(|s| s.value() == Some(&true)).count();
    let unknown = states.iter().filter(|s| s.value().is_none()).count();
    let text = format!("{healthy} of {all} children healthy, {threshold} needed");
    if healthy >= threshold {
        (Known::Known(true), text)
    } else if healthy + unknown < threshold {
        (Known::Known(false), text)
    } else {
        let why = Unknown::Unavailable(format!("{unknown} of {all} children not known").into());
        (Known::Unknown(why.clone()), why.to_string())
    }
}
