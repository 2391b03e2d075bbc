//! PLAN-53: nobody to call, or a plan that nobody has read through lately.

use super::seen::sentence;
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::terms::{Instant, Span};

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
            // To the end of the day: a date has no time zone.
            let day = date.and_hms_opt(0, 0, 0)?.and_utc();
            let over: Instant = Span::days(1).after(HOLDS.after(day));
            if context.has_come(over) {
                reasons.push(format!("it was last reviewed on {date}, over {HOLDS} ago"));
                since = Some(over);
            }
        }
    }
    (!reasons.is_empty()).then(|| Found {
        severity: Severity::Medium,
        text: sentence(&reasons),
        clears: format!("`contacts`, and a `reviewed` date within {HOLDS}, in the plan"),
        since,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

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
}
