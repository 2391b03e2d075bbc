//! Who accepts writes, by AWS's word. That a write succeeds is never assumed.

use super::context::Context;
use super::model::{CopyAssessment, CopyRole, Writers};
use crate::estate::{Scope, Source};
use crate::plan::{Store, StoreKind};
use crate::terms::{Known, OutsideText, Region, Unknown};

/// Statuses in which a database takes no writes whatever its role
/// (RDS user guide, "Viewing Amazon RDS DB instance status").
const NOT_RUNNING: [&str; 8] = [
    "stopped",
    "stopping",
    "starting",
    "creating",
    "deleting",
    "failed",
    "inaccessible-encryption-credentials",
    "restore-error",
];

/// Whether a database of that status takes no writes, whatever its role.
pub(super) fn is_stopped(status: &OutsideText) -> bool {
    NOT_RUNNING.contains(&status.raw())
}

/// Who accepts writes to a store.
pub(super) fn of(context: &Context<'_>, store: &Store, copies: &[CopyAssessment]) -> Writers {
    match store.kind {
        StoreKind::DynamoDb if store.standby.is_some() => return Writers::EveryRegion,
        StoreKind::Rds | StoreKind::Aurora | StoreKind::AuroraGlobal => {}
        _ => return Writers::Application,
    }
    let mut writing = Vec::new();
    for copy in copies {
        match (&copy.status, copy.role) {
            // Who writes is not known while any copy could be writing unseen;
            // one that is known not to exist cannot.
            (Known::Unknown(why), _) if !is_absent(why) || copies.len() == 1 => {
                return Writers::Unknown(why.clone());
            }
            (Known::Known(status), CopyRole::Writer) if !is_stopped(status) => {
                writing.push((copy.identifier.clone(), copy.region.clone()));
            }
            (Known::Known(_), CopyRole::Unknown) => {
                let none = || Unknown::Unavailable("AWS names no member that writes".into());
                let unseen = untold(context).filter(|_| store.kind == StoreKind::AuroraGlobal);
                return Writers::Unknown(unseen.unwrap_or_else(none));
            }
            _ => {}
        }
    }
    if copies.is_empty() {
        let source = Source::GlobalClusters;
        let unseen = context
            .plan
            .regions
            .both()
            .into_iter()
            .find_map(|region| context.untrusted(source, &Scope::from(region)));
        let missing = || Unknown::Unavailable(format!("{} was not found", store.identifier).into());
        return Writers::Unknown(unseen.unwrap_or_else(missing));
    }
    Writers::Copies(writing)
}

/// Why no Region tells of global databases, when none does.
fn untold(context: &Context<'_>) -> Option<Unknown> {
    let regions = context.plan.regions.both().into_iter();
    let why: Option<Vec<Unknown>> = regions
        .map(|region| context.untrusted(Source::GlobalClusters, &Scope::from(region)))
        .collect();
    why?.into_iter().next()
}

fn is_absent(why: &Unknown) -> bool {
    matches!(why, Unknown::Unavailable(text) if text.contains(" is not in "))
}

/// The one Region that is written, when exactly one is known to be.
pub(super) fn single_region(writers: &Writers) -> Option<Region> {
    let Writers::Copies(list) = writers else {
        return None;
    };
    let (_, first) = list.first()?;
    list.iter()
        .all(|(_, region)| region == first)
        .then(|| first.clone())
}
