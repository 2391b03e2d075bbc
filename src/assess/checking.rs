//! What Route 53's checkers saw, by Region, and which health checks are
//! overridden: for whoever looks behind a record's health.

use super::findings::is_inverted_on_purpose;
use super::health;
use super::update::Assessment;
use crate::estate::facts::HealthCheck;
use crate::estate::{Estate, Scope, Source};
use crate::terms::{Instant, Known, OutsideText, Unknown};
use std::collections::BTreeMap;

/// What a checker's status report says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Checked {
    /// It begins with `Success`.
    Success,
    /// It begins with `Failure`.
    Failure,
    /// It begins otherwise: it says neither.
    Unclear,
}

impl Checked {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Success => "ok",
            Self::Failure => "fail",
            Self::Unclear => "unknown",
        }
    }

    /// What AWS's free text comes to.
    #[must_use]
    pub fn of(status: &OutsideText) -> Self {
        if status.raw().starts_with("Success") {
            Self::Success
        } else if status.raw().starts_with("Failure") {
            Self::Failure
        } else {
            Self::Unclear
        }
    }
}

/// What one checker saw.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckerSeen {
    /// The checker's address.
    pub address: Option<OutsideText>,
    /// What it reports.
    pub checked: Checked,
    /// AWS's words for it.
    pub status: OutsideText,
    /// When it looked.
    pub at: Option<Instant>,
}

/// What the checkers of one Region saw.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckerRegion {
    /// The Region of the checkers, as Route 53 names it.
    pub region: OutsideText,
    /// Each checker, the failing ones first.
    pub checkers: Vec<CheckerSeen>,
}

impl CheckerRegion {
    /// How many report so.
    #[must_use]
    pub fn count(&self, checked: Checked) -> usize {
        let so = |seen: &&CheckerSeen| seen.checked == checked;
        self.checkers.iter().filter(so).count()
    }
}

/// What the checkers of a health check saw, by Region, and when they were asked
/// for; `None` when they were not seen. What they saw may be long ago: compare
/// the instant.
#[must_use]
pub fn checkers_by_region(
    estate: &Estate,
    health_check: &OutsideText,
) -> Option<(Instant, Vec<CheckerRegion>)> {
    let (asked, seen) = estate.checkers(health_check)?;
    let mut regions: BTreeMap<&OutsideText, Vec<CheckerSeen>> = BTreeMap::new();
    for observation in &seen.observations {
        regions
            .entry(&observation.region)
            .or_default()
            .push(CheckerSeen {
                address: observation.address.clone(),
                checked: Checked::of(&observation.status),
                status: observation.status.clone(),
                at: observation.checked,
            });
    }
    let regions = regions
        .into_iter()
        .map(|(region, mut checkers)| {
            checkers.sort_by(|a, b| (b.checked, &a.address).cmp(&(a.checked, &b.address)));
            CheckerRegion {
                region: region.clone(),
                checkers,
            }
        })
        .collect();
    Some((*asked, regions))
}

/// How a health check's flags override what its checkers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Override {
    /// Disabled and Inverted, the latch: unhealthy whatever happens.
    AlwaysUnhealthy,
    /// Inverted: healthy while what it checks fails. On an endpoint that fails
    /// it brings traffic back.
    Inverted,
    /// Disabled alone: healthy whatever happens.
    AlwaysHealthy,
}

impl Override {
    /// In a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AlwaysUnhealthy => "Disabled and Inverted: unhealthy, whatever happens",
            Self::Inverted => "Inverted: healthy while what it checks fails",
            Self::AlwaysHealthy => "Disabled: healthy, whatever happens",
        }
    }

    fn of(check: &HealthCheck) -> Option<Self> {
        match (check.disabled, check.inverted) {
            (false, false) => None,
            (true, true) => Some(Self::AlwaysUnhealthy),
            (false, true) => Some(Self::Inverted),
            (true, false) => Some(Self::AlwaysHealthy),
        }
    }
}

/// A health check whose flags override what its checkers see.
#[derive(Debug, Clone, PartialEq)]
pub struct Overridden {
    /// The health check.
    pub health_check: OutsideText,
    /// How.
    pub how: Override,
    /// Whether that is so on purpose: it is what looks for the object in the
    /// standby Region, or its owner is another service.
    pub meant: Known<bool>,
    /// The declared records whose sides it decides, directly or as a child.
    pub records: Vec<String>,
}

impl Assessment {
    /// Every health check that is disabled or inverted. Looks at every health
    /// check seen: for a screen that is open.
    #[must_use]
    pub fn overridden(&self, estate: &Estate, now: Instant) -> Vec<Overridden> {
        let context = self.context(estate, now);
        let unseen = health::unseen(&context, Source::HealthChecks)
            .or_else(|| health::unseen(&context, Source::Records));
        estate
            .health_checks
            .scope(&Scope::Global)
            .filter_map(|check| {
                let how = Override::of(check)?;
                let inverted = how == Override::Inverted;
                let meant = match check.linked_service {
                    Some(_) => Some(inverted),
                    None if inverted => is_inverted_on_purpose(&context, &check.id),
                    None => Some(false),
                };
                Some(Overridden {
                    health_check: check.id.clone(),
                    how,
                    meant: match (&unseen, meant) {
                        (Some(why), _) => Known::Unknown(why.clone()),
                        (None, None) => Known::Unknown(Unknown::NotYet),
                        (None, Some(meant)) => Known::Known(meant),
                    },
                    records: self.decides(estate, &check.id),
                })
            })
            .collect()
    }

    /// The declared records that a health check decides.
    fn decides(&self, estate: &Estate, id: &OutsideText) -> Vec<String> {
        let is_behind = |root: &OutsideText| {
            let child = || {
                let parent = estate.health_checks.get(&Scope::Global, root);
                parent.is_some_and(|parent| parent.children.contains(id))
            };
            root == id || child()
        };
        self.records()
            .filter(|record| {
                let sides = record.pair.value().into_iter().flatten();
                let mut checks = sides.filter_map(|side| side.health_check.as_ref());
                checks.any(is_behind)
            })
            .map(|record| record.name.clone())
            .collect()
    }
}
