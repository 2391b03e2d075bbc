//! What has changed between the confirmation and the request: each guard ends
//! the run, says why, and nothing is sent.

use super::stage::{Theatre, lease_of, permit};
use crate::support::deeds::{PROMOTION, SNAPSHOT};
use lifeboat::act::NotConfirmed;
use lifeboat::act::operate::{NotProven, NotRun};
use lifeboat::journal::{Came, Entry, Journal, Outcome, Record, Settled};
use lifeboat::sim::world::PRIMARY;
use lifeboat::sim::{Fault, FaultRule};
use lifeboat::terms::Span;
use std::time::Duration;

/// That the journal says why nothing was sent.
fn withdrawn(theatre: &Theatre, why: &NotRun) {
    assert_eq!(theatre.mutating(), Vec::<String>::new());
    let written = Came::NotSent {
        why: why.to_string(),
    };
    assert_eq!(theatre.attempts(), [written]);
}

fn reasons(why: &NotRun) -> &[NotConfirmed] {
    match why {
        NotRun::NotConfirmed(reasons) => reasons,
        other => panic!("{other}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_window_that_closed_begins_nothing() {
    let mut theatre = Theatre::at_the_table().await;
    let confirmed = theatre.confirmed(SNAPSHOT);
    theatre.house.pass(Span::minutes(16)).await;
    let why = theatre.run(confirmed).await.unwrap_err();
    assert!(matches!(why, NotRun::NotArmed), "{why}");
    assert_eq!(theatre.mutating(), Vec::<String>::new());
    let intent = |it: &Record| matches!(it.entry, Entry::Intent(_));
    assert!(!theatre.records().iter().any(intent));
}

#[tokio::test(start_paused = true)]
async fn a_check_that_became_worse_ends_it() {
    let mut theatre = Theatre::at_the_table().await;
    let confirmed = theatre.confirmed(SNAPSHOT);
    theatre.house.edit(|world| {
        let instances = &mut world.region_mut(PRIMARY).instances;
        instances.get_mut("orders-db").unwrap().status = "stopped".to_owned();
    });
    let why = theatre.run(confirmed).await.unwrap_err();
    let changed = |it: &NotConfirmed| matches!(it, NotConfirmed::Changed { .. });
    assert!(reasons(&why).iter().any(changed), "{why}");
    withdrawn(&theatre, &why);
}

#[tokio::test(start_paused = true)]
async fn more_loss_than_was_typed_ends_it() {
    let mut theatre = Theatre::at_the_table().await;
    let confirmed = theatre.confirmed(PROMOTION);
    let now = theatre.house.clock.now();
    theatre.house.edit(|world| {
        world.region_mut(PRIMARY).lose(now);
    });
    theatre.house.pass(Span::minutes(5)).await;
    let why = theatre.run(confirmed).await.unwrap_err();
    let over = |it: &NotConfirmed| matches!(it, NotConfirmed::OverCeiling { .. });
    assert!(reasons(&why).iter().any(over), "{why}");
    withdrawn(&theatre, &why);
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_another_took_ends_it() {
    let mut theatre = Theatre::at_the_table().await;
    let confirmed = theatre.confirmed(SNAPSHOT);
    // Its minute is over, and another came.
    theatre.house.pass(Span::seconds(61)).await;
    let another = theatre.house.operator().await;
    let permit = permit(&theatre.journal, &theatre.house);
    let now = theatre.house.clock.now();
    let until = Span::minutes(1).after(now);
    let lease = lease_of("bob@elsewhere:2");
    let taken = another.take_lease(&lease, now, until, &permit).await;
    assert_eq!(taken.unwrap().token, 2);
    let why = theatre.run(confirmed).await.unwrap_err();
    assert!(matches!(why, NotRun::Lease(NotProven::Lost(_))), "{why}");
    assert!(
        why.to_string().contains("bob@elsewhere:2 operates"),
        "{why}"
    );
    withdrawn(&theatre, &why);
}

#[tokio::test(start_paused = true)]
async fn an_intent_that_another_run_settled_meanwhile_is_not_sent() {
    let mut theatre = Theatre::at_the_table().await;
    let confirmed = theatre.confirmed(SNAPSHOT);
    // The look before the request takes its time.
    let slow = FaultRule::everywhere(Fault::Latency(Duration::from_secs(1)));
    theatre.house.simulator().inject(slow);
    let (journal, clock) = (theatre.journal.clone(), theatre.house.clock.clone());
    let settled = async {
        loop {
            let chain = Journal::read(journal.files().folder()).unwrap();
            let mut records = chain.records.iter();
            let intent = records.find(|it| matches!(it.entry, Entry::Intent(_)));
            if let Some(intent) = intent {
                let settled = Settled {
                    intent: intent.sequence,
                    outcome: Outcome::Failed,
                    evidence: vec!["no trace of it".to_owned()],
                };
                let written = journal.append(clock.now(), Entry::Settled(settled));
                drop(written.unwrap());
                return;
            }
            clock.sleep(Duration::from_millis(50)).await;
        }
    };
    let (ran, ()) = tokio::join!(theatre.run(confirmed), settled);
    let why = ran.unwrap_err();
    assert!(matches!(why, NotRun::Settled(_)), "{why}");
    withdrawn(&theatre, &why);
}
