//! Sources, and when to look at each.
//!
//! A source is one file in `sources/` and one line in its list. Each is watched
//! by a task of its own in every scope it has: at its cadence, a little spread
//!; never twice at
//! a time; left alone while nobody answers there . What one look
//! found that another needs is kept in [`Knowledge`]. Everything seen, failures
//! included, goes into one channel.

mod backoff;
mod breaker;
mod collector;
#[cfg(test)]
mod fixture;
mod knowledge;
pub mod metrics;
mod once;
mod run;
#[cfg(test)]
mod scripted;
mod sources;
mod watch;

pub use crate::aws::USD_PER_METRIC;
pub use collector::Collector;
pub use knowledge::Knowledge;
pub use once::{once, once_of};
pub use sources::{SOURCES, Setup, SourceEntry};
pub use watch::{Cadence, Pace, Seen};

/// How far a look goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// As far as the plan's stores and records call for.
    #[default]
    Declared,
    /// As far as it can, to find what a plan should say: the records of every
    /// public zone.
    Everything,
}
