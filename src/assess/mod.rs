//! Plan × estate × now: recovery points, losses, writers, what DNS answers, a
//! verdict, and findings. Pure, and incremental: after an observation only what
//! it touched is examined again.

mod answering;
mod caches;
mod checking;
mod context;
mod events;
mod explain;
mod findings;
#[cfg(test)]
pub(crate) mod fixture;
mod health;
mod hosts;
mod index;
mod model;
mod propose;
mod protection;
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

pub use answering::answered_by;
pub use caches::{AnswerChange, Caches, caches};
pub use checking::{Checked, CheckerRegion, CheckerSeen, Overridden, Override, checkers_by_region};
pub use context::{Context, RegionStanding};
pub use events::{About, Event, EventKind, History};
pub use explain::Step;
pub use findings::{CHECKS, Check, Finding, Restore, last_restore};
pub use model::*;
pub use propose::propose;
pub use protection::{LastJob, PointKept, PointsIn, Protection, Selected, SelectedBy};
pub use routing::would_answer;
pub use serving::*;
pub use subject::{Subject, SubjectKind};
pub use update::Assessment;
