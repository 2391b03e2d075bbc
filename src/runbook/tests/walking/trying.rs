//! What a journal tells of the tests of a plan.

use super::{How, Story, judgement};
use crate::estate::Practice;
use crate::journal::{Outcome, WalkMode};
use crate::runbook::{Outcome as Judged, tried};
use crate::terms::Span;

const RESTORE: &str = r#"---
title: Restore test
---

## Restore it

```lifeboat
kind = "action"
action = "restore-test"
target = "orders-db@us-east-1"
```

## Look into it

```lifeboat
kind = "manual"
requires = ["restore-it"]
```

## Delete it
"#;

#[test]
fn a_restore_counts_as_validated_once_somebody_has_looked_into_it() {
    let mut story = Story::of(RESTORE, WalkMode::ForReal);
    story.settle();
    story.acts(&How::Settles(Outcome::Done));
    let restores = tried(&story.records, true).restores;
    assert_eq!(restores.len(), 1);
    assert_eq!(restores[0].identifier, "orders-db@us-east-1".into());
    assert_eq!(
        (restores[0].took, restores[0].validated),
        (Span::seconds(20), false)
    );
    story.types("done 1,204 rows, the newest of 03:00Z");
    assert!(tried(&story.records, true).restores[0].validated);
    // It is not over, and no failover.
    assert_eq!(tried(&story.records, true).drills, []);
    // What was simulated says nothing of what is real.
    assert_eq!(tried(&story.records, false).restores, []);
}

#[test]
fn a_restore_that_failed_or_is_under_way_is_none() {
    for how in [
        How::Sent,
        How::Settles(Outcome::Failed),
        How::Settles(Outcome::Unknown),
    ] {
        let mut story = Story::of(RESTORE, WalkMode::ForReal);
        story.settle();
        story.acts(&how);
        assert_eq!(tried(&story.records, true).restores, [], "{how:?}");
    }
}

#[test]
fn a_walk_that_fails_over_is_a_drill_once_it_is_complete() {
    let mut story = Story::new(WalkMode::Simulation);
    story.settle();
    story.types("done deploys are frozen");
    story.judges(&judgement(Judged::Met));
    story.acts(&How::Settles(Outcome::Done));
    story.judges(&judgement(Judged::Met));
    assert_eq!(tried(&story.records, true).drills, []);
    story.acts(&How::Settles(Outcome::Done));
    let drills = tried(&story.records, true).drills;
    let [drill] = drills.as_slice() else {
        panic!("{drills:?}");
    };
    assert_eq!(
        (drill.practice, drill.mode),
        (Practice::Failover, "simulation")
    );
    let total = story.walk.clocks(drill.at).total;
    assert_eq!((drill.took, drill.run), (Some(total), story.walk.run));
    let back = tried(&story.records, true).back.unwrap();
    assert_eq!(back.walks, 1);
    assert!(
        back.low < back.median && back.median < back.high,
        "{back:?}"
    );
    assert_eq!(tried(&story.records, false).back, None);
    assert_eq!(tried(&story.records, false).drills, []);
}

#[test]
fn a_rehearsal_is_a_drill_and_measures_nothing() {
    let mut story = Story::new(WalkMode::Rehearsal);
    story.settle();
    story.types("done deploys are frozen");
    story.types("skip nobody is to decide today");
    story.types("anyway it is a rehearsal");
    story.types("skip the action is another day's");
    story.types("skip nothing is to be seen");
    story.types("skip nobody is to be told");
    let drills = tried(&story.records, true).drills;
    assert_eq!(drills.len(), 1);
    assert_eq!((drills[0].mode, drills[0].took), ("rehearsal", None));
}
