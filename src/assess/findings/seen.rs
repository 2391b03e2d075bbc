//! Whether a thing is known well enough to be judged. What is stale, missing or
//! of a silent Region finds nothing.

use crate::assess::context::Context;
use crate::assess::health;
use crate::assess::model::{Outlook, StoreAssessment};
use crate::assess::recovery::{regions, store_arns};
use crate::assess::routing::zone_of;
use crate::estate::facts::{FailoverRole, Record};
use crate::estate::{Scope, Source};
use crate::plan::{self, StoreKind};
use crate::terms::{OutsideText, Region};

/// Whether what a source says in a scope may be judged: it is trusted, and its
/// Region answers and was not declared down.
pub(super) fn is_seen(context: &Context<'_>, source: Source, scope: &Scope) -> bool {
    match scope {
        Scope::Region(region) => {
            context.region_standing(region).answers() && context.untrusted(source, scope).is_none()
        }
        Scope::Global => health::unseen(context, source).is_none(),
    }
}

/// Whether every source that could tell of a backup of this kind in a Region
/// was seen.
pub(super) fn are_backups_seen(context: &Context<'_>, kind: StoreKind, region: &Region) -> bool {
    let native: &[Source] = match kind {
        StoreKind::Rds => &[
            Source::DbInstances,
            Source::DbSnapshots,
            Source::InstanceBackups,
        ],
        StoreKind::Aurora | StoreKind::AuroraGlobal => &[
            Source::DbClusters,
            Source::DbClusterSnapshots,
            Source::ClusterBackups,
        ],
        _ => &[],
    };
    let scope = Scope::from(region);
    native
        .iter()
        .chain(&[Source::RecoveryPoints])
        .all(|source| is_seen(context, *source, &scope))
}

/// The declared store under examination, with its ARNs, the Region it is written
/// in and the one that would take over.
pub(super) struct Examined<'c> {
    /// The store as the plan has it.
    pub(super) declared: &'c plan::Store,
    /// The store, assessed.
    pub(super) assessed: &'c StoreAssessment,
    /// The ARNs of its copies.
    pub(super) arns: Vec<OutsideText>,
    /// Where it is written.
    pub(super) from: Region,
    /// Where it would go.
    pub(super) to: Region,
}

impl<'c> Examined<'c> {
    /// `None` when the subject is no declared store.
    pub(super) fn of(context: &'c Context<'_>) -> Option<Self> {
        let assessed = context.store()?;
        let declared = context.plan.store(&assessed.name)?;
        let (from, to) = regions(context, assessed);
        Some(Self {
            declared,
            assessed,
            arns: store_arns(context, declared),
            from,
            to,
        })
    }

    /// Whether a live copy would take over, known to be in step or not.
    pub(super) fn has_live_copy(&self) -> bool {
        matches!(self.assessed.outlook, Outlook::Replicated(_))
            || self.assessed.lag_metric.is_some()
    }

    /// Whether a continuous recovery point is kept in a Region whose newest
    /// second no source tells: its age is not known.
    pub(super) fn has_untold_continuous(&self, context: &Context<'_>, region: &Region) -> bool {
        let scope = Scope::from(region);
        !self.declared.kind.is_database()
            && self
                .arns
                .iter()
                .flat_map(|arn| context.points_of(arn))
                .any(|(place, point)| {
                    *place == scope
                        && point.arn.raw().contains("continuous:")
                        && matches!(point.status.raw(), "COMPLETED" | "AVAILABLE")
                })
    }
}

/// The sides of the declared record under examination, as Route 53 has them;
/// empty while they are not known.
pub(super) fn sides<'a>(context: &Context<'a>) -> Vec<&'a Record> {
    let find = || {
        let assessed = context.record()?;
        let declared = context
            .plan
            .records
            .iter()
            .find(|record| record.name == assessed.name && record.kind == assessed.kind)?;
        sides_of(context, declared)
    };
    find().unwrap_or_default()
}

/// The sides of a declared record; `None` while they are not known.
pub(super) fn sides_of<'a>(
    context: &Context<'a>,
    declared: &plan::Record,
) -> Option<Vec<&'a Record>> {
    if !is_seen(context, Source::Records, &Scope::Global) {
        return None;
    }
    let zone = zone_of(context, declared)?;
    let records = context.records_of(&zone)?;
    let is_side = |record: &&Record| {
        record.failover.is_some()
            && record.kind.raw() == declared.kind
            && record.name.raw().eq_ignore_ascii_case(&declared.name)
    };
    Some(records.iter().filter(is_side).collect())
}

/// The record of that side.
pub(super) fn side<'a>(sides: &[&'a Record], role: &FailoverRole) -> Option<&'a Record> {
    sides
        .iter()
        .find(|record| record.failover.as_ref() == Some(role))
        .copied()
}

/// Whether nothing tells Route 53 how a record fares: no health check, and no
/// alias that evaluates its target's health.
pub(super) fn is_unchecked(record: &Record) -> bool {
    record.health_check.is_none()
        && !record
            .alias
            .as_ref()
            .is_some_and(|alias| alias.evaluate_target_health)
}

/// Joins what is wrong with one thing into one sentence.
pub(super) fn sentence(reasons: &[String]) -> String {
    reasons.join("; ")
}
