//! What may be meant by the beginning of a typed command: fuzzy, for choosing
//! from. What runs is only ever a whole word.

use super::{Command, available};
use crate::console::model::Model;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A command that may be meant.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The command.
    pub command: &'static Command,
    score: u32,
}

/// The commands that may be meant, the likeliest first.
#[must_use]
pub fn candidates(model: &Model, typed: &str) -> Vec<Candidate> {
    let word = typed.split(' ').next().unwrap_or_default();
    let pattern = Pattern::parse(word, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut characters = Vec::new();
    let mut found: Vec<Candidate> = available(model)
        .filter_map(|command| {
            let text = Utf32Str::new(command.word, &mut characters);
            let score = pattern.score(text, &mut matcher)?;
            // What begins with it comes before what merely has its letters.
            let begins = command.word.starts_with(word) || command.short == Some(word);
            let score = score + if begins { 1_000 } else { 0 };
            Some(Candidate { command, score })
        })
        .collect();
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    found
}
