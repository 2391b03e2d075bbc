//! Objects in buckets, and the one that hands the traffic over.

use bytes::Bytes;
use chrono::TimeDelta;
use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RecordType};
use http::{Request, Response};

use super::{Lab, element, scope, text};

const KEY: &str = "api/standby-takes-over";
const TAKES_OVER: &str = "3f7c8e4a-2c73-4b2a-9e33-9d3b7c4a0003";

/// A request for an object, at the bucket's own host as the SDK writes it.
fn asked(lab: &Lab, method: &str, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
    let uri = format!("https://harbor-failover.s3.us-west-2.amazonaws.com/{KEY}?x-id=Object");
    let mut request = Request::builder()
        .method(method)
        .uri(uri)
        .header("authorization", scope("s3", "us-west-2"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    lab.ask(request.body(Bytes::from(body.to_owned())).unwrap())
}

/// A request by path, as it is served.
fn by_path(lab: &Lab, method: &str, region: &str, path: &str) -> (u16, String) {
    let request = Request::builder()
        .method(method)
        .uri(format!("http://127.0.0.1:4566{path}"))
        .header("authorization", scope("s3", region))
        .body(Bytes::new());
    text(&lab.ask(request.unwrap()))
}

fn api_answers(lab: &Lab) -> String {
    let mut query = Message::new(1, MessageType::Query, OpCode::Query);
    let name = Name::from_ascii("api.shop.example.").unwrap();
    query.add_query(Query::query(name, RecordType::A));
    let bytes = lab.sim.answer_dns(&query.to_vec().unwrap());
    Message::from_vec(&bytes).unwrap().answers[0]
        .data
        .to_string()
}

#[test]
fn the_object_that_is_put_hands_the_api_to_the_standby_at_the_checkers_pace_and_back() {
    let lab = Lab::new();
    let (primary, standby) = ("192.0.2.20", "198.51.100.20");
    assert_eq!(asked(&lab, "HEAD", &[], "").status(), 404);
    assert_eq!(asked(&lab, "PUT", &[], "INC-7").status(), 200);
    // A threshold of three checks, ten seconds apart.
    assert_eq!(api_answers(&lab), primary);
    lab.pass(TimeDelta::seconds(9));
    assert_eq!(api_answers(&lab), primary);
    lab.pass(TimeDelta::seconds(31));
    assert_eq!(api_answers(&lab), standby);
    assert_eq!(asked(&lab, "DELETE", &[], "").status(), 204);
    assert_eq!(api_answers(&lab), standby);
    lab.pass(TimeDelta::seconds(40));
    assert_eq!(api_answers(&lab), primary);
    // What is not there is deleted as well.
    assert_eq!(asked(&lab, "DELETE", &[], "").status(), 204);
}

#[test]
fn the_check_on_the_object_is_inverted_and_agrees_with_what_lies_there() {
    Lab::new().sim.with_world(|world| {
        let check = &world.health_checks[TAKES_OVER];
        let bucket = &world.regions["us-west-2"].buckets["harbor-failover"];
        assert!(check.inverted);
        assert_eq!(check.endpoint.up, bucket.objects.contains_key(KEY));
    });
}

#[test]
fn the_standby_is_handed_the_api_while_us_east_1_is_gone() {
    let lab = Lab::new();
    let lost = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").lose(lost));
    assert_eq!(asked(&lab, "PUT", &[], "").status(), 200);
    lab.pass(TimeDelta::minutes(1));
    assert_eq!(api_answers(&lab), "198.51.100.20");
}

#[test]
fn an_object_is_read_as_it_was_put() {
    let lab = Lab::new();
    let put = asked(&lab, "PUT", &[("content-type", "text/plain")], "by ops");
    let etag = put.headers()["etag"].clone();
    let got = asked(&lab, "GET", &[], "");
    assert_eq!(text(&got), (200, "by ops".to_owned()));
    assert_eq!(got.headers()["etag"], etag);
    assert_eq!(got.headers()["content-type"], "text/plain");
    assert_eq!(
        got.headers()["last-modified"],
        "Mon, 02 Mar 2026 12:00:00 GMT"
    );
    let head = asked(&lab, "HEAD", &[], "");
    assert_eq!(head.headers()["content-length"], "6");
    assert!(head.body().is_empty());
    // The same by path.
    let path = format!("/harbor-failover/{KEY}");
    assert_eq!(by_path(&lab, "GET", "us-west-2", &path).1, "by ops");
}

#[test]
fn a_put_that_must_not_write_over_anything_does_not() {
    let lab = Lab::new();
    let only_new = [("if-none-match", "*")];
    let put = asked(&lab, "PUT", &only_new, "first");
    assert_eq!(put.status(), 200);
    let etag = put.headers()["etag"].to_str().unwrap().to_owned();
    let (status, xml) = text(&asked(&lab, "PUT", &only_new, "second"));
    assert_eq!(
        (status, element(&xml, "Code")),
        (412, Some("PreconditionFailed"))
    );
    assert_eq!(element(&xml, "Condition"), Some("If-None-Match"));
    let (status, _) = text(&asked(&lab, "PUT", &[("if-match", "\"other\"")], "third"));
    assert_eq!(status, 412);
    assert_eq!(
        asked(&lab, "DELETE", &[("if-match", "\"other\"")], "").status(),
        412
    );
    assert_eq!(text(&asked(&lab, "GET", &[], "")).1, "first");
    assert_eq!(
        asked(&lab, "PUT", &[("if-match", &etag)], "fourth").status(),
        200
    );
}

#[test]
fn what_is_not_there_and_what_is_elsewhere_is_told_in_s3s_codes() {
    let lab = Lab::new();
    let (status, xml) = by_path(&lab, "GET", "us-west-2", "/harbor-failover/none");
    assert_eq!((status, element(&xml, "Code")), (404, Some("NoSuchKey")));
    let (status, xml) = by_path(&lab, "PUT", "us-west-2", "/nobody/key");
    assert_eq!((status, element(&xml, "Code")), (404, Some("NoSuchBucket")));
    let (status, xml) = by_path(&lab, "PUT", "us-east-1", "/harbor-failover/key");
    assert_eq!(
        (status, element(&xml, "Code")),
        (301, Some("PermanentRedirect"))
    );
    let request = Request::head("http://127.0.0.1:4566/harbor-failover/key")
        .header("authorization", scope("s3", "us-east-1"))
        .body(Bytes::new());
    let head = lab.ask(request.unwrap());
    assert_eq!(head.headers()["x-amz-bucket-region"], "us-west-2");
    assert!(head.body().is_empty());
    // Neither a bucket of its own nor a sub-resource is simulated.
    for path in ["/harbor-failover", "/harbor-failover/key?acl"] {
        let (status, xml) = by_path(&lab, "GET", "us-west-2", path);
        assert_eq!(
            (status, element(&xml, "Code")),
            (400, Some("NotImplemented"))
        );
    }
}
