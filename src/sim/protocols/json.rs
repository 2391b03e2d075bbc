//! JSON, as REST-JSON and as JSON 1.0.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Number, Value, json};

use crate::sim::services::Failure;
use crate::sim::services::input::Input;
use crate::sim::services::shape::Shape;

/// Reads a body; an empty one says nothing.
pub(super) fn read(body: &[u8]) -> Result<Input, String> {
    if body.is_empty() {
        return Ok(Input::empty());
    }
    let value: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    match input(value) {
        record @ Input::Record(_) => Ok(record),
        _ => Err("the request must be a JSON object".to_owned()),
    }
}

fn input(value: Value) -> Input {
    match value {
        Value::Null => Input::Nothing,
        Value::Bool(flag) => Input::Flag(flag),
        Value::Number(number) => number.as_f64().map_or(Input::Nothing, Input::Number),
        Value::String(text) => Input::Text(text),
        Value::Array(items) => Input::List(items.into_iter().map(input).collect()),
        Value::Object(members) => Input::Record(
            members
                .into_iter()
                .map(|(name, value)| (name, input(value)))
                .collect(),
        ),
    }
}

/// Writes an answer; timestamps are seconds since 1970, with milliseconds.
pub(super) fn write(shape: &Shape) -> Vec<u8> {
    value(shape).to_string().into_bytes()
}

fn value(shape: &Shape) -> Value {
    match shape {
        Shape::Flag(flag) => Value::Bool(*flag),
        Shape::Whole(number) => Value::Number((*number).into()),
        Shape::Real(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Shape::Text(text) => Value::String(text.clone()),
        Shape::Time(time) => {
            let seconds = time.timestamp_millis() as f64 / 1000.0;
            Number::from_f64(seconds).map_or(Value::Null, Value::Number)
        }
        Shape::Bytes(bytes) => Value::String(BASE64_STANDARD.encode(bytes)),
        Shape::Map(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| (name.clone(), value(member)))
                .collect::<Map<String, Value>>(),
        ),
        Shape::List(_, items) => Value::Array(items.iter().map(value).collect()),
        Shape::Record(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| ((*name).to_owned(), value(member)))
                .collect::<Map<String, Value>>(),
        ),
    }
}

/// A failure in JSON 1.0; its code is of the service's own namespace.
pub(super) fn failure(namespace: &str, failure: &Failure) -> Vec<u8> {
    let kind = format!("{namespace}#{}", failure.code);
    let mut members = Map::from_iter([
        ("__type".to_owned(), kind.into()),
        ("message".to_owned(), failure.message.clone().into()),
    ]);
    let details = failure.details.iter();
    members.extend(details.map(|(name, detail)| ((*name).to_owned(), value(detail))));
    Value::Object(members).to_string().into_bytes()
}

/// A failure in REST-JSON; its code is in a header too.
pub(super) fn rest_failure(failure: &Failure) -> Vec<u8> {
    let kind = if failure.status < 500 {
        "User"
    } else {
        "Server"
    };
    json!({ "Code": failure.code, "Message": failure.message, "Type": kind })
        .to_string()
        .into_bytes()
}
