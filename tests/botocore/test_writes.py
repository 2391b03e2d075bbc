"""What changes something: its answer, its refusals, and what becomes of it in a world whose minute is a second."""

import json
import time

import dns.message
import dns.query
from botocore.exceptions import ClientError

from served import PRIMARY, STANDBY
from test_answers import operations
from test_errors import modelled, refused

ROLE = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"
TOPIC = "arn:aws:sns:us-west-2:123456789012:incidents"


def until(look, wanted, bound: float = 40):
    """Looks until it sees what is wanted; what it saw on the way."""
    seen, end = [], time.monotonic() + bound
    while time.monotonic() < end:
        now = look()
        if not seen or seen[-1] != now:
            seen.append(now)
        if now == wanted:
            return seen
        time.sleep(0.05)
    raise AssertionError(f"{wanted!r} was not seen, but {seen}")


def instance(rds, name: str) -> dict:
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def test_a_replica_is_promoted_and_its_old_source_stopped(quick):
    rds, home = quick.client("rds", STANDBY), quick.client("rds", PRIMARY)
    modelled(home, "stop_db_instance", "InvalidDBInstanceState", 400, DBInstanceIdentifier="orders-db")
    modelled(rds, "promote_read_replica", "DBInstanceNotFound", 404, DBInstanceIdentifier="nobody")
    replica = {"DBInstanceIdentifier": "orders-db-usw2"}
    answer = rds.promote_read_replica(**replica, BackupRetentionPeriod=7)["DBInstance"]
    assert answer["BackupRetentionPeriod"] == 7 and answer["ReadReplicaSourceDBInstanceIdentifier"]
    modelled(rds, "promote_read_replica", "InvalidDBInstanceState", 400, **replica)

    def standing():
        it = instance(rds, "orders-db-usw2")
        return it["DBInstanceStatus"], "ReadReplicaSourceDBInstanceIdentifier" in it

    seen = until(standing, ("available", False))
    assert ("modifying", True) in seen and ("backing-up", False) in seen, seen
    home.stop_db_instance(DBInstanceIdentifier="orders-db")
    until(lambda: instance(home, "orders-db")["DBInstanceStatus"], "stopped")


def test_the_aws_cli_promotes_as_an_operator_would(quick):
    replica = "store-00001-usw2"
    words = ("rds", "promote-read-replica", "--db-instance-identifier", replica)
    promoted = quick.aws(STANDBY, *words, "--backup-retention-period", "3")["DBInstance"]
    assert promoted["BackupRetentionPeriod"] == 3
    rds = quick.client("rds", STANDBY)
    until(lambda: "ReadReplicaSourceDBInstanceIdentifier" in instance(rds, replica), False)


def test_an_instance_fails_over_between_its_zones(quick):
    rds = quick.client("rds", PRIMARY)
    name = {"DBInstanceIdentifier": "store-00002"}
    before = instance(rds, "store-00002")
    assert rds.reboot_db_instance(**name, ForceFailover=True)["DBInstance"]["DBInstanceStatus"] == "rebooting"
    modelled(rds, "reboot_db_instance", "InvalidDBInstanceState", 400, **name)
    until(lambda: instance(rds, "store-00002")["DBInstanceStatus"], "available")
    standby = quick.client("rds", STANDBY)
    alone = {"DBInstanceIdentifier": "store-00002-usw2", "ForceFailover": True}
    refused(standby.reboot_db_instance, "InvalidParameterCombination", 400, **alone)
    assert before["MultiAZ"]


def test_clusters_fail_over_inside_a_region_and_between_regions(quick):
    rds, over = quick.client("rds", PRIMARY), quick.client("rds", STANDBY)
    modelled(rds, "failover_db_cluster", "DBClusterNotFoundFault", 404, DBClusterIdentifier="nobody")
    assert rds.failover_db_cluster(DBClusterIdentifier="catalog")["DBCluster"]["Status"] == "failing-over"

    def cluster():
        return rds.describe_db_clusters(DBClusterIdentifier="catalog")["DBClusters"][0]

    until(lambda: cluster()["Status"], "available")
    (writer,) = [it["DBInstanceIdentifier"] for it in cluster()["DBClusterMembers"] if it["IsClusterWriter"]]
    assert writer == "catalog-2"

    def world():
        return rds.describe_global_clusters(GlobalClusterIdentifier="catalog-global")["GlobalClusters"][0]

    def writer_is(name):
        it = world()
        (arn,) = [member["DBClusterArn"] for member in it["GlobalClusterMembers"] if member["IsWriter"]]
        return arn.endswith(f":{name}") and it["Status"] == "available" and "FailoverState" not in it

    arns = {it["DBClusterArn"].rpartition(":")[2]: it["DBClusterArn"] for it in world()["GlobalClusterMembers"]}
    name = {"GlobalClusterIdentifier": "catalog-global"}
    there = {**name, "TargetDbClusterIdentifier": arns["catalog-usw2"]}
    missing = {**there, "GlobalClusterIdentifier": "nobody"}
    modelled(rds, "switchover_global_cluster", "GlobalClusterNotFoundFault", 404, **missing)
    state = rds.switchover_global_cluster(**there)["GlobalCluster"]["FailoverState"]
    assert state["Status"] == "pending" and state["IsDataLossAllowed"] is False
    modelled(rds, "switchover_global_cluster", "InvalidGlobalClusterStateFault", 400, **there)
    until(lambda: writer_is("catalog-usw2"), True)
    back = {**name, "TargetDbClusterIdentifier": arns["catalog"]}
    modelled(over, "failover_global_cluster", "InvalidGlobalClusterStateFault", 400, **back, AllowDataLoss=True)
    rds.failover_global_cluster(**back, AllowDataLoss=True)
    until(lambda: writer_is("catalog"), True)
    standings = [it["SynchronizationStatus"] for it in world()["GlobalClusterMembers"]]
    assert sorted(standings) == ["connected", "pending-resync"]


def test_a_snapshot_is_taken_and_an_instance_restored(quick):
    rds = quick.client("rds", PRIMARY)
    words = {"DBInstanceIdentifier": "store-00003", "DBSnapshotIdentifier": "before-drill"}
    assert rds.create_db_snapshot(**words)["DBSnapshot"]["Status"] == "creating"
    modelled(rds, "create_db_snapshot", "DBSnapshotAlreadyExists", 400, **words)

    def snapshot():
        it = rds.describe_db_snapshots(DBSnapshotIdentifier="before-drill")["DBSnapshots"][0]
        return it["Status"], it["PercentProgress"]

    until(snapshot, ("available", 100))
    target = {"SourceDBInstanceIdentifier": "store-00003", "TargetDBInstanceIdentifier": "drill"}
    refused(rds.restore_db_instance_to_point_in_time, "InvalidParameterCombination", 400, **target)
    restore = {**target, "UseLatestRestorableTime": True, "DBSubnetGroupName": "restore-test"}
    answer = rds.restore_db_instance_to_point_in_time(**restore)["DBInstance"]
    assert "Endpoint" not in answer and answer["DBSubnetGroup"]["DBSubnetGroupName"] == "restore-test"
    modelled(rds, "restore_db_instance_to_point_in_time", "DBInstanceAlreadyExists", 400, **restore)
    seen = until(lambda: instance(rds, "drill")["DBInstanceStatus"], "available")
    assert seen == ["creating", "backing-up", "available"]


def test_records_are_swapped_in_one_batch(quick):
    route53 = quick.client("route53")
    zones = route53.list_hosted_zones()["HostedZones"]
    zone = next(zone["Id"] for zone in zones if zone["Name"] == "shop.example.")
    records = route53.list_resource_record_sets(HostedZoneId=zone, StartRecordName="www.shop.example")
    pair = [it for it in records["ResourceRecordSets"] if it["Name"] == "www.shop.example."]
    first, second = pair
    exchanged = [
        {**first, "ResourceRecords": second["ResourceRecords"], "HealthCheckId": second["HealthCheckId"]},
        {**second, "ResourceRecords": first["ResourceRecords"], "HealthCheckId": first["HealthCheckId"]},
    ]
    changes = [{"Action": "DELETE", "ResourceRecordSet": it} for it in pair]
    changes += [{"Action": "CREATE", "ResourceRecordSet": it} for it in exchanged]
    batch = {"Comment": "INC-7", "Changes": changes}
    stale = {"Changes": [{"Action": "DELETE", "ResourceRecordSet": {**first, "TTL": 61}}]}
    modelled(
        *(route53, "change_resource_record_sets", "InvalidChangeBatch", 400),
        **{"HostedZoneId": zone, "ChangeBatch": stale},
    )
    change = route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)["ChangeInfo"]
    assert change["Status"] == "PENDING" and change["Comment"] == "INC-7"
    until(lambda: route53.get_change(Id=change["Id"])["ChangeInfo"]["Status"], "INSYNC")
    host, port = quick.name_server
    answer = dns.query.udp(dns.message.make_query("www.shop.example", "A"), host, port=port, timeout=5)
    assert [it.to_text() for it in answer.answer[0]] == [second["ResourceRecords"][0]["Value"]]
    modelled(route53, "get_change", "NoSuchChange", 404, Id="C0")
    # The AWS CLI takes the same batch, the other way round.
    undo = [{"Action": "DELETE", "ResourceRecordSet": it} for it in exchanged]
    undo += [{"Action": "CREATE", "ResourceRecordSet": it} for it in pair]
    said = quick.aws(
        *(PRIMARY, "route53", "change-resource-record-sets", "--hosted-zone-id", zone),
        *("--change-batch", json.dumps({"Changes": undo})),
    )
    assert said["ChangeInfo"]["Status"] == "PENDING"


def test_a_health_check_is_not_written_over(quick):
    route53 = quick.client("route53")
    check = route53.list_health_checks()["HealthChecks"][0]
    words = {"HealthCheckId": check["Id"], "HealthCheckVersion": check["HealthCheckVersion"]}
    after = route53.update_health_check(**words, Disabled=True, Inverted=True)["HealthCheck"]
    assert after["HealthCheckVersion"] == check["HealthCheckVersion"] + 1
    assert after["HealthCheckConfig"]["Disabled"] and after["HealthCheckConfig"]["Inverted"]
    modelled(route53, "update_health_check", "HealthCheckVersionMismatch", 409, **words, Disabled=False)


def test_an_object_is_put_once_and_found_where_it_is(quick):
    s3 = quick.client("s3", STANDBY)
    place = {"Bucket": "harbor-failover", "Key": "api/standby-takes-over"}
    refused(s3.get_object, "NoSuchKey", 404, **place)
    etag = s3.put_object(**place, Body=b"INC-7", IfNoneMatch="*")["ETag"]
    refused(s3.put_object, "PreconditionFailed", 412, **place, Body=b"", IfNoneMatch="*")
    assert s3.head_object(**place)["ContentLength"] == 5
    got = s3.get_object(**place)
    assert got["Body"].read() == b"INC-7" and got["ETag"] == etag
    assert s3.delete_object(**place)["ResponseMetadata"]["HTTPStatusCode"] == 204
    try:
        s3.head_object(**place)
        raise AssertionError("it was deleted")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "404"
    refused(s3.put_object, "NoSuchBucket", 404, Bucket="nobody", Key="k")
    body = quick.folder / "body"
    body.write_text("by the AWS CLI")
    words = ("s3api", "put-object", "--bucket", place["Bucket"], "--key", "k", "--body", str(body))
    assert quick.aws(STANDBY, *words)["ETag"]
    assert s3.get_object(Bucket=place["Bucket"], Key="k")["Body"].read() == b"by the AWS CLI"


def test_a_topic_takes_a_message_in_its_region(quick):
    sns = quick.client("sns", STANDBY)
    assert [it["TopicArn"] for it in sns.list_topics()["Topics"]] == [TOPIC]
    found = sns.list_subscriptions_by_topic(TopicArn=TOPIC)["Subscriptions"]
    assert [it["SubscriptionArn"] == "PendingConfirmation" for it in found] == [False, True]
    attributes = sns.get_topic_attributes(TopicArn=TOPIC)["Attributes"]
    assert attributes["SubscriptionsConfirmed"] == attributes["SubscriptionsPending"] == "1"
    first = sns.publish(TopicArn=TOPIC, Subject="INC-7", Message="lose ≤ 44 s")["MessageId"]
    assert first != sns.publish(TopicArn=TOPIC, Message="again")["MessageId"]
    modelled(sns, "publish", "NotFound", 404, TopicArn=f"{TOPIC}-none", Message="x")
    modelled(sns, "publish", "InvalidParameter", 400, TopicArn=TOPIC, Message="")
    other = quick.client("sns", PRIMARY)
    modelled(other, "publish", "InvalidParameter", 400, TopicArn=TOPIC, Message="x")


def test_a_lease_is_written_on_a_condition(quick):
    dynamodb = quick.client("dynamodb", STANDBY)
    table = {"TableName": "lifeboat-lease"}
    assert dynamodb.describe_table(**table)["Table"]["KeySchema"] == [{"AttributeName": "name", "KeyType": "HASH"}]
    key = {"name": {"S": "harbor-shop"}}
    take = {
        **table,
        "Key": key,
        "UpdateExpression": "SET holder = :me, #token = if_not_exists(#token, :zero) + :one",
        "ConditionExpression": "attribute_not_exists(holder)",
        "ExpressionAttributeNames": {"#token": "token"},
        "ExpressionAttributeValues": {":me": {"S": "ada"}, ":zero": {"N": "0"}, ":one": {"N": "1"}},
    }
    assert dynamodb.update_item(**take, ReturnValues="ALL_NEW")["Attributes"]["token"] == {"N": "1"}
    try:
        dynamodb.update_item(**take, ReturnValuesOnConditionCheckFailure="ALL_OLD")
        raise AssertionError("it is held")
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        assert error.response["Item"]["holder"] == {"S": "ada"}
    modelled(dynamodb, "update_item", "ConditionalCheckFailedException", 400, **take)
    modelled(dynamodb, "get_item", "ResourceNotFoundException", 400, TableName="nobody", Key=key)
    reserved = {**table, "Key": key, "UpdateExpression": "REMOVE token"}
    refused(dynamodb.update_item, "ValidationException", 400, **reserved)
    item = {"name": {"S": "x"}, "raw": {"B": b"\x00\xff"}, "all": {"L": [{"BOOL": True}, {"NULL": True}]}}
    dynamodb.put_item(**table, Item=item)
    assert dynamodb.get_item(**table, Key={"name": {"S": "x"}}, ConsistentRead=True)["Item"] == item
    deleted = dynamodb.delete_item(**table, Key={"name": {"S": "x"}}, ReturnValues="ALL_OLD")
    assert deleted["Attributes"] == item


def test_a_backup_is_started_copied_and_restored(quick):
    backup, over = quick.client("backup", PRIMARY), quick.client("backup", STANDBY)
    assert backup.describe_region_settings()["ResourceTypeOptInPreference"]["RDS"] is True
    resource = "arn:aws:rds:us-east-1:123456789012:db:store-00004"
    wanted = {"BackupVaultName": "harbor", "ResourceArn": resource, "IamRoleArn": ROLE}
    elsewhere = {**wanted, "BackupVaultName": "nobody"}
    modelled(backup, "start_backup_job", "ResourceNotFoundException", 400, **elsewhere)
    nobody = {**wanted, "IamRoleArn": "arn:aws:iam::123456789012:role/nobody"}
    modelled(backup, "start_backup_job", "InvalidParameterValueException", 400, **nobody)
    job = backup.start_backup_job(**wanted, IdempotencyToken="t")["BackupJobId"]
    assert backup.start_backup_job(**wanted, IdempotencyToken="t")["BackupJobId"] == job

    def state():
        return backup.describe_backup_job(BackupJobId=job)["State"]

    seen = until(state, "COMPLETED", 90)
    assert seen == ["CREATED", "RUNNING", "COMPLETED"]
    point = backup.describe_backup_job(BackupJobId=job)["RecoveryPointArn"]
    vault = over.list_backup_vaults()["BackupVaultList"][0]["BackupVaultArn"]
    words = {"RecoveryPointArn": point, "SourceBackupVaultName": "harbor", "IamRoleArn": ROLE}
    copy = backup.start_copy_job(**words, DestinationBackupVaultArn=vault)["CopyJobId"]
    until(lambda: backup.describe_copy_job(CopyJobId=copy)["CopyJob"]["State"], "COMPLETED", 90)
    copied = backup.describe_copy_job(CopyJobId=copy)["CopyJob"]["DestinationRecoveryPointArn"]
    place = {"BackupVaultName": "harbor", "RecoveryPointArn": copied}
    metadata = over.get_recovery_point_restore_metadata(**place)["RestoreMetadata"]
    metadata["DBInstanceIdentifier"] = "store-drill"
    restore = {"RecoveryPointArn": copied, "Metadata": metadata, "IamRoleArn": ROLE}
    modelled(over, "start_restore_job", "ResourceNotFoundException", 400, **{**restore, "RecoveryPointArn": "none"})
    restored = over.start_restore_job(**restore)["RestoreJobId"]
    until(lambda: over.describe_restore_job(RestoreJobId=restored)["Status"], "COMPLETED", 90)
    assert over.describe_restore_job(RestoreJobId=restored)["CreatedResourceArn"].endswith(":store-drill")
    modelled(over, "describe_restore_job", "ResourceNotFoundException", 400, RestoreJobId="none")


def test_a_role_is_taken_on_and_is_who_asks(quick):
    sts = quick.client("sts")
    role = {"RoleArn": "arn:aws:iam::123456789012:role/lifeboat-operate", "RoleSessionName": "ada"}
    taken = sts.assume_role(**role)
    keys = taken["Credentials"]
    who = quick.client("sts", keys=keys).get_caller_identity()["Arn"]
    assert who == taken["AssumedRoleUser"]["Arn"] != sts.get_caller_identity()["Arn"]
    refused(sts.assume_role, "AccessDenied", 403, **{**role, "RoleArn": f"{role['RoleArn']}-none"})


def test_every_operation_there_is_was_asked(quick):
    offered = operations()
    assert len(offered) > 55
    assert offered == quick.asked, f"not asked: {offered - quick.asked}"
