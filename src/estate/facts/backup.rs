//! What AWS Backup says.

use crate::terms::{Instant, OutsideText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which of AWS Backup's three kinds of jobs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum JobKind {
    /// A backup job.
    #[default]
    Backup,
    /// A copy job.
    Copy,
    /// A restore job.
    Restore,
}

/// A backup, copy or restore job.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Job {
    /// `BackupJobId`, `CopyJobId` or `RestoreJobId`.
    pub id: OutsideText,
    /// Which kind.
    pub kind: JobKind,
    /// `ResourceArn`; for restore jobs the recovery point's source where AWS says it.
    pub resource: OutsideText,
    /// `ResourceType`, such as `RDS`.
    pub resource_type: OutsideText,
    /// `State` (`Status` for restore jobs).
    pub state: OutsideText,
    /// `StatusMessage`.
    pub message: Option<OutsideText>,
    /// `MessageCategory`: `SUCCESS`, or what the issue was. Its case varies.
    pub message_category: Option<OutsideText>,
    /// `CreationDate`.
    pub created: Option<Instant>,
    /// `CompletionDate`.
    pub completed: Option<Instant>,
    /// `PercentDone`.
    pub percent_done: Option<f64>,
    /// `BackupSizeInBytes`.
    pub size_bytes: Option<i64>,
    /// `RecoveryPointArn` (`SourceRecoveryPointArn` for copy jobs).
    pub recovery_point: Option<OutsideText>,
    /// `BackupVaultArn`, or `DestinationBackupVaultArn` of a copy.
    pub vault: Option<OutsideText>,
    /// `ParentJobId`.
    pub parent: Option<OutsideText>,
    /// `ValidationStatus`, for restore jobs; absent when nothing was proven.
    pub validation: Option<OutsideText>,
}

impl Job {
    /// What a job says besides that it reads COMPLETED: a message category other
    /// than success, whose case varies in AWS's own pages, or without a category
    /// a message. A restore job has no category, and may have a message whatever
    /// became of it. (AWS Backup, "monitoring": completed with issues.)
    #[must_use]
    pub fn issue(&self) -> Option<&OutsideText> {
        match (&self.message_category, self.kind) {
            (Some(category), _) => {
                Some(category).filter(|it| !it.raw().eq_ignore_ascii_case("success"))
            }
            (None, JobKind::Restore) => None,
            (None, JobKind::Backup | JobKind::Copy) => self.message.as_ref(),
        }
    }
}

/// A backup vault (`ListBackupVaults`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BackupVault {
    /// `BackupVaultName`.
    pub name: OutsideText,
    /// `BackupVaultArn`.
    pub arn: OutsideText,
    /// `Locked`.
    pub locked: Option<bool>,
    /// `LockDate`: after it the lock cannot be lifted.
    pub lock_date: Option<Instant>,
    /// `MinRetentionDays`.
    pub min_retention_days: Option<i64>,
    /// `MaxRetentionDays`.
    pub max_retention_days: Option<i64>,
    /// `NumberOfRecoveryPoints`.
    pub recovery_points: Option<i64>,
}

/// A backup plan with its rules and selections.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BackupPlan {
    /// `BackupPlanId`.
    pub id: OutsideText,
    /// `BackupPlanName`.
    pub name: OutsideText,
    /// `BackupPlan.Rules`.
    pub rules: Vec<BackupRule>,
    /// Its selections.
    pub selections: Vec<BackupSelection>,
}

/// A rule of a backup plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BackupRule {
    /// `RuleName`.
    pub name: OutsideText,
    /// `ScheduleExpression`.
    pub schedule: Option<OutsideText>,
    /// `TargetBackupVaultName`.
    pub vault: OutsideText,
    /// `EnableContinuousBackup`.
    pub continuous: bool,
    /// `StartWindowMinutes`.
    pub start_window_minutes: Option<i64>,
    /// `CompletionWindowMinutes`.
    pub completion_window_minutes: Option<i64>,
    /// `Lifecycle.DeleteAfterDays`.
    pub delete_after_days: Option<i64>,
    /// `Lifecycle.MoveToColdStorageAfterDays`.
    pub cold_after_days: Option<i64>,
    /// `CopyActions`.
    pub copies: Vec<CopyAction>,
}

/// Where a rule copies to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CopyAction {
    /// `DestinationBackupVaultArn`.
    pub vault: OutsideText,
    /// `Lifecycle.DeleteAfterDays`.
    pub delete_after_days: Option<i64>,
}

/// What a plan backs up (`GetBackupSelection`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BackupSelection {
    /// `SelectionName`.
    pub name: OutsideText,
    /// `Resources`: ARNs, with `*`.
    pub resources: Vec<OutsideText>,
    /// `NotResources`: ARNs, with `*`.
    pub not_resources: Vec<OutsideText>,
    /// `ListOfTags`: any of them selects.
    pub any_tag: Vec<TagCondition>,
    /// `Conditions`: all of them must hold.
    pub all_tags: Vec<TagCondition>,
}

/// A condition on a tag.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TagCondition {
    /// How it compares: `StringEquals`, `StringLike`, `StringNotEquals`, `StringNotLike`.
    pub comparison: OutsideText,
    /// The tag's key, without `aws:ResourceTag/`.
    pub key: OutsideText,
    /// The value.
    pub value: OutsideText,
}

/// A resource AWS Backup has ever backed up (`ListProtectedResources`): listed
/// whatever became of its recovery points, so no proof of anything.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProtectedResource {
    /// `ResourceArn`.
    pub resource: OutsideText,
    /// `ResourceType`.
    pub resource_type: OutsideText,
    /// `ResourceName`.
    pub name: Option<OutsideText>,
    /// `LastBackupTime`.
    pub last_backup: Option<Instant>,
}

/// A recovery point in a vault (`ListRecoveryPointsByBackupVault`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RecoveryPoint {
    /// `RecoveryPointArn`.
    pub arn: OutsideText,
    /// `ResourceArn`: what it is of, in the Region where that runs.
    pub resource: OutsideText,
    /// `ResourceType`.
    pub resource_type: OutsideText,
    /// `BackupVaultName`.
    pub vault: OutsideText,
    /// `Status`.
    pub status: OutsideText,
    /// `StatusMessage`.
    pub message: Option<OutsideText>,
    /// `CreationDate`.
    pub created: Option<Instant>,
    /// `InitiationDate`.
    pub initiated: Option<Instant>,
    /// `CompletionDate`: never the time of the data.
    pub completed: Option<Instant>,
    /// `CalculatedLifecycle.DeleteAt`.
    pub delete_at: Option<Instant>,
    /// `CalculatedLifecycle.MoveToColdStorageAt`.
    pub cold_at: Option<Instant>,
    /// `StorageClass`.
    pub storage_class: Option<OutsideText>,
    /// `SourceBackupVaultArn`, for a copy.
    pub source_vault: Option<OutsideText>,
    /// `IsParent`: a composite of others.
    pub is_parent: bool,
    /// `ParentRecoveryPointArn`.
    pub parent: Option<OutsideText>,
    /// `BackupSizeInBytes`.
    pub size_bytes: Option<i64>,
    /// `IsEncrypted`.
    pub encrypted: Option<bool>,
}

/// What an account has AWS Backup do in a Region (`DescribeRegionSettings`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RegionSettings {
    /// `ResourceTypeOptInPreference`: whether AWS Backup may protect resources of
    /// a type, by the type's name, such as `RDS` or `Aurora`.
    pub opted_in: BTreeMap<OutsideText, bool>,
    /// `ResourceTypeManagementPreference`: whether AWS Backup alone manages the
    /// backups of a type.
    pub managed: BTreeMap<OutsideText, bool>,
}

impl RegionSettings {
    /// Whether a type of resource is opted in; `None` when AWS does not list it.
    #[must_use]
    pub fn is_opted_in(&self, resource_type: &str) -> Option<bool> {
        self.opted_in.get(&OutsideText::new(resource_type)).copied()
    }
}
