//! The newest usable backup of a store in a Region: AWS Backup's recovery
//! points, native snapshots, continuous backups (`domain.md` §4).

use crate::assess::context::Context;
use crate::assess::model::{BackupOrigin, BackupPoint};
use crate::estate::facts::{DbSnapshot, RecoveryPoint};
use crate::estate::{Scope, Source};
use crate::plan::{Store, StoreKind};
use crate::terms::{Instant, Known, OutsideText, Region, Span, Unknown};

/// The newest usable backup of a store in a Region. That there is none is known
/// only when every source that could tell was seen.
pub(super) fn newest(
    context: &Context<'_>,
    store: &Store,
    arns: &[OutsideText],
    region: &Region,
) -> Known<Option<BackupPoint>> {
    let scope = Scope::from(region);
    let rto = store
        .tier
        .as_deref()
        .and_then(|tier| context.plan.tier(tier)?.rto)
        .unwrap_or(Span::ZERO);
    let mut seen = Seen {
        context,
        scope: &scope,
        found: Vec::new(),
        unseen: None,
    };
    if arns.is_empty() {
        // AWS Backup knows it by an ARN, and that takes the account.
        seen.unseen = Some(match store.kind {
            StoreKind::Other => Unknown::NotObserved,
            _ => Unknown::Unavailable("its ARN is not known yet".into()),
        });
    }
    seen.look(Source::RecoveryPoints, || {
        recovery_points(context, arns, &scope, rto)
    });
    match store.kind {
        StoreKind::Rds => {
            for id in identifiers(store) {
                seen.look(Source::DbSnapshots, || {
                    snapshots(context.snapshots_of(&scope, &id))
                });
                seen.look(Source::InstanceBackups, || {
                    kept_instance(context, &scope, &id)
                });
                seen.look(Source::DbInstances, || own_instance(context, &scope, &id));
            }
        }
        StoreKind::Aurora | StoreKind::AuroraGlobal => {
            for id in cluster_identifiers(store, arns) {
                seen.look(Source::DbClusterSnapshots, || {
                    snapshots(context.cluster_snapshots_of(&scope, &id))
                });
                seen.look(Source::ClusterBackups, || {
                    kept_cluster(context, &scope, &id)
                });
                seen.look(Source::DbClusters, || own_cluster(context, &scope, &id));
            }
        }
        _ => {}
    }
    let newest = seen.found.into_iter().max_by_key(|point| point.at);
    match (newest, seen.unseen) {
        (None, Some(why)) => Known::Unknown(why),
        (newest, _) => Known::Known(newest),
    }
}

/// What the sources that are trusted tell, and why another is not.
struct Seen<'c, 'a> {
    context: &'c Context<'a>,
    scope: &'c Scope,
    found: Vec<BackupPoint>,
    unseen: Option<Unknown>,
}

impl Seen<'_, '_> {
    /// Takes in what a source tells, if that is trusted: what was seen long ago
    /// may have been deleted since.
    fn look<L: IntoIterator<Item = BackupPoint>>(
        &mut self,
        source: Source,
        list: impl FnOnce() -> L,
    ) {
        match self.context.untrusted(source, self.scope) {
            None => self.found.extend(list()),
            Some(why) => {
                self.unseen.get_or_insert(why);
            }
        }
    }
}

fn identifiers(store: &Store) -> impl Iterator<Item = OutsideText> {
    [Some(&store.identifier), store.standby.as_ref()]
        .into_iter()
        .flatten()
        .map(|id| OutsideText::new(id))
}

fn cluster_identifiers(store: &Store, arns: &[OutsideText]) -> Vec<OutsideText> {
    let of_members = arns
        .iter()
        .filter_map(|arn| crate::terms::Arn::parse(arn.raw()).ok())
        .map(|arn| OutsideText::new(arn.resource_id()));
    let mut ids: Vec<OutsideText> = of_members.chain(identifiers(store)).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Whether a recovery point can be restored, and will still be there when the
/// recovery is done.
fn is_usable(context: &Context<'_>, scope: &Scope, point: &RecoveryPoint, rto: Span) -> bool {
    let complete = matches!(point.status.raw(), "COMPLETED" | "AVAILABLE");
    let whole = point.parent.as_ref().is_none_or(|parent| {
        context
            .recovery_point(scope, parent)
            .is_none_or(|parent| parent.status.raw() != "PARTIAL")
    });
    let gone = point
        .delete_at
        .is_some_and(|delete_at| context.has_come(rto.before(delete_at)));
    complete && whole && !gone
}

/// The time of a recovery point's data: never its completion.
fn data_time(point: &RecoveryPoint) -> Option<Instant> {
    match (point.initiated, point.created) {
        (Some(initiated), Some(created)) => Some(initiated.min(created)),
        (one, other) => one.or(other),
    }
}

fn recovery_points(
    context: &Context<'_>,
    arns: &[OutsideText],
    scope: &Scope,
    rto: Span,
) -> Vec<BackupPoint> {
    arns.iter()
        .flat_map(|arn| context.points_of(arn))
        .filter(|(place, _)| *place == scope)
        // A continuous point keeps its old date: what it can restore to is told
        // by the resource itself.
        .filter(|(_, point)| !point.arn.raw().contains("continuous:"))
        .filter(|(place, point)| is_usable(context, place, point, rto))
        .filter_map(|(_, point)| {
            Some(BackupPoint {
                at: data_time(point)?,
                origin: BackupOrigin::RecoveryPoint,
                id: point.arn.clone(),
                any_second_since: None,
            })
        })
        .collect()
}

fn snapshots(list: Vec<&DbSnapshot>) -> impl Iterator<Item = BackupPoint> {
    list.into_iter()
        .filter(|snapshot| snapshot.status.raw() == "available")
        .filter_map(|snapshot| {
            Some(BackupPoint {
                at: snapshot.data_time?,
                origin: BackupOrigin::Snapshot,
                id: snapshot.arn.clone(),
                any_second_since: None,
            })
        })
}

/// The automated backups of an instance that are kept in a scope.
fn kept_instance(context: &Context<'_>, scope: &Scope, id: &OutsideText) -> Vec<BackupPoint> {
    let kept = context.instance_backups_of(scope, id);
    kept.into_iter()
        .filter(|(place, _)| *place == scope)
        .filter_map(|(_, backup)| continuous(id, backup.latest, backup.earliest))
        .collect()
}

/// What an instance says of its own automated backups.
fn own_instance(context: &Context<'_>, scope: &Scope, id: &OutsideText) -> Option<BackupPoint> {
    let instance = context
        .instance(scope, id)
        .filter(|instance| instance.backup_retention_days.is_some_and(|days| days > 0))?;
    let kept = kept_instance(context, scope, id);
    let since = kept.iter().filter_map(|point| point.any_second_since).min();
    continuous(id, instance.latest_restorable, since)
}

/// The automated backups of a cluster that are kept in a scope.
fn kept_cluster(context: &Context<'_>, scope: &Scope, id: &OutsideText) -> Vec<BackupPoint> {
    let kept = context.cluster_backups_of(scope, id);
    kept.into_iter()
        .filter(|(place, _)| *place == scope)
        .filter_map(|(_, backup)| continuous(id, backup.latest, backup.earliest))
        .collect()
}

/// What a cluster says of its own automated backups.
fn own_cluster(context: &Context<'_>, scope: &Scope, id: &OutsideText) -> Option<BackupPoint> {
    let cluster = context.cluster(scope, id)?;
    continuous(id, cluster.latest_restorable, cluster.earliest_restorable)
}

fn continuous(
    id: &OutsideText,
    latest: Option<Instant>,
    earliest: Option<Instant>,
) -> Option<BackupPoint> {
    Some(BackupPoint {
        at: latest?,
        origin: BackupOrigin::Continuous,
        id: id.clone(),
        any_second_since: earliest,
    })
}
