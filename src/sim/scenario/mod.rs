//! Scenarios: what goes wrong in the simulated AWS, and when.
//!
//! A scenario is a TOML file: changes to the world at their times, and faults that befall requests from one
//! time to another. Times count from the beginning of the simulation.

mod change;
mod entry;
mod problem;
mod read;
pub(super) mod script;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;

use super::fault::FaultRule;
pub(super) use change::Change;
pub use problem::ScenarioErrors;

/// The scenarios every build carries, by name.
const EMBEDDED: [(&str, &str); 9] = [
    ("calm", include_str!("../../../scenarios/calm.toml")),
    (
        "region-down",
        include_str!("../../../scenarios/region-down.toml"),
    ),
    ("gray", include_str!("../../../scenarios/gray.toml")),
    (
        "replica-stuck",
        include_str!("../../../scenarios/replica-stuck.toml"),
    ),
    (
        "backups-failing",
        include_str!("../../../scenarios/backups-failing.toml"),
    ),
    (
        "split-brain",
        include_str!("../../../scenarios/split-brain.toml"),
    ),
    (
        "throttled",
        include_str!("../../../scenarios/throttled.toml"),
    ),
    ("flapping", include_str!("../../../scenarios/flapping.toml")),
    (
        "identity-out",
        include_str!("../../../scenarios/identity-out.toml"),
    ),
];

/// What goes wrong, and when.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// What it is about, in a line.
    pub title: String,
    /// The same at length, for whoever wants to know before it happens.
    pub about: String,
    /// How long its course is: afterwards nothing changes any more.
    pub length: TimeDelta,
    /// What happens to the world, in order.
    pub(super) moments: Vec<Moment>,
    /// What befalls requests.
    pub(super) faults: Vec<TimedFault>,
}

/// Something that happens to the world at a time.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    /// How long after the beginning.
    pub(super) at: TimeDelta,
    pub(super) change: Change,
}

/// A fault from one time to another.
#[derive(Debug, Clone)]
pub(super) struct TimedFault {
    pub(super) rule: FaultRule,
    /// How long after the beginning it begins.
    pub(super) from: TimeDelta,
    /// How long after the beginning it is over; never, where none is said.
    pub(super) until: Option<TimeDelta>,
    /// It comes back this often, and lasts so long each time.
    pub(super) pulse: Option<Pulse>,
    /// The share of matching requests it befalls, above 0.0 up to 1.0.
    pub(super) share: f64,
}

/// How something comes and goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pulse {
    pub(super) every: TimeDelta,
    pub(super) lasting: TimeDelta,
}

impl Scenario {
    /// The names of the embedded scenarios.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _)| *name)
    }

    /// The embedded scenario of this name; none when there is no such.
    ///
    /// # Errors
    /// Never, unless this build is broken: a test reads them all.
    pub fn embedded(name: &str) -> Option<Result<Scenario, ScenarioErrors>> {
        let (name, text) = EMBEDDED.iter().find(|(known, _)| *known == name)?;
        Some(Scenario::read(text, name))
    }

    /// Reads a scenario, a file's text or its bytes. `file` is what messages call it.
    ///
    /// # Errors
    /// Everything that is wrong with it, by line, with what would be right.
    pub fn read(content: impl AsRef<[u8]>, file: &str) -> Result<Scenario, ScenarioErrors> {
        read::read(content.as_ref(), file)
    }

    /// How many changes and faults it has.
    pub fn counts(&self) -> (usize, usize) {
        (self.moments.len(), self.faults.len())
    }
}
