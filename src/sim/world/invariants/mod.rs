//! What holds in the world whatever the seed, however the days go, and whatever is done to it.
//!
//! Each invariant is a function over the world at an instant and a line in [`INVARIANTS`]; what no instant
//! alone can tell is a function over two of them and a line in [`HISTORIES`]. Whoever changes the world (a
//! scenario, an operation, an action) is held to all of them by asking [`World::contradictions`] afterwards.

mod backups;
mod databases;
mod health;
mod history;
mod metrics;
mod names;
mod snapshots;
mod statuses;

use chrono::{DateTime, Utc};

use super::World;
pub use statuses::INSTANCE_STATUSES;

/// What was found to contradict itself.
#[derive(Debug, Default)]
struct Contradictions {
    invariant: &'static str,
    found: Vec<String>,
}

impl Contradictions {
    /// Notes what is wrong, unless it holds.
    fn unless(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.found.push(format!("{}: {}", self.invariant, what()));
        }
    }

    /// Notes a list that is not kept from the oldest to the newest: its pages are found by time.
    fn unless_oldest_first(&mut self, times: impl Iterator<Item = DateTime<Utc>>, of: &str) {
        self.unless(times.is_sorted(), || {
            format!("the {of} of a Region are not from the oldest to the newest")
        });
    }
}

/// An invariant of one instant.
type Invariant = fn(&World, DateTime<Utc>, &mut Contradictions);

/// An invariant of two instants: the world earlier, and now.
type History = fn(&World, &World, DateTime<Utc>, &mut Contradictions);

/// Every invariant of one instant.
const INVARIANTS: [(&str, Invariant); 16] = [
    ("replicas and their sources", databases::replicas),
    ("clusters and their members", databases::clusters),
    ("global clusters", databases::global_clusters),
    ("statuses of databases", statuses::databases),
    ("statuses of backups", statuses::backups),
    ("backup jobs", backups::backup_jobs),
    ("copy jobs", backups::copy_jobs),
    ("restore jobs", backups::restore_jobs),
    ("recovery points", backups::recovery_points),
    ("backup plans", backups::plans),
    ("snapshots and events", snapshots::kept),
    ("health checks and their checkers", health::checks),
    ("alarms", health::alarms),
    ("record sets", names::record_sets),
    ("answers of failover pairs", names::failover_pairs),
    ("datapoints", metrics::datapoints),
];

/// Every invariant of two instants.
const HISTORIES: [(&str, History); 3] = [
    ("what is finished stays", history::finished_jobs),
    ("a changed check has another version", history::versions),
    ("what was delivered stays delivered", history::datapoints),
];

impl World {
    /// What contradicts itself in the world at an instant, each in a line that begins with the invariant it
    /// breaks; nothing in a sound world. The world must have come to that instant.
    pub fn contradictions(&self, now: DateTime<Utc>) -> Vec<String> {
        let mut contradictions = Contradictions::default();
        for (name, check) in INVARIANTS {
            contradictions.invariant = name;
            check(self, now, &mut contradictions);
        }
        contradictions.found
    }

    /// What contradicts an earlier state of the same world, in the same way.
    pub fn contradictions_since(&self, earlier: &World, now: DateTime<Utc>) -> Vec<String> {
        let mut contradictions = Contradictions::default();
        for (name, check) in HISTORIES {
            contradictions.invariant = name;
            check(earlier, self, now, &mut contradictions);
        }
        contradictions.found
    }
}
