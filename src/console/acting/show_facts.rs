//! What a review tells beside its checks: what the action depends on, what it
//! sends, how long it takes, what is lost.

use super::dialog::Dialog;
use crate::act::{Class, Deed, Proposal};
use crate::console::glance::Glance;
use crate::console::look::Look;
use crate::console::theme::Role;
use crate::console::widgets::wrapped;
use crate::terms::Known;
use ratatui::text::Line;

/// How wide labels are, cells.
pub(super) const LABEL: usize = 12;

/// What is told, in as many lines as there is room for.
pub(super) struct Part {
    pub lines: Vec<Line<'static>>,
    /// What is written first where there is little room.
    pub rank: u8,
}

/// A label and its text, in at most so many lines; the last is cut where there
/// is more.
pub(super) fn labelled(
    look: &Look,
    (label, of_label): (&str, Role),
    (text, role): (&str, Role),
    width: usize,
    most: usize,
) -> Vec<Line<'static>> {
    // A label as wide as all of them, or wider, is not run into.
    let indent = LABEL.max(label.chars().count() + 1);
    let room = width.saturating_sub(indent).max(1);
    let cleaned = look.piece(text, role);
    let mut rows = wrapped(cleaned.text(), room);
    let most = most.max(1);
    if rows.len() > most {
        let rest = rows.split_off(most - 1).join(" ");
        rows.push(rest);
    }
    let mut label = look.piece(format!("{label:indent$}"), of_label);
    rows.into_iter()
        .map(|row| {
            let line = look.line(vec![label.clone(), look.piece(row, role)], width);
            label = look.piece(" ".repeat(indent), Role::Dim);
            line
        })
        .collect()
}

/// What was measured of the selected check, against what, and what would clear it.
pub(super) fn of_selected(look: &Look, dialog: &Dialog, width: usize) -> Vec<Line<'static>> {
    let Some(check) = dialog.selected() else {
        let text = "this version does not look at it; `unchecked` acknowledges all of them";
        return labelled(look, ("", Role::Dim), (text, Role::Dim), width, 2);
    };
    let found = &check.found;
    let mut words = Vec::new();
    words.extend(found.measured.as_ref().map(|it| format!("measured {it}")));
    words.extend(
        found
            .threshold
            .as_ref()
            .map(|it| format!("held against {it}")),
    );
    match (check.class(), &found.clears) {
        (Class::Refuse, Some(clears)) => {
            words.push(format!("never overridden; cleared by: {clears}"));
        }
        (Class::Refuse, None) => words.push("never overridden".to_owned()),
        (_, Some(clears)) => words.push(format!("cleared by: {clears}")),
        (_, None) if words.is_empty() => words.push(check.entry.asks.to_owned()),
        (_, None) => {}
    }
    let between = look.glyphs().between;
    let text = words.join(between);
    labelled(look, (check.id(), Role::Dim), (&text, Role::Text), width, 3)
}

/// The facts, each with how much it matters where there is little room.
pub(super) fn facts(glance: &Glance<'_>, proposal: &Proposal, width: usize) -> Vec<Part> {
    let look = &glance.look;
    let dim = |label: &'static str| (label, Role::Dim);
    let part = |rank, lines| Part { lines, rank };
    let mut parts = Vec::new();
    let prepared = &proposal.prepared;
    for (at, it) in prepared.depends.iter().enumerate() {
        let (answers, role) = match &it.answers {
            Known::Known(true) => ("answers".to_owned(), Role::Text),
            Known::Known(false) => ("DOES NOT ANSWER".to_owned(), Role::Bad),
            Known::Unknown(why) => (format!("not known: {why}"), Role::Unknown),
        };
        let text = format!(
            "{} {} in {}: {answers}",
            it.service,
            it.plane.words(),
            it.region
        );
        let label = if at == 0 { "depends on" } else { "" };
        parts.push(part(5, labelled(look, dim(label), (&text, role), width, 1)));
    }
    match &prepared.deed {
        Deed::Send(mutation) => {
            let parameters = mutation.parameters();
            let parameters = parameters
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            let parameters: Vec<String> = parameters.collect();
            let text = format!("{} {}", mutation.operation(), parameters.join(" "));
            let text = (text.as_str(), Role::Text);
            parts.push(part(7, labelled(look, dim("sends"), text, width, 4)));
            let command = mutation.shell();
            let text = (command.as_str(), Role::Text);
            parts.push(part(4, labelled(look, dim("same as"), text, width, 4)));
        }
        Deed::Record(_) => {
            let text = ("nothing: it is written into the journal", Role::Text);
            parts.push(part(7, labelled(look, dim("sends"), text, width, 1)));
        }
    }
    let past = &glance.model.acting.past;
    let takes = match Proposal::took(past.durations(proposal.action.name)) {
        Some((least, most, 1)) if least == most => format!("{least} (done once)"),
        Some((least, most, count)) => format!("{least} – {most} (done {count} times)"),
        None => "not known: this journal has none that was done".to_owned(),
    };
    parts.push(part(
        3,
        labelled(look, dim("takes"), (&takes, Role::Text), width, 1),
    ));
    if let Some(loses) = prepared.stake.words(glance.now) {
        let text = (loses.as_str(), Role::Title);
        parts.push(part(
            8,
            labelled(look, ("loses", Role::Title), text, width, 2),
        ));
    }
    parts
}
