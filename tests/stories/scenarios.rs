//! Every scenario from its beginning to its end: what is said of it, and when.

use crate::dead_region::{loss, nothing_dead_is_live, standby_keeps_its_cadence, words};
use crate::support::watching::Watching;
use crate::support::{House, json, region, report};
use lifeboat::assess::{Assessment, Phase, State, VerdictState};
use lifeboat::cli::simulated;
use lifeboat::estate::{Declaration, Source};
use lifeboat::sim::world::PRIMARY;
use lifeboat::sim::{RequestOutcome, RequestRecord};
use lifeboat::terms::{Instant, Span};
use serde_json::Value;

/// How often what is known is looked at.
const STEP: Span = Span::seconds(5);

/// The shop under a scenario, and who watches it.
async fn watched(scenario: &str) -> (House, Watching) {
    let house = House::harbor().await;
    let scenario = simulated::scenario(scenario).unwrap();
    house.simulator().play(&scenario);
    let watching = Watching::begin(&house);
    (house, watching)
}

fn minutes(count: u64) -> Instant {
    Span::minutes(count).after(simulated::epoch())
}

fn orders(assessment: &Assessment) -> State {
    let mut stores = assessment.stores();
    stores.find(|it| it.name == "orders-db").unwrap().state
}

/// The first look at which something held.
#[derive(Default)]
struct First(Option<Instant>);

impl First {
    fn when(&mut self, holds: bool, now: Instant) {
        if holds && self.0.is_none() {
            self.0 = Some(now);
        }
    }

    #[track_caller]
    fn between(&self, from: Instant, until: Instant) {
        let at = self.0.expect("it never came");
        assert!((from..=until).contains(&at), "{at}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_calm_hour_is_calm_and_nothing_is_refused() {
    let (house, mut watching) = watched("calm").await;
    watching
        .until(&house, minutes(60), STEP, |estate, assessment, now| {
            for (source, scope, slice) in estate.slices() {
                assert_eq!(slice.failure, None, "{source} in {scope}");
            }
            if now > minutes(2) {
                let verdict = assessment.verdict(estate, now).state;
                assert_eq!(verdict, VerdictState::AtRisk, "{now}");
            }
        })
        .await;
    let requests = house.simulator().requests();
    // An object that is not there is what is looked for.
    let absent = |it: &RequestRecord| it.operation == "HeadObject";
    let refused = |it: &&RequestRecord| matches!(it.outcome, RequestOutcome::Answered(status) if status >= 300 && !absent(it));
    assert_eq!(requests.iter().find(refused), None);
}

#[tokio::test(start_paused = true)]
async fn a_lost_region_is_down_within_a_minute_and_its_loss_grows_until_declared() {
    let (house, mut watching) = watched("region-down").await;
    let died = minutes(5);
    let mut down = First::default();
    let mut grown = Vec::new();
    watching
        .until(&house, minutes(20), STEP, |estate, assessment, now| {
            let state = assessment.verdict(estate, now).state;
            down.when(state == VerdictState::Down, now);
            if now > minutes(2) {
                standby_keeps_its_cadence(estate, now);
            }
            if now > minutes(7) {
                assert_eq!(state, VerdictState::Down);
                nothing_dead_is_live(estate, assessment, now);
                let (phase, lost) = loss(assessment, "orders-db", now);
                assert_eq!(phase, Phase::Growing);
                grown.push(lost);
            }
        })
        .await;
    down.between(died, Span::seconds(60).after(died));
    let grew = grown[grown.len() - 1].as_seconds() - grown[0].as_seconds();
    assert!((600.0..800.0).contains(&grew), "{grew}");

    let now = house.clock.now();
    let since = watching.estate.silent_since(&region(PRIMARY)).unwrap();
    let declaration = Declaration {
        region: region(PRIMARY),
        since,
        declared: now,
        incident: None,
    };
    watching.declare(declaration, now);
    let mut frozen = vec![words(&watching.assessment, "orders-db", now)];
    watching
        .until(&house, minutes(60), STEP, |estate, assessment, now| {
            standby_keeps_its_cadence(estate, now);
            nothing_dead_is_live(estate, assessment, now);
            frozen.push(words(assessment, "orders-db", now));
        })
        .await;
    frozen.dedup();
    assert_eq!(frozen.len(), 1, "{frozen:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stuck_replica_breaches_its_objective_when_the_lag_does() {
    let (house, mut watching) = watched("replica-stuck").await;
    let mut breached = First::default();
    let mut down = First::default();
    watching
        .until(&house, minutes(60), STEP, |estate, assessment, now| {
            let state = assessment.verdict(estate, now).state;
            down.when(state == VerdictState::Down, now);
            breached.when(now > minutes(2) && orders(assessment) == State::Bad, now);
        })
        .await;
    // An objective of fifteen minutes, from the fifth on; RDS may say sooner that it is stuck.
    breached.between(minutes(5), minutes(24));
    assert_eq!(down.0, None);
    assert_eq!(orders(&watching.assessment), State::Ok, "it caught up");
}

#[tokio::test(start_paused = true)]
async fn a_half_broken_region_shows_in_the_loss_and_is_not_called_down() {
    let (house, mut watching) = watched("gray").await;
    let mut down = First::default();
    let mut breached = First::default();
    watching
        .until(&house, minutes(48), STEP, |estate, assessment, now| {
            let state = assessment.verdict(estate, now).state;
            down.when(state == VerdictState::Down, now);
            breached.when(now > minutes(2) && orders(assessment) == State::Bad, now);
            if now > minutes(2) {
                standby_keeps_its_cadence(estate, now);
            }
        })
        .await;
    assert_eq!(down.0, None);
    // Half a second a second, and an objective of fifteen minutes.
    breached.between(minutes(33), minutes(40));
}

#[tokio::test(start_paused = true)]
async fn two_writers_are_told_when_the_old_primary_is_back() {
    let (house, mut watching) = watched("split-brain").await;
    let mut both = First::default();
    watching
        .until(&house, minutes(40), STEP, |estate, assessment, now| {
            let status = json(&report(estate, assessment, now));
            let stores = status["stores"].as_array().unwrap();
            let store = stores.iter().find(|it| it["name"] == "orders-db");
            let writers = store.and_then(|it| it["writers"].as_array());
            both.when(writers.is_some_and(|them| them.len() == 2), now);
        })
        .await;
    both.between(minutes(25), minutes(28));
}

#[tokio::test(start_paused = true)]
async fn without_sts_everything_else_is_seen_as_ever() {
    let (house, mut watching) = watched("identity-out").await;
    watching
        .until(&house, minutes(50), STEP, |estate, assessment, now| {
            for (source, scope, slice) in estate.slices() {
                let excused = source == Source::Identity;
                assert!(excused || slice.failure.is_none(), "{source} in {scope}");
            }
            let state = assessment.verdict(estate, now).state;
            assert_ne!(state, VerdictState::Down, "{now}");
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn throttling_by_others_is_no_outage_and_leaves_nothing_behind() {
    let (house, mut watching) = watched("throttled").await;
    watching
        .until(&house, minutes(50), STEP, |estate, assessment, now| {
            let state = assessment.verdict(estate, now).state;
            assert_ne!(state, VerdictState::Down, "{now}");
        })
        .await;
    for (source, scope, slice) in watching.estate.slices() {
        assert_eq!(slice.failure, None, "{source} in {scope}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_flapping_entrance_is_followed_both_ways_each_time() {
    let (house, mut watching) = watched("flapping").await;
    let mut turns: Vec<Value> = Vec::new();
    watching
        .until(&house, minutes(50), STEP, |estate, assessment, now| {
            let status = json(&report(estate, assessment, now));
            let records = status["records"].as_array().unwrap();
            let www = records.iter().find(|it| it["name"] == "www.shop.example");
            let region = www.unwrap()["answer"]["region"].clone();
            if region.is_string() && turns.last() != Some(&region) {
                turns.push(region);
            }
        })
        .await;
    // Down eight times until the forty-sixth minute, and up again after each.
    assert_eq!(turns.len(), 17, "{turns:?}");
    assert_eq!(turns[0], PRIMARY);
    assert_eq!(turns[16], PRIMARY);
}

#[tokio::test(start_paused = true)]
async fn a_failed_backup_an_expired_one_and_a_failed_copy_are_found() {
    let (house, mut watching) = watched("backups-failing").await;
    watching
        .until(&house, minutes(120), STEP, |_, _, _| {})
        .await;
    let now = house.clock.now();
    let status = json(&report(&watching.estate, &watching.assessment, now));
    let found = status["findings"].to_string();
    for resource in ["orders-db", "fs-0a1b2c3d", "catalog"] {
        assert!(found.contains(resource), "{resource}: {found}");
    }
}
