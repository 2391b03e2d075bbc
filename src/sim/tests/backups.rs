//! AWS Backup as the days go by.

use chrono::{TimeDelta, TimeZone, Utc};
use serde_json::Value;

use super::{Lab, elements};
use crate::sim::World;
use crate::sim::world::backups::JobEnd;

const ORDERS: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";

fn jobs(lab: &Lab, query: &str) -> Vec<Value> {
    let answer = lab.backup("us-east-1", &format!("/backup-jobs/?{query}"));
    answer["BackupJobs"].as_array().unwrap().clone()
}

/// Five o'clock of the day after the epoch.
fn to_five(lab: &Lab) {
    let five = Utc.with_ymd_and_hms(2026, 3, 3, 5, 0, 0).unwrap();
    lab.pass(five - lab.now());
}

#[test]
fn a_job_goes_from_created_to_running_to_completed_and_its_copy_follows() {
    let lab = Lab::new();
    to_five(&lab);
    let newest = |lab: &Lab| jobs(lab, &format!("resourceArn={ORDERS}"))[0].clone();
    assert_eq!(newest(&lab)["State"], "CREATED");
    assert!(newest(&lab).get("RecoveryPointArn").is_none());

    lab.pass(TimeDelta::minutes(12));
    let running = newest(&lab);
    assert_eq!(running["State"], "RUNNING");
    let done: f64 = running["PercentDone"].as_str().unwrap().parse().unwrap();
    assert!(done > 0.0 && done < 100.0);

    lab.pass(TimeDelta::minutes(38));
    let completed = newest(&lab);
    assert_eq!(completed["State"], "COMPLETED");
    assert_eq!(completed["MessageCategory"], "SUCCESS");

    lab.pass(TimeDelta::minutes(40));
    let copies = lab.backup("us-east-1", &format!("/copy-jobs/?resourceArn={ORDERS}"));
    let copy = &copies["CopyJobs"][0];
    assert_eq!(copy["State"], "COMPLETED");
    assert_eq!(
        copy["SourceRecoveryPointArn"],
        completed["RecoveryPointArn"]
    );
    let path = format!("/backup-vaults/harbor/recovery-points/?resourceArn={ORDERS}");
    let standby = lab.backup("us-west-2", &path);
    let points = standby["RecoveryPoints"].as_array().unwrap();
    let copied = points
        .iter()
        .find(|point| point["RecoveryPointArn"] == copy["DestinationRecoveryPointArn"])
        .unwrap();
    // The copy's data are as old as the original's, and it names the original's resource.
    assert_eq!(copied["ResourceArn"], ORDERS);
    assert_eq!(copied["InitiationDate"], completed["InitiationDate"]);
}

#[test]
fn the_next_job_of_a_resource_can_be_made_to_fail_and_leaves_no_recovery_point() {
    let lab = Lab::new();
    let count = |lab: &Lab| {
        let path = format!("/backup-vaults/harbor/recovery-points/?resourceArn={ORDERS}");
        lab.backup("us-east-1", &path)["RecoveryPoints"]
            .as_array()
            .unwrap()
            .len()
    };
    // Midnight lets go of what has expired; count after it.
    lab.pass(TimeDelta::hours(13));
    let before = count(&lab);
    lab.sim.with_world(|world| {
        let end = JobEnd {
            state: "FAILED".to_owned(),
            message: Some("no rights".to_owned()),
            category: Some("AccessDenied".to_owned()),
        };
        world.backup_ends.insert(ORDERS.to_owned(), end);
    });
    to_five(&lab);
    lab.pass(TimeDelta::hours(1));
    let job = &jobs(&lab, &format!("resourceArn={ORDERS}"))[0];
    assert_eq!(job["State"], "FAILED");
    assert_eq!(job["MessageCategory"], "AccessDenied");
    assert_eq!(count(&lab), before);
}

#[test]
fn the_history_has_one_failure_and_one_job_with_issues_both_older_than_a_day() {
    let lab = Lab::new();
    let failed = jobs(&lab, "state=FAILED");
    assert_eq!(failed.len(), 1);
    let issues = jobs(&lab, "messageCategory=AccessDenied&state=COMPLETED");
    assert_eq!(issues.len(), 1);
    let day_ago = (lab.now() - TimeDelta::days(1)).timestamp() as f64;
    for job in failed.iter().chain(&issues) {
        assert!(job["CreationDate"].as_f64().unwrap() < day_ago);
    }
    let month_ago = (lab.now() - TimeDelta::days(30)).timestamp() as f64;
    let all = jobs(&lab, "");
    assert!(all.len() > 120);
    assert!(
        all.iter()
            .all(|job| job["CreationDate"].as_f64().unwrap() >= month_ago)
    );
}

#[test]
fn weekly_and_monthly_rules_have_run_on_their_days() {
    let lab = Lab::new();
    let rule = |name: &str| -> Vec<i64> {
        jobs(&lab, &format!("resourceArn={ORDERS}"))
            .iter()
            .filter(|job| job["CreatedBy"]["BackupRuleName"] == name)
            .map(|job| job["CreationDate"].as_f64().unwrap() as i64)
            .collect()
    };
    // The thirty days before the epoch hold two firsts of a month and five Sundays.
    assert_eq!(rule("monthly").len(), 2);
    let weekly = rule("weekly");
    assert_eq!(weekly.len(), 5);
    assert!(
        weekly
            .windows(2)
            .all(|pair| pair[0] - pair[1] == 7 * 86_400)
    );
}

#[test]
fn the_uploads_are_backed_up_in_their_own_region_only() {
    let lab = Lab::new();
    let kinds = |region: &str| -> Vec<String> {
        let answer = lab.backup(region, "/resources/");
        let results = answer["Results"].as_array().unwrap();
        results
            .iter()
            .map(|r| r["ResourceType"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        kinds("us-east-1"),
        ["DynamoDB", "EFS", "Aurora", "RDS", "S3"]
    );
    assert_eq!(kinds("us-west-2"), ["DynamoDB", "Aurora", "RDS", "S3"]);
}

#[test]
fn the_restore_test_was_measured() {
    let lab = Lab::new();
    let restores = lab.backup("us-west-2", "/restore-jobs/");
    let job = &restores["RestoreJobs"][0];
    assert_eq!(job["Status"], "COMPLETED");
    assert!(job.get("State").is_none());
    assert!(job.get("ValidationStatus").is_none());
    let path = format!("/resources/{}", ORDERS.replace(':', "%3A"));
    let protected = lab.backup("us-west-2", &path);
    assert_eq!(protected["LatestRestoreExecutionTimeMinutes"], 42);
}

#[test]
fn snapshots_are_daily_and_seven_days_are_kept() {
    let lab = Lab::new();
    for _ in 0..3 {
        let form =
            "Action=DescribeDBSnapshots&DBInstanceIdentifier=orders-db&SnapshotType=automated";
        let (_, xml) = lab.form("rds", "us-east-1", form);
        let taken = elements(&xml, "SnapshotCreateTime");
        assert!((7..=8).contains(&taken.len()), "{taken:?}");
        assert!(taken.iter().all(|at| at.contains("T03:07:00")));
        lab.pass(TimeDelta::days(1));
    }
}

#[test]
fn recovery_points_of_rds_are_snapshots_that_rds_lists_in_both_regions() {
    let lab = Lab::new();
    for (region, copied) in [("us-east-1", false), ("us-west-2", true)] {
        let form =
            "Action=DescribeDBSnapshots&DBInstanceIdentifier=orders-db&SnapshotType=awsbackup";
        let (_, xml) = lab.form("rds", region, form);
        let arns = elements(&xml, "DBSnapshotArn");
        let path = format!("/backup-vaults/harbor/recovery-points/?resourceArn={ORDERS}");
        let points = lab.backup(region, &path);
        let points = points["RecoveryPoints"].as_array().unwrap();
        assert!(points.len() > 30);
        assert!(
            points
                .iter()
                .all(|point| arns.contains(&point["RecoveryPointArn"].as_str().unwrap()))
        );
        assert_eq!(elements(&xml, "SourceRegion").is_empty(), !copied);
    }
}

#[test]
fn the_world_is_the_same_however_often_it_is_asked() {
    let day = TimeDelta::days(1);
    let often = Lab::new();
    for _ in 0..96 {
        often.pass(day / 96);
        often.backup("us-east-1", "/backup-jobs/?maxResults=1");
    }
    let once = Lab::new();
    once.pass(day);
    for path in ["/backup-jobs/", "/copy-jobs/", "/resources/"] {
        assert_eq!(
            often.backup("us-east-1", path),
            once.backup("us-east-1", path)
        );
    }
    let points = "/backup-vaults/harbor/recovery-points/";
    assert_eq!(
        often.backup("us-west-2", points),
        once.backup("us-west-2", points)
    );
    let other = Lab::of(World::harbor(8, super::epoch()));
    other.pass(day);
    let jobs = "/backup-jobs/";
    assert_ne!(
        other.backup("us-east-1", jobs),
        once.backup("us-east-1", jobs)
    );
}
