"""What is wrong is said as AWS says it."""

from botocore.exceptions import ClientError


def refused(call, code: str, status: int, **words) -> None:
    try:
        call(**words)
    except ClientError as error:
        said = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert said == (code, status), f"{error.operation_name}: {said}, not {code, status}"
        assert error.response["Error"]["Message"]
        return
    raise AssertionError(f"{code} expected of {words}")


def modelled(client, operation: str, code: str, status: int, **words) -> None:
    """An error that AWS's model lists for the operation, under the exception of its own."""
    shapes = client.meta.service_model.operation_model(
        client.meta.method_to_api_mapping[operation]
    ).error_shapes
    assert code in {shape.error_code for shape in shapes}, f"{operation}: AWS has no {code}"
    refused(getattr(client, operation), code, status, **words)


def test_rds(served):
    rds = served.client("rds")
    modelled(rds, "describe_db_instances", "DBInstanceNotFound", 404, DBInstanceIdentifier="nobody")
    modelled(rds, "describe_db_clusters", "DBClusterNotFoundFault", 404, DBClusterIdentifier="nobody")
    modelled(rds, "describe_global_clusters", "GlobalClusterNotFoundFault", 404, GlobalClusterIdentifier="nobody")
    refused(rds.describe_db_instances, "InvalidParameterValue", 400, MaxRecords=19)
    refused(rds.describe_db_instances, "InvalidParameterValue", 400, Marker="nonsense")
    refused(rds.describe_db_instances, "InvalidParameterValue", 400, Filters=[{"Name": "moon", "Values": ["full"]}])
    refused(rds.describe_events, "InvalidParameterCombination", 400, SourceIdentifier="orders-db")
    refused(rds.describe_db_parameter_groups, "InvalidAction", 400)


def test_cloudwatch_in_both_its_protocols(served):
    for protocol in ("smithy-rpc-v2-cbor", "json"):
        cloudwatch = served.client("cloudwatch", protocol=protocol)
        refused(cloudwatch.describe_alarms, "InvalidNextToken", 400, NextToken="nonsense")
        refused(cloudwatch.describe_alarms, "ValidationError", 400, MaxRecords=101)


def test_backup(served):
    backup = served.client("backup")
    modelled(
        backup,
        "list_recovery_points_by_backup_vault",
        "ResourceNotFoundException",
        400,
        BackupVaultName="nobody",
    )
    modelled(backup, "get_backup_plan", "ResourceNotFoundException", 400, BackupPlanId="nobody")
    modelled(backup, "list_backup_jobs", "InvalidParameterValueException", 400, NextToken="nonsense")


def test_route53(served):
    route53 = served.client("route53")
    modelled(route53, "get_hosted_zone", "NoSuchHostedZone", 404, Id="ZNOBODY")
    modelled(route53, "list_resource_record_sets", "NoSuchHostedZone", 404, HostedZoneId="ZNOBODY")
    modelled(route53, "get_health_check", "NoSuchHealthCheck", 404, HealthCheckId="nobody")
    modelled(route53, "get_health_check_status", "NoSuchHealthCheck", 404, HealthCheckId="nobody")
