//! `GetItem`, `PutItem`, `UpdateItem`, `DeleteItem`.

use super::condition::Condition;
use super::expression::{Cursor, Placeholders};
use super::table_of;
use super::update::Update;
use super::values::{invalid, item, shape};
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Change, Failure};
use crate::sim::world::items::{AttributeValue, Item, Table};

/// The key of an item, read off its attributes.
fn key_in(table: &Table, attributes: &Item) -> Result<String, Failure> {
    match attributes.get(&table.key) {
        Some(AttributeValue::Text(key)) if key.is_empty() => Err(invalid(format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot \
             contain an empty string value. Key: {}",
            table.key
        ))),
        Some(AttributeValue::Text(key)) => Ok(key.clone()),
        Some(other) => Err(invalid(format!(
            "One or more parameter values were invalid: Type mismatch for key {} expected: S actual: {}",
            table.key,
            other.kind()
        ))),
        None => Err(invalid(format!(
            "One or more parameter values were invalid: Missing the key {} in the item",
            table.key
        ))),
    }
}

/// The `Key` of a request: the table's key attribute, and no other.
fn key_of(call: &Call<'_>, table: &Table) -> Result<String, Failure> {
    let key = needed(call, "Key")?;
    match key.get(&table.key) {
        Some(AttributeValue::Text(_)) if key.len() == 1 => key_in(table, &key),
        _ => Err(invalid(
            "The provided key element does not match the schema",
        )),
    }
}

fn needed(call: &Call<'_>, member: &str) -> Result<Item, Failure> {
    item(call, member)?.ok_or_else(|| {
        let mut lower = member.to_owned();
        lower[..1].make_ascii_lowercase();
        invalid(format!(
            "1 validation error detected: Value null at '{lower}' failed to satisfy constraint: Member \
             must not be null"
        ))
    })
}

/// A member that is one of some words; the first of them when it is not there.
fn one_of<'a>(call: &Call<'a>, member: &str, words: &[&'a str]) -> Result<&'a str, Failure> {
    let input: &'a crate::sim::services::input::Input = call.input;
    match input.text(member) {
        None => Ok(words.first().copied().unwrap_or_default()),
        Some(word) if words.contains(&word) => Ok(word),
        Some(word) => {
            let mut lower = member.to_owned();
            lower[..1].make_ascii_lowercase();
            Err(invalid(format!(
                "1 validation error detected: Value '{word}' at '{lower}' failed to satisfy constraint: \
                 Member must satisfy enum value set: [{}]",
                words.join(", ")
            )))
        }
    }
}

/// Holds the request's condition against an item.
fn check(
    call: &Call<'_>,
    placeholders: &Placeholders,
    current: Option<&Item>,
) -> Result<(), Failure> {
    let condition = match call.input.text("ConditionExpression") {
        Some(expression) => Some(Condition::read(expression, placeholders)?),
        None => None,
    };
    let told = one_of(
        call,
        "ReturnValuesOnConditionCheckFailure",
        &["NONE", "ALL_OLD"],
    )?;
    placeholders.check_used()?;
    let nothing = Item::new();
    if condition.is_none_or(|condition| condition.holds(current.unwrap_or(&nothing))) {
        return Ok(());
    }
    let known = current.filter(|_| told == "ALL_OLD");
    Err(Failure {
        details: known
            .map(|item| ("Item", shape(item)))
            .into_iter()
            .collect(),
        ..Failure::bad_request(
            "ConditionalCheckFailedException",
            "The conditional request failed",
        )
    })
}

/// An answer with `Attributes`, if there are any to tell.
fn attributes(told: Option<Item>) -> Shape {
    let told = told.filter(|item| !item.is_empty());
    Record::new()
        .maybe("Attributes", told.as_ref().map(shape))
        .into()
}

pub(super) fn get(call: &Call<'_>) -> Result<Shape, Failure> {
    let table = table_of(call)?;
    let key = key_of(call, table)?;
    call.flag("ConsistentRead")?;
    let placeholders = Placeholders::read(call)?;
    let found = table.items.get(&key);
    let wanted = match call.input.text("ProjectionExpression") {
        None => None,
        Some(expression) => {
            let mut cursor = Cursor::over("ProjectionExpression", expression, &placeholders)?;
            let mut paths = vec![cursor.path()?];
            while cursor.sign(",") {
                paths.push(cursor.path()?);
            }
            if !cursor.done() {
                return Err(cursor.wrong());
            }
            Some(paths)
        }
    };
    placeholders.check_used()?;
    let found = found.map(|item| match &wanted {
        None => item.clone(),
        Some(paths) => {
            let kept = item.iter().filter(|(name, _)| paths.contains(name));
            kept.map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        }
    });
    Ok(Record::new()
        .maybe("Item", found.as_ref().map(shape))
        .into())
}

pub(super) fn put(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let new = needed(&call, "Item")?;
    let key = key_in(table_of(&call)?, &new)?;
    replace(change, key, Some(new))
}

pub(super) fn delete(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let key = key_of(&call, table_of(&call)?)?;
    replace(change, key, None)
}

/// Puts an item in the place of the one that is there, or takes that out, if the request's condition holds.
fn replace(change: &mut Change<'_>, key: String, new: Option<Item>) -> Result<Shape, Failure> {
    let call = change.look();
    let table = table_of(&call)?;
    let told = one_of(&call, "ReturnValues", &["NONE", "ALL_OLD"])?;
    let old_told = told == "ALL_OLD";
    let placeholders = Placeholders::read(&call)?;
    let current = table.items.get(&key);
    check(&call, &placeholders, current)?;
    let told = current.filter(|_| old_told).cloned();
    let name = table.name.clone();
    write(change, &name, key, new)?;
    Ok(attributes(told))
}

pub(super) fn update(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let table = table_of(&call)?;
    let key = key_of(&call, table)?;
    let words = ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"];
    let told = one_of(&call, "ReturnValues", &words)?.to_owned();
    let placeholders = Placeholders::read(&call)?;
    let update = match call.input.text("UpdateExpression") {
        Some(expression) => Update::read(expression, &placeholders)?,
        None => Update::default(),
    };
    if update.paths().contains(&&table.key) {
        return Err(invalid(format!(
            "One or more parameter values were invalid: Cannot update attribute {}. This attribute is \
             part of the key",
            table.key
        )));
    }
    let current = table.items.get(&key);
    check(&call, &placeholders, current)?;
    let bare = Item::from([(table.key.clone(), AttributeValue::Text(key.clone()))]);
    let before = current.cloned();
    let after = update.applied(before.as_ref().unwrap_or(&bare))?;
    let touched = |item: &Item| -> Item {
        let paths = update.paths();
        let kept = item.iter().filter(|(name, _)| paths.contains(name));
        kept.map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let told = match told.as_str() {
        "ALL_OLD" => before,
        "UPDATED_OLD" => before.as_ref().map(touched),
        "ALL_NEW" => Some(after.clone()),
        "UPDATED_NEW" => Some(touched(&after)),
        _ => None,
    };
    let name = table.name.clone();
    write(change, &name, key, Some(after))?;
    Ok(attributes(told))
}

/// Puts an item into a table of the Region, or takes it out.
fn write(
    change: &mut Change<'_>,
    table: &str,
    key: String,
    item: Option<Item>,
) -> Result<(), Failure> {
    let internal = change.service.internal();
    let here = change.world.regions.get_mut(change.region);
    let table = here.and_then(|here| here.tables.get_mut(table));
    let table = table.ok_or(internal)?;
    match item {
        Some(item) => table.items.insert(key, item),
        None => table.items.remove(&key),
    };
    Ok(())
}
