//! What is kept between two runs, one folder for each plan: the last estate and
//! the operator's declarations. 0700 and 0600, written whole or not at all.

mod orders;
mod private;

use super::failure::Refusal;
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
}

#[derive(Debug, Serialize, Deserialize)]
struct Declarations {
    lifeboat_declarations: u32,
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
        Ok(Self {
            folder: base.join(format!("{name}-{mark}")),
            plan: plan.name.clone(),
            account: plan.account.clone(),
        })
    }

    /// The estate of the last run, stale and dated; `None` when there is none.
    /// The text says why one that is there was not read.
    #[must_use]
    pub fn estate(&self) -> (Option<Estate>, Option<String>) {
        let file = self.folder.join("estate.jsonl");
        match fs::read_to_string(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, None),
            Err(error) => (None, Some(format!("{}: {error}", file.display()))),
            Ok(text) => match estate::decode(&text, &self.plan, false) {
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
            estate::write(estate, &self.plan, false, out)
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
mod tests {
    use super::*;
    use crate::estate::facts::Identity;
    use crate::estate::{Facts, Observation, Scope, Source};
    use crate::terms::Span;

    fn folder(at: &tempfile::TempDir) -> StateFolder {
        StateFolder {
            folder: at.path().join("shop"),
            plan: "shop".to_owned(),
            account: AccountId::parse("123456789012").ok(),
        }
    }

    fn down(region: &str) -> Declaration {
        Declaration {
            region: Region::parse(region).expect("a Region"),
            since: Instant::UNIX_EPOCH,
            declared: Instant::UNIX_EPOCH,
            incident: None,
        }
    }

    fn of_account(account: &str) -> Estate {
        let mut estate = Estate::default();
        estate.apply(Observation {
            source: Source::Identity,
            scope: Scope::from(&Region::us_east_1()),
            asked: Instant::UNIX_EPOCH,
            at: Instant::UNIX_EPOCH,
            cadence: Span::minutes(5),
            calls: 1,
            skew_seconds: None,
            outcome: Ok(Facts::Identity(Identity {
                account: AccountId::parse(account).expect("an account"),
                arn: format!("arn:aws:iam::{account}:user/rota").into(),
                expires: None,
            })),
        });
        estate
    }

    #[test]
    fn a_declaration_that_another_run_made_meanwhile_still_stands() {
        let at = tempfile::tempdir().expect("a folder");
        let (console, command) = (folder(&at), folder(&at));
        let declare = |folder: &StateFolder, region: &str| {
            let word = down(region);
            let standing = folder.declare(|standing| {
                standing.insert(word.region.clone(), word);
            });
            standing.expect("it is written").len()
        };
        assert_eq!(declare(&command, "us-east-1"), 1);
        assert_eq!(declare(&console, "us-west-2"), 2);
        assert_eq!(command.declarations().expect("it is read").len(), 2);
    }

    #[test]
    fn declarations_made_at_the_same_moment_are_all_kept() {
        let at = tempfile::tempdir().expect("a folder");
        let regions = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"];
        std::thread::scope(|scope| {
            for region in regions {
                let folder = folder(&at);
                scope.spawn(move || {
                    let word = down(region);
                    let standing = folder.declare(|standing| {
                        // Long enough for the others to read what this one has read.
                        std::thread::sleep(Duration::from_millis(50));
                        standing.insert(word.region.clone(), word);
                    });
                    standing.expect("it is written");
                });
            }
        });
        let standing = folder(&at).declarations().expect("it is read");
        assert_eq!(standing.len(), regions.len());
    }

    #[test]
    fn a_declaration_of_another_run_is_noticed() {
        let at = tempfile::tempdir().expect("a folder");
        let folder = folder(&at);
        let declare = |region| {
            let word = down(region);
            let standing = folder.declare(|standing| {
                standing.insert(word.region.clone(), word);
            });
            standing.expect("it is written");
        };
        let none = folder.declarations_stamp();
        declare("us-east-1");
        let one = folder.declarations_stamp();
        declare("us-west-2");
        let two = folder.declarations_stamp();
        assert_eq!(none, None);
        assert!(one != two && one.is_some());
        assert_eq!(folder.declarations_stamp(), two);
    }

    #[test]
    fn what_another_account_answered_is_not_kept_and_not_shown_again() {
        let at = tempfile::tempdir().expect("a folder");
        let mut folder = folder(&at);
        folder
            .keep_estate(&of_account("999999999999"))
            .expect("nothing to do");
        assert!(matches!(folder.estate(), (None, None)));
        folder
            .keep_estate(&of_account("123456789012"))
            .expect("it is written");
        assert!(matches!(folder.estate(), (Some(_), None)));
        // The plan is of another account now.
        folder.account = AccountId::parse("999999999999").ok();
        let (kept, trouble) = folder.estate();
        assert!(kept.is_none());
        assert!(trouble.is_some_and(|why| why.contains("another account")));
    }

    #[test]
    fn what_is_kept_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let at = tempfile::tempdir().expect("a folder");
        let folder = folder(&at);
        folder
            .keep_estate(&Estate::default())
            .expect("it is written");
        let mode = |path: &Path| {
            let there = fs::metadata(path).expect("it is there");
            there.permissions().mode() & 0o777
        };
        assert_eq!(mode(&folder.folder), 0o700);
        assert_eq!(mode(&folder.folder.join("estate.jsonl")), 0o600);
    }
}
