//! The built program, as a user and a shell meet it.

#[cfg(feature = "operate")]
mod bench;
mod command_line;
#[cfg(feature = "operate")]
mod crash;
mod journal;
mod keys;
#[cfg(feature = "operate")]
mod leaving;
mod plan_doc;
mod pty;
mod runbooks;
mod simulator;
mod slow_link;
mod terminal;
#[cfg(feature = "operate")]
mod unwritable;
#[cfg(feature = "operate")]
mod walking;
#[cfg(feature = "operate")]
mod walks;

#[cfg(feature = "operate")]
#[path = "../support/deeds.rs"]
mod deeds;
#[cfg(feature = "operate")]
#[path = "../support/eyes.rs"]
mod eyes;
