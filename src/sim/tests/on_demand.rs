//! Backups, copies and restores that somebody starts by hand.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Lab, element, sent_request, text};

const ORDERS: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
const ROLE: &str = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";
const STANDBY_VAULT: &str = "arn:aws:backup:us-west-2:123456789012:backup-vault:harbor";

fn put(lab: &Lab, region: &str, path: &str, input: &Value) -> (u16, Value) {
    let request = sent_request("PUT", "backup", region, path, &input.to_string());
    let (status, body) = text(&lab.ask(request));
    (status, serde_json::from_str(&body).unwrap())
}

fn started(lab: &Lab, region: &str, path: &str, input: &Value) -> Value {
    let (status, body) = put(lab, region, path, input);
    assert_eq!(status, 200, "{body}");
    body
}

fn refused(lab: &Lab, path: &str, input: &Value) -> String {
    let (status, body) = put(lab, "us-east-1", path, input);
    assert_eq!(status, 400, "{body}");
    body["Code"].as_str().unwrap().to_owned()
}

fn backup() -> Value {
    json!({
        "BackupVaultName": "harbor", "ResourceArn": ORDERS, "IamRoleArn": ROLE,
        "IdempotencyToken": "INC-7", "Lifecycle": { "DeleteAfterDays": 35 },
    })
}

/// The newest recovery point of the orders in a Region.
fn newest_point(lab: &Lab, region: &str) -> String {
    let path = format!("/backup-vaults/harbor/recovery-points?resourceArn={ORDERS}");
    let answer = lab.backup(region, &path);
    let points = answer["RecoveryPoints"].as_array().unwrap();
    let newest = points.iter().max_by(|a, b| {
        a["CreationDate"]
            .as_f64()
            .unwrap()
            .total_cmp(&b["CreationDate"].as_f64().unwrap())
    });
    newest.unwrap()["RecoveryPointArn"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_backup_by_hand_goes_the_way_of_all_jobs_and_is_copied_by_hand() {
    let lab = Lab::new();
    let answer = started(&lab, "us-east-1", "/backup-jobs", &backup());
    let path = format!("/backup-jobs/{}", answer["BackupJobId"].as_str().unwrap());
    let job = lab.backup("us-east-1", &path);
    assert_eq!(job["State"], "CREATED");
    assert!(job.get("CreatedBy").is_none());
    // The same token is the same job.
    let again = started(&lab, "us-east-1", "/backup-jobs/", &backup());
    assert_eq!(again["BackupJobId"], answer["BackupJobId"]);
    lab.pass(TimeDelta::minutes(12));
    assert_eq!(lab.backup("us-east-1", &path)["State"], "RUNNING");
    lab.pass(TimeDelta::minutes(33));
    let job = lab.backup("us-east-1", &path);
    assert_eq!(job["State"], "COMPLETED");
    let point = job["RecoveryPointArn"].as_str().unwrap().to_owned();
    assert_eq!(newest_point(&lab, "us-east-1"), point);
    // No plan asked for it: nothing copies it of itself.
    lab.pass(TimeDelta::hours(1));
    assert!(newest_point(&lab, "us-west-2") != point);
    let copy = json!({
        "RecoveryPointArn": point, "SourceBackupVaultName": "harbor",
        "DestinationBackupVaultArn": STANDBY_VAULT, "IamRoleArn": ROLE, "IdempotencyToken": "INC-7",
    });
    let answer = started(&lab, "us-east-1", "/copy-jobs", &copy);
    let path = format!("/copy-jobs/{}", answer["CopyJobId"].as_str().unwrap());
    assert_eq!(
        lab.backup("us-east-1", &path)["CopyJob"]["State"],
        "RUNNING"
    );
    lab.pass(TimeDelta::minutes(39));
    let job = lab.backup("us-east-1", &path)["CopyJob"].clone();
    assert_eq!(job["State"], "COMPLETED");
    assert_eq!(
        job["DestinationRecoveryPointArn"].as_str().unwrap(),
        newest_point(&lab, "us-west-2")
    );
}

#[test]
fn a_restore_makes_an_instance_beside_the_others_and_its_time_is_measured() {
    let lab = Lab::new();
    let point = newest_point(&lab, "us-west-2");
    let label = point.replace(':', "%3A");
    let path = format!("/backup-vaults/harbor/recovery-points/{label}/restore-metadata");
    let said = lab.backup("us-west-2", &path);
    assert_eq!(said["ResourceType"], "RDS");
    let mut metadata = said["RestoreMetadata"].clone();
    metadata["DBInstanceIdentifier"] = "orders-drill".into();
    metadata["DBSubnetGroupName"] = "restore-test".into();
    let wanted = json!({
        "RecoveryPointArn": point, "Metadata": metadata, "IamRoleArn": ROLE, "ResourceType": "RDS",
    });
    let answer = started(&lab, "us-west-2", "/restore-jobs", &wanted);
    let path = format!("/restore-jobs/{}", answer["RestoreJobId"].as_str().unwrap());
    assert_eq!(lab.backup("us-west-2", &path)["Status"], "PENDING");
    lab.pass(TimeDelta::minutes(5));
    let job = lab.backup("us-west-2", &path);
    assert_eq!(job["Status"], "RUNNING");
    let form = "Action=DescribeDBInstances&DBInstanceIdentifier=orders-drill";
    let (_, xml) = lab.form("rds", "us-west-2", form);
    assert_eq!(element(&xml, "DBInstanceStatus"), Some("creating"));
    assert_eq!(element(&xml, "DBSubnetGroupName"), Some("restore-test"));
    lab.pass(TimeDelta::minutes(45));
    let job = lab.backup("us-west-2", &path);
    assert_eq!(job["Status"], "COMPLETED");
    assert_eq!(
        job["CreatedResourceArn"],
        "arn:aws:rds:us-west-2:123456789012:db:orders-drill"
    );
    // Restored, and not proven.
    assert!(job.get("ValidationStatus").is_none());
    let protected = lab.backup(
        "us-west-2",
        &format!("/resources/{}", ORDERS.replace(':', "%3A")),
    );
    let minutes = protected["LatestRestoreExecutionTimeMinutes"].as_i64();
    assert!((20..=47).contains(&minutes.unwrap()));
    // A second one under the same name fails.
    let answer = started(&lab, "us-west-2", "/restore-jobs", &wanted);
    lab.pass(TimeDelta::minutes(5));
    let path = format!("/restore-jobs/{}", answer["RestoreJobId"].as_str().unwrap());
    assert_eq!(lab.backup("us-west-2", &path)["Status"], "FAILED");
}

#[test]
fn what_cannot_be_started_is_told_in_aws_backups_codes() {
    let lab = Lab::new();
    let (missing, none) = (
        "MissingParameterValueException",
        "ResourceNotFoundException",
    );
    let (invalid, request) = ("InvalidParameterValueException", "InvalidRequestException");
    let with = |member: &str, value: Value| {
        let mut input = backup();
        input[member] = value;
        refused(&lab, "/backup-jobs", &input)
    };
    assert_eq!(with("BackupVaultName", Value::Null), missing);
    assert_eq!(with("IamRoleArn", Value::Null), missing);
    assert_eq!(with("BackupVaultName", "nobody".into()), none);
    assert_eq!(
        with("ResourceArn", ORDERS.replace("orders", "nobody").into()),
        none
    );
    assert_eq!(
        with("IamRoleArn", ROLE.replace("Default", "Other").into()),
        invalid
    );
    assert_eq!(with("StartWindowMinutes", 59.into()), invalid);
    let cold = json!({ "MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 60 });
    assert_eq!(with("Lifecycle", cold), invalid);
    lab.sim.with_world(|world| {
        let here = world.region_mut("us-east-1");
        here.backup_opt_in.insert("RDS".to_owned(), false);
    });
    assert_eq!(refused(&lab, "/backup-jobs", &backup()), request);
    let settings = lab.backup("us-east-1", "/account-settings");
    assert_eq!(settings["ResourceTypeOptInPreference"]["RDS"], false);
    assert_eq!(settings["ResourceTypeOptInPreference"]["S3"], true);

    let copy = |member: &str, value: &str| {
        let mut input = json!({
            "RecoveryPointArn": newest_point(&lab, "us-east-1"), "SourceBackupVaultName": "harbor",
            "DestinationBackupVaultArn": STANDBY_VAULT, "IamRoleArn": ROLE,
        });
        input[member] = value.into();
        refused(&lab, "/copy-jobs", &input)
    };
    assert_eq!(copy("RecoveryPointArn", "arn:aws:nobody"), none);
    assert_eq!(copy("SourceBackupVaultName", "nobody"), none);
    assert_eq!(copy("DestinationBackupVaultArn", "arn:aws:nobody"), none);
    assert_eq!(copy("IamRoleArn", "nobody"), invalid);

    let restore = |point: &str, metadata: Value| {
        let input = json!({
            "RecoveryPointArn": point, "Metadata": metadata, "IamRoleArn": ROLE,
        });
        refused(&lab, "/restore-jobs", &input)
    };
    let point = newest_point(&lab, "us-east-1");
    assert_eq!(restore(&point, Value::Null), missing);
    assert_eq!(restore(&point, json!({})), invalid);
    assert_eq!(restore("arn:aws:nobody", json!({})), none);
    for path in ["/backup-jobs/0", "/copy-jobs/0", "/restore-jobs/0"] {
        assert_eq!(lab.get("backup", "us-east-1", path).0, 400);
    }
}
