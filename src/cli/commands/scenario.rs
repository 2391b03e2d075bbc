//! `lifeboat scenario`: what can go wrong in the simulated AWS.

use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::simulated;
use crate::sim::Scenario;
use std::fmt::Write;

pub(super) fn list() -> Result<Exit, Refusal> {
    let widest = Scenario::names().map(str::len).max().unwrap_or_default();
    let mut text = String::new();
    for name in Scenario::names() {
        let title = simulated::scenario(name)?.title;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:widest$}  {title}");
    }
    super::print(&text)
}

pub(super) fn check(named: &str) -> Result<Exit, Refusal> {
    let scenario = simulated::scenario(named)?;
    let (changes, faults) = scenario.counts();
    super::print(&format!(
        "{}: sound; {changes} changes, {faults} faults, {} minutes\n",
        scenario.name,
        scenario.length.num_minutes()
    ))
}
