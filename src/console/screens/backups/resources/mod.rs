//! Resources: what can be brought back of each, here and in the other Region.
//! The declared stores come first.

mod detail;
mod kept;

use super::{holds, name_of};
use crate::assess::{
    BackupOrigin, BackupPoint, LastJob, PointsIn, Protection, State, StoreAssessment,
};
use crate::console::glance::Glance;
use crate::console::list::{Cell, Column, Key, Listing, Order, Rows};
use crate::console::model::Model;
use crate::console::theme::Role;
use crate::estate::facts::JobKind;
use crate::estate::{Scope, Source};
use crate::terms::{Instant, Known, OutsideText, calendar};
use kept::Kept;
use std::collections::BTreeSet;
use std::rc::Rc;

pub(super) static RESOURCES: Listing<Resources> = Listing {
    title: "Resources",
    sources: &[
        Source::Protected,
        Source::RecoveryPoints,
        Source::BackupJobs,
        Source::CopyJobs,
    ],
    empty: "AWS Backup has never backed up anything, and no store is declared",
    detailed: true,
    columns: &[
        Of::left("state", 9, 12, |glance, row| {
            let (state, word) = kept::standing(glance, &row);
            Cell::marked(glance, state, word)
        }),
        Of::left("resource", 12, 44, |_, row| {
            Cell::text(row.protection.name.shown().into_owned()).role(Role::Title)
        }),
        Of::left("type", 8, 14, |_, row| {
            match row.protection.resource_type.raw() {
                "" => Cell::none(),
                kind => Cell::dim(kind.to_owned()),
            }
        })
        .sheds(4),
        Of::left("region", 9, 14, |_, row| {
            let home = row.protection.home.as_ref();
            home.map_or_else(Cell::none, |home| Cell::dim(home.to_string()))
        })
        .sheds(5),
        Of::right("newest here", 12, 13, |glance, row| {
            newest(glance, &Kept::here(glance, &row))
        })
        .moves(),
        Of::right("in standby", 12, 13, |glance, row| {
            newest(glance, &Kept::in_standby(glance, &row))
        })
        .moves(),
        Of::right("points", 6, 11, points).sheds(3),
        Of::left("any second since", 16, 17, any_second_since).sheds(2),
        Of::left("last job", 22, 38, last_job).sheds(1).moves(),
    ],
    detail: detail::lines,
    identifier: |row| row.protection.name.to_string(),
    arn: Some(|row| row.protection.resource.to_string()),
};

#[derive(Debug)]
pub(super) struct Resources;

type Of = Column<Resources>;

/// A resource, with how it is protected and the declared store that it is.
#[derive(Debug)]
pub(super) struct Resource<'m> {
    protection: Protection,
    store: Option<&'m StoreAssessment>,
}

type Row<'m> = Rc<Resource<'m>>;

impl Rows for Resources {
    type Row<'m> = Row<'m>;

    fn keys(model: &Model) -> Vec<Key> {
        let resources = model
            .assessment()
            .protected_resources(model.estate(), model.now);
        let stores = model.plan.stores.iter();
        let named = stores.map(|store| store.identifier.as_str());
        let stores = model.assessment().stores();
        let copies = stores.flat_map(|store| store.copies.iter());
        let declared: BTreeSet<&str> = named
            .chain(copies.map(|copy| copy.identifier.raw()))
            .collect();
        let mut resources: Vec<(bool, OutsideText)> = resources
            .into_iter()
            .map(|arn| (!declared.contains(name_of(&arn)), arn))
            .collect();
        // By ARN within each: those of a service stand together.
        resources.sort_by_key(|(other, _)| *other);
        let keys = resources.into_iter();
        keys.map(|(_, id)| Key {
            scope: Scope::Global,
            id,
        })
        .collect()
    }

    fn find<'m>(model: &'m Model, key: &Key) -> Option<Self::Row<'m>> {
        let assessment = model.assessment();
        let protection = assessment.protection(&key.id, model.estate(), model.now);
        let store = protection.store.as_ref();
        let store = store.and_then(|name| assessment.store(name));
        Some(Rc::new(Resource { protection, store }))
    }
}

impl<'m> Resource<'m> {
    /// The newest backup of the declared store in its own Region, AWS Backup's
    /// or the service's own.
    fn store_here(&self) -> Option<&'m Known<Option<BackupPoint>>> {
        self.store.map(|store| &store.local)
    }

    fn store_in_standby(&self) -> Option<&'m Known<Option<BackupPoint>>> {
        self.store.map(|store| &store.standby)
    }
}

fn newest(glance: &Glance<'_>, kept: &Kept) -> Cell<'static> {
    match kept {
        Kept::Since(at) => Cell::ago(glance, *at),
        Kept::Continuous => Cell::dim("continuous").ordered(Order::Nowhere),
        Kept::None => Cell::text("none").role(Role::Bad).ordered(Order::Nowhere),
        Kept::Was(at) => Cell::instant(*at, format!("? {}", glance.ago(*at))).role(Role::Stale),
        Kept::Unknown(piece) => Cell::pieces(vec![piece.clone()], Order::Nowhere),
    }
}

/// How many recovery points there are here and in the other Region.
fn points<'m>(glance: &Glance<'m>, row: Row<'m>) -> Cell<'m> {
    let count = |points: &Known<PointsIn>| {
        let points = points.value()?;
        let heard = holds(glance, Source::RecoveryPoints, &Scope::from(&points.region));
        heard.then_some(points.count)
    };
    let here = count(&row.protection.local);
    let there = count(&row.protection.standby);
    let shown = |count: Option<usize>| count.map_or("?".to_owned(), |count| count.to_string());
    let total = here.unwrap_or(0) + there.unwrap_or(0);
    Cell::number(total as f64, format!("{} + {}", shown(here), shown(there)))
}

/// Since when any second can be brought back, as the service itself tells.
fn any_second_since<'m>(glance: &Glance<'m>, row: Row<'m>) -> Cell<'m> {
    match continuous_here(&row) {
        Some((since, _)) if kept::answers_here(glance, &row) => {
            Cell::instant(since, calendar(since))
        }
        Some((since, _)) => {
            Cell::instant(since, format!("? {}", calendar(since))).role(Role::Stale)
        }
        None => Cell::none(),
    }
}

/// The window of the store's continuous backup: since when, until when.
fn continuous_here(row: &Resource<'_>) -> Option<(Instant, Instant)> {
    let point = row.store_here()?.value()?.as_ref()?;
    let continuous = point.origin == BackupOrigin::Continuous;
    point
        .any_second_since
        .filter(|_| continuous)
        .map(|since| (since, point.at))
}

fn last_job<'m>(glance: &Glance<'m>, row: Row<'m>) -> Cell<'m> {
    match &row.protection.last_job {
        Known::Known(Some(job)) => {
            let (state, words) = job_words(job, kept::answers_here(glance, &row));
            Cell::marked(glance, state, &words)
                .and(format!(", {}", glance.ago(job.created)), Role::Dim)
        }
        Known::Known(None) => Cell::none(),
        Known::Unknown(why) => {
            let home = row.protection.home.as_ref();
            let seen = home.and_then(|it| glance.seen(Source::BackupJobs, &Scope::from(it)));
            Cell::pieces(vec![glance.unknown(why, seen)], Order::Nowhere)
        }
    }
}

/// What became of a job, in its own words and what these hide; what one was
/// doing in a Region that does not answer is not known any more.
fn job_words(job: &LastJob, answers: bool) -> (State, String) {
    let kind = match job.kind {
        JobKind::Backup => "backup",
        JobKind::Copy => "copy",
        JobKind::Restore => "restore",
    };
    let word = match (job.word.raw(), job.state) {
        ("COMPLETED", State::Warn) => "with issues".to_owned(),
        _ => job.word.to_string(),
    };
    if job.completed.is_none() && !answers {
        return (State::Stale, format!("{kind} was {word}"));
    }
    (job.state, format!("{kind} {word}"))
}
