//! R53-37: a health check that is disabled, or was left inverted.

use super::seen::{is_seen, side, sides_of};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::FailoverRole;
use crate::estate::{Scope, Source};
use crate::terms::OutsideText;

/// See the module.
pub const CHECK: Check = Check {
    id: "R53-37",
    title: "health check disabled or left inverted",
    field: "HealthCheckConfig.Disabled, HealthCheckConfig.Inverted",
    page: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
    subjects: &[SubjectKind::HealthCheck],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let Subject::HealthCheck(id) = subject else {
        return None;
    };
    if !is_seen(context, Source::HealthChecks, &Scope::Global) {
        return None;
    }
    let check = context.health_check(id)?;
    let text = match (check.disabled, check.inverted) {
        (false, false) => return None,
        (true, false) => "is Disabled: Route 53 takes it for healthy, whatever happens",
        (true, true) => {
            "is Disabled and Inverted: Route 53 takes it for unhealthy, whatever happens"
        }
        // The owner of a check that belongs to another service inverts it on purpose.
        (false, true) if check.linked_service.is_some() || is_meant(context, id) != Some(false) => {
            return None;
        }
        (false, true) => {
            "is Inverted: healthy while what it checks fails, unhealthy while that is well"
        }
    };
    Some(Found {
        severity: Severity::High,
        text: text.to_owned(),
        clears: "Disabled and Inverted, both false".to_owned(),
        since: None,
    })
}

/// Whether a declared record says that an object in the standby Region moves
/// it, and this is the check, or a child of the check, that looks for it; `None`
/// while a record that says so was not seen, and may be that one.
pub(in crate::assess) fn is_meant(context: &Context<'_>, id: &OutsideText) -> Option<bool> {
    let records = context.plan.records.iter();
    let mut unseen = false;
    for declared in records.filter(|declared| declared.standby_takes_over.is_some()) {
        let Some(sides) = sides_of(context, declared) else {
            unseen = true;
            continue;
        };
        let primary = side(&sides, &FailoverRole::Primary);
        let Some(primary) = primary.and_then(|side| side.health_check.as_ref()) else {
            continue;
        };
        let parent = context.health_check(primary);
        if primary == id || parent.is_some_and(|parent| parent.children.contains(id)) {
            return Some(true);
        }
    }
    (!unseen).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

    #[test]
    fn each_flag_says_what_it_does() {
        for (disabled, inverted, words) in [
            (true, false, "takes it for healthy, whatever happens"),
            (true, true, "takes it for unhealthy, whatever happens"),
            (false, true, "healthy while what it checks fails"),
        ] {
            let mut world = World::healthy();
            world.change_health_check("hc-west", |check| {
                (check.disabled, check.inverted) = (disabled, inverted);
            });
            let finding = world.finding("R53-37").expect("a flag is set");
            assert_eq!(finding.severity, Severity::High);
            assert!(finding.text.contains(words), "{}", finding.text);
            world.change_health_check("hc-west", |check| {
                (check.disabled, check.inverted) = (false, false);
            });
            assert!(world.finding("R53-37").is_none());
        }
    }

    #[test]
    fn the_check_on_the_standby_object_is_inverted_on_purpose() {
        let mut world = World::healthy();
        let flags = |world: &mut World, disabled| {
            world.change_health_check("hc-east", |check| {
                (check.disabled, check.inverted) = (disabled, true);
            });
        };
        flags(&mut world, false);
        assert!(world.finding("R53-37").is_none());
        flags(&mut world, true);
        assert!(
            world.finding("R53-37").is_some(),
            "disabled, it looks for nothing"
        );
        flags(&mut world, false);
        world.change_plan(|plan| plan.records[0].standby_takes_over = None);
        assert!(
            world.finding("R53-37").is_some(),
            "without the object it is left over"
        );
    }

    #[test]
    fn whether_it_is_meant_is_not_told_before_the_records_are_seen() {
        let mut seen = World::healthy();
        seen.change_health_check("hc-east", |check| check.inverted = true);
        let mut world = World::unseen();
        let of = |source| {
            let mut kept = seen.estate.observations();
            let it = kept.find(|it| it.source == source).expect("it was seen");
            it.outcome.expect("it did not fail")
        };
        world.see(
            Source::HealthChecks,
            Scope::Global,
            of(Source::HealthChecks),
        );
        assert!(world.finding("R53-37").is_none(), "it may be the switch");
        world.see(Source::Zones, Scope::Global, of(Source::Zones));
        world.see(Source::Records, Scope::Global, of(Source::Records));
        assert!(world.finding("R53-37").is_none(), "it is the switch");
        world.change_plan(|plan| plan.records[0].standby_takes_over = None);
        assert!(world.finding("R53-37").is_some());
    }

    #[test]
    fn a_child_of_the_primarys_check_may_be_that_check() {
        let mut world = World::healthy();
        world.change_health_check("hc-east", |check| {
            check.kind = "CALCULATED".into();
            check.children = vec!["hc-west".into()];
        });
        world.change_health_check("hc-west", |check| check.inverted = true);
        assert!(world.finding("R53-37").is_none());
    }
}
