"""The lane's own parts: when one of these fails, the other tests say nothing of lifeboat."""

import datetime
import http.client
import socket
import struct
import urllib.parse

import cbor2
from botocore.exceptions import ClientError

import shop
from cbor_bridge import PATH_PREFIX
from harness import now


def connect(lane, timeout: float = 10) -> http.client.HTTPConnection:
    split = urllib.parse.urlsplit(lane.endpoint)
    return http.client.HTTPConnection(split.hostname, split.port, timeout=timeout)


def scope(region: str, service: str) -> dict[str, str]:
    credential = f"Credential=testing/20260101/{region}/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=0"}


def ask_cbor(connection, region: str, operation: str, document: dict):
    """One RPC v2 CBOR call as a client with no SDK makes it: (status, headers, document)."""
    headers = {
        "smithy-protocol": "rpc-v2-cbor",
        "content-type": "application/cbor",
        "accept": "application/cbor",
        **scope(region, "monitoring"),
    }
    connection.request("POST", PATH_PREFIX + operation, cbor2.dumps(document), headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, cbor2.loads(answer.read())


def lag_query(lane) -> dict:
    replica = lane.seeded["orders"]["replica"]["id"]
    end = now().replace(second=0, microsecond=0) + datetime.timedelta(minutes=1)
    return {
        "StartTime": end - datetime.timedelta(minutes=16),
        "EndTime": end,
        "ScanBy": "TimestampDescending",
        "MetricDataQueries": [
            {
                "Id": "lag",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/RDS",
                        "MetricName": "ReplicaLag",
                        "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": replica}],
                    },
                    "Period": 60,
                    "Stat": "Average",
                },
            }
        ],
    }


# cbor2 writes instants as tag 1 only when asked; the bytes are what the SDK would send.
def as_tags(document):
    if isinstance(document, datetime.datetime):
        return cbor2.CBORTag(1, int(document.timestamp()))
    if isinstance(document, dict):
        return {key: as_tags(value) for key, value in document.items()}
    if isinstance(document, list):
        return [as_tags(value) for value in document]
    return document


def test_metrics_come_back_in_cbor_from_the_region_of_the_scope(lane):
    connection = connect(lane)
    status, headers, document = ask_cbor(
        connection, "us-west-2", "GetMetricData", as_tags(lag_query(lane))
    )
    assert status == 200
    assert headers["smithy-protocol"] == "rpc-v2-cbor"
    assert headers["content-type"] == "application/cbor"
    (result,) = document["MetricDataResults"]
    assert result["StatusCode"] == "Complete"
    assert set(result["Values"]) == {7.0}
    assert all(isinstance(value, float) for value in result["Values"])
    newest = result["Timestamps"][0]
    assert isinstance(newest, datetime.datetime), "an instant, which is tag 1 on the wire"
    assert datetime.timedelta(minutes=1) < now() - newest < datetime.timedelta(minutes=4)

    # The same connection, another Region: nothing was seeded there.
    status, _, document = ask_cbor(
        connection, "us-east-1", "GetMetricData", as_tags(lag_query(lane))
    )
    assert status == 200
    assert document["MetricDataResults"][0]["Values"] == []


def test_instants_are_tag_one_on_the_wire(lane):
    connection = connect(lane)
    headers = {"smithy-protocol": "rpc-v2-cbor", **scope("us-west-2", "monitoring")}
    body = cbor2.dumps(as_tags(lag_query(lane)))
    connection.request("POST", PATH_PREFIX + "GetMetricData", body, headers)
    raw = connection.getresponse().read()
    newest = datetime.datetime.fromisoformat(lane.seeded["metrics"]["newest_sample"])
    # 0xc1 is tag 1, 0x1a a four-byte integer. Later minutes were seeded since.
    assert any(
        b"\xc1\x1a" + struct.pack("!I", int(newest.timestamp()) + shift * 60) in raw
        for shift in range(10)
    )


def test_every_metric_that_was_seeded_is_found(lane):
    wanted = {
        "us-east-1": {"HealthCheckStatus", "HealthCheckPercentageHealthy", "ReplicationLatency"},
        "us-west-2": {
            "ReplicaLag",
            "AuroraGlobalDBRPOLag",
            "ReplicationLatency",
            "OperationsPendingReplication",
        },
    }
    for region, names in wanted.items():
        _, _, document = ask_cbor(connect(lane), region, "ListMetrics", {})
        assert names <= {metric["MetricName"] for metric in document["Metrics"]}


def test_alarms_come_back_in_cbor(lane):
    _, _, document = ask_cbor(
        connect(lane), "us-west-2", "DescribeAlarms", {"AlarmTypes": ["MetricAlarm"]}
    )
    actions = {alarm["AlarmName"]: alarm["AlarmActions"] for alarm in document["MetricAlarms"]}
    alarms = lane.seeded["alarms"]
    assert actions[alarms["with_action"]] == [alarms["topic"]]
    assert actions[alarms["without_action"]] == []
    for alarm in document["MetricAlarms"]:
        assert isinstance(alarm["StateUpdatedTimestamp"], datetime.datetime)
        assert isinstance(alarm["Threshold"], float)


def test_an_error_is_cbor_with_a_type(lane):
    connection = connect(lane)
    query = {**lag_query(lane)}
    query["StartTime"], query["EndTime"] = query["EndTime"], query["StartTime"]
    status, headers, document = ask_cbor(connection, "us-west-2", "GetMetricData", as_tags(query))
    assert status == 400
    assert headers["smithy-protocol"] == "rpc-v2-cbor"
    assert document["__type"].startswith("com.amazonaws.cloudwatch#")
    assert "EndTime" in document["message"]
    status, _, document = ask_cbor(connection, "us-west-2", "NoSuchOperation", {})
    assert status == 404
    assert document["__type"].endswith("#UnknownOperationException")


def test_withheld_metrics_are_empty_and_not_zero(lane):
    lane.mode(withhold_metrics=True)
    _, _, document = ask_cbor(connect(lane), "us-west-2", "GetMetricData", as_tags(lag_query(lane)))
    assert document["MetricDataResults"][0]["Values"] == []
    assert document["MetricDataResults"][0]["Timestamps"] == []


def test_a_lag_of_minus_one_replaces_every_sample(lane):
    lane.mode(replica_lag=-1)
    _, _, document = ask_cbor(connect(lane), "us-west-2", "GetMetricData", as_tags(lag_query(lane)))
    values = document["MetricDataResults"][0]["Values"]
    assert set(values) == {-1.0} and isinstance(values[0], float)


def test_a_hung_region_never_answers_and_the_other_does(lane):
    lane.mode(dead={"us-east-1": "hang"})
    try:
        connection = connect(lane, timeout=0.5)
        connection.request("GET", "/", headers=scope("us-east-1", "s3"))
        connection.getresponse()
    except TimeoutError:
        pass
    else:
        raise AssertionError("a hung Region answered")
    identity = lane.shop.client("sts", "us-west-2").get_caller_identity()
    assert identity["Account"] == lane.seeded["account"]
    outcomes = [(entry["region"], entry["outcome"]) for entry in lane.requests()]
    assert outcomes == [("us-east-1", "hang"), ("us-west-2", 200)]


def test_a_refused_region_resets_the_connection(lane):
    lane.mode(dead={"us-west-2": "refuse"})
    connection = connect(lane)
    connection.request("GET", "/", headers=scope("us-west-2", "s3"))
    try:
        connection.getresponse()
    except ConnectionResetError:
        pass
    else:
        raise AssertionError("a refused Region answered")


def test_one_service_of_a_region_can_be_dead_alone(lane):
    lane.mode(dead={"us-west-2/monitoring": "refuse"})
    instances = lane.shop.client("rds", "us-west-2").describe_db_instances()["DBInstances"]
    assert instances
    connection = connect(lane)
    connection.request("GET", "/", headers=scope("us-west-2", "monitoring"))
    try:
        connection.getresponse()
    except ConnectionResetError:
        pass
    else:
        raise AssertionError("a refused service answered")


def test_a_mode_nobody_knows_is_refused(lane):
    connection = connect(lane)
    for body in (b'{"withold_metrics": true}', b'{"dead": {"us-east-1": "slow"}}', b"[", b"[]"):
        connection.request("POST", "/_proxy/mode", body)
        answer = connection.getresponse()
        assert answer.status == 400, body
        answer.read()


def test_the_log_names_region_service_and_operation(lane):
    lane.shop.client("rds", "us-west-2").describe_db_instances()
    lane.shop.client("route53", "us-east-1").list_hosted_zones()
    ask_cbor(connect(lane), "us-east-1", "DescribeAlarms", {})
    seen = [(e["region"], e["service"], e["operation"], e["path"]) for e in lane.requests()]
    assert seen == [
        ("us-west-2", "rds", "DescribeDBInstances", "/"),
        ("us-east-1", "route53", None, "/2013-04-01/hostedzone"),
        ("us-east-1", "monitoring", "DescribeAlarms", PATH_PREFIX + "DescribeAlarms"),
    ]


def test_objects_pass_unchanged(lane):
    s3 = lane.shop.client("s3", "us-west-2")
    bucket = lane.seeded["assets"]["destination"]
    content = bytes(range(256)) * 40
    s3.put_object(Bucket=bucket, Key="a b/ü.bin", Body=content)
    assert s3.head_object(Bucket=bucket, Key="a b/ü.bin")["ContentLength"] == len(content)
    assert s3.get_object(Bucket=bucket, Key="a b/ü.bin")["Body"].read() == content
    s3.delete_object(Bucket=bucket, Key="a b/ü.bin")


def test_the_replica_names_its_source_across_regions(lane):
    orders = lane.seeded["orders"]
    (replica,) = [
        instance
        for instance in lane.shop.client("rds", shop.STANDBY).describe_db_instances()["DBInstances"]
        if instance["DBInstanceIdentifier"] == orders["replica"]["id"]
    ]
    assert replica["ReadReplicaSourceDBInstanceIdentifier"] == orders["primary"]["arn"]


def test_moto_still_lacks_what_the_tests_count_on(lane):
    """When moto learns one of these, the tests of sources that fail singly need another."""
    assert "backup selection" in lane.seeded["not_seeded"]
    for call in (
        lambda: lane.shop.client("backup", shop.PRIMARY).list_backup_jobs(),
        lambda: lane.shop.client("backup", shop.PRIMARY).list_protected_resources(),
    ):
        try:
            call()
        except ClientError as failure:
            assert failure.response["ResponseMetadata"]["HTTPStatusCode"] == 404
        else:
            raise AssertionError("moto has it now")
    connection = connect(lane)
    form = "Action=DescribePendingMaintenanceActions&Version=2014-10-31"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/", form, {**kind, **scope(shop.PRIMARY, "rds")})
    answer = connection.getresponse()
    assert answer.status == 500
    assert answer.read().startswith(b"<!doctype html>")


def test_the_name_server_answers_over_udp_and_tcp(lane):
    question = struct.pack("!HHHHHH", 7, 0, 1, 0, 0, 0) + b"\3www\4shop\7example\0\0\1\0\1"
    address = ("127.0.0.1", lane.names.port)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(5)
        udp.sendto(question, address)
        whole = udp.recv(512)
        assert whole.endswith(socket.inet_aton("203.0.113.10"))
        lane.names.truncate_udp = True
        udp.sendto(question, address)
        assert udp.recv(512)[2] & 0x02, "the truncated bit"
    with socket.create_connection(address, timeout=5) as tcp:
        tcp.sendall(struct.pack("!H", len(question)) + question)
        assert tcp.recv(512)[2:] == whole
