//! Every subcommand and flag; the one place where the parts are joined.

mod arguments;
pub mod backstage;
mod commands;
mod deck;
mod exit;
mod export;
mod failure;
mod hook;
mod logbook;
mod look;
mod memory;
#[cfg(feature = "operate")]
mod operating;
mod past;
mod preferences;
pub mod session;
pub mod shelf;
pub mod simulated;
pub mod state;
pub mod walking;
mod web;

pub use arguments::{Arguments, Command};
pub use exit::Exit;
pub use failure::Refusal;
pub use session::Session;
pub use state::StateFolder;

use std::io::Write;
use std::process::ExitCode;

/// Runs what the command line asks for.
#[must_use]
pub fn main() -> ExitCode {
    crate::journal::outlive_size_limit();
    memory::be_frugal();
    let arguments = Arguments::read();
    match commands::run(&arguments) {
        Ok(exit) => exit.into(),
        Err(refusal) => {
            complain(&refusal.to_string());
            refusal.exit().into()
        }
    }
}

/// Says what went wrong, as far as anybody is there to read it: after a lost
/// connection nobody is.
fn complain(what: &str) {
    let _ = writeln!(std::io::stderr(), "lifeboat: {what}");
}
