//! The daily automated snapshots of RDS.

use chrono::{DateTime, Duration, Utc};

use crate::sim::world::World;
use crate::sim::world::snapshots::{DbClusterSnapshot, DbEvent, DbSnapshot};

impl World {
    pub(super) fn take_snapshot(&mut self, region: &str, instance: &str, at: DateTime<Utc>) {
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

    pub(super) fn take_cluster_snapshot(&mut self, region: &str, cluster: &str, at: DateTime<Utc>) {
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
}
