//! The assessment as it stands, and how it follows the estate.

mod log;
mod numbered;
mod readers;
mod reading;

use super::context::{Context, RegionStanding, distrust};
use super::findings::{self, Finding};
use super::index::{Index, Key};
use super::model::{Severity, StoreAssessment};
use super::serving::{HealthAssessment, RecordAssessment};
use super::subject::Subject;
use super::{health, recovery, routing, subjects};
use crate::estate::{Changes, Estate, Freshness, Scope, Source, Tried};
use crate::plan::Plan;
use crate::terms::{Instant, OutsideText, Region, Span, Unknown};
use log::Log;
use numbered::{Numbered, index, place};
use readers::Readers;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Plan × estate × now, kept up with both.
#[derive(Debug)]
pub struct Assessment {
    plan: Arc<Plan>,
    index: Index,
    subjects: Numbered<Subject>,
    /// What the examination of each subject came to, by its number.
    notes: Vec<Notes>,
    readers: Readers,
    /// When time alone makes an examination due, and of which subject, by its number.
    turns: BTreeSet<(Instant, u32)>,
    slices: HashMap<(Source, Scope), Standing>,
    standings: BTreeMap<Region, RegionStanding>,
    skew: Option<f64>,
    tried: Option<Arc<Tried>>,
    stores: BTreeMap<String, StoreAssessment>,
    records: BTreeMap<(String, String), RecordAssessment>,
    health_checks: BTreeMap<OutsideText, HealthAssessment>,
    findings: BTreeMap<(Severity, &'static str, Subject), Finding>,
    log: Log,
}

/// How a source stands in a scope, as far as an examination can tell.
#[derive(Debug, PartialEq)]
struct Standing {
    freshness: Freshness,
    silence: Option<Instant>,
    /// What decides whether it, and a sample it brought, counts as known.
    trust: (Option<Unknown>, Span),
}

/// What an examination of a subject came to.
#[derive(Debug, Default)]
struct Notes {
    turn: Option<Instant>,
    found: Box<[(Severity, &'static str)]>,
}

impl Assessment {
    /// An assessment of a plan of which nothing was seen yet.
    #[must_use]
    pub fn new(plan: Arc<Plan>, now: Instant) -> Self {
        Self::of(plan, &Estate::default(), now)
    }

    /// A full assessment.
    #[must_use]
    pub fn of(plan: Arc<Plan>, estate: &Estate, now: Instant) -> Self {
        let mut assessment = Self {
            plan: Arc::clone(&plan),
            index: Index::default(),
            subjects: Numbered::default(),
            notes: Vec::new(),
            readers: Readers::default(),
            turns: BTreeSet::new(),
            slices: HashMap::new(),
            standings: BTreeMap::new(),
            skew: None,
            tried: None,
            stores: BTreeMap::new(),
            records: BTreeMap::new(),
            health_checks: BTreeMap::new(),
            findings: BTreeMap::new(),
            log: Log::default(),
        };
        let declared = subjects::declared(&plan).collect();
        assessment.follow(estate, &estate.everything(), now, declared);
        assessment
    }

    /// Follows what an observation changed, and the time. Returns how many
    /// subjects were examined again.
    pub fn update(&mut self, estate: &Estate, changes: &Changes, now: Instant) -> usize {
        self.follow(estate, changes, now, BTreeSet::new())
    }

    fn follow(
        &mut self,
        estate: &Estate,
        changes: &Changes,
        now: Instant,
        mut due: BTreeSet<Subject>,
    ) -> usize {
        for change in &changes.facts {
            let keys = self.index.follow(estate, change);
            self.call(keys, &mut due);
            due.extend(subjects::of(change));
        }
        self.call(changes.metrics.iter().cloned().map(Key::Metric), &mut due);
        let turned = self.turned_slices(estate, now);
        self.call(turned, &mut due);
        let turned = self.turned_regions(estate);
        self.call(turned, &mut due);
        if self.skew != estate.clock_skew_seconds() {
            self.skew = estate.clock_skew_seconds();
            self.call([Key::Skew], &mut due);
        }
        // The same one is handed on: nobody compares what is in it.
        let is_same = match (&self.tried, estate.tried()) {
            (Some(before), Some(now)) => Arc::ptr_eq(before, now),
            (before, now) => before.is_none() && now.is_none(),
        };
        if !is_same {
            self.tried = estate.tried().cloned();
            self.call([Key::Tried], &mut due);
        }
        while self.turns.first().is_some_and(|(turn, _)| *turn <= now) {
            let turned = self.turns.pop_first();
            due.extend(turned.and_then(|(_, number)| self.subjects.thing(number).cloned()));
        }
        let examined = due.len();
        for subject in due {
            self.examine(estate, subject, now);
        }
        examined
    }

    /// Calls up whoever read one of these.
    fn call(&self, keys: impl IntoIterator<Item = Key>, due: &mut BTreeSet<Subject>) {
        for key in keys {
            let readers = self.readers.of(&key).iter();
            due.extend(readers.filter_map(|number| self.subjects.thing(*number).cloned()));
        }
    }

    /// The sources whose freshness is no longer what it was. Kept here and not
    /// with each subject: a poll that brings nothing new touches nobody.
    fn turned_slices(&mut self, estate: &Estate, now: Instant) -> Vec<Key> {
        estate
            .slices()
            .flat_map(|(source, scope, slice)| {
                let silent = slice.failure.as_ref().is_some_and(|f| f.kind.is_silence());
                let stands = Standing {
                    freshness: slice.freshness(now),
                    silence: slice.failing_since.filter(|_| silent),
                    trust: (distrust(slice, now), slice.cadence),
                };
                let place = (source, scope.clone());
                let before = self.slices.get(&place);
                let trust = before.is_none_or(|before| before.trust != stands.trust);
                let turned = before != Some(&stands);
                if turned {
                    self.slices.insert(place, stands);
                }
                let trust = trust.then(|| Key::Trust(source, scope.clone()));
                let slice = turned.then(|| Key::Slice(source, scope.clone()));
                trust.into_iter().chain(slice)
            })
            .collect()
    }

    fn turned_regions(&mut self, estate: &Estate) -> Vec<Key> {
        let planned = self.plan.regions.both().into_iter();
        // A replica, or Route 53's metrics, may be in a third Region.
        let observed = estate.slices().filter_map(|(_, scope, _)| scope.region());
        let regions: BTreeSet<&Region> = planned.chain(observed).collect();
        regions
            .into_iter()
            .filter_map(|region| {
                let standing = RegionStanding {
                    silent_since: estate.silent_since(region),
                    declared_down: estate.declared_down(region).map(|d| d.since),
                };
                let before = self.standings.insert(region.clone(), standing);
                (before != Some(standing)).then(|| Key::Region(region.clone()))
            })
            .collect()
    }

    fn examine(&mut self, estate: &Estate, subject: Subject, now: Instant) {
        let number = self.subjects.number(&subject);
        let told = self.forget(&subject, number) || subject.kind().speaks();
        if let Subject::HealthCheck(id) = &subject {
            self.health_checks.remove(id);
        }
        if !subjects::exists(estate, &subject) {
            self.readers.forget(number);
            self.subjects.forget(number);
            if told {
                self.log.add(subject);
            }
            return;
        }
        let plan = Arc::clone(&self.plan);
        let mut context = Context::new(&plan, estate, &self.index, now);
        match &subject {
            Subject::Store(name) => {
                context.store = plan
                    .store(name)
                    .map(|store| recovery::store(&context, store));
            }
            Subject::Record(name, kind) => {
                context.record = plan
                    .records
                    .iter()
                    .find(|record| record.name == *name && record.kind == *kind)
                    .map(|record| routing::record(&context, record));
            }
            Subject::HealthCheck(id) => {
                self.health_checks
                    .insert(id.clone(), health::of(&context, id));
            }
            _ => {}
        }
        let found: Vec<Finding> = findings::of(subject.kind())
            .filter_map(|check| {
                let found = (check.examine)(&context, &subject)?;
                Some(Finding {
                    check,
                    subject: subject.clone(),
                    severity: found.severity,
                    text: found.text.into(),
                    clears: found.clears.into(),
                    since: found.since,
                })
            })
            .collect();
        let (read, turn) = context.take_notes();
        if let Some(store) = context.store.take() {
            self.stores.insert(store.name.clone(), store);
        }
        if let Some(record) = context.record.take() {
            self.records
                .insert((record.name.clone(), record.kind.clone()), record);
        }
        self.readers.set(number, read);
        if let Some(turn) = turn {
            self.turns.insert((turn, number));
        }
        *place(&mut self.notes, number) = Notes {
            turn,
            found: found.iter().map(|f| (f.severity, f.check.id)).collect(),
        };
        for finding in found {
            let key = (finding.severity, finding.check.id, subject.clone());
            self.findings.insert(key, finding);
        }
        if told || !self.notes[index(number)].found.is_empty() {
            self.log.add(subject);
        }
    }

    /// Takes back what the last examination came to, and returns whether that
    /// had found anything.
    fn forget(&mut self, subject: &Subject, number: u32) -> bool {
        let notes = std::mem::take(place(&mut self.notes, number));
        if let Some(turn) = notes.turn {
            self.turns.remove(&(turn, number));
        }
        for (severity, id) in &notes.found {
            self.findings.remove(&(*severity, *id, subject.clone()));
        }
        !notes.found.is_empty()
    }

    /// What the last examination of a subject found.
    fn found(&self, subject: &Subject) -> &[(Severity, &'static str)] {
        let number = self.subjects.known(subject);
        number
            .and_then(|number| self.notes.get(index(number)))
            .map_or(&[], |notes| &notes.found)
    }
}
