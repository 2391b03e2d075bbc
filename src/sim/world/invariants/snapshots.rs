//! What RDS keeps beside its databases.

use chrono::{DateTime, Duration, Utc};

use super::Contradictions;
use crate::sim::world::World;

/// Snapshots are where they are looked for and none is of the future; events are in their order and no older
/// than RDS keeps them.
pub(super) fn kept(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for (region, here) in &world.regions {
        for (key, it) in &here.snapshots {
            found.unless(*key == it.identifier, || {
                format!("{key} holds {}", it.identifier)
            });
            let ordered = it.original_created <= it.created && it.created <= now;
            found.unless(ordered, || {
                format!(
                    "{} was taken {} of {}",
                    it.arn, it.created, it.original_created
                )
            });
        }
        for (key, it) in &here.cluster_snapshots {
            found.unless(*key == it.identifier, || {
                format!("{key} holds {}", it.identifier)
            });
            found.unless(it.created <= now, || {
                format!("{} was taken {}", it.arn, it.created)
            });
        }
        let dates: Vec<DateTime<Utc>> = here.events.iter().map(|event| event.date).collect();
        found.unless_oldest_first(dates.iter().copied(), "events");
        found.unless(dates.last().is_none_or(|last| *last <= now), || {
            format!("an event of {region} is of the future")
        });
        // What is too old goes at midnight.
        let oldest = now - Duration::days(15);
        found.unless(dates.iter().all(|date| *date >= oldest), || {
            format!("an event of {region} is older than fourteen days")
        });
    }
}
