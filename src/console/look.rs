//! How things look on this terminal: theme, glyphs, and the one place where a
//! text becomes something that is drawn.

pub use super::glyphs::{Characters, Glyphs};
use super::theme::{Depth, Role, Scheme, Theme};
use crate::assess::State;
use crate::terms::OutsideText;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How things look on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The styles.
    pub theme: Theme,
    /// The characters the terminal has.
    pub characters: Characters,
}

/// Terminals of sixteen million colours whose names say it, and do over ssh,
/// which passes `TERM` on and not `COLORTERM`.
const DIRECT: [&str; 5] = [
    "xterm-kitty",
    "xterm-ghostty",
    "alacritty",
    "foot",
    "wezterm",
];

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
        let without = set("NO_COLOR").is_some() || term.is_empty() || term == "dumb";
        let depth = if without || term.starts_with("vt") {
            Depth::None
        } else if term == "linux" {
            // It takes what it is told for the nearest of its sixteen.
            Depth::Sixteen
        } else if colors == "truecolor"
            || colors == "24bit"
            || term.ends_with("-direct")
            || DIRECT.iter().any(|name| term.starts_with(name))
        {
            Depth::True
        } else if term.contains("256color") {
            Depth::Indexed
        } else {
            Depth::Sixteen
        };
        // The first that is set decides, as setlocale(3) has it.
        let locale = set("LC_ALL")
            .or_else(|| set("LC_CTYPE"))
            .or_else(|| set("LANG"))
            .unwrap_or_default()
            .to_ascii_lowercase();
        let utf8 = locale.contains("utf-8") || locale.contains("utf8");
        let characters = match (term.as_str(), utf8) {
            ("dumb", _) | (_, false) => Characters::Ascii,
            ("linux", true) => Characters::Console,
            (_, true) => Characters::Unicode,
        };
        Self {
            theme: Theme {
                scheme: Scheme::Dark,
                depth,
            },
            characters,
        }
    }

    /// The characters that carry meaning here.
    #[must_use]
    pub fn glyphs(&self) -> &'static Glyphs {
        self.characters.glyphs()
    }

    /// A text as it may be drawn. Every text goes through here, ours too, since
    /// ours quote names.
    #[must_use]
    pub fn piece(&self, text: impl AsRef<str>, role: Role) -> Piece {
        let cleaned = OutsideText::new(text.as_ref()).shown().into_owned();
        Piece {
            text: match self.characters.written(&cleaned) {
                Cow::Borrowed(_) => cleaned,
                Cow::Owned(written) => written,
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

    /// A line as the selected row, to its end at `width` cells.
    #[must_use]
    pub fn selected(&self, line: Line<'static>, width: usize) -> Line<'static> {
        let rest = width.saturating_sub(line.width());
        let over = |style: Style| self.theme.selected(line.style.patch(style));
        let mut spans: Vec<Span<'static>> = line
            .spans
            .into_iter()
            .map(|span| Span::styled(span.content, over(span.style)))
            .collect();
        if rest > 0 {
            spans.push(Span::styled(" ".repeat(rest), over(Style::new())));
        }
        Line::from(spans)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier};

    fn look(characters: Characters) -> Look {
        Look {
            theme: Theme {
                scheme: Scheme::Dark,
                depth: Depth::True,
            },
            characters,
        }
    }

    fn seen(variables: &[(&str, &str)]) -> (Depth, Characters) {
        let look = Look::from_environment(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        (look.theme.depth, look.characters)
    }

    #[test]
    fn the_environment_says_what_the_terminal_has() {
        let utf8 = ("LANG", "en_GB.UTF-8");
        let xterm = ("TERM", "xterm-256color");
        assert_eq!(seen(&[]), (Depth::None, Characters::Ascii));
        assert_eq!(seen(&[xterm, utf8]), (Depth::Indexed, Characters::Unicode));
        assert_eq!(
            seen(&[xterm, ("COLORTERM", "truecolor"), utf8]),
            (Depth::True, Characters::Unicode)
        );
        assert_eq!(
            seen(&[xterm, ("NO_COLOR", "1"), utf8]),
            (Depth::None, Characters::Unicode)
        );
        assert_eq!(
            seen(&[xterm, ("NO_COLOR", ""), utf8]),
            (Depth::Indexed, Characters::Unicode)
        );
        assert_eq!(
            seen(&[("TERM", "linux")]),
            (Depth::Sixteen, Characters::Ascii)
        );
        assert_eq!(
            seen(&[("TERM", "linux"), ("COLORTERM", "truecolor"), utf8]),
            (Depth::Sixteen, Characters::Console)
        );
        assert_eq!(
            seen(&[("TERM", "xterm-kitty"), utf8]),
            (Depth::True, Characters::Unicode)
        );
        assert_eq!(
            seen(&[("TERM", "tmux"), utf8]),
            (Depth::Sixteen, Characters::Unicode)
        );
        assert_eq!(
            seen(&[("TERM", "dumb"), utf8]),
            (Depth::None, Characters::Ascii)
        );
        assert_eq!(
            seen(&[xterm, ("LC_ALL", "C"), utf8]),
            (Depth::Indexed, Characters::Ascii)
        );
    }

    #[test]
    fn a_wide_name_is_cut_on_a_whole_character() {
        let look = look(Characters::Unicode);
        let name = look.piece("注文データベース", Role::Text);
        let cut = look.clip(vec![name], 6);
        assert_eq!(cut[0].text(), "注文…");
        assert!(width(&cut) <= 6);
    }

    #[test]
    fn a_bound_stays_a_bound_in_ascii() {
        assert_eq!(
            look(Characters::Ascii).piece("≤ 44 s", Role::Text).text(),
            "<= 44 s"
        );
        assert_eq!(
            look(Characters::Ascii).piece("≈ 7 s", Role::Text).text(),
            "~ 7 s"
        );
    }

    #[test]
    fn the_linux_console_is_sent_what_its_fonts_have() {
        let look = look(Characters::Console);
        assert_eq!(
            look.piece("≤ 44 s – Zürich…", Role::Text).text(),
            "≤ 44 s - Zürich.."
        );
        assert_eq!(look.piece("注文 ●", Role::Text).text(), "?? ?");
    }

    #[test]
    fn every_glyph_is_among_the_characters_of_its_set_and_one_of_its_kind() {
        for characters in Characters::ALL {
            let glyphs = characters.glyphs();
            let states = [
                glyphs.ok,
                glyphs.warn,
                glyphs.stale,
                glyphs.unknown,
                glyphs.bad,
                glyphs.refuses,
            ];
            for (at, state) in states.iter().enumerate() {
                assert!(!states[..at].contains(state), "{characters:?} {state}");
            }
            let others = [
                glyphs.towards,
                glyphs.between,
                glyphs.rule,
                glyphs.bar,
                glyphs.rising,
                glyphs.falling,
                glyphs.cut,
                glyphs.cursor,
                glyphs.gap,
            ];
            for glyph in states.iter().chain(&others).chain(&glyphs.levels) {
                let known = glyph.chars().all(|character| characters.has(character));
                assert!(known, "{characters:?} {glyph}");
            }
        }
    }

    #[test]
    fn a_selected_row_reaches_to_its_end_and_its_cells_keep_what_can_be_kept() {
        let row = |depth| {
            let look = Look {
                theme: Theme {
                    scheme: Scheme::Dark,
                    depth,
                },
                characters: Characters::Unicode,
            };
            let cells = vec![
                look.piece("orders-db ", Role::Text),
                look.piece("bad", Role::Bad),
            ];
            look.selected(look.line(cells, 20), 20)
        };
        let rich = row(Depth::True);
        assert_eq!(rich.width(), 20);
        let background = rich.spans[0].style.bg;
        assert!(background.is_some());
        assert!(rich.spans.iter().all(|span| span.style.bg == background));
        assert_eq!(rich.spans[1].style.fg, Some(Color::Rgb(0xff, 0x7b, 0x72)));
        for depth in [Depth::Sixteen, Depth::None] {
            let poor = row(depth);
            assert_eq!(poor.width(), 20);
            for span in &poor.spans {
                assert_eq!((span.style.fg, span.style.bg), (None, None), "{depth:?}");
                assert!(
                    span.style.add_modifier.contains(Modifier::REVERSED),
                    "{depth:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_the_text_it_fits_and_holds_nothing_harmful(
            raw in any::<String>(), cells in 0_usize..60, set in 0_usize..3,
        ) {
            let characters = Characters::ALL[set];
            let look = look(characters);
            let cut = look.clip(vec![look.piece(&raw, Role::Text), look.piece(&raw, Role::Bad)], cells);
            prop_assert!(width(&cut) <= cells);
            for piece in &cut {
                prop_assert!(!piece.text().chars().any(char::is_control));
                prop_assert!(piece.text().chars().all(|character| characters.has(character)));
            }
        }
    }
}
