//! Every declared store: what failing over now comes to, against its objective.

use super::detail;
use crate::assess::{Outlook, State, StoreAssessment};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Order, Rows};
use crate::console::look::Piece;
use crate::console::model::Model;
use crate::console::screens::stores::{CHART, chart, instant, kind, lost, point};
use crate::console::theme::Role;
use crate::estate::Source;
use crate::plan::StoreKind;
use crate::terms::Unknown;
use std::cmp::Reverse;

pub(super) static STORES: Listing<Stores> = Listing {
    title: "Stores",
    sources: SOURCES,
    empty: "the plan declares no store",
    detailed: true,
    columns: &[
        Of::left("state", 9, 9, |glance, store| {
            Cell::state(glance, store.state)
        }),
        Of::left("store", 12, 28, |_, store| {
            Cell::text(store.name.as_str()).role(Role::Title)
        }),
        Of::left("kind", 8, 12, |_, store| Cell::dim(kind(store))).sheds(4),
        Of::right("if lost", 22, 32, if_lost).moves(),
        Of::right("RPO", 6, 9, objective),
        Of::right("used", 5, 8, used).moves(),
        Of::right("back to", 9, 13, back_to).sheds(1).moves(),
        Of::left("last hour", CHART, CHART, last_hour)
            .sheds(3)
            .moves(),
        Of::left("why", 20, 90, |glance, store| {
            Cell::dim(detail::why(glance, store).unwrap_or_default())
        })
        .fills(),
    ],
    detail: detail::of_store,
    identifier: |store| store.name.clone(),
    arn: None,
};

/// What tells of stores, of their copies and of how far behind those are.
pub(super) const SOURCES: &[Source] = &[
    Source::Metrics,
    Source::DbInstances,
    Source::DbClusters,
    Source::GlobalClusters,
    Source::RecoveryPoints,
];

#[derive(Debug)]
pub(super) struct Stores;

type Of = Column<Stores>;

impl Rows for Stores {
    type Row<'m> = &'m StoreAssessment;

    /// What should replicate, the worst first; then what is brought back from
    /// backups, and at last what no source looks at.
    fn keys(model: &Model) -> Vec<Key> {
        let mut stores: Vec<&StoreAssessment> = model.assessment().stores().collect();
        stores.sort_by_key(|store| {
            let replicates = store.lag_metric.is_some() || store.kind == StoreKind::AuroraGlobal;
            (!store.observed, !replicates, Reverse(store.state))
        });
        let names = stores.into_iter().map(|store| store.name.as_str());
        names.map(Key::global).collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        model.assessment().store(sought.id.raw())
    }
}

fn if_lost<'m>(glance: &Glance<'m>, store: &'m StoreAssessment) -> Cell<'m> {
    if !store.observed {
        return Cell::unknown(glance, &Unknown::NotObserved);
    }
    let order = match &store.outlook {
        Outlook::Replicated(loss) | Outlook::FromBackup(loss) => {
            Order::Number(loss.amount(glance.now).as_seconds())
        }
        Outlook::NoCopy => Order::Number(f64::INFINITY),
        Outlook::Unknown(_) => Order::Nowhere,
    };
    Cell::pieces(vec![lost(glance, store)], order)
}

fn objective<'m>(_: &Glance<'m>, store: &'m StoreAssessment) -> Cell<'m> {
    match store.rpo {
        Some(rpo) => Cell::span(rpo),
        None => Cell::dim("none").role(Role::Warn).ordered(Order::Nowhere),
    }
}

fn used<'m>(glance: &Glance<'m>, store: &'m StoreAssessment) -> Cell<'m> {
    match (detail::share(glance, store), &store.outlook) {
        (Some(share), _) => {
            let role = if share > 1.0 && store.state == State::Bad {
                Role::Bad
            } else {
                Role::Text
            };
            Cell::number(share, detail::share_words(share)).role(role)
        }
        (None, Outlook::Unknown(_)) => {
            Cell::pieces(vec![glance.piece("?", Role::Unknown)], Order::Nowhere)
        }
        (None, _) => Cell::none(),
    }
}

fn back_to<'m>(glance: &Glance<'m>, store: &'m StoreAssessment) -> Cell<'m> {
    match store.outlook.loss() {
        Some(loss) => Cell::instant(loss.point, instant(loss.point, glance.now)),
        None => Cell::pieces(vec![point(glance, store)], Order::Nowhere),
    }
}

fn last_hour<'m>(glance: &Glance<'m>, store: &'m StoreAssessment) -> Cell<'m> {
    let pieces: Vec<Piece> = chart(glance, store);
    Cell::pieces(pieces, Order::Nowhere)
}
