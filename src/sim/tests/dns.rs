//! What the name servers answer, row by row of Route 53's truth table.

use chrono::TimeDelta;
use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};

use super::Lab;
use crate::sim::World;
use crate::sim::world::zones::{Answer, RecordSet, Routing};

const WWW_PRIMARY: &str = "1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001";
const WWW_SECONDARY: &str = "2e8b7d3f-1b62-4a1f-8d22-8c2a6b3f0002";
const TAKES_OVER: &str = "3f7c8e4a-2c73-4b2a-9e33-9d3b7c4a0003";

fn query(name: &str, record_type: RecordType) -> Message {
    let mut message = Message::new(4711, MessageType::Query, OpCode::Query);
    message.add_query(Query::query(Name::from_ascii(name).unwrap(), record_type));
    message
}

fn ask(lab: &Lab, name: &str, record_type: RecordType) -> Message {
    let bytes = lab
        .sim
        .answer_dns(&query(name, record_type).to_vec().unwrap());
    Message::from_vec(&bytes).unwrap()
}

fn addresses(lab: &Lab, name: &str) -> Vec<String> {
    ask(lab, name, RecordType::A)
        .answers
        .iter()
        .filter_map(|record| match &record.data {
            RData::A(address) => Some(address.to_string()),
            _ => None,
        })
        .collect()
}

fn edit(lab: &Lab, change: impl FnOnce(&mut World)) {
    lab.sim.with_world(change);
}

#[test]
fn the_whole_truth_table_of_a_failover_pair() {
    let (primary, secondary) = ("192.0.2.10", "198.51.100.10");
    // Primary up, secondary up (none: it has no check), who answers.
    let rows = [
        (true, Some(true), primary),
        (true, Some(false), primary),
        (false, Some(true), secondary),
        (false, Some(false), primary),
        (true, None, primary),
        (false, None, secondary),
    ];
    for (primary_up, secondary_up, expected) in rows {
        let lab = Lab::new();
        edit(&lab, |world| {
            world
                .health_checks
                .get_mut(WWW_PRIMARY)
                .unwrap()
                .endpoint
                .up = primary_up;
            let zone = world.zones.values_mut().next().unwrap();
            let record = zone
                .record_mut("www.shop.example.", "A", "us-west-2")
                .unwrap();
            if secondary_up.is_none() {
                record.health_check = None;
            }
            let check = world.health_checks.get_mut(WWW_SECONDARY).unwrap();
            check.endpoint.up = secondary_up.unwrap_or(true);
        });
        let row = (primary_up, secondary_up);
        assert_eq!(addresses(&lab, "www.shop.example."), [expected], "{row:?}");
    }
}

#[test]
fn disabled_is_always_healthy_and_inversion_comes_last() {
    // Up, disabled, inverted: healthy or not.
    let rows = [
        (true, false, false, true),
        (false, false, false, false),
        (true, false, true, false),
        (false, false, true, true),
        (true, true, false, true),
        (false, true, false, true),
        (true, true, true, false),
        (false, true, true, false),
    ];
    for (up, disabled, inverted, healthy) in rows {
        let lab = Lab::new();
        edit(&lab, |world| {
            let check = world.health_checks.get_mut(WWW_PRIMARY).unwrap();
            check.endpoint.up = up;
            check.disabled = disabled;
            check.inverted = inverted;
        });
        let expected = if healthy {
            "192.0.2.10"
        } else {
            "198.51.100.10"
        };
        let row = (up, disabled, inverted);
        assert_eq!(addresses(&lab, "www.shop.example."), [expected], "{row:?}");
    }
}

#[test]
fn putting_the_object_hands_the_api_to_the_standby_and_taking_it_away_hands_it_back() {
    let lab = Lab::new();
    let turn = |up: bool| {
        let now = lab.now();
        edit(&lab, |world| {
            world
                .health_checks
                .get_mut(TAKES_OVER)
                .unwrap()
                .endpoint
                .turn(up, now);
        });
    };
    assert_eq!(addresses(&lab, "api.shop.example."), ["192.0.2.20"]);
    turn(true);
    assert_eq!(addresses(&lab, "api.shop.example."), ["192.0.2.20"]);
    lab.pass(TimeDelta::seconds(45));
    assert_eq!(addresses(&lab, "api.shop.example."), ["198.51.100.20"]);
    turn(false);
    lab.pass(TimeDelta::seconds(45));
    assert_eq!(addresses(&lab, "api.shop.example."), ["192.0.2.20"]);
}

#[test]
fn checkers_turn_one_after_another_once_they_have_seen_the_threshold() {
    let lab = Lab::new();
    let down_since = lab.now();
    edit(&lab, |world| {
        world
            .health_checks
            .get_mut(WWW_PRIMARY)
            .unwrap()
            .endpoint
            .turn(false, down_since);
    });
    let mut shares = Vec::new();
    for _ in 0..8 {
        let now = lab.now();
        shares.push(lab.sim.with_world(|world| {
            let check = world.health_checks.get(WWW_PRIMARY).unwrap();
            assert_eq!(world.observations(check, now).len(), 16);
            world.healthy_share(check, now)
        }));
        lab.pass(TimeDelta::seconds(5));
    }
    // Interval 10 s, threshold 3: nobody before 20 s, all by 30 s.
    assert_eq!(shares[0..4], [1.0; 4]);
    assert!(shares[5] > 0.0 && shares[5] < 1.0, "{shares:?}");
    assert_eq!(shares[7], 0.0);
    assert!(shares.is_sorted_by(|a, b| a >= b));
}

#[test]
fn a_lost_primary_region_turns_names_and_aliases_to_the_standby_while_dns_goes_on() {
    let lab = Lab::new();
    let now = lab.now();
    edit(&lab, |world| world.region_mut("us-east-1").lose(now));
    lab.pass(TimeDelta::minutes(2));
    assert_eq!(addresses(&lab, "www.shop.example."), ["198.51.100.10"]);
    let apex = addresses(&lab, "shop.example.");
    assert!(
        apex.iter()
            .all(|address| address.starts_with("198.51.100.")),
        "{apex:?}"
    );
    // The standby-takes-over check is in the standby Region: nothing has moved the API.
    assert_eq!(addresses(&lab, "api.shop.example."), ["192.0.2.20"]);
}

#[test]
fn an_alias_answers_with_its_targets_addresses_in_turning_order_under_its_own_name() {
    let lab = Lab::new();
    let answer = ask(&lab, "shop.example.", RecordType::A);
    assert!(answer.metadata.authoritative);
    assert_eq!(answer.answers.len(), 3);
    assert!(answer.answers.iter().all(|record| record.ttl == 60));
    let mut first = addresses(&lab, "shop.example.");
    let balancer = "harbor-use1-1482063957.us-east-1.elb.amazonaws.com.";
    assert_eq!(first, addresses(&lab, balancer));
    lab.pass(TimeDelta::minutes(1));
    let mut later = addresses(&lab, "shop.example.");
    assert_ne!(first, later);
    first.sort();
    later.sort();
    assert_eq!(first, later);
}

#[test]
fn every_type_of_the_zone_is_answered() {
    let lab = Lab::new();
    let types = [
        (RecordType::NS, 4),
        (RecordType::SOA, 1),
        (RecordType::MX, 2),
        (RecordType::TXT, 1),
    ];
    for (record_type, count) in types {
        let answer = ask(&lab, "SHOP.example.", record_type);
        assert_eq!(answer.metadata.response_code, ResponseCode::NoError);
        assert_eq!(answer.answers.len(), count, "{record_type}");
        assert_eq!(answer.metadata.id, 4711);
    }
    let answer = ask(&lab, "m.shop.example.", RecordType::A);
    let types: Vec<_> = answer
        .answers
        .iter()
        .map(|record| record.record_type())
        .collect();
    assert_eq!(types, [RecordType::CNAME, RecordType::A]);
}

#[test]
fn what_is_not_there_and_what_is_not_ours_are_told_apart() {
    let lab = Lab::new();
    let missing = ask(&lab, "nothing.shop.example.", RecordType::A);
    assert_eq!(missing.metadata.response_code, ResponseCode::NXDomain);
    assert_eq!(missing.authorities.len(), 1);
    let no_data = ask(&lab, "www.shop.example.", RecordType::AAAA);
    assert_eq!(no_data.metadata.response_code, ResponseCode::NoError);
    assert_eq!((no_data.answers.len(), no_data.authorities.len()), (0, 1));
    for name in ["example.org.", "notshop.example.", "."] {
        let refused = ask(&lab, name, RecordType::A);
        assert_eq!(
            refused.metadata.response_code,
            ResponseCode::Refused,
            "{name}"
        );
        assert!(!refused.metadata.authoritative);
    }
}

#[test]
fn an_answer_longer_than_the_asker_takes_is_cut_over_udp_and_whole_over_tcp() {
    let lab = Lab::new();
    edit(&lab, |world| {
        let zone = world.zones.values_mut().next().unwrap();
        zone.insert(RecordSet {
            name: "long.shop.example.".to_owned(),
            record_type: "TXT".to_owned(),
            set_identifier: String::new(),
            routing: Routing::Simple,
            answer: Answer::Values {
                ttl: 60,
                values: vec![format!("\"{}\"", "x".repeat(700))],
            },
            health_check: None,
        });
    });
    let cut = ask(&lab, "long.shop.example.", RecordType::TXT);
    assert!(cut.metadata.truncation && cut.answers.is_empty());
    let mut with_edns = query("long.shop.example.", RecordType::TXT);
    let mut edns = Edns::new();
    edns.set_max_payload(1232);
    with_edns.set_edns(edns);
    let whole = lab.sim.answer_dns(&with_edns.to_vec().unwrap());
    assert!(!Message::from_vec(&whole).unwrap().metadata.truncation);
    let plain = query("long.shop.example.", RecordType::TXT)
        .to_vec()
        .unwrap();
    let tcp = Message::from_vec(&lab.sim.answer_dns_tcp(&plain)).unwrap();
    assert_eq!((tcp.metadata.truncation, tcp.answers.len()), (false, 1));
}

#[test]
fn weighted_records_of_weight_zero_wait_until_the_others_are_unhealthy() {
    let lab = Lab::new();
    let record = |identifier: &str, weight: i64, address: &str, check: Option<&str>| RecordSet {
        name: "w.shop.example.".to_owned(),
        record_type: "A".to_owned(),
        set_identifier: identifier.to_owned(),
        routing: Routing::Weighted(weight),
        answer: Answer::Values {
            ttl: 60,
            values: vec![address.to_owned()],
        },
        health_check: check.map(str::to_owned),
    };
    edit(&lab, |world| {
        let zone = world.zones.values_mut().next().unwrap();
        zone.insert(record("blue", 100, "192.0.2.60", Some(WWW_PRIMARY)));
        zone.insert(record("green", 0, "198.51.100.60", None));
    });
    assert_eq!(addresses(&lab, "w.shop.example."), ["192.0.2.60"]);
    edit(&lab, |world| {
        world
            .health_checks
            .get_mut(WWW_PRIMARY)
            .unwrap()
            .endpoint
            .up = false;
    });
    assert_eq!(addresses(&lab, "w.shop.example."), ["198.51.100.60"]);
}

#[test]
fn what_is_no_query_is_a_format_error_with_its_id_if_it_has_one() {
    let lab = Lab::new();
    for garbage in [
        &[][..],
        &[0x12],
        &[0x12, 0x67, 1],
        &[0x12, 0x67, 0xff, 0xff, 0, 1],
    ] {
        let answer = Message::from_vec(&lab.sim.answer_dns(garbage)).unwrap();
        assert_eq!(answer.metadata.response_code, ResponseCode::FormErr);
        let expected = if garbage.len() >= 2 { 0x1267 } else { 0 };
        assert_eq!(answer.metadata.id, expected);
    }
}
