//! A flip by each of its means, and its undoing; and what keeps a flip from being
//! undone too soon.

use super::stage::{Course, Theatre};
use lifeboat::act::{Class, Deed, Inverse, NotConfirmed, Review};
use lifeboat::aws::Mutation;
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::terms::Span;

const FLIP: &str = "flip-failover";
const API: &str = "api.shop.example";
const WWW: &str = "www.shop.example";

fn deed(course: &Course) -> &Mutation {
    match &course.proposal.prepared.deed {
        Deed::Send(mutation) => mutation,
        Deed::Record(entry) => panic!("{entry:?}"),
    }
}

fn inverse(course: &Course) -> &Mutation {
    match &course.proposal.prepared.inverse {
        Inverse::By {
            mutation: Some(mutation),
            ..
        } => mutation,
        other => panic!("{other:?}"),
    }
}

/// There, held by the cool-down, and back with a word; what goes back is what was
/// promised when it went there.
async fn there_and_back(record: &str, means: &str, operations: [&str; 2]) -> Theatre {
    let mut theatre = Theatre::open(|_| ()).await;
    assert_eq!(theatre.answered(record), PRIMARY);
    let means = [("means", means)];
    let there = theatre.through(FLIP, record, &means).await;
    there.is_done_by(operations[0]);
    theatre.look().await;
    assert_eq!(theatre.answered(record), STANDBY);
    let held = there
        .settled
        .evidence
        .iter()
        .find(|it| it.contains("resolver"));
    assert!(held.is_some(), "{:?}", there.settled.evidence);

    theatre.arm();
    let back = theatre.propose(FLIP, record, &means);
    let cool_down = back.check("cool-down").unwrap();
    assert_eq!(cool_down.class(), Class::Block, "{cool_down:?}");
    let review = Review::of(back);
    let phrase = review.proposal().phrase().to_string();
    let refused = review.confirm(&phrase, theatre.house.clock.now());
    let is_cool_down = |why: &NotConfirmed| {
        matches!(
            why,
            NotConfirmed::Blocked {
                check: "cool-down",
                ..
            }
        )
    };
    assert!(refused.unwrap_err().iter().any(is_cool_down));

    let back = theatre.through(FLIP, record, &means).await;
    back.is_done_by(operations[1]);
    theatre.look().await;
    assert_eq!(theatre.answered(record), PRIMARY);
    assert_eq!(deed(&back), inverse(&there));
    theatre
}

#[tokio::test(start_paused = true)]
async fn by_the_object_in_the_standby_region() {
    let theatre = there_and_back(API, "standby-object", ["PutObject", "DeleteObject"]).await;
    theatre.house.edit(|world| {
        let bucket = &world.regions[STANDBY].buckets["harbor-failover"];
        assert!(bucket.objects.is_empty());
    });
}

#[tokio::test(start_paused = true)]
async fn by_swapping_the_records() {
    let change = "ChangeResourceRecordSets";
    there_and_back(WWW, "record-swap", [change, change]).await;
}

#[tokio::test(start_paused = true)]
async fn by_holding_the_health_check() {
    let update = "UpdateHealthCheck";
    let theatre = there_and_back(WWW, "health-check", [update, update]).await;
    theatre.house.edit(|world| {
        let check = world.health_checks.values();
        let mut www = check.filter(|it| it.caller_reference == "harbor-www-primary");
        let www = www.next().unwrap();
        assert_eq!((www.disabled, www.inverted, www.version), (false, false, 3));
    });
}

/// The PRIMARY's health check wants to find a word in the object.
#[tokio::test(start_paused = true)]
async fn the_object_holds_what_the_health_check_looks_for() {
    use lifeboat::sim::world::health::CheckKind;
    let mut theatre = Theatre::open(|world| {
        let mut checks = world.health_checks.values_mut();
        let check = checks.find(|it| it.caller_reference == "harbor-standby-takes-over");
        if let CheckKind::Http { search, .. } = &mut check.unwrap().kind {
            *search = Some("the standby takes over".to_owned());
        }
    })
    .await;
    theatre
        .through(FLIP, API, &[])
        .await
        .is_done_by("PutObject");
    assert_eq!(theatre.answered(API), STANDBY);
}

#[tokio::test(start_paused = true)]
async fn while_two_databases_take_writes_going_back_is_blocked_with_the_seconds() {
    let mut theatre = Theatre::open(|_| ()).await;
    let promoted = theatre
        .through("promote-replica", "orders-db-usw2", &[])
        .await;
    promoted.is_done_by("PromoteReadReplica");
    let there = theatre
        .through(FLIP, WWW, &[("means", "record-swap")])
        .await;
    there.is_done_by("ChangeResourceRecordSets");
    theatre.house.pass(Span::minutes(16)).await;
    theatre.arm();
    theatre.look().await;
    let past = &theatre.looking.past;
    let promotion = past.last_done("promote-replica", &"orders-db-usw2".into());
    let (at, _) = promotion.unwrap().settled.unwrap();
    let back = theatre.propose(FLIP, WWW, &[("means", "record-swap")]);
    assert_eq!(back.check("cool-down").unwrap().class(), Class::Pass);
    let both = back.check("one-writer").unwrap();
    assert_eq!(both.class(), Class::Block);
    let seconds = Span::between(at, back.at).duration().as_secs();
    assert_eq!(both.found.measured, Some(format!("{seconds} s")));
    assert!(both.found.clears.as_ref().unwrap().contains("fence"));
}
