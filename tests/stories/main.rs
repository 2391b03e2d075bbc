//! Stories of the whole of lifeboat on its simulated AWS, in virtual time.

mod acting;
mod dead_region;
mod depth;
mod hostile;
mod ordering;
mod rates;
mod read_only;
mod runbooks;
mod scenarios;
mod traps;
#[cfg(feature = "operate")]
mod walking;

#[path = "../support/mod.rs"]
mod support;
