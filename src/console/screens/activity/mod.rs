//! Activity: what changed, the newest first, and how every source stands.

mod changes;
mod sources;

use super::{Body, Screen};

/// See the module.
pub const SCREEN: Screen = Screen {
    key: '8',
    name: "activity",
    title: "Activity",
    short: "Activity",
    body: Body::Lists(&[&changes::CHANGES, &sources::SOURCES]),
};
