//! Datapoints: what may be there, and when.

use chrono::{DateTime, Duration, Utc};

use super::Contradictions;
use crate::sim::world::metrics::{MetricName, minute_of};
use crate::sim::world::{PRIMARY, World};

/// The soonest a standard metric arrives.
const SOONEST: Duration = Duration::minutes(1);

/// Every metric that something in the world has, with its Region.
pub(super) fn all(world: &World) -> Vec<(&str, MetricName)> {
    let mut all = Vec::new();
    let named = |namespace: &str, name: &str, dimensions: &[(&str, &str)]| MetricName {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        dimensions: dimensions
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    };
    for (region, here) in &world.regions {
        for id in here.instances.keys() {
            for name in [
                "ReplicaLag",
                "OldestReplicationSlotLag",
                "TransactionLogsDiskUsage",
            ] {
                all.push((
                    region.as_str(),
                    named("AWS/RDS", name, &[("DBInstanceIdentifier", id)]),
                ));
            }
        }
        for id in here.clusters.keys() {
            for name in [
                "AuroraGlobalDBRPOLag",
                "AuroraGlobalDBReplicationLag",
                "AuroraGlobalDBProgressLag",
            ] {
                all.push((
                    region.as_str(),
                    named("AWS/RDS", name, &[("DBClusterIdentifier", id)]),
                ));
            }
        }
        for table in here.tables.values() {
            for receiving in &table.replica_regions {
                let dimensions = [
                    ("TableName", table.name.as_str()),
                    ("ReceivingRegion", receiving),
                ];
                all.push((
                    region.as_str(),
                    named("AWS/DynamoDB", "ReplicationLatency", &dimensions),
                ));
            }
        }
        for rule in &world.bucket_rules {
            let dimensions = [
                ("SourceBucket", rule.source_bucket.as_str()),
                ("DestinationBucket", rule.destination_bucket.as_str()),
                ("RuleId", rule.rule_id.as_str()),
            ];
            for name in [
                "ReplicationLatency",
                "BytesPendingReplication",
                "OperationsFailedReplication",
            ] {
                all.push((region.as_str(), named("AWS/S3", name, &dimensions)));
            }
        }
        // Route 53 sends its metrics to this Region only.
        let checks = world.health_checks.keys();
        for id in checks.filter(|_| region == PRIMARY) {
            for name in [
                "HealthCheckStatus",
                "HealthCheckPercentageHealthy",
                "ChildHealthCheckHealthyCount",
            ] {
                all.push((
                    region.as_str(),
                    named("AWS/Route53", name, &[("HealthCheckId", id)]),
                ));
            }
        }
    }
    all
}

/// None is of the future, none is newer than delivery allows, and each is within what its metric can say.
pub(super) fn datapoints(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for (region, metric) in all(world) {
        let name = &metric.name;
        for minutes in -1..4 {
            let minute = minute_of(now) - Duration::minutes(minutes);
            let Some(value) = world.datapoint(region, &metric, minute, now) else {
                continue;
            };
            found.unless(now - minute >= SOONEST, || {
                format!("{name} of {minute} is there at {now}")
            });
            let possible = match name.as_str() {
                "HealthCheckStatus" => value == 0.0 || value == 1.0,
                "HealthCheckPercentageHealthy" => (0.0..=100.0).contains(&value),
                // An engine that does not replicate says -1.
                "ReplicaLag" => value >= 0.0 || value == -1.0,
                _ => value >= 0.0,
            };
            found.unless(value.is_finite() && possible, || {
                format!("{name} of {:?} says {value} at {minute}", metric.dimensions)
            });
        }
    }
}
