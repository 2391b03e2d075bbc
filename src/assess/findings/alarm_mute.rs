//! CW-48: an alarm that would tell nobody, or says nothing, or reads well in an
//! outage. Several reasons on one alarm are one finding.

use super::seen::{is_seen, sentence};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::Alarm;
use crate::estate::{Scope, Source};
use crate::terms::{Instant, Span, calendar};

/// How long an alarm may lack data before that is more than a gap.
const GAP: Span = Span::hours(1);

/// See the module.
pub const CHECK: Check = Check {
    id: "CW-48",
    title: "alarm that would not tell",
    field: "ActionsEnabled, AlarmActions, StateValue, TreatMissingData",
    page: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    subjects: &[SubjectKind::Alarm],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let Subject::Alarm(scope, name) = subject else {
        return None;
    };
    if !is_seen(context, Source::Alarms, scope) {
        return None;
    }
    let alarm = context.alarm(scope, name)?;
    let silent = no_data_since(context, alarm);
    let mut reasons = actions(context, scope, alarm);
    if let Some(since) = silent {
        reasons.push(format!(
            "its state is INSUFFICIENT_DATA since {}, more than {GAP}",
            calendar(since)
        ));
    }
    if treats_silence_as_well(alarm) {
        reasons.push(
            "it watches a replication lag and treats missing data as notBreaching: an outage reads OK"
                .to_owned(),
        );
    }
    (!reasons.is_empty()).then(|| Found {
        severity: Severity::Medium,
        text: sentence(&reasons),
        clears: "an action that is enabled, data to judge, and missing data treated as breaching on a lag".to_owned(),
        since: silent,
    })
}

/// What keeps it from telling anybody. A composite alarm without actions is left
/// alone: such ones exist to suppress others. So is an alarm that a health check
/// follows: Route 53 acts on its data.
fn actions(context: &Context<'_>, scope: &Scope, alarm: &Alarm) -> Vec<String> {
    if !alarm.actions.is_empty() {
        let disabled = (!alarm.actions_enabled).then(|| {
            format!(
                "ActionsEnabled is false: {} not taken",
                match alarm.actions.len() {
                    1 => "1 action".to_owned(),
                    more => format!("{more} actions"),
                }
            )
        });
        return disabled.into_iter().collect();
    }
    if alarm.composite || is_followed(context, scope, alarm) {
        return Vec::new();
    }
    vec!["it has no action: nobody is told".to_owned()]
}

fn is_followed(context: &Context<'_>, scope: &Scope, alarm: &Alarm) -> bool {
    context.health_checks().into_iter().any(|check| {
        check
            .alarm
            .as_ref()
            .is_some_and(|of| of.name == alarm.name && Some(&of.region) == scope.region())
    })
}

fn no_data_since(context: &Context<'_>, alarm: &Alarm) -> Option<Instant> {
    let since = alarm.since?;
    (alarm.state.raw() == "INSUFFICIENT_DATA" && context.is_older(since, GAP)).then_some(since)
}

fn treats_silence_as_well(alarm: &Alarm) -> bool {
    let lag = alarm.metric.as_ref().is_some_and(|metric| {
        let name = metric.name.raw();
        matches!(name, "ReplicaLag" | "ReplicationLatency")
            || (name.starts_with("AuroraGlobalDB") && name.ends_with("Lag"))
    });
    let treated = alarm.treat_missing.as_ref();
    lag && treated.is_some_and(|word| word.raw() == "notBreaching")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, at, lag_alarm};
    use crate::estate::facts::HealthCheckAlarm;

    #[test]
    fn an_alarm_without_an_action_gets_one() {
        let mut world = World::healthy();
        let mut alarm = lag_alarm("orders-lag");
        alarm.actions.clear();
        world.alarms(World::WEST, vec![alarm]);
        let finding = world.finding("CW-48").expect("nobody is told");
        assert_eq!(finding.severity, Severity::Medium);
        assert_eq!(finding.text, "it has no action: nobody is told");
        world.alarms(World::WEST, vec![lag_alarm("orders-lag")]);
        assert!(world.finding("CW-48").is_none());
    }

    #[test]
    fn several_reasons_are_one_finding() {
        let mut world = World::healthy();
        let mut alarm = lag_alarm("orders-lag");
        alarm.actions_enabled = false;
        alarm.state = "INSUFFICIENT_DATA".into();
        alarm.since = Some(at("2026-11-22T12:00:00Z"));
        alarm.treat_missing = Some("notBreaching".into());
        world.alarms(World::WEST, vec![alarm]);
        let finding = world.finding("CW-48").expect("it would not tell");
        assert_eq!(
            finding.text,
            "ActionsEnabled is false: 1 action not taken; \
             its state is INSUFFICIENT_DATA since Nov 22 12:00Z, more than 1 h; \
             it watches a replication lag and treats missing data as notBreaching: an outage reads OK"
        );
        assert_eq!(finding.since, Some(at("2026-11-22T12:00:00Z")));
    }

    #[test]
    fn an_hour_without_data_is_a_gap_and_more_is_not() {
        let mut world = World::healthy();
        let mut alarm = lag_alarm("orders-lag");
        alarm.state = "INSUFFICIENT_DATA".into();
        alarm.since = Some(at("2026-11-22T13:00:00Z"));
        world.alarms(World::WEST, vec![alarm]);
        assert!(world.finding("CW-48").is_none());
        world.advance(Span::seconds(1));
        assert!(world.finding("CW-48").is_some());
        world.silence(World::WEST);
        assert!(world.finding("CW-48").is_none());
    }

    #[test]
    fn what_suppresses_others_or_feeds_a_health_check_needs_no_action() {
        let mut world = World::healthy();
        let mut suppressor = lag_alarm("maintenance");
        suppressor.composite = true;
        suppressor.metric = None;
        suppressor.actions.clear();
        world.alarms(World::WEST, vec![suppressor]);
        assert!(world.finding("CW-48").is_none());
        let mut followed = lag_alarm("web-5xx");
        followed.actions.clear();
        world.alarms(World::WEST, vec![followed]);
        assert!(world.finding("CW-48").is_some());
        world.change_health_check("hc-west", |check| {
            check.kind = "CLOUDWATCH_METRIC".into();
            check.alarm = Some(HealthCheckAlarm {
                region: World::west(),
                name: "web-5xx".into(),
            });
        });
        assert!(world.finding("CW-48").is_none());
    }
}
