//! A walk: what was done, the step in front, large, and what comes next, with the four
//! clocks against the objective above them.

use super::front;
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::look::{Look, Piece, width as width_of};
use crate::console::screens::{Drawn, Room};
use crate::console::theme::Role;
use crate::console::walking::WalkHands;
use crate::console::widgets::{paragraph, wrapped};
use crate::journal::{StepEnd, WalkEnd, WalkMode};
use crate::runbook::{Clocks, Left, Visit, Walk};
use crate::terms::{Instant, Span, clock_time};
use ratatui::text::Line;

/// How many steps that were done are shown at least, where there is room for any.
const DONE: usize = 3;

/// How many cells the bar takes at most.
const BAR: usize = 40;

/// Draws a walk.
pub(super) fn draw(glance: &Glance<'_>, room: Room) -> Drawn {
    let lines = lines(glance, room.width, room.height);
    let last_scroll = lines.len().saturating_sub(room.height);
    let first = room.scroll.min(last_scroll);
    Drawn {
        lines: lines.into_iter().skip(first).take(room.height).collect(),
        last_scroll,
    }
}

/// How far it can be scrolled, lines.
pub(super) fn last_scroll(glance: &Glance<'_>, room: Room) -> usize {
    let lines = lines(glance, room.width, room.height);
    lines.len().saturating_sub(room.height)
}

/// All of it; what was done and what comes next give way to the step in front.
fn lines(glance: &Glance<'_>, width: usize, height: usize) -> Vec<Line<'static>> {
    let Some((walk, hands)) = glance.model.walking.shown() else {
        return Vec::new();
    };
    let clocks = walk.clocks(glance.now);
    let mut lines = head(glance, walk, &clocks, width);
    lines.extend(by_whom(glance, walk, hands, width));
    lines.push(glance.look.rule(width));
    let front = if walk.is_over() {
        over(glance, walk, width)
    } else {
        front::lines(glance, walk, *hands == WalkHands::Here, width)
    };
    let contacts = if glance.model.walking.contacts {
        contacts(glance, width)
    } else {
        Vec::new()
    };
    let done = done(glance, walk, width);
    let next = next(glance, walk, width);
    // Between what was done, the step in front and what comes next: a line each.
    let apart = usize::from(!done.is_empty()) + usize::from(!next.is_empty());
    let taken = lines.len() + front.len() + contacts.len() + apart;
    let left = height.saturating_sub(taken);
    let for_done = left.saturating_sub(next.len()).max(DONE.min(left));
    let done = last(&glance.look, done, for_done, width);
    let next = first(&glance.look, next, left.saturating_sub(done.len()), width);
    if !done.is_empty() {
        lines.extend(done);
        lines.push(Line::default());
    }
    lines.extend(front);
    lines.extend(contacts);
    if !next.is_empty() {
        lines.push(Line::default());
        lines.extend(next);
    }
    lines
}

/// Where it is, how it is walked, and its clocks.
fn head(glance: &Glance<'_>, walk: &Walk, clocks: &Clocks, width: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    let steps = walk.runbook.steps.len();
    let at = match walk.step() {
        Some((index, _)) if !walk.is_over() => format!("step {} of {steps}", index + 1),
        _ => format!("{steps} steps"),
    };
    let mode = walk.begun.mode;
    let mut title = vec![
        look.piece(&walk.runbook.title, Role::Title),
        look.piece(look.glyphs().between, Role::Dim),
        look.piece(at, Role::Text),
        look.piece(look.glyphs().between, Role::Dim),
        look.piece(
            format!(" {} ", mode.word().to_uppercase()),
            match mode {
                WalkMode::ForReal => Role::Production,
                WalkMode::Rehearsal => Role::Environment,
                WalkMode::Simulation => Role::Simulated,
            },
        ),
    ];
    if walk.simulated && mode != WalkMode::Simulation {
        title.push(look.piece(" SIMULATED ", Role::Simulated));
    }
    if let Some(incident) = &walk.begun.incident {
        title.push(look.piece(look.glyphs().between, Role::Dim));
        title.push(look.piece(incident.to_string(), Role::Text));
    }
    let told = each(look, clocks);
    // Beside the title where there is room, in a line of their own where there is not.
    let together = width_of(&title) + 2 + width_of(&told) <= width;
    let mut lines = Vec::new();
    if together {
        let rest = width - width_of(&title) - width_of(&told);
        title.push(look.piece(" ".repeat(rest), Role::Text));
        title.extend(told);
        lines.push(look.line(title, width));
    } else {
        lines.push(look.line(title, width));
        lines.push(look.line(told, width));
    }
    lines.push(against(glance, walk, clocks, width));
    lines.extend(ahead(glance, walk, width));
    lines
}

fn each(look: &Look, clocks: &Clocks) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (name, span) in clocks.each() {
        if !pieces.is_empty() {
            pieces.push(look.piece("   ", Role::Text));
        }
        pieces.push(look.piece(format!("{name} "), Role::Dim));
        let text = span.map_or_else(|| "–".to_owned(), |span| span.to_string());
        pieces.push(look.piece(text, Role::Text));
    }
    pieces
}

/// All of it against the objective, as a bar and in words.
fn against(glance: &Glance<'_>, walk: &Walk, clocks: &Clocks, width: usize) -> Line<'static> {
    let look = &glance.look;
    let mut pieces = Vec::new();
    let mut role = Role::Text;
    if let Some(rto) = &walk.begun.rto {
        let objective = Span::seconds(rto.seconds);
        let cells = BAR.min(width / 3);
        let filled = filled(clocks.total, objective, cells);
        role = if clocks.total > objective {
            Role::Bad
        } else {
            Role::Ok
        };
        let [least, .., most] = look.glyphs().levels;
        pieces.push(look.piece(most.repeat(filled), role));
        pieces.push(look.piece(least.repeat(cells - filled), Role::Dim));
        pieces.push(look.piece("  ", Role::Text));
        if role == Role::Ok {
            role = Role::Text;
        }
    }
    pieces.push(look.piece(walk.against(clocks), role));
    look.line(pieces, width)
}

/// What the objective leaves, and how long the rest takes by the walks before this one.
fn ahead(glance: &Glance<'_>, walk: &Walk, width: usize) -> Option<Line<'static>> {
    let look = &glance.look;
    let (ahead, left) = glance.model.walking.earlier().ahead(walk, glance.now)?;
    let role = match left {
        Left::Over(_) => Role::Bad,
        Left::Of { .. } => Role::Text,
        Left::Unknown => Role::Dim,
    };
    let pieces = vec![
        look.piece(left.to_string(), role),
        look.piece(look.glyphs().between, Role::Dim),
        look.piece(format!("back in {ahead}"), Role::Dim),
    ];
    Some(look.line(pieces, width))
}

/// How many of so many cells a time fills of an objective.
fn filled(total: Span, objective: Span, cells: usize) -> usize {
    let objective = objective.whole_seconds().max(1);
    let cells_of = u64::try_from(cells).unwrap_or(0);
    let filled = total.whole_seconds().saturating_mul(cells_of) / objective;
    usize::try_from(filled).unwrap_or(cells).min(cells)
}

/// By whom it is walked, when not by this console.
fn by_whom(
    glance: &Glance<'_>,
    walk: &Walk,
    hands: &WalkHands,
    width: usize,
) -> Option<Line<'static>> {
    let look = &glance.look;
    if walk.is_over() {
        return None;
    }
    let (state, word, text) = match hands {
        WalkHands::Here => return None,
        WalkHands::Elsewhere(holder) => (
            State::Ok,
            "FOLLOWED",
            format!("{holder} walks it: this console only follows, and writes nothing"),
        ),
        WalkHands::Nobody => (
            State::Warn,
            "NOBODY WALKS IT",
            match &walk.left {
                Some((at, why)) => format!("left at {}, {why}: w takes it up", clock_time(*at)),
                None => "it was cut off: w takes it up".to_owned(),
            },
        ),
    };
    let (glyph, role) = look.mark(state);
    let pieces = vec![
        look.piece(format!("{glyph} {word}  "), role),
        look.piece(text, Role::Text),
    ];
    Some(look.line(pieces, width))
}

/// The steps that were done, and those that were passed over, in their order.
fn done(glance: &Glance<'_>, walk: &Walk, width: usize) -> Vec<Line<'static>> {
    let mut told: Vec<(Instant, Line<'static>)> = Vec::new();
    for visit in &walk.visits {
        if let Some((at, how)) = &visit.ended {
            told.push((*at, of_visit(glance, walk, visit, (*at, how), width)));
        }
    }
    for (at, step, reason) in &walk.skipped {
        let mut steps = walk.runbook.steps.iter();
        let title = steps.find(|it| it.id.as_str() == step);
        let title = title.map_or(step.as_str(), |it| it.title.as_str());
        let text = format!("{title}: {reason}");
        told.push((
            *at,
            ended(glance, State::Warn, "SKIPPED", (*at, &text), width),
        ));
    }
    told.sort_by_key(|(at, _)| *at);
    told.into_iter().map(|(_, line)| line).collect()
}

fn of_visit(
    glance: &Glance<'_>,
    walk: &Walk,
    visit: &Visit,
    (at, how): (Instant, &StepEnd),
    width: usize,
) -> Line<'static> {
    let took = Span::between(visit.begun, at);
    let step = walk.runbook.steps.get(visit.index);
    let title = step.map_or("", |step| step.title.as_str());
    let (state, word, more) = match how {
        StepEnd::Done { note: None } => (State::Ok, "done", String::new()),
        StepEnd::Done { note: Some(note) } => (State::Ok, "done", format!(": {note}")),
        StepEnd::Failed { why } => (State::Bad, "FAILED", format!(": {why}")),
        StepEnd::Rehearsed { .. } => (State::Stale, "rehearsed", String::new()),
    };
    let waived = match &visit.waived {
        Some((missing, reason)) if !missing.is_empty() => {
            format!(", WITHOUT {}: {reason}", missing.join(", "))
        }
        _ => String::new(),
    };
    let text = format!("{title}, {took}{more}{waived}");
    ended(glance, state, word, (at, &text), width)
}

fn ended(
    glance: &Glance<'_>,
    state: State,
    word: &str,
    (at, text): (Instant, &str),
    width: usize,
) -> Line<'static> {
    let look = &glance.look;
    let (glyph, role) = look.mark(state);
    let mark = look.piece(format!("{glyph} {word}"), role);
    let rest = 12_usize.saturating_sub(mark.width()).max(1);
    let pieces = vec![
        mark,
        look.piece(" ".repeat(rest), Role::Text),
        look.piece(format!("{}  ", clock_time(at)), Role::Dim),
        look.piece(text, Role::Text),
    ];
    look.line(pieces, width)
}

/// What comes after the step in front, as it is written.
fn next(glance: &Glance<'_>, walk: &Walk, width: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    let Some((front, _)) = walk.step().filter(|_| !walk.is_over()) else {
        return Vec::new();
    };
    let steps = walk.runbook.steps.iter().skip(front + 1);
    steps
        .map(|step| {
            let expected = step.expected.map(|it| format!("≈ {it}"));
            let expected = look.piece(expected.unwrap_or_default(), Role::Dim);
            let room = width.saturating_sub(expected.width() + 2);
            let title = vec![look.piece(format!("  {}", step.title), Role::Dim)];
            let mut pieces = look.clip(title, room);
            let rest = width.saturating_sub(width_of(&pieces) + expected.width());
            pieces.push(look.piece(" ".repeat(rest), Role::Text));
            pieces.push(expected);
            look.line(pieces, width)
        })
        .collect()
}

/// The last of some lines, and how many were before.
fn last(
    look: &Look,
    mut lines: Vec<Line<'static>>,
    most: usize,
    width: usize,
) -> Vec<Line<'static>> {
    let over = lines.len().saturating_sub(most);
    if over == 0 || most == 0 {
        lines.truncate(most);
        return lines;
    }
    let text = format!("{} steps before", over + 1);
    let before = look.line(vec![look.piece(text, Role::Dim)], width);
    let mut kept = lines.split_off(over + 1);
    kept.insert(0, before);
    kept
}

/// The first of some lines, and how many come after.
fn first(
    look: &Look,
    mut lines: Vec<Line<'static>>,
    most: usize,
    width: usize,
) -> Vec<Line<'static>> {
    let over = lines.len().saturating_sub(most);
    if over == 0 || most == 0 {
        lines.truncate(most);
        return lines;
    }
    lines.truncate(most - 1);
    let text = format!("  and {} more", over + 1);
    lines.push(look.line(vec![look.piece(text, Role::Dim)], width));
    lines
}

/// How it ended, what was lost, and where the whole of it is.
fn over(glance: &Glance<'_>, walk: &Walk, width: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    let Some((at, how)) = &walk.over else {
        return Vec::new();
    };
    let (state, word) = match how {
        WalkEnd::Completed => (State::Ok, "COMPLETE".to_owned()),
        WalkEnd::GivenUp { reason } => (State::Bad, format!("GIVEN UP: {reason}")),
    };
    let (glyph, role) = look.mark(state);
    let mut lines = vec![look.line(
        vec![
            look.piece(format!("{glyph} {word}"), role),
            look.piece(format!("  at {}", clock_time(*at)), Role::Dim),
        ],
        width,
    )];
    let losses = walk.losses();
    for (place, (_, loss)) in losses.iter().enumerate() {
        let label = if place == 0 { "lost" } else { "" };
        let objective = loss.rpo_seconds.map(Span::seconds);
        let objective = objective.map_or_else(String::new, |it| format!(" (RPO {it})"));
        let text = format!("{}: {}{objective}", loss.store, loss.words);
        lines.extend(paragraph(look, label, &text, width));
    }
    let report = if glance.model.session.simulated && glance.model.session.scenario.is_some() {
        "of a simulation in this process nothing is kept; Esc shows the runbooks".to_owned()
    } else {
        format!(
            "`lifeboat runbook report {}` has all of it; Esc shows the runbooks",
            walk.run
        )
    };
    lines.extend(paragraph(look, "report", &report, width));
    lines
}

/// Whom to call.
fn contacts(glance: &Glance<'_>, width: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    let contacts = &glance.model.plan.contacts;
    let mut lines = vec![Line::default()];
    if contacts.is_empty() {
        let text = "the plan names nobody: add `[[contacts]]` to it";
        lines.extend(paragraph(look, "contacts", text, width));
    }
    for (at, contact) in contacts.iter().enumerate() {
        let label = if at == 0 { "contacts" } else { "" };
        let text = format!("{}: {} ({})", contact.name, contact.reach, contact.role);
        lines.extend(paragraph(look, label, &text, width));
    }
    lines
}

/// A text in lines, each in a role.
pub(super) fn prose(look: &Look, text: &str, role: Role, width: usize) -> Vec<Line<'static>> {
    let cleaned = look.piece(text, role);
    let rows = wrapped(cleaned.text(), width).into_iter();
    rows.map(|row| look.line(vec![look.piece(row, role)], width))
        .collect()
}
