//! What a request says, before any operation reads it: a tree of names and values.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::{DateTime, Utc};

/// A value of a request.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sim) enum Input {
    /// Nothing, as `null`.
    Nothing,
    /// Boolean.
    Flag(bool),
    /// Number; timestamps in seconds since 1970 too.
    Number(f64),
    /// Text; everything, in protocols that know nothing else.
    Text(String),
    /// Blob.
    Bytes(Bytes),
    /// List.
    List(Vec<Input>),
    /// Structure.
    Record(BTreeMap<String, Input>),
}

/// A member that does not hold what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct BadMember {
    member: String,
    wanted: &'static str,
}

impl BadMember {
    /// What to tell the caller.
    pub(in crate::sim) fn message(&self) -> String {
        format!("Invalid value for {}: must be {}", self.member, self.wanted)
    }
}

impl Input {
    /// A request that says nothing.
    pub(in crate::sim) fn empty() -> Input {
        Input::Record(BTreeMap::new())
    }

    /// This and the members of another; where both have one, the other's counts.
    pub(in crate::sim) fn with(self, other: Input) -> Input {
        match (self, other) {
            (Input::Record(mut members), Input::Record(others)) => {
                members.extend(others);
                Input::Record(members)
            }
            (_, other) => other,
        }
    }

    /// A member, if it is there and not `null`.
    pub(in crate::sim) fn member(&self, name: &str) -> Option<&Input> {
        match self {
            Input::Record(members) => members
                .get(name)
                .filter(|member| **member != Input::Nothing),
            _ => None,
        }
    }

    /// This value as text.
    pub(in crate::sim) fn as_text(&self) -> Option<&str> {
        match self {
            Input::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A member as text; empty text is as good as none.
    pub(in crate::sim) fn text(&self, name: &str) -> Option<&str> {
        self.member(name)
            .and_then(Input::as_text)
            .filter(|text| !text.is_empty())
    }

    /// A member as a whole number.
    pub(in crate::sim) fn whole(&self, name: &str) -> Result<Option<i64>, BadMember> {
        let bad = || BadMember {
            member: name.to_owned(),
            wanted: "an integer",
        };
        match self.member(name) {
            None => Ok(None),
            Some(Input::Number(number)) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Ok(Some(*number as i64))
            }
            Some(Input::Text(text)) => text.trim().parse().map(Some).map_err(|_| bad()),
            Some(_) => Err(bad()),
        }
    }

    /// A member as an instant: seconds since 1970, or ISO 8601.
    pub(in crate::sim) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, BadMember> {
        let bad = || BadMember {
            member: name.to_owned(),
            wanted: "a timestamp",
        };
        let seconds = |number: f64| {
            let in_range = number.is_finite() && number.abs() < 4e12;
            let millis = (number * 1000.0).round() as i64;
            in_range
                .then(|| DateTime::from_timestamp_millis(millis))
                .flatten()
        };
        match self.member(name) {
            None => Ok(None),
            Some(Input::Number(number)) => seconds(*number).map(Some).ok_or_else(bad),
            Some(Input::Text(text)) => DateTime::parse_from_rfc3339(text)
                .map(|time| time.with_timezone(&Utc))
                .ok()
                .or_else(|| text.parse().ok().and_then(seconds))
                .map(Some)
                .ok_or_else(bad),
            Some(_) => Err(bad()),
        }
    }

    /// A member as yes or no.
    pub(in crate::sim) fn flag(&self, name: &str) -> Result<Option<bool>, BadMember> {
        match self.member(name) {
            None => Ok(None),
            Some(Input::Flag(flag)) => Ok(Some(*flag)),
            Some(Input::Text(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Input::Text(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(BadMember {
                member: name.to_owned(),
                wanted: "true or false",
            }),
        }
    }

    /// The elements of a list. In forms a list is `Name.Element.1`, `Name.Element.2`…, or the same
    /// with `member`; in XML one element inside another, or several of one name.
    pub(in crate::sim) fn list(&self, name: &str, element: &str) -> Vec<&Input> {
        match self.member(name) {
            Some(Input::List(items)) => items.iter().collect(),
            Some(form @ Input::Record(_)) => {
                let items = form.member(element).or_else(|| form.member("member"));
                let items = match items {
                    Some(Input::List(items)) => return items.iter().collect(),
                    Some(Input::Record(items)) if items.keys().any(|key| is_number(key)) => items,
                    Some(alone) => return vec![alone],
                    None => return Vec::new(),
                };
                let mut items: Vec<(u64, &Input)> = items
                    .iter()
                    .filter_map(|(index, item)| Some((index.parse().ok()?, item)))
                    .collect();
                items.sort_by_key(|(index, _)| *index);
                items.into_iter().map(|(_, item)| item).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The elements of a list of texts.
    pub(in crate::sim) fn texts(&self, name: &str, element: &str) -> Vec<&str> {
        self.list(name, element)
            .into_iter()
            .filter_map(Input::as_text)
            .collect()
    }
}

fn is_number(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}
