//! Walks a parsed file section by section: what a section does not list is
//! reported, what it needs is missed, and what it holds is read by its key.

use super::keys::{AnyKey, Form, Key, ROOT, Section};
use super::kinds::{self, Cell, type_of};
use super::problem::{Problem, Problems, nearest, quoted};
use crate::terms::Region;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and the bytes it stands at.
#[derive(Debug, Clone)]
pub(super) struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: Range<usize>,
}

/// A section as it stands in the file.
pub(super) struct Table<'a> {
    entries: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    /// Opens a section, reporting what it does not list and what it lacks.
    pub fn open(
        section: &'static Section,
        entries: &'a DeTable<'a>,
        at: Range<usize>,
        problems: &mut Problems,
    ) -> Self {
        let mut meant = Vec::new();
        if section.per_region.is_none() {
            for (name, value) in entries {
                if !listed(section, name.get_ref()) {
                    problems.report(unknown(section, name, value.get_ref()));
                    meant.extend(nearest(name.get_ref(), names(section)));
                }
            }
        }
        // What was misspelt is not missing as well.
        let missing = |name: &str| !entries.contains_key(name) && !meant.contains(&name);
        for key in section.keys {
            if key.needed() && missing(key.name()) {
                problems.report(missing_key(section, *key, at.clone()));
            }
        }
        for inner in section.sections {
            if inner.needed && missing(inner.name) {
                problems.report(missing_section(inner, at.clone()));
            }
        }
        Self { entries }
    }

    /// The value behind a key, when there is one that can be read.
    pub fn found<T>(&self, key: &Key<T>, problems: &mut Problems) -> Option<Found<T>> {
        let value = self.entries.get(key.name)?;
        let cell = Cell {
            key: key.name,
            value,
        };
        Some(Found {
            value: key.read(&cell, problems)?,
            at: value.span(),
        })
    }

    /// The value behind a key, without its place.
    pub fn get<T>(&self, key: &Key<T>, problems: &mut Problems) -> Option<T> {
        self.found(key, problems).map(|found| found.value)
    }

    /// A section that stands here at most once.
    pub fn one(&self, section: &'static Section, problems: &mut Problems) -> Option<Table<'a>> {
        let value = self.entries.get(section.name)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::open(section, table, value.span(), problems)),
            other => {
                problems.report(wrong_form(section, value.span(), other));
                None
            }
        }
    }

    /// Every section of an array of tables.
    pub fn many(&self, section: &'static Section, problems: &mut Problems) -> Vec<Table<'a>> {
        let Some(value) = self.entries.get(section.name) else {
            return Vec::new();
        };
        let DeValue::Array(array) = value.get_ref() else {
            problems.report(wrong_form(section, value.span(), value.get_ref()));
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|item| match item.get_ref() {
                DeValue::Table(table) => Some(Table::open(section, table, item.span(), problems)),
                other => {
                    problems.report(wrong_form(section, item.span(), other));
                    None
                }
            })
            .collect()
    }

    /// Every Region of a section whose keys are Regions, with what can be read
    /// behind it.
    pub fn per_region<T>(
        &self,
        key: &Key<T>,
        problems: &mut Problems,
    ) -> Vec<(Found<Region>, Option<T>)> {
        let mut regions = Vec::new();
        for (name, value) in self.entries {
            let cell = Cell {
                key: name.get_ref(),
                value,
            };
            let read = key.read(&cell, problems);
            let as_value = Spanned::new(name.span(), DeValue::String(name.get_ref().clone()));
            let cell = Cell {
                key: "Region",
                value: &as_value,
            };
            if let Some(region) = (kinds::REGION.read)(&cell, problems) {
                let at = name.span();
                regions.push((Found { value: region, at }, read));
            }
        }
        regions
    }

    /// Whether a key stands here, readable or not.
    pub fn has<T>(&self, key: &Key<T>) -> bool {
        self.entries.contains_key(key.name)
    }
}

fn names(section: &'static Section) -> impl Iterator<Item = &'static str> {
    let keys = section.keys.iter().map(|key| key.name());
    keys.chain(section.sections.iter().map(|inner| inner.name))
}

fn listed(section: &'static Section, name: &str) -> bool {
    names(section).any(|listed| listed == name)
}

fn unknown(
    section: &'static Section,
    name: &Spanned<std::borrow::Cow<'_, str>>,
    value: &DeValue<'_>,
) -> Problem {
    let word = name.get_ref();
    let what = match value {
        DeValue::Table(_) => "section",
        _ => "key",
    };
    let place = place(section);
    let problem = Problem::new(
        name.span(),
        format!("unknown {what} {} {place}", quoted(word)),
    );
    let near = nearest(word, names(section));
    if near.is_some() {
        return problem.near(near);
    }
    match elsewhere(&ROOT, word).as_slice() {
        [] => {
            let all: Vec<String> = names(section).map(quoted).collect();
            problem.help(format!("known here: {}", all.join(", ")))
        }
        homes => problem.help(format!("{} belongs {}", quoted(word), homes.join(" or "))),
    }
}

fn place(section: &'static Section) -> String {
    if section.header.is_empty() {
        "at the top level".to_owned()
    } else {
        format!("in {}", section.header)
    }
}

/// Where a key of this name does belong.
fn elsewhere(section: &'static Section, word: &str) -> Vec<String> {
    let mut homes = Vec::new();
    if section.keys.iter().any(|key| key.name() == word) {
        homes.push(if section.header.is_empty() {
            "at the top level, above the first section".to_owned()
        } else {
            place(section)
        });
    }
    for inner in section.sections {
        if inner.name == word {
            homes.push(format!("where {} is written", inner.header));
        }
        homes.extend(elsewhere(inner, word));
    }
    homes
}

fn missing_key(section: &'static Section, key: &dyn AnyKey, at: Range<usize>) -> Problem {
    let what = format!("{} is missing {}", quoted(key.name()), place(section));
    Problem::new(at, what).help(format!("write it like {} = {}", key.name(), key.example()))
}

fn missing_section(section: &'static Section, at: Range<usize>) -> Problem {
    let inside = section.keys.iter().filter(|key| key.needed());
    let inside: Vec<String> = inside.map(|key| quoted(key.name())).collect();
    Problem::new(at, format!("section {} is missing", section.header))
        .help(format!("it holds {}", inside.join(" and ")))
}

fn wrong_form(section: &'static Section, at: Range<usize>, found: &DeValue<'_>) -> Problem {
    let must_be = match section.form {
        Form::One => "one section",
        Form::Many => "a list of sections",
    };
    Problem::new(
        at,
        format!(
            "{} must be {must_be}, not {}",
            quoted(section.name),
            type_of(found)
        ),
    )
    .help(format!("write it {}", section.header))
}
