//! The same walk, killed wherever it may be, and taken up again; and followed.

use super::operator::Operator;
use super::shop::Shop;
use crate::support::eyes::DECISIONS;
use lifeboat::cli::Exit;
use lifeboat::journal::{Entry, Record, WalkEvent, WalkMode};
use lifeboat::runbook::{StepKind, Walk};
use std::collections::BTreeSet;

/// Every step's end, by its name: what a walk has come to.
fn ends(walk: &Walk) -> Vec<(String, String)> {
    let steps = walk.runbook.steps.iter().map(|step| step.id.as_str());
    steps
        .map(|id| {
            let how = walk.ended(id).map(|how| format!("{how:?}"));
            (id.to_owned(), how.unwrap_or_default())
        })
        .collect()
}

/// Where a walk is killed, once each: as a step was begun, and in each of the
/// things that an action comes to.
fn moment(records: &[Record]) -> Option<(String, String)> {
    let walk = Walk::of(records, None).ok()?;
    let step = walk.step()?.1.id.as_str().to_owned();
    let what = match &records.last()?.entry {
        Entry::Walk(it) => match it.event {
            WalkEvent::Entered { .. } => "entered",
            WalkEvent::Confirmed(_) => "confirmed",
            _ => return None,
        },
        Entry::Armed(_) => "armed",
        Entry::Intent(_) => "intent",
        Entry::Attempt(_) => "attempt",
        Entry::Settled(_) => "settled",
        _ => return None,
    };
    Some((step, what.to_owned()))
}

#[tokio::test(start_paused = true)]
async fn killed_at_every_step_and_resumed_it_ends_the_same_with_one_chain() {
    let whole = Box::pin(Shop::whose_region_is_down()).await;
    let mut operator = Operator::who_knows(&DECISIONS);
    let walked = whole
        .walks(&mut operator, WalkMode::Simulation)
        .await
        .unwrap();
    let wanted = ends(&walked.walk);

    let shop = Box::pin(Shop::whose_region_is_down()).await;
    let mut killed: BTreeSet<(String, String)> = BTreeSet::new();
    let last = loop {
        let mut operator = Operator::who_knows(&DECISIONS);
        let mut here = None;
        let walked = tokio::select! {
            biased;
            walked = async {
                if killed.is_empty() {
                    shop.walks(&mut operator, WalkMode::Simulation).await
                } else {
                    shop.resumes(&mut operator).await
                }
            } => Some(walked),
            () = shop.written(|records| {
                here = moment(records).filter(|moment| !killed.contains(moment));
                here.is_some()
            }) => None,
        };
        match (walked, here) {
            (None, Some(moment)) => killed.insert(moment),
            (walked, _) => {
                let walked = walked.unwrap();
                break walked.unwrap_or_else(|why| panic!("{why}\n{}", operator.heard));
            }
        };
    };
    let killed_in: BTreeSet<&str> = killed.iter().map(|(step, _)| step.as_str()).collect();
    // What is met or answered at once is begun and done in one moment: nothing is
    // between.
    let steps = last.walk.runbook.steps.iter();
    let steps = steps
        .filter(|step| step.kind.condition().is_none() && !matches!(step.kind, StepKind::Probe(_)));
    for id in steps.map(|step| step.id.as_str()) {
        if last.walk.ended(id).is_none() {
            // What moved by itself is not moved once more.
            assert_eq!(id, "flip-www-shop-example");
            continue;
        }
        assert!(killed_in.contains(id), "{id}: {killed:?}");
    }
    for what in ["confirmed", "intent"] {
        assert!(
            killed.iter().any(|(_, it)| it == what),
            "{what}: {killed:?}"
        );
    }
    assert_eq!(last.exit, Exit::Done);
    let came = ends(&last.walk);
    assert_eq!(came.len(), wanted.len(), "{came:?}");
    for ((id, how), (known, wanted)) in came.iter().zip(&wanted) {
        assert_eq!(id, known);
        if ["tell", "done"].contains(&id.as_str()) && how != wanted {
            // Of a message that was cut off before its answer nobody tells whether it
            // went out: it is not sent again, and that is told.
            assert!(how.contains("what it came to is not known"), "{id}: {how}");
            continue;
        }
        assert_eq!(how, wanted, "{id}");
    }
    shop.is_moved();
    // One walk, in one chain, that reads back as what it was.
    let records = shop.records();
    let begun = records.iter().filter(|record| {
        matches!(&record.entry, Entry::Walk(it) if matches!(it.event, WalkEvent::Begun(_)))
    });
    assert_eq!(begun.count(), 1);
    assert_eq!(Walk::of(&records, None).unwrap(), last.walk);
    assert_eq!(last.walk.hands.len(), killed.len() + 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_terminal_follows_and_writes_nothing() {
    let shop = Box::pin(Shop::whose_region_is_down()).await;
    let mut operator = Operator::who_knows(&DECISIONS);
    let mut second = Operator::default();
    let (walked, followed) = tokio::join!(shop.walks(&mut operator, WalkMode::Simulation), async {
        shop.written(|records| records.len() > 1).await;
        shop.resumes(&mut second).await
    });
    let (walked, followed) = (walked.unwrap(), followed.unwrap());
    assert_eq!((walked.exit, followed.exit), (Exit::Done, Exit::Done));
    assert_eq!(walked.walk, followed.walk);
    assert!(
        second.heard.contains("this only follows"),
        "{}",
        second.heard
    );
    assert!(
        second.heard.contains("the walk is complete"),
        "{}",
        second.heard
    );
    assert_eq!(walked.walk.hands.len(), 1, "it took nothing up");
}
