"""Every operation, and one answer held against another. That every member of every raw answer exists in
AWS's model is checked on the way: see `shapes.py`."""

import datetime
import pathlib
import re

from served import PRIMARY, RESOURCES, STANDBY, everything

SERVICES = pathlib.Path(__file__).resolve().parents[2] / "src" / "sim" / "services"


def by(items, key: str) -> dict:
    found = {item[key]: item for item in items}
    assert len(found) == len(items), f"{key} is there twice"
    return found


def test_databases_and_their_replicas(served):
    there = {}
    for region in (PRIMARY, STANDBY):
        rds = served.client("rds", region)
        there[region] = by(everything(rds, "describe_db_instances", "DBInstances", 20), "DBInstanceIdentifier")
    here, over = there[PRIMARY], there[STANDBY]
    assert len([name for name in here if name.startswith("store-")]) == RESOURCES
    pairs = 0
    for replica in over.values():
        source = replica.get("ReadReplicaSourceDBInstanceIdentifier")
        if source:
            source = here[source.rpartition(":")[2]]
            assert replica["DBInstanceArn"] in source["ReadReplicaDBInstanceIdentifiers"]
            assert replica["StatusInfos"][0]["Status"] == "replicating"
            pairs += 1
    assert pairs == RESOURCES + 1
    alone = served.client("rds").describe_db_instances(DBInstanceIdentifier="orders-db")["DBInstances"]
    del alone[0]["LatestRestorableTime"], here["orders-db"]["LatestRestorableTime"]
    assert alone == [here["orders-db"]]


def test_clusters_belong_to_their_global_cluster(served):
    clusters = {}
    for region in (PRIMARY, STANDBY):
        rds = served.client("rds", region)
        for cluster in everything(rds, "describe_db_clusters", "DBClusters", 20):
            clusters[cluster["DBClusterArn"]] = cluster
            found = everything(rds, "describe_db_instances", "DBInstances", 20)
            members = {it["DBInstanceIdentifier"] for it in cluster["DBClusterMembers"]}
            assert members <= {it["DBInstanceIdentifier"] for it in found}
    (world,) = everything(served.client("rds"), "describe_global_clusters", "GlobalClusters", 20)
    members = {it["DBClusterArn"]: it["IsWriter"] for it in world["GlobalClusterMembers"]}
    assert set(members) == set(clusters)
    assert sorted(members.values()) == [False, True]


def test_what_rds_keeps_is_of_what_there_is(served):
    rds = served.client("rds")
    instances = {it["DBInstanceIdentifier"] for it in everything(rds, "describe_db_instances", "DBInstances", 20)}
    clusters = {it["DBClusterIdentifier"] for it in everything(rds, "describe_db_clusters", "DBClusters", 20)}
    snapshots = everything(rds, "describe_db_snapshots", "DBSnapshots", 20)
    assert snapshots and {it["DBInstanceIdentifier"] for it in snapshots} <= instances
    snapshots = everything(rds, "describe_db_cluster_snapshots", "DBClusterSnapshots", 20)
    assert snapshots and {it["DBClusterIdentifier"] for it in snapshots} <= clusters
    kept = everything(rds, "describe_db_instance_automated_backups", "DBInstanceAutomatedBackups", 20)
    assert "orders-db" in {it["DBInstanceIdentifier"] for it in kept} <= instances
    kept = everything(rds, "describe_db_cluster_automated_backups", "DBClusterAutomatedBackups", 20)
    assert kept and {it["DBClusterIdentifier"] for it in kept} <= clusters
    week = 7 * 24 * 60
    events = everything(rds, "describe_events", "Events", 20, Duration=week)
    assert events and all(it["SourceIdentifier"] in it["SourceArn"] for it in events)
    for region in (PRIMARY, STANDBY):
        client = served.client("rds", region)
        everything(client, "describe_pending_maintenance_actions", "PendingMaintenanceActions", 20)


def test_jobs_are_of_the_plans_and_their_points_lie_in_the_vaults(served):
    vaults, rules, points = {}, set(), {}
    for region in (PRIMARY, STANDBY):
        backup = served.client("backup", region)
        for vault in everything(backup, "list_backup_vaults", "BackupVaultList", 1):
            name = vault["BackupVaultName"]
            listed = everything(
                backup, "list_recovery_points_by_backup_vault", "RecoveryPoints", 50, BackupVaultName=name
            )
            assert vault["NumberOfRecoveryPoints"] == len(listed), name
            points |= by(listed, "RecoveryPointArn")
            vaults[vault["BackupVaultArn"]] = vault
        for plan in everything(backup, "list_backup_plans", "BackupPlansList", 1):
            whole = backup.get_backup_plan(BackupPlanId=plan["BackupPlanId"])
            assert whole["BackupPlan"]["BackupPlanName"] == plan["BackupPlanName"]
            rules |= {(plan["BackupPlanId"], rule["RuleId"]) for rule in whole["BackupPlan"]["Rules"]}
            identifier = {"BackupPlanId": plan["BackupPlanId"]}
            for chosen in everything(backup, "list_backup_selections", "BackupSelectionsList", 1, **identifier):
                one = backup.get_backup_selection(SelectionId=chosen["SelectionId"], **identifier)
                assert one["BackupSelection"]["SelectionName"] == chosen["SelectionName"]
    jobs = []
    for region in (PRIMARY, STANDBY):
        backup = served.client("backup", region)
        jobs += everything(backup, "list_backup_jobs", "BackupJobs", 50)
        copies = everything(backup, "list_copy_jobs", "CopyJobs", 50)
        for copy in (copy for copy in copies if copy["State"] == "COMPLETED"):
            assert copy["DestinationBackupVaultArn"] in vaults
        everything(backup, "list_restore_jobs", "RestoreJobs", 50)
        for resource in everything(backup, "list_protected_resources", "Results", 20):
            arn = {"ResourceArn": resource["ResourceArn"]}
            if "/store-" in arn["ResourceArn"] or ":store-" in arn["ResourceArn"]:
                continue
            alone = backup.describe_protected_resource(**arn)
            assert alone["ResourceType"] == resource["ResourceType"]
            of_it = everything(backup, "list_recovery_points_by_resource", "RecoveryPoints", 20, **arn)
            assert {it["RecoveryPointArn"] for it in of_it} <= set(points)
    assert len(jobs) > 50
    for job in jobs:
        if "CreatedBy" in job:
            assert (job["CreatedBy"]["BackupPlanId"], job["CreatedBy"]["BackupRuleId"]) in rules
        if job["State"] == "COMPLETED":
            assert job["BackupSizeInBytes"] > 0 and job["CompletionDate"] > job["CreationDate"]


def lag(region_client, now) -> dict:
    query = {
        "Id": "lag",
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/RDS",
                "MetricName": "ReplicaLag",
                "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "orders-db-usw2"}],
            },
            "Period": 60,
            "Stat": "Maximum",
        },
    }
    span = {"StartTime": now - datetime.timedelta(hours=3), "EndTime": now - datetime.timedelta(minutes=5)}
    pages = region_client.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[query], **span, PaginationConfig={"PageSize": 100}
    )
    found, count = {}, 0
    for page in pages:
        count += 1
        for result in page["MetricDataResults"]:
            found |= dict(zip(result["Timestamps"], result["Values"], strict=True))
    assert count >= 2, "a hundred points a page"
    return found


def test_cloudwatch_says_the_same_in_both_its_protocols(served):
    now = datetime.datetime.now(datetime.timezone.utc)
    said = []
    for protocol in ("smithy-rpc-v2-cbor", "json"):
        cloudwatch = served.client("cloudwatch", STANDBY, protocol)
        alarms = [
            alarm
            for region in (PRIMARY, STANDBY)
            for alarm in everything(
                served.client("cloudwatch", region, protocol), "describe_alarms", "MetricAlarms", 1
            )
        ]
        said.append((lag(cloudwatch, now), alarms))
    assert said[0] == said[1]
    points, alarms = said[0]
    assert len(points) > 170 and all(0 <= value < 60 for value in points.values())
    assert alarms


def test_records_are_of_their_zone_and_its_health_checks(served):
    route53 = served.client("route53")
    checks = by(everything(route53, "list_health_checks", "HealthChecks", 3), "Id")
    zones = everything(route53, "list_hosted_zones", "HostedZones", 1)
    used = set()
    for zone in zones:
        whole = route53.get_hosted_zone(Id=zone["Id"])
        assert whole["HostedZone"] == zone
        records = everything(route53, "list_resource_record_sets", "ResourceRecordSets", 4, HostedZoneId=zone["Id"])
        assert len(records) == zone["ResourceRecordSetCount"]
        delegated = next(it for it in records if it["Type"] == "NS" and it["Name"] == zone["Name"])
        names = {it["Value"].rstrip(".") for it in delegated["ResourceRecords"]}
        assert names == set(whole["DelegationSet"]["NameServers"])
        used |= {it["HealthCheckId"] for it in records if "HealthCheckId" in it}
    assert used and used <= set(checks)
    for identifier in used:
        assert route53.get_health_check(HealthCheckId=identifier)["HealthCheck"] == checks[identifier]
        status = route53.get_health_check_status(HealthCheckId=identifier)
        assert status["HealthCheckObservations"]


def test_who_asks_is_the_account_of_the_arns(served):
    who = served.client("sts").get_caller_identity()
    assert f"::{who['Account']}:" in who["Arn"]
    orders = served.client("rds").describe_db_instances(DBInstanceIdentifier="orders-db")["DBInstances"]
    assert f":{who['Account']}:" in orders[0]["DBInstanceArn"]


def operations() -> set[str]:
    """The operations that the simulated AWS offers."""
    text = "".join(file.read_text() for file in SERVICES.rglob("*.rs"))
    words = "named|at_path|reading_at|changing|changing_at"
    return set(re.findall(rf'\b(?:{words})\(\s*"(\w+)"', text))
