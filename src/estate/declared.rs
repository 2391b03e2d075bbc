//! The operator's word about Regions, and when a Region fell silent.

use super::{Estate, Freshness};
use crate::terms::{Instant, OutsideText, Region};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The operator's word that a Region is down since an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The Region.
    pub region: Region,
    /// Since when it is down: this fixes the loss.
    pub since: Instant,
    /// When it was declared.
    pub declared: Instant,
    /// The incident's name, when it has one.
    pub incident: Option<OutsideText>,
}

impl Estate {
    /// Replaces the operator's declarations.
    pub fn set_declared(&mut self, declarations: impl IntoIterator<Item = Declaration>) {
        self.declared = declarations
            .into_iter()
            .map(|declaration| (declaration.region.clone(), declaration))
            .collect();
    }

    /// Every declaration that stands.
    #[must_use]
    pub fn declarations(&self) -> &BTreeMap<Region, Declaration> {
        &self.declared
    }

    /// The declaration that a Region is down, when one stands.
    #[must_use]
    pub fn declared_down(&self, region: &Region) -> Option<&Declaration> {
        self.declared.get(region)
    }

    /// Since when no service of a Region has answered: the first unanswered
    /// call after the last answer. `None` while something answers, or while
    /// nothing was asked.
    #[must_use]
    pub fn silent_since(&self, region: &Region) -> Option<Instant> {
        let slices = || {
            self.slices()
                .filter(|(_, scope, _)| scope.region() == Some(region))
                .map(|(_, _, slice)| slice)
        };
        // An answer that is an error is an answer: only silence counts.
        let answered = slices().filter_map(|slice| slice.answered).max();
        let silent =
            || slices().filter(|slice| slice.failure.as_ref().is_some_and(|f| f.kind.is_silence()));
        let last_silence = silent().map(|slice| slice.asked).max()?;
        if answered.is_some_and(|answered| answered >= last_silence) {
            return None;
        }
        let first = silent().filter_map(|slice| slice.failing_since).min()?;
        Some(answered.map_or(first, |answered| first.max(answered)))
    }

    /// The freshest word of any source in a Region.
    #[must_use]
    pub fn region_freshness(&self, region: &Region, now: Instant) -> Freshness {
        self.slices()
            .filter(|(_, scope, slice)| {
                scope.region() == Some(region) && (slice.restored || slice.answered.is_some())
            })
            .map(|(_, _, slice)| slice.freshness(now))
            .min()
            .unwrap_or(Freshness::Unknown)
    }
}
