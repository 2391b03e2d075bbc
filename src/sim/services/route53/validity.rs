//! What Route 53 takes for a record set, and for a zone.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::batch::Asked;
use crate::sim::services::{Call, Failure};
use crate::sim::world::answers::fully_qualified;
use crate::sim::world::zones::{Answer, HostedZone, RecordKey, RecordSet, Routing};

/// Refuses a batch that names a health check there is not.
pub(super) fn check_checks(call: &Call<'_>, asked: &[Asked]) -> Result<(), Failure> {
    let named = asked
        .iter()
        .filter_map(|asked| asked.record.health_check.as_ref());
    for id in named {
        if !call.world.health_checks.contains_key(id) {
            let message = format!("A health check with id {id} does not exist.");
            return Err(Failure::not_found("NoSuchHealthCheck", message));
        }
    }
    Ok(())
}

/// A record set in the form in which two that are the same are equal.
pub(super) fn normal(record: &RecordSet) -> RecordSet {
    let mut record = record.clone();
    record.name = fully_qualified(&record.name);
    match &mut record.answer {
        Answer::Values { values, .. } => values.sort(),
        Answer::Alias { dns_name, .. } => *dns_name = fully_qualified(dns_name),
    }
    record
}

/// What is wrong with a record set of its own.
pub(super) fn of_record(zone: &HostedZone, record: &RecordSet) -> Option<String> {
    let apex = fully_qualified(&zone.name);
    let (name, kind) = (&record.name, &record.record_type);
    if *name != apex && !name.ends_with(&format!(".{apex}")) {
        return Some(format!(
            "RRSet with DNS name {name} is not permitted in zone {apex}"
        ));
    }
    if kind == "CNAME" && *name == apex {
        return Some(format!(
            "RRSet of type CNAME with DNS name {name} is not permitted at apex in zone {apex}"
        ));
    }
    if let Answer::Alias {
        evaluate_target_health: false,
        ..
    } = record.answer
        && matches!(record.routing, Routing::Primary | Routing::Secondary)
    {
        return Some(format!(
            "Alias RRSet with DNS name {name}, type {kind} and a Failover must evaluate the health \
             of its target"
        ));
    }
    let Answer::Values { values, .. } = &record.answer else {
        return None;
    };
    let problem = |what: &str, value: &String| {
        format!("Invalid Resource Record: 'FATAL problem: {what} encountered with '{value}''")
    };
    let wrong = |value: &&String| match kind.as_str() {
        "A" => value.parse::<Ipv4Addr>().is_err(),
        "AAAA" => value.parse::<Ipv6Addr>().is_err(),
        _ => false,
    };
    values.iter().find(wrong).map(|value| {
        let what = if kind == "A" {
            "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"
        } else {
            "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"
        };
        problem(what, value)
    })
}

/// What is wrong with a zone as the batch leaves it, as far as the batch touched it.
pub(super) fn of_zone(zone: &HostedZone, touched: &[RecordKey]) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    let apex = fully_qualified(&zone.name);
    for (kind, needed) in [
        ("SOA", "exactly one SOA record"),
        ("NS", "at least one NS record for the zone itself"),
    ] {
        if !zone.records.contains_key(&RecordKey::new(&apex, kind, "")) {
            messages.push(format!("A HostedZone must contain {needed}."));
        }
    }
    for key in touched {
        let of_name = || {
            let all = zone.records.iter();
            all.filter(|(other, _)| other.reversed_name == key.reversed_name)
        };
        let of_type: Vec<&RecordSet> = of_name()
            .filter(|(other, _)| other.record_type == key.record_type)
            .map(|(_, record)| record)
            .collect();
        let Some(first) = of_type.first() else {
            continue;
        };
        let (name, kind) = (&first.name, &first.record_type);
        let kinds = of_type
            .iter()
            .map(|record| std::mem::discriminant(&group(&record.routing)));
        if kinds
            .collect::<Vec<_>>()
            .windows(2)
            .any(|two| two[0] != two[1])
        {
            messages.push(format!(
                "RRSet with DNS name {name}, type {kind} cannot be created as other RRSets exist with \
                 the same name and type."
            ));
        }
        for (side, word) in [
            (Routing::Primary, "PRIMARY"),
            (Routing::Secondary, "SECONDARY"),
        ] {
            if of_type
                .iter()
                .filter(|record| record.routing == side)
                .count()
                > 1
            {
                messages.push(format!(
                    "RRSet with DNS name {name}, type {kind} and Failover {word} cannot be created as \
                     another RRSet exists with the same name, type and Failover."
                ));
            }
        }
        let has_cname = of_name().any(|(other, _)| other.record_type == "CNAME");
        if has_cname && of_name().any(|(other, _)| other.record_type != "CNAME") {
            messages.push(format!(
                "RRSet of type CNAME with DNS name {name} is not permitted as it conflicts with other \
                 records with the same DNS name in zone {apex}"
            ));
        }
    }
    messages.sort();
    messages.dedup();
    messages
}

/// Record sets of one name and type are all of one of these groups.
fn group(routing: &Routing) -> Routing {
    match routing {
        Routing::Secondary => Routing::Primary,
        other => other.clone(),
    }
}
