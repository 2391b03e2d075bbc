//! What a list says of what it stands on: not seen yet, stale, failing. A list
//! is never just empty.

use super::listing::List;
use super::state::ListState;
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::estate::{FailureKind, Freshness, Scope, Slice, Source};
use ratatui::text::Line;

/// How many sources are named; the rest is on the screen of activity.
const NAMED: usize = 2;

/// A line for each source that does not bring what it should, worst first.
pub(super) fn notes(glance: &Glance<'_>, list: &dyn List, width: usize) -> Vec<Line<'static>> {
    let mut troubles: Vec<(State, Vec<Piece>)> = slices(glance, list)
        .filter_map(|(source, scope, slice)| trouble(glance, source, scope, slice))
        .collect();
    troubles.sort_by_key(|(state, _)| std::cmp::Reverse(*state));
    let more = troubles.len().saturating_sub(NAMED);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (_, mut pieces) in troubles.into_iter().take(NAMED) {
        if more > 0 && lines.len() + 1 == NAMED {
            let text = format!("; {more} more, see 8 Activity");
            let text = glance.piece(text, Role::Dim);
            pieces = glance.look.clip(pieces, width.saturating_sub(text.width()));
            pieces.push(text);
        }
        lines.push(glance.look.line(pieces, width));
    }
    lines
}

/// What stands in place of rows where there is none.
pub(super) fn nothing(glance: &Glance<'_>, list: &dyn List, state: &ListState) -> Piece {
    if !state.filter().is_empty() {
        let filter = state.filter().typed();
        let text = format!("no row has `{filter}`; Esc shows all {}", state.total());
        return glance.piece(text, Role::Dim);
    }
    let unseen = slices(glance, list).all(|(_, _, slice)| slice.seen.is_none());
    if !list.sources().is_empty() && unseen {
        return glance.piece("? not seen yet", Role::Unknown);
    }
    glance.piece(list.empty(), Role::Dim)
}

fn slices<'m>(
    glance: &Glance<'m>,
    list: &dyn List,
) -> impl Iterator<Item = (Source, &'m Scope, &'m Slice)> {
    let sources = list.sources();
    let slices = glance.model.estate.slices();
    slices.filter(move |(source, _, _)| sources.contains(source))
}

fn trouble(
    glance: &Glance<'_>,
    source: Source,
    scope: &Scope,
    slice: &Slice,
) -> Option<(State, Vec<Piece>)> {
    let freshness = slice.freshness(glance.now);
    let state = match (&slice.failure, freshness) {
        (Some(_), _) => State::Bad,
        (None, Freshness::Stale) => State::Stale,
        (None, Freshness::Unknown | Freshness::Live | Freshness::Late) => return None,
    };
    let place = match scope.region() {
        Some(region) => format!("{source} in {region}"),
        None => source.to_string(),
    };
    let seen = match slice.seen {
        Some(seen) => format!("seen {}", glance.ago(seen)),
        None => "never seen".to_owned(),
    };
    let (glyph, role) = glance.look.mark(state);
    let text = match &slice.failure {
        Some(failure) => {
            let needs = match &failure.kind {
                FailureKind::NotPermitted { action } => format!(" (needs {action})"),
                _ => String::new(),
            };
            format!("{glyph} {place}: {}{needs}, {seen}", failure.kind.words())
        }
        None => format!("{glyph} {place}: {}, {seen}", state.word()),
    };
    Some((state, vec![glance.piece(text, role)]))
}
