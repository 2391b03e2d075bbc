//! What is no longer what it was, since this console was opened.

use crate::assess::{Event, State};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::console::widgets::paragraph;
use crate::terms::{calendar, clock_time};
use ratatui::text::Line;

pub static CHANGES: Listing<Changes> = Listing {
    title: "Changes",
    sources: &[],
    empty: "nothing has changed since this console was opened",
    detailed: false,
    columns: &[
        Of::left("at", 9, 9, |_, event| {
            Cell::instant(event.at, clock_time(event.at))
        }),
        Of::left("now", 9, 9, |glance, event| state(glance, event.state)),
        Of::left("what", 7, 13, |_, event| Cell::dim(event.kind.word())).sheds(2),
        Of::left("name", 16, 36, |_, event| {
            Cell::text(event.name.as_str()).role(Role::Title)
        }),
        Of::left("is", 20, 72, |_, event| match event.check {
            Some(check) => Cell::text(format!("{} {}", check.id, event.to)),
            None => Cell::text(event.to.as_str()),
        }),
        Of::left("was", 12, 60, |_, event| match &event.from {
            Some(from) => Cell::dim(from.as_str()),
            None => Cell::none(),
        })
        .sheds(1)
        .fills(),
    ],
    detail,
    identifier: |event| event.name.clone(),
    arn: None,
};

#[derive(Debug)]
pub struct Changes;

type Of = Column<Changes>;

impl Rows for Changes {
    type Row<'m> = &'m Event;

    fn keys(model: &Model) -> Vec<Key> {
        model.history().events().map(key).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        // Numbered without a gap, the newest first.
        let number: u64 = sought.id.raw().parse().ok()?;
        let back = model.history().count().checked_sub(number)?;
        model.history().events().nth(usize::try_from(back).ok()?)
    }
}

fn key(event: &Event) -> Key {
    Key::global(&event.number.to_string())
}

fn state<'m>(glance: &Glance<'m>, state: State) -> Cell<'m> {
    Cell::state(glance, state)
}

fn detail(glance: &Glance<'_>, event: &Event, width: usize) -> Vec<Line<'static>> {
    let title = glance.piece(format!("{} {}", event.kind.word(), event.name), Role::Title);
    let mut lines = vec![glance.look.line(vec![title], width)];
    let mut say = |label: &str, text: &str| {
        lines.extend(paragraph(&glance.look, label, text, width));
    };
    say("is", &format!("{}, {}", event.state.word(), event.to));
    if let Some(from) = &event.from {
        say("was", from);
    }
    let noted = format!("{}, {}", calendar(event.at), glance.ago(event.at));
    say("noted", &noted);
    if let Some(since) = event.since {
        say(
            "since",
            &format!("{}, {}", calendar(since), glance.ago(since)),
        );
    }
    if let Some(check) = event.check {
        say("check", &format!("{} {}", check.id, check.title));
        say("page", check.page);
    }
    lines
}
