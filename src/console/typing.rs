//! The line that is typed: a command, a filter, or what a command asks for.

use super::commands::{self, Ran};
use super::line::{Edited, Line};
use super::model::{Model, Over, Tone, Typed};
use super::update::Effect;
use super::walking;
use crossterm::event::{KeyCode, KeyEvent};

/// What a key does to the line that is typed; nothing when none is, or it is no
/// key of a line.
pub(super) fn typed(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let Over::Line(typed, line) = &mut model.over else {
        return None;
    };
    let typed = *typed;
    match key.code {
        KeyCode::Tab => complete(model),
        KeyCode::Up => recall(model, -1),
        KeyCode::Down => recall(model, 1),
        KeyCode::Enter => {
            let line = line.text();
            model.over = Over::Nothing;
            match typed {
                Typed::Command => {
                    remember(model, &line);
                    let ran = entered(model, &line);
                    return Some(told(model, ran));
                }
                Typed::Words(word) => {
                    let command = commands::of_word(word)?;
                    let ran = command.run(model, &line);
                    return Some(told(model, ran));
                }
                Typed::Filter => {}
            }
        }
        _ => match line.press(key) {
            Edited::Here => {}
            Edited::Beyond => model.over = Over::Nothing,
            Edited::No => return None,
        },
    }
    narrow(model);
    Some(Vec::new())
}

/// Narrows the open list down to what is typed so far.
pub(super) fn narrow(model: &mut Model) {
    if let Over::Line(Typed::Filter, typed) = &model.over {
        let typed = typed.text();
        model.on_list(|list, state| state.narrow(list, &typed));
    }
}

/// How many typed commands are kept to be recalled.
const RECALLED: usize = 50;

fn remember(model: &mut Model, line: &str) {
    let line = line.trim();
    if !line.is_empty() {
        model.typed_before.retain(|before| before != line);
        model.typed_before.push(line.to_owned());
        let over = model.typed_before.len().saturating_sub(RECALLED);
        model.typed_before.drain(..over);
    }
}

/// Shows an earlier command again, or a later one, or none.
fn recall(model: &mut Model, by: isize) {
    let Over::Line(Typed::Command, line) = &mut model.over else {
        return;
    };
    let count = model.typed_before.len();
    let at = model.recalled.unwrap_or(count).saturating_add_signed(by);
    let at = at.min(count);
    model.recalled = Some(at);
    *line = Line::of(model.typed_before.get(at).cloned().unwrap_or_default());
}

/// Completes what was typed: the command to the likeliest, what follows it as far
/// as only one thing can be meant.
fn complete(model: &mut Model) {
    let Over::Line(Typed::Command, line) = &model.over else {
        return;
    };
    let line = line.text();
    let start = line.rfind(' ').map_or(0, |space| space + 1);
    let (before, begun) = line.split_at(start);
    if before.is_empty() {
        // The likeliest is offered uppermost.
        if let Some(first) = commands::candidates(model, begun).first() {
            model.over = Over::Line(Typed::Command, Line::of(format!("{} ", first.command.word)));
        }
        return;
    }
    let words: Vec<&str> = before.split_whitespace().collect();
    let of_walk = || walking::hear::completions(model, &words);
    let candidates = commands::acting::completions(model, before).or_else(of_walk);
    let candidates = candidates.unwrap_or_else(|| {
        let regions = model.plan.regions.both().map(ToString::to_string);
        let words = ["down", "up", "--since", "--incident"].map(str::to_owned);
        regions.into_iter().chain(words).collect()
    });
    let mut fitting = candidates.iter().filter(|word| word.starts_with(begun));
    if let (Some(only), None) = (fitting.next(), fitting.next()) {
        model.over = Over::Line(Typed::Command, Line::of(format!("{before}{only} ")));
    }
}

fn entered(model: &mut Model, line: &str) -> Ran {
    let line = line.trim();
    let (word, arguments) = line.split_once(' ').unwrap_or((line, ""));
    if word.is_empty() {
        return Ok(Vec::new());
    }
    let command = commands::of_word(word)
        .ok_or_else(|| format!("there is no command `{word}`; ? lists them"))?;
    if !command.is_available(model) {
        return Err(format!("`{word}` has nothing to do here"));
    }
    command.run(model, arguments)
}

pub(super) fn told(model: &mut Model, ran: Ran) -> Vec<Effect> {
    ran.unwrap_or_else(|why| {
        model.tell(Tone::Wrong, why);
        Vec::new()
    })
}
