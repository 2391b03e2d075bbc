//! A key as a command is bound to it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;
use std::str::FromStr;

/// A key, with what is held down beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    control: bool,
}

impl Chord {
    /// A key by itself.
    #[must_use]
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            control: false,
        }
    }

    /// A letter, or a sign.
    #[must_use]
    pub const fn letter(letter: char) -> Self {
        Self::plain(KeyCode::Char(letter))
    }

    /// A letter with Control held down.
    #[must_use]
    pub const fn control(letter: char) -> Self {
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

/// Keys that are not characters, as they are written.
const NAMED: [(&str, KeyCode); 16] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
];

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let control = if self.control { "Ctrl-" } else { "" };
        let named = NAMED.iter().find(|(_, code)| *code == self.code);
        let key = match (named, self.code) {
            (Some((name, _)), _) => (*name).to_owned(),
            (None, KeyCode::Char(letter)) => letter.to_string(),
            (None, other) => other.to_string(),
        };
        f.pad(&format!("{control}{key}"))
    }
}

/// That a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no key; keys are written `x`, `X`, `Ctrl-x`, `F5`, `Enter`, `Esc`, `Tab`, `PgDn`"
)]
pub struct NoChord(String);

impl FromStr for Chord {
    type Err = NoChord;

    fn from_str(text: &str) -> Result<Self, NoChord> {
        let named = NAMED
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text));
        if let Some((_, code)) = named {
            return Ok(Self::plain(*code));
        }
        let (control, rest) = match text.split_once('-') {
            Some((held, rest)) if held.eq_ignore_ascii_case("ctrl") && !rest.is_empty() => {
                (true, rest)
            }
            _ => (false, text),
        };
        let mut characters = rest.chars();
        if let (Some(letter), None) = (characters.next(), characters.next())
            && !letter.is_control()
        {
            // Terminals send one and the same for both cases.
            let letter = if control {
                letter.to_ascii_lowercase()
            } else {
                letter
            };
            return Ok(Self {
                code: KeyCode::Char(letter),
                control,
            });
        }
        let number = rest.strip_prefix(['F', 'f']).filter(|_| !control);
        match number.and_then(|number| number.parse().ok()) {
            Some(number @ 1..=12) => Ok(Self::plain(KeyCode::F(number))),
            _ => Err(NoChord(text.to_owned())),
        }
    }
}
