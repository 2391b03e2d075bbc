//! Keys, the command line, and what they come to.

use super::harbor::*;
use super::stories::story;
use crate::console::{
    Answer, COMMANDS, Declare, Effect, Format, Message, Model, Word, parse_since, shot, update,
};
use crate::estate::Estate;
use crate::terms::{Instant, OutsideText};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    let effects = update(model, Message::Key(key), noon());
    // How closely it is watched follows the story, not the key.
    let of_the_key = effects
        .into_iter()
        .filter(|it| !matches!(it, Effect::Watch { .. }));
    of_the_key.collect()
}

fn type_in(model: &mut Model, text: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for letter in text.chars() {
        effects.extend(press(model, KeyCode::Char(letter)));
    }
    effects
}

fn enter(model: &mut Model, line: &str) -> Vec<Effect> {
    assert_eq!(type_in(model, line), [], "{line} ran before it was entered");
    press(model, KeyCode::Enter)
}

fn seen(model: &mut Model) -> String {
    shot(model, 120, 40, Format::Text)
}

#[test]
fn the_operator_declares_a_region_down_and_the_loss_is_fixed() {
    let mut model = story("silent");
    let effects = enter(
        &mut model,
        ":declare us-east-1 down --since 14:01:55 --incident INC-4711",
    );
    let since = at("14:01:55");
    let incident = Some(OutsideText::new("INC-4711"));
    let declare = Declare {
        region: east(),
        word: Word::Down { since, incident },
    };
    assert_eq!(effects, [Effect::Declare(declare)]);
    let answer = Answer::Declared(vec![declared_down(since)]);
    update(&mut model, Message::Answered(answer), at("14:05:00"));
    let screen = seen(&mut model);
    assert!(screen.contains("us-east-1 declared down 14:01:55Z, loss fixed"));
    assert!(screen.contains("INC-4711"));
    assert!(!screen.contains("growing"), "{screen}");
}

#[test]
fn a_silent_region_is_down_since_its_first_unanswered_call() {
    let mut model = story("silent");
    let effects = enter(&mut model, ":declare us-east-1 down");
    let [Effect::Declare(declare)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    let since = at("14:02:40");
    let incident = None;
    assert_eq!(declare.word, Word::Down { since, incident });
}

#[test]
fn what_cannot_be_declared_says_why_and_changes_nothing() {
    for (line, why) in [
        (":declare us-east-1 down", "was not seen to be silent"),
        (":declare eu-west-1 down", "is not a Region of this plan"),
        (":declare us-east-1 gone", "a Region is `down` or `up`"),
        (":declare us-east-1 down --since soon", "is not a time"),
        (":declare us-east-1 down --since", "have one value each"),
        (
            ":declare us-east-1 down --since 2027-01-01T00:00:00Z",
            "lies ahead",
        ),
        (":declare us-east-1 up --since 14:00", "neither"),
        (":declare us-east-1 down --force yes", "is not an option"),
        (":declare", "no Region is named"),
        (":destroy everything", "there is no command `destroy`"),
    ] {
        let mut model = story("calm");
        assert_eq!(enter(&mut model, line), [], "{line}");
        let screen = seen(&mut model);
        assert!(screen.contains(why), "{line}:\n{screen}");
    }
}

#[test]
fn a_time_of_day_is_the_last_there_was() {
    let yesterday: Instant = "2026-11-21T23:59:00Z".parse().unwrap();
    assert_eq!(parse_since("23:59", noon()), Ok(yesterday));
    assert_eq!(parse_since("14:02:31Z", noon()), Ok(noon()));
}

#[test]
fn q_goes_back_and_leaves_only_from_the_first_screen() {
    let mut model = story("calm");
    assert_eq!(press(&mut model, KeyCode::Char('?')), []);
    assert!(seen(&mut model).contains("what can be done now"));
    assert_eq!(press(&mut model, KeyCode::Char('q')), []);
    assert!(!seen(&mut model).contains("what can be done now"));
    assert_eq!(press(&mut model, KeyCode::Char('q')), [Effect::Quit]);
}

#[test]
fn control_c_leaves_from_anywhere() {
    for before in ["", "?", ":", ":declare us-"] {
        let mut model = story("calm");
        type_in(&mut model, before);
        let key = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        let effects = update(&mut model, Message::Key(key), noon());
        assert_eq!(effects, [Effect::Quit], "after `{before}`");
    }
}

#[test]
fn the_command_line_quits_and_a_letter_in_it_is_a_letter() {
    let mut model = story("calm");
    assert_eq!(enter(&mut model, ":q"), [Effect::Quit]);
    let mut model = story("calm");
    type_in(&mut model, ":q?jk");
    assert!(seen(&mut model).contains(":q?jk"));
    press(&mut model, KeyCode::Esc);
    assert!(!seen(&mut model).contains(":q?jk"));
}

#[test]
fn tab_completes_what_only_one_word_can_be() {
    let mut model = story("calm");
    type_in(&mut model, ":dec");
    press(&mut model, KeyCode::Tab);
    type_in(&mut model, "us-e");
    press(&mut model, KeyCode::Tab);
    assert!(seen(&mut model).contains(":declare us-east-1 "));
}

#[test]
fn a_paste_full_of_commands_runs_none() {
    let paste = || Message::Pasted("quit\n:q\nq\u{1b}[2J".to_owned());
    let mut model = story("calm");
    assert_eq!(update(&mut model, paste(), noon()), []);
    type_in(&mut model, ":");
    assert_eq!(update(&mut model, paste(), noon()), []);
    assert!(seen(&mut model).contains(":quit"));
}

#[test]
fn no_key_means_two_things_and_every_command_can_be_called() {
    let mut words: Vec<&str> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    for command in COMMANDS.iter() {
        words.extend([command.word].into_iter().chain(command.short));
        keys.extend(command.keys.iter().map(ToString::to_string));
        assert!(!command.does.is_empty());
    }
    for list in [&words.iter().map(ToString::to_string).collect(), &keys] {
        let list: &Vec<String> = list;
        let mut once = list.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), list.len(), "{list:?}");
    }
}

#[test]
fn help_shows_every_command_that_works_now_with_its_key() {
    let mut model = story("calm");
    press(&mut model, KeyCode::Char('?'));
    let screen = seen(&mut model);
    for command in COMMANDS.iter().filter(|it| it.is_available(&model)) {
        let key = command.keys.first().map(ToString::to_string);
        let row = screen.lines().find(|line| line.contains(&command.does));
        let row = row.unwrap_or_else(|| panic!("`{}` is missing:\n{screen}", command.word));
        assert!(row.contains(&key.unwrap_or_default()), "{row}");
    }
    assert!(!screen.contains("one line down"), "nothing scrolls here");
}

#[test]
fn every_line_is_reached_by_scrolling_a_low_terminal() {
    let mut model = story("calm");
    let full = shot(&mut model, 120, 60, Format::Text);
    update(&mut model, Message::Resized(120, 18), noon());
    let mut reached = String::new();
    for _ in 0..60 {
        reached.push_str(&shot(&mut model, 120, 18, Format::Text));
        press(&mut model, KeyCode::Char('j'));
    }
    for line in full.lines().filter(|line| line.contains("kept")) {
        assert!(reached.contains(line), "{line}");
    }
    press(&mut model, KeyCode::Char('g'));
    assert_eq!(model.scroll, 0);
    press(&mut model, KeyCode::Char('G'));
    let end = model.scroll;
    press(&mut model, KeyCode::PageDown);
    assert_eq!(model.scroll, end);
}

#[test]
fn of_another_account_nothing_is_declared() {
    let mut model = story("another_account");
    assert_eq!(
        enter(&mut model, ":declare us-east-1 down --since 14:00"),
        []
    );
    assert!(seen(&mut model).contains("`declare` has nothing to do here"));
}

#[test]
fn an_observation_is_seen_in_the_next_frame() {
    let mut model = model(Estate::default(), noon());
    assert!(seen(&mut model).contains("NOT KNOWN"));
    for observation in Harbor::calm().observations() {
        let message = Message::Observed(observation);
        assert_eq!(update(&mut model, message, noon()), []);
    }
    assert_eq!(seen(&mut model), seen(&mut story("calm")));
}
