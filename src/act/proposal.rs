//! An action as it is proposed: what it would do, what it depends on, what
//! would be lost, how it is undone, and what stands in its way.

use super::action::ActionEntry;
use super::case::{Case, Settings, Sight};
use super::check::{Checked, Class};
use super::checks;
use super::phrase::{AtStake, Ceiling, Phrase};
use crate::assess::{Loss, Phase};
use crate::aws::{Mutation, Plane};
use crate::estate::{Scope, Source};
use crate::journal::{Entry, Target};
use crate::terms::{Instant, Known, OutsideText, Region, Span, Unknown};
use std::collections::BTreeMap;

/// Why there is nothing to propose: the target, or a setting, is none of this
/// action's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoProposal {
    /// The action has no such target.
    #[error("{action} has no target `{target}`; it has: {}", listed(known))]
    NoTarget {
        /// The action.
        action: &'static str,
        /// What was named, cleaned.
        target: String,
        /// What could have been.
        known: Vec<String>,
    },
    /// Several targets have that name.
    #[error("`{target}` is several: {}", listed(known))]
    Several {
        /// What was named, cleaned.
        target: String,
        /// What it may mean.
        known: Vec<String>,
    },
    /// A setting is none, or has no such value.
    #[error("{0}")]
    Setting(String),
    /// What is to be sent cannot be written down, and why.
    #[error("{0}")]
    Unformed(String),
}

fn listed(known: &[String]) -> String {
    if known.is_empty() {
        "none was seen".to_owned()
    } else {
        known.join(", ")
    }
}

/// What an action does.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// One request to AWS.
    Send(Mutation),
    /// The operator's word, written into the journal; nothing is sent.
    Record(Entry),
}

/// How an action is undone.
#[derive(Debug, Clone, PartialEq)]
pub enum Inverse {
    /// It is not.
    Irreversible,
    /// By this, in words, and by this request when it can be written beforehand.
    By {
        /// In words.
        words: String,
        /// The request, as it would be sent.
        mutation: Option<Mutation>,
    },
}

/// What an action depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependency {
    /// The service, as people say it.
    pub service: &'static str,
    /// Where.
    pub region: Region,
    /// Which part of it.
    pub plane: Plane,
    /// Whether it answers now.
    pub answers: Known<bool>,
}

impl Dependency {
    /// A dependency on a service where a source asks it.
    #[must_use]
    pub fn on(case: &Case<'_>, source: Source, scope: &Scope, plane: Plane) -> Self {
        let slice = case.sight.estate.slice(source, scope);
        let answers = match slice {
            None => Known::Unknown(Unknown::NotYet),
            Some(slice) => match &slice.failure {
                Some(failure) if failure.kind.is_silence() => Known::Known(false),
                _ if slice.answered.is_some() => Known::Known(true),
                _ => Known::Unknown(Unknown::NotYet),
            },
        };
        Self {
            service: source.service(),
            // What has no Regions is changed in us-east-1.
            region: scope.region().cloned().unwrap_or_else(Region::us_east_1),
            plane,
            answers,
        }
    }
}

/// What an action prepares for its target: everything but the checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// What is done.
    pub deed: Deed,
    /// What follows from it, in a sentence or two.
    pub consequence: String,
    /// Where it goes, when that is part of what is typed.
    pub to: Option<Region>,
    /// What is lost by it.
    pub stake: Stake,
    /// How it is undone.
    pub inverse: Inverse,
    /// What it depends on.
    pub depends: Vec<Dependency>,
    /// What is needed later to tell whether it was done.
    pub expect: BTreeMap<String, String>,
}

/// What is lost by an action.
#[derive(Debug, Clone, PartialEq)]
pub enum Stake {
    /// Nothing.
    Nothing,
    /// What the store's replication did not bring.
    Loss(Loss),
    /// It is not known, and why.
    NotKnown(Unknown),
}

impl Stake {
    /// As far as a ceiling is typed for it.
    #[must_use]
    pub fn at(&self, now: Instant) -> AtStake {
        match self {
            Self::Nothing => AtStake::Nothing,
            Self::NotKnown(_) => AtStake::NotKnown,
            Self::Loss(loss) => match loss.phase {
                Phase::Growing | Phase::Answering { lag: None } => {
                    AtStake::Growing(loss.amount(now))
                }
                Phase::Answering { lag: Some(_) } | Phase::Frozen { .. } => {
                    AtStake::Measured(loss.amount(now))
                }
            },
        }
    }

    /// In words; `None` when nothing is lost.
    #[must_use]
    pub fn words(&self, now: Instant) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Loss(loss) => Some(loss.words(now)),
            Self::NotKnown(why) => Some(format!("not known: {why}")),
        }
    }
}

/// An action as it is proposed.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The action.
    pub action: &'static ActionEntry,
    /// Its target.
    pub target: Target,
    /// What was chosen beside it.
    pub settings: Settings,
    /// What it would do.
    pub prepared: Prepared,
    /// What was looked at, the common checks first.
    pub checks: Vec<Checked>,
    /// What it stands on: every source, and where.
    pub relies: Vec<(Source, Scope)>,
    /// When its review began.
    pub begun: Instant,
    /// When it was weighed.
    pub at: Instant,
}

impl Proposal {
    /// The target as people write it.
    #[must_use]
    pub fn target_name(&self) -> String {
        named(&self.target)
    }

    /// What is typed to confirm it, with the ceiling that is offered now.
    #[must_use]
    pub fn phrase(&self) -> Phrase {
        self.phrase_with(self.prepared.stake.at(self.at).offered())
    }

    /// The same with another ceiling.
    #[must_use]
    pub fn phrase_with(&self, ceiling: Ceiling) -> Phrase {
        Phrase {
            verb: self.action.verb,
            target: self.target.identifier.clone(),
            to: self.prepared.to.clone(),
            ceiling,
        }
    }

    /// The check of that name.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&Checked> {
        self.checks.iter().find(|check| check.id() == id)
    }

    /// The checks that stop it, of that class.
    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &Checked> {
        self.checks
            .iter()
            .filter(move |check| check.class() == class)
    }

    /// How long it took before, shortest and longest, and how often; `None`
    /// when it never was done.
    #[must_use]
    pub fn took(durations: impl Iterator<Item = Span>) -> Option<(Span, Span, usize)> {
        let all: Vec<Span> = durations.collect();
        Some((*all.iter().min()?, *all.iter().max()?, all.len()))
    }
}

/// A target as people write it: its identifier, and where it is.
#[must_use]
pub fn named(target: &Target) -> String {
    match target.scope.region() {
        Some(region) => format!("{} in {region}", target.identifier),
        None => target.identifier.to_string(),
    }
}

/// Proposes an action on a target: what it would do, with every check looked at.
///
/// # Errors
/// When it has no such target, or a setting is none of its own.
pub fn propose(
    sight: &Sight<'_>,
    action: &'static ActionEntry,
    target: &Target,
    settings: &Settings,
    begun: Instant,
) -> Result<Proposal, NoProposal> {
    for name in settings.keys() {
        if !action.settings.iter().any(|known| known.name == name) {
            let known: Vec<&str> = action.settings.iter().map(|it| it.name).collect();
            let has = if known.is_empty() {
                "it has none".to_owned()
            } else {
                format!("it has: {}", known.join(", "))
            };
            let name = OutsideText::new(name);
            return Err(NoProposal::Setting(format!(
                "{} has no setting `{name}`; {has}",
                action.name
            )));
        }
    }
    let unsettled = Case {
        sight,
        target,
        settings,
        begun,
        relies: &[],
    };
    let relies = (action.relies)(&unsettled);
    let case = Case {
        relies: &relies,
        ..unsettled
    };
    let prepared = (action.prepare)(&case)?;
    let checks = checks::of(action)
        .map(|entry| Checked {
            entry,
            found: (entry.examine)(&case),
        })
        .collect();
    Ok(Proposal {
        action,
        target: target.clone(),
        settings: settings.clone(),
        prepared,
        checks,
        begun,
        at: sight.now,
        relies,
    })
}

/// The target of that name among those an action has: `orders-db-usw2`, or with
/// its Region where several have the name, `orders-db-usw2@us-west-2`.
///
/// # Errors
/// When there is none, or several.
pub fn target_named(
    sight: &Sight<'_>,
    action: &'static ActionEntry,
    name: &str,
) -> Result<Target, NoProposal> {
    let (identifier, region) = match name.rsplit_once('@') {
        Some((identifier, region)) => (identifier, Some(region)),
        None => (name, None),
    };
    let all = (action.targets)(sight);
    let matching: Vec<&Target> = all
        .iter()
        .filter(|target| {
            let here = target.scope.region().map(Region::as_str);
            let is = target.identifier.raw();
            is == name || (is == identifier && region.is_none_or(|region| here == Some(region)))
        })
        .collect();
    let name = OutsideText::new(name).to_string();
    match matching.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(NoProposal::NoTarget {
            action: action.name,
            target: name,
            known: all.iter().map(named).collect(),
        }),
        several => Err(NoProposal::Several {
            target: name,
            known: several.iter().map(|target| named(target)).collect(),
        }),
    }
}
