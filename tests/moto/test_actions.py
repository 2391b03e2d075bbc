"""Every action that moto can show, from its preflight to what there is afterwards.

That is read through boto3, or from what moto recorded; never through lifeboat.
"""

import json

import shop
from acting import (
    BUCKET,
    CLUSTER,
    KEY,
    MEDIA,
    Answers,
    act,
    acting_room,
    preflight,
    recording,
    run_reviewed,
    seed_acting,
)

WWW = "www.shop.example"
UNKNOWN = 8


def parameters(told: dict) -> dict[str, str]:
    """What a preflight showed of its request."""
    return {it["name"]: it["value"] for it in told["sends"]["parameters"]}


def flipped(lane, name: str, record: str, means: str, look):
    """Flips there and back by one means, and returns what `look` saw before, between and after."""
    room = acting_room(lane, name)
    seen = [look()]
    for there in (shop.STANDBY, shop.PRIMARY):
        with recording(lane) as sent:
            told, ended = act(room, "flip-failover", record, means=means)
        assert len(sent) == 1, sent
        assert told["phrase"].endswith(f" TO {there}"), told["phrase"]
        assert ended["outcome"] == "done", ended
        seen.append(look())
    return seen


def test_records_are_swapped_in_one_batch_and_back(lane):
    answers = Answers(lane)

    def pair():
        return {
            it["Failover"]: (
                it["SetIdentifier"],
                it["ResourceRecords"][0]["Value"],
                it["HealthCheckId"],
                it["TTL"],
            )
            for it in answers.records(WWW)
        }

    before, between, after = flipped(lane, "swap", WWW, "record-swap", pair)
    assert after == before
    for role, other in (("PRIMARY", "SECONDARY"), ("SECONDARY", "PRIMARY")):
        assert between[role][0] == before[role][0], "the identifier stays with its role"
        assert between[role][1:] == before[other][1:], "the rest is the other side's"


def test_a_health_check_is_held_unhealthy_by_both_flags_and_let_go(lane):
    check = lane.seeded["dns"]["health_checks"]["www-primary"]
    answers = Answers(lane)
    seen = flipped(lane, "latch", WWW, "health-check", lambda: answers.flags(check))
    assert seen == [(False, False), (True, True), (False, False)]


def test_the_standby_object_is_put_and_removed(lane):
    seed_acting(lane)
    s3 = lane.shop.client("s3", shop.STANDBY)

    def held():
        listed = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        keys = [it["Key"] for it in listed]
        return {key: s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}

    before, between, after = flipped(lane, "object", MEDIA, "standby-object", held)
    assert before == after == {}
    assert list(between) == [KEY] and shop.STANDBY in between[KEY].decode()


def test_a_standby_object_that_somebody_put_meanwhile_is_left_alone(lane):
    room = acting_room(lane, "object-there")
    told = preflight(room, "flip-failover", MEDIA, {"means": "standby-object", "to": shop.STANDBY})
    s3 = lane.shop.client("s3", shop.STANDBY)
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"another's")
    with recording(lane) as sent:
        run = run_reviewed(room, told)
    kept = s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()
    s3.delete_object(Bucket=BUCKET, Key=KEY)
    assert run.code == 5 and "presence" in run.stderr
    assert kept == b"another's" and sent == []


def test_a_cluster_fails_over_to_the_reader_that_was_named(lane):
    room = acting_room(lane, "cluster")
    rds = lane.shop.client("rds", shop.PRIMARY)

    def writer():
        (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"]
        members = cluster["DBClusterMembers"]
        return [it["DBInstanceIdentifier"] for it in members if it["IsClusterWriter"]]

    assert writer() == [f"{CLUSTER}-1"]
    with recording(lane) as sent:
        told, ended = act(room, "cluster-failover", CLUSTER, to=f"{CLUSTER}-3")
    assert ended["outcome"] == "done" and writer() == [f"{CLUSTER}-3"]
    assert [it["parameters"] for it in sent] == [parameters(told)]


def test_a_snapshot_is_taken(lane):
    room = acting_room(lane, "snapshot")
    act(room, "snapshot", "orders-db", name="before-the-drill")
    rds = lane.shop.client("rds", shop.PRIMARY)
    (taken,) = rds.describe_db_snapshots(DBSnapshotIdentifier="before-the-drill")["DBSnapshots"]
    assert taken["DBInstanceIdentifier"] == "orders-db" and taken["SnapshotType"] == "manual"


def test_an_instance_is_restored_beside_the_old_one(lane):
    room = acting_room(lane, "restore")
    rds = lane.shop.client("rds", shop.PRIMARY)

    def instances():
        listed = rds.describe_db_instances()["DBInstances"]
        # moto's latest restorable time is always now.
        return {
            it["DBInstanceIdentifier"]: {**it, "LatestRestorableTime": None} for it in listed
        }

    before = instances()
    with recording(lane) as sent:
        told, _ = act(room, "restore-pitr", "orders-db", name="orders-drill")
    after = instances()
    assert set(after) - set(before) == {"orders-drill"}
    assert after["orders-db"] == before["orders-db"], "what is there is not touched"
    assert after["orders-drill"]["Engine"] == "postgres"
    (request,) = sent
    assert request["operation"] == "RestoreDBInstanceToPointInTime"
    assert request["parameters"] == parameters(told)
    assert request["parameters"]["UseLatestRestorableTime"] == "true"
    assert request["parameters"]["PubliclyAccessible"] == "false"


def test_a_message_reaches_the_queue_that_listens(lane):
    room = acting_room(lane, "notify")
    queue = seed_acting(lane)["queue"]
    message = "lose at most 44 s\nand no more"
    act(room, "notify", lane.seeded["alarms"]["topic"], subject="INC-7", message=message)
    sqs = lane.shop.client("sqs", shop.STANDBY)
    received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    assert len(received) == 1, received
    heard = json.loads(received[0]["Body"])
    assert (heard["Subject"], heard["Message"]) == ("INC-7", message)


def test_the_old_primary_is_stopped(lane):
    room = acting_room(lane, "fence")
    rds = lane.shop.client("rds", shop.PRIMARY)
    act(room, "fence", "reports-db")
    (stopped,) = rds.describe_db_instances(DBInstanceIdentifier="reports-db")["DBInstances"]
    rds.start_db_instance(DBInstanceIdentifier="reports-db")
    assert stopped["DBInstanceStatus"] == "stopped"


def sent_once_and_unknown(lane, name: str, target: str, region: str, operation: str, wanted: dict):
    """One request with what was reviewed, and no claim that it came to anything."""
    room = acting_room(lane, name)
    with recording(lane) as sent:
        told, ended = act(room, name, target, code=UNKNOWN, patience="10s")
    (request,) = sent
    assert (request["operation"], request["region"]) == (operation, region)
    assert request["parameters"] == parameters(told) == wanted
    assert ended["outcome"] == "UNKNOWN" and ended["evidence"], ended
    assert room.run("journal", "verify").code == 0


def test_a_promotion_that_aws_does_not_show_is_unknown(lane):
    sent_once_and_unknown(
        *(lane, "promote-replica", "orders-db-usw2", shop.STANDBY, "PromoteReadReplica"),
        {"DBInstanceIdentifier": "orders-db-usw2", "BackupRetentionPeriod": "7"},
    )


def test_a_failover_of_an_instance_that_aws_does_not_show_is_unknown(lane):
    sent_once_and_unknown(
        *(lane, "reboot-failover", "orders-db", shop.PRIMARY, "RebootDBInstance"),
        {"DBInstanceIdentifier": "orders-db", "ForceFailover": "true"},
    )
