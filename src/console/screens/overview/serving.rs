//! Who is serving: what the zones' own name servers answer, against what they
//! should.

use crate::assess::{AnswerNow, FlipMeans, RecordAssessment, State};
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::console::widgets::{Column, Row, Table};
use crate::estate::{Scope, Source};
use crate::terms::{Instant, Known, Region};
use ratatui::text::Line;

/// The title of the section, and a row for each of these records.
pub fn lines(
    glance: &Glance<'_>,
    records: &[&RecordAssessment],
    width: usize,
    names: usize,
) -> Vec<Line<'static>> {
    let mut rows: Vec<Row> = records.iter().map(|it| row(glance, it)).collect();
    if glance.model.plan.records.is_empty() {
        let none = glance.piece("the plan declares no record", Role::Dim);
        rows.push(Row {
            cells: Vec::new(),
            across: Some(vec![none]),
        });
    }
    let table = Table {
        title: "Serving".to_owned(),
        columns: vec![
            Column::left("", 9, 9),
            Column::left("", 12, names).lined_up(),
            Column::left("should be", 9, 14),
            Column::left("answers now", 21, 36),
            Column::left("health", 10, 22).sheds(1),
            Column::left("switch", 18, 21).sheds(3),
            Column::right("TTL", 5, 8).sheds(2),
            Column::left("note", 16, 90).fills(),
        ],
        rows,
    };
    table.lines(&glance.look, width)
}

fn row(glance: &Glance<'_>, record: &RecordAssessment) -> Row {
    let should_be = glance.piece(record.should_be.to_string(), Role::Text);
    let note = if record.state == State::Ok {
        Vec::new()
    } else {
        vec![glance.piece(&record.reason, Role::Dim)]
    };
    Row {
        cells: vec![
            vec![glance.look.state(record.state)],
            vec![glance.piece(&record.name, Role::Text)],
            vec![should_be],
            answer(glance, record),
            vec![health(glance, record)],
            vec![glance.piece(switch(record.means), Role::Text)],
            vec![ttl(glance, record)],
            note,
        ],
        across: None,
    }
}

fn answer(glance: &Glance<'_>, record: &RecordAssessment) -> Vec<Piece> {
    let answer = match &record.answer {
        Known::Known(answer) => answer,
        Known::Unknown(why) => {
            let seen = glance.seen(Source::NameServers, &Scope::Global);
            return vec![glance.unknown(why, seen)];
        }
    };
    let mut pieces = vec![answered_region(glance, answer, &record.should_be)];
    let values: Vec<String> = answer.values.iter().map(ToString::to_string).collect();
    pieces.push(glance.piece(format!("  {}", values.join(", ")), Role::Dim));
    let (agreeing, asked) = answer.servers;
    if agreeing < asked {
        let text = format!("  {agreeing}/{asked} servers");
        pieces.insert(1, glance.piece(text, Role::Warn));
    }
    pieces
}

fn answered_region(glance: &Glance<'_>, answer: &AnswerNow, should_be: &Region) -> Piece {
    match &answer.region {
        Known::Known(region) if region == should_be => glance.piece(region.to_string(), Role::Text),
        Known::Known(region) => glance.piece(region.to_string(), Role::Bad),
        Known::Unknown(_) => glance.piece("? Region", Role::Unknown),
    }
}

/// What the PRIMARY's health check comes to, beside what its checkers see: an
/// inverted one is healthy while they fail, a disabled one always.
fn health(glance: &Glance<'_>, record: &RecordAssessment) -> Piece {
    match &record.checkers {
        Known::Known((succeeding, all)) => {
            let primary = record.pair.value().and_then(|sides| sides.first());
            let healthy = primary.and_then(|side| side.healthy.value());
            let counted = format!("{succeeding}/{all}");
            let (text, role) = match (healthy, *succeeding) {
                (Some(true), some) if some == *all => (format!("{counted} ok"), Role::Ok),
                (Some(true), 0) => (format!("ok at {counted}"), Role::Ok),
                (Some(true), _) => (format!("{counted} ok"), Role::Warn),
                (Some(false), _) => (format!("bad at {counted}"), Role::Bad),
                (None, _) => (format!("? at {counted}"), Role::Unknown),
            };
            glance.piece(text, role)
        }
        Known::Unknown(why) => match control_plane_silent(glance) {
            Some(since) => glance.piece(format!("? {}", glance.ago(since)), Role::Unknown),
            None => glance.unknown(why, glance.seen(Source::Checkers, &Scope::Global)),
        },
    }
}

/// When Route 53's checkers were last heard of, while its control plane is silent.
fn control_plane_silent(glance: &Glance<'_>) -> Option<Instant> {
    let slice = glance
        .model
        .estate()
        .slice(Source::Checkers, &Scope::Global)?;
    let silent = slice.failure.as_ref()?.kind.is_silence();
    slice.seen.filter(|_| silent)
}

const fn switch(means: FlipMeans) -> &'static str {
    match means {
        FlipMeans::StandbyTakesOver => "standby takes over",
        FlipMeans::HealthCheckOnly => "by health check only",
    }
}

fn ttl(glance: &Glance<'_>, record: &RecordAssessment) -> Piece {
    let answered = record.answer.value().map(|answer| answer.ttl_seconds);
    let declared = || {
        let side = record.pair.value()?.first()?;
        side.ttl_seconds.and_then(|ttl| u32::try_from(ttl).ok())
    };
    match answered.or_else(declared) {
        Some(seconds) => glance.piece(format!("{seconds} s"), Role::Text),
        None => glance.piece("?", Role::Unknown),
    }
}
