//! The help: what can be done now, read from the table of commands, and what
//! the glyphs mean.

use super::commands;
use super::glance::Glance;
use super::look::Look;
use super::theme::Role;
use super::widgets::{Column, Row, Table};
use crate::assess::State;
use ratatui::text::Line;

/// The lines of the help.
pub fn help(glance: &Glance<'_>, width: usize) -> Vec<Line<'static>> {
    let look: &Look = &glance.look;
    let rows = commands::available(glance.model)
        .map(|command| {
            let keys: Vec<String> = command.keys.iter().map(ToString::to_string).collect();
            let typed = format!(":{} {}", command.word, command.arguments);
            Row {
                cells: vec![
                    vec![look.piece(keys.join("  "), Role::Key)],
                    vec![look.piece(&command.does, Role::Text)],
                    vec![look.piece(typed.trim_end(), Role::Dim)],
                ],
                across: None,
            }
        })
        .collect();
    let table = Table {
        title: String::new(),
        columns: vec![
            Column::left("keys", 12, 14),
            Column::left("what can be done now", 20, 40),
            Column::left("typed", 12, 60),
        ],
        rows,
    };
    let mut lines = table.lines(look, width);
    lines.push(Line::default());
    let states = [
        State::Ok,
        State::Warn,
        State::Stale,
        State::Unknown,
        State::Bad,
    ];
    let legend = states
        .into_iter()
        .flat_map(|state| [look.state(state), look.piece("   ", Role::Text)])
        .collect();
    lines.push(look.line(legend, width));
    let bounds =
        "≈ an estimate   ≤ an upper bound   ? not known, never zero   back to: the recovery point";
    lines.push(look.line(vec![look.piece(bounds, Role::Dim)], width));
    lines
}
