//! Jobs, copies, restores and recovery points: their order in time, and that they agree with each other.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::Contradictions;
use crate::sim::world::backups::{BackupVault, RecoveryPoint};
use crate::sim::world::lag::{identifier_of, region_of};
use crate::sim::world::{Region, World};

/// Whether a state of a job is one it never leaves.
pub(super) fn is_final(state: &str) -> bool {
    matches!(
        state,
        "COMPLETED" | "FAILED" | "EXPIRED" | "ABORTED" | "PARTIAL"
    )
}

/// Notes instants that are not in their order, or lie ahead.
fn in_order(
    times: &[Option<DateTime<Utc>>],
    now: DateTime<Utc>,
    whose: &str,
    found: &mut Contradictions,
) {
    let known: Vec<DateTime<Utc>> = times.iter().flatten().copied().collect();
    found.unless(known.is_sorted(), || {
        format!("{whose} has its times out of order: {known:?}")
    });
    found.unless(known.iter().all(|time| *time <= now), || {
        format!("{whose} has a time after {now}: {known:?}")
    });
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>, found: &mut Contradictions) {
    let mut seen = BTreeSet::new();
    for id in ids {
        found.unless(seen.insert(id), || format!("{id} is there twice"));
    }
}

fn vault_of<'w>(world: &'w World, arn: &str) -> Option<&'w BackupVault> {
    let here = world.regions.get(region_of(arn)?)?;
    here.vaults.get(identifier_of(arn))
}

fn points(here: &Region) -> impl Iterator<Item = &RecoveryPoint> {
    let vaults = here.vaults.values();
    vaults.flat_map(|vault| vault.recovery_points.values())
}

/// Whether a point made at this instant and kept as long may have been let go: once a day that is done.
fn may_be_gone(at: DateTime<Utc>, days: Option<i64>, now: DateTime<Utc>) -> bool {
    days.is_some_and(|days| now - at >= Duration::days(days - 1))
}

/// Their times, and the recovery points of those that succeeded.
pub(super) fn backup_jobs(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for here in world.regions.values() {
        unique(here.backup_jobs.iter().map(|job| job.id.as_str()), found);
        let created = here.backup_jobs.iter().map(|job| job.created);
        found.unless_oldest_first(created, "backup jobs");
        let points: BTreeSet<&str> = points(here).map(|point| point.arn.as_str()).collect();
        for job in &here.backup_jobs {
            let times = [Some(job.created), job.initiated, job.completed];
            in_order(&times, now, &job.id, found);
            found.unless(job.completed.is_some() == is_final(&job.state), || {
                format!("{} is {} and ended {:?}", job.id, job.state, job.completed)
            });
            let begun = job.initiated.is_some();
            found.unless(
                begun || !["RUNNING", "COMPLETED", "PARTIAL"].contains(&job.state.as_str()),
                || format!("{} is {} and never began", job.id, job.state),
            );
            let usable = matches!(job.state.as_str(), "COMPLETED" | "PARTIAL");
            found.unless(job.recovery_point_arn.is_some() == usable, || {
                format!(
                    "{} is {} with {:?}",
                    job.id, job.state, job.recovery_point_arn
                )
            });
            let made = job.initiated.unwrap_or(job.created);
            if let Some(point) = &job.recovery_point_arn
                && !may_be_gone(made, job.lifecycle.delete_after_days, now)
            {
                found.unless(points.contains(point.as_str()), || {
                    format!("{} made {point}, which is in no vault", job.id)
                });
            }
            found.unless(here.vaults.contains_key(&job.vault), || {
                format!("{} goes into {}, which is not there", job.id, job.vault)
            });
        }
    }
}

/// Their times, their vaults, and the recovery points of those that succeeded.
pub(super) fn copy_jobs(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for here in world.regions.values() {
        unique(here.copy_jobs.iter().map(|job| job.id.as_str()), found);
        let created = here.copy_jobs.iter().map(|job| job.created);
        found.unless_oldest_first(created, "copy jobs");
        for job in &here.copy_jobs {
            in_order(&[Some(job.created), job.completed], now, &job.id, found);
            found.unless(job.completed.is_some() == is_final(&job.state), || {
                format!("{} is {} and ended {:?}", job.id, job.state, job.completed)
            });
            let done = job.state == "COMPLETED";
            found.unless(job.destination_recovery_point_arn.is_some() == done, || {
                let made = &job.destination_recovery_point_arn;
                format!("{} is {} with {made:?}", job.id, job.state)
            });
            for arn in [&job.source_vault_arn, &job.destination_vault_arn] {
                found.unless(vault_of(world, arn).is_some(), || {
                    format!("{} names {arn}, which is not there", job.id)
                });
            }
        }
    }
}

/// Their times, and how far they say they are.
pub(super) fn restore_jobs(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for here in world.regions.values() {
        unique(here.restore_jobs.iter().map(|job| job.id.as_str()), found);
        let created = here.restore_jobs.iter().map(|job| job.created);
        found.unless_oldest_first(created, "restore jobs");
        for job in &here.restore_jobs {
            let times = [
                Some(job.recovery_point_created),
                Some(job.created),
                job.completed,
            ];
            in_order(&times, now, &job.id, found);
            found.unless(job.completed.is_some() == is_final(&job.status), || {
                format!("{} is {} and ended {:?}", job.id, job.status, job.completed)
            });
            found.unless((0.0..=100.0).contains(&job.percent_done), || {
                format!("{} is {} % done", job.id, job.percent_done)
            });
            found.unless(vault_of(world, &job.vault_arn).is_some(), || {
                format!("{} names {}, which is not there", job.id, job.vault_arn)
            });
        }
    }
}

/// Each is of a job or a copy that completed, of a protected resource, and not past its deletion.
pub(super) fn recovery_points(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    let all = || world.regions.values();
    let backed_up: BTreeSet<&str> = all()
        .flat_map(|here| &here.backup_jobs)
        .filter(|job| is_final(&job.state))
        .filter_map(|job| job.recovery_point_arn.as_deref())
        .collect();
    let copied: BTreeSet<&str> = all()
        .flat_map(|here| &here.copy_jobs)
        .filter(|job| is_final(&job.state))
        .filter_map(|job| job.destination_recovery_point_arn.as_deref())
        .collect();
    for here in all() {
        unique(points(here).map(|point| point.arn.as_str()), found);
        for vault in here.vaults.values() {
            for (key, point) in &vault.recovery_points {
                let arn = &point.arn;
                found.unless(*key == point.key(), || {
                    format!("{arn} is in another's place")
                });
                found.unless(here.protected.contains_key(&point.resource_arn), || {
                    format!("{arn} is of {}, which is not protected", point.resource_arn)
                });
                in_order(
                    &[point.initiated, Some(point.created), point.completed],
                    now,
                    arn,
                    found,
                );
                // What is older than the world, and made by no plan, came with it.
                if point.created_by.is_some() || point.created > world.epoch {
                    let made = match &point.source_vault_arn {
                        Some(_) => &copied,
                        None => &backed_up,
                    };
                    let whole = matches!(point.status.as_str(), "COMPLETED" | "PARTIAL");
                    found.unless(!whole || made.contains(arn.as_str()), || {
                        format!("{arn} is of no job that completed")
                    });
                }
                if let Some(source) = &point.source_vault_arn {
                    found.unless(vault_of(world, source).is_some(), || {
                        format!("{arn} was copied from {source}, which is not there")
                    });
                }
                // What is past its time is let go at midnight.
                let kept = point
                    .delete_at()
                    .is_none_or(|at| now - at <= Duration::days(1));
                found.unless(kept, || format!("{arn} is past {:?}", point.delete_at()));
            }
        }
    }
}

/// Their rules lead to vaults that are there.
pub(super) fn plans(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for here in world.regions.values() {
        for (id, plan) in &here.plans {
            found.unless(*id == plan.id, || format!("{id} holds {}", plan.id));
            in_order(&[Some(plan.created), plan.last_execution], now, id, found);
            for rule in &plan.rules {
                found.unless(here.vaults.contains_key(&rule.vault), || {
                    format!("{id} backs up into {}, which is not there", rule.vault)
                });
                for copy in &rule.copies {
                    let arn = &copy.destination_vault_arn;
                    found.unless(vault_of(world, arn).is_some(), || {
                        format!("{id} copies to {arn}, which is not there")
                    });
                }
            }
        }
    }
}
