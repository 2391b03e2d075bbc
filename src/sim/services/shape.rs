//! A value in the form of AWS's API model, before any protocol writes it.

use bytes::Bytes;
use chrono::{DateTime, Utc};

/// A value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sim) enum Shape {
    /// Boolean.
    Flag(bool),
    /// Integer or long.
    Whole(i64),
    /// Double.
    Real(f64),
    /// String, enum or anything else that is text.
    Text(String),
    /// Timestamp.
    Time(DateTime<Utc>),
    /// List, with what XML calls its elements.
    List(&'static str, Vec<Shape>),
    /// Blob.
    Bytes(Bytes),
    /// Map, from text to anything.
    Map(Vec<(String, Shape)>),
    /// Structure: members in their order, absent ones left out.
    Record(Vec<(&'static str, Shape)>),
}

impl From<bool> for Shape {
    fn from(value: bool) -> Shape {
        Shape::Flag(value)
    }
}

impl From<i32> for Shape {
    fn from(value: i32) -> Shape {
        Shape::Whole(value.into())
    }
}

impl From<i64> for Shape {
    fn from(value: i64) -> Shape {
        Shape::Whole(value)
    }
}

impl From<f64> for Shape {
    fn from(value: f64) -> Shape {
        Shape::Real(value)
    }
}

impl From<&str> for Shape {
    fn from(value: &str) -> Shape {
        Shape::Text(value.to_owned())
    }
}

impl From<&String> for Shape {
    fn from(value: &String) -> Shape {
        Shape::Text(value.clone())
    }
}

impl From<String> for Shape {
    fn from(value: String) -> Shape {
        Shape::Text(value)
    }
}

impl From<DateTime<Utc>> for Shape {
    fn from(value: DateTime<Utc>) -> Shape {
        Shape::Time(value)
    }
}

impl From<Record> for Shape {
    fn from(value: Record) -> Shape {
        Shape::Record(value.0)
    }
}

/// A structure while it is put together.
#[derive(Debug, Default)]
pub(in crate::sim) struct Record(Vec<(&'static str, Shape)>);

impl Record {
    /// A structure without members.
    pub(in crate::sim) fn new() -> Record {
        Record::default()
    }

    /// With this member.
    pub(in crate::sim) fn with(mut self, name: &'static str, value: impl Into<Shape>) -> Record {
        self.0.push((name, value.into()));
        self
    }

    /// With this member if there is one: AWS leaves out what it has not.
    pub(in crate::sim) fn maybe(
        self,
        name: &'static str,
        value: Option<impl Into<Shape>>,
    ) -> Record {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With this list, its elements called `element` in XML.
    pub(in crate::sim) fn list<T: Into<Shape>>(
        self,
        name: &'static str,
        element: &'static str,
        items: impl IntoIterator<Item = T>,
    ) -> Record {
        let items = items.into_iter().map(Into::into).collect();
        self.with(name, Shape::List(element, items))
    }
}
