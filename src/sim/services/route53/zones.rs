//! `ListHostedZones` and `GetHostedZone`.

use std::ops::Bound;

use super::page_size;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::zones::HostedZone;

/// A zone's id as a request may write it.
fn bare(id: &str) -> &str {
    id.strip_prefix("/hostedzone/").unwrap_or(id)
}

/// The zone a request names.
pub(super) fn zone_of<'a>(call: &Call<'a>) -> Result<&'a HostedZone, Failure> {
    let id = bare(call.input.text("Id").unwrap_or_default());
    call.world.zones.get(id).ok_or_else(|| {
        Failure::not_found(
            "NoSuchHostedZone",
            format!("No hosted zone found with ID: {id}"),
        )
    })
}

/// The marker is the id of the first zone of the page.
pub(super) fn list(call: &Call<'_>) -> Result<Shape, Failure> {
    let limit = page_size(call, 100)?;
    let marker = call.input.text("marker");
    let from = marker.map_or(Bound::Unbounded, |marker| Bound::Included(bare(marker)));
    let private_only = call.input.text("hostedzonetype") == Some("PrivateHostedZone");
    let walk = call
        .world
        .zones
        .range::<str, _>((from, Bound::Unbounded))
        .filter(|(_, zone)| zone.private || !private_only)
        .map(|(_, zone)| zone);
    let mut zones: Vec<&HostedZone> = walk.take(limit + 1).collect();
    let next = (zones.len() > limit).then(|| zones.pop()).flatten();
    Ok(Record::new()
        .list("HostedZones", "HostedZone", zones.into_iter().map(shape))
        .with("Marker", marker.unwrap_or_default())
        .with("IsTruncated", next.is_some())
        .maybe("NextMarker", next.map(|zone| &zone.id))
        .with("MaxItems", limit.to_string())
        .into())
}

pub(super) fn get(call: &Call<'_>) -> Result<Shape, Failure> {
    let zone = zone_of(call)?;
    let mut answer = Record::new().with("HostedZone", shape(zone));
    if !zone.private {
        let delegation = Record::new().list("NameServers", "NameServer", &zone.name_servers);
        answer = answer.with("DelegationSet", delegation);
    }
    Ok(answer.into())
}

fn shape(zone: &HostedZone) -> Record {
    let count = i64::try_from(zone.records.len()).unwrap_or(i64::MAX);
    let config = Record::new()
        .maybe("Comment", zone.comment.as_ref())
        .with("PrivateZone", zone.private);
    let features = zone
        .accelerated_recovery
        .as_ref()
        .map(|status| Record::new().with("AcceleratedRecoveryStatus", status));
    Record::new()
        .with("Id", format!("/hostedzone/{}", zone.id))
        .with("Name", &zone.name)
        .with("CallerReference", format!("harbor-{}", zone.id))
        .with("Config", config)
        .with("ResourceRecordSetCount", count)
        .maybe("Features", features)
}
