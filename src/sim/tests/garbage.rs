//! Whatever arrives, there is an answer and no panic.

use bytes::Bytes;
use http::{Method, Request};
use proptest::prelude::*;

use super::{Lab, scope};
use crate::sim::Exchange;

/// Words that lead deep into a request, among noise.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("DescribeDBInstances".to_owned()),
        Just("DescribeEvents".to_owned()),
        Just("GetMetricData".to_owned()),
        Just("MaxRecords".to_owned()),
        Just("Marker".to_owned()),
        Just("Filters.Filter.1.Name".to_owned()),
        Just("StartTime".to_owned()),
        Just("EndTime".to_owned()),
        Just("Duration".to_owned()),
        Just("maxResults".to_owned()),
        Just("nextToken".to_owned()),
        Just("createdAfter".to_owned()),
        Just("9223372036854775807".to_owned()),
        Just("-1".to_owned()),
        Just("1e400".to_owned()),
        Just("0001-01-01T00:00:00Z".to_owned()),
        "[!-~]{0,12}",
        "\\PC{0,8}",
    ]
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("/".to_owned()),
        Just("/2013-04-01/hostedzone/%2e%2e/rrset".to_owned()),
        Just("/2013-04-01/healthcheck".to_owned()),
        Just("/backup-jobs/".to_owned()),
        Just("/backup-vaults/harbor/recovery-points/".to_owned()),
        Just("/service/GraniteServiceVersion20100801/operation/GetMetricData".to_owned()),
        Just("/service/GraniteServiceVersion20100801/operation/DescribeAlarms".to_owned()),
        "(/[a-zA-Z0-9%._~-]{0,10}){1,6}",
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let form = prop::collection::vec((word(), word()), 0..8).prop_map(|pairs| {
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("Action=DescribeDBInstances&{}", pairs.join("&")).into_bytes()
    });
    let json = prop::collection::vec((word(), word()), 0..6).prop_map(|pairs| {
        let members = pairs
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect();
        serde_json::Value::Object(members).to_string().into_bytes()
    });
    prop_oneof![form, json, prop::collection::vec(any::<u8>(), 0..200)]
}

thread_local! {
    /// One shop for all cases of a test: none of them changes it.
    static LAB: Lab = Lab::new();
}

proptest! {
    #[test]
    fn a_request_of_any_form_is_answered_as_aws_answers(
        service in prop::sample::select(vec!["rds", "route53", "sts", "monitoring", "backup"]),
        post in any::<bool>(),
        path in path(),
        query in prop::collection::vec((word(), word()), 0..4),
        target in prop::option::of(word()),
        body in body(),
    ) {
        let pairs: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let uri = format!("https://{service}.us-east-1.amazonaws.com{path}?{}", pairs.join("&"));
        let method = if post { Method::POST } else { Method::GET };
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header("authorization", scope(service, "us-east-1"));
        if let Some(target) = target {
            let target = format!("GraniteServiceVersion20100801.{target}");
            request = request.header("x-amz-target", target.into_bytes());
        }
        // Some words are no part of any URI or header: those never reach a server.
        if let Ok(request) = request.body(Bytes::from(body)) {
            let status = LAB.with(|lab| match lab.send(request) {
                Some(Exchange::Answer(response)) => response.status().as_u16(),
                other => panic!("{other:?}"),
            });
            prop_assert!([200, 400, 403, 404].contains(&status), "{}", status);
        }
    }

    #[test]
    fn any_authorization_header_is_answered(header in "\\PC{0,60}", credential in "[ -~]{0,40}") {
        for value in [header, format!("AWS4-HMAC-SHA256 Credential={credential}")] {
            let request = Request::get("https://rds.us-east-1.amazonaws.com/")
                .header("authorization", value.into_bytes())
                .body(Bytes::new());
            if let Ok(request) = request {
                prop_assert!(LAB.with(|lab| lab.send(request).is_some()));
            }
        }
    }

    #[test]
    fn any_datagram_is_answered(noise in prop::collection::vec(any::<u8>(), 0..120), keep in 0usize..40) {
        prop_assert!(LAB.with(|lab| !lab.sim.answer_dns(&noise).is_empty()));
        // A good query with a tail of noise.
        let mut query = b"\x12\x67\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x04shop\x07example\x00\x00\x01\x00\x01".to_vec();
        query.truncate(keep);
        query.extend(noise);
        prop_assert!(LAB.with(|lab| !lab.sim.answer_dns(&query).is_empty()));
    }
}
