//! Snapshots made by hand, and instances restored to a point in time.

use chrono::{DateTime, Duration, Utc};

use super::{InstanceStep, Subject};
use crate::sim::world::agenda::Task;
use crate::sim::world::databases::{DbInstance, Restorable, Tag, Writes};
use crate::sim::world::harbor::databases::automated_backup;
use crate::sim::world::interruptions::Interruptions;
use crate::sim::world::snapshots::DbSnapshot;
use crate::sim::world::{World, random};

/// What a restored instance has of its own; the rest is its source's.
#[derive(Debug, Clone, Default)]
pub struct Restored {
    /// `DBInstanceIdentifier`.
    pub identifier: String,
    /// `DBInstanceClass`, where it is another.
    pub class: Option<String>,
    /// `DBSubnetGroupName`, where it is another.
    pub subnet_group: Option<String>,
    /// `VpcSecurityGroupIds`, where they are others.
    pub security_groups: Vec<String>,
    /// `PubliclyAccessible`.
    pub publicly_accessible: bool,
    /// `MultiAZ`.
    pub multi_az: bool,
    /// `DeletionProtection`.
    pub deletion_protection: bool,
    /// `Tags`.
    pub tags: Vec<Tag>,
}

impl World {
    /// Begins a snapshot of an instance by hand: two to six minutes, in which the instance is
    /// `backing-up`.
    pub fn begin_snapshot(
        &mut self,
        region: &str,
        instance: &str,
        identifier: &str,
        tags: Vec<Tag>,
        at: DateTime<Utc>,
    ) {
        let words = ["snapshot", region, identifier];
        let takes = random::between(self.seed, &words, at.timestamp(), 120, 360);
        let Some(source) = self.instance_mut(region, instance) else {
            return;
        };
        source.status = "backing-up".to_owned();
        let snapshot = DbSnapshot {
            arn: source
                .arn
                .replace(":db:", ":snapshot:")
                .replace(&source.identifier, identifier),
            identifier: identifier.to_owned(),
            instance: source.identifier.clone(),
            resource_id: source.resource_id.clone(),
            snapshot_type: "manual".to_owned(),
            status: "creating".to_owned(),
            created: at,
            original_created: at,
            engine: source.engine.clone(),
            engine_version: source.engine_version.clone(),
            allocated_storage: source.allocated_storage,
            encrypted: source.encrypted,
            kms_key: source.kms_key.clone(),
            source_region: None,
            source_snapshot: None,
            tags,
            ready: at + Duration::seconds(takes),
            expires: None,
        };
        let ready = snapshot.ready;
        self.tell_of_snapshot(region, &snapshot, "Creating manual snapshot", at);
        if let Some(here) = self.regions.get_mut(region) {
            here.snapshots.insert(identifier.to_owned(), snapshot);
        }
        let task = Task::SnapshotReady {
            region: region.to_owned(),
            snapshot: identifier.to_owned(),
        };
        self.agenda.note(ready, task);
    }

    /// Ends a snapshot by hand.
    pub(in crate::sim::world) fn finish_snapshot(
        &mut self,
        region: &str,
        identifier: &str,
        at: DateTime<Utc>,
    ) {
        let task = Task::SnapshotReady {
            region: region.to_owned(),
            snapshot: identifier.to_owned(),
        };
        if self.put_off(region, task, at) {
            return;
        }
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        let Some(snapshot) = here.snapshots.get_mut(identifier) else {
            return;
        };
        snapshot.status = "available".to_owned();
        let snapshot = snapshot.clone();
        if let Some(instance) = here.instances.get_mut(&snapshot.instance)
            && instance.status == "backing-up"
            && !instance.busy
        {
            instance.status = "available".to_owned();
        }
        self.tell_of_snapshot(region, &snapshot, "Manual snapshot created", at);
    }

    fn tell_of_snapshot(
        &mut self,
        region: &str,
        snapshot: &DbSnapshot,
        message: &str,
        at: DateTime<Utc>,
    ) {
        let subject = Subject {
            kind: "db-snapshot",
            identifier: &snapshot.identifier,
            arn: &snapshot.arn,
        };
        self.note_event(region, &subject, "creation", message, at);
    }

    /// Begins to restore an instance to a point in time under a new name: eight to fourteen minutes until
    /// it runs, then its first backup. It stands alone, and its source is not touched.
    pub fn begin_restore(
        &mut self,
        region: &str,
        source: &DbInstance,
        restored: Restored,
        at: DateTime<Utc>,
    ) {
        let identifier = restored.identifier.clone();
        let words = ["restore", region, &identifier];
        let runs = random::between(self.seed, &words, at.timestamp(), 480, 840);
        let backed_up = runs + random::between(self.seed, &words, at.timestamp() + 1, 120, 240);
        let unique = random::number(self.seed, &words, at.timestamp());
        let account = &self.account;
        let instance = DbInstance {
            arn: format!("arn:aws:rds:{region}:{account}:db:{identifier}"),
            resource_id: format!("db-RESTORED{unique:016X}"),
            class: restored.class.unwrap_or_else(|| source.class.clone()),
            status: "creating".to_owned(),
            status_infos: Vec::new(),
            read_replica_source: None,
            read_replicas: Vec::new(),
            multi_az: restored.multi_az,
            availability_zone: format!("{region}a"),
            secondary_availability_zone: restored.multi_az.then(|| format!("{region}b")),
            restorable: Restorable::Follows,
            deletion_protection: restored.deletion_protection,
            pending_modified_values: Vec::new(),
            automated_backup_replications: Vec::new(),
            created: at,
            endpoint: format!("{identifier}.c1harbor.{region}.rds.amazonaws.com"),
            subnet_group: restored
                .subnet_group
                .unwrap_or_else(|| source.subnet_group.clone()),
            security_groups: if restored.security_groups.is_empty() {
                source.security_groups.clone()
            } else {
                restored.security_groups
            },
            publicly_accessible: restored.publicly_accessible,
            tags: restored.tags,
            busy: true,
            writes: Writes::Idle,
            replication: Interruptions::default(),
            identifier: identifier.clone(),
            ..source.clone()
        };
        let message = format!(
            "Restored from DB instance {} to {identifier}",
            source.identifier
        );
        let arn = format!("arn:aws:rds:{region}:{account}:auto-backup:ab-{unique:016x}");
        let backup = automated_backup(&instance, region, arn, "active");
        let subject = Subject {
            kind: "db-instance",
            identifier: &identifier,
            arn: &instance.arn,
        };
        self.note_event(region, &subject, "restoration", message, at);
        if let Some(here) = self.regions.get_mut(region) {
            here.instance_backups.insert(backup.arn.clone(), backup);
            here.instances.insert(identifier.clone(), instance);
        }
        let place = (region, identifier.as_str());
        let after = |seconds| at + Duration::seconds(seconds);
        self.note_instance_step(place, InstanceStep::Created, after(runs));
        self.note_instance_step(place, InstanceStep::Available, after(backed_up));
    }
}
