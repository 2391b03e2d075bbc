//! `ConditionExpression`.

use std::cmp::Ordering;

use super::expression::{Cursor, Placeholders};
use super::number::Number;
use super::values::invalid;
use crate::sim::services::Failure;
use crate::sim::world::items::{AttributeValue, Item};

/// How deep conditions may stand in each other.
const DEEPEST: u8 = 64;

/// A condition on an item.
#[derive(Debug)]
pub(super) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Exists(String),
    NotExists(String),
    BeginsWith(Operand, Operand),
    Contains(Operand, Operand),
    Compare(Operand, Comparator, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
}

/// What is compared.
#[derive(Debug)]
pub(super) enum Operand {
    Path(String),
    Value(AttributeValue),
    Size(String),
}

/// How it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

const COMPARATORS: [(&str, Comparator); 6] = [
    ("=", Comparator::Equal),
    ("<>", Comparator::NotEqual),
    ("<=", Comparator::AtMost),
    ("<", Comparator::Less),
    (">=", Comparator::AtLeast),
    (">", Comparator::Greater),
];

const FUNCTIONS: [&str; 5] = [
    "attribute_exists",
    "attribute_not_exists",
    "begins_with",
    "contains",
    "size",
];

impl Condition {
    /// Reads a condition.
    pub(super) fn read(
        expression: &str,
        placeholders: &Placeholders,
    ) -> Result<Condition, Failure> {
        let mut cursor = Cursor::over("ConditionExpression", expression, placeholders)?;
        let condition = either(&mut cursor, DEEPEST)?;
        if cursor.done() {
            Ok(condition)
        } else {
            Err(cursor.wrong())
        }
    }

    /// Whether an item meets it; an item that is not there is as one without attributes.
    pub(super) fn holds(&self, item: &Item) -> bool {
        match self {
            Condition::And(one, other) => one.holds(item) && other.holds(item),
            Condition::Or(one, other) => one.holds(item) || other.holds(item),
            Condition::Not(inner) => !inner.holds(item),
            Condition::Exists(path) => item.contains_key(path),
            Condition::NotExists(path) => !item.contains_key(path),
            Condition::BeginsWith(of, with) => match (of.on(item), with.on(item)) {
                (Some(AttributeValue::Text(of)), Some(AttributeValue::Text(with))) => {
                    of.starts_with(&with)
                }
                _ => false,
            },
            Condition::Contains(of, part) => match (of.on(item), part.on(item)) {
                (Some(AttributeValue::Text(of)), Some(AttributeValue::Text(part))) => {
                    of.contains(&part)
                }
                (Some(AttributeValue::List(items)), Some(part)) => items.contains(&part),
                (
                    Some(AttributeValue::Set(_, elements)),
                    Some(AttributeValue::Text(part) | AttributeValue::Number(part)),
                ) => elements.contains(&part),
                _ => false,
            },
            Condition::Compare(one, how, other) => how.holds(one.on(item), other.on(item)),
            Condition::Between(of, low, high) => {
                let of = || of.on(item);
                Comparator::AtLeast.holds(of(), low.on(item))
                    && Comparator::AtMost.holds(of(), high.on(item))
            }
            Condition::In(of, values) => values
                .iter()
                .any(|value| Comparator::Equal.holds(of.on(item), value.on(item))),
        }
    }
}

impl Operand {
    fn on(&self, item: &Item) -> Option<AttributeValue> {
        match self {
            Operand::Path(path) => item.get(path).cloned(),
            Operand::Value(value) => Some(value.clone()),
            Operand::Size(path) => {
                let size = match item.get(path)? {
                    AttributeValue::Text(text) => text.len(),
                    AttributeValue::List(items) => items.len(),
                    AttributeValue::Map(members) => members.len(),
                    AttributeValue::Set(_, elements) => elements.len(),
                    _ => return None,
                };
                Some(AttributeValue::Number(size.to_string()))
            }
        }
    }
}

impl Comparator {
    /// What is not there is not equal to anything, and neither less nor greater.
    fn holds(self, one: Option<AttributeValue>, other: Option<AttributeValue>) -> bool {
        let (Some(one), Some(other)) = (one, other) else {
            return self == Comparator::NotEqual;
        };
        match self {
            Comparator::Equal => one == other,
            Comparator::NotEqual => one != other,
            Comparator::Less => order(&one, &other) == Some(Ordering::Less),
            Comparator::Greater => order(&one, &other) == Some(Ordering::Greater),
            Comparator::AtMost => order(&one, &other).is_some_and(Ordering::is_le),
            Comparator::AtLeast => order(&one, &other).is_some_and(Ordering::is_ge),
        }
    }
}

/// The order of two values of one kind that has an order.
fn order(one: &AttributeValue, other: &AttributeValue) -> Option<Ordering> {
    match (one, other) {
        (AttributeValue::Number(one), AttributeValue::Number(other)) => {
            Some(Number::read(one)?.compare(Number::read(other)?))
        }
        (AttributeValue::Text(one), AttributeValue::Text(other))
        | (AttributeValue::Binary(one), AttributeValue::Binary(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

fn either(cursor: &mut Cursor<'_>, depth: u8) -> Result<Condition, Failure> {
    let mut condition = both(cursor, depth)?;
    while cursor.keyword("OR") {
        condition = Condition::Or(Box::new(condition), Box::new(both(cursor, depth)?));
    }
    Ok(condition)
}

fn both(cursor: &mut Cursor<'_>, depth: u8) -> Result<Condition, Failure> {
    let mut condition = negated(cursor, depth)?;
    while cursor.keyword("AND") {
        condition = Condition::And(Box::new(condition), Box::new(negated(cursor, depth)?));
    }
    Ok(condition)
}

fn negated(cursor: &mut Cursor<'_>, depth: u8) -> Result<Condition, Failure> {
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(invalid(
            "Invalid ConditionExpression: The expression contains too many operators",
        ));
    };
    if cursor.keyword("NOT") {
        return Ok(Condition::Not(Box::new(negated(cursor, deeper)?)));
    }
    if cursor.sign("(") {
        let inner = either(cursor, deeper)?;
        cursor.need(")")?;
        return Ok(inner);
    }
    match cursor.function(&FUNCTIONS)? {
        Some("attribute_exists") => Ok(Condition::Exists(argument(cursor)?)),
        Some("attribute_not_exists") => Ok(Condition::NotExists(argument(cursor)?)),
        Some("size") => {
            let size = Operand::Size(argument(cursor)?);
            compared(cursor, size)
        }
        Some(function) => {
            let of = operand(cursor)?;
            cursor.need(",")?;
            let other = operand(cursor)?;
            cursor.need(")")?;
            Ok(if function == "contains" {
                Condition::Contains(of, other)
            } else {
                Condition::BeginsWith(of, other)
            })
        }
        None => {
            let one = operand(cursor)?;
            compared(cursor, one)
        }
    }
}

/// The one argument of a function, which is a path, and its end.
fn argument(cursor: &mut Cursor<'_>) -> Result<String, Failure> {
    let path = cursor.path()?;
    cursor.need(")")?;
    Ok(path)
}

fn operand(cursor: &mut Cursor<'_>) -> Result<Operand, Failure> {
    if let Some(value) = cursor.value()? {
        return Ok(Operand::Value(value));
    }
    match cursor.function(&FUNCTIONS)? {
        Some("size") => Ok(Operand::Size(argument(cursor)?)),
        Some(_) => Err(cursor.wrong()),
        None => Ok(Operand::Path(cursor.path()?)),
    }
}

/// What follows an operand.
fn compared(cursor: &mut Cursor<'_>, one: Operand) -> Result<Condition, Failure> {
    if cursor.keyword("BETWEEN") {
        let low = operand(cursor)?;
        if !cursor.keyword("AND") {
            return Err(cursor.wrong());
        }
        return Ok(Condition::Between(one, low, operand(cursor)?));
    }
    if cursor.keyword("IN") {
        cursor.need("(")?;
        let mut values = vec![operand(cursor)?];
        while cursor.sign(",") {
            values.push(operand(cursor)?);
        }
        cursor.need(")")?;
        return Ok(Condition::In(one, values));
    }
    let how = COMPARATORS.iter().find(|(sign, _)| cursor.sign(sign));
    match how {
        Some((_, how)) => Ok(Condition::Compare(one, *how, operand(cursor)?)),
        None => Err(cursor.wrong()),
    }
}
