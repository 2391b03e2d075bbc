//! `StartBackupJob`, `StartCopyJob`, `StartRestoreJob`, and what one asks before: `DescribeRegionSettings`,
//! `GetRecoveryPointRestoreMetadata`.

use std::collections::BTreeMap;

use super::not_found;
use crate::sim::services::input::Input;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Change, Failure};
use crate::sim::world::backups::{BackupVault, Lifecycle, RecoveryPoint};
use crate::sim::world::lag::{identifier_of, region_of};
use crate::sim::world::{WantedBackup, WantedCopy, WantedRestore};

/// `StartWindowMinutes` that says nothing: eight hours.
const USUAL_START_WINDOW: i64 = 480;
/// The least `StartWindowMinutes`.
const LEAST_START_WINDOW: i64 = 60;
/// For how long what is in cold storage must be kept, days.
const COLD_DAYS: i64 = 90;

fn vault_of<'a>(call: &Call<'a>, name: &str) -> Result<&'a BackupVault, Failure> {
    let vault = call.here()?.vaults.get(name);
    vault.ok_or_else(|| not_found(format!("Backup vault {name} does not exist.")))
}

fn point_in<'a>(vault: &'a BackupVault, arn: &str) -> Result<&'a RecoveryPoint, Failure> {
    let mut points = vault.recovery_points.values();
    points
        .find(|point| point.arn == arn)
        .ok_or_else(|| not_found(format!("Recovery point {arn} does not exist.")))
}

fn refused(message: impl Into<String>) -> Failure {
    Failure::bad_request("InvalidRequestException", message)
}

/// The role must be one that AWS Backup can take on.
fn check_role<'a>(call: &Call<'a>) -> Result<&'a str, Failure> {
    let role = call.required("IamRoleArn")?;
    if call.world.roles.contains(role) {
        Ok(role)
    } else {
        Err(call.invalid(format!("IAM Role {role} cannot be assumed by AWS Backup")))
    }
}

/// `Lifecycle`, as far as the vault allows it.
fn lifecycle_of(call: &Call<'_>, vault: &BackupVault) -> Result<Lifecycle, Failure> {
    let empty = Input::empty();
    let said = call.input.member("Lifecycle").unwrap_or(&empty);
    let days = |name| {
        let days = said.whole(name);
        days.map_err(|bad| call.invalid(bad.message()))
    };
    let lifecycle = Lifecycle {
        cold_after_days: days("MoveToColdStorageAfterDays")?,
        delete_after_days: days("DeleteAfterDays")?,
    };
    if let (Some(cold), Some(delete)) = (lifecycle.cold_after_days, lifecycle.delete_after_days)
        && delete < cold + COLD_DAYS
    {
        return Err(call.invalid(format!(
            "DeleteAfterDays must be at least {COLD_DAYS} days after MoveToColdStorageAfterDays"
        )));
    }
    let kept = lifecycle.delete_after_days.unwrap_or(i64::MAX);
    let short = vault.min_retention_days.is_some_and(|least| kept < least);
    let long = vault.max_retention_days.is_some_and(|most| kept > most);
    if short || long {
        return Err(call.invalid(format!(
            "The retention period is not within what the lock of backup vault {} allows",
            vault.name
        )));
    }
    Ok(lifecycle)
}

/// The job that was started with the request's token before, if one was.
fn before(call: &Call<'_>, kind: &str) -> Result<(Option<String>, Option<String>), Failure> {
    let token = call.input.text("IdempotencyToken");
    let key = token.map(|token| format!("{kind} {token}"));
    let jobs = &call.here()?.job_tokens;
    let job = key.as_ref().and_then(|key| jobs.get(key)).cloned();
    Ok((key, job))
}

/// Keeps the job under the request's token.
fn keep(change: &mut Change<'_>, token: Option<String>, job: &str) {
    if let (Some(token), Some(here)) = (token, change.world.regions.get_mut(change.region)) {
        here.job_tokens.insert(token, job.to_owned());
    }
}

pub(super) fn backup(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let (token, started) = before(&call, "backup")?;
    let id = match started {
        Some(id) => id,
        None => {
            let wanted = wanted_backup(&call)?;
            let (region, now) = (change.region, change.now);
            let id = change.world.start_backup_by_hand(region, wanted, now);
            keep(change, token, &id);
            id
        }
    };
    let call = change.look();
    let created = call.here()?.backup_jobs.iter().find(|job| job.id == id);
    Ok(Record::new()
        .with("BackupJobId", &id)
        .maybe("CreationDate", created.map(|job| job.created))
        .with("IsParent", false)
        .into())
}

fn wanted_backup(call: &Call<'_>) -> Result<WantedBackup, Failure> {
    let vault = vault_of(call, call.required("BackupVaultName")?)?;
    let resource = call.required("ResourceArn")?;
    let kind = call
        .world
        .backed_up_kind(call.region, resource)
        .ok_or_else(|| not_found(format!("Resource {resource} does not exist.")))?;
    let opted_in = call.here()?.backup_opt_in.get(kind);
    if opted_in != Some(&true) {
        return Err(refused(format!(
            "Resource type {kind} is not enabled for this account in {}. Opt in to it first.",
            call.region
        )));
    }
    let role_arn = check_role(call)?.to_owned();
    let window = call.whole("StartWindowMinutes")?;
    if window.is_some_and(|minutes| minutes < LEAST_START_WINDOW) {
        return Err(call.invalid(format!(
            "StartWindowMinutes must be at least {LEAST_START_WINDOW}"
        )));
    }
    Ok(WantedBackup {
        vault: vault.name.clone(),
        resource: resource.to_owned(),
        role_arn,
        lifecycle: lifecycle_of(call, vault)?,
        start_window_minutes: window.unwrap_or(USUAL_START_WINDOW),
    })
}

pub(super) fn copy(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let (token, started) = before(&call, "copy")?;
    let id = match started {
        Some(id) => id,
        None => {
            let wanted = wanted_copy(&call)?;
            let (region, now) = (change.region, change.now);
            let id = change.world.start_copy_by_hand(region, wanted, now);
            keep(change, token, &id);
            id
        }
    };
    let call = change.look();
    let created = call.here()?.copy_jobs.iter().find(|job| job.id == id);
    Ok(Record::new()
        .with("CopyJobId", &id)
        .maybe("CreationDate", created.map(|job| job.created))
        .with("IsParent", false)
        .into())
}

fn wanted_copy(call: &Call<'_>) -> Result<WantedCopy, Failure> {
    let arn = call.required("RecoveryPointArn")?;
    let source = vault_of(call, call.required("SourceBackupVaultName")?)?;
    let destination = call.required("DestinationBackupVaultArn")?;
    let point = point_in(source, arn)?;
    if arn.contains("continuous:") {
        return Err(refused("Continuous backups cannot be copied by hand."));
    }
    let home = region_of(destination).and_then(|region| call.world.regions.get(region));
    let vault = home.and_then(|home| home.vaults.get(identifier_of(destination)));
    let vault = vault
        .filter(|vault| vault.arn == destination)
        .ok_or_else(|| not_found(format!("Backup vault {destination} does not exist.")))?;
    Ok(WantedCopy {
        point: point.clone(),
        source_vault_arn: source.arn.clone(),
        destination_vault_arn: destination.to_owned(),
        role_arn: check_role(call)?.to_owned(),
        lifecycle: lifecycle_of(call, vault)?,
    })
}

pub(super) fn restore(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let (token, started) = before(&call, "restore")?;
    let id = match started {
        Some(id) => Some(id),
        None => {
            let wanted = wanted_restore(&call)?;
            let (region, now) = (change.region, change.now);
            let id = change.world.start_restore(region, wanted, now);
            if let Some(id) = &id {
                keep(change, token, id);
            }
            id
        }
    };
    Ok(Record::new().maybe("RestoreJobId", id).into())
}

fn wanted_restore(call: &Call<'_>) -> Result<WantedRestore, Failure> {
    let arn = call.required("RecoveryPointArn")?;
    let metadata = match call.input.member("Metadata") {
        Some(Input::Record(members)) => members
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.as_text()?.to_owned())))
            .collect::<BTreeMap<String, String>>(),
        _ => {
            return Err(Failure::bad_request(
                call.service.missing,
                "The parameter Metadata must be provided.",
            ));
        }
    };
    let mut vaults = call.here()?.vaults.values();
    let found = vaults.find_map(|vault| Some((vault, point_in(vault, arn).ok()?)));
    let (vault, point) =
        found.ok_or_else(|| not_found(format!("Recovery point {arn} does not exist.")))?;
    let kind = call.input.text("ResourceType");
    if let Some(other) = kind.filter(|kind| *kind != point.resource_type) {
        return Err(call.invalid(format!(
            "Resource type {other} is not that of the recovery point, {}",
            point.resource_type
        )));
    }
    if point.resource_type == "RDS" && !metadata.contains_key("DBInstanceIdentifier") {
        return Err(
            call.invalid("Metadata needs a DBInstanceIdentifier to restore an RDS instance")
        );
    }
    Ok(WantedRestore {
        point: point.clone(),
        vault_arn: vault.arn.clone(),
        role_arn: check_role(call)?.to_owned(),
        metadata,
    })
}

pub(super) fn metadata(call: &Call<'_>) -> Result<Shape, Failure> {
    let vault = vault_of(call, call.input.text("backupVaultName").unwrap_or_default())?;
    let arn = call.input.text("recoveryPointArn").unwrap_or_default();
    let point = point_in(vault, arn)?;
    let home = region_of(&point.resource_arn).and_then(|region| call.world.regions.get(region));
    let instance = home.and_then(|home| {
        let instance = home.instances.get(identifier_of(&point.resource_arn))?;
        (instance.arn == point.resource_arn).then_some(instance)
    });
    let mut settings: Vec<(&str, String)> = Vec::new();
    if let Some(instance) = instance {
        let groups: Vec<String> = instance
            .security_groups
            .iter()
            .map(|group| format!("\"{group}\""))
            .collect();
        settings.extend([
            ("DBInstanceIdentifier", instance.identifier.clone()),
            ("DBInstanceClass", instance.class.clone()),
            ("DBSubnetGroupName", instance.subnet_group.clone()),
            ("VpcSecurityGroupIds", format!("[{}]", groups.join(","))),
            ("Engine", instance.engine.clone()),
            ("Port", instance.port.to_string()),
            ("StorageType", instance.storage_type.clone()),
            ("MultiAZ", instance.multi_az.to_string()),
            (
                "PubliclyAccessible",
                instance.publicly_accessible.to_string(),
            ),
            (
                "DeletionProtection",
                instance.deletion_protection.to_string(),
            ),
            ("AutoMinorVersionUpgrade", "false".to_owned()),
        ]);
    }
    let settings = settings
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()));
    Ok(Record::new()
        .with("BackupVaultArn", &vault.arn)
        .with("RecoveryPointArn", &point.arn)
        .with("RestoreMetadata", Shape::Map(settings.collect()))
        .with("ResourceType", &point.resource_type)
        .into())
}

pub(super) fn region_settings(call: &Call<'_>) -> Result<Shape, Failure> {
    let opted_in = call.here()?.backup_opt_in.iter();
    let opted_in = opted_in.map(|(kind, on)| (kind.clone(), (*on).into()));
    let managed = ["DynamoDB", "EFS"].map(|kind| (kind.to_owned(), true.into()));
    Ok(Record::new()
        .with(
            "ResourceTypeOptInPreference",
            Shape::Map(opted_in.collect()),
        )
        .with(
            "ResourceTypeManagementPreference",
            Shape::Map(managed.into()),
        )
        .into())
}
