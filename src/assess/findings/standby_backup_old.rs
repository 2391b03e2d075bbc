//! BK-04: the newest usable backup in the other Region is older than the
//! objective, or there is none; with why, where a copy job or the plans tell.

use super::seen::{Examined, are_backups_seen, is_seen};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::{BackupPoint, Phase, Severity};
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::Job;
use crate::estate::{Scope, Source};
use crate::terms::{Arn, Instant, Known, OutsideText, Region, Span, calendar};

/// See the module.
pub const CHECK: Check = Check {
    id: "BK-04",
    title: "no recent backup in the other Region",
    field: "RecoveryPointByBackupVault.CreationDate, BackupRule.CopyActions, CopyJob.State",
    page: "https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html",
    subjects: &[SubjectKind::Store],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let store = Examined::of(context)?;
    let to = &store.to;
    if !store.assessed.observed
        || store.arns.is_empty()
        || !are_backups_seen(context, store.declared.kind, to)
        || store.has_untold_continuous(context, to)
    {
        return None;
    }
    let Known::Known(newest) = &store.assessed.standby else {
        return None;
    };
    // A live copy covers the loss of a Region; what it cannot undo is damage
    // that it replicates.
    let severity = if store.has_live_copy() {
        Severity::Medium
    } else {
        Severity::High
    };
    let why = reason(context, &store, newest.as_ref()).unwrap_or_default();
    let (text, since) = match newest {
        None => (format!("no recovery point in {to}{why}"), None),
        Some(point) => {
            let rpo = store.assessed.rpo?;
            if !is_over(context, &store, point.at, rpo) {
                return None;
            }
            let text = format!(
                "the newest usable backup in {to} is of {}, its RPO is {rpo}{why}",
                calendar(point.at)
            );
            (text, Some(rpo.after(point.at)))
        }
    };
    Some(Found {
        severity,
        text,
        clears: match store.assessed.rpo {
            Some(rpo) => format!("a usable backup in {to} of the last {rpo}"),
            None => format!("a usable backup in {to}"),
        },
        since,
    })
}

/// Judged as the loss is: by the instant at which the Region went down, once
/// that was declared.
fn is_over(context: &Context<'_>, store: &Examined<'_>, point: Instant, rpo: Span) -> bool {
    match store.assessed.outlook.loss().map(|loss| loss.phase) {
        Some(Phase::Frozen { since }) => Span::between(point, since) > rpo,
        _ => context.is_older(point, rpo),
    }
}

fn reason(
    context: &Context<'_>,
    store: &Examined<'_>,
    newest: Option<&BackupPoint>,
) -> Option<String> {
    failed_copy(context, store, newest).or_else(|| no_copy_action(context, store))
}

/// The last copy job into the Region, when it failed and nothing came since.
fn failed_copy(
    context: &Context<'_>,
    store: &Examined<'_>,
    newest: Option<&BackupPoint>,
) -> Option<String> {
    let mut jobs: Vec<(Instant, &Job)> = store
        .arns
        .iter()
        .flat_map(|arn| context.copy_jobs_of(arn))
        .filter(|(scope, job)| {
            is_seen(context, Source::CopyJobs, scope) && goes_to(job.vault.as_ref(), &store.to)
        })
        .filter_map(|(_, job)| Some((job.created?, job)))
        .collect();
    jobs.sort_by_key(|(created, _)| *created);
    let (created, job) = jobs.pop()?;
    let failed = matches!(job.state.raw(), "FAILED" | "PARTIAL");
    if !failed || newest.is_some_and(|point| point.at >= created) {
        return None;
    }
    let said = job
        .message
        .as_ref()
        .map(|message| format!(" ({message})"))
        .unwrap_or_default();
    Some(format!(
        ": the copy job of {} is {}{said}",
        calendar(created),
        job.state
    ))
}

fn goes_to(vault: Option<&OutsideText>, region: &Region) -> bool {
    vault
        .and_then(|vault| Arn::parse(vault.raw()).ok())
        .and_then(|arn| arn.region())
        .as_ref()
        == Some(region)
}

/// That no backup plan of the Region that is written copies anything there.
fn no_copy_action(context: &Context<'_>, store: &Examined<'_>) -> Option<String> {
    let scope = Scope::from(&store.from);
    if !is_seen(context, Source::BackupPlans, &scope) {
        return None;
    }
    let copies = context
        .backup_plans(&scope)
        .into_iter()
        .flat_map(|plan| &plan.rules)
        .flat_map(|rule| &rule.copies)
        .any(|copy| goes_to(Some(&copy.vault), &store.to));
    (!copies).then(|| {
        format!(
            ": no rule of a backup plan in {} has a copy action to {}",
            store.from, store.to
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, at, copy_job, plan_copying, point};

    #[test]
    fn uploads_have_no_recovery_point_in_the_standby_region() {
        let mut world = World::healthy();
        world.points(World::WEST, Vec::new());
        let finding = world.find("BK-04", "uploads").expect("there is none");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(finding.text, "no recovery point in us-west-2");
        world.points(World::WEST, vec![point("uploads", "uploads", world.now)]);
        assert!(world.find("BK-04", "uploads").is_none());
    }

    #[test]
    fn a_store_with_a_live_copy_is_less_urgent() {
        let mut world = World::healthy();
        world.points(World::WEST, Vec::new());
        let finding = world.find("BK-04", "carts").expect("there is none");
        assert_eq!(finding.severity, Severity::Medium);
    }

    #[test]
    fn an_old_point_says_of_when_it_is_and_which_copy_failed() {
        let mut world = World::healthy();
        let old = point("uploads-w", "uploads", at("2026-11-20T03:00:00Z"));
        world.points(World::WEST, vec![old]);
        let mut job = copy_job("copy-1", "uploads", at("2026-11-21T03:00:00Z"));
        job.state = "FAILED".into();
        job.message = Some("Access\u{1b} denied".into());
        world.copy_jobs(World::EAST, vec![job.clone()]);
        let finding = world.find("BK-04", "uploads").expect("it is too old");
        assert_eq!(
            finding.text,
            "the newest usable backup in us-west-2 is of Nov 20 03:00Z, its RPO is 1 d: \
             the copy job of Nov 21 03:00Z is FAILED (Access\u{fffd} denied)"
        );
        assert_eq!(finding.since, Some(at("2026-11-21T03:00:00Z")));
        job.id = "copy-2".into();
        job.created = Some(at("2026-11-21T04:00:00Z"));
        job.state = "COMPLETED".into();
        world.copy_jobs(World::EAST, vec![job]);
        let finding = world.find("BK-04", "uploads").expect("it is too old still");
        assert!(finding.text.ends_with("its RPO is 1 d"), "{}", finding.text);
    }

    #[test]
    fn no_rule_copies_there() {
        let mut world = World::healthy();
        world.points(World::WEST, Vec::new());
        world.backup_plans(World::EAST, vec![plan_copying("eu-west-1")]);
        let finding = world.find("BK-04", "uploads").expect("there is none");
        assert_eq!(
            finding.text,
            "no recovery point in us-west-2: no rule of a backup plan in us-east-1 has a copy action to us-west-2"
        );
        world.backup_plans(World::EAST, vec![plan_copying("us-west-2")]);
        let finding = world.find("BK-04", "uploads").expect("there is none");
        assert_eq!(finding.text, "no recovery point in us-west-2");
    }

    #[test]
    fn of_a_region_that_does_not_answer_nothing_is_claimed() {
        let mut world = World::healthy();
        world.points(World::WEST, Vec::new());
        world.silence(World::WEST);
        assert!(world.find("BK-04", "uploads").is_none());
    }

    #[test]
    fn once_the_primary_is_declared_down_a_backup_does_not_age() {
        let mut world = World::healthy();
        let taken = world.now;
        world.points(World::WEST, vec![point("uploads", "uploads", taken)]);
        world.advance(Span::hours(1));
        world.declare_down(World::EAST, world.now);
        for _ in 0..26 {
            world.advance(Span::hours(1));
            world.renew_region(World::WEST);
        }
        assert!(world.find("BK-04", "uploads").is_none());
    }
}
