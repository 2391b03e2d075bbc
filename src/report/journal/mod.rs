//! The journal for people and for programs: how it stands, what is in it, a copy.

mod words;

pub use words::{came, outcome, summary as told};

use crate::journal::{Chain, Head, Record, Standing, inert};
use crate::terms::{Instant, OutsideText};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use words::{details, summary};

/// The version of the shapes: raised only when something is taken away or means
/// something else.
const SCHEMA_VERSION: u32 = 1;

/// A plan's journal.
#[derive(Debug, Clone, Copy)]
pub struct JournalReport<'a> {
    /// The plan's name.
    pub plan: &'a str,
    /// What was read, and how it stands.
    pub chain: &'a Chain,
}

#[derive(Serialize)]
struct Verified<'a> {
    schema_version: u32,
    plan: &'a str,
    standing: &'static str,
    text: String,
    line: Option<u64>,
    records: usize,
    simulated_records: usize,
    first_at: Option<Instant>,
    last_at: Option<Instant>,
    head: Option<&'a Head>,
}

impl JournalReport<'_> {
    /// How the chain stands, in a few lines.
    #[must_use]
    pub fn verdict(&self) -> String {
        let chain = self.chain;
        let mut text = format!("{}: {}\n", self.plan, self.says());
        if let (Some(first), Some(last)) = (chain.records.first(), chain.records.last()) {
            let _ = writeln!(
                text,
                "{} records{}, from {} to {}",
                chain.records.len(),
                self.simulated(),
                moment(first.at),
                moment(last.at)
            );
        }
        if let Some(head) = &chain.head {
            let _ = writeln!(text, "head: record {}, {}", head.sequence, head.digest);
        }
        text
    }

    /// The same for programs.
    #[must_use]
    pub fn verdict_json(&self) -> impl Serialize + '_ {
        let chain = self.chain;
        Verified {
            schema_version: SCHEMA_VERSION,
            plan: self.plan,
            standing: chain.standing.word(),
            text: chain.standing.to_string(),
            line: line(&chain.standing),
            records: chain.records.len(),
            simulated_records: chain.records.iter().filter(|it| it.simulated).count(),
            first_at: chain.records.first().map(|it| it.at),
            last_at: chain.records.last().map(|it| it.at),
            head: chain.head.as_ref(),
        }
    }

    /// The last records, newest last, a line for each.
    #[must_use]
    pub fn timeline(&self, last: Option<usize>) -> String {
        let mut text = String::new();
        if !self.chain.standing.is_whole() || self.chain.records.is_empty() {
            let _ = writeln!(text, "{}", self.says());
        }
        for record in self.last(last) {
            let _ = writeln!(
                text,
                "{:>5}  {}  {}{}  {}",
                record.sequence,
                moment(record.at),
                mark(record),
                who(record),
                shown(&summary(&record.entry))
            );
        }
        text
    }

    /// The last records as they are in the file. In printable ASCII: whatever is
    /// in them acts on no terminal.
    ///
    /// # Errors
    /// When they cannot be JSON; none that was read is like that.
    pub fn timeline_json(&self, last: Option<usize>) -> Result<String, serde_json::Error> {
        pretty(&json!({
            "schema_version": SCHEMA_VERSION,
            "plan": self.plan,
            "standing": self.chain.standing.word(),
            "text": self.chain.standing.to_string(),
            "records": self.last(last),
        }))
    }

    /// A copy of the chain: every line as it is in the file, and the head. A line
    /// that is not UTF-8, which lifeboat does not write, is an object with its
    /// bytes as `hex`.
    ///
    /// # Errors
    /// When it cannot be JSON; nothing that was read is like that.
    pub fn copy(&self, bytes: &[u8], now: Instant) -> Result<String, serde_json::Error> {
        let lines: Vec<Value> = bytes
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\n").unwrap_or(line))
            .map(|line| {
                std::str::from_utf8(line).map_or_else(
                    |_| json!({ "hex": line.iter().map(|it| format!("{it:02x}")).collect::<String>() }),
                    Value::from,
                )
            })
            .collect();
        pretty(&json!({
            "lifeboat_journal": SCHEMA_VERSION,
            "plan": self.plan,
            "exported_at": now,
            "standing": self.chain.standing.word(),
            "text": self.chain.standing.to_string(),
            "head": self.chain.head,
            "lines": lines,
        }))
    }

    /// The timeline as a Markdown document.
    #[must_use]
    pub fn document(&self, now: Instant) -> String {
        let mut text = format!("# Journal of {}\n\n", escaped(self.plan));
        let strong = if self.chain.standing.is_whole() {
            ""
        } else {
            "**"
        };
        let _ = writeln!(text, "{strong}{}{strong}\n", escaped(&self.says()));
        let _ = writeln!(
            text,
            "{} records{}. Exported {}.",
            self.chain.records.len(),
            self.simulated(),
            moment(now)
        );
        if let Some(head) = &self.chain.head {
            let _ = writeln!(text, "Head: record {}, `{}`.", head.sequence, head.digest);
        }
        for record in &self.chain.records {
            let _ = writeln!(
                text,
                "\n## {} · {} · {}{}\n\n{}\n",
                record.sequence,
                moment(record.at),
                mark(record),
                escaped(&who(record)),
                escaped(&summary(&record.entry))
            );
            for (label, value) in details(&record.entry) {
                let _ = writeln!(text, "- {label}: {}", escaped(&value));
            }
        }
        text
    }

    /// How the chain stands; that it is not as it was written comes first.
    fn says(&self) -> String {
        let standing = &self.chain.standing;
        let before = match standing {
            Standing::TornTail { .. } => "TORN: ",
            standing if standing.is_whole() => "",
            _ => "NOT AS IT WAS WRITTEN: ",
        };
        format!("{before}{standing}")
    }

    fn simulated(&self) -> String {
        let all = self.chain.records.len();
        match self.chain.records.iter().filter(|it| it.simulated).count() {
            0 => String::new(),
            count if count == all => " (SIMULATED)".to_owned(),
            count => format!(" ({count} of them SIMULATED)"),
        }
    }

    fn last(&self, last: Option<usize>) -> &[Record] {
        let records = &self.chain.records;
        let skipped = last.map_or(0, |last| records.len().saturating_sub(last));
        &records[skipped..]
    }
}

/// The line where the damage shows.
const fn line(standing: &Standing) -> Option<u64> {
    match standing {
        Standing::TornTail { line, .. } | Standing::Broken { line, .. } => Some(*line),
        _ => None,
    }
}

fn pretty(value: &Value) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string_pretty(value)?;
    // Line by line: the newlines are the document's own, those of texts are escaped.
    Ok(text.lines().map(|line| inert(line) + "\n").collect())
}

pub(super) fn moment(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

const fn mark(record: &Record) -> &'static str {
    if record.simulated { "SIMULATED " } else { "" }
}

/// Who wrote it: as STS knows them, else as the system does.
pub(super) fn who(record: &Record) -> String {
    let actor = &record.actor;
    let local = format!("{}@{}", actor.os_user, actor.host);
    shown(&match &actor.arn {
        Some(arn) => format!("{local} as {arn}"),
        None => local,
    })
}

/// A text of the journal, safe on a terminal.
fn shown(text: &str) -> String {
    OutsideText::new(text).shown().into_owned()
}

/// A text of the journal, safe on a terminal and plain text in Markdown.
pub(super) fn escaped(text: &str) -> String {
    let mut written = String::new();
    for character in shown(text).chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '!' | '~'
        ) {
            written.push('\\');
        }
        written.push(character);
    }
    written
}

#[cfg(test)]
mod tests;
