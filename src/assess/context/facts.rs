//! The facts an examination may look at, one by one or as they belong together.

use super::Context;
use crate::assess::index::Key;
use crate::estate::facts::{
    Alarm, AutomatedBackup, BackupPlan, Checkers, DbCluster, DbInstance, DbSnapshot, DnsAnswer,
    GlobalCluster, HealthCheck, HostedZone, Job, ProtectedResource, Record, RecoveryPoint, Topic,
};
use crate::estate::{Scope, Source, Table};
use crate::terms::{Instant, OutsideText};

impl<'a> Context<'a> {
    /// An instance of a Region.
    #[must_use]
    pub fn instance(&self, scope: &Scope, id: &OutsideText) -> Option<&'a DbInstance> {
        self.fact(&self.estate.instances, Source::DbInstances, scope, id)
    }

    /// A cluster of a Region.
    #[must_use]
    pub fn cluster(&self, scope: &Scope, id: &OutsideText) -> Option<&'a DbCluster> {
        self.fact(&self.estate.clusters, Source::DbClusters, scope, id)
    }

    /// The instances that replicate from one, in any Region.
    #[must_use]
    pub fn replicas_of(&self, scope: &Scope, id: &OutsideText) -> Vec<(&'a Scope, &'a DbInstance)> {
        self.group(
            &self.estate.instances,
            Key::ReplicasOf(scope.clone(), id.clone()),
        )
    }

    /// The instances of a cluster.
    #[must_use]
    pub fn instances_of(&self, scope: &Scope, cluster: &OutsideText) -> Vec<&'a DbInstance> {
        self.group(
            &self.estate.instances,
            Key::InstancesOf(scope.clone(), cluster.clone()),
        )
        .into_iter()
        .map(|(_, instance)| instance)
        .collect()
    }

    /// A global database, as each Region tells it.
    #[must_use]
    pub fn globals_named(&self, id: &OutsideText) -> Vec<(&'a Scope, &'a GlobalCluster)> {
        self.group(&self.estate.global_clusters, Key::GlobalsNamed(id.clone()))
    }

    /// The global databases that a cluster belongs to, by the cluster's ARN.
    #[must_use]
    pub fn globals_of(&self, cluster_arn: &OutsideText) -> Vec<(&'a Scope, &'a GlobalCluster)> {
        self.group(
            &self.estate.global_clusters,
            Key::GlobalsOf(cluster_arn.clone()),
        )
    }

    /// The snapshots of an instance in a Region, by its identifier.
    #[must_use]
    pub fn snapshots_of(&self, scope: &Scope, id: &OutsideText) -> Vec<&'a DbSnapshot> {
        self.snapshots(&self.estate.snapshots, Source::DbSnapshots, scope, id)
    }

    /// The snapshots of a cluster in a Region, by its identifier.
    #[must_use]
    pub fn cluster_snapshots_of(&self, scope: &Scope, id: &OutsideText) -> Vec<&'a DbSnapshot> {
        let source = Source::DbClusterSnapshots;
        self.snapshots(&self.estate.cluster_snapshots, source, scope, id)
    }

    fn snapshots(
        &self,
        table: &'a Table<DbSnapshot>,
        source: Source,
        scope: &Scope,
        id: &OutsideText,
    ) -> Vec<&'a DbSnapshot> {
        self.group(table, Key::SnapshotsOf(source, scope.clone(), id.clone()))
            .into_iter()
            .map(|(_, snapshot)| snapshot)
            .collect()
    }

    /// The automated backups of an instance that are kept in a Region.
    #[must_use]
    pub fn instance_backups_of(
        &self,
        scope: &Scope,
        id: &OutsideText,
    ) -> Vec<(&'a Scope, &'a AutomatedBackup)> {
        let source = Source::InstanceBackups;
        self.group(
            &self.estate.instance_backups,
            Key::BackupsOf(source, scope.clone(), id.clone()),
        )
    }

    /// The automated backups of a cluster that are kept in a Region.
    #[must_use]
    pub fn cluster_backups_of(
        &self,
        scope: &Scope,
        id: &OutsideText,
    ) -> Vec<(&'a Scope, &'a AutomatedBackup)> {
        let source = Source::ClusterBackups;
        self.group(
            &self.estate.cluster_backups,
            Key::BackupsOf(source, scope.clone(), id.clone()),
        )
    }

    /// The recovery points of a resource in every Region, by its ARN.
    #[must_use]
    pub fn points_of(&self, resource: &OutsideText) -> Vec<(&'a Scope, &'a RecoveryPoint)> {
        self.group(
            &self.estate.recovery_points,
            Key::PointsOf(resource.clone()),
        )
    }

    /// A recovery point.
    #[must_use]
    pub fn recovery_point(&self, scope: &Scope, arn: &OutsideText) -> Option<&'a RecoveryPoint> {
        let source = Source::RecoveryPoints;
        self.fact(&self.estate.recovery_points, source, scope, arn)
    }

    /// The copy jobs of a resource in every Region, by its ARN.
    #[must_use]
    pub fn copy_jobs_of(&self, resource: &OutsideText) -> Vec<(&'a Scope, &'a Job)> {
        self.group(&self.estate.copy_jobs, Key::CopyJobsOf(resource.clone()))
    }

    /// The backup jobs of a resource in every Region, by its ARN.
    #[must_use]
    pub fn backup_jobs_of(&self, resource: &OutsideText) -> Vec<(&'a Scope, &'a Job)> {
        let key = Key::BackupJobsOf(resource.clone());
        self.group(&self.estate.backup_jobs, key)
    }

    /// A backup job.
    #[must_use]
    pub fn backup_job(&self, scope: &Scope, id: &OutsideText) -> Option<&'a Job> {
        self.fact(&self.estate.backup_jobs, Source::BackupJobs, scope, id)
    }

    /// A copy job.
    #[must_use]
    pub fn copy_job(&self, scope: &Scope, id: &OutsideText) -> Option<&'a Job> {
        self.fact(&self.estate.copy_jobs, Source::CopyJobs, scope, id)
    }

    /// The restore jobs of a Region.
    #[must_use]
    pub fn restore_jobs(&self, scope: &Scope) -> Vec<&'a Job> {
        self.note(Key::Table(Source::RestoreJobs, scope.clone()));
        self.estate.restore_jobs.scope(scope).collect()
    }

    /// The backup plans of a Region.
    #[must_use]
    pub fn backup_plans(&self, scope: &Scope) -> Vec<&'a BackupPlan> {
        self.note(Key::Table(Source::BackupPlans, scope.clone()));
        self.estate.backup_plans.scope(scope).collect()
    }

    /// What AWS Backup says of a resource it has ever backed up in a Region.
    #[must_use]
    pub fn protected(&self, scope: &Scope, arn: &OutsideText) -> Option<&'a ProtectedResource> {
        self.fact(&self.estate.protected, Source::Protected, scope, arn)
    }

    /// An alarm of a Region.
    #[must_use]
    pub fn alarm(&self, scope: &Scope, name: &OutsideText) -> Option<&'a Alarm> {
        self.fact(&self.estate.alarms, Source::Alarms, scope, name)
    }

    /// An SNS topic, by its ARN.
    #[must_use]
    pub fn topic(&self, scope: &Scope, arn: &OutsideText) -> Option<&'a Topic> {
        self.fact(&self.estate.topics, Source::Subscriptions, scope, arn)
    }

    /// Every health check.
    #[must_use]
    pub fn health_checks(&self) -> Vec<&'a HealthCheck> {
        self.note(Key::Table(Source::HealthChecks, Scope::Global));
        self.estate.health_checks.scope(&Scope::Global).collect()
    }

    /// A health check.
    #[must_use]
    pub fn health_check(&self, id: &OutsideText) -> Option<&'a HealthCheck> {
        let source = Source::HealthChecks;
        self.fact(&self.estate.health_checks, source, &Scope::Global, id)
    }

    /// What the checkers of a health check saw, and when.
    #[must_use]
    pub fn checkers(&self, health_check: &OutsideText) -> Option<&'a (Instant, Checkers)> {
        let id = health_check.clone();
        self.note(Key::Fact(Source::Checkers, Scope::Global, id));
        self.estate.checkers(health_check)
    }

    /// Every hosted zone.
    #[must_use]
    pub fn zones(&self) -> Vec<&'a HostedZone> {
        self.note(Key::Table(Source::Zones, Scope::Global));
        self.estate.zones.scope(&Scope::Global).collect()
    }

    /// The records of a zone; `None` while they were not seen.
    #[must_use]
    pub fn records_of(&self, zone: &OutsideText) -> Option<&'a [Record]> {
        self.note(Key::Fact(Source::Records, Scope::Global, zone.clone()));
        self.estate.records_of(zone)
    }

    /// The newest answer of each authoritative name server.
    #[must_use]
    pub fn answers(&self, name: &str, kind: &str) -> Vec<&'a DnsAnswer> {
        let id = OutsideText::new(name);
        self.note(Key::Fact(Source::NameServers, Scope::Global, id));
        self.estate.answers(name, kind).collect()
    }
}
