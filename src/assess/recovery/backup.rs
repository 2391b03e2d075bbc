//! The newest usable backup of a store in a Region: AWS Backup's recovery
//! points, native snapshots, continuous backups (`domain.md` §4).

use crate::assess::context::Context;
use crate::assess::model::{BackupOrigin, BackupPoint};
use crate::estate::facts::{AutomatedBackup, DbSnapshot, RecoveryPoint};
use crate::estate::{Scope, Source};
use crate::plan::{Store, StoreKind};
use crate::terms::{Arn, Instant, Known, OutsideText, Region, Span, Unknown};
use std::collections::BTreeSet;

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
            for home in homes(context, store, arns) {
                seen.look(Source::DbSnapshots, || {
                    let list = context.snapshots_of(&scope, &home.id);
                    snapshots(list, &home, region)
                });
                seen.look(Source::InstanceBackups, || {
                    kept_instance(context, &scope, &home)
                });
                seen.look(Source::DbInstances, || own_instance(context, &scope, &home));
            }
        }
        StoreKind::Aurora | StoreKind::AuroraGlobal => {
            for home in homes(context, store, arns) {
                seen.look(Source::DbClusterSnapshots, || {
                    let list = context.cluster_snapshots_of(&scope, &home.id);
                    snapshots(list, &home, region)
                });
                seen.look(Source::ClusterBackups, || {
                    kept_cluster(context, &scope, &home)
                });
                seen.look(Source::DbClusters, || own_cluster(context, &scope, &home));
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

/// Where a copy of a store runs, and its identifier there. One of the same name
/// in another Region is another database, and so are its backups.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Home {
    region: Region,
    id: OutsideText,
}

fn homes(context: &Context<'_>, store: &Store, arns: &[OutsideText]) -> BTreeSet<Home> {
    let of_arns = arns.iter().filter_map(|arn| {
        let arn = Arn::parse(arn.raw()).ok()?;
        Some(Home {
            region: arn.region()?,
            id: OutsideText::new(arn.resource_id()),
        })
    });
    let other = context.plan.other_region(&store.region);
    let standby = store.standby.as_ref().map(|id| (other, id));
    [(&store.region, &store.identifier)]
        .into_iter()
        .chain(standby)
        .map(|(region, id)| Home {
            region: region.clone(),
            id: OutsideText::new(id),
        })
        .chain(of_arns)
        .collect()
}

/// Whether a recovery point can be restored, and will still be there when the
/// recovery is done.
pub(in crate::assess) fn is_usable(
    context: &Context<'_>,
    scope: &Scope,
    point: &RecoveryPoint,
    rto: Span,
) -> bool {
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

/// Whether a recovery point is a continuous one.
pub(in crate::assess) fn is_continuous(point: &RecoveryPoint) -> bool {
    point.arn.raw().contains("continuous:")
}

/// The time of a recovery point's data: never its completion.
pub(in crate::assess) fn data_time(point: &RecoveryPoint) -> Option<Instant> {
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
        .filter(|(_, point)| !is_continuous(point))
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

/// The snapshots in `region` of what runs at `home`: taken there, or copied
/// from there.
fn snapshots(list: Vec<&DbSnapshot>, home: &Home, region: &Region) -> Vec<BackupPoint> {
    list.into_iter()
        .filter(|snapshot| snapshot.status.raw() == "available")
        .filter(|snapshot| {
            let source = snapshot.source_region.as_ref();
            source.map_or(region.as_str(), OutsideText::raw) == home.region.as_str()
        })
        .filter_map(|snapshot| {
            Some(BackupPoint {
                at: snapshot.data_time?,
                origin: BackupOrigin::Snapshot,
                id: snapshot.arn.clone(),
                any_second_since: None,
            })
        })
        .collect()
}

/// Whether automated backups are of what runs at `home`, wherever they are kept.
fn is_of(backup: &AutomatedBackup, home: &Home) -> bool {
    let of = Arn::parse(backup.of.raw()).ok();
    of.and_then(|arn| arn.region()).as_ref() == Some(&home.region)
}

/// The automated backups of an instance that are kept in a scope.
fn kept_instance(context: &Context<'_>, scope: &Scope, home: &Home) -> Vec<BackupPoint> {
    let kept = context.instance_backups_of(scope, &home.id);
    kept.into_iter()
        .filter(|(place, backup)| *place == scope && is_of(backup, home))
        .filter_map(|(_, backup)| continuous(&home.id, backup.latest, backup.earliest))
        .collect()
}

/// What an instance says of its own automated backups.
fn own_instance(context: &Context<'_>, scope: &Scope, home: &Home) -> Option<BackupPoint> {
    let instance = context
        .instance(scope, &home.id)
        .filter(|_| scope.region() == Some(&home.region))
        .filter(|instance| instance.backup_retention_days.is_some_and(|days| days > 0))?;
    let kept = kept_instance(context, scope, home);
    let since = kept.iter().filter_map(|point| point.any_second_since).min();
    continuous(&home.id, instance.latest_restorable, since)
}

/// The automated backups of a cluster that are kept in a scope.
fn kept_cluster(context: &Context<'_>, scope: &Scope, home: &Home) -> Vec<BackupPoint> {
    let kept = context.cluster_backups_of(scope, &home.id);
    kept.into_iter()
        .filter(|(place, backup)| *place == scope && is_of(backup, home))
        .filter_map(|(_, backup)| continuous(&home.id, backup.latest, backup.earliest))
        .collect()
}

/// What a cluster says of its own automated backups.
fn own_cluster(context: &Context<'_>, scope: &Scope, home: &Home) -> Option<BackupPoint> {
    let cluster = context
        .cluster(scope, &home.id)
        .filter(|_| scope.region() == Some(&home.region))?;
    continuous(
        &home.id,
        cluster.latest_restorable,
        cluster.earliest_restorable,
    )
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
