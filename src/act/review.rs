//! The review of a proposal, up to its confirmation. What comes out confirmed
//! is the value that was shown, and the only thing that can be run.

use super::check::{Checked, Class};
use super::phrase::{Ceiling, NotThePhrase};
use super::proposal::Proposal;
use super::token::{Token, TokenError};
use crate::terms::{Instant, OutsideText, Span};
use std::collections::BTreeMap;

/// How long a review can be confirmed after it began.
pub const VALID: Span = Span::minutes(10);

/// How long a reason may be, characters.
const LONGEST_REASON: usize = 400;

/// A proposal under review.
#[derive(Debug, Clone)]
pub struct Review {
    proposal: Proposal,
    overrides: BTreeMap<&'static str, OutsideText>,
}

/// A confirmed action: it can only be had from a [`Review`].
#[derive(Debug, Clone)]
pub struct Confirmed {
    proposal: Proposal,
    overrides: BTreeMap<&'static str, OutsideText>,
    ceiling: Ceiling,
    typed: String,
}

/// Why a check cannot be overridden.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotOverride {
    /// There is no such check.
    #[error("there is no check `{0}` to override")]
    NoSuchCheck(String),
    /// It does not stop anything.
    #[error("`{0}` does not block: there is nothing to override")]
    NotBlocking(&'static str),
    /// It refuses.
    #[error("`{0}` refuses, which is never overridden")]
    Refuses(&'static str),
    /// No reason was given, or one that is too long.
    #[error("overriding `{0}` needs a reason of 1 to {LONGEST_REASON} characters")]
    Reason(&'static str),
    /// It was overridden before.
    #[error("`{0}` is overridden already")]
    Twice(&'static str),
}

/// Why it is not confirmed: every reason, named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotConfirmed {
    /// A check refuses.
    #[error("{check} refuses: {says}{}", cleared(clears))]
    Refused {
        /// The check.
        check: &'static str,
        /// Why.
        says: String,
        /// What would clear it.
        clears: Option<String>,
    },
    /// A check blocks and is not overridden.
    #[error("{check} blocks: {says}{}", cleared(clears))]
    Blocked {
        /// The check.
        check: &'static str,
        /// Why.
        says: String,
        /// What would clear it.
        clears: Option<String>,
    },
    /// What was typed is not the phrase.
    #[error("the phrase is not there: {0}")]
    Phrase(#[from] NotThePhrase),
    /// The token is none, or of something else.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// More would be lost than was typed.
    #[error("{lost} would be lost, which is more than `{ceiling}`")]
    OverCeiling {
        /// What would be lost, in words.
        lost: String,
        /// What was typed.
        ceiling: String,
    },
    /// It was reviewed too long ago.
    #[error("the review began {0} ago and held for {VALID}: look again")]
    Expired(Span),
    /// A check is worse than when it was shown.
    #[error("{check} was `{was}` when it was shown and is `{is}` now: {says}")]
    Changed {
        /// The check.
        check: &'static str,
        /// What it was.
        was: Class,
        /// What it is.
        is: Class,
        /// Why.
        says: String,
    },
    /// What would be sent is not what was shown.
    #[error("what would be sent is no longer what was shown: look again")]
    OtherRequest,
}

/// What would clear a check, at the end of what it says.
fn cleared(clears: &Option<String>) -> String {
    let clears = clears.as_ref();
    clears.map_or_else(String::new, |it| format!("; cleared by: {it}"))
}

impl NotConfirmed {
    fn refused(check: &Checked) -> Self {
        Self::Refused {
            check: check.id(),
            says: check.found.says.clone(),
            clears: check.found.clears.clone(),
        }
    }

    fn blocked(check: &Checked) -> Self {
        Self::Blocked {
            check: check.id(),
            says: check.found.says.clone(),
            clears: check.found.clears.clone(),
        }
    }
}

impl Review {
    /// Begins the review of a proposal.
    #[must_use]
    pub fn of(proposal: Proposal) -> Self {
        Self {
            proposal,
            overrides: BTreeMap::new(),
        }
    }

    /// What is reviewed.
    #[must_use]
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// The reasons for which checks are overridden, by check.
    #[must_use]
    pub fn overrides(&self) -> &BTreeMap<&'static str, OutsideText> {
        &self.overrides
    }

    /// Overrides a check that blocks, or one of this run that may when it counts,
    /// with a reason.
    ///
    /// # Errors
    /// When it does not block, or there is no reason.
    pub fn override_check(&mut self, id: &str, reason: &str) -> Result<(), CannotOverride> {
        let Some(check) = self.proposal.check(id) else {
            let id = OutsideText::new(id).to_string();
            return Err(CannotOverride::NoSuchCheck(id));
        };
        let id = check.id();
        match check.class() {
            Class::Block => {}
            // Whether anybody else operates is asked when the window opens: a
            // reason can be given before.
            Class::Pass | Class::Warn if is_asked_later(check) => {}
            Class::Refuse => return Err(CannotOverride::Refuses(id)),
            Class::Pass | Class::Warn => return Err(CannotOverride::NotBlocking(id)),
        }
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(CannotOverride::Reason(id));
        }
        if self.overrides.contains_key(id) {
            return Err(CannotOverride::Twice(id));
        }
        self.overrides.insert(id, OutsideText::new(reason));
        Ok(())
    }

    /// Takes in the same action weighed again, on newer facts. An override of
    /// what became worse is forgotten: it was given for something else.
    pub fn renew(&mut self, proposal: Proposal) {
        let worse = worsened(&self.proposal, &proposal);
        for check in worse {
            self.overrides.remove(check.0);
        }
        self.proposal = Proposal {
            begun: self.proposal.begun,
            ..proposal
        };
    }

    /// Everything that stops it now, apart from what is still to be typed.
    #[must_use]
    pub fn obstacles(&self, now: Instant) -> Vec<NotConfirmed> {
        let refused = self.proposal.of_class(Class::Refuse);
        let refused = refused.map(NotConfirmed::refused);
        let blocks = self.proposal.of_class(Class::Block);
        let blocks = blocks.filter(|check| !self.overrides.contains_key(check.id()));
        let blocks = blocks.map(NotConfirmed::blocked);
        let mut all: Vec<NotConfirmed> = refused.chain(blocks).collect();
        let age = Span::between(self.proposal.begun, now);
        if age > VALID || now < self.proposal.begun {
            all.push(NotConfirmed::Expired(age));
        }
        all
    }

    /// Confirms it by what the operator typed.
    ///
    /// # Errors
    /// Every reason why it is not confirmed.
    pub fn confirm(&self, typed: &str, now: Instant) -> Result<Confirmed, Vec<NotConfirmed>> {
        let mut all = self.obstacles(now);
        let ceiling = match self.proposal.phrase().read(typed) {
            Ok(ceiling) => ceiling,
            Err(error) => {
                all.push(error.into());
                return Err(all);
            }
        };
        self.within(ceiling, now, all)
    }

    /// Confirms it by the token of a preflight: the same review, made before.
    ///
    /// # Errors
    /// Every reason why it is not confirmed.
    pub fn confirm_by(&self, token: &Token, now: Instant) -> Result<Confirmed, Vec<NotConfirmed>> {
        let mut all = self.obstacles(now);
        match token.compare(&self.proposal) {
            Ok(worse) => all.extend(worse),
            Err(error) => all.insert(0, error.into()),
        }
        self.within(token.ceiling(), now, all)
    }

    fn within(
        &self,
        ceiling: Ceiling,
        now: Instant,
        mut all: Vec<NotConfirmed>,
    ) -> Result<Confirmed, Vec<NotConfirmed>> {
        let stake = &self.proposal.prepared.stake;
        if !stake.at(now).is_within(ceiling) {
            all.push(NotConfirmed::OverCeiling {
                lost: stake.words(now).unwrap_or_default(),
                ceiling: ceiling.to_string(),
            });
        }
        if !all.is_empty() {
            return Err(all);
        }
        Ok(Confirmed {
            proposal: self.proposal.clone(),
            overrides: self.overrides.clone(),
            ceiling,
            typed: self.proposal.phrase_with(ceiling).to_string(),
        })
    }
}

/// Whether a check of this run is only answered when it counts, and may block then.
fn is_asked_later(check: &Checked) -> bool {
    check.entry.of_session && check.entry.can.contains(&Class::Block)
}

/// The checks of the estate that are worse in `now` than in `before`.
fn worsened<'a>(
    before: &Proposal,
    now: &'a Proposal,
) -> Vec<(&'static str, Class, Class, &'a str)> {
    let of_estate = now.checks.iter().filter(|check| !check.entry.of_session);
    of_estate
        .filter_map(|check| {
            let was = before
                .check(check.id())
                .map_or(Class::Pass, |it| it.class());
            let worse = check.class().is_worse_than(was);
            worse.then_some((check.id(), was, check.class(), check.found.says.as_str()))
        })
        .collect()
}

impl Confirmed {
    /// What was confirmed.
    #[must_use]
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// The reasons for which checks are overridden, by check.
    #[must_use]
    pub fn overrides(&self) -> &BTreeMap<&'static str, OutsideText> {
        &self.overrides
    }

    /// The ceiling that was typed.
    #[must_use]
    pub fn ceiling(&self) -> Ceiling {
        self.ceiling
    }

    /// What was typed.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether what is seen now is still what was confirmed: the same request,
    /// no check worse, no more lost, and not too long ago.
    ///
    /// # Errors
    /// Every reason why it is not.
    pub fn holds(&self, fresh: &Proposal, now: Instant) -> Result<(), Vec<NotConfirmed>> {
        let mut all: Vec<NotConfirmed> = worsened(&self.proposal, fresh)
            .into_iter()
            .map(|(check, was, is, says)| NotConfirmed::Changed {
                check,
                was,
                is,
                says: says.to_owned(),
            })
            .collect();
        let of_session = fresh.checks.iter().filter(|check| check.entry.of_session);
        all.extend(of_session.filter_map(|check| match check.class() {
            Class::Refuse => Some(NotConfirmed::refused(check)),
            Class::Block if !self.overrides.contains_key(check.id()) => {
                Some(NotConfirmed::blocked(check))
            }
            _ => None,
        }));
        if fresh.prepared.deed != self.proposal.prepared.deed {
            all.push(NotConfirmed::OtherRequest);
        }
        let stake = &fresh.prepared.stake;
        if !stake.at(now).is_within(self.ceiling) {
            all.push(NotConfirmed::OverCeiling {
                lost: stake.words(now).unwrap_or_default(),
                ceiling: self.ceiling.to_string(),
            });
        }
        let age = Span::between(self.proposal.begun, now);
        if age > VALID || now < self.proposal.begun {
            all.push(NotConfirmed::Expired(age));
        }
        if all.is_empty() { Ok(()) } else { Err(all) }
    }
}
