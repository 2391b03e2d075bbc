//! Replication: how far behind each copy is, and what that means for the objective.

use super::{Body, Screen};
use crate::assess::StoreAssessment;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '2',
    name: "replication",
    title: "Replication",
    short: "Replication",
    body: Body::Lists(&[&STORES]),
};

static STORES: Listing<Stores> = Listing {
    title: "Stores",
    sources: &[],
    empty: "the plan declares no store",
    detailed: false,
    columns: &[
        Of::left("state", 7, 9, |glance, store| {
            Cell::state(glance, store.state)
        }),
        Of::left("store", 12, 28, |_, store| Cell::text(store.name.as_str())),
        Of::left("why", 20, 90, |_, store| Cell::dim(store.reason.as_str())).fills(),
    ],
    detail: |_, _, _| Vec::new(),
    identifier: |store| store.name.clone(),
    arn: None,
};

#[derive(Debug)]
struct Stores;

type Of = Column<Stores>;

impl Rows for Stores {
    type Row<'m> = &'m StoreAssessment;

    fn keys(model: &Model) -> Vec<Key> {
        model.assessment().stores().map(key).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        model.assessment().stores().find(|it| key(it) == *sought)
    }
}

fn key(store: &StoreAssessment) -> Key {
    Key::global(&store.name)
}
