//! Running an action: only what was confirmed, written down before it is sent,
//! sent once, and watched until AWS agrees. In builds with `operate` only.

mod intent;
mod lease;
mod run;
mod watch;

pub use lease::{Lease, LeaseRefused, NotProven, PROOF_LASTS};
pub use run::{NotRun, Sending, Stage, run};
pub use watch::{EVERY, Looking, look_at, record, settle, watch};
