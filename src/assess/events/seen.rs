//! What can be judged now. That a finding is gone because nothing can be seen
//! any more is not its end.

use crate::assess::context::distrust;
use crate::assess::subject::Subject;
use crate::estate::{Estate, Scope, Source};
use crate::plan::Plan;
use crate::terms::{Instant, Region};
use std::collections::BTreeSet;

/// The sources that were seen once, and cannot be trusted now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Unseen {
    sources: BTreeSet<(Source, Scope)>,
    regions: BTreeSet<Region>,
}

impl Unseen {
    /// As it stands now.
    pub(super) fn of(plan: &Plan, estate: &Estate, now: Instant) -> Self {
        let observed = estate.slices().filter_map(|(_, scope, _)| scope.region());
        let regions: BTreeSet<&Region> = plan.regions.both().into_iter().chain(observed).collect();
        let regions: BTreeSet<Region> = regions
            .into_iter()
            .filter(|region| {
                estate.silent_since(region).is_some() || estate.declared_down(region).is_some()
            })
            .cloned()
            .collect();
        let sources = estate
            .slices()
            .filter(|(_, scope, slice)| {
                let silent = || slice.failure.as_ref().is_some_and(|f| f.kind.is_silence());
                slice.seen.is_some()
                    && (distrust(slice, now).is_some() || (**scope == Scope::Global && silent()))
            })
            .map(|(source, scope, _)| (source, scope.clone()))
            .collect();
        Self { sources, regions }
    }

    fn has(&self, source: Source, scope: &Scope) -> bool {
        scope
            .region()
            .is_some_and(|region| self.regions.contains(region))
            || self.sources.contains(&(source, scope.clone()))
    }

    /// Whether what would be found of a subject cannot be told.
    pub(super) fn hides(&self, plan: &Plan, subject: &Subject) -> bool {
        let anywhere = |sources: &[Source]| {
            self.sources
                .iter()
                .any(|(source, _)| sources.contains(source))
        };
        match subject {
            Subject::Plan | Subject::Tier(_) | Subject::HostClock => false,
            Subject::Store(_) => {
                let both = plan.regions.both();
                both.into_iter().any(|region| self.regions.contains(region))
                    || anywhere(&[
                        Source::DbInstances,
                        Source::DbClusters,
                        Source::GlobalClusters,
                        Source::DbSnapshots,
                        Source::DbClusterSnapshots,
                        Source::InstanceBackups,
                        Source::ClusterBackups,
                        Source::RecoveryPoints,
                        Source::CopyJobs,
                        Source::BackupPlans,
                        Source::Metrics,
                    ])
            }
            Subject::Record(..) | Subject::HealthCheck(_) => anywhere(&[
                Source::Zones,
                Source::Records,
                Source::HealthChecks,
                Source::Checkers,
            ]),
            // A copy is compared with its source, which may be in another Region.
            Subject::Instance(..) | Subject::Cluster(..) | Subject::GlobalCluster(_) => {
                !self.regions.is_empty()
                    || anywhere(&[
                        Source::DbInstances,
                        Source::DbClusters,
                        Source::GlobalClusters,
                    ])
            }
            Subject::RecoveryPoint(scope, _) => self.has(Source::RecoveryPoints, scope),
            Subject::BackupJob(scope, _) => self.has(Source::BackupJobs, scope),
            Subject::CopyJob(scope, _) => self.has(Source::CopyJobs, scope),
            Subject::RestoreJob(scope, _) => self.has(Source::RestoreJobs, scope),
            Subject::Alarm(scope, _) => self.has(Source::Alarms, scope),
        }
    }
}
