//! The kinds of values that a plan file holds: what each is called in messages,
//! how it is read, and what JSON Schema says of it.

mod network;

pub(in crate::plan) use network::{ADDRESSES, RECORD_NAME, URL};

use super::problem::{Problem, Problems, nearest, quoted};
use super::{Environment, StoreKind, Strategy};
use crate::terms::{AccountId, Arn, LONGEST_TEXT, Region, Span, doubt};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::path::PathBuf;
use toml::Spanned;
use toml::de::DeValue;

/// How long a name may be, in characters: it has to fit on a screen.
pub(in crate::plan) const LONGEST_NAME: usize = 100;

/// A kind of value.
pub(in crate::plan) struct Kind<T: 'static> {
    /// What it is, as "must be …" goes on and as the key reference has it.
    pub what: &'static str,
    /// Reads one, or reports why not.
    pub read: fn(&Cell<'_>, &mut Problems) -> Option<T>,
    /// What JSON Schema says of it.
    pub schema: fn() -> Value,
}

/// A value in the file, with the key it stands at.
pub(in crate::plan) struct Cell<'a> {
    /// The key's name, for messages.
    pub key: &'a str,
    /// The value and where it stands.
    pub value: &'a Spanned<DeValue<'a>>,
}

impl Cell<'_> {
    fn problem(&self, what: impl Into<String>) -> Problem {
        Problem::new(self.value.span(), what)
    }

    fn wrong_type(&self, must_be: &str) -> Problem {
        let value = self.value.get_ref();
        let found = type_of(value);
        let problem = self.problem(format!(
            "{} must be {must_be}, not {found}",
            quoted(self.key)
        ));
        match value {
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => problem.help("put it in quotes"),
            DeValue::String(_) | DeValue::Array(_) | DeValue::Table(_) => problem,
        }
    }
}

/// What TOML calls a value, with its article.
pub(in crate::plan) fn type_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// A text that may be displayed as it is.
fn plain<'a>(cell: &'a Cell<'_>, must_be: &str, problems: &mut Problems) -> Option<&'a str> {
    let DeValue::String(text) = cell.value.get_ref() else {
        problems.report(cell.wrong_type(must_be));
        return None;
    };
    match doubt(text) {
        Some(doubt) => {
            problems.report(cell.problem(format!("{} {doubt}", quoted(cell.key))));
            None
        }
        None => Some(text),
    }
}

/// A value read from a text, or the reason why it is none.
fn parsed<T, E: ToString>(
    cell: &Cell<'_>,
    must_be: &str,
    problems: &mut Problems,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    let text = plain(cell, must_be, problems)?;
    match parse(text) {
        Ok(value) => Some(value),
        Err(error) => {
            problems.report(cell.problem(error.to_string()));
            None
        }
    }
}

/// One of a few words.
fn one_of<T: Copy>(
    cell: &Cell<'_>,
    must_be: &str,
    problems: &mut Problems,
    words: &[(&'static str, T)],
) -> Option<T> {
    let text = plain(cell, must_be, problems)?;
    let found = words.iter().find(|(word, _)| *word == text);
    if found.is_none() {
        let all: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        problems.report(
            cell.problem(format!("{} is not {must_be}", quoted(text)))
                .near(nearest(text, words.iter().map(|(word, _)| *word)))
                .help(format!("one of {}", all.join(", "))),
        );
    }
    found.map(|(_, value)| *value)
}

/// Every item of an array that can be read. An array with a bad item is reported
/// and given without it.
fn items<T>(
    cell: &Cell<'_>,
    must_be: &str,
    problems: &mut Problems,
    read: impl Fn(&Cell<'_>, &mut Problems) -> Option<T>,
) -> Option<Vec<T>> {
    let DeValue::Array(array) = cell.value.get_ref() else {
        let found = type_of(cell.value.get_ref());
        problems.report(cell.problem(format!(
            "{} must be {must_be}, not {found}",
            quoted(cell.key)
        )));
        return None;
    };
    let key = cell.key;
    Some(
        array
            .iter()
            .filter_map(|value| read(&Cell { key, value }, problems))
            .collect(),
    )
}

fn texts_schema() -> Value {
    json!({"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}})
}

/// A name: shown on screens, unique where it stands.
pub(in crate::plan) static NAME: Kind<String> = Kind {
    what: "a name in quotes",
    read: |cell, problems| {
        parsed(cell, NAME.what, problems, |text| {
            if text.chars().count() > LONGEST_NAME {
                Err(format!(
                    "{} is longer than {LONGEST_NAME} characters",
                    quoted(cell.key)
                ))
            } else {
                Ok(text.to_owned())
            }
        })
    },
    schema: || json!({"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}),
};

/// Any other text.
pub(in crate::plan) static TEXT: Kind<String> = Kind {
    what: "a text in quotes",
    read: |cell, problems| plain(cell, TEXT.what, problems).map(str::to_owned),
    schema: || json!({"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}),
};

/// Several texts.
pub(in crate::plan) static TEXTS: Kind<Vec<String>> = Kind {
    what: "an array of texts in quotes",
    read: |cell, problems| items(cell, TEXTS.what, problems, TEXT.read),
    schema: texts_schema,
};

/// The environment.
pub(in crate::plan) static ENVIRONMENT: Kind<Environment> = Kind {
    what: "\"production\" or a word of your own",
    read: |cell, problems| {
        let word = (NAME.read)(cell, problems)?;
        if word == "production" {
            return Some(Environment::Production);
        }
        // A near miss would silently lose the mark that production carries.
        if is_a_slip_for_production(&word) {
            problems.report(
                cell.problem(format!("{} is not an environment", quoted(&word)))
                    .near(Some("production")),
            );
            return None;
        }
        Some(Environment::Other(word))
    },
    schema: || json!({"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}),
};

fn is_a_slip_for_production(word: &str) -> bool {
    let word = word.to_lowercase();
    matches!(word.as_str(), "prod" | "prd") || strsim::damerau_levenshtein(&word, "production") <= 2
}

/// An account id.
pub(in crate::plan) static ACCOUNT: Kind<AccountId> = Kind {
    what: "an account id of twelve digits in quotes",
    read: |cell, problems| parsed(cell, ACCOUNT.what, problems, AccountId::parse),
    schema: || json!({"type": "string", "pattern": "^[0-9]{12}$"}),
};

/// A strategy.
pub(in crate::plan) static STRATEGY: Kind<Strategy> = Kind {
    what: "a DR strategy",
    read: |cell, problems| {
        let words = Strategy::ALL.map(|strategy| (strategy.word(), strategy));
        one_of(cell, STRATEGY.what, problems, &words)
    },
    schema: || json!({"type": "string", "enum": Strategy::ALL.map(Strategy::word)}),
};

/// A kind of store.
pub(in crate::plan) static STORE_KIND: Kind<StoreKind> = Kind {
    what: "a kind of store",
    read: |cell, problems| {
        let words = StoreKind::ALL.map(|kind| (kind.word(), kind));
        one_of(cell, STORE_KIND.what, problems, &words)
    },
    schema: || json!({"type": "string", "enum": StoreKind::ALL.map(StoreKind::word)}),
};

/// The record types that a failover pair is made of.
const RECORD_TYPES: [&str; 3] = ["A", "AAAA", "CNAME"];

/// A record's type.
pub(in crate::plan) static RECORD_TYPE: Kind<String> = Kind {
    what: "a record type that can fail over",
    read: |cell, problems| {
        let words = RECORD_TYPES.map(|word| (word, word));
        one_of(cell, RECORD_TYPE.what, problems, &words).map(str::to_owned)
    },
    schema: || json!({"type": "string", "enum": RECORD_TYPES}),
};

/// A Region's name. Whether it is one that exists is checked once the endpoints
/// are known.
pub(in crate::plan) static REGION: Kind<Region> = Kind {
    what: "a Region's name in quotes",
    read: |cell, problems| {
        let text = plain(cell, REGION.what, problems)?;
        Region::parse(text)
            .map_err(|error| {
                problems.report(
                    cell.problem(format!("{} is not an AWS Region", quoted(text)))
                        .near(error.suggestion),
                );
            })
            .ok()
    },
    schema: || json!({"type": "string", "pattern": REGION_PATTERN}),
};

/// The form of a Region's name, for editors.
pub(in crate::plan) const REGION_PATTERN: &str = "^[a-z]{2}(-[a-z]{2,12})+-[0-9]{1,2}$";

/// A length of time.
pub(in crate::plan) static SPAN: Kind<Span> = Kind {
    what: "a length of time in quotes",
    read: |cell, problems| parsed(cell, SPAN.what, problems, Span::parse),
    schema: || json!({"type": "string", "pattern": "^\\s*([0-9]+\\s*[wdhms]\\s*)+$"}),
};

/// A day.
pub(in crate::plan) static DATE: Kind<NaiveDate> = Kind {
    what: "a date without quotes",
    read: |cell, problems| {
        if let DeValue::Datetime(found) = cell.value.get_ref()
            && (found.date, found.time) == (None, None)
        {
            // What is left of a date that TOML refused, and that was reported there.
            return None;
        }
        let date = match cell.value.get_ref() {
            DeValue::Datetime(found) if found.time.is_none() && found.offset.is_none() => {
                found.date
            }
            _ => None,
        };
        let Some(date) = date else {
            let found = type_of(cell.value.get_ref());
            problems.report(
                cell.problem(format!(
                    "{} must be {}, not {found}",
                    quoted(cell.key),
                    DATE.what
                ))
                .help("write it like 2026-11-30"),
            );
            return None;
        };
        let day = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into());
        if day.is_none() {
            problems.report(cell.problem("there is no such day"));
        }
        day
    },
    schema: || json!({"type": "string", "format": "date"}),
};

/// An ARN.
pub(in crate::plan) static ARN: Kind<Arn> = Kind {
    what: "an ARN in quotes",
    read: |cell, problems| parsed(cell, ARN.what, problems, Arn::parse),
    schema: || json!({"type": "string", "pattern": "^arn:([^:]*:){4}.*$"}),
};

/// A path.
pub(in crate::plan) static PATH: Kind<PathBuf> = Kind {
    what: "a path in quotes",
    read: |cell, problems| plain(cell, PATH.what, problems).map(PathBuf::from),
    schema: || json!({"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}),
};
