//! From the first fault to a promoted, flipped and verified shop, while us-east-1
//! and Route 53's control plane are gone: each guard does its part.

use super::down;
use super::stage::{Course, Theatre};
use crate::support::{House, region};
use lifeboat::act::{Class, NotConfirmed, Proposal, Review};
use lifeboat::journal::{Entry, Outcome, Record};
use lifeboat::sim::Scenario;
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::terms::{Instant, Span};

const API: &str = "api.shop.example";
const WWW: &str = "www.shop.example";

fn class(proposal: &Proposal, check: &str) -> Class {
    proposal.check(check).unwrap().class()
}

fn found<'a>(proposal: &'a Proposal, check: &str) -> &'a lifeboat::act::Found {
    &proposal.check(check).unwrap().found
}

fn done(course: &Course) {
    assert_eq!(
        course.settled.outcome,
        Outcome::Done,
        "{:?}",
        course.settled
    );
}

async fn until(theatre: &Theatre, after: Span) {
    let at = after.after(lifeboat::cli::simulated::epoch());
    let now = theatre.house.clock.now();
    theatre.house.pass(Span::between(now, at)).await;
}

#[tokio::test(start_paused = true)]
async fn the_shop_moves_to_the_other_region() {
    let house = House::harbor().await;
    let scenario = Scenario::embedded("region-down").unwrap().unwrap();
    house.simulator().play(&scenario);
    let mut theatre = Box::pin(Theatre::of(house)).await;
    let fault: Instant = Span::minutes(5).after(lifeboat::cli::simulated::epoch());

    // Silent, and nobody has said so: the loss grows, and what it is is not decided.
    until(&theatre, Span::minutes(4)).await;
    theatre.look().await;
    until(&theatre, Span::minutes(7)).await;
    theatre.look().await;
    theatre.arm();
    let silent = theatre.propose("promote-replica", "orders-db-usw2", &[]);
    for check in ["source", "fence", "loss"] {
        assert_eq!(class(&silent, check), Class::Block, "{check}");
    }
    let clears = found(&silent, "source").clears.as_deref().unwrap();
    assert!(clears.contains(":declare us-east-1 down"), "{clears}");
    let switchover = theatre.propose("global-failover", "catalog-global@us-west-2", &[]);
    assert_eq!(class(&switchover, "primary-lost"), Class::Block);

    // The operator's word fixes the loss.
    let now = theatre.house.clock.now();
    let ago = Span::between(fault, now);
    let word = down(&region(PRIMARY), ago, now);
    theatre.looking.estate.set_declared([word]);
    let declared = theatre.propose("promote-replica", "orders-db-usw2", &[]);
    assert_eq!(class(&declared, "source"), Class::Pass);
    assert_eq!(
        class(&declared, "loss"),
        Class::Pass,
        "{:?}",
        found(&declared, "loss")
    );
    assert_eq!(class(&declared, "fence"), Class::Block);

    // Nobody can stop the old primary: that is on record, with who owns it.
    let owner = [("means", "not-fenced"), ("word", "owner: Ada")];
    for target in ["orders-db@us-east-1", "catalog@us-east-1"] {
        let fence = theatre.through("fence", target, &owner).await;
        done(&fence);
        assert_eq!(fence.sent, [""; 0]);
    }
    let recorded = theatre.propose("promote-replica", "orders-db-usw2", &[]);
    assert_eq!(class(&recorded, "fence"), Class::Warn);
    let stops: Vec<&str> = recorded.of_class(Class::Block).map(|it| it.id()).collect();
    assert_eq!(stops, ["unchecked"]);

    // DNS before the database is blocked.
    let early = theatre.propose("flip-failover", API, &[("to", STANDBY)]);
    assert_eq!(class(&early, "writable"), Class::Block);

    let promoted = theatre
        .through("promote-replica", "orders-db-usw2", &[])
        .await;
    promoted.is_done_by("PromoteReadReplica");
    assert!(promoted.proposal.phrase().to_string().contains(" LOSE "));
    theatre.arm();
    let moved = theatre
        .through("global-failover", "catalog-global@us-west-2", &[])
        .await;
    moved.is_done_by("FailoverGlobalCluster");
    let taken = Span::between(fault, theatre.house.clock.now());
    assert!(
        taken < Span::minutes(20),
        "{taken} until the databases write"
    );

    // The records cannot be changed without us-east-1; the object can.
    theatre.arm();
    theatre.look().await;
    let swap = [("means", "record-swap"), ("to", STANDBY)];
    for record in [WWW, API] {
        let swap = theatre.propose("flip-failover", record, &swap);
        assert_eq!(class(&swap, "control-plane"), Class::Block, "{record}");
        let review = Review::of(swap);
        let phrase = review.proposal().phrase().to_string();
        let why = review.confirm(&phrase, theatre.house.clock.now());
        let is_plane = |it: &NotConfirmed| {
            matches!(
                it,
                NotConfirmed::Blocked {
                    check: "control-plane",
                    ..
                }
            )
        };
        assert!(why.unwrap_err().iter().any(is_plane));
    }
    let swap = theatre.propose("flip-failover", API, &swap);
    let clears = found(&swap, "control-plane").clears.as_deref().unwrap();
    assert!(clears.contains("means=standby-object"), "{clears}");

    let flip = theatre.propose("flip-failover", API, &[("to", STANDBY)]);
    assert_eq!(class(&flip, "control-plane"), Class::Pass);
    assert_eq!(class(&flip, "presence"), Class::Pass);
    assert_eq!(
        class(&flip, "writable"),
        Class::Pass,
        "{:?}",
        found(&flip, "writable")
    );
    // What the lost Region does is not known, and said so.
    assert_eq!(class(&flip, "one-writer"), Class::Warn);
    let flipped = theatre
        .through("flip-failover", API, &[("to", STANDBY)])
        .await;
    flipped.is_done_by("PutObject");
    theatre.look().await;
    assert_eq!(theatre.answered(API), STANDBY);
    // Its own health check has moved the other by itself.
    assert_eq!(theatre.answered(WWW), STANDBY);
    let told = theatre
        .through(
            "notify",
            "arn:aws:sns:us-west-2:123456789012:incidents",
            &[],
        )
        .await;
    told.is_done_by("Publish");
    let taken = Span::between(fault, theatre.house.clock.now());
    assert!(taken < Span::minutes(30), "{taken} until the shop is open");
    let sent = [
        "PromoteReadReplica",
        "FailoverGlobalCluster",
        "PutObject",
        "Publish",
    ];
    assert_eq!(theatre.mutating(), sent);
    assert!(theatre.looking.past.open().next().is_none());
    // What each decision stood on is kept, in the words of the documentation.
    let mut classes: Vec<String> = theatre.records().into_iter().flat_map(facts).collect();
    classes.sort();
    classes.dedup();
    assert_eq!(classes, ["block", "pass", "warn"]);
}

fn facts(record: Record) -> Vec<String> {
    match record.entry {
        Entry::Intent(intent) => intent.facts.into_iter().map(|it| it.class).collect(),
        _ => Vec::new(),
    }
}
