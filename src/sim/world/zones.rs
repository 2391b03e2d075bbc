//! What Route 53 holds of a hosted zone: records in Route 53's own order.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::zone_changes::ZoneChange;

/// A record set's place in Route 53's order: labels from the right, then type, then set identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordKey {
    /// The name's labels from the right, lower case, joined with NUL so that parents come first.
    pub reversed_name: String,
    /// `Type`.
    pub record_type: String,
    /// `SetIdentifier`, empty for a simple record.
    pub set_identifier: String,
}

impl RecordKey {
    /// The place of this name, type and set identifier.
    pub fn new(name: &str, record_type: &str, set_identifier: &str) -> RecordKey {
        RecordKey {
            reversed_name: reversed(name),
            record_type: record_type.to_owned(),
            set_identifier: set_identifier.to_owned(),
        }
    }
}

/// The labels of a name from the right, lower case, joined with NUL.
pub(crate) fn reversed(name: &str) -> String {
    let lower = name.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = lower.rsplit('.').collect();
    labels.join("\0")
}

/// How Route 53 chooses among records of the same name and type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Routing {
    /// The only record of its name and type.
    Simple,
    /// `Failover=PRIMARY`.
    Primary,
    /// `Failover=SECONDARY`.
    Secondary,
    /// `Weight`, 0 to 255.
    Weighted(i64),
    /// `Region`: latency.
    Latency(String),
    /// `MultiValueAnswer`.
    MultiValue,
}

/// What a record answers with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `TTL` in seconds and `ResourceRecords`.
    Values {
        /// Seconds.
        ttl: u32,
        /// The values as Route 53 writes them.
        values: Vec<String>,
    },
    /// `AliasTarget`.
    Alias {
        /// `HostedZoneId` of the target.
        zone_id: String,
        /// `DNSName` of the target.
        dns_name: String,
        /// `EvaluateTargetHealth`.
        evaluate_target_health: bool,
    },
}

/// A resource record set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSet {
    /// `Name`, fully qualified, with its final dot.
    pub name: String,
    /// `Type`.
    pub record_type: String,
    /// `SetIdentifier`, empty for a simple record.
    pub set_identifier: String,
    /// How Route 53 chooses it.
    pub routing: Routing,
    /// What it answers with.
    pub answer: Answer,
    /// `HealthCheckId`.
    pub health_check: Option<String>,
}

impl RecordSet {
    /// Its place in the zone.
    pub fn key(&self) -> RecordKey {
        RecordKey::new(&self.name, &self.record_type, &self.set_identifier)
    }
}

/// A hosted zone.
#[derive(Debug, Clone, PartialEq)]
pub struct HostedZone {
    /// `Id` without its `/hostedzone/`.
    pub id: String,
    /// `Name` with its final dot.
    pub name: String,
    /// `Config.Comment`.
    pub comment: Option<String>,
    /// `Config.PrivateZone`.
    pub private: bool,
    /// `DelegationSet.NameServers`.
    pub name_servers: Vec<String>,
    /// `Features.AcceleratedRecoveryStatus`; none when the zone reports no features.
    pub accelerated_recovery: Option<String>,
    /// The record sets in Route 53's order; [`HostedZone::insert`] keeps key and value in step.
    pub records: BTreeMap<RecordKey, RecordSet>,
    /// The changes there were, oldest first: name servers do not have the newest at once.
    pub changes: Vec<ZoneChange>,
}

impl HostedZone {
    /// Puts a record set in its place.
    pub fn insert(&mut self, record: RecordSet) {
        self.records.insert(record.key(), record);
    }

    /// The record set of this name, type and set identifier.
    pub fn record_mut(
        &mut self,
        name: &str,
        record_type: &str,
        set_identifier: &str,
    ) -> Option<&mut RecordSet> {
        self.records
            .get_mut(&RecordKey::new(name, record_type, set_identifier))
    }
}

/// A name outside the hosted zones that answers all the same: a load balancer, a name server.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    /// Its addresses; load balancers answer with them in turning order.
    pub addresses: Vec<IpAddr>,
    /// Seconds.
    pub ttl: u32,
    /// What `EvaluateTargetHealth` sees of it: whether it has a healthy target.
    pub healthy: bool,
    /// The Region it is in: it is not healthy while that Region is dark.
    pub region: Option<String>,
}
