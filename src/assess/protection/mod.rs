//! How each resource that AWS Backup knows is protected: its newest recovery
//! points here and there, the plans that select it, its last job. Asked for one
//! resource at a time, so that a screen builds what it shows.

mod selection;

use super::context::Context;
use super::findings::judge_job;
use super::model::{Severity, State};
use super::recovery::{data_time, is_continuous, is_usable, store_arns};
use super::update::Assessment;
use crate::estate::facts::{Job, JobKind, RecoveryPoint};
use crate::estate::{Estate, Scope, Source};
use crate::plan::{Store, StoreKind};
use crate::terms::{Arn, Instant, Known, OutsideText, Region, Span, Unknown};
pub use selection::{Selected, SelectedBy};
use std::collections::BTreeSet;

/// How one resource is protected.
#[derive(Debug, Clone, PartialEq)]
pub struct Protection {
    /// Its ARN.
    pub resource: OutsideText,
    /// The name people know it by.
    pub name: OutsideText,
    /// Its type, as AWS Backup names it; empty when it was not told.
    pub resource_type: OutsideText,
    /// The declared store that it is, when it is one.
    pub store: Option<String>,
    /// Where it is, as far as that can be told.
    pub home: Option<Region>,
    /// What is kept of it in its own Region.
    pub local: Known<PointsIn>,
    /// What is kept of it in the plan's other Region.
    pub standby: Known<PointsIn>,
    /// The backup plans of its Region that select it, or may.
    pub plans: Known<Vec<SelectedBy>>,
    /// Its newest backup or copy job, when one is listed.
    pub last_job: Known<Option<LastJob>>,
}

/// The recovery points of a resource in a Region.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsIn {
    /// The Region.
    pub region: Region,
    /// The newest that can be restored, by the time of its data.
    pub newest: Option<PointKept>,
    /// How many there are, whatever their state.
    pub count: usize,
    /// How many are in cold storage: restoring one takes hours more.
    pub cold: usize,
    /// How many are continuous: what they can bring back is told by the
    /// resource itself, and by no date of theirs.
    pub continuous: usize,
    /// How many cannot be restored, or will be deleted before a recovery is done.
    pub unusable: usize,
}

/// A recovery point that can be restored.
#[derive(Debug, Clone, PartialEq)]
pub struct PointKept {
    /// Its ARN.
    pub arn: OutsideText,
    /// The time of its data.
    pub at: Instant,
    /// Its vault.
    pub vault: OutsideText,
    /// Whether it is in cold storage.
    pub cold: bool,
    /// When it will be deleted, where that is set.
    pub delete_at: Option<Instant>,
}

/// A job, as far as it tells how a resource is protected.
#[derive(Debug, Clone, PartialEq)]
pub struct LastJob {
    /// Which kind.
    pub kind: JobKind,
    /// Its id.
    pub id: OutsideText,
    /// AWS's word for its state.
    pub word: OutsideText,
    /// How it stands.
    pub state: State,
    /// When it was created.
    pub created: Instant,
    /// When it ended, when it did.
    pub completed: Option<Instant>,
    /// How much of it is done, percent, where AWS tells.
    pub percent_done: Option<f64>,
    /// AWS's words about it.
    pub message: Option<OutsideText>,
}

impl Assessment {
    /// The ARNs of what AWS Backup has ever backed up, of what has recovery
    /// points, and of the declared stores, sorted. Grows with their number.
    #[must_use]
    pub fn protected_resources(&self, estate: &Estate, now: Instant) -> Vec<OutsideText> {
        let context = self.context(estate, now);
        let listed = estate.protected.iter().map(|(_, it)| it.resource.clone());
        let declared = self.plan().stores.iter().flat_map(|store| {
            let arns = store_arns(&context, store).into_iter();
            // Of a bucket's two ARNs neither names a Region.
            let is_own = |arn: &OutsideText| match home(arn) {
                Some(home) => home == store.region,
                None => arn.raw().ends_with(&format!(":{}", store.identifier)),
            };
            arns.filter(is_own)
        });
        let all: BTreeSet<OutsideText> = listed
            .chain(self.backed_up().cloned())
            .chain(declared)
            .collect();
        all.into_iter().collect()
    }

    /// How the resource of an ARN is protected. The work grows with what there
    /// is of this resource, and with the number of backup plans and stores.
    #[must_use]
    pub fn protection(&self, resource: &OutsideText, estate: &Estate, now: Instant) -> Protection {
        let context = self.context(estate, now);
        let id = Arn::parse(resource.raw()).ok();
        let id = id.as_ref().map(Arn::resource_id);
        // Only what may be it is spelt out: there are many stores to ask.
        let may_be = |store: &&Store| {
            id == Some(store.identifier.as_str())
                || id == store.standby.as_deref()
                || store.resource.is_some()
                || store.kind == StoreKind::AuroraGlobal
        };
        let mut stores = self.plan().stores.iter().filter(may_be);
        let store = stores.find(|store| store_arns(&context, store).contains(resource));
        let listed = estate
            .protected
            .scopes()
            .filter_map(|scope| Some((scope, estate.protected.get(scope, resource)?)))
            .next();
        // The ARN of a bucket names no Region.
        let home = home(resource)
            .or_else(|| store.map(|store| store.region.clone()))
            .or_else(|| listed.and_then(|(scope, _)| scope.region().cloned()));
        let points = context.points_of(resource);
        let kept = |region: Option<&Region>| match region {
            Some(region) => points_in(&context, store, &points, region),
            None => Known::Unknown(Unknown::Unavailable("its Region is not known".into())),
        };
        let of_point = || points.first().map(|(_, point)| &point.resource_type);
        let told = listed.and_then(|(_, it)| it.name.clone());
        let by_arn = || {
            let arn = Arn::parse(resource.raw()).ok()?;
            Some(OutsideText::new(arn.resource_id()))
        };
        let other = home.as_ref().map(|home| self.plan().other_region(home));
        Protection {
            name: told.or_else(by_arn).unwrap_or_else(|| resource.clone()),
            resource_type: listed
                .map(|(_, it)| &it.resource_type)
                .or_else(of_point)
                .cloned()
                .unwrap_or_default(),
            store: store.map(|store| store.name.clone()),
            local: kept(home.as_ref()),
            standby: kept(other),
            plans: match &home {
                Some(home) => selection::plans(&context, home, resource),
                None => Known::Unknown(Unknown::Unavailable("its Region is not known".into())),
            },
            last_job: last_job(&context, home.as_ref(), resource),
            resource: resource.clone(),
            home,
        }
    }
}

fn home(resource: &OutsideText) -> Option<Region> {
    Arn::parse(resource.raw()).ok()?.region()
}

fn points_in(
    context: &Context<'_>,
    store: Option<&Store>,
    points: &[(&Scope, &RecoveryPoint)],
    region: &Region,
) -> Known<PointsIn> {
    let scope = Scope::from(region);
    if let Some(why) = context.untrusted(Source::RecoveryPoints, &scope) {
        return Known::Unknown(why);
    }
    let rto = store
        .and_then(|store| context.plan.tier(store.tier.as_deref()?)?.rto)
        .unwrap_or(Span::ZERO);
    let here: Vec<&RecoveryPoint> = points
        .iter()
        .filter(|(place, _)| **place == scope)
        .map(|(_, point)| *point)
        .collect();
    let (usable, unusable): (Vec<&RecoveryPoint>, Vec<&RecoveryPoint>) = here
        .iter()
        .copied()
        .partition(|point| is_usable(context, &scope, point, rto));
    let newest = usable
        .iter()
        .filter(|point| !is_continuous(point))
        .filter_map(|point| Some((data_time(point)?, *point)))
        .max_by_key(|(at, _)| *at)
        .map(|(at, point)| PointKept {
            arn: point.arn.clone(),
            at,
            vault: point.vault.clone(),
            cold: is_cold(point),
            delete_at: point.delete_at,
        });
    Known::Known(PointsIn {
        region: region.clone(),
        newest,
        count: here.len(),
        cold: here.iter().filter(|point| is_cold(point)).count(),
        continuous: here.iter().filter(|point| is_continuous(point)).count(),
        unusable: unusable.len(),
    })
}

fn is_cold(point: &RecoveryPoint) -> bool {
    let class = point.storage_class.as_ref();
    class.is_some_and(|class| class.raw().eq_ignore_ascii_case("cold"))
}

/// The newest job of a resource, as far as the jobs of its Region were seen.
fn last_job(
    context: &Context<'_>,
    home: Option<&Region>,
    resource: &OutsideText,
) -> Known<Option<LastJob>> {
    let backups = context.backup_jobs_of(resource);
    let copies = context.copy_jobs_of(resource);
    let newest = backups
        .into_iter()
        .chain(copies)
        .filter_map(|(_, job)| Some((job.created?, job)))
        .max_by_key(|(created, _)| *created)
        .map(|(created, job)| told(created, job));
    let unseen = home.and_then(|home| context.untrusted(Source::BackupJobs, &Scope::from(home)));
    match unseen {
        Some(why) => Known::Unknown(why),
        None => Known::Known(newest),
    }
}

fn told(created: Instant, job: &Job) -> LastJob {
    LastJob {
        kind: job.kind,
        id: job.id.clone(),
        word: job.state.clone(),
        state: match judge_job(job) {
            Some((Severity::High, _)) => State::Bad,
            Some(_) => State::Warn,
            None => match job.state.raw() {
                "CREATED" | "PENDING" | "RUNNING" | "COMPLETED" => State::Ok,
                "ABORTING" => State::Warn,
                // AWS has a word for it that this version does not know.
                _ => State::Unknown,
            },
        },
        created,
        completed: job.completed,
        percent_done: job.percent_done,
        message: job.message.clone(),
    }
}
