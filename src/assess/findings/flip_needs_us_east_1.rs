//! R53-40: a record that could be flipped by nothing but Route 53's control
//! plane, which is in us-east-1.

use super::seen::{side, sides};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::serving::FlipMeans;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::FailoverRole;
use crate::terms::{OutsideText, Region};

/// See the module.
pub const CHECK: Check = Check {
    id: "R53-40",
    title: "flipping it depends on us-east-1",
    field: "records[].standby_takes_over, HealthCheckConfig.Type",
    page: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_withstand_component_failures_avoid_control_plane.html",
    subjects: &[SubjectKind::Record],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let record = context.record()?;
    let regions = &context.plan.regions;
    // Where the control planes of China and of GovCloud are is not for this rule.
    let elsewhere = |region: &&Region| {
        region.as_str().starts_with("cn-") || region.as_str().starts_with("us-gov-")
    };
    if record.means == FlipMeans::StandbyTakesOver
        || regions.both().iter().any(elsewhere)
        || has_routing_control(context)
    {
        return None;
    }
    let us_east_1 = Region::us_east_1();
    let which = if regions.primary == us_east_1 {
        ", the Region it would be moved away from"
    } else if regions.standby == us_east_1 {
        ", the standby Region"
    } else {
        ", a third Region"
    };
    Some(Found {
        severity: Severity::High,
        text: format!(
            "the only way to flip it depends on Route 53's control plane in us-east-1{which}: it has no standby-takes-over object and no routing control"
        ),
        clears: "`standby_takes_over` of the record in the plan, with an inverted health check on that object, or an ARC routing control".to_owned(),
        since: None,
    })
}

/// Whether the PRIMARY's check, or a child of it, is a routing control of ARC.
fn has_routing_control(context: &Context<'_>) -> bool {
    let is_control = |id: &OutsideText| {
        context
            .health_check(id)
            .is_some_and(|check| check.kind.raw() == "RECOVERY_CONTROL")
    };
    let sides = sides(context);
    side(&sides, &FailoverRole::Primary)
        .and_then(|primary| primary.health_check.as_ref())
        .is_some_and(|id| {
            is_control(id)
                || context
                    .health_check(id)
                    .is_some_and(|check| check.children.iter().any(is_control))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

    #[test]
    fn without_an_object_the_only_way_is_the_control_plane() {
        let mut world = World::healthy();
        world.change_plan(|plan| plan.records[0].standby_takes_over = None);
        let finding = world.finding("R53-40").expect("there is no other way");
        assert_eq!(finding.severity, Severity::High);
        assert!(
            finding
                .text
                .contains("in us-east-1, the Region it would be moved away from"),
            "{}",
            finding.text
        );
        world.change_health_check("hc-east", |check| check.kind = "RECOVERY_CONTROL".into());
        assert!(world.finding("R53-40").is_none());
    }

    #[test]
    fn the_plan_alone_tells_it_even_before_anything_was_seen() {
        let mut world = World::unseen();
        assert!(world.finding("R53-40").is_none());
        world.change_plan(|plan| plan.records[0].standby_takes_over = None);
        assert!(world.finding("R53-40").is_some());
    }

    #[test]
    fn a_control_plane_in_a_third_region_is_one_more_to_depend_on() {
        let mut world = World::unseen();
        world.change_plan(|plan| {
            plan.records[0].standby_takes_over = None;
            plan.regions.primary = Region::parse("eu-west-1").unwrap();
        });
        let finding = world.finding("R53-40").expect("there is no other way");
        assert!(finding.text.contains("in us-east-1, a third Region"));
    }
}
