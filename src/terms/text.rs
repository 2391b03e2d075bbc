//! Text from outside: names, tags, messages, error texts. Raw for requests and
//! comparison; cleaned, always, for every way out.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt;
use unicode_width::UnicodeWidthChar;

/// What stands in for a character that must not reach a terminal or a file.
const REPLACEMENT: char = '\u{fffd}';

/// How long a cleaned text may be, in characters. AWS's own limits are below it
/// for every name; what is longer is cut with an ellipsis.
const LONGEST: usize = 512;

/// How long a text of a file may be, in bytes: what is longer cannot be shown whole.
pub const LONGEST_TEXT: usize = LONGEST;

/// A text that came from outside the program.
///
/// [`fmt::Display`] and [`fmt::Debug`] give the cleaned form: no control
/// characters, no bidirectional or invisible ones, nothing whose width
/// terminals disagree about, at most 512 characters. Compared by its raw form.
///
/// Cheap to clone. An estate of a thousand databases has a hundred thousand of
/// them, most of them words such as `available`: what is short is held in place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OutsideText(SmolStr);

impl OutsideText {
    /// Takes a text as it came.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self(raw.into())
    }

    /// The text as it came: for requests to AWS and for comparison only.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// The text as it may be displayed, copied or written.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        clean(&self.0)
    }

    /// Whether what is displayed is what came. An action whose target differs
    /// between the two is refused.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self.shown(), Cow::Borrowed(_))
    }
}

/// Why a text that a person wrote cannot be displayed as it is, if it cannot.
#[must_use]
pub fn doubt(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is empty".to_owned());
    }
    if text.len() > LONGEST_TEXT {
        return Some(format!("is longer than {LONGEST_TEXT} bytes"));
    }
    if text.starts_with(' ') || text.ends_with(' ') {
        return Some("begins or ends with a space".to_owned());
    }
    let strange = text.chars().find(|c| !displayable(*c))?;
    Some(format!(
        "holds the character U+{:04X}, which terminals do not show reliably",
        u32::from(strange)
    ))
}

/// A text as it is written in XML and HTML, where it is only text.
#[must_use]
pub fn as_markup(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            other => written.push(other),
        }
    }
    written
}

fn clean(raw: &str) -> Cow<'_, str> {
    if raw.len() <= LONGEST && raw.chars().all(displayable) {
        return Cow::Borrowed(raw);
    }
    let mut cleaned: String = raw
        .chars()
        .take(LONGEST)
        .map(|c| if displayable(c) { c } else { REPLACEMENT })
        .collect();
    if raw.chars().nth(LONGEST).is_some() {
        cleaned.push('…');
    }
    Cow::Owned(cleaned)
}

/// Whether terminals agree on what this character does: it takes one or two
/// cells and changes nothing else. Emoji and combining marks do not qualify:
/// their width depends on their neighbours and on the terminal's age.
fn displayable(c: char) -> bool {
    if c == ' ' || c.is_ascii_graphic() {
        return true;
    }
    let pictograph = matches!(u32::from(c), 0x2600..=0x27bf | 0x2b00..=0x2bff | 0x1f000..=0x1faff);
    let private = matches!(u32::from(c), 0xe000..=0xf8ff | 0xf0000..=0x10ffff);
    let invisible = matches!(
        u32::from(c),
        0x00ad | 0x034f | 0x061c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
            | 0x2000..=0x200f | 0x2028..=0x202f | 0x205f..=0x206f | 0x2800 | 0x3000 | 0x3164
            | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffc | 0xe0000..=0xe0fff
    );
    let right_to_left = matches!(u32::from(c), 0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefe | 0x10800..=0x10fff | 0x1e800..=0x1efff);
    !(c.is_control() || pictograph || private || invisible || right_to_left)
        && matches!(c.width(), Some(1 | 2))
}

impl fmt::Display for OutsideText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown())
    }
}

impl fmt::Debug for OutsideText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.shown())
    }
}

impl From<&str> for OutsideText {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<String> for OutsideText {
    fn from(raw: String) -> Self {
        Self(raw.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn an_ordinary_name_is_shown_as_it_came() {
        for name in ["orders-db", "Hafenlädchen", "注文データベース"] {
            let text = OutsideText::new(name);
            assert!(text.is_plain(), "{name}");
            assert_eq!(text.to_string(), name);
        }
    }

    #[test]
    fn a_name_cannot_move_the_cursor_or_turn_the_line_round() {
        let text = OutsideText::new("a\u{1b}[2Jb\u{202e}c\u{9b}d\u{200d}e\nf");
        assert_eq!(text.to_string(), "a�[2Jb�c�d�e�f");
        assert_eq!(text.raw(), "a\u{1b}[2Jb\u{202e}c\u{9b}d\u{200d}e\nf");
        assert!(!text.is_plain());
    }

    #[test]
    fn ten_thousand_characters_are_cut() {
        let text = OutsideText::new(&"x".repeat(10_000));
        assert_eq!(text.to_string().chars().count(), LONGEST + 1);
    }

    proptest! {
        #[test]
        fn no_control_byte_and_no_doubtful_width_gets_out(raw in any::<String>()) {
            let text = OutsideText::new(&raw);
            let shown = text.to_string();
            prop_assert!(!shown.chars().any(char::is_control));
            let by_character: usize = shown.chars().map(|c| c.width().unwrap_or(0)).sum();
            prop_assert_eq!(shown.width(), by_character);
        }
    }
}
