//! PLAN-01: a tier without an objective, or a store without a tier.

use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};

/// See the module.
pub const CHECK: Check = Check {
    id: "PLAN-01",
    title: "no objective",
    field: "tiers[].rpo, tiers[].rto",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_objective_defined_recovery.html",
    subjects: &[SubjectKind::Tier, SubjectKind::Store],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let found = |text: String, clears: String| Found {
        severity: Severity::High,
        text,
        clears,
        since: None,
    };
    match subject {
        Subject::Tier(name) => {
            let tier = context.plan.tier(name)?;
            let missing = match (tier.rpo, tier.rto) {
                (Some(_), Some(_)) => return None,
                (None, Some(_)) => "RPO",
                (Some(_), None) => "RTO",
                (None, None) => "RPO and no RTO",
            };
            Some(found(
                format!("no {missing} is set: nothing can be judged against it"),
                format!("set `rpo` and `rto` of tier `{name}` in the plan"),
            ))
        }
        Subject::Store(name) => {
            let store = context.plan.store(name)?;
            store.tier.is_none().then(|| {
                found(
                    "belongs to no tier, so it has no objective".to_owned(),
                    format!("set `tier` of store `{name}` in the plan"),
                )
            })
        }
        _ => None,
    }
}
