//! The one reducer: an observation goes in, what it changed comes out.

use super::facts::MetricKey;
use super::observation::{Facts, Observation};
use super::series;
use super::{Estate, Scope, Slice, Source, stale_after};
use crate::terms::{Instant, OutsideText, Region, Span};
use std::collections::{BTreeMap, BTreeSet};

/// One fact that came, went or differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Change {
    /// The source whose table it is in.
    pub source: Source,
    /// The scope it was seen in.
    pub scope: Scope,
    /// Its id there: for records the zone's, for answers the name asked for.
    pub id: OutsideText,
}

/// What an observation changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The facts that came, went or differ.
    pub facts: Vec<Change>,
    /// The metrics that have new samples, or were asked for for the first time.
    pub metrics: Vec<MetricKey>,
    /// Sources whose standing changed: first seen, failing, answering again.
    pub standing: Vec<(Source, Scope)>,
}

impl Estate {
    /// Everything there is, as if all of it had just changed.
    #[must_use]
    pub fn everything(&self) -> Changes {
        let standing: Vec<(Source, Scope)> = self.slices.keys().cloned().collect();
        let facts = standing
            .iter()
            .flat_map(|(source, scope)| {
                self.ids(*source, scope).into_iter().map(|id| Change {
                    source: *source,
                    scope: scope.clone(),
                    id,
                })
            })
            .collect();
        Changes {
            facts,
            metrics: self.metrics.keys().cloned().collect(),
            standing,
        }
    }

    /// The ids of what a source said in a scope.
    fn ids(&self, source: Source, scope: &Scope) -> Vec<OutsideText> {
        match source {
            Source::Identity => self.identity.iter().map(|it| it.arn.clone()).collect(),
            Source::DbInstances => self.instances.ids(scope),
            Source::DbClusters => self.clusters.ids(scope),
            Source::GlobalClusters => self.global_clusters.ids(scope),
            Source::DbSnapshots => self.snapshots.ids(scope),
            Source::DbClusterSnapshots => self.cluster_snapshots.ids(scope),
            Source::InstanceBackups => self.instance_backups.ids(scope),
            Source::ClusterBackups => self.cluster_backups.ids(scope),
            Source::RdsEvents => self.events.ids(scope),
            Source::Maintenance => self.maintenance.ids(scope),
            Source::Alarms => self.alarms.ids(scope),
            Source::BackupJobs => self.backup_jobs.ids(scope),
            Source::CopyJobs => self.copy_jobs.ids(scope),
            Source::RestoreJobs => self.restore_jobs.ids(scope),
            Source::Vaults => self.vaults.ids(scope),
            Source::BackupPlans => self.backup_plans.ids(scope),
            Source::Protected => self.protected.ids(scope),
            Source::RecoveryPoints => self.recovery_points.ids(scope),
            Source::Zones => self.zones.ids(scope),
            Source::HealthChecks => self.health_checks.ids(scope),
            Source::Records => self.records.keys().cloned().collect(),
            Source::Checkers => self.checkers.keys().cloned().collect(),
            Source::NameServers => self.answers.keys().map(|(name, _)| name.clone()).collect(),
            Source::StandbyObjects => self.standby_objects.ids(scope),
            Source::Subscriptions => self.topics.ids(scope),
            Source::RegionSettings => self.region_settings.ids(scope),
            Source::Metrics => Vec::new(),
        }
    }

    /// Takes in what a source saw. A failure keeps the facts and says since
    /// when they are no longer renewed.
    pub fn apply(&mut self, observation: Observation) -> Changes {
        let Observation {
            source,
            scope,
            asked,
            at,
            cadence,
            calls,
            skew_seconds,
            outcome,
        } = observation;
        let mut changes = Changes::default();
        if let Some(skew) = skew_seconds {
            self.skew_seconds.insert(scope.clone(), skew);
        }
        let slice = self
            .slices
            .entry((source, scope.clone()))
            .or_insert_with(|| Slice {
                seen: None,
                answered: None,
                cadence,
                failure: None,
                failing_since: None,
                asked,
                restored: false,
                calls: 0,
            });
        let before = (
            slice.seen.is_some(),
            slice.failure.is_some(),
            slice.restored,
        );
        slice.asked = asked;
        slice.cadence = cadence;
        slice.calls += u64::from(calls);
        let facts = match outcome {
            Err(failure) => {
                if !failure.kind.is_silence() && calls > 0 {
                    slice.answered = Some(at);
                }
                slice.failing_since.get_or_insert(asked);
                slice.failure = Some(failure);
                None
            }
            Ok(facts) => {
                slice.seen = Some(at);
                if calls > 0 {
                    slice.answered = Some(at);
                }
                slice.failure = None;
                slice.failing_since = None;
                slice.restored = false;
                Some(facts)
            }
        };
        if before
            != (
                slice.seen.is_some(),
                slice.failure.is_some(),
                slice.restored,
            )
        {
            changes.standing.push((source, scope.clone()));
        }
        if let Some(Facts::Metrics(list)) = facts {
            let needed = self.samples_needed_since();
            for metric in list {
                // What comes back from the last run was measured by nobody now,
                // and what stands by the operator's word is not known yet.
                let restored = metric.samples.first().filter(|_| calls == 0);
                let needed = restored.map_or(needed, |first| Some(first.at));
                let kept = series::kept(&metric.key);
                let series = self.metrics.entry(metric.key.clone()).or_default();
                if series.merge(&metric.samples, at, needed, kept) {
                    changes.metrics.push(metric.key);
                }
            }
        } else if let Some(facts) = facts {
            let touched = self.put(source, &scope, at, facts);
            changes.facts = touched
                .into_iter()
                .map(|id| Change {
                    source,
                    scope: scope.clone(),
                    id,
                })
                .collect();
        }
        changes
    }

    /// The earliest instant at which a Region fell silent or is down by the
    /// operator's word: what was measured before it tells what is lost, for as
    /// long as that lasts.
    fn samples_needed_since(&self) -> Option<Instant> {
        let regions: BTreeSet<&Region> = self
            .slices
            .keys()
            .filter_map(|(_, scope)| scope.region())
            .collect();
        let silent = regions
            .into_iter()
            .filter_map(|region| self.silent_since(region));
        let declared = self.declared.values().map(|declared| declared.since);
        silent.chain(declared).min()
    }

    fn put(
        &mut self,
        source: Source,
        scope: &Scope,
        at: Instant,
        facts: Facts,
    ) -> Vec<OutsideText> {
        match facts {
            Facts::Identity(identity) => {
                let id = identity.arn.clone();
                let changed = self.identity.as_ref() != Some(&identity);
                self.identity = Some(identity);
                changed.then_some(id).into_iter().collect()
            }
            Facts::DbInstances(list) => self.instances.replace(scope, list),
            Facts::DbClusters(list) => self.clusters.replace(scope, list),
            Facts::GlobalClusters(list) => self.global_clusters.replace(scope, list),
            Facts::DbSnapshots(list) => match source {
                Source::DbClusterSnapshots => self.cluster_snapshots.replace(scope, list),
                _ => self.snapshots.replace(scope, list),
            },
            Facts::AutomatedBackups(list) => match source {
                Source::ClusterBackups => self.cluster_backups.replace(scope, list),
                _ => self.instance_backups.replace(scope, list),
            },
            Facts::RdsEvents(list) => self.events.replace(scope, list),
            Facts::Maintenance(list) => self.maintenance.replace(scope, list),
            Facts::Alarms(list) => self.alarms.replace(scope, list),
            Facts::Jobs(list) => match source {
                Source::CopyJobs => self.copy_jobs.replace(scope, list),
                Source::RestoreJobs => self.restore_jobs.replace(scope, list),
                _ => self.backup_jobs.replace(scope, list),
            },
            Facts::Vaults(list) => self.vaults.replace(scope, list),
            Facts::BackupPlans(list) => self.backup_plans.replace(scope, list),
            Facts::Protected(list) => self.protected.replace(scope, list),
            Facts::RecoveryPoints(list) => self.recovery_points.replace(scope, list),
            Facts::Zones(list) => self.zones.replace(scope, list),
            Facts::HealthChecks(list) => self.health_checks.replace(scope, list),
            Facts::Records { zones, records } => self.put_records(zones, records),
            Facts::Checkers(list) => list
                .into_iter()
                .filter_map(|checkers| {
                    let oldest = stale_after(Span::ZERO);
                    let id = checkers.health_check.clone();
                    let old = self.checkers.insert(id.clone(), (at, checkers));
                    let new = self.checkers.get(&id).map(|(_, checkers)| checkers);
                    // What was too old to be trusted is news, though it says the same.
                    let same = old.as_ref().is_some_and(|(seen, checkers)| {
                        Some(checkers) == new && Span::between(*seen, at) <= oldest
                    });
                    (!same).then_some(id)
                })
                .collect(),
            Facts::Answers(list) => self.put_answers(list),
            Facts::StandbyObjects(list) => self.standby_objects.replace(scope, list),
            Facts::Topics(list) => self.topics.replace(scope, list),
            Facts::RegionSettings(settings) => self.region_settings.replace(scope, vec![settings]),
            Facts::Metrics(_) => Vec::new(),
        }
    }

    fn put_records(
        &mut self,
        zones: Vec<OutsideText>,
        records: Vec<super::facts::Record>,
    ) -> Vec<OutsideText> {
        let mut by_zone: BTreeMap<OutsideText, Vec<_>> =
            zones.into_iter().map(|zone| (zone, Vec::new())).collect();
        for record in records {
            by_zone.entry(record.zone.clone()).or_default().push(record);
        }
        by_zone
            .into_iter()
            .filter_map(|(zone, records)| {
                let changed = self.records.get(&zone) != Some(&records);
                self.records.insert(zone.clone(), records);
                changed.then_some(zone)
            })
            .collect()
    }

    fn put_answers(&mut self, answers: Vec<super::facts::DnsAnswer>) -> Vec<OutsideText> {
        let mut touched: Vec<OutsideText> = Vec::new();
        // A server that is not asked for a name any more, since its zone was
        // delegated to others, has no say in it.
        let mut asked: BTreeMap<_, BTreeSet<OutsideText>> = BTreeMap::new();
        for answer in &answers {
            let key = (answer.name.clone(), answer.kind.clone());
            asked.entry(key).or_default().insert(answer.server.clone());
        }
        for (key, servers) in asked {
            let name = key.0.clone();
            let known = self.answers.entry(key).or_default();
            let before = known.len();
            known.retain(|server, _| servers.contains(server));
            if known.len() < before && !touched.contains(&name) {
                touched.push(name);
            }
        }
        for answer in answers {
            let key = (answer.name.clone(), answer.kind.clone());
            let servers = self.answers.entry(key).or_default();
            self.held.follow(servers.get(&answer.server), &answer);
            // When it answered is part of what is shown: the same answer again is news.
            let same = servers.get(&answer.server) == Some(&answer);
            if !same && !touched.contains(&answer.name) {
                touched.push(answer.name.clone());
            }
            servers.insert(answer.server.clone(), answer);
        }
        touched
    }
}
