//! A read replica on its way to stand alone, as RDS takes it there.

use chrono::{DateTime, Duration, Utc};

use super::agenda::Task;
use super::databases::DbInstance;
use super::snapshots::DbEvent;
use super::{World, lag, random};

/// Where a promotion has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The request shows: until here the replica is `available` and has its source.
    Modifying,
    /// It restarts, without its source from here on.
    Rebooting,
    /// It runs, and its first backup is being made.
    BackingUp,
    /// Everything is done.
    Available,
}

/// A replica that is none any more.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    /// The ARN of the instance that was a replica.
    replica: String,
    /// The ARN of its source, or its identifier where that was in the same Region.
    source: String,
    /// The ARN of its source.
    source_arn: String,
    /// Until when, without.
    until: DateTime<Utc>,
}

impl World {
    /// Whom an instance followed at an instant, as `ReadReplicaSourceDBInstanceIdentifier` names it.
    pub(super) fn source_at<'w>(
        &'w self,
        instance: &'w DbInstance,
        at: DateTime<Utc>,
    ) -> Option<&'w str> {
        let mut before = self.followed.iter();
        let before = before.find(|it| it.replica == instance.arn && at < it.until);
        let now = instance.read_replica_source.as_ref();
        before.map(|it| &it.source).or(now).map(String::as_str)
    }

    /// Whether anybody followed an instance at an instant.
    pub(super) fn followed_at(&self, instance: &DbInstance, at: DateTime<Utc>) -> bool {
        let mut before = self.followed.iter();
        !instance.read_replicas.is_empty()
            || before.any(|it| it.source_arn == instance.arn && at < it.until)
    }

    /// Begins to promote a read replica: replication stops at once, and the instance then goes through
    /// `modifying`, `rebooting` and `backing-up` to `available`, in five to nine minutes. The old source is
    /// not told, and goes on writing. Nothing happens to what is no replica.
    pub fn promote(
        &mut self,
        region: &str,
        instance: &str,
        retention_days: i64,
        at: DateTime<Utc>,
    ) {
        let Some(replica) = self.instance_mut(region, instance) else {
            return;
        };
        let stands_by = replica.read_replica_source.is_some();
        if !stands_by || replica.busy || replica.status != "available" {
            return;
        }
        replica.busy = true;
        replica.replication.begin(at);
        replica.backup_retention_days = retention_days;
        let words = ["promote", region, instance];
        let backup = 150 + random::between(self.seed, &words, at.timestamp(), 0, 120);
        let steps = [
            (15, Step::Modifying),
            (70, Step::Rebooting),
            (backup, Step::BackingUp),
            (backup * 2, Step::Available),
        ];
        for (seconds, step) in steps {
            let task = Task::Promote {
                region: region.to_owned(),
                instance: instance.to_owned(),
                step,
            };
            self.agenda.note(at + Duration::seconds(seconds), task);
        }
    }

    /// Takes the next step of a promotion. A Region that went dark takes none.
    pub(super) fn step_promotion(
        &mut self,
        region: &str,
        identifier: &str,
        step: Step,
        at: DateTime<Utc>,
    ) {
        if self.dark(region, at) {
            return;
        }
        let Some(instance) = self.instance_mut(region, identifier) else {
            return;
        };
        let (status, messages): (_, &[(&str, &str)]) = match step {
            Step::Modifying => (
                "modifying",
                &[("Replication for the Read Replica stopped", "read replica")],
            ),
            Step::Rebooting => ("rebooting", &[("DB instance shutdown", "availability")]),
            Step::BackingUp => ("backing-up", &[("DB instance restarted", "availability")]),
            // Its first backup tells of itself.
            Step::Available => ("available", &[]),
        };
        instance.status = status.to_owned();
        instance.busy = step != Step::Available;
        let arn = instance.arn.clone();
        let source = match step {
            Step::Rebooting => {
                instance.status_infos.clear();
                instance.read_replica_source.take()
            }
            _ => None,
        };
        if let Some(here) = self.regions.get_mut(region) {
            here.events
                .extend(messages.iter().map(|(message, category)| DbEvent {
                    source: identifier.to_owned(),
                    source_type: "db-instance".to_owned(),
                    source_arn: arn.clone(),
                    message: (*message).to_owned(),
                    categories: vec![(*category).to_owned()],
                    date: at,
                }));
        }
        if let Some(source) = source {
            let home = lag::region_of(&source).unwrap_or(region).to_owned();
            let mut source_arn = source.clone();
            if let Some(source) = self.instance_mut(&home, lag::identifier_of(&source)) {
                source_arn.clone_from(&source.arn);
                source
                    .read_replicas
                    .retain(|replica| *replica != arn && replica != identifier);
            }
            self.followed.push(Followed {
                replica: arn,
                source,
                source_arn,
                until: at,
            });
        }
    }
}
