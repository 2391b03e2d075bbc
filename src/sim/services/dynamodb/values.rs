//! Attribute values, as requests and answers write them.

use std::collections::BTreeMap;

use super::number::Number;
use crate::sim::services::input::Input;
use crate::sim::services::shape::Shape;
use crate::sim::services::{Call, Failure};
use crate::sim::world::items::{AttributeValue, Item, SetKind};

/// How deep lists and maps may stand in each other.
const DEEPEST: u8 = 32;

/// Something DynamoDB does not take.
pub(super) fn invalid(message: impl Into<String>) -> Failure {
    Failure::bad_request("ValidationException", message)
}

/// Reads an item, or any other map of attribute values; none when it is not there.
pub(super) fn item(call: &Call<'_>, member: &str) -> Result<Option<Item>, Failure> {
    match call.input.member(member) {
        None => Ok(None),
        Some(Input::Record(members)) => map(members, DEEPEST).map(Some),
        Some(_) => Err(invalid(format!("{member} must be a map"))),
    }
}

fn map(members: &BTreeMap<String, Input>, depth: u8) -> Result<Item, Failure> {
    let read = |(name, value): (&String, &Input)| Ok((name.clone(), value_of(value, depth)?));
    members.iter().map(read).collect()
}

/// Reads one value: a structure with exactly one member, which says its kind.
fn value_of(input: &Input, depth: u8) -> Result<AttributeValue, Failure> {
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(invalid("Nesting Levels have exceeded supported limits"));
    };
    let Input::Record(members) = input else {
        return Err(invalid("An attribute value must be a structure"));
    };
    let mut members = members.iter();
    let (Some((kind, value)), None) = (members.next(), members.next()) else {
        return Err(invalid(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the \
             supported datatypes",
        ));
    };
    let found = match (kind.as_str(), value) {
        ("S", Input::Text(text)) => AttributeValue::Text(text.clone()),
        ("N", Input::Text(text)) => AttributeValue::Number(number(text)?),
        ("B", Input::Text(text)) => AttributeValue::Binary(text.clone()),
        ("BOOL", Input::Flag(flag)) => AttributeValue::Flag(*flag),
        ("NULL", Input::Flag(true)) => AttributeValue::Null,
        ("M", Input::Record(members)) => AttributeValue::Map(map(members, deeper)?),
        ("L", Input::List(items)) => {
            let items = items.iter().map(|item| value_of(item, deeper));
            AttributeValue::List(items.collect::<Result<_, _>>()?)
        }
        ("SS" | "NS" | "BS", Input::List(items)) => set(kind, items)?,
        _ => {
            return Err(invalid(
                "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            ));
        }
    };
    Ok(found)
}

fn number(text: &str) -> Result<String, Failure> {
    let number = Number::read(text).ok_or_else(|| {
        invalid(format!(
            "The parameter cannot be converted to a numeric value: {text}"
        ))
    })?;
    Ok(number.to_string())
}

fn set(kind: &str, items: &[Input]) -> Result<AttributeValue, Failure> {
    let kind = match kind {
        "SS" => SetKind::Text,
        "NS" => SetKind::Number,
        _ => SetKind::Binary,
    };
    let mut elements: Vec<String> = items
        .iter()
        .filter_map(Input::as_text)
        .map(|text| match kind {
            SetKind::Number => number(text),
            SetKind::Text | SetKind::Binary => Ok(text.to_owned()),
        })
        .collect::<Result<_, _>>()?;
    elements.sort();
    let all = elements.len();
    elements.dedup();
    if elements.is_empty() || elements.len() != all || all != items.len() {
        return Err(invalid(
            "One or more parameter values were invalid: An set must have elements, each once",
        ));
    }
    Ok(AttributeValue::Set(kind, elements))
}

/// An item as answers write it.
pub(super) fn shape(item: &Item) -> Shape {
    let members = item
        .iter()
        .map(|(name, value)| (name.clone(), value_shape(value)));
    Shape::Map(members.collect())
}

fn value_shape(value: &AttributeValue) -> Shape {
    let inner = match value {
        AttributeValue::Text(text)
        | AttributeValue::Number(text)
        | AttributeValue::Binary(text) => text.into(),
        AttributeValue::Flag(flag) => (*flag).into(),
        AttributeValue::Null => true.into(),
        AttributeValue::Map(item) => shape(item),
        AttributeValue::List(items) => {
            Shape::List("member", items.iter().map(value_shape).collect())
        }
        AttributeValue::Set(_, elements) => {
            Shape::List("member", elements.iter().map(Shape::from).collect())
        }
    };
    Shape::Record(vec![(value.kind(), inner)])
}
