//! CloudWatch alarms: what they watch, and what they say.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::World;
use super::metrics::{MetricName, minute_of};

/// `StateValue` of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmState {
    /// `OK`.
    Ok,
    /// `ALARM`.
    Alarm,
    /// `INSUFFICIENT_DATA`.
    InsufficientData,
}

impl AlarmState {
    /// As CloudWatch writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            AlarmState::Ok => "OK",
            AlarmState::Alarm => "ALARM",
            AlarmState::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

/// What alarms of both kinds have.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmCommon {
    /// `AlarmName`.
    pub name: String,
    /// `AlarmArn`.
    pub arn: String,
    /// `AlarmDescription`.
    pub description: Option<String>,
    /// `ActionsEnabled`.
    pub actions_enabled: bool,
    /// `AlarmActions`.
    pub alarm_actions: Vec<String>,
    /// `OKActions`.
    pub ok_actions: Vec<String>,
    /// `InsufficientDataActions`.
    pub insufficient_data_actions: Vec<String>,
    /// `StateValue`, as it was last evaluated.
    pub state: AlarmState,
    /// `StateReason`.
    pub reason: String,
    /// `StateUpdatedTimestamp` and `StateTransitionedTimestamp`.
    pub state_since: DateTime<Utc>,
    /// `AlarmConfigurationUpdatedTimestamp`.
    pub configured: DateTime<Utc>,
    /// Not on the wire: a state it is held in, whatever its data say.
    pub held: Option<AlarmState>,
}

/// An alarm on one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricAlarm {
    /// What every alarm has.
    pub common: AlarmCommon,
    /// The metric it watches.
    pub metric: MetricName,
    /// `Statistic`.
    pub statistic: String,
    /// `Period`, seconds.
    pub period_seconds: i64,
    /// `EvaluationPeriods`.
    pub evaluation_periods: i64,
    /// `DatapointsToAlarm`.
    pub datapoints_to_alarm: Option<i64>,
    /// `Threshold`.
    pub threshold: f64,
    /// `ComparisonOperator`.
    pub comparison: String,
    /// `TreatMissingData`: `missing`, `notBreaching`, `breaching` or `ignore`.
    pub treat_missing_data: Option<String>,
}

/// An alarm on other alarms.
#[derive(Debug, Clone, PartialEq)]
pub struct CompositeAlarm {
    /// What every alarm has.
    pub common: AlarmCommon,
    /// `AlarmRule`, as text.
    pub rule: String,
    /// The alarms of the rule; it is in alarm when any of them is.
    pub any_of: Vec<String>,
}

impl MetricAlarm {
    fn breaches(&self, value: f64) -> bool {
        match self.comparison.as_str() {
            "GreaterThanOrEqualToThreshold" => value >= self.threshold,
            "LessThanThreshold" => value < self.threshold,
            "LessThanOrEqualToThreshold" => value <= self.threshold,
            _ => value > self.threshold,
        }
    }
}

impl World {
    /// What an alarm's data say at an instant: breaching or not, or none when there are too few.
    pub fn alarm_stream(&self, region: &str, name: &str, at: DateTime<Utc>) -> Option<bool> {
        let alarm = self.regions.get(region)?.metric_alarms.get(name)?;
        match self.evaluate(region, alarm, at) {
            AlarmState::Ok => Some(false),
            AlarmState::Alarm => Some(true),
            AlarmState::InsufficientData => None,
        }
    }

    /// The state of a metric alarm at an instant, from the newest periods whose data have arrived.
    fn evaluate(&self, region: &str, alarm: &MetricAlarm, at: DateTime<Utc>) -> AlarmState {
        let periods = alarm.evaluation_periods.clamp(1, 30);
        let period_minutes = (alarm.period_seconds / 60).clamp(1, 60);
        let mut breaching = 0;
        let mut present = 0;
        let mut minute = minute_of(at);
        // CloudWatch waits for late data: it judges the newest periods that have any, looking back three
        // minutes more than the periods span.
        for _ in 0..(periods * period_minutes + 4) {
            if present == periods {
                break;
            }
            if let Some(value) = self.datapoint(region, &alarm.metric, minute, at) {
                present += 1;
                breaching += i64::from(alarm.breaches(value));
                minute -= Duration::minutes(period_minutes);
            } else {
                minute -= Duration::minutes(1);
            }
        }
        let missing = periods - present;
        match alarm.treat_missing_data.as_deref() {
            Some("breaching") => breaching += missing,
            Some("notBreaching") => {}
            Some("ignore") if present == 0 => return alarm.common.state,
            _ if present == 0 => return AlarmState::InsufficientData,
            _ => {}
        }
        if breaching >= alarm.datapoints_to_alarm.unwrap_or(periods).max(1) {
            AlarmState::Alarm
        } else {
            AlarmState::Ok
        }
    }

    /// Evaluates every alarm at every minute in `(from, to]`, at most the last three hours of them.
    pub(super) fn evaluate_alarms(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) {
        let mut minute = minute_of(from.max(to - Duration::hours(3))) + Duration::minutes(1);
        while minute <= to {
            self.evaluate_alarms_at(minute);
            minute += Duration::minutes(1);
        }
    }

    fn evaluate_alarms_at(&mut self, at: DateTime<Utc>) {
        let names: Vec<String> = self.regions.keys().cloned().collect();
        for region in names {
            let Some(here) = self.regions.get(&region) else {
                continue;
            };
            let metric: BTreeMap<String, AlarmState> = here
                .metric_alarms
                .iter()
                .map(|(name, alarm)| {
                    let state = self.evaluate(&region, alarm, at);
                    (name.clone(), alarm.common.held.unwrap_or(state))
                })
                .collect();
            let Some(here) = self.regions.get_mut(&region) else {
                continue;
            };
            for (name, alarm) in &mut here.metric_alarms {
                if let Some(state) = metric.get(name) {
                    let reason = match state {
                        AlarmState::Ok => "Threshold not crossed",
                        AlarmState::Alarm => "Threshold Crossed",
                        AlarmState::InsufficientData => "Insufficient Data",
                    };
                    alarm.common.enter(*state, reason, at);
                }
            }
            for alarm in here.composite_alarms.values_mut() {
                let raised = alarm
                    .any_of
                    .iter()
                    .any(|name| metric.get(name) == Some(&AlarmState::Alarm));
                let state = if raised {
                    AlarmState::Alarm
                } else {
                    AlarmState::Ok
                };
                let state = alarm.common.held.unwrap_or(state);
                alarm.common.enter(state, "Alarm Rule evaluated", at);
            }
        }
    }
}

impl AlarmCommon {
    fn enter(&mut self, state: AlarmState, reason: &str, at: DateTime<Utc>) {
        if self.state != state {
            self.state = state;
            self.state_since = at;
            self.reason = reason.to_owned();
        }
    }
}
