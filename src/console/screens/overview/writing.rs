//! Who is writing, and what is lost by failing over now: one row a store.

use crate::assess::{CopyRole, State, StoreAssessment, Writers};
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::screens::stores::{CHART, chart, kind, last_word, lost, point};
use crate::console::theme::Role;
use crate::console::widgets::{Column, Row, Table};
use crate::terms::Unknown;
use ratatui::text::Line;

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
