//! Rebooting and stopping an instance.

use chrono::{DateTime, Duration, Utc};

use super::Subject;
use crate::sim::world::agenda::Task;
use crate::sim::world::databases::Restorable;
use crate::sim::world::{World, random};

/// How long RDS leaves an instance stopped before it starts it again.
const STOPPED_AT_MOST: Duration = Duration::days(7);

/// Where an operation on an instance has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim::world) enum InstanceStep {
    /// The standby of a Multi-AZ instance begins to take over.
    FailoverStarted,
    /// The instance runs again, on the other side after a failover.
    Rebooted {
        /// Whether the standby took over.
        failover: bool,
    },
    /// The zones are shown as they are since the failover.
    ZonesShown,
    /// It has stopped.
    Stopped,
    /// It was stopped for as long as RDS allows, and starts.
    Starting,
    /// It has started.
    Started,
    /// A restored instance has its data and runs; its first backup is being made.
    Created,
    /// Everything is done.
    Available,
}

impl World {
    /// Notes a step of an operation on an instance.
    pub(super) fn note_instance_step(
        &mut self,
        (region, instance): (&str, &str),
        step: InstanceStep,
        at: DateTime<Utc>,
    ) {
        let task = Task::Instance {
            region: region.to_owned(),
            instance: instance.to_owned(),
            step,
        };
        self.agenda.note(at, task);
    }

    /// Reboots an instance. With `failover` the standby of a Multi-AZ instance takes over, which takes 60
    /// to 120 s; the API shows the new zones up to three minutes later. Without, it takes 30 to 60 s.
    pub fn reboot(&mut self, region: &str, instance: &str, failover: bool, at: DateTime<Utc>) {
        let words = ["reboot", region, instance];
        let (low, high) = if failover { (60, 120) } else { (30, 60) };
        let takes = random::between(self.seed, &words, at.timestamp(), low, high);
        let shown = takes + random::between(self.seed, &words, at.timestamp() + 1, 20, 180);
        let Some(found) = self.instance_mut(region, instance) else {
            return;
        };
        found.status = "rebooting".to_owned();
        found.busy = true;
        let place = (region, instance);
        let after = |seconds| at + Duration::seconds(seconds);
        if failover {
            self.note_instance_step(place, InstanceStep::FailoverStarted, after(3));
            self.note_instance_step(place, InstanceStep::ZonesShown, after(shown));
        }
        self.note_instance_step(place, InstanceStep::Rebooted { failover }, after(takes));
    }

    /// Stops an instance, which takes two to five minutes. RDS starts it again after seven days.
    pub fn stop(&mut self, region: &str, instance: &str, at: DateTime<Utc>) {
        let words = ["stop", region, instance];
        let takes = random::between(self.seed, &words, at.timestamp(), 120, 300);
        let Some(found) = self.instance_mut(region, instance) else {
            return;
        };
        found.status = "stopping".to_owned();
        found.busy = true;
        let stopped = at + Duration::seconds(takes);
        self.note_instance_step((region, instance), InstanceStep::Stopped, stopped);
        let again = stopped + STOPPED_AT_MOST;
        self.note_instance_step((region, instance), InstanceStep::Starting, again);
    }

    /// Takes the next step of an operation on an instance.
    pub(in crate::sim::world) fn step_instance(
        &mut self,
        region: &str,
        identifier: &str,
        step: InstanceStep,
        at: DateTime<Utc>,
    ) {
        let task = Task::Instance {
            region: region.to_owned(),
            instance: identifier.to_owned(),
            step,
        };
        if self.put_off(region, task, at) {
            return;
        }
        let restorable = self.last_restorable(region, identifier, at);
        let Some(instance) = self.instance_mut(region, identifier) else {
            return;
        };
        let mut told: Vec<(&str, String)> = Vec::new();
        let mut tell = |category, message: &str| told.push((category, message.to_owned()));
        match step {
            InstanceStep::FailoverStarted => {
                tell("failover", "Multi-AZ instance failover started");
                tell("availability", "DB instance shutdown");
            }
            InstanceStep::Rebooted { failover } => {
                instance.status = "available".to_owned();
                instance.busy = false;
                if !failover {
                    tell("availability", "DB instance shutdown");
                }
                tell("availability", "DB instance restarted");
                if failover {
                    tell("failover", "Multi-AZ instance failover completed");
                }
            }
            InstanceStep::ZonesShown => {
                if let Some(zone) = instance.secondary_availability_zone.take() {
                    let before = std::mem::replace(&mut instance.availability_zone, zone);
                    instance.secondary_availability_zone = Some(before);
                }
            }
            InstanceStep::Stopped => {
                instance.status = "stopped".to_owned();
                instance.busy = false;
                instance.restorable = restorable;
                tell("notification", "DB instance stopped");
            }
            // Somebody may have started it, or made it anew, in the meantime.
            InstanceStep::Starting if instance.status == "stopped" => {
                instance.status = "starting".to_owned();
                instance.busy = true;
                tell(
                    "notification",
                    "DB instance is being started due to it exceeding the maximum allowed time \
                     being stopped.",
                );
                let started = at + Duration::minutes(4);
                self.note_instance_step((region, identifier), InstanceStep::Started, started);
            }
            InstanceStep::Starting => {}
            InstanceStep::Started => {
                instance.status = "available".to_owned();
                instance.busy = false;
                instance.restorable = Restorable::Follows;
                tell("notification", "DB instance started");
            }
            InstanceStep::Created => {
                instance.status = "backing-up".to_owned();
                tell("creation", "DB instance created");
            }
            InstanceStep::Available => {
                instance.status = "available".to_owned();
                instance.busy = false;
            }
        }
        let arn = self
            .instance_mut(region, identifier)
            .map(|instance| instance.arn.clone())
            .unwrap_or_default();
        let subject = Subject {
            kind: "db-instance",
            identifier,
            arn: &arn,
        };
        for (category, message) in told {
            self.note_event(region, &subject, category, message, at);
        }
        let kept = self
            .instance_mut(region, identifier)
            .is_some_and(|instance| instance.backup_retention_days > 0);
        if step == InstanceStep::Available && kept {
            self.take_snapshot(region, identifier, at);
        }
    }

    /// How far an instance can be restored once nothing is written to it any more.
    fn last_restorable(&self, region: &str, identifier: &str, at: DateTime<Utc>) -> Restorable {
        let instance = self
            .regions
            .get(region)
            .and_then(|here| here.instances.get(identifier));
        instance
            .and_then(|it| self.restorable_time(it.restorable, region, &it.resource_id, at))
            .map_or(Restorable::Absent, Restorable::Fixed)
    }
}
