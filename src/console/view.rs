//! One frame: header, screen, foot, and what lies over them. Pure.

use super::acting::{show_catalogue, show_review, strip};
use super::foot::foot;
use super::glance::Glance;
use super::header::header;
use super::help::{help, palette};
use super::list::{self, last_pane_top as last_of_pane};
use super::model::{Mode, Model, Over, Typed};
use super::screens::{Drawn, Room};
use super::theme::Role;
use crate::assess::State;
use crate::estate::AccountStanding;
use crate::terms::{AccountId, OutsideText};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The smallest screen on which the console is of use.
const SMALLEST: (u16, u16) = (60, 18);

/// Lines that header, rule and foot take.
const CHROME: u16 = 3;

/// Draws a model.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let glance = Glance::of(model);
    let width = usize::from(area.width);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let lines = too_small(&glance, area);
        return put(buffer, area, lines);
    }
    // One cell of margin on both sides of everything but rules.
    let inner = width - 2;
    let mut lines = vec![
        indented(header(&glance, inner), &glance),
        glance.look.rule(width),
    ];
    let strip = strip::lines(model, inner);
    let height = usize::from(area.height - CHROME).saturating_sub(strip.len());
    lines.extend(strip.into_iter().map(|line| indented(line, &glance)));
    let drawn = body(&glance, inner, height, model.scroll);
    let scroll = match model.over {
        Over::Help => model.help_scroll,
        Over::Nothing | Over::Line(..) | Over::Catalogue(_) | Over::Review(_) => model.scroll,
    };
    let below = drawn.last_scroll.saturating_sub(scroll);
    let mut middle: Vec<Line<'static>> = drawn
        .lines
        .into_iter()
        .map(|line| indented(line, &glance))
        .collect();
    middle.resize(height, Line::default());
    if let Over::Line(Typed::Command, typed) = &model.over {
        let panel = palette(&glance, &typed.text(), inner, height);
        let above = height - panel.len();
        middle.truncate(above);
        middle.extend(panel.into_iter().map(|line| indented(line, &glance)));
    }
    lines.extend(middle);
    lines.push(indented(foot(&glance, inner, below), &glance));
    put(buffer, area, lines);
}

/// How far the screen can be scrolled.
pub fn last_scroll(model: &Model) -> usize {
    let (columns, rows) = model.size;
    if columns < SMALLEST.0 || rows < SMALLEST.1 {
        return 0;
    }
    let (width, height) = room(model);
    let room = Room {
        width,
        height,
        scroll: model.scroll,
    };
    let page = model.page();
    page.map_or(0, |page| (page.last_scroll)(&Glance::of(model), room))
}

/// How far the help can be moved, lines.
pub fn last_help_scroll(model: &Model) -> usize {
    let (width, height) = room(model);
    help(&Glance::of(model), width).len().saturating_sub(height)
}

/// Cells and lines that a screen has.
pub fn room(model: &Model) -> (usize, usize) {
    let (columns, rows) = model.size;
    (
        usize::from(columns.saturating_sub(2)),
        usize::from(rows.saturating_sub(CHROME)).saturating_sub(strip::height(model)),
    )
}

/// How far what is said of the selected row can be moved, lines.
pub fn last_pane_top(model: &Model) -> usize {
    let (width, height) = room(model);
    let list = model.open_list();
    list.map_or(0, |list| {
        last_of_pane(&Glance::of(model), list, width, height)
    })
}

/// Whether the screen can be scrolled.
pub fn scrolls(model: &Model) -> bool {
    model.is_uncovered() && last_scroll(model) > 0
}

/// How many lines a page is.
pub fn page(model: &Model) -> isize {
    let (_, height) = room(model);
    isize::try_from(height.saturating_sub(4))
        .unwrap_or(1)
        .max(1)
}

fn put(buffer: &mut Buffer, area: Rect, lines: Vec<Line<'static>>) {
    for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
        buffer.set_line(area.x, y, line, area.width);
    }
}

/// A line with the margin before it; a rule starts at the very left.
fn indented(mut line: Line<'static>, glance: &Glance<'_>) -> Line<'static> {
    let rule = glance.look.glyphs().rule;
    let is_rule = line.spans.len() == 1 && line.spans[0].content.starts_with(rule);
    if is_rule {
        let width = line.width() + 2;
        return glance.look.rule(width);
    }
    line.spans.insert(0, " ".into());
    line
}

fn too_small(glance: &Glance<'_>, area: Rect) -> Vec<Line<'static>> {
    let (columns, rows) = SMALLEST;
    let width = usize::from(area.width);
    let model = glance.model;
    let mode = matches!(model.mode(), Mode::Armed(_)).then(|| model.mode().words());
    let mode = mode.map(|words| (words, Role::Armed));
    let split = strip::word(model).map(|word| (word.to_owned(), Role::BandDown));
    let texts = [
        (glance.verdict().state.word().to_owned(), Role::Title),
        (
            format!(
                "too small: {}×{}, needs {columns}×{rows}",
                area.width, area.height
            ),
            Role::Text,
        ),
        ("q quits".to_owned(), Role::Dim),
    ];
    let mut lines: Vec<Line<'static>> = Vec::new();
    if glance.model.session.simulated {
        let mark = glance.piece("SIMULATED", Role::Simulated);
        lines.push(glance.look.line(vec![mark], width));
    }
    let another = matches!(glance.account, AccountStanding::Another { .. });
    let texts = texts.into_iter().skip(usize::from(another));
    let split = split.filter(|_| !another);
    for (text, role) in split.into_iter().chain(mode).chain(texts) {
        lines.push(glance.look.line(vec![glance.piece(text, role)], width));
    }
    lines
}

fn body(glance: &Glance<'_>, width: usize, height: usize, scroll: usize) -> Drawn {
    if let AccountStanding::Another { account, arn } = &glance.account {
        return Drawn {
            lines: another_account(glance, account, *arn, width),
            last_scroll: 0,
        };
    }
    let over = match &glance.model.over {
        Over::Catalogue(catalogue) => Some(show_catalogue::lines(glance, catalogue, width, height)),
        Over::Review(dialog) => Some(show_review::lines(glance, dialog, width, height)),
        Over::Nothing | Over::Help | Over::Line(..) => None,
    };
    if let Some(lines) = over {
        return Drawn {
            lines,
            last_scroll: 0,
        };
    }
    if matches!(glance.model.over, Over::Help) {
        let lines = help(glance, width);
        let last_scroll = lines.len().saturating_sub(height);
        let first = glance.model.help_scroll.min(last_scroll);
        return Drawn {
            lines: lines.into_iter().skip(first).take(height).collect(),
            last_scroll,
        };
    }
    let room = Room {
        width,
        height,
        scroll,
    };
    if let Some(page) = glance.model.page() {
        return (page.draw)(glance, room);
    }
    let lists = glance.model.screen.lists();
    Drawn {
        lines: list::lines(glance, lists, glance.model.tab(), width, height),
        last_scroll: 0,
    }
}

fn another_account(
    glance: &Glance<'_>,
    account: &AccountId,
    arn: Option<&OutsideText>,
    width: usize,
) -> Vec<Line<'static>> {
    let look = glance.look;
    let plan = &glance.model.plan;
    let (bad, _) = look.mark(State::Bad);
    let expected = plan.account.as_ref().map(ToString::to_string);
    let expected = expected.unwrap_or_default();
    let word = look.piece(format!(" {bad} ANOTHER ACCOUNT "), Role::BandDown);
    let facts = [
        ("answers", account.to_string()),
        (
            "as",
            arn.map_or_else(|| "not told by STS".to_owned(), ToString::to_string),
        ),
        ("the plan is for", expected.clone()),
    ];
    let mut lines = vec![look.line(vec![word], width), Line::default()];
    lines.extend(facts.into_iter().map(|(label, value)| {
        let label = look.piece(format!("{label:17}"), Role::Dim);
        look.line(vec![label, look.piece(value, Role::Title)], width)
    }));
    lines.push(Line::default());
    for text in [
        "Nothing else is shown, so that no account is taken for another.".to_owned(),
        format!("Start again with credentials of {expected},"),
        "or with the plan that is for this account.".to_owned(),
    ] {
        lines.push(look.line(vec![look.piece(text, Role::Text)], width));
    }
    lines
}
