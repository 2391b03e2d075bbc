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
            let keys = glance.model.session.keymap.keys_of(command);
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
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

/// How many commands are offered while one is typed.
const OFFERED: usize = 8;

/// What may be meant by what is typed, above the line where it is typed.
pub fn palette(
    glance: &Glance<'_>,
    typed: &str,
    width: usize,
    height: usize,
) -> Vec<Line<'static>> {
    let look: &Look = &glance.look;
    let offered = commands::candidates(glance.model, typed);
    if offered.is_empty() {
        return Vec::new();
    }
    let rows = offered
        .into_iter()
        .take(OFFERED.min(height.saturating_sub(2)));
    let rows: Vec<Row> = rows
        .map(|candidate| {
            let command = candidate.command;
            let keys = glance.model.session.keymap.keys_of(command);
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            let cells = vec![
                vec![
                    look.piece(format!(":{}", command.word), Role::Title),
                    look.piece(format!(" {}", command.arguments), Role::Dim),
                ],
                vec![look.piece(&command.does, Role::Text)],
                vec![look.piece(keys.join("  "), Role::Key)],
            ];
            Row {
                cells,
                across: None,
            }
        })
        .collect();
    let table = Table {
        title: String::new(),
        columns: vec![
            Column::left("command", 24, 56),
            Column::left("what it does", 20, 40),
            Column::left("keys", 8, 14).sheds(1),
        ],
        rows,
    };
    let mut lines = vec![look.rule(width)];
    lines.extend(table.lines(look, width));
    lines
}
