//! When something that should run without a break did not.

use chrono::{DateTime, Utc};

/// The breaks of something: the one that lasts, and those that are over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interruptions {
    /// Since when it is interrupted.
    pub since: Option<DateTime<Utc>>,
    /// Earlier ones: from, and up to without.
    pub earlier: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Interruptions {
    /// It is interrupted from this instant on, if it was not already.
    pub fn begin(&mut self, at: DateTime<Utc>) {
        self.since.get_or_insert(at);
    }

    /// It goes on from this instant on.
    pub fn end(&mut self, at: DateTime<Utc>) {
        if let Some(since) = self.since.take()
            && since < at
        {
            self.earlier.push((since, at));
        }
    }

    /// Since when it was interrupted at an instant, if it was.
    pub fn at(&self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let over = self
            .earlier
            .iter()
            .find(|(from, until)| (*from..*until).contains(&instant));
        over.map(|(from, _)| *from)
            .or(self.since.filter(|since| instant >= *since))
    }
}
