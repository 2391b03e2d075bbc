//! What no instant alone can tell: what was, and may not have changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::backups::is_final;
use super::{Contradictions, metrics};
use crate::sim::world::World;
use crate::sim::world::health::HealthCheck;
use crate::sim::world::metrics::minute_of;

/// A job that ended says the same for ever.
pub(super) fn finished_jobs(
    earlier: &World,
    world: &World,
    _now: DateTime<Utc>,
    found: &mut Contradictions,
) {
    for (region, before) in &earlier.regions {
        let Some(here) = world.regions.get(region) else {
            found.unless(false, || format!("{region} is gone"));
            continue;
        };
        let ended = before.backup_jobs.iter().filter(|job| is_final(&job.state));
        unchanged(ended, &here.backup_jobs, |job| &job.id, found);
        let ended = before.copy_jobs.iter().filter(|job| is_final(&job.state));
        unchanged(ended, &here.copy_jobs, |job| &job.id, found);
        let ended = before
            .restore_jobs
            .iter()
            .filter(|job| is_final(&job.status));
        unchanged(ended, &here.restore_jobs, |job| &job.id, found);
    }
}

fn unchanged<'a, T: PartialEq + 'a>(
    ended: impl Iterator<Item = &'a T>,
    now: &'a [T],
    id: impl Fn(&T) -> &String,
    found: &mut Contradictions,
) {
    let now: BTreeMap<&String, &T> = now.iter().map(|job| (id(job), job)).collect();
    for job in ended {
        let later = now.get(id(job));
        found.unless(later.is_none_or(|later| *later == job), || {
            format!("{} had ended and is another", id(job))
        });
    }
}

/// What of a check is its configuration: all but its version and what its checkers find.
fn configuration(check: &HealthCheck) -> HealthCheck {
    let mut configuration = check.clone();
    configuration.version = 0;
    configuration.endpoint.up = true;
    configuration.endpoint.since = DateTime::UNIX_EPOCH;
    configuration.endpoint.earlier.clear();
    configuration
}

/// `HealthCheckVersion` is the optimistic lock of a check: whoever changes its configuration raises it.
pub(super) fn versions(
    earlier: &World,
    world: &World,
    _now: DateTime<Utc>,
    found: &mut Contradictions,
) {
    for (id, before) in &earlier.health_checks {
        let Some(check) = world.health_checks.get(id) else {
            continue;
        };
        let same = configuration(before) == configuration(check);
        let raised = check.version > before.version;
        found.unless(raised || (same && check.version == before.version), || {
            format!(
                "{id} went from version {} to {}",
                before.version, check.version
            )
        });
    }
}

/// Whatever CloudWatch has delivered of a minute it goes on delivering, as long as nobody edits the metric.
/// The flags of a check are not kept by time: what its metrics say of the past is by today's flags.
pub(super) fn datapoints(
    earlier: &World,
    world: &World,
    now: DateTime<Utc>,
    found: &mut Contradictions,
) {
    if earlier.metric_edits != world.metric_edits {
        return;
    }
    let flags = |world: &World| -> Vec<HealthCheck> {
        world.health_checks.values().map(configuration).collect()
    };
    let same_flags = flags(earlier) == flags(world);
    let reached = earlier.agenda.reached();
    for (region, metric) in metrics::all(earlier) {
        if metric.namespace == "AWS/Route53" && !same_flags {
            continue;
        }
        for minutes in 2..4 {
            let minute = minute_of(reached) - Duration::minutes(minutes);
            let Some(value) = earlier.datapoint(region, &metric, minute, reached) else {
                continue;
            };
            let later = world.datapoint(region, &metric, minute, now);
            found.unless(later == Some(value), || {
                format!(
                    "{} of {:?} said {value} at {minute}, and says {later:?}",
                    metric.name, metric.dimensions
                )
            });
        }
    }
}
