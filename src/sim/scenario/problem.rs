//! What is wrong with a scenario file: by byte while it is read, by line for whoever has to mend it.

use std::cell::RefCell;
use std::fmt::{self, Write};
use std::ops::Range;

/// How many problems are told; the rest are counted.
const MOST: usize = 50;

/// How much of a line is shown, in characters.
const WIDEST: usize = 120;

/// How much of a word from the file is repeated, in characters.
const LONGEST_WORD: usize = 60;

/// Everything that is wrong with a scenario file, in the order of the file. It may be displayed as it is:
/// nothing of the file can move a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioErrors(String);

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ScenarioErrors {}

struct Problem {
    at: Range<usize>,
    what: String,
    right: String,
}

/// The problems found so far.
#[derive(Default)]
pub(super) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    /// Reports what is wrong at those bytes, and what would be right; an empty word where that is evident.
    pub(super) fn report(
        &self,
        at: Range<usize>,
        what: impl Into<String>,
        right: impl Into<String>,
    ) {
        self.0.borrow_mut().push(Problem {
            at,
            what: what.into(),
            right: right.into(),
        });
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Gives each its line.
    pub(super) fn locate(self, text: &str, file: &str) -> ScenarioErrors {
        let mut problems = self.0.into_inner();
        problems.sort_by_key(|problem| problem.at.start);
        let mut told = String::new();
        for problem in problems.iter().take(MOST) {
            if !told.is_empty() {
                told.push_str("\n\n");
            }
            // Writing to a String cannot fail.
            let _ = tell(problem, text, file, &mut told);
        }
        if problems.len() > MOST {
            let _ = write!(told, "\n\nand {} more", problems.len() - MOST);
        }
        ScenarioErrors(told)
    }
}

fn tell(problem: &Problem, text: &str, file: &str, told: &mut String) -> fmt::Result {
    let start = (0..=problem.at.start.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let before = &text[..start];
    let line = before.matches('\n').count() + 1;
    let begins = before.rfind('\n').map_or(0, |at| at + 1);
    let whole = text[begins..].lines().next().unwrap_or_default();
    let column = text[begins..start].chars().count();
    let marked = whole
        .char_indices()
        .filter(|(at, _)| problem.at.contains(&(begins + at)))
        .count();
    let file = clean(file);
    writeln!(told, "{file}:{line}:{}: {}", column + 1, problem.what)?;
    let shown: String = clean(whole).chars().take(WIDEST).collect();
    let gutter = line.to_string().len();
    write!(told, " {line} | {shown}")?;
    if column < WIDEST {
        let marks = "^".repeat(marked.clamp(1, WIDEST - column));
        write!(told, "\n {:gutter$} | {:column$}{marks}", "", "")?;
    }
    if !problem.right.is_empty() {
        write!(told, "\n {:gutter$} = {}", "", problem.right)?;
    }
    Ok(())
}

/// Text without what could move a cursor or turn its direction.
fn clean(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' => ' ',
            c if c.is_control() => '\u{fffd}',
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            c => c,
        })
        .collect()
}

/// A word of the file as a message repeats it.
pub(super) fn quoted(word: &str) -> String {
    let cut: String = clean(word).chars().take(LONGEST_WORD).collect();
    let ellipsis = if cut.len() < word.len() { "…" } else { "" };
    format!("`{cut}{ellipsis}`")
}

/// What would be right in place of a word: the nearest candidate, or all of them.
pub(super) fn instead(word: &str, candidates: &[&str]) -> String {
    let word: String = word.to_lowercase().chars().take(LONGEST_WORD).collect();
    let near = candidates
        .iter()
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
            (distance, *candidate)
        })
        .filter(|(distance, _)| *distance <= (word.chars().count() / 3).max(1))
        .min();
    match near {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None if candidates.is_empty() => "there is none here".to_owned(),
        None => format!("there is: {}", candidates.join(", ")),
    }
}
