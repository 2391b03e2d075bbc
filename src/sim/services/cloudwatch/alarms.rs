//! `DescribeAlarms`.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::bad_token;
use crate::sim::services::paging;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::alarms::{AlarmCommon, CompositeAlarm, MetricAlarm};

/// An alarm of either kind.
enum Alarm<'a> {
    Composite(&'a CompositeAlarm),
    Metric(&'a MetricAlarm),
}

impl<'a> Alarm<'a> {
    fn common(&self) -> &'a AlarmCommon {
        match self {
            Alarm::Composite(alarm) => &alarm.common,
            Alarm::Metric(alarm) => &alarm.common,
        }
    }
}

/// Without `AlarmTypes` only metric alarms are returned; with it, exactly the types it names.
pub(super) fn describe(call: &Call<'_>) -> Result<Shape, Failure> {
    let limit = call.limit("MaxRecords", 1, 100, 50)?;
    let types = call.input.texts("AlarmTypes", "member");
    if let Some(unknown) = types
        .iter()
        .find(|name| !["CompositeAlarm", "MetricAlarm", "LogAlarm"].contains(name))
    {
        return Err(call.invalid(format!(
            "The value {unknown} for parameter AlarmTypes is not valid."
        )));
    }
    let names = call.input.texts("AlarmNames", "member");
    let prefix = call.input.text("AlarmNamePrefix");
    if !names.is_empty() && prefix.is_some() {
        return Err(call.invalid("AlarmNames and AlarmNamePrefix must not both be given."));
    }
    if names.len() > 100 {
        return Err(call.invalid("AlarmNames must not have more than 100 names."));
    }
    let state = call.input.text("StateValue");
    if let Some(unknown) = state.filter(|s| !["OK", "ALARM", "INSUFFICIENT_DATA"].contains(s)) {
        let message = format!("The value {unknown} for parameter StateValue is not valid.");
        return Err(call.invalid(message));
    }
    let action = call.input.text("ActionPrefix");
    let keep = |alarm: &Alarm<'_>| {
        let common = alarm.common();
        (names.is_empty() || names.contains(&common.name.as_str()))
            && prefix.is_none_or(|prefix| common.name.starts_with(prefix))
            && state.is_none_or(|state| common.state.as_str() == state)
            && action.is_none_or(|action| {
                common
                    .alarm_actions
                    .iter()
                    .any(|own| own.starts_with(action))
            })
            && related(call, alarm)
    };

    let here = call.here()?;
    let composite = types.contains(&"CompositeAlarm");
    let metric = types.is_empty() || types.contains(&"MetricAlarm");
    // Composite alarms come before metric alarms; the token says in which of them to go on, after whom.
    let after = match call.input.text("NextToken") {
        None => None,
        Some(token) => Some(paging::key_of(token).ok_or_else(bad_token)?),
    };
    let after = after.as_deref();
    let after_composite = after.and_then(|key| key.strip_prefix("c:"));
    let after_metric = after.and_then(|key| key.strip_prefix("m:"));
    if after.is_some() && after_composite.is_none() && after_metric.is_none() {
        return Err(bad_token());
    }
    let composites = from(&here.composite_alarms, after_composite)
        .filter(|_| composite && after_metric.is_none())
        .map(|(name, alarm)| (format!("c:{name}"), Alarm::Composite(alarm)));
    let metrics = from(&here.metric_alarms, after_metric)
        .filter(|_| metric)
        .map(|(name, alarm)| (format!("m:{name}"), Alarm::Metric(alarm)));
    let found: Vec<(String, Alarm<'_>)> = composites
        .chain(metrics)
        .filter(|(_, alarm)| keep(alarm))
        .take(limit + 1)
        .collect();
    let page = paging::page(found.iter().map(|(key, alarm)| (key, alarm)), limit);

    let mut composites = Vec::new();
    let mut metrics = Vec::new();
    for alarm in &page.items {
        match alarm {
            Alarm::Composite(alarm) => composites.push(composite_shape(alarm)),
            Alarm::Metric(alarm) => metrics.push(metric_shape(alarm)),
        }
    }
    Ok(Record::new()
        .list("CompositeAlarms", "member", composites)
        .list("MetricAlarms", "member", metrics)
        .maybe("NextToken", page.last.as_deref().map(paging::token))
        .into())
}

fn from<'w, T>(
    alarms: &'w BTreeMap<String, T>,
    after: Option<&str>,
) -> impl Iterator<Item = (&'w String, &'w T)> {
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    alarms.range::<str, _>((from, Bound::Unbounded))
}

/// `ChildrenOfAlarmName` and `ParentsOfAlarmName`.
fn related(call: &Call<'_>, alarm: &Alarm<'_>) -> bool {
    let child_of = call.input.text("ChildrenOfAlarmName").is_none_or(|parent| {
        let composites = call.here().ok().map(|here| &here.composite_alarms);
        composites
            .and_then(|alarms| alarms.get(parent))
            .is_some_and(|parent| parent.any_of.contains(&alarm.common().name))
    });
    let parent_of = call
        .input
        .text("ParentsOfAlarmName")
        .is_none_or(|child| match alarm {
            Alarm::Composite(alarm) => alarm.any_of.iter().any(|name| name == child),
            Alarm::Metric(_) => false,
        });
    child_of && parent_of
}

fn common_shape(common: &AlarmCommon) -> Record {
    Record::new()
        .with("AlarmName", &common.name)
        .with("AlarmArn", &common.arn)
        .maybe("AlarmDescription", common.description.as_ref())
        .with("AlarmConfigurationUpdatedTimestamp", common.configured)
        .with("ActionsEnabled", common.actions_enabled)
        .list("OKActions", "member", &common.ok_actions)
        .list("AlarmActions", "member", &common.alarm_actions)
        .list(
            "InsufficientDataActions",
            "member",
            &common.insufficient_data_actions,
        )
        .with("StateValue", common.state.as_str())
        .with("StateReason", &common.reason)
        .with("StateUpdatedTimestamp", common.state_since)
        .with("StateTransitionedTimestamp", common.state_since)
}

fn composite_shape(alarm: &CompositeAlarm) -> Shape {
    common_shape(&alarm.common)
        .with("AlarmRule", &alarm.rule)
        .into()
}

fn metric_shape(alarm: &MetricAlarm) -> Shape {
    let dimension =
        |(name, value): &(String, String)| Record::new().with("Name", name).with("Value", value);
    common_shape(&alarm.common)
        .with("MetricName", &alarm.metric.name)
        .with("Namespace", &alarm.metric.namespace)
        .with("Statistic", &alarm.statistic)
        .list(
            "Dimensions",
            "member",
            alarm.metric.dimensions.iter().map(dimension),
        )
        .with("Period", alarm.period_seconds)
        .with("EvaluationPeriods", alarm.evaluation_periods)
        .maybe("DatapointsToAlarm", alarm.datapoints_to_alarm)
        .with("Threshold", alarm.threshold)
        .with("ComparisonOperator", &alarm.comparison)
        .maybe("TreatMissingData", alarm.treat_missing_data.as_ref())
        .into()
}
