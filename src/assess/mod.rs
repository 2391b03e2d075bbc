//! Plan × estate × now: recovery points, losses, writers, what DNS answers, a
//! verdict, and findings. Pure, and incremental: after an observation only what
//! it touched is examined again.

mod context;
mod events;
mod findings;
#[cfg(test)]
mod fixture;
mod health;
mod index;
mod model;
mod propose;
mod recovery;
mod routing;
mod serving;
mod subject;
mod subjects;
#[cfg(test)]
mod tests;
mod update;
mod verdict;
mod writers;

pub use context::{Context, RegionStanding};
pub use events::{About, Event, EventKind, History};
pub use findings::{CHECKS, Check, Finding};
pub use model::*;
pub use propose::propose;
pub use serving::*;
pub use subject::{Subject, SubjectKind};
pub use update::Assessment;
