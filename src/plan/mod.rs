//! What the team declared in `lifeboat.toml`: objectives, Regions, tiers,
//! stores, records, contacts. Pure.

mod model;

pub use model::*;
