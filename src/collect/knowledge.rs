//! What earlier observations said that later looks need: which databases
//! follow which, which zones, records and health checks there are. A small part
//! of the estate, kept here so that nothing has to come back from whoever is
//! shown the rest.

use super::Reach;
use crate::estate::facts::{DbInstance, GlobalCluster, HealthCheck, HostedZone, MetricKey, Record};
use crate::estate::{Estate, Facts, Failure, Observation, Scope, Source};
use crate::plan::{self, Plan};
use crate::terms::{Arn, Instant, OutsideText, Region};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// What is known for the sake of knowing what to ask. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    settled: BTreeMap<(Source, Scope), Option<Failure>>,
    instances: BTreeMap<Region, Arc<[Database]>>,
    global_clusters: BTreeMap<Region, Arc<[GlobalCluster]>>,
    zones: Option<Arc<[HostedZone]>>,
    listed: bool,
    records: BTreeMap<OutsideText, Arc<[Record]>>,
    health_checks: Option<Arc<[HealthCheck]>>,
    metrics: BTreeMap<MetricKey, Instant>,
}

/// An instance, as far as it decides what is asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Database {
    /// `DBInstanceIdentifier`.
    pub(super) identifier: OutsideText,
    /// `Engine`.
    pub(super) engine: OutsideText,
    /// What it follows: an ARN across Regions, a bare identifier within one.
    pub(super) replica_source: Option<OutsideText>,
    /// Whether another follows it.
    pub(super) is_followed: bool,
}

impl From<&DbInstance> for Database {
    fn from(instance: &DbInstance) -> Self {
        Self {
            identifier: instance.identifier.clone(),
            engine: instance.engine.clone(),
            replica_source: instance.replica_source.clone(),
            is_followed: !instance.replicas.is_empty(),
        }
    }
}

impl Knowledge {
    /// What the last run left. Nothing of it counts as seen in this one.
    #[must_use]
    pub fn of(estate: &Estate, plan: &Plan) -> Self {
        let mut knowledge = Self::default();
        for observation in estate.observations() {
            if !matches!(observation.source, Source::Metrics)
                && let Ok(facts) = &observation.outcome
            {
                knowledge.learn(&observation.scope, facts, observation.at, plan);
            }
        }
        knowledge.listed = false;
        knowledge
    }

    /// Takes in what a source saw, or that it saw nothing.
    pub(super) fn apply(&mut self, observation: &Observation, plan: &Plan) {
        let key = (observation.source, observation.scope.clone());
        match &observation.outcome {
            Ok(facts) => {
                self.learn(&observation.scope, facts, observation.at, plan);
                self.settled.insert(key, None);
            }
            Err(failure) => {
                self.settled.insert(key, Some(failure.clone()));
            }
        }
    }

    /// Takes in facts before the look that brings them has ended.
    pub(super) fn learn(&mut self, scope: &Scope, facts: &Facts, at: Instant, plan: &Plan) {
        match (facts, scope) {
            (Facts::DbInstances(list), Scope::Region(region)) => {
                let databases = list.iter().map(Database::from);
                let declared = declared(plan);
                let mine = databases.filter(|it| concerns(&declared, it));
                self.instances.insert(region.clone(), mine.collect());
            }
            (Facts::GlobalClusters(list), Scope::Region(region)) => {
                let declared = declared(plan);
                let mine = list
                    .iter()
                    .filter(|it| declared.contains(it.identifier.raw()));
                self.global_clusters
                    .insert(region.clone(), mine.cloned().collect());
            }
            (Facts::Zones(list), _) => {
                self.zones = Some(list.as_slice().into());
                self.listed = true;
            }
            (Facts::Records { zones, records }, _) => {
                for zone in zones {
                    let mine = records
                        .iter()
                        .filter(|record| record.zone == *zone && names(plan, record));
                    self.records.insert(zone.clone(), mine.cloned().collect());
                }
            }
            (Facts::HealthChecks(list), _) => self.health_checks = Some(list.as_slice().into()),
            (Facts::Metrics(list), _) => {
                for metric in list {
                    self.metrics.insert(metric.key.clone(), at);
                }
            }
            _ => {}
        }
    }

    /// Whether a look of this run has ended there, well or not.
    pub(super) fn is_settled(&self, source: Source, scope: &Scope) -> bool {
        self.settled.contains_key(&(source, scope.clone()))
    }

    /// Why the last look there brought nothing, when it did not.
    pub(super) fn failure(&self, source: Source, scope: &Scope) -> Option<&Failure> {
        self.settled.get(&(source, scope.clone()))?.as_ref()
    }

    /// Whether the zones were listed in this run, their name servers perhaps
    /// not yet known.
    pub(super) fn zones_are_listed(&self) -> bool {
        self.listed
    }

    /// The hosted zones, when they were ever listed.
    pub fn zones(&self) -> Option<&[HostedZone]> {
        self.zones.as_deref()
    }

    /// The health checks, when they were ever listed.
    pub fn health_checks(&self) -> Option<&[HealthCheck]> {
        self.health_checks.as_deref()
    }

    /// The instances of a Region that the plan is about.
    pub(super) fn instances(&self, region: &Region) -> Option<&[Database]> {
        self.instances.get(region).map(AsRef::as_ref)
    }

    /// A declared global database as `region` tells it, or as another Region
    /// does while that one has told nothing.
    pub(super) fn global_cluster(&self, region: &Region, id: &str) -> Option<&GlobalCluster> {
        let find =
            |list: &'_ Arc<[GlobalCluster]>| list.iter().position(|it| it.identifier.raw() == id);
        if let Some(list) = self.global_clusters.get(region) {
            return find(list).map(|index| &list[index]);
        }
        self.global_clusters
            .values()
            .find_map(|list| find(list).map(|index| &list[index]))
    }

    /// When a metric was last answered for in this run.
    pub(super) fn metric_seen(&self, key: &MetricKey) -> Option<Instant> {
        self.metrics.get(key).copied()
    }

    /// The id of the zone that holds a declared record: the plan's word, or the
    /// zone with the longest name that the record's ends with, public before
    /// private where both have it.
    pub(super) fn zone_of(&self, record: &plan::Record) -> Option<OutsideText> {
        if let Some(zone) = &record.zone {
            return Some(bare_zone(zone));
        }
        self.zones()?
            .iter()
            .filter(|zone| within(&record.name, zone.name.raw()))
            .max_by_key(|zone| (zone.name.raw().len(), !zone.private))
            .map(|zone| zone.id.clone())
    }

    /// The zones whose records are read: those of declared records, or every
    /// public zone when everything is looked at.
    pub(super) fn zones_to_read(&self, plan: &Plan, reach: Reach) -> BTreeSet<OutsideText> {
        let declared = plan
            .records
            .iter()
            .filter_map(|record| self.zone_of(record));
        let every = self
            .zones()
            .filter(|_| reach == Reach::Everything)
            .unwrap_or_default()
            .iter()
            .filter(|zone| !zone.private)
            .map(|zone| zone.id.clone());
        declared.chain(every).collect()
    }

    /// The records behind a declared one: its failover pair, as far as seen.
    pub(super) fn records_behind<'a>(
        &'a self,
        declared: &'a plan::Record,
    ) -> impl Iterator<Item = &'a Record> {
        self.zone_of(declared)
            .and_then(|zone| self.records.get(&zone))
            .map(AsRef::as_ref)
            .unwrap_or_default()
            .iter()
            .filter(|record| {
                same_name(record.name.raw(), &declared.name)
                    && record.kind.raw() == declared.kind.as_str()
            })
    }

    /// The health checks that decide declared records, the children of
    /// calculated ones included, however deep.
    pub(super) fn checks_behind(&self, plan: &Plan) -> BTreeSet<OutsideText> {
        let mut open: Vec<OutsideText> = plan
            .records
            .iter()
            .flat_map(|declared| self.records_behind(declared))
            .filter_map(|record| record.health_check.clone())
            .collect();
        let mut found = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !found.insert(id.clone()) {
                continue;
            }
            let check = self
                .health_checks()
                .unwrap_or_default()
                .iter()
                .find(|check| check.id == id);
            open.extend(check.into_iter().flat_map(|check| check.children.clone()));
        }
        found
    }
}

/// A zone's id without `/hostedzone/`, which AWS and people write or leave out.
pub(super) fn bare_zone(id: &str) -> OutsideText {
    OutsideText::new(id.strip_prefix("/hostedzone/").unwrap_or(id))
}

/// Whether `name` is `zone` or ends with it. Names compare without case.
fn within(name: &str, zone: &str) -> bool {
    let (name, zone) = (trimmed(name), trimmed(zone));
    let Some(start) = name.len().checked_sub(zone.len()) else {
        return false;
    };
    name.as_bytes()[start..].eq_ignore_ascii_case(zone.as_bytes())
        && (start == 0 || name.as_bytes()[start - 1] == b'.')
}

pub(super) fn same_name(a: &str, b: &str) -> bool {
    trimmed(a).eq_ignore_ascii_case(trimmed(b))
}

fn trimmed(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

fn names(plan: &Plan, record: &Record) -> bool {
    plan.records
        .iter()
        .any(|declared| same_name(record.name.raw(), &declared.name))
}

/// What the plan calls its stores and their copies.
fn declared(plan: &Plan) -> HashSet<&str> {
    let stores = plan.stores.iter();
    stores
        .flat_map(|store| [Some(store.identifier.as_str()), store.standby.as_deref()])
        .flatten()
        .collect()
}

/// Whether an instance is a declared store, its copy, or follows one.
fn concerns(declared: &HashSet<&str>, instance: &Database) -> bool {
    declared.contains(instance.identifier.raw())
        || replica_source(instance).is_some_and(|(_, id)| declared.contains(id.as_str()))
}

/// Where an instance's source runs, when that is another Region, and its
/// identifier. Across Regions AWS tells an ARN, within one a bare identifier.
pub(super) fn replica_source(instance: &Database) -> Option<(Option<Region>, String)> {
    let source = instance.replica_source.as_ref()?.raw();
    Some(match Arn::parse(source) {
        Ok(arn) => (arn.region(), arn.resource_id().to_owned()),
        Err(_) => (None, source.to_owned()),
    })
}

#[cfg(test)]
#[path = "knowledge_tests.rs"]
mod tests;
