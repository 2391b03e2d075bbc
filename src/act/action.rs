//! What an action is: one entry of the catalogue.

use super::case::{Case, Sight};
use super::check::CheckEntry;
use super::proposal::{NoProposal, Prepared};
use crate::estate::{Scope, Source};
use crate::journal::{Came, Intent, Target};
use crate::terms::{Instant, OutsideText, Span};
use std::fmt;

/// An action of the catalogue.
pub struct ActionEntry {
    /// Its name on the command line.
    pub name: &'static str,
    /// The verb that is typed to confirm it, in capitals.
    pub verb: &'static str,
    /// What it does, in a line.
    pub does: &'static str,
    /// What can be chosen beside the target.
    pub settings: &'static [SettingEntry],
    /// What it could act on, as far as was seen.
    pub targets: fn(&Sight<'_>) -> Vec<Target>,
    /// What it stands on: looked at again before it is proposed and before it
    /// is sent, and while it is watched.
    pub relies: fn(&Case<'_>) -> Vec<(Source, Scope)>,
    /// What is looked at again as well, as far as it answers: what it would be
    /// good to know of it stands in no way.
    pub also: fn(&Case<'_>) -> Vec<(Source, Scope)>,
    /// What it would do.
    pub prepare: fn(&Case<'_>) -> Result<Prepared, NoProposal>,
    /// Its own checks; those that all actions have come first.
    pub checks: &'static [&'static CheckEntry],
    /// What ought to be checked and is not by this version.
    pub not_checked: &'static [&'static str],
    /// How far it has come, by what was seen since.
    pub progress: fn(&Watched<'_>) -> Progress,
    /// How long it may take until it is called unknown.
    pub patience: Span,
}

impl fmt::Debug for ActionEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Something that can be chosen beside the target.
#[derive(Debug, Clone, Copy)]
pub struct SettingEntry {
    /// Its name, as `--set NAME=VALUE` takes it.
    pub name: &'static str,
    /// What it decides, and what it is unless said.
    pub about: &'static str,
}

/// An intent that is watched until AWS agrees.
#[derive(Debug, Clone, Copy)]
pub struct Watched<'a> {
    /// What is seen now.
    pub sight: &'a Sight<'a>,
    /// What was meant.
    pub intent: &'a Intent,
    /// When it was meant: what was seen before says nothing.
    pub since: Instant,
    /// What came of sending it, where that is known.
    pub came: Option<&'a Came>,
}

/// How far an action has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It is under way, or nothing tells otherwise yet.
    Underway(String),
    /// AWS agrees that it is done, and by what.
    Done(Vec<String>),
    /// AWS says that it is not, and by what.
    Contrary(Vec<String>),
    /// Nothing tells, and why.
    NotKnown(String),
}

impl Watched<'_> {
    /// Whether a source was asked in a scope after the intent, and answered.
    #[must_use]
    pub fn was_seen(&self, source: Source, scope: &Scope) -> bool {
        let slice = self.sight.estate.slice(source, scope);
        slice.is_some_and(|slice| {
            !slice.restored && slice.seen.is_some_and(|seen| seen > self.since)
        })
    }

    /// What was expected, by its name.
    #[must_use]
    pub fn expected(&self, name: &str) -> Option<&str> {
        self.intent.expect.get(name).map(String::as_str)
    }

    /// Whether AWS took it, and under which id where it gave one: of a job, of a
    /// message.
    #[must_use]
    pub fn accepted(&self) -> Option<Option<&OutsideText>> {
        match self.came {
            Some(Came::Accepted { id, .. }) => Some(id.as_ref()),
            _ => None,
        }
    }

    /// How long ago it was meant.
    #[must_use]
    pub fn age(&self) -> Span {
        Span::between(self.since, self.sight.now)
    }
}
