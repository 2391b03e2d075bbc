//! AWS Backup: jobs, vaults, plans, selections, recovery points, protected resources.

mod jobs;
mod plans;
mod points;
mod start;
mod vaults;

use chrono::{DateTime, Utc};

use super::paging;
use super::shape::{Record, Shape};
use super::{Call, Failure, JSON_CODES, Service, Wire, at_path, changing_at};
use crate::sim::world::backups::{CreatedBy, Lifecycle};

pub(super) static SERVICE: Service = Service {
    signing_name: "backup",
    iam_prefix: "backup",
    wire: Wire::RestJson,
    invalid: "InvalidParameterValueException",
    missing: "MissingParameterValueException",
    codes: JSON_CODES,
    global: false,
    requests_per_second: None,
    operations: &[
        at_path("ListBackupJobs", "/backup-jobs", jobs::list_backup),
        at_path("ListCopyJobs", "/copy-jobs", jobs::list_copy),
        at_path("ListRestoreJobs", "/restore-jobs", jobs::list_restore),
        at_path("ListBackupVaults", "/backup-vaults", vaults::list),
        at_path(
            "ListRecoveryPointsByBackupVault",
            "/backup-vaults/{BackupVaultName}/recovery-points",
            points::list_by_vault,
        ),
        at_path("ListBackupPlans", "/backup/plans", plans::list),
        at_path("GetBackupPlan", "/backup/plans/{BackupPlanId}", plans::get),
        at_path(
            "ListBackupSelections",
            "/backup/plans/{BackupPlanId}/selections",
            plans::list_selections,
        ),
        at_path(
            "GetBackupSelection",
            "/backup/plans/{BackupPlanId}/selections/{SelectionId}",
            plans::get_selection,
        ),
        at_path(
            "ListProtectedResources",
            "/resources",
            points::list_protected,
        ),
        at_path(
            "DescribeProtectedResource",
            "/resources/{ResourceArn}",
            points::describe_protected,
        ),
        at_path(
            "ListRecoveryPointsByResource",
            "/resources/{ResourceArn}/recovery-points",
            points::list_by_resource,
        ),
        at_path(
            "DescribeBackupJob",
            "/backup-jobs/{backupJobId}",
            jobs::describe_backup,
        ),
        at_path(
            "DescribeCopyJob",
            "/copy-jobs/{copyJobId}",
            jobs::describe_copy,
        ),
        at_path(
            "DescribeRestoreJob",
            "/restore-jobs/{restoreJobId}",
            jobs::describe_restore,
        ),
        at_path(
            "GetRecoveryPointRestoreMetadata",
            "/backup-vaults/{backupVaultName}/recovery-points/{recoveryPointArn}/restore-metadata",
            start::metadata,
        ),
        at_path(
            "DescribeRegionSettings",
            "/account-settings",
            start::region_settings,
        ),
        changing_at("StartBackupJob", "PUT", "/backup-jobs", start::backup),
        changing_at("StartCopyJob", "PUT", "/copy-jobs", start::copy),
        changing_at("StartRestoreJob", "PUT", "/restore-jobs", start::restore),
    ],
};

/// `maxResults`: 1 to 1,000.
fn page_size(call: &Call<'_>) -> Result<usize, Failure> {
    call.limit("maxResults", 1, 1_000, 1_000)
}

/// The key `nextToken` stands for.
fn after(call: &Call<'_>) -> Result<Option<String>, Failure> {
    match call.input.text("nextToken") {
        None => Ok(None),
        Some(token) => match paging::key_of(token) {
            Some(key) => Ok(Some(key)),
            None => Err(call.invalid("Invalid pagination token")),
        },
    }
}

/// Something that is not there.
fn not_found(message: impl Into<String>) -> Failure {
    Failure::bad_request("ResourceNotFoundException", message)
}

/// An answer with a list and, when there is more, a `NextToken`.
fn listed(list: &'static str, items: Vec<Shape>, last: Option<&str>) -> Shape {
    Record::new()
        .with(list, Shape::List("member", items))
        .maybe("NextToken", last.map(paging::token))
        .into()
}

/// Whether an instant is in a window that is open at both ends unless said.
fn between(
    at: Option<DateTime<Utc>>,
    after: Option<DateTime<Utc>>,
    before: Option<DateTime<Utc>>,
) -> bool {
    let Some(at) = at else {
        return after.is_none() && before.is_none();
    };
    after.is_none_or(|after| at > after) && before.is_none_or(|before| at < before)
}

/// `CreatedBy`.
fn created_by(by: &CreatedBy) -> Record {
    Record::new()
        .with("BackupPlanId", &by.plan_id)
        .with("BackupPlanArn", &by.plan_arn)
        .with("BackupPlanName", &by.plan_name)
        .with("BackupPlanVersion", &by.plan_version)
        .with("BackupRuleId", &by.rule_id)
        .with("BackupRuleName", &by.rule_name)
        .with("BackupRuleCron", &by.rule_cron)
        .with("BackupRuleTimezone", "Etc/UTC")
}

/// `Lifecycle`.
fn lifecycle(lifecycle: Lifecycle) -> Record {
    Record::new()
        .maybe("MoveToColdStorageAfterDays", lifecycle.cold_after_days)
        .maybe("DeleteAfterDays", lifecycle.delete_after_days)
}
