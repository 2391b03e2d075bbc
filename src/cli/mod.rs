//! Every subcommand and flag; the one place where the parts are joined.

mod arguments;
mod commands;
mod exit;
mod export;
mod failure;
mod hook;
mod look;
mod preferences;
mod session;
pub mod simulated;
mod state;

pub use arguments::{Arguments, Command};
pub use exit::Exit;
pub use failure::Refusal;

use std::process::ExitCode;

/// Runs what the command line asks for.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::read();
    match commands::run(&arguments) {
        Ok(exit) => exit.into(),
        Err(refusal) => {
            eprintln!("lifeboat: {refusal}");
            refusal.exit().into()
        }
    }
}
