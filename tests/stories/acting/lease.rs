//! Two consoles and one lease, by the clock of the host: they race for real.

use super::stage::{lease_of, permit};
use crate::support::House;
use lifeboat::aws::LeaseRefused;
use lifeboat::journal::{Actor, Journal};
use lifeboat::terms::Span;
use std::sync::Arc;
use tokio::sync::Barrier;

const HOLDERS: [&str; 2] = ["ada@bastion:1", "bob@elsewhere:2"];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_consoles_that_race_for_the_lease_one_has_it_each_time() {
    let house = House::harbor().await;
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), None, Actor::here(), true).unwrap();
    let permit = Arc::new(permit(&journal, &house));
    let consoles = [house.operator().await, house.operator().await];
    let mut won = [0, 0];
    for round in 1..=1_000 {
        let start = Arc::new(Barrier::new(2));
        let [ada, bob] = [0, 1].map(|who| {
            let (console, start) = (consoles[who].clone(), Arc::clone(&start));
            let (permit, now) = (Arc::clone(&permit), house.clock.now());
            tokio::spawn(async move {
                start.wait().await;
                let until = Span::minutes(1).after(now);
                let lease = lease_of(HOLDERS[who]);
                console.take_lease(&lease, now, until, &permit).await
            })
        });
        let came = [ada.await.unwrap(), bob.await.unwrap()];
        let (winner, granted, refused) = match came {
            [Ok(granted), Err(refused)] => (0, granted, refused),
            [Err(refused), Ok(granted)] => (1, granted, refused),
            both => panic!("round {round}: {both:?}"),
        };
        won[winner] += 1;
        assert_eq!(granted.token, round, "a token for each holder");
        let LeaseRefused::HeldBy(holding) = refused else {
            panic!("round {round}: {refused:?}");
        };
        let holder = holding.holder.map(|it| it.raw().to_owned());
        assert_eq!(holder.as_deref(), Some(HOLDERS[winner]), "round {round}");
        let lease = lease_of(HOLDERS[winner]);
        let released = consoles[winner].release_lease(&lease, granted.token, &permit);
        released.await.unwrap();
    }
    assert_eq!(won[0] + won[1], 1_000);
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_refused_while_it_lasts_and_taken_over_when_it_ran_out() {
    let house = House::harbor().await;
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), None, Actor::here(), true).unwrap();
    let permit = permit(&journal, &house);
    let (ada, bob) = (house.operator().await, house.operator().await);
    let [first, second] = HOLDERS.map(lease_of);
    let minute = |now| Span::minutes(1).after(now);
    let now = house.clock.now();
    let granted = ada.take_lease(&first, now, minute(now), &permit).await;
    assert_eq!(granted.unwrap().token, 1);
    let refused = bob.take_lease(&second, now, minute(now), &permit).await;
    assert!(
        matches!(refused, Err(LeaseRefused::HeldBy(_))),
        "{refused:?}"
    );
    house.pass(Span::seconds(61)).await;
    let now = house.clock.now();
    let expired = ada.prove_lease(&first, 1, now, minute(now), &permit).await;
    assert!(expired.is_err(), "what ran out is not renewed: {expired:?}");
    let taken = bob.take_lease(&second, now, minute(now), &permit).await;
    assert_eq!(taken.unwrap().token, 2);
    let late = ada.prove_lease(&first, 1, now, minute(now), &permit).await;
    let Err(LeaseRefused::HeldBy(holding)) = late else {
        panic!("{late:?}");
    };
    assert_eq!(holding.token, Some(2));
    let back = ada.release_lease(&first, 1, &permit).await;
    assert!(back.is_err(), "it is not hers to give back: {back:?}");
}
