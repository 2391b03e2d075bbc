//! Whose rights an operator has, and what its gate lets through.

use super::*;
use crate::aws::gate::Refused;
use crate::estate::{FailureKind, Scope};
use crate::terms::Arn;
use std::error::Error;

fn role(user: &str) -> OperatorPower {
    OperatorPower::Role {
        role: Arn::parse("arn:aws:iam::111122223333:role/operate").unwrap(),
        user: user.to_owned(),
    }
}

fn assumed() -> Reply {
    query_xml(
        "AssumeRole",
        "<Credentials><AccessKeyId>ASIAOPERATOR</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
         <SessionToken>t</SessionToken><Expiration>2026-11-22T04:00:00Z</Expiration></Credentials>",
    )
}

fn caller() -> Reply {
    query_xml(
        "GetCallerIdentity",
        "<Account>111122223333</Account><UserId>u</UserId>\
         <Arn>arn:aws:sts::111122223333:assumed-role/operate/lifeboat-ana</Arn>",
    )
}

#[tokio::test(start_paused = true)]
async fn a_role_is_taken_in_the_standby_region_and_told_with_its_expiry() {
    let script = Script::new(|call| match call.operation.as_str() {
        "AssumeRole" => assumed(),
        _ => caller(),
    });
    let power = role("ana müller/../x");
    let operator = Operator::open(&options(&script), power).await.unwrap();
    assert!(script.asked().is_empty(), "opening asks nobody");
    let identity = operator.who().await.unwrap();
    assert_eq!(identity.account.as_str(), "111122223333");
    assert_eq!(identity.expires, Some(at("2026-11-22T04:00:00Z")));
    let asked = script.asked();
    assert_eq!(asked[0].operation, "AssumeRole");
    assert_eq!(asked[0].region, "us-west-2");
    let session = asked[0].parameter("RoleSessionName").unwrap();
    assert_eq!(session, "lifeboat-ana-m-ller-..-x");
    assert_eq!(asked[0].parameter("DurationSeconds").unwrap(), "3600");
    assert_eq!(asked[1].operation, "GetCallerIdentity");
    assert_eq!(asked[1].region, "us-west-2");
}

#[tokio::test(start_paused = true)]
async fn without_the_role_nothing_is_sent() {
    let script = Script::new(|call| match call.operation.as_str() {
        "AssumeRole" => query_error(403, "AccessDenied", "not yours"),
        other => panic!("{other}"),
    });
    let operator = Operator::open(&options(&script), role("ana")).await;
    let mutation = Mutation::StopDbInstance {
        region: here(),
        instance: "orders-db".into(),
    };
    let came = operator.unwrap().send(&mutation, &permit()).await;
    let Sent::NotSent(failure) = came else {
        panic!("{came:?}")
    };
    assert_eq!(failure.kind, FailureKind::Credentials);
    assert!(failure.to_string().contains("not yours"), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_on_its_list_is_refused_before_anything_is_sent() {
    let script = Script::new(|_| Reply::Silence);
    let operator = operator(&script).await;
    let rds = operator.rds(&here(), &Scope::from(&here()));
    let request = rds.delete_db_instance().db_instance_identifier("orders-db");
    let error = request.send().await.unwrap_err();
    let refused = std::iter::successors(Some(&error as &dyn Error), |&error| error.source())
        .find_map(|error| error.downcast_ref::<Refused>())
        .unwrap();
    assert_eq!(refused.operation, "RDS DeleteDBInstance");
    assert!(refused.to_string().contains("an operator may send"));
    assert!(script.asked().is_empty());
}
