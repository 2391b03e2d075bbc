//! Harbor Outfitters: one shop in two Regions, with weeks of history.

mod alarms;
mod backups;
pub(super) mod databases;
mod dns;
mod stores;

use chrono::{DateTime, Duration, Utc};

use super::World;
use super::backups::JobEnd;
use super::databases::Tag;

/// How much history there is before the epoch: AWS Backup lists thirty days of jobs.
const HISTORY_DAYS: i64 = 35;

/// Builds the shop and lets its history happen, blemishes included: a failover six days ago, a job that
/// completed with issues four days ago and one that failed three days ago.
pub(super) fn build(seed: u64, epoch: DateTime<Utc>) -> World {
    let mut world = World::empty(seed, epoch);
    let start = epoch - Duration::days(HISTORY_DAYS);
    databases::add(&mut world);
    stores::add(&mut world);
    backups::add(&mut world);
    dns::add(&mut world);
    alarms::add(&mut world);

    world.restart_agenda(start);
    let failover = epoch - Duration::days(6);
    world.run_agenda(failover);
    databases::note_failover(&mut world, failover);
    world.run_agenda(epoch - Duration::days(5));
    let partly = JobEnd {
        state: "COMPLETED".to_owned(),
        message: Some("2 objects could not be backed up: access denied".to_owned()),
        category: Some("AccessDenied".to_owned()),
    };
    world
        .backup_ends
        .insert(stores::MEDIA_ARN.to_owned(), partly);
    world.run_agenda(epoch - Duration::days(4));
    world.backup_ends.clear();
    let failed = JobEnd {
        state: "FAILED".to_owned(),
        message: Some("The backup role may not use the file system's key.".to_owned()),
        category: Some("AccessDenied".to_owned()),
    };
    world.backup_ends.insert(stores::uploads_arn(), failed);
    world.run_agenda(epoch - Duration::days(3));
    world.backup_ends.clear();
    world.run_agenda(epoch);
    backups::add_restore_test(&mut world);
    world
}

/// The tags of the shop's resources: application, tier and, where a plan goes by it, the backup tag.
fn tags(tier: &str, backup: Option<&str>) -> Vec<Tag> {
    let mut tags = vec![
        Tag::new("Application", "harbor-outfitters"),
        Tag::new("Environment", "production"),
        Tag::new("Tier", tier),
    ];
    tags.extend(backup.map(|plan| Tag::new("Backup", plan)));
    tags
}
