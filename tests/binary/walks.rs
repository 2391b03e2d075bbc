//! A walk of the built program: killed wherever somebody would type, taken up again,
//! and followed from a second terminal.

use super::bench::{Begun, Bench, Desk};
use lifeboat::journal::StepEnd;
use lifeboat::runbook::Walk;
use lifeboat::sim::RequestOutcome;

const BOOK: &str = r#"---
title: A word to everybody
---

## 1. Ask the release desk

## 2. Tell everybody

```lifeboat
kind = "notify"
subject = "A drill has begun"
message = "Nothing is to be done."
```

## 3. Ask the shop as a customer would

```lifeboat
kind = "probe"
probe = "storefront"
contains = "ok"
```

## 4. Go home
"#;

const ACTING: [&str; 3] = ["--operate", "--reason", "a drill"];

fn resume(desk: &Desk<'_>, name: &str) -> Begun {
    desk.typed(name, &[&["runbook", "resume"][..], &ACTING].concat())
}

/// What confirms the review on the terminal: a word for each block, then the phrase.
fn confirmation(told: &str) -> Vec<String> {
    let blocks = told.lines().filter_map(|line| {
        let check = line.trim_start().strip_prefix("BLOCK")?;
        let check = check.split_whitespace().next()?;
        Some(format!("override {check} a drill"))
    });
    let phrase = told.lines().find_map(|line| line.strip_prefix("type "));
    let phrase = phrase.unwrap_or_else(|| panic!("no phrase in\n{told}"));
    blocks.chain([phrase.trim().to_owned()]).collect()
}

#[test]
fn a_walk_that_is_killed_goes_on_from_the_journal_and_a_second_terminal_follows_it() {
    let bench = Bench::harbor();
    bench.write("drill.md", BOOK);
    let desk = Desk::new(&bench);

    let mut first = desk.typed(
        "first",
        &[&["runbook", "run", "drill.md"][..], &ACTING].concat(),
    );
    first.says("done, or help > ");
    first.kill();

    let mut second = resume(&desk, "second");
    second.says("done, or help > ");
    second.types("done nobody deploys");
    second.says("confirm > ");
    second.kill();

    let mut third = resume(&desk, "third");
    third.says("confirm > ");
    // The walk is held: whoever else takes it up only looks on.
    let mut follower = desk.typed("follower", &["runbook", "resume"]);
    follower.says("this only follows, and writes nothing");
    for line in confirmation(&third.told()) {
        third.types(&line);
    }
    third.says("done, or help > ");
    third.types("done good night");

    let (status, told) = third.end();
    assert_eq!(status.code(), Some(0), "{told}");
    let (status, followed) = follower.end();
    assert_eq!(status.code(), Some(0), "{followed}");
    for (who, told) in [("third", &told), ("follower", &followed)] {
        assert!(
            told.contains("A word to everybody: complete"),
            "{who}: {told}"
        );
    }

    // Sent once, and one chain tells all of it.
    let sent = bench.mutating();
    let answered = RequestOutcome::Answered(200);
    assert_eq!(sent, [("Publish".to_owned(), answered)]);
    let verified = desk.lifeboat(&["journal", "verify"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0));
    let walk = Walk::of(&desk.chain().records, None).unwrap();
    assert_eq!((walk.hands.len(), walk.skipped.len()), (3, 0));
    for step in &walk.runbook.steps {
        let ended = walk.ended(step.id.as_str());
        assert!(matches!(ended, Some(StepEnd::Done { .. })), "{ended:?}");
    }
    // The site of a served simulation is never looked for on the network.
    let probe = walk.visits.iter().rev().find(|visit| visit.index == 2);
    let (_, judged) = probe.unwrap().judged.last().unwrap();
    assert!(judged.measured.as_ref().unwrap().starts_with("200 in "));
}
