//! What an examination may look at. Every look goes through here and is noted,
//! and so is every comparison with the time: that is how an assessment knows
//! what to look at again when something changes, or when time alone changes it.

mod facts;

use super::findings::Restore;
use super::index::{Index, Key};
use super::model::StoreAssessment;
use super::serving::RecordAssessment;
use crate::estate::facts::{Fact, MetricKey, Sample};
use crate::estate::{Estate, Freshness, Scope, Series, Slice, Source, Table, Tried};
use crate::plan::Plan;
use crate::terms::{AccountId, Instant, OutsideText, Region, Span, Unknown};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;

/// What an examination may look at.
pub struct Context<'a> {
    /// What the team declared.
    pub plan: &'a Plan,
    estate: &'a Estate,
    index: &'a Index,
    now: Instant,
    turns: Cell<Option<Instant>>,
    read: RefCell<BTreeSet<Key>>,
    pub(super) store: Option<StoreAssessment>,
    pub(super) record: Option<RecordAssessment>,
    /// The restores of the store under examination, which several checks look at.
    pub(super) restores: OnceCell<Option<Vec<Restore>>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(plan: &'a Plan, estate: &'a Estate, index: &'a Index, now: Instant) -> Self {
        Self {
            plan,
            estate,
            index,
            now,
            turns: Cell::new(None),
            read: RefCell::default(),
            store: None,
            record: None,
            restores: OnceCell::new(),
        }
    }

    /// What was read, and the earliest instant at which time alone changes the
    /// result; forgets both.
    pub(super) fn take_notes(&self) -> (BTreeSet<Key>, Option<Instant>) {
        (self.read.take(), self.turns.take())
    }

    /// The declared store under examination, assessed.
    #[must_use]
    pub fn store(&self) -> Option<&StoreAssessment> {
        self.store.as_ref()
    }

    /// The declared record under examination, assessed.
    #[must_use]
    pub fn record(&self) -> Option<&RecordAssessment> {
        self.record.as_ref()
    }

    fn note(&self, key: Key) {
        self.read.borrow_mut().insert(key);
    }

    fn turns_at(&self, instant: Instant) {
        if instant > self.now && self.turns.get().is_none_or(|turn| instant < turn) {
            self.turns.set(Some(instant));
        }
    }

    fn fact<F: Fact>(
        &self,
        table: &'a Table<F>,
        source: Source,
        scope: &Scope,
        id: &OutsideText,
    ) -> Option<&'a F> {
        self.note(Key::Fact(source, scope.clone(), id.clone()));
        table.get(scope, id)
    }

    fn group<F: Fact>(&self, table: &'a Table<F>, key: Key) -> Vec<(&'a Scope, &'a F)> {
        let index: &'a Index = self.index;
        let found = index
            .members(&key)
            .filter_map(|(scope, id)| Some((scope, table.get(scope, id)?)))
            .collect();
        self.note(key);
        found
    }

    /// Whether `then` lies more than `span` in the past.
    #[must_use]
    pub fn is_older(&self, then: Instant, span: Span) -> bool {
        let limit = span.after(then);
        if self.now > limit {
            return true;
        }
        if limit < Instant::MAX_UTC {
            self.turns_at(limit + chrono::TimeDelta::nanoseconds(1));
        }
        false
    }

    /// Whether `instant` has come.
    #[must_use]
    pub fn has_come(&self, instant: Instant) -> bool {
        self.turns_at(instant);
        self.now >= instant
    }

    /// How fresh what a source said in a scope is.
    #[must_use]
    pub fn freshness(&self, source: Source, scope: &Scope) -> Freshness {
        self.note(Key::Slice(source, scope.clone()));
        self.estate.freshness(source, scope, self.now)
    }

    /// Why what a source would say in a scope is not known; `None` when it is.
    #[must_use]
    pub fn untrusted(&self, source: Source, scope: &Scope) -> Option<Unknown> {
        self.note(Key::Trust(source, scope.clone()));
        match self.estate.slice(source, scope) {
            Some(slice) => distrust(slice, self.now),
            None => Some(Unknown::NotYet),
        }
    }

    /// Whether one of the things that a source says was seen too long ago to be
    /// trusted, though the source has been heard since.
    #[must_use]
    pub fn is_left_behind(&self, source: Source, scope: &Scope, seen: Instant) -> bool {
        self.note(Key::Trust(source, scope.clone()));
        self.estate
            .slice(source, scope)
            .is_none_or(|slice| self.is_older(seen, crate::estate::stale_after(slice.cadence)))
    }

    /// The samples of a metric.
    #[must_use]
    pub fn series(&self, key: &MetricKey) -> Option<&'a Series> {
        self.note(Key::Metric(key.clone()));
        self.estate.metric(key)
    }

    /// The newest sample of a metric, when it is not stale: not older than three
    /// times its period or cadence plus three minutes of delivery.
    #[must_use]
    pub fn fresh_sample(&self, key: &MetricKey) -> Option<Sample> {
        let sample = self.series(key)?.newest()?;
        let scope = Scope::from(&key.region);
        // Through the slice's freshness, so that what the last run left is stale.
        if self.untrusted(Source::Metrics, &scope).is_some() {
            return None;
        }
        let cadence = self.estate.slice(Source::Metrics, &scope)?.cadence;
        (!self.is_older(sample.at, crate::estate::stale_after(cadence))).then_some(sample)
    }

    /// Since when a Region of the plan is silent, or was declared down.
    #[must_use]
    pub fn region_standing(&self, region: &Region) -> RegionStanding {
        self.note(Key::Region(region.clone()));
        RegionStanding {
            silent_since: self.estate.silent_since(region),
            declared_down: self.estate.declared_down(region).map(|d| d.since),
        }
    }

    /// The account: the plan's, or the one STS told.
    #[must_use]
    pub fn account(&self) -> Option<&'a AccountId> {
        for region in self.plan.regions.both() {
            self.note(Key::Table(Source::Identity, Scope::from(region)));
        }
        let told = || self.estate.identity().map(|identity| &identity.account);
        self.plan.account.as_ref().or_else(told)
    }

    /// Since when a source has met nothing but silence in a scope, and when it
    /// last answered.
    #[must_use]
    pub fn silence(&self, source: Source, scope: &Scope) -> Option<(Instant, Option<Instant>)> {
        self.note(Key::Slice(source, scope.clone()));
        let slice = self.estate.slice(source, scope)?;
        slice.failure.as_ref().filter(|f| f.kind.is_silence())?;
        Some((slice.failing_since?, slice.seen))
    }

    /// What was tried of recovery; `None` while no journal was read.
    #[must_use]
    pub fn tried(&self) -> Option<&'a Tried> {
        self.note(Key::Tried);
        self.estate.tried().map(|tried| &**tried)
    }

    /// How far AWS's clock is ahead of this host's, seconds.
    #[must_use]
    pub fn clock_skew_seconds(&self) -> Option<f64> {
        self.note(Key::Skew);
        self.estate.clock_skew_seconds()
    }
}

/// Why what a source said is not to be taken for known; `None` when it is.
pub(super) fn distrust(slice: &Slice, now: Instant) -> Option<Unknown> {
    let freshness = slice.freshness(now);
    if freshness.is_trusted() {
        return None;
    }
    Some(match (&slice.failure, freshness) {
        (Some(failure), Freshness::Unknown) => Unknown::Failed(failure.to_string().into()),
        (None, Freshness::Unknown) => Unknown::NotYet,
        _ => Unknown::Stale,
    })
}

/// Whether a Region answers, and what was declared of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionStanding {
    /// The first unanswered call, while nothing there answers.
    pub silent_since: Option<Instant>,
    /// Since when the operator says it is down.
    pub declared_down: Option<Instant>,
}

impl RegionStanding {
    /// Whether it answers and was not declared down.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.silent_since.is_none() && self.declared_down.is_none()
    }
}
