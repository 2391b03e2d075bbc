//! TEST-24: a store of which no restore was done in a quarter of a year.

use super::restores::{self, HOLDS};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::terms::calendar;

/// See the module.
pub const CHECK: Check = Check {
    id: "TEST-24",
    title: "no restore test in a quarter of a year",
    field: "the journal, RestoreJob.CompletionDate",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_periodic_recovery_testing_data.html",
    subjects: &[SubjectKind::Store],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let (text, since) = match restores::newest(restores::of(context)?) {
        None => ("no restore of it is on record".to_owned(), None),
        Some(last) if context.is_older(last.at, HOLDS) => (
            format!(
                "the last restore of it is of {}, over {HOLDS} ago",
                calendar(last.at)
            ),
            Some(HOLDS.after(last.at)),
        ),
        Some(_) => return None,
    };
    Some(Found {
        severity: Severity::High,
        text,
        clears: format!(
            "a restore of it every {HOLDS}: `restore-test`, or AWS Backup's restore testing"
        ),
        since,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, arn_of, at, restored, with_restore_jobs};
    use crate::estate::Tried;
    use crate::estate::facts::{Job, JobKind};
    use crate::terms::Span;

    #[test]
    fn a_quarterly_restore_test_that_is_overdue_is_a_finding() {
        let mut world = with_restore_jobs();
        assert!(world.finding("TEST-24").is_none(), "no journal was read");
        world.tried(Tried::default());
        let finding = world.find("TEST-24", "orders-db").expect("never restored");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(finding.text, "no restore of it is on record");
        world.tried(Tried {
            restores: vec![restored("orders-db", at("2026-08-25T16:00:00Z"))],
            ..Tried::default()
        });
        assert!(world.find("TEST-24", "orders-db").is_none());
        assert!(
            world.find("TEST-24", "uploads").is_some(),
            "that was another"
        );
        world.advance(Span::days(1));
        world.renew();
        assert!(
            world.find("TEST-24", "orders-db").is_none(),
            "it is the 90th day"
        );
        world.advance(Span::hours(21));
        world.renew();
        let finding = world
            .find("TEST-24", "orders-db")
            .expect("91 days are over");
        assert_eq!(
            finding.text,
            "the last restore of it is of Aug 25 16:00Z, over 90 d ago"
        );
        assert_eq!(finding.since, Some(at("2026-11-23T16:00:00Z")));
    }

    #[test]
    fn a_restore_that_aws_backup_made_counts_and_one_that_failed_does_not() {
        let mut world = with_restore_jobs();
        world.tried(Tried::default());
        let mut job = Job {
            id: "job-1".into(),
            kind: JobKind::Restore,
            resource: arn_of("uploads").into(),
            state: "FAILED".into(),
            completed: Some(world.now),
            ..Default::default()
        };
        world.restore_jobs(World::EAST, vec![job.clone()]);
        assert!(world.find("TEST-24", "uploads").is_some());
        job.state = "COMPLETED".into();
        world.restore_jobs(World::EAST, vec![job]);
        assert!(world.find("TEST-24", "uploads").is_none());
    }

    #[test]
    fn while_aws_backup_does_not_answer_it_is_not_known() {
        let mut world = with_restore_jobs();
        world.tried(Tried::default());
        world.silence(World::EAST);
        assert!(world.find("TEST-24", "uploads").is_none());
    }
}
