//! A label and a text that takes as many lines as it needs.

use crate::console::look::Look;
use crate::console::theme::Role;
use ratatui::text::Line;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How wide labels are, cells.
const LABEL: usize = 10;

/// A label and its text, wrapped between words; a word that is longer than a
/// line is cut where the line ends, so that none of it is lost.
#[must_use]
pub fn paragraph(look: &Look, label: &str, text: &str, width: usize) -> Vec<Line<'static>> {
    let room = width.saturating_sub(LABEL).max(1);
    let text = look.piece(text, Role::Text);
    let mut label = look.piece(format!("{label:LABEL$}"), Role::Dim);
    let mut lines = Vec::new();
    for row in wrapped(text.text(), room) {
        let row = look.piece(row, Role::Text);
        lines.push(look.line(vec![label, row], width));
        label = look.piece(" ".repeat(LABEL), Role::Dim);
    }
    lines
}

/// A text in lines of at most so many cells, broken between words.
#[must_use]
pub fn wrapped(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut rows = vec![String::new()];
    let mut taken = 0;
    for word in text.split(' ') {
        let wide = word.width();
        if taken > 0 && taken + 1 + wide > room {
            rows.push(String::new());
            taken = 0;
        } else if taken > 0 {
            taken += 1;
            if let Some(row) = rows.last_mut() {
                row.push(' ');
            }
        }
        for character in word.chars() {
            let cells = character.width().unwrap_or(0);
            if taken + cells > room && taken > 0 {
                rows.push(String::new());
                taken = 0;
            }
            taken += cells;
            if let Some(row) = rows.last_mut() {
                row.push(character);
            }
        }
    }
    rows
}
