//! Recovery points: those of every vault, continuous ones first, then the newest
//! by the time of the data.

mod detail;
mod standing;

use super::{Located, ahead, holds, located, named, size};
use crate::assess::State;
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::estate::Source;
use crate::estate::facts::RecoveryPoint;
use crate::terms::Instant;
use standing::{Storage, data_time, is_continuous};
use std::cmp::Reverse;

pub(super) static POINTS: Listing<Points> = Listing {
    title: "Recovery points",
    sources: &[Source::RecoveryPoints],
    empty: "there is no recovery point in any vault",
    detailed: true,
    columns: &[
        Of::left("status", 11, 17, status),
        Of::left("resource", 12, 44, |_, (_, point)| {
            named(&point.resource).role(Role::Title)
        }),
        Of::left("region", 9, 14, |_, (scope, _)| {
            Cell::dim(scope.to_string())
        }),
        Of::left("vault", 6, 24, |_, (_, point)| Cell::outside(&point.vault)).sheds(5),
        Of::right("data of", 12, 13, data_of).moves(),
        Of::left("kind", 4, 17, |_, (_, point)| {
            Cell::dim(standing::kind(point))
        })
        .sheds(3),
        Of::left("storage", 7, 16, storage).sheds(4),
        Of::right("deleted", 8, 12, deleted).sheds(2).moves(),
        Of::left("encrypted", 9, 9, encrypted).sheds(6),
        Of::right("size", 8, 9, |_, (_, point)| size::cell(point.size_bytes)).sheds(1),
    ],
    detail: detail::lines,
    identifier: |(_, point)| point.arn.to_string(),
    arn: Some(|(_, point)| point.arn.to_string()),
};

#[derive(Debug)]
pub(super) struct Points;

type Of = Column<Points>;

/// A recovery point and where it is.
type Row<'m> = Located<'m, RecoveryPoint>;

impl Rows for Points {
    type Row<'m> = Row<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let points = model.estate().recovery_points.iter();
        // A hundred thousand of them: each is looked at once, then only instants
        // are compared, and the keys share the model's texts.
        let mut points: Vec<(Option<Instant>, Row<'_>)> =
            points.map(|row| (newest_first(row.1), row)).collect();
        points.sort_by_key(|(at, _)| Reverse(*at));
        points
            .into_iter()
            .map(|(_, (scope, point))| Key::new(scope, &point.arn))
            .collect()
    }

    fn find<'m>(model: &'m Model, key: &Key) -> Option<Self::Row<'m>> {
        located(&model.estate().recovery_points, &key.scope, &key.id)
    }
}

/// A continuous backup goes on, so it comes before what was taken once.
fn newest_first(point: &RecoveryPoint) -> Option<Instant> {
    if is_continuous(point) {
        Some(Instant::MAX_UTC)
    } else {
        data_time(point)
    }
}

fn status<'m>(glance: &Glance<'m>, (scope, point): Row<'m>) -> Cell<'m> {
    let word = match point.status.raw() {
        "" => "not told".to_owned(),
        _ => point.status.to_string(),
    };
    if !holds(glance, Source::RecoveryPoints, scope) {
        return Cell::marked(glance, State::Stale, &format!("was {word}"));
    }
    let standing = standing::of(glance, scope, point);
    Cell::marked(glance, standing.state, &word)
}

/// The time of the data. A continuous backup keeps the date at which it began:
/// that is no time of its data.
fn data_of<'m>(glance: &Glance<'m>, (_, point): Row<'m>) -> Cell<'m> {
    if is_continuous(point) {
        return Cell::dim("continuous").ordered(crate::console::list::Order::Nowhere);
    }
    data_time(point).map_or_else(Cell::none, |at| Cell::ago(glance, at))
}

fn storage<'m>(glance: &Glance<'m>, (_, point): Row<'m>) -> Cell<'m> {
    let storage = Storage::of(point, glance.now);
    let word = storage.word();
    match storage {
        Storage::Cold | Storage::ColdSince(_) => Cell::marked(glance, State::Warn, &word),
        Storage::Warm | Storage::WarmUntil(_) | Storage::Other(_) => Cell::text(word),
        Storage::NotTold => Cell::none(),
    }
}

fn deleted<'m>(glance: &Glance<'m>, (_, point): Row<'m>) -> Cell<'m> {
    match point.delete_at {
        None => Cell::none(),
        Some(at) if at > glance.now => Cell::instant(at, ahead(glance.now, at)),
        Some(at) => Cell::instant(at, "overdue").role(Role::Warn),
    }
}

fn encrypted<'m>(_: &Glance<'m>, (_, point): Row<'m>) -> Cell<'m> {
    match point.encrypted {
        None => Cell::none(),
        Some(true) => Cell::text("yes"),
        Some(false) => Cell::text("no").role(Role::Warn),
    }
}
