"""Seeds the shop's data stores and what AWS Backup holds of them."""

from botocore.exceptions import ClientError

from shop import (
    ACCOUNT,
    AURORA_RPO_LAG_MILLISECONDS,
    DYNAMODB_LATENCY_MILLISECONDS,
    PRIMARY,
    REPLICA_LAG_SECONDS,
    S3_LATENCY_SECONDS,
    S3_PENDING_OPERATIONS,
    STANDBY,
    Shop,
    tags,
)


def seed_orders(shop: Shop) -> dict:
    """PostgreSQL with a cross-Region replica and a manual snapshot."""
    primary = shop.client("rds", PRIMARY)
    standby = shop.client("rds", STANDBY)
    source = primary.create_db_instance(
        DBInstanceIdentifier="orders-db",
        Engine="postgres",
        EngineVersion="16.4",
        DBInstanceClass="db.r6g.large",
        AllocatedStorage=100,
        StorageType="gp3",
        MasterUsername="shop",
        MasterUserPassword="not-a-secret",
        MultiAZ=True,
        BackupRetentionPeriod=7,
        StorageEncrypted=True,
        Tags=tags(tier="gold", store="orders"),
    )["DBInstance"]
    replica = standby.create_db_instance_read_replica(
        DBInstanceIdentifier="orders-db-usw2",
        SourceDBInstanceIdentifier=source["DBInstanceArn"],
        SourceRegion=PRIMARY,
        DBInstanceClass="db.r6g.large",
        MultiAZ=False,
        Tags=tags(tier="gold", store="orders"),
    )["DBInstance"]
    snapshot = primary.create_db_snapshot(
        DBSnapshotIdentifier="orders-db-before-upgrade",
        DBInstanceIdentifier="orders-db",
        Tags=tags(tier="gold", store="orders"),
    )["DBSnapshot"]
    return {
        "primary": {"id": "orders-db", "arn": source["DBInstanceArn"], "region": PRIMARY},
        "replica": {"id": "orders-db-usw2", "arn": replica["DBInstanceArn"], "region": STANDBY},
        "snapshot": {"id": snapshot["DBSnapshotIdentifier"], "arn": snapshot["DBSnapshotArn"]},
        "lag_seconds": REPLICA_LAG_SECONDS,
        "tier": "gold",
    }


def seed_reports(shop: Shop) -> dict:
    """An instance whose automated backups are off and that has no copy anywhere."""
    instance = shop.client("rds", PRIMARY).create_db_instance(
        DBInstanceIdentifier="reports-db",
        Engine="mysql",
        DBInstanceClass="db.t4g.medium",
        AllocatedStorage=20,
        MasterUsername="shop",
        MasterUserPassword="not-a-secret",
        BackupRetentionPeriod=0,
        Tags=tags(tier="bronze", store="reports"),
    )["DBInstance"]
    return {"id": "reports-db", "arn": instance["DBInstanceArn"], "region": PRIMARY}


def seed_catalog(shop: Shop) -> dict:
    """An Aurora MySQL global cluster.

    It is made empty and its clusters join it: then moto says that the first one writes.
    Made from a cluster that exists, moto says that no member writes.
    """
    primary = shop.client("rds", PRIMARY)
    standby = shop.client("rds", STANDBY)
    common = {
        "Engine": "aurora-mysql",
        "EngineVersion": "8.0.mysql_aurora.3.08.0",
        "GlobalClusterIdentifier": "catalog-global",
    }
    primary.create_global_cluster(
        GlobalClusterIdentifier="catalog-global",
        Engine=common["Engine"],
        EngineVersion=common["EngineVersion"],
    )
    writer = primary.create_db_cluster(
        DBClusterIdentifier="catalog-use1",
        MasterUsername="shop",
        MasterUserPassword="not-a-secret",
        BackupRetentionPeriod=7,
        Tags=tags(tier="gold", store="catalog"),
        **common,
    )["DBCluster"]
    reader = standby.create_db_cluster(
        DBClusterIdentifier="catalog-usw2",
        BackupRetentionPeriod=7,
        Tags=tags(tier="gold", store="catalog"),
        **common,
    )["DBCluster"]
    for region, cluster in ((PRIMARY, "catalog-use1"), (STANDBY, "catalog-usw2")):
        shop.client("rds", region).create_db_instance(
            DBInstanceIdentifier=f"{cluster}-1",
            DBClusterIdentifier=cluster,
            Engine=common["Engine"],
            DBInstanceClass="db.r6g.large",
        )
    return {
        "global_cluster": "catalog-global",
        "primary": {"id": "catalog-use1", "arn": writer["DBClusterArn"], "region": PRIMARY},
        "secondary": {"id": "catalog-usw2", "arn": reader["DBClusterArn"], "region": STANDBY},
        "rpo_lag_milliseconds": AURORA_RPO_LAG_MILLISECONDS,
        "tier": "gold",
    }


def seed_carts(shop: Shop) -> dict:
    """A DynamoDB table in both Regions."""
    for region in (PRIMARY, STANDBY):
        shop.client("dynamodb", region).create_table(
            TableName="carts",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=tags(tier="silver", store="carts"),
        )
    arn = f"arn:aws:dynamodb:{PRIMARY}:{ACCOUNT}:table/carts"
    return {"table": "carts", "arn": arn, "latency_milliseconds": DYNAMODB_LATENCY_MILLISECONDS}


def seed_assets(shop: Shop) -> dict:
    """Two versioned buckets; replication itself is only its metrics here."""
    names = {PRIMARY: "shop-assets-use1", STANDBY: "shop-assets-usw2"}
    for region, name in names.items():
        client = shop.client("s3", region)
        # S3 takes no location for its first Region.
        location = (
            {}
            if region == "us-east-1"
            else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        )
        client.create_bucket(Bucket=name, **location)
        client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return {
        "source": names[PRIMARY],
        "destination": names[STANDBY],
        "rule": "all",
        "latency_seconds": S3_LATENCY_SECONDS,
        "pending_operations": S3_PENDING_OPERATIONS,
    }


def seed_backup(shop: Shop, not_seeded: dict) -> dict:
    """Vaults in both Regions and a plan whose rule copies to the standby Region."""
    vaults = {}
    for region, name in ((PRIMARY, "shop-vault"), (STANDBY, "shop-vault-dr")):
        vault = shop.client("backup", region).create_backup_vault(BackupVaultName=name)
        vaults[region] = {"name": name, "arn": vault["BackupVaultArn"]}
    backup = shop.client("backup", PRIMARY)
    plan = backup.create_backup_plan(
        BackupPlan={
            "BackupPlanName": "shop-daily",
            "Rules": [
                {
                    "RuleName": "daily",
                    "TargetBackupVaultName": "shop-vault",
                    "ScheduleExpression": "cron(0 3 * * ? *)",
                    "StartWindowMinutes": 60,
                    "CompletionWindowMinutes": 180,
                    "Lifecycle": {"DeleteAfterDays": 35},
                    "CopyActions": [
                        {
                            "DestinationBackupVaultArn": vaults[STANDBY]["arn"],
                            "Lifecycle": {"DeleteAfterDays": 35},
                        }
                    ],
                }
            ],
        }
    )
    try:
        backup.create_backup_selection(
            BackupPlanId=plan["BackupPlanId"],
            BackupSelection={
                "SelectionName": "gold",
                "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/shop-backup",
                "ListOfTags": [
                    {
                        "ConditionType": "STRINGEQUALS",
                        "ConditionKey": "lifeboat:tier",
                        "ConditionValue": "gold",
                    }
                ],
            },
        )
    except ClientError as failure:
        not_seeded["backup selection"] = str(failure)
    return {"vaults": vaults, "plan": {"id": plan["BackupPlanId"], "name": "shop-daily"}}
