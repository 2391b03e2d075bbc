//! The four clocks of a walk: how long it took to notice, to decide, to act and to
//! prove it, from the instant since when the Region is declared down.

use super::{Visit, Walk};
use crate::journal::{StepEnd, WalkEnd, WalkMode};
use crate::terms::{Instant, Span};

/// The four clocks. One that has not begun is `None`; one that runs counts up to
/// the instant for which they were asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// Since when they run: the instant since when a Region is declared down, or
    /// else the beginning of the walk.
    pub since: Instant,
    /// From there until it was declared; zero where nothing was.
    pub detect: Span,
    /// From there until the first action was confirmed.
    pub decide: Option<Span>,
    /// From there until the last action was settled.
    pub execute: Option<Span>,
    /// From there until the last check, wait or probe was met.
    pub verify: Option<Span>,
    /// From `since` until now, or until it was proven that the site is back.
    pub total: Span,
    /// When that was; `None` while the walk goes on, or was given up, or nothing
    /// of it proves anything.
    pub back: Option<Instant>,
}

impl Walk {
    /// The clocks at an instant.
    #[must_use]
    pub fn clocks(&self, now: Instant) -> Clocks {
        let declared = self.declared.iter().rev();
        let declared = declared
            .map(|(_, it)| &it.declarations)
            .find(|declarations| !declarations.is_empty());
        let first = declared.and_then(|all| all.iter().min_by_key(|it| it.since));
        let since = first.map_or(self.began, |it| it.since);
        let known = first.map_or(self.began, |it| it.declared);
        let now = match (&self.over, &self.left) {
            (Some((at, _)), _) | (None, Some((at, _))) => *at,
            (None, None) => now,
        };
        let acts = || self.visits.iter().filter(|visit| self.acts(visit));
        let acted = acts().flat_map(|it| &it.deeds).map(|deed| deed.at).min();
        let underway = self.visit().is_some_and(|visit| self.acts(visit));
        let executed = acts().filter_map(done_at).max().filter(|_| !underway);
        let proven = self.visits.iter().filter(|visit| self.proves(visit));
        let proven = proven.filter_map(done_at).max();
        let completed = matches!(self.over, Some((_, WalkEnd::Completed)));
        // A rehearsal brings nothing back.
        let back = proven
            .max(executed)
            .filter(|_| completed && self.begun.mode != WalkMode::Rehearsal);
        let end = back.unwrap_or(now);
        let between =
            |from: Instant, until: Option<Instant>| Span::between(from, until.unwrap_or(end));
        Clocks {
            since,
            detect: Span::between(since, known),
            decide: Some(between(known, acted)).filter(|_| first.is_some() || acted.is_some()),
            execute: acted.map(|acted| between(acted, executed)),
            verify: executed.map(|executed| between(executed, back)),
            total: Span::between(since, end),
            back,
        }
    }

    /// Whether a visit is of a step that changes something: a message does not.
    fn acts(&self, visit: &Visit) -> bool {
        self.runbook.steps[visit.index].kind.acts()
    }

    /// Whether a visit is of a step that proves something of the site.
    fn proves(&self, visit: &Visit) -> bool {
        self.runbook.steps[visit.index].kind.proves()
    }
}

/// When a visit ended well.
fn done_at(visit: &Visit) -> Option<Instant> {
    match &visit.ended {
        Some((at, StepEnd::Done { .. })) => Some(*at),
        _ => None,
    }
}
