//! `status --watch`: a line for each change, and nothing while nothing changes.

use super::Report;
use crate::assess::State;
use crate::terms::clock_time;
use std::collections::BTreeMap;

/// What was last said of each thing, so that only changes are said again.
#[derive(Debug, Default)]
pub struct Watch {
    said: BTreeMap<(Kind, String), String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Verdict,
    Region,
    Store,
    Record,
    Finding,
}

impl Watch {
    /// The lines for what differs from the last call, oldest kind first.
    pub fn lines(&mut self, report: &Report<'_>) -> Vec<String> {
        let now = self.read(report);
        let at = clock_time(report.now);
        let mark = if report.simulated { " SIMULATED" } else { "" };
        let mut lines = Vec::new();
        for (key, text) in &now {
            if self.said.get(key) != Some(text) {
                lines.push(format!("{at}{mark} {} {}: {text}", key.0.word(), key.1));
            }
        }
        for key in self.said.keys().filter(|key| !now.contains_key(*key)) {
            lines.push(format!("{at}{mark} {} {}: cleared", key.0.word(), key.1));
        }
        self.said = now;
        lines
    }

    fn read(&self, report: &Report<'_>) -> BTreeMap<(Kind, String), String> {
        let Report {
            assessment,
            estate,
            now,
            ..
        } = *report;
        let verdict = assessment.verdict(estate, now);
        let plan = assessment.plan().name.clone();
        let mut said = BTreeMap::from([((Kind::Verdict, plan), verdict.state.word().to_owned())]);
        for region in assessment.regions(estate, now) {
            let text = match (region.declared_down, region.silent_since) {
                (Some(since), _) => format!("declared down at {}", clock_time(since)),
                (None, Some(since)) => format!("does not answer since {}", clock_time(since)),
                (None, None) => "answers".to_owned(),
            };
            said.insert((Kind::Region, region.region.to_string()), text);
        }
        let state = |state: State, reason: &str| format!("{}, {reason}", state.word());
        for store in assessment.stores() {
            let text = state(store.state, &store.reason);
            said.insert((Kind::Store, store.name.clone()), text);
        }
        for record in assessment.records() {
            let key = format!("{} {}", record.name, record.kind);
            said.insert((Kind::Record, key), state(record.state, &record.reason));
        }
        for finding in assessment.findings() {
            let key = format!("{} {}", finding.check.id, finding.subject);
            let text = format!("{}, {}", finding.severity.letter(), finding.text);
            said.insert((Kind::Finding, key), text);
        }
        said
    }
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Region => "region",
            Self::Store => "store",
            Self::Record => "record",
            Self::Finding => "finding",
        }
    }
}
