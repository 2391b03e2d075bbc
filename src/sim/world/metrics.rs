//! What CloudWatch would have been sent, minute by minute.
//!
//! Metrics are not stored: each is a function of the seed, the minute and what exists. A replica made by a
//! test has its `ReplicaLag` without more ado.

use chrono::{DateTime, Duration, TimeZone, Utc};

use super::databases::{DbInstance, Writes};
use super::{PRIMARY, World, lag, random};

/// The names of the metrics there are.
pub(crate) const METRICS: [&str; 14] = [
    "ReplicaLag",
    "OldestReplicationSlotLag",
    "TransactionLogsDiskUsage",
    "AuroraGlobalDBRPOLag",
    "AuroraGlobalDBReplicationLag",
    "AuroraGlobalDBProgressLag",
    "ReplicationLatency",
    "OperationsPendingReplication",
    "BytesPendingReplication",
    "OperationsFailedReplication",
    "HealthCheckStatus",
    "HealthCheckPercentageHealthy",
    "ChildHealthCheckHealthyCount",
    "OrdersFailed",
];

/// A metric's full name. Dimensions must match exactly, as in CloudWatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricName {
    /// `Namespace`.
    pub namespace: String,
    /// `MetricName`.
    pub name: String,
    /// `Dimensions`: name and value, in any order.
    pub dimensions: Vec<(String, String)>,
}

impl MetricName {
    fn dimension(&self, name: &str) -> Option<&str> {
        self.dimensions
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn has_exactly(&self, names: &[&str]) -> bool {
        self.dimensions.len() == names.len()
            && names.iter().all(|name| self.dimension(name).is_some())
    }
}

/// A change to what a metric says, made by a test or a scenario. A field that is `None` matches everything;
/// of several edits that match, the last one counts.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricEdit {
    /// The Region the metric is in.
    pub region: Option<String>,
    /// `MetricName`.
    pub metric: Option<String>,
    /// The value of any of the metric's dimensions, for instance an instance's identifier.
    pub dimension: Option<String>,
    /// From which minute on; none means always.
    pub since: Option<DateTime<Utc>>,
    /// Up to and without this minute; none means for ever.
    pub until: Option<DateTime<Utc>>,
    /// What the metric says instead.
    pub change: MetricChange,
}

/// What a [`MetricEdit`] makes of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MetricChange {
    /// There is no datapoint.
    Withheld,
    /// Every datapoint has this value, -1 included.
    Constant(f64),
    /// It grows by this much a second from the edit's `since` on (or the world's epoch).
    Climbing {
        /// The value it starts from.
        from: f64,
        /// Growth per second.
        per_second: f64,
    },
}

impl MetricEdit {
    /// An edit of this metric for this dimension value, in every Region and for all time.
    pub fn always(metric: &str, dimension: &str, change: MetricChange) -> MetricEdit {
        MetricEdit {
            region: None,
            metric: Some(metric.to_owned()),
            dimension: Some(dimension.to_owned()),
            since: None,
            until: None,
            change,
        }
    }

    fn matches(&self, region: &str, name: &MetricName, minute: DateTime<Utc>) -> bool {
        self.region.as_deref().is_none_or(|wanted| wanted == region)
            && self
                .metric
                .as_deref()
                .is_none_or(|wanted| wanted == name.name)
            && self
                .dimension
                .as_deref()
                .is_none_or(|wanted| name.dimensions.iter().any(|(_, value)| value == wanted))
            && self.since.is_none_or(|since| minute >= since)
            && self.until.is_none_or(|until| minute < until)
    }
}

/// The minute an instant is in.
pub(crate) fn minute_of(at: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = at.timestamp();
    Utc.timestamp_opt(seconds - seconds.rem_euclid(60), 0)
        .single()
        .unwrap_or(at)
}

impl World {
    /// The datapoint of a minute, or none: whether it has been delivered by `now` is part of the question.
    pub fn datapoint(
        &self,
        region: &str,
        name: &MetricName,
        minute: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<f64> {
        if !self.delivered(region, name, minute, now) {
            return None;
        }
        let edit = self
            .metric_edits
            .iter()
            .rev()
            .find(|edit| edit.matches(region, name, minute));
        match edit {
            None => self.measured(region, name, minute),
            Some(edit) => match edit.change {
                MetricChange::Withheld => None,
                MetricChange::Constant(value) => self.measured(region, name, minute).map(|_| value),
                MetricChange::Climbing { from, per_second } => {
                    let start = edit.since.unwrap_or(self.epoch);
                    let seconds = (minute - start).num_seconds() as f64;
                    self.measured(region, name, minute)
                        .map(|_| from + seconds.max(0.0) * per_second)
                }
            },
        }
    }

    /// Standard metrics arrive one to three minutes late. The delay swings slowly, so that datapoints
    /// arrive in their order.
    fn delivered(
        &self,
        region: &str,
        name: &MetricName,
        minute: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> bool {
        let age = (now - minute).num_seconds();
        if age >= 240 {
            return true;
        }
        let words = [region, name.name.as_str()];
        let phase = random::share(self.seed, &words, 0) * std::f64::consts::TAU;
        let swing = (minute.timestamp() as f64 / 600.0 * std::f64::consts::TAU + phase).sin();
        age as f64 >= 120.0 + 60.0 * swing
    }

    /// What was measured in a minute, edits and delivery left aside.
    fn measured(&self, region: &str, name: &MetricName, minute: DateTime<Utc>) -> Option<f64> {
        let here = self.regions.get(region)?;
        if here.dark_at(minute).is_some() {
            return None;
        }
        match (name.namespace.as_str(), name.name.as_str()) {
            ("AWS/RDS", "ReplicaLag") if name.has_exactly(&["DBInstanceIdentifier"]) => {
                let instance = here
                    .instances
                    .get(name.dimension("DBInstanceIdentifier")?)?;
                self.replica_lag(region, instance, minute)
            }
            ("AWS/RDS", "OldestReplicationSlotLag" | "TransactionLogsDiskUsage")
                if name.has_exactly(&["DBInstanceIdentifier"]) =>
            {
                let instance = here
                    .instances
                    .get(name.dimension("DBInstanceIdentifier")?)?;
                self.slot_bytes(instance, &name.name, minute)
            }
            (
                "AWS/RDS",
                "AuroraGlobalDBRPOLag"
                | "AuroraGlobalDBReplicationLag"
                | "AuroraGlobalDBProgressLag",
            ) if name.has_exactly(&["DBClusterIdentifier"]) => self.global_lag(
                region,
                name.dimension("DBClusterIdentifier")?,
                &name.name,
                minute,
            ),
            ("AWS/DynamoDB", "ReplicationLatency")
                if name.has_exactly(&["TableName", "ReceivingRegion"]) =>
            {
                let table = here.tables.get(name.dimension("TableName")?)?;
                let receiving = name.dimension("ReceivingRegion")?;
                let reachable = table.replica_regions.iter().any(|r| r == receiving)
                    && !self.dark(receiving, minute)
                    && table.writes == Writes::Busy;
                let words = ["dynamodb", table.name.as_str()];
                reachable.then(|| self.between(&words, minute, 450.0, 1_400.0))
            }
            ("AWS/S3", metric)
                if name.has_exactly(&["SourceBucket", "DestinationBucket", "RuleId"]) =>
            {
                self.bucket_replication(region, name, metric, minute)
            }
            ("Harbor/Shop", "OrdersFailed") if name.dimensions.is_empty() => (region == PRIMARY)
                .then(|| self.between(&["orders-failed"], minute, 0.0, 3.0).floor()),
            ("AWS/Route53", metric) if name.has_exactly(&["HealthCheckId"]) => {
                if region != "us-east-1" {
                    return None;
                }
                self.health_metric(name.dimension("HealthCheckId")?, metric, minute)
            }
            _ => None,
        }
    }

    /// Whether a Region is dark in a minute.
    pub(crate) fn dark(&self, region: &str, minute: DateTime<Utc>) -> bool {
        self.dark_at(region, minute).is_some()
    }

    /// Since when a Region was dark in a minute.
    pub(crate) fn dark_at(&self, region: &str, minute: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.regions.get(region)?.dark_at(minute)
    }

    fn between(&self, words: &[&str], minute: DateTime<Utc>, low: f64, high: f64) -> f64 {
        let share = random::share(self.seed, words, minute.timestamp() / 60);
        // Milliseconds and seconds in AWS's metrics come with few decimals.
        ((low + share * (high - low)) * 100.0).round() / 100.0
    }

    fn replica_lag(
        &self,
        region: &str,
        instance: &DbInstance,
        minute: DateTime<Utc>,
    ) -> Option<f64> {
        let source = self.source_at(instance, minute)?;
        let source_region = lag::region_of(source).unwrap_or(region);
        let source_instance = self
            .regions
            .get(source_region)
            .and_then(|r| r.instances.get(lag::identifier_of(source)));
        let idle = source_instance.is_some_and(|source| source.writes == Writes::Idle);
        let stopped = [
            instance.replication.at(minute),
            self.dark_at(source_region, minute),
        ]
        .into_iter()
        .flatten()
        .min();
        let words = ["replica", instance.identifier.as_str()];
        let jitter = self.between(&words, minute, 1.0, 10.0);
        Some(lag::replica_lag(
            &instance.engine,
            jitter,
            idle,
            stopped,
            minute,
        ))
    }

    fn slot_bytes(
        &self,
        instance: &DbInstance,
        metric: &str,
        minute: DateTime<Utc>,
    ) -> Option<f64> {
        if instance.engine != "postgres" || self.source_at(instance, minute).is_some() {
            return None;
        }
        let base = self.between(
            &["slot", &instance.identifier],
            minute,
            65_536.0,
            4_194_304.0,
        );
        if metric == "TransactionLogsDiskUsage" {
            return Some((base * 64.0).round());
        }
        self.followed_at(instance, minute).then(|| base.round())
    }

    fn global_lag(
        &self,
        region: &str,
        identifier: &str,
        metric: &str,
        minute: DateTime<Utc>,
    ) -> Option<f64> {
        let cluster = self.regions.get(region)?.clusters.get(identifier)?;
        let global = self
            .global_clusters
            .get(cluster.global_cluster.as_deref()?)?;
        // These metrics exist for secondaries that have an instance, and only there.
        let writer = global.members.iter().find(|member| member.writer)?;
        if writer.cluster_arn == cluster.arn || cluster.members.is_empty() {
            return None;
        }
        let stopped = [
            cluster.replication.at(minute),
            lag::region_of(&writer.cluster_arn).and_then(|source| self.dark_at(source, minute)),
        ]
        .into_iter()
        .flatten()
        .min();
        let natural = self.between(&["global", identifier, metric], minute, 200.0, 600.0);
        Some(match stopped {
            None => natural,
            Some(stopped) => natural + (minute - stopped).num_milliseconds() as f64,
        })
    }

    fn bucket_replication(
        &self,
        region: &str,
        name: &MetricName,
        metric: &str,
        minute: DateTime<Utc>,
    ) -> Option<f64> {
        let rule = self.bucket_rules.iter().find(|rule| {
            Some(rule.source_bucket.as_str()) == name.dimension("SourceBucket")
                && Some(rule.destination_bucket.as_str()) == name.dimension("DestinationBucket")
                && Some(rule.rule_id.as_str()) == name.dimension("RuleId")
        })?;
        // Failures are counted where the objects come from, everything else where they go.
        let home = match metric {
            "OperationsFailedReplication" => &rule.source_region,
            _ => &rule.destination_region,
        };
        if home != region || !rule.metrics {
            return None;
        }
        let stopped = self.dark_at(&rule.source_region, minute);
        let words = ["bucket", rule.source_bucket.as_str(), metric];
        match (metric, stopped) {
            ("OperationsFailedReplication", _) => Some(0.0),
            ("ReplicationLatency", None) => Some(self.between(&words, minute, 2.0, 25.0).round()),
            ("OperationsPendingReplication", None) => {
                Some(self.between(&words, minute, 0.0, 40.0).round())
            }
            ("BytesPendingReplication", None) => {
                Some(self.between(&words, minute, 0.0, 9_000_000.0).round())
            }
            // Nothing is reported by a source that is gone.
            _ => None,
        }
    }

    /// `HealthCheckStatus` is Route 53's own assessment, with `Disabled` and `Inverted` applied; the share
    /// of checkers is what they see, and is not there for a disabled check.
    fn health_metric(&self, id: &str, metric: &str, minute: DateTime<Utc>) -> Option<f64> {
        let check = self.health_checks.get(id)?;
        let end = minute + Duration::seconds(59);
        match metric {
            "HealthCheckStatus" => Some(f64::from(u8::from(self.effective_health(id, end)))),
            "HealthCheckPercentageHealthy" if check.has_checkers() && !check.disabled => {
                Some(self.healthy_share(check, end) * 100.0)
            }
            "ChildHealthCheckHealthyCount" => {
                self.healthy_children(check, end).map(|count| count as f64)
            }
            _ => None,
        }
    }
}
