//! R53-36: nothing would move traffic off the PRIMARY.

use super::seen::{is_unchecked, side, sides};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::FailoverRole;

/// See the module.
pub const CHECK: Check = Check {
    id: "R53-36",
    title: "PRIMARY has no health check",
    field: "HealthCheckId, AliasTarget.EvaluateTargetHealth",
    page: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html",
    subjects: &[SubjectKind::Record],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let sides = sides(context);
    let primary = side(&sides, &FailoverRole::Primary)?;
    is_unchecked(primary).then(|| Found {
        severity: Severity::High,
        text: "its PRIMARY has no health check and evaluates no target's health: Route 53 always takes it for healthy".to_owned(),
        clears: "a health check on the PRIMARY, or EvaluateTargetHealth on its alias".to_owned(),
        since: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;
    use crate::estate::facts::AliasTarget;

    #[test]
    fn a_primary_that_nothing_checks() {
        let mut world = World::healthy();
        world.change_record("www-east", |record| record.health_check = None);
        let finding = world.finding("R53-36").expect("nothing checks it");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.subject,
            Subject::Record("www.shop.example".into(), "A".into())
        );
        assert!(finding.text.starts_with("its PRIMARY has no health check"));
        let mut alias = AliasTarget {
            zone: "Z35SXDOTRQ7X7K".into(),
            name: "web.us-east-1.elb.amazonaws.com".into(),
            evaluate_target_health: false,
        };
        world.change_record("www-east", |record| record.alias = Some(alias.clone()));
        assert!(world.finding("R53-36").is_some());
        alias.evaluate_target_health = true;
        world.change_record("www-east", |record| record.alias = Some(alias.clone()));
        assert!(world.finding("R53-36").is_none());
    }

    #[test]
    fn while_route_53_is_silent_nothing_is_claimed() {
        let mut world = World::healthy();
        world.change_record("www-east", |record| record.health_check = None);
        world.silence_route_53();
        assert!(world.finding("R53-36").is_none());
    }
}
