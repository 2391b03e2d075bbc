use super::*;
use hickory_proto::rr::Record;
use hickory_proto::rr::rdata::{A, CNAME};
use proptest::prelude::*;

fn name(text: &str) -> Name {
    domain(text).unwrap()
}

fn address(owner: &str, ttl: u32, last: u8) -> Record {
    Record::from_rdata(name(owner), ttl, RData::A(A::new(192, 0, 2, last)))
}

fn alias(owner: &str, ttl: u32, target: &str) -> Record {
    Record::from_rdata(name(owner), ttl, RData::CNAME(CNAME(name(target))))
}

/// The reply of a server that says it is authoritative.
fn reply_to(query: &[u8], change: impl FnOnce(&mut Message)) -> Vec<u8> {
    let mut reply = Message::from_vec(query).unwrap().into_response();
    reply.metadata.authoritative = true;
    change(&mut reply);
    reply.to_vec().unwrap()
}

fn said(change: impl FnOnce(&mut Message)) -> Reply {
    let query = question(7, "shop.example.com", RecordType::A).unwrap();
    let reply = reply_to(&query, change);
    assert!(is_reply_to(&query, &reply));
    read(&reply, "shop.example.com", RecordType::A, false)
}

fn answered(values: &[&str], ttl_seconds: u32) -> Reply {
    Reply::Outcome(DnsOutcome::Answer {
        values: values.iter().map(|value| OutsideText::new(value)).collect(),
        ttl_seconds,
    })
}

#[test]
fn an_authoritative_answer_has_its_values_sorted_and_the_lowest_ttl() {
    let reply = said(|reply| {
        reply.add_answer(address("shop.example.com", 60, 9));
        reply.add_answer(address("SHOP.example.com", 30, 10));
    });
    assert_eq!(reply, answered(&["192.0.2.10", "192.0.2.9"], 30));
}

#[test]
fn an_alias_within_the_reply_is_followed_and_one_that_leads_away_is_named() {
    let reply = said(|reply| {
        reply.add_answer(alias("shop.example.com", 20, "east.example.com"));
        reply.add_answer(address("east.example.com", 60, 9));
    });
    assert_eq!(reply, answered(&["192.0.2.9"], 20));
    let away = said(|reply| {
        reply.add_answer(alias("shop.example.com", 20, "lb.elsewhere.example"));
    });
    assert_eq!(
        away,
        refused("an alias to lb.elsewhere.example, which this server does not answer for")
    );
    let round = said(|reply| {
        reply.add_answer(alias("shop.example.com", 20, "shop.example.com"));
    });
    assert_eq!(round, refused("a chain of aliases without an end"));
}

#[test]
fn the_question_asks_an_authoritative_server_and_takes_1232_bytes() {
    let query = question(7, "shop.example.com", RecordType::A).unwrap();
    let message = Message::from_vec(&query).unwrap();
    assert!(!message.metadata.recursion_desired);
    assert_eq!(message.max_payload(), 1_232);
}

#[test]
fn what_is_not_an_authoritative_answer_is_refused_with_the_reason() {
    let cached = said(|reply| {
        reply.metadata.authoritative = false;
        reply.add_answer(address("shop.example.com", 60, 9));
    });
    assert_eq!(cached, refused("the answer is not authoritative"));
    for (code, word) in [
        (ResponseCode::NXDomain, "NXDOMAIN"),
        (ResponseCode::ServFail, "SERVFAIL"),
        (ResponseCode::Refused, "REFUSED"),
    ] {
        let reply = said(|reply| reply.metadata.response_code = code);
        assert_eq!(reply, refused(word));
    }
    assert_eq!(said(|_| {}), refused("no A record"));
}

#[test]
fn a_reply_that_did_not_fit_is_asked_for_again_by_tcp_and_not_read() {
    let reply = said(|reply| {
        reply.metadata.truncation = true;
        reply.add_answer(address("shop.example.com", 60, 9));
    });
    assert_eq!(reply, Reply::Truncated);
}

#[test]
fn a_reply_with_another_id_or_question_is_not_ours() {
    let query = question(7, "shop.example.com", RecordType::A).unwrap();
    let other_id = question(8, "shop.example.com", RecordType::A).unwrap();
    let other_name = question(7, "evil.example.com", RecordType::A).unwrap();
    let other_type = question(7, "shop.example.com", RecordType::AAAA).unwrap();
    for other in [&other_id, &other_name, &other_type] {
        assert!(!is_reply_to(&query, &reply_to(other, |_| {})));
    }
    assert!(!is_reply_to(&query, &query), "a question is no reply");
}

proptest! {
    #[test]
    fn no_bytes_whatever_end_the_program(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
        tcp in any::<bool>(),
    ) {
        let query = question(7, "shop.example.com", RecordType::A).unwrap();
        let _ = is_reply_to(&query, &bytes);
        let _ = read(&bytes, "shop.example.com", RecordType::A, tcp);
    }

    #[test]
    fn a_reply_damaged_anywhere_is_never_a_value_that_was_not_sent(
        at in 0_usize..200,
        flip in 1_u8..=255,
    ) {
        let query = question(7, "shop.example.com", RecordType::A).unwrap();
        let mut reply = reply_to(&query, |reply| {
            reply.add_answer(address("shop.example.com", 60, 9));
        });
        let at = at % reply.len();
        reply[at] ^= flip;
        let _ = is_reply_to(&query, &reply);
        if let Reply::Outcome(DnsOutcome::Answer { values, .. }) =
            read(&reply, "shop.example.com", RecordType::A, false)
        {
            prop_assert_eq!(values.len(), 1);
        }
    }

    #[test]
    fn any_name_makes_a_question_or_an_error(text in "\\PC{0,300}") {
        let _ = question(7, &text, RecordType::A);
    }
}
