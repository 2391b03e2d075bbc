//! Every protocol, there and back.

use bytes::Bytes;
use ciborium::Value;
use http::Request;

use super::{Lab, element, elements, get_request, scope};
use crate::sim::world::databases::Tag;
use crate::sim::{Exchange, World};

#[test]
fn sts_says_who_is_asking_in_query_xml() {
    let lab = Lab::new();
    let (status, xml) = lab.form(
        "sts",
        "us-west-2",
        "Action=GetCallerIdentity&Version=2011-06-15",
    );
    assert_eq!(status, 200);
    assert_eq!(element(&xml, "Account"), Some("123456789012"));
    let arn = "arn:aws:sts::123456789012:assumed-role/lifeboat-watch/session";
    assert_eq!(element(&xml, "Arn"), Some(arn));
    assert!(xml.contains("xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\""));
}

#[test]
fn every_answer_carries_the_simulators_date_and_a_request_id() {
    let lab = Lab::new();
    let response = lab.ask(get_request("backup", "us-east-1", "/backup-vaults/"));
    assert_eq!(response.headers()["date"], "Mon, 02 Mar 2026 12:00:00 GMT");
    let first = response.headers()["x-amzn-requestid"].clone();
    let second = lab.ask(get_request("backup", "us-east-1", "/backup-vaults/"));
    assert_ne!(first, second.headers()["x-amzn-requestid"]);
    // The same seed and the same requests give the same ids.
    let again = Lab::new().ask(get_request("backup", "us-east-1", "/backup-vaults/"));
    assert_eq!(first, again.headers()["x-amzn-requestid"]);
}

#[test]
fn the_replica_in_the_standby_region_names_its_source_by_arn() {
    let lab = Lab::new();
    let form = "Action=DescribeDBInstances&DBInstanceIdentifier=orders-db-usw2";
    let (_, xml) = lab.form("rds", "us-west-2", form);
    let source = element(&xml, "ReadReplicaSourceDBInstanceIdentifier");
    assert_eq!(
        source,
        Some("arn:aws:rds:us-east-1:123456789012:db:orders-db")
    );
    let infos = element(&xml, "StatusInfos").unwrap();
    assert_eq!(element(infos, "Status"), Some("replicating"));
    assert_eq!(element(infos, "StatusType"), Some("read replication"));
}

#[test]
fn the_restorable_time_follows_the_clock_at_most_five_minutes_behind() {
    let lab = Lab::new();
    for _ in 0..20 {
        lab.pass(chrono::TimeDelta::seconds(97));
        let form = "Action=DescribeDBInstances&DBInstanceIdentifier=orders-db";
        let (_, xml) = lab.form("rds", "us-east-1", form);
        let latest = element(&xml, "LatestRestorableTime").unwrap();
        let latest = chrono::DateTime::parse_from_rfc3339(latest).unwrap();
        let age = (lab.now() - latest.to_utc()).num_seconds();
        assert!((0..300).contains(&age), "{age} s");
    }
}

#[test]
fn an_unknown_instance_and_an_unknown_operation_are_told_in_awss_codes() {
    let lab = Lab::new();
    let form = "Action=DescribeDBInstances&DBInstanceIdentifier=nowhere";
    let (status, xml) = lab.form("rds", "us-east-1", form);
    assert_eq!(
        (status, element(&xml, "Code")),
        (404, Some("DBInstanceNotFound"))
    );
    assert_eq!(element(&xml, "Type"), Some("Sender"));

    let (status, xml) = lab.form("rds", "us-east-1", "Action=DeleteDBInstance");
    assert_eq!(
        (status, element(&xml, "Code")),
        (400, Some("InvalidAction"))
    );

    let (status, body) = lab.get("backup", "us-east-1", "/backup/plans/none/");
    assert_eq!(status, 400);
    assert!(body.contains("ResourceNotFoundException"));

    let (status, xml) = lab.get("route53", "us-east-1", "/2013-04-01/hostedzone/Z0");
    assert_eq!(
        (status, element(&xml, "Code")),
        (404, Some("NoSuchHostedZone"))
    );
}

#[test]
fn route_53_lists_records_in_its_own_order_in_rest_xml() {
    let lab = Lab::new();
    let (_, xml) = lab.get("route53", "us-east-1", "/2013-04-01/hostedzone");
    let id = element(&xml, "Id").unwrap().to_owned();
    assert!(id.starts_with("/hostedzone/"));
    let path = format!("/2013-04-01{id}/rrset");
    let (_, xml) = lab.get("route53", "us-east-1", &path);
    let names = elements(&xml, "Name");
    assert_eq!(names.first(), Some(&"shop.example."));
    assert_eq!(names.last(), Some(&"www-usw2.shop.example."));
    assert_eq!(elements(&xml, "Failover").len(), 6);
    let (_, xml) = lab.get("route53", "us-east-1", &path.replace("/rrset", ""));
    assert_eq!(elements(&xml, "NameServer").len(), 4);
    assert_eq!(element(&xml, "AcceleratedRecoveryStatus"), Some("DISABLED"));
}

#[test]
fn a_label_may_hold_encoded_slashes() {
    let lab = Lab::new();
    let arn =
        "arn%3Aaws%3Aelasticfilesystem%3Aus-east-1%3A123456789012%3Afile-system%2Ffs-0a1b2c3d";
    let answer = lab.backup("us-east-1", &format!("/resources/{arn}"));
    assert_eq!(answer["ResourceType"], "EFS");
    // Nothing of it is in the standby Region.
    let (status, _) = lab.get("backup", "us-west-2", &format!("/resources/{arn}"));
    assert_eq!(status, 400);
}

#[test]
fn a_snapshot_is_found_by_its_identifier_and_by_its_arn() {
    let lab = Lab::new();
    let (_, all) = lab.form("rds", "us-east-1", "Action=DescribeDBSnapshots");
    let identifier = elements(&all, "DBSnapshotIdentifier").pop().unwrap();
    let arn = elements(&all, "DBSnapshotArn").pop().unwrap();
    assert!(identifier.contains(':'));
    for asked in [identifier, arn] {
        let form = format!("Action=DescribeDBSnapshots&DBSnapshotIdentifier={asked}");
        let (_, one) = lab.form("rds", "us-east-1", &form);
        assert_eq!(elements(&one, "DBSnapshotArn"), [arn]);
    }
}

fn cbor_request(operation: &str, input: &Value) -> Request<Bytes> {
    let mut body = Vec::new();
    ciborium::into_writer(input, &mut body).unwrap();
    let path = format!("/service/GraniteServiceVersion20100801/operation/{operation}");
    Request::post(format!("https://monitoring.us-west-2.amazonaws.com{path}"))
        .header("authorization", scope("monitoring", "us-west-2"))
        .header("smithy-protocol", "rpc-v2-cbor")
        .body(Bytes::from(body))
        .unwrap()
}

fn map(members: Vec<(&str, Value)>) -> Value {
    Value::Map(
        members
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect(),
    )
}

fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    let members = value.as_map().unwrap();
    let found = members.iter().find(|(key, _)| key.as_text() == Some(name));
    &found.unwrap_or_else(|| panic!("no {name} in {value:?}")).1
}

#[test]
fn metric_data_in_cbor_have_tagged_times_and_doubles() {
    let lab = Lab::new();
    let now = lab.now().timestamp();
    let time = |at: i64| Value::Tag(1, Box::new(Value::Integer(at.into())));
    let dimension = map(vec![
        ("Name", "DBInstanceIdentifier".into()),
        ("Value", "orders-db-usw2".into()),
    ]);
    let metric = map(vec![
        ("Namespace", "AWS/RDS".into()),
        ("MetricName", "ReplicaLag".into()),
        ("Dimensions", Value::Array(vec![dimension])),
    ]);
    let stat = map(vec![
        ("Metric", metric),
        ("Period", Value::Integer(60.into())),
        ("Stat", "Maximum".into()),
    ]);
    let query = map(vec![("Id", "lag".into()), ("MetricStat", stat)]);
    let input = map(vec![
        ("MetricDataQueries", Value::Array(vec![query])),
        ("StartTime", time(now - 900)),
        ("EndTime", time(now)),
    ]);
    let response = lab.ask(cbor_request("GetMetricData", &input));
    assert_eq!(response.headers()["smithy-protocol"], "rpc-v2-cbor");
    let answer: Value = ciborium::from_reader(response.body().as_ref()).unwrap();
    let result = &member(&answer, "MetricDataResults").as_array().unwrap()[0];
    let times = member(result, "Timestamps").as_array().unwrap();
    let values = member(result, "Values").as_array().unwrap();
    assert_eq!(times.len(), values.len());
    assert!(times.iter().all(|time| matches!(time, Value::Tag(1, _))));
    assert!(
        values
            .iter()
            .all(|lag| (1.0..=10.0).contains(&lag.as_float().unwrap()))
    );
    assert_eq!(member(result, "StatusCode").as_text(), Some("Complete"));
}

#[test]
fn a_failure_in_cbor_names_its_type_and_the_old_query_code() {
    let lab = Lab::new();
    let response = lab.ask(cbor_request("GetMetricData", &map(vec![])));
    assert_eq!(response.status(), 400);
    assert_eq!(
        response.headers()["x-amzn-query-error"],
        "ValidationError;Sender"
    );
    let answer: Value = ciborium::from_reader(response.body().as_ref()).unwrap();
    assert!(
        member(&answer, "__type")
            .as_text()
            .unwrap()
            .ends_with("#ValidationError")
    );
}

#[test]
fn alarm_types_decide_what_describe_alarms_returns() {
    let lab = Lab::new();
    let count = |input: serde_json::Value| {
        let (_, answer) = lab.cloudwatch("us-west-2", "DescribeAlarms", &input);
        let of = |kind: &str| answer[kind].as_array().unwrap().len();
        (of("MetricAlarms"), of("CompositeAlarms"))
    };
    assert_eq!(count(serde_json::json!({})), (2, 0));
    assert_eq!(
        count(serde_json::json!({"AlarmTypes": ["CompositeAlarm"]})),
        (0, 1)
    );
    let both = serde_json::json!({"AlarmTypes": ["CompositeAlarm", "MetricAlarm"]});
    assert_eq!(count(both), (2, 1));
}

#[test]
fn a_region_or_a_service_there_is_not_has_no_address() {
    let lab = Lab::new();
    for (service, region) in [("rds", "eu-west-1"), ("ec2", "us-east-1")] {
        let exchange = lab.send(get_request(service, region, "/"));
        assert!(
            matches!(exchange, Some(Exchange::UnknownHost)),
            "{service} {region}"
        );
    }
}

#[test]
fn an_unsigned_request_is_refused_with_awss_code() {
    let lab = Lab::new();
    let request = Request::get("https://rds.us-east-1.amazonaws.com/").body(Bytes::new());
    let response = lab.ask(request.unwrap());
    assert_eq!(response.status(), 403);
    assert_eq!(
        response.headers()["x-amzn-errortype"],
        "MissingAuthenticationToken"
    );
}

#[test]
fn hostile_names_leave_as_they_are_and_stay_inside_their_elements() {
    let hostile = "\u{1b}[2J</Value><Value>\u{202e}\u{1f6a2}";
    let mut world = World::harbor(7, super::epoch());
    let instance = world.instance_mut("us-east-1", "orders-db").unwrap();
    instance.tags = vec![Tag::new("Name", hostile)];
    let lab = Lab::of(world);
    let form = "Action=DescribeDBInstances&DBInstanceIdentifier=orders-db";
    let (_, xml) = lab.form("rds", "us-east-1", form);
    let tags = element(&xml, "TagList").unwrap();
    let value = element(tags, "Value").unwrap();
    assert_eq!(
        value,
        "&#x1B;[2J&lt;/Value&gt;&lt;Value&gt;\u{202e}\u{1f6a2}"
    );
}
