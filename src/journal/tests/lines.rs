//! A record as a line, whatever is in it.

use super::entries::entry;
use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_entry_is_one_printable_line_and_comes_back(
        entries in prop::collection::vec(entry(), 1..4),
    ) {
        let (lines, heads) = written(&entries);
        for line in &lines {
            let (newline, text) = line.split_last().unwrap();
            prop_assert_eq!(*newline, b'\n');
            prop_assert!(text.iter().all(|it| (0x20..0x7f).contains(it)));
        }
        let head = heads.last().cloned().unwrap();
        let chain = Chain::verify(&lines.concat(), HeadFile::Found(head));
        prop_assert_eq!(&chain.standing, &Standing::Whole);
        let back: Vec<Entry> = chain.records.into_iter().map(|it| it.entry).collect();
        prop_assert_eq!(back, entries);
    }
}

#[test]
fn an_entry_of_a_later_version_keeps_its_place() {
    let later = serde_json::json!({ "kind": "walked", "steps": [1, 2] });
    let (lines, heads) = written(&[note("first"), Entry::Other(later), note("third")]);
    let chain = Chain::verify(&lines.concat(), HeadFile::Found(heads[3].clone()));
    assert_eq!(chain.standing, Standing::Whole);
    assert_eq!(chain.records[1].entry.kind(), Some("walked"));
}

#[test]
fn a_member_of_a_later_version_is_no_damage() {
    let (mut lines, _) = written(&[note("first")]);
    let text = String::from_utf8(lines.remove(0)).unwrap();
    let more = text.replacen("\"simulated\":", "\"mood\":\"calm\",\"simulated\":", 1);
    let line = more.trim_end();
    let head = Head {
        sequence: 1,
        digest: Digest::of(line.as_bytes()),
        length: more.len() as u64,
    };
    let chain = Chain::verify(more.as_bytes(), HeadFile::Found(head));
    assert_eq!(chain.standing, Standing::Whole);
}

#[test]
fn a_megabyte_of_reason_is_cut_and_says_so() {
    let reason = "\u{1b}[2J\u{2028}\u{202e}\n".repeat(150_000);
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), None, somebody(), false).unwrap();
    let armed = Entry::Armed(Armed {
        reason: reason.as_str().into(),
        incident: None,
        until: at(900),
        power: "the watching credentials".to_owned(),
    });
    let _durable = journal.append(at(0), armed).unwrap();
    let text = std::fs::read(journal.files().journal()).unwrap();
    assert!(text.len() < 40_000, "{}", text.len());
    let chain = Journal::read(folder.path()).unwrap();
    let Entry::Armed(kept) = &chain.records[0].entry else {
        panic!("{:?}", chain.records[0].entry);
    };
    assert!(kept.reason.raw().ends_with("… (1050000 characters)"));
}

#[test]
fn what_a_request_is_made_of_is_never_cut() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), None, somebody(), false).unwrap();
    let huge = Entry::Other(serde_json::json!({ "kind": "x", "of": "y".repeat(1_100_000) }));
    let refused = journal.append(at(0), huge).unwrap_err();
    assert!(matches!(refused, JournalError::TooLong { .. }), "{refused}");
    assert_eq!(
        Journal::read(folder.path()).unwrap().standing,
        Standing::Empty
    );
}
