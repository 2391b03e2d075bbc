use super::*;
use crate::journal::{Actor, Digest, Entry, HeadFile};

fn chain(texts: &[&str]) -> Chain {
    let mut bytes = Vec::new();
    let mut before = Digest::of_nothing();
    for (index, text) in texts.iter().enumerate() {
        let record = Record {
            sequence: index as u64 + 1,
            at: Instant::UNIX_EPOCH,
            actor: Actor {
                arn: Some("arn:aws:sts::123456789012:assumed-role/watch/me".into()),
                os_user: "rota".to_owned(),
                terminal: None,
                host: "bastion".to_owned(),
                process: 1,
            },
            simulated: index == 0,
            entry: Entry::Note {
                text: (*text).to_owned(),
            },
            before,
        };
        let line = inert(&serde_json::to_string(&record).unwrap());
        before = Digest::of(line.as_bytes());
        bytes.extend(line.into_bytes());
        bytes.push(b'\n');
    }
    Chain::verify(&bytes, HeadFile::Missing)
}

fn report(chain: &Chain) -> JournalReport<'_> {
    JournalReport {
        plan: "harbor",
        chain,
    }
}

#[test]
fn what_was_changed_is_said_first_and_the_rest_is_shown() {
    let chain = chain(&["one", "two", "three"]);
    let text = report(&chain).timeline(Some(2));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("NOT AS IT WAS WRITTEN: journal.head was removed"));
    assert!(lines[1].ends_with("two") && lines[2].ends_with("three"));
    assert_eq!(lines.len(), 3);
    let document = report(&chain).document(Instant::UNIX_EPOCH);
    assert!(document.contains("**NOT AS IT WAS WRITTEN"));
    assert!(document.contains("SIMULATED rota@bastion"));
}

#[test]
fn nothing_in_a_record_acts_on_a_terminal_or_a_page() {
    let hostile = "a\u{1b}[2J\nb\u{2028}c\u{202e}d <img src=x> [x](http://x) `y`";
    let chain = chain(&[hostile]);
    let report = report(&chain);
    let texts = [
        report.timeline(None),
        report.timeline_json(None).unwrap(),
        report.document(Instant::UNIX_EPOCH),
        report
            .copy(hostile.as_bytes(), Instant::UNIX_EPOCH)
            .unwrap(),
    ];
    for text in &texts {
        let acts = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{2028}' | '\u{202e}'));
        assert!(!text.contains(acts), "{text}");
    }
    assert!(
        texts[2].contains("\\<img src=x\\> \\[x\\](http://x) \\`y\\`"),
        "{}",
        texts[2]
    );
}
