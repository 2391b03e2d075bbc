//! Errors are told apart.

use super::*;
use crate::estate::{Failure, FailureKind};
use std::time::Duration;

async fn failed(answer: impl Fn(&Call) -> Reply + Send + Sync + 'static) -> (Failure, u32) {
    let script = Script::new(answer);
    let reads = reads(&script).await;
    let here = here();
    let (seen, calls) = crate::aws::counted(reads.db_instances(&here)).await;
    assert_eq!(calls as usize, script.asked().len());
    (seen.unwrap_err(), calls)
}

#[tokio::test(start_paused = true)]
async fn a_region_that_never_answers_is_given_up_after_fifteen_seconds() {
    let began = tokio::time::Instant::now();
    let (failure, calls) = failed(|_| Reply::Silence).await;
    assert_eq!(failure.kind, FailureKind::NotReachable);
    assert_eq!(failure.operation, "DescribeDBInstances");
    let took = began.elapsed();
    assert!(took <= Duration::from_millis(15_010), "{took:?}");
    assert!(took >= Duration::from_secs(14), "{took:?}");
    assert!((2..=3).contains(&calls), "{calls}");
}

#[tokio::test(start_paused = true)]
async fn refused_reset_and_unknown_hosts_are_not_reachable() {
    for error in [
        TransportError::Refused,
        TransportError::Reset,
        TransportError::UnknownHost,
    ] {
        let words = error.to_string();
        let (failure, calls) = failed(move |_| Reply::Fail(error.clone())).await;
        assert_eq!(failure.kind, FailureKind::NotReachable, "{words}");
        assert!(failure.to_string().contains(&words), "{failure}");
        assert_eq!(calls, 3);
    }
}

#[tokio::test(start_paused = true)]
async fn throttling_is_told_in_all_its_words() {
    for code in ["Throttling", "ThrottlingException", "RequestLimitExceeded"] {
        let (failure, calls) = failed(|_| query_error(400, code, "Rate exceeded")).await;
        assert_eq!(failure.kind, FailureKind::Throttled, "{code}");
        assert_eq!(calls, 3, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_names_the_action_and_is_not_tried_again() {
    let (failure, calls) =
        failed(|_| query_error(403, "AccessDenied", "User is not authorized")).await;
    assert_eq!(calls, 1);
    assert_eq!(
        failure.to_string(),
        "DescribeDBInstances: not permitted (needs rds:DescribeDBInstances), \
         AccessDenied: User is not authorized [request request-1]"
    );
}

#[tokio::test(start_paused = true)]
async fn credentials_that_are_no_longer_good_are_told_as_such() {
    for code in [
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
    ] {
        let (failure, _) = failed(|_| query_error(403, code, "The token has expired")).await;
        assert_eq!(failure.kind, FailureKind::Credentials, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_error_and_an_unknown_operation_are_not_understood() {
    let (failure, calls) = failed(|_| respond(503, "text/html", "<h1>unavailable")).await;
    assert_eq!(failure.kind, FailureKind::NotUnderstood);
    assert_eq!(calls, 3);
    let (failure, _) = failed(|_| query_error(404, "InvalidAction", "no such thing")).await;
    assert_eq!(failure.kind, FailureKind::NotUnderstood);
    assert_eq!(failure.code.unwrap().raw(), "InvalidAction");
}

#[tokio::test(start_paused = true)]
async fn an_error_text_cannot_draw_on_the_screen() {
    let (failure, _) = failed(|_| query_error(400, "Odd", "a\u{202e}b")).await;
    let said = failure.to_string();
    assert!(!said.contains('\u{202e}'), "{said:?}");
}

#[tokio::test(start_paused = true)]
async fn every_service_names_its_own_action() {
    let script = Script::new(|call| match call.service.as_str() {
        "backup" => respond(
            403,
            "application/json",
            r#"{"__type":"AccessDeniedException","message":"no"}"#,
        ),
        "monitoring" => respond(
            403,
            "application/json",
            r#"{"__type":"com.amazonaws.cloudwatch#AccessDenied","message":"no"}"#,
        ),
        _ => query_error(403, "AccessDenied", "no"),
    });
    let reads = reads(&script).await;
    let action = |failure: Failure| match failure.kind {
        FailureKind::NotPermitted { action } => action,
        other => panic!("{other:?}: {failure}", failure = failure.message),
    };
    let here = here();
    let failure = reads.backup_jobs(&here, crate::terms::Span::days(1)).await;
    assert_eq!(action(failure.unwrap_err()), "backup:ListBackupJobs");
    let failure = reads.zones().await.unwrap_err();
    assert_eq!(action(failure), "route53:ListHostedZones");
    let failure = reads.identity(&here).await.unwrap_err();
    assert_eq!(action(failure), "sts:GetCallerIdentity");
}

#[tokio::test(start_paused = true)]
async fn one_dead_region_does_not_hold_up_another() {
    let script = Script::new(|call| match call.region.as_str() {
        "us-east-1" => Reply::Silence,
        _ => query_xml("DescribeDBInstances", "<DBInstances/>"),
    });
    let reads = reads(&script).await;
    let dead = reads.clone();
    let began = tokio::time::Instant::now();
    let waiting = tokio::spawn(async move { dead.db_instances(&here()).await });
    reads.db_instances(&region("us-west-2")).await.unwrap();
    assert_eq!(began.elapsed(), Duration::ZERO);
    let failure = waiting.await.unwrap().unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotReachable);
}
