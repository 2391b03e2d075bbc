//! Recovery points and losses of declared stores: one definition for all of
//! them (`domain.md` §1.2), from live replication and from backups.

mod arns;
mod backup;
mod copies;
mod replication;
mod standing;

use super::context::Context;
use super::model::{Fate, Loss, Outlook, Phase, State, StoreAssessment};
use super::writers;
use crate::plan::{Store, StoreKind};
use crate::terms::{Known, Region, Unknown};

pub(super) use arns::store_arns;
pub(super) use backup::{data_time, is_continuous, is_usable};

/// Which way a failover would go now.
#[derive(Debug, Clone, Copy)]
struct Direction<'a> {
    /// The Region that is written.
    from: &'a Region,
    /// The Region that would take over.
    to: &'a Region,
}

/// Assesses a declared store.
pub(super) fn store(context: &Context<'_>, store: &Store) -> StoreAssessment {
    let mut copies = copies::of(context, store);
    let writers = writers::of(context, store, &copies);
    let from = writers::single_region(&writers).unwrap_or_else(|| store.region.clone());
    let to = context.plan.other_region(&from).clone();
    for copy in &mut copies {
        let key = copy.lag_metric.as_ref();
        copy.recovery_point = key.and_then(|key| replication::copy_point(context, key, &from));
    }
    let arns = store_arns(context, store);
    let backup = |region: &Region| backup::newest(context, store, &arns, region);
    let (local, standby) = (backup(&from), backup(&to));
    let live = replication::outlook(context, store, &copies, &from, &to);
    let outlook = match live {
        replication::Live::Copy(outlook) => outlook,
        replication::Live::None => from_backup(context, &from, &standby),
    };
    let observed = !arns.is_empty() || !copies.is_empty() || store.kind.is_database();
    let direction = Direction {
        from: &from,
        to: &to,
    };
    let (state, reason) = if observed {
        standing::of(context, store, direction, &writers, &outlook, &copies)
    } else {
        (State::Unknown, Unknown::NotObserved.to_string())
    };
    StoreAssessment {
        name: store.name.clone(),
        kind: store.kind,
        engine: copies::engine(context, store, &copies),
        tier: store.tier.clone(),
        rpo: context.plan.rpo(store),
        region: store.region.clone(),
        observed,
        lag_metric: replication::metric(context, store, &copies, &from, &to),
        writers,
        copies,
        outlook,
        local,
        standby,
        state,
        reason,
    }
}

/// The Region a store is written in, as far as that is known, and the one that
/// would take over.
pub(super) fn regions(context: &Context<'_>, store: &StoreAssessment) -> (Region, Region) {
    let from = writers::single_region(&store.writers).unwrap_or_else(|| store.region.clone());
    let to = context.plan.other_region(&from).clone();
    (from, to)
}

/// How the loss of an assessed store stands against its objective: an idle
/// PostgreSQL primary is not over it. `None` while the loss is not known.
pub(super) fn judged(context: &Context<'_>, assessed: &StoreAssessment) -> Option<State> {
    let store = context.plan.store(&assessed.name)?;
    let (from, to) = regions(context, assessed);
    let direction = Direction {
        from: &from,
        to: &to,
    };
    let loss = assessed.outlook.loss()?;
    let (state, _) = standing::judge(context, store, loss, direction, &assessed.copies);
    Some(state)
}

/// What is lost when nothing but a backup is there to go on with.
fn from_backup(
    context: &Context<'_>,
    from: &Region,
    standby: &Known<Option<super::model::BackupPoint>>,
) -> Outlook {
    match standby {
        Known::Unknown(why) => Outlook::Unknown(why.clone()),
        Known::Known(None) => Outlook::NoCopy,
        Known::Known(Some(point)) => {
            let standing = context.region_standing(from);
            let phase = match (standing.declared_down, standing.silent_since) {
                (Some(since), _) => Phase::Frozen { since },
                (None, Some(_)) => Phase::Growing,
                (None, None) => Phase::Answering { lag: None },
            };
            Outlook::FromBackup(Loss {
                point: point.at,
                phase,
                bound: super::model::Bound::AtMost,
                fate: Fate::LostAndRestored,
                caveat: Some("restoring takes hours"),
            })
        }
    }
}

impl StoreAssessment {
    /// The newest usable backup in one of the plan's Regions; known to be none
    /// is `Known(None)`.
    #[must_use]
    pub fn backup_in(&self, region: &Region) -> &Known<Option<super::model::BackupPoint>> {
        let from = writers::single_region(&self.writers);
        if from.as_ref().unwrap_or(&self.region) == region {
            &self.local
        } else {
            &self.standby
        }
    }
}

impl StoreKind {
    /// Whether lifeboat sees its copies, and which of them is written.
    #[must_use]
    pub const fn has_copies(self) -> bool {
        self.is_database()
    }

    /// Whether RDS knows it.
    pub(super) const fn is_database(self) -> bool {
        matches!(self, Self::Rds | Self::Aurora | Self::AuroraGlobal)
    }
}
