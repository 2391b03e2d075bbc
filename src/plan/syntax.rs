//! TOML's own rules: every breach of them at once, in words.

use super::problem::{Problem, Problems, quoted};
use std::ops::Range;
use toml::Spanned;
use toml::de::DeTable;

/// Parses a text, reporting every breach of TOML's rules.
///
/// Gives what was understood when each breach is confined to one value, so that
/// the rest can be checked as well; nothing when one leaves in doubt to which
/// section what follows belongs.
pub(super) fn parse<'a>(text: &'a str, problems: &mut Problems) -> Option<Spanned<DeTable<'a>>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut confined = true;
    for error in errors {
        let at = within(text, error.span().unwrap_or(0..0));
        let breach = Breach::of(text, &at, error.message());
        confined &= breach.is_confined();
        problems.report(breach.problem(text, at));
    }
    confined.then_some(root)
}

/// A range of bytes that can be cut out of the text.
fn within(text: &str, at: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(at.start);
    start..text.floor_char_boundary(at.end).max(start)
}

/// A breach of TOML's rules. Those that the parser says more of than words are
/// recognised by its words; when they change, all that is lost is that the rest
/// of the file is checked in the same go.
enum Breach<'a> {
    Unquoted(&'a str),
    NoValue,
    Twice { word: &'a str, in_header: bool },
    NoSuchDay(&'a str),
    TooDeep,
    Other(&'a str),
}

impl<'a> Breach<'a> {
    fn of(text: &'a str, at: &Range<usize>, message: &'a str) -> Self {
        let word = &text[at.clone()];
        let line = text[..at.start].rsplit('\n').next().unwrap_or_default();
        let in_header = line.trim_start().starts_with('[');
        if message.starts_with("string values must be quoted") && word.is_empty() {
            Self::NoValue
        } else if message.starts_with("string values must be quoted") {
            Self::Unquoted(word)
        } else if message.starts_with("duplicate key") {
            Self::Twice { word, in_header }
        } else if message.starts_with("invalid date") {
            Self::NoSuchDay(word)
        } else if message.starts_with("recursion limit") {
            Self::TooDeep
        } else {
            Self::Other(message)
        }
    }

    fn is_confined(&self) -> bool {
        match self {
            Self::Unquoted(_) | Self::NoSuchDay(_) => true,
            Self::Twice { in_header, .. } => !in_header,
            Self::NoValue | Self::TooDeep | Self::Other(_) => false,
        }
    }

    fn problem(self, text: &str, at: Range<usize>) -> Problem {
        match self {
            Self::Unquoted(word) => {
                Problem::new(at, format!("{} stands without quotes", quoted(word)))
                    .help(format!("write \"{word}\""))
            }
            Self::NoValue => Problem::new(at, "a value is missing"),
            Self::Twice { word, .. } => {
                Problem::new(at, format!("{} is given twice", quoted(word)))
            }
            Self::NoSuchDay(word) => {
                Problem::new(at, format!("{} is not a date or time", quoted(word)))
            }
            // The parser does not say where.
            Self::TooDeep => Problem::new(at, "keys or values are nested too deeply"),
            Self::Other(message) => {
                let end = if at.start >= text.trim_end().len() {
                    " at the end of the file"
                } else {
                    ""
                };
                Problem::new(at, format!("not TOML{end}: {message}"))
            }
        }
    }
}
