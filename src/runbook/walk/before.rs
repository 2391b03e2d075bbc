//! How each runbook was walked last, by the journal.

use crate::journal::{Entry, Record, WalkEnd, WalkEntry, WalkEvent, WalkMode};
use crate::terms::Instant;

/// The last walk through a runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkBefore {
    /// What it is called: the sequence of its first record.
    pub run: u64,
    /// The runbook's name.
    pub runbook: String,
    /// When it began.
    pub began: Instant,
    /// How it was walked.
    pub mode: WalkMode,
    /// Whether it was of a simulated AWS.
    pub simulated: bool,
    /// How it ended, once it has.
    pub over: Option<WalkEnd>,
}

/// The last walk through each runbook, oldest first.
#[must_use]
pub fn last_walks(records: &[Record]) -> Vec<WalkBefore> {
    let mut walks: Vec<WalkBefore> = Vec::new();
    for record in records {
        let Entry::Walk(WalkEntry { run, event }) = &record.entry else {
            continue;
        };
        match event {
            WalkEvent::Begun(begun) => {
                walks.retain(|it| it.runbook != begun.runbook);
                walks.push(WalkBefore {
                    run: record.sequence,
                    runbook: begun.runbook.clone(),
                    began: record.at,
                    mode: begun.mode,
                    simulated: record.simulated,
                    over: None,
                });
            }
            WalkEvent::Over { how } => {
                if let Some(walk) = walks.iter_mut().find(|it| Some(it.run) == *run) {
                    walk.over = Some(how.clone());
                }
            }
            _ => {}
        }
    }
    walks
}
