//! The metrics lifeboat reads, each in the Region where it lives. Whoever asks
//! for one and whoever reads it name it here.

use super::metrics::{MetricKey, Statistic};
use crate::terms::Region;

impl MetricKey {
    /// `ReplicaLag` of a read replica, seconds, in the replica's Region. The
    /// largest of the minute: a lag is an upper bound.
    #[must_use]
    pub fn replica_lag(region: &Region, replica: &str) -> Self {
        let dimensions = [("DBInstanceIdentifier", replica)];
        Self::new(
            region,
            "AWS/RDS",
            "ReplicaLag",
            &dimensions,
            Statistic::Maximum,
        )
    }

    /// `OldestReplicationSlotLag` of a PostgreSQL source, bytes, in the source's Region.
    #[must_use]
    pub fn oldest_replication_slot_lag(region: &Region, source: &str) -> Self {
        let dimensions = [("DBInstanceIdentifier", source)];
        let name = "OldestReplicationSlotLag";
        Self::new(region, "AWS/RDS", name, &dimensions, Statistic::Maximum)
    }

    /// `AuroraGlobalDBRPOLag` of a secondary cluster, milliseconds, in the
    /// secondary's Region.
    #[must_use]
    pub fn aurora_rpo_lag(region: &Region, cluster: &str) -> Self {
        let dimensions = [("DBClusterIdentifier", cluster)];
        let name = "AuroraGlobalDBRPOLag";
        Self::new(region, "AWS/RDS", name, &dimensions, Statistic::Maximum)
    }

    /// `AuroraGlobalDBReplicationLag` of a secondary cluster, milliseconds, in
    /// the secondary's Region: for engines too old for the RPO lag.
    #[must_use]
    pub fn aurora_replication_lag(region: &Region, cluster: &str) -> Self {
        let dimensions = [("DBClusterIdentifier", cluster)];
        let name = "AuroraGlobalDBReplicationLag";
        Self::new(region, "AWS/RDS", name, &dimensions, Statistic::Maximum)
    }

    /// `ReplicationLatency` of a global table, milliseconds, in the source Region.
    #[must_use]
    pub fn table_latency(source: &Region, table: &str, receiving: &Region) -> Self {
        let dimensions = [
            ("TableName", table),
            ("ReceivingRegion", receiving.as_str()),
        ];
        let name = "ReplicationLatency";
        Self::new(
            source,
            "AWS/DynamoDB",
            name,
            &dimensions,
            Statistic::Maximum,
        )
    }

    /// `ReplicationLatency` of an S3 replication rule, seconds, in the
    /// destination Region.
    #[must_use]
    pub fn bucket_latency(destination_region: &Region, rule: BucketRule<'_>) -> Self {
        let name = "ReplicationLatency";
        let dimensions = rule.dimensions();
        Self::new(
            destination_region,
            "AWS/S3",
            name,
            &dimensions,
            Statistic::Maximum,
        )
    }

    /// `OperationsPendingReplication` of an S3 replication rule, a count, in
    /// the destination Region.
    #[must_use]
    pub fn bucket_pending(destination_region: &Region, rule: BucketRule<'_>) -> Self {
        let name = "OperationsPendingReplication";
        let dimensions = rule.dimensions();
        Self::new(
            destination_region,
            "AWS/S3",
            name,
            &dimensions,
            Statistic::Maximum,
        )
    }

    /// `OperationsFailedReplication` of an S3 replication rule, a count, in the
    /// source Region.
    #[must_use]
    pub fn bucket_failed(source_region: &Region, rule: BucketRule<'_>) -> Self {
        let name = "OperationsFailedReplication";
        Self::new(
            source_region,
            "AWS/S3",
            name,
            &rule.dimensions(),
            Statistic::Sum,
        )
    }

    /// `HealthCheckStatus`, 1 or 0, in us-east-1 only.
    #[must_use]
    pub fn health_check_status(health_check: &str) -> Self {
        let dimensions = [("HealthCheckId", health_check)];
        let name = "HealthCheckStatus";
        Self::new(
            &Region::us_east_1(),
            "AWS/Route53",
            name,
            &dimensions,
            Statistic::Minimum,
        )
    }

    /// Seconds in one unit of a metric that tells a length of time: Aurora's and
    /// DynamoDB's count in milliseconds. `None` for one that tells anything else.
    #[must_use]
    pub fn seconds_per_unit(&self) -> Option<f64> {
        match (self.namespace.raw(), self.name.raw()) {
            ("AWS/RDS", "ReplicaLag") | ("AWS/S3", "ReplicationLatency") => Some(1.0),
            ("AWS/RDS", "AuroraGlobalDBRPOLag" | "AuroraGlobalDBReplicationLag")
            | ("AWS/DynamoDB", "ReplicationLatency") => Some(0.001),
            _ => None,
        }
    }

    /// `HealthCheckPercentageHealthy`, percent of checkers, in us-east-1 only.
    #[must_use]
    pub fn health_check_percentage(health_check: &str) -> Self {
        let dimensions = [("HealthCheckId", health_check)];
        let name = "HealthCheckPercentageHealthy";
        Self::new(
            &Region::us_east_1(),
            "AWS/Route53",
            name,
            &dimensions,
            Statistic::Average,
        )
    }
}

/// An S3 replication rule, as its metrics' dimensions name it.
#[derive(Debug, Clone, Copy)]
pub struct BucketRule<'a> {
    /// The bucket written to.
    pub source: &'a str,
    /// The bucket replicated to.
    pub destination: &'a str,
    /// The rule's id.
    pub rule: &'a str,
}

impl<'a> BucketRule<'a> {
    fn dimensions(&self) -> [(&'static str, &'a str); 3] {
        [
            ("SourceBucket", self.source),
            ("DestinationBucket", self.destination),
            ("RuleId", self.rule),
        ]
    }
}
