//! DNS and health as they are seen: calm, with us-east-1 silent, with a flag
//! that someone forgot.

use super::harbor::*;
use super::stories::*;
use crate::console::screens::SCREENS;
use crate::console::{Format, Message, Model, shot, update};
use crate::estate::facts::*;
use crate::estate::{Facts, Scope, Source};
use crate::terms::{Instant, Span};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

const LISTS: [&str; 4] = ["pairs", "answers", "checks", "checkers"];

/// The console on one of the screen's lists.
fn at_list(mut model: Model, list: &str) -> Model {
    let screen = SCREENS.iter().find(|it| it.name == "dns").unwrap();
    model.show(screen);
    for _ in 0..LISTS.iter().position(|it| *it == list).unwrap() {
        press(&mut model, KeyCode::Tab);
    }
    model
}

fn press(model: &mut Model, code: KeyCode) {
    let now = model.now;
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    update(model, Message::Key(key), now);
}

fn drawn(model: Model, list: &str) -> String {
    shot(&mut at_list(model, list), 120, 40, Format::Text)
}

fn row(text: &str, name: &str) -> String {
    let found = text.lines().find(|line| line.contains(name));
    found
        .unwrap_or_else(|| panic!("no `{name}` in\n{text}"))
        .to_owned()
}

/// What Route 53 lists, with a health check changed.
fn with_check(model: &mut Model, id: &str, change: impl Fn(&mut HealthCheck), at: Instant) {
    let checks = model.estate().health_checks.iter();
    let mut checks: Vec<HealthCheck> = checks.map(|(_, check)| check.clone()).collect();
    let check = checks.iter_mut().find(|it| it.id == text(id));
    change(check.unwrap());
    let facts = Facts::HealthChecks(checks);
    let seen = seen(Source::HealthChecks, &Scope::Global, at, facts);
    update(model, Message::Observed(seen), at);
}

/// The name servers answer for www as told, in their order.
fn answering(model: &mut Model, outcomes: &[Result<&str, &str>], at: Instant) {
    let answers = outcomes
        .iter()
        .enumerate()
        .map(|(number, outcome)| DnsAnswer {
            name: text("www.shop.example"),
            kind: text("A"),
            server: text(&format!("ns-{}", number + 1)),
            at,
            outcome: match outcome {
                Ok(value) => DnsOutcome::Answer {
                    values: vec![text(value)],
                    ttl_seconds: 60,
                },
                Err(why) => DnsOutcome::Failed(text(why)),
            },
        });
    let facts = Facts::Answers(answers.collect());
    let seen = seen(Source::NameServers, &Scope::Global, at, facts);
    update(model, Message::Observed(seen), at);
}

/// Someone moved www by its health check, weeks ago.
fn latched() -> Model {
    let mut model = story("calm");
    let latch = |check: &mut HealthCheck| (check.disabled, check.inverted) = (true, true);
    with_check(&mut model, "hc-www", latch, noon());
    model
}

/// us-east-1 is silent, and the name servers answer on.
fn silent() -> Model {
    let mut model = story("silent");
    let now = model.now;
    let asked = Span::seconds(2).before(now);
    answering(&mut model, &[Ok("192.0.2.10"), Ok("192.0.2.10")], asked);
    update(&mut model, Message::Ticked, now);
    model
}

fn inverted() -> Model {
    let harbor = Harbor {
        inverted: true,
        ..Harbor::calm()
    };
    model(harbor.estate(), noon())
}

#[test]
fn every_list_calm_silent_inverted_and_latched() {
    for name in ["calm", "silent", "inverted", "latched"] {
        let story = || match name {
            "silent" => silent(),
            "inverted" => inverted(),
            "latched" => latched(),
            calm => story(calm),
        };
        for list in LISTS {
            let mut rich = at_list(story(), list);
            let rich = shot(&mut rich, 120, 40, Format::Text);
            insta::assert_snapshot!(format!("{name}_{list}_120x40"), rich);
            let mut poor = at_list(plain(story()), list);
            let poor = shot(&mut poor, 80, 24, Format::Text);
            insta::assert_snapshot!(format!("{name}_{list}_80x24_ascii"), poor);
        }
    }
}

#[test]
fn while_route_53_is_silent_health_has_an_age_and_the_answers_stay_live() {
    let pairs = drawn(silent(), "pairs");
    let www = row(&pairs, "www.shop.example  ");
    assert!(www.contains("us-east-1  192.0.2.10"), "{www}");
    assert!(www.contains("? 57 s ago"), "{www}");
    assert!(!www.contains("healthy"), "{www}");
    let answers = drawn(silent(), "answers");
    let www = row(&answers, "www.shop.example");
    assert!(www.contains("● agrees") && www.contains("2 s ago"), "{www}");
    let checks = drawn(silent(), "checks");
    let www = row(&checks, " hc-www ");
    assert!(
        www.contains("? 57 s ago") && !www.contains("healthy"),
        "{www}"
    );
    let checkers = drawn(silent(), "checkers");
    assert!(!checkers.contains("● ok"), "{checkers}");
    assert!(
        row(&checkers, " hc-www ").contains("? was ok"),
        "{checkers}"
    );
}

#[test]
fn a_forgotten_latch_stands_first_and_is_told() {
    let checks = drawn(latched(), "checks");
    let first = checks.lines().nth(4).unwrap();
    assert!(first.contains("hc-www"), "{checks}");
    assert!(first.contains("left over: Disabled and"), "{first}");
    let mut model = story("calm");
    let disable = |check: &mut HealthCheck| check.disabled = true;
    with_check(&mut model, "hc-api", disable, noon());
    let pairs = drawn(model, "pairs");
    let first = pairs.lines().nth(4).unwrap();
    assert!(first.contains("▲ warn") && first.contains("api.shop.example"));
    assert!(first.contains("left over: Disabled on"), "{pairs}");
}

#[test]
fn an_inversion_that_the_plan_needs_is_no_warning() {
    let pairs = drawn(inverted(), "pairs");
    assert!(
        row(&pairs, "api.shop.example  ").contains("● ok"),
        "{pairs}"
    );
    let checks = drawn(inverted(), "checks");
    let api = row(&checks, " hc-api ");
    assert!(api.contains("● healthy") && api.contains("0/16"), "{api}");
    assert!(api.contains("Inverted on purpose"), "{api}");
    let checkers = drawn(inverted(), "checkers");
    assert!(
        row(&checkers, " hc-api ").contains("● fail, inverted"),
        "{checkers}"
    );
}

#[test]
fn a_name_server_that_answers_otherwise_is_pointed_out() {
    let mut model = story("calm");
    let (old, new) = ("192.0.2.10", "198.51.100.10");
    let outcomes = [Ok(old), Ok(old), Ok(new), Err("no answer within 2 s")];
    answering(&mut model, &outcomes, noon());
    let answers = drawn(model, "answers");
    assert!(row(&answers, " ns-3 ").contains("▲ differs"), "{answers}");
    assert!(row(&answers, " ns-3 ").contains("us-west-2"), "{answers}");
    assert!(row(&answers, " ns-4 ").contains("? no answer"), "{answers}");
    assert!(row(&answers, " ns-1 ").contains("● agrees"), "{answers}");
}

#[test]
fn after_a_move_it_says_how_long_caches_keep_the_old_answer() {
    let mut model = story("calm");
    let moved = Span::seconds(10).after(noon());
    answering(
        &mut model,
        &[Ok("198.51.100.10"), Ok("198.51.100.10")],
        moved,
    );
    update(&mut model, Message::Ticked, Span::seconds(20).after(moved));
    let pairs = drawn(model, "pairs");
    assert!(row(&pairs, " caches ").contains("40 s until"), "{pairs}");
}

#[test]
fn every_row_is_found_by_its_key() {
    for model in [story("calm"), story("hostile"), latched()] {
        for screen in SCREENS
            .iter()
            .filter(|it| ["dns", "findings"].contains(&it.name))
        {
            for list in screen.lists() {
                let keys = list.keys(&model);
                let glance = crate::console::glance::Glance::of(&model);
                for key in &keys {
                    assert!(list.cells(&glance, key, &[0]).is_some(), "{key:?}");
                }
                let different: std::collections::BTreeSet<_> = keys.iter().collect();
                assert_eq!(different.len(), keys.len(), "{}", list.title());
            }
        }
    }
}

#[test]
fn the_object_that_moves_a_record_stands_as_s3_tells_it() {
    let drawn = |standing: Option<ObjectStanding>, later: Span| {
        let mut model = story("calm");
        let object = standing.map(|standing| StandbyObject {
            bucket: text("harbor-switch-usw2"),
            key: text("api"),
            standing,
        });
        let facts = Facts::StandbyObjects(object.into_iter().collect());
        let seen = seen(Source::StandbyObjects, &Scope::from(&west()), noon(), facts);
        update(&mut model, Message::Observed(seen), noon());
        update(&mut model, Message::Ticked, later.after(noon()));
        let mut model = at_list(model, "pairs");
        press(&mut model, KeyCode::Down);
        let text = shot(&mut model, 160, 50, Format::Text);
        let beside = text.lines().filter_map(|line| line.split_once('│'));
        let words: Vec<&str> = beside.map(|(_, detail)| detail.trim()).collect();
        words.join(" ")
    };
    let there = ObjectStanding::Present {
        etag: None,
        modified: Some("2026-11-22T13:58:00Z".parse().unwrap()),
    };
    let elsewhere = ObjectStanding::Elsewhere {
        region: Some(text("eu-west-1")),
    };
    for (standing, words) in [
        (
            Some(there.clone()),
            "the object is there since Nov 22 13:58Z: it holds traffic on the standby",
        ),
        (Some(ObjectStanding::Absent), "the object is not there"),
        (
            Some(ObjectStanding::NotPermitted),
            "whether the object is there is not known: S3 answers 403",
        ),
        (
            Some(elsewhere),
            "the object's bucket is in eu-west-1, and not in us-west-2",
        ),
        (None, "whether the object is there is not known"),
    ] {
        let text = drawn(standing, Span::ZERO);
        assert!(text.contains(words), "{words}\n{text}");
    }
    let text = drawn(Some(there), Span::minutes(20));
    assert!(
        text.contains("last seen 20 m ago: the object is there"),
        "{text}"
    );
}
