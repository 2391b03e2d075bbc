//! One question to one name server: by UDP, once more, then by TCP where it
//! did not fit.

use super::message::{self, Reply};
use super::transport::DnsTransport;
use crate::clock::Clock;
use crate::estate::facts::{DnsAnswer, DnsOutcome};
use crate::terms::{Instant, OutsideText, Span};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long one exchange may take: an authoritative server answers in a
/// fraction of it from anywhere on Earth.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often a question is sent by UDP before the server counts as silent.
const UDP_ATTEMPTS: usize = 2;

/// How long a name server's addresses are used before they are looked up again.
/// When that fails the old ones are kept: a resolver in trouble must not hide
/// name servers that still answer.
const ADDRESSES_KEPT: Span = Span::minutes(15);

/// What stands for the server in answers of this host's own resolver.
pub const RESOLVER: &str = "this host's resolver";

/// A name server to ask.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameServer {
    /// By its host name, at port 53.
    Host(OutsideText),
    /// At an address and port that the plan gives.
    Address(SocketAddr),
}

impl fmt::Display for NameServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(host) => fmt::Display::fmt(host, f),
            Self::Address(address) => fmt::Display::fmt(address, f),
        }
    }
}

/// The addresses of name servers by host name, and when they were looked up.
type Addresses = BTreeMap<String, (Instant, Vec<IpAddr>)>;

/// Asks name servers. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Dns {
    transport: Arc<dyn DnsTransport>,
    clock: Clock,
    addresses: Arc<Mutex<Addresses>>,
}

impl Dns {
    /// Asks over `transport`, waiting by `clock`.
    #[must_use]
    pub fn new(transport: Arc<dyn DnsTransport>, clock: Clock) -> Self {
        Self {
            transport,
            clock,
            addresses: Arc::default(),
        }
    }

    /// Asks one server for the records of a name, `kind` being `A`, `AAAA` or
    /// `CNAME`. Always has an answer to give, within six seconds and the time
    /// it takes to look the server up: what failed is part of it.
    pub async fn ask(&self, server: &NameServer, name: &str, kind: &str) -> DnsAnswer {
        let outcome = match self.outcome(server, name, kind).await {
            Ok(outcome) => outcome,
            Err(error) => DnsOutcome::Failed(OutsideText::from(error.to_string())),
        };
        let server = match server {
            NameServer::Host(host) => host.clone(),
            NameServer::Address(address) => OutsideText::from(address.to_string()),
        };
        DnsAnswer {
            name: OutsideText::new(name),
            kind: OutsideText::new(kind),
            server,
            at: self.clock.now(),
            outcome,
        }
    }

    /// What this host's own resolver has for a name, for names that no zone of
    /// ours answers for, such as a load balancer's. It tells no time to live,
    /// and such sets rotate: 0, to be used at once and not kept.
    pub async fn resolve(&self, name: &str, kind: &str) -> DnsAnswer {
        let outcome = match self.in_time(self.transport.addresses(name)).await {
            Err(error) => DnsOutcome::Failed(OutsideText::from(error.to_string())),
            Ok(addresses) => {
                let mut values: Vec<OutsideText> = addresses
                    .into_iter()
                    .filter(|address| address.is_ipv6() == (kind == "AAAA"))
                    .map(|address| OutsideText::from(address.to_string()))
                    .collect();
                values.sort();
                values.dedup();
                if values.is_empty() {
                    DnsOutcome::Refused(OutsideText::from(format!("no {kind} record")))
                } else {
                    DnsOutcome::Answer {
                        values,
                        ttl_seconds: 0,
                    }
                }
            }
        };
        DnsAnswer {
            name: OutsideText::new(name),
            kind: OutsideText::new(kind),
            server: OutsideText::new(RESOLVER),
            at: self.clock.now(),
            outcome,
        }
    }

    async fn outcome(&self, server: &NameServer, name: &str, kind: &str) -> io::Result<DnsOutcome> {
        let kind = message::record_type(kind)
            .ok_or_else(|| invalid("only A, AAAA and CNAME records are asked for".to_owned()))?;
        let query = message::question(rand::random(), name, kind).map_err(invalid)?;
        let addresses = match server {
            NameServer::Address(address) => vec![*address],
            NameServer::Host(host) => self
                .addresses_of(host.raw())
                .await?
                .into_iter()
                .map(|address| SocketAddr::new(address, 53))
                .collect(),
        };
        let mut silence = io::Error::new(io::ErrorKind::NotFound, "the server has no address");
        // The second attempt goes to the second address, where there is one.
        for address in addresses.iter().cycle().take(if addresses.is_empty() {
            0
        } else {
            UDP_ATTEMPTS
        }) {
            match self.exchange(*address, &query, false).await {
                Err(error) => silence = error,
                Ok(reply) => {
                    let reply = match message::read(&reply, name, kind, false) {
                        Reply::Outcome(outcome) => return Ok(outcome),
                        Reply::Truncated => self.exchange(*address, &query, true).await?,
                    };
                    return match message::read(&reply, name, kind, true) {
                        Reply::Outcome(outcome) => Ok(outcome),
                        Reply::Truncated => Err(invalid("a reply cut short".to_owned())),
                    };
                }
            }
        }
        Err(silence)
    }

    async fn exchange(&self, server: SocketAddr, query: &[u8], tcp: bool) -> io::Result<Vec<u8>> {
        let reply = self
            .in_time(self.transport.exchange(server, query.to_vec(), tcp))
            .await?;
        if message::is_reply_to(query, &reply) {
            Ok(reply)
        } else {
            Err(invalid("a reply to another question".to_owned()))
        }
    }

    /// The addresses of a name server, IPv4 first: many hosts have no way out
    /// by IPv6, and the retry is for the second in line.
    async fn addresses_of(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let kept = self.kept(host);
        if let Some((at, addresses)) = &kept
            && Span::between(*at, self.clock.now()) < ADDRESSES_KEPT
        {
            return Ok(addresses.clone());
        }
        let found = match self.in_time(self.transport.addresses(host)).await {
            Ok(found) if found.is_empty() => Err(io::Error::new(
                io::ErrorKind::NotFound,
                "the resolver has no address for this name server",
            )),
            other => other,
        };
        match (found, kept) {
            (Ok(mut addresses), _) => {
                addresses.sort();
                addresses.dedup();
                self.addresses
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(host.to_owned(), (self.clock.now(), addresses.clone()));
                Ok(addresses)
            }
            (Err(_), Some((_, addresses))) => Ok(addresses),
            (Err(error), None) => Err(error),
        }
    }

    fn kept(&self, host: &str) -> Option<(Instant, Vec<IpAddr>)> {
        self.addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(host)
            .cloned()
    }

    async fn in_time<T>(&self, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
        match tokio::time::timeout(self.clock.on_host(PATIENCE), work).await {
            Ok(outcome) => outcome,
            Err(_) => Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("no answer within {} s", PATIENCE.as_secs()),
            )),
        }
    }
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
#[path = "ask_tests.rs"]
mod tests;
