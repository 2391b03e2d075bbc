//! The shop's site, as a customer meets it: who is behind the address that a name has, and whether what it
//! writes to can be written.

use std::collections::BTreeMap;
use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::answers::{AskedServer, NameAnswer, fully_qualified};
use super::health::{CheckKind, HealthCheck};
use super::{Region, World};

/// What answers at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The Region it runs in.
    pub region: String,
    /// What it writes to, in its Region: instances or clusters by identifier.
    pub databases: Vec<String>,
}

/// What a customer gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// The name has no address.
    UnknownHost,
    /// Nobody answers at the address.
    Silent,
    /// A page.
    Page {
        /// The status of HTTP.
        status: u16,
        /// What is on it.
        text: String,
    },
}

/// Statuses in which a database is there for whoever writes to it.
const SERVING: [&str; 3] = ["available", "backing-up", "storage-optimization"];

impl World {
    /// The addresses of a name: of a host outside the zones, or as the name servers answer.
    pub fn addresses(&self, name: &str, at: DateTime<Utc>) -> Vec<IpAddr> {
        if let Some(host) = self.hosts.get(&fully_qualified(name)) {
            return host.addresses.clone();
        }
        let asked = AskedServer { server: None, at };
        let answers = ["A", "AAAA"].map(|kind| self.resolve(name, kind, asked));
        let records = answers.into_iter().flat_map(|answer| match answer {
            NameAnswer::Records(records) => records,
            _ => Vec::new(),
        });
        records.filter_map(|it| it.value.parse().ok()).collect()
    }

    /// Whether a name leads to one of the sites here.
    pub fn is_site(&self, name: &str, at: DateTime<Utc>) -> bool {
        let mut addresses = self.addresses(name, at).into_iter();
        addresses.any(|address| self.sites.contains_key(&address))
    }

    /// What a customer gets who asks for any page of a name now.
    pub fn visit(&self, name: &str, at: DateTime<Utc>) -> Visit {
        let Some(address) = self.addresses(name, at).into_iter().next() else {
            return Visit::UnknownHost;
        };
        let Some(site) = self.sites.get(&address) else {
            return Visit::Silent;
        };
        let Some(region) = self.regions.get(&site.region) else {
            return Visit::Silent;
        };
        if self.dark(&site.region, at) {
            return Visit::Silent;
        }
        let sick = |why: String| Visit::Page {
            status: 503,
            text: format!("503 {why}\n"),
        };
        let mut checks = self.health_checks.values();
        if checks.any(|check| self.looks_at(check, address, at) && !check.endpoint.up) {
            return sick(format!("the shop in {} is out of order", site.region));
        }
        let mut databases = site.databases.iter();
        match databases.find(|database| !takes_writes(region, database)) {
            Some(database) => sick(format!("{database} takes no writes")),
            None => Visit::Page {
                status: 200,
                text: format!("ok, from {}\n", site.region),
            },
        }
    }

    /// Whether a health check asks what answers at an address.
    fn looks_at(&self, check: &HealthCheck, address: IpAddr, at: DateTime<Utc>) -> bool {
        if !matches!(check.kind, CheckKind::Http { .. } | CheckKind::Tcp) {
            return false;
        }
        match (&check.address, &check.domain_name) {
            (Some(own), _) => own.parse() == Ok(address),
            (None, Some(name)) => self.addresses(name, at).contains(&address),
            (None, None) => false,
        }
    }
}

/// Whether an instance or a cluster of a Region can be written.
fn takes_writes(region: &Region, database: &str) -> bool {
    if let Some(instance) = region.instances.get(database) {
        return instance.read_replica_source.is_none()
            && SERVING.contains(&instance.status.as_str());
    }
    region.clusters.get(database).is_some_and(|cluster| {
        cluster.members.iter().any(|member| member.writer)
            && SERVING.contains(&cluster.status.as_str())
    })
}

/// What answers at which address.
pub type Sites = BTreeMap<IpAddr, Site>;
