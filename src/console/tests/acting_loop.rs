//! The loop and a review: what was typed before it was seen never reaches it;
//! and any keys at all, a hundred thousand of them.

use super::deeds::*;
use super::harbor::noon;
use super::stories::story;
use super::the_loop::{Stage, key, stage};
use crate::console::model::Over;
use crate::console::{Effect, Format, Input, Message, run, shot, update};
use crate::terms::Span;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;
use tokio::sync::mpsc;

fn pressed(code: KeyCode) -> Input {
    Input::Event(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

/// A text as it is typed, with Tab and Enter in it.
fn typed(text: &str) -> Vec<Input> {
    let keys = text.chars().map(|letter| match letter {
        '\t' => pressed(KeyCode::Tab),
        '\r' => pressed(KeyCode::Enter),
        letter => key(letter),
    });
    keys.collect()
}

/// Everything that confirms a review that is open: what is not checked is
/// acknowledged, and the phrase typed.
fn confirming(phrase: &str) -> Vec<Input> {
    typed(&format!("Goseen by hand\r\t\t{phrase}\r"))
}

/// Everything that opens a review and would confirm it.
fn storm(phrase: &str) -> Vec<Input> {
    let mut keys = typed(&format!(":{SNAPSHOT}\r"));
    keys.extend(confirming(phrase));
    keys
}

/// The effects of a run in which `after` is typed so long after a storm.
async fn effects_of(after: Vec<(Duration, Vec<Input>)>) -> (Vec<Effect>, bool) {
    let phrase = phrase(&ready_to_confirm());
    let Stage {
        operator,
        mut surface,
        mut feed,
        ..
    } = stage();
    let (orders, mut taken) = mpsc::channel(64);
    feed.effects = orders;
    for input in storm(&phrase) {
        operator.send(input).unwrap();
    }
    let typing = async {
        for (pause, inputs) in after {
            tokio::time::sleep(pause).await;
            for input in inputs {
                operator.send(input).unwrap();
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        operator.send(Input::Leave).unwrap();
    };
    let model = armed(story("calm"));
    let (left, ()) = tokio::join!(run(&mut surface, model, feed), typing);
    let reviewed = matches!(left.unwrap().over, Over::Review(_));
    let mut effects = Vec::new();
    while let Ok(effect) = taken.try_recv() {
        effects.push(effect);
    }
    (effects, reviewed)
}

fn acts(effects: &[Effect]) -> usize {
    let acts = |it: &&Effect| matches!(it, Effect::Act(_));
    effects.iter().filter(acts).count()
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_keys_that_waits_confirms_nothing() {
    let (effects, reviewed) = effects_of(Vec::new()).await;
    assert_eq!(acts(&effects), 0, "{effects:?}");
    assert!(reviewed, "it stands open, and untouched");
}

#[tokio::test(start_paused = true)]
async fn what_comes_within_three_hundred_milliseconds_was_not_meant_for_it() {
    let phrase = phrase(&ready_to_confirm());
    let early = Duration::from_millis(299);
    let (effects, reviewed) = effects_of(vec![(early, confirming(&phrase))]).await;
    assert_eq!((acts(&effects), reviewed), (0, true), "{effects:?}");
    let late = Duration::from_millis(301);
    let (effects, reviewed) = effects_of(vec![(late, confirming(&phrase))]).await;
    assert_eq!((acts(&effects), reviewed), (1, false), "{effects:?}");
}

/// Keys as anybody's cat would type them.
fn any_key(random: &mut StdRng) -> KeyEvent {
    let letters = b"abcdefghijklmnopqrstuvwxyzACGSYZ0123456789:/?.-= ";
    let code = match random.random_range(0..20_u32) {
        0..=2 => KeyCode::Enter,
        3..=4 => KeyCode::Tab,
        5 => KeyCode::BackTab,
        6 => KeyCode::Esc,
        7 => KeyCode::Backspace,
        8 => KeyCode::Up,
        9 => KeyCode::PageDown,
        10 => KeyCode::Char('a'),
        11 => KeyCode::Char('j'),
        _ => {
            let at = random.random_range(0..letters.len());
            KeyCode::Char(char::from(letters[at]))
        }
    };
    let modifiers = match random.random_range(0..12_u32) {
        0 => KeyModifiers::CONTROL,
        1 => KeyModifiers::SHIFT,
        _ => KeyModifiers::NONE,
    };
    KeyEvent::new(code, modifiers)
}

const STORIES: [&str; 4] = ["calm", "declared", "two_writers", "failing"];

#[test]
fn a_hundred_thousand_keys_break_nothing_and_confirm_nothing() {
    let mut random = StdRng::seed_from_u64(3);
    let mut reviews = 0;
    for (nth, name) in STORIES.iter().cycle().take(100).enumerate() {
        let mut model = story(name);
        if nth % 2 == 0 {
            model = armed(model);
        }
        let mut now = noon();
        for step in 0..1_000_u64 {
            let pressed = any_key(&mut random);
            for effect in update(&mut model, Message::Key(pressed), now) {
                assert!(!matches!(effect, Effect::Act(_)), "{name} {nth}: {step}");
            }
            if step % 50 == 0 {
                now = Span::seconds(3).after(now);
                update(&mut model, Message::Ticked, now);
                update(&mut model, Message::Seen, now);
            }
            if step % 200 == 0 {
                let text = shot(&mut model, 80, 24, Format::Text);
                assert_eq!(text.lines().count(), 24);
            }
            reviews += u64::from(matches!(model.over, Over::Review(_)));
        }
    }
    assert!(reviews > 1_000, "reviews were open for {reviews} keys");
}
