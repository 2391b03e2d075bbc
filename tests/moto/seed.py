"""Seeds moto with a shop in two Regions and prints what was seeded as JSON.

us-east-1 is the primary, us-west-2 the standby; the account is moto's own. The
document on standard output is what assertions are made of: identifiers as moto
gave them, and the numbers that must be found again.

What moto cannot hold is not seeded, and named under "not_seeded" with what moto
answered, so that a version of moto that can is noticed.
"""

import argparse
import datetime
import json
import sys

from seed_stores import (
    seed_assets,
    seed_backup,
    seed_carts,
    seed_catalog,
    seed_orders,
    seed_reports,
)
from shop import (
    ACCOUNT,
    AURORA_REPLICATION_LAG_MILLISECONDS,
    AURORA_RPO_LAG_MILLISECONDS,
    DYNAMODB_LATENCY_MILLISECONDS,
    PRIMARY,
    REPLICA_LAG_SECONDS,
    S3_LATENCY_SECONDS,
    S3_PENDING_OPERATIONS,
    STANDBY,
    ZONE,
    Shop,
)

# AWS's own metrics arrive one to three minutes late: the newest sample is two minutes old.
DELIVERY_DELAY_MINUTES = 2
SAMPLES = 14


def seed_dns(shop: Shop) -> dict:
    """A zone with two failover pairs. www is sound; api's SECONDARY has no health check.

    The records are UPSERTed: what was once made by CREATE moto never lets be CREATEd again, and
    a swap that is swapped back does that.
    """
    route53 = shop.client("route53", PRIMARY)
    zone = route53.create_hosted_zone(Name=ZONE, CallerReference="lifeboat")
    zone_id = zone["HostedZone"]["Id"].removeprefix("/hostedzone/")
    checks = {}
    for name, host in (
        ("www-primary", "www.use1.shop.example"),
        ("www-secondary", "www.usw2.shop.example"),
        ("api-primary", "api.use1.shop.example"),
    ):
        checks[name] = route53.create_health_check(
            CallerReference=name,
            HealthCheckConfig={
                "Type": "HTTPS",
                "FullyQualifiedDomainName": host,
                "Port": 443,
                "ResourcePath": "/healthz",
                "RequestInterval": 10,
                "FailureThreshold": 3,
                "MeasureLatency": False,
                "EnableSNI": True,
            },
        )["HealthCheck"]["Id"]
        route53.change_tags_for_resource(
            ResourceType="healthcheck",
            ResourceId=checks[name],
            AddTags=[{"Key": "Name", "Value": name}],
        )
    records = {
        "www.shop.example.": [
            failover("www", "PRIMARY", "203.0.113.10", 60, checks["www-primary"]),
            failover("www", "SECONDARY", "198.51.100.10", 60, checks["www-secondary"]),
        ],
        "api.shop.example.": [
            failover("api", "PRIMARY", "203.0.113.20", 300, checks["api-primary"]),
            failover("api", "SECONDARY", "198.51.100.20", 300, None),
        ],
    }
    route53.change_resource_record_sets(
        HostedZoneId=zone_id,
        ChangeBatch={
            "Changes": [
                {"Action": "UPSERT", "ResourceRecordSet": {"Name": name, **record}}
                for name, pair in records.items()
                for record in pair
            ]
        },
    )
    return {
        "zone": {
            "id": zone_id,
            "name": ZONE,
            "name_servers": zone["DelegationSet"]["NameServers"],
        },
        "health_checks": checks,
        "records": {
            name: {
                "ttl_seconds": pair[0]["TTL"],
                **{
                    record["Failover"].lower(): {
                        "value": record["ResourceRecords"][0]["Value"],
                        "set_identifier": record["SetIdentifier"],
                        "health_check": record.get("HealthCheckId"),
                    }
                    for record in pair
                },
            }
            for name, pair in records.items()
        },
    }


def failover(pair: str, role: str, address: str, ttl: int, health_check: str | None) -> dict:
    """One side of a pair. moto deletes by the identifier alone: no two pairs share one."""
    return {
        "Type": "A",
        "SetIdentifier": f"{pair}-{role.lower()}",
        "Failover": role,
        "TTL": ttl,
        "ResourceRecords": [{"Value": address}],
        **({"HealthCheckId": health_check} if health_check else {}),
    }


def seed_alarms(shop: Shop) -> dict:
    """One alarm that tells someone, one that tells nobody."""
    sns = shop.client("sns", STANDBY)
    topic = sns.create_topic(Name="shop-oncall")["TopicArn"]
    cloudwatch = shop.client("cloudwatch", STANDBY)
    common = {
        "Namespace": "AWS/RDS",
        "MetricName": "ReplicaLag",
        "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "orders-db-usw2"}],
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 5,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    cloudwatch.put_metric_alarm(
        AlarmName="orders-replica-lag",
        Threshold=60.0,
        TreatMissingData="breaching",
        AlarmActions=[topic],
        **common,
    )
    cloudwatch.put_metric_alarm(
        AlarmName="orders-replica-lag-quiet",
        Threshold=300.0,
        TreatMissingData="notBreaching",
        **common,
    )
    return {
        "region": STANDBY,
        "topic": topic,
        "with_action": "orders-replica-lag",
        "without_action": "orders-replica-lag-quiet",
    }


def seed_metrics(shop: Shop, seeded: dict, now: datetime.datetime) -> dict:
    """A sample a minute, the newest two minutes old, each in the Region where AWS has it."""
    newest = now.replace(second=0, microsecond=0) - datetime.timedelta(
        minutes=DELIVERY_DELAY_MINUTES
    )
    instants = [newest - datetime.timedelta(minutes=age) for age in range(SAMPLES)]

    def put(region: str, namespace: str, metric: str, value: float, unit: str, **dimensions: str):
        shop.client("cloudwatch", region).put_metric_data(
            Namespace=namespace,
            MetricData=[
                {
                    "MetricName": metric,
                    "Dimensions": [
                        {"Name": name, "Value": text} for name, text in dimensions.items()
                    ],
                    "Timestamp": instant,
                    "Value": value,
                    "Unit": unit,
                }
                for instant in instants
            ],
        )

    put(STANDBY, "AWS/RDS", "ReplicaLag", REPLICA_LAG_SECONDS, "Seconds",
        DBInstanceIdentifier=seeded["orders"]["replica"]["id"])  # fmt: skip
    for metric, value in (
        ("AuroraGlobalDBRPOLag", AURORA_RPO_LAG_MILLISECONDS),
        ("AuroraGlobalDBReplicationLag", AURORA_REPLICATION_LAG_MILLISECONDS),
    ):
        # AWS has these by cluster, and by cluster and source Region.
        cluster = seeded["catalog"]["secondary"]["id"]
        put(STANDBY, "AWS/RDS", metric, value, "Milliseconds", DBClusterIdentifier=cluster)
        put(STANDBY, "AWS/RDS", metric, value, "Milliseconds",
            DBClusterIdentifier=cluster, SourceRegion=PRIMARY)  # fmt: skip
    for check in seeded["dns"]["health_checks"].values():
        put("us-east-1", "AWS/Route53", "HealthCheckStatus", 1.0, "None", HealthCheckId=check)
        put("us-east-1", "AWS/Route53", "HealthCheckPercentageHealthy", 100.0, "Percent",
            HealthCheckId=check)  # fmt: skip
    put(PRIMARY, "AWS/DynamoDB", "ReplicationLatency", DYNAMODB_LATENCY_MILLISECONDS,
        "Milliseconds", TableName=seeded["carts"]["table"], ReceivingRegion=STANDBY)  # fmt: skip
    assets = seeded["assets"]
    rule = {
        "SourceBucket": assets["source"],
        "DestinationBucket": assets["destination"],
        "RuleId": assets["rule"],
    }
    put(STANDBY, "AWS/S3", "ReplicationLatency", S3_LATENCY_SECONDS, "Seconds", **rule)
    put(STANDBY, "AWS/S3", "OperationsPendingReplication", S3_PENDING_OPERATIONS, "Count", **rule)
    return {"newest_sample": newest.isoformat(), "samples": SAMPLES, "period_seconds": 60}


def seed(endpoint: str, now: datetime.datetime) -> dict:
    """Seeds everything; `now` is when, in UTC, and the metrics end shortly before it."""
    shop = Shop(endpoint)
    not_seeded: dict[str, str] = {}
    seeded = {
        "account": ACCOUNT,
        "regions": {"primary": PRIMARY, "standby": STANDBY},
        "orders": seed_orders(shop),
        "reports": seed_reports(shop),
        "catalog": seed_catalog(shop),
        "carts": seed_carts(shop),
        "assets": seed_assets(shop),
        "backup": seed_backup(shop, not_seeded),
        "dns": seed_dns(shop),
        "alarms": seed_alarms(shop),
    }
    seeded["metrics"] = seed_metrics(shop, seeded, now)
    seeded["not_seeded"] = not_seeded
    return seeded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", required=True, help="moto, or the proxy before it")
    arguments = parser.parse_args()
    seeded = seed(arguments.endpoint, datetime.datetime.now(datetime.UTC))
    json.dump(seeded, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
