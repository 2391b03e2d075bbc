//! BK-22: a recovery point that is stopped, expired or partial.

use super::seen::is_seen;
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::RecoveryPoint;
use crate::estate::{Scope, Source};

/// See the module.
pub const CHECK: Check = Check {
    id: "BK-22",
    title: "recovery point stopped, expired or partial",
    field: "RecoveryPointByBackupVault.Status",
    page: "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html",
    subjects: &[SubjectKind::RecoveryPoint],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let Subject::RecoveryPoint(scope, arn) = subject else {
        return None;
    };
    if !is_seen(context, Source::RecoveryPoints, scope) {
        return None;
    }
    let point = context.recovery_point(scope, arn)?;
    let (severity, what, clears, since) = match point.status.raw() {
        // A stopped point stays listed when a new continuous backup follows it.
        "STOPPED" if is_followed(context, scope, point) => return None,
        "STOPPED" => (
            Severity::High,
            "STOPPED: its continuous backup is broken and goes no further",
            "what stopped it (a right, versioning, an event rule, a changed retention) put right, and a new continuous backup",
            None,
        ),
        "EXPIRED" => (
            Severity::Medium,
            "EXPIRED: it is past its retention and could not be deleted",
            "the recovery point deleted by hand, or the right to delete it restored",
            point.delete_at,
        ),
        "PARTIAL" => (
            Severity::Medium,
            "PARTIAL: a part of what it should hold is missing",
            "a new recovery point that is COMPLETED",
            point.created,
        ),
        _ => return None,
    };
    let said = point
        .message
        .as_ref()
        .map(|message| format!(" ({message})"))
        .unwrap_or_default();
    Some(Found {
        severity,
        text: format!(
            "of {}, in vault {}, is {what}{said}",
            point.resource, point.vault
        ),
        clears: clears.to_owned(),
        since,
    })
}

/// Whether a later continuous backup of the same resource goes on there.
fn is_followed(context: &Context<'_>, scope: &Scope, stopped: &RecoveryPoint) -> bool {
    context
        .points_of(&stopped.resource)
        .into_iter()
        .filter(|(place, point)| *place == scope && point.arn.raw().contains("continuous:"))
        .filter(|(_, point)| matches!(point.status.raw(), "AVAILABLE" | "COMPLETED"))
        .any(|(_, point)| point.created > stopped.created)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, arn_of, point};

    #[test]
    fn a_continuous_backup_breaks_and_is_set_up_anew() {
        let mut world = World::healthy();
        let mut stopped = point("media", "media", world.now);
        stopped.status = "STOPPED".into();
        stopped.message = Some("versioning was\u{7} suspended".into());
        let mut all = world.healthy_points(World::EAST);
        all.push(stopped);
        world.points(World::EAST, all.clone());
        let finding = world.finding("BK-22").expect("it stopped");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            format!(
                "of {}, in vault harbor, is STOPPED: its continuous backup is broken and \
                 goes no further (versioning was\u{fffd} suspended)",
                arn_of("media")
            )
        );
        let mut anew = point("anew", "media", world.now + chrono::TimeDelta::minutes(1));
        anew.arn = "arn:aws:backup:us-east-1:123456789012:recovery-point:continuous:1".into();
        all.push(anew);
        world.points(World::EAST, all);
        assert!(
            world.finding("BK-22").is_none(),
            "the stopped one stays listed"
        );
    }

    #[test]
    fn expired_and_partial_are_less_urgent() {
        for (status, word) in [("EXPIRED", "retention"), ("PARTIAL", "missing")] {
            let mut world = World::healthy();
            let mut bad = point("bad", "uploads", world.now);
            bad.status = status.into();
            let mut all = world.healthy_points(World::EAST);
            all.push(bad);
            world.points(World::EAST, all);
            let finding = world.finding("BK-22").expect("it is not whole");
            assert_eq!(finding.severity, Severity::Medium);
            assert!(finding.text.contains(word), "{}", finding.text);
            world.advance(crate::terms::Span::hours(1));
            assert!(
                world.finding("BK-22").is_none(),
                "an hour later it is stale"
            );
        }
    }
}
