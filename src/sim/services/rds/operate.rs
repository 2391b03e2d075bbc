//! `PromoteReadReplica`, `RebootDBInstance` and `StopDBInstance`.

use super::{check_available, instance_of, instances, wrong_combination, wrong_instance_state};
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Change, Failure};

/// `BackupRetentionPeriod` of a promotion that says none.
const USUAL_RETENTION: i64 = 1;

/// The answer of all three: the instance, as it is now.
fn answered(change: &Change<'_>, identifier: &str) -> Result<Shape, Failure> {
    let call = change.look();
    let instance = instance_of(&call, identifier)?;
    Ok(Record::new()
        .with("DBInstance", instances::shape(&call, instance))
        .into())
}

pub(super) fn promote(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let instance = instance_of(&call, call.required("DBInstanceIdentifier")?)?;
    let identifier = instance.identifier.clone();
    let days = call
        .whole("BackupRetentionPeriod")?
        .unwrap_or(USUAL_RETENTION);
    if !(0..=35).contains(&days) {
        return Err(call.invalid(format!(
            "Invalid backup retention period: {days}. Must be between 0 and 35."
        )));
    }
    if days == 0 && !instance.read_replicas.is_empty() {
        return Err(call.invalid(
            "Backup retention period can't be set to 0 for a DB instance that has read replicas.",
        ));
    }
    if instance.read_replica_source.is_none() {
        return Err(wrong_instance_state("DB Instance is not a read replica."));
    }
    check_available(instance)?;
    let window = call.input.text("PreferredBackupWindow").map(str::to_owned);
    let (region, now) = (change.region, change.now);
    change.world.promote(region, &identifier, days, now);
    let promoted = change.world.instance_mut(region, &identifier);
    if let (Some(window), Some(instance)) = (window, promoted) {
        instance.backup_window = window;
    }
    answered(change, &identifier)
}

pub(super) fn reboot(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let instance = instance_of(&call, call.required("DBInstanceIdentifier")?)?;
    let identifier = instance.identifier.clone();
    let failover = call.flag("ForceFailover")?.unwrap_or(false);
    if failover && !instance.multi_az {
        return Err(wrong_combination(
            "You cannot specify ForceFailover for a DB instance that is not a Multi-AZ deployment.",
        ));
    }
    check_available(instance)?;
    let (region, now) = (change.region, change.now);
    change.world.reboot(region, &identifier, failover, now);
    answered(change, &identifier)
}

/// RDS stops neither a read replica nor an instance that has one, and Aurora's only with their cluster (RDS
/// User Guide, "Stopping an Amazon RDS DB instance temporarily").
pub(super) fn stop(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let instance = instance_of(&call, call.required("DBInstanceIdentifier")?)?;
    let identifier = instance.identifier.clone();
    if instance.cluster.is_some() {
        return Err(Failure::bad_request(
            "InvalidDBClusterStateFault",
            format!("Instance {identifier} belongs to a DB cluster. Use StopDBCluster instead."),
        ));
    }
    check_available(instance)?;
    if instance.read_replica_source.is_some() || !instance.read_replicas.is_empty() {
        return Err(wrong_instance_state(format!(
            "Instance {identifier} cannot be stopped because it is a read replica or has read replicas."
        )));
    }
    let (region, now) = (change.region, change.now);
    change.world.stop(region, &identifier, now);
    answered(change, &identifier)
}
