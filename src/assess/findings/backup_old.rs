//! BK-03: the newest usable backup is older than the objective.

use super::seen::{Examined, are_backups_seen};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::plan::StoreKind;
use crate::terms::{Known, calendar};

/// See the module.
pub const CHECK: Check = Check {
    id: "BK-03",
    title: "newest backup older than the RPO",
    field: "RecoveryPointByBackupVault.CreationDate, LatestRestorableTime, SnapshotCreateTime",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_automated_backups_data.html",
    subjects: &[SubjectKind::Store],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let store = Examined::of(context)?;
    let kind = store.declared.kind;
    if !store.assessed.observed
        || store.arns.is_empty()
        || !are_backups_seen(context, kind, &store.from)
        || store.has_untold_continuous(context, &store.from)
    {
        return None;
    }
    let Known::Known(newest) = &store.assessed.local else {
        return None;
    };
    let from = &store.from;
    let found = |text: String, clears: String, since| {
        Some(Found {
            severity: severity(kind),
            text: format!("{text}{}", unseen_means(kind)),
            clears,
            since,
        })
    };
    let Some(point) = newest else {
        let clears = format!("a recovery point or snapshot of it in {from} that can be restored");
        return found(format!("no usable backup in {from}"), clears, None);
    };
    let rpo = store.assessed.rpo?;
    if !context.is_older(point.at, rpo) {
        return None;
    }
    found(
        format!(
            "the newest usable backup in {from} is of {}, its RPO is {rpo}",
            calendar(point.at)
        ),
        format!("a usable backup in {from} of the last {rpo}"),
        Some(rpo.after(point.at)),
    )
}

/// What protects these by itself is not seen by this version: point-in-time
/// recovery, versioning, snapshots outside AWS Backup.
fn severity(kind: StoreKind) -> Severity {
    match kind {
        StoreKind::DynamoDb | StoreKind::S3 | StoreKind::Ebs => Severity::Medium,
        _ => Severity::High,
    }
}

fn unseen_means(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::DynamoDb => " (in AWS Backup; point-in-time recovery is not observed)",
        StoreKind::S3 => " (in AWS Backup; versioning is not observed)",
        StoreKind::Ebs => " (in AWS Backup; other snapshots are not observed)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, at, point};
    use crate::terms::Span;

    #[test]
    fn uploads_were_last_backed_up_two_days_ago_and_are_again() {
        let mut world = World::healthy();
        let old = point("uploads-old", "uploads", at("2026-11-20T03:00:00Z"));
        world.points(
            World::EAST,
            vec![old.clone(), point("carts", "carts", world.now)],
        );
        let finding = world.finding("BK-03").expect("it is two days old");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            "the newest usable backup in us-east-1 is of Nov 20 03:00Z, its RPO is 1 d"
        );
        assert_eq!(finding.subject, Subject::Store("uploads".into()));
        assert_eq!(finding.since, Some(at("2026-11-21T03:00:00Z")));
        let new = point("uploads-new", "uploads", world.now);
        world.points(World::EAST, vec![old, new]);
        assert!(world.find("BK-03", "uploads").is_none());
    }

    #[test]
    fn time_alone_makes_a_backup_too_old() {
        let mut world = World::healthy();
        assert!(world.find("BK-03", "uploads").is_none());
        for _ in 0..25 {
            world.advance(Span::hours(1));
            world.renew();
        }
        assert!(world.find("BK-03", "uploads").is_some());
    }

    #[test]
    fn a_stopped_point_is_no_backup() {
        let mut world = World::healthy();
        let mut stopped = point("uploads", "uploads", world.now);
        stopped.status = "STOPPED".into();
        world.points(World::EAST, vec![stopped]);
        let finding = world.find("BK-03", "uploads").expect("none is usable");
        assert_eq!(finding.text, "no usable backup in us-east-1");
    }

    #[test]
    fn what_no_source_can_tell_is_not_claimed() {
        let mut world = World::healthy();
        let mut continuous = point("uploads", "uploads", at("2026-10-01T00:00:00Z"));
        continuous.arn =
            "arn:aws:backup:us-east-1:123456789012:recovery-point:continuous:efs-1".into();
        world.points(World::EAST, vec![continuous]);
        assert!(world.find("BK-03", "uploads").is_none());

        world.points(World::EAST, Vec::new());
        assert!(world.find("BK-03", "uploads").is_some());
        world.silence(World::EAST);
        assert!(world.find("BK-03", "uploads").is_none());
    }

    #[test]
    fn a_table_may_have_point_in_time_recovery_that_no_source_sees() {
        let mut world = World::healthy();
        world.points(World::EAST, vec![point("uploads", "uploads", world.now)]);
        let finding = world.find("BK-03", "carts").expect("AWS Backup has none");
        assert_eq!(finding.severity, Severity::Medium);
        assert!(
            finding
                .text
                .ends_with("point-in-time recovery is not observed)")
        );
    }
}
