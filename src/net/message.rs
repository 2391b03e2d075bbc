//! DNS messages: one question out, one reply in. Every byte of a reply is
//! somebody else's, so it is matched before it is read and never trusted.

use crate::estate::facts::DnsOutcome;
use crate::terms::OutsideText;
use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};

/// The length of a DNS header, bytes (RFC 1035 §4.1.1).
const HEADER: usize = 12;

/// The largest UDP reply asked for, bytes: what crosses every network unbroken
/// (DNS flag day 2020).
const UDP_PAYLOAD: u16 = 1_232;

/// How many aliases (CNAME) are followed inside one reply.
const LONGEST_CHAIN: usize = 8;

/// What a reply says.
#[derive(Debug, PartialEq)]
pub(super) enum Reply {
    /// It did not fit: ask again by TCP.
    Truncated,
    /// What there is to know of it.
    Outcome(DnsOutcome),
}

/// The record types that lifeboat asks for.
pub(super) fn record_type(kind: &str) -> Option<RecordType> {
    match kind {
        "A" => Some(RecordType::A),
        "AAAA" => Some(RecordType::AAAA),
        "CNAME" => Some(RecordType::CNAME),
        _ => None,
    }
}

/// A question for an authoritative server: recursion not desired, EDNS0.
///
/// # Errors
/// When `name` is not a domain name.
pub(super) fn question(id: u16, name: &str, kind: RecordType) -> Result<Vec<u8>, String> {
    let name = domain(name)?;
    let mut message = Message::new(id, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = false;
    message.add_query(Query::query(name, kind));
    let mut edns = Edns::new();
    edns.set_max_payload(UDP_PAYLOAD).set_version(0);
    message.set_edns(edns);
    message.to_vec().map_err(|error| error.to_string())
}

fn domain(name: &str) -> Result<Name, String> {
    let mut name = Name::from_ascii(name).map_err(|error| error.to_string())?;
    name.set_fqdn(true);
    Ok(name)
}

/// Whether `reply` can be the reply to `query`: the same id, marked a response,
/// and the same question. Letters of the name may differ in case. Anyone can
/// send a datagram; what does not match is as if it had not come.
pub(super) fn is_reply_to(query: &[u8], reply: &[u8]) -> bool {
    let (Some(asked), Some(header)) = (question_section(query), reply.get(..HEADER)) else {
        return false;
    };
    let response = header[2] & 0x80 != 0;
    if header[..2] != query[..2] || !response {
        return false;
    }
    let questions = u16::from_be_bytes([header[4], header[5]]);
    let failed = header[3] & 0x0f != 0;
    match (questions, question_section(reply)) {
        // A server that could not read the question may leave it out.
        (0, _) => failed,
        (1, Some(told)) if told.len() == asked.len() => {
            let name = asked.len() - 4;
            told[..name].eq_ignore_ascii_case(&asked[..name]) && told[name..] == asked[name..]
        }
        _ => false,
    }
}

/// The first question's name, type and class, as they stand in the message.
/// A name there cannot be compressed: nothing comes before it.
fn question_section(message: &[u8]) -> Option<&[u8]> {
    let mut at = HEADER;
    loop {
        match *message.get(at)? {
            0 => break,
            length @ 1..=63 => at += 1 + usize::from(length),
            _ => return None,
        }
    }
    message.get(HEADER..at + 5)
}

/// Reads a reply that [`is_reply_to`] has matched. Only an authoritative answer
/// counts as one: anything else is what some cache, or nobody, believes.
pub(super) fn read(reply: &[u8], name: &str, kind: RecordType, tcp: bool) -> Reply {
    let message = match Message::from_vec(reply) {
        Ok(message) => message,
        Err(error) => return failed(&format!("a reply that cannot be read: {error}")),
    };
    let metadata = &message.metadata;
    if metadata.truncation {
        return if tcp {
            failed("a reply cut short, even by TCP")
        } else {
            Reply::Truncated
        };
    }
    match metadata.response_code {
        ResponseCode::NoError => {}
        ResponseCode::NXDomain if !metadata.authoritative => {
            return refused("NXDOMAIN, not authoritative");
        }
        ResponseCode::NXDomain => return refused("NXDOMAIN"),
        ResponseCode::ServFail => return refused("SERVFAIL"),
        ResponseCode::Refused => return refused("REFUSED"),
        ResponseCode::FormErr => return refused("FORMERR"),
        ResponseCode::NotImp => return refused("NOTIMP"),
        other => return refused(&format!("response code {}", u16::from(other))),
    }
    if !metadata.authoritative {
        return refused("the answer is not authoritative");
    }
    Reply::Outcome(answer(&message, name, kind))
}

fn answer(message: &Message, name: &str, kind: RecordType) -> DnsOutcome {
    let Ok(mut owner) = domain(name) else {
        return DnsOutcome::Failed(OutsideText::new("the name is not a domain name"));
    };
    let mut ttl_seconds = u32::MAX;
    for _ in 0..LONGEST_CHAIN {
        let owned = || {
            message
                .answers
                .iter()
                .filter(|record| record.name.eq_ignore_root(&owner))
        };
        let mut values: Vec<OutsideText> = Vec::new();
        for record in owned().filter(|record| record.record_type() == kind) {
            if let Some(value) = value(&record.data) {
                ttl_seconds = ttl_seconds.min(record.ttl);
                values.push(value);
            }
        }
        if !values.is_empty() {
            values.sort();
            values.dedup();
            return DnsOutcome::Answer {
                values,
                ttl_seconds,
            };
        }
        let next = owned().find_map(|record| match &record.data {
            RData::CNAME(target) => Some((target.0.clone(), record.ttl)),
            _ => None,
        });
        match next {
            Some((target, ttl)) => {
                ttl_seconds = ttl_seconds.min(ttl);
                owner = target;
            }
            None if owner.eq_ignore_root(&domain(name).unwrap_or_default()) => {
                return DnsOutcome::Refused(OutsideText::from(format!("no {kind} record")));
            }
            None => {
                return DnsOutcome::Refused(OutsideText::from(format!(
                    "an alias to {}, which this server does not answer for",
                    written(&owner)
                )));
            }
        }
    }
    DnsOutcome::Refused(OutsideText::new("a chain of aliases without an end"))
}

fn value(data: &RData) -> Option<OutsideText> {
    match data {
        RData::A(address) => Some(OutsideText::from(address.0.to_string())),
        RData::AAAA(address) => Some(OutsideText::from(address.0.to_string())),
        RData::CNAME(target) => Some(OutsideText::from(written(&target.0))),
        _ => None,
    }
}

/// A name without its trailing dot, as every other name in the estate is kept.
fn written(name: &Name) -> String {
    let text = name.to_ascii();
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}

fn refused(why: &str) -> Reply {
    Reply::Outcome(DnsOutcome::Refused(OutsideText::new(why)))
}

fn failed(why: &str) -> Reply {
    Reply::Outcome(DnsOutcome::Failed(OutsideText::new(why)))
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
