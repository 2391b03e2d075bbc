//! The journal: adds records to the chain on disk, and proves that they are there.

use super::chain::{Chain, Head, HeadFile};
use super::digest::Digest;
use super::entry::Entry;
use super::error::JournalError;
use super::files::{self, Files, content, file_error};
use super::line;
use super::record::{Actor, Record};
use super::standing::Standing;
use crate::terms::{Instant, OutsideText};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Proof that a record is on the disk. Made by [`Journal::append`] alone, and not
/// to be copied: what needs one needs a record of its own.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "it proves that the record is on the disk"]
pub struct Durable {
    sequence: u64,
    digest: Digest,
}

impl Durable {
    /// The record's number.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The digest of its line.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// The journal of one plan. Cheap to clone; all clones write as the same actor.
#[derive(Debug, Clone)]
pub struct Journal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    files: Files,
    simulated: bool,
    actor: Mutex<Actor>,
    /// The chain's end when it was last verified, and what told the file then from
    /// what anybody makes of it later.
    verified: Mutex<Option<(Head, Stamp)>>,
}

/// What tells a file from the same file with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    length: u64,
    changed: (i64, i64),
}

impl Journal {
    /// The journal in a plan's state folder, which need not be there yet: nothing
    /// is made before the first record.
    ///
    /// # Errors
    /// When the group that may read it is not one of this host's.
    pub fn open(
        folder: &Path,
        group: Option<&str>,
        actor: Actor,
        simulated: bool,
    ) -> Result<Self, JournalError> {
        files::outlive_size_limit();
        Ok(Self(Arc::new(Inner {
            files: Files::of(folder, group)?,
            simulated,
            actor: Mutex::new(actor),
            verified: Mutex::new(None),
        })))
    }

    /// Whom STS says the actor is, from the next record on.
    pub fn identify(&self, arn: OutsideText) {
        self.0
            .actor
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .arn = Some(arn);
    }

    /// Where the files are.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// Reads the journal in a folder, and says how it stands. Waits while another
    /// lifeboat writes; without a right to the lock it reads all the same.
    ///
    /// # Errors
    /// When it cannot be read. That it was changed is no error: the
    /// [`Standing`] says it.
    pub fn read(folder: &Path) -> Result<Chain, JournalError> {
        let (bytes, head) = Self::read_raw(folder)?;
        Ok(Chain::verify(&bytes, head))
    }

    /// The bytes of the journal and what is where its head is kept, as
    /// [`Chain::verify`] takes them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read_raw(folder: &Path) -> Result<(Vec<u8>, HeadFile), JournalError> {
        let files = Files::of(folder, None)?;
        let _settled = files.settle();
        Ok((
            content(&files.journal())?.unwrap_or_default(),
            head_file(&files)?,
        ))
    }

    /// The end of the chain as the head file tells it now; `None` before the first
    /// record, or when it cannot be read.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        match head_file(&self.0.files) {
            Ok(HeadFile::Found(head)) if head.sequence > 0 => Some(head),
            _ => None,
        }
    }

    /// Adds a record, and returns when it is on the disk. Blocks for as long as
    /// another lifeboat writes, up to five seconds, and for as long as the disk
    /// takes.
    ///
    /// # Errors
    /// When it is not certain that the record is on the disk; when the journal was
    /// changed by anybody else, nothing is added to it.
    pub fn append(&self, at: Instant, entry: Entry) -> Result<Durable, JournalError> {
        let files = &self.0.files;
        files.make_folder()?;
        let _held = files.hold(files::WAIT)?;
        let (mut file, made) = self.open_file()?;
        let mut head = self.mended(&mut file, at)?;
        if made {
            files.sync_folder()?;
        }
        self.write(&mut file, &mut head, at, entry)
    }

    /// The journal's file, made if there is none, and whether it was.
    fn open_file(&self) -> Result<(File, bool), JournalError> {
        let files = &self.0.files;
        let path = files.journal();
        let there = files::is_there(&path)?;
        if !there {
            // Nothing is made where records are gone.
            let chain = Chain::verify(b"", head_file(files)?);
            if chain.standing != Standing::Empty {
                return Err(self.tampered(chain.standing));
            }
            if chain.head.is_none() {
                // The head is there before the first line, so that a missing head
                // is always one that was removed.
                self.write_head(&Head::of_nothing())?;
            }
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(0o600);
        let file = options
            .open(&path)
            .map_err(|error| file_error("opening", &path, error))?;
        files.keep_private(&file, &path)?;
        Ok((file, !there))
    }

    /// The end of the chain, after what a crash left was mended.
    fn mended(&self, file: &mut File, at: Instant) -> Result<Head, JournalError> {
        let files = &self.0.files;
        let path = files.journal();
        let found = head_file(files)?;
        if let HeadFile::Found(head) = &found {
            let known = self.verified().clone();
            if known == Some((head.clone(), stamp(file, &path)?)) {
                return Ok(head.clone());
            }
        }
        let bytes = files::all(file, &path)?;
        let chain = Chain::verify(&bytes, found);
        let (Some(mut head), true) = (chain.head, chain.standing.is_sound()) else {
            // An empty file without a head is one whose head was removed, or never
            // written: there is nothing to lose.
            if chain.standing == Standing::Empty {
                let head = Head::of_nothing();
                self.write_head(&head)?;
                return Ok(head);
            }
            return Err(self.tampered(chain.standing));
        };
        match chain.standing {
            Standing::HeadBehind => {
                let line = beyond(&bytes, &head);
                head = next(&head, line.strip_suffix(b"\n").unwrap_or(line));
                file.sync_all()
                    .map_err(|error| file_error("keeping", &path, error))?;
                self.write_head(&head)?;
            }
            Standing::TornTail { bytes: length, .. } => {
                let text = String::from_utf8_lossy(beyond(&bytes, &head)).into_owned();
                self.cut_back(file, &head)
                    .map_err(|error| file_error("taking a torn line away from", &path, error))?;
                let torn = Entry::Torn {
                    bytes: length,
                    text,
                };
                // The record of it is on the disk like any other; nobody asks for proof.
                let _recorded = self.write(file, &mut head, at, torn)?;
            }
            _ => {}
        }
        Ok(head)
    }

    /// Adds one line after `head`, and makes it the head.
    fn write(
        &self,
        file: &mut File,
        head: &mut Head,
        at: Instant,
        entry: Entry,
    ) -> Result<Durable, JournalError> {
        let path = self.0.files.journal();
        let record = Record {
            sequence: head.sequence + 1,
            at,
            actor: self
                .0
                .actor
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
            simulated: self.0.simulated,
            entry: entry.bounded(),
            before: head.digest,
        };
        let mut text = line::encode(&record)?;
        let new = next(head, text.as_bytes());
        text.push('\n');
        if text.len() > line::LONGEST {
            return Err(JournalError::TooLong {
                bytes: text.len(),
                longest: line::LONGEST,
            });
        }
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|error| file_error("writing", &path, error))
            .and_then(|()| self.put_head(&new));
        if let Err(error) = written {
            // What is left is a torn line, or one that the head does not cover:
            // the next record mends either.
            let _left = self.cut_back(file, head);
            return Err(error);
        }
        // From here on the head covers the line: it stays, whatever happens.
        self.0.files.sync_folder()?;
        *self.verified() = Some((new.clone(), stamp(file, &path)?));
        let durable = Durable {
            sequence: new.sequence,
            digest: new.digest,
        };
        *head = new;
        Ok(durable)
    }

    fn tampered(&self, standing: Standing) -> JournalError {
        JournalError::Tampered {
            folder: self.0.files.folder().to_owned(),
            standing,
        }
    }

    /// Takes away what is beyond the head.
    fn cut_back(&self, file: &File, head: &Head) -> std::io::Result<()> {
        file.set_len(head.length)?;
        file.sync_all()
    }

    fn put_head(&self, head: &Head) -> Result<(), JournalError> {
        let mut text = serde_json::to_string(head)?;
        text.push('\n');
        self.0.files.replace(&self.0.files.head(), text.as_bytes())
    }

    fn write_head(&self, head: &Head) -> Result<(), JournalError> {
        self.put_head(head)?;
        self.0.files.sync_folder()
    }

    fn verified(&self) -> std::sync::MutexGuard<'_, Option<(Head, Stamp)>> {
        self.0
            .verified
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The head after a line was added.
fn next(head: &Head, line: &[u8]) -> Head {
    Head {
        sequence: head.sequence + 1,
        digest: Digest::of(line),
        length: head.length + line.len() as u64 + 1,
    }
}

/// What the head does not cover.
fn beyond<'a>(bytes: &'a [u8], head: &Head) -> &'a [u8] {
    usize::try_from(head.length)
        .ok()
        .and_then(|length| bytes.get(length..))
        .unwrap_or_default()
}

fn head_file(files: &Files) -> Result<HeadFile, JournalError> {
    Ok(match content(&files.head())? {
        Some(bytes) => HeadFile::read(&bytes),
        None => HeadFile::Missing,
    })
}

fn stamp(file: &File, path: &Path) -> Result<Stamp, JournalError> {
    let there = file
        .metadata()
        .map_err(|error| file_error("looking at", path, error))?;
    Ok(Stamp {
        inode: there.ino(),
        length: there.len(),
        changed: (there.ctime(), there.ctime_nsec()),
    })
}
