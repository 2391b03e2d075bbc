//! What a recovery point is good for.

use crate::assess::State;
use crate::console::glance::Glance;
use crate::estate::Scope;
use crate::estate::facts::RecoveryPoint;
use crate::terms::{Instant, OutsideText};

/// What a recovery point is good for, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// What its status comes to.
    pub(super) state: State,
    /// What that means for who wants to restore it.
    pub(super) meaning: &'static str,
}

/// What a recovery point that was seen is good for at this instant.
pub(super) fn of(glance: &Glance<'_>, scope: &Scope, point: &RecoveryPoint) -> Standing {
    let (state, meaning) = match point.status.raw() {
        "COMPLETED" | "AVAILABLE" if is_part_of_partial(glance, scope, point) => (
            State::Warn,
            "a part of a recovery point that is PARTIAL: what belongs to it is missing",
        ),
        "COMPLETED" | "AVAILABLE" if point.delete_at.is_some_and(|at| at <= glance.now) => (
            State::Warn,
            "its retention is over: it may be deleted at any time",
        ),
        "COMPLETED" | "AVAILABLE" => (State::Ok, ""),
        "PARTIAL" => (State::Warn, "a part of what it should hold is missing"),
        "EXPIRED" => (
            State::Warn,
            "past its retention, and it could not be deleted",
        ),
        "DELETING" => (State::Warn, "it is being deleted"),
        "STOPPED" => (
            State::Bad,
            "its continuous backup is broken and goes no further: a right, versioning, an event \
             rule or a changed retention",
        ),
        "CREATING" => (State::Unknown, "it is not there yet: its job goes on"),
        _ => (State::Unknown, "this version does not know that status"),
    };
    Standing { state, meaning }
}

fn is_part_of_partial(glance: &Glance<'_>, scope: &Scope, point: &RecoveryPoint) -> bool {
    let points = &glance.model.estate().recovery_points;
    let parent = point.parent.as_ref();
    let parent = parent.and_then(|parent| points.get(scope, parent));
    parent.is_some_and(|parent| parent.status.raw() == "PARTIAL")
}

/// Whether it goes on: then its dates are those at which it began.
pub(super) fn is_continuous(point: &RecoveryPoint) -> bool {
    point.arn.raw().contains("continuous:")
}

/// The time of its data, for one that was taken once: never its completion.
pub(super) fn data_time(point: &RecoveryPoint) -> Option<Instant> {
    match (point.initiated, point.created) {
        (Some(initiated), Some(created)) => Some(initiated.min(created)),
        (one, other) => one.or(other),
    }
}

/// What is special about it, in a word or two: most were taken where they are,
/// and are whole.
pub(super) fn kind(point: &RecoveryPoint) -> &'static str {
    let copied = point.source_vault.is_some();
    match (point.is_parent, &point.parent) {
        (true, _) if copied => "composite, copied",
        (true, _) => "composite",
        (_, Some(_)) if copied => "part, copied",
        (_, Some(_)) => "part",
        _ if copied => "copied",
        _ => "",
    }
}

/// Where its data is kept, which decides how long restoring takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Storage {
    /// Warm, by AWS's word.
    Warm,
    /// Warm, until an instant of its lifecycle.
    WarmUntil(Instant),
    /// Cold, by AWS's word.
    Cold,
    /// Cold by now, going by its lifecycle: AWS's list does not tell the class.
    ColdSince(Instant),
    /// Somewhere this version does not know.
    Other(OutsideText),
    /// Nothing tells.
    NotTold,
}

impl Storage {
    pub(super) fn of(point: &RecoveryPoint, now: Instant) -> Self {
        let class = point.storage_class.as_ref();
        match (class.map(OutsideText::raw), point.cold_at) {
            (Some("COLD"), _) => Self::Cold,
            (Some("WARM") | None, Some(at)) if at > now => Self::WarmUntil(at),
            (Some("WARM"), _) => Self::Warm,
            (Some(_), _) => class.map_or(Self::NotTold, |class| Self::Other(class.clone())),
            (None, Some(at)) => Self::ColdSince(at),
            (None, None) => Self::NotTold,
        }
    }

    pub(super) fn word(&self) -> String {
        match self {
            Self::Warm | Self::WarmUntil(_) => "WARM".to_owned(),
            Self::Cold => "COLD".to_owned(),
            Self::ColdSince(_) => "COLD?".to_owned(),
            Self::Other(class) => class.to_string(),
            Self::NotTold => String::new(),
        }
    }

    /// Whether restoring takes the longer way.
    pub(super) const fn is_cold(&self) -> bool {
        matches!(self, Self::Cold | Self::ColdSince(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Span;

    #[test]
    fn what_is_cold_by_its_lifecycle_is_not_called_warm() {
        let now: Instant = "2026-11-22T14:00:00Z".parse().unwrap();
        let of = |class: Option<&str>, cold_at| {
            let point = RecoveryPoint {
                storage_class: class.map(Into::into),
                cold_at,
                ..RecoveryPoint::default()
            };
            Storage::of(&point, now)
        };
        let (before, after) = (Span::days(1).before(now), Span::days(1).after(now));
        assert_eq!(of(None, None), Storage::NotTold);
        assert_eq!(of(None, Some(after)), Storage::WarmUntil(after));
        assert_eq!(of(None, Some(before)), Storage::ColdSince(before));
        assert_eq!(of(Some("WARM"), Some(before)), Storage::Warm);
        assert_eq!(of(Some("COLD"), None), Storage::Cold);
        assert_eq!(
            of(Some("DELETED"), Some(before)),
            Storage::Other("DELETED".into())
        );
    }

    #[test]
    fn the_time_of_the_data_is_the_earlier_one_and_never_the_completion() {
        let now: Instant = "2026-11-22T14:00:00Z".parse().unwrap();
        let mut point = RecoveryPoint {
            initiated: Some(Span::hours(9).before(now)),
            created: Some(Span::hours(8).before(now)),
            completed: Some(Span::hours(1).before(now)),
            ..RecoveryPoint::default()
        };
        assert_eq!(data_time(&point), point.initiated);
        point.initiated = None;
        assert_eq!(data_time(&point), point.created);
        point.created = None;
        assert_eq!(data_time(&point), None);
    }
}
