"""Guarded actions for the tests: what only they need is seeded, and moto's recorder read."""

import base64
import contextlib
import json
import re
import urllib.parse
import urllib.request

import shop
from looking import READ
from seed import failover

BUCKET, KEY = "shop-failover", "media/standby-takes-over"
BUCKET_HOST = f"{BUCKET}.s3.{shop.STANDBY}.amazonaws.com"
MEDIA = "media.shop.example"
CLUSTER = "ledger-use1"
LEASE_TABLE = "lifeboat-lease"
# The item of the lease is named as the plan is.
LEASE_KEY = {"name": {"S": "shop"}}
REASON = "the lane holds it to its word"
SCOPE = re.compile(r"Credential=[^/]+/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request")


def seed_acting(lane) -> dict:
    """Seeds, once, what only the actions need; the other tests have been by then."""
    if "acting" not in lane.seeded:
        lane.seeded["acting"] = {
            "check": seed_media(lane.shop, lane.seeded["dns"]["zone"]["id"]),
            "queue": seed_queue(lane.shop, lane.seeded["alarms"]["topic"]),
        }
        seed_ledger(lane.shop)
        lane.shop.client("dynamodb", shop.STANDBY).create_table(
            TableName=LEASE_TABLE,
            KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    return lane.seeded["acting"]


def seed_media(aws: shop.Shop, zone: str) -> str:
    """A pair whose PRIMARY's health check looks at an object, inverted; the object is not there."""
    aws.client("s3", shop.STANDBY).create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": shop.STANDBY}
    )
    route53 = aws.client("route53", shop.PRIMARY)
    check = route53.create_health_check(
        CallerReference="media-primary",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": BUCKET_HOST,
            "Port": 443,
            "ResourcePath": f"/{KEY}",
            "RequestInterval": 10,
            "FailureThreshold": 3,
            "Inverted": True,
            "EnableSNI": True,
        },
    )["HealthCheck"]["Id"]
    pair = (
        failover("media", "PRIMARY", "203.0.113.30", 60, check),
        failover("media", "SECONDARY", "198.51.100.30", 60, None),
    )
    changes = [
        {"Action": "CREATE", "ResourceRecordSet": {"Name": f"{MEDIA}.", **record}}
        for record in pair
    ]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    return check


def seed_queue(aws: shop.Shop, topic: str) -> str:
    """A queue that hears the topic."""
    sqs = aws.client("sqs", shop.STANDBY)
    url = sqs.create_queue(QueueName="on-call")["QueueUrl"]
    names = ["QueueArn"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]["QueueArn"]
    aws.client("sns", shop.STANDBY).subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return url


def seed_ledger(aws: shop.Shop) -> None:
    """An Aurora cluster with two readers in one Region."""
    rds = aws.client("rds", shop.PRIMARY)
    rds.create_db_cluster(
        DBClusterIdentifier=CLUSTER,
        Engine="aurora-postgresql",
        MasterUsername="shop",
        MasterUserPassword="not-a-secret",
    )
    for number in (1, 2, 3):
        rds.create_db_instance(
            DBInstanceIdentifier=f"{CLUSTER}-{number}",
            DBClusterIdentifier=CLUSTER,
            Engine="aurora-postgresql",
            DBInstanceClass="db.r6g.large",
        )


class Answers:
    """What Route 53 would answer by the zone as moto has it; a table for the name server."""

    def __init__(self, lane):
        self._route53 = lane.shop.client("route53", shop.PRIMARY)
        self._s3 = lane.shop.client("s3", shop.STANDBY)
        self._zone = lane.seeded["dns"]["zone"]["id"]

    def get(self, name: str) -> tuple[str, int] | None:
        pair = {it["Failover"]: it for it in self.records(name)}
        if not pair:
            return None
        check = pair["PRIMARY"].get("HealthCheckId")
        record = pair["PRIMARY" if check is None or self._healthy(check) else "SECONDARY"]
        return record["ResourceRecords"][0]["Value"], record["TTL"]

    def records(self, name: str) -> list[dict]:
        """The failover records of that name, as moto has them."""
        answer = self._route53.list_resource_record_sets(HostedZoneId=self._zone)
        return [
            it
            for it in answer["ResourceRecordSets"]
            if it["Name"] == f"{name}." and "Failover" in it
        ]

    def flags(self, check: str) -> tuple[bool, bool]:
        """Disabled and Inverted of a health check."""
        config = self._config(check)
        return config.get("Disabled", False), config.get("Inverted", False)

    def has_object(self) -> bool:
        listed = self._s3.list_objects_v2(Bucket=BUCKET, Prefix=KEY)
        return any(it["Key"] == KEY for it in listed.get("Contents", []))

    def _config(self, check: str) -> dict:
        answer = self._route53.get_health_check(HealthCheckId=check)
        return answer["HealthCheck"]["HealthCheckConfig"]

    def _healthy(self, check: str) -> bool:
        config = self._config(check)
        of_object = config["FullyQualifiedDomainName"] == BUCKET_HOST
        # Disabled, Route 53 takes what it looks at for healthy; the other hosts of the shop are.
        passes = config.get("Disabled", False) or not of_object or self.has_object()
        return passes != config.get("Inverted", False)


def acting_room(lane, name: str, more: str = ""):
    """A room whose plan has what the actions need, and the name server following moto."""
    seed_acting(lane)
    lane.names.addresses = Answers(lane)
    room = lane.room(name)
    with room.plan.open("a") as plan:
        plan.write(f"""
[[records]]
name = "{MEDIA}"
type = "A"
answers = {{ {shop.PRIMARY} = ["203.0.113.30"], {shop.STANDBY} = ["198.51.100.30"] }}
standby_takes_over = {{ bucket = "{BUCKET}", key = "{KEY}" }}

[notify]
incident_topic = "{lane.seeded["alarms"]["topic"]}"
{more}""")
    return room


def on(name: str, target: str, settings: dict[str, str]) -> list[str]:
    """What names an action and what it acts on."""
    chosen = [word for it in settings.items() for word in ("--set", "=".join(it))]
    return [name, "--target", target, *chosen, "-o", "json"]


def preflight(room, name: str, target: str, settings: dict[str, str] | None = None) -> dict:
    """What a preflight told, and what it was asked: it tells settings as they are shown."""
    run = room.run("action", "preflight", *on(name, target, settings or {}))
    assert run.code == 0, f"exit code {run.code}"
    return {**run.json(), "asked": settings or {}}


def of_class(told: dict, word: str) -> list[str]:
    """The names of the checks of that class, without the one that only `--operate` clears."""
    return [it["id"] for it in told["checks"] if it["class"] == word and it["id"] != "mode"]


def run_reviewed(room, told: dict, *more: str, overrides: dict[str, str] | None = None):
    """Runs what a preflight showed, every block overridden unless `overrides` says which."""
    if overrides is None:
        overrides = {check: "seen, and meant" for check in of_class(told, "block")}
    words = [word for it in overrides.items() for word in ("--override", "=".join(it))]
    return room.run(
        *("action", "run", *on(told["action"], told["target"], told["asked"])),
        *("--operate", "--reason", REASON, "--confirm", told["token"], *words, *more),
    )


def act(room, action: str, target: str, *, code: int = 0, patience: str = "40s", **settings: str):
    """Reviews and runs an action, which must end with `code`: its preflight, and what it told."""
    told = preflight(room, action, target, settings)
    refused = of_class(told, "refuse")
    assert not refused, f"{refused} of {told['checks']}"
    run = run_reviewed(room, told, "--patience", patience)
    assert run.code == code, f"exit code {run.code}, not {code}"
    return told, run.json()


@contextlib.contextmanager
def recording(lane):
    """What reaches moto meanwhile and is no read: a list that is filled in at the end."""
    changes: list[dict] = []
    _recorder(lane, "POST", "reset-recording")
    _recorder(lane, "POST", "start-recording")
    try:
        yield changes
    finally:
        _recorder(lane, "POST", "stop-recording")
    lines = _recorder(lane, "GET", "download-recording").decode().splitlines()
    changes += [it for it in (_described(json.loads(line)) for line in lines) if not _reads(it)]


def _recorder(lane, method: str, what: str) -> bytes:
    url = f"{lane.endpoint}/moto-api/recorder/{what}"
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
        return answer.read()


def _described(entry: dict) -> dict:
    headers = {name.lower(): value for name, value in entry["headers"].items()}
    body = base64.b64decode(entry["body"]) if entry["body_encoded"] else entry["body"].encode()
    found = SCOPE.search(headers.get("authorization", ""))
    told = {
        "method": entry["method"],
        "path": urllib.parse.urlsplit(entry["url"]).path,
        "region": found and found.group(1),
        "service": found and found.group(2),
        "headers": headers,
        "operation": None,
        "body": body,
    }
    if "x-amz-target" in headers:
        told["operation"] = headers["x-amz-target"].split(".")[-1]
        told["parameters"] = json.loads(body or b"{}")
    elif headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = dict(urllib.parse.parse_qsl(body.decode()))
        told["operation"] = form.pop("Action", None)
        form.pop("Version", None)
        told["parameters"] = form
    return told


def _reads(told: dict) -> bool:
    if told["operation"]:
        return bool(READ.match(told["operation"]))
    return told["method"] in ("GET", "HEAD")
