//! The one reducer: an observation goes in, what it changed comes out.

use super::observation::{Facts, Observation};
use super::{Estate, Scope, Slice, Source};
use crate::terms::OutsideText;

/// One fact that came, went or differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Change {
    /// The source whose table it is in.
    pub source: Source,
    /// The scope it was seen in.
    pub scope: Scope,
    /// Its id there: for records the zone's, for answers the name asked for,
    /// for metrics the dimensions' values.
    pub id: OutsideText,
}

/// What an observation changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The facts that came, went or differ.
    pub facts: Vec<Change>,
    /// Sources whose standing changed: first seen, failing, answering again.
    pub standing: Vec<(Source, Scope)>,
}

impl Estate {
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
                slice.failing_since.get_or_insert(asked);
                slice.failure = Some(failure);
                None
            }
            Ok(facts) => {
                slice.seen = Some(at);
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
        if let Some(facts) = facts {
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

    fn put(
        &mut self,
        source: Source,
        scope: &Scope,
        at: crate::terms::Instant,
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
                    let id = checkers.health_check.clone();
                    let old = self.checkers.insert(id.clone(), (at, checkers));
                    let new = self.checkers.get(&id).map(|(_, checkers)| checkers);
                    (old.as_ref().map(|(_, checkers)| checkers) != new).then_some(id)
                })
                .collect(),
            Facts::Answers(list) => self.put_answers(list),
            Facts::Metrics(list) => list
                .into_iter()
                .filter_map(|metric| {
                    let id = metric_id(&metric.key);
                    self.metrics
                        .entry(metric.key)
                        .or_default()
                        .merge(&metric.samples, at)
                        .then_some(id)
                })
                .collect(),
        }
    }

    fn put_records(
        &mut self,
        zones: Vec<OutsideText>,
        records: Vec<super::facts::Record>,
    ) -> Vec<OutsideText> {
        let mut by_zone: std::collections::BTreeMap<OutsideText, Vec<_>> =
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
        for answer in answers {
            let key = (answer.name.clone(), answer.kind.clone());
            let servers = self.answers.entry(key).or_default();
            let same = servers
                .get(&answer.server)
                .is_some_and(|old| old.outcome == answer.outcome);
            if !same && !touched.contains(&answer.name) {
                touched.push(answer.name.clone());
            }
            servers.insert(answer.server.clone(), answer);
        }
        touched
    }
}

/// What a change of a metric goes by: its dimensions' values.
fn metric_id(key: &super::facts::MetricKey) -> OutsideText {
    let values: Vec<&str> = key
        .dimensions
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    OutsideText::from(values.join(" "))
}
