//! What a scenario does to the world.

use chrono::{DateTime, TimeDelta, Utc};

use crate::sim::world::backups::JobEnd;
use crate::sim::world::databases::StatusInfo;
use crate::sim::world::interruptions::Interruptions;
use crate::sim::world::metrics::{MetricChange, MetricEdit};
use crate::sim::world::{Endpoints, World};

/// A change to the world. What it names is there: it was looked up when the scenario was read.
#[derive(Debug, Clone)]
pub(in crate::sim) enum Change {
    /// What the endpoints of a Region do, and whether anything runs in it.
    Region {
        region: String,
        endpoints: Option<Endpoints>,
        dark: Option<bool>,
    },
    /// What a metric says.
    Metric {
        region: Option<String>,
        metric: String,
        dimension: Option<String>,
        lasting: Option<TimeDelta>,
        change: MetricChange,
    },
    /// Whether a replica or a secondary cluster receives anything.
    Replication {
        region: String,
        replica: String,
        running: bool,
        message: Option<String>,
    },
    /// The status of an instance.
    Instance {
        region: String,
        instance: String,
        status: String,
    },
    /// Somebody promotes a read replica.
    Promote { region: String, instance: String },
    /// What the checkers of a health check find, and its flags.
    Check {
        id: String,
        up: Option<bool>,
        disabled: Option<bool>,
        inverted: Option<bool>,
    },
    /// How the next jobs of a resource end.
    Jobs {
        resource: String,
        backup: Option<JobEnd>,
        copy: Option<JobEnd>,
    },
    /// A backup plan runs out of turn.
    RunPlan { region: String, plan: String },
    /// Whether a load balancer has healthy targets.
    Balancer { region: String, healthy: bool },
}

impl Change {
    /// Changes the world at an instant.
    pub(in crate::sim) fn apply(&self, world: &mut World, at: DateTime<Utc>) {
        match self {
            Change::Region {
                region,
                endpoints,
                dark,
            } => {
                let here = world.region_mut(region);
                if let Some(endpoints) = endpoints {
                    here.endpoints = *endpoints;
                }
                match dark {
                    Some(true) => {
                        here.dark_since.get_or_insert(at);
                    }
                    Some(false) => here.light_up(at),
                    None => {}
                }
            }
            Change::Metric {
                region,
                metric,
                dimension,
                lasting,
                change,
            } => world.metric_edits.push(MetricEdit {
                region: region.clone(),
                metric: Some(metric.clone()),
                dimension: dimension.clone(),
                since: Some(at),
                until: lasting.and_then(|lasting| at.checked_add_signed(lasting)),
                change: *change,
            }),
            Change::Replication {
                region,
                replica,
                running,
                message,
            } => replicate(world, region, replica, *running, message.as_deref(), at),
            Change::Instance {
                region,
                instance,
                status,
            } => {
                if let Some(instance) = world.instance_mut(region, instance) {
                    instance.status.clone_from(status);
                }
            }
            Change::Promote { region, instance } => {
                let retention = world
                    .instance_mut(region, instance)
                    .map_or(1, |instance| instance.backup_retention_days);
                world.promote(region, instance, retention, at);
            }
            Change::Check {
                id,
                up,
                disabled,
                inverted,
            } => {
                let Some(check) = world.health_checks.get_mut(id) else {
                    return;
                };
                if let Some(up) = up {
                    check.endpoint.turn(*up, at);
                }
                let before = (check.disabled, check.inverted);
                check.disabled = disabled.unwrap_or(check.disabled);
                check.inverted = inverted.unwrap_or(check.inverted);
                if before != (check.disabled, check.inverted) {
                    check.version += 1;
                }
            }
            Change::Jobs {
                resource,
                backup,
                copy,
            } => {
                if let Some(end) = backup {
                    world.backup_ends.insert(resource.clone(), end.clone());
                }
                if let Some(end) = copy {
                    world.copy_ends.insert(resource.clone(), end.clone());
                }
            }
            Change::RunPlan { region, plan } => world.run_plan(region, plan, at),
            Change::Balancer { region, healthy } => {
                for host in world.hosts.values_mut() {
                    if host.region.as_deref() == Some(region) {
                        host.healthy = *healthy;
                    }
                }
            }
        }
    }
}

/// Stops or resumes what a replica receives. An instance says so in its status; a secondary cluster says
/// nothing, and only its lag shows.
fn replicate(
    world: &mut World,
    region: &str,
    replica: &str,
    running: bool,
    message: Option<&str>,
    at: DateTime<Utc>,
) {
    let turn = |replication: &mut Interruptions| {
        if running {
            replication.end(at);
        } else {
            replication.begin(at);
        }
    };
    let here = world.region_mut(region);
    if let Some(instance) = here.instances.get_mut(replica) {
        if instance.read_replica_source.is_none() {
            // Somebody has promoted it meanwhile: it follows nobody.
            return;
        }
        turn(&mut instance.replication);
        instance.status_infos = vec![if running {
            StatusInfo::replicating()
        } else {
            StatusInfo {
                normal: false,
                status: "error".to_owned(),
                message: message.map(str::to_owned),
                ..StatusInfo::replicating()
            }
        }];
    } else if let Some(cluster) = here.clusters.get_mut(replica) {
        turn(&mut cluster.replication);
    }
}
