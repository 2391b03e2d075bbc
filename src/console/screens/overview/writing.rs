//! Who is writing, and what is lost by failing over now: one row a store.

use crate::assess::{CopyRole, Outlook, State, StoreAssessment, Writers};
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::console::widgets::{Column, Row, Sparkline, Table};
use crate::estate::facts::MetricKey;
use crate::estate::{Scope, Source};
use crate::plan::StoreKind;
use crate::terms::{Instant, Region, Span, Unknown, calendar, clock_time};
use ratatui::text::Line;

/// How many cells the chart of the last hour takes: five minutes each.
const CHART: usize = 12;

/// The section, its title first.
pub fn lines(glance: &Glance<'_>, width: usize, names: usize) -> Vec<Line<'static>> {
    let mut rows: Vec<Row> = glance
        .model
        .assessment()
        .stores()
        .map(|store| row(glance, store))
        .collect();
    if rows.is_empty() {
        let none = glance.piece("the plan declares no store", Role::Dim);
        rows.push(Row {
            cells: Vec::new(),
            across: Some(vec![none]),
        });
    }
    let table = Table {
        title: "Writing".to_owned(),
        columns: vec![
            Column::left("", 9, 9),
            Column::left("", 12, names).lined_up(),
            Column::left("kind", 8, 12).sheds(4),
            Column::left("writer", 10, 14),
            Column::left("copies", 8, 9).sheds(3),
            Column::right("back to", 9, 13),
            Column::left("last hour", CHART, CHART).sheds(9).adornment(),
            Column::right("if lost", 22, 32),
            Column::right("of RPO", 6, 9).sheds(1),
            Column::left("note", 16, 90).fills(),
        ],
        rows,
    };
    table.lines(&glance.look, width)
}

fn row(glance: &Glance<'_>, store: &StoreAssessment) -> Row {
    let mut cells = vec![
        vec![glance.look.state(store.state)],
        vec![glance.piece(&store.name, Role::Text)],
        vec![glance.piece(kind(store), Role::Dim)],
    ];
    if !store.observed {
        let text = Unknown::NotObserved.to_string();
        return Row {
            cells,
            across: Some(vec![glance.piece(format!("? {text}"), Role::Unknown)]),
        };
    }
    let note = match (store.state, store.outlook.loss().and_then(|it| it.caveat)) {
        (State::Ok, caveat) => caveat.unwrap_or_default(),
        _ => store.reason.as_str(),
    };
    cells.extend([
        vec![writer(glance, store)],
        vec![copies(glance, store)],
        vec![point(glance, store)],
        chart(glance, store),
        vec![lost(glance, store)],
        vec![match store.rpo {
            Some(rpo) => glance.piece(rpo.to_string(), Role::Text),
            None => glance.piece("no RPO", Role::Warn),
        }],
        vec![glance.piece(note, Role::Dim)],
    ]);
    Row {
        cells,
        across: None,
    }
}

/// The engine, where AWS told it, or the kind.
fn kind(store: &StoreAssessment) -> String {
    match (&store.engine, store.kind) {
        (Some(engine), StoreKind::Rds) => engine.to_string(),
        _ => store.kind.title().to_owned(),
    }
}

fn writer(glance: &Glance<'_>, store: &StoreAssessment) -> Piece {
    match &store.writers {
        Writers::Copies(list) => match list.as_slice() {
            [] => glance.piece("none", Role::Bad),
            [(_, region)] if *region == store.region => {
                glance.piece(region.to_string(), Role::Text)
            }
            [(_, region)] => glance.piece(region.to_string(), Role::Warn),
            more => {
                let bad = glance.look.glyphs().bad;
                glance.piece(format!("{bad} {} WRITERS", more.len()), Role::Bad)
            }
        },
        Writers::EveryRegion => glance.piece("any Region", Role::Text),
        Writers::Application => glance.piece("by the app", Role::Text),
        Writers::Unknown(why) => {
            let seen = last_word(glance, store, &store.region);
            match glance.silent_since(&store.region).and(seen) {
                Some(seen) => glance
                    .unknown(&Unknown::Stale, Some(seen))
                    .in_role(Role::Unknown),
                None => glance.unknown(why, seen),
            }
        }
    }
}

/// When a Region last told of a store.
fn last_word(glance: &Glance<'_>, store: &StoreAssessment, region: &Region) -> Option<Instant> {
    let source = match store.kind {
        StoreKind::Rds => Source::DbInstances,
        StoreKind::Aurora | StoreKind::AuroraGlobal => Source::DbClusters,
        _ => Source::Metrics,
    };
    glance.seen(source, &Scope::from(region))
}

/// How many of the copies accept writes.
fn copies(glance: &Glance<'_>, store: &StoreAssessment) -> Piece {
    let all = store.copies.len();
    if all == 0 {
        return glance.piece("–", Role::Dim);
    }
    let of = |role| store.copies.iter().filter(|copy| copy.role == role).count();
    let (open, unseen) = (of(CopyRole::Writer), of(CopyRole::Unknown));
    if unseen > 0 && matches!(store.writers, Writers::Unknown(_)) {
        return glance.piece(format!("? of {all}"), Role::Unknown);
    }
    let role = if open == 1 { Role::Text } else { Role::Bad };
    glance.piece(format!("{open}/{all} open"), role)
}

fn point(glance: &Glance<'_>, store: &StoreAssessment) -> Piece {
    match &store.outlook {
        Outlook::Replicated(loss) | Outlook::FromBackup(loss) => {
            glance.piece(instant(loss.point, glance.now), Role::Text)
        }
        Outlook::NoCopy => glance.piece("none", Role::Bad),
        Outlook::Unknown(_) => glance.piece("?", Role::Unknown),
    }
}

/// The time of day, and the day with it where that could be another.
fn instant(at: Instant, now: Instant) -> String {
    if Span::between(at, now) < Span::hours(12) {
        clock_time(at)
    } else {
        calendar(at)
    }
}

fn chart(glance: &Glance<'_>, store: &StoreAssessment) -> Vec<Piece> {
    let Some(key) = &store.lag_metric else {
        return Vec::new();
    };
    let Some(series) = glance.model.estate().metric(key) else {
        return Vec::new();
    };
    let unit = seconds_per_unit(key);
    let samples = || series.samples().map(|it| (it.at, it.value * unit));
    let largest = samples().map(|(_, lag)| lag).fold(0.0, f64::max);
    let top = store.rpo.map_or(largest, Span::as_seconds);
    let chart = Sparkline::of(samples(), glance.now, Span::hours(1), CHART, top);
    if chart.is_empty() {
        return vec![glance.piece("no samples", Role::Dim)];
    }
    chart.pieces(&glance.look)
}

/// Seconds in one unit of a lag metric: Aurora's and DynamoDB's count in
/// milliseconds (`AuroraGlobalDB…Lag`, `ReplicationLatency` of `AWS/DynamoDB`).
fn seconds_per_unit(key: &MetricKey) -> f64 {
    if key.name.starts_with("AuroraGlobalDB") || key.namespace == "AWS/DynamoDB" {
        0.001
    } else {
        1.0
    }
}

fn lost(glance: &Glance<'_>, store: &StoreAssessment) -> Piece {
    let over = if store.state == State::Bad {
        Role::Bad
    } else {
        Role::Text
    };
    match &store.outlook {
        Outlook::Replicated(loss) => glance.piece(loss.words(glance.now), over),
        Outlook::FromBackup(loss) => {
            glance.piece(format!("{} (backup)", loss.words(glance.now)), over)
        }
        Outlook::NoCopy => {
            let to = glance.model.plan.other_region(&store.region);
            glance.piece(format!("no copy in {to}"), Role::Bad)
        }
        Outlook::Unknown(why) => {
            let to = glance.model.plan.other_region(&store.region);
            glance.unknown(why, last_word(glance, store, to))
        }
    }
}
