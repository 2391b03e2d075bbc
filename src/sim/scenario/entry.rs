//! One table of a scenario file: its keys as they are asked for, and at the end what nobody asked for.

use std::ops::Range;

use chrono::TimeDelta;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problems, instead, quoted};

/// The longest time that may be written.
const LONGEST: TimeDelta = TimeDelta::days(30);

/// A value and the bytes it stands at.
#[derive(Debug, Clone)]
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) at: Range<usize>,
}

/// A table of the file. The keys it may hold are those that are asked for.
pub(super) struct Entry<'a> {
    /// How messages call it, such as `[[faults]]`.
    name: &'static str,
    entries: &'a DeTable<'a>,
    at: Range<usize>,
    asked: Vec<&'static str>,
    /// Which keys it may hold is not known.
    forgiven: bool,
    problems: &'a Problems,
}

impl<'a> Entry<'a> {
    pub(super) fn new(
        name: &'static str,
        entries: &'a DeTable<'a>,
        at: Range<usize>,
        problems: &'a Problems,
    ) -> Entry<'a> {
        Entry {
            name,
            entries,
            at,
            asked: Vec::new(),
            forgiven: false,
            problems,
        }
    }

    /// Reports what is wrong at those bytes.
    pub(super) fn report(
        &self,
        at: &Range<usize>,
        what: impl Into<String>,
        right: impl Into<String>,
    ) {
        self.problems.report(at.clone(), what, right);
    }

    /// Reports what is wrong with the value of a key.
    pub(super) fn report_at(&self, key: &str, what: impl Into<String>, right: impl Into<String>) {
        let value = self.entries.get(key);
        let at = value.map_or_else(|| self.at.clone(), Spanned::span);
        self.report(&at, what, right);
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.push(key);
        self.entries.get(key)
    }

    fn read<T>(
        &mut self,
        key: &'static str,
        must_be: &str,
        example: &str,
        read: impl FnOnce(&DeValue<'a>) -> Option<T>,
    ) -> Option<Found<T>> {
        let value = self.value(key)?;
        let found = read(value.get_ref());
        if found.is_none() {
            let what = format!("`{key}` must be {must_be}");
            let right = format!("write it like {key} = {example}");
            self.report(&value.span(), what, right);
        }
        Some(Found {
            value: found?,
            at: value.span(),
        })
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Found<String>> {
        self.read(key, "a text in quotes", "\"text\"", |value| {
            value.as_str().map(str::to_owned)
        })
    }

    /// A length of time.
    pub(super) fn length(&mut self, key: &'static str) -> Option<Found<TimeDelta>> {
        self.read(
            key,
            "a length of time up to 30 days, such as \"90s\", \"5m\" or \"1h30m\"",
            "\"5m\"",
            |value| value.as_str().and_then(length),
        )
    }

    /// A number.
    pub(super) fn number(&mut self, key: &'static str) -> Option<Found<f64>> {
        self.read(key, "a number", "3", |value| {
            let number: f64 = match value {
                DeValue::Integer(whole) => whole.as_str().parse().ok()?,
                DeValue::Float(real) => real.as_str().parse().ok()?,
                _ => return None,
            };
            number.is_finite().then_some(number)
        })
    }

    /// A number within bounds.
    pub(super) fn number_within(
        &mut self,
        key: &'static str,
        least: f64,
        most: f64,
    ) -> Option<f64> {
        let found = self.number(key)?;
        if (least..=most).contains(&found.value) {
            return Some(found.value);
        }
        let what = format!("`{key}` must be from {least} to {most}");
        let right = format!("write it like {key} = {}", most / 2.0);
        self.report(&found.at, what, right);
        None
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &'static str) -> Option<Found<bool>> {
        self.read(key, "`true` or `false`", "true", DeValue::as_bool)
    }

    /// One of these words.
    pub(super) fn word(&mut self, key: &'static str, candidates: &[&str]) -> Option<String> {
        let found = self.text(key)?;
        if candidates.contains(&found.value.as_str()) {
            return Some(found.value);
        }
        let what = format!("{} is no `{key}` there is", quoted(&found.value));
        self.report(&found.at, what, instead(&found.value, candidates));
        None
    }

    /// What was read of a key that must be there: tells when it is missing.
    pub(super) fn need<T>(&self, key: &'static str, example: &str, found: Option<T>) -> Option<T> {
        if !self.entries.contains_key(key) {
            let what = format!("`{key}` is missing in {}", self.name);
            self.report(&self.at, what, format!("write it like {key} = {example}"));
        }
        found
    }

    /// That one of these keys must be there: tells when none is.
    pub(super) fn need_one_of(&self, keys: &[&'static str]) {
        if !keys.iter().any(|key| self.entries.contains_key(*key)) {
            let all: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            let what = format!("nothing is changed in this {}", self.name);
            self.report(&self.at, what, format!("say {}", all.join(" or ")));
        }
    }

    /// Every table of an array of tables.
    pub(super) fn tables(&mut self, key: &'static str, name: &'static str) -> Vec<Entry<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            let what = format!("`{key}` must be a list of tables");
            self.report(&value.span(), what, format!("write it {name}"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => tables.push(Entry::new(name, table, item.span(), self.problems)),
                None => self.report(
                    &item.span(),
                    format!("`{key}` must hold tables"),
                    format!("write it {name}"),
                ),
            }
        }
        tables
    }

    /// Lets every key be: what is wrong with this table hides what it may hold.
    pub(super) fn forgive(&mut self) {
        self.forgiven = true;
    }

    /// Tells of every key that nobody asked for.
    pub(super) fn close(self) {
        if self.forgiven {
            return;
        }
        for key in self.entries.keys() {
            let word = key.get_ref();
            if !self.asked.iter().any(|asked| asked == word) {
                let what = format!("{} is no key of {}", quoted(word), self.name);
                self.report(&key.span(), what, instead(word, &self.asked));
            }
        }
    }
}

/// A length of time: numbers with `d`, `h`, `m`, `s` or `ms` after them.
pub(super) fn length(text: &str) -> Option<TimeDelta> {
    let mut total = TimeDelta::zero();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let one = match &rest[..unit] {
            "d" => TimeDelta::days(1),
            "h" => TimeDelta::hours(1),
            "m" => TimeDelta::minutes(1),
            "s" => TimeDelta::seconds(1),
            "ms" => TimeDelta::milliseconds(1),
            _ => return None,
        };
        rest = &rest[unit..];
        let milliseconds = one.num_milliseconds().checked_mul(number)?;
        total = total.checked_add(&TimeDelta::try_milliseconds(milliseconds)?)?;
    }
    (!text.is_empty() && total <= LONGEST).then_some(total)
}
