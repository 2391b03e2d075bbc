//! AWS Backup, in REST-JSON.

use super::*;
use crate::estate::facts::{JobKind, TagCondition};
use crate::terms::Span;
use serde_json::json as value;

#[tokio::test(start_paused = true)]
async fn jobs_of_all_three_kinds_are_read_since_a_day() {
    let script = Script::new(|call| {
        assert_eq!(
            call.parameter("createdAfter").as_deref(),
            Some("2026-11-21T03%3A00%3A00Z")
        );
        match call.operation.as_str() {
            "GET /backup-jobs" => json(value!({"BackupJobs": [{
                "BackupJobId": "b-1", "State": "COMPLETED", "MessageCategory": "Success",
                "ResourceArn": "arn:aws:rds:us-east-1:1:db:orders-db", "ResourceType": "RDS",
                "PercentDone": "42.5", "CreationDate": 1_795_312_800.5, "BackupSizeInBytes": 12,
            }]})),
            "GET /copy-jobs" => json(value!({"CopyJobs": [{
                "CopyJobId": "c-1", "State": "RUNNING", "SourceRecoveryPointArn": "rp",
                "DestinationBackupVaultArn": "vault",
            }]})),
            "GET /restore-jobs" => json(value!({"RestoreJobs": [{
                "RestoreJobId": "r-1", "Status": "COMPLETED", "PercentDone": "100.00%",
                "ValidationStatus": "SUCCESSFUL",
            }]})),
            other => panic!("{other}"),
        }
    });
    let reads = reads(&script).await;
    let day = Span::days(1);
    let seen = reads.backup_jobs(&here(), day).await.unwrap().facts;
    assert_eq!((seen[0].id.raw(), seen[0].kind), ("b-1", JobKind::Backup));
    assert_eq!(seen[0].percent_done, Some(42.5));
    assert_eq!(
        seen[0].created.unwrap().timestamp_millis(),
        1_795_312_800_500
    );
    assert_eq!(seen[0].completed, None);
    let seen = reads.copy_jobs(&here(), day).await.unwrap().facts;
    assert_eq!(
        (seen[0].state.raw(), seen[0].kind),
        ("RUNNING", JobKind::Copy)
    );
    assert_eq!(seen[0].vault.as_ref().unwrap().raw(), "vault");
    let seen = reads.restore_jobs(&here(), day).await.unwrap().facts;
    assert_eq!(
        (seen[0].state.raw(), seen[0].kind),
        ("COMPLETED", JobKind::Restore)
    );
    assert_eq!(seen[0].validation.as_ref().unwrap().raw(), "SUCCESSFUL");
    assert_eq!(seen[0].percent_done, Some(100.0));
}

#[tokio::test(start_paused = true)]
async fn recovery_points_of_every_vault_are_read_over_two_pages() {
    let script = Script::new(|call| {
        let token = call.parameter("nextToken");
        match (call.operation.as_str(), token.as_deref()) {
            ("GET /backup-vaults", None) => json(value!({
                "BackupVaultList": [{"BackupVaultName": "daily"}], "NextToken": "t"})),
            ("GET /backup-vaults", Some("t")) => json(value!({
                "BackupVaultList": [{"BackupVaultName": "we ird\u{202e}", "Locked": true}]})),
            ("GET /backup-vaults/daily/recovery-points", None) => json(value!({
                "RecoveryPoints": [{"RecoveryPointArn": "rp-1", "Status": "COMPLETED",
                    "CreationDate": 1_795_312_800, "InitiationDate": 1_795_312_000,
                    "CalculatedLifecycle": {"DeleteAt": 1_800_000_000}}],
                "NextToken": "p"})),
            ("GET /backup-vaults/daily/recovery-points", Some("p")) => json(value!({
                "RecoveryPoints": [{"RecoveryPointArn": "rp-2", "Status": "STOPPED"}]})),
            ("GET /backup-vaults/we%20ird%E2%80%AE/recovery-points", None) => json(value!({
                "RecoveryPoints": [{"RecoveryPointArn": "rp-3", "Status": "EXPIRED"}]})),
            other => panic!("{other:?}"),
        }
    });
    let reads = reads(&script).await;
    let seen = reads.recovery_points(&here()).await.unwrap();
    assert_eq!(seen.calls, 5);
    let arns: Vec<&str> = seen.facts.iter().map(|point| point.arn.raw()).collect();
    assert_eq!(arns, ["rp-1", "rp-2", "rp-3"]);
    assert_eq!(seen.facts[0].delete_at.unwrap().timestamp(), 1_800_000_000);
    // The raw name went back to AWS; only the cleaned one can be shown.
    assert_eq!(seen.facts[2].vault.raw(), "we ird\u{202e}");
    assert_eq!(seen.facts[2].vault.to_string(), "we ird\u{fffd}");
    let vaults = reads.vaults(&here()).await.unwrap().facts;
    assert_eq!(vaults[1].locked, Some(true));
    assert_eq!(vaults[0].locked, None);
}

#[tokio::test(start_paused = true)]
async fn a_vault_that_may_not_be_read_fails_the_whole() {
    let script = Script::new(|call| match call.operation.as_str() {
        "GET /backup-vaults" => json(value!({"BackupVaultList": [
            {"BackupVaultName": "open"}, {"BackupVaultName": "closed"}]})),
        "GET /backup-vaults/open/recovery-points" => json(value!({"RecoveryPoints": []})),
        _ => respond(
            403,
            "application/json",
            r#"{"__type":"AccessDeniedException"}"#,
        ),
    });
    let reads = reads(&script).await;
    let failure = reads.recovery_points(&here()).await.unwrap_err();
    let said = failure.to_string();
    assert!(
        said.contains("backup:ListRecoveryPointsByBackupVault"),
        "{said}"
    );
}

#[tokio::test(start_paused = true)]
async fn plans_come_with_rules_and_selections() {
    let script = Script::new(|call| match call.operation.as_str() {
        "GET /backup/plans" => json(value!({"BackupPlansList": [{"BackupPlanId": "p-1"}]})),
        "GET /backup/plans/p-1" => {
            json(value!({"BackupPlan": {"BackupPlanName": "gold", "Rules": [{
                "RuleName": "hourly", "TargetBackupVaultName": "daily",
                "ScheduleExpression": "cron(0 * * * ? *)", "StartWindowMinutes": 60,
                "EnableContinuousBackup": true,
                "Lifecycle": {"DeleteAfterDays": 35},
                "CopyActions": [{"DestinationBackupVaultArn": "dr", "Lifecycle": {"DeleteAfterDays": 7}}],
            }]}}))
        }
        "GET /backup/plans/p-1/selections" => json(value!({
            "BackupSelectionsList": [{"SelectionId": "s-1"}]})),
        "GET /backup/plans/p-1/selections/s-1" => json(value!({"BackupSelection": {
            "SelectionName": "by tag", "IamRoleArn": "role", "Resources": ["*"],
            "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "tier", "ConditionValue": "gold"}],
            "Conditions": {"StringNotLike": [
                {"ConditionKey": "aws:ResourceTag/env", "ConditionValue": "dev*"}]},
        }})),
        other => panic!("{other}"),
    });
    let reads = reads(&script).await;
    let seen = reads.backup_plans(&here()).await.unwrap();
    assert_eq!(seen.calls, 4);
    let plan = &seen.facts[0];
    assert_eq!((plan.id.raw(), plan.name.raw()), ("p-1", "gold"));
    let rule = &plan.rules[0];
    assert!(rule.continuous);
    assert_eq!(rule.delete_after_days, Some(35));
    assert_eq!(rule.copies[0].delete_after_days, Some(7));
    let condition = |comparison: &str, key: &str, value: &str| TagCondition {
        comparison: comparison.into(),
        key: key.into(),
        value: value.into(),
    };
    let selection = &plan.selections[0];
    assert_eq!(
        selection.any_tag,
        [condition("StringEquals", "tier", "gold")]
    );
    assert_eq!(
        selection.all_tags,
        [condition("StringNotLike", "env", "dev*")]
    );
}

#[tokio::test(start_paused = true)]
async fn protected_resources_are_read() {
    let script = Script::new(|_| {
        json(
            value!({"Results": [{"ResourceArn": "arn:aws:rds:us-east-1:1:db:orders-db",
            "ResourceType": "RDS", "LastBackupTime": 1_795_312_800}]}),
        )
    });
    let seen = reads(&script).await.protected(&here()).await.unwrap().facts;
    assert_eq!(seen[0].resource_type.raw(), "RDS");
    assert_eq!(seen[0].last_backup.unwrap().timestamp(), 1_795_312_800);
}

#[tokio::test(start_paused = true)]
async fn the_types_a_region_backs_up_are_read_and_what_is_not_listed_is_not_known() {
    let script = Script::new(|call| {
        assert_eq!(call.operation, "GET /account-settings");
        json(value!({
            "ResourceTypeOptInPreference": {"RDS": true, "EFS": false},
            "ResourceTypeManagementPreference": {"DynamoDB": true},
        }))
    });
    let reads = reads(&script).await;
    let settings = reads.region_settings(&here()).await.unwrap().facts;
    assert_eq!(settings.is_opted_in("RDS"), Some(true));
    assert_eq!(settings.is_opted_in("EFS"), Some(false));
    assert_eq!(settings.is_opted_in("Aurora"), None);
    assert!(settings.managed[&"DynamoDB".into()]);
    let script = Script::new(|_| json(value!({})));
    let reads = super::reads(&script).await;
    assert!(reads.region_settings(&here()).await.is_err());
}
