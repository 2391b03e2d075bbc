//! A runbook as it was found: to be read, or not.

use super::model::Runbook;
use super::parse::parse_bytes;
use crate::terms::OutsideText;
use crate::terms::fault::Faults;

/// A runbook as it was found, in a file or among those that come with lifeboat.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What it is called.
    pub name: String,
    /// Its file, as messages call it.
    pub file: String,
    /// Its text: what is walked; nothing where it cannot be read. For a plan of a
    /// thousand stores those that come with lifeboat are megabytes, and too long.
    pub text: String,
    /// Whether it comes with lifeboat, and is in no file.
    pub included: bool,
    /// What was read, or everything that is wrong with it.
    pub read: Result<Runbook, Faults>,
}

impl Sheet {
    /// Reads a runbook from a file's bytes.
    #[must_use]
    pub fn of(file: &str, bytes: &[u8], included: bool) -> Self {
        let read = parse_bytes(bytes, file);
        let name = super::parse::name_of(file);
        Self {
            name: OutsideText::new(name).to_string(),
            file: file.to_owned(),
            text: match &read {
                Ok(_) => String::from_utf8_lossy(bytes).into_owned(),
                Err(_) => String::new(),
            },
            included,
            read,
        }
    }
}
