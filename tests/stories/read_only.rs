//! Observing is the default: whatever is typed, nothing that changes anything
//! reaches the wire.

use crate::support::{House, SEED, shown};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use lifeboat::aws::MUTATIONS;
use lifeboat::clock::Clock;
use lifeboat::collect::{Collector, Knowledge, Pace};
use lifeboat::console::{Answer, COMMANDS, Effect, Feed, Input, Model, Surface, run};
use lifeboat::estate::Estate;
use lifeboat::terms::Span;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How many keys are struck at random.
const STRUCK: usize = 100_000;

/// How many come between two rests, in which AWS is asked and answers.
const BURST: usize = 500;

/// Somebody, or something, at the keys.
struct Typist<'a> {
    keys: &'a mut dyn Iterator<Item = KeyEvent>,
    struck: &'a mut usize,
    clock: Clock,
}

impl Surface for Typist<'_> {
    async fn input(&mut self) -> Option<io::Result<Input>> {
        if self.struck.is_multiple_of(BURST) {
            self.clock.sleep(Span::seconds(1).duration()).await;
        }
        let key = self.keys.next()?;
        *self.struck += 1;
        Some(Ok(Input::Event(Event::Key(key))))
    }

    fn draw(&mut self, _: &Model) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn alert(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> io::Result<(u16, u16)> {
        Ok((120, 40))
    }
}

/// Opens a console again and again, as often as a key leaves it, until every key
/// was struck. Whatever it asks for that goes to AWS is done.
async fn type_all(house: &House, keys: &mut dyn Iterator<Item = KeyEvent>) -> usize {
    let (collector, mut seen) = Collector::start(&house.setup, Knowledge::default(), SEED);
    let mut struck = 0;
    let mut keys = keys.peekable();
    let mut declared = BTreeMap::new();
    while keys.peek().is_some() {
        let now = house.clock.now();
        let model = Model::new(shown(), Arc::clone(&house.plan), Estate::default(), now);
        let (see, observations) = mpsc::channel(16);
        let (effects, mut orders) = mpsc::channel(8);
        let (answer, answers) = mpsc::channel(8);
        let (keep, mut kept) = mpsc::channel(1);
        let feed = Feed {
            observations,
            answers,
            effects,
            keep,
            clock: house.clock.clone(),
        };
        let mut typist = Typist {
            keys: &mut keys,
            struck: &mut struck,
            clock: house.clock.clone(),
        };
        let behind = async {
            loop {
                tokio::select! {
                    Some(observation) = seen.recv() => {
                        if see.send(observation).await.is_err() {
                            return;
                        }
                    }
                    Some(effect) = orders.recv() => match effect {
                        Effect::Refresh => collector.refresh_all(),
                        Effect::Watch { closely: true } => collector.set_pace(Pace::Incident),
                        Effect::Watch { closely: false } => collector.set_pace(Pace::Idle),
                        Effect::Declare(word) => {
                            word.apply(&mut declared, house.clock.now());
                            let all = declared.values().cloned().collect();
                            let _ = answer.send(Answer::Declared(all)).await;
                        }
                        // A build that only reads has nobody who could arm.
                        Effect::Arm { .. } => {
                            let why = "this build only reads".to_owned();
                            let _ = answer.send(Answer::NotArmed(why)).await;
                        }
                        Effect::Act(_) => panic!("a console that is not armed confirmed an action"),
                        _ => {}
                    },
                    Some(_) = kept.recv() => {}
                    else => return,
                }
            }
        };
        tokio::select! {
            _left = run(&mut typist, model, feed) => {}
            () = behind => {}
        }
    }
    struck
}

fn assert_only_read(house: &House) {
    let requests = house.simulator().requests();
    assert!(requests.len() > 100, "AWS was asked");
    assert!(requests.len() < 200_000, "the log has them all");
    for request in requests {
        let changes = MUTATIONS
            .iter()
            .any(|own| own.operation == request.operation);
        assert!(!changes, "{request:?}");
    }
}

fn plain(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// Keys at random, the same each time.
fn at_random() -> impl Iterator<Item = KeyEvent> {
    let mut state = SEED;
    let mut number = move |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    std::iter::repeat_with(move || {
        let code = match number(16) {
            0 => KeyCode::Enter,
            1 => KeyCode::Esc,
            2 => KeyCode::Tab,
            3 => KeyCode::Backspace,
            4 => KeyCode::Up,
            5 => KeyCode::Down,
            6 => KeyCode::Char(':'),
            7 => KeyCode::F(u8::try_from(number(12)).unwrap() + 1),
            _ => KeyCode::Char(char::from(u8::try_from(32 + number(95)).unwrap())),
        };
        let modifiers = match number(12) {
            0 => KeyModifiers::CONTROL,
            1 => KeyModifiers::ALT,
            2 => KeyModifiers::SHIFT,
            _ => KeyModifiers::NONE,
        };
        KeyEvent::new(code, modifiers)
    })
}

#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_keys_at_random_change_nothing() {
    let house = House::harbor().await;
    let struck = type_all(&house, &mut at_random().take(STRUCK)).await;
    assert_eq!(struck, STRUCK);
    assert_only_read(&house);
}

#[tokio::test(start_paused = true)]
async fn every_command_of_the_palette_typed_changes_nothing() {
    let house = House::harbor().await;
    let arguments = [
        "",
        " us-east-1 down --since 00:00 --incident INC-4711",
        " promote-replica orders-db-usw2",
        " orders-db",
        " a drill",
    ];
    let words = COMMANDS.iter().flat_map(|command| {
        let names = [Some(command.word), command.short];
        names.into_iter().flatten()
    });
    let lines: Vec<String> = words
        .flat_map(|word| arguments.map(|argument| format!(":{word}{argument}")))
        .collect();
    let mut keys = lines.iter().flat_map(|line| {
        let typed = line.chars().map(|c| plain(KeyCode::Char(c)));
        let after = [KeyCode::Enter, KeyCode::Enter, KeyCode::Esc, KeyCode::Esc];
        typed.chain(after.map(plain))
    });
    type_all(&house, &mut keys).await;
    assert_only_read(&house);
}
