//! The journal's files: where they are, whose they are, and how they are written
//! so that they are there after a power cut.

use super::error::JournalError;
use nix::unistd::Group;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long another process is waited for that writes at this moment.
pub(super) const WAIT: Duration = Duration::from_secs(5);

/// Lets a file that reaches a limit on its size be an error instead of the end of
/// the program: the system sends a signal first, whose default is to kill.
pub fn outlive_size_limit() {
    static DONE: OnceLock<bool> = OnceLock::new();
    DONE.get_or_init(|| {
        let number = rustix::process::Signal::XFSZ.as_raw();
        // The flag is of no interest: the failed write says it all. Where the
        // handler cannot be set, the limit ends the program, as it would have.
        signal_hook::flag::register(number, Arc::new(AtomicBool::new(false))).is_ok()
    });
}

/// The group that may read, and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Readers {
    name: String,
    number: u32,
}

/// The files of one journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    folder: PathBuf,
    readers: Option<Readers>,
}

impl Files {
    /// The files in a folder, which need not be there yet.
    ///
    /// # Errors
    /// When the group is not one of this host's.
    pub(super) fn of(folder: &Path, group: Option<&str>) -> Result<Self, JournalError> {
        let readers = group.map(|name| {
            let refuse = |why: String| JournalError::Group {
                name: crate::terms::OutsideText::new(name).shown().into_owned(),
                why,
            };
            match Group::from_name(name) {
                Ok(Some(group)) => Ok(Readers {
                    name: name.to_owned(),
                    number: group.gid.as_raw(),
                }),
                Ok(None) => Err(refuse("which this host does not have".to_owned())),
                Err(error) => Err(refuse(format!("which cannot be looked up: {error}"))),
            }
        });
        Ok(Self {
            folder: folder.to_owned(),
            readers: readers.transpose()?,
        })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The records.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal.jsonl")
    }

    /// The head.
    #[must_use]
    pub fn head(&self) -> PathBuf {
        self.folder.join("journal.head")
    }

    /// What is locked while the two are written.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.folder.join("journal.lock")
    }

    /// Makes the folder, for its owner and the readers alone. One that is there
    /// keeps its mode, but for what the readers need.
    pub(super) fn make_folder(&self) -> Result<(), JournalError> {
        let fail = |error| file_error("making", &self.folder, error);
        let mode = if self.readers.is_some() { 0o750 } else { 0o700 };
        let mut builder = DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(&self.folder).map_err(fail)?;
        let Some(readers) = &self.readers else {
            return Ok(());
        };
        let folder = File::open(&self.folder).map_err(fail)?;
        let there = folder.metadata().map_err(fail)?;
        self.give(&folder, &there, readers, &self.folder)?;
        if there.mode() & mode != mode {
            let wider = Permissions::from_mode(there.mode() & 0o7777 | mode);
            folder.set_permissions(wider).map_err(fail)?;
        }
        Ok(())
    }

    fn give(
        &self,
        file: &File,
        there: &fs::Metadata,
        readers: &Readers,
        path: &Path,
    ) -> Result<(), JournalError> {
        if there.gid() == readers.number {
            return Ok(());
        }
        fchown(file, None, Some(readers.number)).map_err(|error| JournalError::Group {
            name: readers.name.clone(),
            why: format!(
                "to which {} could not be given ({error}): whoever runs lifeboat has to be one of it",
                path.display()
            ),
        })
    }

    /// Sees to it that a file is its owner's and the readers' alone.
    pub(super) fn keep_private(&self, file: &File, path: &Path) -> Result<(), JournalError> {
        let fail = |error| file_error("setting the mode of", path, error);
        let there = file.metadata().map_err(fail)?;
        let mode = if self.readers.is_some() { 0o640 } else { 0o600 };
        if let Some(readers) = &self.readers {
            self.give(file, &there, readers, path)?;
        }
        if there.mode() & 0o7777 != mode {
            let private = Permissions::from_mode(mode);
            file.set_permissions(private).map_err(fail)?;
        }
        Ok(())
    }

    /// Keeps every other lifeboat out for as long as what is returned lives.
    pub(super) fn hold(&self, wait: Duration) -> Result<File, JournalError> {
        let path = self.lock();
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        let file = options
            .open(&path)
            .map_err(|error| file_error("opening", &path, error))?;
        self.keep_private(&file, &path)?;
        wait_for(&path, wait, || file.try_lock())?;
        Ok(file)
    }

    /// Waits until nobody writes, where the lock can be opened.
    pub(super) fn settle(&self) -> Option<File> {
        let path = self.lock();
        let file = File::open(&path).ok()?;
        wait_for(&path, WAIT, || file.try_lock_shared()).ok()?;
        Some(file)
    }

    /// Makes what was made, renamed or removed in the folder last.
    pub(super) fn sync_folder(&self) -> Result<(), JournalError> {
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| file_error("keeping the names in", &self.folder, error))
    }

    /// Puts a file in place of another, whole and on the disk before it is.
    pub(super) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), JournalError> {
        let fail = |error| file_error("writing", path, error);
        let mut new = tempfile::NamedTempFile::new_in(&self.folder).map_err(fail)?;
        self.keep_private(new.as_file(), path)?;
        new.write_all(bytes).map_err(fail)?;
        new.as_file().sync_all().map_err(fail)?;
        new.persist(path).map_err(|error| fail(error.error))?;
        Ok(())
    }
}

/// Tries to lock until it is had, or for as long as is bearable.
fn wait_for(
    path: &Path,
    wait: Duration,
    attempt: impl Fn() -> Result<(), TryLockError>,
) -> Result<(), JournalError> {
    let begun = Instant::now();
    loop {
        match attempt() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < wait => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(JournalError::Held {
                    file: path.to_owned(),
                    waited: wait,
                });
            }
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Err(JournalError::NoLocks {
                    file: path.to_owned(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(file_error("locking", path, error)),
        }
    }
}

/// Whether there is a file.
pub(super) fn is_there(path: &Path) -> Result<bool, JournalError> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        // A link or a device is not what lifeboat made.
        Ok(there) if !there.is_file() => Err(JournalError::NotAFile(path.to_owned())),
        Ok(_) => Ok(true),
        Err(error) => Err(file_error("looking at", path, error)),
    }
}

/// A file's content; `None` when there is no file.
pub(super) fn content(path: &Path) -> Result<Option<Vec<u8>>, JournalError> {
    if !is_there(path)? {
        return Ok(None);
    }
    fs::read(path)
        .map(Some)
        .map_err(|error| file_error("reading", path, error))
}

/// An open file's whole content.
pub(super) fn all(file: &mut File, path: &Path) -> Result<Vec<u8>, JournalError> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))
        .and_then(|_| file.read_to_end(&mut bytes))
        .map_err(|error| file_error("reading", path, error))?;
    Ok(bytes)
}

pub(super) fn file_error(doing: &'static str, file: &Path, source: io::Error) -> JournalError {
    JournalError::File {
        doing,
        file: file.to_owned(),
        source,
    }
}
