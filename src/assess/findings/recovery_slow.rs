//! TEST-26: a recovery that was measured, and took longer than the objective allows.

use super::restores;
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::Practice;
use crate::terms::calendar;

/// See the module.
pub const CHECK: Check = Check {
    id: "TEST-26",
    title: "measured recovery over the RTO",
    field: "the journal, RestoreJob.CompletionDate - CreationDate, tiers[].rto",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_objective_defined_recovery.html",
    subjects: &[SubjectKind::Store, SubjectKind::Plan],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let (what, at, took, rto) = match subject {
        Subject::Store(name) => {
            let last = restores::newest(restores::of(context)?)?;
            let store = context.plan.store(name)?;
            let rto = context.plan.tier(store.tier.as_deref()?)?.rto?;
            ("its last restore".to_owned(), last.at, last.took?, rto)
        }
        Subject::Plan => {
            let drills = context.tried()?.drills.iter().rev();
            let mut moved = drills.filter(|it| it.practice == Practice::Failover);
            let (last, took) = moved.find_map(|it| Some((it, it.took?)))?;
            let rto = context
                .plan
                .tiers
                .iter()
                .filter_map(|tier| tier.rto)
                .min()?;
            let what = format!("the last failover, {} ({})", last.runbook, last.mode);
            (what, last.at, took, rto)
        }
        _ => return None,
    };
    (took > rto).then(|| Found {
        severity: Severity::High,
        text: format!(
            "{what}, of {}, took {took}, over its RTO of {rto}",
            calendar(at)
        ),
        clears: "one that is measured to take less, or another objective in the plan".to_owned(),
        since: Some(at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{at, drill, restored, with_restore_jobs};
    use crate::estate::Tried;
    use crate::terms::Span;

    #[test]
    fn a_restore_that_took_longer_than_the_objective() {
        let mut world = with_restore_jobs();
        let mut tried = Tried {
            restores: vec![restored("orders-db", at("2026-11-20T10:00:00Z"))],
            ..Tried::default()
        };
        tried.restores[0].took = Span::minutes(30);
        world.tried(tried.clone());
        assert!(world.finding("TEST-26").is_none(), "the RTO is 30 minutes");
        tried.restores[0].took = Span::minutes(41);
        world.tried(tried);
        let finding = world.find("TEST-26", "orders-db").expect("over its RTO");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            "its last restore, of Nov 20 10:00Z, took 41 m, over its RTO of 30 m"
        );
    }

    #[test]
    fn a_failover_is_held_against_the_shortest_objective() {
        let mut world = with_restore_jobs();
        let mut slow = drill(Practice::Failover, at("2026-11-20T10:00:00Z"));
        slow.took = Some(Span::minutes(50));
        // A rehearsal measures nothing.
        let rehearsal = drill(Practice::Failover, at("2026-11-21T10:00:00Z"));
        world.tried(Tried {
            drills: vec![slow, rehearsal],
            ..Tried::default()
        });
        let finding = world.find("TEST-26", "plan").expect("over the RTO");
        assert!(
            finding.text.contains("took 50 m, over its RTO of 30 m"),
            "{}",
            finding.text
        );
    }
}
