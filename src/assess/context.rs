//! What an examination may look at. Every look goes through here and is noted,
//! and so is every comparison with the time: that is how an assessment knows
//! what to look at again when something changes, or when time alone changes it.

use super::index::{Index, Key};
use super::model::StoreAssessment;
use super::serving::RecordAssessment;
use crate::estate::facts::{
    Alarm, AutomatedBackup, BackupPlan, Checkers, DbCluster, DbInstance, DbSnapshot, DnsAnswer,
    Fact, GlobalCluster, HealthCheck, HostedZone, Job, MetricKey, ProtectedResource, Record,
    RecoveryPoint, Sample,
};
use crate::estate::{Estate, Freshness, Scope, Series, Slice, Source, Table};
use crate::plan::Plan;
use crate::terms::{AccountId, Instant, OutsideText, Region, Span, Unknown};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// What an examination may look at.
pub struct Context<'a> {
    /// What the team declared.
    pub plan: &'a Plan,
    estate: &'a Estate,
    index: &'a Index,
    now: Instant,
    turns: Cell<Option<Instant>>,
    read: RefCell<BTreeSet<Key>>,
    pub(super) store: Option<StoreAssessment>,
    pub(super) record: Option<RecordAssessment>,
}

impl<'a> Context<'a> {
    pub(super) fn new(plan: &'a Plan, estate: &'a Estate, index: &'a Index, now: Instant) -> Self {
        Self {
            plan,
            estate,
            index,
            now,
            turns: Cell::new(None),
            read: RefCell::default(),
            store: None,
            record: None,
        }
    }

    /// What was read, and the earliest instant at which time alone changes the
    /// result; forgets both.
    pub(super) fn take_notes(&self) -> (BTreeSet<Key>, Option<Instant>) {
        (self.read.take(), self.turns.take())
    }

    /// The declared store under examination, assessed.
    #[must_use]
    pub fn store(&self) -> Option<&StoreAssessment> {
        self.store.as_ref()
    }

    /// The declared record under examination, assessed.
    #[must_use]
    pub fn record(&self) -> Option<&RecordAssessment> {
        self.record.as_ref()
    }

    fn note(&self, key: Key) {
        self.read.borrow_mut().insert(key);
    }

    fn turns_at(&self, instant: Instant) {
        if instant > self.now && self.turns.get().is_none_or(|turn| instant < turn) {
            self.turns.set(Some(instant));
        }
    }

    fn fact<F: Fact>(
        &self,
        table: &'a Table<F>,
        source: Source,
        scope: &Scope,
        id: &OutsideText,
    ) -> Option<&'a F> {
        self.note(Key::Fact(source, scope.clone(), id.clone()));
        table.get(scope, id)
    }

    fn group<F: Fact>(&self, table: &'a Table<F>, key: Key) -> Vec<(&'a Scope, &'a F)> {
        let index: &'a Index = self.index;
        let found = index
            .members(&key)
            .filter_map(|(scope, id)| Some((scope, table.get(scope, id)?)))
            .collect();
        self.note(key);
        found
    }

    /// Whether `then` lies more than `span` in the past.
    #[must_use]
    pub fn is_older(&self, then: Instant, span: Span) -> bool {
        let limit = span.after(then);
        if self.now > limit {
            return true;
        }
        if limit < Instant::MAX_UTC {
            self.turns_at(limit + chrono::TimeDelta::nanoseconds(1));
        }
        false
    }

    /// Whether `instant` has come.
    #[must_use]
    pub fn has_come(&self, instant: Instant) -> bool {
        self.turns_at(instant);
        self.now >= instant
    }

    /// How fresh what a source said in a scope is.
    #[must_use]
    pub fn freshness(&self, source: Source, scope: &Scope) -> Freshness {
        self.note(Key::Slice(source, scope.clone()));
        self.estate.freshness(source, scope, self.now)
    }

    /// Why what a source would say in a scope is not known; `None` when it is.
    #[must_use]
    pub fn untrusted(&self, source: Source, scope: &Scope) -> Option<Unknown> {
        self.note(Key::Trust(source, scope.clone()));
        match self.estate.slice(source, scope) {
            Some(slice) => distrust(slice, self.now),
            None => Some(Unknown::NotYet),
        }
    }

    /// Whether one of the things that a source says was seen too long ago to be
    /// trusted, though the source has been heard since.
    #[must_use]
    pub fn is_left_behind(&self, source: Source, scope: &Scope, seen: Instant) -> bool {
        self.note(Key::Trust(source, scope.clone()));
        self.estate
            .slice(source, scope)
            .is_none_or(|slice| self.is_older(seen, crate::estate::stale_after(slice.cadence)))
    }

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

    /// The samples of a metric.
    #[must_use]
    pub fn series(&self, key: &MetricKey) -> Option<&'a Series> {
        self.note(Key::Metric(key.clone()));
        self.estate.metric(key)
    }

    /// The newest sample of a metric, when it is not stale: not older than three
    /// times its period or cadence plus three minutes of delivery.
    #[must_use]
    pub fn fresh_sample(&self, key: &MetricKey) -> Option<Sample> {
        let sample = self.series(key)?.newest()?;
        let scope = Scope::from(&key.region);
        // Through the slice's freshness, so that what the last run left is stale.
        if self.untrusted(Source::Metrics, &scope).is_some() {
            return None;
        }
        let cadence = self.estate.slice(Source::Metrics, &scope)?.cadence;
        (!self.is_older(sample.at, crate::estate::stale_after(cadence))).then_some(sample)
    }

    /// Since when a Region of the plan is silent, or was declared down.
    #[must_use]
    pub fn region_standing(&self, region: &Region) -> RegionStanding {
        self.note(Key::Region(region.clone()));
        RegionStanding {
            silent_since: self.estate.silent_since(region),
            declared_down: self.estate.declared_down(region).map(|d| d.since),
        }
    }

    /// The account: the plan's, or the one STS told.
    #[must_use]
    pub fn account(&self) -> Option<&'a AccountId> {
        for region in self.plan.regions.both() {
            self.note(Key::Table(Source::Identity, Scope::from(region)));
        }
        let told = || self.estate.identity().map(|identity| &identity.account);
        self.plan.account.as_ref().or_else(told)
    }

    /// Since when a source has met nothing but silence in a scope, and when it
    /// last answered.
    #[must_use]
    pub fn silence(&self, source: Source, scope: &Scope) -> Option<(Instant, Option<Instant>)> {
        self.note(Key::Slice(source, scope.clone()));
        let slice = self.estate.slice(source, scope)?;
        slice.failure.as_ref().filter(|f| f.kind.is_silence())?;
        Some((slice.failing_since?, slice.seen))
    }

    /// How far AWS's clock is ahead of this host's, seconds.
    #[must_use]
    pub fn clock_skew_seconds(&self) -> Option<f64> {
        self.note(Key::Skew);
        self.estate.clock_skew_seconds()
    }
}

/// Why what a source said is not to be taken for known; `None` when it is.
pub(super) fn distrust(slice: &Slice, now: Instant) -> Option<Unknown> {
    let freshness = slice.freshness(now);
    if freshness.is_trusted() {
        return None;
    }
    Some(match (&slice.failure, freshness) {
        (Some(failure), Freshness::Unknown) => Unknown::Failed(failure.to_string().into()),
        (None, Freshness::Unknown) => Unknown::NotYet,
        _ => Unknown::Stale,
    })
}

/// Whether a Region answers, and what was declared of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionStanding {
    /// The first unanswered call, while nothing there answers.
    pub silent_since: Option<Instant>,
    /// Since when the operator says it is down.
    pub declared_down: Option<Instant>,
}

impl RegionStanding {
    /// Whether it answers and was not declared down.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.silent_since.is_none() && self.declared_down.is_none()
    }
}
