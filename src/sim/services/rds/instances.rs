//! `DescribeDBInstances`, and the shape of an instance.

use super::{Filters, Missing, listed, page_of, status_infos, tags};
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::databases::{DbInstance, PendingValue};

pub(super) fn describe(call: &Call<'_>) -> Result<Shape, Failure> {
    let known = [
        "db-instance-id",
        "db-cluster-id",
        "dbi-resource-id",
        "engine",
    ];
    let filters = Filters::read(call, &known)?;
    let keep = |instance: &DbInstance| {
        filters.pass(|name| match name {
            "db-instance-id" => vec![instance.identifier.as_str(), instance.arn.as_str()],
            "db-cluster-id" => instance.cluster.as_deref().into_iter().collect(),
            "dbi-resource-id" => vec![instance.resource_id.as_str()],
            _ => vec![instance.engine.as_str()],
        })
    };
    let page = page_of(
        call,
        &call.here()?.instances,
        call.input.text("DBInstanceIdentifier"),
        keep,
        |identifier| Missing {
            code: "DBInstanceNotFound",
            message: format!("DBInstance {identifier} not found."),
        },
    )?;
    Ok(listed(page, "DBInstances", "DBInstance", |instance| {
        shape(call, instance)
    }))
}

pub(super) fn shape(call: &Call<'_>, instance: &DbInstance) -> Shape {
    let restorable = call.world.restorable_time(
        instance.restorable,
        call.region,
        &instance.resource_id,
        call.now,
    );
    let restorable = restorable.filter(|_| instance.backup_retention_days > 0);
    let group = |(name, status): &(String, String)| {
        Record::new()
            .with("DBParameterGroupName", name)
            .with("ParameterApplyStatus", status)
    };
    let replication = |arn: &String| Record::new().with("DBInstanceAutomatedBackupsArn", arn);
    Record::new()
        .with("DBInstanceIdentifier", &instance.identifier)
        .with("DBInstanceClass", &instance.class)
        .with("Engine", &instance.engine)
        .with("DBInstanceStatus", &instance.status)
        .with("MasterUsername", "harbor")
        .maybe("Endpoint", endpoint(instance))
        .with("AllocatedStorage", instance.allocated_storage)
        .with("InstanceCreateTime", instance.created)
        .with("PreferredBackupWindow", &instance.backup_window)
        .with("BackupRetentionPeriod", instance.backup_retention_days)
        .list("DBSecurityGroups", "DBSecurityGroup", Vec::<Shape>::new())
        .list(
            "VpcSecurityGroups",
            "VpcSecurityGroupMembership",
            instance.security_groups.iter().map(security_group),
        )
        .list(
            "DBParameterGroups",
            "DBParameterGroup",
            instance.parameter_groups.iter().map(group),
        )
        .with("AvailabilityZone", &instance.availability_zone)
        .with("DBSubnetGroup", subnet_group(&instance.subnet_group))
        .with("PreferredMaintenanceWindow", "sun:08:00-sun:08:30")
        .with("PendingModifiedValues", pending(instance))
        .maybe("LatestRestorableTime", restorable)
        .with("MultiAZ", instance.multi_az)
        .with("EngineVersion", &instance.engine_version)
        .with("AutoMinorVersionUpgrade", false)
        .maybe(
            "ReadReplicaSourceDBInstanceIdentifier",
            instance.read_replica_source.as_ref(),
        )
        .list(
            "ReadReplicaDBInstanceIdentifiers",
            "ReadReplicaDBInstanceIdentifier",
            &instance.read_replicas,
        )
        .maybe("Iops", instance.iops)
        .maybe(
            "SecondaryAvailabilityZone",
            instance.secondary_availability_zone.as_ref(),
        )
        .with("PubliclyAccessible", instance.publicly_accessible)
        .with(
            "StatusInfos",
            status_infos(&instance.status_infos, "DBInstanceStatusInfo"),
        )
        .with("StorageType", &instance.storage_type)
        .with("DbInstancePort", 0)
        .maybe("DBClusterIdentifier", instance.cluster.as_ref())
        .with("StorageEncrypted", instance.encrypted)
        .maybe("KmsKeyId", instance.kms_key.as_ref())
        .with("DbiResourceId", &instance.resource_id)
        .with("CACertificateIdentifier", "rds-ca-rsa2048-g1")
        .with("CopyTagsToSnapshot", true)
        .with("MonitoringInterval", 0)
        .maybe("PromotionTier", instance.promotion_tier)
        .with("DBInstanceArn", &instance.arn)
        .with("IAMDatabaseAuthenticationEnabled", false)
        .with("PerformanceInsightsEnabled", false)
        .with("DeletionProtection", instance.deletion_protection)
        .with("TagList", tags(&instance.tags))
        .list(
            "DBInstanceAutomatedBackupsReplications",
            "DBInstanceAutomatedBackupsReplication",
            instance
                .automated_backup_replications
                .iter()
                .map(replication),
        )
        .with("BackupTarget", "region")
        .with("NetworkType", "IPV4")
        .into()
}

/// An instance that is still being created has none.
fn endpoint(instance: &DbInstance) -> Option<Record> {
    let endpoint = Record::new()
        .with("Address", &instance.endpoint)
        .with("Port", instance.port)
        .with("HostedZoneId", "Z2R2ITUGPM61AM");
    (instance.status != "creating").then_some(endpoint)
}

fn security_group(id: &String) -> Record {
    Record::new()
        .with("VpcSecurityGroupId", id)
        .with("Status", "active")
}

fn subnet_group(name: &str) -> Record {
    Record::new()
        .with("DBSubnetGroupName", name)
        .with("DBSubnetGroupDescription", "Harbor data subnets")
        .with("VpcId", "vpc-0harbor00000001")
        .with("SubnetGroupStatus", "Complete")
}

fn pending(instance: &DbInstance) -> Record {
    let mut record = Record::new();
    for (member, value) in &instance.pending_modified_values {
        let name = match member {
            PendingValue::InstanceClass => "DBInstanceClass",
            PendingValue::EngineVersion => "EngineVersion",
            PendingValue::StorageType => "StorageType",
            PendingValue::AllocatedStorage => "AllocatedStorage",
            PendingValue::BackupRetentionPeriod => "BackupRetentionPeriod",
            PendingValue::MultiAz => "MultiAZ",
        };
        record = record.with(name, value);
    }
    record
}
