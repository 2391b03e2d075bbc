//! What a crash left is mended with the next record; what somebody changed is not.

use super::*;
use std::fs::{self, OpenOptions};
use std::io::Write;

/// A journal with two records.
fn two() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), None, somebody(), false).unwrap();
    for text in ["first", "second"] {
        let _durable = journal.append(at(0), note(text)).unwrap();
    }
    (folder, journal)
}

/// The same journal in the eyes of a later run, and of one that goes on.
fn writers(folder: &tempfile::TempDir, journal: &Journal) -> [Journal; 2] {
    let later = Journal::open(folder.path(), None, somebody(), false).unwrap();
    [later, journal.clone()]
}

#[test]
fn a_torn_line_is_taken_away_and_recorded() {
    for which in 0..2 {
        let (folder, journal) = two();
        let file = journal.files().journal();
        let mut end = OpenOptions::new().append(true).open(&file).unwrap();
        end.write_all(b"{\"sequence\":3,\"at\":\"\x1b[2J").unwrap();
        let chain = Journal::read(folder.path()).unwrap();
        assert_eq!(chain.standing.word(), "torn tail");
        let writer = &writers(&folder, &journal)[which];
        let durable = writer.append(at(9), note("third")).unwrap();
        assert_eq!(durable.sequence(), 4);
        let chain = Journal::read(folder.path()).unwrap();
        assert_eq!(chain.standing, Standing::Whole);
        let torn = Entry::Torn {
            bytes: 24,
            text: "{\"sequence\":3,\"at\":\"\u{1b}[2J".to_owned(),
        };
        assert_eq!(chain.records[2].entry, torn);
        assert_eq!(chain.records[3].entry, note("third"));
    }
}

#[test]
fn a_record_that_the_head_had_not_noted_stays() {
    for which in 0..2 {
        let (folder, journal) = two();
        let head = fs::read(journal.files().head()).unwrap();
        let _durable = journal.append(at(0), note("third")).unwrap();
        fs::write(journal.files().head(), head).unwrap();
        let chain = Journal::read(folder.path()).unwrap();
        assert_eq!(chain.standing, Standing::HeadBehind);
        let writer = &writers(&folder, &journal)[which];
        let durable = writer.append(at(1), note("fourth")).unwrap();
        assert_eq!(durable.sequence(), 4);
        let chain = Journal::read(folder.path()).unwrap();
        assert_eq!(chain.standing, Standing::Whole);
    }
}

#[test]
fn a_crash_before_the_first_line_leaves_an_empty_journal() {
    let (folder, journal) = two();
    fs::write(journal.files().journal(), "").unwrap();
    let nothing = serde_json::to_string(&Head::of_nothing()).unwrap();
    fs::write(journal.files().head(), nothing).unwrap();
    let durable = journal.append(at(0), note("first")).unwrap();
    assert_eq!(durable.sequence(), 1);
    let chain = Journal::read(folder.path()).unwrap();
    assert_eq!(chain.standing, Standing::Whole);
}

/// Nothing is added after `change`, by whoever tries, and nothing is mended.
fn refuses(word: &str, change: impl Fn(&Journal)) {
    let (folder, journal) = two();
    change(&journal);
    let content =
        || [journal.files().journal(), journal.files().head()].map(|path| fs::read(path).ok());
    let before = content();
    for writer in writers(&folder, &journal) {
        let refused = writer.append(at(0), note("third")).unwrap_err();
        let told = refused.to_string();
        let JournalError::Tampered { standing, .. } = refused else {
            panic!("{told}");
        };
        assert_eq!(standing.word(), word);
        assert!(told.contains("lifeboat journal verify"), "{told}");
    }
    assert_eq!(content(), before);
}

#[test]
fn nothing_is_added_to_a_changed_journal() {
    refuses("broken", |journal| {
        let path = journal.files().journal();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("first", "forst")).unwrap();
    });
    refuses("broken", |journal| {
        let path = journal.files().journal();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("second", "sacond")).unwrap();
    });
    refuses("cut", |journal| {
        let path = journal.files().journal();
        let text = fs::read_to_string(&path).unwrap();
        let first: String = text.lines().take(1).map(|it| format!("{it}\n")).collect();
        fs::write(&path, first).unwrap();
    });
    refuses("cut", |journal| {
        fs::remove_file(journal.files().journal()).unwrap();
    });
    refuses("head missing", |journal| {
        fs::remove_file(journal.files().head()).unwrap();
    });
    refuses("head unreadable", |journal| {
        fs::write(journal.files().head(), "{}").unwrap();
    });
}
