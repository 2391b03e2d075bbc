//! What is said in a walk by keys, and what happens in it by itself.

use super::deeds::*;
use super::harbor::*;
use super::stories::story;
use super::walking::*;
use crate::console::model::Over;
use crate::console::{Answer, Effect, Message, Model, WalkHands, update};
use crate::journal::{WalkEvent, WalkMode};
use crossterm::event::KeyCode;

#[test]
fn what_is_said_is_written_down_once_with_its_words() {
    let mut model = walking(story("calm"), &at_manual());
    press(&mut model, KeyCode::Char('d'));
    let text = seen_on(&mut model);
    assert!(
        text.contains("done: ▏   what was done, or what you saw"),
        "{text}"
    );
    // Without words it stays.
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    assert_eq!(type_in(&mut model, "ana asked"), []);
    let effects = press(&mut model, KeyCode::Enter);
    let event = ended("freeze", done(Some("ana asked")));
    assert_eq!(written(&effects), [(1, vec![event])]);
    // Until it is in the journal, what else is said waits.
    type_in(&mut model, "nBen listens");
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    let tell_of = |model: &mut Model, done| {
        tell(
            model,
            WalkMode::ForReal,
            &at_check()[..2],
            WalkHands::Here,
            done,
        )
    };
    assert_eq!(tell_of(&mut model, 0), []);
    let effects = tell_of(&mut model, 1);
    let [(2, events)] = &written(&effects)[..] else {
        panic!("{effects:?}");
    };
    let [WalkEvent::Noted { text, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(text.raw(), "Ben listens");
    // It is; and what comes next begins by itself.
    let effects = tell_of(&mut model, 2);
    assert_eq!(written(&effects), [(3, vec![entered("loss")])]);
}

#[test]
fn what_is_typed_is_about_the_step_that_was_in_front() {
    let mut model = walking(story("silent"), &at_check());
    type_in(&mut model, "xthe commander decides");
    tell(
        &mut model,
        WalkMode::ForReal,
        &at_action(),
        WalkHands::Here,
        9,
    );
    assert_eq!(press(&mut model, KeyCode::Enter), []);
    let text = seen_on(&mut model);
    assert!(
        text.contains("not taken: the walk has gone on meanwhile"),
        "{text}"
    );
}

/// That the step begins is no other step.
#[test]
fn what_is_typed_as_a_step_begins_is_about_it() {
    let mut model = with_runbooks(story("calm"));
    press(&mut model, KeyCode::Char('7'));
    let of = |model: &mut Model, events: &[WalkEvent], done| {
        tell(model, WalkMode::ForReal, events, WalkHands::Here, done)
    };
    assert_eq!(
        written(&of(&mut model, &[], 0)),
        [(1, vec![entered("freeze")])]
    );
    type_in(&mut model, "xa drill");
    of(&mut model, &at_manual(), 1);
    let effects = press(&mut model, KeyCode::Enter);
    let skipped = WalkEvent::Skipped {
        step: "freeze".to_owned(),
        reason: text_of("a drill"),
    };
    assert_eq!(written(&effects), [(2, vec![skipped])]);
}

#[test]
fn a_word_that_comes_to_nothing_has_no_key_and_no_hint() {
    let mut model = in_a_walk();
    let text = seen_on(&mut model);
    assert!(
        text.contains("x skip") && !text.contains("d done"),
        "{text}"
    );
    assert_eq!(press(&mut model, KeyCode::Char('d')), []);
    assert!(matches!(model.over, Over::Nothing));
}

/// All was seen since the step began: what is met is written down, and the walk goes on.
#[test]
fn a_condition_is_judged_as_what_is_seen_changes() {
    let mut model = with_runbooks(story("silent"));
    press(&mut model, KeyCode::Char('7'));
    let effects = tell(
        &mut model,
        WalkMode::ForReal,
        &at_check(),
        WalkHands::Here,
        0,
    );
    assert_eq!(effects, [Effect::Refresh], "everything is looked at anew");
    // What is not known is not met, and is told when nothing else can be.
    let effects = update(&mut model, Message::Ticked, at("14:03:50"));
    let [(_, events)] = &written(&effects)[..] else {
        panic!("{effects:?}");
    };
    let [WalkEvent::Judged { judged, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_ne!(judged.standing.word(), "met");
    let known = [at_check(), events.clone()].concat();
    // A word about the Region fixes what is lost.
    tell(&mut model, WalkMode::ForReal, &known, WalkHands::Here, 1);
    let declared = vec![declared_down(at("14:02:40"))];
    let answer = Message::Answered(Answer::Declared(declared));
    let effects = update(&mut model, answer, at("14:05:00"));
    let [(_, events)] = &written(&effects)[..] else {
        panic!("{effects:?}");
    };
    assert!(
        matches!(&events[..], [WalkEvent::Declared(_)]),
        "{events:?}"
    );
}

#[test]
fn the_action_of_a_step_is_confirmed_in_its_review_alone() {
    let mut model = in_a_walk();
    press(&mut model, KeyCode::Char('a'));
    let now = model.now;
    update(&mut model, Message::Seen, now);
    override_each(&mut model);
    let typed = phrase(&model);
    type_in(&mut model, &format!("\t{typed}"));
    let effects = press(&mut model, KeyCode::Enter);
    let order = effects.iter().find_map(|effect| match effect {
        Effect::Act(order) => Some(order),
        _ => None,
    });
    let step = order.and_then(|order| order.step.as_ref());
    let step = step.unwrap_or_else(|| panic!("{effects:?}\n{}", seen_on(&mut model)));
    assert_eq!(step.confirmed.step, "promote");
    assert_eq!(step.confirmed.action, "promote-replica");
    assert_eq!(step.confirmed.loss.as_ref().unwrap().store, "orders-db");
    // While it is sent, nothing can be said that would pass over it.
    assert_eq!(type_in(&mut model, "x"), []);
    assert!(seen_on(&mut model).contains("is being sent"));
    assert_eq!(written(&tick(&mut model, "14:02:40")), []);
}

#[test]
fn a_rehearsal_stops_at_the_review_and_goes_on_when_it_is_closed() {
    let model = || {
        let mut model = of_mode(story("calm"), WalkMode::Rehearsal, &at_action());
        press(&mut model, KeyCode::Char('a'));
        let now = model.now;
        update(&mut model, Message::Seen, now);
        model
    };
    let mut confirmed = model();
    type_in(&mut confirmed, "\tPROMOTE orders-db-usw2 LOSE 30s");
    assert_eq!(press(&mut confirmed, KeyCode::Enter), []);
    let text = seen_on(&mut confirmed);
    assert!(
        text.contains("this is a rehearsal: nothing is sent"),
        "{text}"
    );
    let mut closed = model();
    let effects = press(&mut closed, KeyCode::Esc);
    let [(_, events)] = &written(&effects)[..] else {
        panic!("{effects:?}");
    };
    let [WalkEvent::Reviewed(reviewed)] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(reviewed.action, "promote-replica");
    assert!(!reviewed.obstacles.is_empty());
}

#[test]
fn nobody_speaks_in_a_walk_of_another() {
    let mut model = with_runbooks(story("calm"));
    let holder = || WalkHands::Elsewhere("ada@bastion:1".to_owned());
    tell(&mut model, WalkMode::ForReal, &at_manual(), holder(), 0);
    let text = seen_on(&mut model);
    assert!(text.contains("WALK  Database drill, step 1 of "), "{text}");
    press(&mut model, KeyCode::Char('7'));
    for key in "dFAWnxbLXw".chars() {
        assert_eq!(press(&mut model, KeyCode::Char(key)), [], "{key}");
        assert!(!matches!(model.over, Over::Line(..)), "{key}");
    }
    assert_eq!(written(&tick(&mut model, "14:10:00")), []);
    // The channel may be told by whoever looks.
    let effects = press(&mut model, KeyCode::Char('R'));
    let [Effect::CopyLines(lines)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!(lines.len(), 6);
    assert!(lines[0].contains("Database drill"), "{lines:?}");
}

#[test]
fn what_cannot_be_written_down_did_not_happen_and_is_not_tried_all_the_time() {
    let mut model = walking(story("calm"), &at_check()[..2]);
    let why = "the journal cannot be written: no space".to_owned();
    let failed = Message::Answered(Answer::NotWalked { number: 1, why });
    let now = model.now;
    let effects = update(&mut model, failed, now);
    assert_eq!(written(&effects), []);
    assert!(seen_on(&mut model).contains("not written down, so it did not happen"));
    assert_eq!(written(&tick(&mut model, "14:02:35")), []);
    let again = tick(&mut model, "14:03:05");
    assert_eq!(written(&again), [(2, vec![entered("loss")])]);
}
