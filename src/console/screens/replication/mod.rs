//! Replication: how far behind each copy is, and what that means for the
//! objective.

mod copies;
mod detail;
mod stores;

use super::{Body, Screen};

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '2',
    name: "replication",
    title: "Replication",
    short: "Replication",
    body: Body::Lists(&[&stores::STORES, &copies::COPIES]),
};
