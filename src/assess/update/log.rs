//! Which subjects were examined of late, for whoever tells what changed.

use crate::assess::subject::Subject;
use std::collections::VecDeque;

/// How many are kept. Whoever was away for longer compares everything, which
/// then is not much more than what changed.
const KEPT: usize = 4_096;

/// The subjects examined of late, oldest first.
#[derive(Debug, Default)]
pub(super) struct Log {
    count: u64,
    newest: VecDeque<Subject>,
}

impl Log {
    /// Notes that a subject was examined.
    pub(super) fn add(&mut self, subject: Subject) {
        if self.newest.len() == KEPT {
            self.newest.pop_front();
        }
        self.newest.push_back(subject);
        self.count += 1;
    }

    /// How many were noted so far.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Those noted since so many were; `None` when some of them are forgotten.
    pub(super) fn since(&self, count: u64) -> Option<impl Iterator<Item = &Subject>> {
        let missed = usize::try_from(self.count.checked_sub(count)?).ok()?;
        let known = self.newest.len().checked_sub(missed)?;
        Some(self.newest.iter().skip(known))
    }
}
