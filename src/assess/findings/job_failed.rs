//! BK-23: a backup or copy job of the last day that failed, or that completed
//! with issues, which AWS's own state hides.

use super::seen::is_seen;
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::Source;
use crate::estate::facts::Job;
use crate::terms::{Span, calendar};

/// A job older than that has had its successors.
const RECENT: Span = Span::hours(24);

/// See the module.
pub const CHECK: Check = Check {
    id: "BK-23",
    title: "backup or copy job failed in the last day",
    field: "BackupJob.State, BackupJob.MessageCategory, BackupJob.StatusMessage, CopyJob.State",
    page: "https://docs.aws.amazon.com/aws-backup/latest/devguide/monitoring.html",
    subjects: &[SubjectKind::BackupJob, SubjectKind::CopyJob],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let (word, job) = match subject {
        Subject::BackupJob(scope, id) if is_seen(context, Source::BackupJobs, scope) => {
            ("backup", context.backup_job(scope, id)?)
        }
        Subject::CopyJob(scope, id) if is_seen(context, Source::CopyJobs, scope) => {
            ("copy", context.copy_job(scope, id)?)
        }
        _ => return None,
    };
    let (severity, state) = judge(job)?;
    let created = job.created?;
    if context.is_older(created, RECENT) {
        return None;
    }
    let said = job
        .message
        .as_ref()
        .map(|message| format!(": {message}"))
        .unwrap_or_default();
    Some(Found {
        severity,
        text: format!(
            "the {word} of {} of {} {state}{said}",
            job.resource,
            calendar(created)
        ),
        clears: format!("the next {word} of it completed; this one is listed for {RECENT}"),
        since: Some(job.completed.unwrap_or(created)),
    })
}

/// How bad a job's outcome is, and what it is called: a job that completed with
/// issues reads COMPLETED, and only [`Job::issue`] tells.
pub(in crate::assess) fn judge(job: &Job) -> Option<(Severity, String)> {
    match job.state.raw() {
        "FAILED" => Some((Severity::High, "FAILED".to_owned())),
        "EXPIRED" => Some((
            Severity::High,
            "EXPIRED: it did not start or end within its window".to_owned(),
        )),
        "ABORTED" => Some((Severity::High, "was ABORTED".to_owned())),
        "PARTIAL" => Some((
            Severity::Medium,
            "is PARTIAL: a part of it failed".to_owned(),
        )),
        "COMPLETED" => job.issue().map(|_| {
            let category = job.message_category.as_ref();
            let category = category.map(|it| format!(" ({it})")).unwrap_or_default();
            let text = format!("is COMPLETED with issues{category}");
            (Severity::Medium, text)
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, arn_of, at, backup_job, copy_job};

    #[test]
    fn a_failed_backup_is_found_for_a_day() {
        let mut world = World::healthy();
        let mut job = backup_job("job-1", "uploads", at("2026-11-22T03:00:00Z"));
        job.state = "FAILED".into();
        job.message = Some("Access\u{1b}[31m denied".into());
        world.backup_jobs(World::EAST, vec![job]);
        let finding = world.finding("BK-23").expect("it failed");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            format!(
                "the backup of {} of Nov 22 03:00Z FAILED: Access\u{fffd}[31m denied",
                arn_of("uploads")
            )
        );
        for _ in 0..13 {
            world.advance(Span::hours(1));
            world.renew();
        }
        assert!(
            world.find("BK-23", "job-1").is_some(),
            "after exactly a day"
        );
        world.advance(Span::seconds(1));
        assert!(world.find("BK-23", "job-1").is_none());
    }

    #[test]
    fn completed_with_issues_is_not_completed() {
        let mut world = World::healthy();
        let mut job = backup_job("job-1", "uploads", at("2026-11-22T03:00:00Z"));
        job.message_category = Some("AccessDenied".into());
        world.backup_jobs(World::EAST, vec![job.clone()]);
        let finding = world.finding("BK-23").expect("it had issues");
        assert_eq!(finding.severity, Severity::Medium);
        assert!(
            finding
                .text
                .ends_with("is COMPLETED with issues (AccessDenied)")
        );
        for category in [Some("Success".into()), Some("SUCCESS".into()), None] {
            job.message_category = category;
            world.backup_jobs(World::EAST, vec![job.clone()]);
            assert!(world.finding("BK-23").is_none());
        }
        job.message = Some("2 objects were left out".into());
        world.backup_jobs(World::EAST, vec![job]);
        let finding = world.finding("BK-23").expect("it says more than success");
        assert!(
            finding
                .text
                .ends_with("is COMPLETED with issues: 2 objects were left out")
        );
    }

    #[test]
    fn each_state_has_its_severity() {
        for (state, severity) in [
            ("EXPIRED", Some(Severity::High)),
            ("ABORTED", Some(Severity::High)),
            ("PARTIAL", Some(Severity::Medium)),
            ("RUNNING", None),
        ] {
            let mut world = World::healthy();
            let mut job = copy_job("copy-1", "uploads", at("2026-11-22T03:00:00Z"));
            job.state = state.into();
            world.copy_jobs(World::EAST, vec![job]);
            let found = world.finding("BK-23").map(|finding| finding.severity);
            assert_eq!(found, severity, "{state}");
        }
    }
}
