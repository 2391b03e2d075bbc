//! Probes of a walk.

use super::deeds::*;
use super::stories::story;
use super::walking::{BOOK, at_manual, begun, tell_of, with_runbooks, written};
use crate::console::{Answer, Effect, Message, Model, WalkHands, update};
use crate::estate::facts::{WebAnswer, WebOutcome};
use crate::journal::{StepEnd, WalkEvent, WalkMode};
use crate::runbook::Asked;
use crate::terms::Span;
use crossterm::event::KeyCode;

/// What a customer would see is asked by itself, and again, until it is as it should be.
#[test]
fn a_probe_is_asked_until_it_is_answered_as_it_should_be() {
    let probe = "kind = \"probe\"\nprobe = \"shop\"\nstatus = 200";
    let text = BOOK.replacen("kind = \"manual\"", probe, 1);
    let mut model = with_runbooks(armed(story("calm")));
    model.size = (120, 40);
    press(&mut model, KeyCode::Char('7'));
    let begun = || begun(&text, WalkMode::ForReal);
    let effects = tell_of(&mut model, begun(), &at_manual(), WalkHands::Here, 0);
    let [Effect::Ask(asked)] = effects.as_slice() else {
        panic!("it is asked once: {effects:?}");
    };
    let page = |model: &mut Model, status| {
        let now = model.now;
        let outcome = WebOutcome::Page {
            status,
            body: String::new(),
            is_whole: true,
        };
        let (url, at, took) = (text_of("https://shop.example/"), now, Span::ZERO);
        let asked = Asked::Page(WebAnswer {
            url,
            at,
            took,
            outcome,
        });
        let mark = match &effects[0] {
            Effect::Ask(asked) => asked.mark,
            _ => unreachable!(),
        };
        update(model, Message::Answered(Answer::Asked { mark, asked }), now)
    };
    assert_eq!(asked.mark, (0, Some(0)));

    let written_of = |effects: &[Effect]| written(effects).pop().map(|(_, events)| events);
    let events = written_of(&page(&mut model, 503)).unwrap();
    assert!(
        matches!(events.as_slice(), [WalkEvent::Judged { .. }]),
        "{events:?}"
    );
    let known = [at_manual().to_vec(), events].concat();
    let effects = tell_of(&mut model, begun(), &known, WalkHands::Here, 1);
    assert_eq!(effects, [], "not again at once");
    let seen = seen_on(&mut model);
    assert!(seen.contains("503"), "{seen}");

    // Ten seconds on it is asked once more, and answered as it should be.
    let now = Span::seconds(11).after(model.now);
    let effects = update(&mut model, Message::Ticked, now);
    assert!(
        effects.iter().any(|it| matches!(it, Effect::Ask(_))),
        "{effects:?}"
    );
    let events = written_of(&page(&mut model, 200)).unwrap();
    let is_done = |event: &WalkEvent| {
        matches!(
            event,
            WalkEvent::Ended {
                how: StepEnd::Done { .. },
                ..
            }
        )
    };
    assert!(events.iter().any(is_done), "{events:?}");
}
