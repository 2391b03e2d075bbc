//! The lease: one conditional write each time, and what a refusal tells.

use super::*;
use crate::aws::{Holding, Lease, LeaseGranted, LeaseRefused};
use crate::estate::FailureKind;
use serde_json::{Value, json as value};

const NOW: &str = "2026-11-22T03:00:00.900Z";
const UNTIL: &str = "2026-11-22T03:01:00Z";

fn lease() -> Lease {
    Lease {
        region: region("us-west-2"),
        table: "lifeboat-lease".to_owned(),
        name: "shop".to_owned(),
        holder: "ana@bastion:7".to_owned(),
    }
}

fn item(holder: &str, token: u64) -> Value {
    value!({
        "name": {"S": "shop"}, "holder": {"S": holder}, "token": {"N": token.to_string()},
        "expires": {"N": "1795316460"},
    })
}

fn dynamodb(status: u16, body: &Value) -> Reply {
    respond(status, "application/x-amz-json-1.0", body.to_string())
}

fn granted(token: u64) -> Reply {
    dynamodb(200, &value!({ "Attributes": item("ana@bastion:7", token) }))
}

fn refused(item: Option<Value>) -> Reply {
    let mut body = value!({
        "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
        "message": "The conditional request failed",
    });
    if let Some(item) = item {
        body["Item"] = item;
    }
    dynamodb(400, &body)
}

fn only(script: &Script) -> Value {
    let asked = script.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].region, "us-west-2");
    serde_json::from_slice(&asked[0].body).unwrap()
}

#[tokio::test(start_paused = true)]
async fn taking_is_one_conditional_write_that_keeps_the_journals_end() {
    let script = Script::new(|_| granted(4));
    let operator = operator(&script).await;
    let (lease, permit) = (lease(), permit());
    let taken = operator.take_lease(&lease, at(NOW), at(UNTIL), &permit);
    assert_eq!(taken.await, Ok(LeaseGranted { token: 4 }));
    let body = only(&script);
    assert_eq!(body["TableName"], "lifeboat-lease");
    assert_eq!(body["Key"], value!({"name": {"S": "shop"}}));
    assert_eq!(
        body["ConditionExpression"],
        "attribute_not_exists(#holder) OR #expires <= :now"
    );
    assert_eq!(body["ReturnValuesOnConditionCheckFailure"], "ALL_OLD");
    let values = &body["ExpressionAttributeValues"];
    assert_eq!(values[":me"]["S"], "ana@bastion:7");
    let second = |text: &str| at(text).timestamp().to_string();
    assert_eq!(values[":now"]["N"], second(NOW));
    assert_eq!(values[":until"]["N"], second(UNTIL));
    assert_eq!(values[":sequence"]["N"], permit.sequence().to_string());
    assert_eq!(values[":digest"]["S"], permit.digest().to_string());
}

#[tokio::test(start_paused = true)]
async fn who_is_refused_is_told_who_has_it() {
    let script = Script::new(|_| refused(Some(item("ben@laptop:9", 5))));
    let operator = operator(&script).await;
    let (lease, permit) = (lease(), permit());
    let refusal = operator.take_lease(&lease, at(NOW), at(UNTIL), &permit);
    let held = LeaseRefused::HeldBy(Holding {
        holder: Some("ben@laptop:9".into()),
        token: Some(5),
        until: Some(at(UNTIL)),
    });
    assert_eq!(refusal.await, Err(held));
    only(&script);
}

#[tokio::test(start_paused = true)]
async fn a_proof_holds_only_for_the_holder_the_token_and_the_time() {
    let script = Script::new(|_| granted(4));
    let operator = operator(&script).await;
    let (lease, permit) = (lease(), permit());
    let proved = operator.prove_lease(&lease, 4, at(NOW), at(UNTIL), &permit);
    assert_eq!(proved.await, Ok(LeaseGranted { token: 4 }));
    let body = only(&script);
    assert_eq!(
        body["ConditionExpression"],
        "#holder = :me AND #token = :token AND #expires > :now"
    );
    assert_eq!(body["ExpressionAttributeValues"][":token"]["N"], "4");
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_is_gone_is_held_by_nobody() {
    let script = Script::new(|_| refused(None));
    let operator = operator(&script).await;
    let (lease, permit) = (lease(), permit());
    let proved = operator.prove_lease(&lease, 4, at(NOW), at(UNTIL), &permit);
    assert_eq!(proved.await, Err(LeaseRefused::HeldBy(Holding::default())));
}

#[tokio::test(start_paused = true)]
async fn a_release_keeps_the_token_and_lets_go_of_the_rest() {
    let script = Script::new(|_| granted(4));
    let operator = operator(&script).await;
    let (lease, permit) = (lease(), permit());
    assert_eq!(operator.release_lease(&lease, 4, &permit).await, Ok(()));
    let body = only(&script);
    let update = body["UpdateExpression"].as_str().unwrap();
    assert!(update.ends_with("REMOVE #holder, #expires"), "{update}");
    assert_eq!(
        body["ConditionExpression"],
        "#holder = :me AND #token = :token"
    );
}

#[tokio::test(start_paused = true)]
async fn a_table_that_is_silent_is_given_up_after_five_seconds() {
    let script = Script::new(|_| Reply::Silence);
    let operator = operator(&script).await;
    let began = tokio::time::Instant::now();
    let (lease, permit) = (lease(), permit());
    let taken = operator.take_lease(&lease, at(NOW), at(UNTIL), &permit);
    let Err(LeaseRefused::Failed(failure)) = taken.await else {
        panic!("it was given")
    };
    assert_eq!(failure.kind, FailureKind::NotReachable);
    assert!(began.elapsed() <= std::time::Duration::from_millis(5_010));
    only(&script);
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_names_the_action() {
    let body = value!({"__type": "AccessDeniedException", "message": "no"});
    let script = Script::new(move |_| dynamodb(400, &body));
    let operator = operator(&script).await;
    let (lease, permit) = (lease(), permit());
    let taken = operator.take_lease(&lease, at(NOW), at(UNTIL), &permit);
    let Err(LeaseRefused::Failed(failure)) = taken.await else {
        panic!("it was given")
    };
    let action = "dynamodb:UpdateItem".to_owned();
    assert_eq!(failure.kind, FailureKind::NotPermitted { action });
}
