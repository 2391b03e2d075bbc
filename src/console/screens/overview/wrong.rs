//! What is wrong first: the findings, the most severe first. Only those that
//! are visible become rows.

use crate::assess::{Finding, Severity, State};
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::console::widgets::{Column, Row, Table};
use crate::terms::{Instant, Span};
use ratatui::text::Line;
use std::ops::Range;

const SEVERITY: usize = 8;
const ID: usize = 7;
const SINCE: usize = 12;

/// From which width on there is room to say since when.
const WIDE: usize = 100;

/// The longest that what a finding is about is shown: the rest is for what is
/// wrong with it.
const SUBJECT: usize = 32;

/// The title, with how many there are of which severity.
pub fn title(glance: &Glance<'_>, width: usize) -> Line<'static> {
    let mut pieces = vec![glance.piece("Wrong first", Role::Title)];
    let counts: Vec<String> = [Severity::High, Severity::Medium, Severity::Low]
        .into_iter()
        .filter_map(|severity| {
            let findings = glance.model.assessment().findings();
            let count = findings.filter(|it| it.severity == severity).count();
            (count > 0).then(|| format!("{count} {}", severity.word()))
        })
        .collect();
    if !counts.is_empty() {
        pieces.push(glance.piece(format!("  {}", counts.join(", ")), Role::Dim));
    }
    glance.look.line(pieces, width)
}

/// The rows of these findings.
pub fn rows(glance: &Glance<'_>, width: usize, range: Range<usize>) -> Vec<Line<'static>> {
    let rows: Vec<Row> = glance
        .model
        .assessment()
        .findings()
        .skip(range.start)
        .take(range.len())
        .map(|finding| row(glance, finding))
        .collect();
    if rows.is_empty() {
        // Nothing found is not nothing wrong: it may be that nothing was seen.
        let text = "nothing was found in what was seen so far";
        return vec![glance.look.line(vec![glance.piece(text, Role::Dim)], width)];
    }
    let dated = width >= WIDE && rows.iter().any(|row| !row.cells[3].is_empty());
    let since = if dated { SINCE + 2 } else { 0 };
    let text = width.saturating_sub(SEVERITY + ID + since + 4).max(10);
    let table = Table {
        title: String::new(),
        columns: vec![
            Column::left("", SEVERITY, SEVERITY),
            Column::left("", ID, ID),
            Column::left("", text, text),
            Column::right("", SINCE, SINCE).fills(),
        ],
        rows,
    };
    table.lines(&glance.look, width).split_off(1)
}

fn row(glance: &Glance<'_>, finding: &Finding) -> Row {
    let subject = glance.piece(finding.subject.to_string(), Role::Title);
    let mut text = glance.look.clip(vec![subject], SUBJECT);
    text.push(glance.piece(format!(": {}", finding.text), Role::Text));
    Row {
        cells: vec![
            vec![severity(glance, finding.severity)],
            vec![glance.piece(finding.check.id, Role::Text)],
            text,
            finding
                .since
                .map(|instant| since(glance, instant))
                .into_iter()
                .collect(),
        ],
        across: None,
    }
}

fn severity(glance: &Glance<'_>, severity: Severity) -> Piece {
    let state = match severity {
        Severity::High => State::Bad,
        Severity::Medium => State::Warn,
        Severity::Low => State::Stale,
    };
    let (glyph, role) = glance.look.mark(state);
    let role = if severity == Severity::Low {
        Role::Dim
    } else {
        role
    };
    glance.piece(format!("{glyph} {}", severity.word()), role)
}

fn since(glance: &Glance<'_>, since: Instant) -> Piece {
    let today = Span::between(since, glance.now) < Span::hours(12);
    let format = if today { "%H:%MZ" } else { "%b %-d" };
    glance.piece(format!("since {}", since.format(format)), Role::Dim)
}
