//! AWS Backup: jobs, vaults, protected resources, recovery points.

use super::convert::{maybe, moment, need, text};
use super::{AT_ONCE, Reading, Reads, next, pages, reading};
use crate::aws::failure::Asked;
use crate::aws::time::sdk_time;
use crate::estate::facts::{BackupVault, Job, JobKind, ProtectedResource, RecoveryPoint};
use crate::estate::{Failure, Scope};
use crate::terms::{OutsideText, Region, Span};
use aws_sdk_backup::types;
use futures::{StreamExt, TryStreamExt, stream};

/// How many items a page may have (the largest `MaxResults` of these calls).
pub(super) const PAGE: i32 = 1_000;

pub(super) const fn backup(operation: &'static str) -> Asked {
    Asked {
        service: "Backup",
        operation,
    }
}

/// Declares a read of jobs: which operation, what it holds, what becomes of it.
macro_rules! jobs {
    ($($(#[$doc:meta])* $name:ident: $operation:literal, $call:ident, $items:ident, $map:path;)*) => {
        impl Reads {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// As every read.
            pub async fn $name(
                &self,
                region: &Region,
                since: Span,
            ) -> Result<Reading<Vec<Job>>, Failure> {
                let asked = backup($operation);
                let client = self.door.backup(region, &Scope::from(region));
                let after = sdk_time(since.before(self.door.clock().now()));
                reading(pages(asked, |token| {
                    let request = client
                        .$call()
                        .by_created_after(after)
                        .max_results(PAGE)
                        .set_next_token(token);
                    async move {
                        let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                        let items = answer.$items().iter().map(|item| $map(asked, item));
                        Ok((items.collect::<Result<Vec<_>, _>>()?, next(answer.next_token())))
                    }
                }))
                .await
            }
        )*}
    };
}

jobs! {
    /// The backup jobs of a Region created within `since` (`ListBackupJobs`; AWS
    /// lists 30 days).
    backup_jobs: "ListBackupJobs", list_backup_jobs, backup_jobs, backup_job;
    /// The copy jobs that a Region's vaults began within `since` (`ListCopyJobs`).
    copy_jobs: "ListCopyJobs", list_copy_jobs, copy_jobs, copy_job;
    /// The restore jobs of a Region created within `since` (`ListRestoreJobs`).
    restore_jobs: "ListRestoreJobs", list_restore_jobs, restore_jobs, restore_job;
}

impl Reads {
    /// The backup vaults of a Region (`ListBackupVaults`).
    ///
    /// # Errors
    /// As every read.
    pub async fn vaults(&self, region: &Region) -> Result<Reading<Vec<BackupVault>>, Failure> {
        reading(self.list_vaults(region)).await
    }

    async fn list_vaults(&self, region: &Region) -> Result<Vec<BackupVault>, Failure> {
        let asked = backup("ListBackupVaults");
        let client = self.door.backup(region, &Scope::from(region));
        pages(asked, |token| {
            let request = client
                .list_backup_vaults()
                .max_results(PAGE)
                .set_next_token(token);
            async move {
                let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                let items = answer.backup_vault_list().iter();
                let items = items.map(|item| vault(asked, item));
                let items = items.collect::<Result<Vec<_>, _>>()?;
                Ok((items, next(answer.next_token())))
            }
        })
        .await
    }

    /// What AWS Backup has ever backed up in a Region (`ListProtectedResources`).
    ///
    /// # Errors
    /// As every read.
    pub async fn protected(
        &self,
        region: &Region,
    ) -> Result<Reading<Vec<ProtectedResource>>, Failure> {
        let asked = backup("ListProtectedResources");
        let client = self.door.backup(region, &Scope::from(region));
        reading(pages(asked, |token| {
            let request = client
                .list_protected_resources()
                .max_results(PAGE)
                .set_next_token(token);
            async move {
                let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                let items = answer.results().iter().map(|item| resource(asked, item));
                let items = items.collect::<Result<Vec<_>, _>>()?;
                Ok((items, next(answer.next_token())))
            }
        }))
        .await
    }

    /// The recovery points in every vault of a Region
    /// (`ListRecoveryPointsByBackupVault` for each of [`Reads::vaults`]). A vault
    /// that cannot be read fails the whole: which points it holds is not known.
    ///
    /// # Errors
    /// As every read.
    pub async fn recovery_points(
        &self,
        region: &Region,
    ) -> Result<Reading<Vec<RecoveryPoint>>, Failure> {
        reading(async {
            let vaults = self.list_vaults(region).await?;
            let points: Vec<Vec<RecoveryPoint>> = stream::iter(vaults)
                .map(|vault| self.points_of(region, vault.name))
                .buffered(AT_ONCE)
                .try_collect()
                .await?;
            Ok(points.into_iter().flatten().collect())
        })
        .await
    }

    async fn points_of(
        &self,
        region: &Region,
        vault: OutsideText,
    ) -> Result<Vec<RecoveryPoint>, Failure> {
        let asked = backup("ListRecoveryPointsByBackupVault");
        let client = self.door.backup(region, &Scope::from(region));
        let vault = &vault;
        pages(asked, |token| {
            let request = client
                .list_recovery_points_by_backup_vault()
                .backup_vault_name(vault.raw())
                .max_results(PAGE)
                .set_next_token(token);
            async move {
                let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                let items = answer.recovery_points().iter();
                let items = items.map(|item| point(asked, vault, item));
                let items = items.collect::<Result<Vec<_>, _>>()?;
                Ok((items, next(answer.next_token())))
            }
        })
        .await
    }
}

/// `PercentDone` is text, such as `42.0`.
fn percent(said: Option<&str>) -> Option<f64> {
    let percent: f64 = said?.trim().trim_end_matches('%').parse().ok()?;
    percent.is_finite().then_some(percent)
}

fn backup_job(asked: Asked, it: &types::BackupJob) -> Result<Job, Failure> {
    Ok(Job {
        id: OutsideText::new(need(asked, "BackupJobId", it.backup_job_id())?),
        kind: JobKind::Backup,
        resource: text(it.resource_arn()),
        resource_type: text(it.resource_type()),
        state: text(it.state().map(|state| state.as_str())),
        message: maybe(it.status_message()),
        message_category: maybe(it.message_category()),
        created: moment(it.creation_date()),
        completed: moment(it.completion_date()),
        percent_done: percent(it.percent_done()),
        size_bytes: it.backup_size_in_bytes(),
        recovery_point: maybe(it.recovery_point_arn()),
        vault: maybe(it.backup_vault_arn()),
        parent: maybe(it.parent_job_id()),
        validation: None,
    })
}

fn copy_job(asked: Asked, it: &types::CopyJob) -> Result<Job, Failure> {
    Ok(Job {
        id: OutsideText::new(need(asked, "CopyJobId", it.copy_job_id())?),
        kind: JobKind::Copy,
        resource: text(it.resource_arn()),
        resource_type: text(it.resource_type()),
        state: text(it.state().map(|state| state.as_str())),
        message: maybe(it.status_message()),
        message_category: maybe(it.message_category()),
        created: moment(it.creation_date()),
        completed: moment(it.completion_date()),
        percent_done: None,
        size_bytes: it.backup_size_in_bytes(),
        recovery_point: maybe(it.source_recovery_point_arn()),
        vault: maybe(it.destination_backup_vault_arn()),
        parent: maybe(it.parent_job_id()),
        validation: None,
    })
}

fn restore_job(asked: Asked, it: &types::RestoreJobsListMember) -> Result<Job, Failure> {
    Ok(Job {
        id: OutsideText::new(need(asked, "RestoreJobId", it.restore_job_id())?),
        kind: JobKind::Restore,
        resource: text(it.source_resource_arn()),
        resource_type: text(it.resource_type()),
        state: text(it.status().map(|status| status.as_str())),
        message: maybe(it.status_message()),
        message_category: None,
        created: moment(it.creation_date()),
        completed: moment(it.completion_date()),
        percent_done: percent(it.percent_done()),
        size_bytes: it.backup_size_in_bytes(),
        recovery_point: maybe(it.recovery_point_arn()),
        vault: maybe(it.backup_vault_arn()),
        parent: maybe(it.parent_job_id()),
        validation: maybe(it.validation_status().map(|status| status.as_str())),
    })
}

fn vault(asked: Asked, it: &types::BackupVaultListMember) -> Result<BackupVault, Failure> {
    let name = need(asked, "BackupVaultName", it.backup_vault_name())?;
    Ok(BackupVault {
        name: OutsideText::new(name),
        arn: text(it.backup_vault_arn()),
        locked: it.locked(),
        lock_date: moment(it.lock_date()),
        min_retention_days: it.min_retention_days(),
        max_retention_days: it.max_retention_days(),
        recovery_points: Some(it.number_of_recovery_points()),
    })
}

fn resource(asked: Asked, it: &types::ProtectedResource) -> Result<ProtectedResource, Failure> {
    Ok(ProtectedResource {
        resource: OutsideText::new(need(asked, "ResourceArn", it.resource_arn())?),
        resource_type: text(it.resource_type()),
        name: maybe(it.resource_name()),
        last_backup: moment(it.last_backup_time()),
    })
}

fn point(
    asked: Asked,
    vault: &OutsideText,
    it: &types::RecoveryPointByBackupVault,
) -> Result<RecoveryPoint, Failure> {
    let arn = need(asked, "RecoveryPointArn", it.recovery_point_arn())?;
    let lifecycle = it.calculated_lifecycle();
    Ok(RecoveryPoint {
        arn: OutsideText::new(arn),
        resource: text(it.resource_arn()),
        resource_type: text(it.resource_type()),
        vault: maybe(it.backup_vault_name()).unwrap_or_else(|| vault.clone()),
        status: text(it.status().map(|status| status.as_str())),
        message: maybe(it.status_message()),
        created: moment(it.creation_date()),
        initiated: moment(it.initiation_date()),
        completed: moment(it.completion_date()),
        delete_at: moment(lifecycle.and_then(|it| it.delete_at())),
        cold_at: moment(lifecycle.and_then(|it| it.move_to_cold_storage_at())),
        // `ListRecoveryPointsByBackupVault` does not tell it.
        storage_class: None,
        source_vault: maybe(it.source_backup_vault_arn()),
        is_parent: it.is_parent(),
        parent: maybe(it.parent_recovery_point_arn()),
        size_bytes: it.backup_size_in_bytes(),
        encrypted: Some(it.is_encrypted()),
    })
}
