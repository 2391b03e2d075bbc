//! DNS, as an authoritative name server speaks it.

use hickory_proto::op::{Edns, Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, MX, NS, PTR, SOA, TXT};
use hickory_proto::rr::{DNSClass, Name, RData, Record};

use crate::sim::world::World;
use crate::sim::world::answers::{AnswerRecord, AskedServer, NameAnswer};

/// The most a UDP answer may hold without EDNS (RFC 1035).
const PLAIN_PAYLOAD: u16 = 512;
/// What we take ourselves, as most name servers say since 2020.
const OWN_PAYLOAD: u16 = 1232;

/// How a query came: over UDP an answer may have to be cut, over TCP it never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Transport {
    Udp,
    Tcp,
}

/// Answers a query: REFUSED for zones of others, FORMERR for what is no query, NOTIMP for what is not a
/// plain one.
pub(in crate::sim) fn answer(
    world: &World,
    query: &[u8],
    asked: AskedServer,
    transport: Transport,
) -> Vec<u8> {
    let Ok(question) = Message::from_vec(query) else {
        return not_understood(query);
    };
    if question.metadata.message_type != MessageType::Query {
        return not_understood(query);
    }
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata.recursion_desired = question.metadata.recursion_desired;
    answer.add_queries(question.queries.iter().cloned());
    let payload = match &question.edns {
        Some(edns) => {
            let mut own = Edns::new();
            own.set_max_payload(OWN_PAYLOAD);
            answer.set_edns(own);
            edns.max_payload().clamp(PLAIN_PAYLOAD, OWN_PAYLOAD)
        }
        None => PLAIN_PAYLOAD,
    };
    answer.metadata.response_code = fill(world, &question, &mut answer, asked);
    let Ok(bytes) = answer.to_vec() else {
        return not_understood(query);
    };
    if transport == Transport::Udp && bytes.len() > usize::from(payload) {
        return answer
            .truncate()
            .to_vec()
            .unwrap_or_else(|_| not_understood(query));
    }
    bytes
}

/// FORMERR with the query's id, as far as it has one.
fn not_understood(query: &[u8]) -> Vec<u8> {
    let id = match query {
        [high, low, ..] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    };
    Message::error_msg(id, OpCode::Query, ResponseCode::FormErr)
        .to_vec()
        .unwrap_or_default()
}

fn fill(
    world: &World,
    question: &Message,
    answer: &mut Message,
    asked: AskedServer,
) -> ResponseCode {
    if question.metadata.op_code != OpCode::Query {
        return ResponseCode::NotImp;
    }
    let [query] = question.queries.as_slice() else {
        return ResponseCode::FormErr;
    };
    if query.query_class() != DNSClass::IN {
        return ResponseCode::Refused;
    }
    let name = query.name().to_ascii();
    let record_type = query.query_type().to_string();
    let records =
        |list: &[AnswerRecord]| -> Vec<Record> { list.iter().filter_map(record).collect() };
    answer.metadata.authoritative = true;
    match world.resolve(&name, &record_type, asked) {
        NameAnswer::NotHere => {
            answer.metadata.authoritative = false;
            ResponseCode::Refused
        }
        NameAnswer::Records(list) => {
            answer.add_answers(records(&list));
            ResponseCode::NoError
        }
        NameAnswer::NoData(soa) => {
            answer.add_authorities(records(&soa));
            ResponseCode::NoError
        }
        NameAnswer::NoName(soa) => {
            answer.add_authorities(records(&soa));
            ResponseCode::NXDomain
        }
        NameAnswer::Delegated(servers) => {
            answer.metadata.authoritative = false;
            answer.add_authorities(records(&servers));
            ResponseCode::NoError
        }
    }
}

/// A record as DNS writes it; none for a value that is not of its type.
fn record(answer: &AnswerRecord) -> Option<Record> {
    let name = name(&answer.name)?;
    let value = answer.value.trim();
    let data = match answer.record_type.as_str() {
        "A" => RData::A(A(value.parse().ok()?)),
        "AAAA" => RData::AAAA(AAAA(value.parse().ok()?)),
        "CNAME" => RData::CNAME(CNAME(self::name(value)?)),
        "NS" => RData::NS(NS(self::name(value)?)),
        "PTR" => RData::PTR(PTR(self::name(value)?)),
        "MX" => {
            let (preference, exchange) = value.split_once(' ')?;
            RData::MX(MX::new(
                preference.parse().ok()?,
                self::name(exchange.trim())?,
            ))
        }
        "TXT" | "SPF" => RData::TXT(TXT::new(strings(value))),
        "SOA" => RData::SOA(soa(value)?),
        _ => return None,
    };
    Some(Record::from_rdata(name, answer.ttl, data))
}

fn name(text: &str) -> Option<Name> {
    let mut name = Name::from_ascii(text).ok()?;
    name.set_fqdn(true);
    Some(name)
}

fn soa(value: &str) -> Option<SOA> {
    let fields: Vec<&str> = value.split_whitespace().collect();
    let [primary, mailbox, serial, refresh, retry, expire, minimum] = fields.as_slice() else {
        return None;
    };
    Some(SOA::new(
        name(primary)?,
        name(mailbox)?,
        serial.parse().ok()?,
        refresh.parse().ok()?,
        retry.parse().ok()?,
        expire.parse().ok()?,
        minimum.parse().ok()?,
    ))
}

/// The strings of a TXT value: quoted ones, or the value itself, in pieces of at most 255 bytes.
fn strings(value: &str) -> Vec<String> {
    let quoted: Vec<&str> = if value.contains('"') {
        value.split('"').skip(1).step_by(2).collect()
    } else {
        vec![value]
    };
    let mut pieces = Vec::new();
    for text in quoted {
        let mut piece = String::new();
        for character in text.chars() {
            if piece.len() + character.len_utf8() > 255 {
                pieces.push(std::mem::take(&mut piece));
            }
            piece.push(character);
        }
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use hickory_proto::rr::RecordType;

    use super::*;

    #[test]
    fn types_are_spelled_as_route_53_spells_them() {
        for spelled in ["A", "AAAA", "CNAME", "MX", "NS", "SOA", "TXT"] {
            let parsed: RecordType = spelled.parse().unwrap();
            assert_eq!(parsed.to_string(), spelled);
        }
    }

    #[test]
    fn a_long_text_is_split_and_quotes_are_taken_off() {
        assert_eq!(strings("\"a b\" \"c\""), ["a b", "c"]);
        let long = "x".repeat(600);
        assert_eq!(
            strings(&long).iter().map(String::len).collect::<Vec<_>>(),
            [255, 255, 90]
        );
    }
}
