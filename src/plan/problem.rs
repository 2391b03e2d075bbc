//! What is wrong with a plan file, first by byte range while it is being read,
//! then by line and column for the person who has to mend it.

use crate::terms::OutsideText;
use std::fmt;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// How many problems are told; the rest are counted. A file with more is not
/// mended line by line.
const MOST: usize = 100;

/// How much of the offending line is shown, in characters.
const WIDEST: usize = 120;

/// How much of a word from the file is repeated in a message, in characters.
const LONGEST_WORD: usize = 60;

/// Everything that is wrong with a plan file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanErrors {
    /// The problems, in the order of the file: the first hundred.
    pub problems: Vec<PlanError>,
    /// How many more there are.
    pub more: usize,
}

/// One thing that is wrong with a plan file. Every text in it may be displayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters, counted from 1.
    pub column: usize,
    /// The offending line, or the part of it around the problem.
    pub offending: String,
    /// The terminal cells of [`PlanError::offending`] that are marked.
    pub marked: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// What was probably meant.
    pub suggestion: Option<String>,
    /// How to mend it, where that is not evident.
    pub help: Option<String>,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.what
        )?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, " (did you mean `{suggestion}`?)")?;
        }
        let gutter = self.line.to_string().len();
        write!(f, "\n {} | {}", self.line, self.offending)?;
        write!(
            f,
            "\n {:gutter$} | {:indent$}{}",
            "",
            "",
            "^".repeat(self.marked.len().max(1)),
            indent = self.marked.start,
        )?;
        if let Some(help) = &self.help {
            write!(f, "\n {:gutter$} = {help}", "")?;
        }
        Ok(())
    }
}

impl std::error::Error for PlanError {}

impl fmt::Display for PlanErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{problem}")?;
        }
        if self.more > 0 {
            write!(f, "\n\nand {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for PlanErrors {}

/// A problem where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// Which bytes of the text are wrong.
    pub at: Range<usize>,
    what: String,
    suggestion: Option<String>,
    help: Option<String>,
    first: Option<usize>,
    secret: bool,
}

impl Problem {
    /// A problem at those bytes of the text.
    pub fn new(at: Range<usize>, what: impl Into<String>) -> Self {
        Self {
            at,
            what: what.into(),
            suggestion: None,
            help: None,
            first: None,
            secret: false,
        }
    }

    /// With what was probably meant, when something is near.
    pub fn near(mut self, suggestion: Option<&str>) -> Self {
        self.suggestion = suggestion.map(str::to_owned);
        self
    }

    /// With a word on how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the byte at which the same was written before.
    pub fn first(mut self, at: usize) -> Self {
        self.first = Some(at);
        self
    }

    /// Without what stands there: it is a secret, and messages end up in logs.
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one.
    pub fn report(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives each its line and column.
    pub fn locate(mut self, text: &str, file: &str) -> PlanErrors {
        self.0.sort_by_key(|problem| problem.at.start);
        let more = self.0.len().saturating_sub(MOST);
        let lines: Vec<usize> = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(index, _)| index + 1))
            .collect();
        let problems = self
            .0
            .into_iter()
            .take(MOST)
            .map(|problem| located(problem, text, &lines, file))
            .collect();
        PlanErrors { problems, more }
    }
}

/// The number of the line, from 0, that holds this byte.
fn line_of(lines: &[usize], offset: usize) -> usize {
    lines.partition_point(|start| *start <= offset).max(1) - 1
}

fn located(problem: Problem, text: &str, lines: &[usize], file: &str) -> PlanError {
    let line = line_of(lines, problem.at.start);
    let from = lines.get(line).copied().unwrap_or_default();
    let whole = text[from..].split('\n').next().unwrap_or_default();
    let whole = whole.strip_suffix('\r').unwrap_or(whole);
    let characters = |offset: usize| {
        whole
            .char_indices()
            .take_while(|(index, _)| from + index < offset)
            .count()
    };
    let column = characters(problem.at.start);
    let end = characters(problem.at.end).max(column);

    // A short line is shown whole, of a long one what surrounds the problem.
    let skipped = match whole.chars().nth(WIDEST) {
        Some(_) => column.saturating_sub(WIDEST / 3),
        None => 0,
    };
    let part = |from: usize, count: usize| -> String {
        let cut = whole.chars().enumerate().skip(from).take(count);
        let cut: String = cut
            .map(|(index, c)| match c {
                _ if problem.secret && (column..end).contains(&index) => '*',
                '\t' => ' ',
                c => c,
            })
            .collect();
        OutsideText::from(cut).to_string()
    };
    let first = problem
        .first
        .map(|at| format!("the first is on line {}", line_of(lines, at) + 1));
    let cut = |here: bool| if here { "…" } else { "" };
    let shown = part(skipped, WIDEST);
    let before = cut(skipped > 0).width() + part(skipped, column - skipped).width();
    let marked = part(column, (end - column).min(skipped + WIDEST - column)).width();
    PlanError {
        file: OutsideText::new(file).to_string(),
        line: line + 1,
        column: column + 1,
        offending: format!(
            "{}{shown}{}",
            cut(skipped > 0),
            cut(whole.chars().nth(skipped + WIDEST).is_some())
        ),
        marked: before..before + marked,
        what: OutsideText::from(problem.what).to_string(),
        suggestion: problem.suggestion.map(|s| OutsideText::from(s).to_string()),
        help: problem
            .help
            .or(first)
            .map(|h| OutsideText::from(h).to_string()),
    }
}

/// A word of the file as a message repeats it: cleaned, cut, in backticks.
pub(super) fn quoted(word: &str) -> String {
    let cut: String = word.chars().take(LONGEST_WORD).collect();
    let ellipsis = if cut.len() < word.len() { "…" } else { "" };
    format!("`{}{ellipsis}`", OutsideText::from(cut))
}

/// The candidate nearest to `word`, when one is near enough to have been meant.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = word.chars().take(LONGEST_WORD + 1).count();
    if length > LONGEST_WORD {
        return None;
    }
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST_WORD)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= (length / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}
