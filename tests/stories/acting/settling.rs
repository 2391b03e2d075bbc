//! What an intent came to that was left without a result: settled by looking, as
//! the world is, and never by sending.

use super::stage::Theatre;
use crate::support::deeds::{DEEDS, Deed, SNAPSHOT, every_action_is_done, make_ready};
use lifeboat::act::Judged;
use lifeboat::act::operate::{EVERY, settle};
use lifeboat::journal::{Came, Outcome};
use lifeboat::sim::{Fault, FaultRule};
use lifeboat::terms::Span;

/// What a message to a topic leaves behind that could be looked at: nothing.
const TRACELESS: &str = "notify";

/// What looks the same whether it was done or not, until it is: a zone that did
/// not change may have been the only one with theatre.
const SILENT: &str = "reboot-failover";

/// Holds every deed to what it should be found as.
async fn all_are(fault: Option<Fault>, wanted: impl Fn(&str) -> Outcome) {
    every_action_is_done();
    let mut wrong = Vec::new();
    for deed in DEEDS {
        // On the heap: together they are more than a test's stack holds.
        let (outcome, evidence) = Box::pin(settled(*deed, fault.clone())).await;
        if outcome != wanted(deed.action) {
            wrong.push(format!("{deed:?}: {outcome:?}, by {evidence:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Does a deed, ends before its result is written, starts again, and watches
/// until it is settled.
async fn settled(deed: Deed, fault: Option<Fault>) -> (Outcome, Vec<String>) {
    let mut theatre = Theatre::open(|world| make_ready(world, deed)).await;
    let confirmed = theatre.confirmed(deed);
    if let Some(fault) = fault.clone() {
        for own in lifeboat::aws::MUTATIONS {
            if own.operation != "UpdateItem" {
                theatre.house.simulator().inject(FaultRule {
                    operation: Some(own.operation.to_owned()),
                    ..FaultRule::everywhere(fault.clone())
                });
            }
        }
    }
    let sending = theatre.run(confirmed).await.unwrap();
    let came = sending.undertaking.came.map(|(_, came)| came);
    match (&came, &fault) {
        (Some(Came::Accepted { .. }), None) => {}
        (Some(Came::NotSent { .. }), Some(_)) => {}
        other => panic!("{deed:?}: {other:?}"),
    }
    theatre.house.simulator().clear_faults();
    let sent = theatre.mutating();
    let mut looking = theatre.after_a_crash().await;
    loop {
        let looked = settle(&mut looking, &theatre.journal, None).await.unwrap();
        let [(_, judged)] = looked.as_slice() else {
            panic!("{deed:?}: one is open: {looked:?}");
        };
        if let Judged::Settle(settled) = judged {
            assert_eq!(theatre.mutating(), sent, "{deed:?}: nothing more was sent");
            assert_eq!(looking.past.open().count(), 0);
            return (settled.outcome, settled.evidence.clone());
        }
        theatre.house.pass(EVERY).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_aws_did_is_found_done() {
    all_are(None, |action| match action {
        TRACELESS => Outcome::Unknown,
        _ => Outcome::Done,
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_never_reached_aws_is_found_failed() {
    all_are(Some(Fault::Refused), |action| match action {
        TRACELESS | SILENT => Outcome::Unknown,
        _ => Outcome::Failed,
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn short_patience_calls_it_unknown_and_not_failed() {
    let mut theatre = Theatre::open(|_| ()).await;
    let confirmed = theatre.confirmed(SNAPSHOT);
    drop(theatre.run(confirmed).await.unwrap());
    let mut looking = theatre.after_a_crash().await;
    theatre.house.pass(Span::seconds(2)).await;
    let patience = Some(Span::seconds(1));
    let looked = settle(&mut looking, &theatre.journal, patience)
        .await
        .unwrap();
    let Judged::Settle(settled) = &looked[0].1 else {
        panic!("{looked:?}");
    };
    assert_eq!(settled.outcome, Outcome::Unknown);
}
