//! The catalogue as it is drawn.

use super::catalogue::{Catalogue, Row};
use super::underway;
use crate::act::{ActionEntry, named};
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::look::{Look, Piece, width as width_of};
use crate::console::model::Mode;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::journal::Outcome;
use ratatui::text::Line;

/// The lines of the catalogue.
pub(in crate::console) fn lines(
    glance: &Glance<'_>,
    catalogue: &Catalogue,
    width: usize,
    height: usize,
) -> Vec<Line<'static>> {
    let look = &glance.look;
    let rows = catalogue.rows(glance.model);
    let position = catalogue.position(&rows);
    let mut lines = vec![title(glance, catalogue, rows.len(), width)];
    let about = rows.get(position).map(|row| about(look, row, width));
    let mut about = about.unwrap_or_default();
    about.truncate(height.saturating_sub(4).min(8));
    let shown = height.saturating_sub(lines.len() + about.len() + 1);
    if rows.is_empty() {
        let text = if catalogue.filter.text().is_empty() {
            "? nothing that could be acted on was seen yet"
        } else {
            "nothing of that name could be acted on"
        };
        lines.push(look.line(vec![look.piece(text, Role::Unknown)], width));
    }
    let top = position
        .saturating_sub(shown / 2)
        .min(rows.len().saturating_sub(shown));
    for (at, row) in rows.iter().enumerate().skip(top).take(shown) {
        let line = look.line(cells(look, row, at == position), width);
        lines.push(if at == position {
            look.selected(line, width)
        } else {
            line
        });
    }
    lines.resize(height.saturating_sub(about.len()).max(1), Line::default());
    lines.extend(about);
    lines
}

fn title(glance: &Glance<'_>, catalogue: &Catalogue, rows: usize, width: usize) -> Line<'static> {
    let look = &glance.look;
    let mode = glance.model.mode();
    let role = match mode {
        Mode::ReadOnly => Role::Mode,
        Mode::Armed(_) => Role::Armed,
    };
    let mut pieces = vec![
        look.piece(format!("Actions {rows}  "), Role::Title),
        look.piece(mode.words(), role),
        look.piece(" ", Role::Text),
    ];
    if mode == Mode::ReadOnly {
        pieces.push(look.piece(
            " every review can be read; `:arm REASON` lets one act ",
            Role::Dim,
        ));
    }
    let (before, after) = catalogue.filter.around();
    if catalogue.typing || !before.is_empty() || !after.is_empty() {
        pieces.push(look.piece(" /", Role::Key));
        pieces.push(look.piece(before, Role::Input));
        if catalogue.typing {
            pieces.push(look.piece(look.glyphs().cursor, Role::Key));
        }
        pieces.push(look.piece(after, Role::Input));
        pieces.push(look.piece(" ", Role::Text));
    }
    let rest = width.saturating_sub(width_of(&pieces));
    pieces.push(look.piece(look.glyphs().rule.repeat(rest), Role::Rule));
    look.line(pieces, width)
}

fn cells(look: &Look, row: &Row, selected: bool) -> Vec<Piece> {
    let towards = look.glyphs().towards;
    let marker = if selected { towards } else { " " };
    let mut cells = vec![look.piece(format!("{marker} "), Role::Key)];
    match row {
        Row::Ended(ended) => {
            let state = match ended.outcome {
                Outcome::Done => State::Ok,
                Outcome::Failed => State::Bad,
                Outcome::Unknown => State::Unknown,
            };
            let (glyph, role) = look.mark(state);
            cells.push(look.piece(format!("{glyph} {:<9} ", ended.word()), role));
            cells.push(look.piece(underway::ended(ended), Role::Text));
        }
        Row::Action(action, target) => {
            cells.push(look.piece(format!("{:<18} ", action.name), Role::Title));
            let name = look.clip(vec![look.piece(named(target), Role::Text)], 44);
            let rest = 45_usize.saturating_sub(width_of(&name));
            cells.extend(name);
            cells.push(look.piece(" ".repeat(rest), Role::Text));
            cells.push(look.piece(action.does, Role::Dim));
        }
    }
    cells
}

/// What is said of the selected row.
fn about(look: &Look, row: &Row, width: usize) -> Vec<Line<'static>> {
    match row {
        Row::Ended(ended) => {
            let mut lines = paragraph(look, ended.word(), &underway::ended(ended), width);
            lines.extend(paragraph(
                look,
                "",
                "Enter dismisses it; the journal keeps it",
                width,
            ));
            lines
        }
        Row::Action(action, _) => of_action(look, action, width),
    }
}

fn of_action(look: &Look, action: &ActionEntry, width: usize) -> Vec<Line<'static>> {
    let mut lines = paragraph(look, "does", action.does, width);
    for setting in action.settings {
        let about = format!("{}=  {}", setting.name, setting.about);
        lines.extend(paragraph(look, "", &about, width));
    }
    lines
}
