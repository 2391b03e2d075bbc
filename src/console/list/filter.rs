//! What a list is narrowed down to: words that must all be there.

use super::cell::Cell;
use super::column::Shape;

/// A filter as it was typed, understood for the columns of one list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    typed: String,
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// In which column; everywhere a filter looks when there is none.
    column: Option<usize>,
    /// In lower case.
    text: String,
    /// Rows that have it are left out.
    inverse: bool,
}

impl Filter {
    /// Understands what was typed. Words are separated by spaces and must all be
    /// there, in upper or lower case; `!word` must not be; `column:word` looks
    /// in one column. What stands before a colon and is no column is part of
    /// the word, as in an ARN.
    #[must_use]
    pub fn parse(typed: &str, shapes: &[Shape]) -> Self {
        let terms = typed.split_whitespace().filter_map(|word| {
            let (inverse, word) = match word.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, word),
            };
            let in_column = word.split_once(':').and_then(|(name, text)| {
                let column = column_of(name, shapes)?;
                Some((Some(column), text))
            });
            let (column, text) = in_column.unwrap_or((None, word));
            (!text.is_empty()).then(|| Term {
                column,
                text: text.to_lowercase(),
                inverse,
            })
        });
        Self {
            terms: terms.collect(),
            typed: typed.to_owned(),
        }
    }

    /// As it was typed.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether it lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The columns it looks at.
    #[must_use]
    pub fn columns(&self, shapes: &[Shape]) -> Vec<usize> {
        let everywhere = self.terms.iter().any(|term| term.column.is_none());
        let looked_at = |at: usize| self.terms.iter().any(|term| term.column == Some(at));
        let columns = shapes.iter().enumerate();
        columns
            .filter(|(at, shape)| (everywhere && shape.searched) || looked_at(*at))
            .map(|(at, _)| at)
            .collect()
    }

    /// Whether a row is let through, of which these cells stand in these columns.
    #[must_use]
    pub fn lets_through(&self, columns: &[usize], cells: &[Cell<'_>], shapes: &[Shape]) -> bool {
        self.terms.iter().all(|term| {
            let found = columns.iter().zip(cells).any(|(at, cell)| {
                let looked_at = match term.column {
                    Some(column) => column == *at,
                    None => shapes.get(*at).is_some_and(|shape| shape.searched),
                };
                looked_at && contains(&cell.plain(), &term.text)
            });
            found != term.inverse
        })
    }
}

/// Which column is meant: by its name, or by the beginning of only one.
pub(super) fn column_of(name: &str, shapes: &[Shape]) -> Option<usize> {
    let name = name.to_lowercase();
    if name.is_empty() {
        return None;
    }
    let exact = shapes.iter().position(|shape| shape.word() == name);
    exact.or_else(|| {
        let mut beginning = shapes
            .iter()
            .enumerate()
            .filter(|(_, shape)| shape.word().starts_with(&name));
        match (beginning.next(), beginning.next()) {
            (Some((at, _)), None) => Some(at),
            _ => None,
        }
    })
}

fn contains(text: &str, lower: &str) -> bool {
    if text.is_ascii() && lower.is_ascii() {
        let (text, lower) = (text.as_bytes(), lower.as_bytes());
        return text
            .windows(lower.len())
            .any(|window| window.eq_ignore_ascii_case(lower));
    }
    text.to_lowercase().contains(lower)
}
