//! AWS Backup: plans with their rules and selections. Three levels of calls: the
//! plans, then each plan and its selections' names, then each selection.

use super::backup::{PAGE, backup};
use super::convert::{maybe, need};
use super::{AT_ONCE, Reading, Reads, next, pages, reading};
use crate::aws::failure::Asked;
use crate::estate::facts::{BackupPlan, BackupRule, BackupSelection, CopyAction, TagCondition};
use crate::estate::{Failure, Scope};
use crate::terms::{OutsideText, Region};
use aws_sdk_backup::{Client, types};
use futures::{StreamExt, TryStreamExt, stream};

impl Reads {
    /// The backup plans of a Region with rules and selections (`ListBackupPlans`,
    /// then `GetBackupPlan`, `ListBackupSelections` and `GetBackupSelection` for
    /// each). A plan deleted meanwhile fails the read; the next one is whole.
    ///
    /// # Errors
    /// As every read.
    pub async fn backup_plans(&self, region: &Region) -> Result<Reading<Vec<BackupPlan>>, Failure> {
        let client = self.door.backup(region, &Scope::from(region));
        let client = &client;
        reading(async move {
            let ids = plan_ids(client).await?;
            stream::iter(ids)
                .map(|id| whole_plan(client, id))
                .buffered(AT_ONCE)
                .try_collect()
                .await
        })
        .await
    }
}

async fn plan_ids(client: &Client) -> Result<Vec<String>, Failure> {
    let asked = backup("ListBackupPlans");
    pages(asked, |token| {
        let request = client
            .list_backup_plans()
            .max_results(PAGE)
            .set_next_token(token);
        async move {
            let answer = request.send().await.map_err(|error| asked.failed(&error))?;
            let ids = answer.backup_plans_list().iter().map(|plan| {
                let id = need(asked, "BackupPlanId", plan.backup_plan_id())?;
                Ok(id.to_owned())
            });
            let ids = ids.collect::<Result<Vec<_>, Failure>>()?;
            Ok((ids, next(answer.next_token())))
        }
    })
    .await
}

async fn whole_plan(client: &Client, id: String) -> Result<BackupPlan, Failure> {
    let (mut plan, selections) =
        futures::try_join!(plan_with_rules(client, &id), selections(client, &id))?;
    plan.selections = selections;
    Ok(plan)
}

async fn plan_with_rules(client: &Client, id: &str) -> Result<BackupPlan, Failure> {
    let asked = backup("GetBackupPlan");
    let answer = client.get_backup_plan().backup_plan_id(id).send().await;
    let answer = answer.map_err(|error| asked.failed(&error))?;
    let plan = answer
        .backup_plan()
        .ok_or_else(|| asked.not_understood("the answer has no BackupPlan"))?;
    Ok(BackupPlan {
        id: OutsideText::new(id),
        name: OutsideText::new(plan.backup_plan_name()),
        rules: plan.rules().iter().map(rule).collect(),
        selections: Vec::new(),
    })
}

async fn selections(client: &Client, plan: &str) -> Result<Vec<BackupSelection>, Failure> {
    let asked = backup("ListBackupSelections");
    let ids = pages(asked, |token| {
        let request = client
            .list_backup_selections()
            .backup_plan_id(plan)
            .max_results(PAGE)
            .set_next_token(token);
        async move {
            let answer = request.send().await.map_err(|error| asked.failed(&error))?;
            let ids = answer.backup_selections_list().iter().map(|selection| {
                let id = need(asked, "SelectionId", selection.selection_id())?;
                Ok(id.to_owned())
            });
            let ids = ids.collect::<Result<Vec<_>, Failure>>()?;
            Ok((ids, next(answer.next_token())))
        }
    })
    .await?;
    stream::iter(ids)
        .map(|id| selection(client, plan, id))
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

async fn selection(client: &Client, plan: &str, id: String) -> Result<BackupSelection, Failure> {
    let asked = backup("GetBackupSelection");
    let request = client.get_backup_selection().backup_plan_id(plan);
    let answer = request.selection_id(id).send().await;
    let answer = answer.map_err(|error| asked.failed(&error))?;
    let it = answer
        .backup_selection()
        .ok_or_else(|| asked.not_understood("the answer has no BackupSelection"))?;
    let any_tag = it.list_of_tags().iter().map(|condition| TagCondition {
        comparison: comparison(condition.condition_type()),
        key: tag_key(condition.condition_key()),
        value: OutsideText::new(condition.condition_value()),
    });
    Ok(BackupSelection {
        name: OutsideText::new(it.selection_name()),
        resources: super::convert::texts(it.resources()),
        not_resources: super::convert::texts(it.not_resources()),
        any_tag: any_tag.collect(),
        all_tags: it
            .conditions()
            .map(|conditions| all_tags(asked, conditions))
            .transpose()?
            .unwrap_or_default(),
    })
}

/// `ListOfTags` says `STRINGEQUALS` for what `Conditions` calls `StringEquals`.
fn comparison(kind: &types::ConditionType) -> OutsideText {
    match kind {
        types::ConditionType::Stringequals => OutsideText::new("StringEquals"),
        other => OutsideText::new(other.as_str()),
    }
}

fn tag_key(key: &str) -> OutsideText {
    OutsideText::new(key.strip_prefix("aws:ResourceTag/").unwrap_or(key))
}

fn all_tags(asked: Asked, it: &types::Conditions) -> Result<Vec<TagCondition>, Failure> {
    let kinds = [
        ("StringEquals", it.string_equals()),
        ("StringNotEquals", it.string_not_equals()),
        ("StringLike", it.string_like()),
        ("StringNotLike", it.string_not_like()),
    ];
    let mut conditions = Vec::new();
    for (comparison, parameters) in kinds {
        for parameter in parameters {
            conditions.push(TagCondition {
                comparison: OutsideText::new(comparison),
                key: tag_key(need(asked, "ConditionKey", parameter.condition_key())?),
                value: OutsideText::new(parameter.condition_value().unwrap_or_default()),
            });
        }
    }
    Ok(conditions)
}

fn rule(it: &types::BackupRule) -> BackupRule {
    let lifecycle = it.lifecycle();
    BackupRule {
        name: OutsideText::new(it.rule_name()),
        schedule: maybe(it.schedule_expression()),
        vault: OutsideText::new(it.target_backup_vault_name()),
        continuous: it.enable_continuous_backup().unwrap_or(false),
        start_window_minutes: it.start_window_minutes(),
        completion_window_minutes: it.completion_window_minutes(),
        delete_after_days: lifecycle.and_then(|it| it.delete_after_days()),
        cold_after_days: lifecycle.and_then(|it| it.move_to_cold_storage_after_days()),
        copies: it
            .copy_actions()
            .iter()
            .map(|copy| CopyAction {
                vault: OutsideText::new(copy.destination_backup_vault_arn()),
                delete_after_days: copy.lifecycle().and_then(|it| it.delete_after_days()),
            })
            .collect(),
    }
}
