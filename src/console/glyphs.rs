//! The characters a terminal has: those that carry meaning, and what stands in
//! for one that it lacks.

use std::borrow::Cow;

/// Which characters a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characters {
    /// ASCII.
    Ascii,
    /// Those of the Linux console, whose fonts have 256 or 512: Latin letters
    /// and some signs.
    Console,
    /// Unicode.
    Unicode,
}

impl Characters {
    /// Every set, the smallest first.
    pub const ALL: [Self; 3] = [Self::Ascii, Self::Console, Self::Unicode];

    /// Those of them that carry meaning.
    #[must_use]
    pub const fn glyphs(self) -> &'static Glyphs {
        match self {
            Self::Ascii => &ASCII,
            Self::Console => &CONSOLE,
            Self::Unicode => &UNICODE,
        }
    }

    /// Whether a character is among them.
    #[must_use]
    pub const fn has(self, character: char) -> bool {
        match self {
            Self::Ascii => character.is_ascii(),
            Self::Console => {
                character.is_ascii()
                    || matches!(
                        character,
                        '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}' | '•' | '▲' | '■' | '─' | '│' | '░'
                            | '▒' | '▓' | '█' | '≈' | '≤' | '≥' | '→' | '↑' | '↓'
                    )
            }
            Self::Unicode => true,
        }
    }

    /// A text in these characters: what is not among them is written by its
    /// equivalent, or shows that something was there.
    #[must_use]
    pub fn written(self, text: &str) -> Cow<'_, str> {
        if text.chars().all(|character| self.has(character)) {
            return Cow::Borrowed(text);
        }
        let mut written = String::with_capacity(text.len());
        for character in text.chars() {
            if self.has(character) {
                written.push(character);
            } else {
                written.push_str(equivalent(character));
            }
        }
        Cow::Owned(written)
    }
}

/// What is written for a character in ASCII.
const fn equivalent(character: char) -> &'static str {
    match character {
        '≈' => "~",
        '≤' => "<=",
        '≥' => ">=",
        '–' | '—' | '−' => "-",
        '…' => "..",
        '·' => "|",
        '→' => "->",
        '↑' => "^",
        '↓' => "v",
        '▸' => ">",
        '×' => "x",
        _ => "?",
    }
}

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
    /// Before `REFUSE`.
    pub refuses: &'static str,
    /// From the primary Region to the standby.
    pub towards: &'static str,
    /// Between the parts of an enumeration.
    pub between: &'static str,
    /// Of a rule.
    pub rule: &'static str,
    /// Of a rule that stands.
    pub bar: &'static str,
    /// Sorted so that values rise.
    pub rising: &'static str,
    /// Sorted so that values fall.
    pub falling: &'static str,
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
    refuses: "◆",
    towards: "▸",
    between: " · ",
    rule: "─",
    bar: "│",
    rising: "↑",
    falling: "↓",
    cut: "…",
    cursor: "▏",
    levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    gap: "╎",
};

/// What every font of the Linux console has that is commonly set: that of the
/// kernel, and those of Debian for Latin, Cyrillic and Greek letters. There is
/// no filled circle in one, no empty one in another, and no eighths of a block.
const CONSOLE: Glyphs = Glyphs {
    ok: "•",
    warn: "▲",
    stale: "~",
    unknown: "?",
    bad: "■",
    refuses: "█",
    towards: ">",
    between: " · ",
    rule: "─",
    bar: "│",
    rising: "↑",
    falling: "↓",
    cut: "..",
    cursor: "_",
    levels: ["_", ".", "·", "░", "░", "▒", "▓", "█"],
    gap: "│",
};

const ASCII: Glyphs = Glyphs {
    ok: "+",
    warn: "!",
    stale: "~",
    unknown: "?",
    bad: "x",
    refuses: "#",
    towards: ">",
    between: " | ",
    rule: "-",
    bar: "|",
    rising: "^",
    falling: "v",
    cut: "..",
    cursor: "_",
    levels: ["_", ".", ":", "-", "=", "+", "*", "#"],
    gap: "'",
};
