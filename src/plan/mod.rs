//! What the team declared in `lifeboat.toml`: objectives, Regions, tiers,
//! stores, records, contacts. Pure.
//!
//! [`read`] goes from text to a [`Plan`] or to everything that is wrong with it,
//! [`write`] goes back, [`schema`] tells editors what may stand where. What a
//! plan file may hold is listed once, in `keys`.

mod check;
mod keys;
mod kinds;
mod model;
mod problem;
mod read;
mod reference;
mod schema;
mod syntax;
mod walk;
mod write;

pub use model::*;
pub use problem::{PlanError, PlanErrors};
pub use read::{read, read_bytes};
pub use reference::reference;
pub use schema::schema;
pub use write::write;

#[cfg(test)]
mod tests;
