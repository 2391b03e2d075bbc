//! What the authoritative name servers answer: Route 53's choice among records, by health.
//!
//! The rules are Route 53's ("How Amazon Route 53 chooses records when health checking is configured"):
//! of a failover pair the primary while it is healthy; the secondary when it is and the primary is not;
//! the primary again when neither is. Of records of any other kind the healthy ones, or all of them
//! when none is. DNS is the data plane: it goes on whatever becomes of the API in us-east-1.

use std::borrow::Cow;
use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::record_lookup::{at_owner, delegation, name_exists, sets, values_of, wildcard_for};
use super::zones::{Answer, HostedZone, RecordSet, Routing};
use super::{World, random};

/// How far aliases and canonical names are followed.
const LONGEST_CHAIN: u8 = 8;

/// One record of an answer: its owner, type, TTL in seconds, and value as Route 53 writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRecord {
    /// The owner's name with its final dot.
    pub name: String,
    /// `A`, `CNAME`, `MX`…
    pub record_type: String,
    /// Seconds.
    pub ttl: u32,
    /// The value as Route 53 writes it.
    pub value: String,
}

/// What the name servers say about a name and a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameAnswer {
    /// Neither a zone nor a host here.
    NotHere,
    /// The zone knows no such name; its SOA record goes along.
    NoName(Vec<AnswerRecord>),
    /// The name has no record of the type; the zone's SOA record goes along, if there is one.
    NoData(Vec<AnswerRecord>),
    /// The records.
    Records(Vec<AnswerRecord>),
    /// The name is delegated: these are the name servers to ask.
    Delegated(Vec<AnswerRecord>),
}

/// Which name server is asked, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedServer {
    /// The server's address; of several that are not known, the one that is last to know.
    pub server: Option<IpAddr>,
    /// Now.
    pub at: DateTime<Utc>,
}

impl World {
    /// What an authoritative name server answers at an instant.
    pub fn resolve(&self, name: &str, record_type: &str, asked: AskedServer) -> NameAnswer {
        let at = asked.at;
        let name = fully_qualified(name);
        if let Some(host) = self.hosts.get(&name) {
            let records = self.host_records(&name, &name, record_type, at);
            return match (records.is_empty(), host.addresses.is_empty()) {
                (false, _) => NameAnswer::Records(records),
                (true, _) => NameAnswer::NoData(Vec::new()),
            };
        }
        let Some(zone) = self.zone_of(&name, asked) else {
            return NameAnswer::NotHere;
        };
        let zone = zone.as_ref();
        let mut records = Vec::new();
        self.collect(zone, &name, record_type, asked, LONGEST_CHAIN, &mut records);
        if !records.is_empty() {
            return NameAnswer::Records(records);
        }
        if let Some(servers) = delegation(zone, &name) {
            return NameAnswer::Delegated(servers);
        }
        let soa = values_of(zone, &zone.name, "SOA");
        if name_exists(zone, &name) {
            NameAnswer::NoData(soa)
        } else {
            NameAnswer::NoName(soa)
        }
    }

    /// The zone of a name, as the name server has it.
    fn zone_of(&self, name: &str, asked: AskedServer) -> Option<Cow<'_, HostedZone>> {
        let under = |zone: &HostedZone| {
            let apex = fully_qualified(&zone.name);
            name == apex || name.ends_with(&format!(".{apex}"))
        };
        let public = self.zones.values().filter(|zone| !zone.private);
        let zone = public
            .filter(|zone| under(zone))
            .max_by_key(|zone| zone.name.len())?;
        Some(zone.on(self.server_of(zone, asked.server), asked.at))
    }

    fn collect(
        &self,
        zone: &HostedZone,
        name: &str,
        record_type: &str,
        asked: AskedServer,
        depth: u8,
        found: &mut Vec<AnswerRecord>,
    ) {
        let Some(deeper) = depth.checked_sub(1) else {
            return;
        };
        if delegation(zone, name).is_some() && record_type != "NS" {
            return;
        }
        let mut candidates = at_owner(zone, name, record_type);
        if candidates.is_empty()
            && !name_exists(zone, name)
            && let Some(wildcard) = wildcard_for(zone, name)
        {
            candidates = at_owner(zone, &wildcard, record_type);
        }
        for record in self.choose(zone, &candidates, asked.at, depth) {
            match &record.answer {
                Answer::Values { ttl, values } => {
                    for value in values {
                        found.push(AnswerRecord {
                            name: name.to_owned(),
                            record_type: record.record_type.clone(),
                            ttl: *ttl,
                            value: value.clone(),
                        });
                    }
                    if record.record_type == "CNAME" && record_type != "CNAME" {
                        let target = values.first().map(|value| fully_qualified(value));
                        let inside = target.as_deref().and_then(|t| self.zone_of(t, asked));
                        if let (Some(target), Some(zone)) = (target, inside) {
                            self.collect(&zone, &target, record_type, asked, deeper, found);
                        }
                    }
                }
                Answer::Alias { dns_name, .. } => {
                    let target = fully_qualified(dns_name);
                    if self.hosts.contains_key(&target) {
                        found.extend(self.host_records(name, &target, record_type, asked.at));
                    } else if let Some(zone) = self.zone_of(&target, asked) {
                        let mut of_target = Vec::new();
                        self.collect(&zone, &target, record_type, asked, deeper, &mut of_target);
                        // An alias answers under its own name with what its target answers.
                        found.extend(of_target.into_iter().map(|mut answer| {
                            name.clone_into(&mut answer.name);
                            answer
                        }));
                    }
                }
            }
        }
    }

    /// A load balancer answers with all its addresses, starting with another every minute.
    fn host_records(
        &self,
        owner: &str,
        host: &str,
        record_type: &str,
        at: DateTime<Utc>,
    ) -> Vec<AnswerRecord> {
        let Some(host) = self.hosts.get(host) else {
            return Vec::new();
        };
        let mut records: Vec<AnswerRecord> = host
            .addresses
            .iter()
            .filter(|address| record_type == if address.is_ipv4() { "A" } else { "AAAA" })
            .map(|address| AnswerRecord {
                name: owner.to_owned(),
                record_type: record_type.to_owned(),
                ttl: host.ttl,
                value: address.to_string(),
            })
            .collect();
        if !records.is_empty() {
            let minute = at.timestamp().div_euclid(60).unsigned_abs();
            let turn = usize::try_from(minute % records.len() as u64).unwrap_or(0);
            records.rotate_left(turn);
        }
        records
    }

    /// The records Route 53 answers with, of those of one name and type.
    fn choose<'a>(
        &self,
        zone: &HostedZone,
        candidates: &[&'a RecordSet],
        at: DateTime<Utc>,
        depth: u8,
    ) -> Vec<&'a RecordSet> {
        let healthy = |record: &RecordSet| self.record_healthy(zone, record, at, depth);
        let of = |routing: Routing| candidates.iter().copied().find(|r| r.routing == routing);
        match (of(Routing::Primary), of(Routing::Secondary)) {
            (Some(primary), Some(secondary)) => {
                let takes_over = !healthy(primary) && healthy(secondary);
                return vec![if takes_over { secondary } else { primary }];
            }
            (Some(one), None) | (None, Some(one)) => return vec![one],
            (None, None) => {}
        }
        let weighted: Vec<(&RecordSet, i64)> = candidates
            .iter()
            .filter_map(|record| match record.routing {
                Routing::Weighted(weight) => Some((*record, weight.max(0))),
                _ => None,
            })
            .collect();
        if !weighted.is_empty() {
            return self.by_weight(&weighted, healthy, at).into_iter().collect();
        }
        let fit: Vec<&RecordSet> = candidates.iter().copied().filter(|r| healthy(r)).collect();
        let fit = if fit.is_empty() {
            candidates.to_vec()
        } else {
            fit
        };
        let most = match fit.first().map(|record| &record.routing) {
            Some(Routing::MultiValue) => 8,
            _ => 1,
        };
        fit.into_iter().take(most).collect()
    }

    /// One weighted record, drawn anew each second. Records of weight zero count only when every other
    /// is unhealthy, or when all weigh nothing.
    fn by_weight<'a>(
        &self,
        weighted: &[(&'a RecordSet, i64)],
        healthy: impl Fn(&RecordSet) -> bool,
        at: DateTime<Utc>,
    ) -> Option<&'a RecordSet> {
        let fit = |zero: bool| -> Vec<(&'a RecordSet, i64)> {
            let wanted = weighted.iter().copied();
            wanted
                .filter(|(record, weight)| (*weight == 0) == zero && healthy(record))
                .collect()
        };
        let mut pool = fit(false);
        if pool.is_empty() {
            pool = fit(true);
        }
        if pool.is_empty() {
            pool = weighted.to_vec();
        }
        let total: i64 = pool.iter().map(|(_, weight)| *weight).sum();
        if total == 0 {
            return pool.first().map(|(record, _)| *record);
        }
        let mut drawn = random::between(self.seed, &["weighted"], at.timestamp(), 0, total - 1);
        for (record, weight) in pool {
            if drawn < weight {
                return Some(record);
            }
            drawn -= weight;
        }
        None
    }

    /// Whether a record counts as healthy: its check, and its alias's target when that is evaluated. A
    /// record with neither always is.
    fn record_healthy(
        &self,
        zone: &HostedZone,
        record: &RecordSet,
        at: DateTime<Utc>,
        depth: u8,
    ) -> bool {
        let check = record.health_check.as_deref();
        if check.is_some_and(|id| !self.effective_health(id, at)) {
            return false;
        }
        match (&record.answer, depth.checked_sub(1)) {
            (
                Answer::Alias {
                    dns_name,
                    evaluate_target_health: true,
                    ..
                },
                Some(deeper),
            ) => {
                let target = fully_qualified(dns_name);
                if let Some(host) = self.hosts.get(&target) {
                    let dark = host
                        .region
                        .as_deref()
                        .is_some_and(|region| self.dark(region, at));
                    return host.healthy && !dark;
                }
                let targets = sets(zone, &target, &record.record_type);
                targets.is_empty()
                    || targets
                        .iter()
                        .any(|t| self.record_healthy(zone, t, at, deeper))
            }
            _ => true,
        }
    }
}

/// A name in lower case with its final dot.
pub(crate) fn fully_qualified(name: &str) -> String {
    let mut lower = name.to_ascii_lowercase();
    if !lower.ends_with('.') {
        lower.push('.');
    }
    lower
}
