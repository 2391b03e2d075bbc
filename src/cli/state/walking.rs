//! One walks, others follow: who holds the walk of a plan on this host.

use super::{StateFolder, private};
use crate::cli::failure::Refusal;
use crate::terms::OutsideText;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;

const FILE: &str = "walk.lock";

/// Who walks.
#[derive(Debug)]
pub enum Walking {
    /// This run, for as long as this lives; without a file where nothing is kept.
    Here(Option<File>),
    /// Another, by its word.
    Elsewhere(String),
}

impl StateFolder {
    /// Takes the walk of this plan, unless another lifeboat on this host has it. A
    /// lifeboat that is killed gives it back.
    ///
    /// # Errors
    /// When the file for it cannot be had.
    pub fn take_walk(&self, holder: &str) -> Result<Walking, Refusal> {
        let path = self.folder.join(FILE);
        let refuse = |source: io::Error| Refusal::File {
            file: path.clone(),
            source,
        };
        private::make(&self.folder).map_err(refuse)?;
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).read(true).write(true);
        let mut file = options.mode(0o600).open(&path).map_err(refuse)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // Who it is is good to know, and not needed to stay out of the way.
                let _ = file.read_to_string(&mut text);
                return Ok(Walking::Elsewhere(
                    OutsideText::new(text.trim()).to_string(),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(refuse(error)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(holder.as_bytes()));
        written.map_err(refuse)?;
        Ok(Walking::Here(Some(file)))
    }
}
