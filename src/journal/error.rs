//! Why nothing could be recorded, for someone at 3 a.m.

use super::standing::Standing;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why the journal could not be read or added to. After a failed
/// [`Journal::append`](super::Journal::append) the chain is as it was before, or
/// ends with what the next append mends.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refused.
    #[error("the journal: {doing} {} failed: {source}{}", file.display(), advice(source))]
    File {
        /// What was being done, such as `writing`.
        doing: &'static str,
        /// The file or folder.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process holds the lock.
    #[error(
        "the journal: another lifeboat has held {} for {} s and is still writing: try again, or see who it is \
         with `fuser -v` on that file",
        file.display(), waited.as_secs()
    )]
    Held {
        /// The lock's file.
        file: PathBuf,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The file system has no locks.
    #[error(
        "the journal: the file system of {} has no locks, so two operators could write over each other: set \
         XDG_STATE_HOME to a folder on a local disk",
        file.display()
    )]
    NoLocks {
        /// The lock's file.
        file: PathBuf,
    },
    /// Somebody changed it: nothing is added to it.
    #[error(
        "the journal in {} is not as lifeboat left it: {standing}\nNothing is added to it and nothing is \
         mended: `lifeboat journal verify` says more, `lifeboat journal export` keeps a copy. To go on, move \
         that folder's journal.jsonl and journal.head aside together, and keep them.",
        folder.display()
    )]
    Tampered {
        /// The folder.
        folder: PathBuf,
        /// What was found.
        standing: Standing,
    },
    /// The plan's group cannot be used.
    #[error(
        "the journal: `operate.journal_group` names the group `{name}`, {why}: correct the plan, or make it"
    )]
    Group {
        /// Its name, cleaned.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// The record is longer than a line may be.
    #[error(
        "the journal: the record would be {bytes} bytes long, and {longest} are the most: shorten what was given"
    )]
    TooLong {
        /// How long it would be.
        bytes: usize,
        /// The most there may be.
        longest: usize,
    },
    /// Something else is where a file of the journal should be.
    #[error("the journal: {} is there and is not a file: move it away", .0.display())]
    NotAFile(PathBuf),
    /// The record cannot be written as JSON.
    #[error("the journal: the record cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
}

/// What to do about an error of the system.
fn advice(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => {
            ": make room on that disk, or set XDG_STATE_HOME to a folder on another"
        }
        Kind::FileTooLarge => {
            ": a limit on the size of files is in force (`ulimit -f`): raise it and start again"
        }
        Kind::ReadOnlyFilesystem => {
            ": mount it for writing, or set XDG_STATE_HOME to a folder that can be written to"
        }
        Kind::PermissionDenied => ": `ls -l` says whose it is; run as that user",
        _ => "",
    }
}
