//! `DescribeDBInstanceAutomatedBackups` and `DescribeDBClusterAutomatedBackups`.

use chrono::{DateTime, Duration, Utc};

use super::{Filters, Missing, listed, page_of};
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::lag::identifier_of;
use crate::sim::world::snapshots::{ClusterAutomatedBackup, InstanceAutomatedBackup};

fn window(latest: DateTime<Utc>, retention_days: i64) -> Record {
    Record::new()
        .with(
            "EarliestTime",
            latest - Duration::days(retention_days.clamp(0, 35)),
        )
        .with("LatestTime", latest)
}

pub(super) fn describe_instance(call: &Call<'_>) -> Result<Shape, Failure> {
    let known = ["db-instance-id", "dbi-resource-id", "status"];
    let filters = Filters::read(call, &known)?;
    let instance = call.input.text("DBInstanceIdentifier").map(identifier_of);
    let resource_id = call.input.text("DbiResourceId");
    let keep = |backup: &InstanceAutomatedBackup| {
        instance.is_none_or(|instance| backup.instance == instance)
            && resource_id.is_none_or(|id| backup.resource_id == id)
            && filters.pass(|name| {
                vec![match name {
                    "db-instance-id" => backup.instance.as_str(),
                    "dbi-resource-id" => backup.resource_id.as_str(),
                    _ => backup.status.as_str(),
                }]
            })
    };
    let asked = call.input.text("DBInstanceAutomatedBackupsArn");
    let page = page_of(call, &call.here()?.instance_backups, asked, keep, |arn| {
        Missing {
            code: "DBInstanceAutomatedBackupNotFound",
            message: format!("Automated backup {arn} not found."),
        }
    })?;
    let shape = |backup| instance_shape(call, backup);
    Ok(listed(
        page,
        "DBInstanceAutomatedBackups",
        "DBInstanceAutomatedBackup",
        shape,
    ))
}

fn instance_shape(call: &Call<'_>, backup: &InstanceAutomatedBackup) -> Shape {
    let latest = call.world.restorable_time(
        backup.restorable,
        &backup.source_region,
        &backup.arn,
        call.now,
    );
    let replication = |arn: &String| Record::new().with("DBInstanceAutomatedBackupsArn", arn);
    Record::new()
        .with("DBInstanceArn", &backup.instance_arn)
        .with("DbiResourceId", &backup.resource_id)
        .with("Region", &backup.source_region)
        .with("DBInstanceIdentifier", &backup.instance)
        .with(
            "RestoreWindow",
            latest.map_or_else(Record::new, |latest| window(latest, backup.retention_days)),
        )
        .with("AllocatedStorage", backup.allocated_storage)
        .with("Status", &backup.status)
        .with("InstanceCreateTime", backup.instance_created)
        .with("Engine", &backup.engine)
        .with("EngineVersion", &backup.engine_version)
        .with("Encrypted", backup.encrypted)
        .maybe("KmsKeyId", backup.kms_key.as_ref())
        .with("BackupRetentionPeriod", backup.retention_days)
        .with("DBInstanceAutomatedBackupsArn", &backup.arn)
        .list(
            "DBInstanceAutomatedBackupsReplications",
            "DBInstanceAutomatedBackupsReplication",
            backup.replications.iter().map(replication),
        )
        .with("BackupTarget", "region")
        .into()
}

pub(super) fn describe_cluster(call: &Call<'_>) -> Result<Shape, Failure> {
    let filters = Filters::read(call, &["db-cluster-id", "db-cluster-resource-id", "status"])?;
    let resource_id = call.input.text("DbClusterResourceId");
    let cluster = call.input.text("DBClusterIdentifier").map(identifier_of);
    let keep = |backup: &ClusterAutomatedBackup| {
        resource_id.is_none_or(|id| backup.resource_id == id)
            && cluster.is_none_or(|cluster| backup.cluster == cluster)
            && filters.pass(|name| {
                vec![match name {
                    "db-cluster-id" => backup.cluster.as_str(),
                    "db-cluster-resource-id" => backup.resource_id.as_str(),
                    _ => backup.status.as_str(),
                }]
            })
    };
    let page = page_of(call, &call.here()?.cluster_backups, None, keep, |arn| {
        Missing {
            code: "DBClusterAutomatedBackupNotFoundFault",
            message: format!("Automated backup {arn} not found."),
        }
    })?;
    let shape = |backup| cluster_shape(call, backup);
    Ok(listed(
        page,
        "DBClusterAutomatedBackups",
        "DBClusterAutomatedBackup",
        shape,
    ))
}

fn cluster_shape(call: &Call<'_>, backup: &ClusterAutomatedBackup) -> Shape {
    let latest = call.world.restorable_time(
        backup.restorable,
        &backup.source_region,
        &backup.resource_id,
        call.now,
    );
    Record::new()
        .with("Engine", &backup.engine)
        .with("DBClusterAutomatedBackupsArn", &backup.arn)
        .with("DBClusterIdentifier", &backup.cluster)
        .with(
            "RestoreWindow",
            latest.map_or_else(Record::new, |latest| window(latest, backup.retention_days)),
        )
        .with("DbClusterResourceId", &backup.resource_id)
        .with("Region", &backup.source_region)
        .with("Status", &backup.status)
        .with("ClusterCreateTime", backup.cluster_created)
        .with("StorageEncrypted", backup.encrypted)
        .with("EngineVersion", &backup.engine_version)
        .with("DBClusterArn", &backup.cluster_arn)
        .with("BackupRetentionPeriod", backup.retention_days)
        .with("EngineMode", "provisioned")
        .maybe("KmsKeyId", backup.kms_key.as_ref())
        .into()
}
