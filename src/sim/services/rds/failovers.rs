//! `FailoverDBCluster`, `SwitchoverGlobalCluster` and `FailoverGlobalCluster`.

use super::{clusters, wrong_combination, wrong_instance_state};
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Change, Failure};
use crate::sim::world::databases::{DbCluster, GlobalCluster};
use crate::sim::world::lag::{identifier_of, region_of};

fn wrong_cluster_state(message: impl Into<String>) -> Failure {
    Failure::bad_request("InvalidDBClusterStateFault", message)
}

fn wrong_global_state(message: impl Into<String>) -> Failure {
    Failure::bad_request("InvalidGlobalClusterStateFault", message)
}

fn no_cluster(identifier: &str) -> Failure {
    let message = format!("DBCluster {identifier} not found.");
    Failure::not_found("DBClusterNotFoundFault", message)
}

pub(super) fn cluster(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let identifier = identifier_of(call.required("DBClusterIdentifier")?).to_ascii_lowercase();
    let cluster = call.here()?.clusters.get(&identifier);
    let cluster = cluster.ok_or_else(|| no_cluster(&identifier))?;
    if cluster.status != "available" {
        return Err(wrong_cluster_state(format!(
            "DB cluster {identifier} is not in available state."
        )));
    }
    let target = target_of(&call, cluster)?.to_owned();
    let (region, now) = (change.region, change.now);
    change
        .world
        .fail_cluster_over(region, &identifier, &target, now);
    let call = change.look();
    let cluster = call.here()?.clusters.get(&identifier);
    Ok(Record::new()
        .maybe(
            "DBCluster",
            cluster.map(|cluster| clusters::cluster_shape(&call, cluster)),
        )
        .into())
}

/// The reader that is to write: the one that is named, or the first that can, by promotion tier.
fn target_of<'a>(call: &Call<'a>, cluster: &'a DbCluster) -> Result<&'a str, Failure> {
    let identifier = &cluster.identifier;
    if !cluster.members.iter().any(|member| member.writer) {
        return Err(wrong_cluster_state(format!(
            "DB cluster {identifier} has no writer: it is a secondary of a global cluster."
        )));
    }
    let here = call.here()?;
    let able = |name: &str| {
        here.instances
            .get(name)
            .is_some_and(|instance| instance.status == "available")
    };
    let readers = cluster.members.iter().filter(|member| !member.writer);
    let Some(asked) = call.input.text("TargetDBInstanceIdentifier") else {
        return readers
            .filter(|member| able(&member.instance))
            .min_by_key(|member| member.promotion_tier)
            .map(|member| member.instance.as_str())
            .ok_or_else(|| {
                wrong_cluster_state(format!(
                    "DB cluster {identifier} has no reader that could take over."
                ))
            });
    };
    let asked = identifier_of(asked).to_ascii_lowercase();
    let member = cluster
        .members
        .iter()
        .find(|member| member.instance == asked)
        .ok_or_else(|| {
            wrong_instance_state(format!(
                "DB instance {asked} is not a member of DB cluster {identifier}."
            ))
        })?;
    if member.writer {
        return Err(wrong_instance_state(format!(
            "DB instance {asked} is already the writer of DB cluster {identifier}."
        )));
    }
    if !able(&asked) {
        return Err(wrong_instance_state(format!(
            "Instance {asked} is not in available state."
        )));
    }
    Ok(&member.instance)
}

pub(super) fn switchover_global(change: &mut Change<'_>) -> Result<Shape, Failure> {
    move_writer(change, false)
}

/// Without `AllowDataLoss` it is a switchover, as the API model has it.
pub(super) fn failover_global(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let loss = call.flag("AllowDataLoss")?.unwrap_or(false);
    let switchover = call.flag("Switchover")?.unwrap_or(false);
    if loss && switchover {
        return Err(wrong_combination(
            "AllowDataLoss and Switchover can't be specified together.",
        ));
    }
    move_writer(change, loss)
}

fn move_writer(change: &mut Change<'_>, data_loss_allowed: bool) -> Result<Shape, Failure> {
    let call = change.look();
    let name = call.required("GlobalClusterIdentifier")?;
    let identifier = identifier_of(name).to_ascii_lowercase();
    let target = call.required("TargetDbClusterIdentifier")?.to_owned();
    let missing = || {
        let message = format!("Global cluster {identifier} not found");
        Failure::not_found("GlobalClusterNotFoundFault", message)
    };
    let global = call.world.global_clusters.get(&identifier);
    let global = global
        .filter(|global| {
            let mut homes = global.members.iter().map(|it| region_of(&it.cluster_arn));
            homes.any(|home| home == Some(call.region))
        })
        .ok_or_else(missing)?;
    check_global(global)?;
    check_target(&call, global, &target, data_loss_allowed)?;
    let now = change.now;
    change
        .world
        .move_global_writer(&identifier, &target, data_loss_allowed, now);
    let global = change.world.global_clusters.get(&identifier);
    Ok(Record::new()
        .maybe("GlobalCluster", global.map(clusters::global_shape))
        .into())
}

fn check_global(global: &GlobalCluster) -> Result<(), Failure> {
    let identifier = &global.identifier;
    if global.failover.is_some() || global.status != "available" {
        return Err(wrong_global_state(format!(
            "Global cluster {identifier} is already switching over or failing over."
        )));
    }
    Ok(())
}

/// A switchover is asked of the writer's Region and needs every member; a failover is asked of the target's.
fn check_target(
    call: &Call<'_>,
    global: &GlobalCluster,
    target: &str,
    data_loss_allowed: bool,
) -> Result<(), Failure> {
    let member = global.members.iter().find(|it| it.cluster_arn == target);
    let member = member.ok_or_else(|| no_cluster(target))?;
    if member.writer {
        return Err(wrong_cluster_state(format!(
            "DB cluster {target} is already the primary cluster of the global cluster."
        )));
    }
    let cluster_of = |arn: &str| -> Option<&DbCluster> {
        let home = call.world.regions.get(region_of(arn)?)?;
        home.clusters.get(identifier_of(arn))
    };
    let cluster = cluster_of(target).ok_or_else(|| no_cluster(target))?;
    if cluster.members.is_empty() {
        return Err(wrong_cluster_state(format!(
            "DB cluster {target} has no DB instance."
        )));
    }
    let writer = global.members.iter().find(|member| member.writer);
    let writer = writer.map_or("", |member| member.cluster_arn.as_str());
    let home = region_of(if data_loss_allowed { target } else { writer });
    if data_loss_allowed && home != Some(call.region) {
        return Err(wrong_global_state(format!(
            "Call FailoverGlobalCluster in the AWS Region of the target DB cluster, {}.",
            home.unwrap_or_default()
        )));
    }
    let needed: Vec<&str> = if data_loss_allowed {
        vec![target]
    } else {
        global
            .members
            .iter()
            .map(|member| member.cluster_arn.as_str())
            .collect()
    };
    for arn in needed {
        let region = region_of(arn).unwrap_or_default();
        let able = cluster_of(arn).is_some_and(|cluster| cluster.status == "available");
        if !able || call.world.dark(region, call.now) {
            return Err(wrong_cluster_state(format!(
                "DB cluster {arn} is not in available state."
            )));
        }
    }
    let behind = global
        .members
        .iter()
        .any(|member| member.synchronization.as_deref() != Some("connected"));
    if !data_loss_allowed && behind {
        return Err(wrong_global_state(
            "The members of the global cluster are not all connected.",
        ));
    }
    Ok(())
}
