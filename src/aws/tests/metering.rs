//! Requests are counted and priced; the clock, settings and credentials are told.

use super::*;
use crate::aws::{BundleError, CallKey};
use crate::estate::Scope;
use crate::estate::facts::{MetricKey, Statistic};

#[tokio::test(start_paused = true)]
async fn the_date_of_an_answer_tells_how_far_the_clocks_are_apart() {
    let script = Script::new(|call| {
        let ahead = if call.region == "us-east-1" { 90 } else { 0 };
        let date = at("2026-11-22T03:00:00Z") + chrono::TimeDelta::seconds(ahead);
        let Reply::Answer(mut answer) = query_xml("DescribeDBInstances", "<DBInstances/>") else {
            unreachable!("query_xml answers")
        };
        let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        answer.headers_mut().insert("date", date.parse().unwrap());
        Reply::Answer(answer)
    });
    let reads = reads(&script).await;
    let skew = |name: &str| reads.skew_seconds(&Scope::Region(region(name)));
    assert_eq!(skew("us-east-1"), None);
    reads.db_instances(&here()).await.unwrap();
    reads.db_instances(&region("us-west-2")).await.unwrap();
    assert!((skew("us-east-1").unwrap() - 90.0).abs() <= 1.0);
    assert_eq!(skew("us-west-2"), Some(0.0));
}

#[tokio::test(start_paused = true)]
async fn metrics_are_priced_at_every_attempt_and_nothing_else_is() {
    let script = Script::new(|call| match call.service.as_str() {
        "monitoring" => respond(503, "application/cbor", ""),
        _ => query_xml("DescribeDBInstances", "<DBInstances/>"),
    });
    let reads = reads(&script).await;
    reads.db_instances(&here()).await.unwrap();
    let key = MetricKey::new(&here(), "AWS/RDS", "ReplicaLag", &[], Statistic::Maximum);
    let now = at("2026-11-22T03:00:00Z");
    let keys = vec![key; 40];
    reads.metrics(&here(), &keys, now, now).await.unwrap_err();
    let seen = reads.door().meter().snapshot();
    assert_eq!(seen.calls, 4);
    assert_eq!(seen.metrics, 120);
    assert!((seen.spent_usd - 0.001_2).abs() < 1e-9);
    let key = CallKey {
        service: "CloudWatch".to_owned(),
        scope: Scope::Region(here()),
        operation: "GetMetricData".to_owned(),
    };
    assert_eq!(seen.by_operation[&key], 3);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_of_the_plan_is_used_for_its_region_only() {
    let script = Script::new(|_| query_xml("DescribeDBInstances", "<DBInstances/>"));
    let mut options = options(&script);
    let endpoint = "http://127.0.0.1:4566".to_owned();
    options.endpoints.insert(here(), endpoint);
    let door = Door::open(options).await.unwrap();
    let reads = Reads::new(door.clone());
    reads.db_instances(&here()).await.unwrap();
    reads.db_instances(&region("us-west-2")).await.unwrap();
    let hosts: Vec<String> = script
        .asked()
        .iter()
        .map(|call| call.uri.host().unwrap().to_owned())
        .collect();
    assert_eq!(hosts, ["127.0.0.1", "rds.us-west-2.amazonaws.com"]);
    let settings = door.settings();
    let told = settings.iter().find(|s| s.name == "endpoint us-east-1");
    assert_eq!(told.unwrap().origin, "plan");
}

#[tokio::test(start_paused = true)]
async fn made_up_credentials_say_so_and_do_not_expire() {
    let script = Script::new(|_| Reply::Silence);
    let door = Door::open(options(&script)).await.unwrap();
    assert!(door.is_simulated());
    assert_eq!(door.credentials_expiry().await.unwrap(), None);
    let settings = door.settings();
    let told = settings.iter().find(|s| s.name == "credentials").unwrap();
    assert_eq!(told.value.raw(), "made up");
    assert!(script.asked().is_empty());
}

#[test]
fn a_bad_bundle_is_told_with_its_path() {
    let error = BundleError {
        path: "/etc/ca.pem".into(),
        reason: "it holds no certificate".to_owned(),
    };
    assert_eq!(
        error.to_string(),
        "AWS_CA_BUNDLE names /etc/ca.pem, which cannot be used: it holds no certificate"
    );
}

fn assert_send<T: Send>(_: &T) {}

#[tokio::test(start_paused = true)]
async fn every_read_can_run_on_any_thread() {
    let script = Script::new(|_| Reply::Silence);
    let reads = reads(&script).await;
    let (here, now) = (here(), at("2026-11-22T03:00:00Z"));
    let id = crate::terms::OutsideText::new("Z1");
    assert_send(&reads.identity(&here));
    assert_send(&reads.db_instances(&here));
    assert_send(&reads.cluster_backups(&here));
    assert_send(&reads.rds_events(&here, crate::terms::Span::days(1)));
    assert_send(&reads.maintenance(&here));
    assert_send(&reads.metrics(&here, &[], now, now));
    assert_send(&reads.alarms(&here));
    assert_send(&reads.backup_jobs(&here, crate::terms::Span::days(1)));
    assert_send(&reads.backup_plans(&here));
    assert_send(&reads.recovery_points(&here));
    assert_send(&reads.zones());
    assert_send(&reads.zone(&id));
    assert_send(&reads.records(&id));
    assert_send(&reads.health_checks());
    assert_send(&reads.checkers(&id));
    assert!(script.asked().is_empty());
}
