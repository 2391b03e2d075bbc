//! Backup jobs and their copies, from `CREATED` to their end.

use chrono::{DateTime, Duration, Utc};

use super::{Backup, Task};
use crate::sim::world::backups::{
    BackupJob, BackupPlan, BackupRule, CopyAction, CopyJob, CreatedBy, JobEnd, Lifecycle,
    ProtectedResource, RecoveryPoint, RecoveryPointKey,
};
use crate::sim::world::{World, lag, random};

/// What AWS Backup calls the kind of resource an ARN names, and the resource's own name.
pub(in crate::sim::world) fn kind_and_name(arn: &str) -> (&'static str, String) {
    let mut parts = arn.splitn(6, ':').skip(2);
    let service = parts.next().unwrap_or("");
    let resource = parts.nth(2).unwrap_or("");
    let name = resource
        .rsplit(['/', ':'])
        .next()
        .unwrap_or(resource)
        .to_owned();
    let kind = match (service, resource) {
        ("rds", resource) if resource.starts_with("cluster:") => "Aurora",
        ("rds", _) => "RDS",
        ("dynamodb", _) => "DynamoDB",
        ("s3", _) => "S3",
        ("elasticfilesystem", _) => "EFS",
        _ => "EC2",
    };
    (kind, name)
}

/// What a backup job is made with.
pub(super) struct JobSettings {
    /// `BackupVaultName`.
    pub(super) vault: String,
    /// `IamRoleArn`.
    pub(super) role_arn: String,
    /// `Lifecycle`.
    pub(super) lifecycle: Lifecycle,
    /// `StartWindowMinutes`.
    pub(super) start_window_minutes: i64,
    /// `CreatedBy`; none for a job that is started by hand.
    pub(super) created_by: Option<CreatedBy>,
}

impl World {
    fn rule_of(&self, backup: &Backup) -> Option<(&BackupPlan, &BackupRule)> {
        let plan = self.regions.get(&backup.region)?.plans.get(&backup.plan)?;
        let rule = plan.rules.iter().find(|rule| rule.id == backup.rule)?;
        Some((plan, rule))
    }

    pub(super) fn start_backup(&mut self, backup: Backup, at: DateTime<Utc>) {
        if self.dark(&backup.region, at) {
            return;
        }
        let Some((plan, rule)) = self.rule_of(&backup) else {
            return;
        };
        let settings = JobSettings {
            vault: rule.vault.clone(),
            role_arn: format!(
                "arn:aws:iam::{}:role/service-role/AWSBackupDefaultServiceRole",
                self.account
            ),
            lifecycle: rule.lifecycle,
            start_window_minutes: rule.start_window_minutes,
            created_by: Some(CreatedBy {
                plan_id: plan.id.clone(),
                plan_arn: plan.arn.clone(),
                plan_name: plan.name.clone(),
                plan_version: plan.version.clone(),
                rule_id: rule.id.clone(),
                rule_name: rule.name.clone(),
                rule_cron: rule.schedule.clone(),
            }),
        };
        let plans = self.regions.get_mut(&backup.region);
        if let Some(plan) = plans.and_then(|region| region.plans.get_mut(&backup.plan)) {
            plan.last_execution = Some(at);
        }
        self.begin_backup(backup, settings, at);
    }

    /// Makes a backup job, and lets it take its course. Its identifier.
    pub(super) fn begin_backup(
        &mut self,
        backup: Backup,
        settings: JobSettings,
        at: DateTime<Utc>,
    ) -> String {
        let words = ["backup", &backup.rule, &backup.resource];
        let id = random::uuid(self.seed, &words, at.timestamp()).to_ascii_uppercase();
        let (resource_type, name) = kind_and_name(&backup.resource);
        let starts =
            at + Duration::minutes(random::between(self.seed, &words, at.timestamp(), 2, 9));
        let typical = match resource_type {
            "Aurora" => 12,
            "DynamoDB" => 8,
            "S3" => 35,
            "EFS" => 48,
            _ => 22,
        };
        let minutes = typical + random::between(self.seed, &words, at.timestamp() + 1, 0, 9);
        let ends = starts + Duration::minutes(minutes);
        let size = random::between(self.seed, &["size", &backup.resource], 0, 20, 400) << 30;
        let job = BackupJob {
            id: id.clone(),
            vault_arn: format!(
                "arn:aws:backup:{}:{}:backup-vault:{}",
                backup.region, self.account, settings.vault
            ),
            vault: settings.vault,
            recovery_point_arn: None,
            resource_arn: backup.resource.clone(),
            resource_type: resource_type.to_owned(),
            resource_name: Some(name),
            state: "CREATED".to_owned(),
            message: None,
            category: None,
            created: at,
            initiated: None,
            completed: None,
            expected_completion: Some(ends),
            start_by: Some(at + Duration::minutes(settings.start_window_minutes.clamp(0, 100_000))),
            size_bytes: size,
            role_arn: settings.role_arn,
            created_by: settings.created_by,
            lifecycle: settings.lifecycle,
            parent_id: None,
            is_parent: false,
        };
        if let Some(region) = self.regions.get_mut(&backup.region) {
            region.backup_jobs.push(job);
        }
        let run = Task::RunBackup {
            region: backup.region.clone(),
            job: id.clone(),
        };
        self.agenda.note(starts, run);
        let finish = Task::FinishBackup {
            backup,
            job: id.clone(),
        };
        self.agenda.note(ends, finish);
        id
    }

    fn backup_job_mut(&mut self, region: &str, id: &str) -> Option<&mut BackupJob> {
        let jobs = &mut self.regions.get_mut(region)?.backup_jobs;
        jobs.iter_mut().rev().find(|job| job.id == id)
    }

    pub(super) fn run_backup(&mut self, region: &str, id: &str, at: DateTime<Utc>) {
        // A job that was edited away from CREATED goes its own way.
        if let Some(job) = self.backup_job_mut(region, id)
            && job.state == "CREATED"
        {
            job.state = "RUNNING".to_owned();
            job.initiated = Some(at);
        }
    }

    pub(super) fn finish_backup(&mut self, backup: &Backup, id: &str, at: DateTime<Utc>) {
        let end = if self.dark(&backup.region, at) {
            JobEnd {
                state: "FAILED".to_owned(),
                message: Some("The backup job failed because of an internal error.".to_owned()),
                category: None,
            }
        } else {
            let asked = self.backup_ends.get(&backup.resource).cloned();
            asked.unwrap_or_else(JobEnd::success)
        };
        let point_arn = self.recovery_point_arn(&backup.region, &backup.resource, id);
        let Some(job) = self.backup_job_mut(&backup.region, id) else {
            return;
        };
        if job.state != "RUNNING" {
            return;
        }
        let usable = matches!(end.state.as_str(), "COMPLETED" | "PARTIAL");
        job.state = end.state;
        job.message = end.message;
        job.category = end.category;
        job.completed = Some(at);
        if !usable {
            return;
        }
        job.recovery_point_arn = Some(point_arn.clone());
        let job = job.clone();
        let partial = job.state == "PARTIAL";
        let point = RecoveryPoint {
            arn: point_arn,
            resource_arn: job.resource_arn.clone(),
            resource_type: job.resource_type.clone(),
            resource_name: job.resource_name.clone(),
            source_vault_arn: None,
            status: if partial { "PARTIAL" } else { "COMPLETED" }.to_owned(),
            message: job.message.clone(),
            initiated: job.initiated,
            created: job.initiated.unwrap_or(job.created),
            completed: Some(at),
            size_bytes: job.size_bytes,
            lifecycle: job.lifecycle,
            key_arn: Some(format!(
                "arn:aws:kms:{}:{}:key/harbor-backup",
                backup.region, self.account
            )),
            role_arn: job.role_arn.clone(),
            created_by: job.created_by.clone(),
            last_restore: None,
            is_parent: false,
            parent_arn: None,
        };
        let copies = self
            .rule_of(backup)
            .map(|(_, rule)| rule.copies.clone())
            .unwrap_or_default();
        // RDS dates a snapshot by when it was taken, not by when the job was done.
        self.list_as_snapshot(&backup.region, &point, None, point.created);
        self.keep(&backup.region, &job.vault, point.clone(), at);
        for copy in &copies {
            self.start_copy(&backup.region, &job, &point, copy, at);
        }
    }

    fn start_copy(
        &mut self,
        region: &str,
        job: &BackupJob,
        point: &RecoveryPoint,
        action: &CopyAction,
        at: DateTime<Utc>,
    ) {
        let words = [
            "copy",
            job.id.as_str(),
            action.destination_vault_arn.as_str(),
        ];
        let id = random::uuid(self.seed, &words, 0).to_ascii_uppercase();
        let minutes = random::between(self.seed, &words, 1, 11, 38);
        let copy = CopyJob {
            id,
            source_vault_arn: job.vault_arn.clone(),
            source_recovery_point_arn: point.arn.clone(),
            destination_vault_arn: action.destination_vault_arn.clone(),
            destination_recovery_point_arn: None,
            lifecycle: action.lifecycle,
            resource_arn: job.resource_arn.clone(),
            resource_type: job.resource_type.clone(),
            resource_name: job.resource_name.clone(),
            state: "RUNNING".to_owned(),
            message: None,
            category: None,
            created: at,
            completed: None,
            size_bytes: job.size_bytes,
            role_arn: job.role_arn.clone(),
            created_by: job.created_by.clone(),
            backup_job_id: Some(job.id.clone()),
        };
        self.begin_copy(region, copy, at + Duration::minutes(minutes));
    }

    /// Lets a copy job take its course until it ends at an instant.
    pub(super) fn begin_copy(&mut self, region: &str, copy: CopyJob, ends: DateTime<Utc>) {
        let finish = Task::FinishCopy {
            region: region.to_owned(),
            job: copy.id.clone(),
        };
        if let Some(here) = self.regions.get_mut(region) {
            here.copy_jobs.push(copy);
        }
        self.agenda.note(ends, finish);
    }

    pub(super) fn finish_copy(&mut self, region: &str, id: &str, at: DateTime<Utc>) {
        let dark = self.dark(region, at);
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        let Some(copy) = here.copy_jobs.iter_mut().rev().find(|job| job.id == id) else {
            return;
        };
        let to_region = lag::region_of(&copy.destination_vault_arn)
            .unwrap_or(region)
            .to_owned();
        if copy.state != "RUNNING" || dark {
            return;
        }
        let end = self
            .copy_ends
            .get(&copy.resource_arn)
            .cloned()
            .unwrap_or_else(JobEnd::success);
        copy.state = end.state;
        copy.message = end.message;
        copy.category = end.category;
        copy.completed = Some(at);
        if copy.state != "COMPLETED" {
            return;
        }
        let copy = copy.clone();
        let arn = self.recovery_point_arn(&to_region, &copy.resource_arn, &copy.id);
        let original = self.regions.get(region).and_then(|here| {
            let vault = here
                .vaults
                .get(lag::identifier_of(&copy.source_vault_arn))?;
            let key = RecoveryPointKey {
                resource_arn: copy.resource_arn.clone(),
                arn: copy.source_recovery_point_arn.clone(),
            };
            vault.recovery_points.get(&key).cloned()
        });
        let Some(original) = original else {
            return;
        };
        let point = RecoveryPoint {
            arn: arn.clone(),
            source_vault_arn: Some(copy.source_vault_arn.clone()),
            status: "COMPLETED".to_owned(),
            message: None,
            completed: Some(at),
            lifecycle: copy.lifecycle,
            key_arn: Some(format!(
                "arn:aws:kms:{to_region}:{}:key/harbor-backup",
                self.account
            )),
            ..original
        };
        let vault = lag::identifier_of(&copy.destination_vault_arn).to_owned();
        self.list_as_snapshot(
            &to_region,
            &point,
            Some(&copy.source_recovery_point_arn),
            at,
        );
        self.keep(&to_region, &vault, point, at);
        let jobs = self.regions.get_mut(region).map(|here| &mut here.copy_jobs);
        if let Some(job) = jobs.and_then(|jobs| jobs.iter_mut().rev().find(|job| job.id == id)) {
            job.destination_recovery_point_arn = Some(arn);
        }
    }

    /// Puts a recovery point into a vault and notes its resource as protected.
    pub(in crate::sim::world) fn keep(
        &mut self,
        region: &str,
        vault: &str,
        point: RecoveryPoint,
        at: DateTime<Utc>,
    ) {
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        let Some(vault) = here.vaults.get_mut(vault) else {
            return;
        };
        let protected = here
            .protected
            .entry(point.resource_arn.clone())
            .or_insert_with(|| ProtectedResource {
                arn: point.resource_arn.clone(),
                resource_type: point.resource_type.clone(),
                name: point.resource_name.clone(),
                last_backup: None,
                last_vault_arn: None,
                last_recovery_point_arn: None,
                restore_minutes: None,
                restore_created: None,
                restored_point_created: None,
            });
        protected.last_backup = Some(at);
        protected.last_vault_arn = Some(vault.arn.clone());
        protected.last_recovery_point_arn = Some(point.arn.clone());
        vault.insert(point);
    }

    /// RDS and Aurora recovery points are snapshots with an ARN of RDS; the others are AWS Backup's own.
    pub(in crate::sim::world) fn recovery_point_arn(
        &self,
        region: &str,
        resource: &str,
        job: &str,
    ) -> String {
        let id = job.to_ascii_lowercase();
        let account = &self.account;
        match kind_and_name(resource).0 {
            "RDS" => format!("arn:aws:rds:{region}:{account}:snapshot:awsbackup:job-{id}"),
            "Aurora" => {
                format!("arn:aws:rds:{region}:{account}:cluster-snapshot:awsbackup:job-{id}")
            }
            _ => format!("arn:aws:backup:{region}:{account}:recovery-point:{id}"),
        }
    }
}
