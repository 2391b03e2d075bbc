//! `CreateDBSnapshot` and `RestoreDBInstanceToPointInTime`.

use chrono::Duration;

use super::{
    check_available, check_identifier, instance_of, instances, snapshots, tags_of,
    wrong_combination, wrong_instance_state,
};
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Change, Failure};
use crate::sim::world::databases::DbInstance;
use crate::sim::world::operations::Restored;

/// The subnet groups there are in either Region.
const SUBNET_GROUPS: [&str; 2] = ["harbor-data", "restore-test"];

pub(super) fn create_snapshot(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let identifier = call.required("DBSnapshotIdentifier")?;
    check_identifier(&call, "DBSnapshotIdentifier", identifier)?;
    let identifier = identifier.to_ascii_lowercase();
    let instance = instance_of(&call, call.required("DBInstanceIdentifier")?)?;
    if instance.cluster.is_some() {
        return Err(wrong_instance_state(format!(
            "Instance {} belongs to a DB cluster. Use CreateDBClusterSnapshot instead.",
            instance.identifier
        )));
    }
    if call.here()?.snapshots.contains_key(&identifier) {
        return Err(Failure::bad_request(
            "DBSnapshotAlreadyExists",
            format!(
                "Cannot create the snapshot because a snapshot with the identifier {identifier} \
                 already exists."
            ),
        ));
    }
    check_available(instance)?;
    let source = instance.identifier.clone();
    let tags = tags_of(&call);
    let (region, now) = (change.region, change.now);
    change
        .world
        .begin_snapshot(region, &source, &identifier, tags, now);
    let call = change.look();
    let snapshot = call.here()?.snapshots.get(&identifier);
    Ok(Record::new()
        .maybe(
            "DBSnapshot",
            snapshot.map(|snapshot| snapshots::snapshot_shape(&call, snapshot)),
        )
        .into())
}

pub(super) fn restore(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let identifier = call.required("TargetDBInstanceIdentifier")?;
    check_identifier(&call, "TargetDBInstanceIdentifier", identifier)?;
    let identifier = identifier.to_ascii_lowercase();
    let source = source_of(&call)?;
    if call.here()?.instances.contains_key(&identifier) {
        return Err(Failure::bad_request(
            "DBInstanceAlreadyExists",
            format!("DB instance already exists: {identifier}"),
        ));
    }
    if source.backup_retention_days == 0 {
        return Err(Failure::bad_request(
            "PointInTimeRestoreNotEnabled",
            format!(
                "Point in time restore is not enabled for DB instance {}.",
                source.identifier
            ),
        ));
    }
    check_time(&call, source)?;
    let restored = read(&call, &identifier)?;
    let source = source.clone();
    let (region, now) = (change.region, change.now);
    change.world.begin_restore(region, &source, restored, now);
    let call = change.look();
    let instance = instance_of(&call, &identifier)?;
    Ok(Record::new()
        .with("DBInstance", instances::shape(&call, instance))
        .into())
}

/// The instance to restore from, by its identifier or by what its backups know it by.
fn source_of<'a>(call: &Call<'a>) -> Result<&'a DbInstance, Failure> {
    let resource = call.input.text("SourceDbiResourceId");
    let backups = call.input.text("SourceDBInstanceAutomatedBackupsArn");
    match (
        call.input.text("SourceDBInstanceIdentifier"),
        resource,
        backups,
    ) {
        (Some(name), None, None) => instance_of(call, name),
        (None, Some(resource), None) => call
            .here()?
            .instances
            .values()
            .find(|instance| instance.resource_id == resource)
            .ok_or_else(|| no_backups(resource)),
        (None, None, Some(arn)) => {
            let here = call.here()?;
            let backup = here.instance_backups.get(arn);
            let backup = backup.ok_or_else(|| no_backups(arn))?;
            let home = call.world.regions.get(&backup.source_region);
            home.and_then(|home| home.instances.get(&backup.instance))
                .ok_or_else(|| no_backups(arn))
        }
        (None, None, None) => call
            .required("SourceDBInstanceIdentifier")
            .and_then(|name| instance_of(call, name)),
        _ => Err(wrong_combination(
            "You must specify exactly one of SourceDBInstanceIdentifier, SourceDbiResourceId and \
             SourceDBInstanceAutomatedBackupsArn.",
        )),
    }
}

fn no_backups(name: &str) -> Failure {
    let message = format!("No automated backups found for {name}.");
    Failure::not_found("DBInstanceAutomatedBackupNotFound", message)
}

/// The time must be one, and inside the window of the backups.
fn check_time(call: &Call<'_>, source: &DbInstance) -> Result<(), Failure> {
    let latest = call.flag("UseLatestRestorableTime")?.unwrap_or(false);
    let time = call.time("RestoreTime")?;
    let time = match (time, latest) {
        (Some(_), true) => {
            return Err(wrong_combination(
                "RestoreTime and UseLatestRestorableTime cannot be specified together.",
            ));
        }
        (None, false) => {
            return Err(wrong_combination(
                "Either RestoreTime or UseLatestRestorableTime must be specified.",
            ));
        }
        (None, true) => return Ok(()),
        (Some(time), false) => time,
    };
    let newest = call.world.restorable_time(
        source.restorable,
        call.region,
        &source.resource_id,
        call.now,
    );
    let days = Duration::days(source.backup_retention_days.clamp(0, 35));
    let (bound, word) = match newest {
        Some(newest) if time > newest => (newest, "later"),
        Some(newest) if time < newest - days => (newest - days, "earlier"),
        Some(_) => return Ok(()),
        None => {
            return Err(Failure::bad_request(
                "InvalidRestoreFault",
                "The DB instance has no restorable time.",
            ));
        }
    };
    Err(call.invalid(format!(
        "The specified instance cannot be restored to a time {word} than {}.",
        bound.format("%Y-%m-%dT%H:%M:%SZ")
    )))
}

fn read(call: &Call<'_>, identifier: &str) -> Result<Restored, Failure> {
    let subnet_group = call.input.text("DBSubnetGroupName");
    if let Some(unknown) = subnet_group.filter(|name| !SUBNET_GROUPS.contains(name)) {
        return Err(Failure::not_found(
            "DBSubnetGroupNotFoundFault",
            format!("DB subnet group '{unknown}' does not exist."),
        ));
    }
    let groups = call
        .input
        .texts("VpcSecurityGroupIds", "VpcSecurityGroupId");
    if let Some(unknown) = groups.iter().find(|id| !id.starts_with("sg-")) {
        return Err(call.invalid(format!(
            "Invalid security group , groupId= {unknown}, groupName=."
        )));
    }
    let class = call.input.text("DBInstanceClass");
    if let Some(unknown) = class.filter(|class| !class.starts_with("db.")) {
        return Err(call.invalid(format!("Invalid DB Instance class: {unknown}")));
    }
    Ok(Restored {
        identifier: identifier.to_owned(),
        class: class.map(str::to_owned),
        subnet_group: subnet_group.map(str::to_owned),
        security_groups: groups.into_iter().map(str::to_owned).collect(),
        publicly_accessible: call.flag("PubliclyAccessible")?.unwrap_or(false),
        multi_az: call.flag("MultiAZ")?.unwrap_or(false),
        deletion_protection: call.flag("DeletionProtection")?.unwrap_or(false),
        tags: tags_of(call),
    })
}
