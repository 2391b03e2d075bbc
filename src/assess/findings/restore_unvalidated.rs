//! TEST-25: a store that was restored, and nobody knows whether rightly.

use super::restores::{self, HOLDS};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::terms::calendar;

/// See the module.
pub const CHECK: Check = Check {
    id: "TEST-25",
    title: "restored, and not validated",
    field: "the journal, RestoreJob.ValidationStatus",
    page: "https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-validation.html",
    subjects: &[SubjectKind::Store],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let last = restores::newest(restores::of(context)?)?;
    // One that is older than that counts for nothing any more.
    if last.validated || context.is_older(last.at, HOLDS) {
        return None;
    }
    let says = last.validation.map_or_else(
        || "nobody noted that what was restored is right".to_owned(),
        |status| format!("AWS Backup's validation of it is {status}"),
    );
    Some(Found {
        severity: Severity::Medium,
        text: format!("it was restored on {}, and {says}", calendar(last.at)),
        clears:
            "a step that requires the restore, done in the same walk, with what was looked into; \
                 or a validation by AWS Backup"
                .to_owned(),
        since: Some(last.at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, arn_of, at, restored, with_restore_jobs};
    use crate::estate::facts::{Job, JobKind};
    use crate::estate::{Restored, Tried};
    use crate::terms::Span;

    fn tried(restored: Restored) -> Tried {
        Tried {
            restores: vec![restored],
            ..Tried::default()
        }
    }

    #[test]
    fn a_restore_into_which_nobody_looked_proves_nothing() {
        let mut world = with_restore_jobs();
        let mut test = restored("orders-db", at("2026-11-20T10:00:00Z"));
        test.validated = false;
        world.tried(tried(test.clone()));
        let finding = world.find("TEST-25", "orders-db").expect("not validated");
        assert_eq!(finding.severity, Severity::Medium);
        assert_eq!(
            finding.text,
            "it was restored on Nov 20 10:00Z, and nobody noted that what was restored is right"
        );
        test.validated = true;
        world.tried(tried(test));
        assert!(world.finding("TEST-25").is_none());
    }

    #[test]
    fn aws_backup_says_whether_it_was_right() {
        let mut world = with_restore_jobs();
        let mut test = restored("uploads", at("2026-11-20T10:00:00Z"));
        test.validated = false;
        let mut job = Job {
            id: "job-1".into(),
            kind: JobKind::Restore,
            resource: arn_of("uploads").into(),
            state: "COMPLETED".into(),
            created: Some(at("2026-11-20T09:00:00Z")),
            completed: Some(Span::seconds(10).before(test.at)),
            validation: Some("TIMED_OUT".into()),
            ..Default::default()
        };
        world.tried(tried(test));
        world.restore_jobs(World::EAST, vec![job.clone()]);
        let finding = world.find("TEST-25", "uploads").expect("not validated");
        assert!(
            finding.text.ends_with("validation of it is TIMED_OUT"),
            "{}",
            finding.text
        );
        job.validation = Some("SUCCESSFUL".into());
        world.restore_jobs(World::EAST, vec![job]);
        assert!(
            world.finding("TEST-25").is_none(),
            "the job is the one that the journal began"
        );
    }
}
