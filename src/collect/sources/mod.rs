//! Everything that is looked at: one file each, and one line in [`SOURCES`].

mod alarms;
mod backup_jobs;
mod backup_plans;
mod checkers;
mod cluster_backups;
mod copy_jobs;
mod db_cluster_snapshots;
mod db_clusters;
mod db_instances;
mod db_snapshots;
mod global_clusters;
mod health_checks;
mod identity;
mod instance_backups;
mod look;
mod maintenance;
mod metrics;
mod name_servers;
mod protected;
mod rds_events;
mod records;
mod recovery_points;
mod region_settings;
mod restore_jobs;
mod standby_objects;
mod subscriptions;
mod vaults;
mod zones;

pub use look::Setup;
use look::{Asking, Look, Looking, Sight, settle};

use super::knowledge::Knowledge;
use super::watch::{Cadence, Readiness, Seen, Watch};
use crate::aws::counted;
use crate::estate::{Scope, Source};
use crate::plan::Plan;
use crate::terms::{Region, Span};
use std::sync::Arc;
use tokio::sync::watch;

/// Where a source looks, and how.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In both Regions of the plan.
    Regions(fn(Look, Region) -> Looking),
    /// In both, and in us-east-1 for what Route 53 measures there.
    MetricRegions(fn(Look, Region) -> Looking),
    /// In the Region of what the plan names, when it names it.
    Named(fn(&Plan) -> Option<Region>, fn(Look, Region) -> Looking),
    /// At a service that has no Regions.
    Global(fn(Look) -> Looking),
}

/// One source: what it is called, how often it is looked at, and how.
#[derive(Debug, Clone, Copy)]
pub struct SourceEntry {
    /// What is looked at.
    pub source: Source,
    /// The operation it begins with, as AWS names it.
    pub operation: &'static str,
    /// How often.
    pub cadence: Cadence,
    /// How long one look may take, by the clock: longer than the SDK waits for
    /// an operation, so that it is the SDK that says what was wrong.
    pub patience: Span,
    place: Place,
    ready: fn(&Asking<'_>) -> Readiness,
}

const fn line(
    source: Source,
    operation: &'static str,
    cadence: Cadence,
    patience: Span,
    place: Place,
) -> SourceEntry {
    SourceEntry {
        source,
        operation,
        cadence,
        patience,
        place,
        ready: |_| Readiness::Ready,
    }
}

impl SourceEntry {
    /// Waits for what others have to find first.
    const fn when(mut self, ready: fn(&Asking<'_>) -> Readiness) -> Self {
        self.ready = ready;
        self
    }

    /// Where it looks for a plan.
    #[must_use]
    pub fn scopes(&self, plan: &Plan) -> Vec<Scope> {
        let bound = self.bound(plan).into_iter();
        bound.map(|(scope, _)| scope).collect()
    }

    /// Every scope it has for a plan, and how to look there.
    fn bound(&self, plan: &Plan) -> Vec<(Scope, Bound)> {
        let both = || plan.regions.both().into_iter().cloned();
        let (look, regions): (_, Vec<Region>) = match self.place {
            Place::Global(look) => return vec![(Scope::Global, Box::new(look))],
            Place::Regions(look) => (look, both().collect()),
            Place::MetricRegions(look) => {
                let beyond = Some(Region::us_east_1());
                let beyond =
                    beyond.filter(|it| !plan.records.is_empty() && both().all(|of| of != *it));
                (look, both().chain(beyond).collect())
            }
            Place::Named(named, look) => (look, named(plan).into_iter().collect()),
        };
        regions
            .into_iter()
            .map(|region| {
                let scope = Scope::from(&region);
                let look: Bound = Box::new(move |it| look(it, region.clone()));
                (scope, look)
            })
            .collect()
    }
}

/// A look in a scope that is settled.
type Bound = Box<dyn Fn(Look) -> Looking + Send + Sync>;

const fn every(idle: Span, incident: Span) -> Cadence {
    Cadence { idle, incident }
}

const QUARTER: Cadence = Cadence::of(Span::minutes(15));
const FIVE_MINUTES: Cadence = Cadence::of(Span::minutes(5));
const MINUTE: Cadence = Cadence::of(Span::minutes(1));
const TOPOLOGY: Cadence = every(Span::minutes(1), Span::seconds(15));

/// One call.
const CALL: Span = Span::seconds(20);
/// A list of many pages, or calls that follow from one another.
const LIST: Span = Span::seconds(90);
/// Calls that wait for Route 53's budget.
const BUDGETED: Span = Span::minutes(5);

use Place::{Global, MetricRegions, Named, Regions};

/// Every source. Cadences after `domain.md` §6–7: what AWS lets an account ask
/// at all times, and what an incident is worth.
#[rustfmt::skip]
pub const SOURCES: [SourceEntry; Source::ALL.len()] = [
    line(Source::Identity, "GetCallerIdentity", FIVE_MINUTES, CALL, Regions(identity::look)),
    line(Source::DbInstances, "DescribeDBInstances", TOPOLOGY, LIST, Regions(db_instances::look)),
    line(Source::DbClusters, "DescribeDBClusters", TOPOLOGY, LIST, Regions(db_clusters::look)),
    line(Source::GlobalClusters, "DescribeGlobalClusters", every(Span::seconds(30), Span::seconds(15)), LIST, Regions(global_clusters::look)),
    line(Source::DbSnapshots, "DescribeDBSnapshots", FIVE_MINUTES, LIST, Regions(db_snapshots::look)),
    line(Source::DbClusterSnapshots, "DescribeDBClusterSnapshots", FIVE_MINUTES, LIST, Regions(db_cluster_snapshots::look)),
    line(Source::InstanceBackups, "DescribeDBInstanceAutomatedBackups", FIVE_MINUTES, LIST, Regions(instance_backups::look)),
    line(Source::ClusterBackups, "DescribeDBClusterAutomatedBackups", FIVE_MINUTES, LIST, Regions(cluster_backups::look)),
    line(Source::RdsEvents, "DescribeEvents", every(Span::minutes(1), Span::seconds(30)), LIST, Regions(rds_events::look)),
    line(Source::Maintenance, "DescribePendingMaintenanceActions", Cadence::of(Span::minutes(10)), LIST, Regions(maintenance::look)),
    line(Source::Metrics, "GetMetricData", MINUTE, LIST, MetricRegions(metrics::look)).when(metrics::ready),
    line(Source::Alarms, "DescribeAlarms", every(Span::minutes(1), Span::seconds(30)), LIST, Regions(alarms::look)),
    line(Source::BackupJobs, "ListBackupJobs", MINUTE, LIST, Regions(backup_jobs::look)),
    line(Source::CopyJobs, "ListCopyJobs", MINUTE, LIST, Regions(copy_jobs::look)),
    line(Source::RestoreJobs, "ListRestoreJobs", MINUTE, LIST, Regions(restore_jobs::look)),
    line(Source::Vaults, "ListBackupVaults", QUARTER, LIST, Regions(vaults::look)),
    line(Source::BackupPlans, "ListBackupPlans", QUARTER, LIST, Regions(backup_plans::look)),
    line(Source::Protected, "ListProtectedResources", QUARTER, LIST, Regions(protected::look)),
    line(Source::RecoveryPoints, "ListRecoveryPointsByBackupVault", QUARTER, LIST, Regions(recovery_points::look)),
    line(Source::Zones, "ListHostedZones", FIVE_MINUTES, BUDGETED, Global(zones::look)),
    line(Source::Records, "ListResourceRecordSets", MINUTE, BUDGETED, Global(records::look)).when(records::ready),
    line(Source::HealthChecks, "ListHealthChecks", MINUTE, BUDGETED, Global(health_checks::look)),
    line(Source::Checkers, "GetHealthCheckStatus", every(Span::minutes(1), Span::seconds(15)), BUDGETED, Global(checkers::look)).when(checkers::ready),
    line(Source::NameServers, "DNS query", every(Span::seconds(30), Span::seconds(5)), LIST, Global(name_servers::look)).when(name_servers::ready),
    line(Source::StandbyObjects, "HeadObject", every(Span::minutes(1), Span::seconds(10)), LIST, Named(standby_objects::place, standby_objects::look)),
    line(Source::Subscriptions, "ListSubscriptionsByTopic", FIVE_MINUTES, LIST, Named(subscriptions::place, subscriptions::look)),
    line(Source::RegionSettings, "DescribeRegionSettings", QUARTER, CALL, Regions(region_settings::look)),
];

/// The watches of a plan: every source in every scope it has.
pub(super) fn watches(setup: &Setup, knowledge: &watch::Sender<Arc<Knowledge>>) -> Vec<Watch> {
    let every = SOURCES.iter().flat_map(|entry| {
        let bound = entry.bound(&setup.plan).into_iter();
        bound.map(move |(scope, bound)| (entry, scope, bound))
    });
    every
        .map(|(entry, scope, bound)| watch(entry, scope, bound, setup, knowledge))
        .collect()
}

fn watch(
    entry: &SourceEntry,
    scope: Scope,
    bound: Bound,
    setup: &Setup,
    knowledge: &watch::Sender<Arc<Knowledge>>,
) -> Watch {
    let ready = entry.ready;
    let asking = (setup.plan.clone(), scope.clone(), setup.reach);
    let look = Look::new(setup, &scope, knowledge);
    Watch {
        source: entry.source,
        scope: scope.clone(),
        operation: entry.operation,
        cadence: entry.cadence,
        patience: entry.patience,
        // Each look asks several name servers, and each answers for itself.
        breaks: entry.source != Source::NameServers,
        ready: Box::new(move |known| {
            let (plan, scope, reach) = &asking;
            ready(&Asking {
                plan,
                scope,
                known,
                reach: *reach,
            })
        }),
        look: Box::new(move || {
            let looking = bound(look.clone());
            let (look, scope) = (look.clone(), scope.clone());
            Box::pin(async move {
                let (sight, calls) = counted(looking).await;
                let skew_seconds = look.reads().skew_seconds(&scope);
                let (outcome, shortfall) = match sight {
                    Ok(Sight { facts, shortfall }) => (Ok(facts), shortfall),
                    Err(failure) => (Err(failure), None),
                };
                Seen {
                    outcome,
                    shortfall,
                    calls,
                    skew_seconds,
                }
            })
        }),
    }
}

#[cfg(test)]
#[path = "sources_tests.rs"]
mod tests;
