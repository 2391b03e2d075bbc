//! What one frame is drawn from: everything that several parts of it need, asked
//! once, at one instant.

use super::acting;
use super::look::{Look, Piece};
use super::model::Model;
use super::theme::Role;
use crate::assess::{RegionAssessment, Verdict};
use crate::estate::{AccountStanding, Freshness, Scope, Source};
use crate::terms::{Instant, Region, Span, Unknown, age};
use std::time::Duration;

/// Below this, a span is shown with its seconds.
const SHOWN_BY_THE_SECOND: Span = Span::minutes(10);

/// What one frame is drawn from.
#[derive(Debug)]
pub struct Glance<'m> {
    /// The model.
    pub model: &'m Model,
    /// How things look.
    pub look: Look,
    /// The instant it is drawn at.
    pub now: Instant,
    /// The plan's Regions, the primary first.
    pub regions: Vec<RegionAssessment>,
    /// Whose account answers.
    pub account: AccountStanding<'m>,
}

impl<'m> Glance<'m> {
    /// What the frame of a model is drawn from.
    #[must_use]
    pub fn of(model: &'m Model) -> Self {
        let now = model.now;
        Self {
            look: model.session.look,
            now,
            regions: model.assessment.regions(&model.estate, now),
            account: account(model),
            model,
        }
    }

    /// The verdict, worked out once an instant.
    #[must_use]
    pub fn verdict(&self) -> &'m Verdict {
        self.model.verdict()
    }

    /// Since when a Region does not answer, when it does not.
    #[must_use]
    pub fn silent_since(&self, region: &Region) -> Option<Instant> {
        self.regions
            .iter()
            .find(|it| it.region == *region)
            .and_then(|it| it.silent_since)
    }

    /// When a source last answered in a scope.
    #[must_use]
    pub fn seen(&self, source: Source, scope: &Scope) -> Option<Instant> {
        self.model.estate.slice(source, scope)?.seen
    }

    /// Why a value is not known, after a question mark: with its age where it
    /// was known once.
    #[must_use]
    pub fn unknown(&self, why: &Unknown, seen: Option<Instant>) -> Piece {
        let role = if matches!(why, Unknown::Stale) {
            Role::Stale
        } else {
            Role::Unknown
        };
        let text = match (why, seen) {
            (Unknown::Stale, Some(seen)) => format!("? {}", self.ago(seen)),
            (Unknown::NotYet, _) => "? not yet".to_owned(),
            _ => format!("? {why}"),
        };
        self.look.piece(text, role)
    }

    /// How long ago something was, in whole minutes once it is older than one:
    /// nothing moves by the second for its own sake.
    #[must_use]
    pub fn ago(&self, then: Instant) -> String {
        let span = Span::between(then, self.now);
        let minutes = span.duration().as_secs() / 60;
        if minutes == 0 {
            return age(then, self.now);
        }
        format!("{} ago", Span::minutes(minutes))
    }

    /// A piece of text.
    #[must_use]
    pub fn piece(&self, text: impl AsRef<str>, role: Role) -> Piece {
        self.look.piece(text, role)
    }

    /// How many sources were not seen within their cadence, or fail.
    #[must_use]
    pub fn overdue(&self) -> usize {
        let slices = self.model.estate.slices();
        slices
            .filter(|(_, _, slice)| {
                slice.failure.is_some() || slice.freshness(self.now) != Freshness::Live
            })
            .count()
    }
}

fn account(model: &Model) -> AccountStanding<'_> {
    let declared = model.plan.account.as_ref();
    model.estate.account(declared, model.now)
}

/// Whether the credentials are of another account than the plan's.
#[must_use]
pub fn another_account(model: &Model) -> bool {
    matches!(account(model), AccountStanding::Another { .. })
}

/// How long until time alone changes what is shown: the next second of the
/// clock in the header; when calm, the next minute, unless seconds decide.
#[must_use]
pub fn until_tick(model: &Model, now: Instant) -> Duration {
    let step = if is_by_the_minute(model) {
        60_000
    } else {
        1_000
    };
    let into = now.timestamp_millis().rem_euclid(step);
    Duration::from_millis(u64::try_from(step - into).unwrap_or(1_000))
}

/// Whether nothing that is shown moves by the second.
#[must_use]
pub fn is_by_the_minute(model: &Model) -> bool {
    let young = |since: Instant| Span::between(since, model.now) < SHOWN_BY_THE_SECOND;
    model.session.calm
        && !acting::is_by_the_second(model)
        && !model
            .assessment
            .regions(&model.estate, model.now)
            .into_iter()
            .flat_map(|region| [region.silent_since, region.declared_down])
            .flatten()
            .any(young)
}
