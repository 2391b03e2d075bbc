//! Plans: a row for each rule, and in words what it backs up.

use super::{Said, name_of, region_of};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::estate::facts::{BackupPlan, BackupRule, BackupSelection, CopyAction, TagCondition};
use crate::estate::{Scope, Source};
use crate::terms::{OutsideText, Span};
use ratatui::text::Line;

pub(super) static PLANS: Listing<Plans> = Listing {
    title: "Plans",
    sources: &[Source::BackupPlans],
    empty: "there is no backup plan",
    detailed: true,
    columns: &[
        Of::left("plan", 12, 40, |_, row| Cell::outside(&row.plan.name)),
        Of::left("rule", 7, 30, |_, row| Cell::outside(&row.rule.name)),
        Of::left("region", 9, 14, |_, row| Cell::dim(row.scope.to_string())).sheds(6),
        Of::left("schedule", 17, 32, |_, row| {
            let told = row.rule.schedule.as_ref();
            told.map_or_else(Cell::none, Cell::outside)
        }),
        Of::left("vault", 6, 24, |_, row| Cell::outside(&row.rule.vault)).sheds(4),
        Of::right("start in", 8, 8, |_, row| {
            window(row.rule.start_window_minutes)
        })
        .sheds(8),
        Of::right("done in", 7, 8, |_, row| {
            window(row.rule.completion_window_minutes)
        })
        .sheds(7),
        Of::left("continuous", 10, 10, |_, row| match row.rule.continuous {
            true => Cell::text("yes"),
            false => Cell::dim("no"),
        })
        .sheds(5),
        Of::right("kept", 6, 8, |_, row| kept_cell(row.rule.delete_after_days)).sheds(2),
        Of::right("cold", 6, 8, |_, row| after(row.rule.cold_after_days)).sheds(3),
        Of::left("copies to", 16, 48, copies),
    ],
    detail,
    identifier: |row| row.plan.id.to_string(),
    arn: None,
};

#[derive(Debug)]
pub(super) struct Plans;

type Of = Column<Plans>;

/// A rule of a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'m> {
    scope: &'m Scope,
    plan: &'m BackupPlan,
    rule: &'m BackupRule,
}

impl Rows for Plans {
    type Row<'m> = Row<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let plans = model.estate().backup_plans.iter();
        let mut rules: Vec<(&Scope, &BackupPlan, &BackupRule)> = plans
            .flat_map(|(scope, plan)| plan.rules.iter().map(move |rule| (scope, plan, rule)))
            .collect();
        // A plan's rules keep the order in which the plan has them.
        rules.sort_by_key(|(scope, plan, _)| (&plan.name, *scope, &plan.id));
        rules
            .into_iter()
            .map(|(scope, plan, rule)| Key::new(scope, &id(plan, rule)))
            .collect()
    }

    fn find<'m>(model: &'m Model, key: &Key) -> Option<Self::Row<'m>> {
        let (plan, rule) = key.id.raw().split_once(BETWEEN)?;
        let plans = &model.estate().backup_plans;
        let (scope, plan) = super::located(plans, &key.scope, &OutsideText::new(plan))?;
        let rule = plan.rules.iter().find(|it| it.name.raw() == rule)?;
        Some(Row { scope, plan, rule })
    }
}

/// A plan's id has no space in it.
const BETWEEN: char = ' ';

fn id(plan: &BackupPlan, rule: &BackupRule) -> OutsideText {
    OutsideText::from(format!("{}{BETWEEN}{}", plan.id.raw(), rule.name.raw()))
}

fn window(minutes: Option<i64>) -> Cell<'static> {
    let told = minutes.and_then(|minutes| u64::try_from(minutes).ok());
    told.map_or_else(Cell::none, |minutes| Cell::span(Span::minutes(minutes)))
}

/// Days of a lifecycle; AWS takes −1 for none.
fn days(told: Option<i64>) -> Option<i64> {
    told.filter(|days| *days >= 0)
}

fn after(told: Option<i64>) -> Cell<'static> {
    days(told).map_or_else(Cell::none, |days| {
        Cell::number(days as f64, format!("{days} d"))
    })
}

fn kept_cell(told: Option<i64>) -> Cell<'static> {
    match days(told) {
        Some(_) => after(told),
        None => Cell::number(f64::INFINITY, "no end"),
    }
}

fn copies<'m>(_: &Glance<'m>, row: Row<'m>) -> Cell<'m> {
    let copies: Vec<String> = row.rule.copies.iter().map(place).collect();
    match copies.as_slice() {
        [] => Cell::text("nowhere").role(Role::Dim),
        copies => Cell::text(copies.join(", ")),
    }
}

/// Where a copy goes: the vault's Region first, since that is what decides.
fn place(copy: &CopyAction) -> String {
    let vault = name_of(&copy.vault);
    match region_of(&copy.vault) {
        Some(region) => format!("{region} {vault}"),
        None => vault.to_owned(),
    }
}

fn detail(glance: &Glance<'_>, row: Row<'_>, width: usize) -> Vec<Line<'static>> {
    let Row { plan, rule, .. } = row;
    let title = format!("{} of {} in {}", rule.name, plan.name, row.scope);
    let mut said = Said::new(glance, width, &title);
    said.last_seen(
        Source::BackupPlans,
        row.scope,
        "it may have been changed since",
    );
    said.field("runs", rule.schedule.as_ref(), "ScheduleExpression");
    let minutes = |told: Option<i64>| {
        let told = told.and_then(|it| u64::try_from(it).ok());
        told.map(|it| Span::minutes(it).to_string())
    };
    let start = minutes(rule.start_window_minutes).map(|it| format!("within {it}, or it expires"));
    said.field("starts", start, "StartWindowMinutes");
    let done = minutes(rule.completion_window_minutes)
        .map(|it| format!("within {it}, or it is cancelled"));
    said.field("ends", done, "CompletionWindowMinutes");
    said.field("into", Some(&rule.vault), "TargetBackupVaultName");
    let continuous = if rule.continuous {
        "yes: any second can be brought back, where the type of the resource allows"
    } else {
        "no"
    };
    said.field("pitr", Some(continuous), "EnableContinuousBackup");
    said.line("kept", kept(rule.delete_after_days));
    let cold = days(rule.cold_after_days).map(|days| {
        format!("after {days} days, for types that can: restoring then takes hours longer")
    });
    said.field("cold", cold, "MoveToColdStorageAfterDays");
    if rule.copies.is_empty() {
        said.line("copies to", "nowhere (no CopyActions)");
    }
    for copy in &rule.copies {
        let kept = kept(copy.delete_after_days);
        said.line("copies to", format!("{}, {kept}", place(copy)));
        said.field("", Some(&copy.vault), "DestinationBackupVaultArn");
    }
    if plan.selections.is_empty() {
        said.line("backs up", "nothing: the plan has no selection");
    }
    for selection in &plan.selections {
        said.line("backs up", in_words(selection));
    }
    said.field("id", Some(&plan.id), "BackupPlanId");
    said.lines
}

fn kept(delete_after_days: Option<i64>) -> String {
    match days(delete_after_days) {
        Some(days) => format!("{days} days (Lifecycle.DeleteAfterDays)"),
        None => "until it is deleted by hand (no Lifecycle.DeleteAfterDays)".to_owned(),
    }
}

/// What a selection takes, as AWS combines its parts: the resources, or what has
/// any of the tags of `ListOfTags`; of that, what has all tags of `Conditions`;
/// without `NotResources`.
fn in_words(selection: &BackupSelection) -> String {
    let mut taken = Vec::new();
    if !selection.resources.is_empty() {
        taken.push(list(&selection.resources));
    }
    if !selection.any_tag.is_empty() {
        let tags = conditions(&selection.any_tag, " or ");
        taken.push(format!("what is tagged {tags} (ListOfTags)"));
    }
    let mut text = match taken.as_slice() {
        [] => "every resource of the types that are opted in".to_owned(),
        taken => taken.join("; or "),
    };
    if !selection.all_tags.is_empty() {
        let tags = conditions(&selection.all_tags, " and ");
        text = format!("{text}; of these only what is tagged {tags} (Conditions)");
    }
    if !selection.not_resources.is_empty() {
        let without = list(&selection.not_resources);
        text = format!("{text}; without {without} (NotResources)");
    }
    format!("{}: {text}", selection.name)
}

fn list(arns: &[OutsideText]) -> String {
    let arns = arns.iter().map(|arn| match arn.raw() {
        "*" => "everything".to_owned(),
        _ => arn.to_string(),
    });
    arns.collect::<Vec<_>>().join(", ")
}

fn conditions(tags: &[TagCondition], between: &str) -> String {
    let tags = tags.iter().map(|tag| {
        let compares = match tag.comparison.raw() {
            "StringEquals" => "=",
            "StringNotEquals" => "!=",
            "StringLike" => "like",
            "StringNotLike" => "not like",
            other => return format!("{} {other} {}", tag.key, tag.value),
        };
        format!("{} {compares} {}", tag.key, tag.value)
    });
    tags.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(comparison: &str, key: &str, value: &str) -> TagCondition {
        TagCondition {
            comparison: comparison.into(),
            key: key.into(),
            value: value.into(),
        }
    }

    #[test]
    fn a_selection_reads_as_aws_combines_it() {
        let mut selection = BackupSelection {
            name: "stores".into(),
            resources: vec!["arn:aws:s3:::harbor-media".into()],
            any_tag: vec![tag("StringEquals", "Backup", "daily")],
            ..BackupSelection::default()
        };
        assert_eq!(
            in_words(&selection),
            "stores: arn:aws:s3:::harbor-media; or what is tagged Backup = daily (ListOfTags)"
        );
        selection.any_tag = Vec::new();
        selection.resources = vec!["*".into()];
        selection.not_resources = vec!["arn:aws:s3:::scratch".into()];
        selection.all_tags = vec![
            tag("StringLike", "Team", "harbor-*"),
            tag("StringNotEquals", "Tier", "3"),
        ];
        assert_eq!(
            in_words(&selection),
            "stores: everything; of these only what is tagged Team like harbor-* and \
             Tier != 3 (Conditions); without arn:aws:s3:::scratch (NotResources)"
        );
        assert_eq!(
            in_words(&BackupSelection {
                name: "all".into(),
                ..BackupSelection::default()
            }),
            "all: every resource of the types that are opted in"
        );
    }
}
