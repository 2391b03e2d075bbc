//! If replication is no use, since it copies corruption as fast as anything
//! else: what can be brought back from backups, and where.

use crate::assess::{BackupPoint, State, StoreAssessment};
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::theme::Role;
use crate::console::widgets::{Column, Row, Table};
use crate::estate::{Freshness, Scope, Source};
use crate::terms::{Known, Region, calendar};
use ratatui::text::Line;

/// The title of the section, and a row for each of these stores.
pub fn lines(
    glance: &Glance<'_>,
    stores: &[&StoreAssessment],
    width: usize,
    names: usize,
) -> Vec<Line<'static>> {
    let plan = &glance.model.plan;
    let rows: Vec<Row> = stores.iter().map(|it| row(glance, it)).collect();
    let table = Table {
        title: "If replication is no use".to_owned(),
        columns: vec![
            Column::left("", 9, 9),
            Column::left("", 12, names).lined_up(),
            Column::left("any second since", 16, 17),
            Column::right("newest point", 12, 16),
            Column::right(format!("in {}", plan.regions.standby), 12, 18),
        ],
        rows,
    };
    table.lines(&glance.look, width)
}

fn row(glance: &Glance<'_>, store: &StoreAssessment) -> Row {
    let other = glance.model.plan.other_region(&store.region);
    let here = standing(glance, &store.region);
    let since = match (&store.local, here) {
        (Known::Known(Some(point)), State::Ok) => match point.any_second_since {
            Some(since) => glance.piece(calendar(since), Role::Text),
            None => glance.piece("–", Role::Dim),
        },
        (Known::Known(None), State::Ok) => glance.piece("–", Role::Dim),
        _ => glance.piece("?", Role::Unknown),
    };
    Row {
        cells: vec![
            vec![kept(glance, store, other)],
            vec![glance.piece(&store.name, Role::Text)],
            vec![since],
            vec![newest(glance, &store.local, &store.region)],
            vec![newest(glance, &store.standby, other)],
        ],
        across: None,
    }
}

/// Whether what a Region said of its backups is still worth anything.
fn standing(glance: &Glance<'_>, region: &Region) -> State {
    if glance.silent_since(region).is_some() {
        return State::Unknown;
    }
    let scope = Scope::from(region);
    let source = Source::RecoveryPoints;
    match glance.model.estate().freshness(source, &scope, glance.now) {
        Freshness::Live | Freshness::Late => State::Ok,
        Freshness::Stale => State::Stale,
        Freshness::Unknown => State::Unknown,
    }
}

/// Whether something is kept in the standby Region. Whether it is new enough is
/// for the findings to say.
fn kept(glance: &Glance<'_>, store: &StoreAssessment, other: &Region) -> Piece {
    let (state, word) = match (standing(glance, other), &store.standby) {
        (State::Ok, Known::Known(Some(_))) => (State::Ok, "kept"),
        (State::Ok, Known::Known(None)) => (State::Bad, "none"),
        (State::Stale, _) => (State::Stale, State::Stale.word()),
        _ => (State::Unknown, State::Unknown.word()),
    };
    let (glyph, role) = glance.look.mark(state);
    glance.piece(format!("{glyph} {word}"), role)
}

fn newest(glance: &Glance<'_>, point: &Known<Option<BackupPoint>>, region: &Region) -> Piece {
    let standing = standing(glance, region);
    match point {
        Known::Known(Some(point)) if standing == State::Ok => {
            glance.piece(glance.ago(point.at), Role::Text)
        }
        Known::Known(Some(point)) => {
            let (_, role) = glance.look.mark(standing);
            glance.piece(format!("? {}", glance.ago(point.at)), role)
        }
        Known::Known(None) if standing == State::Ok => glance.piece("none", Role::Bad),
        Known::Known(None) => glance.piece("?", Role::Unknown),
        Known::Unknown(why) => {
            let seen = glance.seen(Source::RecoveryPoints, &Scope::from(region));
            glance.unknown(why, seen)
        }
    }
}
