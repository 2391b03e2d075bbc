//! Guarded actions: the catalogue, the preflight, the gate, and the run.
//!
//! An action is one file in `actions/` and one line in its list. It says what it
//! would send and what that depends on; the checks say what stands in the way;
//! a [`Review`] turns a [`Proposal`] into a [`Confirmed`] one, and only that can
//! be run. Everything but the run is pure, and is in every build.

mod action;
mod actions;
mod case;
mod check;
mod checks;
mod flip;
mod gate;
#[cfg(feature = "operate")]
pub mod operate;
mod past;
mod phrase;
mod proposal;
mod review;
mod settle;
#[cfg(test)]
mod tests;
mod token;

pub use action::{ActionEntry, Progress, SettingEntry, Watched};
pub use actions::{ACTIONS, action_named};
pub use case::{Case, FRESH, LeaseStanding, Operating, Settings, Sight, Standing};
pub use check::{CheckEntry, Checked, Class, Found};
pub use checks::of as checks_of;
pub use flip::{Flip, Means, record_name};
pub use gate::{LONGEST_WINDOW, NotArmed, WINDOW, Window};
pub use past::{Past, Undertaking};
pub use phrase::{AtStake, Ceiling, NotThePhrase, Phrase};
pub use proposal::{
    Deed, Dependency, Inverse, NoProposal, Prepared, Proposal, Stake, named, propose, target_named,
};
pub use review::{CannotOverride, Confirmed, NotConfirmed, Review, VALID};
pub use settle::{Judged, judge};
pub use token::{Token, TokenError, whole};
