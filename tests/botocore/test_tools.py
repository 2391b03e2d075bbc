"""What an operator would type: the AWS CLI, questions to the name servers, lifeboat itself."""

import datetime
import json
import time

import dns.flags
import dns.message
import dns.query
import dns.rcode

from served import PRIMARY, STANDBY

ORDERS = ("--db-instance-identifier", "orders-db-usw2")


def test_the_aws_cli_reads_what_an_operator_reads(served):
    identity = served.aws(PRIMARY, "sts", "get-caller-identity")
    assert identity == served.aws(STANDBY, "sts", "get-caller-identity")
    (replica,) = served.aws(STANDBY, "rds", "describe-db-instances", *ORDERS)["DBInstances"]
    assert replica["DBInstanceStatus"] == "available"
    assert f":{identity['Account']}:" in replica["DBInstanceArn"]
    jobs = served.aws(PRIMARY, "backup", "list-backup-jobs", "--by-state", "COMPLETED")["BackupJobs"]
    assert jobs and {job["State"] for job in jobs} == {"COMPLETED"}
    zones = served.aws(PRIMARY, "route53", "list-hosted-zones")["HostedZones"]
    zone = next(zone for zone in zones if zone["Name"] == "shop.example.")
    records = served.aws(PRIMARY, "route53", "list-resource-record-sets", "--hosted-zone-id", zone["Id"])
    assert len(records["ResourceRecordSets"]) == zone["ResourceRecordSetCount"]


def test_the_aws_cli_reads_metrics(served):
    now = datetime.datetime.now(datetime.timezone.utc)
    dimensions = [{"Name": "DBInstanceIdentifier", "Value": "orders-db-usw2"}]
    metric = {"Namespace": "AWS/RDS", "MetricName": "ReplicaLag", "Dimensions": dimensions}
    query = [{"Id": "lag", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}]
    (lag,) = served.aws(
        *(STANDBY, "cloudwatch", "get-metric-data", "--metric-data-queries", json.dumps(query)),
        *("--start-time", (now - datetime.timedelta(minutes=30)).isoformat()),
        *("--end-time", (now - datetime.timedelta(minutes=5)).isoformat()),
    )["MetricDataResults"]
    assert len(lag["Values"]) == 25 and all(0 <= value < 60 for value in lag["Values"])


def ask(served, name: str, kind: str, over=dns.query.udp):
    host, port = served.name_server
    answer = over(dns.message.make_query(name, kind), host, port=port, timeout=5)
    assert answer.flags & dns.flags.AA or answer.rcode() == dns.rcode.REFUSED, answer
    return answer


def test_the_name_servers_answer_what_route53_holds(served):
    route53 = served.client("route53")
    zones = route53.list_hosted_zones()["HostedZones"]
    zone = next(zone for zone in zones if zone["Name"] == "shop.example.")
    records = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    asked = 0
    for record in records:
        if record.get("Failover", "PRIMARY") != "PRIMARY" or "ResourceRecords" not in record:
            continue
        for over in (dns.query.udp, dns.query.tcp):
            (answer,) = ask(served, record["Name"], record["Type"], over).answer
            assert answer.ttl == record["TTL"], record
            said = sorted(it.to_text() for it in answer)
            assert said == sorted(it["Value"] for it in record["ResourceRecords"]), record
        asked += 1
    assert asked >= 3
    assert ask(served, "nothing.shop.example", "A").rcode() == dns.rcode.NXDOMAIN
    assert ask(served, "www.elsewhere.example", "A").rcode() == dns.rcode.REFUSED


def test_lifeboat_reads_the_same_world(served):
    # What was asked before it counts against Route 53's rate, too.
    time.sleep(1)
    run = served.run(str(served.binary), "status", "-o", "json")
    status = json.loads(run.stdout)
    assert status["simulated"] is True
    who = served.client("sts").get_caller_identity()
    assert status["account"]["id"] == who["Account"], status["account"]
    stores = {store["name"]: store for store in status["stores"]}
    for region in (PRIMARY, STANDBY):
        instances = served.client("rds", region).describe_db_instances()["DBInstances"]
        for instance in (it for it in instances if "DBClusterIdentifier" not in it):
            name = instance["DBInstanceIdentifier"].removesuffix("-usw2")
            (copy,) = [it for it in stores[name]["copies"] if it["region"] == region]
            assert copy["id"] == instance["DBInstanceIdentifier"]
            assert copy["state"] == instance["DBInstanceStatus"]
