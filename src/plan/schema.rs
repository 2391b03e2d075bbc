//! The plan file as a JSON Schema, for editors and for checks elsewhere.

use super::keys::{AnyKey, Form, ROOT, Section};
use super::kinds::REGION_PATTERN;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a plan file. TOML's dates stand in it as
/// strings of the format `date`, as TOML language servers expect.
///
/// A schema sees one value at a time: what one part demands of another, such as
/// tiers that exist, only [`read`](super::read) checks.
#[must_use]
pub fn schema() -> Value {
    let mut schema = table(&ROOT);
    if let Value::Object(members) = &mut schema {
        members.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        members.insert("title".to_owned(), json!("lifeboat plan"));
        members.insert(
            "description".to_owned(),
            json!("What a team declares about disaster recovery on AWS."),
        );
    }
    schema
}

fn table(section: &'static Section) -> Value {
    if let Some(key) = section.per_region {
        return json!({
            "type": "object",
            "description": section.about,
            "propertyNames": {"pattern": REGION_PATTERN},
            "additionalProperties": value(key),
        });
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    for key in section.keys {
        properties.insert(key.name().to_owned(), value(*key));
        if key.needed() {
            required.push(key.name());
        }
    }
    for inner in section.sections {
        let one = table(inner);
        let schema = match inner.form {
            Form::One => one,
            Form::Many => json!({"type": "array", "description": inner.about, "items": one}),
        };
        properties.insert(inner.name.to_owned(), schema);
        if inner.needed {
            required.push(inner.name);
        }
    }
    json!({
        "type": "object",
        "description": section.about,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn value(key: &dyn AnyKey) -> Value {
    let mut schema = key.schema();
    if let Value::Object(members) = &mut schema {
        members.insert("description".to_owned(), json!(key.about()));
    }
    schema
}
