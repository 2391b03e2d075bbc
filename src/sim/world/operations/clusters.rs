//! Failing an Aurora cluster over inside its Region.

use chrono::{DateTime, Duration, Utc};

use super::Subject;
use crate::sim::world::agenda::Task;
use crate::sim::world::{World, random};

/// Where a failover inside a cluster has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim::world) enum ClusterStep {
    /// This instance writes from here on.
    Writes(String),
    /// Everything is done.
    Available(String),
}

impl World {
    /// Begins to fail a cluster over to another of its instances, which takes less than 35 s.
    pub fn fail_cluster_over(
        &mut self,
        region: &str,
        cluster: &str,
        target: &str,
        at: DateTime<Utc>,
    ) {
        let words = ["cluster-failover", region, cluster];
        let writes = random::between(self.seed, &words, at.timestamp(), 10, 24);
        let done = writes + random::between(self.seed, &words, at.timestamp() + 1, 3, 9);
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        let Some(found) = here.clusters.get_mut(cluster) else {
            return;
        };
        found.status = "failing-over".to_owned();
        let arn = found.arn.clone();
        let message = format!("Started cross AZ failover to DB instance: {target}");
        self.tell_of_cluster(region, cluster, &arn, message, at);
        let steps = [
            (writes, ClusterStep::Writes(target.to_owned())),
            (done, ClusterStep::Available(target.to_owned())),
        ];
        for (seconds, step) in steps {
            let task = Task::Cluster {
                region: region.to_owned(),
                cluster: cluster.to_owned(),
                step,
            };
            self.agenda.note(at + Duration::seconds(seconds), task);
        }
    }

    /// Takes the next step of a failover inside a cluster.
    pub(in crate::sim::world) fn step_cluster(
        &mut self,
        region: &str,
        identifier: &str,
        step: ClusterStep,
        at: DateTime<Utc>,
    ) {
        let task = Task::Cluster {
            region: region.to_owned(),
            cluster: identifier.to_owned(),
            step: step.clone(),
        };
        if self.put_off(region, task, at) {
            return;
        }
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        let Some(cluster) = here.clusters.get_mut(identifier) else {
            return;
        };
        match step {
            ClusterStep::Writes(target) => {
                for member in &mut cluster.members {
                    member.writer = member.instance == target;
                }
            }
            ClusterStep::Available(target) => {
                cluster.status = "available".to_owned();
                let arn = cluster.arn.clone();
                let message = format!("Completed failover to DB instance: {target}");
                self.tell_of_cluster(region, identifier, &arn, message, at);
            }
        }
    }

    fn tell_of_cluster(
        &mut self,
        region: &str,
        identifier: &str,
        arn: &str,
        message: String,
        at: DateTime<Utc>,
    ) {
        let subject = Subject {
            kind: "db-cluster",
            identifier,
            arn,
        };
        self.note_event(region, &subject, "failover", message, at);
    }
}
