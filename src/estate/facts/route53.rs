//! What Route 53's control plane says.

use crate::terms::{Instant, OutsideText, Region};
use serde::{Deserialize, Serialize};

/// A hosted zone.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HostedZone {
    /// `Id`, without `/hostedzone/`.
    pub id: OutsideText,
    /// `Name`, without the trailing dot.
    pub name: OutsideText,
    /// `Config.PrivateZone`.
    pub private: bool,
    /// `ResourceRecordSetCount`.
    pub records: Option<i64>,
    /// `DelegationSet.NameServers`; `None` until asked for.
    pub name_servers: Option<Vec<OutsideText>>,
    /// `Features.AcceleratedRecoveryStatus`, where AWS says it.
    pub accelerated_recovery: Option<OutsideText>,
    /// `LinkedService.ServicePrincipal`: made by another service, not to be edited.
    pub linked_service: Option<OutsideText>,
}

/// Which side of a failover pair a record is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailoverRole {
    /// `PRIMARY`.
    Primary,
    /// `SECONDARY`.
    Secondary,
}

/// A resource record set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// The zone's id, without `/hostedzone/`.
    pub zone: OutsideText,
    /// `Name`, unescaped, without the trailing dot.
    pub name: OutsideText,
    /// `Type`.
    pub kind: OutsideText,
    /// `SetIdentifier`.
    pub set_identifier: Option<OutsideText>,
    /// `Failover`.
    pub failover: Option<FailoverRole>,
    /// `Weight`.
    pub weight: Option<i64>,
    /// `TTL`, seconds; absent for an alias, which uses its target's.
    pub ttl_seconds: Option<i64>,
    /// `ResourceRecords`, as written in the zone.
    pub values: Vec<OutsideText>,
    /// `AliasTarget`.
    pub alias: Option<AliasTarget>,
    /// `HealthCheckId`.
    pub health_check: Option<OutsideText>,
    /// The names of the members that Route 53 told and that have no place here,
    /// such as `GeoLocation` or `TrafficPolicyInstanceId`. A record that has any
    /// cannot be written again as it was read: no change may touch it.
    pub not_modelled: Vec<OutsideText>,
}

impl Record {
    /// `Name` as Route 53 writes it, for requests: with its octal escapes and
    /// the trailing dot.
    #[must_use]
    pub fn written_name(&self) -> String {
        written(&self.name)
    }
}

/// A name as Route 53 writes it. What is not a letter, a digit, a hyphen, an
/// underscore or an asterisk is an escape of three octal digits (Route 53
/// Developer Guide, "DNS domain name format"); an escape that the plain name
/// kept stays as it is.
fn written(name: &OutsideText) -> String {
    let mut written = String::with_capacity(name.raw().len() + 1);
    for character in name.raw().chars() {
        let escaped = character.is_ascii()
            && !character.is_ascii_alphanumeric()
            && !matches!(character, '-' | '_' | '*' | '.' | '\\');
        if escaped {
            written.push_str(&format!("\\{:03o}", u32::from(character)));
        } else {
            written.push(character);
        }
    }
    if !written.ends_with('.') {
        written.push('.');
    }
    written
}

/// Where an alias points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AliasTarget {
    /// `HostedZoneId` of the target.
    pub zone: OutsideText,
    /// `DNSName`, without the trailing dot.
    pub name: OutsideText,
    /// `EvaluateTargetHealth`.
    pub evaluate_target_health: bool,
}

impl AliasTarget {
    /// `DNSName` as Route 53 writes it, for requests: with its octal escapes and
    /// the trailing dot.
    #[must_use]
    pub fn written_name(&self) -> String {
        written(&self.name)
    }
}

/// A health check's configuration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HealthCheck {
    /// `Id`.
    pub id: OutsideText,
    /// `HealthCheckVersion`.
    pub version: Option<i64>,
    /// `Type`: `HTTP`, `HTTPS`, `HTTP_STR_MATCH`, `HTTPS_STR_MATCH`, `TCP`,
    /// `CALCULATED`, `CLOUDWATCH_METRIC`, `RECOVERY_CONTROL`.
    pub kind: OutsideText,
    /// `Disabled`: alone, it makes the check always healthy.
    pub disabled: bool,
    /// `Inverted`.
    pub inverted: bool,
    /// `FullyQualifiedDomainName`.
    pub host: Option<OutsideText>,
    /// `IPAddress`.
    pub address: Option<OutsideText>,
    /// `Port`.
    pub port: Option<i64>,
    /// `ResourcePath`.
    pub path: Option<OutsideText>,
    /// `SearchString`: what the answer must hold, for the `…_STR_MATCH` types.
    pub search_string: Option<OutsideText>,
    /// `RequestInterval`, seconds.
    pub interval_seconds: Option<i64>,
    /// `FailureThreshold`.
    pub failure_threshold: Option<i64>,
    /// `ChildHealthChecks`, for a calculated check.
    pub children: Vec<OutsideText>,
    /// `HealthThreshold`: how many children must be healthy.
    pub health_threshold: Option<i64>,
    /// `AlarmIdentifier`, for a check on a CloudWatch alarm's metric.
    pub alarm: Option<HealthCheckAlarm>,
    /// `InsufficientDataHealthStatus`.
    pub insufficient_data: Option<OutsideText>,
    /// `LinkedService.ServicePrincipal`: owned by another service, not to be edited.
    pub linked_service: Option<OutsideText>,
    /// `RoutingControlArn`, for a check on a routing control of ARC.
    pub routing_control: Option<OutsideText>,
}

/// The alarm whose metric a health check follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HealthCheckAlarm {
    /// `Region`.
    pub region: Region,
    /// `Name`.
    pub name: OutsideText,
}

/// What Route 53's checkers saw for one health check (`GetHealthCheckStatus`).
/// Neither the aggregate nor Inverted and Disabled are applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkers {
    /// The health check's id.
    pub health_check: OutsideText,
    /// `HealthCheckObservations`.
    pub observations: Vec<CheckerObservation>,
}

/// What one checker saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckerObservation {
    /// `Region` of the checker.
    pub region: OutsideText,
    /// `IPAddress` of the checker.
    pub address: Option<OutsideText>,
    /// `StatusReport.Status`, free text that begins with `Success` or `Failure`.
    pub status: OutsideText,
    /// `StatusReport.CheckedTime`.
    pub checked: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_as_route_53_writes_it() {
        for (name, written_as) in [
            ("shop.example.com", "shop.example.com."),
            ("*.example.com", "*.example.com."),
            ("_dmarc.example.com", "_dmarc.example.com."),
            ("a@b.example.com", "a\\100b.example.com."),
            ("a\\056b.example.com", "a\\056b.example.com."),
            ("a\\033[2J.example.com", "a\\033\\1332J.example.com."),
        ] {
            let record = Record {
                name: name.into(),
                ..Record::default()
            };
            assert_eq!(record.written_name(), written_as);
            let alias = AliasTarget {
                zone: "Z1".into(),
                name: name.into(),
                evaluate_target_health: true,
            };
            assert_eq!(alias.written_name(), written_as);
        }
    }
}
