//! AWS Backup: jobs. A job that has begun cannot be called off for RDS and Aurora.

use super::call::{Call, Value};
use super::policy::{Ground, Statement};
use super::{Permitted, Plane};
use crate::plan::StoreKind;
use crate::terms::{Arn, OutsideText, Region};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const fn backup(operation: &'static str, iam_action: &'static str) -> Permitted {
    Permitted {
        service: "Backup",
        operation,
        iam_action,
        plane: Plane::Control,
    }
}

pub(super) const START_BACKUP_JOB: Permitted = backup("StartBackupJob", "backup:StartBackupJob");
pub(super) const START_COPY_JOB: Permitted = backup("StartCopyJob", "backup:StartCopyJob");
pub(super) const START_RESTORE_JOB: Permitted = backup("StartRestoreJob", "backup:StartRestoreJob");

pub(super) fn start_backup_job(
    region: &Region,
    vault: &str,
    resource_arn: &OutsideText,
    role_arn: &Arn,
    token: &str,
) -> Call {
    Call::new(&START_BACKUP_JOB, region)
        .with("BackupVaultName", vault)
        .with("ResourceArn", resource_arn.raw())
        .with("IamRoleArn", role_arn.as_str())
        .with("IdempotencyToken", token)
}

pub(super) fn start_copy_job(
    region: &Region,
    recovery_point_arn: &OutsideText,
    source_vault: &OutsideText,
    destination_vault_arn: &OutsideText,
    role_arn: &Arn,
    token: &str,
) -> Call {
    Call::new(&START_COPY_JOB, region)
        .with("RecoveryPointArn", recovery_point_arn.raw())
        .with("SourceBackupVaultName", source_vault.raw())
        .with("DestinationBackupVaultArn", destination_vault_arn.raw())
        .with("IamRoleArn", role_arn.as_str())
        .with("IdempotencyToken", token)
}

pub(super) fn start_restore_job(
    region: &Region,
    recovery_point_arn: &OutsideText,
    role_arn: &Arn,
    metadata: &BTreeMap<String, String>,
    resource_type: &str,
    token: &str,
) -> Call {
    Call::new(&START_RESTORE_JOB, region)
        .with("RecoveryPointArn", recovery_point_arn.raw())
        .with("Metadata", Value::Map(metadata.clone()))
        .with("IamRoleArn", role_arn.as_str())
        .with("ResourceType", resource_type)
        .with("IdempotencyToken", token)
}

/// The vaults of the plan, the recovery points of its kinds of stores, and the
/// role that jobs are given. Without that role no job can be asked for.
pub(super) fn grants(ground: &Ground<'_>) -> Vec<Statement> {
    let Some(role) = &ground.plan.backup.role else {
        return Vec::new();
    };
    let regions = ground.plan.regions.both();
    let vaults = regions.map(|region| {
        let vault = ground.plan.backup.vaults.get(region);
        let vault = vault.map_or("*", String::as_str);
        ground.arn("backup", region, &format!("backup-vault:{vault}"))
    });
    let points: BTreeSet<String> = ground
        .plan
        .stores
        .iter()
        .flat_map(|store| regions.map(|region| recovery_points(ground, store.kind, region)))
        .collect();
    let passed = json!({ "StringEquals": { "iam:PassedToService": "backup.amazonaws.com" } });
    vec![
        Statement::allow("LifeboatBackups", &[START_BACKUP_JOB], vaults),
        Statement::allow(
            "LifeboatRecoveryPoints",
            &[START_COPY_JOB, START_RESTORE_JOB],
            points,
        ),
        Statement::of(
            "LifeboatBackupRole",
            &["iam:PassRole"],
            [role.as_str().to_owned()],
        )
        .when(passed),
    ]
}

/// How AWS Backup names the recovery points of a kind of store (AWS Backup
/// developer guide, "Access control", ARNs by resource type).
fn recovery_points(ground: &Ground<'_>, kind: StoreKind, region: &Region) -> String {
    match kind {
        StoreKind::Rds => ground.arn("rds", region, "snapshot:awsbackup:*"),
        StoreKind::Aurora | StoreKind::AuroraGlobal => {
            ground.arn("rds", region, "cluster-snapshot:awsbackup:*")
        }
        // A snapshot's ARN names no account.
        StoreKind::Ebs => format!("arn:{}:ec2:{region}::snapshot/*", ground.partition),
        StoreKind::DynamoDb | StoreKind::S3 | StoreKind::Efs | StoreKind::Other => {
            ground.arn("backup", region, "recovery-point:*")
        }
    }
}
