//! What is kept between two runs, one folder for each plan: the last estate and
//! the operator's declarations. 0700 and 0600, written whole or not at all.

mod orders;
mod private;
mod walking;

pub use walking::Walking;

use super::failure::Refusal;
use super::simulated::is_of_served;
use crate::estate::{self, AccountStanding, Declaration, Estate};
use crate::plan::Plan;
use crate::terms::{AccountId, Instant, Region};
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The folder of one plan.
#[derive(Debug, Clone)]
pub struct StateFolder {
    folder: PathBuf,
    plan: String,
    account: Option<AccountId>,
    /// What is kept here is of a simulation: it is marked, and nothing else is read.
    simulated: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Declarations {
    lifeboat_declarations: u32,
    #[serde(default)]
    simulated: bool,
    declarations: Vec<Declaration>,
}

const DECLARATIONS_VERSION: u32 = 1;

const DECLARATIONS: &str = "declared.json";

/// How long another run is waited for that writes at this moment.
const WAIT: Duration = Duration::from_secs(2);

/// What tells one writing of a file from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    inode: u64,
    length: u64,
}

impl StateFolder {
    /// The folder of the plan in `file`, which need not be there yet.
    ///
    /// # Errors
    /// When there is no home directory to put it under.
    pub fn of(plan: &Plan, file: &Path) -> Result<Self, Refusal> {
        let base = base()
            .map_err(|error| Refusal::Usage(format!("no place for state: {error}; set HOME")))?;
        Ok(Self::under(&base, plan, file))
    }

    /// The same, where the folders of all plans are in `base`.
    #[must_use]
    pub fn under(base: &Path, plan: &Plan, file: &Path) -> Self {
        // Two plans of one name are two plans.
        let path = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
        let mark: String = digest
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name: String = plan
            .name
            .chars()
            .take(40)
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        Self {
            folder: base.join(format!("{name}-{mark}")),
            plan: plan.name.clone(),
            account: plan.account.clone(),
            simulated: is_of_served(plan),
        }
    }

    /// Where it is: the journal is kept in it too.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The estate of the last run, stale and dated; `None` when there is none.
    /// The text says why one that is there was not read.
    #[must_use]
    pub fn estate(&self) -> (Option<Estate>, Option<String>) {
        let file = self.folder.join("estate.jsonl");
        match fs::read_to_string(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, None),
            Err(error) => (None, Some(format!("{}: {error}", file.display()))),
            Ok(text) => match estate::decode(&text, &self.plan, self.simulated) {
                Ok(estate) if self.is_of_another(&estate) => {
                    let what = format!(
                        "the kept estate was not used: {}: it is of another account",
                        file.display()
                    );
                    (None, Some(what))
                }
                Ok(estate) => (Some(estate), None),
                Err(error) => {
                    let what = format!("the kept estate was not used: {}: {error}", file.display());
                    (None, Some(what))
                }
            },
        }
    }

    /// Whether an estate is of another account than the plan's.
    fn is_of_another(&self, estate: &Estate) -> bool {
        // Against the end of time, nothing is fresh: what is known for certain.
        let standing = estate.account(self.account.as_ref(), Instant::MAX_UTC);
        matches!(standing, AccountStanding::Another { .. })
    }

    /// Keeps the estate for the next run, unless it is of another account than
    /// the plan's: that is nothing to remember of this one.
    ///
    /// # Errors
    /// When it cannot be written; what was kept before is then still there.
    pub fn keep_estate(&self, estate: &Estate) -> Result<(), Refusal> {
        if self.is_of_another(estate) {
            return Ok(());
        }
        self.write("estate.jsonl", |out| {
            estate::write(estate, &self.plan, self.simulated, out)
        })
    }

    /// Keeps the estate at the end of a run. That it could not be kept is told,
    /// and ends nothing.
    pub fn keep_or_complain(&self, estate: &Estate) {
        if let Err(refusal) = self.keep_estate(estate) {
            super::complain(&format!(
                "what was seen is not kept for the next start: {refusal}"
            ));
        }
    }

    /// The operator's declarations.
    ///
    /// # Errors
    /// When the file cannot be read or understood: a declaration decides what a
    /// loss is, so it is never silently forgotten.
    pub fn declarations(&self) -> Result<BTreeMap<Region, Declaration>, Refusal> {
        let file = self.folder.join(DECLARATIONS);
        let refuse = |source: io::Error| Refusal::File {
            file: file.clone(),
            source,
        };
        let text = match fs::read_to_string(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            read => read.map_err(refuse)?,
        };
        let kept: Declarations =
            serde_json::from_str(&text).map_err(|error| refuse(io::Error::other(error)))?;
        if kept.lifeboat_declarations != DECLARATIONS_VERSION {
            return Err(refuse(io::Error::other("it is of another version")));
        }
        if kept.simulated && !self.simulated {
            // What was practised says nothing of AWS.
            return Ok(BTreeMap::new());
        }
        Ok(kept
            .declarations
            .into_iter()
            .map(|declaration| (declaration.region.clone(), declaration))
            .collect())
    }

    /// Changes the operator's declarations as they stand on disk, where another
    /// run may have left one since this one began, and returns those that stand
    /// now.
    ///
    /// # Errors
    /// When they cannot be read or written; those kept before then still stand.
    pub fn declare(
        &self,
        change: impl FnOnce(&mut BTreeMap<Region, Declaration>),
    ) -> Result<BTreeMap<Region, Declaration>, Refusal> {
        let _lock = self.lock()?;
        let mut standing = self.declarations()?;
        change(&mut standing);
        self.keep_declarations(&standing)?;
        Ok(standing)
    }

    /// What tells the declarations that are on disk now from others; `None` while
    /// there are none, or they cannot be looked at.
    #[must_use]
    pub fn declarations_stamp(&self) -> Option<Stamp> {
        use std::os::unix::fs::MetadataExt;
        let there = fs::metadata(self.folder.join(DECLARATIONS)).ok()?;
        Some(Stamp {
            modified: there.modified().ok(),
            inode: there.ino(),
            length: there.len(),
        })
    }

    /// The folder for what a panic leaves behind.
    #[must_use]
    pub fn crashes(&self) -> PathBuf {
        self.folder.join("crash")
    }

    /// Waits until no other run changes the declarations, and keeps others out
    /// for as long as what is returned lives.
    fn lock(&self) -> Result<Option<fs::File>, Refusal> {
        use std::os::unix::fs::OpenOptionsExt;
        let path = self.folder.join("lock");
        let refuse = |source: io::Error| Refusal::File {
            file: path.clone(),
            source,
        };
        private::make(&self.folder).map_err(refuse)?;
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).mode(0o600);
        let file = file.open(&path).map_err(refuse)?;
        let begun = std::time::Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(file)),
                Err(fs::TryLockError::WouldBlock) if begun.elapsed() < WAIT => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(fs::TryLockError::WouldBlock) => {
                    let what = "another lifeboat holds it: nothing was changed, try again";
                    return Err(refuse(io::Error::other(what)));
                }
                // A file system that has no locks: what is written is still whole.
                Err(fs::TryLockError::Error(error))
                    if error.kind() == io::ErrorKind::Unsupported =>
                {
                    return Ok(None);
                }
                Err(fs::TryLockError::Error(error)) => return Err(refuse(error)),
            }
        }
    }

    fn keep_declarations(
        &self,
        declarations: &BTreeMap<Region, Declaration>,
    ) -> Result<(), Refusal> {
        let kept = Declarations {
            lifeboat_declarations: DECLARATIONS_VERSION,
            simulated: self.simulated,
            declarations: declarations.values().cloned().collect(),
        };
        let text = serde_json::to_string_pretty(&kept).map_err(io::Error::other)?;
        self.write(DECLARATIONS, |out| out.write_all(text.as_bytes()))
    }

    fn write(
        &self,
        name: &str,
        what: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Refusal> {
        let file = self.folder.join(name);
        private::write(&file, what).map_err(|source| Refusal::File { file, source })
    }
}

/// Where the folders of all plans are.
fn base() -> Result<PathBuf, etcetera::HomeDirError> {
    let base = etcetera::base_strategy::Xdg::new()?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    Ok(state.join("lifeboat"))
}

/// The folder for what a panic leaves behind in a run that keeps nothing else.
#[must_use]
pub fn crashes_of_no_plan() -> Option<PathBuf> {
    Some(base().ok()?.join("crash"))
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
