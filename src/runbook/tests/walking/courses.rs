//! One walk after the other.

use super::{How, Story, at, declared, judgement, record};
use crate::journal::{Outcome, ReviewedRecord, StepEnd, WalkEvent, WalkMode};
use crate::runbook::{MOST_VISITS, NotTaken, Outcome as Judged, Todo, WalkError, walks_of};
use crate::terms::{Span, Unknown};

#[test]
fn a_walk_goes_to_its_end_and_keeps_four_clocks() {
    let mut story = Story::new(WalkMode::Simulation);
    story.settle();
    assert!(matches!(story.walk.todo(), Todo::Acknowledge(_)));
    story.happens(declared());
    story.types("done the release desk has frozen deploys");
    assert_eq!(story.front(), "confirm-what-is-lost");
    story.judges(&judgement(Judged::NotMet));
    assert_eq!(
        story.front(),
        "confirm-what-is-lost",
        "a check that is not met waits"
    );
    story.judges(&judgement(Judged::Met));
    story.acts(&How::Settles(Outcome::Done));
    let executed = at(story.second - 10);
    story.judges(&judgement(Judged::Met));
    let verified = at(story.second - 10);
    story.acts(&How::Settles(Outcome::Done));
    assert_eq!(story.walk.todo(), Todo::Over);
    let clocks = story.walk.clocks(at(100_000));
    assert_eq!((clocks.since, clocks.detect), (at(0), Span::seconds(15)));
    assert_eq!(clocks.back, Some(verified));
    let decided = story.walk.visits[2].deeds[0].at;
    assert_eq!(clocks.decide, Some(Span::between(at(15), decided)));
    assert_eq!(clocks.execute, Some(Span::between(decided, executed)));
    let four = [
        Some(clocks.detect),
        clocks.decide,
        clocks.execute,
        clocks.verify,
    ];
    let sum: u64 = four
        .iter()
        .flatten()
        .map(|it| it.duration().as_secs())
        .sum();
    assert_eq!(Span::seconds(sum), clocks.total, "nothing is between them");
    let known: Vec<_> = walks_of(&story.records)
        .map(|(run, _, over)| (run, over))
        .collect();
    assert_eq!(known, [(2, true)]);
}

#[test]
fn nothing_is_passed_over_or_given_up_without_a_reason() {
    let mut story = Story::new(WalkMode::ForReal);
    story.settle();
    for line in ["done", "skip", "skip   ", "abort", "note"] {
        let told = story.walk.typed(line);
        assert!(
            matches!(told, Err(NotTaken::Words { .. })),
            "{line}: {told:?}"
        );
    }
    let told = story.walk.typed("yes").unwrap_err().to_string();
    assert!(told.contains("`yes`") && told.contains("help"), "{told}");
    story.types("skip nobody deploys on Sundays");
    // A condition is never met by a word.
    assert!(matches!(
        story.walk.typed("done it is fine"),
        Err(NotTaken::NotHere(_))
    ));
    story.types("skip the dashboard says so");
    // What requires it says so, and is begun only with another reason.
    let Todo::Decide(decision) = story.walk.todo() else {
        panic!("{:?}", story.walk.todo());
    };
    assert_eq!(decision.why, "it requires confirm-what-is-lost");
    story.types("anyway the commander has decided");
    let visit = story.walk.visit().unwrap();
    let (missing, reason) = visit.waived.as_ref().unwrap();
    assert_eq!(missing, &["confirm-what-is-lost"]);
    assert_eq!(reason.raw(), "the commander has decided");
}

#[test]
fn what_is_not_known_to_be_done_is_not_done() {
    for (outcome, said) in [
        (Outcome::Unknown, "what it came to is not known"),
        (Outcome::Failed, "AWS says that it was not done"),
    ] {
        let mut story = Story::new(WalkMode::ForReal);
        story.settle();
        story.types("done frozen");
        story.judges(&judgement(Judged::Met));
        story.acts(&How::Settles(outcome));
        let Todo::Decide(decision) = story.walk.todo() else {
            panic!("{:?}", story.walk.todo());
        };
        assert!(decision.why.contains(said), "{}", decision.why);
        assert_eq!(story.front(), "promote-the-replica");
        story.types("again");
        assert!(matches!(story.walk.todo(), Todo::Review(_)));
    }
}

#[test]
fn an_action_under_way_is_neither_skipped_nor_left_out_of_sight() {
    let mut story = Story::new(WalkMode::ForReal);
    story.settle();
    story.types("done frozen");
    story.judges(&judgement(Judged::Met));
    story.acts(&How::Sent);
    assert!(matches!(story.walk.todo(), Todo::Settle { .. }));
    for line in ["skip it is taking too long", "abort enough", "back"] {
        let told = story.walk.typed(line);
        assert!(
            matches!(told, Err(NotTaken::NotHere(_))),
            "{line}: {told:?}"
        );
    }
}

#[test]
fn who_confirmed_and_was_killed_before_the_intent_has_sent_nothing() {
    let mut story = Story::new(WalkMode::ForReal);
    story.settle();
    story.types("done frozen");
    story.judges(&judgement(Judged::Met));
    story.acts(&How::Killed);
    let visit = story.walk.visit().unwrap();
    let why = visit.deeds[0].not_run.as_deref().unwrap();
    assert!(why.contains("nothing was sent"), "{why}");
    assert!(matches!(story.walk.todo(), Todo::Review(_)));
}

#[test]
fn a_wait_ends_and_two_steps_that_lead_to_each_other_ask_somebody() {
    let mut story = Story::new(WalkMode::ForReal);
    story.settle();
    let not_known = judgement(Judged::Unknown(Unknown::Stale));
    for round in 1..=MOST_VISITS {
        story.types("done frozen");
        story.judges(&judgement(Judged::Met));
        story.acts(&How::Settles(Outcome::Done));
        story.judges(&not_known);
        assert_eq!(story.front(), "wait-until-it-answers", "it waits");
        story.second += 600;
        story.judges(&not_known);
        assert_eq!(story.front(), "freeze-deploys", "round {round}");
    }
    let Todo::Decide(decision) = story.walk.todo() else {
        panic!("{:?}", story.walk.todo());
    };
    assert!(decision.may_waive, "{}", decision.why);
}

#[test]
fn a_rehearsal_sends_nothing_and_says_what_it_did_not_prove() {
    let mut story = Story::new(WalkMode::Rehearsal);
    story.settle();
    story.types("done frozen");
    story.judges(&judgement(Judged::Met));
    let reviewed = ReviewedRecord {
        step: "promote-the-replica".to_owned(),
        action: "promote-replica".to_owned(),
        target: "orders-db-usw2".into(),
        command: "aws rds promote-read-replica".to_owned(),
        phrase: "PROMOTE orders-db-usw2 LOSE 1m".to_owned(),
        obstacles: Vec::new(),
        loss: None,
    };
    story.happens(WalkEvent::Reviewed(reviewed));
    story.settle();
    assert_eq!(story.front(), "wait-until-it-answers");
    story.judges(&judgement(Judged::NotMet));
    let ended = story.walk.ended("wait-until-it-answers");
    assert!(
        matches!(ended, Some(StepEnd::Rehearsed { .. })),
        "{ended:?}"
    );
    let clocks = story.walk.clocks(at(story.second));
    assert_eq!((clocks.back, clocks.execute), (None, None));
}

#[test]
fn a_record_of_a_later_version_is_not_passed_over() {
    let mut story = Story::new(WalkMode::ForReal);
    let value = serde_json::json!({"kind": "walk", "run": 2, "event": {"dreamt": {}}});
    let later = record(3, 30, serde_json::from_value(value).unwrap());
    assert_eq!(story.walk.take_in(&later), Err(WalkError::OtherVersion(3)));
    let value = serde_json::json!({"kind": "walk", "run": 77, "event": {"dreamt": {}}});
    let other = record(4, 40, serde_json::from_value(value).unwrap());
    assert_eq!(story.walk.take_in(&other), Ok(()), "another walk's");
}
