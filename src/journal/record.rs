//! One record of the journal: who, when, what, and what came before.

use super::digest::Digest;
use super::entry::Entry;
use crate::terms::{Instant, OutsideText};
use serde::{Deserialize, Serialize};

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The ARN by which STS knows the credentials; `None` while STS has not answered.
    pub arn: Option<OutsideText>,
    /// The operating system's user.
    pub os_user: String,
    /// The terminal's path, when there is one.
    pub terminal: Option<String>,
    /// The host.
    pub host: String,
    /// The process id.
    pub process: u32,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its number, from 1, without gaps.
    pub sequence: u64,
    /// When, by the clock of who wrote it.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// Whether it is of the simulated AWS.
    pub simulated: bool,
    /// What.
    pub entry: Entry,
    /// The SHA-256 of the line before, without its newline; of nothing for the first.
    pub before: Digest,
}
