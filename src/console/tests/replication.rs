//! Replication as it is seen: how far behind, since when, and what that is worth.

use super::harbor::*;
use super::stories::*;
use crate::console::screens::SCREENS;
use crate::console::update::{Message, update};
use crate::console::{Format, Model, shot};
use crate::estate::facts::{MetricKey, MetricSamples, Sample};
use crate::estate::{Estate, Facts, Scope, Source};
use crate::terms::Span;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

fn opened(mut model: Model) -> Model {
    let screen = SCREENS.iter().find(|screen| screen.name == "replication");
    model.show(screen.unwrap());
    model
}

fn press(model: &mut Model, code: KeyCode) {
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    let now = model.now;
    update(model, Message::Key(key), now);
}

fn drawn(model: &mut Model) -> String {
    shot(model, 120, 40, Format::Text)
}

/// The row, or the line, that names something.
fn line<'t>(text: &'t str, name: &str) -> &'t str {
    let mut lines = text.lines();
    lines
        .find(|line| line.contains(name))
        .unwrap_or_else(|| panic!("no {name} in\n{text}"))
}

/// The lag of the copy of the orders, as CloudWatch has it: so many minutes ago,
/// what it was.
fn lags(of: impl Fn(u64) -> Option<f64>) -> Estate {
    let calm = Harbor::calm();
    let mut estate = Estate::default();
    for mut observation in calm.observations() {
        if let Ok(Facts::Metrics(metrics)) = &mut observation.outcome {
            let orders = MetricKey::replica_lag(&west(), "orders-db-usw2");
            for MetricSamples { key, samples } in metrics {
                if *key == orders {
                    *samples = (1..=90)
                        .rev()
                        .filter_map(|ago| {
                            let at = Span::minutes(ago).before(calm.at);
                            of(ago).map(|value| Sample { at, value })
                        })
                        .collect();
                }
            }
        }
        estate.apply(observation);
    }
    estate
}

#[test]
fn stores_and_copies_in_every_story() {
    for name in [
        "calm", "breached", "silent", "declared", "restored", "empty",
    ] {
        let mut rich = opened(story(name));
        insta::assert_snapshot!(format!("{name}_120x40"), drawn(&mut rich));
        let mut poor = opened(plain(story(name)));
        let text = shot(&mut poor, 80, 24, Format::Text);
        insta::assert_snapshot!(format!("{name}_80x24_ascii"), text);
    }
    for name in ["calm", "silent"] {
        let mut model = opened(story(name));
        press(&mut model, KeyCode::Tab);
        insta::assert_snapshot!(format!("{name}_copies_120x40"), drawn(&mut model));
        let mut poor = opened(plain(story(name)));
        press(&mut poor, KeyCode::Tab);
        let text = shot(&mut poor, 80, 24, Format::Text);
        insta::assert_snapshot!(format!("{name}_copies_80x24_ascii"), text);
    }
    let wide = shot(&mut opened(story("calm")), 200, 60, Format::Text);
    insta::assert_snapshot!("calm_200x60", wide);
}

#[test]
fn the_store_that_is_over_its_objective_comes_first_and_its_chart_is_open() {
    let mut model = opened(story("breached"));
    let text = drawn(&mut model);
    let first = text.lines().nth(4).unwrap();
    assert!(first.contains("■ bad") && first.contains("media"), "{text}");
    assert!(first.contains("140 %"), "{first}");
    assert!(text.contains("ReplicationLatency in us-west-2"), "{text}");
    assert!(line(&text, "RPO 15 m ┤").contains('█'), "{text}");
}

#[test]
fn an_outage_of_the_metric_is_a_gap_in_the_chart() {
    let estate = lags(|ago| (!(20..40).contains(&ago)).then_some(700.0));
    let text = drawn(&mut opened(model(estate, noon())));
    let bars = line(&text, " 6 m ┤").split_once('┤').unwrap().1;
    let bars = bars.trim_matches(' ');
    let gap = bars.trim_matches('█');
    assert_eq!(gap, " ".repeat(20), "{text}");
    assert_eq!(bars.chars().count(), 51 + 20 + 19, "{text}");
}

#[test]
fn a_replica_that_follows_no_more_is_not_drawn_as_one_without_lag() {
    let estate = lags(|ago| Some(if ago <= 10 { -1.0 } else { 7.0 }));
    let mut model = opened(model(estate, noon()));
    let text = drawn(&mut model);
    let row = line(&text, "orders-db ");
    assert!(row.contains("? unknown") && !row.contains("≈"), "{row}");
    assert!(text.contains("××××××××××"), "{text}");
    assert!(text.contains("× not replicating"), "{text}");
    press(&mut model, KeyCode::Tab);
    let text = drawn(&mut model);
    let copy = line(&text, "orders-db-usw2");
    assert!(copy.contains("? unknown"), "{copy}");
    assert!(!copy.contains("0 s") && !copy.contains("-1"), "{copy}");
}

#[test]
fn of_a_region_that_is_gone_only_the_last_word_is_left_and_marked() {
    let mut model = opened(story("silent"));
    let text = drawn(&mut model);
    let row = line(&text, "orders-db ");
    assert!(row.contains("up to 2 m 4 s, growing"), "{row}");
    for _ in 0..2 {
        press(&mut model, KeyCode::Char('j'));
    }
    let text = drawn(&mut model);
    let copy = text.lines().rfind(|line| line.contains("orders-db "));
    let copy = copy.unwrap();
    assert!(copy.contains("? unknown"), "{copy}");
    assert!(copy.contains("? available"), "{copy}");
    assert!(copy.contains("? 57 s ago"), "{copy}");
    assert!(!copy.contains("live") && !copy.contains("● ok"), "{copy}");
    assert!(line(&text, "orders-db-usw2").contains("● live"), "{text}");
}

#[test]
fn what_was_kept_from_the_last_run_is_stale() {
    let mut model = opened(story("restored"));
    for _ in 0..2 {
        let text = drawn(&mut model);
        assert!(!text.contains("● "), "{text}");
        press(&mut model, KeyCode::Tab);
    }
}

#[test]
fn a_refused_metric_says_so_above_the_stores() {
    let mut model = story("calm");
    let west = Scope::from(&west());
    let action = "cloudwatch:GetMetricData".to_owned();
    let refused = crate::estate::FailureKind::NotPermitted { action };
    let failed = failed(Source::Metrics, &west, noon(), refused);
    update(&mut model, Message::Observed(failed), noon());
    let text = drawn(&mut opened(model));
    assert!(text.contains("needs cloudwatch:GetMetricData"), "{text}");
}

#[test]
fn an_arn_is_copied_of_the_copy_that_is_selected() {
    let mut model = opened(story("calm"));
    press(&mut model, KeyCode::Tab);
    press(&mut model, KeyCode::Char('j'));
    let key = KeyEvent::new(KeyCode::Char('Y'), KeyModifiers::SHIFT);
    let effects = update(&mut model, Message::Key(key), noon());
    let arn = "arn:aws:rds:us-west-2:123456789012:db:orders-db-usw2".to_owned();
    assert_eq!(effects, [crate::console::update::Effect::Copy(arn)]);
}
