//! `ChangeResourceRecordSets` and `GetChange`.

use super::batch::{Action, Asked, read};
use super::validity;
use super::zones::zone_of;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Change, Failure};
use crate::sim::world::zone_changes::ZoneChange;
use crate::sim::world::zones::{HostedZone, RecordKey, RecordSet};

/// All of a batch or nothing of it. What is wrong with its changes is told in one error, each in a message.
pub(super) fn change(change: &mut Change<'_>) -> Result<Shape, Failure> {
    let call = change.look();
    let zone = zone_of(&call)?;
    let asked = read(&call)?;
    validity::check_checks(&call, &asked)?;
    if zone
        .changes
        .last()
        .is_some_and(|last| last.processed > call.now)
    {
        return Err(Failure::bad_request(
            "PriorRequestNotComplete",
            "The request was rejected because Route 53 was still processing a prior request.",
        ));
    }
    let after = apply(zone, &asked).map_err(|messages| {
        Failure::bad_request("InvalidChangeBatch", format!("[{}]", messages.join(", ")))
    })?;
    let comment = call
        .input
        .member("ChangeBatch")
        .and_then(|batch| batch.text("Comment"))
        .map(str::to_owned);
    let (id, now) = (zone.id.clone(), change.now);
    change.world.change_records(&id, after, comment, now);
    let call = change.look();
    let latest = zone_of(&call)?.changes.last();
    Ok(Record::new()
        .maybe("ChangeInfo", latest.map(|latest| info(&call, latest)))
        .into())
}

/// What the batch makes of the zone, key by key; or what is wrong with it.
fn apply(
    zone: &HostedZone,
    asked: &[Asked],
) -> Result<Vec<(RecordKey, Option<RecordSet>)>, Vec<String>> {
    let mut after = zone.clone();
    let mut touched: Vec<RecordKey> = Vec::new();
    let mut messages = Vec::new();
    for Asked { action, record } in asked {
        if let Some(message) = validity::of_record(zone, record) {
            messages.push(message);
            continue;
        }
        let key = record.key();
        let current = after.records.get(&key);
        let called = called(record);
        match (action, current) {
            (Action::Create, Some(_)) => messages.push(format!(
                "Tried to create resource record set {called} but it already exists"
            )),
            (Action::Delete, None) => messages.push(format!(
                "Tried to delete resource record set {called} but it was not found"
            )),
            (Action::Delete, Some(current)) if !same(current, record) => messages.push(format!(
                "Tried to delete resource record set {called} but the values provided do not match \
                 the current values"
            )),
            (Action::Delete, Some(_)) => {
                after.records.remove(&key);
            }
            (Action::Create | Action::Upsert, _) => after.insert(record.clone()),
        }
        if !touched.contains(&key) {
            touched.push(key);
        }
    }
    messages.extend(validity::of_zone(&after, &touched));
    if !messages.is_empty() {
        return Err(messages);
    }
    let outcome = touched.into_iter().map(|key| {
        let record = after.records.remove(&key);
        (key, record)
    });
    Ok(outcome.collect())
}

/// Whether two record sets are the same to Route 53: the order of values does not count.
fn same(one: &RecordSet, other: &RecordSet) -> bool {
    validity::normal(one) == validity::normal(other)
}

/// A record set as Route 53's messages call it.
fn called(record: &RecordSet) -> String {
    let name = &record.name;
    let kind = &record.record_type;
    let identifier = &record.set_identifier;
    if identifier.is_empty() {
        format!("[name='{name}', type='{kind}']")
    } else {
        format!("[name='{name}', type='{kind}', set-identifier='{identifier}']")
    }
}

pub(super) fn get(call: &Call<'_>) -> Result<Shape, Failure> {
    let id = call.input.text("Id").unwrap_or_default();
    let id = id.strip_prefix("/change/").unwrap_or(id);
    let mut changes = call.world.zones.values().flat_map(|zone| &zone.changes);
    let change = changes.find(|change| change.id == id).ok_or_else(|| {
        let message = format!("Could not find resource with ID: {id}");
        Failure::not_found("NoSuchChange", message)
    })?;
    Ok(Record::new().with("ChangeInfo", info(call, change)).into())
}

fn info(call: &Call<'_>, change: &ZoneChange) -> Record {
    let status = if change.in_sync() <= call.now {
        "INSYNC"
    } else {
        "PENDING"
    };
    Record::new()
        .with("Id", format!("/change/{}", change.id))
        .with("Status", status)
        .with("SubmittedAt", change.submitted)
        .maybe("Comment", change.comment.as_ref())
}
