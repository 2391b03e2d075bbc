//! `status --watch`: a line for each change, and nothing while nothing changes.

use super::Report;
use crate::assess::History;
use crate::terms::clock_time;

/// What was last said of each thing, so that only changes are said again.
#[derive(Debug)]
pub struct Watch {
    history: History,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            // What was said is on its way already.
            history: History::keeping(0),
        }
    }
}

impl Watch {
    /// The lines for what differs from the last call.
    pub fn lines(&mut self, report: &Report<'_>) -> Vec<String> {
        let mark = if report.simulated { " SIMULATED" } else { "" };
        self.history
            .note(report.assessment, report.estate, report.now)
            .iter()
            .map(|event| format!("{}{mark} {event}", clock_time(event.at)))
            .collect()
    }
}
