//! Moving the writer of an Aurora global database to another Region.
//!
//! A switchover waits until the target has everything, and then turns the roles about. A failover does not
//! wait, and loses what has not arrived; the old primary is kept from writing as far as it can be reached,
//! and joins again as a secondary, with a snapshot of what it had, when its Region is healthy.

use chrono::{DateTime, Duration, Utc};

use super::{RESPITE, Subject};
use crate::sim::world::agenda::Task;
use crate::sim::world::databases::{DbCluster, FailoverState};
use crate::sim::world::lag::{identifier_of, region_of};
use crate::sim::world::{World, random};

/// Where a switchover or failover has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim::world) enum GlobalStep {
    /// It is under way.
    Moving,
    /// The target becomes the writer.
    Promoted,
    /// A member that was left behind by a failover is looked for, to be built anew.
    Resynchronizing(String),
    /// It is connected again.
    Connected(String),
}

impl World {
    /// Begins to make another cluster the writer of a global database: 50 to 90 s for a switchover, 40 to
    /// 70 s for a failover, and minutes more until a failover's old primary is connected again.
    pub fn move_global_writer(
        &mut self,
        global: &str,
        target_arn: &str,
        data_loss_allowed: bool,
        at: DateTime<Utc>,
    ) {
        let words = ["global", global, target_arn];
        let (low, high) = if data_loss_allowed {
            (40, 70)
        } else {
            (50, 90)
        };
        let takes = random::between(self.seed, &words, at.timestamp(), low, high);
        let Some(found) = self.global_clusters.get_mut(global) else {
            return;
        };
        let writer = found.members.iter().find(|member| member.writer);
        let from = writer.map(|member| member.cluster_arn.clone());
        found.failover = Some(FailoverState {
            status: "pending".to_owned(),
            from: from.unwrap_or_default(),
            to: target_arn.to_owned(),
            data_loss_allowed,
        });
        for (seconds, step) in [(6, GlobalStep::Moving), (takes, GlobalStep::Promoted)] {
            self.note_global_step(global, step, at + Duration::seconds(seconds));
        }
    }

    fn note_global_step(&mut self, global: &str, step: GlobalStep, at: DateTime<Utc>) {
        let task = Task::Global {
            global: global.to_owned(),
            step,
        };
        self.agenda.note(at, task);
    }

    /// Takes the next step of a switchover or failover.
    pub(in crate::sim::world) fn step_global(
        &mut self,
        global: &str,
        step: GlobalStep,
        at: DateTime<Utc>,
    ) {
        match step {
            GlobalStep::Resynchronizing(arn) => self.resynchronize(global, arn, at),
            GlobalStep::Connected(arn) => self.connect(global, &arn, at),
            GlobalStep::Moving | GlobalStep::Promoted => {
                let found = self.global_clusters.get(global);
                let Some(state) = found.and_then(|found| found.failover.clone()) else {
                    return;
                };
                let dark = |arn: &str| region_of(arn).is_some_and(|it| self.dark(it, at));
                if dark(&state.to) {
                    self.note_global_step(global, step, at + RESPITE);
                } else if !state.data_loss_allowed && dark(&state.from) {
                    self.give_up(global, &state, at);
                } else if step == GlobalStep::Moving {
                    self.begin_move(global, &state, at);
                } else {
                    self.promote_member(global, &state, at);
                }
            }
        }
    }

    fn begin_move(&mut self, global: &str, state: &FailoverState, at: DateTime<Utc>) {
        let (word, kind) = words_of(state);
        if let Some(found) = self.global_clusters.get_mut(global) {
            found.status = word.to_owned();
            found.failover = Some(FailoverState {
                status: word.to_owned(),
                ..state.clone()
            });
        }
        self.set_cluster_status(&state.to, "promoting");
        self.set_cluster_status(&state.from, "modifying");
        let message = format!("Global {kind} to DB cluster {} started.", place(&state.to));
        self.tell_of_member(&state.to, message.clone(), at);
        if state.data_loss_allowed {
            // Told where somebody can be told: by the old primary, or for it by the new one.
            let reached = !self.dark(region_of(&state.from).unwrap_or_default(), at);
            let (teller, how) = if reached {
                (&state.from, "were stopped")
            } else {
                (&state.to, "could not be stopped: the request timed out")
            };
            let message = format!("Writes to DB cluster {} {how}.", place(&state.from));
            self.tell_of_member(teller, message, at);
        } else {
            self.tell_of_member(&state.from, message, at);
            let waiting =
                "Waiting for data synchronization across global cluster members.".to_owned();
            self.tell_of_member(&state.from, waiting, at);
        }
    }

    /// A switchover whose old primary goes away before the target has everything changes nothing.
    fn give_up(&mut self, global: &str, state: &FailoverState, at: DateTime<Utc>) {
        if let Some(found) = self.global_clusters.get_mut(global) {
            found.failover = None;
            found.status = "available".to_owned();
        }
        for arn in [&state.from, &state.to] {
            self.set_cluster_status(arn, "available");
        }
        let message = format!(
            "Global switchover to DB cluster {} failed.",
            place(&state.to)
        );
        self.tell_of_member(&state.to, message, at);
    }

    fn promote_member(&mut self, global: &str, state: &FailoverState, at: DateTime<Utc>) {
        let Some(found) = self.global_clusters.get_mut(global) else {
            return;
        };
        found.failover = None;
        found.status = "available".to_owned();
        let arns: Vec<String> = found
            .members
            .iter()
            .map(|member| member.cluster_arn.clone())
            .collect();
        for member in &mut found.members {
            member.writer = member.cluster_arn == state.to;
            let others = arns.iter().filter(|arn| **arn != member.cluster_arn);
            member.readers = if member.writer {
                others.cloned().collect()
            } else {
                Vec::new()
            };
            member.write_forwarding = (!member.writer).then(|| "disabled".to_owned());
            let left_behind = state.data_loss_allowed && !member.writer;
            let standing = if left_behind {
                "pending-resync"
            } else {
                "connected"
            };
            member.synchronization = Some(standing.to_owned());
        }
        for arn in &arns {
            self.set_role(arn, *arn == state.to, at);
        }
        let (_, kind) = words_of(state);
        let to = place(&state.to);
        let messages = [
            format!("New primary DB cluster {to} was successfully promoted."),
            format!(
                "Global {kind} to DB cluster {to} {}.",
                if state.data_loss_allowed {
                    "completed"
                } else {
                    "finished"
                }
            ),
        ];
        for message in messages {
            self.tell_of_member(&state.to, message, at);
        }
        if state.data_loss_allowed {
            for arn in arns.into_iter().filter(|arn| *arn != state.to) {
                self.interrupt(&arn, at);
                let step = GlobalStep::Resynchronizing(arn);
                self.note_global_step(global, step, at + RESPITE);
            }
        }
    }

    /// Builds a member anew that a failover left behind, once its Region is healthy. What it had is kept
    /// as a snapshot under the retention of its backups.
    fn resynchronize(&mut self, global: &str, arn: String, at: DateTime<Utc>) {
        let region = region_of(&arn).unwrap_or_default().to_owned();
        if self.dark(&region, at) {
            self.note_global_step(global, GlobalStep::Resynchronizing(arn), at + RESPITE);
            return;
        }
        let cluster = identifier_of(&arn).to_owned();
        self.take_cluster_snapshot(&region, &cluster, at);
        self.rename_snapshot(&region, &cluster, at);
        let message = format!(
            "Started resynchronizing members of DB cluster {} post global failover.",
            place(&arn)
        );
        self.tell_of_member(&arn, message, at);
        let words = ["resynchronize", global, &arn];
        let minutes = random::between(self.seed, &words, at.timestamp(), 4, 12);
        let step = GlobalStep::Connected(arn);
        self.note_global_step(global, step, at + Duration::minutes(minutes));
    }

    /// Gives the cluster's snapshot of this instant the name that Aurora gives it after a failover.
    fn rename_snapshot(&mut self, region: &str, cluster: &str, at: DateTime<Utc>) {
        let stamp = at.format("%Y-%m-%d-%H-%M");
        let before = format!("rds:{cluster}-{stamp}");
        let after = format!("rds:unplanned-global-failover-{cluster}-{stamp}");
        let Some(here) = self.regions.get_mut(region) else {
            return;
        };
        if let Some(mut snapshot) = here.cluster_snapshots.remove(&before) {
            snapshot.arn = snapshot.arn.replace(&before, &after);
            snapshot.identifier.clone_from(&after);
            here.cluster_snapshots.insert(after, snapshot);
        }
    }

    fn connect(&mut self, global: &str, arn: &str, at: DateTime<Utc>) {
        let region = region_of(arn).unwrap_or_default().to_owned();
        if self.dark(&region, at) {
            let step = GlobalStep::Connected(arn.to_owned());
            self.note_global_step(global, step, at + RESPITE);
            return;
        }
        let found = self.global_clusters.get_mut(global);
        let member = found.and_then(|it| it.members.iter_mut().find(|it| it.cluster_arn == arn));
        if let Some(member) = member {
            member.synchronization = Some("connected".to_owned());
        }
        if let Some(cluster) = self.cluster_mut(arn) {
            cluster.replication.end(at);
        }
        let message = format!(
            "Finished resynchronizing members of DB cluster {} post global failover.",
            place(arn)
        );
        self.tell_of_member(arn, message, at);
    }

    fn cluster_mut(&mut self, arn: &str) -> Option<&mut DbCluster> {
        let here = self.regions.get_mut(region_of(arn)?)?;
        here.clusters.get_mut(identifier_of(arn))
    }

    fn interrupt(&mut self, arn: &str, at: DateTime<Utc>) {
        if let Some(cluster) = self.cluster_mut(arn) {
            cluster.replication.begin(at);
        }
    }

    fn set_cluster_status(&mut self, arn: &str, status: &str) {
        if let Some(cluster) = self.cluster_mut(arn) {
            cluster.status = status.to_owned();
        }
    }

    /// Makes a cluster the writer of its global database, or a secondary.
    fn set_role(&mut self, arn: &str, writes: bool, at: DateTime<Utc>) {
        let Some(cluster) = self.cluster_mut(arn) else {
            return;
        };
        cluster.status = "available".to_owned();
        cluster.write_forwarding = (!writes).then(|| "disabled".to_owned());
        for (index, member) in cluster.members.iter_mut().enumerate() {
            member.writer = writes && index == 0;
        }
        if writes {
            cluster.replication.end(at);
        }
    }

    fn tell_of_member(&mut self, arn: &str, message: String, at: DateTime<Utc>) {
        let region = region_of(arn).unwrap_or_default();
        let subject = Subject {
            kind: "db-cluster",
            identifier: identifier_of(arn),
            arn,
        };
        self.note_event(region, &subject, "global-failover", message, at);
    }
}

/// What the status says while it moves, and what events call it.
fn words_of(state: &FailoverState) -> (&'static str, &'static str) {
    if state.data_loss_allowed {
        ("failing-over", "failover")
    } else {
        ("switching-over", "switchover")
    }
}

/// A cluster as events name it.
fn place(arn: &str) -> String {
    let region = region_of(arn).unwrap_or_default();
    format!("{} in Region {region}", identifier_of(arn))
}
