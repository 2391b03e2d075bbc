//! Hosted zones, and the name servers of those that hold declared records. The
//! list is let known before the name servers are: records wait for no more.

use super::{Look, Looking, Sight, settle};
use crate::collect::Reach;
use crate::estate::facts::HostedZone;
use crate::estate::{Facts, Failure};
use crate::terms::OutsideText;
use futures::future::join;
use std::collections::BTreeSet;

pub(super) fn look(look: Look) -> Looking {
    Box::pin(async move {
        // Zones that the plan or an earlier look names need not be found first.
        let mut asked = look.known().zones_to_read(look.plan(), Reach::Declared);
        let (listed, early) = join(list(&look), each(&look, &asked)).await;
        let mut zones = listed?;
        let mut found = look.known().zones_to_read(look.plan(), Reach::Declared);
        found.retain(|zone| {
            let private = zones.iter().any(|it| it.id == *zone && it.private);
            asked.insert(zone.clone()) && !private
        });
        let late = each(&look, &found).await;
        let (told, shortfall) = settle(early.into_iter().chain(late));
        for zone in told {
            match zones.iter_mut().find(|it| it.id == zone.id) {
                Some(it) => *it = zone,
                None => zones.push(zone),
            }
        }
        Ok(Sight {
            facts: Facts::Zones(zones),
            shortfall,
        })
    })
}

/// Lists the zones and lets the list be known, with the name servers that
/// earlier looks found: they are not part of it.
async fn list(look: &Look) -> Result<Vec<HostedZone>, Failure> {
    let mut zones = look.reads().zones().await?.facts;
    let known = look.known();
    for zone in &mut zones {
        let before = known.zones().unwrap_or_default();
        if let Some(before) = before.iter().find(|it| it.id == zone.id) {
            zone.name_servers = zone
                .name_servers
                .take()
                .or_else(|| before.name_servers.clone());
        }
    }
    look.tell(&Facts::Zones(zones.clone()));
    Ok(zones)
}

async fn each(look: &Look, zones: &BTreeSet<OutsideText>) -> Vec<Result<HostedZone, Failure>> {
    look.of_each(zones.iter().cloned(), |look, zone| {
        Box::pin(async move { Ok(look.reads().zone(&zone).await?.facts) })
    })
    .await
}
