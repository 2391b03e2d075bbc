//! Recovery points and protected resources.

use std::ops::Bound;

use chrono::Duration;

use super::{after, between, created_by, lifecycle, listed, not_found, page_size};
use crate::sim::services::paging;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::backups::{BackupVault, ProtectedResource, RecoveryPoint, RecoveryPointKey};

/// A recovery point's key as text for a token, and back. ARNs hold no line break.
fn key_text(key: &RecoveryPointKey) -> String {
    format!("{}\n{}", key.resource_arn, key.arn)
}

fn key_from(text: &str) -> Option<RecoveryPointKey> {
    let (resource_arn, arn) = text.split_once('\n')?;
    Some(RecoveryPointKey {
        resource_arn: resource_arn.to_owned(),
        arn: arn.to_owned(),
    })
}

fn start(call: &Call<'_>) -> Result<Option<RecoveryPointKey>, Failure> {
    let invalid = || call.invalid("Invalid pagination token");
    after(call)?
        .map(|text| key_from(&text).ok_or_else(invalid))
        .transpose()
}

pub(super) fn list_by_vault(call: &Call<'_>) -> Result<Shape, Failure> {
    let name = call.input.text("BackupVaultName").unwrap_or_default();
    let vault = call
        .here()?
        .vaults
        .get(name)
        .ok_or_else(|| not_found(format!("Backup vault {name} does not exist.")))?;
    let limit = page_size(call)?;
    let after = start(call)?;
    let created_after = call.time("createdAfter")?;
    let created_before = call.time("createdBefore")?;
    let agrees = |parameter: &str, actual: Option<&str>| {
        call.input
            .text(parameter)
            .is_none_or(|wanted| actual == Some(wanted))
    };
    let keep = |point: &RecoveryPoint| {
        point.created <= call.now
            && between(Some(point.created), created_after, created_before)
            && agrees("resourceArn", Some(&point.resource_arn))
            && agrees("resourceType", Some(&point.resource_type))
            && agrees("parentRecoveryPointArn", point.parent_arn.as_deref())
            && agrees(
                "backupPlanId",
                point.created_by.as_ref().map(|by| by.plan_id.as_str()),
            )
    };
    let asked = call
        .input
        .text("resourceArn")
        .map(|resource| RecoveryPointKey {
            resource_arn: resource.to_owned(),
            arn: String::new(),
        });
    let from = match (after, asked) {
        (Some(after), _) => Bound::Excluded(after),
        (None, Some(first)) => Bound::Included(first),
        (None, None) => Bound::Unbounded,
    };
    let resource = call.input.text("resourceArn");
    let walk = vault
        .recovery_points
        .range((from, Bound::Unbounded))
        .take_while(|(key, _)| resource.is_none_or(|resource| key.resource_arn == resource))
        .filter(|(_, point)| keep(point))
        .map(|(key, point)| (key_text(key), point));
    let page = paging::page(walk, limit);
    let points = page.items.iter().map(|point| vault_shape(vault, point));
    Ok(listed(
        "RecoveryPoints",
        points.collect(),
        page.last.as_deref(),
    ))
}

fn vault_shape(vault: &BackupVault, point: &RecoveryPoint) -> Shape {
    let cold = point
        .lifecycle
        .cold_after_days
        .and_then(Duration::try_days)
        .and_then(|days| point.created.checked_add_signed(days));
    let calculated = Record::new()
        .maybe("MoveToColdStorageAt", cold)
        .maybe("DeleteAt", point.delete_at());
    Record::new()
        .with("RecoveryPointArn", &point.arn)
        .with("BackupVaultName", &vault.name)
        .with("BackupVaultArn", &vault.arn)
        .maybe("SourceBackupVaultArn", point.source_vault_arn.as_ref())
        .with("ResourceArn", &point.resource_arn)
        .with("ResourceType", &point.resource_type)
        .maybe("CreatedBy", point.created_by.as_ref().map(created_by))
        .with("IamRoleArn", &point.role_arn)
        .with("Status", &point.status)
        .maybe("StatusMessage", point.message.as_ref())
        .with("CreationDate", point.created)
        .maybe("InitiationDate", point.initiated)
        .maybe("CompletionDate", point.completed)
        .with("BackupSizeInBytes", point.size_bytes)
        .with("CalculatedLifecycle", calculated)
        .with("Lifecycle", lifecycle(point.lifecycle))
        .maybe("EncryptionKeyArn", point.key_arn.as_ref())
        .with("IsEncrypted", point.key_arn.is_some())
        .maybe("LastRestoreTime", point.last_restore)
        .maybe("ParentRecoveryPointArn", point.parent_arn.as_ref())
        .with("IsParent", point.is_parent)
        .maybe("ResourceName", point.resource_name.as_ref())
        .with("VaultType", "BACKUP_VAULT")
        .into()
}

pub(super) fn list_by_resource(call: &Call<'_>) -> Result<Shape, Failure> {
    let resource = call.input.text("ResourceArn").unwrap_or_default();
    let limit = page_size(call)?;
    let here = call.here()?;
    let protected = here
        .protected
        .get(resource)
        .ok_or_else(|| not_found(format!("Resource {resource} has no recovery points.")))?;
    // AWS documents that RDS takes no smaller page here.
    if protected.resource_type == "RDS" && limit < 20 {
        return Err(call.invalid("For Amazon RDS, MaxResults must be at least 20."));
    }
    let after = after(call)?;
    // The token leads back to a vault and a recovery point in it.
    let (after_vault, after_point) = match after.as_deref() {
        None => (None, None),
        Some(key) => match key.split_once('\n') {
            Some((vault, arn)) => (Some(vault), Some(arn)),
            None => return Err(call.invalid("Invalid pagination token")),
        },
    };
    let first_vault = after_vault.map_or(Bound::Unbounded, Bound::Included);
    let vaults = here.vaults.range::<str, _>((first_vault, Bound::Unbounded));
    let walk = vaults.flat_map(|(name, vault)| {
        let resumed = after_vault == Some(name.as_str());
        let first = RecoveryPointKey {
            resource_arn: resource.to_owned(),
            arn: after_point
                .filter(|_| resumed)
                .unwrap_or_default()
                .to_owned(),
        };
        let from = if resumed {
            Bound::Excluded(first)
        } else {
            Bound::Included(first)
        };
        vault
            .recovery_points
            .range((from, Bound::Unbounded))
            .take_while(|(key, _)| key.resource_arn == resource)
            .filter(|(_, point)| point.created <= call.now)
            .map(move |(key, point)| (format!("{name}\n{}", key.arn), (vault, point)))
    });
    let found: Vec<_> = walk.take(limit + 1).collect();
    let page = paging::page(found.iter().map(|(key, found)| (key, found)), limit);
    let points = page.items.iter().map(|(vault, point)| {
        Record::new()
            .with("RecoveryPointArn", &point.arn)
            .with("CreationDate", point.created)
            .with("Status", &point.status)
            .maybe("StatusMessage", point.message.as_ref())
            .maybe("EncryptionKeyArn", point.key_arn.as_ref())
            .with("BackupSizeBytes", point.size_bytes)
            .with("BackupVaultName", &vault.name)
            .with("IsParent", point.is_parent)
            .maybe("ParentRecoveryPointArn", point.parent_arn.as_ref())
            .maybe("ResourceName", point.resource_name.as_ref())
            .with("VaultType", "BACKUP_VAULT")
            .into()
    });
    Ok(listed(
        "RecoveryPoints",
        points.collect(),
        page.last.as_deref(),
    ))
}

fn protected_shape(resource: &ProtectedResource) -> Record {
    Record::new()
        .with("ResourceArn", &resource.arn)
        .with("ResourceType", &resource.resource_type)
        .maybe("LastBackupTime", resource.last_backup)
        .maybe("ResourceName", resource.name.as_ref())
        .maybe("LastBackupVaultArn", resource.last_vault_arn.as_ref())
        .maybe(
            "LastRecoveryPointArn",
            resource.last_recovery_point_arn.as_ref(),
        )
}

pub(super) fn list_protected(call: &Call<'_>) -> Result<Shape, Failure> {
    let limit = page_size(call)?;
    let after = after(call)?;
    let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let protected = &call.here()?.protected;
    let page = paging::page(protected.range::<str, _>((from, Bound::Unbounded)), limit);
    let resources = page
        .items
        .iter()
        .map(|resource| protected_shape(resource).into());
    Ok(listed("Results", resources.collect(), page.last.as_deref()))
}

pub(super) fn describe_protected(call: &Call<'_>) -> Result<Shape, Failure> {
    let arn = call.input.text("ResourceArn").unwrap_or_default();
    let resource = call
        .here()?
        .protected
        .get(arn)
        .ok_or_else(|| not_found(format!("Resource {arn} is not protected.")))?;
    Ok(protected_shape(resource)
        .maybe(
            "LatestRestoreExecutionTimeMinutes",
            resource.restore_minutes,
        )
        .maybe("LatestRestoreJobCreationDate", resource.restore_created)
        .maybe(
            "LatestRestoreRecoveryPointCreationDate",
            resource.restored_point_created,
        )
        .into())
}
