//! Pages: all of a list, each thing once, in one order.

use std::collections::BTreeSet;

use super::{Lab, element, elements};
use crate::sim::World;

fn scaled(resources: usize) -> Lab {
    Lab::of(World::scaled(7, super::epoch(), resources))
}

#[test]
fn rds_pages_by_marker_within_its_bounds() {
    let lab = scaled(250);
    let mut seen = Vec::new();
    let mut marker = None::<String>;
    loop {
        let form = match &marker {
            Some(marker) => format!("Action=DescribeDBInstances&MaxRecords=100&Marker={marker}"),
            None => "Action=DescribeDBInstances&MaxRecords=100".to_owned(),
        };
        let (_, xml) = lab.form("rds", "us-east-1", &form);
        let page = elements(&xml, "DBInstanceIdentifier");
        assert!(page.len() <= 100);
        seen.extend(page.into_iter().map(str::to_owned));
        marker = element(&xml, "Marker").map(str::to_owned);
        if marker.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 253);
    assert!(seen.is_sorted());
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 253);

    for records in ["19", "101", "many"] {
        let form = format!("Action=DescribeDBInstances&MaxRecords={records}");
        let (status, xml) = lab.form("rds", "us-east-1", &form);
        assert_eq!(
            (status, element(&xml, "Code")),
            (400, Some("InvalidParameterValue"))
        );
    }
    let (status, _) = lab.form("rds", "us-east-1", "Action=DescribeDBInstances&Marker=mine");
    assert_eq!(status, 400);
}

fn walk(lab: &Lab, region: &str, path: &str, list: &str, key: &str, size: usize) -> Vec<String> {
    let mut seen = Vec::new();
    let mut token = String::new();
    loop {
        let answer = lab.backup(region, &format!("{path}?maxResults={size}{token}"));
        let page = answer[list].as_array().unwrap();
        assert!(page.len() <= size);
        seen.extend(
            page.iter()
                .map(|item| item[key].as_str().unwrap().to_owned()),
        );
        match answer["NextToken"].as_str() {
            Some(next) => token = format!("&nextToken={next}"),
            None => return seen,
        }
    }
}

#[test]
fn a_small_page_and_a_large_one_lead_to_the_same_list() {
    let lab = scaled(30);
    let jobs = ["/backup-jobs/", "BackupJobs", "BackupJobId"];
    let copies = ["/copy-jobs/", "CopyJobs", "CopyJobId"];
    let protected = ["/resources/", "Results", "ResourceArn"];
    let points = [
        "/backup-vaults/harbor/recovery-points/",
        "RecoveryPoints",
        "RecoveryPointArn",
    ];
    for [path, list, key] in [jobs, copies, protected, points] {
        let all = walk(&lab, "us-east-1", path, list, key, 1_000);
        assert!(all.len() > 30, "{path}: {}", all.len());
        assert_eq!(walk(&lab, "us-east-1", path, list, key, 7), all, "{path}");
        assert_eq!(
            all.iter().collect::<BTreeSet<_>>().len(),
            all.len(),
            "{path}"
        );
    }
}

#[test]
fn a_job_made_between_two_pages_shifts_nothing() {
    let lab = Lab::new();
    let first = lab.backup("us-east-1", "/backup-jobs/?maxResults=5");
    lab.pass(chrono::TimeDelta::days(1));
    let token = first["NextToken"].as_str().unwrap();
    let second = lab.backup(
        "us-east-1",
        &format!("/backup-jobs/?maxResults=5&nextToken={token}"),
    );
    let last = &first["BackupJobs"][4]["CreationDate"].as_f64().unwrap();
    let next = &second["BackupJobs"][0]["CreationDate"].as_f64().unwrap();
    assert!(next <= last);
    let ids = |page: &serde_json::Value| -> BTreeSet<String> {
        let jobs = page["BackupJobs"].as_array().unwrap();
        jobs.iter()
            .map(|job| job["BackupJobId"].to_string())
            .collect()
    };
    assert!(ids(&first).is_disjoint(&ids(&second)));
}

#[test]
fn route_53_goes_on_by_name_type_and_identifier() {
    let lab = Lab::new();
    let id = lab
        .sim
        .with_world(|world| world.zones.keys().next().cloned().unwrap());
    let path = format!("/2013-04-01/hostedzone/{id}/rrset");
    let (_, all) = lab.get("route53", "us-east-1", &path);
    let all = elements(&all, "ResourceRecordSet").join("\n");
    let mut seen = Vec::new();
    let mut query = String::new();
    loop {
        lab.pass(chrono::TimeDelta::seconds(1));
        let (_, xml) = lab.get("route53", "us-east-1", &format!("{path}?maxitems=2{query}"));
        seen.extend(
            elements(&xml, "ResourceRecordSet")
                .into_iter()
                .map(str::to_owned),
        );
        if element(&xml, "IsTruncated") == Some("false") {
            break;
        }
        let name = element(&xml, "NextRecordName").unwrap();
        let record_type = element(&xml, "NextRecordType").unwrap();
        query = format!("&name={name}&type={record_type}");
        if let Some(identifier) = element(&xml, "NextRecordIdentifier") {
            query.push_str(&format!("&identifier={identifier}"));
        }
    }
    assert_eq!(seen.join("\n"), all);
    lab.pass(chrono::TimeDelta::seconds(1));
    let (status, xml) = lab.get("route53", "us-east-1", &format!("{path}?type=A"));
    assert_eq!((status, element(&xml, "Code")), (400, Some("InvalidInput")));
}

#[test]
fn health_checks_go_on_by_marker() {
    let lab = Lab::new();
    let (_, first) = lab.get("route53", "us-east-1", "/2013-04-01/healthcheck?maxitems=4");
    let marker = element(&first, "NextMarker").unwrap();
    let path = format!("/2013-04-01/healthcheck?maxitems=4&marker={marker}");
    let (_, second) = lab.get("route53", "us-east-1", &path);
    assert_eq!(elements(&first, "HealthCheckVersion").len(), 4);
    assert_eq!(elements(&second, "HealthCheckVersion").len(), 3);
    assert_eq!(element(&second, "Id"), Some(marker));
    assert_eq!(element(&second, "NextMarker"), None);
}

#[test]
fn recovery_points_of_a_resource_go_on_across_vaults_and_rds_takes_no_page_under_twenty() {
    let lab = Lab::new();
    let arn = "arn%3Aaws%3Adynamodb%3Aus-east-1%3A123456789012%3Atable%2Fcarts";
    let path = format!("/resources/{arn}/recovery-points/");
    let all = walk(
        &lab,
        "us-west-2",
        &path,
        "RecoveryPoints",
        "RecoveryPointArn",
        500,
    );
    assert!(all.len() > 30);
    assert_eq!(
        walk(
            &lab,
            "us-west-2",
            &path,
            "RecoveryPoints",
            "RecoveryPointArn",
            9
        ),
        all
    );
    let orders = "arn%3Aaws%3Ards%3Aus-east-1%3A123456789012%3Adb%3Aorders-db";
    let path = format!("/resources/{orders}/recovery-points/?maxResults=19");
    let (status, body) = lab.get("backup", "us-east-1", &path);
    assert_eq!(status, 400);
    assert!(body.contains("InvalidParameterValueException"));
}
