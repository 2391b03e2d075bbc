//! Which subjects there are: those the plan declares, and one for each fact of
//! the kinds that are examined one by one.

use super::subject::Subject;
use crate::estate::{Change, Estate, Scope, Source};
use crate::plan::Plan;

/// The subjects that a plan declares. They are there whatever AWS says.
pub(super) fn declared(plan: &Plan) -> impl Iterator<Item = Subject> {
    let tiers = plan
        .tiers
        .iter()
        .map(|tier| Subject::Tier(tier.name.as_str().into()));
    let stores = plan
        .stores
        .iter()
        .map(|store| Subject::Store(store.name.as_str().into()));
    let records = plan
        .records
        .iter()
        .map(|record| Subject::Record(record.name.as_str().into(), record.kind.as_str().into()));
    tiers
        .chain(stores)
        .chain(records)
        .chain([Subject::Plan, Subject::HostClock])
}

/// The subject that a changed fact is, when facts of its kind are examined.
pub(super) fn of(change: &Change) -> Option<Subject> {
    let Change { source, scope, id } = change;
    let (scope, id) = (scope.clone(), id.clone());
    Some(match source {
        Source::DbInstances => Subject::Instance(scope, id),
        Source::DbClusters => Subject::Cluster(scope, id),
        Source::GlobalClusters => Subject::GlobalCluster(id),
        Source::RecoveryPoints => Subject::RecoveryPoint(scope, id),
        Source::BackupJobs => Subject::BackupJob(scope, id),
        Source::CopyJobs => Subject::CopyJob(scope, id),
        Source::RestoreJobs => Subject::RestoreJob(scope, id),
        Source::HealthChecks => Subject::HealthCheck(id),
        Source::Alarms => Subject::Alarm(scope, id),
        _ => return None,
    })
}

/// Whether the fact behind a subject is still there.
pub(super) fn exists(estate: &Estate, subject: &Subject) -> bool {
    match subject {
        Subject::Plan
        | Subject::Tier(_)
        | Subject::Store(_)
        | Subject::Record(..)
        | Subject::HostClock => true,
        Subject::Instance(scope, id) => estate.instances.get(scope, id).is_some(),
        Subject::Cluster(scope, id) => estate.clusters.get(scope, id).is_some(),
        Subject::GlobalCluster(id) => estate
            .global_clusters
            .scopes()
            .any(|scope| estate.global_clusters.get(scope, id).is_some()),
        Subject::RecoveryPoint(scope, id) => estate.recovery_points.get(scope, id).is_some(),
        Subject::BackupJob(scope, id) => estate.backup_jobs.get(scope, id).is_some(),
        Subject::CopyJob(scope, id) => estate.copy_jobs.get(scope, id).is_some(),
        Subject::RestoreJob(scope, id) => estate.restore_jobs.get(scope, id).is_some(),
        Subject::HealthCheck(id) => estate.health_checks.get(&Scope::Global, id).is_some(),
        Subject::Alarm(scope, id) => estate.alarms.get(scope, id).is_some(),
    }
}
