//! R53-43: a health check that follows an alarm says healthy, or nothing, when
//! the Region it guards is lost.

use super::seen::{is_seen, sentence};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::{Scope, Source};

/// See the module.
pub const CHECK: Check = Check {
    id: "R53-43",
    title: "alarm-based health check fails with its Region",
    field: "HealthCheckConfig.AlarmIdentifier, HealthCheckConfig.InsufficientDataHealthStatus",
    page: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
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
    if check.kind.raw() != "CLOUDWATCH_METRIC" {
        return None;
    }
    let primary = &context.plan.regions.primary;
    let mut reasons = Vec::new();
    if let Some(alarm) = check
        .alarm
        .as_ref()
        .filter(|alarm| alarm.region == *primary)
    {
        reasons.push(format!(
            "its alarm {} is in {primary}, the Region whose loss it should tell",
            alarm.name
        ));
    }
    let insufficient = check.insufficient_data.as_ref();
    if insufficient.is_some_and(|status| status.raw() == "Healthy") {
        reasons.push("without data it counts as Healthy".to_owned());
    }
    (!reasons.is_empty()).then(|| Found {
        severity: Severity::Medium,
        text: sentence(&reasons),
        clears: format!(
            "an alarm outside {primary}, and InsufficientDataHealthStatus Unhealthy or LastKnownStatus"
        ),
        since: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;
    use crate::estate::facts::HealthCheckAlarm;

    #[test]
    fn an_alarm_in_the_region_that_fails() {
        let mut world = World::healthy();
        let alarm = |region| {
            Some(HealthCheckAlarm {
                region,
                name: "web\u{9b}-5xx".into(),
            })
        };
        world.change_health_check("hc-west", |check| {
            check.kind = "CLOUDWATCH_METRIC".into();
            check.alarm = alarm(World::east());
            check.insufficient_data = Some("Healthy".into());
        });
        let finding = world.finding("R53-43").expect("it fails with its Region");
        assert_eq!(finding.severity, Severity::Medium);
        assert_eq!(
            finding.text,
            "its alarm web\u{fffd}-5xx is in us-east-1, the Region whose loss it should tell; \
             without data it counts as Healthy"
        );
        world.change_health_check("hc-west", |check| {
            check.alarm = alarm(World::west());
        });
        let finding = world.finding("R53-43").expect("without data it is healthy");
        assert_eq!(finding.text, "without data it counts as Healthy");
        world.change_health_check("hc-west", |check| {
            check.insufficient_data = Some("LastKnownStatus".into());
        });
        assert!(world.finding("R53-43").is_none());
    }

    #[test]
    fn an_endpoint_check_has_no_alarm() {
        let mut world = World::healthy();
        world.change_health_check("hc-west", |check| {
            check.insufficient_data = Some("Healthy".into())
        });
        assert!(world.finding("R53-43").is_none());
    }
}
