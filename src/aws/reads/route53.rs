//! Route 53's control plane: zones, records, health checks and what their
//! checkers see. All of it is one quota of five requests a second per account:
//! each request, a further page too, waits for its turn.

use super::convert::{maybe, moment, need, text, texts};
use super::{Reading, Reads, next, pages, reading};
use crate::aws::failure::Asked;
use crate::estate::facts::{
    AliasTarget, CheckerObservation, Checkers, FailoverRole, HealthCheck, HealthCheckAlarm,
    HostedZone, Record,
};
use crate::estate::{Failure, Scope};
use crate::terms::{OutsideText, Region};
use aws_sdk_route53::{Client, types};

const fn route53(operation: &'static str) -> Asked {
    Asked {
        service: "Route 53",
        operation,
    }
}

/// Where a page of records begins: name, type, and the set's identifier.
type RecordMarker = (String, types::RrType, Option<String>);

impl Reads {
    fn route53(&self) -> Client {
        self.door
            .route53(&self.door.route53_region(), &Scope::Global)
    }

    /// Sends a request when its turn has come.
    async fn sent<T>(&self, request: impl Future<Output = T>) -> T {
        self.door.route53_turn().await;
        request.await
    }

    /// Every hosted zone, without its name servers (`ListHostedZones`).
    ///
    /// # Errors
    /// As every read.
    pub async fn zones(&self) -> Result<Reading<Vec<HostedZone>>, Failure> {
        let asked = route53("ListHostedZones");
        let client = self.route53();
        reading(pages(asked, |marker| {
            let request = client.list_hosted_zones().set_marker(marker);
            async move {
                let answer = self.sent(request.send()).await;
                let answer = answer.map_err(|error| asked.failed(&error))?;
                let zones = answer.hosted_zones().iter().map(|it| zone(it, None));
                let marker = next_if(asked, answer.is_truncated(), answer.next_marker())?;
                Ok((zones.collect(), marker))
            }
        }))
        .await
    }

    /// A hosted zone with its name servers (`GetHostedZone`), by its id.
    ///
    /// # Errors
    /// As every read.
    pub async fn zone(&self, id: &OutsideText) -> Result<Reading<HostedZone>, Failure> {
        let asked = route53("GetHostedZone");
        let client = self.route53();
        reading(async {
            let request = client.get_hosted_zone().id(id.raw());
            let answer = self.sent(request.send()).await;
            let answer = answer.map_err(|error| asked.failed(&error))?;
            let it = answer
                .hosted_zone()
                .ok_or_else(|| asked.not_understood("the answer has no HostedZone"))?;
            Ok(zone(it, answer.delegation_set()))
        })
        .await
    }

    /// The records of a hosted zone (`ListResourceRecordSets`), by the zone's id.
    ///
    /// # Errors
    /// As every read.
    pub async fn records(&self, zone: &OutsideText) -> Result<Reading<Vec<Record>>, Failure> {
        let asked = route53("ListResourceRecordSets");
        let client = self.route53();
        reading(pages(asked, |marker: Option<RecordMarker>| {
            let mut request = client
                .list_resource_record_sets()
                .hosted_zone_id(zone.raw());
            if let Some((name, kind, set)) = marker {
                request = request
                    .start_record_name(name)
                    .start_record_type(kind)
                    .set_start_record_identifier(set);
            }
            async move {
                let answer = self.sent(request.send()).await;
                let answer = answer.map_err(|error| asked.failed(&error))?;
                let name = next_if(asked, answer.is_truncated(), answer.next_record_name())?;
                let kind = answer.next_record_type().cloned();
                let set = next(answer.next_record_identifier());
                let marker = match (name, kind) {
                    (None, _) => None,
                    (Some(name), Some(kind)) => Some((name, kind, set)),
                    (Some(_), None) => return Err(asked.not_understood("no NextRecordType")),
                };
                let records = answer.resource_record_sets().iter();
                let records = records.map(|it| record(asked, zone, it));
                Ok((records.collect::<Result<Vec<_>, _>>()?, marker))
            }
        }))
        .await
    }

    /// Every health check (`ListHealthChecks`).
    ///
    /// # Errors
    /// As every read.
    pub async fn health_checks(&self) -> Result<Reading<Vec<HealthCheck>>, Failure> {
        let asked = route53("ListHealthChecks");
        let client = self.route53();
        reading(pages(asked, |marker| {
            let request = client.list_health_checks().set_marker(marker);
            async move {
                let answer = self.sent(request.send()).await;
                let answer = answer.map_err(|error| asked.failed(&error))?;
                let checks = answer.health_checks().iter();
                let checks = checks.map(|it| health_check(asked, it));
                let checks = checks.collect::<Result<Vec<_>, _>>()?;
                let marker = next_if(asked, answer.is_truncated(), answer.next_marker())?;
                Ok((checks, marker))
            }
        }))
        .await
    }

    /// What the checkers of a health check saw (`GetHealthCheckStatus`), by the
    /// check's id. For checks of endpoints only: AWS refuses it for calculated ones
    /// and those on an alarm's metric. AWS does not mean it for high rates.
    ///
    /// # Errors
    /// As every read.
    pub async fn checkers(&self, health_check: &OutsideText) -> Result<Reading<Checkers>, Failure> {
        let asked = route53("GetHealthCheckStatus");
        let client = self.route53();
        reading(async {
            let request = client.get_health_check_status();
            let request = request.health_check_id(health_check.raw());
            let answer = self.sent(request.send()).await;
            let answer = answer.map_err(|error| asked.failed(&error))?;
            Ok(Checkers {
                health_check: health_check.clone(),
                observations: answer
                    .health_check_observations()
                    .iter()
                    .map(observation)
                    .collect(),
            })
        })
        .await
    }
}

/// The next marker, which a truncated list must have.
fn next_if(asked: Asked, truncated: bool, marker: Option<&str>) -> Result<Option<String>, Failure> {
    match (truncated, next(marker)) {
        (false, _) => Ok(None),
        (true, Some(marker)) => Ok(Some(marker)),
        (true, None) => {
            Err(asked.not_understood("the list goes on, but the answer does not say where"))
        }
    }
}

/// A zone's or a check's id without the path AWS puts before it.
fn bare(id: &str) -> OutsideText {
    OutsideText::new(id.rsplit('/').next().unwrap_or(id))
}

/// A name as people write it: without the trailing dot, and with the characters
/// that Route 53 writes as octal escapes, `\052` for `*`. An escaped dot or
/// backslash is part of a label and stays escaped, as does what no screen shows.
fn domain_name(name: &str) -> OutsideText {
    let name = name.strip_suffix('.').unwrap_or(name);
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let code = rest
            .get(at + 1..at + 4)
            .and_then(|digits| u8::from_str_radix(digits, 8).ok())
            .filter(|byte| byte.is_ascii_graphic() && !matches!(byte, b'.' | b'\\'));
        match code {
            Some(byte) => {
                plain.push(char::from(byte));
                rest = &rest[at + 4..];
            }
            None => {
                plain.push('\\');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    OutsideText::from(plain)
}

fn zone(it: &types::HostedZone, delegation: Option<&types::DelegationSet>) -> HostedZone {
    HostedZone {
        id: bare(it.id()),
        name: domain_name(it.name()),
        private: it.config().is_some_and(|config| config.private_zone()),
        records: it.resource_record_set_count(),
        name_servers: delegation.map(|set| texts(set.name_servers())),
        accelerated_recovery: it
            .features()
            .and_then(|features| features.accelerated_recovery_status())
            .map(|status| OutsideText::new(status.as_str())),
        linked_service: maybe(it.linked_service().and_then(|by| by.service_principal())),
    }
}

fn record(
    asked: Asked,
    zone: &OutsideText,
    it: &types::ResourceRecordSet,
) -> Result<Record, Failure> {
    let failover = match it.failover() {
        None => None,
        Some(types::ResourceRecordSetFailover::Primary) => Some(FailoverRole::Primary),
        Some(types::ResourceRecordSetFailover::Secondary) => Some(FailoverRole::Secondary),
        Some(other) => {
            let said = OutsideText::new(other.as_str());
            return Err(asked.not_understood(format!("Failover is {said}")));
        }
    };
    Ok(Record {
        zone: zone.clone(),
        name: domain_name(need(asked, "Name", Some(it.name()))?),
        kind: OutsideText::new(it.r#type().as_str()),
        set_identifier: maybe(it.set_identifier()),
        failover,
        weight: it.weight(),
        ttl_seconds: it.ttl(),
        values: it
            .resource_records()
            .iter()
            .map(|record| OutsideText::new(record.value()))
            .collect(),
        alias: it.alias_target().map(|alias| AliasTarget {
            zone: bare(alias.hosted_zone_id()),
            name: domain_name(alias.dns_name()),
            evaluate_target_health: alias.evaluate_target_health(),
        }),
        health_check: maybe(it.health_check_id()),
        not_modelled: not_modelled(it),
    })
}

/// The members of a record set that [`Record`] has no place for, as AWS names
/// them. What this SDK itself does not know is not seen; a change that leaves it
/// out names another record than the one there is, and AWS refuses it whole.
fn not_modelled(it: &types::ResourceRecordSet) -> Vec<OutsideText> {
    let members = [
        ("Region", it.region().is_some()),
        ("GeoLocation", it.geo_location().is_some()),
        ("MultiValueAnswer", it.multi_value_answer().is_some()),
        (
            "TrafficPolicyInstanceId",
            it.traffic_policy_instance_id().is_some(),
        ),
        ("CidrRoutingConfig", it.cidr_routing_config().is_some()),
        (
            "GeoProximityLocation",
            it.geo_proximity_location().is_some(),
        ),
    ];
    let told = members.into_iter().filter(|(_, told)| *told);
    told.map(|(name, _)| OutsideText::new(name)).collect()
}

fn health_check(asked: Asked, it: &types::HealthCheck) -> Result<HealthCheck, Failure> {
    let id = need(asked, "Id", Some(it.id()))?;
    let config = it
        .health_check_config()
        .ok_or_else(|| asked.not_understood("a health check has no HealthCheckConfig"))?;
    let alarm = config.alarm_identifier().map(|alarm| {
        Ok(HealthCheckAlarm {
            region: Region::parse(alarm.region().as_str())
                .map_err(|error| asked.not_understood(error.to_string()))?,
            name: OutsideText::new(alarm.name()),
        })
    });
    Ok(HealthCheck {
        id: bare(id),
        version: Some(it.health_check_version()),
        kind: OutsideText::new(config.r#type().as_str()),
        // Left out, both are false (`HealthCheckConfig`).
        disabled: config.disabled().unwrap_or(false),
        inverted: config.inverted().unwrap_or(false),
        host: maybe(config.fully_qualified_domain_name()),
        address: maybe(config.ip_address()),
        port: config.port().map(i64::from),
        path: maybe(config.resource_path()),
        search_string: maybe(config.search_string()),
        interval_seconds: config.request_interval().map(i64::from),
        failure_threshold: config.failure_threshold().map(i64::from),
        children: texts(config.child_health_checks()),
        health_threshold: config.health_threshold().map(i64::from),
        alarm: alarm.transpose()?,
        insufficient_data: config
            .insufficient_data_health_status()
            .map(|status| OutsideText::new(status.as_str())),
        linked_service: maybe(it.linked_service().and_then(|by| by.service_principal())),
        routing_control: maybe(config.routing_control_arn()),
    })
}

fn observation(it: &types::HealthCheckObservation) -> CheckerObservation {
    let report = it.status_report();
    CheckerObservation {
        region: text(it.region().map(|region| region.as_str())),
        address: maybe(it.ip_address()),
        status: text(report.and_then(|report| report.status())),
        checked: moment(report.and_then(|report| report.checked_time())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_people_write_them() {
        for (written, meant) in [
            ("shop.example.com.", "shop.example.com"),
            ("\\052.example.com.", "*.example.com"),
            ("a\\056b.example.com.", "a\\056b.example.com"),
            ("a\\033[2J.example.com.", "a\\033[2J.example.com"),
            ("ü\\0", "ü\\0"),
            ("\\ü\\052", "\\ü*"),
        ] {
            assert_eq!(domain_name(written).raw(), meant);
        }
    }

    #[test]
    fn ids_lose_their_path() {
        assert_eq!(bare("/hostedzone/Z1").raw(), "Z1");
        assert_eq!(bare("Z1").raw(), "Z1");
    }
}
