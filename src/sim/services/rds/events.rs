//! `DescribeEvents` and `DescribePendingMaintenanceActions`.

use std::ops::Bound;

use chrono::Duration;

use super::{Filters, listed, marker, page_size};
use crate::sim::services::paging;
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::snapshots::{DbEvent, PendingAction};

/// Without a time the events of the last hour, as RDS has it.
pub(super) fn describe(call: &Call<'_>) -> Result<Shape, Failure> {
    Filters::read(call, &[])?;
    let limit = page_size(call)?;
    let minutes = call.whole("Duration")?;
    if minutes.is_some_and(|minutes| !(1..=20_160).contains(&minutes)) {
        return Err(call.invalid("Duration must be between 1 and 20160 minutes"));
    }
    let end = call.time("EndTime")?.unwrap_or(call.now).min(call.now);
    let start = match (call.time("StartTime")?, minutes) {
        (Some(start), _) => start,
        (None, minutes) => end - Duration::minutes(minutes.unwrap_or(60)),
    };
    if start > end {
        return Err(call.invalid("The start time must be before the end time"));
    }
    let source = call.input.text("SourceIdentifier");
    let source_type = call.input.text("SourceType");
    if source.is_some() && source_type.is_none() {
        return Err(Failure::bad_request(
            "InvalidParameterCombination",
            "SourceType must be given with SourceIdentifier",
        ));
    }
    let categories = call.input.texts("EventCategories", "EventCategory");
    let first: usize = match marker(call)? {
        None => 0,
        Some(key) => match key.parse::<usize>() {
            Ok(last) => last.saturating_add(1),
            Err(_) => return Err(call.invalid("Invalid marker.")),
        },
    };
    let wanted = |event: &DbEvent| {
        source.is_none_or(|source| event.source == source)
            && source_type.is_none_or(|wanted| event.source_type == wanted)
            && (categories.is_empty()
                || event
                    .categories
                    .iter()
                    .any(|own| categories.contains(&own.as_str())))
    };
    let events = &call.here()?.events;
    let first = first.max(events.partition_point(|event| event.date < start));
    let until = events.partition_point(|event| event.date <= end);
    let walk = events.iter().enumerate().take(until).skip(first);
    let page = paging::page(walk.filter(|(_, event)| wanted(event)), limit);
    Ok(listed(page, "Events", "Event", event_shape))
}

fn event_shape(event: &DbEvent) -> Shape {
    Record::new()
        .with("SourceIdentifier", &event.source)
        .with("SourceType", &event.source_type)
        .with("Message", &event.message)
        .list("EventCategories", "EventCategory", &event.categories)
        .with("Date", event.date)
        .with("SourceArn", &event.source_arn)
        .into()
}

pub(super) fn describe_maintenance(call: &Call<'_>) -> Result<Shape, Failure> {
    let filters = Filters::read(call, &["db-instance-id", "db-cluster-id"])?;
    let limit = page_size(call)?;
    let asked = call.input.text("ResourceIdentifier");
    let after = marker(call)?;
    let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let walk = call
        .here()?
        .pending_maintenance
        .range::<str, _>((from, Bound::Unbounded))
        .filter(|(arn, actions)| {
            !actions.is_empty()
                && asked.is_none_or(|asked| arn.as_str() == asked)
                && filters.pass(|_| {
                    let identifier = crate::sim::world::lag::identifier_of(arn);
                    vec![arn.as_str(), identifier]
                })
        })
        .map(|entry| (entry.0, entry));
    // The key goes along with the value: the answer names it.
    let pairs: Vec<(&String, (&String, &Vec<PendingAction>))> = walk.take(limit + 1).collect();
    let page = paging::page(pairs.iter().map(|(key, pair)| (*key, pair)), limit);
    let marker = page.last.as_deref().map(paging::token);
    let resources = page.items.into_iter().map(|(arn, actions)| {
        Record::new().with("ResourceIdentifier", *arn).list(
            "PendingMaintenanceActionDetails",
            "PendingMaintenanceAction",
            actions.iter().map(action_shape),
        )
    });
    Ok(Record::new()
        .list(
            "PendingMaintenanceActions",
            "ResourcePendingMaintenanceActions",
            resources,
        )
        .maybe("Marker", marker)
        .into())
}

fn action_shape(action: &PendingAction) -> Shape {
    Record::new()
        .with("Action", &action.action)
        .maybe("AutoAppliedAfterDate", action.auto_applied_after)
        .maybe("ForcedApplyDate", action.forced_apply)
        .maybe("OptInStatus", action.opt_in.as_ref())
        .maybe("CurrentApplyDate", action.current_apply)
        .with("Description", &action.description)
        .into()
}
