//! Taking on a role, and who one is then.

use bytes::Bytes;
use chrono::TimeDelta;
use http::Request;

use super::{Lab, element, text};

const ASSUME: &str = "Action=AssumeRole&RoleArn=arn:aws:iam::123456789012:role/lifeboat-operate\
                      &RoleSessionName=ada";

/// A form, signed with an access key.
fn signed(lab: &Lab, key: &str, service: &str, form: &str) -> (u16, String) {
    let header = format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260302/us-west-2/{service}/aws4_request, Signature=0"
    );
    let request = Request::post(format!("https://{service}.us-west-2.amazonaws.com/"))
        .header("authorization", header)
        .body(Bytes::from(form.to_owned()));
    text(&lab.ask(request.unwrap()))
}

#[test]
fn whoever_takes_on_the_operators_role_is_its_session_for_an_hour() {
    let lab = Lab::new();
    let (status, xml) = signed(&lab, "AKIAWATCH", "sts", ASSUME);
    assert_eq!(status, 200, "{xml}");
    let arn = "arn:aws:sts::123456789012:assumed-role/lifeboat-operate/ada";
    assert_eq!(element(&xml, "Arn"), Some(arn));
    assert_eq!(
        element(&xml, "Expiration"),
        Some("2026-03-02T13:00:00.000Z")
    );
    let key = element(&xml, "AccessKeyId").unwrap();
    let who = |key: &str| signed(&lab, key, "sts", "Action=GetCallerIdentity");
    assert_eq!(element(&who(key).1, "Arn"), Some(arn));
    let watching = "arn:aws:sts::123456789012:assumed-role/lifeboat-watch/session";
    assert_eq!(element(&who("AKIAWATCH").1, "Arn"), Some(watching));
    lab.pass(TimeDelta::minutes(59));
    assert_eq!(
        signed(&lab, key, "rds", "Action=DescribeDBInstances").0,
        200
    );
    lab.pass(TimeDelta::minutes(1));
    let (status, xml) = signed(&lab, key, "rds", "Action=DescribeDBInstances");
    assert_eq!((status, element(&xml, "Code")), (403, Some("ExpiredToken")));
}

#[test]
fn a_role_there_is_not_and_a_session_without_a_name_are_refused() {
    let lab = Lab::new();
    let code = |form: &str| {
        let (status, xml) = signed(&lab, "AKIAWATCH", "sts", form);
        (status, element(&xml, "Code").unwrap().to_owned())
    };
    let denied = (403, "AccessDenied".to_owned());
    assert_eq!(code(&ASSUME.replace("operate", "nobody")), denied);
    let invalid = (400, "ValidationError".to_owned());
    assert_eq!(code(&ASSUME.replace("=ada", "=a+b")), invalid);
    assert_eq!(code(&ASSUME.replace("=ada", "=")), invalid);
    assert_eq!(code(&format!("{ASSUME}&DurationSeconds=60")), invalid);
}
