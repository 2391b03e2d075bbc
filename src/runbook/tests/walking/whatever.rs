//! Whatever happens in a walk, in whatever order.

use super::{BOOK, How, Story, begun, declared, judgement};
use crate::journal::{Entry, Outcome, Settled, WalkEnd, WalkEvent, WalkMode};
use crate::runbook::{NotTaken, Outcome as Judged, Reply, Todo, Walk};
use crate::terms::Unknown;
use proptest::prelude::*;

/// What an operator and AWS may do next.
#[derive(Debug, Clone)]
enum Turn {
    Types(&'static str),
    Judges(Judged),
    Acts(How),
    Settles(Outcome),
    Passes(u64),
    Elsewhere,
    Declares,
    Leaves,
}

fn turn() -> impl Strategy<Value = Turn> {
    let typed = [
        "done it",
        "done it",
        "fail it broke",
        "skip a reason",
        "again",
        "anyway a reason",
        "back",
        "back freeze-deploys",
        "note a note",
        "abort a reason",
        "nonsense",
        "",
    ];
    let outcome = || {
        prop_oneof![
            Just(Outcome::Done),
            Just(Outcome::Failed),
            Just(Outcome::Unknown)
        ]
    };
    prop_oneof![
        4 => proptest::sample::select(typed.to_vec()).prop_map(Turn::Types),
        3 => prop_oneof![
            3 => Just(Judged::Met),
            1 => Just(Judged::NotMet),
            1 => Just(Judged::Unknown(Unknown::Stale))
        ].prop_map(Turn::Judges),
        3 => prop_oneof![
            1 => Just(How::Killed),
            1 => Just(How::Sent),
            3 => outcome().prop_map(How::Settles)
        ].prop_map(Turn::Acts),
        1 => outcome().prop_map(Turn::Settles),
        1 => (0..900_u64).prop_map(Turn::Passes),
        1 => Just(Turn::Elsewhere),
        1 => Just(Turn::Declares),
        1 => Just(Turn::Leaves),
    ]
}

fn plays(story: &mut Story, turn: Turn) {
    match turn {
        Turn::Types(line) => {
            if let Ok(Reply::Record(event)) = story.walk.typed(line) {
                story.happens(*event);
            }
        }
        Turn::Judges(outcome) => story.judges(&judgement(outcome)),
        Turn::Acts(how) => {
            if let Todo::Review(_) = story.walk.todo() {
                story.acts(&how);
            }
        }
        Turn::Settles(outcome) => {
            if let Todo::Settle { intent, .. } = story.walk.todo() {
                let evidence = Vec::new();
                story.write(Entry::Settled(Settled {
                    intent,
                    outcome,
                    evidence,
                }));
            }
        }
        Turn::Passes(seconds) => story.second += seconds,
        Turn::Elsewhere => {
            story.write(begun(BOOK, WalkMode::Rehearsal));
        }
        Turn::Declares => story.happens(declared()),
        Turn::Leaves => {
            let why = "the terminal has gone".to_owned();
            story.happens(WalkEvent::Left { why });
            story.happens(WalkEvent::Resumed);
        }
    }
}

proptest! {
    /// Whatever happens follows what was before, and whoever reads the journal up
    /// to any record has the same walk as whoever wrote it had then.
    #[test]
    fn any_beginning_of_the_records_is_the_walk_as_it_was_then(
        turns in proptest::collection::vec(turn(), 1..40),
    ) {
        let mut story = Story::new(WalkMode::Simulation);
        let mut then = vec![(story.records.len(), story.walk.clone())];
        for turn in turns {
            story.settle();
            then.push((story.records.len(), story.walk.clone()));
            if story.walk.is_over() {
                break;
            }
            plays(&mut story, turn);
            then.push((story.records.len(), story.walk.clone()));
        }
        for (count, walk) in then {
            let read = Walk::of(&story.records[..count], Some(2)).unwrap();
            prop_assert_eq!(read, walk, "after {} records", count);
        }
    }

    /// A walk that was given up or has come to its end takes nothing more.
    #[test]
    fn what_is_over_stays_over(line in any::<String>()) {
        let mut story = Story::new(WalkMode::Simulation);
        let reason = "enough".into();
        story.happens(WalkEvent::Over { how: WalkEnd::GivenUp { reason } });
        prop_assert_eq!(story.walk.typed(&line), Err(NotTaken::Over));
        prop_assert_eq!(story.walk.todo(), Todo::Over);
    }

    /// Whatever is typed, what is said of it acts on no terminal.
    #[test]
    fn any_line_is_taken_or_refused_in_plain_words(line in any::<String>()) {
        let mut story = Story::new(WalkMode::ForReal);
        story.settle();
        let told = story.walk.typed(&line).map_err(|why| why.to_string());
        let is_clean = |text: &String| !text.chars().any(char::is_control);
        prop_assert!(told.as_ref().err().is_none_or(is_clean), "{told:?}");
    }
}
