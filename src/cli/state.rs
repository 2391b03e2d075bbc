//! What is kept between two runs, one folder for each plan: the last estate and
//! the operator's declarations. 0700 and 0600, written whole or not at all.

use super::failure::Refusal;
use crate::estate::{self, Declaration, Estate};
use crate::plan::Plan;
use crate::terms::Region;
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
                Ok(estate) => (Some(estate), None),
                Err(error) => {
                    let what = format!("the kept estate was not used: {}: {error}", file.display());
                    (None, Some(what))
                }
            },
        }
    }

    /// Keeps the estate for the next run.
    ///
    /// # Errors
    /// When it cannot be written; what was kept before is then still there.
    pub fn keep_estate(&self, estate: &Estate) -> Result<(), Refusal> {
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

    /// Keeps the operator's declarations.
    ///
    /// # Errors
    /// When they cannot be written; those kept before then still stand.
    pub fn keep_declarations(
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
