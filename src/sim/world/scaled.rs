//! More of the same, for tests of load.

use chrono::{Duration, NaiveTime};

use super::backups::{Lifecycle, RecoveryPoint};
use super::databases::{DbInstance, StatusInfo};
use super::harbor::databases::postgres;
use super::{PRIMARY, STANDBY, World};

/// Adds so many pairs of a database and its replica, each with a recovery point in both Regions from the
/// last five o'clock before the epoch, and both resources protected. No plan covers them: a day of ten
/// thousand jobs is not what a test of load is about.
pub(super) fn add(world: &mut World, resources: usize) {
    let created = world.epoch - Duration::days(100);
    let five = NaiveTime::from_hms_opt(5, 0, 0).unwrap_or_default();
    let today = world.epoch.date_naive().and_time(five).and_utc();
    let backed_up = if today <= world.epoch {
        today
    } else {
        today - Duration::days(1)
    };
    let role = format!(
        "arn:aws:iam::{}:role/service-role/AWSBackupDefaultServiceRole",
        world.account
    );
    for index in 0..resources {
        let name = World::scaled_name(index);
        let standby_name = format!("{name}-usw2");
        let mut source = postgres(PRIMARY, &name, created);
        let replica = DbInstance {
            read_replica_source: Some(source.arn.clone()),
            status_infos: vec![StatusInfo::replicating()],
            backup_retention_days: 0,
            ..postgres(STANDBY, &standby_name, created)
        };
        source.multi_az = true;
        source.backup_retention_days = 1;
        source.read_replicas.push(replica.arn.clone());
        for region in [PRIMARY, STANDBY] {
            let job =
                super::random::uuid(world.seed, &["scaled", region], index.cast_signed() as i64);
            let point = RecoveryPoint {
                arn: world.recovery_point_arn(region, &source.arn, &job),
                resource_arn: source.arn.clone(),
                resource_type: "RDS".to_owned(),
                resource_name: Some(name.clone()),
                source_vault_arn: (region == STANDBY).then(|| {
                    format!(
                        "arn:aws:backup:{PRIMARY}:{}:backup-vault:harbor",
                        world.account
                    )
                }),
                status: "COMPLETED".to_owned(),
                message: None,
                initiated: Some(backed_up),
                created: backed_up,
                completed: Some(backed_up),
                size_bytes: 64 << 30,
                lifecycle: Lifecycle {
                    cold_after_days: None,
                    delete_after_days: Some(35),
                },
                key_arn: None,
                role_arn: role.clone(),
                created_by: None,
                last_restore: None,
                is_parent: false,
                parent_arn: None,
            };
            world.keep(region, "harbor", point, backed_up);
        }
        world.region_mut(PRIMARY).instances.insert(name, source);
        world
            .region_mut(STANDBY)
            .instances
            .insert(standby_name, replica);
    }
}
