//! Metrics: late, per engine, and as a test wants them.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Lab;
use crate::sim::world::databases::Writes;
use crate::sim::world::metrics::{MetricChange, MetricEdit};

const LAG: (&str, &str, &[(&str, &str)]) = (
    "AWS/RDS",
    "ReplicaLag",
    &[("DBInstanceIdentifier", "orders-db-usw2")],
);

fn query(id: &str, metric: (&str, &str, &[(&str, &str)]), period: i64) -> Value {
    let dimensions: Vec<Value> = metric
        .2
        .iter()
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .collect();
    json!({
        "Id": id,
        "MetricStat": {
            "Metric": {"Namespace": metric.0, "MetricName": metric.1, "Dimensions": dimensions},
            "Period": period,
            "Stat": "Maximum",
        },
    })
}

/// The datapoints of the last minutes, newest first.
fn points(
    lab: &Lab,
    region: &str,
    metric: (&str, &str, &[(&str, &str)]),
    minutes: i64,
) -> Vec<(DateTime<Utc>, f64)> {
    let now = lab.now().timestamp();
    let input = json!({
        "MetricDataQueries": [query("q", metric, 60)],
        "StartTime": now - minutes * 60,
        "EndTime": now,
    });
    let (status, answer) = lab.cloudwatch(region, "GetMetricData", &input);
    assert_eq!(status, 200, "{answer}");
    let result = &answer["MetricDataResults"][0];
    let times = result["Timestamps"].as_array().unwrap();
    let values = result["Values"].as_array().unwrap();
    times
        .iter()
        .zip(values)
        .map(|(time, value)| {
            let time = DateTime::from_timestamp(time.as_f64().unwrap() as i64, 0).unwrap();
            (time, value.as_f64().unwrap())
        })
        .collect()
}

#[test]
fn datapoints_arrive_one_to_three_minutes_late_and_in_their_order() {
    let lab = Lab::new();
    let mut newest = lab.now() - TimeDelta::hours(1);
    for _ in 0..120 {
        lab.pass(TimeDelta::seconds(17));
        let seen = points(&lab, "us-west-2", LAG, 15);
        let late = lab.now() - seen[0].0;
        assert!(
            late >= TimeDelta::seconds(60) && late <= TimeDelta::seconds(240),
            "{late}"
        );
        assert!(seen[0].0 >= newest);
        newest = seen[0].0;
        assert!(
            seen.windows(2)
                .all(|pair| pair[0].0 - pair[1].0 == TimeDelta::seconds(60))
        );
    }
}

#[test]
fn each_metric_is_only_in_the_region_where_aws_has_it() {
    let lab = Lab::new();
    let rule: &[(&str, &str)] = &[
        ("SourceBucket", "harbor-media"),
        ("DestinationBucket", "harbor-media-usw2"),
        ("RuleId", "everything"),
    ];
    let table: &[(&str, &str)] = &[("TableName", "carts"), ("ReceivingRegion", "us-west-2")];
    let check: &[(&str, &str)] = &[("HealthCheckId", "1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001")];
    let cluster: &[(&str, &str)] = &[("DBClusterIdentifier", "catalog-usw2")];
    let homes = [
        (LAG, "us-west-2"),
        (("AWS/RDS", "AuroraGlobalDBRPOLag", cluster), "us-west-2"),
        (
            ("AWS/RDS", "AuroraGlobalDBReplicationLag", cluster),
            "us-west-2",
        ),
        (("AWS/S3", "ReplicationLatency", rule), "us-west-2"),
        (
            ("AWS/S3", "OperationsPendingReplication", rule),
            "us-west-2",
        ),
        (("AWS/S3", "OperationsFailedReplication", rule), "us-east-1"),
        (("AWS/DynamoDB", "ReplicationLatency", table), "us-east-1"),
        (("AWS/Route53", "HealthCheckStatus", check), "us-east-1"),
        (
            ("AWS/Route53", "HealthCheckPercentageHealthy", check),
            "us-east-1",
        ),
    ];
    for (metric, home) in homes {
        for region in ["us-east-1", "us-west-2"] {
            let found = points(&lab, region, metric, 15);
            assert_eq!(!found.is_empty(), region == home, "{metric:?} in {region}");
        }
    }
}

#[test]
fn a_health_checks_status_counts_inversion_in_and_the_share_of_checkers_does_not() {
    let lab = Lab::new();
    let id = "3f7c8e4a-2c73-4b2a-9e33-9d3b7c4a0003";
    let dimension: &[(&str, &str)] = &[("HealthCheckId", id)];
    let status = ("AWS/Route53", "HealthCheckStatus", dimension);
    let share = ("AWS/Route53", "HealthCheckPercentageHealthy", dimension);
    // The object that would hand the API over is absent: nobody finds it, and that is well.
    assert_eq!(points(&lab, "us-east-1", status, 10)[0].1, 1.0);
    assert_eq!(points(&lab, "us-east-1", share, 10)[0].1, 0.0);
    lab.sim
        .with_world(|world| world.health_checks.get_mut(id).unwrap().disabled = true);
    assert_eq!(points(&lab, "us-east-1", status, 10)[0].1, 0.0);
    assert_eq!(points(&lab, "us-east-1", share, 10), []);
}

#[test]
fn dimensions_must_match_exactly() {
    let lab = Lab::new();
    let more: &[(&str, &str)] = &[
        ("DBInstanceIdentifier", "orders-db-usw2"),
        ("Engine", "postgres"),
    ];
    assert_eq!(
        points(&lab, "us-west-2", ("AWS/RDS", "ReplicaLag", more), 15),
        []
    );
    assert_eq!(
        points(&lab, "us-west-2", ("AWS/RDS", "ReplicaLag", &[]), 15),
        []
    );
}

#[test]
fn a_busy_postgres_stays_within_seconds_and_an_idle_one_saws_to_five_minutes() {
    let lab = Lab::new();
    let lags = points(&lab, "us-west-2", LAG, 60);
    assert!(lags.iter().all(|(_, lag)| (1.0..=10.0).contains(lag)));
    lab.sim.with_world(|world| {
        world.instance_mut("us-east-1", "orders-db").unwrap().writes = Writes::Idle;
    });
    let lags = points(&lab, "us-west-2", LAG, 60);
    let highest = lags.iter().map(|(_, lag)| *lag).fold(0.0, f64::max);
    assert!(highest > 200.0 && highest < 320.0, "{highest}");
}

#[test]
fn when_the_primary_region_is_lost_postgres_climbs_a_second_a_second() {
    let lab = Lab::new();
    let lost = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").lose(lost));
    lab.pass(TimeDelta::minutes(20));
    let lags = points(&lab, "us-west-2", LAG, 10);
    let (at, lag) = lags[0];
    let since = (at - lost).num_seconds() as f64;
    assert!(lag >= since && lag <= since + 10.0, "{lag} after {since} s");
}

#[test]
fn a_metric_can_be_withheld_held_at_minus_one_or_made_to_climb() {
    let lab = Lab::new();
    let edit = |change| {
        lab.sim.with_world(|world| {
            world.metric_edits = vec![MetricEdit::always("ReplicaLag", "orders-db-usw2", change)];
        });
    };
    edit(MetricChange::Withheld);
    assert_eq!(points(&lab, "us-west-2", LAG, 15), []);
    edit(MetricChange::Constant(-1.0));
    let lags = points(&lab, "us-west-2", LAG, 15);
    assert!(lags.len() > 10 && lags.iter().all(|(_, lag)| *lag == -1.0));
    let since = lab.now();
    lab.sim.with_world(|world| {
        world.metric_edits = vec![MetricEdit {
            since: Some(since),
            ..MetricEdit::always(
                "ReplicaLag",
                "orders-db-usw2",
                MetricChange::Climbing {
                    from: 100.0,
                    per_second: 0.5,
                },
            )
        }];
    });
    lab.pass(TimeDelta::minutes(10));
    let lags = points(&lab, "us-west-2", LAG, 5);
    let (at, lag) = lags[0];
    assert_eq!(lag, 100.0 + (at - since).num_seconds() as f64 * 0.5);
}

#[test]
fn more_datapoints_than_fit_come_in_pages_and_none_is_lost() {
    let lab = Lab::new();
    let now = lab.now().timestamp();
    let ids: Vec<String> = (0..6).map(|n| format!("q{n}")).collect();
    let queries: Vec<Value> = ids.iter().map(|id| query(id, LAG, 60)).collect();
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    let mut pages = 0;
    let mut partial = 0;
    let mut token = Value::Null;
    loop {
        let input = json!({
            "MetricDataQueries": queries,
            "StartTime": now - 14 * 86_400 - 3_600,
            "EndTime": now,
            "NextToken": token,
        });
        let (_, answer) = lab.cloudwatch("us-west-2", "GetMetricData", &input);
        pages += 1;
        for result in answer["MetricDataResults"].as_array().unwrap() {
            let values = result["Values"].as_array().unwrap().len();
            *counts
                .entry(result["Id"].as_str().unwrap().to_owned())
                .or_default() += values;
            partial += usize::from(result["StatusCode"] == "PartialData");
        }
        token = answer["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!((pages, partial), (2, 1));
    assert_eq!(counts.len(), 6);
    assert!(
        counts
            .values()
            .all(|count| *count == counts["q0"] && *count > 20_000)
    );
}

#[test]
fn what_cloudwatch_does_not_take_is_a_validation_error() {
    let lab = Lab::new();
    let now = lab.now().timestamp();
    let good = query("q", LAG, 60);
    let many: Vec<Value> = (0..501).map(|n| query(&format!("q{n}"), LAG, 60)).collect();
    let bad = [
        json!({"MetricDataQueries": [], "StartTime": now - 60, "EndTime": now}),
        json!({"MetricDataQueries": [good], "StartTime": now, "EndTime": now}),
        json!({"MetricDataQueries": [good], "EndTime": now}),
        json!({"MetricDataQueries": [good, good], "StartTime": now - 60, "EndTime": now}),
        json!({"MetricDataQueries": [query("Q", LAG, 60)], "StartTime": now - 60, "EndTime": now}),
        json!({"MetricDataQueries": [query("q", LAG, 61)], "StartTime": now - 60, "EndTime": now}),
        json!({"MetricDataQueries": many, "StartTime": now - 60, "EndTime": now}),
    ];
    for input in bad {
        let (status, answer) = lab.cloudwatch("us-west-2", "GetMetricData", &input);
        assert_eq!(status, 400, "{input}");
        assert!(
            answer["__type"]
                .as_str()
                .unwrap()
                .ends_with("ValidationError")
        );
    }
    let token = json!({
        "MetricDataQueries": [good], "StartTime": now - 60, "EndTime": now, "NextToken": "mine",
    });
    let (_, answer) = lab.cloudwatch("us-west-2", "GetMetricData", &token);
    assert!(
        answer["__type"]
            .as_str()
            .unwrap()
            .ends_with("InvalidNextToken")
    );
}

#[test]
fn the_lag_alarm_goes_off_when_the_lag_has_arrived_and_not_before() {
    let lab = Lab::new();
    let state = || {
        let input = json!({"AlarmNames": ["orders-db-usw2-lag"]});
        let (_, answer) = lab.cloudwatch("us-west-2", "DescribeAlarms", &input);
        answer["MetricAlarms"][0]["StateValue"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(state(), "OK");
    let since = lab.now();
    lab.sim.with_world(|world| {
        world.metric_edits.push(MetricEdit {
            since: Some(since),
            ..MetricEdit::always(
                "ReplicaLag",
                "orders-db-usw2",
                MetricChange::Constant(900.0),
            )
        });
    });
    lab.pass(TimeDelta::minutes(2));
    assert_eq!(state(), "OK");
    lab.pass(TimeDelta::minutes(6));
    assert_eq!(state(), "ALARM");
    let input = json!({"AlarmTypes": ["CompositeAlarm"]});
    let (_, answer) = lab.cloudwatch("us-west-2", "DescribeAlarms", &input);
    assert_eq!(answer["CompositeAlarms"][0]["StateValue"], "ALARM");
}
