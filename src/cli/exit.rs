//! What a run ends with: documented in `docs/status-json.md`.

use std::process::ExitCode;

/// What a run ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, and for `status` all is well.
    Done = 0,
    /// Something failed.
    Failure = 1,
    /// The command line, the plan or another file is wrong.
    Usage = 2,
    /// `status`: an objective is breached, or a finding has severity H.
    Breached = 3,
    /// `status`: a loss, a writer or an answer is not known.
    NotKnown = 4,
    /// Refused or blocked by a guard.
    Refused = 5,
    /// `action run`: it failed.
    Failed = 6,
    /// `runbook run`: the walk was left before its end.
    Unfinished = 7,
    /// `action run`: what it came to is not known.
    Unknown = 8,
    /// Credentials are missing, expired, or of another account.
    Credentials = 9,
    /// No Region answers.
    Unreachable = 10,
    /// The journal is not as lifeboat wrote it.
    Tampered = 11,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
