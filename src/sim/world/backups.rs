//! What AWS Backup holds in a Region: plans, vaults, jobs, recovery points, protected resources.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// A `Lifecycle`, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lifecycle {
    /// `MoveToColdStorageAfterDays`.
    pub cold_after_days: Option<i64>,
    /// `DeleteAfterDays`; none means never.
    pub delete_after_days: Option<i64>,
}

/// A `CopyAction` of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyAction {
    /// `DestinationBackupVaultArn`.
    pub destination_vault_arn: String,
    /// `Lifecycle` of the copies.
    pub lifecycle: Lifecycle,
}

/// A rule of a backup plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupRule {
    /// `RuleId`.
    pub id: String,
    /// `RuleName`.
    pub name: String,
    /// `TargetBackupVaultName`.
    pub vault: String,
    /// `ScheduleExpression`. The simulator runs `cron(M H …)` rules that are daily, on one day of the
    /// week (`SUN`) or on the first of the month; any other expression is shown but never runs.
    pub schedule: String,
    /// `StartWindowMinutes`.
    pub start_window_minutes: i64,
    /// `CompletionWindowMinutes`.
    pub completion_window_minutes: i64,
    /// `Lifecycle`.
    pub lifecycle: Lifecycle,
    /// `EnableContinuousBackup`.
    pub continuous: bool,
    /// `CopyActions`.
    pub copies: Vec<CopyAction>,
}

/// What a plan backs up: ARNs, and what carries one of the tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSelection {
    /// `SelectionId`.
    pub id: String,
    /// `SelectionName`.
    pub name: String,
    /// `IamRoleArn`.
    pub role_arn: String,
    /// `Resources`: ARNs.
    pub resources: Vec<String>,
    /// `NotResources`: ARNs.
    pub not_resources: Vec<String>,
    /// `ListOfTags`: key and value that must be equal; any of them suffices.
    pub tags: Vec<(String, String)>,
    /// `CreationDate`.
    pub created: DateTime<Utc>,
}

/// A backup plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPlan {
    /// `BackupPlanId`.
    pub id: String,
    /// `BackupPlanArn`.
    pub arn: String,
    /// `BackupPlanName`.
    pub name: String,
    /// `VersionId`.
    pub version: String,
    /// `CreationDate`.
    pub created: DateTime<Utc>,
    /// `LastExecutionDate`.
    pub last_execution: Option<DateTime<Utc>>,
    /// `Rules`.
    pub rules: Vec<BackupRule>,
    /// The plan's selections by `SelectionId`.
    pub selections: BTreeMap<String, BackupSelection>,
}

/// Which plan and rule made a job or a recovery point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedBy {
    /// `BackupPlanId`.
    pub plan_id: String,
    /// `BackupPlanArn`.
    pub plan_arn: String,
    /// `BackupPlanName`.
    pub plan_name: String,
    /// `BackupPlanVersion`.
    pub plan_version: String,
    /// `BackupRuleId`.
    pub rule_id: String,
    /// `BackupRuleName`.
    pub rule_name: String,
    /// `BackupRuleCron`.
    pub rule_cron: String,
}

/// How the next jobs of a resource end; see [`super::World::backup_ends`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEnd {
    /// `State`: `COMPLETED`, `FAILED`, `EXPIRED`, `ABORTED`, `PARTIAL`.
    pub state: String,
    /// `StatusMessage`.
    pub message: Option<String>,
    /// `MessageCategory`; `SUCCESS` for one without issues.
    pub category: Option<String>,
}

impl JobEnd {
    /// Completed without issues.
    pub fn success() -> JobEnd {
        JobEnd {
            state: "COMPLETED".to_owned(),
            message: None,
            category: Some("SUCCESS".to_owned()),
        }
    }
}

/// A backup job.
#[derive(Debug, Clone, PartialEq)]
pub struct BackupJob {
    /// `BackupJobId`.
    pub id: String,
    /// `BackupVaultName`.
    pub vault: String,
    /// `BackupVaultArn`.
    pub vault_arn: String,
    /// `RecoveryPointArn`, once there is one.
    pub recovery_point_arn: Option<String>,
    /// `ResourceArn`.
    pub resource_arn: String,
    /// `ResourceType`: `RDS`, `Aurora`, `DynamoDB`, `S3`, `EFS`…
    pub resource_type: String,
    /// `ResourceName`.
    pub resource_name: Option<String>,
    /// `State`.
    pub state: String,
    /// `StatusMessage`.
    pub message: Option<String>,
    /// `MessageCategory`.
    pub category: Option<String>,
    /// `CreationDate`.
    pub created: DateTime<Utc>,
    /// `InitiationDate`.
    pub initiated: Option<DateTime<Utc>>,
    /// `CompletionDate`.
    pub completed: Option<DateTime<Utc>>,
    /// `ExpectedCompletionDate`; `PercentDone` of a running job follows from it.
    pub expected_completion: Option<DateTime<Utc>>,
    /// `StartBy`.
    pub start_by: Option<DateTime<Utc>>,
    /// `BackupSizeInBytes`.
    pub size_bytes: i64,
    /// `IamRoleArn`.
    pub role_arn: String,
    /// `CreatedBy`; none for a job started by hand.
    pub created_by: Option<CreatedBy>,
    /// `Lifecycle` of the recovery point.
    pub lifecycle: Lifecycle,
    /// `ParentJobId`, for a child of a composite job.
    pub parent_id: Option<String>,
    /// `IsParent`.
    pub is_parent: bool,
}

/// A copy job.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyJob {
    /// `CopyJobId`.
    pub id: String,
    /// `SourceBackupVaultArn`.
    pub source_vault_arn: String,
    /// `SourceRecoveryPointArn`.
    pub source_recovery_point_arn: String,
    /// `DestinationBackupVaultArn`.
    pub destination_vault_arn: String,
    /// `DestinationRecoveryPointArn`.
    pub destination_recovery_point_arn: Option<String>,
    /// `DestinationRecoveryPointLifecycle`.
    pub lifecycle: Lifecycle,
    /// `ResourceArn`: of the original resource.
    pub resource_arn: String,
    /// `ResourceType`.
    pub resource_type: String,
    /// `ResourceName`.
    pub resource_name: Option<String>,
    /// `State`.
    pub state: String,
    /// `StatusMessage`.
    pub message: Option<String>,
    /// `MessageCategory`.
    pub category: Option<String>,
    /// `CreationDate`.
    pub created: DateTime<Utc>,
    /// `CompletionDate`.
    pub completed: Option<DateTime<Utc>>,
    /// `BackupSizeInBytes`.
    pub size_bytes: i64,
    /// `IamRoleArn`.
    pub role_arn: String,
    /// `CreatedBy`.
    pub created_by: Option<CreatedBy>,
    /// `CreatedByBackupJobId`.
    pub backup_job_id: Option<String>,
}

/// A restore job: its progress is called `Status`, not `State`.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoreJob {
    /// `RestoreJobId`.
    pub id: String,
    /// `RecoveryPointArn`.
    pub recovery_point_arn: String,
    /// `RecoveryPointCreationDate`.
    pub recovery_point_created: DateTime<Utc>,
    /// `SourceResourceArn`.
    pub source_resource_arn: String,
    /// `BackupVaultArn`.
    pub vault_arn: String,
    /// `ResourceType`.
    pub resource_type: String,
    /// `Status`.
    pub status: String,
    /// `StatusMessage`.
    pub message: Option<String>,
    /// `CreationDate`.
    pub created: DateTime<Utc>,
    /// `CompletionDate`.
    pub completed: Option<DateTime<Utc>>,
    /// `PercentDone`, 0 to 100.
    pub percent_done: f64,
    /// `BackupSizeInBytes`.
    pub size_bytes: i64,
    /// `IamRoleArn`.
    pub role_arn: String,
    /// `CreatedResourceArn`.
    pub created_resource_arn: Option<String>,
    /// `CreatedBy.RestoreTestingPlanArn`.
    pub testing_plan_arn: Option<String>,
    /// `ValidationStatus`; none means restored but unproven.
    pub validation_status: Option<String>,
    /// `ValidationStatusMessage`.
    pub validation_message: Option<String>,
    /// `DeletionStatus`.
    pub deletion_status: Option<String>,
    /// Not on the wire: the `Metadata` it was started with.
    pub metadata: BTreeMap<String, String>,
    /// Not on the wire: when it will be done; `PercentDone` of a running job follows from it.
    pub expected_completion: Option<DateTime<Utc>>,
}

/// A recovery point's place: by resource first, so that both of AWS's lists are walks along one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecoveryPointKey {
    /// `ResourceArn`.
    pub resource_arn: String,
    /// `RecoveryPointArn`.
    pub arn: String,
}

/// A recovery point in a vault.
#[derive(Debug, Clone, PartialEq)]
pub struct RecoveryPoint {
    /// `RecoveryPointArn`.
    pub arn: String,
    /// `ResourceArn`: of the original resource, in a copy too.
    pub resource_arn: String,
    /// `ResourceType`.
    pub resource_type: String,
    /// `ResourceName`.
    pub resource_name: Option<String>,
    /// `SourceBackupVaultArn`, of a copy.
    pub source_vault_arn: Option<String>,
    /// `Status`.
    pub status: String,
    /// `StatusMessage`.
    pub message: Option<String>,
    /// `InitiationDate`: when the job that made the original was initiated.
    pub initiated: Option<DateTime<Utc>>,
    /// `CreationDate`: of a copy, the original's.
    pub created: DateTime<Utc>,
    /// `CompletionDate`.
    pub completed: Option<DateTime<Utc>>,
    /// `BackupSizeInBytes`.
    pub size_bytes: i64,
    /// `Lifecycle`; `CalculatedLifecycle` follows from it and `created`.
    pub lifecycle: Lifecycle,
    /// `EncryptionKeyArn`.
    pub key_arn: Option<String>,
    /// `IamRoleArn`.
    pub role_arn: String,
    /// `CreatedBy`.
    pub created_by: Option<CreatedBy>,
    /// `LastRestoreTime`.
    pub last_restore: Option<DateTime<Utc>>,
    /// `IsParent`.
    pub is_parent: bool,
    /// `ParentRecoveryPointArn`.
    pub parent_arn: Option<String>,
}

impl RecoveryPoint {
    /// When the lifecycle deletes it.
    pub fn delete_at(&self) -> Option<DateTime<Utc>> {
        self.lifecycle
            .delete_after_days
            .and_then(chrono::Duration::try_days)
            .and_then(|days| self.created.checked_add_signed(days))
    }

    /// Its place in a vault.
    pub fn key(&self) -> RecoveryPointKey {
        RecoveryPointKey {
            resource_arn: self.resource_arn.clone(),
            arn: self.arn.clone(),
        }
    }
}

/// A backup vault.
#[derive(Debug, Clone, PartialEq)]
pub struct BackupVault {
    /// `BackupVaultName`.
    pub name: String,
    /// `BackupVaultArn`.
    pub arn: String,
    /// `CreationDate`.
    pub created: DateTime<Utc>,
    /// `EncryptionKeyArn`.
    pub key_arn: Option<String>,
    /// `Locked`.
    pub locked: bool,
    /// `LockDate`.
    pub lock_date: Option<DateTime<Utc>>,
    /// `MinRetentionDays`.
    pub min_retention_days: Option<i64>,
    /// `MaxRetentionDays`.
    pub max_retention_days: Option<i64>,
    /// The recovery points, by resource and ARN; [`BackupVault::insert`] keeps key and value in step.
    pub recovery_points: BTreeMap<RecoveryPointKey, RecoveryPoint>,
}

impl BackupVault {
    /// Puts a recovery point in its place.
    pub fn insert(&mut self, point: RecoveryPoint) {
        self.recovery_points.insert(point.key(), point);
    }
}

/// A resource that AWS Backup has a recovery point of, usable or not.
#[derive(Debug, Clone, PartialEq)]
pub struct ProtectedResource {
    /// `ResourceArn`.
    pub arn: String,
    /// `ResourceType`.
    pub resource_type: String,
    /// `ResourceName`.
    pub name: Option<String>,
    /// `LastBackupTime`.
    pub last_backup: Option<DateTime<Utc>>,
    /// `LastBackupVaultArn`.
    pub last_vault_arn: Option<String>,
    /// `LastRecoveryPointArn`.
    pub last_recovery_point_arn: Option<String>,
    /// `LatestRestoreExecutionTimeMinutes`: the measured restore time.
    pub restore_minutes: Option<i64>,
    /// `LatestRestoreJobCreationDate`.
    pub restore_created: Option<DateTime<Utc>>,
    /// `LatestRestoreRecoveryPointCreationDate`.
    pub restored_point_created: Option<DateTime<Utc>>,
}
