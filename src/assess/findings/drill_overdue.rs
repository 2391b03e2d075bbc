//! TEST-27: recovery that nobody has practised for a quarter of a year.

use super::restores::HOLDS;
use super::seen::sentence;
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::Practice;
use crate::terms::calendar;

/// See the module.
pub const CHECK: Check = Check {
    id: "TEST-27",
    title: "no drill in a quarter of a year",
    field: "the journal",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_dr_tested.html",
    subjects: &[SubjectKind::Plan],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let tried = context.tried()?;
    let mut reasons = Vec::new();
    let mut since = None;
    for practice in Practice::ALL {
        let what = practice.words();
        match tried.last_drill(practice) {
            None => reasons.push(format!("{what} was never practised, by this journal")),
            Some(last) if context.is_older(last.at, HOLDS) => {
                reasons.push(format!(
                    "{what} was last practised on {} ({}, {}), over {HOLDS} ago",
                    calendar(last.at),
                    last.runbook,
                    last.mode
                ));
                since = since.max(Some(HOLDS.after(last.at)));
            }
            Some(_) => {}
        }
    }
    (!reasons.is_empty()).then(|| Found {
        severity: Severity::High,
        text: sentence(&reasons),
        clears: format!(
            "a walk to its end every {HOLDS}: of a runbook that fails over, or of `failover-simulation`; and of \
             `infrastructure-recovery-test`"
        ),
        since,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, at, drill};
    use crate::estate::Tried;
    use crate::terms::Span;

    #[test]
    fn both_kinds_of_drill_are_due_every_quarter() {
        let mut world = World::unseen();
        assert!(world.finding("TEST-27").is_none(), "no journal was read");
        world.tried(Tried::default());
        let finding = world.finding("TEST-27").expect("nothing was practised");
        assert_eq!(
            (finding.severity, finding.subject),
            (Severity::High, Subject::Plan)
        );
        assert_eq!(
            finding.text,
            "a failover was never practised, by this journal; building up the infrastructure of the \
             standby was never practised, by this journal"
        );
        world.tried(Tried {
            drills: vec![
                drill(Practice::Infrastructure, at("2026-11-21T10:00:00Z")),
                drill(Practice::Failover, at("2026-08-24T15:00:00Z")),
            ],
            ..Tried::default()
        });
        assert!(world.finding("TEST-27").is_none());
        world.advance(Span::hours(2));
        let finding = world.finding("TEST-27").expect("one is overdue");
        assert_eq!(
            finding.text,
            "a failover was last practised on Aug 24 15:00Z (regional-failover, rehearsal), over 90 d ago"
        );
        assert_eq!(finding.since, Some(at("2026-11-22T15:00:00Z")));
    }
}
