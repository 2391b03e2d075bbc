//! Flags of a health check that override what its checkers see. Set to move a
//! record and then forgotten, they decide where it points ever after.

use crate::assess::{RecordAssessment, Subject};
use crate::console::glance::Glance;
use crate::console::model::Model;
use crate::estate::Scope;
use crate::estate::facts::{FailoverRole, HealthCheck};
use crate::terms::OutsideText;
use std::fmt;

/// The check of findings that tells a forgotten flag from one that is meant.
const OVERRIDDEN: &str = "R53-37";

/// The health check of that id.
pub(super) fn check<'m>(model: &'m Model, id: &OutsideText) -> Option<&'m HealthCheck> {
    model.estate().health_checks.get(&Scope::Global, id)
}

/// What a health check's flags do, when any is set.
pub(super) const fn words(check: &HealthCheck) -> Option<&'static str> {
    match (check.disabled, check.inverted) {
        (false, false) => None,
        (true, false) => Some("Disabled: healthy, whatever happens"),
        (false, true) => Some("Inverted: healthy while what it checks fails"),
        (true, true) => Some("Disabled and Inverted: unhealthy, whatever happens"),
    }
}

/// The flags alone, of what they do.
pub(super) fn flags(words: &str) -> &str {
    words.split(':').next().unwrap_or(words)
}

/// What the flags of a health check do, when they seem to be left over: no
/// declared record and no other service needs them.
pub(super) fn left_over(model: &Model, id: &OutsideText) -> Option<&'static str> {
    let subject = Subject::HealthCheck(id.clone());
    model.assessment().finding(OVERRIDDEN, &subject)?;
    words(check(model, id)?)
}

/// What a left-over flag does to a record: directly, or through a child of a
/// side's health check.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeftOver<'m> {
    /// The side that it decides.
    pub(super) role: &'m FailoverRole,
    /// The health check that has it.
    pub(super) check: &'m OutsideText,
    /// What it does.
    pub(super) words: &'static str,
}

/// In a few words, the flags first.
impl fmt::Display for LeftOver<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = super::side_name(self.role);
        write!(f, "left over: {} on {side}", flags(self.words))
    }
}

/// The first left-over flag that decides a record.
pub(super) fn on_record<'m>(
    model: &'m Model,
    record: &'m RecordAssessment,
) -> Option<LeftOver<'m>> {
    let sides = record.pair.value().into_iter().flatten();
    let mut checks = sides.flat_map(|side| {
        let own = side.health_check.iter();
        let parents = own.clone().filter_map(|id| check(model, id));
        let children = parents.flat_map(|parent| &parent.children);
        own.chain(children).map(|id| (&side.role, id))
    });
    checks.find_map(|(role, id)| {
        let words = left_over(model, id)?;
        let check = id;
        Some(LeftOver { role, check, words })
    })
}

/// The declared records that a health check decides, each with its side:
/// directly, or as a child of a side's health check.
pub(super) fn deciding(glance: &Glance<'_>, id: &OutsideText) -> Vec<String> {
    let model = glance.model;
    let is_behind = |root: &OutsideText| {
        root == id || check(model, root).is_some_and(|parent| parent.children.contains(id))
    };
    let records = model.assessment().records();
    let sides = records.flat_map(|record| {
        let sides = record.pair.value().into_iter().flatten();
        sides.map(move |side| (record, side))
    });
    sides
        .filter(|(_, side)| side.health_check.as_ref().is_some_and(is_behind))
        .map(|(record, side)| format!("{} {}", record.name, super::side_name(&side.role)))
        .collect()
}
