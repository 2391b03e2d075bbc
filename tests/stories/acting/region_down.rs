//! From the first fault to a promoted, flipped and verified shop, while us-east-1 and
//! Route 53's control plane are gone: by keys alone, and each guard does its part.

use super::keyboard::{
    arm, at_check, confirm, ended, harbor, in_the_way, in_vain, override_each, review, through,
};
use crate::support::console::{Console, at_the_console, in_virtual_time};
use crate::support::deeds::DEEDS;
use crate::support::{House, region};
use lifeboat::cli::state::StateFolder;
use lifeboat::journal::{Entry, Journal, Outcome};
use lifeboat::sim::Scenario;
use lifeboat::sim::world::PRIMARY;
use lifeboat::sim::world::answers::{AskedServer, NameAnswer};
use lifeboat::terms::{Instant, Span};
use std::collections::BTreeSet;
use std::path::Path;

const REPLICA: &str = "orders-db-usw2";
const SECONDARY: &str = "catalog-global@us-west-2";
const API: &str = "api.shop.example";
const WWW: &str = "www.shop.example";
const TOPIC: &str = "arn:aws:sns:us-west-2:123456789012:incidents";

/// When us-east-1 falls silent: five minutes into the scenario.
fn fault() -> Instant {
    Span::minutes(5).after(lifeboat::cli::simulated::epoch())
}

fn since_the_fault(house: &House) -> Span {
    Span::between(fault(), house.clock.now())
}

#[track_caller]
fn says(text: &str, all: &[&str]) {
    for words in all {
        assert!(text.contains(words), "{words:?} is missing:\n{text}");
    }
}

/// A screen as one line of text, as it is read over the ends of its lines.
fn one_line(screen: &str) -> String {
    let words: Vec<&str> = screen.split_whitespace().collect();
    words.join(" ")
}

/// Leaves a review: nothing is sent.
async fn leave(console: &Console) {
    console.types("\u{1b}");
    console.shows("closed: nothing was sent").await;
}

/// All is well until the fault; then the console says what is silent, what still works,
/// and what to type.
async fn the_region_falls_silent(console: &Console) {
    console.pass(Span::minutes(4)).await;
    let well = console.screen().await;
    says(
        &well,
        &["READ-ONLY", "Route 53 control plane (us-east-1) answers"],
    );
    assert!(!well.contains("DOWN"), "{well}");
    console.pass(Span::minutes(3)).await;
    let silent = console.screen().await;
    says(
        &silent,
        &[
            "■ DOWN   us-east-1 does not answer",
            ":declare us-east-1 down  fixes the loss, starts the clock",
            "growing",
            "us-east-1 NOT ANSWERING",
            "Route 53 control plane (us-east-1) NOT ANSWERING → standby object in us-west-2",
            "api.shop.example: answers us-east-1, should be us-west-2",
        ],
    );
}

/// Nobody has armed, and nobody has said that the Region is down: the one refuses, the
/// other blocks, and both say what would clear them.
async fn nothing_is_decided(console: &Console) {
    review(console, "promote-replica", REPLICA, &[]).await;
    let mode = at_check(console, "mode").await;
    says(&mode, &["REFUSE mode observing: not armed"]);
    says(&mode, &["never overridden; cleared by: `:arm REASON`"]);
    leave(console).await;

    arm(console).await;
    let screen = review(console, "promote-replica", REPLICA, &[]).await;
    says(
        &screen,
        &["  IRREVERSIBLE", "loss, source, fence, unchecked"],
    );
    // Who may act is settled in the standby Region, where a table answers.
    let lease = at_check(console, "lease").await;
    says(&lease, &["pass lease", "lifeboat-lease (us-west-2)"]);
    let loss = at_check(console, "loss").await;
    says(&loss, &["BLOCK loss", "growing", "held against 15 m"]);
    says(&loss, &["cleared by: `:declare REGION down`"]);
    let source = at_check(console, "source").await;
    says(
        &source,
        &["BLOCK source", "us-east-1 is silent since 14:05"],
    );
    says(&source, &["cleared by: `:declare us-east-1 down`"]);
    leave(console).await;
    review(console, "promote-replica", REPLICA, &[]).await;
    let vain = in_vain(console, "PROMOTE orders-db-usw2 LOSE 5m").await;
    says(&vain, &["NOT CONFIRMED, for 4 reasons"]);

    review(console, "global-failover", SECONDARY, &[]).await;
    let lost = at_check(console, "primary-lost").await;
    says(
        &lost,
        &["BLOCK primary-lost", "nobody has declared it down"],
    );
    says(&lost, &["cleared by: `:declare us-east-1 down`"]);
    leave(console).await;
}

/// The operator's word fixes the loss; who owns that nobody can stop the old primaries
/// goes on record.
async fn the_operator_decides(console: &Console) {
    console.types(":declare us-east-1 down --incident INC-4711\r");
    let screen = console.shows("us-east-1 declared down 14:05").await;
    says(&screen, &["loss fixed", "INC-4711", "of RTO 30 m left"]);
    assert!(!screen.contains("growing"), "{screen}");

    review(console, "promote-replica", REPLICA, &[]).await;
    let loss = at_check(console, "loss").await;
    says(&loss, &["pass loss", "≤", "us-east-1 declared down 14:05"]);
    let source = at_check(console, "source").await;
    says(&source, &["pass source", "was declared down 14:05"]);
    let fence = at_check(console, "fence").await;
    says(&fence, &["BLOCK fence", "us-east-1 does not answer"]);
    says(&fence, &["attested by hand, or recorded as not fenced"]);
    leave(console).await;

    for target in ["orders-db@us-east-1", "catalog@us-east-1"] {
        let owned = ["means=not-fenced", "word=owner: Ada"];
        let screen = review(console, "fence", target, &owned).await;
        says(&screen, &["Records that it is NOT fenced"]);
        says(&screen, &["sends       nothing"]);
        leave(console).await;
        through(console, "fence", target, &owned).await;
    }
}

/// Customers wait for the databases; the databases move.
async fn the_databases_move(console: &Console, house: &House) {
    review(console, "flip-failover", API, &["to=us-west-2"]).await;
    let writable = at_check(console, "writable").await;
    says(&writable, &["BLOCK writable DNS before database"]);
    says(&writable, &["`promote-replica`, `global-failover`"]);
    leave(console).await;
    assert_eq!(house.mutating(), [""; 0], "only words so far");

    review(console, "promote-replica", REPLICA, &[]).await;
    let fence = at_check(console, "fence").await;
    says(
        &fence,
        &["warn fence", "recorded as not fenced", "owner: Ada"],
    );
    let screen = console.screen().await;
    assert_eq!(in_the_way(&screen), [" ■ BLOCK     unchecked"]);
    leave(console).await;
    let promoted = through(console, "promote-replica", REPLICA, &[]).await;
    // The old one comes back as it was: that is on every screen from now on.
    says(&promoted, &["OLD PRIMARY  whether orders-db in us-east-1"]);
    says(&promoted, &[":act fence orders-db@us-east-1"]);
    through(console, "global-failover", SECONDARY, &[]).await;
    let taken = since_the_fault(house);
    assert!(
        taken < Span::minutes(20),
        "{taken} until the databases write"
    );
}

/// The records cannot be changed while their control plane is gone, whatever is typed;
/// the screen names what can be done instead.
async fn the_control_plane_is_gone(console: &Console, house: &House) {
    let before = house.mutating();
    let instead = [
        (WWW, "cleared by: us-east-1 answers"),
        (
            API,
            "cleared by: the setting `means=standby-object`, which needs S3 in us-west-2 only",
        ),
    ];
    for (record, instead) in instead {
        let swap = ["means=record-swap", "to=us-west-2"];
        let screen = review(console, "flip-failover", record, &swap).await;
        says(&screen, &["control plane in us-east-1: DOES NOT ANSWER"]);
        let plane = at_check(console, "control-plane").await;
        says(&plane, &["BLOCK control-plane", instead]);
        leave(console).await;
        review(console, "flip-failover", record, &swap).await;
        let vain = in_vain(console, &format!("FLIP {record} TO us-west-2")).await;
        says(&one_line(&vain), &["control-plane blocks: ", instead]);
    }
    // Of a health check that nobody sees, nothing can be reviewed.
    console.types(&format!(":act flip-failover {API} means=health-check\r"));
    console
        .shows("not by health-check but by the setting `means=standby-object`")
        .await;
    assert_eq!(house.mutating(), before, "nothing was sent");
}

/// By the object in the standby Region they can be moved, and the name servers say so.
async fn the_customers_move(console: &Console, house: &House) {
    let screen = review(console, "flip-failover", API, &[]).await;
    says(&screen, &["S3 data plane in us-west-2: answers"]);
    for (check, found) in [
        ("control-plane", "it needs no control plane in us-east-1"),
        ("writable", "the databases in us-west-2 take writes"),
        ("presence", "the object is absent: it is put"),
    ] {
        let read = at_check(console, check).await;
        says(&read, &[&format!("pass {check} {found}")]);
    }
    // What the lost Region does is not known, and said so.
    let writers = at_check(console, "one-writer").await;
    says(&writers, &["warn one-writer", "is not known"]);
    override_each(console).await;
    confirm(console).await;
    console
        .shows("UNDER WAY  flip-failover api.shop.example")
        .await;
    ended(console, "flip-failover", API).await;

    // The whole of what ended is told above the catalogue.
    console.types("a");
    let kept = console.shows("Enter dismisses it").await;
    says(
        &one_line(&kept),
        &[
            "4 of 4 name servers answer us-west-2; resolvers that keep to the TTL may hold the old \
             answer until 14:",
        ],
    );
    console.types("\r\u{1b}");
    // Its own health check has moved the other record by itself.
    console.types("4j");
    let pairs = console.shows("api.shop.example A").await;
    for record in [WWW, API] {
        says(&pairs, &[&format!("{record}  us-west-2  us-west-2")]);
    }
    says(
        &pairs,
        &["s until the last one that keeps to the TTL forgets us-east-1, 192.0.2.20"],
    );
    says(&pairs, &["the object is there since Nov 22 14:"]);
    console.types("\t");
    let answers = console.shows(" Answers 8 ").await;
    let agreeing = answers
        .lines()
        .filter(|line| line.contains("● agrees") && line.contains(" us-west-2  60 s"));
    assert_eq!(agreeing.count(), 8, "{answers}");
    console.types("\t\t\t");
    let gone = console.shows(" Pairs 2 ").await;
    says(&gone, &["Route 53 records: not "]);
    // A minute later no cache has a reason to send anybody to the old Region.
    console.pass(Span::minutes(1)).await;
    let forgotten = console.screen().await;
    says(&forgotten, &["each resolver keeps it for up to 60 s"]);

    let message = ["message=orders are written in us-west-2"];
    through(console, "notify", TOPIC, &message).await;
    let taken = since_the_fault(house);
    assert!(taken < Span::minutes(30), "{taken} until the shop is open");
}

/// What was sent, and what it left: each request once, and nothing beside them.
fn the_shop_is_open(house: &House) {
    let sent = [
        "PromoteReadReplica",
        "FailoverGlobalCluster",
        "PutObject",
        "Publish",
    ];
    assert_eq!(house.mutating(), sent);
    for sends in sent {
        let deed = DEEDS.iter().find(|deed| deed.sends == sends).unwrap();
        house.edit(|world| (deed.leaves)(world));
    }
    let asked = AskedServer {
        server: None,
        at: house.clock.now(),
    };
    for (record, address) in [(WWW, "198.51.100.10"), (API, "198.51.100.20")] {
        house.edit(|world| match world.resolve(record, "A", asked) {
            NameAnswer::Records(all) if all.len() == 1 => assert_eq!(all[0].value, address),
            other => panic!("{record}: {other:?}"),
        });
    }
}

/// The journal is whole, every intent is settled as done, and what each decision stood on
/// is kept, in the words of the documentation.
fn the_journal_tells_it_all(state: &StateFolder) {
    let chain = Journal::read(state.path()).unwrap();
    assert!(chain.standing.is_whole(), "{}", chain.standing);
    let mut classes = BTreeSet::new();
    let mut actions = Vec::new();
    let mut open = BTreeSet::new();
    for record in chain.records {
        match record.entry {
            Entry::Intent(intent) => {
                open.insert(record.sequence);
                actions.push(intent.action);
                classes.extend(intent.facts.into_iter().map(|it| it.class));
                let reasons = intent.overrides.into_iter().map(|it| it.reason);
                assert!(
                    reasons
                        .into_iter()
                        .all(|it| it.raw() == "decided in INC-4711")
                );
            }
            Entry::Settled(settled) => {
                assert_eq!(settled.outcome, Outcome::Done, "{settled:?}");
                assert!(open.remove(&settled.intent), "{settled:?}");
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    let moved = ["promote-replica", "global-failover", "flip-failover"];
    let all = [&["fence", "fence"][..], &moved, &["notify"]].concat();
    assert_eq!(actions, all);
    assert_eq!(
        classes.into_iter().collect::<Vec<_>>(),
        ["block", "pass", "warn"]
    );
    let declared = state.declarations().unwrap();
    let word = &declared[&region(PRIMARY)];
    assert!(word.since >= fault(), "{word:?}");
    assert_eq!(word.incident.as_ref().unwrap().raw(), "INC-4711");
}

#[test]
fn the_shop_moves_to_the_other_region() {
    in_virtual_time(async || {
        let place = tempfile::tempdir().unwrap();
        let house = harbor().await;
        let scenario = Scenario::embedded("region-down").unwrap().unwrap();
        house.simulator().play(&scenario);
        let state = StateFolder::under(place.path(), &house.plan, Path::new("lifeboat.toml"));
        let session = house.session(Some(state.clone()));
        let story = async |console: &Console| {
            the_region_falls_silent(console).await;
            nothing_is_decided(console).await;
            the_operator_decides(console).await;
            the_databases_move(console, &house).await;
            the_control_plane_is_gone(console, &house).await;
            the_customers_move(console, &house).await;
        };
        let ((), trouble) = at_the_console(&house, &session, story).await;
        assert_eq!(trouble, None);
        the_shop_is_open(&house);
        the_journal_tells_it_all(&state);
    });
}
