//! What goes wrong, and how it looks from outside.

use std::time::Duration;

use chrono::TimeDelta;

use super::{Lab, element, form_request, get_request};
use crate::sim::{Exchange, Fault, FaultRule, RequestOutcome};

const ZONES: &str = "/2013-04-01/hostedzone";

fn rule(service: &str, operation: Option<&str>, region: Option<&str>, fault: Fault) -> FaultRule {
    FaultRule {
        service: Some(service.to_owned()),
        operation: operation.map(str::to_owned),
        region: region.map(str::to_owned),
        fault,
    }
}

#[test]
fn a_fault_befalls_only_the_service_operation_and_region_it_names() {
    let lab = Lab::new();
    let only = rule(
        "rds",
        Some("DescribeDBInstances"),
        Some("us-east-1"),
        Fault::Refused,
    );
    lab.sim.inject(only);
    let instances = |region| lab.send(form_request("rds", region, "Action=DescribeDBInstances"));
    assert!(matches!(instances("us-east-1"), Some(Exchange::Refused)));
    assert!(matches!(instances("us-west-2"), Some(Exchange::Answer(_))));
    let clusters = lab.send(form_request(
        "rds",
        "us-east-1",
        "Action=DescribeDBClusters",
    ));
    assert!(matches!(clusters, Some(Exchange::Answer(_))));
    lab.sim.clear_faults();
    assert!(matches!(instances("us-east-1"), Some(Exchange::Answer(_))));
}

#[test]
fn latency_comes_first_and_adds_up_and_then_the_first_other_rule_wins() {
    let lab = Lab::new();
    let before = lab.now();
    lab.sim.inject(FaultRule::everywhere(Fault::Latency(
        Duration::from_millis(200),
    )));
    lab.sim.inject(rule("rds", None, None, Fault::Reset));
    lab.sim.inject(rule("rds", None, None, Fault::Refused));
    lab.sim.inject(rule(
        "rds",
        None,
        None,
        Fault::Latency(Duration::from_millis(300)),
    ));
    let exchange = lab.send(form_request(
        "rds",
        "us-east-1",
        "Action=DescribeDBInstances",
    ));
    assert!(matches!(exchange, Some(Exchange::Reset)));
    assert_eq!(lab.now() - before, TimeDelta::milliseconds(500));
}

#[test]
fn a_hang_is_in_flight_until_the_caller_goes_away() {
    let lab = Lab::new();
    lab.sim.inject(FaultRule::everywhere(Fault::Hang));
    let request = get_request("backup", "us-east-1", "/backup-jobs/");
    let mut hanging = Box::pin(lab.sim.handle(request));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(hanging.as_mut().poll(&mut context).is_pending());
    assert_eq!(lab.sim.in_flight(), 1);
    assert_eq!(lab.sim.requests()[0].outcome, RequestOutcome::InFlight);
    drop(hanging);
    assert_eq!(lab.sim.in_flight(), 0);
    assert_eq!(lab.sim.requests()[0].outcome, RequestOutcome::Abandoned);
}

#[test]
fn each_service_says_throttled_denied_and_expired_in_its_own_words() {
    let cases = [
        (Fault::Throttle, "Throttling", "ThrottlingException"),
        (Fault::AccessDenied, "AccessDenied", "AccessDeniedException"),
        (
            Fault::ExpiredCredentials,
            "ExpiredToken",
            "ExpiredTokenException",
        ),
        (Fault::ServerError, "InternalFailure", "InternalFailure"),
    ];
    for (fault, in_xml, in_json) in cases {
        let lab = Lab::new();
        lab.sim.inject(FaultRule::everywhere(fault));
        let (status, xml) = lab.form("rds", "us-east-1", "Action=DescribeDBInstances");
        assert!(status >= 400);
        assert_eq!(element(&xml, "Code"), Some(in_xml));
        let (_, xml) = lab.get("route53", "us-east-1", ZONES);
        assert_eq!(element(&xml, "Code"), Some(in_xml));
        let response = lab.ask(get_request("backup", "us-east-1", "/backup-jobs/"));
        assert_eq!(response.headers()["x-amzn-errortype"], in_json);
        let empty = serde_json::json!({});
        let (_, answer) = lab.cloudwatch("us-east-1", "DescribeAlarms", &empty);
        assert!(answer["__type"].as_str().unwrap().ends_with(in_json));
    }
}

#[test]
fn a_denial_names_the_iam_action() {
    let lab = Lab::new();
    lab.sim.inject(FaultRule::everywhere(Fault::AccessDenied));
    let empty = serde_json::json!({});
    let (status, answer) = lab.cloudwatch("us-east-1", "DescribeAlarms", &empty);
    assert_eq!(status, 403);
    let message = answer["message"].as_str().unwrap();
    assert!(message.contains("cloudwatch:DescribeAlarms"), "{message}");
}

#[test]
fn a_cut_body_announces_its_whole_length() {
    let lab = Lab::new();
    lab.sim
        .inject(rule("rds", None, None, Fault::CutBody { fraction: 0.5 }));
    let exchange = lab.send(form_request(
        "rds",
        "us-east-1",
        "Action=DescribeDBInstances",
    ));
    let Some(Exchange::CutOff { response, sent }) = exchange else {
        panic!("not cut: {exchange:?}");
    };
    assert_eq!(sent, response.body().len() / 2);
    let announced = response.headers()["content-length"].to_str().unwrap();
    assert_eq!(announced, response.body().len().to_string());
}

#[test]
fn garbage_is_a_success_that_no_parser_of_aws_takes() {
    let lab = Lab::new();
    lab.sim.inject(FaultRule::everywhere(Fault::GarbageBody));
    let (status, body) = lab.get("backup", "us-east-1", "/backup-jobs/");
    assert_eq!(status, 200);
    assert!(serde_json::from_str::<serde_json::Value>(&body).is_err());
    assert!(!body.contains("xmlns"));
}

#[test]
fn a_silent_region_takes_route_53s_api_with_it_but_not_the_other_region() {
    let lab = Lab::new();
    let now = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").lose(now));
    let rds = |region| lab.send(form_request("rds", region, "Action=DescribeDBInstances"));
    assert!(rds("us-east-1").is_none());
    assert!(
        lab.send(get_request("route53", "us-west-2", ZONES))
            .is_none()
    );
    assert!(matches!(rds("us-west-2"), Some(Exchange::Answer(_))));
}

#[test]
fn the_sixth_request_to_route_53_in_a_second_is_throttled_by_the_simulators_clock() {
    let lab = Lab::new();
    let zones = || lab.get("route53", "us-east-1", ZONES);
    for _ in 0..5 {
        assert_eq!(zones().0, 200);
        lab.pass(TimeDelta::milliseconds(100));
    }
    let (status, xml) = zones();
    assert_eq!((status, element(&xml, "Code")), (400, Some("Throttling")));
    // A second after the first there is room for one, whatever the host's clock says.
    lab.pass(TimeDelta::milliseconds(500));
    assert_eq!(zones().0, 200);
    assert_eq!(zones().0, 400);
    // What was turned away counts for nothing.
    lab.pass(TimeDelta::seconds(1));
    assert_eq!(zones().0, 200);
    let over: Vec<bool> = lab.sim.requests().iter().map(|it| it.over_rate).collect();
    let expected = [false, false, false, false, false, true, false, true, false];
    assert_eq!(over, expected);
}

#[test]
fn a_throttle_that_a_fault_injects_is_no_fault_of_the_callers() {
    let lab = Lab::new();
    lab.sim.inject(FaultRule::everywhere(Fault::Throttle));
    assert_eq!(lab.get("route53", "us-east-1", ZONES).0, 400);
    assert!(!lab.sim.requests()[0].over_rate);
}

#[test]
fn the_log_says_when_what_was_asked_where_and_what_came_of_it() {
    let lab = Lab::new();
    lab.form("sts", "us-west-2", "Action=GetCallerIdentity");
    lab.pass(TimeDelta::seconds(3));
    lab.get("backup", "us-east-1", "/backup/plans/none/");
    let log = lab.sim.requests();
    let told: Vec<_> = log
        .iter()
        .map(|r| {
            (
                r.region.as_str(),
                r.service.as_str(),
                r.operation.as_str(),
                r.outcome,
            )
        })
        .collect();
    let expected = [
        (
            "us-west-2",
            "sts",
            "GetCallerIdentity",
            RequestOutcome::Answered(200),
        ),
        (
            "us-east-1",
            "backup",
            "GetBackupPlan",
            RequestOutcome::Answered(400),
        ),
    ];
    assert_eq!(told, expected);
    assert_eq!(log[1].time - log[0].time, TimeDelta::seconds(3));
}

#[test]
fn a_pending_answer_can_be_sent_to_another_thread() {
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    let lab = Lab::new();
    drop(sendable(lab.sim.handle(get_request(
        "backup",
        "us-east-1",
        "/backup-jobs/",
    ))));
    assert_eq!(lab.sim.requests(), []);
}
