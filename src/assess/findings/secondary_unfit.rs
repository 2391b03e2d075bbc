//! R53-38: a SECONDARY that is served whatever state it is in, or that would not
//! be served because it is unhealthy.

use super::seen::{is_unchecked, side, sides};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::FailoverRole;
use crate::terms::Known;

/// See the module.
pub const CHECK: Check = Check {
    id: "R53-38",
    title: "SECONDARY has no health check, or is unhealthy",
    field: "HealthCheckId, HealthCheckObservations",
    page: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html",
    subjects: &[SubjectKind::Record],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let sides = sides(context);
    let secondary = side(&sides, &FailoverRole::Secondary)?;
    if is_unchecked(secondary) {
        return Some(Found {
            severity: Severity::Medium,
            text: "its SECONDARY has no health check: when the PRIMARY is unhealthy it is answered, whatever its state".to_owned(),
            clears: "a health check on the SECONDARY, or EvaluateTargetHealth on its alias".to_owned(),
            since: None,
        });
    }
    let pair = context.record()?.pair.value()?;
    let side = pair
        .iter()
        .find(|side| side.role == FailoverRole::Secondary)?;
    (side.healthy == Known::Known(false)).then(|| Found {
        severity: Severity::High,
        text: format!(
            "its SECONDARY is unhealthy ({}): Route 53 goes on answering with the PRIMARY, healthy or not",
            side.reason
        ),
        clears: "a SECONDARY that its health check takes for healthy".to_owned(),
        since: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

    #[test]
    fn a_secondary_without_a_check_is_always_served() {
        let mut world = World::healthy();
        world.change_record("www-west", |record| record.health_check = None);
        let finding = world.finding("R53-38").expect("nothing checks it");
        assert_eq!(finding.severity, Severity::Medium);
        assert!(
            finding
                .text
                .starts_with("its SECONDARY has no health check")
        );
        world.change_record("www-west", |record| {
            record.health_check = Some("hc-west".into())
        });
        assert!(world.finding("R53-38").is_none());
    }

    #[test]
    fn an_unhealthy_secondary_sends_traffic_back() {
        let mut world = World::healthy();
        world.checkers("hc-west", 2, 16);
        let finding = world.finding("R53-38").expect("it is unhealthy");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            "its SECONDARY is unhealthy (2 of 16 checkers succeed): \
             Route 53 goes on answering with the PRIMARY, healthy or not"
        );
        world.checkers("hc-west", 3, 16);
        assert!(
            world.finding("R53-38").is_none(),
            "three of sixteen are more than 18 %"
        );
        world.checkers("hc-west", 0, 16);
        world.silence_route_53();
        assert!(world.finding("R53-38").is_none(), "its health is not known");
    }
}
