//! One Region of the two dies: what is shown of the other, and of it.

use crate::support::watching::Watching;
use crate::support::{House, json, region, report};
use lifeboat::assess::{Assessment, Outlook, Phase, VerdictState};
use lifeboat::estate::facts::MetricKey;
use lifeboat::estate::{Declaration, Estate, FailureKind, Freshness, Scope, Source};
use lifeboat::sim::RequestOutcome;
use lifeboat::sim::world::{Endpoints, PRIMARY, STANDBY};
use lifeboat::terms::{Instant, Known, Span};

/// How often what is known is looked at.
const STEP: Span = Span::seconds(5);

/// How long one look may take where everything answers at once.
const LOOK: Span = Span::seconds(1);

/// How long it takes to hear of a silence: an operation with its retries, and what is between two looks.
const HEARD: Span = Span::seconds(60);

/// Lets the primary Region die: nothing runs there any more, and its endpoints do this.
fn dies(house: &House, endpoints: Endpoints) -> Instant {
    let now = house.clock.now();
    house.edit(|world| {
        let here = world.region_mut(PRIMARY);
        here.dark_since = Some(now);
        here.endpoints = endpoints;
    });
    now
}

/// When the first request was sent to the dead Region that it did not answer, Route 53's left aside.
fn first_unanswered(house: &House) -> Instant {
    let requests = house.simulator().requests();
    let unanswered = requests.iter().filter(|it| {
        it.region == PRIMARY
            && it.service != "route53"
            && !matches!(it.outcome, RequestOutcome::Answered(_))
    });
    unanswered.map(|it| it.time).min().unwrap()
}

pub fn words(assessment: &Assessment, store: &str, now: Instant) -> String {
    let store = assessment.stores().find(|it| it.name == store).unwrap();
    store.outlook.loss().unwrap().words(now)
}

pub fn loss(assessment: &Assessment, store: &str, now: Instant) -> (Phase, Span) {
    let store = assessment.stores().find(|it| it.name == store).unwrap();
    let Outlook::Replicated(loss) = &store.outlook else {
        panic!("{store:?}")
    };
    (loss.phase, loss.amount(now))
}

/// The other Region's data comes as it always does.
pub fn standby_keeps_its_cadence(estate: &Estate, now: Instant) {
    let standby = Scope::Region(region(STANDBY));
    let mut seen = 0;
    for (source, scope, slice) in estate.slices().filter(|(_, scope, _)| **scope == standby) {
        assert_eq!(slice.failure, None, "{source} in {scope}");
        let age = Span::between(slice.seen.unwrap(), now);
        let most = slice.cadence.duration() + LOOK.duration();
        assert!(age.duration() <= most, "{source} in {scope} is {age} old");
        seen += 1;
    }
    assert_eq!(seen, 22, "every source of the standby Region");
}

/// The dead Region's data is dated, and says why.
fn primary_shows_age_and_reason(estate: &Estate, died: Instant, now: Instant) {
    let primary = Scope::Region(region(PRIMARY));
    for (source, _, slice) in estate.slices().filter(|(_, scope, _)| **scope == primary) {
        assert!(slice.seen.unwrap() <= died, "{source}");
        // Three times its cadence and three minutes of delivery: after that nobody trusts it.
        let trusted =
            slice.cadence.max(Span::minutes(1)).duration() * 3 + Span::minutes(3).duration();
        let stale = Span::between(died, now).duration() > trusted;
        assert!(
            !stale || slice.freshness(now) == Freshness::Stale,
            "{source}"
        );
        let Some(failure) = &slice.failure else {
            // Not asked again yet: it is within its cadence.
            let age = Span::between(slice.seen.unwrap(), now);
            let most = slice.cadence.duration() + HEARD.duration();
            assert!(
                age.duration() <= most,
                "{source} is {age} old, without a reason"
            );
            continue;
        };
        assert!(
            matches!(
                failure.kind,
                FailureKind::NotReachable | FailureKind::NotAsked
            ),
            "{source}: {failure}"
        );
        assert!(!failure.message.raw().is_empty(), "{source}: {failure}");
    }
}

/// Nothing of the dead Region is called live, in any word of the status.
pub fn nothing_dead_is_live(estate: &Estate, assessment: &Assessment, now: Instant) {
    let status = json(&report(estate, assessment, now));
    let in_primary = |it: &&serde_json::Value| it["region"] == PRIMARY;
    let array = |name: &str| status[name].as_array().unwrap().clone();
    for source in array("sources").iter().filter(in_primary) {
        assert_ne!(source["state"], "live", "{source}");
    }
    for store in array("stores") {
        let copies = store["copies"].as_array().unwrap();
        for copy in copies.iter().filter(in_primary) {
            assert_ne!(copy["freshness"], "live", "{copy}");
        }
    }
    let regions = array("regions");
    let dead = regions.iter().find(in_primary).unwrap();
    assert!(
        dead["state"] == "silent" || dead["state"] == "declared down",
        "{dead}"
    );
    assert_eq!(dead["sources_answering"], 0, "{dead}");
}

/// What Route 53's control plane and metrics would tell lives in us-east-1.
fn health_is_unknown(assessment: &Assessment) {
    assert!(assessment.health_checks().len() >= 7);
    for check in assessment.health_checks() {
        assert!(matches!(check.healthy, Known::Unknown(_)), "{check:?}");
        assert_eq!(check.checkers, None, "{check:?}");
    }
    for record in assessment.records() {
        assert!(record.would_answer.value().is_none(), "{record:?}");
        // The name servers are elsewhere, and answer.
        assert!(record.answer.value().is_some(), "{record:?}");
    }
}

async fn an_hour_without(endpoints: Endpoints) {
    let house = House::harbor().await;
    let mut watching = Watching::begin(&house);
    let ten_minutes = Span::minutes(10).after(house.clock.now());
    watching
        .until(&house, ten_minutes, STEP, |_, _, _| {})
        .await;
    let (_, before) = loss(&watching.assessment, "orders-db", house.clock.now());
    assert!(before < Span::seconds(11), "{before}");

    let died = dies(&house, endpoints);
    let mut silent = Vec::new();
    let mut grown: Vec<Span> = Vec::new();
    let first = Span::minutes(20).after(died);
    watching
        .until(&house, first, STEP, |estate, assessment, now| {
            standby_keeps_its_cadence(estate, now);
            primary_shows_age_and_reason(estate, died, now);
            if Span::between(died, now) <= HEARD {
                return;
            }
            silent.push(estate.silent_since(&region(PRIMARY)).unwrap());
            let verdict = assessment.verdict(estate, now);
            assert_eq!(verdict.state, VerdictState::Down);
            let words = words(assessment, "orders-db", now);
            assert!(
                words.starts_with("up to ") && words.ends_with(", growing"),
                "{words}"
            );
            let (phase, lost) = loss(assessment, "orders-db", now);
            assert_eq!(phase, Phase::Growing);
            grown.push(lost);
            if Span::between(died, now) > Span::minutes(2) {
                nothing_dead_is_live(estate, assessment, now);
                health_is_unknown(assessment);
            }
        })
        .await;
    silent.dedup();
    assert_eq!(silent, [first_unanswered(&house)], "and it never moved");
    // Its recovery point never moves back, and no more than the primary's last seconds forward.
    for it in grown.windows(2) {
        assert!(it[1].duration() <= it[0].duration() + STEP.duration());
    }
    let settled = &grown[grown.len() / 2..];
    let elapsed = STEP.as_seconds() * (settled.len() - 1) as f64;
    let growth = settled[settled.len() - 1].as_seconds() - settled[0].as_seconds();
    assert!(
        (elapsed - 10.0..=elapsed).contains(&growth),
        "{growth} s in {elapsed} s"
    );

    let now = house.clock.now();
    let down = Declaration {
        region: region(PRIMARY),
        since: silent[0],
        declared: now,
        incident: None,
    };
    watching.declare(down, now);
    let lag = MetricKey::replica_lag(&region(STANDBY), "orders-db-usw2");
    let newest = |estate: &Estate| estate.metric(&lag).unwrap().newest().unwrap();
    let at_declaration = newest(&watching.estate);
    let mut frozen = vec![words(&watching.assessment, "orders-db", now)];
    let end = Span::hours(1).after(died);
    watching
        .until(&house, end, STEP, |estate, assessment, now| {
            standby_keeps_its_cadence(estate, now);
            primary_shows_age_and_reason(estate, died, now);
            nothing_dead_is_live(estate, assessment, now);
            health_is_unknown(assessment);
            frozen.push(words(assessment, "orders-db", now));
            let verdict = assessment.verdict(estate, now);
            assert_eq!(verdict.state, VerdictState::Down);
        })
        .await;
    // PostgreSQL counts the seconds since its last commit, and loses nothing more by it.
    let climbed = newest(&watching.estate).value - at_declaration.value;
    assert!(climbed > 30.0 * 60.0, "{climbed}");
    assert!(frozen[0].starts_with("≤ "), "{}", frozen[0]);
    frozen.dedup();
    assert_eq!(frozen.len(), 1, "{frozen:?}");
    let (phase, lost) = loss(&watching.assessment, "orders-db", end);
    assert_eq!(phase, Phase::Frozen { since: silent[0] });
    assert!(lost < Span::minutes(3), "{lost}");
    let dead = Scope::Region(region(PRIMARY));
    for (source, _, slice) in watching.estate.slices().filter(|it| *it.1 == dead) {
        assert!(slice.failure.is_some(), "{source}");
        assert_eq!(slice.freshness(end), Freshness::Stale, "{source}");
    }
    assert!(watching.estate.slice(Source::Metrics, &dead).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_region_that_refuses_takes_nothing_of_the_other_with_it() {
    an_hour_without(Endpoints::Refusing).await;
}

#[tokio::test(start_paused = true)]
async fn a_region_that_accepts_and_never_answers_takes_nothing_of_the_other_with_it() {
    an_hour_without(Endpoints::Silent).await;
}
