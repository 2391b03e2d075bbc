//! REP-11: the copy that would take over is behind its objective, or how far
//! behind it is cannot be told though it was asked for.

use super::seen::{Examined, is_seen};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::{CopyAssessment, CopyRole, Severity, State};
use crate::assess::recovery::judged;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::{MetricKey, Sample};
use crate::estate::{Scope, Source};
use crate::plan::StoreKind;
use crate::terms::{Instant, Known, Span};

/// See the module.
pub const CHECK: Check = Check {
    id: "REP-11",
    title: "replica behind its RPO, or its lag not known",
    field: "AWS/RDS ReplicaLag, AuroraGlobalDBRPOLag",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html",
    subjects: &[SubjectKind::Store],
    examine,
};

fn examine(context: &Context<'_>, _: &Subject) -> Option<Found> {
    let store = Examined::of(context)?;
    if !matches!(
        store.declared.kind,
        StoreKind::Rds | StoreKind::AuroraGlobal
    ) {
        return None;
    }
    let key = store.assessed.lag_metric.as_ref()?;
    let copy = replica(&store, key)?;
    // Without its primary a replica falls behind by the clock: that is the
    // loss, not a finding.
    let scope = Scope::from(&copy.region);
    if !context.region_standing(&store.from).answers()
        || !is_seen(context, Source::Metrics, &scope)
        || context.series(key)?.asked().is_none()
    {
        return None;
    }
    let id = &copy.identifier;
    let found = |text: String, clears: String, since| {
        Some(Found {
            severity: Severity::High,
            text,
            clears,
            since,
        })
    };
    match &copy.lag {
        Known::Unknown(why) => found(
            format!(
                "how far {id} in {} is behind is not known: {why}",
                copy.region
            ),
            match store.assessed.rpo {
                Some(rpo) => format!("a fresh sample of {} of at most {rpo}", key.name),
                None => format!("a fresh sample of {}", key.name),
            },
            run(context, key, |sample| sample.value < 0.0),
        ),
        Known::Known(lag) => {
            let rpo = store.assessed.rpo?;
            if lag.span <= rpo || judged(context, store.assessed) != Some(State::Bad) {
                return None;
            }
            let unit = key.seconds_per_unit()?;
            let over = |sample: &Sample| {
                Span::from_seconds(sample.value * unit).is_none_or(|lag| lag > rpo)
            };
            found(
                format!(
                    "{id} in {} is {} behind, its RPO is {rpo}",
                    copy.region, lag.span
                ),
                format!("a lag of at most {rpo}"),
                run(context, key, over),
            )
        }
    }
}

/// The copy whose lag the metric tells.
fn replica<'c>(store: &Examined<'c>, key: &MetricKey) -> Option<&'c CopyAssessment> {
    let is_it = |copy: &&CopyAssessment| {
        copy.role == CopyRole::Replica
            && copy.region == key.region
            && key
                .dimensions
                .iter()
                .any(|(_, value)| *value == copy.identifier)
    };
    store.assessed.copies.iter().find(is_it)
}

/// Since when every sample has been so; `None` when the newest is not.
fn run(context: &Context<'_>, key: &MetricKey, is_so: impl Fn(&Sample) -> bool) -> Option<Instant> {
    let samples = context.series(key)?.samples();
    let run = samples.rev().take_while(|sample| is_so(sample));
    run.last().map(|sample| sample.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, at};

    fn lag() -> MetricKey {
        MetricKey::replica_lag(&World::west(), "orders-db-usw2")
    }

    #[test]
    fn a_replica_falls_behind_and_catches_up() {
        let mut world = World::healthy();
        let samples = [("13:57", 20.0), ("13:58", 1_200.0), ("13:59", 1_260.0)];
        world.samples(&lag(), &samples);
        let finding = world.finding("REP-11").expect("21 m are too much");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(finding.subject, Subject::Store("orders-db".into()));
        assert_eq!(
            finding.text,
            "orders-db-usw2 in us-west-2 is 21 m behind, its RPO is 15 m"
        );
        assert_eq!(finding.since, Some(at("2026-11-22T13:58:00Z")));
        world.samples(&lag(), &[("14:00", 3.0)]);
        assert!(world.finding("REP-11").is_none());
    }

    #[test]
    fn minus_one_is_not_zero() {
        let mut world = World::healthy();
        world.samples(&lag(), &[("13:58", -1.0), ("13:59", -1.0)]);
        let finding = world.finding("REP-11").expect("it does not replicate");
        assert_eq!(
            finding.text,
            "how far orders-db-usw2 in us-west-2 is behind is not known: \
             replication is not active (its lag reads −1)"
        );
        assert_eq!(finding.since, Some(at("2026-11-22T13:58:00Z")));
    }

    #[test]
    fn no_sample_at_all_is_said_once_it_was_asked_for() {
        let mut world = World::healthy_without_metrics();
        assert!(world.finding("REP-11").is_none());
        world.samples(&lag(), &[]);
        let finding = world.finding("REP-11").expect("CloudWatch has none");
        assert!(
            finding
                .text
                .ends_with("CloudWatch has no samples of its lag")
        );
        world.samples(&lag(), &[("13:59", 0.0)]);
        assert!(world.finding("REP-11").is_none());
    }

    #[test]
    fn samples_that_stop_while_cloudwatch_answers_are_not_known_any_more() {
        let mut world = World::healthy();
        world.samples(&lag(), &[("13:59", 2.0)]);
        for _ in 0..7 {
            world.advance(Span::minutes(1));
            world.renew();
        }
        let finding = world
            .find("REP-11", "orders-db")
            .expect("its samples are old");
        assert!(
            finding.text.ends_with("last seen too long ago"),
            "{}",
            finding.text
        );
    }

    #[test]
    fn of_a_replica_in_a_silent_region_and_without_its_primary_nothing_is_claimed() {
        let mut world = World::healthy();
        world.samples(&lag(), &[("13:59", -1.0)]);
        let mut gone = world.clone();
        gone.silence(World::EAST);
        assert!(gone.finding("REP-11").is_none());
        world.silence(World::WEST);
        assert!(world.finding("REP-11").is_none());
    }

    #[test]
    fn an_aurora_secondary_is_measured_in_milliseconds() {
        let mut world = World::healthy();
        let key = MetricKey::aurora_rpo_lag(&World::west(), "catalog-usw2");
        world.samples(&key, &[("13:59", 90_000.0)]);
        assert!(world.finding("REP-11").is_none());
        world.samples(&key, &[("14:00", 960_000.0)]);
        let finding = world.finding("REP-11").expect("16 m are too much");
        assert_eq!(
            finding.text,
            "catalog-usw2 in us-west-2 is 16 m behind, its RPO is 15 m"
        );
    }
}
