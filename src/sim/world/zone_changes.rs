//! Changes of a hosted zone's records, and how they reach its name servers.
//!
//! The API shows a change at once. Each name server takes it at a moment of its own within a minute; until
//! the last one has it, `GetChange` says `PENDING`.

use std::borrow::Cow;
use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};

use super::answers::fully_qualified;
use super::zones::{HostedZone, RecordKey, RecordSet};
use super::{World, random};

/// When all name servers have a change, at the latest, seconds.
const IN_SYNC_WITHIN: i64 = 58;

/// A change of a hosted zone's records.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneChange {
    /// `ChangeInfo.Id` without its `/change/`.
    pub id: String,
    /// `ChangeInfo.Comment`.
    pub comment: Option<String>,
    /// `ChangeInfo.SubmittedAt`.
    pub submitted: DateTime<Utc>,
    /// Not on the wire: until when Route 53 takes no other change of the zone.
    pub processed: DateTime<Utc>,
    /// Not on the wire: when each of the zone's name servers has it, in their order.
    pub arrives: Vec<DateTime<Utc>>,
    /// Not on the wire: what was there before; none for a record set that was not.
    pub before: Vec<(RecordKey, Option<RecordSet>)>,
}

impl ZoneChange {
    /// When the last name server has it.
    pub fn in_sync(&self) -> DateTime<Utc> {
        let last = self.arrives.iter().max().copied();
        last.unwrap_or(self.submitted)
    }

    /// When a name server has it; one that is not known counts as the last.
    fn reaches(&self, server: Option<usize>) -> DateTime<Utc> {
        let own = server.and_then(|server| self.arrives.get(server).copied());
        own.unwrap_or_else(|| self.in_sync())
    }
}

impl HostedZone {
    /// The zone as one of its name servers has it at an instant.
    pub(super) fn on(&self, server: Option<usize>, at: DateTime<Utc>) -> Cow<'_, HostedZone> {
        let missing: Vec<&ZoneChange> = self
            .changes
            .iter()
            .rev()
            .take_while(|change| change.reaches(server) > at)
            .collect();
        if missing.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut zone = self.clone();
        for change in missing {
            for (key, before) in &change.before {
                match before {
                    Some(record) => zone.records.insert(key.clone(), record.clone()),
                    None => zone.records.remove(key),
                };
            }
        }
        Cow::Owned(zone)
    }
}

impl World {
    /// Puts new record sets in the place of those of a zone, all at once, and sends them on their way to
    /// the name servers. The identifier of the change; none when there is no such zone.
    pub fn change_records(
        &mut self,
        zone: &str,
        after: Vec<(RecordKey, Option<RecordSet>)>,
        comment: Option<String>,
        at: DateTime<Utc>,
    ) -> Option<String> {
        let seed = self.seed;
        let zone = self.zones.get_mut(zone)?;
        let count = i64::try_from(zone.changes.len()).unwrap_or(i64::MAX);
        let words = ["record-change", zone.id.as_str()];
        let servers = i64::try_from(zone.name_servers.len()).unwrap_or(0);
        let before_it = zone.changes.last().map(|change| change.arrives.clone());
        let arrives = (0..servers)
            .zip(0usize..)
            .map(|(server, index)| {
                let place = count * 16 + server;
                let seconds = random::between(seed, &words, place, 5, IN_SYNC_WITHIN);
                let own = at + Duration::seconds(seconds);
                // A name server takes changes in their order.
                let earlier = before_it.as_ref().and_then(|it| it.get(index));
                earlier.map_or(own, |earlier| own.max(*earlier))
            })
            .collect();
        let unique = random::number(seed, &words, count);
        let id = format!("C{unique:016X}{count:04X}");
        let pause = random::between(seed, &words, -1 - count, 400, 1_200);
        let before = after
            .into_iter()
            .map(|(key, record)| {
                let before = match record {
                    Some(record) => zone.records.insert(key.clone(), record),
                    None => zone.records.remove(&key),
                };
                (key, before)
            })
            .collect();
        zone.changes.push(ZoneChange {
            id: id.clone(),
            comment,
            submitted: at,
            processed: at + Duration::milliseconds(pause),
            arrives,
            before,
        });
        Some(id)
    }

    /// The place of a name server among those of a zone, by its address.
    pub(super) fn server_of(&self, zone: &HostedZone, address: Option<IpAddr>) -> Option<usize> {
        let address = address?;
        zone.name_servers.iter().position(|name| {
            let host = self.hosts.get(&fully_qualified(name));
            host.is_some_and(|host| host.addresses.contains(&address))
        })
    }
}
