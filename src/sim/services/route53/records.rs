//! `ListResourceRecordSets`, in Route 53's own order.

use super::page_size;
use super::zones::zone_of;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::zones::{Answer, RecordKey, RecordSet, Routing};

/// `RRType`.
pub(super) const TYPES: [&str; 17] = [
    "SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS",
    "TLSA", "SSHFP", "SVCB", "HTTPS",
];

/// Starts at a name, a type and an identifier, each of which needs the one before.
pub(super) fn list(call: &Call<'_>) -> Result<Shape, Failure> {
    let zone = zone_of(call)?;
    let limit = page_size(call, 300)?;
    let name = call.input.text("name");
    let record_type = call.input.text("type");
    let identifier = call.input.text("identifier");
    if record_type.is_some() && name.is_none() {
        return Err(call.invalid("The type parameter requires the name parameter"));
    }
    if identifier.is_some() && record_type.is_none() {
        return Err(call.invalid("The identifier parameter requires the type parameter"));
    }
    if let Some(unknown) = record_type.filter(|wanted| !TYPES.contains(wanted)) {
        return Err(call.invalid(format!("Invalid record type: {unknown}")));
    }
    let start = match name {
        Some(name) => RecordKey::new(
            name,
            record_type.unwrap_or_default(),
            identifier.unwrap_or_default(),
        ),
        None => RecordKey {
            reversed_name: String::new(),
            record_type: String::new(),
            set_identifier: String::new(),
        },
    };
    let mut records: Vec<&RecordSet> = zone
        .records
        .range(start..)
        .map(|(_, record)| record)
        .take(limit + 1)
        .collect();
    let next = (records.len() > limit).then(|| records.pop()).flatten();
    let next_identifier = next
        .map(|record| &record.set_identifier)
        .filter(|identifier| !identifier.is_empty());
    Ok(Record::new()
        .list(
            "ResourceRecordSets",
            "ResourceRecordSet",
            records.into_iter().map(shape),
        )
        .with("IsTruncated", next.is_some())
        .maybe("NextRecordName", next.map(|record| &record.name))
        .maybe("NextRecordType", next.map(|record| &record.record_type))
        .maybe("NextRecordIdentifier", next_identifier)
        .with("MaxItems", limit.to_string())
        .into())
}

fn shape(record: &RecordSet) -> Record {
    let mut shape = Record::new()
        .with("Name", &record.name)
        .with("Type", &record.record_type);
    if !record.set_identifier.is_empty() {
        shape = shape.with("SetIdentifier", &record.set_identifier);
    }
    shape = match &record.routing {
        Routing::Simple => shape,
        Routing::Primary => shape.with("Failover", "PRIMARY"),
        Routing::Secondary => shape.with("Failover", "SECONDARY"),
        Routing::Weighted(weight) => shape.with("Weight", *weight),
        Routing::Latency(region) => shape.with("Region", region),
        Routing::MultiValue => shape.with("MultiValueAnswer", true),
    };
    shape = match &record.answer {
        Answer::Values { ttl, values } => {
            let value = |value: &String| Record::new().with("Value", value);
            shape.with("TTL", i64::from(*ttl)).list(
                "ResourceRecords",
                "ResourceRecord",
                values.iter().map(value),
            )
        }
        Answer::Alias {
            zone_id,
            dns_name,
            evaluate_target_health,
        } => {
            let target = Record::new()
                .with("HostedZoneId", zone_id)
                .with("DNSName", dns_name)
                .with("EvaluateTargetHealth", *evaluate_target_health);
            shape.with("AliasTarget", target)
        }
    };
    shape.maybe("HealthCheckId", record.health_check.as_ref())
}
