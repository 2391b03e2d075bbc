//! What belongs to what, kept up with the estate: the replicas of an instance,
//! the recovery points of a resource. And [`Key`], the names of what an
//! examination may read, so that it is repeated when one of them changes.

use crate::estate::facts::MetricKey;
use crate::estate::{Change, Estate, Scope, Source};
use crate::terms::{Arn, OutsideText, Region};
use std::collections::HashMap;

/// Something an examination may read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// One fact.
    Fact(Source, Scope, OutsideText),
    /// Any fact of a source in a scope.
    Table(Source, Scope),
    /// How fresh a source is in a scope, and what failed.
    Slice(Source, Scope),
    /// Whether what a source says in a scope counts as known, and why not.
    Trust(Source, Scope),
    /// Whether a Region answers, and what was declared of it.
    Region(Region),
    /// A metric.
    Metric(MetricKey),
    /// How far this host's clock is from AWS's.
    Skew,
    /// What was tried of recovery.
    Tried,
    /// The instances that replicate from one.
    ReplicasOf(Scope, OutsideText),
    /// The instances of a cluster.
    InstancesOf(Scope, OutsideText),
    /// The global databases of this identifier, as each Region tells them.
    GlobalsNamed(OutsideText),
    /// The global databases that a cluster belongs to, by the cluster's ARN.
    GlobalsOf(OutsideText),
    /// The snapshots of an instance or a cluster.
    SnapshotsOf(Source, Scope, OutsideText),
    /// The automated backups of an instance or a cluster, by its identifier.
    BackupsOf(Source, Scope, OutsideText),
    /// The recovery points of a resource, by its ARN, wherever they are.
    PointsOf(OutsideText),
    /// The copy jobs of a resource, by its ARN, wherever they run.
    CopyJobsOf(OutsideText),
    /// The backup jobs of a resource, by its ARN, wherever they run.
    BackupJobsOf(OutsideText),
}

/// Where a fact is found.
pub(super) type Place = (Scope, OutsideText);

/// Which facts belong to which key.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Most have one: in order, without the room that a tree has for more.
    members: HashMap<Key, Vec<Place>>,
    groups: HashMap<(Source, Scope, OutsideText), Vec<Key>>,
}

impl Index {
    /// The places of the facts that belong to a key.
    pub(super) fn members(&self, key: &Key) -> impl Iterator<Item = &Place> {
        self.members.get(key).into_iter().flatten()
    }

    /// The ARNs of the resources that have recovery points.
    pub(super) fn backed_up(&self) -> impl Iterator<Item = &OutsideText> {
        self.members.keys().filter_map(|key| match key {
            Key::PointsOf(resource) => Some(resource),
            _ => None,
        })
    }

    /// Follows one change and returns every key under which it can be read.
    pub(super) fn follow(&mut self, estate: &Estate, change: &Change) -> Vec<Key> {
        let Change { source, scope, id } = change;
        let mut keys = vec![
            Key::Fact(*source, scope.clone(), id.clone()),
            Key::Table(*source, scope.clone()),
        ];
        let new = groups(estate, *source, scope, id);
        let owner = (*source, scope.clone(), id.clone());
        let old = self.groups.remove(&owner).unwrap_or_default();
        let place = (scope.clone(), id.clone());
        for key in &old {
            if let Some(members) = self.members.get_mut(key) {
                if let Ok(at) = members.binary_search(&place) {
                    members.remove(at);
                }
                if members.is_empty() {
                    self.members.remove(key);
                }
            }
        }
        for key in &new {
            let members = self.members.entry(key.clone()).or_default();
            if let Err(at) = members.binary_search(&place) {
                // One more, and not room for four: most stay alone.
                members.reserve_exact(usize::from(members.is_empty()));
                members.insert(at, place.clone());
            }
        }
        keys.extend(old);
        keys.extend(new.iter().cloned());
        if !new.is_empty() {
            self.groups.insert(owner, new);
        }
        keys
    }
}

/// What an instance replicates from: an ARN across Regions, a bare identifier
/// within one.
pub(super) fn replica_source(scope: &Scope, source: &OutsideText) -> Place {
    Arn::parse(source.raw())
        .ok()
        .and_then(|arn| {
            let region = arn.region()?;
            Some((Scope::Region(region), OutsideText::new(arn.resource_id())))
        })
        .unwrap_or_else(|| (scope.clone(), source.clone()))
}

fn groups(estate: &Estate, source: Source, scope: &Scope, id: &OutsideText) -> Vec<Key> {
    match source {
        Source::DbInstances => estate
            .instances
            .get(scope, id)
            .map(|instance| {
                let replica = instance.replica_source.as_ref().map(|source| {
                    let (scope, id) = replica_source(scope, source);
                    Key::ReplicasOf(scope, id)
                });
                let member = instance
                    .cluster
                    .as_ref()
                    .map(|cluster| Key::InstancesOf(scope.clone(), cluster.clone()));
                replica.into_iter().chain(member).collect()
            })
            .unwrap_or_default(),
        Source::GlobalClusters => estate
            .global_clusters
            .get(scope, id)
            .map(|global| {
                let members = global
                    .members
                    .iter()
                    .map(|member| Key::GlobalsOf(OutsideText::new(member.cluster.as_str())));
                members
                    .chain([Key::GlobalsNamed(global.identifier.clone())])
                    .collect()
            })
            .unwrap_or_default(),
        Source::DbSnapshots | Source::DbClusterSnapshots => {
            let table = if source == Source::DbSnapshots {
                &estate.snapshots
            } else {
                &estate.cluster_snapshots
            };
            table
                .get(scope, id)
                .map(|snapshot| Key::SnapshotsOf(source, scope.clone(), snapshot.of.clone()))
                .into_iter()
                .collect()
        }
        Source::InstanceBackups | Source::ClusterBackups => {
            let table = if source == Source::InstanceBackups {
                &estate.instance_backups
            } else {
                &estate.cluster_backups
            };
            table
                .get(scope, id)
                .map(|backup| Key::BackupsOf(source, scope.clone(), backup.identifier.clone()))
                .into_iter()
                .collect()
        }
        Source::RecoveryPoints => estate
            .recovery_points
            .get(scope, id)
            .map(|point| Key::PointsOf(point.resource.clone()))
            .into_iter()
            .collect(),
        Source::BackupJobs => estate
            .backup_jobs
            .get(scope, id)
            .map(|job| Key::BackupJobsOf(job.resource.clone()))
            .into_iter()
            .collect(),
        Source::CopyJobs => estate
            .copy_jobs
            .get(scope, id)
            .map(|job| Key::CopyJobsOf(job.resource.clone()))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}
