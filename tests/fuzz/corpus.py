"""Valid requests, of every protocol and most operations."""

import copy
import dataclasses
import json
import time
import urllib.parse
from dataclasses import dataclass, field

import cbor

ACCOUNT = "123456789012"
PRIMARY, STANDBY = "us-east-1", "us-west-2"
ORDERS = f"arn:aws:rds:{PRIMARY}:{ACCOUNT}:db:orders-db"
ZONE = "/2013-04-01/hostedzone/Z0827164HARBORSHOP01"
CHECK = "/2013-04-01/healthcheck/1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001"
PLAN = "/backup/plans/4f1c9a3e-6d0b-4c57-9f5e-1a7be2c80d01"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole"
XML = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"'


@dataclass
class Request:
    """A request before it is written: its fields can still be told apart."""

    service: str
    method: str = "POST"
    path: str = "/"
    query: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    body: object = b""
    """Bytes, or what `form` says it is made of."""
    form: str = "bytes"
    region: str = PRIMARY
    signed: bool = True

    def copy(self) -> "Request":
        """Another like it, of which nothing is shared."""
        return dataclasses.replace(
            self, query=list(self.query), headers=list(self.headers), body=copy.deepcopy(self.body)
        )

    def content(self) -> bytes:
        match self.form:
            case "form":
                return urllib.parse.urlencode(self.body, errors="surrogatepass").encode()
            case "json":
                return json.dumps(self.body).encode()
            case "cbor":
                return cbor.write(self.body)
        return self.body

    def target(self) -> str:
        query = urllib.parse.urlencode(self.query, errors="surrogatepass")
        return self.path + ("?" + query if query else "")

    def all_headers(self, content: bytes) -> list:
        headers = [("Host", "127.0.0.1"), *self.headers]
        if self.signed:
            scope = f"ANY/20260302/{self.region}/{self.service}/aws4_request"
            headers.append(("Authorization", f"AWS4-HMAC-SHA256 Credential={scope}, Signature=0"))
        headers += [("Content-Length", str(len(content))), ("Connection", "close")]
        return headers

    def written(self) -> bytes:
        content = self.content()
        head = [f"{self.method} {self.target()} HTTP/1.1".encode("latin-1", "replace")]
        for name, value in self.all_headers(content):
            head.append(name.encode("latin-1", "replace") + b": " + value.encode("latin-1", "replace"))
        return b"\r\n".join(head) + b"\r\n\r\n" + content


def query(service: str, action: str, region: str = PRIMARY, **members) -> Request:
    pairs = [("Action", action), ("Version", "2014-10-31")]
    pairs += [(name.replace("__", "."), str(value)) for name, value in members.items()]
    headers = [("Content-Type", "application/x-www-form-urlencoded")]
    return Request(service, headers=headers, body=pairs, form="form", region=region)


def rest(service: str, method: str, path: str, region: str = PRIMARY, body=b"", **members) -> Request:
    pairs = [(name, str(value)) for name, value in members.items()]
    form = "json" if isinstance(body, dict) else "bytes"
    kind = "application/json" if form == "json" else "application/xml"
    return Request(service, method, path, pairs, [("Content-Type", kind)], body, form, region)


def targeted(service: str, target: str, body: dict, region: str = PRIMARY) -> Request:
    headers = [("Content-Type", "application/x-amz-json-1.0"), ("X-Amz-Target", target)]
    return Request(service, headers=headers, body=body, form="json", region=region)


def metric(operation: str, body: dict, in_cbor: bool) -> Request:
    if not in_cbor:
        return targeted("monitoring", f"GraniteServiceVersion20100801.{operation}", body)
    path = f"/service/GraniteServiceVersion20100801/operation/{operation}"
    headers = [("Content-Type", "application/cbor"), ("Smithy-Protocol", "rpc-v2-cbor")]
    return Request("monitoring", path=path, headers=headers, body=body, form="cbor")


def cloudwatch(in_cbor: bool) -> list:
    now = int(time.time())
    lag = {
        "Namespace": "AWS/RDS",
        "MetricName": "ReplicaLag",
        "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "orders-db-usw2"}],
    }
    queries = [{"Id": "a", "MetricStat": {"Metric": lag, "Period": 60, "Stat": "Maximum"}, "ReturnData": True}]
    window = {"StartTime": now - 900, "EndTime": now, "ScanBy": "TimestampDescending", "MaxDatapoints": 5}
    alarms = {"AlarmTypes": ["CompositeAlarm", "MetricAlarm"], "MaxRecords": 3, "StateValue": "OK"}
    return [
        metric("GetMetricData", {"MetricDataQueries": queries, **window}, in_cbor),
        metric("DescribeAlarms", alarms, in_cbor),
        metric("DescribeAlarms", {"AlarmNamePrefix": "orders"}, in_cbor),
    ]


def dynamodb(operation: str, **members) -> Request:
    key = {"name": {"S": "lease"}}
    return targeted(
        "dynamodb", f"DynamoDB_20120810.{operation}", {"TableName": "lifeboat-lease", "Key": key, **members}, STANDBY
    )


def databases() -> list:
    describe = [
        (
            "DBInstances",
            {
                "MaxRecords": 20,
                "Filters__Filter__1__Name": "engine",
                "Filters__Filter__1__Values__Value__1": "postgres",
            },
        ),
        ("DBInstances", {"DBInstanceIdentifier": "orders-db"}),
        ("DBClusters", {"MaxRecords": 20, "Marker": ""}),
        ("GlobalClusters", {}),
        ("DBSnapshots", {"SnapshotType": "automated", "DBInstanceIdentifier": "orders-db"}),
        ("DBClusterSnapshots", {"SnapshotType": "manual"}),
        ("DBInstanceAutomatedBackups", {"MaxRecords": 20}),
        ("DBClusterAutomatedBackups", {}),
        ("Events", {"Duration": 20160, "SourceType": "db-instance", "EventCategories__EventCategory__1": "backup"}),
        ("Events", {"StartTime": "2026-03-01T00:00:00Z", "EndTime": "2026-03-02T00:00:00Z"}),
        ("PendingMaintenanceActions", {"ResourceIdentifier": ORDERS}),
    ]
    change = [
        ("PromoteReadReplica", STANDBY, {"DBInstanceIdentifier": "orders-db-usw2", "BackupRetentionPeriod": 7}),
        ("RebootDBInstance", PRIMARY, {"DBInstanceIdentifier": "orders-db", "ForceFailover": "true"}),
        ("StopDBInstance", PRIMARY, {"DBInstanceIdentifier": "store-00001"}),
        ("FailoverDBCluster", PRIMARY, {"DBClusterIdentifier": "catalog"}),
        (
            "SwitchoverGlobalCluster",
            PRIMARY,
            {
                "GlobalClusterIdentifier": "catalog-global",
                "TargetDbClusterIdentifier": f"arn:aws:rds:{STANDBY}:{ACCOUNT}:cluster:catalog-usw2",
            },
        ),
        (
            "FailoverGlobalCluster",
            STANDBY,
            {
                "GlobalClusterIdentifier": "catalog-global",
                "AllowDataLoss": "true",
                "TargetDbClusterIdentifier": f"arn:aws:rds:{STANDBY}:{ACCOUNT}:cluster:catalog-usw2",
            },
        ),
        (
            "CreateDBSnapshot",
            PRIMARY,
            {
                "DBInstanceIdentifier": "orders-db",
                "DBSnapshotIdentifier": "before",
                "Tags__Tag__1__Key": "a",
                "Tags__Tag__1__Value": "b",
            },
        ),
        (
            "RestoreDBInstanceToPointInTime",
            PRIMARY,
            {
                "SourceDBInstanceIdentifier": "orders-db",
                "TargetDBInstanceIdentifier": "again",
                "UseLatestRestorableTime": "true",
            },
        ),
    ]
    asked = [query("rds", f"Describe{name}", **members) for name, members in describe]
    return asked + [query("rds", name, region, **members) for name, region, members in change]


def records() -> list:
    change = (
        "<Change><Action>UPSERT</Action><ResourceRecordSet><Name>host.shop.example</Name><Type>A</Type><TTL>60</TTL>"
        "<ResourceRecords><ResourceRecord><Value>192.0.2.7</Value></ResourceRecord></ResourceRecords>"
        "</ResourceRecordSet></Change>"
    )
    batch = f"<ChangeBatch><Comment>one</Comment><Changes>{change}</Changes></ChangeBatch>"
    update = "<HealthCheckVersion>1</HealthCheckVersion><Disabled>true</Disabled><Inverted>true</Inverted>"
    return [
        rest("route53", "GET", "/2013-04-01/hostedzone", maxitems=2),
        rest("route53", "GET", ZONE),
        rest("route53", "GET", f"{ZONE}/rrset", maxitems=2, name="www.shop.example", type="A"),
        rest("route53", "GET", "/2013-04-01/healthcheck", maxitems=3, marker=""),
        rest("route53", "GET", CHECK),
        rest("route53", "GET", f"{CHECK}/status"),
        rest("route53", "GET", "/2013-04-01/change/C0000000000000"),
        rest(
            "route53",
            "POST",
            f"{ZONE}/rrset/",
            body=f"<ChangeResourceRecordSetsRequest {XML}>{batch}</ChangeResourceRecordSetsRequest>".encode(),
        ),
        rest(
            "route53",
            "POST",
            CHECK,
            body=f"<UpdateHealthCheckRequest {XML}>{update}</UpdateHealthCheckRequest>".encode(),
        ),
    ]


def backups() -> list:
    orders = urllib.parse.quote(ORDERS, safe="")
    lists = ["/backup-jobs/", "/copy-jobs/", "/restore-jobs/", "/backup-vaults/", "/backup/plans/", "/resources/"]
    return [
        *(rest("backup", "GET", path, maxResults=3) for path in lists),
        rest("backup", "GET", "/backup-jobs/", createdAfter="2026-03-01T00:00:00Z", state="COMPLETED"),
        rest("backup", "GET", "/backup-vaults/harbor/recovery-points/", maxResults=2, resourceArn=ORDERS),
        rest("backup", "GET", f"{PLAN}/"),
        rest("backup", "GET", f"{PLAN}/selections/"),
        rest("backup", "GET", f"/resources/{orders}"),
        rest("backup", "GET", f"/resources/{orders}/recovery-points/", maxResults=20),
        rest("backup", "GET", "/account-settings"),
        rest(
            "backup",
            "PUT",
            "/backup-jobs",
            body={
                "BackupVaultName": "harbor",
                "ResourceArn": ORDERS,
                "IamRoleArn": ROLE,
                "IdempotencyToken": "one",
                "Lifecycle": {"DeleteAfterDays": 7},
                "RecoveryPointTags": {"a": "b"},
            },
        ),
        rest(
            "backup",
            "PUT",
            "/copy-jobs",
            body={
                "RecoveryPointArn": "none",
                "SourceBackupVaultName": "harbor",
                "DestinationBackupVaultArn": f"arn:aws:backup:{STANDBY}:{ACCOUNT}:backup-vault:harbor",
                "IamRoleArn": ROLE,
            },
        ),
        rest(
            "backup",
            "PUT",
            "/restore-jobs",
            body={
                "RecoveryPointArn": "none",
                "Metadata": {"DBInstanceIdentifier": "again"},
                "IamRoleArn": ROLE,
                "ResourceType": "RDS",
            },
        ),
    ]


def everything() -> list:
    """Every request there is; the first of each service changes nothing."""
    item = {
        "name": {"S": "lease"},
        "owner": {"S": "ada"},
        "until": {"N": "12.5"},
        "more": {"M": {"a": {"L": [{"BOOL": True}, {"NULL": True}]}}},
    }
    names = {"#o": "owner"}
    values = {":o": {"S": "ada"}, ":n": {"N": "1"}}
    item_at = "/harbor-failover/failover/eu"
    return [
        query("sts", "GetCallerIdentity"),
        query(
            "sts",
            "AssumeRole",
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/lifeboat-operate",
            RoleSessionName="ada",
            DurationSeconds=900,
        ),
        *databases(),
        *cloudwatch(True),
        *cloudwatch(False),
        *backups(),
        *records(),
        rest("s3", "HEAD", item_at, STANDBY),
        rest("s3", "PUT", item_at, STANDBY, b"failed over"),
        rest("s3", "GET", item_at, STANDBY),
        rest("s3", "DELETE", item_at, STANDBY),
        query("sns", "ListTopics"),
        query("sns", "ListSubscriptionsByTopic", TopicArn=f"arn:aws:sns:{PRIMARY}:{ACCOUNT}:deployments"),
        query("sns", "Publish", TopicArn=f"arn:aws:sns:{PRIMARY}:{ACCOUNT}:deployments", Subject="one", Message="two"),
        targeted("dynamodb", "DynamoDB_20120810.DescribeTable", {"TableName": "lifeboat-lease"}, STANDBY),
        dynamodb("GetItem", ConsistentRead=True),
        dynamodb(
            "PutItem",
            Item=item,
            ConditionExpression="attribute_not_exists(#o) OR (#o = :o AND NOT size(#o) > :n)",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        ),
        dynamodb(
            "UpdateItem",
            UpdateExpression="SET #o = :o, until = if_not_exists(until, :n) + :n REMOVE gone",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ReturnValues="ALL_NEW",
        ),
        dynamodb(
            "DeleteItem",
            ConditionExpression="begins_with(#o, :o)",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        ),
    ]
