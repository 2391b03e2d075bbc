//! Backups, copies and restores that somebody starts by hand.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::jobs::JobSettings;
use super::{Backup, Task};
use crate::sim::world::backups::{CopyJob, Lifecycle, RecoveryPoint, RestoreJob};
use crate::sim::world::databases::DbInstance;
use crate::sim::world::lag::{identifier_of, region_of};
use crate::sim::world::operations::Restored;
use crate::sim::world::{World, random};

/// Where a restore has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim::world) enum RestoreStep {
    /// It makes the resource.
    Running,
    /// It has.
    Finished,
}

/// A backup that somebody wants.
#[derive(Debug, Clone)]
pub struct WantedBackup {
    /// `BackupVaultName`.
    pub vault: String,
    /// `ResourceArn`.
    pub resource: String,
    /// `IamRoleArn`.
    pub role_arn: String,
    /// `Lifecycle`.
    pub lifecycle: Lifecycle,
    /// `StartWindowMinutes`.
    pub start_window_minutes: i64,
}

/// A copy that somebody wants.
#[derive(Debug, Clone)]
pub struct WantedCopy {
    /// The recovery point.
    pub point: RecoveryPoint,
    /// The ARN of the vault it is in.
    pub source_vault_arn: String,
    /// `DestinationBackupVaultArn`.
    pub destination_vault_arn: String,
    /// `IamRoleArn`.
    pub role_arn: String,
    /// `Lifecycle` of the copy.
    pub lifecycle: Lifecycle,
}

/// A restore that somebody wants.
#[derive(Debug, Clone)]
pub struct WantedRestore {
    /// The recovery point.
    pub point: RecoveryPoint,
    /// The ARN of the vault it is in.
    pub vault_arn: String,
    /// `IamRoleArn`.
    pub role_arn: String,
    /// `Metadata`.
    pub metadata: BTreeMap<String, String>,
}

impl World {
    /// Starts a backup out of any plan. The identifier of its job, which goes the way of all jobs.
    pub fn start_backup_by_hand(
        &mut self,
        region: &str,
        wanted: WantedBackup,
        at: DateTime<Utc>,
    ) -> String {
        let here = self.regions.get(region);
        let count = here.map_or(0, |here| here.backup_jobs.len());
        let rule = format!("by-hand-{count}");
        let backup = Backup {
            region: region.to_owned(),
            plan: String::new(),
            rule,
            resource: wanted.resource,
        };
        let settings = JobSettings {
            vault: wanted.vault,
            role_arn: wanted.role_arn,
            lifecycle: wanted.lifecycle,
            start_window_minutes: wanted.start_window_minutes,
            created_by: None,
        };
        self.begin_backup(backup, settings, at)
    }

    /// Starts a copy out of any plan. The identifier of its job.
    pub fn start_copy_by_hand(
        &mut self,
        region: &str,
        wanted: WantedCopy,
        at: DateTime<Utc>,
    ) -> String {
        let here = self.regions.get(region);
        let count = here.map_or(0, |here| here.copy_jobs.len());
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let words = ["copy-by-hand", region, wanted.point.arn.as_str()];
        let id = random::uuid(self.seed, &words, count).to_ascii_uppercase();
        let minutes = random::between(self.seed, &words, count, 11, 38);
        let point = wanted.point;
        let copy = CopyJob {
            id: id.clone(),
            source_vault_arn: wanted.source_vault_arn,
            source_recovery_point_arn: point.arn,
            destination_vault_arn: wanted.destination_vault_arn,
            destination_recovery_point_arn: None,
            lifecycle: wanted.lifecycle,
            resource_arn: point.resource_arn,
            resource_type: point.resource_type,
            resource_name: point.resource_name,
            state: "RUNNING".to_owned(),
            message: None,
            category: None,
            created: at,
            completed: None,
            size_bytes: point.size_bytes,
            role_arn: wanted.role_arn,
            created_by: None,
            backup_job_id: None,
        };
        self.begin_copy(region, copy, at + Duration::minutes(minutes));
        id
    }

    /// Starts a restore. The identifier of its job: `PENDING`, `RUNNING` while the resource is made, and
    /// done after 20 to 45 minutes.
    pub fn start_restore(
        &mut self,
        region: &str,
        wanted: WantedRestore,
        at: DateTime<Utc>,
    ) -> Option<String> {
        let seed = self.seed;
        let here = self.regions.get_mut(region)?;
        let count = i64::try_from(here.restore_jobs.len()).unwrap_or(i64::MAX);
        let words = ["restore-by-hand", region, wanted.point.arn.as_str()];
        let id = random::uuid(seed, &words, count).to_ascii_uppercase();
        let starts = at + Duration::seconds(random::between(seed, &words, count, 30, 120));
        let minutes = random::between(seed, &words, count, 20, 45);
        let ends = starts + Duration::minutes(minutes);
        here.restore_jobs.push(RestoreJob {
            id: id.clone(),
            recovery_point_arn: wanted.point.arn,
            recovery_point_created: wanted.point.created,
            source_resource_arn: wanted.point.resource_arn,
            vault_arn: wanted.vault_arn,
            resource_type: wanted.point.resource_type,
            status: "PENDING".to_owned(),
            message: None,
            created: at,
            completed: None,
            percent_done: 0.0,
            size_bytes: wanted.point.size_bytes,
            role_arn: wanted.role_arn,
            created_resource_arn: None,
            testing_plan_arn: None,
            validation_status: None,
            validation_message: None,
            deletion_status: None,
            metadata: wanted.metadata,
            expected_completion: Some(ends),
        });
        for (due, step) in [
            (starts, RestoreStep::Running),
            (ends, RestoreStep::Finished),
        ] {
            let task = Task::Restore {
                region: region.to_owned(),
                job: id.clone(),
                step,
            };
            self.agenda.note(due, task);
        }
        Some(id)
    }

    fn restore_job_mut(&mut self, region: &str, id: &str) -> Option<&mut RestoreJob> {
        let jobs = &mut self.regions.get_mut(region)?.restore_jobs;
        jobs.iter_mut().rev().find(|job| job.id == id)
    }

    /// Takes the next step of a restore. One in a Region that is dark fails.
    pub(super) fn step_restore(
        &mut self,
        region: &str,
        id: &str,
        step: RestoreStep,
        at: DateTime<Utc>,
    ) {
        let dark = self.dark(region, at);
        let Some(job) = self.restore_job_mut(region, id) else {
            return;
        };
        if !matches!(job.status.as_str(), "PENDING" | "RUNNING") {
            return;
        }
        let job = job.clone();
        let outcome = match step {
            _ if dark => Err("The restore job failed because of an internal error.".to_owned()),
            RestoreStep::Running => self.make_restored(region, &job, at),
            RestoreStep::Finished => Ok(job.created_resource_arn.clone()),
        };
        let Some(job) = self.restore_job_mut(region, id) else {
            return;
        };
        match outcome {
            Err(message) => {
                job.status = "FAILED".to_owned();
                job.message = Some(message);
                job.completed = Some(at);
            }
            Ok(arn) => {
                job.created_resource_arn = arn;
                if step == RestoreStep::Running {
                    job.status = "RUNNING".to_owned();
                } else {
                    job.status = "COMPLETED".to_owned();
                    job.percent_done = 100.0;
                    job.completed = Some(at);
                    let job = job.clone();
                    self.note_restored(region, &job, at);
                }
            }
        }
    }

    /// Begins to make what a restore is of: an RDS instance for one of RDS, and only the name of one for the
    /// others. Why not, if it cannot be.
    fn make_restored(
        &mut self,
        region: &str,
        job: &RestoreJob,
        at: DateTime<Utc>,
    ) -> Result<Option<String>, String> {
        let account = &self.account;
        if job.resource_type != "RDS" {
            let name = job.id.to_ascii_lowercase();
            let service = match job.resource_type.as_str() {
                "Aurora" => "rds",
                "DynamoDB" => "dynamodb",
                "S3" => "s3",
                _ => "elasticfilesystem",
            };
            return Ok(Some(format!(
                "arn:aws:{service}:{region}:{account}:restored/{name}"
            )));
        }
        let said = |name: &str| job.metadata.get(name).cloned();
        let name = said("DBInstanceIdentifier").unwrap_or_default();
        let here = self.regions.get(region);
        if here.is_some_and(|here| here.instances.contains_key(&name)) {
            return Err(format!("DB instance already exists: {name}"));
        }
        let home = region_of(&job.source_resource_arn).unwrap_or(region);
        let source = self.regions.get(home).and_then(|home| {
            let name = identifier_of(&job.source_resource_arn);
            home.instances.get(name).cloned()
        });
        let Some(source) = source else {
            return Err("The settings of the original instance are not known.".to_owned());
        };
        let groups: Vec<String> = said("VpcSecurityGroupIds")
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let is = |name: &str| said(name).is_some_and(|word| word.eq_ignore_ascii_case("true"));
        let restored = Restored {
            identifier: name.clone(),
            class: said("DBInstanceClass"),
            subnet_group: said("DBSubnetGroupName"),
            security_groups: groups,
            publicly_accessible: is("PubliclyAccessible"),
            multi_az: is("MultiAZ"),
            deletion_protection: is("DeletionProtection"),
            tags: Vec::new(),
        };
        let source = DbInstance {
            backup_retention_days: 1,
            ..source
        };
        let arn = format!("arn:aws:rds:{region}:{account}:db:{name}");
        self.begin_restore(region, &source, restored, at);
        Ok(Some(arn))
    }

    /// Notes how long a restore took where AWS Backup tells of it.
    fn note_restored(&mut self, region: &str, job: &RestoreJob, at: DateTime<Utc>) {
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        if let Some(protected) = here.protected.get_mut(&job.source_resource_arn) {
            protected.restore_minutes = Some((at - job.created).num_minutes());
            protected.restore_created = Some(job.created);
            protected.restored_point_created = Some(job.recovery_point_created);
        }
        let points = here
            .vaults
            .values_mut()
            .flat_map(|vault| vault.recovery_points.values_mut());
        for point in points.filter(|point| point.arn == job.recovery_point_arn) {
            point.last_restore = Some(at);
        }
    }
}
