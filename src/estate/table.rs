//! Facts by scope and id, replaced a scope at a time.

use super::Scope;
use super::facts::Fact;
use crate::terms::{OutsideText, Region};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The facts of one kind, by scope and id. Cheap to clone: a scope's facts are
/// replaced as a whole, and shared with whoever keeps those of an earlier moment.
#[derive(Debug, Clone)]
pub struct Table<F> {
    scopes: BTreeMap<Scope, Arc<BTreeMap<OutsideText, F>>>,
}

impl<F> Default for Table<F> {
    fn default() -> Self {
        Self {
            scopes: BTreeMap::new(),
        }
    }
}

impl<F: Fact> Table<F> {
    /// The fact of that id in a scope.
    #[must_use]
    pub fn get(&self, scope: &Scope, id: &OutsideText) -> Option<&F> {
        self.scopes.get(scope)?.get(id)
    }

    /// The fact of that id in a Region.
    #[must_use]
    pub fn in_region(&self, region: &Region, id: &str) -> Option<&F> {
        self.get(&Scope::from(region), &OutsideText::new(id))
    }

    /// The facts of a scope.
    pub fn scope(&self, scope: &Scope) -> impl Iterator<Item = &F> {
        self.scopes
            .get(scope)
            .into_iter()
            .flat_map(|facts| facts.values())
    }

    /// Every fact with its scope.
    pub fn iter(&self) -> impl Iterator<Item = (&Scope, &F)> {
        self.scopes
            .iter()
            .flat_map(|(scope, facts)| facts.values().map(move |fact| (scope, fact)))
    }

    /// How many facts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scopes.values().map(|facts| facts.len()).sum()
    }

    /// Whether there is no fact at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The scopes in which facts of this kind were seen.
    pub fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.scopes.keys()
    }

    pub(super) fn ids(&self, scope: &Scope) -> Vec<OutsideText> {
        self.scopes
            .get(scope)
            .map(|facts| facts.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// Replaces a scope's facts and returns the ids that came, went or differ.
    pub(super) fn replace(&mut self, scope: &Scope, facts: Vec<F>) -> Vec<OutsideText> {
        let old = self.scopes.entry(scope.clone()).or_default();
        let new: BTreeMap<OutsideText, F> =
            facts.into_iter().map(|fact| (fact.id(), fact)).collect();
        let mut touched: Vec<OutsideText> = new
            .iter()
            .filter(|(id, fact)| old.get(*id) != Some(*fact))
            .map(|(id, _)| id.clone())
            .collect();
        touched.extend(old.keys().filter(|id| !new.contains_key(*id)).cloned());
        *old = Arc::new(new);
        touched
    }
}
