//! Health checks and alarms.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::Contradictions;
use crate::sim::world::World;
use crate::sim::world::health::{CHECKER_REGIONS, CheckKind, HealthCheck};

/// The share of checkers above which an endpoint is healthy (Route 53 developer guide: "more than 18 %").
const HEALTHY_ABOVE: f64 = 0.18;

/// What Route 53 allows of a check, and that its checkers' counts agree with its health.
pub(super) fn checks(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for (id, check) in &world.health_checks {
        found.unless(*id == check.id, || format!("{id} holds {}", check.id));
        found.unless([10, 30].contains(&check.interval_seconds), || {
            format!("{id} checks every {} s", check.interval_seconds)
        });
        found.unless((1..=10).contains(&check.failure_threshold), || {
            format!("{id} turns after {} checks", check.failure_threshold)
        });
        found.unless(check.version >= 1, || {
            format!("{id} has version {}", check.version)
        });
        match &check.kind {
            CheckKind::Http { .. } | CheckKind::Tcp => checkers(world, check, now, found),
            CheckKind::Calculated {
                children,
                threshold,
            } => {
                let there = |child: &String| world.health_checks.contains_key(child);
                found.unless(children.len() <= 255 && children.iter().all(there), || {
                    format!("{id} has children that are not there")
                });
                found.unless((0..=256).contains(threshold), || {
                    format!("{id} wants {threshold} healthy children")
                });
                let healthy = world.healthy_children(check, now).unwrap_or(usize::MAX);
                found.unless(healthy <= children.len(), || {
                    format!("{id} has {healthy} healthy children of {}", children.len())
                });
            }
            CheckKind::CloudWatch { region, alarm, .. } => {
                let here = world.regions.get(region);
                let there = here.is_some_and(|here| here.metric_alarms.contains_key(alarm));
                found.unless(there, || {
                    format!("{id} follows {alarm} in {region}, which is not there")
                });
            }
            CheckKind::RecoveryControl { .. } => {}
        }
    }
}

fn checkers(world: &World, check: &HealthCheck, now: DateTime<Utc>, found: &mut Contradictions) {
    let id = &check.id;
    let seen = world.observations(check, now);
    let regions: BTreeSet<&str> = seen.iter().map(|it| it.region).collect();
    let addresses: BTreeSet<&str> = seen.iter().map(|it| it.address.as_str()).collect();
    found.unless(regions.len() == CHECKER_REGIONS.len(), || {
        format!("{id} is checked from {} Regions", regions.len())
    });
    found.unless(addresses.len() == seen.len(), || {
        format!("{id} has a checker twice")
    });
    let recent = now - Duration::seconds(check.interval_seconds);
    let recently = seen
        .iter()
        .all(|it| it.checked <= now && it.checked >= recent);
    found.unless(recently, || {
        format!("{id} was checked after {now} or before {recent}")
    });
    let healthy = seen.iter().filter(|it| it.healthy).count();
    let raw = healthy as f64 / seen.len().max(1) as f64 > HEALTHY_ABOVE;
    let effective = (check.disabled || raw) != check.inverted;
    found.unless(world.effective_health(id, now) == effective, || {
        format!(
            "{id} is healthy for {healthy} of {} checkers, and said to be {}",
            seen.len(),
            !effective
        )
    });
    found.unless(
        seen.iter()
            .all(|it| it.success || !it.healthy || check.failure_threshold > 1),
        || format!("{id} turns before its {} checks", check.failure_threshold),
    );
}

/// Alarms are where they are looked for, and a composite one watches alarms that are there.
pub(super) fn alarms(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for (region, here) in &world.regions {
        let metric = here
            .metric_alarms
            .iter()
            .map(|(name, it)| (name, &it.common));
        let composite = here
            .composite_alarms
            .iter()
            .map(|(name, it)| (name, &it.common));
        for (name, common) in metric.chain(composite) {
            found.unless(*name == common.name, || {
                format!("{name} holds {}", common.name)
            });
            found.unless(common.state_since <= now, || {
                format!("{name} in {region} turned at {}", common.state_since)
            });
            found.unless(
                common.held.is_none_or(|held| held == common.state) || common.state_since < now,
                || format!("{name} in {region} is held and is not as it is held"),
            );
        }
        for (name, it) in &here.composite_alarms {
            let there = |child: &String| {
                here.metric_alarms.contains_key(child) || here.composite_alarms.contains_key(child)
            };
            found.unless(it.any_of.iter().all(there), || {
                format!("{name} in {region} watches alarms that are not there")
            });
        }
    }
}
