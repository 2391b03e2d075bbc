//! Amazon RDS: instances, clusters, global clusters, snapshots, automated backups, events, maintenance.

mod backups;
mod clusters;
mod events;
mod failovers;
mod instances;
mod operate;
mod restores;
mod snapshots;

use std::collections::BTreeMap;
use std::ops::Bound;

use super::paging::{self, Page};
use super::shape::{Record, Shape};
use super::{Call, Failure, Service, Wire, XML_CODES, changing, named};
use crate::sim::world::databases::{DbInstance, StatusInfo, Tag};
use crate::sim::world::lag::identifier_of;

pub(super) static SERVICE: Service = Service {
    signing_name: "rds",
    iam_prefix: "rds",
    wire: Wire::Query {
        namespace: "http://rds.amazonaws.com/doc/2014-10-31/",
    },
    invalid: "InvalidParameterValue",
    missing: "InvalidParameterValue",
    codes: XML_CODES,
    global: false,
    requests_per_second: None,
    operations: &[
        named("DescribeDBInstances", instances::describe),
        named("DescribeDBClusters", clusters::describe),
        named("DescribeGlobalClusters", clusters::describe_global),
        named("DescribeDBSnapshots", snapshots::describe),
        named("DescribeDBClusterSnapshots", snapshots::describe_cluster),
        named(
            "DescribeDBInstanceAutomatedBackups",
            backups::describe_instance,
        ),
        named(
            "DescribeDBClusterAutomatedBackups",
            backups::describe_cluster,
        ),
        named("DescribeEvents", events::describe),
        named(
            "DescribePendingMaintenanceActions",
            events::describe_maintenance,
        ),
        changing("PromoteReadReplica", operate::promote),
        changing("RebootDBInstance", operate::reboot),
        changing("StopDBInstance", operate::stop),
        changing("FailoverDBCluster", failovers::cluster),
        changing("SwitchoverGlobalCluster", failovers::switchover_global),
        changing("FailoverGlobalCluster", failovers::failover_global),
        changing("CreateDBSnapshot", restores::create_snapshot),
        changing("RestoreDBInstanceToPointInTime", restores::restore),
    ],
};

/// The instance that a request names, by its identifier in any case or by its ARN.
fn instance_of<'a>(call: &Call<'a>, name: &str) -> Result<&'a DbInstance, Failure> {
    let identifier = identifier_of(name).to_ascii_lowercase();
    call.here()?.instances.get(&identifier).ok_or_else(|| {
        let message = format!("DBInstance {identifier} not found.");
        Failure::not_found("DBInstanceNotFound", message)
    })
}

/// An instance that is not in the state an operation needs.
fn wrong_instance_state(message: impl Into<String>) -> Failure {
    Failure::bad_request("InvalidDBInstanceState", message)
}

/// Refuses an instance that is not `available`, or that something else is done to.
fn check_available(instance: &DbInstance) -> Result<(), Failure> {
    if instance.status == "available" && !instance.busy {
        return Ok(());
    }
    let identifier = &instance.identifier;
    Err(wrong_instance_state(format!(
        "Instance {identifier} is not in available state."
    )))
}

/// Parameters that do not go together.
fn wrong_combination(message: impl Into<String>) -> Failure {
    Failure::bad_request("InvalidParameterCombination", message)
}

/// Refuses what RDS takes for no identifier: letters, digits and hyphens, a letter first, no hyphen last and
/// no two of them in a row.
fn check_identifier(call: &Call<'_>, name: &str, identifier: &str) -> Result<(), Failure> {
    let sound = identifier.len() <= 255
        && identifier.starts_with(|first: char| first.is_ascii_alphabetic())
        && identifier
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '-')
        && !identifier.ends_with('-')
        && !identifier.contains("--");
    if sound {
        return Ok(());
    }
    Err(call.invalid(format!(
        "The parameter {name} is not a valid identifier. Identifiers must begin with a letter; must \
         contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two \
         consecutive hyphens."
    )))
}

/// The `Tags` of a request.
fn tags_of(call: &Call<'_>) -> Vec<Tag> {
    let tags = call.input.list("Tags", "Tag").into_iter();
    tags.filter_map(|tag| {
        Some(Tag::new(
            tag.text("Key")?,
            tag.text("Value").unwrap_or_default(),
        ))
    })
    .collect()
}

/// Why an operation lists nothing: the one resource asked for is not there.
struct Missing {
    code: &'static str,
    message: String,
}

/// A page of what a Region holds, in the order of its keys: the one that is asked for by its identifier,
/// or all that `keep` keeps.
fn page_of<'w, T>(
    call: &Call<'_>,
    items: &'w BTreeMap<String, T>,
    one: Option<&str>,
    keep: impl Fn(&T) -> bool,
    missing: impl Fn(&str) -> Missing,
) -> Result<Page<'w, T>, Failure> {
    let limit = page_size(call)?;
    if let Some(one) = one {
        let identifier = identifier_of(one);
        let item = items
            .get(one)
            .or_else(|| items.get(identifier))
            .or_else(|| items.get(&identifier.to_ascii_lowercase()));
        return match item {
            Some(item) => Ok(Page {
                items: if keep(item) { vec![item] } else { Vec::new() },
                last: None,
            }),
            None => {
                let missing = missing(identifier);
                Err(Failure::not_found(missing.code, missing.message))
            }
        };
    }
    let after = marker(call)?;
    let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let walk = items
        .range::<str, _>((from, Bound::Unbounded))
        .filter(|(_, item)| keep(item));
    Ok(paging::page(walk, limit))
}

/// `MaxRecords`: 20 to 100.
fn page_size(call: &Call<'_>) -> Result<usize, Failure> {
    call.limit("MaxRecords", 20, 100, 100)
}

/// The key `Marker` stands for.
fn marker(call: &Call<'_>) -> Result<Option<String>, Failure> {
    match call.input.text("Marker") {
        None => Ok(None),
        Some(marker) => match paging::key_of(marker) {
            Some(key) => Ok(Some(key)),
            None => Err(call.invalid("Invalid marker.")),
        },
    }
}

/// An answer with a list and, when there is more, a `Marker`.
fn listed<'w, T: 'w>(
    page: Page<'w, T>,
    list: &'static str,
    element: &'static str,
    shape: impl Fn(&'w T) -> Shape,
) -> Shape {
    Record::new()
        .maybe("Marker", page.last.as_deref().map(paging::token))
        .list(list, element, page.items.into_iter().map(shape))
        .into()
}

/// The filters of a request: a name and the values of which any may match.
struct Filters<'a>(Vec<(&'a str, Vec<&'a str>)>);

impl<'a> Filters<'a> {
    /// Reads them; only those of `known` names are allowed.
    fn read(call: &Call<'a>, known: &[&str]) -> Result<Filters<'a>, Failure> {
        let input: &'a super::Input = call.input;
        let mut filters = Vec::new();
        for filter in input.list("Filters", "Filter") {
            let name = filter.text("Name").unwrap_or_default();
            if !known.contains(&name) {
                return Err(call.invalid(format!("Unrecognized filter name: {name}")));
            }
            let values = filter.texts("Values", "Value");
            if values.is_empty() {
                return Err(call.invalid(format!("The filter {name} has no values")));
            }
            filters.push((name, values));
        }
        Ok(Filters(filters))
    }

    /// Whether a thing passes every filter, given what it has for a name.
    fn pass<'t>(&self, has: impl Fn(&str) -> Vec<&'t str>) -> bool {
        self.0.iter().all(|(name, wanted)| {
            let own = has(name);
            own.iter().any(|value| wanted.contains(value))
        })
    }
}

/// `TagList`.
fn tags(list: &[Tag]) -> Shape {
    let tags = list.iter().map(|tag| {
        Record::new()
            .with("Key", &tag.key)
            .with("Value", &tag.value)
            .into()
    });
    Shape::List("Tag", tags.collect())
}

/// `StatusInfos`.
fn status_infos(list: &[StatusInfo], element: &'static str) -> Shape {
    let infos = list.iter().map(|info| {
        Record::new()
            .with("StatusType", &info.status_type)
            .with("Normal", info.normal)
            .with("Status", &info.status)
            .maybe("Message", info.message.as_ref())
            .into()
    });
    Shape::List(element, infos.collect())
}
