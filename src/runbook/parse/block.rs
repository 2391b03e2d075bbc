//! The TOML of a step's block, read key by key.

use crate::runbook::place::Place;
use crate::terms::fault::{Page, unknown};
use crate::terms::{Span, doubt};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use toml::de::{DeTable, DeValue};

/// What lets a value differ from what a reader of the page sees.
const HIDES: [(&str, &str); 5] = [
    (
        "\\u",
        "an escape hides what is read: write the character itself",
    ),
    (
        "\\U",
        "an escape hides what is read: write the character itself",
    ),
    (
        "\\x",
        "an escape hides what is read: write the character itself",
    ),
    (
        "\"\"\"",
        "a text of several lines: write it in one, between two quotes",
    ),
    (
        "'''",
        "a text of several lines: write it in one, between two quotes",
    ),
];

/// A step's block, being read.
#[derive(Debug)]
pub struct Reader<'r, 't> {
    table: DeTable<'r>,
    /// The line of each key.
    lines: BTreeMap<String, usize>,
    /// The line of the fence.
    line: usize,
    page: &'r mut Page<'t>,
}

impl<'r, 't> Reader<'r, 't> {
    /// Takes the text of a block whose fence is on `line`; `None`, and a fault,
    /// when it is no TOML.
    pub(super) fn of(text: &'r str, line: usize, page: &'r mut Page<'t>) -> Option<Self> {
        let line_at = |at: usize| {
            let before = text.as_bytes().iter().take(at);
            line + 1 + before.filter(|byte| **byte == b'\n').count()
        };
        // What is read is what stands there, on the line of its key.
        for (mark, what) in HIDES {
            if let Some(at) = text.find(mark) {
                page.wrong(line_at(at), what);
                return None;
            }
        }
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let at = line_at(error.span().map_or(0, |span| span.start));
                page.wrong(at, format!("not TOML: {}", error.message()));
                return None;
            }
        };
        let lines = table
            .iter()
            .map(|(key, _)| (key.get_ref().to_string(), line_at(key.span().start)))
            .collect();
        Some(Self {
            table,
            lines,
            line,
            page,
        })
    }

    /// The line of each key.
    pub(super) fn into_lines(self) -> BTreeMap<String, usize> {
        self.lines
    }

    /// Tells what is wrong at a key; at the fence when the key is not there.
    pub(super) fn wrong(&mut self, key: &str, what: impl AsRef<str>) {
        let line = self.lines.get(key).copied().unwrap_or(self.line);
        self.page.wrong(line, what);
    }

    /// Tells of every key that is none of these.
    pub(super) fn only(&mut self, known: &[&str], of: &str) {
        let strange: Vec<String> = self
            .lines
            .keys()
            .filter(|key| !known.contains(&key.as_str()))
            .cloned()
            .collect();
        for key in strange {
            self.wrong(&key, unknown(&key, &format!("key of {of}"), known));
        }
    }

    /// Whether a key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.lines.contains_key(key)
    }

    /// A text that can be displayed as it is; `None` when it is not there, or,
    /// with a fault, when it is something else.
    pub fn text(&mut self, key: &str) -> Option<String> {
        let text = match self.table.get(key)?.get_ref() {
            DeValue::String(text) => text.to_string(),
            _ => {
                self.wrong(key, format!("`{key}` must be a text in quotes"));
                return None;
            }
        };
        if let Some(doubt) = doubt(&text) {
            self.wrong(key, format!("`{key}` {doubt}"));
            return None;
        }
        Some(text)
    }

    /// The same, missed when it is not there.
    pub fn needed_text(&mut self, key: &str) -> Option<String> {
        if !self.has(key) {
            self.wrong(key, format!("the block needs `{key}`"));
        }
        self.text(key)
    }

    /// A value written as a text. `must` says what it is, as "must be …" goes on.
    pub fn value<T>(
        &mut self,
        key: &str,
        must: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(key)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.wrong(key, format!("`{key}` must be {must}, not `{text}`: {why}"));
                None
            }
        }
    }

    /// The same, missed when it is not there.
    pub fn needed<T>(
        &mut self,
        key: &str,
        must: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if !self.has(key) {
            self.wrong(key, format!("the block needs `{key}`: {must}"));
        }
        self.value(key, must, read)
    }

    /// A length of time, such as `15m`.
    pub fn span(&mut self, key: &str) -> Option<Span> {
        self.value(key, "a time such as `15m`", span)
    }

    /// The same, missed when it is not there.
    pub fn needed_span(&mut self, key: &str) -> Option<Span> {
        self.needed(key, "a time such as `15m`", span)
    }

    /// A Region.
    pub fn place(&mut self, key: &str) -> Option<Place> {
        self.value(key, PLACE, place)
    }

    /// The same, missed when it is not there.
    pub fn needed_place(&mut self, key: &str) -> Option<Place> {
        self.needed(key, PLACE, place)
    }

    /// A whole number within a range.
    pub fn number(&mut self, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let number = match self.table.get(key)?.get_ref() {
            DeValue::Integer(number) => {
                i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
            }
            _ => None,
        };
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (from, to) = range.into_inner();
            self.wrong(key, format!("`{key}` must be a number from {from} to {to}"));
        }
        number
    }

    /// The same, missed when it is not there.
    pub fn needed_number(&mut self, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        if !self.has(key) {
            self.wrong(key, format!("the block needs `{key}`: a number"));
        }
        self.number(key, range)
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        let texts = match self.table.get(key)?.get_ref() {
            DeValue::Array(array) => array
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) if doubt(text).is_none() => Some(text.to_string()),
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        if texts.is_none() {
            self.wrong(
                key,
                format!("`{key}` must be a list of texts, [\"…\", \"…\"]"),
            );
        }
        texts
    }

    /// A table of texts; empty when it is not there.
    pub(super) fn table(&mut self, key: &str) -> Option<BTreeMap<String, String>> {
        let Some(value) = self.table.get(key) else {
            return Some(BTreeMap::new());
        };
        let texts = match value.get_ref() {
            DeValue::Table(table) => table
                .iter()
                .map(|(name, item)| match item.get_ref() {
                    DeValue::String(text) if doubt(text).is_none() => {
                        Some((name.get_ref().to_string(), text.to_string()))
                    }
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        if texts.is_none() {
            self.wrong(
                key,
                format!("`{key}` must be a table of texts, {{ name = \"value\" }}"),
            );
        }
        texts
    }
}

const PLACE: &str = "`primary`, `standby` or the name of a Region";

fn place(text: &str) -> Result<Place, String> {
    Place::parse(text).map_err(|error| error.to_string())
}

fn span(text: &str) -> Result<Span, String> {
    Span::parse(text).map_err(|error| error.reason.to_owned())
}
