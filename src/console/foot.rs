//! The foot: hints, or what was told, or what is typed.

use super::commands::{self, COMMANDS};
use super::glance::Glance;
use super::look::width as width_of;
use super::model::{Over, Tone};
use super::theme::Role;
use crate::assess::State;
use ratatui::text::Line;

/// The foot, with how many lines of the screen are below what is visible.
pub fn foot(glance: &Glance<'_>, width: usize, below: usize) -> Line<'static> {
    let look = glance.look;
    if let Over::Palette(typed) = &glance.model.over {
        return palette(glance, typed, width);
    }
    if let Some((tone, text)) = &glance.model.notice {
        let (state, role) = match tone {
            Tone::Done => (State::Ok, Role::Text),
            Tone::Wrong => (State::Bad, Role::Bad),
        };
        let (glyph, _) = look.mark(state);
        return look.line(vec![look.piece(format!("{glyph} {text}"), role)], width);
    }
    let mut pieces = Vec::new();
    for command in COMMANDS {
        let (Some(hint), Some(key)) = (command.hint, command.keys.first()) else {
            continue;
        };
        if !(command.available)(glance.model) {
            continue;
        }
        pieces.push(look.piece(key.to_string(), Role::Key));
        pieces.push(look.piece(format!(" {hint}   "), Role::Dim));
    }
    if below > 0 {
        let text = if below == 1 {
            "1 line below".to_owned()
        } else {
            format!("{below} lines below")
        };
        let text = look.piece(text, Role::Title);
        let room = width.saturating_sub(text.width());
        let mut clipped = look.clip(pieces, room);
        let rest = room.saturating_sub(width_of(&clipped));
        clipped.push(look.piece(" ".repeat(rest), Role::Text));
        clipped.push(text);
        return look.line(clipped, width);
    }
    look.line(pieces, width)
}

fn palette(glance: &Glance<'_>, typed: &str, width: usize) -> Line<'static> {
    let look = glance.look;
    let word = typed.split(' ').next().unwrap_or_default();
    let usage = match commands::of_word(word) {
        Some(command) if !command.arguments.is_empty() => {
            format!("{} {}", command.word, command.arguments)
        }
        Some(command) => command.does.to_owned(),
        None => {
            let words = commands::available(glance.model)
                .map(|command| command.word)
                .filter(|candidate| candidate.starts_with(word));
            words.collect::<Vec<_>>().join("  ")
        }
    };
    // The end of what is typed is what must be seen.
    let room = width / 2;
    let skipped = typed.chars().count().saturating_sub(room);
    let shown: String = typed.chars().skip(skipped).collect();
    look.line(
        vec![
            look.piece(":", Role::Key),
            look.piece(shown, Role::Input),
            look.piece(look.glyphs().cursor, Role::Key),
            look.piece(format!("   {usage}"), Role::Dim),
        ],
        width,
    )
}
