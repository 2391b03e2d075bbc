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
    let text = width.saturating_sub(SEVERITY + ID + SINCE + 6).max(10);
    let table = Table {
        title: String::new(),
        columns: vec![
            Column::left("", SEVERITY, SEVERITY),
            Column::left("", ID, ID),
            Column::left("", text, text),
            Column::right("", SINCE, SINCE).sheds(1),
        ],
        rows,
    };
    table.lines(&glance.look, width).split_off(1)
}

fn row(glance: &Glance<'_>, finding: &Finding) -> Row {
    Row {
        cells: vec![
            vec![severity(glance, finding.severity)],
            vec![glance.piece(finding.check.id, Role::Text)],
            vec![
                glance.piece(finding.subject.to_string(), Role::Title),
                glance.piece(format!(": {}", finding.text), Role::Text),
            ],
            vec![since(glance, finding.since)],
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

fn since(glance: &Glance<'_>, since: Option<Instant>) -> Piece {
    let text = match since {
        None => String::new(),
        Some(since) if Span::between(since, glance.now) < Span::hours(12) => {
            format!("since {}", since.format("%H:%MZ"))
        }
        Some(since) => format!("since {}", since.format("%b %-d")),
    };
    glance.piece(text, Role::Dim)
}
