//! DNS and health: who answers, who should, and what Route 53 makes of it.

use super::{Body, Screen};
use crate::assess::RecordAssessment;
use crate::console::list::{Cell, Column, Key, Listing, Rows};
use crate::console::model::Model;

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '4',
    name: "dns",
    title: "DNS & health",
    short: "DNS",
    body: Body::Lists(&[&RECORDS]),
};

static RECORDS: Listing<Records> = Listing {
    title: "Records",
    sources: &[],
    empty: "the plan declares no record",
    detailed: false,
    columns: &[
        Of::left("state", 7, 9, |glance, record| {
            Cell::state(glance, record.state)
        }),
        Of::left("record", 16, 40, |_, record| {
            Cell::text(record.name.as_str())
        }),
        Of::left("type", 4, 5, |_, record| Cell::text(record.kind.as_str())),
        Of::left("why", 20, 90, |_, record| Cell::dim(record.reason.as_str())),
    ],
    detail: |_, _, _| Vec::new(),
    identifier: |record| record.name.clone(),
    arn: None,
};

#[derive(Debug)]
struct Records;

type Of = Column<Records>;

impl Rows for Records {
    type Row<'m> = &'m RecordAssessment;

    fn keys(model: &Model) -> Vec<Key> {
        model.assessment().records().map(key).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        model.assessment().records().find(|it| key(it) == *sought)
    }
}

fn key(record: &RecordAssessment) -> Key {
    Key::global(&format!("{} {}", record.name, record.kind))
}
