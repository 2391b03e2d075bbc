//! `ListBackupPlans`, `GetBackupPlan`, `ListBackupSelections`, `GetBackupSelection`.

use std::ops::Bound;

use super::{after, lifecycle, listed, not_found, page_size};
use crate::sim::services::paging;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::backups::{BackupPlan, BackupRule, BackupSelection, CopyAction};

pub(super) fn list(call: &Call<'_>) -> Result<Shape, Failure> {
    let limit = page_size(call)?;
    let after = after(call)?;
    let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let plans = &call.here()?.plans;
    let page = paging::page(plans.range::<str, _>((from, Bound::Unbounded)), limit);
    let plans = page
        .items
        .iter()
        .map(|plan| identity(plan).with("BackupPlanName", &plan.name).into());
    Ok(listed(
        "BackupPlansList",
        plans.collect(),
        page.last.as_deref(),
    ))
}

fn identity(plan: &BackupPlan) -> Record {
    Record::new()
        .with("BackupPlanArn", &plan.arn)
        .with("BackupPlanId", &plan.id)
        .with("CreationDate", plan.created)
        .with("VersionId", &plan.version)
        .maybe("LastExecutionDate", plan.last_execution)
}

fn plan_of<'a>(call: &Call<'a>) -> Result<&'a BackupPlan, Failure> {
    let id = call.input.text("BackupPlanId").unwrap_or_default();
    call.here()?
        .plans
        .get(id)
        .ok_or_else(|| not_found(format!("Backup plan {id} does not exist.")))
}

pub(super) fn get(call: &Call<'_>) -> Result<Shape, Failure> {
    let plan = plan_of(call)?;
    let body = Record::new().with("BackupPlanName", &plan.name).list(
        "Rules",
        "member",
        plan.rules.iter().map(rule_shape),
    );
    Ok(identity(plan).with("BackupPlan", body).into())
}

fn rule_shape(rule: &BackupRule) -> Record {
    let copy = |copy: &CopyAction| {
        Record::new()
            .with("Lifecycle", lifecycle(copy.lifecycle))
            .with("DestinationBackupVaultArn", &copy.destination_vault_arn)
    };
    Record::new()
        .with("RuleName", &rule.name)
        .with("TargetBackupVaultName", &rule.vault)
        .with("ScheduleExpression", &rule.schedule)
        .with("StartWindowMinutes", rule.start_window_minutes)
        .with("CompletionWindowMinutes", rule.completion_window_minutes)
        .with("Lifecycle", lifecycle(rule.lifecycle))
        .with("RuleId", &rule.id)
        .list("CopyActions", "member", rule.copies.iter().map(copy))
        .with("EnableContinuousBackup", rule.continuous)
        .with("ScheduleExpressionTimezone", "Etc/UTC")
}

pub(super) fn list_selections(call: &Call<'_>) -> Result<Shape, Failure> {
    let plan = plan_of(call)?;
    let limit = page_size(call)?;
    let after = after(call)?;
    let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let walk = plan.selections.range::<str, _>((from, Bound::Unbounded));
    let page = paging::page(walk, limit);
    let selections = page.items.iter().map(|selection| {
        Record::new()
            .with("SelectionId", &selection.id)
            .with("SelectionName", &selection.name)
            .with("BackupPlanId", &plan.id)
            .with("CreationDate", selection.created)
            .with("IamRoleArn", &selection.role_arn)
            .into()
    });
    let selections = selections.collect();
    Ok(listed(
        "BackupSelectionsList",
        selections,
        page.last.as_deref(),
    ))
}

pub(super) fn get_selection(call: &Call<'_>) -> Result<Shape, Failure> {
    let plan = plan_of(call)?;
    let id = call.input.text("SelectionId").unwrap_or_default();
    let selection = plan
        .selections
        .get(id)
        .ok_or_else(|| not_found(format!("Backup selection {id} does not exist.")))?;
    Ok(Record::new()
        .with("BackupSelection", selection_shape(selection))
        .with("SelectionId", &selection.id)
        .with("BackupPlanId", &plan.id)
        .with("CreationDate", selection.created)
        .into())
}

fn selection_shape(selection: &BackupSelection) -> Record {
    let tag = |(key, value): &(String, String)| {
        Record::new()
            .with("ConditionType", "STRINGEQUALS")
            .with("ConditionKey", key)
            .with("ConditionValue", value)
    };
    Record::new()
        .with("SelectionName", &selection.name)
        .with("IamRoleArn", &selection.role_arn)
        .list("Resources", "member", &selection.resources)
        .list("ListOfTags", "member", selection.tags.iter().map(tag))
        .list("NotResources", "member", &selection.not_resources)
}
