//! Draws a chart: its heading, its lines with their labels, the times below it.

use super::{Chart, LONGEST, Part, Scale, label_width, rpo};
use crate::console::look::{Characters, Look, Piece, width as width_of};
use crate::console::theme::Role;
use crate::terms::{Instant, Span};
use ratatui::text::Line;

/// Minutes between two marks of the time.
const MARKS: [i64; 6] = [15, 30, 60, 120, 180, 360];

/// Cells that a time below the chart takes, with the mark before it.
const TIME: usize = 7;

/// The characters of a chart beside those that every screen has.
struct Glyphs {
    /// From nearly nothing to a full cell.
    levels: [&'static str; 8],
    objective: &'static str,
    mark: &'static str,
    corner: &'static str,
    time: &'static str,
}

/// A time in which nothing replicated.
const INACTIVE: &str = "×";

const fn glyphs(characters: Characters) -> Glyphs {
    match characters {
        Characters::Unicode => Glyphs {
            levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
            objective: "╌",
            mark: "┤",
            corner: "└",
            time: "┬",
        },
        Characters::Console => Glyphs {
            levels: ["_", "░", "░", "▒", "▒", "▓", "▓", "█"],
            objective: "-",
            mark: "│",
            corner: "│",
            time: "│",
        },
        Characters::Ascii => Glyphs {
            levels: ["_", ".", ".", ".", ":", ":", ":", "#"],
            objective: "-",
            mark: "+",
            corner: "+",
            time: "|",
        },
    }
}

impl Chart {
    /// The chart under a line that says what it is of and how much time it
    /// shows, with the times below it.
    #[must_use]
    pub fn lines(&self, look: &Look, title: &str, width: usize) -> Vec<Line<'static>> {
        let glyphs = &glyphs(look.characters);
        let scale = Scale::of(self);
        let labels = label_width(self.objective);
        let mut lines = vec![self.heading(look, scale, title, width)];
        for row in (0..scale.rows).rev() {
            let mut pieces = self.label(look, glyphs, scale, row, labels);
            pieces.extend(self.cells(look, glyphs, scale, row));
            lines.push(look.line(pieces, width));
        }
        lines.push(look.line(self.times(look, glyphs, labels), width));
        lines
    }

    fn heading(&self, look: &Look, scale: Scale, title: &str, width: usize) -> Line<'static> {
        let mut said = Vec::new();
        if self.any(|part| matches!(part, Part::Lag(lag) if lag > scale.top())) {
            said.push((
                format!("{} above the chart", look.glyphs().rising),
                Role::Bad,
            ));
        }
        if self.any(|part| part == Part::Inactive) {
            said.push((format!("{} not replicating", INACTIVE), Role::Bad));
        }
        let each = self.each.unsigned_abs();
        let (span, each) = (
            Span::minutes(each * self.parts.len() as u64),
            Span::minutes(each),
        );
        said.push((format!("last {span}, a column is {each}"), Role::Dim));
        let between = look.glyphs().between;
        let mut pieces = Vec::new();
        for (at, (text, role)) in said.into_iter().enumerate() {
            if at > 0 {
                pieces.push(look.piece(between, Role::Dim));
            }
            pieces.push(look.piece(text, role));
        }
        let room = width.saturating_sub(width_of(&pieces) + 2);
        let mut line = look.clip(vec![look.piece(title, Role::Title)], room);
        let gap = width.saturating_sub(width_of(&line) + width_of(&pieces));
        line.push(look.piece(" ".repeat(gap), Role::Text));
        line.extend(pieces);
        look.line(line, width)
    }

    /// What a line stands for, at its lower edge.
    fn label(
        &self,
        look: &Look,
        glyphs: &Glyphs,
        scale: Scale,
        row: usize,
        labels: usize,
    ) -> Vec<Piece> {
        let every = scale.rows.div_ceil(4);
        let (text, role) = match self.objective {
            Some(objective) if scale.line == Some(row) => (Some(rpo(objective)), Role::Title),
            Some(objective) if scale.line.is_none() && row + 1 == scale.rows => {
                let text = format!("{} {}", rpo(objective), look.glyphs().rising);
                (Some(text), Role::Dim)
            }
            _ if scale.round && row > 0 && row.is_multiple_of(every) => {
                (Some(length(scale.step * row as f64)), Role::Dim)
            }
            _ => (None, Role::Dim),
        };
        let axis = if text.is_some() {
            glyphs.mark
        } else {
            look.glyphs().bar
        };
        let text = text.unwrap_or_default();
        vec![
            look.piece(format!("{text:>labels$} "), role),
            look.piece(axis, Role::Rule),
        ]
    }

    fn cells(&self, look: &Look, glyphs: &Glyphs, scale: Scale, row: usize) -> Vec<Piece> {
        let mut ended = false;
        let cells = self.parts.iter().map(|part| {
            let begins = *part == Part::Gap && !ended;
            ended = *part == Part::Gap;
            let empty = if scale.line == Some(row) {
                (glyphs.objective, Role::Warn)
            } else {
                (" ", Role::Dim)
            };
            match part {
                Part::Gap if begins && row == 0 => (look.glyphs().gap, Role::Dim),
                Part::Inactive if row == 0 => (INACTIVE, Role::Bad),
                Part::Gap | Part::Inactive => empty,
                Part::Lag(lag) => bar(look, glyphs, scale, *lag, row).unwrap_or(empty),
            }
        });
        joined(look, cells)
    }

    /// The floor of the chart with the times of day in it.
    fn times(&self, look: &Look, glyphs: &Glyphs, labels: usize) -> Vec<Piece> {
        let apart = MARKS.into_iter().find(|minutes| {
            usize::try_from(minutes / self.each).is_ok_and(|columns| columns > TIME)
        });
        let apart = apart.unwrap_or(LONGEST);
        let mut floor = String::new();
        let mut taken = 0;
        for column in 0..self.parts.len() {
            if taken > column {
                continue;
            }
            taken = column + 1;
            let minute = self.first + self.each * i64::try_from(column).unwrap_or(0);
            let marked = minute.rem_euclid(apart) < self.each;
            let at = Instant::from_timestamp(minute * 60, 0);
            match at.filter(|_| marked) {
                None => floor.push_str(look.glyphs().rule),
                Some(at) => {
                    floor.push_str(glyphs.time);
                    if column + TIME <= self.parts.len() {
                        floor.push_str(&at.format("%H:%MZ").to_string());
                        taken = column + TIME;
                    }
                }
            }
        }
        vec![
            look.piece(format!("{:>labels$} ", "0"), Role::Dim),
            look.piece(glyphs.corner, Role::Rule),
            look.piece(floor, Role::Dim),
        ]
    }
}

/// What of a lag's bar stands in a line; `None` where it does not reach.
fn bar(
    look: &Look,
    glyphs: &Glyphs,
    scale: Scale,
    lag: f64,
    row: usize,
) -> Option<(&'static str, Role)> {
    let filled = scale.eighths(lag).saturating_sub(row * 8).min(8);
    let level = filled.checked_sub(1)?;
    let role = if scale.is_over(lag) {
        Role::Bad
    } else {
        Role::Dim
    };
    if lag > scale.top() && row + 1 == scale.rows {
        return Some((look.glyphs().rising, role));
    }
    Some((glyphs.levels[level], role))
}

/// A length of time beside a line, in milliseconds where tenths are too coarse.
fn length(seconds: f64) -> String {
    match Span::from_seconds(seconds) {
        Some(span) if seconds >= 1.0 => span.to_string(),
        _ => format!("{:.0} ms", seconds * 1_000.0),
    }
}

/// Neighbouring cells of one role as one piece.
fn joined(look: &Look, cells: impl Iterator<Item = (&'static str, Role)>) -> Vec<Piece> {
    let mut runs: Vec<(String, Role)> = Vec::new();
    for (cell, role) in cells {
        match runs.last_mut() {
            Some((text, last)) if *last == role => text.push_str(cell),
            _ => runs.push((cell.to_owned(), role)),
        }
    }
    let pieces = runs.into_iter().map(|(text, role)| look.piece(text, role));
    pieces.collect()
}
