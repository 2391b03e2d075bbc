//! CloudWatch, in the protocol it speaks: RPC v2 CBOR.

use super::*;
use crate::estate::FailureKind;
use crate::estate::facts::{MetricKey, Sample, Statistic};
use ciborium::Value;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn map(entries: Vec<(&str, Value)>) -> Value {
    let entries = entries.into_iter().map(|(key, value)| (text(key), value));
    Value::Map(entries.collect())
}

fn time(at_: &str) -> Value {
    let seconds = at(at_).timestamp() as f64;
    Value::Tag(1, Box::new(Value::Float(seconds)))
}

fn result(id: &str, status: &str, samples: &[(&str, f64)]) -> Value {
    let times = samples.iter().map(|(at, _)| time(at)).collect();
    let values = samples.iter().map(|(_, value)| Value::Float(*value));
    map(vec![
        ("Id", text(id)),
        ("Label", text("lag")),
        ("StatusCode", text(status)),
        ("Timestamps", Value::Array(times)),
        ("Values", Value::Array(values.collect())),
    ])
}

fn answer(results: Vec<Value>, token: Option<&str>) -> Reply {
    let mut entries = vec![("MetricDataResults", Value::Array(results))];
    entries.extend(token.map(|token| ("NextToken", text(token))));
    cbor(map(entries))
}

fn asked(call: &Call) -> Value {
    ciborium::from_reader(call.body.as_ref()).unwrap()
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let mut entries = value.as_map().unwrap().iter();
    entries
        .find(|(key, _)| key.as_text() == Some(name))
        .map(|(_, value)| value)
}

fn key(instance: &str) -> MetricKey {
    let dimensions = [("DBInstanceIdentifier", instance)];
    MetricKey::new(
        &here(),
        "AWS/RDS",
        "ReplicaLag",
        &dimensions,
        Statistic::Maximum,
    )
}

#[tokio::test(start_paused = true)]
async fn samples_come_oldest_first_over_two_pages_and_every_key_has_an_entry() {
    let script = Script::new(|call| {
        let asked = asked(call);
        match field(&asked, "NextToken").and_then(Value::as_text) {
            None => answer(
                vec![
                    result("m0", "PartialData", &[("2026-11-22T02:59:00Z", -1.0)]),
                    result("m1", "Complete", &[]),
                ],
                Some("more"),
            ),
            Some("more") => answer(
                vec![result("m0", "Complete", &[("2026-11-22T02:58:00Z", 7.0)])],
                None,
            ),
            other => panic!("asked for {other:?}"),
        }
    });
    let reads = reads(&script).await;
    let keys = [key("orders-db"), key("idle-db")];
    let (start, end) = (at("2026-11-22T02:45:31Z"), at("2026-11-22T03:00:10Z"));
    let seen = reads.metrics(&here(), &keys, start, end).await.unwrap();
    assert_eq!(seen.calls, 2);
    let [orders, idle] = seen.facts.samples.as_slice() else {
        panic!("{:?}", seen.facts)
    };
    let sample = |text: &str, value| Sample {
        at: at(text),
        value,
    };
    // −1 is what CloudWatch said; what it means is not this room's to say.
    let expected = [
        sample("2026-11-22T02:58:00Z", 7.0),
        sample("2026-11-22T02:59:00Z", -1.0),
    ];
    assert_eq!(orders.samples, expected);
    assert_eq!(orders.key, keys[0]);
    assert_eq!((&idle.key, idle.samples.len()), (&keys[1], 0));
    assert!(seen.facts.failed.is_empty());

    let request = asked(&script.asked()[0]);
    let seconds = |name| match field(&request, name) {
        Some(Value::Tag(1, seconds)) => match **seconds {
            Value::Float(seconds) => seconds as i64,
            Value::Integer(seconds) => i64::try_from(seconds).unwrap(),
            ref other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(seconds("StartTime"), at("2026-11-22T02:45:00Z").timestamp());
    assert_eq!(seconds("EndTime"), at("2026-11-22T03:01:00Z").timestamp());
    let scan = field(&request, "ScanBy").and_then(Value::as_text);
    assert_eq!(scan, Some("TimestampDescending"));
}

#[tokio::test(start_paused = true)]
async fn a_metric_that_fails_leaves_the_others_and_is_not_an_empty_one() {
    let script = Script::new(|_| {
        answer(
            vec![
                result("m0", "Complete", &[("2026-11-22T02:59:00Z", 7.0)]),
                result("m1", "Forbidden", &[]),
                result("m2", "InternalError", &[]),
                result("m3", "PartialData", &[]),
                result("m4", "PartialData", &[("2026-11-22T02:59:00Z", 1.0)]),
                result("m5", "Complete", &[("2026-11-22T02:59:00Z", f64::NAN)]),
            ],
            None,
        )
    });
    let reads = reads(&script).await;
    let keys = ["a", "b", "c", "d", "e", "f", "g"].map(key);
    let now = at("2026-11-22T03:00:00Z");
    let seen = reads.metrics(&here(), &keys, now, now).await.unwrap().facts;
    let answered: Vec<&MetricKey> = seen.samples.iter().map(|it| &it.key).collect();
    assert_eq!(answered, [&keys[0], &keys[4]]);
    let failed: Vec<&MetricKey> = seen.failed.iter().map(|it| &it.key).collect();
    assert_eq!(failed, [&keys[1], &keys[2], &keys[3], &keys[5], &keys[6]]);
    let forbidden = FailureKind::NotPermitted {
        action: "cloudwatch:GetMetricData".to_owned(),
    };
    assert_eq!(seen.failed[0].failure.kind, forbidden);
    assert_eq!(seen.failed[1].failure.kind, FailureKind::NotUnderstood);
    let code = seen.failed[1].failure.code.as_ref().unwrap();
    assert_eq!(code.raw(), "InternalError");
}

#[tokio::test(start_paused = true)]
async fn a_metric_of_another_region_is_not_taken_for_one_without_samples() {
    let script = Script::new(|_| Reply::Silence);
    let reads = reads(&script).await;
    let now = at("2026-11-22T03:00:00Z");
    let (west, keys) = (region("us-west-2"), [key("a")]);
    let failure = reads.metrics(&west, &keys, now, now).await.unwrap_err();
    assert_eq!(
        failure.message.raw(),
        "asked for in us-west-2, lives in us-east-1"
    );
    assert!(script.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn metrics_that_all_fail_are_a_failure() {
    let script = Script::new(|_| answer(vec![result("m0", "Forbidden", &[])], None));
    let reads = reads(&script).await;
    let now = at("2026-11-22T03:00:00Z");
    let failure = reads
        .metrics(&here(), &[key("a")], now, now)
        .await
        .unwrap_err();
    assert_eq!(failure.kind.words(), "not permitted");
}

#[tokio::test(start_paused = true)]
async fn twelve_hundred_metrics_take_three_requests() {
    let script = Script::new(|call| {
        let asked = asked(call);
        let queries = field(&asked, "MetricDataQueries").unwrap();
        let ids = queries.as_array().unwrap().iter().map(|query| {
            let id = field(query, "Id").and_then(Value::as_text).unwrap();
            result(id, "Complete", &[("2026-11-22T02:59:00Z", 1.0)])
        });
        answer(ids.collect(), None)
    });
    let reads = reads(&script).await;
    let keys: Vec<MetricKey> = (0..1_200).map(|n| key(&format!("db-{n}"))).collect();
    let now = at("2026-11-22T03:00:00Z");
    let seen = reads.metrics(&here(), &keys, now, now).await.unwrap();
    assert_eq!(seen.calls, 3);
    let answered: Vec<MetricKey> = seen.facts.samples.into_iter().map(|it| it.key).collect();
    assert_eq!(answered, keys);
    assert_eq!(reads.door().meter().snapshot().metrics, 1_200);
}

#[tokio::test(start_paused = true)]
async fn an_answer_cut_inside_is_an_error() {
    let whole = vec![result("m0", "Complete", &[("2026-11-22T02:59:00Z", 1.0)])];
    let Reply::Answer(whole) = answer(whole, None) else {
        unreachable!("cbor answers")
    };
    for sent in 0..whole.body().len() {
        let mut part = whole.clone();
        *part.body_mut() = whole.body().slice(..sent);
        let script = Script::new(move |_| Reply::Answer(part.clone()));
        let reads = reads(&script).await;
        let now = at("2026-11-22T03:00:00Z");
        let seen = reads.metrics(&here(), &[key("a")], now, now).await;
        assert!(seen.is_err(), "cut after {sent}: {seen:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn alarms_of_both_types_are_asked_for() {
    let script = Script::new(|call| {
        let asked = asked(call);
        let types = field(&asked, "AlarmTypes").unwrap().as_array().unwrap();
        assert_eq!(
            types.as_slice(),
            [text("MetricAlarm"), text("CompositeAlarm")]
        );
        let metric = map(vec![
            ("AlarmName", text("orders-lag")),
            ("StateValue", text("ALARM")),
            ("ActionsEnabled", Value::Bool(false)),
            ("StateUpdatedTimestamp", time("2026-11-22T02:00:00Z")),
            ("StateTransitionedTimestamp", time("2026-11-22T01:00:00Z")),
            ("Namespace", text("AWS/RDS")),
            ("MetricName", text("ReplicaLag")),
            ("TreatMissingData", text("breaching")),
            (
                "Dimensions",
                Value::Array(vec![map(vec![
                    ("Name", text("DBInstanceIdentifier")),
                    ("Value", text("orders-db")),
                ])]),
            ),
        ]);
        let composite = map(vec![
            ("AlarmName", text("shop")),
            ("StateValue", text("OK")),
        ]);
        cbor(map(vec![
            ("MetricAlarms", Value::Array(vec![metric])),
            ("CompositeAlarms", Value::Array(vec![composite])),
        ]))
    });
    let seen = reads(&script).await.alarms(&here()).await.unwrap().facts;
    assert_eq!(seen[0].since, Some(at("2026-11-22T01:00:00Z")));
    assert!(!seen[0].actions_enabled);
    let metric = seen[0].metric.as_ref().unwrap();
    assert_eq!(metric.dimensions[0].1.raw(), "orders-db");
    assert_eq!(seen[0].treat_missing.as_ref().unwrap().raw(), "breaching");
    assert!(seen[1].composite && seen[1].metric.is_none());
}
