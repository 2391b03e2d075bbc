//! The daily automated snapshots of RDS.

use chrono::{DateTime, Duration, Utc};

use crate::sim::world::backups::RecoveryPoint;
use crate::sim::world::lag::{identifier_of, region_of};
use crate::sim::world::snapshots::{DbClusterSnapshot, DbEvent, DbSnapshot};
use crate::sim::world::{World, databases};

impl World {
    pub(in crate::sim::world) fn take_snapshot(
        &mut self,
        region: &str,
        instance: &str,
        at: DateTime<Utc>,
    ) {
        if self.dark(region, at) {
            return;
        }
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        let Some(instance) = here.instances.get(instance) else {
            return;
        };
        let identifier = format!(
            "rds:{}-{}",
            instance.identifier,
            at.format("%Y-%m-%d-%H-%M")
        );
        let snapshot = DbSnapshot {
            arn: instance
                .arn
                .replace(":db:", ":snapshot:")
                .replace(&instance.identifier, &identifier),
            identifier: identifier.clone(),
            instance: instance.identifier.clone(),
            resource_id: instance.resource_id.clone(),
            snapshot_type: "automated".to_owned(),
            status: "available".to_owned(),
            created: at,
            original_created: at,
            engine: instance.engine.clone(),
            engine_version: instance.engine_version.clone(),
            allocated_storage: instance.allocated_storage,
            encrypted: instance.encrypted,
            kms_key: instance.kms_key.clone(),
            source_region: None,
            source_snapshot: None,
            tags: Vec::new(),
            ready: at,
            expires: Some(at + Duration::days(instance.backup_retention_days.clamp(0, 35))),
        };
        for message in ["Backing up DB instance", "Finished DB Instance backup"] {
            here.events.push(DbEvent {
                source: instance.identifier.clone(),
                source_type: "db-instance".to_owned(),
                source_arn: instance.arn.clone(),
                message: message.to_owned(),
                categories: vec!["backup".to_owned()],
                date: at,
            });
        }
        here.snapshots.insert(identifier, snapshot);
    }

    pub(in crate::sim::world) fn take_cluster_snapshot(
        &mut self,
        region: &str,
        cluster: &str,
        at: DateTime<Utc>,
    ) {
        if self.dark(region, at) {
            return;
        }
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        let Some(cluster) = here.clusters.get(cluster) else {
            return;
        };
        let identifier = format!("rds:{}-{}", cluster.identifier, at.format("%Y-%m-%d-%H-%M"));
        let snapshot = DbClusterSnapshot {
            arn: cluster
                .arn
                .replace(":cluster:", ":cluster-snapshot:")
                .replace(&cluster.identifier, &identifier),
            identifier: identifier.clone(),
            cluster: cluster.identifier.clone(),
            resource_id: cluster.resource_id.clone(),
            snapshot_type: "automated".to_owned(),
            status: "available".to_owned(),
            created: at,
            engine: cluster.engine.clone(),
            engine_version: cluster.engine_version.clone(),
            encrypted: cluster.encrypted,
            kms_key: cluster.kms_key.clone(),
            source_snapshot: None,
            tags: Vec::new(),
            expires: Some(at + Duration::days(cluster.backup_retention_days.clamp(0, 35))),
        };
        here.cluster_snapshots.insert(identifier, snapshot);
    }

    /// Recovery points of RDS and Aurora are snapshots that RDS lists too, as `awsbackup`. `original` is
    /// the snapshot this one was copied from.
    pub(super) fn list_as_snapshot(
        &mut self,
        region: &str,
        point: &RecoveryPoint,
        original: Option<&str>,
        at: DateTime<Utc>,
    ) {
        let home = region_of(&point.resource_arn).unwrap_or(region).to_owned();
        let name = identifier_of(&point.resource_arn).to_owned();
        let snapshot_name = identifier_of(&point.arn).to_owned();
        let Some(source) = self.regions.get(&home) else {
            return;
        };
        let instance = source
            .instances
            .get(&name)
            .filter(|i| i.arn == point.resource_arn);
        let cluster = source
            .clusters
            .get(&name)
            .filter(|c| c.arn == point.resource_arn);
        let instance = instance.map(|i| of_instance(i, point, &snapshot_name, at));
        let cluster = cluster.map(|c| of_cluster(c, point, &snapshot_name, at));
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        if let Some(mut snapshot) = instance {
            snapshot.source_region = original.map(|_| home);
            snapshot.source_snapshot = original.map(str::to_owned);
            here.snapshots.insert(snapshot.identifier.clone(), snapshot);
        }
        if let Some(mut snapshot) = cluster {
            snapshot.source_snapshot = original.map(str::to_owned);
            here.cluster_snapshots
                .insert(snapshot.identifier.clone(), snapshot);
        }
    }
}

fn of_instance(
    instance: &databases::DbInstance,
    point: &RecoveryPoint,
    identifier: &str,
    at: DateTime<Utc>,
) -> DbSnapshot {
    DbSnapshot {
        identifier: identifier.to_owned(),
        arn: point.arn.clone(),
        instance: instance.identifier.clone(),
        resource_id: instance.resource_id.clone(),
        snapshot_type: "awsbackup".to_owned(),
        status: "available".to_owned(),
        created: at,
        original_created: point.created,
        engine: instance.engine.clone(),
        engine_version: instance.engine_version.clone(),
        allocated_storage: instance.allocated_storage,
        encrypted: true,
        kms_key: point.key_arn.clone(),
        source_region: None,
        source_snapshot: None,
        tags: Vec::new(),
        ready: at,
        expires: point.delete_at(),
    }
}

fn of_cluster(
    cluster: &databases::DbCluster,
    point: &RecoveryPoint,
    identifier: &str,
    at: DateTime<Utc>,
) -> DbClusterSnapshot {
    DbClusterSnapshot {
        identifier: identifier.to_owned(),
        arn: point.arn.clone(),
        cluster: cluster.identifier.clone(),
        resource_id: cluster.resource_id.clone(),
        snapshot_type: "awsbackup".to_owned(),
        status: "available".to_owned(),
        created: at,
        engine: cluster.engine.clone(),
        engine_version: cluster.engine_version.clone(),
        encrypted: true,
        kms_key: point.key_arn.clone(),
        source_snapshot: None,
        tags: Vec::new(),
        expires: point.delete_at(),
    }
}
