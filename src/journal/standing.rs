//! How a chain stands: whole, mendable after a crash, or changed by somebody.

use std::fmt;

/// How the chain stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// There are no records.
    Empty,
    /// Every line says what came before it, and the head agrees.
    Whole,
    /// Whole, and the last record is one that the head does not cover yet: its
    /// writer ended between the two. The next append mends the head.
    HeadBehind,
    /// The last line was being written when its writer ended; nothing that the
    /// head covers is touched. The next append takes it away and says so.
    TornTail {
        /// The line, from 1.
        line: u64,
        /// Its length in bytes.
        bytes: u64,
    },
    /// A line was changed, put in, taken away or moved.
    Broken {
        /// The line where it shows, from 1.
        line: u64,
        /// What is wrong.
        what: Damage,
    },
    /// Records that the head knows of are gone from the end.
    Cut {
        /// The last record by the head.
        head_sequence: u64,
        /// The last record that is there; 0 for none.
        last_sequence: u64,
    },
    /// There are lines, and the head file was removed.
    HeadMissing {
        /// The last record that is there; 0 for none.
        last_sequence: u64,
    },
    /// The head file is not one.
    HeadUnreadable {
        /// Why.
        why: String,
    },
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It is not a record.
    Unreadable(String),
    /// It is a record of another place in the order.
    OutOfOrder {
        /// The sequence that belongs here.
        expected: u64,
        /// The sequence that is here.
        found: u64,
    },
    /// Its bytes are not those that the next line took the digest of.
    Changed,
    /// It says that another line came before it than did.
    Unchained,
    /// It is not the last line by the head: one of the two was changed.
    HeadDiffers,
    /// It is beyond the head by more than a crash can leave.
    BeyondHead {
        /// The last record by the head.
        head_sequence: u64,
    },
}

impl Standing {
    /// Whether it is as lifeboat left it, so that the next record can be added: a
    /// crash may have left something to mend, but nobody changed it.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        matches!(
            self,
            Self::Empty | Self::Whole | Self::HeadBehind | Self::TornTail { .. }
        )
    }

    /// Whether every line is a record of the chain.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::Empty | Self::Whole | Self::HeadBehind)
    }

    /// In one word, for programs.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Whole => "whole",
            Self::HeadBehind => "head behind",
            Self::TornTail { .. } => "torn tail",
            Self::Broken { .. } => "broken",
            Self::Cut { .. } => "cut",
            Self::HeadMissing { .. } => "head missing",
            Self::HeadUnreadable { .. } => "head unreadable",
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there are no records"),
            Self::Whole => f.write_str("every record is as it was written"),
            Self::HeadBehind => f.write_str(
                "every record is as it was written; lifeboat ended before it had noted the last one in \
                 journal.head, and notes it with the next record",
            ),
            Self::TornTail { line, bytes } => write!(
                f,
                "line {line} was being written when lifeboat ended: {bytes} bytes of it are there; the \
                 records before it are as they were written, and the next one takes it away and says so"
            ),
            Self::Broken { line, what } => write!(f, "line {line} {what}"),
            Self::Cut {
                head_sequence,
                last_sequence: 0,
            } => write!(
                f,
                "all records are gone: by journal.head there were {head_sequence}"
            ),
            Self::Cut {
                head_sequence,
                last_sequence,
            } => write!(
                f,
                "records are gone from the end: the last is {last_sequence}, by journal.head it was {head_sequence}"
            ),
            Self::HeadMissing { last_sequence } => write!(
                f,
                "journal.head was removed: whether there were records after {last_sequence} cannot be told"
            ),
            Self::HeadUnreadable { why } => write!(f, "journal.head is not a head: {why}"),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "is not a record: {why}"),
            Self::OutOfOrder { expected, found } => write!(
                f,
                "holds record {found} where {expected} belongs: lines were put in, taken away or moved"
            ),
            Self::Changed => {
                f.write_str("was changed: it is not what the next line took the digest of")
            }
            Self::Unchained => {
                f.write_str("was changed or put in: it does not follow the line before it")
            }
            Self::HeadDiffers => f.write_str(
                "is not what journal.head took the digest of: one of the two was changed",
            ),
            Self::BeyondHead { head_sequence } => write!(
                f,
                "was added by something else than lifeboat, or journal.head was put back: it ends with {head_sequence}"
            ),
        }
    }
}
