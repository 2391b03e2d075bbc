//! What is kept between two runs, one folder for each plan: the last estate and
//! the operator's declarations. 0700 and 0600, written whole or not at all.

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

impl StateFolder {
    /// The folder of the plan in `file`, which need not be there yet.
    ///
    /// # Errors
    /// When there is no home directory to put it under.
    pub fn of(plan: &Plan, file: &Path) -> Result<Self, Refusal> {
        let base = etcetera::base_strategy::Xdg::new()
            .map_err(|error| Refusal::Usage(format!("no place for state: {error}; set HOME")))?;
        let base = base.state_dir().unwrap_or_else(|| base.data_dir());
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
            folder: base.join("lifeboat").join(format!("{name}-{mark}")),
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
        let text = estate::encode(estate, &self.plan, false);
        self.write("estate.jsonl", text.as_bytes())
    }

    /// The operator's declarations.
    ///
    /// # Errors
    /// When the file cannot be read or understood: a declaration decides what a
    /// loss is, so it is never silently forgotten.
    pub fn declarations(&self) -> Result<BTreeMap<Region, Declaration>, Refusal> {
        let file = self.folder.join("declared.json");
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
        let mut standing = self.declarations()?;
        change(&mut standing);
        self.keep_declarations(&standing)?;
        Ok(standing)
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
        self.write("declared.json", text.as_bytes())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        let file = self.folder.join(name);
        let refuse = |source: io::Error| Refusal::File {
            file: file.clone(),
            source,
        };
        make_private(&self.folder).map_err(refuse)?;
        // Made 0600, and put in place only when it is whole and on disk.
        let mut new = tempfile::NamedTempFile::new_in(&self.folder).map_err(refuse)?;
        new.write_all(bytes).map_err(refuse)?;
        new.as_file().sync_all().map_err(refuse)?;
        new.persist(&file).map_err(|error| refuse(error.error))?;
        Ok(())
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
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
