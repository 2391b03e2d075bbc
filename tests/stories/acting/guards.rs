//! What has changed between the confirmation and the request: each guard ends
//! the run, says why, and nothing is sent.

use super::room::{Room, lease_of, permit};
use crate::support::House;
use crate::support::deeds::{PROMOTION, SNAPSHOT};
use lifeboat::act::NotConfirmed;
use lifeboat::act::operate::{NotProven, NotRun};
use lifeboat::journal::{Came, Entry, Outcome, Settled};
use lifeboat::sim::world::PRIMARY;
use lifeboat::sim::{Fault, FaultRule};
use lifeboat::terms::Span;
use std::time::Duration;

/// That the journal says why nothing was sent.
fn withdrawn(room: &Room, house: &House, why: &NotRun) {
    assert_eq!(house.mutating(), Vec::<String>::new());
    let entries = room.entries();
    let attempts: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Attempt(attempt) => Some(&attempt.came),
            _ => None,
        })
        .collect();
    let written = Came::NotSent {
        why: why.to_string(),
    };
    assert_eq!(attempts, [&written]);
}

fn reasons(why: &NotRun) -> &[NotConfirmed] {
    match why {
        NotRun::NotConfirmed(reasons) => reasons,
        other => panic!("{other}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_window_that_closed_begins_nothing() {
    let house = House::harbor().await;
    let mut room = Room::armed(&house).await;
    let confirmed = room.confirmed(SNAPSHOT);
    house.pass(Span::minutes(16)).await;
    let why = room.run(confirmed).await.unwrap_err();
    assert!(matches!(why, NotRun::NotArmed), "{why}");
    assert_eq!(house.mutating(), Vec::<String>::new());
    let intents = room.entries().into_iter();
    let mut intents = intents.filter(|entry| matches!(entry, Entry::Intent(_)));
    assert!(intents.next().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_check_that_became_worse_ends_it() {
    let house = House::harbor().await;
    let mut room = Room::armed(&house).await;
    let confirmed = room.confirmed(SNAPSHOT);
    house.edit(|world| {
        let instances = &mut world.region_mut(PRIMARY).instances;
        instances.get_mut("orders-db").unwrap().status = "stopped".to_owned();
    });
    let why = room.run(confirmed).await.unwrap_err();
    let changed = |it: &NotConfirmed| matches!(it, NotConfirmed::Changed { .. });
    assert!(reasons(&why).iter().any(changed), "{why}");
    withdrawn(&room, &house, &why);
}

#[tokio::test(start_paused = true)]
async fn more_loss_than_was_typed_ends_it() {
    let house = House::harbor().await;
    let mut room = Room::armed(&house).await;
    let confirmed = room.confirmed(PROMOTION);
    house.edit(|world| {
        let now = house.clock.now();
        world.region_mut(PRIMARY).lose(now);
    });
    house.pass(Span::minutes(5)).await;
    let why = room.run(confirmed).await.unwrap_err();
    let over = |it: &NotConfirmed| matches!(it, NotConfirmed::OverCeiling { .. });
    assert!(reasons(&why).iter().any(over), "{why}");
    withdrawn(&room, &house, &why);
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_another_took_ends_it() {
    let house = House::harbor().await;
    let mut room = Room::armed(&house).await;
    let confirmed = room.confirmed(SNAPSHOT);
    // Its minute is over, and another came.
    house.pass(Span::seconds(61)).await;
    let another = house.operator().await;
    let permit = permit(&room.journal, &house);
    let now = house.clock.now();
    let until = Span::minutes(1).after(now);
    let lease = lease_of("bob@elsewhere:2");
    let taken = another.take_lease(&lease, now, until, &permit).await;
    assert_eq!(taken.unwrap().token, 2);
    let why = room.run(confirmed).await.unwrap_err();
    assert!(matches!(why, NotRun::Lease(NotProven::Lost(_))), "{why}");
    assert!(
        why.to_string().contains("bob@elsewhere:2 operates"),
        "{why}"
    );
    withdrawn(&room, &house, &why);
}

#[tokio::test(start_paused = true)]
async fn an_intent_that_another_run_settled_meanwhile_is_not_sent() {
    let house = House::harbor().await;
    let mut room = Room::armed(&house).await;
    let confirmed = room.confirmed(SNAPSHOT);
    // The look before the request takes its time.
    let slow = FaultRule::everywhere(Fault::Latency(Duration::from_secs(1)));
    house.simulator().inject(slow);
    let journal = room.journal.clone();
    let settled = async {
        loop {
            let chain = lifeboat::journal::Journal::read(journal.files().folder()).unwrap();
            let mut records = chain.records.iter();
            let intent = records.find(|it| matches!(it.entry, Entry::Intent(_)));
            if let Some(intent) = intent {
                let settled = Settled {
                    intent: intent.sequence,
                    outcome: Outcome::Failed,
                    evidence: vec!["no trace of it".to_owned()],
                };
                let written = journal.append(house.clock.now(), Entry::Settled(settled));
                drop(written.unwrap());
                return;
            }
            house.pass(Span::from_seconds(0.05).unwrap()).await;
        }
    };
    let (ran, ()) = tokio::join!(room.run(confirmed), settled);
    let why = ran.unwrap_err();
    assert!(matches!(why, NotRun::Settled(_)), "{why}");
    withdrawn(&room, &house, &why);
}
