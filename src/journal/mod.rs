//! The append-only, hash-chained record of intents and results: JSON lines on
//! disk, their head in a second file. Documented in `docs/journal.md`.

mod actor;
mod bound;
mod chain;
mod digest;
mod entry;
mod error;
mod files;
mod intent;
mod line;
mod record;
mod standing;
mod walk;
mod writer;

pub use chain::{Chain, Head, HeadFile};
pub use digest::{Digest, DigestError};
pub use entry::{Armed, Attestation, Attested, Entry, Fence, FenceStanding, LeaseChange, LeaseDid};
pub use error::JournalError;
pub use files::{Files, outlive_size_limit};
pub use intent::{
    Attempt, CallRecord, Came, FactRecord, Intent, LossRecord, Outcome, OverrideRecord, Settled,
    Target,
};
pub use line::inert;
pub use record::{Actor, Record};
pub use standing::{Damage, Standing};
pub use walk::{
    ConfirmedRecord, JudgedRecord, JudgedStanding, ReviewedRecord, RtoRecord, StepEnd, StoreLoss,
    WalkBegun, WalkDeclared, WalkEnd, WalkEntry, WalkEvent, WalkMode,
};
pub use writer::{Durable, Journal};

#[cfg(test)]
mod tests;
