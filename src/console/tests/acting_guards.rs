//! What a review confirms, and all that confirms nothing.

use super::deeds::*;
use super::harbor::*;
use super::stories::story;
use crate::console::model::Over;
use crate::console::{Effect, Message, Tone, update};
use crate::estate::{Scope, Source};
use crate::terms::Span;
use crossterm::event::KeyCode;

#[test]
fn the_phrase_confirms_once_nothing_stands_in_the_way() {
    let mut model = ready_to_confirm();
    let phrase = phrase(&model);
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, &phrase);
    let effects = press(&mut model, KeyCode::Enter);
    let [Effect::Act(order)] = effects.as_slice() else {
        panic!("{effects:?}\n{}", seen_on(&mut model));
    };
    assert_eq!(order.confirmed.typed(), phrase);
    assert_eq!(order.confirmed.proposal().action.name, "snapshot");
    assert!(matches!(model.over, Over::Nothing), "the review is closed");
    let text = seen_on(&mut model);
    assert!(text.contains("BEING SENT"), "{text}");
    // A second one waits.
    review(&mut model, SNAPSHOT);
    override_each(&mut model);
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, &phrase);
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    let text = seen_on(&mut model);
    assert!(text.contains("another action is being sent"), "{text}");
}

#[test]
fn enter_confirms_in_the_phrase_and_nowhere_else() {
    for (keys, closes) in [("\t\t", false), ("\t\t\t", true), ("j", false), ("", true)] {
        let mut model = ready_to_confirm();
        let phrase = phrase(&model);
        press(&mut model, KeyCode::Tab);
        type_in(&mut model, &phrase);
        press(&mut model, KeyCode::BackTab);
        type_in(&mut model, keys);
        assert_eq!(press(&mut model, KeyCode::Enter), [], "{keys:?}");
        let closed = matches!(model.over, Over::Nothing);
        assert_eq!(closed, closes, "{keys:?}:\n{}", seen_on(&mut model));
    }
}

#[test]
fn a_paste_never_reaches_the_phrase() {
    let mut model = ready_to_confirm();
    let phrase = phrase(&model);
    press(&mut model, KeyCode::Tab);
    let paste = Message::Pasted(format!("{phrase}\r"));
    assert_eq!(update(&mut model, paste, noon()), []);
    let text = seen_on(&mut model);
    assert!(text.contains("a paste confirms nothing"), "{text}");
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    assert!(seen_on(&mut model).contains("`SNAPSHOT` is missing"));
}

#[test]
fn letters_are_commands_outside_of_the_phrase_and_letters_in_it() {
    let mut model = ready_to_confirm();
    let effects = press(&mut model, KeyCode::Char('c'));
    let [Effect::Copy(command)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert!(
        command.starts_with("aws rds create-db-snapshot"),
        "{command}"
    );
    press(&mut model, KeyCode::Tab);
    assert_eq!(type_in(&mut model, "cojkq:?1a"), []);
    assert!(seen_on(&mut model).contains("cojkq:?1a"));
    // A key of another screen opens none over a review.
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, ":2?/a");
    assert!(matches!(model.over, Over::Review(_)));
    press(&mut model, KeyCode::Char('q'));
    assert!(matches!(model.over, Over::Nothing));
    assert!(seen_on(&mut model).contains("closed: nothing was sent"));
}

#[test]
fn keys_from_before_the_dialog_was_seen_never_reach_it() {
    let mut model = ready_to_confirm();
    let phrase = phrase(&model);
    press(&mut model, KeyCode::Esc);
    // Typed ahead: the command that opens it, and everything that would confirm.
    enter(&mut model, &format!(":{SNAPSHOT}"));
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, &phrase);
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    update(&mut model, Message::Seen, noon());
    press(&mut model, KeyCode::Tab);
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    let text = seen_on(&mut model);
    assert!(
        text.contains("`SNAPSHOT` is missing"),
        "nothing was typed:\n{text}"
    );
    let mut model = story("calm");
    enter(&mut model, &format!(":{SNAPSHOT}"));
    assert_eq!(
        control(&mut model, 'c'),
        [Effect::Quit],
        "leaving always works"
    );
}

#[test]
fn figures_move_and_an_override_of_what_became_worse_is_forgotten() {
    let mut model = reviewed(armed(story("calm")), PROMOTE);
    // Nobody has answered for two minutes: the facts block.
    tick(&mut model, "14:04:31");
    let before = seen_on(&mut model);
    assert!(before.contains("facts"), "{before}");
    select_check(&mut model, "facts");
    press_at(&mut model, KeyCode::Char('o'), "14:04:31");
    for letter in "seen on the RDS console".chars() {
        press_at(&mut model, KeyCode::Char(letter), "14:04:31");
    }
    press_at(&mut model, KeyCode::Enter, "14:04:31");
    let Over::Review(dialog) = &model.over else {
        panic!("closed");
    };
    assert!(dialog.review.overrides().contains_key("facts"));
    // It answers, and falls silent again: that is another block.
    let again = Harbor {
        at: at("14:04:40"),
        ..Harbor::calm()
    };
    for observation in again.observations() {
        update(&mut model, Message::Observed(observation), at("14:04:40"));
    }
    tick(&mut model, "14:06:40");
    let text = seen_on(&mut model);
    assert!(
        text.contains("facts became worse: what overrode it is forgotten"),
        "{text}"
    );
}

#[test]
fn a_review_is_looked_at_every_ten_seconds_and_watched_closely() {
    let mut model = story("calm");
    let mut looks = Vec::new();
    let mut close = Vec::new();
    let mut note = |second: u64, effects: Vec<Effect>| {
        for effect in effects {
            match effect {
                Effect::LookAt(wanted) => looks.push((second, wanted)),
                Effect::Watch { closely } => close.push((second, closely)),
                other => panic!("{other:?}"),
            }
        }
    };
    for letter in format!(":{PROMOTE}").chars() {
        note(0, update(&mut model, key(KeyCode::Char(letter)), noon()));
    }
    note(0, update(&mut model, key(KeyCode::Enter), noon()));
    update(&mut model, Message::Seen, noon());
    for second in 1..=25 {
        let now = Span::seconds(second).after(noon());
        note(second, update(&mut model, Message::Ticked, now));
    }
    note(
        25,
        update(
            &mut model,
            key(KeyCode::Esc),
            Span::seconds(25).after(noon()),
        ),
    );
    let seconds: Vec<u64> = looks.iter().map(|(second, _)| *second).collect();
    assert_eq!(seconds, [0, 10, 20]);
    let wanted = &looks[0].1;
    assert!(wanted.contains(&(Source::DbInstances, Scope::from(&west()))));
    assert!(wanted.contains(&(Source::Metrics, Scope::from(&west()))));
    assert_eq!(close, [(0, true), (25, false)]);
}

#[test]
fn a_review_that_was_open_for_too_long_confirms_nothing() {
    let mut model = reviewed(armed(story("calm")), SNAPSHOT);
    take(&mut model, open(at("14:10:00")), &[]);
    tick(&mut model, "14:12:31");
    assert!(!seen_on(&mut model).contains("the review began"));
    tick(&mut model, "14:12:32");
    let text = seen_on(&mut model);
    assert!(
        text.contains("the review began 10 m ago and held for 10 m: look again"),
        "{text}"
    );
}

#[test]
fn of_another_account_nothing_is_done() {
    let mut model = story("another_account");
    press(&mut model, KeyCode::Char('a'));
    assert!(matches!(model.over, Over::Nothing));
    assert_eq!(enter(&mut model, &format!(":{PROMOTE}")), []);
    assert!(matches!(model.over, Over::Nothing));
    model.acting.standing.can_act = true;
    assert_eq!(enter(&mut model, ":arm drill"), []);
}

#[test]
fn what_cannot_be_reviewed_says_why() {
    for (line, why) in [
        (":act promote orders-db", "did you mean"),
        (
            ":act promote-replica orders",
            "promote-replica has no target `orders`",
        ),
        (
            ":act promote-replica orders-db-usw2 retention=99",
            "a number of days from 0 to 35",
        ),
        (
            ":act promote-replica orders-db-usw2 now",
            "`now` is no setting",
        ),
        (
            ":act promote-replica orders-db-usw2 force=yes",
            "has no setting `force`",
        ),
        (
            ":act fence orders-db@us-east-1 means=attested",
            "a word is needed",
        ),
    ] {
        let mut model = story("calm");
        assert_eq!(enter(&mut model, line), [], "{line}");
        let text = seen_on(&mut model);
        assert!(text.contains(why), "{line}:\n{text}");
    }
    let mut model = story("calm");
    enter(
        &mut model,
        ":act fence orders-db@us-east-1 means=attested word=group sg-1 closed, by ana",
    );
    let text = seen_on(&mut model);
    assert!(text.contains("Records your word"), "{text}");
    let Over::Review(dialog) = &model.over else {
        panic!("{text}");
    };
    let word = dialog.review.proposal().settings.get("word");
    assert_eq!(word.map(String::as_str), Some("group sg-1 closed, by ana"));
}

#[test]
fn tab_completes_actions_and_targets() {
    let mut model = story("calm");
    type_in(&mut model, ":act prom");
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, "ord");
    press(&mut model, KeyCode::Tab);
    let text = seen_on(&mut model);
    assert!(
        text.contains(":act promote-replica orders-db-usw2@us-west-2 "),
        "{text}"
    );
    let mut model = story("calm");
    type_in(&mut model, "a/promote");
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Tab);
    let text = seen_on(&mut model);
    assert!(
        text.contains(":act promote-replica orders-db-usw2@us-west-2 "),
        "{text}"
    );
}

#[test]
fn a_notice_of_what_nobody_could_take_says_that_nothing_was_sent() {
    let mut model = ready_to_confirm();
    let phrase = phrase(&model);
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, &phrase);
    let effects = press(&mut model, KeyCode::Enter);
    crate::console::acting::carried::not_handed_over(&mut model, &effects[0]);
    assert!(model.acting.sending.is_none());
    let (tone, text) = model.notice.clone().unwrap();
    assert_eq!(tone, Tone::Wrong);
    assert!(text.contains("nothing was sent"), "{text}");
}
