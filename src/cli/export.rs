//! A view in a file of its own, for a report or a colleague.

use super::failure::Refusal;
use crate::terms::Instant;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many files of one view and one second there may be.
const OF_ONE_SECOND: u32 = 100;

/// Writes `content` into a new file in `folder`, readable by its owner alone,
/// and returns its path. The time is in its name; nothing is written over.
///
/// # Errors
/// When it cannot be written whole; nothing is left behind then.
pub fn write(
    folder: &Path,
    stem: &str,
    extension: &str,
    content: &str,
    now: Instant,
) -> Result<PathBuf, Refusal> {
    let stem: String = stem
        .chars()
        .take(80)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let time = now.format("%Y%m%dT%H%M%SZ");
    let refuse = |file: &Path, source| Refusal::File {
        file: file.to_owned(),
        source,
    };
    let written = || {
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        new.write_all(content.as_bytes())?;
        new.as_file().sync_all()?;
        Ok(new)
    };
    let mut new = written().map_err(|source| refuse(folder, source))?;
    for number in 1..=OF_ONE_SECOND {
        let again = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        let file = folder.join(format!("{stem}-{time}{again}.{extension}"));
        match new.persist_noclobber(&file) {
            Ok(_) => return Ok(file),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                new = error.file;
            }
            Err(error) => return Err(refuse(&file, error.error)),
        }
    }
    Err(Refusal::Exists(
        folder.join(format!("{stem}-{time}.{extension}")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn two_views_of_one_second_are_two_files_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let now = "2026-11-22T14:02:31Z".parse().expect("an instant");
        let export = |content| {
            write(folder.path(), "shop/backups", "csv", content, now).expect("it is written")
        };
        let (first, second) = (export("a\n"), export("b\n"));
        let name = |path: &Path| path.file_name().map(|it| it.to_string_lossy().into_owned());
        assert_eq!(
            name(&first).as_deref(),
            Some("shop-backups-20261122T140231Z.csv")
        );
        assert_eq!(
            name(&second).as_deref(),
            Some("shop-backups-20261122T140231Z-2.csv")
        );
        assert_eq!(fs::read_to_string(&first).expect("it is there"), "a\n");
        let mode = fs::metadata(&first).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_named() {
        let folder = Path::new("/nowhere/at/all");
        let refused = write(folder, "shop", "csv", "", Instant::UNIX_EPOCH);
        let told = refused.map_err(|why| why.to_string());
        assert!(told.is_err_and(|why| why.contains("/nowhere/at/all")));
    }
}
