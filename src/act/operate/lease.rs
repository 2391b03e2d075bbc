//! One operator at a time: an item in a DynamoDB table in the standby Region
//! when the plan names one, else a locked file on this host.

use super::watch::record;
use crate::act::case::LeaseStanding;
use crate::aws::{Lease as TableLease, LeaseGranted, LeaseRefused as TableRefused, Operator};
use crate::clock::Clock;
use crate::journal::{Durable, Entry, Journal, JournalError, LeaseChange, LeaseDid};
use crate::terms::{Instant, OutsideText, Span, clock_time};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// How long a proof holds: what is sent later than that after it is not sent.
pub const PROOF_LASTS: Span = Span::seconds(2);

/// How long a lease in a table lasts unless it is renewed.
const LASTS: Span = Span::seconds(60);

/// The file that is locked on this host.
const FILE: &str = "operate.lock";

/// The lease of this run.
#[derive(Debug)]
pub enum Lease {
    /// A locked file: one operator on this host.
    Local {
        /// The file.
        path: PathBuf,
        /// Held open, and with it the lock.
        file: File,
    },
    /// An item in a table: one operator anywhere.
    Table {
        /// Who asks.
        operator: Operator,
        /// Which item.
        table: TableLease,
        /// What was granted.
        granted: LeaseGranted,
    },
}

/// Why the lease was not had.
#[derive(Debug, thiserror::Error)]
pub enum LeaseRefused {
    /// Another has it.
    #[error("{holder} operates{}: one operator at a time", in_words(.until))]
    HeldBy {
        /// Who.
        holder: String,
        /// Until when, unless renewed.
        until: Option<Instant>,
    },
    /// It cannot be asked for.
    #[error("the lease cannot be asked for: {0}")]
    Unreachable(String),
    /// The journal cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

fn in_words(until: &Option<Instant>) -> String {
    until.map_or(String::new(), |until| {
        format!(" until {}", clock_time(until))
    })
}

/// Why it was not proven that the lease is this run's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// Another has it now.
    #[error("the lease is not this run's any more: {0}")]
    Lost(String),
    /// Nothing answers.
    #[error("that the lease is this run's could not be proven: {0}")]
    Unreachable(String),
    /// It was proven too long ago.
    #[error(
        "{0} have passed since the lease was proven, and a proof holds for {PROOF_LASTS}: \
         this process was held up, and another may operate now"
    )]
    TooLate(Span),
}

/// That the lease was this run's at an instant.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Proof {
    at: Instant,
}

impl Proof {
    /// Whether it still holds at `now`.
    ///
    /// # Errors
    /// When too much has passed since.
    pub fn still_holds(self, now: Instant) -> Result<(), NotProven> {
        let age = Span::between(self.at, now);
        if age > PROOF_LASTS || now < self.at {
            return Err(NotProven::TooLate(age));
        }
        Ok(())
    }
}

impl Lease {
    /// Takes the lease on this host: a file in the state folder.
    ///
    /// # Errors
    /// When another run has it, or the file cannot be had.
    pub fn take_local(folder: &Path, holder: &str) -> Result<Self, LeaseRefused> {
        let path = folder.join(FILE);
        let refuse =
            |error: io::Error| LeaseRefused::Unreachable(format!("{}: {error}", path.display()));
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&path)
            .map_err(refuse)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // Who it is is good to know, and not needed to refuse.
                let _ = file.read_to_string(&mut text);
                let text = OutsideText::new(text.trim());
                return Err(LeaseRefused::HeldBy {
                    holder: if text.raw().is_empty() {
                        "another lifeboat on this host".to_owned()
                    } else {
                        text.to_string()
                    },
                    until: None,
                });
            }
            Err(TryLockError::Error(error)) => return Err(refuse(error)),
        }
        file.set_len(0).map_err(refuse)?;
        file.rewind().map_err(refuse)?;
        file.write_all(holder.as_bytes()).map_err(refuse)?;
        Ok(Self::Local { path, file })
    }

    /// Takes the lease in the plan's table.
    ///
    /// # Errors
    /// When another has it, or nothing answers.
    pub async fn take_table(
        operator: &Operator,
        table: TableLease,
        clock: &Clock,
        journal: &Journal,
        permit: &Durable,
    ) -> Result<Self, LeaseRefused> {
        let now = clock.now();
        let until = LASTS.after(now);
        let taken = operator.take_lease(&table, now, until, permit).await;
        let granted = taken.map_err(|refused| match refused {
            TableRefused::HeldBy(holding) => LeaseRefused::HeldBy {
                holder: name_of(holding.holder.as_ref()),
                until: holding.until,
            },
            TableRefused::Failed(failure) => LeaseRefused::Unreachable(failure.to_string()),
        })?;
        let change = LeaseChange {
            did: LeaseDid::Taken,
            holder: table.holder.clone(),
            token: granted.token,
        };
        drop(record(journal, clock.now(), Entry::Lease(change)).await?);
        Ok(Self::Table {
            operator: operator.clone(),
            table,
            granted,
        })
    }

    /// Proves that the lease is this run's, which renews it.
    ///
    /// # Errors
    /// When it is not, or cannot be proven.
    pub async fn prove(&self, clock: &Clock, permit: &Durable) -> Result<Proof, NotProven> {
        // Before it is asked for: the answer may have been long on its way.
        let at = clock.now();
        match self {
            Self::Local { path, file } => same_file(path, file)?,
            Self::Table {
                operator,
                table,
                granted,
            } => {
                let until = LASTS.after(at);
                let proven = operator.prove_lease(table, granted.token, at, until, permit);
                proven.await.map_err(|refused| match refused {
                    TableRefused::HeldBy(holding) => {
                        NotProven::Lost(format!("{} operates", name_of(holding.holder.as_ref())))
                    }
                    TableRefused::Failed(failure) => NotProven::Unreachable(failure.to_string()),
                })?;
            }
        }
        Ok(Proof { at })
    }

    /// Gives the lease back. That it could not be given back is told, and ends
    /// nothing: it runs out by itself.
    pub async fn release(self, permit: &Durable) -> Option<String> {
        match self {
            Self::Local { file, .. } => {
                let emptied = file.set_len(0).and_then(|()| file.unlock());
                emptied.err().map(|error| error.to_string())
            }
            Self::Table {
                operator,
                table,
                granted,
            } => {
                let released = operator.release_lease(&table, granted.token, permit);
                released.await.err().map(|refused| match refused {
                    TableRefused::HeldBy(holding) => {
                        format!("{} has it already", name_of(holding.holder.as_ref()))
                    }
                    TableRefused::Failed(failure) => failure.to_string(),
                })
            }
        }
    }

    /// Its number, where it has one.
    #[must_use]
    pub const fn token(&self) -> u64 {
        match self {
            Self::Local { .. } => 0,
            Self::Table { granted, .. } => granted.token,
        }
    }

    /// How it stands, for the preflight.
    #[must_use]
    pub fn standing(&self) -> LeaseStanding {
        LeaseStanding::Held {
            by_means_of: match self {
                Self::Local { .. } => "locked on this host".to_owned(),
                Self::Table { table, granted, .. } => format!(
                    "lease {} in {} ({})",
                    granted.token, table.table, table.region
                ),
            },
        }
    }
}

impl From<&LeaseRefused> for LeaseStanding {
    fn from(refused: &LeaseRefused) -> Self {
        match refused {
            LeaseRefused::HeldBy { holder, until } => Self::HeldBy {
                holder: holder.clone(),
                until: *until,
            },
            LeaseRefused::Unreachable(why) => Self::Unreachable(why.clone()),
            LeaseRefused::Journal(error) => Self::Unreachable(error.to_string()),
        }
    }
}

/// Whether the file at `path` is the one that is locked: one that was removed
/// keeps nobody out.
fn same_file(path: &Path, file: &File) -> Result<(), NotProven> {
    let lost = |what: String| NotProven::Lost(format!("{}: {what}", path.display()));
    let mine = file.metadata().map_err(|error| lost(error.to_string()))?;
    let there = std::fs::metadata(path).map_err(|error| lost(error.to_string()))?;
    if (mine.ino(), mine.dev()) == (there.ino(), there.dev()) {
        Ok(())
    } else {
        Err(lost(
            "it is another file than the one that was locked".to_owned(),
        ))
    }
}

fn name_of(holder: Option<&OutsideText>) -> String {
    holder.map_or_else(|| "somebody".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_operator_on_this_host_is_told_who_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lease::take_local(folder.path(), "ada@bastion:1").unwrap();
        let refused = Lease::take_local(folder.path(), "bob@bastion:2").unwrap_err();
        assert!(
            matches!(refused, LeaseRefused::HeldBy { holder, .. } if holder == "ada@bastion:1")
        );
        drop(first);
        assert!(Lease::take_local(folder.path(), "bob@bastion:2").is_ok());
    }

    #[test]
    fn a_lock_on_a_file_that_is_gone_proves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let Lease::Local { path, file } = Lease::take_local(folder.path(), "ada").unwrap() else {
            panic!("a local lease");
        };
        assert_eq!(same_file(&path, &file), Ok(()));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(same_file(&path, &file), Err(NotProven::Lost(_))));
        let _other = Lease::take_local(folder.path(), "bob").unwrap();
        assert!(matches!(same_file(&path, &file), Err(NotProven::Lost(_))));
    }

    #[test]
    fn a_process_that_was_held_up_sends_nothing() {
        let at: Instant = "2026-11-22T03:00:00Z".parse().unwrap();
        let proof = Proof { at };
        let later = |milliseconds| at + chrono::TimeDelta::milliseconds(milliseconds);
        assert_eq!(proof.still_holds(later(2_000)), Ok(()));
        assert!(proof.still_holds(later(2_001)).is_err());
        assert!(
            proof.still_holds(later(-1)).is_err(),
            "the clock was set back"
        );
    }
}
