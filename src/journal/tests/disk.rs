//! The files: whose they are, who may write, and what happens when nobody can.

use super::*;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

fn open(folder: &Path) -> Journal {
    Journal::open(folder, None, somebody(), true).unwrap()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn nothing_is_made_before_the_first_record() {
    let at_first = tempfile::tempdir().unwrap();
    let folder = at_first.path().join("shop");
    let journal = open(&folder);
    assert_eq!(journal.head(), None);
    assert_eq!(Journal::read(&folder).unwrap().standing, Standing::Empty);
    assert!(!folder.exists());
    let durable = journal.append(at(0), note("here")).unwrap();
    assert_eq!(durable.sequence(), 1);
    assert_eq!(journal.head().map(|it| it.digest), Some(*durable.digest()));
    assert_eq!(mode(&folder), 0o700);
    for file in fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
    let chain = Journal::read(&folder).unwrap();
    assert_eq!(chain.standing, Standing::Whole);
    assert!(chain.records[0].simulated);
}

#[test]
fn a_group_that_the_plan_names_may_read() {
    let at_first = tempfile::tempdir().unwrap();
    let folder = at_first.path().join("shop");
    let own = nix::unistd::getgid();
    let name = nix::unistd::Group::from_gid(own).unwrap().unwrap().name;
    let journal = Journal::open(&folder, Some(&name), somebody(), false).unwrap();
    let _durable = journal.append(at(0), note("here")).unwrap();
    assert_eq!(mode(&folder), 0o750);
    for path in [journal.files().journal(), journal.files().head()] {
        assert_eq!(mode(&path), 0o640);
        assert_eq!(fs::metadata(&path).unwrap().gid(), own.as_raw());
    }
    let unknown = Journal::open(&folder, Some("no-such\u{1b}[2J"), somebody(), false);
    let told = unknown.unwrap_err().to_string();
    assert!(
        told.contains("`no-such") && told.contains("does not have"),
        "{told}"
    );
    assert!(!told.contains('\u{1b}'));
}

#[test]
fn many_threads_write_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let shared = open(folder.path());
    std::thread::scope(|scope| {
        for thread in 0..6 {
            // Half of them as another process would, each with a journal of its own.
            let journal = if thread % 2 == 0 {
                shared.clone()
            } else {
                open(folder.path())
            };
            scope.spawn(move || {
                for number in 0..8 {
                    let _durable = journal
                        .append(at(number), note(&format!("{thread}/{number}")))
                        .unwrap();
                }
            });
        }
    });
    let chain = Journal::read(folder.path()).unwrap();
    assert_eq!(chain.standing, Standing::Whole);
    assert_eq!(chain.records.len(), 48);
}

#[test]
fn whoever_waits_for_the_lock_in_vain_is_told_who_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    let _durable = journal.append(at(0), note("here")).unwrap();
    let files = journal.files();
    let _held = files.hold(std::time::Duration::ZERO).unwrap();
    let told = files
        .hold(std::time::Duration::ZERO)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("another lifeboat") && told.contains("journal.lock"),
        "{told}"
    );
}

#[test]
fn where_no_folder_can_be_made_nothing_is_recorded() {
    let at_first = tempfile::tempdir().unwrap();
    let file = at_first.path().join("file");
    fs::write(&file, "").unwrap();
    for folder in [file.join("shop"), Path::new("/proc/shop").to_owned()] {
        let refused = open(&folder).append(at(0), note("here")).unwrap_err();
        let told = refused.to_string();
        assert!(told.contains(&folder.display().to_string()), "{told}");
        assert!(!folder.exists());
    }
}

#[test]
fn a_device_in_place_of_the_file_is_refused() {
    for name in ["journal.jsonl", "journal.head"] {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/dev/full", folder.path().join(name)).unwrap();
        let refused = open(folder.path()).append(at(0), note("here")).unwrap_err();
        assert!(matches!(refused, JournalError::NotAFile(_)), "{refused}");
        assert!(Journal::read(folder.path()).is_err());
    }
}

#[test]
fn an_error_of_the_disk_says_what_to_do() {
    for (number, advice) in [
        (28, "make room on that disk"),
        (27, "ulimit -f"),
        (30, "mount it for writing"),
        (13, "ls -l"),
    ] {
        let error = JournalError::File {
            doing: "writing",
            file: "/state/journal.jsonl".into(),
            source: std::io::Error::from_raw_os_error(number),
        };
        let told = error.to_string();
        assert!(
            told.contains(advice) && told.contains("/state/journal.jsonl"),
            "{told}"
        );
    }
}
