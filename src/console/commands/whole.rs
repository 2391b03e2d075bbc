//! Commands of the console as a whole.

use super::{Chord, Command, Ran};
use crate::console::acting::dialog;
use crate::console::declare::Declare;
use crate::console::glance;
use crate::console::line::Line;
use crate::console::list::Pane;
use crate::console::model::{Model, Over, Tone, Typed};
use crate::console::screens::{Body, SCREENS};
use crate::console::update::Effect;
use crate::console::walking;
use crossterm::event::KeyCode;

/// Those that come first in the help.
pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::new("help", "show what can be done now", |model, _| {
            model.over = Over::Help;
            model.help_scroll = 0;
            Ok(Vec::new())
        })
        .keys([Chord::letter('?')])
        .hint("help"),
        Command::new("command", "type a command", |model, _| {
            model.over = Over::Line(Typed::Command, Line::default());
            model.recalled = None;
            Ok(Vec::new())
        })
        .keys([Chord::letter(':')])
        .hint("command"),
        Command::new("back", "go back; on the first screen, quit", |model, _| {
            back(model)
        })
        .keys([Chord::letter('q')])
        .in_reviews()
        .hint("back")
        .when(|model| !dialog::is_typed_into(model)),
        Command {
            short: Some("q"),
            ..Command::new("quit", "quit at once, from anywhere", |_, _| {
                Ok(vec![Effect::Quit])
            })
            .keys([Chord::control('c')])
            .in_reviews()
        },
        Command::new(
            "close",
            "close what lies over it; show all rows",
            |model, _| {
                close(model);
                Ok(Vec::new())
            },
        )
        .keys([Chord::plain(KeyCode::Esc)])
        .in_reviews()
        .when(closes),
        Command::new("refresh", "ask every source again now", |model, _| {
            model.tell(Tone::Done, "every source is asked again");
            Ok(vec![Effect::Refresh])
        })
        .keys([Chord::control('r')]),
    ]
}

/// Those that come last.
pub(super) fn rare_commands() -> Vec<Command> {
    vec![
        Command::new(
            "declare",
            "say that a Region is down, or up again",
            |model, arguments| {
                Declare::parse(arguments, &model.plan, &model.estate, model.now)
                    .map(|declare| vec![Effect::Declare(declare)])
                    .map_err(|error| error.to_string())
            },
        )
        .takes("REGION down|up [--since T] [--incident ID]")
        .when(|model| !glance::another_account(model)),
        Command::new("suspend", "stop, and leave the terminal", |_, _| {
            Ok(vec![Effect::Suspend])
        })
        .keys([Chord::control('z')])
        .in_reviews(),
    ]
}

fn closes(model: &Model) -> bool {
    let narrowed = model
        .open_list()
        .is_some_and(|list| !model.list(list).filter().typed().is_empty());
    !matches!(model.over, Over::Nothing) || narrowed || is_full(model) || is_walk(model)
}

/// Closes what lies uppermost; tells whether there was something.
fn close(model: &mut Model) -> bool {
    if matches!(model.over, Over::Review(_)) {
        dialog::close(model);
    } else if !matches!(model.over, Over::Nothing) {
        model.over = Over::Nothing;
    } else if is_walk(model) {
        walking::close(model);
    } else if is_full(model) {
        model.on_list(|_, state| state.set_pane(Pane::Beside));
    } else if closes(model) {
        model.on_list(|list, state| state.narrow(list, ""));
    } else {
        return false;
    }
    true
}

fn is_full(model: &Model) -> bool {
    let list = model.open_list();
    list.is_some_and(|list| model.list(list).pane(list) == Pane::Full)
}

/// Whether a walk is shown, with the runbooks behind it.
fn is_walk(model: &Model) -> bool {
    matches!(model.screen.body, Body::Either { .. }) && model.page().is_some()
}

fn back(model: &mut Model) -> Ran {
    if close(model) {
        return Ok(Vec::new());
    }
    let Some(first) = SCREENS
        .first()
        .filter(|first| first.key != model.screen.key)
    else {
        return Ok(vec![Effect::Quit]);
    };
    model.open(first);
    Ok(Vec::new())
}
