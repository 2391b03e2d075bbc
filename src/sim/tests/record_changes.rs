//! What becomes of records and health checks that somebody changes.

use std::net::IpAddr;

use chrono::TimeDelta;
use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RecordType};

use super::{Lab, element, sent_request, text};

const ZONE: &str = "Z0827164HARBORSHOP01";
const WWW_PRIMARY: &str = "1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001";
const WWW_SECONDARY: &str = "2e8b7d3f-1b62-4a1f-8d22-8c2a6b3f0002";

/// A record of the pair `www`.
struct Side {
    identifier: &'static str,
    failover: &'static str,
    address: &'static str,
    check: &'static str,
}

const PRIMARY: Side = Side {
    identifier: "us-east-1",
    failover: "PRIMARY",
    address: "192.0.2.10",
    check: WWW_PRIMARY,
};
const SECONDARY: Side = Side {
    identifier: "us-west-2",
    failover: "SECONDARY",
    address: "198.51.100.10",
    check: WWW_SECONDARY,
};

fn change(action: &str, side: &Side) -> String {
    let Side {
        identifier,
        failover,
        address,
        check,
    } = side;
    format!(
        "<Change><Action>{action}</Action><ResourceRecordSet><Name>www.shop.example</Name>\
         <Type>A</Type><SetIdentifier>{identifier}</SetIdentifier><Failover>{failover}</Failover>\
         <TTL>60</TTL><ResourceRecords><ResourceRecord><Value>{address}</Value></ResourceRecord>\
         </ResourceRecords><HealthCheckId>{check}</HealthCheckId></ResourceRecordSet></Change>"
    )
}

fn simple(action: &str, name: &str, kind: &str, value: &str) -> String {
    format!(
        "<Change><Action>{action}</Action><ResourceRecordSet><Name>{name}</Name><Type>{kind}</Type>\
         <TTL>60</TTL><ResourceRecords><ResourceRecord><Value>{value}</Value></ResourceRecord>\
         </ResourceRecords></ResourceRecordSet></Change>"
    )
}

fn post(lab: &Lab, changes: &[String]) -> (u16, String) {
    let body = format!(
        "<?xml version=\"1.0\"?><ChangeResourceRecordSetsRequest \
         xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch>\
         <Comment>INC-7 &amp; drill</Comment><Changes>{}</Changes></ChangeBatch>\
         </ChangeResourceRecordSetsRequest>",
        changes.concat()
    );
    let path = format!("/2013-04-01/hostedzone/{ZONE}/rrset/");
    text(&lab.ask(sent_request("POST", "route53", "us-east-1", &path, &body)))
}

/// Code and message of a batch that is refused.
fn refused(lab: &Lab, changes: &[String]) -> (String, String) {
    // Each batch has the zone to itself.
    lab.pass(TimeDelta::seconds(2));
    let (_, xml) = post(lab, changes);
    let code = element(&xml, "Code").unwrap_or_else(|| panic!("not refused: {xml}"));
    let message = element(&xml, "Message").unwrap();
    (code.to_owned(), message.to_owned())
}

/// What the name server at 203.0.113.`last` answers for `www`, or no server in particular.
fn answer(lab: &Lab, last: Option<u8>) -> String {
    let mut query = Message::new(1, MessageType::Query, OpCode::Query);
    let name = Name::from_ascii("www.shop.example.").unwrap();
    query.add_query(Query::query(name, RecordType::A));
    let query = query.to_vec().unwrap();
    let bytes = match last {
        Some(last) => {
            let server = IpAddr::from([203, 0, 113, last]);
            lab.sim.answer_dns_of(server, &query, false)
        }
        None => lab.sim.answer_dns(&query),
    };
    Message::from_vec(&bytes).unwrap().answers[0]
        .data
        .to_string()
}

fn swapped() -> [String; 4] {
    let to = |side: &Side, of: &Side| Side {
        identifier: side.identifier,
        failover: side.failover,
        address: of.address,
        check: of.check,
    };
    [
        change("DELETE", &PRIMARY),
        change("DELETE", &SECONDARY),
        change("CREATE", &to(&PRIMARY, &SECONDARY)),
        change("CREATE", &to(&SECONDARY, &PRIMARY)),
    ]
}

fn standing(lab: &Lab, id: &str) -> String {
    let path = format!("/2013-04-01{id}");
    let (status, xml) = lab.get("route53", "us-east-1", &path);
    assert_eq!(status, 200, "{xml}");
    element(&xml, "Status").unwrap().to_owned()
}

#[test]
fn a_swap_reaches_each_name_server_within_a_minute_and_is_pending_until_the_last() {
    let lab = Lab::new();
    let (status, xml) = post(&lab, &swapped());
    assert_eq!(status, 200, "{xml}");
    assert_eq!(element(&xml, "Status"), Some("PENDING"));
    assert_eq!(element(&xml, "Comment"), Some("INC-7 &amp; drill"));
    let id = element(&xml, "Id").unwrap().to_owned();
    // The API shows it at once, the name servers do not.
    let path = format!("/2013-04-01/hostedzone/{ZONE}/rrset?name=www.shop.example&maxitems=1");
    let (_, listed) = lab.get("route53", "us-east-1", &path);
    assert_eq!(element(&listed, "Value"), Some("198.51.100.10"));
    assert_eq!(answer(&lab, Some(1)), "192.0.2.10");
    let mut mixed = false;
    for _ in 0..60 {
        let answers: Vec<String> = (1..=4).map(|last| answer(&lab, Some(last))).collect();
        let new = answers.iter().filter(|it| *it == "198.51.100.10").count();
        mixed |= (1..4).contains(&new);
        let expected = if new == 4 { "INSYNC" } else { "PENDING" };
        assert_eq!(standing(&lab, &id), expected);
        // No server in particular is the last one.
        assert_eq!(answer(&lab, None) == "198.51.100.10", new == 4);
        lab.pass(TimeDelta::seconds(1));
    }
    assert!(mixed, "they took it one after another");
    assert_eq!(standing(&lab, &id), "INSYNC");
    // And back, by the inverse batch.
    let back: Vec<String> = swapped()
        .iter()
        .rev()
        .map(|change| {
            if change.contains("DELETE") {
                change.replace("DELETE", "CREATE")
            } else {
                change.replace("CREATE", "DELETE")
            }
        })
        .collect();
    assert_eq!(post(&lab, &back).0, 200);
    lab.pass(TimeDelta::seconds(60));
    assert_eq!(answer(&lab, Some(3)), "192.0.2.10");
}

#[test]
fn a_delete_of_what_was_changed_since_fails_the_whole_batch() {
    let lab = Lab::new();
    lab.sim.with_world(|world| {
        let zone = world.zones.get_mut(ZONE).unwrap();
        let record = zone.record_mut("www.shop.example", "A", "us-west-2");
        record.unwrap().health_check = None;
    });
    let (code, message) = refused(&lab, &swapped());
    assert_eq!(code, "InvalidChangeBatch");
    assert!(message.contains(
        "Tried to delete resource record set [name='www.shop.example.', type='A', \
         set-identifier='us-west-2'] but the values provided do not match the current values"
    ));
    lab.pass(TimeDelta::minutes(2));
    assert_eq!(answer(&lab, None), "192.0.2.10");
}

#[test]
fn what_is_wrong_with_a_batch_is_told_in_awss_codes_and_changes_nothing() {
    let lab = Lab::new();
    let invalid = |changes: &[String], part: &str| {
        let (code, message) = refused(&lab, changes);
        assert_eq!(code, "InvalidChangeBatch", "{message}");
        assert!(message.contains(part), "{message}");
    };
    invalid(&[change("CREATE", &PRIMARY)], "but it already exists");
    let gone = simple("DELETE", "nowhere.shop.example", "A", "192.0.2.1");
    invalid(&[gone], "but it was not found");
    let elsewhere = simple("CREATE", "www.other.example", "A", "192.0.2.1");
    invalid(&[elsewhere], "is not permitted in zone shop.example.");
    let word = simple("CREATE", "new.shop.example", "A", "word");
    invalid(&[word], "ARRDATAIllegalIPv4Address");
    let apex = simple("CREATE", "shop.example", "CNAME", "www.shop.example");
    invalid(&[apex], "is not permitted at apex");
    let alias = simple("CREATE", "mail-1.shop.example", "CNAME", "www.shop.example");
    invalid(&[alias], "conflicts with other records");
    // A second PRIMARY, and a simple record beside a pair.
    let third = Side {
        identifier: "third",
        ..PRIMARY
    };
    invalid(&[change("CREATE", &third)], "Failover PRIMARY");
    let beside = simple("CREATE", "www.shop.example", "A", "192.0.2.1");
    invalid(&[beside], "other RRSets exist");
    // One good change does not save another.
    let good = simple("CREATE", "new.shop.example", "A", "192.0.2.1");
    invalid(&[good, change("CREATE", &PRIMARY)], "already exists");
    lab.sim.with_world(|world| {
        let zone = &world.zones[ZONE];
        assert!(
            zone.records
                .values()
                .all(|it| it.name != "new.shop.example.")
        );
        assert!(zone.changes.is_empty());
    });
    let unknown = Side {
        check: "nobody",
        ..PRIMARY
    };
    assert_eq!(
        refused(&lab, &[change("UPSERT", &unknown)]).0,
        "NoSuchHealthCheck"
    );
    assert_eq!(refused(&lab, &[]).0, "InvalidInput");
    let odd = change("REPLACE", &PRIMARY);
    assert_eq!(refused(&lab, &[odd]).0, "InvalidInput");
    let without = change("UPSERT", &PRIMARY).replace("<TTL>60</TTL>", "");
    let (code, message) = refused(&lab, &[without]);
    assert_eq!(code, "InvalidInput");
    assert!(message.contains("Missing field 'TTL'"), "{message}");
    let (status, _) = lab.get("route53", "us-east-1", "/2013-04-01/change/C0");
    assert_eq!(status, 404);
}

#[test]
fn a_zone_takes_one_change_at_a_time_and_an_upsert_writes_over_what_is_there() {
    let lab = Lab::new();
    let upsert = |address| simple("UPSERT", "mail-1.shop.example", "A", address);
    assert_eq!(post(&lab, &[upsert("192.0.2.41")]).0, 200);
    let (status, xml) = post(&lab, &[upsert("192.0.2.42")]);
    assert_eq!(
        (status, element(&xml, "Code")),
        (400, Some("PriorRequestNotComplete"))
    );
    lab.pass(TimeDelta::seconds(2));
    assert_eq!(post(&lab, &[upsert("192.0.2.42")]).0, 200);
}

#[test]
fn records_cannot_be_changed_while_us_east_1_is_gone_and_names_are_answered() {
    let lab = Lab::new();
    let lost = lab.now();
    lab.sim
        .with_world(|world| world.region_mut("us-east-1").lose(lost));
    let path = format!("/2013-04-01/hostedzone/{ZONE}/rrset/");
    // A client in the other Region signs for it, and is not answered either.
    let request = sent_request("POST", "route53", "us-west-2", &path, "<R/>");
    assert!(lab.send(request).is_none());
    lab.pass(TimeDelta::minutes(3));
    assert_eq!(answer(&lab, Some(2)), "198.51.100.10");
}

fn update(lab: &Lab, members: &str) -> (u16, String) {
    let body = format!("<UpdateHealthCheckRequest>{members}</UpdateHealthCheckRequest>");
    let path = format!("/2013-04-01/healthcheck/{WWW_PRIMARY}");
    lab.pass(TimeDelta::seconds(1));
    text(&lab.ask(sent_request("POST", "route53", "us-east-1", &path, &body)))
}

#[test]
fn a_disabled_and_inverted_check_latches_the_standby_whatever_the_primary_does() {
    let lab = Lab::new();
    let latch = "<HealthCheckVersion>1</HealthCheckVersion><Disabled>true</Disabled>\
                 <Inverted>true</Inverted>";
    let (status, xml) = update(&lab, latch);
    assert_eq!(
        (status, element(&xml, "HealthCheckVersion")),
        (200, Some("2"))
    );
    assert_eq!(answer(&lab, None), "198.51.100.10");
    // Somebody who read the first version does not write over it.
    let (status, xml) = update(&lab, latch);
    assert_eq!(
        (status, element(&xml, "Code")),
        (409, Some("HealthCheckVersionMismatch"))
    );
    let back = latch.replace("true", "false").replace(">1<", ">2<");
    assert_eq!(update(&lab, &back).0, 200);
    assert_eq!(answer(&lab, None), "192.0.2.10");
}

#[test]
fn a_check_of_another_service_and_a_threshold_out_of_bounds_are_refused() {
    let lab = Lab::new();
    let code = |members: &str| {
        let (_, xml) = update(&lab, members);
        element(&xml, "Code").unwrap().to_owned()
    };
    assert_eq!(
        code("<FailureThreshold>11</FailureThreshold>"),
        "InvalidInput"
    );
    assert_eq!(code("<HealthThreshold>1</HealthThreshold>"), "InvalidInput");
    assert_eq!(code("<Disabled>perhaps</Disabled>"), "InvalidInput");
    lab.sim.with_world(|world| {
        let check = world.health_checks.get_mut(WWW_PRIMARY).unwrap();
        let owner = ("arc-region-switch.amazonaws.com".to_owned(), String::new());
        check.linked_service = Some(owner);
    });
    assert_eq!(code("<Inverted>true</Inverted>"), "InvalidInput");
}
