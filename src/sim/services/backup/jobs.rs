//! `ListBackupJobs`, `ListCopyJobs`, `ListRestoreJobs`: newest first, thirty days of them; and each by its
//! identifier.

use std::ops::Range;

use chrono::{DateTime, Duration, Utc};

use super::{after, between, created_by, lifecycle, listed, not_found, page_size};
use crate::sim::services::paging;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::backups::{BackupJob, CopyJob, RestoreJob};

/// How long AWS Backup lists a job.
const LISTED_DAYS: i64 = 30;

/// What the filters common to all three lists ask for.
struct Window {
    created_after: Option<DateTime<Utc>>,
    created_before: Option<DateTime<Utc>>,
    complete_after: Option<DateTime<Utc>>,
    complete_before: Option<DateTime<Utc>>,
}

impl Window {
    fn read(call: &Call<'_>) -> Result<Window, Failure> {
        Ok(Window {
            created_after: call.time("createdAfter")?,
            created_before: call.time("createdBefore")?,
            complete_after: call.time("completeAfter")?,
            complete_before: call.time("completeBefore")?,
        })
    }

    /// The places of the jobs that were created in it, among jobs from the oldest to the newest.
    fn places<T>(
        &self,
        now: DateTime<Utc>,
        jobs: &[T],
        created: impl Fn(&T) -> DateTime<Utc>,
    ) -> Range<usize> {
        let listed = now - Duration::days(LISTED_DAYS);
        let too_old = |at| at < listed || self.created_after.is_some_and(|after| at <= after);
        let in_time = |at| at <= now && self.created_before.is_none_or(|before| at < before);
        let first = jobs.partition_point(|job| too_old(created(job)));
        let end = jobs.partition_point(|job| in_time(created(job)));
        first..end.max(first)
    }

    /// Whether a job came to its end in it.
    fn completed(&self, at: Option<DateTime<Utc>>) -> bool {
        between(at, self.complete_after, self.complete_before)
    }
}

/// Whether a text filter of the request agrees, if there is one.
fn agrees(call: &Call<'_>, name: &str, actual: Option<&str>) -> bool {
    call.input
        .text(name)
        .is_none_or(|wanted| actual == Some(wanted))
}

/// A page of jobs from the newest to the oldest. The token is the place in the list, which only grows at
/// its end, so that a job made between two pages shifts nothing.
fn page<'w, T>(
    call: &Call<'_>,
    jobs: &'w [T],
    created: Range<usize>,
    keep: impl Fn(&T) -> bool,
) -> Result<paging::Page<'w, T>, Failure> {
    let limit = page_size(call)?;
    let end = match after(call)? {
        None => created.end,
        Some(key) => match key.parse::<usize>() {
            Ok(place) => place.min(created.end),
            Err(_) => return Err(call.invalid("Invalid pagination token")),
        },
    };
    let newest_first = jobs.iter().enumerate().take(end).skip(created.start).rev();
    Ok(paging::page(
        newest_first.filter(|(_, job)| keep(job)),
        limit,
    ))
}

/// Checks a state filter against the states there are.
fn check_state(call: &Call<'_>, name: &str, known: &[&str]) -> Result<(), Failure> {
    match call.input.text(name) {
        Some(state) if !known.contains(&state) => {
            Err(call.invalid(format!("Invalid job state: {state}")))
        }
        _ => Ok(()),
    }
}

pub(super) fn list_backup(call: &Call<'_>) -> Result<Shape, Failure> {
    let known = [
        "CREATED",
        "PENDING",
        "RUNNING",
        "ABORTING",
        "ABORTED",
        "COMPLETED",
        "FAILED",
        "EXPIRED",
        "PARTIAL",
    ];
    check_state(call, "state", &known)?;
    let window = Window::read(call)?;
    let keep = |job: &BackupJob| {
        window.completed(job.completed)
            && agrees(call, "resourceArn", Some(&job.resource_arn))
            && agrees(call, "state", Some(&job.state))
            && agrees(call, "backupVaultName", Some(&job.vault))
            && agrees(call, "resourceType", Some(&job.resource_type))
            && agrees(call, "parentJobId", job.parent_id.as_deref())
            && agrees(call, "messageCategory", job.category.as_deref())
            && call
                .input
                .text("accountId")
                .is_none_or(|account| account == "*" || account == call.world.account)
    };
    let jobs = &call.here()?.backup_jobs;
    let created = window.places(call.now, jobs, |job| job.created);
    let page = page(call, jobs, created, keep)?;
    let jobs = page
        .items
        .iter()
        .map(|job| backup_shape(call, job))
        .collect();
    Ok(listed("BackupJobs", jobs, page.last.as_deref()))
}

/// How far a job is, in the text AWS sends.
fn percent_done(call: &Call<'_>, job: &BackupJob) -> Option<String> {
    let percent = match (job.state.as_str(), job.initiated, job.expected_completion) {
        ("COMPLETED" | "PARTIAL", _, _) => 100.0,
        ("RUNNING", Some(start), Some(end)) if end > start => {
            let done = (call.now - start).num_seconds() as f64;
            (done / (end - start).num_seconds() as f64 * 100.0).clamp(0.0, 99.0)
        }
        ("CREATED" | "PENDING" | "RUNNING", _, _) => 0.0,
        _ => return None,
    };
    Some(format!("{percent:.1}"))
}

fn backup_shape(call: &Call<'_>, job: &BackupJob) -> Shape {
    Record::new()
        .with("AccountId", &call.world.account)
        .with("BackupJobId", &job.id)
        .with("BackupVaultName", &job.vault)
        .with("BackupVaultArn", &job.vault_arn)
        .with("VaultType", "BACKUP_VAULT")
        .maybe("RecoveryPointArn", job.recovery_point_arn.as_ref())
        .with("RecoveryPointLifecycle", lifecycle(job.lifecycle))
        .with("IsEncrypted", true)
        .with("ResourceArn", &job.resource_arn)
        .with("CreationDate", job.created)
        .maybe("CompletionDate", job.completed)
        .with("State", &job.state)
        .maybe("StatusMessage", job.message.as_ref())
        .maybe("PercentDone", percent_done(call, job))
        .with("BackupSizeInBytes", job.size_bytes)
        .with("IamRoleArn", &job.role_arn)
        .maybe("CreatedBy", job.created_by.as_ref().map(created_by))
        .maybe("ExpectedCompletionDate", job.expected_completion)
        .maybe("StartBy", job.start_by)
        .with("ResourceType", &job.resource_type)
        .maybe("ParentJobId", job.parent_id.as_ref())
        .with("IsParent", job.is_parent)
        .maybe("ResourceName", job.resource_name.as_ref())
        .maybe("InitiationDate", job.initiated)
        .maybe("MessageCategory", job.category.as_ref())
        .into()
}

pub(super) fn list_copy(call: &Call<'_>) -> Result<Shape, Failure> {
    check_state(
        call,
        "state",
        &["CREATED", "RUNNING", "COMPLETED", "FAILED", "PARTIAL"],
    )?;
    let window = Window::read(call)?;
    let keep = |job: &CopyJob| {
        window.completed(job.completed)
            && agrees(call, "resourceArn", Some(&job.resource_arn))
            && agrees(call, "state", Some(&job.state))
            && agrees(call, "resourceType", Some(&job.resource_type))
            && agrees(
                call,
                "destinationVaultArn",
                Some(&job.destination_vault_arn),
            )
            && agrees(call, "messageCategory", job.category.as_deref())
            && agrees(call, "parentJobId", None)
            && agrees(
                call,
                "sourceRecoveryPointArn",
                Some(&job.source_recovery_point_arn),
            )
    };
    let jobs = &call.here()?.copy_jobs;
    let created = window.places(call.now, jobs, |job| job.created);
    let page = page(call, jobs, created, keep)?;
    let jobs = page.items.iter().map(|job| copy_shape(call, job)).collect();
    Ok(listed("CopyJobs", jobs, page.last.as_deref()))
}

fn copy_shape(call: &Call<'_>, job: &CopyJob) -> Shape {
    Record::new()
        .with("AccountId", &call.world.account)
        .with("CopyJobId", &job.id)
        .with("SourceBackupVaultArn", &job.source_vault_arn)
        .with("SourceRecoveryPointArn", &job.source_recovery_point_arn)
        .with("DestinationBackupVaultArn", &job.destination_vault_arn)
        .with("DestinationVaultType", "BACKUP_VAULT")
        .maybe(
            "DestinationRecoveryPointArn",
            job.destination_recovery_point_arn.as_ref(),
        )
        .with(
            "DestinationRecoveryPointLifecycle",
            lifecycle(job.lifecycle),
        )
        .with("ResourceArn", &job.resource_arn)
        .with("CreationDate", job.created)
        .maybe("CompletionDate", job.completed)
        .with("State", &job.state)
        .maybe("StatusMessage", job.message.as_ref())
        .with("BackupSizeInBytes", job.size_bytes)
        .with("IamRoleArn", &job.role_arn)
        .maybe("CreatedBy", job.created_by.as_ref().map(created_by))
        .maybe("CreatedByBackupJobId", job.backup_job_id.as_ref())
        .with("ResourceType", &job.resource_type)
        .with("IsParent", false)
        .maybe("ResourceName", job.resource_name.as_ref())
        .maybe("MessageCategory", job.category.as_ref())
        .into()
}

pub(super) fn list_restore(call: &Call<'_>) -> Result<Shape, Failure> {
    check_state(
        call,
        "status",
        &["PENDING", "RUNNING", "COMPLETED", "ABORTED", "FAILED"],
    )?;
    let window = Window::read(call)?;
    let keep = |job: &RestoreJob| {
        window.completed(job.completed)
            && agrees(call, "status", Some(&job.status))
            && agrees(call, "resourceType", Some(&job.resource_type))
            && agrees(
                call,
                "restoreTestingPlanArn",
                job.testing_plan_arn.as_deref(),
            )
            && agrees(call, "parentJobId", None)
    };
    let jobs = &call.here()?.restore_jobs;
    let created = window.places(call.now, jobs, |job| job.created);
    let page = page(call, jobs, created, keep)?;
    let jobs = page
        .items
        .iter()
        .map(|job| restore_shape(call, job))
        .collect();
    Ok(listed("RestoreJobs", jobs, page.last.as_deref()))
}

/// How much of a restore is done, percent.
fn restored(call: &Call<'_>, job: &RestoreJob) -> f64 {
    match (job.status.as_str(), job.expected_completion) {
        ("RUNNING", Some(end)) if end > job.created => {
            let done = (call.now - job.created).num_seconds() as f64;
            (done / (end - job.created).num_seconds() as f64 * 100.0).clamp(0.0, 99.0)
        }
        _ => job.percent_done,
    }
}

/// The job of an identifier among those of the Region.
fn one<'w, T>(
    call: &Call<'_>,
    label: &str,
    jobs: &'w [T],
    id: impl Fn(&T) -> &str,
) -> Result<&'w T, Failure> {
    let asked = call.input.text(label).unwrap_or_default();
    let found = jobs.iter().rev().find(|job| id(job) == asked);
    found.ok_or_else(|| not_found(format!("Job {asked} does not exist.")))
}

pub(super) fn describe_backup(call: &Call<'_>) -> Result<Shape, Failure> {
    let jobs = &call.here()?.backup_jobs;
    let job = one(call, "backupJobId", jobs, |job: &BackupJob| &job.id)?;
    Ok(backup_shape(call, job))
}

pub(super) fn describe_copy(call: &Call<'_>) -> Result<Shape, Failure> {
    let jobs = &call.here()?.copy_jobs;
    let job = one(call, "copyJobId", jobs, |job: &CopyJob| &job.id)?;
    let shape = copy_shape(call, job);
    Ok(Record::new().with("CopyJob", shape).into())
}

pub(super) fn describe_restore(call: &Call<'_>) -> Result<Shape, Failure> {
    let jobs = &call.here()?.restore_jobs;
    let job = one(call, "restoreJobId", jobs, |job: &RestoreJob| &job.id)?;
    Ok(restore_shape(call, job))
}

fn restore_shape(call: &Call<'_>, job: &RestoreJob) -> Shape {
    let created_by = job
        .testing_plan_arn
        .as_ref()
        .map(|arn| Record::new().with("RestoreTestingPlanArn", arn));
    Record::new()
        .with("AccountId", &call.world.account)
        .with("RestoreJobId", &job.id)
        .with("RecoveryPointArn", &job.recovery_point_arn)
        .with("SourceResourceArn", &job.source_resource_arn)
        .with("BackupVaultArn", &job.vault_arn)
        .with("CreationDate", job.created)
        .maybe("CompletionDate", job.completed)
        .with("Status", &job.status)
        .maybe("StatusMessage", job.message.as_ref())
        .with("PercentDone", format!("{:.2}%", restored(call, job)))
        .with("BackupSizeInBytes", job.size_bytes)
        .with("IamRoleArn", &job.role_arn)
        .maybe("CreatedResourceArn", job.created_resource_arn.as_ref())
        .with("ResourceType", &job.resource_type)
        .with("RecoveryPointCreationDate", job.recovery_point_created)
        .with("IsParent", false)
        .maybe("CreatedBy", created_by)
        .maybe("ValidationStatus", job.validation_status.as_ref())
        .maybe("ValidationStatusMessage", job.validation_message.as_ref())
        .maybe("DeletionStatus", job.deletion_status.as_ref())
        .into()
}
