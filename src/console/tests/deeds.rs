//! What acting needs in tests: a window, a journal, and hands on the keys.

use super::harbor::*;
use super::stories::story;
use crate::act::{Checked, Class, Past, Standing, Window};
use crate::console::model::Over;
use crate::console::{Answer, Effect, Format, Message, Model, shot, update};
use crate::estate::Scope;
use crate::journal::{
    Actor, Attempt, CallRecord, Came, Digest, Entry, Fence, FenceStanding, Intent, Record, Target,
};
use crate::terms::{Instant, OutsideText};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::BTreeMap;

pub const PROMOTE: &str = "act promote-replica orders-db-usw2";
pub const SNAPSHOT: &str = "act snapshot orders-db";

pub fn key(code: KeyCode) -> Message {
    Message::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

/// What a key comes to, apart from how closely is watched and what is looked at.
pub fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let now = model.now;
    let effects = update(model, key(code), now);
    let looks = |it: &Effect| matches!(it, Effect::Watch { .. });
    effects.into_iter().filter(|it| !looks(it)).collect()
}

pub fn press_at(model: &mut Model, code: KeyCode, now: &str) -> Vec<Effect> {
    update(model, key(code), at(now))
}

pub fn control(model: &mut Model, letter: char) -> Vec<Effect> {
    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
    let now = model.now;
    update(model, Message::Key(key), now)
}

pub fn type_in(model: &mut Model, text: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for letter in text.chars() {
        let code = match letter {
            '\t' => KeyCode::Tab,
            letter => KeyCode::Char(letter),
        };
        effects.extend(press(model, code));
    }
    effects
}

/// Enters a line: what it comes to, apart from what is looked at for it.
pub fn enter(model: &mut Model, line: &str) -> Vec<Effect> {
    type_in(model, line);
    let effects = press(model, KeyCode::Enter);
    let looks = |it: &Effect| matches!(it, Effect::LookAt(_));
    effects.into_iter().filter(|it| !looks(it)).collect()
}

pub fn tick(model: &mut Model, now: &str) -> Vec<Effect> {
    update(model, Message::Ticked, at(now))
}

pub fn seen_on(model: &mut Model) -> String {
    shot(model, 120, 40, Format::Text)
}

pub fn text_of(raw: &str) -> OutsideText {
    OutsideText::new(raw)
}

/// A run that only looks, of a build that could act.
pub fn observing() -> Standing {
    Standing {
        can_act: true,
        ..Standing::observing(false)
    }
}

/// A run whose window was opened at an instant.
pub fn open(since: Instant) -> Standing {
    let incident = Some(text_of("INC-4711"));
    Standing {
        window: Some(Window::open("us-east-1 is gone", incident, None, since).unwrap()),
        ..observing()
    }
}

pub fn armed(mut model: Model) -> Model {
    let standing = open(model.now);
    take(&mut model, standing, &[]);
    model
}

/// Tells the console how things stand, and what the journal says.
pub fn take(model: &mut Model, standing: Standing, entries: &[(Instant, Entry)]) -> Vec<Effect> {
    let answer = Answer::Acting {
        standing: Box::new(standing),
        past: Box::new(past(entries)),
    };
    let now = model.now;
    update(model, Message::Answered(answer), now)
}

pub fn past(entries: &[(Instant, Entry)]) -> Past {
    Past::of(&records(entries))
}

/// Entries as a journal has them.
pub fn records(entries: &[(Instant, Entry)]) -> Vec<Record> {
    let records = entries
        .iter()
        .zip(1..)
        .map(|((at, entry), sequence)| Record {
            sequence,
            at: *at,
            actor: Actor {
                arn: None,
                os_user: "ana".to_owned(),
                terminal: None,
                host: "bastion".to_owned(),
                process: 1,
            },
            simulated: false,
            entry: entry.clone(),
            before: Digest::of(b""),
        });
    records.collect()
}

pub fn intent(action: &str, target: &str) -> Entry {
    let region = if target.ends_with("usw2") {
        west()
    } else {
        east()
    };
    let scope = Scope::from(&region);
    let expect = [("source", "orders-db"), ("source-region", "us-east-1")];
    let expect = expect.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Entry::Intent(Box::new(Intent {
        action: action.to_owned(),
        target: Target {
            identifier: text_of(target),
            scope: scope.clone(),
        },
        settings: BTreeMap::new(),
        call: CallRecord {
            service: "RDS".to_owned(),
            operation: "Something".to_owned(),
            scope,
            parameters: Vec::new(),
        },
        command: String::new(),
        depends_on: Vec::new(),
        loses: None,
        phrase: String::new(),
        facts: Vec::new(),
        overrides: Vec::new(),
        not_checked: Vec::new(),
        inverse: None,
        reason: text_of("us-east-1 is gone"),
        incident: None,
        expect: BTreeMap::from(expect),
    }))
}

pub fn attempt(intent: u64, came: Came) -> Entry {
    Entry::Attempt(Attempt { intent, came })
}

pub fn fence(standing: FenceStanding) -> Entry {
    Entry::Fence(Fence {
        store: "orders-db".to_owned(),
        identifier: text_of("orders-db"),
        region: east(),
        standing,
        reason: text_of("security group closed"),
    })
}

/// Opens a review, and lets it be seen.
pub fn review(model: &mut Model, command: &str) {
    enter(model, &format!(":{command}"));
    if let Over::Catalogue(_) = &model.over {
        press(model, KeyCode::Enter);
    }
    let now = model.now;
    update(model, Message::Seen, now);
    let text = seen_on(model);
    assert!(matches!(model.over, Over::Review(_)), "{command}:\n{text}");
}

pub fn reviewed(mut model: Model, command: &str) -> Model {
    review(&mut model, command);
    model
}

/// A review of something that nothing stands in the way of.
pub fn ready_to_confirm() -> Model {
    let mut model = reviewed(armed(story("calm")), SNAPSHOT);
    override_each(&mut model);
    model
}

/// Overrides every check that blocks, and leaves the focus where it was.
pub fn override_each(model: &mut Model) {
    let Over::Review(dialog) = &mut model.over else {
        panic!("no review is open");
    };
    let blocks = dialog.review.proposal().of_class(Class::Block);
    for id in blocks.map(Checked::id).collect::<Vec<_>>() {
        dialog.review.override_check(id, "known").unwrap();
    }
}

pub fn phrase(model: &Model) -> String {
    match &model.over {
        Over::Review(dialog) => dialog.review.proposal().phrase().to_string(),
        _ => panic!("no review is open"),
    }
}

/// Moves to the first check of a class.
pub fn select(model: &mut Model, class: Class) {
    move_to(model, &format!("{class:?}"), |check| check.class() == class);
}

pub fn select_check(model: &mut Model, id: &str) {
    move_to(model, id, |check| check.id() == id);
}

fn move_to(model: &mut Model, what: &str, is: impl Fn(&Checked) -> bool) {
    let Over::Review(dialog) = &model.over else {
        panic!("no review is open");
    };
    let checks = &dialog.review.proposal().checks;
    let wanted = checks.iter().position(is);
    let wanted = wanted.unwrap_or_else(|| panic!("no check `{what}`"));
    let row = dialog.row;
    let (code, times) = if wanted < row {
        (KeyCode::Char('k'), row - wanted)
    } else {
        (KeyCode::Char('j'), wanted - row)
    };
    for _ in 0..times {
        press(model, code);
    }
}

/// The shop with a replica whose name is as bad as names get.
pub fn hostile() -> Model {
    use crate::estate::facts::DbInstance;
    use crate::estate::{Facts, Source};
    let mut estate = Harbor::calm().estate();
    let named = DbInstance {
        identifier: text_of(&format!(
            "\u{1b}[2J\u{202e}注文{}\r\n",
            "データ".repeat(400)
        )),
        engine: text_of("postgres\u{9b}2J"),
        status: text_of("avail\u{7}able"),
        replica_source: Some(text_of(
            "arn:aws:rds:us-east-1:123456789012:db:orders\u{1b}-db",
        )),
        ..DbInstance::default()
    };
    let facts = Facts::DbInstances(vec![named]);
    estate.apply(seen(
        Source::DbInstances,
        &Scope::from(&west()),
        noon(),
        facts,
    ));
    model(estate, noon())
}
