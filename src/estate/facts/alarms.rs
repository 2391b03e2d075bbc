//! CloudWatch alarms.

use crate::terms::{Instant, OutsideText};
use serde::{Deserialize, Serialize};

/// A metric or composite alarm (`DescribeAlarms`, asked for both types).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Alarm {
    /// `AlarmName`.
    pub name: OutsideText,
    /// `AlarmArn`.
    pub arn: OutsideText,
    /// Whether it combines other alarms.
    pub composite: bool,
    /// `StateValue`: `OK`, `ALARM`, `INSUFFICIENT_DATA`.
    pub state: OutsideText,
    /// `StateTransitionedTimestamp`, or `StateUpdatedTimestamp` without it.
    pub since: Option<Instant>,
    /// `ActionsEnabled`.
    pub actions_enabled: bool,
    /// `AlarmActions`: what is done when it fires.
    pub actions: Vec<OutsideText>,
    /// What it watches; absent for composite alarms and metric mathematics.
    pub metric: Option<AlarmMetric>,
    /// `TreatMissingData`: decides what the alarm says in an outage.
    pub treat_missing: Option<OutsideText>,
}

/// The metric that an alarm watches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlarmMetric {
    /// `Namespace`.
    pub namespace: OutsideText,
    /// `MetricName`.
    pub name: OutsideText,
    /// `Dimensions`.
    pub dimensions: Vec<(OutsideText, OutsideText)>,
}
