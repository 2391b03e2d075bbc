//! Record sets, and what the name servers answer of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Contradictions;
use crate::sim::world::World;
use crate::sim::world::answers::{AskedServer, NameAnswer, fully_qualified};
use crate::sim::world::zones::{Answer, HostedZone, RecordSet, Routing};

/// The record sets of one name and type.
fn sets(zone: &HostedZone) -> BTreeMap<(&str, &str), Vec<&RecordSet>> {
    let mut sets: BTreeMap<(&str, &str), Vec<&RecordSet>> = BTreeMap::new();
    for record in zone.records.values() {
        let owner = (record.name.as_str(), record.record_type.as_str());
        sets.entry(owner).or_default().push(record);
    }
    sets
}

/// What Route 53 allows of record sets, and that what they name is there.
pub(super) fn record_sets(world: &World, _now: DateTime<Utc>, found: &mut Contradictions) {
    for (id, zone) in &world.zones {
        found.unless(*id == zone.id, || format!("{id} holds {}", zone.id));
        for needed in ["NS", "SOA"] {
            found.unless(
                sets(zone).contains_key(&(zone.name.as_str(), needed)),
                || format!("{} has no {needed} record", zone.name),
            );
        }
        for (key, record) in &zone.records {
            let name = format!(
                "{} {} {}",
                record.name, record.record_type, record.set_identifier
            );
            found.unless(*key == record.key(), || {
                format!("{name} is in another's place")
            });
            let inside =
                record.name == zone.name || record.name.ends_with(&format!(".{}", zone.name));
            found.unless(inside, || format!("{name} is not of {}", zone.name));
            let check = record.health_check.as_ref();
            found.unless(
                check.is_none_or(|check| world.health_checks.contains_key(check)),
                || format!("{name} has the check {check:?}, which is not there"),
            );
            let simple = record.routing == Routing::Simple;
            found.unless(simple == record.set_identifier.is_empty(), || {
                format!("{name} is {:?}", record.routing)
            });
        }
        for ((name, kind), records) in sets(zone) {
            let count =
                |routing: &Routing| records.iter().filter(|it| it.routing == *routing).count();
            for routing in [Routing::Simple, Routing::Primary, Routing::Secondary] {
                found.unless(count(&routing) <= 1, || {
                    format!("{name} {kind} has two that are {routing:?}")
                });
            }
            let first = records
                .first()
                .map(|it| std::mem::discriminant(&family(&it.routing)));
            let alike = records
                .iter()
                .all(|it| Some(std::mem::discriminant(&family(&it.routing))) == first);
            found.unless(alike, || format!("{name} {kind} is chosen in two ways"));
        }
    }
}

/// How a record is chosen, the two sides of a failover pair being one way.
fn family(routing: &Routing) -> Routing {
    match routing {
        Routing::Secondary => Routing::Primary,
        other => other.clone(),
    }
}

/// Route 53's truth table: the primary while it is healthy, the secondary when only that is, and the primary
/// again when neither is ("How Amazon Route 53 chooses records when health checking is configured").
pub(super) fn failover_pairs(world: &World, now: DateTime<Utc>, found: &mut Contradictions) {
    for zone in world.zones.values().filter(|zone| !zone.private) {
        for ((name, kind), records) in sets(zone) {
            let side = |routing: Routing| records.iter().copied().find(|it| it.routing == routing);
            let (Some(primary), Some(secondary)) =
                (side(Routing::Primary), side(Routing::Secondary))
            else {
                continue;
            };
            let (Some(first), Some(second)) =
                (healthy(world, primary, now), healthy(world, secondary, now))
            else {
                continue;
            };
            let expected = match (first, second) {
                (false, true) => secondary,
                (true, _) | (false, false) => primary,
            };
            let Some(wanted) = values(world, expected) else {
                continue;
            };
            let asked = AskedServer {
                server: None,
                at: now,
            };
            let answer = match world.resolve(name, kind, asked) {
                NameAnswer::Records(records) => sorted(records.into_iter().map(|it| it.value)),
                other => vec![format!("{other:?}")],
            };
            found.unless(answer == wanted, || {
                format!(
                    "{name} {kind} answers {answer:?}; the primary is healthy: {first}, the secondary: {second}"
                )
            });
        }
    }
}

/// Whether a record counts as healthy; none where an alias leads to records, whose own health decides.
fn healthy(world: &World, record: &RecordSet, now: DateTime<Utc>) -> Option<bool> {
    let check = record.health_check.as_ref();
    let by_check = check.is_none_or(|check| world.effective_health(check, now));
    let by_target = match &record.answer {
        Answer::Alias {
            dns_name,
            evaluate_target_health: true,
            ..
        } => {
            let host = world.hosts.get(&fully_qualified(dns_name))?;
            let region = host.region.as_deref();
            host.healthy && region.is_none_or(|region| !world.dark(region, now))
        }
        Answer::Alias { .. } | Answer::Values { .. } => true,
    };
    Some(by_check && by_target)
}

/// The values a record answers with, sorted; none where an alias leads to records.
fn values(world: &World, record: &RecordSet) -> Option<Vec<String>> {
    match &record.answer {
        Answer::Values { values, .. } => Some(sorted(values.iter().cloned())),
        Answer::Alias { dns_name, .. } => {
            let host = world.hosts.get(&fully_qualified(dns_name))?;
            let wanted =
                |address: &&std::net::IpAddr| address.is_ipv4() == (record.record_type == "A");
            Some(sorted(
                host.addresses
                    .iter()
                    .filter(wanted)
                    .map(ToString::to_string),
            ))
        }
    }
}

fn sorted(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut values: Vec<String> = values.collect();
    values.sort();
    values
}
