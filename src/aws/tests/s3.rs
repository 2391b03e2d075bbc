//! Objects that move a record, asked for by HEAD: no answer has a body.

use super::*;
use crate::estate::FailureKind;
use crate::estate::facts::ObjectStanding;
use crate::plan::StandbyTakesOver;

fn answer(status: u16, headers: &[(&str, &str)]) -> Reply {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    Reply::Answer(answer.body(Bytes::new()).unwrap())
}

fn object(key: &str) -> StandbyTakesOver {
    StandbyTakesOver {
        bucket: "failover".to_owned(),
        key: key.to_owned(),
    }
}

fn west() -> Region {
    region("us-west-2")
}

#[tokio::test(start_paused = true)]
async fn an_object_is_there_or_not_or_it_is_not_known() {
    let script = Script::new(|call| {
        assert_eq!(
            (call.service.as_str(), call.region.as_str()),
            ("s3", "us-west-2")
        );
        let host = call.uri.host().unwrap();
        assert_eq!(host, "failover.s3.us-west-2.amazonaws.com");
        match call.operation.as_str() {
            "HEAD /there" => answer(
                200,
                &[
                    ("etag", "\"abc\""),
                    ("last-modified", "Sun, 22 Nov 2026 02:58:00 GMT"),
                    // The length of what GET would bring.
                    ("content-length", "7"),
                ],
            ),
            "HEAD /gone" => answer(404, &[]),
            "HEAD /elsewhere" => answer(301, &[("x-amz-bucket-region", "us-east-1")]),
            "HEAD /secret" => answer(403, &[]),
            other => panic!("{other}"),
        }
    });
    let objects = ["there", "gone", "elsewhere", "secret"].map(object);
    let reads = reads(&script).await;
    let seen = reads.standby_objects(&west(), &objects).await.unwrap();
    assert_eq!(seen.calls, 4);
    let standings: Vec<_> = seen.facts.objects.iter().map(|it| &it.standing).collect();
    assert_eq!(
        standings,
        [
            &ObjectStanding::Present {
                etag: Some("\"abc\"".into()),
                modified: Some(at("2026-11-22T02:58:00Z")),
            },
            &ObjectStanding::Absent,
            &ObjectStanding::Elsewhere {
                region: Some("us-east-1".into()),
            },
            &ObjectStanding::NotPermitted,
        ]
    );
    let failure = seen.facts.failed.unwrap().to_string();
    assert!(failure.contains("needs s3:GetObject"), "{failure}");
    assert!(failure.contains("s3://failover/secret"), "{failure}");
    assert!(failure.contains("without s3:ListBucket"), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn one_object_that_is_not_answered_for_takes_no_other_with_it() {
    let script = Script::new(|call| match call.operation.as_str() {
        "HEAD /there" => answer(200, &[]),
        _ => answer(503, &[]),
    });
    let reads = reads(&script).await;
    let both = ["silent", "there"].map(object);
    let seen = reads.standby_objects(&west(), &both).await.unwrap().facts;
    assert_eq!(seen.objects.len(), 1);
    assert_eq!(seen.failed.unwrap().kind, FailureKind::NotUnderstood);
    let failure = reads.standby_objects(&west(), &both[..1]).await;
    assert_eq!(failure.unwrap_err().kind, FailureKind::NotUnderstood);
}

#[tokio::test(start_paused = true)]
async fn with_an_endpoint_of_the_plan_the_bucket_is_in_the_path() {
    let script = Script::new(|call| {
        assert_eq!(call.uri.host(), Some("127.0.0.1"));
        assert_eq!(call.operation, "HEAD /failover/there");
        answer(200, &[])
    });
    let mut options = options(&script);
    let endpoint = "http://127.0.0.1:4566".to_owned();
    options.endpoints.insert(west(), endpoint);
    let reads = Reads::new(Door::open(options).await.unwrap());
    let seen = reads.standby_objects(&west(), &[object("there")]).await;
    assert_eq!(seen.unwrap().facts.objects.len(), 1);
}
