//! Starts lifeboat and ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    lifeboat::cli::main()
}
