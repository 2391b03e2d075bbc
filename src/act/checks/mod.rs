//! The preflight checks of `domain.md` §10, those that several actions share;
//! what only one action asks is in its own file.

pub(super) mod common;
pub(super) mod database;
pub(super) mod fencing;
pub(super) mod flip;
pub(super) mod flip_health;
pub(super) mod flip_object;
pub(super) mod flip_writes;
pub(super) mod global;
pub(super) mod loss;
pub(super) mod replica;

use super::action::ActionEntry;
use super::case::Case;
use super::check::{CheckEntry, Class, Found};

/// The checks of an action, in the order in which they are read.
pub fn of(action: &'static ActionEntry) -> impl Iterator<Item = &'static CheckEntry> {
    let unchecked = (!action.not_checked.is_empty()).then_some(&UNCHECKED);
    let own = action.checks.iter().copied();
    common::ALL.iter().copied().chain(own).chain(unchecked)
}

/// One acknowledgement for everything that this version does not look at.
static UNCHECKED: CheckEntry = CheckEntry::new(
    "unchecked",
    "what ought to be checked and is not by this version",
    &[Class::Block],
    unchecked,
);

fn unchecked(_: &Case<'_>) -> Found {
    Found::block("not checked by this version; what it is, is named beside this")
        .clears("looking at it yourself, then acknowledging it in one word for all")
}
