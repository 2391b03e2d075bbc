//! What came of a call is told apart, and whatever came, it was sent once.

use super::*;
use crate::estate::{Failure, FailureKind};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

fn promote() -> Mutation {
    Mutation::PromoteReadReplica {
        region: here(),
        instance: "orders-db-usw2".into(),
        backup_retention_days: 7,
    }
}

fn delete_object() -> Mutation {
    Mutation::DeleteObject {
        region: here(),
        bucket: "shop-standby".to_owned(),
        key: "takes-over".to_owned(),
    }
}

fn put_object() -> Mutation {
    Mutation::PutObject {
        region: here(),
        bucket: "shop-standby".to_owned(),
        key: "takes-over".to_owned(),
        body: "incident 42".to_owned(),
    }
}

fn back_up() -> Mutation {
    Mutation::StartBackupJob {
        region: here(),
        vault: "shop".to_owned(),
        resource_arn: "arn:aws:rds:us-east-1:111122223333:db:orders-db".into(),
        role_arn: crate::terms::Arn::parse("arn:aws:iam::111122223333:role/backup").unwrap(),
        token: "token-1".to_owned(),
    }
}

/// A mutation, sent once, whatever came.
async fn once(
    mutation: &Mutation,
    answer: impl Fn(&Call) -> Reply + Send + Sync + 'static,
) -> Sent {
    let (came, asked) = sent(mutation, answer).await;
    assert_eq!(asked.len(), 1, "{came:?}");
    came
}

fn unknown(came: Sent) -> Failure {
    match came {
        Sent::Unknown(failure) => failure,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_aws_is_a_rejection() {
    for (status, code) in [
        (400, "InvalidDBInstanceState"),
        (404, "DBInstanceNotFound"),
        (403, "AccessDenied"),
        (403, "ExpiredToken"),
        (400, "Throttling"),
        (400, "PriorRequestNotComplete"),
    ] {
        let came = once(&promote(), move |_| query_error(status, code, "no")).await;
        let Sent::Rejected(failure) = came else {
            panic!("{code}: {came:?}")
        };
        assert_eq!(failure.code.unwrap().raw(), code);
        assert_eq!(failure.request_id.unwrap().raw(), "request-1");
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_names_the_action() {
    let came = once(&promote(), |_| query_error(403, "AccessDenied", "no")).await;
    let Sent::Rejected(failure) = came else {
        panic!("{came:?}")
    };
    let action = "rds:PromoteReadReplica".to_owned();
    assert_eq!(failure.kind, FailureKind::NotPermitted { action });
}

#[tokio::test(start_paused = true)]
async fn silence_for_half_a_minute_is_unknown() {
    let began = tokio::time::Instant::now();
    let failure = unknown(once(&promote(), |_| Reply::Silence).await);
    assert_eq!(failure.kind, FailureKind::NotReachable);
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(29), "{took:?}");
    assert!(took <= Duration::from_secs(31), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_broke_is_unknown() {
    let reset = |_: &Call| Reply::Fail(TransportError::Reset);
    unknown(once(&promote(), reset).await);
    unknown(once(&delete_object(), reset).await);
}

#[tokio::test(start_paused = true)]
async fn what_no_connection_carried_was_not_sent() {
    for error in [TransportError::Refused, TransportError::UnknownHost] {
        let came = once(&promote(), move |_| Reply::Fail(error.clone())).await;
        let Sent::NotSent(failure) = came else {
            panic!("{came:?}")
        };
        assert_eq!(failure.kind, FailureKind::NotReachable);
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_failed_may_have_done_it() {
    for status in [500, 502, 503, 504] {
        let came = once(&promote(), move |_| {
            query_error(status, "InternalFailure", "oh")
        })
        .await;
        let failure = unknown(came);
        assert_eq!(failure.request_id.unwrap().raw(), "request-1");
        unknown(once(&promote(), move |_| respond(status, "text/html", "<h1>no")).await);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_without_a_code_is_not_awss_word() {
    unknown(once(&promote(), |_| respond(403, "text/html", "<h1>proxy</h1>")).await);
    unknown(once(&promote(), |_| respond(429, "text/plain", "slow down")).await);
}

#[tokio::test(start_paused = true)]
async fn a_success_that_cannot_be_read_is_unknown_and_keeps_its_request_id() {
    for body in ["", "<html><body>Welcome</body></html>", "hello", "{}"] {
        for mutation in [promote(), back_up()] {
            let failure = unknown(once(&mutation, move |_| respond(200, "text/xml", body)).await);
            let id = failure.request_id.as_ref().map(|id| id.raw().to_owned());
            assert_eq!(id.as_deref(), Some("request-1"), "{body:?}: {failure}");
        }
    }
    let failure = unknown(once(&put_object(), |_| respond(200, "text/xml", "")).await);
    assert_eq!(failure.request_id.unwrap().raw(), "request-1");
    let welcome = "<html><body>Welcome</body></html>";
    unknown(once(&put_object(), move |_| respond(200, "text/html", welcome)).await);
    unknown(
        once(&delete_object(), move |_| {
            respond(200, "text/html", welcome)
        })
        .await,
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_cut_anywhere_is_unknown() {
    let result = "<DBInstance><DBInstanceIdentifier>a</DBInstanceIdentifier></DBInstance>";
    let Reply::Answer(whole) = query_xml("PromoteReadReplica", result) else {
        unreachable!("query_xml answers")
    };
    let whole = whole.into_body();
    for sent in 0..whole.len() {
        let part = whole.slice(..sent);
        unknown(once(&promote(), move |_| xml(part.clone())).await);
    }
    let response = http::Response::new(whole);
    let cut = move |_: &Call| {
        Reply::Fail(TransportError::CutOff {
            response: response.clone(),
            sent: 20,
        })
    };
    unknown(once(&promote(), cut).await);
}

#[tokio::test(start_paused = true)]
async fn a_retention_beyond_any_number_is_not_sent() {
    let mutation = Mutation::PromoteReadReplica {
        region: here(),
        instance: "orders-db-usw2".into(),
        backup_retention_days: u32::MAX,
    };
    let (came, asked) = sent(&mutation, taken).await;
    assert!(matches!(came, Sent::NotSent(_)), "{came:?}");
    assert!(asked.is_empty());
}

/// Sends over the network, to an address.
async fn sent_to(endpoint: String) -> Sent {
    let mut options = DoorOptions::new(&here(), &region("us-west-2"), clock());
    options.simulated_credentials = true;
    options.endpoints.insert(here(), endpoint);
    let operator = Operator::open(&options, OperatorPower::Same).await.unwrap();
    operator.send(&promote(), &permit()).await
}

#[tokio::test]
async fn on_the_network_a_closed_port_and_an_unknown_host_were_not_sent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    for endpoint in [endpoint, "http://nowhere.invalid".to_owned()] {
        let came = sent_to(endpoint).await;
        assert!(matches!(came, Sent::NotSent(_)), "{came:?}");
    }
}

#[tokio::test]
async fn on_the_network_a_connection_that_ends_unanswered_is_unknown_and_was_made_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = [0_u8; 16 * 1024];
            let length = connection.read(&mut request).unwrap();
            tell.send(length).unwrap();
            let _ = connection.flush();
        }
    });
    unknown(sent_to(endpoint).await);
    assert!(told.recv().unwrap() > 0);
    assert!(told.try_recv().is_err(), "one connection");
}
