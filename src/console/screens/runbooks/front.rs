//! The step in front: what to do, what it waits for, as it stands now, and what may be
//! done about it.

use super::walk::prose;
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::look::{Look, width as width_of};
use crate::console::theme::Role;
use crate::console::walking::judged;
use crate::console::walking::probing::judged as probed;
use crate::console::widgets::paragraph;
use crate::journal::WalkMode;
use crate::runbook::{Decision, Judgement, Outcome, Step, Todo, Walk};
use crate::terms::{Instant, Span, clock_time};
use ratatui::text::Line;

/// How many notes of the step are shown, the last ones.
const NOTES: usize = 3;

/// The step in front; `is_here`, where keys say something about it.
pub(super) fn lines(
    glance: &Glance<'_>,
    walk: &Walk,
    is_here: bool,
    width: usize,
) -> Vec<Line<'static>> {
    let look = &glance.look;
    let Some((index, step)) = walk.step() else {
        return Vec::new();
    };
    let mut lines = vec![title(glance, index, step, width)];
    for line in step.instruction.lines() {
        lines.extend(prose(look, &line.shown(), Role::Text, width));
    }
    let plan = &glance.model.plan;
    let does = step.does(plan, "you do it, and say what you did");
    lines.extend(paragraph(look, "does", &does, width));
    if let Some((missing, reason)) = walk.visit().and_then(|visit| visit.waived.as_ref())
        && !missing.is_empty()
    {
        let text = format!("begun WITHOUT {}: {reason}", missing.join(", "));
        lines.extend(paragraph(look, "waived", &text, width));
    }
    lines.extend(stands(glance, walk, width));
    let notes = walk.notes.iter().rev();
    let own = notes.filter(|it| it.step.as_deref() == Some(step.id.as_str()));
    let mut own: Vec<String> = own
        .take(NOTES)
        .map(|it| format!("{}  {}", clock_time(it.at), it.text))
        .collect();
    own.reverse();
    for (at, text) in own.iter().enumerate() {
        let label = if at == 0 { "notes" } else { "" };
        lines.extend(paragraph(look, label, text, width));
    }
    if is_here {
        lines.push(now(glance, walk, width));
    }
    lines
}

/// Its number and heading, and whose it is.
fn title(glance: &Glance<'_>, index: usize, step: &Step, width: usize) -> Line<'static> {
    let look = &glance.look;
    let contacts = &glance.model.plan.contacts;
    let owner = step.owner.as_ref().map(|owner| {
        let contact = contacts.iter().find(|it| it.name == *owner);
        let reach = contact.map_or_else(String::new, |it| format!(", {}", it.reach));
        format!("owner: {owner}{reach}")
    });
    let owner = look.piece(owner.unwrap_or_default(), Role::Dim);
    let number = format!("{}.", index + 1);
    // Headings of documents are often numbered by hand.
    let heading = if step.title.starts_with(&number) {
        step.title.clone()
    } else {
        format!("{number} {}", step.title)
    };
    let (towards, room) = (
        look.glyphs().towards,
        width.saturating_sub(owner.width() + 2),
    );
    let heading = vec![look.piece(format!("{towards} {heading}"), Role::Title)];
    let heading_width = width_of(&heading);
    let mut pieces = look.clip(heading, if heading_width <= room { room } else { width });
    let taken = width_of(&pieces);
    if taken + owner.width() + 2 <= width {
        pieces.push(look.piece(" ".repeat(width - taken - owner.width()), Role::Text));
        pieces.push(owner);
    }
    look.line(pieces, width)
}

/// How what it waits for stands.
fn stands(glance: &Glance<'_>, walk: &Walk, width: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    match walk.todo() {
        Todo::Judge {
            condition, until, ..
        } => {
            let judgement = judged(glance.model, condition);
            let mut lines = judgement_lines(look, &judgement, width);
            let waits = until.map(|until| left(until, glance.now));
            lines.extend(
                waits
                    .into_iter()
                    .flat_map(|text| paragraph(look, "until", &text, width)),
            );
            lines
        }
        Todo::Ask { .. } => match probed(glance.model, walk) {
            Some(judgement) => judgement_lines(look, &judgement, width),
            None => Vec::new(),
        },
        Todo::Settle { intent, .. } => {
            let text = format!("record {intent} of the journal; what AWS shows settles it");
            marked(look, State::Unknown, "under way", &text, width)
        }
        Todo::Decide(decision) => decided(look, &decision, width),
        _ => Vec::new(),
    }
}

fn left(until: Instant, now: Instant) -> String {
    let left = Span::between(now, until);
    format!("{}, {left} left; then it has failed", clock_time(until))
}

fn judgement_lines(look: &Look, judgement: &Judgement, width: usize) -> Vec<Line<'static>> {
    let state = match judgement.outcome {
        Outcome::Met => State::Ok,
        Outcome::NotMet => State::Bad,
        Outcome::Unknown(_) => State::Unknown,
    };
    let found = match &judgement.outcome {
        Outcome::Unknown(why) => Some(why.to_string()),
        _ => judgement.measured.clone(),
    };
    let found = found.map_or_else(String::new, |it| format!("{it}; "));
    let text = format!("{found}wanted: {}", judgement.threshold);
    let mut lines = marked(look, state, judgement.outcome.word(), &text, width);
    if let Some(clears) = &judgement.clears {
        lines.extend(paragraph(look, "clears", clears, width));
    }
    lines
}

fn decided(look: &Look, decision: &Decision<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = marked(look, State::Bad, "STOPPED", &decision.why, width);
    let may = if decision.may_waive {
        "W begins it all the same, with a reason; x passes over it; b goes to the step before"
    } else {
        "A does it once more; x passes over it, with a reason; b goes to the step before"
    };
    lines.extend(paragraph(look, "decide", may, width));
    lines
}

/// A state with its word, and what there is to say of it.
fn marked(look: &Look, state: State, word: &str, text: &str, width: usize) -> Vec<Line<'static>> {
    let (glyph, role) = look.mark(state);
    let mark = format!("{glyph} {word}");
    let mut mark = look.piece(format!("{mark:9} "), role);
    let indent = mark.width();
    let text = look.piece(text, Role::Text);
    let rows = crate::console::widgets::wrapped(text.text(), width.saturating_sub(indent));
    rows.into_iter()
        .map(|row| {
            let blank = look.piece(" ".repeat(indent), Role::Text);
            let first = std::mem::replace(&mut mark, blank);
            look.line(vec![first, look.piece(row, Role::Text)], width)
        })
        .collect()
}

/// What is to be done now, and by which key.
fn now(glance: &Glance<'_>, walk: &Walk, width: usize) -> Line<'static> {
    let look = &glance.look;
    let model = glance.model;
    let rehearsed = walk.begun.mode == WalkMode::Rehearsal;
    let (key, text) = if let Some(sending) = &model.acting.sending {
        ("", format!("{} is being sent", sending.what))
    } else {
        match walk.todo() {
            Todo::Acknowledge(_) => ("d", "says that it is done, with a note".to_owned()),
            Todo::Ask { .. } => (
                "",
                "it is asked again by itself; d, where it cannot be asked from here".to_owned(),
            ),
            Todo::Review(_) if rehearsed => (
                "a",
                "opens the review; closing it goes on: nothing is sent".to_owned(),
            ),
            Todo::Review(_) if !model.is_armed() => (
                "a",
                "opens the review; `:arm REASON` first, to confirm it".to_owned(),
            ),
            Todo::Review(_) => ("a", "opens the review".to_owned()),
            Todo::Judge { .. } => ("", "it is looked at again by itself".to_owned()),
            Todo::Settle { .. } => ("", "it is watched until AWS agrees".to_owned()),
            _ => return Line::default(),
        }
    };
    let mut pieces = vec![look.piece("now       ", Role::Dim)];
    if !key.is_empty() {
        pieces.push(look.piece(key, Role::Key));
        pieces.push(look.piece(" ", Role::Text));
    }
    pieces.push(look.piece(text, Role::Text));
    look.line(pieces, width)
}
