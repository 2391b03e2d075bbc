//! Answers that are not whole, not AWS's, or hostile.

use super::*;
use crate::estate::{Failure, FailureKind};

const INSTANCES: &str = "<DBInstances>\
    <DBInstance><DBInstanceIdentifier>one</DBInstanceIdentifier></DBInstance>\
    <DBInstance><DBInstanceIdentifier>two</DBInstanceIdentifier></DBInstance>\
    </DBInstances>";

fn whole() -> Bytes {
    let Reply::Answer(answer) = query_xml("DescribeDBInstances", INSTANCES) else {
        unreachable!("query_xml answers")
    };
    answer.into_body()
}

async fn failure_of(answer: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> Failure {
    let script = Script::new(answer);
    let reads = reads(&script).await;
    reads.db_instances(&here()).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn an_answer_cut_anywhere_is_an_error_and_never_a_shorter_list() {
    let answer = whole();
    for cut in 0..answer.len() {
        let part = answer.slice(..cut);
        let failure = failure_of(move |_| xml(part.clone())).await;
        assert_eq!(failure.kind, FailureKind::NotUnderstood, "cut after {cut}");
    }
    let script = Script::new(move |_| xml(answer.clone()));
    let seen = reads(&script).await.db_instances(&here()).await.unwrap();
    assert_eq!(seen.facts.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_ends_inside_the_answer_is_tried_again() {
    let script = Script::new(|_| {
        Reply::Fail(TransportError::CutOff {
            response: http::Response::new(whole()),
            sent: 200,
        })
    });
    let reads = reads(&script).await;
    let failure = reads.db_instances(&here()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotUnderstood);
    let said = failure.to_string();
    assert!(said.contains("cut off"), "{said}");
    assert_eq!(script.asked().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_answer_shorter_than_its_head_says_is_not_whole() {
    let failure = failure_of(|_| {
        let answer = http::Response::builder().header("content-length", "100000");
        Reply::Answer(answer.body(whole()).unwrap())
    })
    .await;
    let said = failure.to_string();
    assert!(said.contains("where its head says 100000"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn empty_answers_are_not_empty_lists() {
    type Reading = fn(Reads) -> BoxFuture<'static, Option<Failure>>;
    let everywhere: [(&str, Reading); 4] = [
        ("RDS", |reads| {
            Box::pin(async move { reads.db_instances(&here()).await.err() })
        }),
        ("CloudWatch", |reads| {
            Box::pin(async move { reads.alarms(&here()).await.err() })
        }),
        ("Backup", |reads| {
            Box::pin(async move { reads.vaults(&here()).await.err() })
        }),
        ("Route 53", |reads| {
            Box::pin(async move { reads.zones().await.err() })
        }),
    ];
    for (service, read) in everywhere {
        for body in ["", "<html><body>Welcome</body></html>", "hello", "\0\u{1}"] {
            let script = Script::new(move |_| {
                let answer = http::Response::builder().header("smithy-protocol", "rpc-v2-cbor");
                Reply::Answer(answer.body(body.into()).unwrap())
            });
            let failure = read(reads(&script).await).await;
            let failure = failure.unwrap_or_else(|| panic!("{service} took {body:?}"));
            assert_eq!(failure.kind, FailureKind::NotUnderstood, "{service}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_hostile_name_is_kept_as_it_came_and_shown_clean() {
    let name = "a\u{1b}[2J\u{202e}b\u{1f600}";
    let xml_name = "a&#x1b;[2J\u{202e}b\u{1f600}";
    let script =
        Script::new(move |_| query_xml("DescribeDBInstances", &INSTANCES.replace("one", xml_name)));
    let seen = reads(&script).await.db_instances(&here()).await.unwrap();
    let identifier = &seen.facts[0].identifier;
    assert_eq!(identifier.raw(), name);
    assert_eq!(identifier.to_string(), "a\u{fffd}[2J\u{fffd}b\u{fffd}");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_gives_the_same_page_for_ever_is_an_error() {
    let failure = failure_of(|_| {
        let result = format!("{INSTANCES}<Marker>again</Marker>");
        query_xml("DescribeDBInstances", &result)
    })
    .await;
    assert_eq!(failure.kind, FailureKind::NotUnderstood);
    assert!(failure.to_string().contains("twice"), "{failure}");
}
