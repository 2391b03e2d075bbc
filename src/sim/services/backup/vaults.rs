//! `ListBackupVaults`.

use std::ops::Bound;

use super::{after, listed, page_size};
use crate::sim::services::paging;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::backups::BackupVault;

pub(super) fn list(call: &Call<'_>) -> Result<Shape, Failure> {
    let limit = page_size(call)?;
    let after = after(call)?;
    let wanted = call.input.text("vaultType");
    let shared = call.flag("shared")?;
    let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    // Every vault of the world is an ordinary one of its own account.
    let any = wanted.is_none_or(|wanted| wanted == "BACKUP_VAULT") && shared != Some(true);
    let walk = call
        .here()?
        .vaults
        .range::<str, _>((from, Bound::Unbounded))
        .filter(|_| any);
    let page = paging::page(walk, limit);
    let vaults = page.items.iter().map(|vault| shape(vault)).collect();
    Ok(listed("BackupVaultList", vaults, page.last.as_deref()))
}

fn shape(vault: &BackupVault) -> Shape {
    let points = i64::try_from(vault.recovery_points.len()).unwrap_or(i64::MAX);
    Record::new()
        .with("BackupVaultName", &vault.name)
        .with("BackupVaultArn", &vault.arn)
        .with("VaultType", "BACKUP_VAULT")
        .with("VaultState", "AVAILABLE")
        .with("CreationDate", vault.created)
        .maybe("EncryptionKeyArn", vault.key_arn.as_ref())
        .with("NumberOfRecoveryPoints", points)
        .with("Locked", vault.locked)
        .maybe("MinRetentionDays", vault.min_retention_days)
        .maybe("MaxRetentionDays", vault.max_retention_days)
        .maybe("LockDate", vault.lock_date)
        .with("EncryptionKeyType", "CUSTOMER_MANAGED_KMS_KEY")
        .into()
}
