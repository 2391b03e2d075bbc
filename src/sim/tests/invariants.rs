//! What holds in the world whatever the seed and however the days go.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::Lab;
use crate::sim::World;
use crate::sim::world::lag::{identifier_of, region_of};

/// Jobs, copies and recovery points agree with each other.
fn backups_agree(world: &World) {
    let points: BTreeSet<&str> = world
        .regions
        .values()
        .flat_map(|region| region.vaults.values())
        .flat_map(|vault| vault.recovery_points.values())
        .map(|point| point.arn.as_str())
        .collect();
    for region in world.regions.values() {
        let ids: BTreeSet<&str> = region
            .backup_jobs
            .iter()
            .map(|job| job.id.as_str())
            .collect();
        assert_eq!(ids.len(), region.backup_jobs.len());
        for job in &region.backup_jobs {
            let kept = job.completed.is_some_and(|completed| {
                // What is kept shortest is kept for 35 days.
                world.epoch - completed < TimeDelta::days(33)
            });
            match job.state.as_str() {
                "COMPLETED" if kept => {
                    let arn = job.recovery_point_arn.as_deref().unwrap();
                    assert!(points.contains(arn), "{arn}");
                }
                "COMPLETED" => {}
                _ => assert_eq!(job.recovery_point_arn, None),
            }
            assert!(
                job.initiated
                    .is_none_or(|initiated| initiated >= job.created)
            );
            assert!(
                job.completed
                    .is_none_or(|completed| Some(completed) >= job.initiated)
            );
        }
        for copy in &region.copy_jobs {
            let done = copy.state == "COMPLETED";
            assert_eq!(copy.destination_recovery_point_arn.is_some(), done);
            assert_eq!(copy.completed.is_some(), done);
        }
        for vault in region.vaults.values() {
            for (key, point) in &vault.recovery_points {
                assert_eq!(*key, point.key());
                assert!(region.protected.contains_key(&point.resource_arn));
            }
        }
    }
}

/// What refers to something refers to what there is.
fn references_lead_somewhere(world: &World) {
    for region in world.regions.values() {
        for instance in region.instances.values() {
            if let Some(source) = &instance.read_replica_source {
                let home = &world.regions[region_of(source).unwrap()];
                let source = &home.instances[identifier_of(source)];
                assert!(source.read_replicas.contains(&instance.arn));
            }
            if let Some(cluster) = &instance.cluster {
                let members = &region.clusters[cluster].members;
                assert!(
                    members
                        .iter()
                        .any(|member| member.instance == instance.identifier)
                );
            }
        }
    }
    for record in world.zones.values().flat_map(|zone| zone.records.values()) {
        if let Some(check) = &record.health_check {
            assert!(world.health_checks.contains_key(check));
        }
    }
    for global in world.global_clusters.values() {
        assert_eq!(
            global.members.iter().filter(|member| member.writer).count(),
            1
        );
    }
}

#[test]
fn the_world_agrees_with_itself_for_every_seed_on_every_day() {
    for seed in 0..25 {
        let lab = Lab::of(World::harbor(seed, super::epoch()));
        for _ in 0..8 {
            lab.sim.with_world(|world| {
                backups_agree(world);
                references_lead_somewhere(world);
            });
            lab.pass(TimeDelta::minutes(311));
        }
    }
}

#[test]
fn a_lost_region_makes_no_backups_and_its_restorable_times_stand_still() {
    let lab = Lab::new();
    let lost = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").lose(lost));
    lab.pass(TimeDelta::days(2));
    lab.sim.with_world(|world| {
        backups_agree(world);
        let primary = &world.regions["us-east-1"];
        assert!(primary.backup_jobs.iter().all(|job| job.created <= lost));
        assert!(
            primary
                .snapshots
                .values()
                .all(|snapshot| snapshot.created <= lost)
        );
    });
    // The copy of the automated backups in the standby Region tells how far they got.
    let form = "Action=DescribeDBInstanceAutomatedBackups&DBInstanceIdentifier=orders-db";
    let (_, xml) = lab.form("rds", "us-west-2", form);
    let latest = super::element(&xml, "LatestTime").unwrap();
    let latest = chrono::DateTime::parse_from_rfc3339(latest)
        .unwrap()
        .to_utc();
    assert!(latest <= lost && lost - latest < TimeDelta::minutes(5));
}
