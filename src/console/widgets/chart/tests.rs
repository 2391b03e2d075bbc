//! What a chart shows, and what it never does.

use super::Chart;
use crate::console::look::{Characters, Look};
use crate::console::theme::{Depth, Role, Scheme, Theme};
use crate::terms::{Instant, Span};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

fn now() -> Instant {
    "2026-11-22T14:02:31Z".parse().unwrap()
}

fn look(characters: Characters) -> Look {
    Look {
        theme: Theme {
            scheme: Scheme::Dark,
            depth: Depth::True,
        },
        characters,
    }
}

/// A sample a minute for an hour, the last one of 14:01.
fn hour(lag: impl Fn(u64) -> Option<f64>) -> Vec<(Instant, f64)> {
    let minutes = (1..=60).rev();
    let samples = minutes.filter_map(|ago| {
        let at = Span::minutes(ago).before(now());
        lag(ago).map(|lag| (at, lag))
    });
    samples.collect()
}

fn chart(samples: &[(Instant, f64)], rpo: Option<Span>) -> Chart {
    Chart::of(samples.iter().copied(), now(), rpo, 6, 74)
}

fn drawn(samples: &[(Instant, f64)], rpo: Option<Span>, characters: Characters) -> String {
    let lines = chart(samples, rpo).lines(&look(characters), "lag", 74);
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn a_lag_that_climbs_over_its_objective() {
    let climbing = hour(|ago| Some((60 - ago) as f64 * 20.0));
    let rpo = Some(Span::minutes(15));
    insta::assert_snapshot!("climbing", drawn(&climbing, rpo, Characters::Unicode));
    insta::assert_snapshot!(
        "climbing_linux_console",
        drawn(&climbing, rpo, Characters::Console)
    );
    insta::assert_snapshot!("climbing_ascii", drawn(&climbing, rpo, Characters::Ascii));
}

#[test]
fn only_what_is_over_the_objective_reaches_the_line_above_it_and_is_marked() {
    let rpo = Span::minutes(15);
    for (lag, over) in [(900.0, false), (900.001, true)] {
        let chart = chart(&hour(|_| Some(lag)), Some(rpo));
        let lines = chart.lines(&look(Characters::Unicode), "lag", 74);
        let bad = look(Characters::Unicode).theme.style(Role::Bad);
        let marked = lines.iter().flat_map(|line| &line.spans);
        assert_eq!(
            marked.filter(|it| it.style == bad).count() > 0,
            over,
            "{lag}"
        );
        let line = lines.iter().find(|line| line.to_string().contains("RPO"));
        let line = line.unwrap().to_string();
        assert_eq!(line.contains('▁'), over, "{line}");
        assert_eq!(line.contains("╌╌╌"), !over, "{line}");
    }
}

#[test]
fn a_gap_is_a_gap_and_minus_one_is_no_lag() {
    let samples = hour(|ago| match ago {
        20..30 => None,
        10..15 => Some(-1.0),
        _ => Some(7.0),
    });
    insta::assert_snapshot!(
        "gaps",
        drawn(&samples, Some(Span::minutes(15)), Characters::Unicode)
    );
}

#[test]
fn what_is_far_above_the_objective_is_marked_and_does_not_flatten_the_rest() {
    let samples = hour(|ago| Some(if ago < 10 { 86_400.0 } else { 600.0 }));
    insta::assert_snapshot!(
        "far_above",
        drawn(&samples, Some(Span::minutes(15)), Characters::Unicode)
    );
}

#[test]
fn without_an_objective_there_is_no_line_and_nothing_is_marked() {
    let samples = hour(|ago| Some(ago as f64 * 0.001));
    insta::assert_snapshot!("no_objective", drawn(&samples, None, Characters::Unicode));
}

#[test]
fn nothing_seen_is_not_zero() {
    let zero = hour(|_| Some(0.0));
    assert!(!chart(&zero, None).is_empty());
    assert!(drawn(&zero, None, Characters::Unicode).contains('▁'));
    assert!(chart(&[], None).is_empty());
    assert!(!drawn(&[], None, Characters::Unicode).contains('▁'));
    let hours_ago: Vec<_> = zero
        .iter()
        .map(|(at, lag)| (Span::hours(7).before(*at), *lag))
        .collect();
    assert!(chart(&hours_ago, None).is_empty());
}

proptest! {
    #[test]
    fn whatever_the_samples_it_fits(
        lags in prop::collection::vec((0_u64..30_000, prop_oneof![any::<f64>(), 0.0..5_000.0]), 0..80),
        rpo in prop::option::of(0_u64..1_000_000),
        rows in 0_usize..20, width in 0_usize..220, characters in prop::sample::select(&Characters::ALL),
    ) {
        let samples = lags.iter().map(|(ago, lag)| (Span::seconds(*ago).before(now()), *lag));
        let chart = Chart::of(samples, now(), rpo.map(Span::seconds), rows, width);
        let lines = chart.lines(&look(characters), "lag", width);
        prop_assert_eq!(lines.len(), rows.max(3) + 2);
        for line in lines {
            let text = line.to_string();
            prop_assert!(text.width() <= width, "{}", text);
            prop_assert!(text.chars().all(|it| characters.has(it)), "{}", text);
        }
    }
}
