//! What becomes of instances that somebody promotes, reboots, stops, copies and restores.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Lab, element, elements};
use crate::sim::{Fault, FaultRule};

const REPLICA: &str = "DBInstanceIdentifier=orders-db-usw2";
const ORDERS: &str = "DBInstanceIdentifier=orders-db";

fn rds(lab: &Lab, region: &str, form: &str) -> String {
    let (status, xml) = lab.form("rds", region, form);
    assert_eq!(status, 200, "{xml}");
    xml
}

/// Status and code of what is refused.
fn refused(lab: &Lab, region: &str, form: &str) -> (u16, String) {
    let (status, xml) = lab.form("rds", region, form);
    let code = element(&xml, "Code").unwrap_or_else(|| panic!("{form} was not refused: {xml}"));
    (status, code.to_owned())
}

fn described(lab: &Lab, region: &str, identifier: &str) -> String {
    let form = format!("Action=DescribeDBInstances&DBInstanceIdentifier={identifier}");
    rds(lab, region, &form)
}

fn status_of(lab: &Lab, region: &str, identifier: &str) -> String {
    let xml = described(lab, region, identifier);
    element(&xml, "DBInstanceStatus").unwrap().to_owned()
}

/// The statuses an instance goes through while `seconds` pass, each once.
fn course(lab: &Lab, region: &str, identifier: &str, seconds: i64) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..seconds / 5 {
        let status = status_of(lab, region, identifier);
        if seen.last() != Some(&status) {
            seen.push(status);
        }
        lab.pass(TimeDelta::seconds(5));
    }
    seen
}

fn told(lab: &Lab, region: &str, since: DateTime<Utc>) -> Vec<String> {
    let minutes = (lab.now() - since).num_minutes() + 1;
    let xml = rds(
        lab,
        region,
        &format!("Action=DescribeEvents&Duration={minutes}"),
    );
    let messages = elements(&xml, "Message").into_iter();
    messages.map(str::to_owned).collect()
}

#[test]
fn the_promoted_replica_stands_alone_after_minutes_and_its_old_source_goes_on() {
    let lab = Lab::new();
    let begun = lab.now();
    let answer = rds(
        &lab,
        "us-west-2",
        &format!("Action=PromoteReadReplica&{REPLICA}&BackupRetentionPeriod=7"),
    );
    // As in AWS, the answer shows nothing of it yet.
    assert_eq!(element(&answer, "DBInstanceStatus"), Some("available"));
    assert!(answer.contains("<ReadReplicaSourceDBInstanceIdentifier>"));
    // Asked again at once it is refused, although its status says nothing.
    let again = format!("Action=PromoteReadReplica&{REPLICA}");
    let refusal = (400, "InvalidDBInstanceState".to_owned());
    assert_eq!(refused(&lab, "us-west-2", &again), refusal);

    let seen = course(&lab, "us-west-2", "orders-db-usw2", 600);
    assert_eq!(
        seen,
        [
            "available",
            "modifying",
            "rebooting",
            "backing-up",
            "available"
        ]
    );
    let after = described(&lab, "us-west-2", "orders-db-usw2");
    assert!(!after.contains("<ReadReplicaSourceDBInstanceIdentifier>"));
    assert_eq!(element(&after, "StatusInfos"), Some(""));
    assert_eq!(element(&after, "BackupRetentionPeriod"), Some("7"));
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "available");
    let events = told(&lab, "us-west-2", begun);
    for message in [
        "Replication for the Read Replica stopped",
        "DB instance restarted",
    ] {
        assert!(events.iter().any(|it| it == message), "{events:?}");
    }
    // What stands alone is no replica any more.
    assert_eq!(refused(&lab, "us-west-2", &again), refusal);
}

#[test]
fn a_promotion_that_names_no_retention_keeps_one_day() {
    let lab = Lab::new();
    let form = format!("Action=PromoteReadReplica&{REPLICA}");
    let answer = rds(&lab, "us-west-2", &form);
    assert_eq!(element(&answer, "BackupRetentionPeriod"), Some("1"));
}

#[test]
fn what_cannot_be_promoted_is_refused_in_awss_codes() {
    let lab = Lab::new();
    let promote = |region: &str, rest: &str| {
        refused(&lab, region, &format!("Action=PromoteReadReplica&{rest}"))
    };
    let state = (400, "InvalidDBInstanceState".to_owned());
    assert_eq!(promote("us-east-1", ORDERS), state);
    assert_eq!(
        promote("us-east-1", "DBInstanceIdentifier=catalog-1"),
        state
    );
    let nobody = (404, "DBInstanceNotFound".to_owned());
    // The replica is not in its source's Region.
    assert_eq!(promote("us-east-1", REPLICA), nobody);
    let value = (400, "InvalidParameterValue".to_owned());
    assert_eq!(promote("us-west-2", ""), value);
    let days = format!("{REPLICA}&BackupRetentionPeriod=36");
    assert_eq!(promote("us-west-2", &days), value);
    lab.sim.with_world(|world| {
        let replica = world.instance_mut("us-west-2", "orders-db-usw2").unwrap();
        replica.status = "backing-up".to_owned();
    });
    assert_eq!(promote("us-west-2", REPLICA), state);
}

#[test]
fn a_multi_az_instance_that_fails_over_is_back_within_two_minutes_in_its_other_zone() {
    let lab = Lab::new();
    let begun = lab.now();
    let zones = |lab: &Lab| {
        let xml = described(lab, "us-east-1", "orders-db");
        ["AvailabilityZone", "SecondaryAvailabilityZone"]
            .map(|name| element(&xml, name).unwrap().to_owned())
    };
    let before = zones(&lab);
    let form = format!("Action=RebootDBInstance&{ORDERS}&ForceFailover=true");
    rds(&lab, "us-east-1", &form);
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "rebooting");
    lab.pass(TimeDelta::seconds(59));
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "rebooting");
    lab.pass(TimeDelta::seconds(61));
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "available");
    // The API shows the zones as they are minutes later.
    lab.pass(TimeDelta::minutes(4));
    let [first, second] = before;
    assert_eq!(zones(&lab), [second, first]);
    let events = told(&lab, "us-east-1", begun);
    assert!(events.contains(&"Multi-AZ instance failover started".to_owned()));
    assert!(events.contains(&"Multi-AZ instance failover completed".to_owned()));
}

#[test]
fn an_instance_in_one_zone_has_nowhere_to_fail_over_to() {
    let lab = Lab::new();
    let form = format!("Action=RebootDBInstance&{REPLICA}&ForceFailover=true");
    let refusal = (400, "InvalidParameterCombination".to_owned());
    assert_eq!(refused(&lab, "us-west-2", &form), refusal);
    rds(&lab, "us-west-2", &form.replace("=true", "=false"));
    assert_eq!(status_of(&lab, "us-west-2", "orders-db-usw2"), "rebooting");
}

#[test]
fn an_old_primary_is_stopped_once_nothing_replicates_from_it() {
    let lab = Lab::new();
    let stop = format!("Action=StopDBInstance&{ORDERS}");
    let state = (400, "InvalidDBInstanceState".to_owned());
    assert_eq!(refused(&lab, "us-east-1", &stop), state);
    let cluster = "Action=StopDBInstance&DBInstanceIdentifier=catalog-1";
    let refusal = (400, "InvalidDBClusterStateFault".to_owned());
    assert_eq!(refused(&lab, "us-east-1", cluster), refusal);

    let promote = format!("Action=PromoteReadReplica&{REPLICA}");
    rds(&lab, "us-west-2", &promote);
    lab.pass(TimeDelta::minutes(10));
    rds(&lab, "us-east-1", &stop);
    let seen = course(&lab, "us-east-1", "orders-db", 360);
    assert_eq!(seen, ["stopping", "stopped"]);
    // What is stopped cannot be stopped, and is not restorable to a later time.
    assert_eq!(refused(&lab, "us-east-1", &stop), state);
    let latest = |lab: &Lab| {
        let xml = described(lab, "us-east-1", "orders-db");
        element(&xml, "LatestRestorableTime").unwrap().to_owned()
    };
    let stood = latest(&lab);
    lab.pass(TimeDelta::hours(1));
    assert_eq!(latest(&lab), stood);
    // RDS starts it again after a week, whoever stopped it.
    lab.pass(TimeDelta::days(7));
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "available");
}

#[test]
fn a_snapshot_by_hand_takes_minutes_and_shows_its_progress() {
    let lab = Lab::new();
    let form = format!("Action=CreateDBSnapshot&{ORDERS}&DBSnapshotIdentifier=before-drill");
    let answer = rds(&lab, "us-east-1", &form);
    assert_eq!(element(&answer, "Status"), Some("creating"));
    assert_eq!(element(&answer, "PercentProgress"), Some("0"));
    // Promotion and the like are refused meanwhile.
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "backing-up");
    let exists = (400, "DBSnapshotAlreadyExists".to_owned());
    assert_eq!(refused(&lab, "us-east-1", &form), exists);
    let list = "Action=DescribeDBSnapshots&DBSnapshotIdentifier=before-drill";
    let mut progress = Vec::new();
    for _ in 0..40 {
        let xml = rds(&lab, "us-east-1", list);
        progress.push(element(&xml, "PercentProgress").unwrap().parse().unwrap());
        lab.pass(TimeDelta::seconds(10));
    }
    assert!(progress.is_sorted(), "{progress:?}");
    assert!(progress.iter().any(|share: &i64| (1..100).contains(share)));
    assert_eq!(progress.last(), Some(&100));
    let xml = rds(&lab, "us-east-1", list);
    assert_eq!(element(&xml, "SnapshotType"), Some("manual"));
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "available");
    let bad = form.replace("before-drill", "2-late");
    let value = (400, "InvalidParameterValue".to_owned());
    assert_eq!(refused(&lab, "us-east-1", &bad), value);
}

#[test]
fn an_instance_is_restored_to_a_point_in_time_beside_its_source() {
    let lab = Lab::new();
    let target = "Action=RestoreDBInstanceToPointInTime&SourceDBInstanceIdentifier=orders-db\
                  &TargetDBInstanceIdentifier=orders-check";
    let form = format!(
        "{target}&UseLatestRestorableTime=true&DBSubnetGroupName=restore-test\
         &VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-0a1b2c3d4e5f60718&PubliclyAccessible=false"
    );
    let answer = rds(&lab, "us-east-1", &form);
    assert_eq!(element(&answer, "DBInstanceStatus"), Some("creating"));
    assert!(!answer.contains("<Endpoint>"), "it has none yet");
    assert_eq!(element(&answer, "DBSubnetGroupName"), Some("restore-test"));
    let exists = (400, "DBInstanceAlreadyExists".to_owned());
    assert_eq!(refused(&lab, "us-east-1", &form), exists);
    let seen = course(&lab, "us-east-1", "orders-check", 1_200);
    assert_eq!(seen, ["creating", "backing-up", "available"]);
    let restored = described(&lab, "us-east-1", "orders-check");
    assert_eq!(
        element(&restored, "VpcSecurityGroupId"),
        Some("sg-0a1b2c3d4e5f60718")
    );
    assert_eq!(
        element(&restored, "ReadReplicaDBInstanceIdentifiers"),
        Some("")
    );
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "available");
}

#[test]
fn a_restore_needs_one_time_and_one_that_the_backups_hold() {
    let lab = Lab::new();
    let base = "Action=RestoreDBInstanceToPointInTime&SourceDBInstanceIdentifier=orders-db\
                &TargetDBInstanceIdentifier=orders-check";
    let code = |rest: &str| refused(&lab, "us-east-1", &format!("{base}{rest}")).1;
    assert_eq!(code(""), "InvalidParameterCombination");
    assert_eq!(
        code("&UseLatestRestorableTime=true&RestoreTime=2026-03-02T11:00:00Z"),
        "InvalidParameterCombination"
    );
    assert_eq!(
        code("&RestoreTime=2026-03-02T12:30:00Z"),
        "InvalidParameterValue"
    );
    assert_eq!(
        code("&RestoreTime=2026-01-01T00:00:00Z"),
        "InvalidParameterValue"
    );
    assert_eq!(
        code("&UseLatestRestorableTime=true&DBSubnetGroupName=nobody"),
        "DBSubnetGroupNotFoundFault"
    );
    lab.sim.with_world(|world| {
        let orders = world.instance_mut("us-east-1", "orders-db").unwrap();
        orders.backup_retention_days = 0;
    });
    assert_eq!(
        code("&UseLatestRestorableTime=true"),
        "PointInTimeRestoreNotEnabled"
    );
}

#[test]
fn a_dark_region_takes_no_step_and_goes_on_when_there_is_light() {
    let lab = Lab::new();
    let form = format!("Action=RebootDBInstance&{ORDERS}&ForceFailover=true");
    rds(&lab, "us-east-1", &form);
    let lost = lab.now() + TimeDelta::seconds(10);
    lab.pass(TimeDelta::seconds(10));
    let state = |lab: &Lab| {
        lab.sim.with_world(|world| {
            let orders = world.instance_mut("us-east-1", "orders-db").unwrap();
            orders.status.clone()
        })
    };
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").dark_since = Some(lost));
    lab.pass(TimeDelta::minutes(10));
    assert_eq!(state(&lab), "rebooting");
    let back = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").light_up(back));
    lab.pass(TimeDelta::minutes(1));
    assert_eq!(state(&lab), "available");
}

#[test]
fn an_operation_whose_answer_is_lost_was_carried_out_all_the_same() {
    let lab = Lab::new();
    lab.sim.inject(FaultRule::everywhere(Fault::AnswerLost));
    let form = format!("Action=RebootDBInstance&{ORDERS}&ForceFailover=true");
    let request = super::form_request("rds", "us-east-1", &form);
    let exchange = lab.send(request);
    assert!(matches!(exchange, Some(crate::sim::Exchange::Reset)));
    lab.sim.clear_faults();
    assert_eq!(status_of(&lab, "us-east-1", "orders-db"), "rebooting");
}
