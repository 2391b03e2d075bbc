//! TOML's own rules: every breach of them at once, in words.

use super::problem::{Problem, Problems};
use toml::Spanned;
use toml::de::DeTable;

/// Parses a text, reporting every breach of TOML's rules. Gives what was
/// understood, unless a breach leaves in doubt to which section the rest belongs.
pub(super) fn parse<'a>(text: &'a str, problems: &mut Problems) -> Option<Spanned<DeTable<'a>>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Some(root);
    }
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        problems.report(Problem::new(at, format!("not TOML: {}", error.message())));
    }
    None
}
