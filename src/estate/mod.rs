//! Everything AWS was last seen to say, and the one place where it changes:
//! [`Estate::apply`]. Pure.
//!
//! Facts live in tables by Region; each poll replaces its part and tells what
//! changed, so that whoever depends on it looks again at that and nothing else.

mod account;
mod apply;
mod declared;
pub mod facts;
mod freshness;
mod held;
mod observation;
mod series;
mod snapshot;
mod table;
mod tried;
mod values;

pub use account::AccountStanding;
pub use apply::{Change, Changes};
pub use declared::Declaration;
pub(crate) use freshness::stale_after;
pub use freshness::{Freshness, Slice};
pub use held::HeldAnswer;
pub use observation::{Facts, Failure, FailureKind, Observation, Scope, Source};
pub use series::Series;
pub use snapshot::{SNAPSHOT_VERSION, SnapshotError, decode, encode, write};
pub use table::Table;
pub use tried::{BackIn, Drill, Practice, Restored, RunbookKept, Tried};

use crate::terms::{Instant, OutsideText, Region};
use facts::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What AWS was last seen to say, with when it was seen and what failed.
#[derive(Debug, Clone, Default)]
pub struct Estate {
    slices: BTreeMap<(Source, Scope), Slice>,
    identity: Option<Identity>,
    /// RDS and Aurora instances.
    pub instances: Table<DbInstance>,
    /// Aurora and Multi-AZ clusters.
    pub clusters: Table<DbCluster>,
    /// Aurora global databases, as each Region tells them.
    pub global_clusters: Table<GlobalCluster>,
    /// Snapshots of instances.
    pub snapshots: Table<DbSnapshot>,
    /// Snapshots of clusters.
    pub cluster_snapshots: Table<DbSnapshot>,
    /// Automated backups of instances, where they are kept.
    pub instance_backups: Table<AutomatedBackup>,
    /// Automated backups of clusters, where they are kept.
    pub cluster_backups: Table<AutomatedBackup>,
    /// RDS events of the last day.
    pub events: Table<RdsEvent>,
    /// Maintenance that waits.
    pub maintenance: Table<PendingMaintenance>,
    /// CloudWatch alarms.
    pub alarms: Table<Alarm>,
    /// AWS Backup's backup jobs.
    pub backup_jobs: Table<Job>,
    /// AWS Backup's copy jobs.
    pub copy_jobs: Table<Job>,
    /// AWS Backup's restore jobs.
    pub restore_jobs: Table<Job>,
    /// Backup vaults.
    pub vaults: Table<BackupVault>,
    /// Backup plans.
    pub backup_plans: Table<BackupPlan>,
    /// What AWS Backup has ever backed up.
    pub protected: Table<ProtectedResource>,
    /// Recovery points in vaults.
    pub recovery_points: Table<RecoveryPoint>,
    /// Hosted zones.
    pub zones: Table<HostedZone>,
    /// Route 53 health checks.
    pub health_checks: Table<HealthCheck>,
    /// The objects whose presence moves a declared record.
    pub standby_objects: Table<StandbyObject>,
    /// SNS topics, with who is subscribed.
    pub topics: Table<Topic>,
    /// AWS Backup's settings, one of each Region.
    pub region_settings: Table<RegionSettings>,
    records: BTreeMap<OutsideText, Vec<Record>>,
    checkers: BTreeMap<OutsideText, (Instant, Checkers)>,
    answers: BTreeMap<(OutsideText, OutsideText), BTreeMap<OutsideText, DnsAnswer>>,
    held: held::Held,
    metrics: BTreeMap<MetricKey, Series>,
    declared: BTreeMap<Region, Declaration>,
    tried: Option<Arc<Tried>>,
    skew_seconds: BTreeMap<Scope, f64>,
}

impl Estate {
    /// Who answered as whom, when STS has told.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// The records of a zone, by the zone's id; `None` while they were not seen.
    #[must_use]
    pub fn records_of(&self, zone: &OutsideText) -> Option<&[Record]> {
        self.records.get(zone).map(Vec::as_slice)
    }

    /// The records of every zone seen.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values().flatten()
    }

    /// What the checkers of a health check saw, and when that was asked.
    #[must_use]
    pub fn checkers(&self, health_check: &OutsideText) -> Option<&(Instant, Checkers)> {
        self.checkers.get(health_check)
    }

    /// The newest answer of each authoritative name server for a name and type.
    pub fn answers(&self, name: &str, kind: &str) -> impl Iterator<Item = &DnsAnswer> {
        self.answers
            .get(&(OutsideText::new(name), OutsideText::new(kind)))
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    /// The answers that name servers gave before for a name and type, and that
    /// resolvers may still hold: those of which [`HeldAnswer::ends`] lies ahead.
    pub fn held(&self, name: &str, kind: &str) -> impl Iterator<Item = &HeldAnswer> {
        self.held.of(OutsideText::new(name), OutsideText::new(kind))
    }

    /// The samples of a metric; `None` when it was never asked for.
    #[must_use]
    pub fn metric(&self, key: &MetricKey) -> Option<&Series> {
        self.metrics.get(key)
    }

    /// Every metric that was ever asked for.
    pub fn metrics(&self) -> impl Iterator<Item = (&MetricKey, &Series)> {
        self.metrics.iter()
    }

    /// When and how a source was last seen in a scope.
    #[must_use]
    pub fn slice(&self, source: Source, scope: &Scope) -> Option<&Slice> {
        self.slices.get(&(source, scope.clone()))
    }

    /// Every source that was ever asked, with its scope.
    pub fn slices(&self) -> impl Iterator<Item = (Source, &Scope, &Slice)> {
        self.slices
            .iter()
            .map(|((source, scope), slice)| (*source, scope, slice))
    }

    /// How fresh what a source said in a scope is at `now`.
    #[must_use]
    pub fn freshness(&self, source: Source, scope: &Scope, now: Instant) -> Freshness {
        self.slice(source, scope)
            .map_or(Freshness::Unknown, |slice| slice.freshness(now))
    }

    /// How far AWS's clock is ahead of this host's, seconds, the largest seen.
    #[must_use]
    pub fn clock_skew_seconds(&self) -> Option<f64> {
        self.skew_seconds
            .values()
            .copied()
            .max_by(|a, b| a.abs().total_cmp(&b.abs()))
    }
}
