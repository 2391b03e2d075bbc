//! What a runbook says to the person who follows it.

use crate::terms::OutsideText;

/// How long a line may be, in characters, until it is told in several: longer
/// ones would be cut where outside text is shown.
const WIDEST: usize = 400;

/// Prose of a runbook: Markdown as it was written, line by line, without empty
/// lines before and after. A line can be shown as it is: its display is cleaned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose(Vec<OutsideText>);

impl Prose {
    /// Takes Markdown as it was written.
    #[must_use]
    pub fn new(markdown: &str) -> Self {
        let mut lines: Vec<OutsideText> = Vec::new();
        for line in markdown.lines() {
            pieces(line.trim_end(), &mut lines);
        }
        let is_text = |line: &OutsideText| !line.raw().is_empty();
        let first = lines.iter().position(is_text).unwrap_or(lines.len());
        let last = lines.iter().rposition(is_text).map_or(first, |at| at + 1);
        Self(lines.drain(first..last).collect())
    }

    /// Its lines; none when nothing was written.
    #[must_use]
    pub fn lines(&self) -> &[OutsideText] {
        &self.0
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A line in pieces that can be shown whole, cut at spaces where there are any.
fn pieces(mut line: &str, into: &mut Vec<OutsideText>) {
    while let Some((end, _)) = line.char_indices().nth(WIDEST) {
        let cut = line[..end].rfind(' ').filter(|at| *at > 0).unwrap_or(end);
        into.push(OutsideText::new(&line[..cut]));
        line = line[cut..].trim_start();
    }
    into.push(OutsideText::new(line));
}
