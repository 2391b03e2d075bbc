//! The chain: which lines are records, whether each says what came before it, and
//! whether the head agrees. Pure: it works on bytes.

use super::digest::Digest;
use super::record::Record;
use super::standing::{Damage, Standing};
use crate::terms::OutsideText;
use serde::{Deserialize, Serialize};

/// The end of the chain, as the head file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The last record's sequence; 0 before the first.
    pub sequence: u64,
    /// The digest of its line, without the newline; of nothing before the first.
    pub digest: Digest,
    /// How long the journal is up to there, in bytes.
    pub length: u64,
}

impl Head {
    /// The head of a journal without records.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self {
            sequence: 0,
            digest: Digest::of_nothing(),
            length: 0,
        }
    }
}

/// What was found where the head is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadFile {
    /// No file.
    Missing,
    /// A file that is not a head, and why.
    Unreadable(String),
    /// A head.
    Found(Head),
}

impl HeadFile {
    /// Reads the head file's content.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).map_or_else(
            |error| Self::Unreadable(why(&error)),
            |head: Head| Self::Found(head),
        )
    }
}

/// What the journal holds, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// The records that can be read, in the order of the file.
    pub records: Vec<Record>,
    /// How the chain stands.
    pub standing: Standing,
    /// The end of the chain by the head file, when there is one.
    pub head: Option<Head>,
}

/// A line of the file, without its newline.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    bytes: &'a [u8],
    /// Where it ends in the file, its newline included.
    end: u64,
    /// Whether a newline ends it.
    ended: bool,
}

/// What a text that is not what it should be says of itself, cleaned: it quotes
/// what it found.
fn why(error: &serde_json::Error) -> String {
    OutsideText::new(&error.to_string()).shown().into_owned()
}

type Read = Result<Record, String>;

fn lines(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut end = 0;
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(move |line| {
            end += line.len() as u64;
            let content = line.strip_suffix(b"\n");
            Line {
                bytes: content.unwrap_or(line),
                end,
                ended: content.is_some(),
            }
        })
}

impl Chain {
    /// Verifies the journal's bytes against what was found where its head is kept.
    #[must_use]
    pub fn verify(bytes: &[u8], head: HeadFile) -> Self {
        let lines: Vec<Line<'_>> = lines(bytes).collect();
        let read: Vec<Read> = lines
            .iter()
            .map(|line| serde_json::from_slice(line.bytes).map_err(|error| why(&error)))
            .collect();
        // A broken chain is told first: it is one whatever became of the head.
        let alone = || broken(&lines, &read, None);
        let (standing, head) = match head {
            HeadFile::Missing if lines.is_empty() => (Standing::Empty, None),
            HeadFile::Missing => {
                let last_sequence = read.iter().flatten().last().map_or(0, |it| it.sequence);
                let missing = Standing::HeadMissing { last_sequence };
                (alone().unwrap_or(missing), None)
            }
            HeadFile::Unreadable(why) => {
                let unreadable = Standing::HeadUnreadable { why };
                (alone().unwrap_or(unreadable), None)
            }
            HeadFile::Found(head) => (standing(bytes, &lines, &read, &head), Some(head)),
        };
        Self {
            records: read.into_iter().flatten().collect(),
            standing,
            head,
        }
    }
}

/// How the chain stands beside its head.
fn standing(bytes: &[u8], lines: &[Line<'_>], read: &[Read], head: &Head) -> Standing {
    let length = bytes.len() as u64;
    let covered = lines
        .iter()
        .take_while(|line| line.end <= head.length)
        // Where the file is shorter than the head says, its last line may be part
        // of one: that is the cut, and nobody's change.
        .filter(|line| line.ended || length >= head.length)
        .count();
    if let Some(broken) = broken(&lines[..covered], &read[..covered], Some(head)) {
        return broken;
    }
    let last_sequence = covered as u64;
    let last = covered.checked_sub(1).map(|index| &lines[index]);
    let reaches = last.map_or(0, |line| line.end);
    let digest = last.map_or_else(Digest::of_nothing, |line| Digest::of(line.bytes));
    if last_sequence < head.sequence && length < head.length {
        return Standing::Cut {
            head_sequence: head.sequence,
            last_sequence,
        };
    }
    if last_sequence < head.sequence {
        // The line that reaches beyond the head may say by itself what it is.
        let reaching = covered.saturating_add(1).min(lines.len());
        let differs = Standing::Broken {
            line: last_sequence + 1,
            what: Damage::HeadDiffers,
        };
        return broken(&lines[..reaching], &read[..reaching], None).unwrap_or(differs);
    }
    if last_sequence > head.sequence {
        return beyond_head(head.sequence + 1, head);
    }
    if reaches != head.length || digest != head.digest || last.is_some_and(|line| !line.ended) {
        return Standing::Broken {
            line: last_sequence.max(1),
            what: Damage::HeadDiffers,
        };
    }
    match (&lines[covered..], &read[covered..]) {
        ([], _) if covered == 0 => Standing::Empty,
        ([], _) => Standing::Whole,
        ([line], [record]) => uncovered(line, record, head),
        (_, [first, ..]) => match first.as_ref().map_err(String::clone) {
            Err(why) => Standing::Broken {
                line: last_sequence + 1,
                what: Damage::Unreadable(why),
            },
            Ok(record) => {
                follows(record, head).unwrap_or_else(|| beyond_head(last_sequence + 2, head))
            }
        },
        // There are as many of the one as of the other.
        (_, []) => Standing::Whole,
    }
}

/// The one line that the head does not cover.
fn uncovered(line: &Line<'_>, record: &Read, head: &Head) -> Standing {
    match record {
        Ok(record) if line.ended => follows(record, head).unwrap_or(Standing::HeadBehind),
        _ => Standing::TornTail {
            line: head.sequence + 1,
            bytes: line.bytes.len() as u64 + u64::from(line.ended),
        },
    }
}

/// What is wrong with the record after the head's; `None` when it follows.
fn follows(record: &Record, head: &Head) -> Option<Standing> {
    let expected = head.sequence + 1;
    let what = if record.sequence != expected {
        Damage::OutOfOrder {
            expected,
            found: record.sequence,
        }
    } else if record.before != head.digest {
        Damage::Unchained
    } else {
        return None;
    };
    Some(Standing::Broken {
        line: expected,
        what,
    })
}

const fn beyond_head(line: u64, head: &Head) -> Standing {
    Standing::Broken {
        line,
        what: Damage::BeyondHead {
            head_sequence: head.sequence,
        },
    }
}

/// The first line that is not what the chain says, among lines that are all to be
/// records of it.
fn broken(lines: &[Line<'_>], read: &[Read], head: Option<&Head>) -> Option<Standing> {
    let mut before = Digest::of_nothing();
    for (index, (line, record)) in lines.iter().zip(read).enumerate() {
        let number = index as u64 + 1;
        let broken = |line, what| Some(Standing::Broken { line, what });
        let record = match record {
            Ok(record) => record,
            Err(why) => return broken(number, Damage::Unreadable(why.clone())),
        };
        if record.sequence != number {
            return broken(
                number,
                Damage::OutOfOrder {
                    expected: number,
                    found: record.sequence,
                },
            );
        }
        let digest = Digest::of(line.bytes);
        if record.before != before {
            // Two lines disagree. What comes after this one tells which of them is
            // as it was written.
            let vouched = match (read.get(index + 1), head) {
                (Some(Ok(next)), _) => next.before == digest,
                (None, Some(head)) => head.sequence == number && head.digest == digest,
                _ => false,
            };
            return if vouched && index > 0 {
                broken(number - 1, Damage::Changed)
            } else {
                broken(number, Damage::Unchained)
            };
        }
        before = digest;
    }
    None
}
