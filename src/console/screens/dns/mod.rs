//! DNS and health: who answers, who should, and what Route 53 makes of it.
//!
//! The name servers' answers are the data plane's own word and stay live. What
//! Route 53 says of health comes from its control plane in us-east-1: while that
//! is silent, it is drawn with its age, and never as known.

mod answers;
mod checkers;
mod checks;
mod explained;
mod latch;
mod pairs;

use super::{Body, Screen};
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::list::{Cell, Order};
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::estate::facts::FailoverRole;
use crate::estate::{Freshness, Scope, Source};
use crate::terms::{Instant, Known, OutsideText, Unknown, clock_time};
use ratatui::text::Line;

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '4',
    name: "dns",
    title: "DNS & health",
    short: "DNS",
    body: Body::Lists(&[
        &pairs::PAIRS,
        &answers::ANSWERS,
        &checks::CHECKS,
        &checkers::CHECKERS,
    ]),
};

/// Between the parts of a row's identity: nothing that names a row has it.
const SEPARATOR: char = '\u{1f}';

/// Why what a source without a Region said at an instant is no longer known.
fn distrust(glance: &Glance<'_>, source: Source, seen: Instant) -> Option<State> {
    let slice = glance.model.estate().slice(source, &Scope::Global)?;
    if slice
        .failure
        .as_ref()
        .is_some_and(|it| it.kind.is_silence())
    {
        return Some(State::Unknown);
    }
    let trusted = |freshness: Freshness| freshness.is_trusted();
    let is_known = trusted(slice.freshness(glance.now))
        && trusted(Freshness::of(seen, slice.cadence, glance.now));
    (!is_known).then_some(State::Stale)
}

/// When Route 53's word on health was last heard, where it is no longer known.
fn heard(glance: &Glance<'_>) -> Option<Instant> {
    [Source::Checkers, Source::HealthChecks, Source::Records]
        .into_iter()
        .filter_map(|source| {
            let seen = glance.seen(source, &Scope::Global)?;
            distrust(glance, source, seen).map(|_| seen)
        })
        .min()
}

/// Whether Route 53 takes something for healthy; where that is not known,
/// since when not.
fn healthy<'m>(glance: &Glance<'_>, healthy: &Known<bool>) -> Cell<'m> {
    match healthy {
        Known::Known(true) => Cell::marked(glance, State::Ok, "healthy"),
        Known::Known(false) => Cell::marked(glance, State::Bad, "unhealthy"),
        Known::Unknown(why) => unknown(glance, why),
    }
}

/// That something of Route 53's is not known: with its age where it was known
/// once. Why is said where there is room.
fn unknown<'m>(glance: &Glance<'_>, why: &Unknown) -> Cell<'m> {
    let (text, role) = match (heard(glance), why) {
        (Some(seen), _) => (format!("? {}", glance.ago(seen)), Role::Stale),
        (None, Unknown::NotYet) => ("? not yet".to_owned(), Role::Unknown),
        (None, _) => ("? unknown".to_owned(), Role::Unknown),
    };
    Cell::pieces(vec![glance.piece(text, role)], Order::Nowhere)
}

/// The name of a side, as Route 53 writes it.
const fn side_name(role: &FailoverRole) -> &'static str {
    match role {
        FailoverRole::Primary => "PRIMARY",
        FailoverRole::Secondary => "SECONDARY",
    }
}

/// Several texts from outside as one.
fn joined(texts: &[OutsideText]) -> String {
    let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
    texts.join(", ")
}

/// An instant by the clock, and how long ago that was.
fn when(glance: &Glance<'_>, then: Instant) -> String {
    format!("{}, {}", clock_time(then), glance.ago(then))
}

/// The title of what is said of a row.
fn heading(glance: &Glance<'_>, text: String, width: usize) -> Line<'static> {
    let title: Vec<Piece> = vec![glance.piece(text, Role::Title)];
    glance.look.line(title, width)
}

/// A state and a text that takes as many lines as it needs.
fn stated(glance: &Glance<'_>, state: State, text: &str, width: usize) -> Vec<Line<'static>> {
    worded(glance, (state, state.word()), text, width)
}

/// The same, with another word for the state.
fn worded(
    glance: &Glance<'_>,
    (state, word): (State, &str),
    text: &str,
    width: usize,
) -> Vec<Line<'static>> {
    let (glyph, role) = glance.look.mark(state);
    let mut lines = paragraph(&glance.look, &format!("{glyph} {word}"), text, width);
    let first = lines.first_mut().and_then(|line| line.spans.first_mut());
    if let Some(label) = first {
        label.style = glance.look.theme.style(role);
    }
    lines
}
