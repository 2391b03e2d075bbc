//! Every copy of every declared store: what it is, how it stands, how far behind.

use super::detail;
use super::stores::SOURCES;
use crate::assess::{CopyAssessment, CopyRole, State, StoreAssessment, Writers};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Order, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::estate::facts::{DbCluster, DbInstance};
use crate::estate::{Freshness, Scope, Source};
use crate::plan::StoreKind;
use crate::terms::{Instant, Known, OutsideText, Unknown};

pub(super) static COPIES: Listing<Copies> = Listing {
    title: "Copies",
    sources: SOURCES,
    empty: "no source of this version lists the copies of what the plan declares",
    detailed: true,
    columns: &[
        Of::left("state", 9, 9, |glance, copy| {
            Cell::state(glance, copy.state())
        }),
        Of::left("copy", 12, 30, |_, copy| {
            Cell::outside(&copy.copy.identifier).role(Role::Title)
        }),
        Of::left("role", 7, 9, role),
        Of::left("Region", 9, 14, |_, copy| {
            Cell::text(copy.copy.region.as_str())
        }),
        Of::right("lag", 6, 14, lag).moves(),
        Of::right("measured", 8, 12, measured).sheds(2).moves(),
        Of::left("status", 9, 24, status).moves(),
        Of::left("of store", 9, 28, |_, copy| {
            Cell::dim(copy.store.name.as_str())
        })
        .sheds(1),
        Of::left("seen", 8, 20, seen).sheds(3).moves(),
    ],
    detail: detail::of_copy,
    identifier: |copy| copy.copy.identifier.to_string(),
    arn: Some(|copy| {
        let seen = copy.fact.map_or(&copy.copy.identifier, Fact::arn);
        seen.to_string()
    }),
};

#[derive(Debug)]
pub(super) struct Copies;

type Of = Column<Copies>;

/// Between the name of a store and the identifier of a copy.
const BETWEEN: char = '\u{1f}';

impl Rows for Copies {
    type Row<'m> = Copy<'m>;

    /// By store, in the plan's order, the writer's Region first.
    fn keys(model: &Model) -> Vec<Key> {
        let stores = model.assessment().stores();
        stores
            .flat_map(|store| store.copies.iter().map(move |copy| key(store, copy)))
            .collect()
    }

    fn find<'m>(model: &'m Model, sought: &Key) -> Option<Self::Row<'m>> {
        let (name, identifier) = sought.id.raw().split_once(BETWEEN)?;
        let store = model.assessment().store(name)?;
        let copy = store.copies.iter().find(|copy| {
            copy.identifier.raw() == identifier && sought.scope.region() == Some(&copy.region)
        })?;
        Some(Copy::of(model, store, copy))
    }
}

fn key(store: &StoreAssessment, copy: &CopyAssessment) -> Key {
    let id = format!("{}{BETWEEN}{}", store.name, copy.identifier.raw());
    Key::new(&Scope::from(&copy.region), &OutsideText::new(&id))
}

/// What its Region last said of a copy, however long ago.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fact<'m> {
    /// Of an instance.
    Instance(&'m DbInstance),
    /// Of a cluster.
    Cluster(&'m DbCluster),
}

impl<'m> Fact<'m> {
    fn arn(self) -> &'m OutsideText {
        match self {
            Self::Instance(instance) => &instance.arn,
            Self::Cluster(cluster) => &cluster.arn,
        }
    }

    fn status(self) -> &'m OutsideText {
        match self {
            Self::Instance(instance) => &instance.status,
            Self::Cluster(cluster) => &cluster.status,
        }
    }
}

/// A copy of a store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copy<'m> {
    /// The store.
    pub(super) store: &'m StoreAssessment,
    /// The copy, assessed.
    pub(super) copy: &'m CopyAssessment,
    /// What its Region last said of it.
    pub(super) fact: Option<Fact<'m>>,
}

impl<'m> Copy<'m> {
    /// A copy of a store, with what its Region last said of it.
    pub(super) fn of(
        model: &'m Model,
        store: &'m StoreAssessment,
        copy: &'m CopyAssessment,
    ) -> Self {
        let scope = Scope::from(&copy.region);
        let estate = model.estate();
        let fact = if store.kind == StoreKind::Rds {
            let instance = estate.instances.get(&scope, &copy.identifier);
            instance.map(Fact::Instance)
        } else {
            let cluster = estate.clusters.get(&scope, &copy.identifier);
            cluster.map(Fact::Cluster)
        };
        Self { store, copy, fact }
    }

    /// When its Region was last heard of it.
    pub(super) fn seen(self, glance: &Glance<'_>) -> Option<Instant> {
        let source = if self.store.kind == StoreKind::Rds {
            Source::DbInstances
        } else {
            Source::DbClusters
        };
        glance.seen(source, &Scope::from(&self.copy.region))
    }

    /// How it stands: what is not known is never well.
    pub(super) fn state(self) -> State {
        let status = match &self.copy.status {
            Known::Known(status) => status,
            Known::Unknown(Unknown::Stale) => return State::Stale,
            Known::Unknown(_) => return State::Unknown,
        };
        let of_status = if status.raw() == "available" {
            State::Ok
        } else {
            State::Warn
        };
        let of_role = match self.copy.role {
            CopyRole::Unknown => State::Unknown,
            CopyRole::Writer => match &self.store.writers {
                Writers::Copies(list) if list.len() > 1 => State::Bad,
                _ => State::Ok,
            },
            CopyRole::Replica => self.following(),
        };
        of_status.max(of_role)
    }

    /// How a replica stands against the objective of its store.
    fn following(self) -> State {
        if let Some(Fact::Instance(instance)) = self.fact
            && instance.replication.iter().any(|it| !it.normal)
        {
            return State::Bad;
        }
        let lag = match &self.copy.lag {
            Known::Known(lag) => lag.span,
            Known::Unknown(Unknown::Stale) => return State::Stale,
            Known::Unknown(_) => return State::Unknown,
        };
        let over = self.store.rpo.is_some_and(|rpo| lag > rpo);
        match self.store.state {
            _ if !over => State::Ok,
            // The store was judged by this very lag: an idle primary is well.
            state @ (State::Ok | State::Bad) if self.copy.region != self.store.region => state,
            _ => State::Warn,
        }
    }
}

pub(super) fn role<'m>(glance: &Glance<'m>, copy: Copy<'m>) -> Cell<'m> {
    match copy.copy.role {
        CopyRole::Writer => Cell::text("writer"),
        CopyRole::Replica => Cell::text("replica"),
        CopyRole::Unknown => {
            let piece = glance.piece("?", Role::Unknown);
            Cell::pieces(vec![piece], Order::Nowhere)
        }
    }
}

/// How far behind; a writer follows nobody.
pub(super) fn lag<'m>(glance: &Glance<'m>, copy: Copy<'m>) -> Cell<'m> {
    match (&copy.copy.lag, copy.copy.role) {
        (Known::Known(lag), _) => {
            let over = copy.store.rpo.is_some_and(|rpo| lag.span > rpo);
            let role = if over { Role::Bad } else { Role::Text };
            Cell::span(lag.span).role(role)
        }
        (Known::Unknown(_), CopyRole::Writer) => Cell::none(),
        (Known::Unknown(why), _) => {
            let role = if *why == Unknown::Stale {
                Role::Stale
            } else {
                Role::Unknown
            };
            Cell::pieces(vec![glance.piece("?", role)], Order::Nowhere)
        }
    }
}

pub(super) fn measured<'m>(glance: &Glance<'m>, copy: Copy<'m>) -> Cell<'m> {
    match &copy.copy.lag {
        Known::Known(lag) => Cell::ago(glance, lag.at),
        Known::Unknown(_) => Cell::none(),
    }
}

/// AWS's word for its status; the last one there was, after a question mark,
/// where its Region does not answer.
pub(super) fn status<'m>(glance: &Glance<'m>, copy: Copy<'m>) -> Cell<'m> {
    match (&copy.copy.status, copy.fact) {
        (Known::Known(status), _) => Cell::outside(status),
        (Known::Unknown(why), Some(fact)) => {
            let role = if *why == Unknown::Stale {
                Role::Stale
            } else {
                Role::Unknown
            };
            let text = format!("? {}", fact.status());
            Cell::pieces(vec![glance.piece(text, role)], Order::Text)
        }
        (Known::Unknown(why), None) => Cell::unknown(glance, why),
    }
}

pub(super) fn seen<'m>(glance: &Glance<'m>, copy: Copy<'m>) -> Cell<'m> {
    let cell = Cell::freshness(glance, copy.copy.freshness);
    let Some(seen) = copy.seen(glance) else {
        return cell;
    };
    match (copy.copy.status.value(), copy.copy.freshness) {
        (Some(_), Freshness::Live) => cell,
        (Some(_), _) => cell.and(format!(", {}", glance.ago(seen)), Role::Dim),
        // Its Region does not answer, however lately it did.
        (None, freshness) => {
            let piece = glance.unknown(&Unknown::Stale, Some(seen));
            let piece = match freshness {
                Freshness::Stale => piece,
                _ => piece.in_role(Role::Unknown),
            };
            Cell::pieces(vec![piece], Order::Time(seen))
        }
    }
}
