//! Scenarios as they run: what happens when, and what befalls whom.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::Request;

use super::{Lab, element, elements, form_request, get_request};
use crate::sim::world::health::CHECKER_REGIONS;
use crate::sim::world::{PRIMARY, STANDBY};
use crate::sim::{Exchange, RequestOutcome, Scenario};

/// A lab in which these lines of a scenario play.
fn playing(lines: &str) -> Lab {
    let text = format!("name = \"mine\"\ntitle = \"mine\"\nlength = \"1h\"\n{lines}");
    let lab = Lab::new();
    lab.sim.play(&Scenario::read(&text, "mine.toml").unwrap());
    lab
}

fn carried(name: &str) -> Lab {
    let lab = Lab::new();
    lab.sim.play(&Scenario::embedded(name).unwrap().unwrap());
    lab
}

fn instances(region: &str) -> Request<Bytes> {
    form_request("rds", region, "Action=DescribeDBInstances")
}

fn answered(lab: &Lab, request: Request<Bytes>) -> bool {
    matches!(lab.send(request), Some(Exchange::Answer(response)) if response.status() == 200)
}

/// What an instance in the standby Region says of itself: status, and whether it has a source.
fn replica(lab: &Lab) -> (String, bool) {
    let form = "Action=DescribeDBInstances&DBInstanceIdentifier=orders-db-usw2";
    let (_, xml) = lab.form("rds", STANDBY, form);
    let status = element(&xml, "DBInstanceStatus").unwrap().to_owned();
    let source = element(&xml, "ReadReplicaSourceDBInstanceIdentifier");
    (status, source.is_some_and(|source| !source.is_empty()))
}

/// The replica's lag of a minute, once it has surely been delivered.
fn lag(lab: &Lab, minute: DateTime<Utc>) -> Option<f64> {
    use crate::sim::world::metrics::MetricName;
    let name = MetricName {
        namespace: "AWS/RDS".to_owned(),
        name: "ReplicaLag".to_owned(),
        dimensions: vec![(
            "DBInstanceIdentifier".to_owned(),
            "orders-db-usw2".to_owned(),
        )],
    };
    let delivered = minute + TimeDelta::minutes(5);
    lab.sim
        .with_world(|world| world.datapoint(STANDBY, &name, minute, delivered))
}

#[test]
fn a_fault_befalls_whom_it_names_from_one_time_to_another() {
    let lab = playing(
        "[[faults]]\nfrom = \"5m\"\nuntil = \"10m\"\nservice = \"rds\"\nregion = \"us-east-1\"\n\
         fault = \"reset\"\n",
    );
    let reset = |lab: &Lab| matches!(lab.send(instances(PRIMARY)), Some(Exchange::Reset));
    assert!(!reset(&lab));
    lab.pass(TimeDelta::minutes(5));
    assert!(reset(&lab));
    assert!(answered(&lab, instances(STANDBY)));
    assert!(answered(
        &lab,
        get_request("backup", PRIMARY, "/backup-vaults/")
    ));
    lab.pass(TimeDelta::minutes(5));
    assert!(!reset(&lab));
}

#[test]
fn a_fault_may_come_and_go_and_befall_only_a_share() {
    let lab = playing(
        "[[faults]]\nfrom = \"1m\"\nevery = \"60s\"\nlasting = \"20s\"\nfault = \"server-error\"\n",
    );
    lab.pass(TimeDelta::minutes(1));
    let mut failing = Vec::new();
    for _ in 0..12 {
        failing.push(!answered(&lab, instances(PRIMARY)));
        lab.pass(TimeDelta::seconds(10));
    }
    let one = [true, true, false, false, false, false];
    assert_eq!(failing, [one, one].concat());

    let lab = playing("[[faults]]\nfrom = \"0s\"\nshare = 0.3\nfault = \"throttle\"\n");
    let failed = (0..1_000).filter(|_| !answered(&lab, instances(PRIMARY)));
    let failed = failed.count();
    assert!((250..350).contains(&failed), "{failed} of 1,000");
}

#[test]
fn stale_pages_are_those_of_the_time_the_fault_began() {
    let lab = playing(
        "[[faults]]\nfrom = \"2m\"\nuntil = \"30m\"\nservice = \"rds\"\nfault = \"stale-pages\"\n\n\
         [[changes]]\nat = \"3m\"\nchange = \"instance\"\nregion = \"us-west-2\"\n\
         instance = \"orders-db-usw2\"\nstatus = \"storage-full\"\n",
    );
    let restorable = |lab: &Lab| {
        let form = "Action=DescribeDBInstances&DBInstanceIdentifier=orders-db";
        let (_, xml) = lab.form("rds", PRIMARY, form);
        element(&xml, "LatestRestorableTime").unwrap().to_owned()
    };
    lab.pass(TimeDelta::minutes(20));
    assert_eq!(replica(&lab).0, "available");
    let stale = restorable(&lab);
    let at: DateTime<Utc> = stale.parse().unwrap();
    assert!(lab.now() - at > TimeDelta::minutes(17), "{stale}");
    lab.pass(TimeDelta::minutes(5));
    assert_eq!(restorable(&lab), stale, "it stands still");
    lab.pass(TimeDelta::minutes(5));
    assert_eq!(replica(&lab).0, "storage-full");
    assert_ne!(restorable(&lab), stale);
}

#[test]
fn a_panic_takes_down_its_own_task_and_nobody_elses() {
    let lab = playing(
        "[[faults]]\nfrom = \"0s\"\noperation = \"DescribeDBClusters\"\nfault = \"panic\"\n",
    );
    let clusters = form_request("rds", PRIMARY, "Action=DescribeDBClusters");
    let died = catch_unwind(AssertUnwindSafe(|| lab.send(clusters)));
    assert!(died.is_err());
    assert!(answered(&lab, instances(PRIMARY)));
    assert_eq!(lab.sim.in_flight(), 0);
    assert_eq!(lab.sim.requests()[0].outcome, RequestOutcome::Abandoned);
}

#[test]
fn what_is_due_on_the_way_happens_at_its_own_time() {
    let late = carried("region-down");
    late.pass(TimeDelta::minutes(40));
    let begun = late.now() - TimeDelta::minutes(40);
    late.sim.with_world(|world| {
        let dark = world.regions[PRIMARY].dark_since;
        assert_eq!(dark, Some(begun + TimeDelta::minutes(5)));
    });
    let watched = carried("region-down");
    for _ in 0..40 {
        watched.pass(TimeDelta::minutes(1));
        watched.sim.with_world(|_| {});
    }
    let minutes: Vec<_> = (0..40).map(|m| begun + TimeDelta::minutes(m)).collect();
    let lags = |lab: &Lab| minutes.iter().map(|m| lag(lab, *m)).collect::<Vec<_>>();
    assert_eq!(lags(&late), lags(&watched));
    assert!(matches!(
        late.send(instances(PRIMARY)),
        Some(Exchange::Refused)
    ));
}

#[test]
fn the_primary_region_is_lost_as_the_scenario_says() {
    let lab = carried("region-down");
    lab.pass(TimeDelta::minutes(6));
    assert!(lab.send(instances(PRIMARY)).is_none(), "it hangs");
    let zones = get_request("route53", STANDBY, "/2013-04-01/hostedzone");
    assert!(
        lab.send(zones).is_none(),
        "Route 53's control plane is in us-east-1"
    );
    assert!(answered(&lab, instances(STANDBY)));
    lab.sim.with_world(|world| {
        let check = world
            .health_checks
            .values()
            .find(|check| check.caller_reference == "harbor-www-primary")
            .unwrap();
        let at = world.epoch + TimeDelta::minutes(6);
        let seen = world.observations(check, at);
        assert_eq!(seen.len(), CHECKER_REGIONS.len() * 2);
        assert!(seen.iter().all(|observation| !observation.healthy));
    });
}

#[test]
fn a_promotion_goes_through_its_states_and_the_source_is_not_told() {
    let lab = playing(
        "[[changes]]\nat = \"1m\"\nchange = \"promote\"\nregion = \"us-west-2\"\n\
         instance = \"orders-db-usw2\"\n",
    );
    let mut seen = vec![replica(&lab)];
    for _ in 0..120 {
        lab.pass(TimeDelta::seconds(5));
        seen.push(replica(&lab));
    }
    seen.dedup();
    let states: Vec<(&str, bool)> = seen.iter().map(|(s, r)| (s.as_str(), *r)).collect();
    assert_eq!(
        states,
        [
            ("available", true),
            ("modifying", true),
            ("rebooting", false),
            ("backing-up", false),
            ("available", false),
        ]
    );
    let (_, xml) = lab.form("rds", PRIMARY, "Action=DescribeDBInstances");
    assert!(
        elements(&xml, "DBInstanceStatus")
            .iter()
            .all(|status| *status == "available")
    );
    assert!(
        !xml.contains("orders-db-usw2"),
        "it is nobody's replica any more"
    );
    let begun = lab.now() - TimeDelta::minutes(10);
    assert_eq!(lag(&lab, begun + TimeDelta::minutes(5)), None);
    let events = "Action=DescribeEvents&SourceType=db-instance&SourceIdentifier=orders-db-usw2";
    let (_, xml) = lab.form("rds", STANDBY, events);
    for message in [
        "Replication for the Read Replica stopped",
        "DB instance restarted",
        "Finished DB Instance backup",
    ] {
        assert!(xml.contains(message), "{message}");
    }
}

#[test]
fn what_was_not_measured_while_a_region_was_dark_never_is() {
    let lab = carried("split-brain");
    lab.pass(TimeDelta::minutes(40));
    let begun = lab.now() - TimeDelta::minutes(40);
    let orders = |minute: i64| {
        use crate::sim::world::metrics::MetricName;
        let name = MetricName {
            namespace: "AWS/RDS".to_owned(),
            name: "TransactionLogsDiskUsage".to_owned(),
            dimensions: vec![("DBInstanceIdentifier".to_owned(), "orders-db".to_owned())],
        };
        let at = begun + TimeDelta::minutes(minute);
        let later = at + TimeDelta::minutes(5);
        lab.sim
            .with_world(|world| world.datapoint(PRIMARY, &name, at, later))
    };
    assert!(orders(1).is_some());
    assert_eq!((3..25).filter_map(orders).count(), 0);
    assert!(orders(26).is_some());
    // Two databases take orders.
    let (_, old) = lab.form(
        "rds",
        PRIMARY,
        "Action=DescribeDBInstances&DBInstanceIdentifier=orders-db",
    );
    assert_eq!(element(&old, "DBInstanceStatus"), Some("available"));
    assert_eq!(replica(&lab), ("available".to_owned(), false));
}

#[test]
fn a_replica_that_was_stuck_has_been_stuck() {
    let lab = carried("replica-stuck");
    lab.pass(TimeDelta::minutes(58));
    let begun = lab.now() - TimeDelta::minutes(58);
    let at = |minute| lag(&lab, begun + TimeDelta::minutes(minute)).unwrap();
    assert!(at(4) < 11.0);
    assert!((600.0..615.0).contains(&at(15)), "{}", at(15));
    assert!(at(49) > 2_600.0);
    assert!(at(51) < 11.0);
}

#[test]
fn backups_end_as_the_scenario_wants() {
    let lab = carried("backups-failing");
    let begun = lab.now();
    lab.pass(TimeDelta::hours(2));
    lab.sim.with_world(|world| {
        let here = &world.regions[PRIMARY];
        let mut ends: Vec<(String, &str)> = here
            .backup_jobs
            .iter()
            .filter(|job| job.created >= begun)
            .map(|job| (job.resource_name.clone().unwrap(), job.state.as_str()))
            .collect();
        ends.sort();
        let expected = [
            ("carts", "COMPLETED"),
            ("catalog", "COMPLETED"),
            ("fs-0a1b2c3d", "EXPIRED"),
            ("harbor-media", "COMPLETED"),
            ("orders-db", "FAILED"),
        ];
        let expected = expected.map(|(name, state)| (name.to_owned(), state));
        assert_eq!(ends, expected);
        let copies = here.copy_jobs.iter().filter(|copy| copy.created >= begun);
        let failed = copies.filter(|copy| copy.state == "FAILED");
        let failed: Vec<_> = failed.map(|copy| copy.resource_name.as_deref()).collect();
        assert_eq!(failed, [Some("catalog")]);
    });
}
