use super::*;
use crate::aws::OPERATION_TIMEOUT;
use crate::clock::Clock;
use crate::collect::fixture::{plan, region, store};
use crate::collect::scripted::{Script, clock, setup};
use crate::collect::{Collector, Pace, Reach, once};
use crate::estate::facts::{ObjectStanding, StandbyObject};
use crate::estate::{Estate, Facts, Observation};
use crate::plan::{StandbyTakesOver, StoreKind};
use crate::terms::{Arn, Instant};
use futures::StreamExt;
use tokio::sync::mpsc;

async fn told(
    clock: &Clock,
    out: &mut mpsc::Receiver<Observation>,
    span: Span,
) -> Vec<Observation> {
    let end = span.after(clock.now());
    let mut told = Vec::new();
    loop {
        tokio::select! {
            biased;
            Some(observation) = out.recv() => told.push(observation),
            () = clock.sleep_until(end) => return told,
        }
    }
}

fn times(told: &[Observation], source: Source) -> Vec<Instant> {
    let mine = told.iter().filter(|it| it.source == source);
    mine.map(|it| it.at).collect()
}

fn object() -> StandbyTakesOver {
    StandbyTakesOver {
        bucket: "failover".to_owned(),
        key: "shop".to_owned(),
    }
}

#[test]
fn every_source_has_one_line_and_more_patience_than_the_sdk() {
    let listed: Vec<Source> = SOURCES.iter().map(|entry| entry.source).collect();
    assert_eq!(listed, Source::ALL);
    for entry in &SOURCES {
        assert!(
            entry.patience.duration() > OPERATION_TIMEOUT,
            "{}",
            entry.source
        );
        assert!(
            entry.cadence.incident <= entry.cadence.idle,
            "{}",
            entry.source
        );
        assert!(
            entry.cadence.incident >= Span::seconds(5),
            "{}",
            entry.source
        );
    }
}

#[test]
fn only_health_metrics_look_beyond_the_two_regions() {
    let mut plan = plan();
    plan.regions.primary = region("eu-west-1");
    for entry in &SOURCES {
        let beyond = entry
            .scopes(&plan)
            .contains(&Scope::from(&region("us-east-1")));
        assert_eq!(beyond, entry.source == Source::Metrics, "{}", entry.source);
    }
    plan.records.clear();
    assert!(SOURCES.iter().all(|entry| entry.scopes(&plan).len() <= 2));
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_incident_keeps_route_53_within_its_budget_and_starves_nobody() {
    let clock = clock();
    let checks: Vec<String> = (0..20).map(|n| format!("check-{n}")).collect();
    let checks: Vec<&str> = checks.iter().map(String::as_str).collect();
    let script = Script::new(&clock, &checks);
    let setup = setup(&script, plan()).await;
    let (collector, mut out) = Collector::start(&setup, Knowledge::default(), 7);
    collector.set_pace(Pace::Incident);
    let told = told(&clock, &mut out, Span::hours(1)).await;
    assert!(told.iter().all(|it| it.outcome.is_ok()));
    let asked = script.route53();
    assert!(asked.len() <= 3_600 + 4, "{}", asked.len());
    assert!(asked.len() > 3_000, "it is used, too: {}", asked.len());
    for five in asked.windows(5) {
        assert!(Span::between(five[0], five[4]) >= Span::from_seconds(0.99).unwrap());
    }
    for source in [Source::Records, Source::HealthChecks] {
        for pair in times(&told, source).windows(2) {
            let gap = Span::between(pair[0], pair[1]);
            assert!(gap <= Span::seconds(66), "{source} waited {gap}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_zone_that_is_not_there_is_told_and_takes_no_other_with_it() {
    let clock = clock();
    let script = Script::new(&clock, &[]);
    let mut plan = plan();
    let mut elsewhere = plan.records[0].clone();
    elsewhere.name = "shop.example.org".to_owned();
    elsewhere.zone = Some("ZGONE".to_owned());
    plan.records.push(elsewhere);
    let setup = setup(&script, plan).await;
    let (_collector, mut out) = Collector::start(&setup, Knowledge::default(), 7);
    let mut estate = Estate::default();
    for observation in told(&clock, &mut out, Span::seconds(5)).await {
        estate.apply(observation);
    }
    assert_eq!(estate.records_of(&"Z1".into()).map(<[_]>::len), Some(1));
    assert_eq!(estate.records_of(&"ZGONE".into()), None);
    for source in [Source::Zones, Source::Records] {
        let slice = estate.slice(source, &Scope::Global).unwrap();
        assert!(slice.seen.is_some());
        let failure = slice.failure.as_ref().unwrap().to_string();
        assert!(failure.contains("NoSuchHostedZone"), "{failure}");
    }
}

#[tokio::test(start_paused = true)]
async fn with_nothing_declared_the_records_of_every_public_zone_can_be_had() {
    let clock = clock();
    let script = Script::new(&clock, &[]);
    let mut plan = plan();
    plan.records.clear();
    let setup = setup(&script, plan).await;
    let records = |setup: Setup| async move {
        let seen = once(&setup, Knowledge::default(), Span::minutes(1));
        let seen: Vec<Observation> = seen.collect().await;
        let records = seen.into_iter().find(|it| it.source == Source::Records);
        records.unwrap().outcome.unwrap()
    };
    let none = records(setup.clone()).await;
    assert!(matches!(none, Facts::Records { zones, .. } if zones.is_empty()));
    let every = records(setup.reaching(Reach::Everything)).await;
    assert!(matches!(every, Facts::Records { records, .. } if records.len() == 1));
}

#[tokio::test(start_paused = true)]
async fn metrics_wait_two_seconds_for_route_53_and_no_longer() {
    let clock = clock();
    let script = Script::new(&clock, &["web"]);
    script.never_answers(|call| call.service == "route53");
    let mut plan = plan();
    plan.stores = vec![store("carts", StoreKind::DynamoDb, Some("carts"))];
    let setup = setup(&script, plan).await;
    let start = clock.now();
    let (_collector, mut out) = Collector::start(&setup, Knowledge::default(), 7);
    let told = told(&clock, &mut out, Span::seconds(10)).await;
    let primary = told
        .iter()
        .find(|it| it.source == Source::Metrics && it.scope.region() == Some(&region("us-east-1")));
    let waited = primary.map(|it| Span::between(start, it.at));
    assert_eq!(waited, Span::from_seconds(2.2));
}

#[tokio::test(start_paused = true)]
async fn name_servers_known_from_the_last_run_are_asked_though_route_53_is_gone() {
    let clock = clock();
    let script = Script::new(&clock, &["web"]);
    let setup = setup(&script, plan()).await;
    let mut estate = Estate::default();
    let (collector, mut out) = Collector::start(&setup, Knowledge::default(), 7);
    for observation in told(&clock, &mut out, Span::minutes(1)).await {
        estate.apply(observation);
    }
    drop(collector);

    script.never_answers(|call| call.service == "route53");
    let known = Knowledge::of(&estate, &setup.plan);
    let before = script.asked_names().len();
    let (_collector, mut out) = Collector::start(&setup, known, 7);
    let told = told(&clock, &mut out, Span::minutes(5)).await;
    assert!(script.asked_names().len() >= before + 9);
    assert!(times(&told, Source::NameServers).len() >= 9);
    let zones = told.iter().filter(|it| it.source == Source::Zones);
    assert!(zones.clone().count() > 0 && zones.clone().all(|it| it.outcome.is_err()));
}

#[tokio::test(start_paused = true)]
async fn the_first_look_at_a_metric_is_told_with_an_entry_for_each_even_without_samples() {
    let clock = clock();
    let script = Script::new(&clock, &["web"]);
    let setup = setup(&script, plan()).await;
    let (_collector, mut out) = Collector::start(&setup, Knowledge::default(), 7);
    let mut estate = Estate::default();
    for observation in told(&clock, &mut out, Span::seconds(5)).await {
        estate.apply(observation);
    }
    let names: Vec<&str> = estate.metrics().map(|(key, _)| key.name.raw()).collect();
    assert_eq!(names, ["HealthCheckPercentageHealthy", "HealthCheckStatus"]);
}

#[test]
fn what_the_plan_names_is_looked_at_where_it_is_and_nothing_when_it_names_nothing() {
    let mut plan = plan();
    let scopes = |plan: &Plan, source| {
        let entry = SOURCES.iter().find(|entry| entry.source == source);
        entry.unwrap().scopes(plan)
    };
    for source in [Source::StandbyObjects, Source::Subscriptions] {
        assert_eq!(scopes(&plan, source), []);
    }
    plan.records[0].standby_takes_over = Some(object());
    let topic = Arn::parse("arn:aws:sns:eu-west-1:123456789012:incidents").unwrap();
    plan.notify.incident_topic = Some(topic);
    let west = Scope::from(&region("us-west-2"));
    assert_eq!(scopes(&plan, Source::StandbyObjects), [west]);
    let third = Scope::from(&region("eu-west-1"));
    assert_eq!(scopes(&plan, Source::Subscriptions), [third]);
}

#[tokio::test(start_paused = true)]
async fn the_object_the_topic_and_the_settings_of_a_plan_are_looked_at() {
    let clock = clock();
    let script = Script::new(&clock, &[]);
    let mut plan = plan();
    let mut other = plan.records[0].clone();
    other.name = "api.example.com".to_owned();
    plan.records.push(other);
    // Two records that one object moves: it is asked for once.
    for record in &mut plan.records {
        record.standby_takes_over = Some(object());
    }
    let topic = Arn::parse("arn:aws:sns:us-west-2:123456789012:incidents").unwrap();
    plan.notify.incident_topic = Some(topic.clone());
    let setup = setup(&script, plan).await;
    let mut estate = Estate::default();
    let (_collector, mut out) = Collector::start(&setup, Knowledge::default(), 7);
    for observation in told(&clock, &mut out, Span::seconds(5)).await {
        estate.apply(observation);
    }
    let west = Scope::from(&region("us-west-2"));
    let id = StandbyObject::id_of("failover", "shop");
    let object = estate.standby_objects.get(&west, &id).unwrap();
    assert!(matches!(object.standing, ObjectStanding::Present { .. }));
    let heads = script.calls().into_iter().filter(|it| it.service == "s3");
    assert_eq!(heads.count(), 1);
    let topic = estate.topics.get(&west, &topic.as_str().into()).unwrap();
    assert!(topic.exists && topic.subscriptions.is_empty());
    let settings = estate.region_settings.scope(&west).next().unwrap();
    assert_eq!(settings.is_opted_in("RDS"), Some(true));
}
