//! Commands that move: through the rows of a list, or the lines of a page.

use super::{COMMANDS, Chord, Command, Ran};
use crate::console::acting::{catalogue, dialog};
use crate::console::list::{Pane, Step};
use crate::console::model::{Model, Over};
use crate::console::view;
use crossterm::event::KeyCode;

/// The commands that move.
const WORDS: [&str; 8] = [
    "down",
    "up",
    "half-down",
    "half-up",
    "page-down",
    "page-up",
    "top",
    "bottom",
];

pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::new("down", "one line down", |model, _| rows(model, 1))
            .keys([Chord::letter('j'), Chord::plain(KeyCode::Down)])
            .in_reviews()
            .when(moves),
        Command::new("up", "one line up", |model, _| rows(model, -1))
            .keys([Chord::letter('k'), Chord::plain(KeyCode::Up)])
            .in_reviews()
            .when(moves),
        Command::new("half-down", "half a page down", |model, _| {
            let half = view::page(model) / 2;
            pane_or_rows(model, half)
        })
        .keys([Chord::control('d')])
        .in_reviews()
        .when(moves),
        Command::new("half-up", "half a page up", |model, _| {
            let half = view::page(model) / 2;
            pane_or_rows(model, -half)
        })
        .keys([Chord::control('u')])
        .in_reviews()
        .when(moves),
        Command::new("page-down", "one page down", |model, _| {
            let page = view::page(model);
            rows(model, page)
        })
        .keys([Chord::plain(KeyCode::PageDown), Chord::control('f')])
        .in_reviews()
        .when(moves),
        Command::new("page-up", "one page up", |model, _| {
            let page = view::page(model);
            rows(model, -page)
        })
        .keys([Chord::plain(KeyCode::PageUp), Chord::control('b')])
        .in_reviews()
        .when(moves),
        Command::new("top", "to the top", |model, _| {
            step(model, Step::First, isize::MIN)
        })
        .keys([Chord::letter('g'), Chord::plain(KeyCode::Home)])
        .in_reviews()
        .when(moves),
        Command::new("bottom", "to the bottom", |model, _| {
            step(model, Step::Last, isize::MAX)
        })
        .keys([Chord::letter('G'), Chord::plain(KeyCode::End)])
        .in_reviews()
        .when(moves),
    ]
}

fn moves(model: &Model) -> bool {
    // The help asks this of every command, so it cannot be drawn to answer: it is
    // at most a line for each of them, its title, and three lines that explain.
    match &model.over {
        Over::Help => return view::room(model).1 < rows_of_help(model),
        Over::Catalogue(catalogue) => return !catalogue.typing,
        Over::Review(_) => return dialog::takes_letters(model),
        Over::Nothing | Over::Line(..) => {}
    }
    model.is_uncovered()
        && match model.open_list() {
            Some(list) => !model.list(list).keys().is_empty(),
            None => view::scrolls(model),
        }
}

/// How many lines the help has at most.
fn rows_of_help(model: &Model) -> usize {
    let others = COMMANDS
        .iter()
        .filter(|it| !WORDS.contains(&it.word) && it.is_available(model));
    others.count() + WORDS.len() + 4
}

fn rows(model: &mut Model, rows: isize) -> Ran {
    step(model, Step::Rows(rows), rows)
}

/// Where what is said of a row is shown, that moves; the rows otherwise.
fn pane_or_rows(model: &mut Model, lines: isize) -> Ran {
    let paned = matches!(model.over, Over::Nothing)
        && model
            .open_list()
            .is_some_and(|list| model.list(list).pane(list) != Pane::Closed);
    if !paned {
        return rows(model, lines);
    }
    let last = view::last_pane_top(model);
    model.on_list(|_, state| state.scroll_pane(lines, last));
    Ok(Vec::new())
}

fn step(model: &mut Model, step: Step, lines: isize) -> Ran {
    match &mut model.over {
        Over::Catalogue(_) => {
            catalogue::step(model, lines);
            return Ok(Vec::new());
        }
        Over::Review(dialog) => {
            dialog.step(lines);
            return Ok(Vec::new());
        }
        Over::Nothing | Over::Help | Over::Line(..) => {}
    }
    if matches!(model.over, Over::Help) {
        let last = view::last_help_scroll(model);
        let from = model.help_scroll.min(last);
        model.help_scroll = from.saturating_add_signed(lines).min(last);
        return Ok(Vec::new());
    }
    if model.open_list().is_some() {
        model.on_list(|_, state| state.step(step));
        return Ok(Vec::new());
    }
    let last = view::last_scroll(model);
    model.scroll = model
        .scroll
        .min(last)
        .saturating_add_signed(lines)
        .min(last);
    Ok(Vec::new())
}
