//! Activity: what changed, and how every source stands.

use super::{Body, Screen};
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;
use crate::estate::{Scope, Slice, Source};

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '8',
    name: "activity",
    title: "Activity",
    short: "Activity",
    body: Body::Lists(&[&SOURCES]),
};

static SOURCES: Listing<Sources> = Listing {
    title: "Sources",
    sources: &[],
    empty: "nothing was asked yet",
    detailed: false,
    columns: &[
        Of::left("state", 7, 9, |glance, (_, _, slice)| {
            Cell::freshness(glance, slice.freshness(glance.now))
        }),
        Of::left("source", 12, 28, |_, (source, _, _)| {
            Cell::text(source.to_string())
        }),
        Of::left("where", 9, 14, |_, (_, scope, _)| {
            Cell::dim(scope.to_string())
        }),
        Of::right("calls", 5, 7, |_, (_, _, slice)| {
            Cell::number(slice.calls as f64, slice.calls.to_string())
        }),
    ],
    detail: |_, _, _| Vec::new(),
    identifier: |(source, scope, _)| format!("{source} {scope}"),
    arn: None,
};

#[derive(Debug)]
struct Sources;

type Of = Column<Sources>;

impl Rows for Sources {
    type Row<'m> = (Source, &'m Scope, &'m Slice);

    fn keys(model: &Model) -> Vec<Key> {
        let slices = model.estate().slices();
        slices
            .map(|(source, scope, _)| key(source, scope))
            .collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let mut slices = model.estate().slices();
        slices.find(|(source, scope, _)| key(*source, scope) == *sought)
    }
}

fn key(source: Source, scope: &Scope) -> Key {
    Key::new(scope, &crate::terms::OutsideText::new(&source.to_string()))
}
