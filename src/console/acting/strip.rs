//! What stands under the header on every screen: two that accept writes, what is
//! under way, and the walk.

use super::underway;
use super::writers::{self, Danger};
use crate::assess::State;
use crate::console::glance;
use crate::console::look::Look;
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::console::walking;
use crate::console::widgets::wrapped;
use ratatui::text::Line;

/// How many lines it has at most, where there is room.
const MOST: usize = 4;

/// How many lines one thing has at most.
const EACH: usize = 2;

/// From how many rows on there is room.
const ROOMY: u16 = 24;

/// Something that is told: a mark, and what there is to say.
struct Told {
    mark: String,
    role: Role,
    text: String,
    of_text: Role,
}

/// How many lines it has now.
pub(in crate::console) fn height(model: &Model) -> usize {
    let (columns, _) = model.size;
    lines(model, usize::from(columns.saturating_sub(2))).len()
}

/// Its lines, of at most so many cells.
pub(in crate::console) fn lines(model: &Model, width: usize) -> Vec<Line<'static>> {
    if glance::another_account(model) {
        return Vec::new();
    }
    let look = &model.session.look;
    let dangers = writers::told(model).into_iter().map(|it| danger(look, it));
    let under_way = underway::told(model).into_iter().map(|(mark, text)| Told {
        mark: mark.to_owned(),
        role: Role::BandNotKnown,
        text,
        of_text: Role::Text,
    });
    let walk = walking::strip::told(model).map(|(mark, text)| Told {
        mark: mark.to_owned(),
        role: Role::BandNotKnown,
        text,
        of_text: Role::Text,
    });
    let all: Vec<Told> = dangers.chain(under_way).chain(walk).collect();
    let (_, rows) = model.size;
    let most = if rows < ROOMY { MOST / 2 } else { MOST };
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (at, told) in all.iter().enumerate() {
        let left = most - lines.len();
        let others = all.len() - at - 1;
        if left == 1 && others > 0 {
            let text = format!(
                "and {} more: 1 shows the stores, the journal what is under way",
                others + 1
            );
            lines.push(look.line(vec![look.piece(text, Role::Bad)], width));
            break;
        }
        // A line is left for those that follow.
        let room = left.saturating_sub(usize::from(others > 0)).clamp(1, EACH);
        lines.extend(of(look, told, width, room));
    }
    lines
}

fn of(look: &Look, told: &Told, width: usize, most: usize) -> Vec<Line<'static>> {
    let mark = look.piece(format!(" {} ", told.mark), told.role);
    let indent = mark.width() + 1;
    let text = look.piece(&told.text, told.of_text);
    let mut rows = wrapped(text.text(), width.saturating_sub(indent));
    if rows.len() > most {
        let rest = rows.split_off(most - 1).join(" ");
        rows.push(rest);
    }
    let mut first = vec![mark, look.piece(" ", Role::Text)];
    rows.into_iter()
        .map(|row| {
            let blank = look.piece(" ".repeat(indent), Role::Text);
            let mut pieces = std::mem::replace(&mut first, vec![blank]);
            pieces.push(look.piece(row, told.of_text));
            look.line(pieces, width)
        })
        .collect()
}

fn danger(look: &Look, danger: Danger) -> Told {
    let (state, word, role, text) = match danger {
        Danger::Split(text) => (State::Bad, "SPLIT-BRAIN", Role::BandDown, text),
        Danger::Fenced(text) => (State::Warn, "FENCED", Role::BandAtRisk, text),
        Danger::NotKnown(text) => (State::Unknown, "OLD PRIMARY", Role::BandNotKnown, text),
    };
    let (glyph, _) = look.mark(state);
    Told {
        mark: format!("{glyph} {word}"),
        role,
        text,
        of_text: Role::Title,
    }
}

/// What of it there is no room to say in whole, in a word.
pub(in crate::console) fn word(model: &Model) -> Option<&'static str> {
    let split = writers::told(model)
        .iter()
        .any(|danger| matches!(danger, Danger::Split(_)));
    split.then_some("SPLIT-BRAIN")
}
