//! A line that is being typed, with the place where the next letter goes: what
//! shells have taught fingers to expect.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// How long it may be, characters.
const LONGEST: usize = 512;

/// A line that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    before: String,
    after: String,
}

/// What a key did to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edited {
    /// It edited the line, or would have if there were something to edit.
    Here,
    /// It took away the last of nothing.
    Beyond,
    /// It is no key of a line.
    No,
}

impl Line {
    /// A line with a text in it, to be typed on at its end.
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self {
            before: text.into(),
            after: String::new(),
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// What is before and after the place where the next letter goes.
    pub(super) fn around(&self) -> (&str, &str) {
        (&self.before, &self.after)
    }

    /// Puts a text in where the next letter would go, as far as there is room.
    pub(super) fn insert(&mut self, text: &str) {
        let held = self.before.chars().count() + self.after.chars().count();
        let room = LONGEST.saturating_sub(held);
        self.before.extend(text.chars().take(room));
    }

    /// Does what a key does to a line.
    pub(super) fn press(&mut self, key: KeyEvent) -> Edited {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('a') if control => self.home(),
            KeyCode::Char('e') if control => self.end(),
            KeyCode::Char('u') if control => self.before.clear(),
            KeyCode::Char('k') if control => self.after.clear(),
            KeyCode::Char('w') if control => {
                let kept = self.before.trim_end().rfind(' ');
                self.before.truncate(kept.map_or(0, |space| space + 1));
            }
            KeyCode::Char('h') if control => return self.rub_out(),
            KeyCode::Char(_) if control => return Edited::No,
            KeyCode::Char(letter) => self.insert(letter.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => return self.rub_out(),
            KeyCode::Delete => {
                self.after = self.after.chars().skip(1).collect();
            }
            KeyCode::Left => {
                if let Some(letter) = self.before.pop() {
                    self.after.insert(0, letter);
                }
            }
            KeyCode::Right => {
                let mut after = self.after.chars();
                self.before.extend(after.next());
                self.after = after.collect();
            }
            KeyCode::Home => self.home(),
            KeyCode::End => self.end(),
            _ => return Edited::No,
        }
        Edited::Here
    }

    fn home(&mut self) {
        self.after.insert_str(0, &self.before);
        self.before.clear();
    }

    fn end(&mut self) {
        self.before.push_str(&self.after);
        self.after.clear();
    }

    fn rub_out(&mut self) -> Edited {
        if self.before.pop().is_none() && self.after.is_empty() {
            return Edited::Beyond;
        }
        Edited::Here
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of `typed` after these keys, with the place as `|`.
    fn after(typed: &str, keys: &[(KeyCode, KeyModifiers)]) -> String {
        let mut line = Line::of(typed);
        for (code, modifiers) in keys {
            line.press(KeyEvent::new(*code, *modifiers));
        }
        let (before, after) = line.around();
        format!("{before}|{after}")
    }

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        const NO: KeyModifiers = KeyModifiers::NONE;
        let plain = |code| (code, NO);
        let control = |letter| (KeyCode::Char(letter), KeyModifiers::CONTROL);
        let left = plain(KeyCode::Left);
        let typed = "declare übr down";
        for (keys, left_over) in [
            (vec![], "declare übr down|"),
            (vec![control('a')], "|declare übr down"),
            (
                vec![plain(KeyCode::Home), control('e')],
                "declare übr down|",
            ),
            (vec![left, left, plain(KeyCode::Right)], "declare übr dow|n"),
            (vec![left, plain(KeyCode::Backspace)], "declare übr do|n"),
            (vec![left, control('h')], "declare übr do|n"),
            (vec![left, plain(KeyCode::Delete)], "declare übr dow|"),
            (vec![left, control('w')], "declare übr |n"),
            (vec![left, control('k')], "declare übr dow|"),
            (vec![left, control('u')], "|n"),
            (vec![left, plain(KeyCode::Char('ß'))], "declare übr dowß|n"),
            (
                vec![control('a'), plain(KeyCode::Backspace)],
                "|declare übr down",
            ),
            (
                vec![plain(KeyCode::Right), plain(KeyCode::Delete)],
                "declare übr down|",
            ),
        ] {
            assert_eq!(after(typed, &keys), left_over, "{keys:?}");
        }
    }

    #[test]
    fn a_line_has_an_end_and_nothing_has_none() {
        let mut line = Line::of("x".repeat(LONGEST - 1));
        line.insert("yz");
        assert_eq!(line.text().chars().count(), LONGEST);
        let backspace = KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE);
        assert_eq!(Line::default().press(backspace), Edited::Beyond);
        assert_eq!(Line::of("x").press(backspace), Edited::Here);
    }
}
