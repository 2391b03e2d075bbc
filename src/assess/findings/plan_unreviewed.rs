//! PLAN-53: nobody to call, or a plan or a runbook that nobody has read through lately.

use super::seen::sentence;
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::terms::{Instant, OutsideText, Span};
use chrono::NaiveDate;

/// How long a review holds: a quarter of a year (`domain.md` §10b).
const HOLDS: Span = Span::days(90);

/// See the module.
pub const CHECK: Check = Check {
    id: "PLAN-53",
    title: "no contacts, or not reviewed",
    field: "contacts, reviewed",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_dr_tested.html",
    subjects: &[SubjectKind::Plan],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let plan = context.plan;
    let mut reasons = Vec::new();
    let mut since = None;
    if plan.contacts.is_empty() {
        reasons.push("it names no contact".to_owned());
    }
    match plan.reviewed {
        None => reasons.push("it has no review date".to_owned()),
        Some(date) => {
            let over = over(date)?;
            if context.has_come(over) {
                reasons.push(format!("it was last reviewed on {date}, over {HOLDS} ago"));
                since = Some(over);
            }
        }
    }
    for kept in context.tried().into_iter().flat_map(|it| &it.runbooks) {
        let name = OutsideText::new(&kept.runbook);
        let lacks = match kept.reviewed {
            None => Some("no review date".to_owned()),
            Some(date) if context.has_come(over(date)?) => Some(format!("a review of {date}")),
            Some(_) => None,
        };
        let owner = (!kept.names_owners).then(|| "no owner".to_owned());
        let lacks: Vec<String> = lacks.into_iter().chain(owner).collect();
        if !lacks.is_empty() {
            let lacks = lacks.join(" and ");
            reasons.push(format!("the runbook {name} has {lacks}"));
        }
    }
    (!reasons.is_empty()).then(|| Found {
        severity: Severity::Medium,
        text: sentence(&reasons),
        clears: format!(
            "`contacts`, and a `reviewed` date within {HOLDS}, in the plan; the same and an `owner` in the runbooks"
        ),
        since,
    })
}

/// When a review is over: at the end of the day, since a date has no time zone.
fn over(date: NaiveDate) -> Option<Instant> {
    let day = date.and_hms_opt(0, 0, 0)?.and_utc();
    Some(Span::days(1).after(HOLDS.after(day)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, tested};
    use crate::estate::{RunbookKept, Tried};

    #[test]
    fn a_plan_without_contacts_or_a_review() {
        let mut world = World::unseen();
        assert!(world.finding("PLAN-53").is_none());
        world.change_plan(|plan| {
            plan.contacts.clear();
            plan.reviewed = None;
        });
        let finding = world.finding("PLAN-53").expect("nobody is named");
        assert_eq!(finding.severity, Severity::Medium);
        assert_eq!(finding.subject, Subject::Plan);
        assert_eq!(finding.text, "it names no contact; it has no review date");
    }

    #[test]
    fn a_review_holds_for_ninety_days() {
        let mut world = World::unseen();
        world.change_plan(|plan| plan.reviewed = "2026-08-24".parse().ok());
        assert!(world.finding("PLAN-53").is_none());
        world.advance(Span::hours(10));
        let finding = world.finding("PLAN-53").expect("91 days are over");
        assert_eq!(
            finding.text,
            "it was last reviewed on 2026-08-24, over 90 d ago"
        );
    }

    #[test]
    fn a_runbook_is_read_through_too() {
        let mut world = World::unseen();
        let kept = |reviewed: &str, names_owners| RunbookKept {
            runbook: "failback".to_owned(),
            reviewed: reviewed.parse().ok(),
            names_owners,
        };
        let [fresh, old] = [kept("2026-11-01", true), kept("2026-03-01", false)];
        let tried = |runbook| Tried {
            runbooks: vec![runbook],
            ..tested(world.now)
        };
        let (fresh, old) = (tried(fresh), tried(old));
        world.tried(fresh);
        assert!(world.finding("PLAN-53").is_none());
        world.tried(old);
        let finding = world.finding("PLAN-53").expect("it was reviewed in March");
        assert_eq!(
            finding.text,
            "the runbook failback has a review of 2026-03-01 and no owner"
        );
    }
}
