//! The records of the zones that hold declared ones.

use super::{Asking, Look, Looking, Sight, settle};
use crate::collect::Reach;
use crate::collect::watch::Readiness;
use crate::estate::{Facts, Scope, Source};

/// Zones have to be found, unless the plan names every one.
pub(super) fn ready(asking: &Asking<'_>) -> Readiness {
    let named = asking
        .plan
        .records
        .iter()
        .all(|record| record.zone.is_some());
    if (named && asking.reach == Reach::Declared)
        || asking.known.zones_are_listed()
        || asking.known.is_settled(Source::Zones, &Scope::Global)
    {
        Readiness::Ready
    } else if asking.known.zones().is_some() {
        Readiness::Usable
    } else {
        Readiness::NotYet
    }
}

pub(super) fn look(look: Look) -> Looking {
    Box::pin(async move {
        let known = look.known();
        let zones = known.zones_to_read(look.plan(), look.reach());
        let found = |record| known.zone_of(record).is_some();
        let missed = match known.failure(Source::Zones, &Scope::Global) {
            Some(failure) if !look.plan().records.iter().all(found) => Some(failure.clone()),
            _ => None,
        };
        if let (true, Some(failure)) = (zones.is_empty(), &missed) {
            return Err(failure.clone());
        }
        let read = look
            .of_each(zones, |look, zone| {
                Box::pin(async move {
                    let records = look.reads().records(&zone).await?.facts;
                    Ok((zone, records))
                })
            })
            .await;
        let (read, failed) = settle(read);
        if let (true, Some(failure)) = (read.is_empty(), &failed) {
            return Err(failure.clone());
        }
        let (zones, records): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        Ok(Sight {
            facts: Facts::Records {
                zones,
                records: records.into_iter().flatten().collect(),
            },
            shortfall: failed.or(missed),
        })
    })
}
