//! How things look on this terminal: theme, glyphs, and the one place where a
//! text becomes something that is drawn.

use super::theme::{Depth, Role, Scheme, Theme};
use crate::assess::State;
use crate::terms::OutsideText;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The characters that carry meaning.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Before `ok`.
    pub ok: &'static str,
    /// Before `warn`.
    pub warn: &'static str,
    /// Before `stale`.
    pub stale: &'static str,
    /// Before `unknown`.
    pub unknown: &'static str,
    /// Before `bad`.
    pub bad: &'static str,
    /// From the primary Region to the standby.
    pub towards: &'static str,
    /// Between the parts of an enumeration.
    pub between: &'static str,
    /// Of a rule.
    pub rule: &'static str,
    /// Where a text was cut.
    pub cut: &'static str,
    /// Where the cursor is.
    pub cursor: &'static str,
    /// Of a chart, from nothing to its top.
    pub levels: [&'static str; 8],
    /// Where a chart has no sample.
    pub gap: &'static str,
}

const UNICODE: Glyphs = Glyphs {
    ok: "●",
    warn: "▲",
    stale: "○",
    unknown: "?",
    bad: "■",
    towards: "▸",
    between: " · ",
    rule: "─",
    cut: "…",
    cursor: "▏",
    levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    gap: "╎",
};

const ASCII: Glyphs = Glyphs {
    ok: "+",
    warn: "!",
    stale: "~",
    unknown: "?",
    bad: "x",
    towards: ">",
    between: " | ",
    rule: "-",
    cut: "..",
    cursor: "_",
    levels: ["_", ".", ":", "-", "=", "+", "*", "#"],
    gap: "'",
};

/// How things look on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The styles.
    pub theme: Theme,
    /// Whether the terminal shows more than ASCII.
    pub unicode: bool,
}

/// A text in a role: cleaned, and in characters the terminal has. One is made
/// by [`Look::piece`] only, so that nothing else reaches the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    text: String,
    role: Role,
}

impl Piece {
    /// How many cells it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.text.width()
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same in another role.
    #[must_use]
    pub fn in_role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }
}

impl Look {
    /// What the environment says of the terminal; it is never asked itself,
    /// since one that does not answer would hold up the start.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let colors = set("COLORTERM").unwrap_or_default();
        let depth = if set("NO_COLOR").is_some() || term.is_empty() || term == "dumb" {
            Depth::None
        } else if colors == "truecolor" || colors == "24bit" || term.ends_with("-direct") {
            Depth::True
        } else if term.contains("256color") {
            Depth::Indexed
        } else if term.starts_with("vt") {
            Depth::None
        } else {
            Depth::Sixteen
        };
        // The first that is set decides, as setlocale(3) has it.
        let locale = set("LC_ALL")
            .or_else(|| set("LC_CTYPE"))
            .or_else(|| set("LANG"))
            .unwrap_or_default()
            .to_ascii_lowercase();
        let unicode = term != "dumb" && (locale.contains("utf-8") || locale.contains("utf8"));
        Self {
            theme: Theme {
                scheme: Scheme::Dark,
                depth,
            },
            unicode,
        }
    }

    /// The characters that carry meaning here.
    #[must_use]
    pub fn glyphs(&self) -> &'static Glyphs {
        if self.unicode { &UNICODE } else { &ASCII }
    }

    /// A text as it may be drawn. Every text goes through here, ours too, since
    /// ours quote names.
    #[must_use]
    pub fn piece(&self, text: impl AsRef<str>, role: Role) -> Piece {
        let cleaned = OutsideText::new(text.as_ref()).shown().into_owned();
        Piece {
            text: if self.unicode {
                cleaned
            } else {
                ascii(&cleaned)
            },
            role,
        }
    }

    /// A state: its glyph and its word.
    #[must_use]
    pub fn state(&self, state: State) -> Piece {
        let (glyph, role) = self.mark(state);
        self.piece(format!("{glyph} {}", state.word()), role)
    }

    /// The glyph and the role of a state, for those with a word of their own.
    #[must_use]
    pub fn mark(&self, state: State) -> (&'static str, Role) {
        let glyphs = self.glyphs();
        match state {
            State::Ok => (glyphs.ok, Role::Ok),
            State::Warn => (glyphs.warn, Role::Warn),
            State::Stale => (glyphs.stale, Role::Stale),
            State::Unknown => (glyphs.unknown, Role::Unknown),
            State::Bad => (glyphs.bad, Role::Bad),
        }
    }

    /// A rule of `width` cells.
    #[must_use]
    pub fn rule(&self, width: usize) -> Line<'static> {
        let style = self.theme.style(Role::Rule);
        Line::from(Span::styled(self.glyphs().rule.repeat(width), style))
    }

    /// Pieces as a line of at most `width` cells, cut with a mark where they
    /// are longer.
    #[must_use]
    pub fn line(&self, pieces: Vec<Piece>, width: usize) -> Line<'static> {
        self.clip(pieces, width)
            .into_iter()
            .map(|piece| Span::styled(piece.text, self.theme.style(piece.role)))
            .collect::<Vec<_>>()
            .into()
    }

    /// Pieces in at most `width` cells.
    #[must_use]
    pub fn clip(&self, pieces: Vec<Piece>, width: usize) -> Vec<Piece> {
        if pieces.iter().map(Piece::width).sum::<usize>() <= width {
            return pieces;
        }
        let cut = self.glyphs().cut;
        let mark = if width >= cut.width() { cut } else { "" };
        let mut rest = width - mark.width();
        let mut kept = Vec::new();
        for mut piece in pieces {
            for (at, character) in piece.text.char_indices() {
                let cells = character.width().unwrap_or(0);
                if cells > rest {
                    piece.text.truncate(at);
                    piece.text.push_str(mark);
                    kept.push(piece);
                    return kept;
                }
                rest -= cells;
            }
            kept.push(piece);
        }
        kept
    }
}

/// How many cells pieces take together.
#[must_use]
pub fn width(pieces: &[Piece]) -> usize {
    pieces.iter().map(Piece::width).sum()
}

/// A text in ASCII: what has an equivalent is written by it, the rest shows
/// that something was there.
fn ascii(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '≈' => written.push('~'),
            '≤' => written.push_str("<="),
            '≥' => written.push_str(">="),
            '–' | '—' => written.push('-'),
            '…' => written.push_str(".."),
            '·' => written.push('|'),
            '→' => written.push_str("->"),
            '▸' => written.push('>'),
            '×' => written.push('x'),
            character if character.is_ascii() => written.push(character),
            _ => written.push('?'),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn look(unicode: bool) -> Look {
        Look {
            theme: Theme {
                scheme: Scheme::Dark,
                depth: Depth::True,
            },
            unicode,
        }
    }

    fn seen(variables: &[(&str, &str)]) -> (Depth, bool) {
        let look = Look::from_environment(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        (look.theme.depth, look.unicode)
    }

    #[test]
    fn the_environment_says_what_the_terminal_has() {
        let utf8 = ("LANG", "en_GB.UTF-8");
        let xterm = ("TERM", "xterm-256color");
        assert_eq!(seen(&[]), (Depth::None, false));
        assert_eq!(seen(&[xterm, utf8]), (Depth::Indexed, true));
        assert_eq!(
            seen(&[xterm, ("COLORTERM", "truecolor"), utf8]),
            (Depth::True, true)
        );
        assert_eq!(seen(&[xterm, ("NO_COLOR", "1"), utf8]), (Depth::None, true));
        assert_eq!(
            seen(&[xterm, ("NO_COLOR", ""), utf8]),
            (Depth::Indexed, true)
        );
        assert_eq!(seen(&[("TERM", "linux")]), (Depth::Sixteen, false));
        assert_eq!(seen(&[("TERM", "dumb"), utf8]), (Depth::None, false));
        assert_eq!(
            seen(&[xterm, ("LC_ALL", "C"), utf8]),
            (Depth::Indexed, false)
        );
    }

    #[test]
    fn a_wide_name_is_cut_on_a_whole_character() {
        let look = look(true);
        let name = look.piece("注文データベース", Role::Text);
        let cut = look.clip(vec![name], 6);
        assert_eq!(cut[0].text(), "注文…");
        assert!(width(&cut) <= 6);
    }

    #[test]
    fn a_bound_stays_a_bound_in_ascii() {
        assert_eq!(look(false).piece("≤ 44 s", Role::Text).text(), "<= 44 s");
        assert_eq!(look(false).piece("≈ 7 s", Role::Text).text(), "~ 7 s");
    }

    proptest! {
        #[test]
        fn whatever_the_text_it_fits_and_holds_nothing_harmful(
            raw in any::<String>(), cells in 0_usize..60, unicode in any::<bool>(),
        ) {
            let look = look(unicode);
            let cut = look.clip(vec![look.piece(&raw, Role::Text), look.piece(&raw, Role::Bad)], cells);
            prop_assert!(width(&cut) <= cells);
            for piece in &cut {
                prop_assert!(!piece.text().chars().any(char::is_control));
                prop_assert!(unicode || piece.text().is_ascii());
            }
        }
    }
}
