//! What a zone's authoritative name servers answered: the data plane's own word.

use crate::terms::{Instant, OutsideText};
use serde::{Deserialize, Serialize};

/// One name server's answer to one question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DnsAnswer {
    /// The name asked for, without the trailing dot.
    pub name: OutsideText,
    /// The type asked for.
    pub kind: OutsideText,
    /// The name server that was asked: a host name, or an address and port.
    pub server: OutsideText,
    /// When the answer arrived.
    pub at: Instant,
    /// What came.
    pub outcome: DnsOutcome,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DnsOutcome {
    /// An authoritative answer: its values, sorted, and the TTL in seconds.
    Answer {
        /// The values, sorted, as a zone file writes them.
        values: Vec<OutsideText>,
        /// The time to live, seconds.
        ttl_seconds: u32,
    },
    /// The name server answered, but not with a value: `NXDOMAIN`, `SERVFAIL`,
    /// `REFUSED`, an answer that is not authoritative, an empty one.
    Refused(OutsideText),
    /// Nothing usable came: a time-out, a closed port, garbage.
    Failed(OutsideText),
}
