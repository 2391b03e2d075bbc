//! The runbooks of a plan: those in its folder, and those that come with lifeboat.

use super::arguments::Arguments;
use super::failure::Refusal;
use crate::plan::Plan;
use crate::runbook::{INCLUDED, Sheet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where the runbooks of a plan are.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// The folder that the plan names; `None` where it names none, and in the demo,
    /// whose runbooks are those that come with lifeboat.
    folder: Option<PathBuf>,
}

/// What tells a shelf from the same one with other files on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShelfStamp(Vec<(PathBuf, u64, Option<SystemTime>)>);

impl Shelf {
    /// The shelf of the plan that the command line names.
    #[must_use]
    pub fn of(arguments: &Arguments, plan: &Plan) -> Self {
        let named = plan.runbooks.as_ref().filter(|_| !arguments.demo);
        let beside = arguments.plan.parent().unwrap_or(Path::new(""));
        Self {
            folder: named.map(|named| beside.join(named)),
        }
    }

    /// What is on it now: looked at, and not read.
    #[must_use]
    pub fn stamp(&self) -> ShelfStamp {
        let files = self.files().unwrap_or_default().into_iter();
        let stamp = files.map(|file| {
            let about = fs::metadata(&file);
            let length = about.as_ref().map_or(0, fs::Metadata::len);
            let changed = about.and_then(|it| it.modified()).ok();
            (file, length, changed)
        });
        ShelfStamp(stamp.collect())
    }

    /// The runbooks of the plan's folder, then those that come with lifeboat and are
    /// not in it, written for the plan. The text says what could not be read.
    #[must_use]
    pub fn sheets(&self, plan: &Plan) -> (Vec<Sheet>, Option<String>) {
        let (mut sheets, trouble) = match self.of_folder() {
            Ok(sheets) => (sheets, None),
            Err(refusal) => (Vec::new(), Some(refusal.to_string())),
        };
        for included in INCLUDED {
            let there = sheets.iter().any(|sheet| sheet.name == included.name);
            // What the plan has no use for is no runbook of it.
            if let (false, Ok(text)) = (there, included.written_for(plan)) {
                let file = format!("{}.md", included.name);
                sheets.push(Sheet::of(&file, text.as_bytes(), true));
            }
        }
        (sheets, trouble)
    }

    fn of_folder(&self) -> Result<Vec<Sheet>, Refusal> {
        let mut sheets = Vec::new();
        for file in self.files()? {
            let bytes = fs::read(&file).map_err(|source| Refusal::File {
                file: file.clone(),
                source,
            })?;
            sheets.push(Sheet::of(&file.display().to_string(), &bytes, false));
        }
        Ok(sheets)
    }

    fn files(&self) -> Result<Vec<PathBuf>, Refusal> {
        let Some(folder) = &self.folder else {
            return Ok(Vec::new());
        };
        let failed = |source: io::Error| Refusal::File {
            file: folder.clone(),
            source,
        };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            // `lifeboat runbook new` makes it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }
}
