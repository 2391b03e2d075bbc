//! What is published of the plan file: its documentation and its schema.

use super::told;
use crate::plan::{StoreKind, Strategy, read, reference, schema, write};
use crate::terms::Span;
use serde_json::{Value, json};

const PAGE: &str = include_str!("../../../docs/plan.md");
const BEGIN: &str = "<!-- The part from here on is made by `plan::reference`. -->\n";
const END: &str = "<!-- Here it ends. -->\n";

/// The fenced blocks of the page, in order: what each is, and its text.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let mut blocks = Vec::new();
    let mut rest = PAGE;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (language, after) = after.split_once('\n').unwrap();
        let (text, after) = after.split_once("```\n").unwrap();
        blocks.push((language, text));
        rest = after;
    }
    blocks
}

fn example() -> &'static str {
    let is_whole = |text: &str| text.contains("harbor-shop") && text.contains("[regions]");
    let mut found = blocks()
        .into_iter()
        .filter(|(language, text)| *language == "toml" && is_whole(text));
    found.next().unwrap().1
}

#[test]
fn the_example_is_the_plan_of_the_harbor_shop() {
    let plan = read(example(), "lifeboat.toml").unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(plan.name, "harbor-shop");
    assert_eq!(plan.strategy, Some(Strategy::WarmStandby));
    let stores: Vec<(&str, StoreKind, &str, Option<&str>)> = plan
        .stores
        .iter()
        .map(|s| {
            (
                s.name.as_str(),
                s.kind,
                s.identifier.as_str(),
                s.standby.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        stores,
        [
            (
                "orders-db",
                StoreKind::Rds,
                "orders-db",
                Some("orders-db-usw2")
            ),
            ("catalog", StoreKind::AuroraGlobal, "catalog-global", None),
            ("carts", StoreKind::DynamoDb, "carts", None),
            (
                "media",
                StoreKind::S3,
                "harbor-media",
                Some("harbor-media-usw2")
            ),
            ("uploads", StoreKind::Efs, "fs-0a1b2c3d", None),
        ]
    );
    assert_eq!(plan.rpo(&plan.stores[0]), Some(Span::minutes(15)));
    assert_eq!(plan.records.len(), 2);
    assert!(plan.records[1].standby_takes_over.is_some());
    assert_eq!(read(&write(&plan), "lifeboat.toml"), Ok(plan));
}

#[test]
fn the_key_reference_is_what_the_program_knows() {
    let (_, after) = PAGE.split_once(BEGIN).unwrap();
    let (written, _) = after.split_once(END).unwrap();
    let made = format!("\n{}", reference());
    assert!(
        written == made,
        "docs/plan.md is out of date; between its two markers belongs:\n{made}"
    );
}

#[test]
fn the_errors_shown_are_the_errors_told() {
    let blocks = blocks();
    let pairs: Vec<_> = blocks
        .windows(2)
        .filter(|pair| pair[0].0 == "toml" && pair[1].0 == "text")
        .collect();
    assert!(pairs.len() >= 4, "the page shows errors by example");
    for pair in pairs {
        assert_eq!(told(pair[0].1), pair[1].1.trim_end());
    }
}

/// Checks a value against the part of JSON Schema that the plan's schema uses.
fn conforms(value: &Value, schema: &Value, path: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    match value {
        Value::Object(members) => {
            assert_eq!(schema["type"], "object", "{path}");
            for name in schema["required"].as_array().into_iter().flatten() {
                if !members.contains_key(name.as_str().unwrap()) {
                    breaches.push(format!("{path}: {name} is required"));
                }
            }
            for (name, member) in members {
                let path = format!("{path}.{name}");
                match (&schema["properties"][name], &schema["additionalProperties"]) {
                    (Value::Null, Value::Object(_)) => {
                        let additional = &schema["additionalProperties"];
                        breaches.extend(conforms(member, additional, &path));
                    }
                    (Value::Null, _) => breaches.push(format!("{path} is not allowed")),
                    (property, _) => breaches.extend(conforms(member, property, &path)),
                }
            }
        }
        Value::Array(items) => {
            assert_eq!(schema["type"], "array", "{path}");
            for item in items {
                breaches.extend(conforms(item, &schema["items"], path));
            }
        }
        Value::String(_) => {
            assert_eq!(schema["type"], "string", "{path}");
            let words = schema["enum"].as_array();
            if words.is_some_and(|words| !words.contains(value)) {
                breaches.push(format!("{path}: {value} is none of the words"));
            }
        }
        other => breaches.push(format!("{path}: {other}")),
    }
    breaches
}

/// A file as JSON, dates as strings.
fn as_json(text: &str) -> Value {
    fn json(value: &toml::Value) -> Value {
        match value {
            toml::Value::Table(table) => table
                .iter()
                .map(|(name, value)| (name.clone(), json(value)))
                .collect(),
            toml::Value::Array(items) => items.iter().map(json).collect(),
            toml::Value::String(text) => json!(text),
            toml::Value::Datetime(date) => json!(date.to_string()),
            other => panic!("a plan holds no {other}"),
        }
    }
    json(&toml::Value::Table(text.parse().unwrap()))
}

#[test]
fn the_schema_admits_the_example_and_refuses_its_slips() {
    let schema = schema();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["required"], json!(["name", "regions"]));
    let mut plan = as_json(example());
    assert_eq!(conforms(&plan, &schema, "plan"), Vec::<String>::new());

    plan["tiers"][0]["rpoo"] = json!("15m");
    plan["stores"][0]["kind"] = json!("memcached");
    plan["records"][0].as_object_mut().unwrap().remove("type");
    assert_eq!(
        conforms(&plan, &schema, "plan"),
        [
            "plan.records: \"type\" is required",
            "plan.stores.kind: \"memcached\" is none of the words",
            "plan.tiers.rpoo is not allowed",
        ]
    );
}

#[test]
fn every_key_of_the_schema_says_what_it_is_for() {
    fn walk(schema: &Value, path: &str, keys: &mut usize) {
        let said = schema["description"].as_str();
        assert!(said.is_some_and(|said| said.ends_with('.')), "{path}");
        *keys += 1;
        let members = schema["properties"].as_object();
        for (name, member) in members.into_iter().flatten() {
            walk(member, &format!("{path}.{name}"), keys);
        }
        if let Some(items) = schema
            .get("items")
            .filter(|items| items["type"] == "object")
        {
            walk(items, &format!("{path}[]"), keys);
        }
    }
    let mut keys = 0;
    walk(&schema(), "plan", &mut keys);
    assert!(keys > 50, "{keys}");
}
