//! What lies in DynamoDB's tables.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::databases::{Tag, Writes};

/// A DynamoDB table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its partition key: an attribute that is a string.
    pub key: String,
    /// `CreationDateTime`.
    pub created: DateTime<Utc>,
    /// The Regions a global table replicates to from here. Items are not replicated in the simulation: each
    /// Region's table has its own.
    pub replica_regions: Vec<String>,
    /// Whether it is written to: an idle table reports no latency.
    pub writes: Writes,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Its items by their key.
    pub items: BTreeMap<String, Item>,
}

/// An item: its attributes by name.
pub type Item = BTreeMap<String, AttributeValue>;

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeValue {
    /// `S`.
    Text(String),
    /// `N`, as DynamoDB writes it.
    Number(String),
    /// `B`, in base64.
    Binary(String),
    /// `BOOL`.
    Flag(bool),
    /// `NULL`.
    Null,
    /// `L`.
    List(Vec<AttributeValue>),
    /// `M`.
    Map(Item),
    /// `SS`, `NS` or `BS`: its kind, and its elements.
    Set(SetKind, Vec<String>),
}

/// The kind of a set's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetKind {
    /// `SS`.
    Text,
    /// `NS`.
    Number,
    /// `BS`.
    Binary,
}

impl AttributeValue {
    /// What DynamoDB calls the kind of value.
    pub fn kind(&self) -> &'static str {
        match self {
            AttributeValue::Text(_) => "S",
            AttributeValue::Number(_) => "N",
            AttributeValue::Binary(_) => "B",
            AttributeValue::Flag(_) => "BOOL",
            AttributeValue::Null => "NULL",
            AttributeValue::List(_) => "L",
            AttributeValue::Map(_) => "M",
            AttributeValue::Set(SetKind::Text, _) => "SS",
            AttributeValue::Set(SetKind::Number, _) => "NS",
            AttributeValue::Set(SetKind::Binary, _) => "BS",
        }
    }
}
