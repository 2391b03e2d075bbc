//! Every command, once: its keys, its word on the command line, what it does,
//! and when it is available. Hints and help are read from here.

use super::declare::Declare;
use super::model::{Model, Over};
use super::update::Effect;
use super::view;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// A key, with what is held down beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    control: bool,
}

impl Chord {
    const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            control: false,
        }
    }

    const fn letter(letter: char) -> Self {
        Self::plain(KeyCode::Char(letter))
    }

    const fn control(letter: char) -> Self {
        Self {
            code: KeyCode::Char(letter),
            control: true,
        }
    }

    /// Whether this is what was pressed. Shift is part of the character, and
    /// nothing is bound to Alt.
    #[must_use]
    pub fn matches(self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let other = key
            .modifiers
            .difference(KeyModifiers::CONTROL.union(KeyModifiers::SHIFT));
        key.code == self.code && control == self.control && other.is_empty()
    }

    /// The key event that a terminal sends for it.
    #[must_use]
    pub fn event(self) -> KeyEvent {
        let modifiers = if self.control {
            KeyModifiers::CONTROL
        } else {
            KeyModifiers::NONE
        };
        KeyEvent::new(self.code, modifiers)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let control = if self.control { "Ctrl-" } else { "" };
        let key = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            other => other.to_string(),
        };
        f.pad(&format!("{control}{key}"))
    }
}

/// What running a command comes to: effects, or why it was not run.
pub type Ran = Result<Vec<Effect>, String>;

/// A command.
#[derive(Debug)]
pub struct Command {
    /// Its word on the command line, without the colon.
    pub word: &'static str,
    /// A shorter word for the same, when there is one.
    pub short: Option<&'static str>,
    /// Its keys.
    pub keys: &'static [Chord],
    /// What follows the word on the command line.
    pub arguments: &'static str,
    /// What it does, in a few words.
    pub does: &'static str,
    /// The word beside its key at the foot of the screen; none for what needs
    /// no hint.
    pub hint: Option<&'static str>,
    /// Whether it can be run as things are.
    pub available: fn(&Model) -> bool,
    /// Runs it, with what followed the word.
    pub run: fn(&mut Model, &str) -> Ran,
}

impl Command {
    const fn new(word: &'static str, does: &'static str, run: fn(&mut Model, &str) -> Ran) -> Self {
        Self {
            word,
            short: None,
            keys: &[],
            arguments: "",
            does,
            hint: None,
            available: |_| true,
            run,
        }
    }
}

/// Every command, in the order of the help.
pub const COMMANDS: &[Command] = &[
    Command {
        keys: &[Chord::letter('q')],
        hint: Some("quit"),
        ..Command::new("back", "go back; on the first screen, quit", |model, _| {
            if model.over == Over::Nothing {
                Ok(vec![Effect::Quit])
            } else {
                close(model)
            }
        })
    },
    Command {
        short: Some("q"),
        keys: &[Chord::control('c')],
        ..Command::new("quit", "quit at once, from anywhere", |_, _| {
            Ok(vec![Effect::Quit])
        })
    },
    Command {
        keys: &[Chord::letter('?')],
        hint: Some("help"),
        ..Command::new("help", "show what can be done now", |model, _| {
            model.over = Over::Help;
            Ok(Vec::new())
        })
    },
    Command {
        keys: &[Chord::letter(':')],
        hint: Some("command"),
        ..Command::new("command", "type a command", |model, _| {
            model.over = Over::Palette(String::new());
            Ok(Vec::new())
        })
    },
    Command {
        keys: &[Chord::plain(KeyCode::Esc)],
        available: |model| model.over != Over::Nothing,
        ..Command::new("close", "close what lies over the screen", |model, _| {
            close(model)
        })
    },
    Command {
        keys: &[Chord::control('r')],
        hint: Some("refresh"),
        ..Command::new("refresh", "ask every source again now", |_, _| {
            Ok(vec![Effect::Refresh])
        })
    },
    Command {
        keys: &[Chord::letter('j'), Chord::plain(KeyCode::Down)],
        hint: Some("down"),
        available: view::scrolls,
        ..Command::new("down", "one line down", |model, _| scroll(model, 1))
    },
    Command {
        keys: &[Chord::letter('k'), Chord::plain(KeyCode::Up)],
        hint: Some("up"),
        available: view::scrolls,
        ..Command::new("up", "one line up", |model, _| scroll(model, -1))
    },
    Command {
        keys: &[Chord::plain(KeyCode::PageDown), Chord::control('f')],
        available: view::scrolls,
        ..Command::new("page-down", "one page down", |model, _| {
            let page = view::page(model);
            scroll(model, page)
        })
    },
    Command {
        keys: &[Chord::plain(KeyCode::PageUp), Chord::control('b')],
        available: view::scrolls,
        ..Command::new("page-up", "one page up", |model, _| {
            let page = view::page(model);
            scroll(model, -page)
        })
    },
    Command {
        keys: &[Chord::letter('g'), Chord::plain(KeyCode::Home)],
        available: view::scrolls,
        ..Command::new("top", "to the top", |model, _| scroll(model, isize::MIN))
    },
    Command {
        keys: &[Chord::letter('G'), Chord::plain(KeyCode::End)],
        available: view::scrolls,
        ..Command::new("bottom", "to the bottom", |model, _| {
            scroll(model, isize::MAX)
        })
    },
    Command {
        arguments: "REGION down|up [--since T] [--incident ID]",
        available: |model| !super::glance::another_account(model),
        ..Command::new(
            "declare",
            "say that a Region is down, or up again",
            |model, arguments| {
                Declare::parse(arguments, &model.plan, &model.estate, model.now)
                    .map(|declare| vec![Effect::Declare(declare)])
                    .map_err(|error| error.to_string())
            },
        )
    },
    Command {
        keys: &[Chord::control('z')],
        ..Command::new("suspend", "stop, and leave the terminal", |_, _| {
            Ok(vec![Effect::Suspend])
        })
    },
];

/// The command of a key, as things are.
pub(super) fn of_key(model: &Model, key: KeyEvent) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| {
        command.keys.iter().any(|chord| chord.matches(key)) && (command.available)(model)
    })
}

/// The command of a word on the command line.
pub(super) fn of_word(word: &str) -> Option<&'static Command> {
    COMMANDS
        .iter()
        .find(|command| command.word == word || command.short == Some(word))
}

/// The commands that can be run as things are.
pub(super) fn available(model: &Model) -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().filter(|command| (command.available)(model))
}

fn close(model: &mut Model) -> Ran {
    model.over = Over::Nothing;
    Ok(Vec::new())
}

fn scroll(model: &mut Model, lines: isize) -> Ran {
    let last = view::last_scroll(model);
    model.scroll = model
        .scroll
        .min(last)
        .saturating_add_signed(lines)
        .min(last);
    Ok(Vec::new())
}
