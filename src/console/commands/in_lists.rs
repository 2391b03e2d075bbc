//! Commands on the list that is open.

use super::{Chord, Command, Ran};
use crate::console::glance::Glance;
use crate::console::line::Line;
use crate::console::list::{Export, Pane, export};
use crate::console::model::{Model, Over, Typed};
use crate::console::update::Effect;
use crossterm::event::KeyCode;

pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::new("filter", "narrow the rows down", filter)
            .keys([Chord::letter('/')])
            .takes("[WORD !WORD COLUMN:WORD]")
            .hint("filter")
            .when(lists),
        Command::new("next-list", "the next list of this screen", |model, _| {
            model.turn(1);
            Ok(Vec::new())
        })
        .keys([Chord::plain(KeyCode::Tab)])
        .when(several),
        Command::new("previous-list", "the list before it", |model, _| {
            model.turn(-1);
            Ok(Vec::new())
        })
        .keys([Chord::plain(KeyCode::BackTab)])
        .when(several),
        Command::new(
            "details",
            "more of the row: beside, in full, none",
            |model, _| {
                model.on_list(|list, state| {
                    let next = match state.pane(list) {
                        Pane::Closed => Pane::Beside,
                        Pane::Beside => Pane::Full,
                        Pane::Full => Pane::Closed,
                    };
                    state.set_pane(next);
                });
                Ok(Vec::new())
            },
        )
        .keys([Chord::plain(KeyCode::Enter)])
        .hint("details")
        .when(lists),
        Command::new("sort", "order by the next column, or by one", sort)
            .keys([Chord::letter('s')])
            .takes("[COLUMN [asc|desc] | none]")
            .when(lists),
        Command::new("reverse", "turn the order round", |model, _| {
            model.on_list(|_, state| state.reverse());
            Ok(vec![Effect::KeepOrders(model.orders())])
        })
        .keys([Chord::letter('S')])
        .when(lists),
        Command::new("copy", "copy the row's identifier", |model, _| {
            copy(model, false)
        })
        .keys([Chord::letter('y')])
        .when(lists),
        Command::new("copy-arn", "copy the row's ARN", |model, _| {
            copy(model, true)
        })
        .keys([Chord::letter('Y')])
        .when(lists),
        Command::new("export", "write the rows to a file", |model, arguments| {
            write(model, arguments)
        })
        .keys([Chord::control('s')])
        .takes("csv|json")
        .when(lists),
    ]
}

fn lists(model: &Model) -> bool {
    model.is_uncovered() && model.open_list().is_some()
}

fn several(model: &Model) -> bool {
    model.is_uncovered() && model.screen.lists().len() > 1
}

fn filter(model: &mut Model, arguments: &str) -> Ran {
    if arguments.is_empty() {
        let typed = model
            .open_list()
            .map(|list| model.list(list).filter().typed().to_owned());
        model.over = Over::Line(Typed::Filter, Line::of(typed.unwrap_or_default()));
    } else {
        model.on_list(|list, state| state.narrow(list, arguments));
    }
    Ok(Vec::new())
}

fn sort(model: &mut Model, arguments: &str) -> Ran {
    let mut sorted = Ok(());
    model.on_list(|list, state| match arguments.trim() {
        "" => state.order_by_next(list),
        "none" => state.order(None),
        typed => sorted = state.order_as_typed(list, typed),
    });
    sorted.map(|()| vec![Effect::KeepOrders(model.orders())])
}

fn copy(model: &Model, arn: bool) -> Ran {
    let list = model.open_list().ok_or("no list is open")?;
    let (_, key) = model.list(list).selected().ok_or("no row is selected")?;
    let copied = list.copied(model, key, arn);
    let copied = copied.ok_or("the rows of this list have no ARN")?;
    Ok(vec![Effect::Copy(copied)])
}

fn write(model: &Model, arguments: &str) -> Ran {
    let form = match arguments.trim() {
        "" | "csv" => Export::Csv,
        "json" => Export::Json,
        other => return Err(format!("`{other}` is no form; there are csv, json")),
    };
    let list = model.open_list().ok_or("no list is open")?;
    let content = export(&Glance::of(model), list, model.list(list), form);
    let mark = if model.session.simulated {
        "-SIMULATED"
    } else {
        ""
    };
    let title = list.title().to_lowercase().replace(' ', "-");
    Ok(vec![Effect::Export {
        stem: format!("lifeboat-{title}{mark}"),
        extension: form.extension(),
        content,
    }])
}
