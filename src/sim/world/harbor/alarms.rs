//! The shop's alarms: on the replica's lag, on the catalog's, on both, and on orders that fail.

use chrono::{DateTime, Duration, Utc};

use crate::sim::world::alarms::{AlarmCommon, AlarmState, CompositeAlarm, MetricAlarm};
use crate::sim::world::metrics::MetricName;
use crate::sim::world::{ACCOUNT, PRIMARY, STANDBY, World};

fn common(
    region: &str,
    name: &str,
    description: &str,
    actions: &[String],
    since: DateTime<Utc>,
) -> AlarmCommon {
    AlarmCommon {
        name: name.to_owned(),
        arn: format!("arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:{name}"),
        description: Some(description.to_owned()),
        actions_enabled: true,
        alarm_actions: actions.to_vec(),
        ok_actions: Vec::new(),
        insufficient_data_actions: Vec::new(),
        state: AlarmState::Ok,
        reason: "Threshold not crossed".to_owned(),
        state_since: since,
        configured: since,
        held: None,
    }
}

fn metric(name: &str, dimension: &str, value: &str) -> MetricName {
    MetricName {
        namespace: "AWS/RDS".to_owned(),
        name: name.to_owned(),
        dimensions: vec![(dimension.to_owned(), value.to_owned())],
    }
}

/// Adds the alarms: on replication in the standby Region, on orders in the primary.
pub(super) fn add(world: &mut World) {
    let since = world.epoch - Duration::days(9);
    let topic = format!("arn:aws:sns:{STANDBY}:{ACCOUNT}:harbor-oncall");
    let lag = MetricAlarm {
        common: common(
            STANDBY,
            "orders-db-usw2-lag",
            "The orders replica is more than five minutes behind",
            std::slice::from_ref(&topic),
            since,
        ),
        metric: metric("ReplicaLag", "DBInstanceIdentifier", "orders-db-usw2"),
        statistic: "Maximum".to_owned(),
        period_seconds: 60,
        evaluation_periods: 5,
        datapoints_to_alarm: Some(3),
        threshold: 300.0,
        comparison: "GreaterThanThreshold".to_owned(),
        treat_missing_data: Some("breaching".to_owned()),
    };
    let global = MetricAlarm {
        common: common(
            STANDBY,
            "catalog-usw2-rpo-lag",
            "The catalog is more than ten seconds behind",
            &[],
            since,
        ),
        metric: metric(
            "AuroraGlobalDBRPOLag",
            "DBClusterIdentifier",
            "catalog-usw2",
        ),
        statistic: "Maximum".to_owned(),
        period_seconds: 60,
        evaluation_periods: 3,
        datapoints_to_alarm: None,
        threshold: 10_000.0,
        comparison: "GreaterThanThreshold".to_owned(),
        treat_missing_data: Some("missing".to_owned()),
    };
    let any = CompositeAlarm {
        common: common(
            STANDBY,
            "harbor-replication",
            "Replication of any store is behind",
            &[topic],
            since,
        ),
        rule: "ALARM(\"orders-db-usw2-lag\") OR ALARM(\"catalog-usw2-rpo-lag\")".to_owned(),
        any_of: vec![lag.common.name.clone(), global.common.name.clone()],
    };
    let orders = MetricAlarm {
        common: common(
            PRIMARY,
            "orders-failed",
            "Customers cannot place orders",
            &[format!("arn:aws:sns:{PRIMARY}:{ACCOUNT}:harbor-oncall")],
            since,
        ),
        metric: MetricName {
            namespace: "Harbor/Shop".to_owned(),
            name: "OrdersFailed".to_owned(),
            dimensions: Vec::new(),
        },
        statistic: "Sum".to_owned(),
        period_seconds: 60,
        evaluation_periods: 3,
        datapoints_to_alarm: None,
        threshold: 50.0,
        comparison: "GreaterThanThreshold".to_owned(),
        treat_missing_data: Some("missing".to_owned()),
    };
    let there = world.region_mut(PRIMARY);
    there
        .metric_alarms
        .insert(orders.common.name.clone(), orders);
    let here = world.region_mut(STANDBY);
    for alarm in [lag, global] {
        here.metric_alarms.insert(alarm.common.name.clone(), alarm);
    }
    here.composite_alarms.insert(any.common.name.clone(), any);
}
