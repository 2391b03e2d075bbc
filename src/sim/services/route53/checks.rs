//! `ListHealthChecks`, `GetHealthCheck`, `GetHealthCheckStatus`, `UpdateHealthCheck`.

use std::ops::Bound;

use super::page_size;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Change, Failure};
use crate::sim::world::health::{CheckKind, HealthCheck, Observation};

/// Members of `UpdateHealthCheck` that change what is checked.
const NOT_UPDATED: [&str; 10] = [
    "IPAddress",
    "Port",
    "ResourcePath",
    "FullyQualifiedDomainName",
    "SearchString",
    "ChildHealthChecks",
    "EnableSNI",
    "AlarmIdentifier",
    "InsufficientDataHealthStatus",
    "ResetElements",
];

/// The marker is the id of the first check of the page.
pub(super) fn list(call: &Call<'_>) -> Result<Shape, Failure> {
    let limit = page_size(call, 1_000)?;
    let marker = call.input.text("marker");
    let from = marker.map_or(Bound::Unbounded, Bound::Included);
    let mut checks: Vec<&HealthCheck> = call
        .world
        .health_checks
        .range::<str, _>((from, Bound::Unbounded))
        .map(|(_, check)| check)
        .take(limit + 1)
        .collect();
    let next = (checks.len() > limit).then(|| checks.pop()).flatten();
    let checks = checks.into_iter().map(|check| shape(call, check));
    Ok(Record::new()
        .list("HealthChecks", "HealthCheck", checks)
        .with("Marker", marker.unwrap_or_default())
        .with("IsTruncated", next.is_some())
        .maybe("NextMarker", next.map(|check| &check.id))
        .with("MaxItems", limit.to_string())
        .into())
}

fn check_of<'a>(call: &Call<'a>) -> Result<&'a HealthCheck, Failure> {
    let id = call.input.text("HealthCheckId").unwrap_or_default();
    call.world.health_checks.get(id).ok_or_else(|| {
        let message = format!("A health check with id {id} does not exist.");
        Failure::not_found("NoSuchHealthCheck", message)
    })
}

pub(super) fn get(call: &Call<'_>) -> Result<Shape, Failure> {
    let check = check_of(call)?;
    Ok(Record::new().with("HealthCheck", shape(call, check)).into())
}

/// Flags and thresholds; what is checked stays as it is. `HealthCheckVersion`, where it is given, must be
/// the check's own: somebody else's change is not written over.
pub(super) fn update(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let check = check_of(&call)?;
    if let Some(other) = NOT_UPDATED
        .iter()
        .find(|member| call.input.member(member).is_some())
    {
        return Err(call.invalid(format!("Changing {other} is not simulated")));
    }
    if let Some((principal, _)) = &check.linked_service {
        return Err(call.invalid(format!(
            "The health check is managed by {principal} and can't be updated."
        )));
    }
    let version = call.whole("HealthCheckVersion")?;
    if version.is_some_and(|version| version != check.version) {
        return Err(Failure {
            status: 409,
            ..Failure::bad_request(
                "HealthCheckVersionMismatch",
                format!(
                    "The health check version in the request does not match the current version {}.",
                    check.version
                ),
            )
        });
    }
    let threshold = call.whole("FailureThreshold")?;
    if threshold.is_some_and(|threshold| !(1..=10).contains(&threshold)) {
        return Err(call.invalid("FailureThreshold must be between 1 and 10"));
    }
    let children = call.whole("HealthThreshold")?;
    if children.is_some_and(|children| !(0..=256).contains(&children)) {
        return Err(call.invalid("HealthThreshold must be between 0 and 256"));
    }
    let calculated = matches!(check.kind, CheckKind::Calculated { .. });
    if (children.is_some() && !calculated) || (threshold.is_some() && !check.has_checkers()) {
        return Err(call.invalid(format!(
            "This threshold is not for health checks of type {}",
            check.type_name()
        )));
    }
    let (disabled, inverted) = (call.flag("Disabled")?, call.flag("Inverted")?);
    let id = check.id.clone();
    if let Some(check) = change.world.health_checks.get_mut(&id) {
        check.disabled = disabled.unwrap_or(check.disabled);
        check.inverted = inverted.unwrap_or(check.inverted);
        check.failure_threshold = threshold.unwrap_or(check.failure_threshold);
        if let (CheckKind::Calculated { threshold, .. }, Some(children)) =
            (&mut check.kind, children)
        {
            *threshold = children;
        }
        check.version += 1;
    }
    get(&change.look())
}

/// Only checks that have checkers have a status of this kind: for calculated ones AWS's reference sends
/// the caller elsewhere.
pub(super) fn status(call: &Call<'_>) -> Result<Shape, Failure> {
    let check = check_of(call)?;
    if !check.has_checkers() {
        return Err(call.invalid(format!(
            "GetHealthCheckStatus is not supported for health checks of type {}",
            check.type_name()
        )));
    }
    let observations = call.world.observations(check, call.now);
    let shapes = observations.iter().map(|seen| observation(check, seen));
    Ok(Record::new()
        .list("HealthCheckObservations", "HealthCheckObservation", shapes)
        .into())
}

fn observation(check: &HealthCheck, seen: &Observation) -> Record {
    let status = match (&check.kind, seen.success) {
        (CheckKind::Tcp, true) => "Success: TCP connection established",
        (CheckKind::Tcp, false) => "Failure: The TCP connection could not be established in time",
        (_, true) => "Success: HTTP Status Code 200, OK",
        (_, false) => "Failure: HTTP Status Code 503, Service Unavailable",
    };
    let report = Record::new()
        .with("Status", status)
        .with("CheckedTime", seen.checked);
    Record::new()
        .with("Region", seen.region)
        .with("IPAddress", &seen.address)
        .with("StatusReport", report)
}

fn shape(call: &Call<'_>, check: &HealthCheck) -> Record {
    let linked = check
        .linked_service
        .as_ref()
        .map(|(principal, description)| {
            Record::new()
                .with("ServicePrincipal", principal)
                .with("Description", description)
        });
    Record::new()
        .with("Id", &check.id)
        .with("CallerReference", &check.caller_reference)
        .maybe("LinkedService", linked)
        .with("HealthCheckConfig", config(check))
        .with("HealthCheckVersion", check.version)
        .maybe("CloudWatchAlarmConfiguration", alarm(call, check))
}

fn config(check: &HealthCheck) -> Record {
    let mut config = Record::new()
        .maybe("IPAddress", check.address.as_ref())
        .maybe("Port", check.port)
        .with("Type", check.type_name());
    if let CheckKind::Http { path, .. } = &check.kind {
        config = config.with("ResourcePath", path);
    }
    config = config.maybe("FullyQualifiedDomainName", check.domain_name.as_ref());
    if let CheckKind::Http {
        search: Some(search),
        ..
    } = &check.kind
    {
        config = config.with("SearchString", search);
    }
    if check.has_checkers() {
        config = config
            .with("RequestInterval", check.interval_seconds)
            .with("FailureThreshold", check.failure_threshold)
            .with("MeasureLatency", false);
    }
    config = config
        .with("Inverted", check.inverted)
        .with("Disabled", check.disabled);
    match &check.kind {
        CheckKind::Http { tls, .. } => config.with("EnableSNI", *tls),
        CheckKind::Tcp => config,
        CheckKind::Calculated {
            children,
            threshold,
        } => config.with("HealthThreshold", *threshold).list(
            "ChildHealthChecks",
            "ChildHealthCheck",
            children,
        ),
        CheckKind::CloudWatch {
            region,
            alarm,
            insufficient_data,
        } => config
            .with(
                "AlarmIdentifier",
                Record::new().with("Region", region).with("Name", alarm),
            )
            .with("InsufficientDataHealthStatus", insufficient_data),
        CheckKind::RecoveryControl {
            routing_control_arn,
            ..
        } => config.with("RoutingControlArn", routing_control_arn),
    }
}

/// `CloudWatchAlarmConfiguration`: a copy of the alarm's settings.
fn alarm(call: &Call<'_>, check: &HealthCheck) -> Option<Record> {
    let CheckKind::CloudWatch { region, alarm, .. } = &check.kind else {
        return None;
    };
    let alarm = call.world.regions.get(region)?.metric_alarms.get(alarm)?;
    let dimension =
        |(name, value): &(String, String)| Record::new().with("Name", name).with("Value", value);
    let configuration = Record::new()
        .with("EvaluationPeriods", alarm.evaluation_periods)
        .with("Threshold", alarm.threshold)
        .with("ComparisonOperator", &alarm.comparison)
        .with("Period", alarm.period_seconds)
        .with("MetricName", &alarm.metric.name)
        .with("Namespace", &alarm.metric.namespace)
        .with("Statistic", &alarm.statistic)
        .list(
            "Dimensions",
            "Dimension",
            alarm.metric.dimensions.iter().map(dimension),
        );
    Some(configuration)
}
