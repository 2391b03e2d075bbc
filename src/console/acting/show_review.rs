//! The review as it is drawn: whatever the height, never without the phrase, what
//! refuses, and Cancel.

use super::dialog::{Dialog, Focus};
use super::show_facts::{LABEL, Part, facts, labelled, of_selected};
use crate::act::{Class, Inverse, NotConfirmed, Proposal};
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::look::{Look, Piece, width as width_of};
use crate::console::theme::Role;
use crate::console::widgets::wrapped;
use ratatui::text::Line;

/// How many checks are shown even where there is hardly room.
const LEAST_CHECKS: usize = 2;

/// How many checks are shown before anything else has a second line.
const FEW_CHECKS: usize = 7;

/// The lines of a review.
pub(in crate::console) fn lines(
    glance: &Glance<'_>,
    dialog: &Dialog,
    width: usize,
    height: usize,
) -> Vec<Line<'static>> {
    let look = &glance.look;
    let mut head = vec![title(glance, dialog, width)];
    let mut foot = in_the_way(glance, dialog, width);
    foot.extend(phrase(look, dialog, width, height));
    foot.push(input(look, dialog, width));
    head.push(inverse(look, dialog.review.proposal(), width));
    let room = height.saturating_sub(head.len() + foot.len());
    let middle = if dialog.said.is_empty() {
        middle(glance, dialog, width, room)
    } else {
        said(look, &dialog.said, width, room)
    };
    let mut lines = head;
    lines.extend(middle);
    lines.resize(height.saturating_sub(foot.len()).max(1), Line::default());
    lines.extend(foot);
    lines
}

fn title(glance: &Glance<'_>, dialog: &Dialog, width: usize) -> Line<'static> {
    let look = &glance.look;
    let proposal = dialog.review.proposal();
    let name = format!("{} {} ", proposal.action.name, proposal.target_name());
    let mut pieces = look.clip(vec![look.piece(name, Role::Title)], width);
    let rest = width.saturating_sub(width_of(&pieces));
    pieces.push(look.piece(look.glyphs().rule.repeat(rest), Role::Rule));
    look.line(pieces, width)
}

fn inverse(look: &Look, proposal: &Proposal, width: usize) -> Line<'static> {
    let pieces = match &proposal.prepared.inverse {
        Inverse::Irreversible => vec![look.piece(" IRREVERSIBLE ", Role::Refuse)],
        Inverse::By { words, .. } => vec![
            look.piece("undone by ", Role::Dim),
            look.piece(words, Role::Text),
        ],
    };
    look.line(pieces, width)
}

fn middle(glance: &Glance<'_>, dialog: &Dialog, width: usize, room: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    let proposal = dialog.review.proposal();
    let consequence: Vec<Line<'static>> = wrapped(&proposal.prepared.consequence, width)
        .into_iter()
        .map(|row| look.line(vec![look.piece(row, Role::Text)], width))
        .collect();
    let before = vec![Part {
        lines: consequence,
        rank: 6,
    }];
    let mut after = vec![Part {
        lines: of_selected(look, dialog, width),
        rank: 9,
    }];
    after.extend(facts(glance, proposal, width));
    let checks = dialog.rows();
    let mut left = room.saturating_sub(checks.min(LEAST_CHECKS));
    let mut all: Vec<Part> = before.into_iter().chain(after).collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(all[*at].rank));
    // A line of each first, in order; what is left over to the first of them.
    let mut taken = vec![0; all.len()];
    for most in [1, 2, usize::MAX] {
        for at in &order {
            let wanted = all[*at].lines.len().min(most) - taken[*at].min(all[*at].lines.len());
            let given = wanted.min(left);
            taken[*at] += given;
            left -= given;
        }
        let shown = match most {
            1 => checks.min(FEW_CHECKS).saturating_sub(LEAST_CHECKS),
            2 => checks.saturating_sub(FEW_CHECKS),
            _ => 0,
        };
        left = left.saturating_sub(shown);
    }
    for (part, taken) in all.iter_mut().zip(&taken) {
        part.lines.truncate(*taken);
    }
    let used: usize = taken.iter().sum();
    let shown = room.saturating_sub(used).min(checks);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut blank = room.saturating_sub(used + shown).min(3);
    let mut gap = |lines: &mut Vec<Line<'static>>| {
        if blank > 0 {
            blank -= 1;
            lines.push(Line::default());
        }
    };
    let mut parts = all.into_iter();
    lines.extend(parts.next().map(|part| part.lines).unwrap_or_default());
    gap(&mut lines);
    lines.extend(check_lines(look, dialog, width, shown));
    lines.extend(parts.next().map(|part| part.lines).unwrap_or_default());
    gap(&mut lines);
    lines.extend(parts.flat_map(|part| part.lines));
    gap(&mut lines);
    lines.truncate(room);
    lines
}

/// The glyph of a class, and its role: each is told apart by its word as well.
fn mark(look: &Look, class: Class) -> (&'static str, Role) {
    match class {
        Class::Pass => look.mark(State::Ok),
        Class::Warn => look.mark(State::Warn),
        Class::Block => look.mark(State::Bad),
        Class::Refuse => (look.glyphs().refuses, Role::Refuse),
    }
}

/// The checks that are visible: always the selected one.
fn check_lines(look: &Look, dialog: &Dialog, width: usize, shown: usize) -> Vec<Line<'static>> {
    let last_top = dialog.rows().saturating_sub(shown);
    let top = dialog.row.saturating_sub(shown / 2).min(last_top);
    (top..dialog.rows())
        .take(shown)
        .map(|row| check_line(look, dialog, row, width))
        .collect()
}

fn check_line(look: &Look, dialog: &Dialog, row: usize, width: usize) -> Line<'static> {
    let selected = dialog.focus == Focus::Checks && dialog.row == row;
    let proposal = dialog.review.proposal();
    let towards = look.glyphs().towards;
    let marker = if dialog.row == row { towards } else { " " };
    let mut pieces = vec![look.piece(format!("{marker} "), Role::Key)];
    match proposal.checks.get(row) {
        Some(check) => {
            let (glyph, role) = mark(look, check.class());
            let word = format!("{glyph} {}", check.class().word());
            pieces.push(look.piece(&word, role));
            let rest = 10_usize.saturating_sub(look.piece(&word, role).width());
            pieces.push(look.piece(
                format!("{}{:<13} ", " ".repeat(rest), check.id()),
                Role::Dim,
            ));
            if let Some(reason) = dialog.review.overrides().get(check.id()) {
                pieces.push(look.piece(format!("overridden: {reason} | "), Role::Warn));
            }
            pieces.push(look.piece(&check.found.says, Role::Text));
        }
        None => {
            let not_checked = row.checked_sub(proposal.checks.len());
            let what = not_checked.and_then(|at| proposal.action.not_checked.get(at));
            let what = what.copied().unwrap_or_default();
            pieces.push(look.piece(format!("{:<23} ", "– not checked"), Role::Unknown));
            pieces.push(look.piece(what, Role::Text));
        }
    }
    let line = look.line(pieces, width);
    if selected {
        look.selected(line, width)
    } else {
        line
    }
}

/// What stands in the way, by name: what refuses first.
fn in_the_way(glance: &Glance<'_>, dialog: &Dialog, width: usize) -> Vec<Line<'static>> {
    let look = &glance.look;
    let review = &dialog.review;
    let proposal = review.proposal();
    let refused: Vec<&str> = proposal.of_class(Class::Refuse).map(|it| it.id()).collect();
    let blocked = proposal.of_class(Class::Block).map(|it| it.id());
    let blocked: Vec<&str> = blocked
        .filter(|id| !review.overrides().contains_key(id))
        .collect();
    let mut lines = Vec::new();
    for (class, ids) in [(Class::Refuse, refused), (Class::Block, blocked)] {
        if ids.is_empty() {
            continue;
        }
        let (glyph, role) = mark(look, class);
        let mut pieces = vec![look.piece(format!("{glyph} {}", class.word()), role)];
        let rest = LABEL.saturating_sub(width_of(&pieces));
        pieces.push(look.piece(
            format!("{}{}", " ".repeat(rest), ids.join(", ")),
            Role::Title,
        ));
        lines.push(look.line(pieces, width));
    }
    let obstacles = review.obstacles(glance.now);
    let expired = obstacles
        .iter()
        .find(|it| matches!(it, NotConfirmed::Expired(_)));
    let over = expired
        .map(ToString::to_string)
        .into_iter()
        .chain(dialog.gone.clone());
    lines.extend(over.map(|text| look.line(vec![look.piece(text, Role::Bad)], width)));
    lines
}

/// What is to be typed: all of it, however long.
fn phrase(look: &Look, dialog: &Dialog, width: usize, height: usize) -> Vec<Line<'static>> {
    let phrase = dialog.review.proposal().phrase().to_string();
    let most = (height / 3).max(1);
    let text = (phrase.as_str(), Role::Title);
    labelled(look, ("type", Role::Dim), text, width, most)
}

/// What is typed so far, and the way out.
fn input(look: &Look, dialog: &Dialog, width: usize) -> Line<'static> {
    let towards = look.glyphs().towards;
    let marker = |has: bool| look.piece(if has { towards } else { " " }, Role::Key);
    let cancels = dialog.focus == Focus::Cancel && dialog.reason.is_none();
    let of_cancel = if cancels { Role::Open } else { Role::Text };
    let cancel = [marker(cancels), look.piece(" [ Cancel ]", of_cancel)];
    let types = dialog.reason.is_some() || dialog.focus == Focus::Phrase;
    let (label, typed) = match &dialog.reason {
        Some((check, reason)) => (format!("why not {check} "), reason),
        None => (format!("{:10}", ""), &dialog.typed),
    };
    let mut line: Vec<Piece> = vec![marker(types), look.piece(format!(" {label}"), Role::Dim)];
    let room = width.saturating_sub(width_of(&line) + width_of(&cancel) + 2);
    let cursor = look.piece(look.glyphs().cursor, Role::Key);
    let (before, after) = typed.around();
    let (before, after) = (
        look.piece(before, Role::Input),
        look.piece(after, Role::Input),
    );
    let room = room.saturating_sub(cursor.width());
    // What is behind the cursor gives way first, its beginning last.
    let behind = after.width().min(room / 2);
    let before = tail(before.text(), room.saturating_sub(behind));
    line.push(look.piece(before, Role::Input));
    if types {
        line.push(cursor);
    }
    line.extend(look.clip(vec![after], behind));
    let rest = width.saturating_sub(width_of(&line) + width_of(&cancel));
    line.push(look.piece(" ".repeat(rest), Role::Text));
    line.extend(cancel);
    look.line(line, width)
}

/// The end of a text, in at most so many cells.
fn tail(text: &str, cells: usize) -> String {
    use unicode_width::UnicodeWidthChar;
    let mut left = cells;
    let mut kept: Vec<char> = Vec::new();
    for character in text.chars().rev() {
        let wide = character.width().unwrap_or(0);
        if wide > left {
            break;
        }
        left -= wide;
        kept.push(character);
    }
    kept.into_iter().rev().collect()
}

/// Every reason why it was not confirmed.
fn said(look: &Look, said: &[String], width: usize, room: usize) -> Vec<Line<'static>> {
    let count = said.len();
    let head = match count {
        1 => "NOT CONFIRMED, for this reason".to_owned(),
        many => format!("NOT CONFIRMED, for {many} reasons"),
    };
    let (glyph, _) = look.mark(State::Bad);
    let head = look.piece(format!(" {glyph} {head} "), Role::Bad);
    let mut lines = vec![Line::default(), look.line(vec![head], width)];
    // In whole where there is room, a line each where there is not.
    let in_whole: Vec<Vec<String>> = said
        .iter()
        .map(|text| wrapped(look.piece(text, Role::Text).text(), width.saturating_sub(4)))
        .collect();
    let fits = in_whole.iter().map(Vec::len).sum::<usize>() + lines.len() <= room;
    let rows: Vec<String> = if fits {
        in_whole
            .into_iter()
            .flat_map(|rows| {
                let rows = rows.into_iter().enumerate();
                rows.map(|(at, row)| format!("{} {row}", if at == 0 { "  –" } else { "   " }))
            })
            .collect()
    } else {
        said.iter().map(|text| format!("  – {text}")).collect()
    };
    let left = room.saturating_sub(lines.len());
    let more = rows.len().saturating_sub(left);
    let shown = if more > 0 {
        left.saturating_sub(1)
    } else {
        left
    };
    let rows_shown = rows.iter().take(shown);
    lines.extend(rows_shown.map(|row| look.line(vec![look.piece(row, Role::Text)], width)));
    if more > 0 {
        let text = format!("  and {} more, among the checks", rows.len() - shown);
        lines.push(look.line(vec![look.piece(text, Role::Bad)], width));
    }
    lines.truncate(room);
    lines
}
