//! What is wrong with a file that a person wrote: a theme, the preferences, a
//! runbook. By line, with what would be right. A plan tells more, by column.

use super::OutsideText;
use std::fmt;
use toml::de::DeTable;

/// How far from a known word a word may be and still be meant for it.
const NEAR: usize = 3;

/// One thing that is wrong, in words that may be displayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Everything that is wrong with a file, in its order; never empty as an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let apart = if index == 0 { "" } else { "\n" };
            write!(f, "{apart}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

impl Faults {
    /// The first, and how many more there are: what fits on one line.
    #[must_use]
    pub fn in_short(&self) -> String {
        match self.0.as_slice() {
            [] => String::new(),
            [only] => only.to_string(),
            [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
        }
    }
}

/// A file that is being read: its lines, and what was found wrong so far.
#[derive(Debug)]
pub struct Page<'a> {
    file: &'a str,
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
    faults: Vec<Fault>,
}

impl<'a> Page<'a> {
    /// A file's text. `file` is what messages call it.
    #[must_use]
    pub fn new(text: &'a str, file: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            file,
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
            faults: Vec::new(),
        }
    }

    /// The line, counted from 1, of a byte of the text.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1)
    }

    /// Notes what is wrong on a line.
    pub fn wrong(&mut self, line: usize, what: impl AsRef<str>) {
        self.faults.push(Fault {
            file: OutsideText::new(self.file).to_string(),
            line,
            what: OutsideText::new(what.as_ref()).to_string(),
        });
    }

    /// The text as TOML; `None`, and a fault, when it is none.
    pub fn parse(&mut self) -> Option<DeTable<'a>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let line = self.line(error.span().map_or(0, |span| span.start));
                self.wrong(line, format!("not TOML: {}", error.message()));
                None
            }
        }
    }

    /// Ends the reading: what was found wrong, in the order of the file.
    #[must_use]
    pub fn faults(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|fault| fault.line);
        self.faults
    }
}

/// A word that is none of those known, as a message tells it: with the one that
/// was probably meant, or with all of them.
#[must_use]
pub fn unknown(word: &str, kind: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(meant) => format!("`{word}` is no {kind} (did you mean `{meant}`?)"),
        None if known.is_empty() => format!("`{word}` is no {kind}; there is none"),
        None => format!("`{word}` is no {kind}; there is: {}", known.join(", ")),
    }
}

/// The known word that was probably meant, when one is near.
#[must_use]
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(word, known), *known))
        .filter(|(distance, known)| *distance < known.len().min(NEAR + 1))
        .min()
        .map(|(_, meant)| meant)
}
