//! What waits to be modified on an instance or a cluster: a promotion, a reboot
//! or a failover may be what applies it.

use crate::terms::OutsideText;
use aws_sdk_rds::types;

/// The names of what waits to be modified on an instance, as the API names them.
pub(super) fn of_instance(it: &types::PendingModifiedValues) -> Vec<OutsideText> {
    named([
        ("DBInstanceClass", it.db_instance_class().is_some()),
        ("AllocatedStorage", it.allocated_storage().is_some()),
        ("MasterUserPassword", it.master_user_password().is_some()),
        ("Port", it.port().is_some()),
        (
            "BackupRetentionPeriod",
            it.backup_retention_period().is_some(),
        ),
        ("MultiAZ", it.multi_az().is_some()),
        ("EngineVersion", it.engine_version().is_some()),
        ("LicenseModel", it.license_model().is_some()),
        ("Iops", it.iops().is_some()),
        ("StorageThroughput", it.storage_throughput().is_some()),
        (
            "DBInstanceIdentifier",
            it.db_instance_identifier().is_some(),
        ),
        ("StorageType", it.storage_type().is_some()),
        (
            "CACertificateIdentifier",
            it.ca_certificate_identifier().is_some(),
        ),
        ("DBSubnetGroupName", it.db_subnet_group_name().is_some()),
        (
            "PendingCloudwatchLogsExports",
            it.pending_cloudwatch_logs_exports().is_some(),
        ),
        ("ProcessorFeatures", !it.processor_features().is_empty()),
        ("AutomationMode", it.automation_mode().is_some()),
        (
            "ResumeFullAutomationModeTime",
            it.resume_full_automation_mode_time().is_some(),
        ),
        ("MultiTenant", it.multi_tenant().is_some()),
        (
            "IAMDatabaseAuthenticationEnabled",
            it.iam_database_authentication_enabled().is_some(),
        ),
        ("DedicatedLogVolume", it.dedicated_log_volume().is_some()),
        ("Engine", it.engine().is_some()),
        (
            "AdditionalStorageVolumes",
            !it.additional_storage_volumes().is_empty(),
        ),
        (
            "DBCapacityReservationIdentifier",
            it.db_capacity_reservation_identifier().is_some(),
        ),
    ])
}

/// The names of what waits to be modified on a cluster, as the API names them.
pub(super) fn of_cluster(it: &types::ClusterPendingModifiedValues) -> Vec<OutsideText> {
    named([
        (
            "PendingCloudwatchLogsExports",
            it.pending_cloudwatch_logs_exports().is_some(),
        ),
        ("DBClusterIdentifier", it.db_cluster_identifier().is_some()),
        ("MasterUserPassword", it.master_user_password().is_some()),
        (
            "IAMDatabaseAuthenticationEnabled",
            it.iam_database_authentication_enabled().is_some(),
        ),
        ("EngineVersion", it.engine_version().is_some()),
        (
            "BackupRetentionPeriod",
            it.backup_retention_period().is_some(),
        ),
        ("StorageType", it.storage_type().is_some()),
        ("AllocatedStorage", it.allocated_storage().is_some()),
        (
            "RdsCustomClusterConfiguration",
            it.rds_custom_cluster_configuration().is_some(),
        ),
        ("Iops", it.iops().is_some()),
        ("CertificateDetails", it.certificate_details().is_some()),
    ])
}

fn named<const N: usize>(waits: [(&str, bool); N]) -> Vec<OutsideText> {
    let waits = waits.into_iter().filter(|(_, waits)| *waits);
    waits.map(|(name, _)| OutsideText::new(name)).collect()
}
