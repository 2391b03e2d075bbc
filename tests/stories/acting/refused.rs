//! What goes wrong between a confirmation and its result: AWS refuses, is silent,
//! or answers into the void; and what a guard stops at the last moment.

use super::stage::Theatre;
use lifeboat::act::operate::{NotRun, watch};
use lifeboat::act::{Class, NotConfirmed};
use lifeboat::journal::{Came, Outcome};
use lifeboat::sim::world::metrics::{MetricChange, MetricEdit};
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::sim::{Fault, FaultRule};
use lifeboat::terms::Span;
use std::time::Duration;

const ORDERS: &str = "orders-db@us-east-1";
const REPLICA: &str = "orders-db-usw2";

/// What befalls one operation from now on.
fn befalls(theatre: &Theatre, operation: &str, fault: Fault) {
    theatre.house.simulator().inject(FaultRule {
        operation: Some(operation.to_owned()),
        ..FaultRule::everywhere(fault)
    });
}

/// A snapshot whose request this befalls: what came, how it was settled, and
/// whether it was taken after all.
async fn snapshot(fault: Fault) -> (Came, Outcome, bool) {
    let mut theatre = Theatre::open(|_| ()).await;
    befalls(&theatre, "CreateDBSnapshot", fault);
    let name = [("name", "before-the-move")];
    let course = theatre.through("snapshot", ORDERS, &name).await;
    assert_eq!(course.kinds, ["intent", "attempt", "settled"]);
    // Whatever came of it, it was sent once.
    assert_eq!(course.sent, ["CreateDBSnapshot"]);
    let taken = theatre.house.simulator().with_world(|world| {
        let snapshots = &world.regions[PRIMARY].snapshots;
        snapshots.contains_key("before-the-move")
    });
    (course.came, course.settled.outcome, taken)
}

#[tokio::test(start_paused = true)]
async fn what_aws_refuses_has_failed() {
    for fault in [
        Fault::AccessDenied,
        Fault::Throttle,
        Fault::ExpiredCredentials,
    ] {
        let (came, outcome, taken) = snapshot(fault.clone()).await;
        assert!(matches!(came, Came::Rejected { .. }), "{fault:?}: {came:?}");
        assert_eq!((outcome, taken), (Outcome::Failed, false), "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_lost_is_settled_by_looking() {
    let (came, outcome, taken) = snapshot(Fault::AnswerLost).await;
    assert!(matches!(came, Came::Unknown { .. }), "{came:?}");
    assert_eq!((outcome, taken), (Outcome::Done, true));
    let (came, outcome, taken) = snapshot(Fault::CutBody { fraction: 0.3 }).await;
    assert!(matches!(came, Came::Unknown { .. }), "{came:?}");
    assert_eq!((outcome, taken), (Outcome::Done, true));
}

#[tokio::test(start_paused = true)]
async fn a_silence_is_unknown_until_aws_shows_that_nothing_was_done() {
    let (came, outcome, taken) = snapshot(Fault::Hang).await;
    assert!(matches!(came, Came::Unknown { .. }), "{came:?}");
    assert_eq!((outcome, taken), (Outcome::Failed, false));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_can_look_at_stays_unknown() {
    let mut theatre = Theatre::open(|_| ()).await;
    befalls(&theatre, "CreateDBSnapshot", Fault::Hang);
    let confirmed = theatre.confirm(theatre.propose("snapshot", ORDERS, &[]));
    let sending = theatre.run(confirmed).await.unwrap();
    befalls(&theatre, "DescribeDBSnapshots", Fault::Refused);
    let (looking, journal) = (&mut theatre.looking, &theatre.journal);
    let patience = Some(Span::minutes(10));
    let settled = watch(looking, journal, sending.undertaking, patience, |_| ());
    assert_eq!(settled.await.unwrap().outcome, Outcome::Unknown);
}

/// What stopped a run whose confirmation was sound, and that nothing was sent.
async fn stopped(theatre: &mut Theatre, confirmed: lifeboat::act::Confirmed) -> NotRun {
    let before = theatre.mutating();
    let why = theatre.run(confirmed).await.unwrap_err();
    assert_eq!(theatre.mutating(), before, "{why}");
    why
}

fn reasons(why: &NotRun) -> &[NotConfirmed] {
    match why {
        NotRun::NotConfirmed(reasons) => reasons,
        other => panic!("{other}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_check_that_worsens_before_it_is_sent_stops_it() {
    let mut theatre = Theatre::open(|_| ()).await;
    let confirmed = theatre.confirm(theatre.propose("snapshot", ORDERS, &[]));
    theatre.house.edit(|world| {
        let orders = world.instance_mut(PRIMARY, "orders-db").unwrap();
        orders.status = "modifying".to_owned();
    });
    let why = stopped(&mut theatre, confirmed).await;
    let changed = |it: &NotConfirmed| {
        let status = matches!(
            it,
            NotConfirmed::Changed {
                check: "status",
                ..
            }
        );
        status && it.to_string().contains("modifying")
    };
    assert!(reasons(&why).iter().any(changed), "{why}");
    let kinds: Vec<String> = theatre
        .records()
        .iter()
        .map(|it| it.entry.kind().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["intent", "attempt"]);
    assert!(matches!(theatre.last_came(), Came::NotSent { .. }));
}

/// A warning that was not there when it was shown is something nobody decided on.
#[tokio::test(start_paused = true)]
async fn a_new_warning_is_shown_before_it_is_sent() {
    let mut theatre = Theatre::open(|_| ()).await;
    let confirmed = theatre.confirm(theatre.propose("promote-replica", REPLICA, &[]));
    theatre.house.edit(|world| {
        let replica = world.instance_mut(STANDBY, REPLICA).unwrap();
        replica.class = "db.t4g.micro".to_owned();
    });
    let why = stopped(&mut theatre, confirmed).await;
    let changed = |it: &NotConfirmed| {
        matches!(
            it,
            NotConfirmed::Changed {
                check: "capacity",
                is: Class::Warn,
                ..
            }
        )
    };
    assert!(reasons(&why).iter().any(changed), "{why}");
}

#[tokio::test(start_paused = true)]
async fn more_than_was_typed_is_not_lost() {
    let lags = |seconds| MetricEdit::always("ReplicaLag", REPLICA, MetricChange::Constant(seconds));
    let mut theatre = Theatre::open(|world| world.metric_edits.push(lags(20.0))).await;
    let proposal = theatre.propose("promote-replica", REPLICA, &[]);
    let typed = "PROMOTE orders-db-usw2 LOSE 30s";
    assert_eq!(proposal.phrase().to_string(), typed);
    let confirmed = theatre.confirm_as(proposal, typed);
    theatre
        .house
        .edit(|world| world.metric_edits.push(lags(200.0)));
    theatre.house.pass(Span::minutes(4)).await;
    let why = stopped(&mut theatre, confirmed).await;
    let over = |it: &NotConfirmed| matches!(it, NotConfirmed::OverCeiling { .. });
    assert!(reasons(&why).iter().any(over), "{why}");
}

#[tokio::test(start_paused = true)]
async fn a_confirmation_holds_for_ten_minutes() {
    let mut theatre = Theatre::open(|_| ()).await;
    let confirmed = theatre.confirm(theatre.propose("snapshot", ORDERS, &[]));
    theatre.house.pass(Span::seconds(601)).await;
    let why = stopped(&mut theatre, confirmed).await;
    let expired = |it: &NotConfirmed| matches!(it, NotConfirmed::Expired(_));
    assert!(reasons(&why).iter().all(expired), "{why}");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_once_the_window_has_closed() {
    let mut theatre = Theatre::open(|_| ()).await;
    let confirmed = theatre.confirm(theatre.propose("snapshot", ORDERS, &[]));
    theatre.house.pass(Span::minutes(15)).await;
    let why = stopped(&mut theatre, confirmed).await;
    assert!(matches!(why, NotRun::NotArmed), "{why}");
    assert!(theatre.records().is_empty());

    // It closes while what it stands on is looked at once more.
    theatre.arm();
    theatre.look().await;
    let proposal = theatre.propose("snapshot", ORDERS, &[]);
    theatre.house.pass(Span::seconds(598)).await;
    let confirmed = theatre.confirm(proposal);
    let window = theatre.looking.standing.window.as_mut().unwrap();
    window.until = Span::seconds(1).after(theatre.house.clock.now());
    let slow = Fault::Latency(Duration::from_millis(1_500));
    befalls(&theatre, "DescribeDBInstances", slow);
    let why = stopped(&mut theatre, confirmed).await;
    let closed = |it: &NotConfirmed| matches!(it, NotConfirmed::Refused { check: "mode", .. });
    assert!(reasons(&why).iter().any(closed), "{why}");
}

#[tokio::test(start_paused = true)]
async fn without_the_lease_or_the_journal_nothing_is_sent() {
    let mut theatre = Theatre::open(|_| ()).await;
    let confirmed = theatre.confirm(theatre.propose("snapshot", ORDERS, &[]));
    std::fs::remove_file(theatre.folder.path().join("operate.lock")).unwrap();
    let why = stopped(&mut theatre, confirmed.clone()).await;
    assert!(matches!(why, NotRun::Lease(_)), "{why}");
    assert!(matches!(theatre.last_came(), Came::NotSent { .. }));

    let journal = theatre.folder.path().join("journal.jsonl");
    let before = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &before[1..]).unwrap();
    let why = stopped(&mut theatre, confirmed).await;
    assert!(matches!(why, NotRun::Journal(_)), "{why}");
}
