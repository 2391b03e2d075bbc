//! The token of a headless preflight: what was shown, in a line. It proves
//! nothing to AWS; it ties a run to the preflight that somebody read.

use super::check::Class;
use super::phrase::Ceiling;
use super::proposal::{Deed, Proposal};
use super::review::NotConfirmed;
use crate::terms::{Instant, Span};
use chrono::DateTime;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// What a token begins with.
const MARK: &str = "lb1";

/// The token of a preflight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    begun: Instant,
    ceiling: Ceiling,
    /// The classes of the checks of the estate, in their order.
    classes: String,
    digest: String,
}

/// Why a token is not of this action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not a token.
    #[error("that is not a token: take the one that `lifeboat action preflight … -o json` gives")]
    NotAToken,
    /// It is of another action, target, setting or request.
    #[error(
        "the token is of something else than this: another target, other settings, or AWS's word has changed what would be sent"
    )]
    OfSomethingElse,
}

impl Token {
    /// The token of a proposal, with the ceiling that is offered for it.
    #[must_use]
    pub fn of(proposal: &Proposal) -> Self {
        let ceiling = proposal.phrase().ceiling;
        Self::with(proposal, classes(proposal), ceiling)
    }

    fn with(proposal: &Proposal, classes: String, ceiling: Ceiling) -> Self {
        // A token tells whole seconds: what is named after the instant is then
        // named the same when it is run.
        let begun = whole(proposal.begun);
        Self {
            digest: digest(proposal, &classes, begun, ceiling),
            begun,
            ceiling,
            classes,
        }
    }

    /// When the preflight was made.
    #[must_use]
    pub fn begun(&self) -> Instant {
        self.begun
    }

    /// Up to how much may be lost.
    #[must_use]
    pub fn ceiling(&self) -> Ceiling {
        self.ceiling
    }

    /// Compares what was shown with what is proposed now: the checks that are
    /// worse.
    ///
    /// # Errors
    /// When the token is of something else.
    pub(super) fn compare(&self, now: &Proposal) -> Result<Vec<NotConfirmed>, TokenError> {
        let same = Self::with(now, self.classes.clone(), self.ceiling);
        if same != *self {
            return Err(TokenError::OfSomethingElse);
        }
        let of_estate = now.checks.iter().filter(|check| !check.entry.of_session);
        let pairs = of_estate.zip(self.classes.chars());
        Ok(pairs
            .filter_map(|(check, letter)| {
                let was = Class::of_letter(letter)?;
                let worse = check.class().is_worse_than(was);
                worse.then(|| NotConfirmed::Changed {
                    check: check.id(),
                    was,
                    is: check.class(),
                    says: check.found.says.clone(),
                })
            })
            .collect())
    }
}

/// An instant without its fraction of a second.
#[must_use]
pub fn whole(instant: Instant) -> Instant {
    DateTime::from_timestamp(instant.timestamp(), 0).unwrap_or(instant)
}

fn classes(proposal: &Proposal) -> String {
    let of_estate = proposal
        .checks
        .iter()
        .filter(|check| !check.entry.of_session);
    of_estate.map(|check| check.class().letter()).collect()
}

fn digest(proposal: &Proposal, classes: &str, begun: Instant, ceiling: Ceiling) -> String {
    let mut hash = Sha256::new();
    let mut field = |text: &str| {
        hash.update(text.len().to_be_bytes());
        hash.update(text.as_bytes());
    };
    field(proposal.action.name);
    field(proposal.target.identifier.raw());
    field(&proposal.target.scope.to_string());
    for (name, value) in &proposal.settings {
        field(name);
        field(value);
    }
    match &proposal.prepared.deed {
        Deed::Send(mutation) => {
            field(mutation.service());
            field(mutation.operation());
            for (name, value) in mutation.parameters() {
                field(&name);
                field(&value);
            }
        }
        Deed::Record(entry) => field(&format!("{entry:?}")),
    }
    for check in proposal.checks.iter().filter(|it| !it.entry.of_session) {
        field(check.id());
    }
    field(classes);
    field(&begun.timestamp().to_string());
    field(&ceiling_text(ceiling));
    let bytes = hash.finalize();
    bytes
        .iter()
        .take(10)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn ceiling_text(ceiling: Ceiling) -> String {
    match ceiling {
        Ceiling::None => "none".to_owned(),
        Ceiling::NotKnown => "unknown".to_owned(),
        Ceiling::UpTo(span) => span.duration().as_secs().to_string(),
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (begun, ceiling) = (self.begun.timestamp(), ceiling_text(self.ceiling));
        let (classes, digest) = (&self.classes, &self.digest);
        write!(f, "{MARK}-{begun}-{ceiling}-{classes}-{digest}")
    }
}

impl FromStr for Token {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let parts: Vec<&str> = text.trim().split('-').collect();
        let [MARK, begun, ceiling, classes, digest] = parts.as_slice() else {
            return Err(TokenError::NotAToken);
        };
        let begun = begun
            .parse()
            .ok()
            .and_then(|it| DateTime::from_timestamp(it, 0));
        let ceiling = match *ceiling {
            "none" => Some(Ceiling::None),
            "unknown" => Some(Ceiling::NotKnown),
            seconds => seconds.parse().ok().map(Span::seconds).map(Ceiling::UpTo),
        };
        let known = classes.chars().all(|it| Class::of_letter(it).is_some());
        match (begun, ceiling) {
            (Some(begun), Some(ceiling)) if known => Ok(Self {
                begun,
                ceiling,
                classes: (*classes).to_owned(),
                digest: (*digest).to_owned(),
            }),
            _ => Err(TokenError::NotAToken),
        }
    }
}
