//! The journal of a run, for every command that writes into it.

use super::failure::Refusal;
use super::past;
use super::session::Session;
use crate::act::Past;
use crate::journal::{Actor, Journal};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The journal of a run, and what it says.
#[derive(Debug)]
pub struct Logbook {
    /// The journal.
    pub journal: Journal,
    folder: PathBuf,
    holder: String,
    /// Nothing of a simulation in this process is kept: it goes with this.
    _passing: Option<TempDir>,
}

impl Logbook {
    /// The journal of the session's plan. Nothing is written yet.
    ///
    /// # Errors
    /// When there is no place for it, or it is not as lifeboat wrote it.
    pub fn of(session: &Session) -> Result<Self, Refusal> {
        let passing = match &session.state {
            Some(_) => None,
            None => Some(tempfile::tempdir()?),
        };
        let folder = match (&session.state, &passing) {
            (Some(state), _) => state.path().to_owned(),
            (None, Some(passing)) => passing.path().to_owned(),
            (None, None) => return Err(Refusal::Usage("no place for the journal".to_owned())),
        };
        let group = session.plan.operate.journal_group.as_deref();
        let group = group.filter(|_| session.state.is_some());
        let actor = Actor::here();
        let holder = actor.holder();
        let journal = Journal::open(&folder, group, actor, session.simulated)?;
        Ok(Self {
            journal,
            folder,
            holder,
            _passing: passing,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Who writes, in a word.
    #[must_use]
    pub fn holder(&self) -> &str {
        &self.holder
    }

    /// What the journal says was done before.
    ///
    /// # Errors
    /// When it cannot be read.
    #[cfg(feature = "operate")]
    pub fn past(&self) -> Result<Past, crate::journal::JournalError> {
        Ok(Past::of(&Journal::read(&self.folder)?.records))
    }

    /// What it says was done before, and why nothing can be added to it; `None`
    /// when it can, as far as reading it tells.
    #[must_use]
    pub fn read(&self) -> (Past, Option<String>) {
        past::read(&self.folder)
    }
}
