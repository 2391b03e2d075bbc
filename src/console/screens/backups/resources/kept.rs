//! What is kept of a resource in a Region, and what that comes to.

use super::Resource;
use crate::assess::{BackupPoint, PointsIn, State};
use crate::console::glance::Glance;
use crate::console::look::Piece;
use crate::console::screens::backups::holds;
use crate::estate::{Scope, Source};
use crate::terms::{Instant, Known, Region};

/// What is kept of a resource in a Region.
#[derive(Debug)]
pub(super) enum Kept {
    /// The newest that can be restored, by the time of its data.
    Since(Instant),
    /// A continuous backup, of which only the resource tells up to when.
    Continuous,
    /// Nothing that can be restored.
    None,
    /// What it was when its Region was last heard.
    Was(Instant),
    /// It cannot be told, and why.
    Unknown(Piece),
}

impl Kept {
    /// In the resource's own Region.
    pub(super) fn here(glance: &Glance<'_>, row: &Resource<'_>) -> Self {
        let region = row.protection.home.as_ref();
        Self::of(glance, &row.protection.local, row.store_here(), region)
    }

    /// In the other Region of the plan.
    pub(super) fn in_standby(glance: &Glance<'_>, row: &Resource<'_>) -> Self {
        let home = row.protection.home.as_ref();
        let region = home.map(|home| glance.model.plan.other_region(home));
        Self::of(
            glance,
            &row.protection.standby,
            row.store_in_standby(),
            region,
        )
    }

    /// Of AWS Backup's recovery points and, for a declared store, the service's
    /// own backups: the newer one.
    fn of(
        glance: &Glance<'_>,
        points: &Known<PointsIn>,
        own: Option<&Known<Option<BackupPoint>>>,
        region: Option<&Region>,
    ) -> Self {
        let of_points = points.value().and_then(|it| it.newest.as_ref());
        let of_points = of_points.map(|point| point.at);
        let of_store = own.and_then(|own| own.value()?.as_ref());
        let newest = of_points.max(of_store.map(|point| point.at));
        let scope = region.map(Scope::from);
        let heard = scope
            .as_ref()
            .is_some_and(|scope| holds(glance, Source::RecoveryPoints, scope));
        match (newest, points) {
            (Some(at), _) if heard => Self::Since(at),
            (Some(at), _) => Self::Was(at),
            (None, Known::Unknown(why)) => {
                let seen = scope.and_then(|it| glance.seen(Source::RecoveryPoints, &it));
                Self::Unknown(glance.unknown(why, seen))
            }
            (None, Known::Known(_)) if !heard => {
                let (glyph, role) = glance.look.mark(State::Unknown);
                Self::Unknown(glance.piece(glyph, role))
            }
            (None, Known::Known(points)) if goes_on(points) => Self::Continuous,
            (None, Known::Known(_)) => Self::None,
        }
    }
}

/// Whether a continuous backup goes on: one that was stopped is of no use, and
/// what is of use without a date of its data is continuous.
pub(super) const fn goes_on(points: &PointsIn) -> bool {
    points.continuous > 0 && points.count > points.unusable
}

/// Whether the resource's own Region tells what becomes of it.
pub(super) fn answers_here(glance: &Glance<'_>, row: &Resource<'_>) -> bool {
    let home = row.protection.home.as_ref();
    home.is_some_and(|home| holds(glance, Source::BackupJobs, &Scope::from(home)))
}

/// What it all comes to, in a word. Whether what is kept is new enough is for
/// the findings to say.
pub(super) fn standing(glance: &Glance<'_>, row: &Resource<'_>) -> (State, &'static str) {
    let (here, there) = (Kept::here(glance, row), Kept::in_standby(glance, row));
    let failed = match &row.protection.last_job {
        Known::Known(job) => job.as_ref().is_some_and(|job| job.state == State::Bad),
        Known::Unknown(_) => false,
    };
    match (here, there) {
        (Kept::None, Kept::None) => (State::Bad, "none"),
        // A declared store has to come back in the other Region.
        (_, Kept::None) if row.store.is_some() => (State::Bad, "no copy"),
        (_, Kept::None) => (State::Warn, "no copy"),
        (Kept::None, _) => (State::Warn, "none here"),
        (Kept::Unknown(_), _) | (_, Kept::Unknown(_)) => (State::Unknown, "unknown"),
        (Kept::Was(_), _) | (_, Kept::Was(_)) => (State::Stale, "stale"),
        _ if failed => (State::Warn, "job failed"),
        _ => (State::Ok, "kept"),
    }
}
