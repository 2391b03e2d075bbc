use super::super::fixture::plan;
use super::super::scripted::{Script, clock, setup};
use super::*;
use crate::collect::SOURCES;
use crate::estate::{Failure, Scope, Source};
use std::collections::BTreeSet;

const PATIENCE: Span = Span::seconds(30);

async fn passed(setup: &Setup, patience: Span) -> Vec<Observation> {
    once(setup, Knowledge::default(), patience).collect().await
}

fn places(observations: &[Observation]) -> BTreeSet<(Source, Scope)> {
    let all = observations.iter();
    all.map(|it| (it.source, it.scope.clone())).collect()
}

fn expected(setup: &Setup) -> BTreeSet<(Source, Scope)> {
    let every = SOURCES.iter().flat_map(|entry| {
        let scopes = entry.scopes(&setup.plan);
        scopes.into_iter().map(|scope| (entry.source, scope))
    });
    every.collect()
}

fn failures(observations: &[Observation]) -> Vec<String> {
    let failed = |it: &Observation| {
        let failure: &Failure = it.outcome.as_ref().err()?;
        Some(format!("{} in {}: {failure}", it.source, it.scope))
    };
    observations.iter().filter_map(failed).collect()
}

#[tokio::test(start_paused = true)]
async fn a_full_pass_takes_as_long_as_three_calls_one_after_another() {
    let clock = clock();
    let script = Script::new(&clock, &[]);
    let setup = setup(&script, plan()).await;
    let start = clock.now();
    let seen = passed(&setup, PATIENCE).await;
    let took = Span::between(start, clock.now());
    assert_eq!(failures(&seen), Vec::<String>::new());
    assert_eq!(places(&seen), expected(&setup));
    assert_eq!(seen.len(), places(&seen).len(), "each once");
    assert_eq!(script.route53().len(), 4);
    assert_eq!(script.asked_names().len(), 1);
    assert_eq!(took, Span::from_seconds(0.6).unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_dead_region_is_told_as_such_and_the_other_is_there_as_soon_as_ever() {
    let clock = clock();
    let script = Script::new(&clock, &[]);
    script.never_answers(|call| call.region == "us-west-2");
    let setup = setup(&script, plan()).await;
    let start = clock.now();
    let seen = passed(&setup, PATIENCE).await;
    assert_eq!(places(&seen), expected(&setup));
    for it in &seen {
        let dead = it.scope.region().is_some_and(|it| it.as_str() == "us-west-2")
            // No stores are declared: there is no metric to ask for.
            && it.source != Source::Metrics;
        let silent = |failure: &Failure| failure.kind == FailureKind::NotReachable;
        assert_eq!(
            it.outcome.as_ref().err().is_some_and(silent),
            dead,
            "{it:?}"
        );
        if !dead && it.source != Source::Metrics {
            assert!(Span::between(start, it.at) <= Span::from_seconds(0.6).unwrap());
        }
    }
    assert!(Span::between(start, clock.now()) < Span::seconds(20));
}

#[tokio::test(start_paused = true)]
async fn a_pass_ends_with_its_patience_though_nothing_ever_answers() {
    let clock = clock();
    let script = Script::new(&clock, &[]);
    script.never_answers(|_| true);
    let setup = setup(&script, plan()).await;
    let start = clock.now();
    let five_seconds = Span::seconds(5);
    let seen = passed(&setup, five_seconds).await;
    assert_eq!(Span::between(start, clock.now()), five_seconds);
    assert_eq!(places(&seen), expected(&setup));
    assert_eq!(seen.len(), places(&seen).len(), "each once");
    let late = failures(&seen)
        .iter()
        .filter(|it| it.contains("no answer within the 5 s of this pass"))
        .count();
    assert!(late > 30, "{late}");
}

#[tokio::test(start_paused = true)]
async fn a_zone_that_the_plan_names_is_not_waited_for() {
    let clock = clock();
    let script = Script::new(&clock, &[]);
    let mut plan = plan();
    plan.records[0].zone = Some("Z1".to_owned());
    let setup = setup(&script, plan).await;
    let start = clock.now();
    let seen = passed(&setup, PATIENCE).await;
    assert_eq!(failures(&seen), Vec::<String>::new());
    let records = seen.iter().find(|it| it.source == Source::Records);
    let one_call = Span::from_seconds(0.2).unwrap();
    assert_eq!(
        records.map(|it| Span::between(start, it.at)),
        Some(one_call)
    );
}
