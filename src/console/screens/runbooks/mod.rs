//! Runbooks: which there are, whether they fit, and how they were walked; and the walk
//! that is under way, in their place.

mod front;
mod walk;

use super::{Body, Page, Screen};
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Order, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::console::walking::{self, Found};
use crate::console::widgets::paragraph;
use crate::journal::WalkEnd;
use crate::runbook::{Runbook, WalkBefore};
use crate::terms::{Instant, Span, calendar};
use chrono::{NaiveDate, NaiveTime};
use ratatui::text::Line;

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '7',
    name: "runbooks",
    title: "Runbooks",
    short: "Runbooks",
    body: Body::Either {
        page: Page {
            draw: walk::draw,
            last_scroll: walk::last_scroll,
        },
        is_open: walking::is_in_front,
        lists: &[&RUNBOOKS],
    },
};

static RUNBOOKS: Listing<Runbooks> = Listing {
    title: "Runbooks",
    sources: &[],
    empty: "no runbook is in the plan's folder; `lifeboat runbook new` writes first ones",
    detailed: true,
    columns: &[
        Of::left("runbook", 12, 30, |_, found| {
            Cell::text(found.sheet.name.as_str()).role(Role::Title)
        }),
        Of::left("title", 12, 44, |_, found| match &found.sheet.read {
            Ok(runbook) => Cell::text(runbook.title.as_str()),
            Err(_) => Cell::dim("not to be read"),
        })
        .fills(),
        Of::right("steps", 5, 5, |_, found| {
            of_read(found, |it| {
                let steps = it.steps.len();
                let number = u32::try_from(steps).unwrap_or(u32::MAX);
                Cell::number(f64::from(number), steps.to_string())
            })
        }),
        Of::right("takes", 6, 12, |_, found| of_read(found, takes)).sheds(5),
        Of::right("reviewed", 8, 12, |glance, found| {
            of_read(found, |it| reviewed(glance, it.reviewed))
        })
        .sheds(4)
        .moves(),
        Of::left("fits", 10, 16, fits),
        Of::left("last walk", 12, 30, last_walk).sheds(1).moves(),
    ],
    detail,
    identifier: |found| found.sheet.name.clone(),
    arn: None,
};

#[derive(Debug)]
struct Runbooks;

type Of = Column<Runbooks>;

impl Rows for Runbooks {
    type Row<'m> = &'m Found;

    fn keys(model: &Model) -> Vec<Key> {
        let found = model.walking.found.iter();
        found.map(|it| Key::global(&it.sheet.name)).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let mut found = model.walking.found.iter();
        found.find(|it| it.sheet.name == sought.id.raw())
    }
}

fn of_read<'m>(found: &'m Found, cell: impl FnOnce(&'m Runbook) -> Cell<'m>) -> Cell<'m> {
    found
        .sheet
        .read
        .as_ref()
        .map_or_else(|_| Cell::none(), cell)
}

/// How long it is expected to take; at least, where steps do not say.
fn takes(runbook: &Runbook) -> Cell<'_> {
    let (expected, untold) = runbook.expected();
    let bound = if untold > 0 { "≥ " } else { "" };
    Cell::number(expected.as_seconds(), format!("{bound}{expected}"))
}

fn reviewed(glance: &Glance<'_>, date: Option<NaiveDate>) -> Cell<'static> {
    let Some(date) = date else {
        return Cell::dim("never").ordered(Order::Nowhere);
    };
    let at: Instant = date.and_time(NaiveTime::MIN).and_utc();
    let days = Span::between(at, glance.now).whole_seconds() / (24 * 60 * 60);
    Cell::instant(at, format!("{days} d ago"))
}

/// Whether it fits the plan and what is seen.
fn fits<'m>(glance: &Glance<'m>, found: &'m Found) -> Cell<'m> {
    if found.sheet.read.is_ok() && found.lint.is_none() {
        return Cell::marked(glance, State::Unknown, "not yet");
    }
    let faults = found.faults().len();
    let not_checked = found.not_checked().len();
    match (faults, not_checked) {
        (0, 0) => Cell::marked(glance, State::Ok, "fits"),
        (0, 1) => Cell::marked(glance, State::Unknown, "1 not checked"),
        (0, many) => Cell::marked(glance, State::Unknown, &format!("{many} not checked")),
        (1, _) => Cell::marked(glance, State::Bad, "1 fault"),
        (many, _) => Cell::marked(glance, State::Bad, &format!("{many} faults")),
    }
}

fn last_walk<'m>(glance: &Glance<'m>, found: &'m Found) -> Cell<'m> {
    match before(glance.model, found) {
        Some(walk) => Cell::instant(walk.began, of_walk(glance, walk)),
        None => Cell::dim("never").ordered(Order::Nowhere),
    }
}

fn before<'m>(model: &'m Model, found: &Found) -> Option<&'m WalkBefore> {
    let mut before = model.walking.before.iter();
    before.find(|it| it.runbook == found.sheet.name)
}

/// When it was walked last, how, and what came of it.
fn of_walk(glance: &Glance<'_>, walk: &WalkBefore) -> String {
    let how = match &walk.over {
        Some(WalkEnd::Completed) => "complete",
        Some(WalkEnd::GivenUp { .. }) => "given up",
        None => "not over",
    };
    let ago = glance.ago(walk.began);
    format!("{ago}, {}, {how}", walk.mode.word())
}

fn detail(glance: &Glance<'_>, found: &Found, width: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    let sheet = &found.sheet;
    let title = match &sheet.read {
        Ok(runbook) => runbook.title.as_str(),
        Err(_) => "this is no runbook until it is mended",
    };
    let mut lines = vec![look.line(
        vec![
            look.piece(format!("{}  ", sheet.name), Role::Title),
            look.piece(title, Role::Text),
        ],
        width,
    )];
    let mut told: Vec<(&str, String)> = Vec::new();
    if let Ok(runbook) = &sheet.read {
        told.extend(runbook.objective.clone().map(|it| ("objective", it)));
        told.extend(runbook.audience.clone().map(|it| ("for", it)));
    }
    let from = if sheet.included {
        "comes with lifeboat, written for this plan; `lifeboat runbook new` makes a file of it"
            .to_owned()
    } else {
        sheet.file.clone()
    };
    told.push(("file", from));
    if let Some(walk) = before(glance.model, found) {
        let simulated = if walk.simulated { ", SIMULATED" } else { "" };
        let text = format!(
            "{}, walk {}{simulated}: `lifeboat runbook report {}`",
            of_walk(glance, walk),
            walk.run,
            walk.run
        );
        told.push(("last walk", format!("{} ({text})", calendar(walk.began))));
    }
    for (label, text) in told {
        lines.extend(paragraph(look, label, &text, width));
    }
    for (at, fault) in found.faults().iter().enumerate() {
        let label = if at == 0 { "wrong" } else { "" };
        let text = format!("line {}: {}", fault.line, fault.what);
        lines.extend(paragraph(look, label, &text, width));
    }
    for (at, fault) in found.not_checked().iter().enumerate() {
        let label = if at == 0 { "unchecked" } else { "" };
        let text = format!("line {}: {}", fault.line, fault.what);
        lines.extend(paragraph(look, label, &text, width));
    }
    if let Ok(runbook) = &sheet.read {
        for (at, step) in runbook.steps.iter().enumerate() {
            let label = if at == 0 { "steps" } else { "" };
            let text = format!("{}, {}", step.title, step.kind.word());
            lines.extend(paragraph(look, label, &text, width));
        }
    }
    lines
}
