//! The journal, from its lines to its files.

mod chain;
mod disk;
mod entries;
mod lines;
mod mending;

use super::*;
use crate::terms::Instant;

/// Somebody at a terminal.
fn somebody() -> Actor {
    Actor {
        arn: None,
        os_user: "rota".to_owned(),
        terminal: Some("/dev/pts/3".to_owned()),
        host: "bastion".to_owned(),
        process: 4711,
    }
}

fn at(second: i64) -> Instant {
    Instant::UNIX_EPOCH + chrono::TimeDelta::seconds(1_795_000_000 + second)
}

fn note(text: &str) -> Entry {
    Entry::Note {
        text: text.to_owned(),
    }
}

/// A chain in memory: its lines, each with its newline, and the heads after each,
/// the first being that of no records.
fn written(entries: &[Entry]) -> (Vec<Vec<u8>>, Vec<Head>) {
    let mut heads = vec![Head::of_nothing()];
    let mut lines = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let head = &heads[index];
        let record = Record {
            sequence: head.sequence + 1,
            at: at(index as i64),
            actor: somebody(),
            simulated: false,
            entry: entry.clone(),
            before: head.digest,
        };
        let mut line = line::encode(&record).unwrap().into_bytes();
        let next = Head {
            sequence: record.sequence,
            digest: Digest::of(&line),
            length: head.length + line.len() as u64 + 1,
        };
        line.push(b'\n');
        lines.push(line);
        heads.push(next);
    }
    (lines, heads)
}

/// Three records, and what is where their head is kept.
fn three() -> (Vec<Vec<u8>>, Vec<Head>) {
    written(&[note("first"), note("second"), note("third")])
}
