//! The front matter: `key: value` lines between two lines of `---`.

use crate::terms::doubt;
use crate::terms::fault::{Page, unknown};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Every key there is.
const KEYS: [&str; 4] = ["title", "objective", "audience", "reviewed"];

const FENCE: &str = "---";

/// The front matter of a runbook.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub(super) title: Option<String>,
    pub(super) objective: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) reviewed: Option<NaiveDate>,
    /// The line of each key.
    pub(super) lines: BTreeMap<String, usize>,
}

/// Reads the front matter, and says at which byte the rest begins. `None`, and a
/// fault, when there is none.
pub(super) fn read(text: &str, page: &mut Page<'_>) -> Option<(Front, usize)> {
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (line.trim_end(), at)
    });
    let (first, _) = lines.next().unwrap_or_default();
    if first.trim_start_matches('\u{feff}') != FENCE {
        page.wrong(
            1,
            "a runbook begins with a line of `---`, then `title: …`, then `---`",
        );
        return None;
    }
    let mut front = Front::default();
    for (index, (line, end)) in lines.enumerate() {
        let number = index + 2;
        if line == FENCE {
            if !front.lines.contains_key("title") {
                page.wrong(number, "the front matter has no `title`");
            }
            return Some((front, end));
        }
        if !line.trim().is_empty() {
            entry(line, number, &mut front, page);
        }
    }
    page.wrong(
        1,
        "the front matter is never closed: it ends with a line of `---`",
    );
    None
}

fn entry(line: &str, number: usize, front: &mut Front, page: &mut Page<'_>) {
    let Some((key, value)) = line.split_once(':') else {
        page.wrong(number, "the front matter holds lines of `key: value` only");
        return;
    };
    let (key, value) = (key.trim(), unquoted(value.trim()));
    if !KEYS.contains(&key) {
        page.wrong(number, unknown(key, "key of the front matter", &KEYS));
        return;
    }
    if front.lines.insert(key.to_owned(), number).is_some() {
        page.wrong(number, format!("`{key}` is given twice"));
        return;
    }
    if let Some(doubt) = doubt(value) {
        page.wrong(number, format!("`{key}` {doubt}"));
        return;
    }
    match key {
        "title" => front.title = Some(value.to_owned()),
        "objective" => front.objective = Some(value.to_owned()),
        "audience" => front.audience = Some(value.to_owned()),
        _ => match NaiveDate::parse_from_str(value, "%Y-%m-%d") {
            Ok(date) => front.reviewed = Some(date),
            Err(_) => page.wrong(
                number,
                format!("`{value}` is no date: `reviewed` is written like 2026-11-22"),
            ),
        },
    }
}

/// A value without the quotes that other readers of front matter may need.
fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}
