//! The foot: hints, or what was told, or what is typed.

use super::acting::dialog::{Dialog, Focus};
use super::commands::{COMMANDS, Command};
use super::glance::Glance;
use super::line;
use super::look::{Piece, width as width_of};
use super::model::{Over, Tone, Typed};
use super::screens::SCREENS;
use super::theme::Role;
use super::walking;
use crate::assess::State;
use ratatui::text::Line;

/// How many cells a hint takes: that of the help is always there.
const HINT: usize = 8;

/// How many letters of a screen's name tell it from the others.
const BEGINNING: usize = 4;

/// The foot, with how many lines of the screen are below what is visible.
pub fn foot(glance: &Glance<'_>, width: usize, below: usize) -> Line<'static> {
    let look = glance.look;
    match &glance.model.over {
        Over::Line(Typed::Command, typed) => return palette(glance, typed, width),
        Over::Line(Typed::Filter, typed) => return filter(glance, typed, width),
        Over::Line(Typed::Words(word), typed) => return words(glance, word, typed, width),
        Over::Nothing | Over::Help | Over::Catalogue(_) | Over::Review(_) => {}
    }
    if let Some((tone, text)) = &glance.model.notice {
        let (state, role) = match tone {
            Tone::Done => (State::Ok, Role::Text),
            Tone::Wrong => (State::Bad, Role::Bad),
        };
        let (glyph, _) = look.mark(state);
        return look.line(vec![look.piece(format!("{glyph} {text}"), role)], width);
    }
    let mut pieces = match &glance.model.over {
        Over::Review(dialog) => keys(glance, dialog_keys(dialog)),
        Over::Catalogue(_) => keys(
            glance,
            &[
                ("Enter", "review"),
                ("Tab", "with settings"),
                ("/", "narrow"),
                ("Esc", "close"),
            ],
        ),
        // In a walk the keys of the walk are what is needed.
        _ if walking::hear::is_shown(glance.model) => Vec::new(),
        _ => screens(glance, width),
    };
    let (leading, others): (Vec<&Command>, Vec<&Command>) =
        COMMANDS.iter().partition(|command| command.leads);
    for command in leading.into_iter().chain(others) {
        let keys = glance.model.session.keymap.keys_of(command);
        let (Some(hint), Some(key)) = (command.hint, keys.first()) else {
            continue;
        };
        if !command.is_available(glance.model) {
            continue;
        }
        let hint = [
            look.piece(key.to_string(), Role::Key),
            look.piece(format!(" {hint}  "), Role::Dim),
        ];
        // A hint is shown in whole or not at all; help has them all.
        if width_of(&pieces) + width_of(&hint) > width + 2 {
            break;
        }
        pieces.extend(hint);
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

/// The keys that a review has of its own, as its focus is.
const fn dialog_keys(dialog: &Dialog) -> &'static [(&'static str, &'static str)] {
    if !dialog.takes_keys {
        return &[];
    }
    match (&dialog.reason, dialog.focus) {
        (Some(_), _) => &[("Enter", "overrides"), ("Esc", "leaves it")],
        (None, Focus::Cancel) => &[("Enter", "closes"), ("Tab", "to the phrase")],
        (None, Focus::Phrase) => &[
            ("Enter", "confirms"),
            ("Tab", "to the checks"),
            ("Esc", "closes"),
        ],
        (None, Focus::Checks) => &[("j k", "move"), ("Tab", "to Cancel"), ("Esc", "closes")],
    }
}

fn keys(glance: &Glance<'_>, keys: &[(&str, &str)]) -> Vec<Piece> {
    let pair = |(key, does): &(&str, &str)| {
        [
            glance.piece(*key, Role::Key),
            glance.piece(format!(" {does}  "), Role::Dim),
        ]
    };
    keys.iter().flat_map(pair).collect()
}

/// The screens with their keys, the open one marked. Where there is no room for their
/// names and a hint, the others have the beginning of theirs.
fn screens(glance: &Glance<'_>, width: usize) -> Vec<Piece> {
    let whole = named(glance, usize::MAX);
    if width_of(&whole) + HINT <= width {
        return whole;
    }
    named(glance, BEGINNING)
}

fn named(glance: &Glance<'_>, most: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for screen in SCREENS {
        let open = screen.key == glance.model.screen.key;
        let role = if open { Role::Open } else { Role::Dim };
        pieces.push(glance.piece(screen.key.to_string(), Role::Key));
        pieces.push(glance.piece(" ", Role::Text));
        let most = if open { usize::MAX } else { most };
        let name: String = screen.short.chars().take(most).collect();
        pieces.push(glance.piece(name, role));
        pieces.push(glance.piece("  ", Role::Text));
    }
    pieces
}

fn words(glance: &Glance<'_>, word: &str, typed: &line::Line, width: usize) -> Line<'static> {
    let asked = walking::hear::asked(word);
    let mut pieces = line_typed(glance, &format!("{word}: "), typed, width);
    let usage = format!("   {asked}   Enter writes it down, Esc leaves it");
    pieces.push(glance.piece(usage, Role::Dim));
    glance.look.line(pieces, width)
}

fn filter(glance: &Glance<'_>, typed: &line::Line, width: usize) -> Line<'static> {
    let mut pieces = line_typed(glance, "/", typed, width);
    let usage = "word  !word  column:word   Enter keeps it, Esc shows all";
    pieces.push(glance.piece(format!("   {usage}"), Role::Dim));
    glance.look.line(pieces, width)
}

/// What is being typed: the place where the next letter goes in any case.
fn line_typed(glance: &Glance<'_>, sign: &str, typed: &line::Line, width: usize) -> Vec<Piece> {
    let look = glance.look;
    let room = width / 2;
    let (before, after) = typed.around();
    let skipped = before.chars().count().saturating_sub(room);
    let shown: String = before.chars().skip(skipped).collect();
    let left = room.saturating_sub(shown.chars().count());
    let rest: String = after.chars().take(left).collect();
    vec![
        look.piece(sign, Role::Key),
        look.piece(shown, Role::Input),
        look.piece(look.glyphs().cursor, Role::Key),
        look.piece(rest, Role::Input),
    ]
}

fn palette(glance: &Glance<'_>, typed: &line::Line, width: usize) -> Line<'static> {
    let mut pieces = line_typed(glance, ":", typed, width);
    let usage = "Enter runs it, Tab completes, Up recalls";
    pieces.push(glance.piece(format!("   {usage}"), Role::Dim));
    glance.look.line(pieces, width)
}
