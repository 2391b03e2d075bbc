//! What becomes of Aurora clusters that are failed over, inside a Region and between Regions.

use chrono::TimeDelta;

use super::{Lab, element, elements};

const WRITER: &str = "arn:aws:rds:us-east-1:123456789012:cluster:catalog";
const READER: &str = "arn:aws:rds:us-west-2:123456789012:cluster:catalog-usw2";

fn asked(lab: &Lab, region: &str, form: &str) -> (u16, String) {
    lab.form("rds", region, form)
}

fn refused(lab: &Lab, region: &str, form: &str) -> String {
    let (_, xml) = asked(lab, region, form);
    let code = element(&xml, "Code");
    code.unwrap_or_else(|| panic!("{form} was not refused: {xml}"))
        .to_owned()
}

fn move_to(operation: &str, target: &str, rest: &str) -> String {
    format!(
        "Action={operation}&GlobalClusterIdentifier=catalog-global\
         &TargetDbClusterIdentifier={target}{rest}"
    )
}

/// What the global cluster says of itself: status, state of a move, and of each member whether it writes
/// and how it is synchronized.
fn global(lab: &Lab) -> (String, Option<String>, Vec<(String, String)>) {
    let (_, xml) = asked(lab, "us-west-2", "Action=DescribeGlobalClusters");
    let moving = element(&xml, "FailoverState").map(|state| state.to_owned());
    let outside = match &moving {
        Some(state) => xml.replace(state, ""),
        None => xml.clone(),
    };
    let writers = elements(&xml, "IsWriter");
    let standings = elements(&xml, "SynchronizationStatus");
    let members = writers.into_iter().zip(standings);
    (
        element(&outside, "Status").unwrap().to_owned(),
        moving.and_then(|state| element(&state, "Status").map(str::to_owned)),
        members
            .map(|(writer, standing)| (writer.to_owned(), standing.to_owned()))
            .collect(),
    )
}

fn writer_of(lab: &Lab, region: &str) -> Option<String> {
    let (_, xml) = asked(lab, region, "Action=DescribeDBClusters");
    elements(&xml, "DBClusterMember")
        .into_iter()
        .find(|member| element(member, "IsClusterWriter") == Some("true"))
        .and_then(|member| element(member, "DBInstanceIdentifier").map(str::to_owned))
}

fn messages(lab: &Lab, region: &str) -> String {
    let form = "Action=DescribeEvents&Duration=120&SourceType=db-cluster";
    elements(&asked(lab, region, form).1, "Message").join("\n")
}

#[test]
fn a_cluster_fails_over_to_its_reader_in_less_than_35_seconds() {
    let lab = Lab::new();
    let form = "Action=FailoverDBCluster&DBClusterIdentifier=catalog";
    let (status, xml) = asked(&lab, "us-east-1", form);
    assert_eq!(
        (status, element(&xml, "Status")),
        (200, Some("failing-over"))
    );
    assert_eq!(writer_of(&lab, "us-east-1").as_deref(), Some("catalog-1"));
    assert_eq!(
        refused(&lab, "us-east-1", form),
        "InvalidDBClusterStateFault"
    );
    lab.pass(TimeDelta::seconds(35));
    assert_eq!(writer_of(&lab, "us-east-1").as_deref(), Some("catalog-2"));
    let (_, xml) = asked(&lab, "us-east-1", "Action=DescribeDBClusters");
    assert_eq!(element(&xml, "Status"), Some("available"));
    let told = messages(&lab, "us-east-1");
    assert!(told.contains("Completed failover to DB instance: catalog-2"));
}

#[test]
fn a_cluster_fails_over_only_to_a_reader_of_its_own() {
    let lab = Lab::new();
    let to = |target: &str| {
        let form = format!(
            "Action=FailoverDBCluster&DBClusterIdentifier=catalog\
             &TargetDBInstanceIdentifier={target}"
        );
        refused(&lab, "us-east-1", &form)
    };
    assert_eq!(to("catalog-1"), "InvalidDBInstanceState");
    assert_eq!(to("orders-db"), "InvalidDBInstanceState");
    let nobody = "Action=FailoverDBCluster&DBClusterIdentifier=nobody";
    assert_eq!(refused(&lab, "us-east-1", nobody), "DBClusterNotFoundFault");
    // A secondary has no writer to fail over from.
    let secondary = "Action=FailoverDBCluster&DBClusterIdentifier=catalog-usw2";
    assert_eq!(
        refused(&lab, "us-west-2", secondary),
        "InvalidDBClusterStateFault"
    );
}

#[test]
fn a_switchover_turns_the_roles_about_and_loses_nothing() {
    let lab = Lab::new();
    let form = move_to("SwitchoverGlobalCluster", READER, "");
    let (status, xml) = asked(&lab, "us-east-1", &form);
    assert_eq!(status, 200, "{xml}");
    let state = element(&xml, "FailoverState").unwrap();
    assert_eq!(element(state, "Status"), Some("pending"));
    assert_eq!(element(state, "FromDbClusterArn"), Some(WRITER));
    assert_eq!(element(state, "ToDbClusterArn"), Some(READER));
    assert_eq!(element(state, "IsDataLossAllowed"), Some("false"));
    // One at a time.
    assert_eq!(
        refused(&lab, "us-east-1", &form),
        "InvalidGlobalClusterStateFault"
    );
    lab.pass(TimeDelta::seconds(10));
    assert_eq!(global(&lab).1.as_deref(), Some("switching-over"));
    assert_eq!(writer_of(&lab, "us-east-1").as_deref(), Some("catalog-1"));
    lab.pass(TimeDelta::seconds(85));
    let (status, moving, members) = global(&lab);
    assert_eq!((status.as_str(), moving), ("available", None));
    let connected = |writer: &str| (writer.to_owned(), "connected".to_owned());
    assert_eq!(members, [connected("false"), connected("true")]);
    assert_eq!(writer_of(&lab, "us-east-1"), None);
    assert_eq!(
        writer_of(&lab, "us-west-2").as_deref(),
        Some("catalog-usw2-1")
    );
    assert!(messages(&lab, "us-west-2").contains("Global switchover to DB cluster catalog-usw2"));
    // And back: the writer's Region is the other one now.
    let back = move_to("SwitchoverGlobalCluster", WRITER, "");
    assert_eq!(asked(&lab, "us-west-2", &back).0, 200);
    lab.pass(TimeDelta::seconds(95));
    assert_eq!(writer_of(&lab, "us-east-1").as_deref(), Some("catalog-1"));
}

#[test]
fn a_failover_leaves_the_old_primary_behind_until_it_is_built_anew() {
    let lab = Lab::new();
    let form = move_to("FailoverGlobalCluster", READER, "&AllowDataLoss=true");
    assert_eq!(asked(&lab, "us-west-2", &form).0, 200);
    lab.pass(TimeDelta::seconds(8));
    assert_eq!(global(&lab).1.as_deref(), Some("failing-over"));
    lab.pass(TimeDelta::seconds(67));
    let (status, moving, members) = global(&lab);
    assert_eq!((status.as_str(), moving), ("available", None));
    let pending = ("false".to_owned(), "pending-resync".to_owned());
    let writes = ("true".to_owned(), "connected".to_owned());
    assert_eq!(members, [pending, writes]);
    // It was fenced: nobody writes there.
    assert_eq!(writer_of(&lab, "us-east-1"), None);
    assert!(messages(&lab, "us-east-1").contains("Writes to DB cluster catalog"));
    lab.pass(TimeDelta::minutes(15));
    assert_eq!(global(&lab).2[0].1, "connected");
    let list = "Action=DescribeDBClusterSnapshots&DBClusterIdentifier=catalog";
    let (_, xml) = asked(&lab, "us-east-1", list);
    assert!(xml.contains("rds:unplanned-global-failover-catalog-2026-03-02"));
}

#[test]
fn a_region_that_is_gone_is_failed_over_from_and_joins_again_when_it_is_back() {
    let lab = Lab::new();
    let lost = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").lose(lost));
    // Without data loss it is a switchover, and that needs the primary.
    let careful = move_to("FailoverGlobalCluster", READER, "");
    assert_eq!(
        refused(&lab, "us-west-2", &careful),
        "InvalidDBClusterStateFault"
    );
    let form = move_to("FailoverGlobalCluster", READER, "&AllowDataLoss=true");
    assert_eq!(asked(&lab, "us-west-2", &form).0, 200);
    lab.pass(TimeDelta::hours(1));
    assert_eq!(
        writer_of(&lab, "us-west-2").as_deref(),
        Some("catalog-usw2-1")
    );
    assert_eq!(global(&lab).2[0].1, "pending-resync");
    // The old primary could not be reached: the new one tells.
    assert!(messages(&lab, "us-west-2").contains("could not be stopped"));
    let back = lab.now();
    lab.sim.with_world(|world| {
        let primary = world.region_mut("us-east-1");
        primary.light_up(back);
        primary.endpoints = crate::sim::world::Endpoints::Answering;
    });
    lab.pass(TimeDelta::minutes(15));
    assert_eq!(global(&lab).2[0].1, "connected");
    assert_eq!(writer_of(&lab, "us-east-1"), None);
}

#[test]
fn a_switchover_whose_primary_goes_dark_changes_nothing() {
    let lab = Lab::new();
    let form = move_to("SwitchoverGlobalCluster", READER, "");
    assert_eq!(asked(&lab, "us-east-1", &form).0, 200);
    lab.pass(TimeDelta::seconds(20));
    let lost = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").lose(lost));
    lab.pass(TimeDelta::minutes(3));
    let (status, moving, members) = global(&lab);
    assert_eq!((status.as_str(), moving), ("available", None));
    assert_eq!(members[0].0, "true");
    assert!(messages(&lab, "us-west-2").contains("failed"));
}

#[test]
fn a_move_of_the_writer_names_what_there_is() {
    let lab = Lab::new();
    let failover = |region: &str, target: &str, rest: &str| {
        let form = move_to("FailoverGlobalCluster", target, rest);
        refused(&lab, region, &form)
    };
    let loss = "&AllowDataLoss=true";
    let nobody = READER.replace("catalog-usw2", "nobody");
    assert_eq!(
        failover("us-west-2", &nobody, loss),
        "DBClusterNotFoundFault"
    );
    assert_eq!(
        failover("us-east-1", WRITER, loss),
        "InvalidDBClusterStateFault"
    );
    // It is asked of the target's Region.
    assert_eq!(
        failover("us-east-1", READER, loss),
        "InvalidGlobalClusterStateFault"
    );
    assert_eq!(
        failover("us-west-2", READER, "&AllowDataLoss=true&Switchover=true"),
        "InvalidParameterCombination"
    );
    let form = move_to("SwitchoverGlobalCluster", READER, "").replace("catalog-global", "nobody");
    assert_eq!(
        refused(&lab, "us-east-1", &form),
        "GlobalClusterNotFoundFault"
    );
    // A secondary without an instance cannot take over.
    lab.sim.with_world(|world| {
        let standby = world.region_mut("us-west-2");
        let cluster = standby.clusters.get_mut("catalog-usw2").unwrap();
        cluster.members.clear();
    });
    assert_eq!(
        failover("us-west-2", READER, loss),
        "InvalidDBClusterStateFault"
    );
}
