//! Finding records in a zone, by name and type.

use super::answers::{AnswerRecord, fully_qualified};
use super::zones::{Answer, HostedZone, RecordKey, RecordSet, reversed};

/// The record sets of exactly this name and type.
pub(super) fn sets<'a>(zone: &'a HostedZone, name: &str, record_type: &str) -> Vec<&'a RecordSet> {
    let first = RecordKey::new(name, record_type, "");
    zone.records
        .range(&first..)
        .take_while(|(key, _)| {
            key.reversed_name == first.reversed_name && key.record_type == record_type
        })
        .map(|(_, record)| record)
        .collect()
}

/// The record sets that answer for a name: those of the type, or its canonical name.
pub(super) fn at_owner<'a>(
    zone: &'a HostedZone,
    owner: &str,
    record_type: &str,
) -> Vec<&'a RecordSet> {
    let found = sets(zone, owner, record_type);
    if found.is_empty() && record_type != "CNAME" {
        sets(zone, owner, "CNAME")
    } else {
        found
    }
}

/// Whether the zone has a record at this name or below it.
pub(super) fn name_exists(zone: &HostedZone, name: &str) -> bool {
    let first = RecordKey::new(name, "", "");
    let below = format!("{}\0", first.reversed_name);
    let next = zone.records.range(&first..).next();
    next.is_some_and(|(key, _)| {
        key.reversed_name == first.reversed_name || key.reversed_name.starts_with(&below)
    })
}

/// The nearest `*` record above a name, in Route 53's spelling of it.
pub(super) fn wildcard_for(zone: &HostedZone, name: &str) -> Option<String> {
    let apex = fully_qualified(&zone.name);
    let mut rest = name;
    while let Some((_, parent)) = rest.split_once('.') {
        if !parent.ends_with(&apex) {
            return None;
        }
        for star in ["*", "\\052"] {
            let candidate = format!("{star}.{parent}");
            let key = RecordKey::new(&candidate, "", "");
            let next = zone.records.range(&key..).next();
            if next.is_some_and(|(found, _)| found.reversed_name == reversed(&candidate)) {
                return Some(candidate);
            }
        }
        if name_exists(zone, parent) {
            return None;
        }
        rest = parent;
    }
    None
}

pub(super) fn values_of(zone: &HostedZone, name: &str, record_type: &str) -> Vec<AnswerRecord> {
    let mut found = Vec::new();
    for record in sets(zone, name, record_type) {
        if let Answer::Values { ttl, values } = &record.answer {
            found.extend(values.iter().map(|value| AnswerRecord {
                name: fully_qualified(name),
                record_type: record_type.to_owned(),
                ttl: *ttl,
                value: value.clone(),
            }));
        }
    }
    found
}

/// The name servers of the nearest delegation at or above a name, the zone's own apex aside.
pub(super) fn delegation(zone: &HostedZone, name: &str) -> Option<Vec<AnswerRecord>> {
    let apex = fully_qualified(&zone.name);
    let mut rest = name;
    while rest != apex {
        let servers = values_of(zone, rest, "NS");
        if !servers.is_empty() {
            return Some(servers);
        }
        rest = rest.split_once('.')?.1;
        if !rest.ends_with(&apex) {
            return None;
        }
    }
    None
}
