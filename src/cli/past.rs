//! What the journal of a plan says, for whoever weighs an action.

use crate::act::Past;
use crate::journal::Journal;
use std::path::Path;

/// What the journal in a folder says was done before, and why nothing can be added
/// to it; `None` when it can, as far as reading it tells.
pub(super) fn read(folder: &Path) -> (Past, Option<String>) {
    match Journal::read(folder) {
        Ok(chain) => {
            let standing = &chain.standing;
            let trouble = (!standing.is_sound()).then(|| standing.to_string());
            (Past::of(&chain.records), trouble)
        }
        Err(error) => (Past::default(), Some(error.to_string())),
    }
}
