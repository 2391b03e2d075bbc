//! The kinds of changes, and what each says.

use super::region;
use crate::sim::scenario::Change;
use crate::sim::scenario::entry::Entry;
use crate::sim::world::backups::JobEnd;
use crate::sim::world::databases::DbInstance;
use crate::sim::world::invariants::INSTANCE_STATUSES;
use crate::sim::world::metrics::{METRICS, MetricChange};
use crate::sim::world::{Endpoints, Region, World};

/// The kinds, as files call them.
const KINDS: [&str; 9] = [
    "region",
    "metric",
    "replication",
    "instance",
    "promote",
    "check",
    "jobs",
    "run-plan",
    "balancer",
];

/// Reads the change an entry is about.
pub(super) fn read(entry: &mut Entry<'_>, world: &World) -> Option<Change> {
    let kind = entry.word("change", &KINDS);
    let Some(kind) = entry.need("change", "\"region\"", kind) else {
        entry.forgive();
        return None;
    };
    match kind.as_str() {
        "region" => of_region(entry, world),
        "metric" => of_metric(entry, world),
        "replication" => of_replication(entry, world),
        "instance" => {
            let status = entry.word("status", &INSTANCE_STATUSES);
            let status = entry.need("status", "\"storage-full\"", status);
            let (region, instance) = instance(entry, world, |_| true)?;
            Some(Change::Instance {
                region,
                instance,
                status: status?,
            })
        }
        "promote" => {
            let follows = |it: &DbInstance| it.read_replica_source.is_some();
            let (region, instance) = instance(entry, world, follows)?;
            Some(Change::Promote { region, instance })
        }
        "check" => of_check(entry, world),
        "jobs" => of_jobs(entry, world),
        "run-plan" => {
            let (region, here) = place(entry, world)?;
            let plans = here.plans.values();
            let names: Vec<&str> = plans.map(|plan| plan.name.as_str()).collect();
            let plan = entry.word("plan", &names);
            let plan = entry.need("plan", "\"harbor-daily\"", plan)?;
            Some(Change::RunPlan { region, plan })
        }
        _ => {
            let region = needed_region(entry, world);
            let healthy = entry.flag("healthy");
            let healthy = entry.need("healthy", "false", healthy)?.value;
            Some(Change::Balancer {
                region: region?,
                healthy,
            })
        }
    }
}

/// The Region an entry must name, and what is in it.
fn place<'a>(entry: &mut Entry<'_>, world: &'a World) -> Option<(String, &'a Region)> {
    let region = needed_region(entry, world);
    let Some(here) = region.as_ref().and_then(|name| world.regions.get(name)) else {
        entry.forgive();
        return None;
    };
    Some((region?, here))
}

fn needed_region(entry: &mut Entry<'_>, world: &World) -> Option<String> {
    let region = region(entry, world);
    entry.need("region", "\"us-east-1\"", region)
}

fn of_region(entry: &mut Entry<'_>, world: &World) -> Option<Change> {
    let region = needed_region(entry, world);
    let endpoints = entry.word("endpoints", &["answering", "silent", "refusing"]);
    let dark = entry.flag("dark").map(|dark| dark.value);
    entry.need_one_of(&["endpoints", "dark"]);
    Some(Change::Region {
        region: region?,
        endpoints: endpoints.map(|word| match word.as_str() {
            "silent" => Endpoints::Silent,
            "refusing" => Endpoints::Refusing,
            _ => Endpoints::Answering,
        }),
        dark,
    })
}

fn of_metric(entry: &mut Entry<'_>, world: &World) -> Option<Change> {
    let region = region(entry, world);
    let metric = entry.word("metric", &METRICS);
    let metric = entry.need("metric", "\"ReplicaLag\"", metric);
    let dimension = entry.word("dimension", &dimensions(world));
    let lasting = entry.length("lasting").map(|lasting| lasting.value);
    let withheld = entry.flag("withheld");
    let value = entry.number("value");
    let start = entry.number("start");
    let per_second = entry.number("per-second");
    let change = match (withheld, value, start, per_second) {
        (Some(withheld), None, None, None) if withheld.value => Some(MetricChange::Withheld),
        (None, Some(value), None, None) => Some(MetricChange::Constant(value.value)),
        (None, None, start, Some(per_second)) => Some(MetricChange::Climbing {
            from: start.map_or(0.0, |start| start.value),
            per_second: per_second.value,
        }),
        (None, None, None, None) => {
            entry.need_one_of(&["withheld", "value", "per-second"]);
            None
        }
        (withheld, value, start, per_second) => {
            let places = [
                withheld.map(|found| found.at),
                value.map(|found| found.at),
                start.map(|found| found.at),
                per_second.map(|found| found.at),
            ];
            if let Some(at) = places.into_iter().flatten().next_back() {
                entry.report(
                    &at,
                    "a metric does one thing at a time",
                    "say withheld = true, or value = 3, or per-second = 0.5 with start = 10",
                );
            }
            None
        }
    };
    Some(Change::Metric {
        region,
        metric: metric?,
        dimension,
        lasting,
        change: change?,
    })
}

/// What the dimensions of the shop's metrics say.
fn dimensions(world: &World) -> Vec<&str> {
    let here = || world.regions.values();
    let rules = world.bucket_rules.iter();
    let mut values: Vec<&String> = here()
        .flat_map(|here| here.instances.keys())
        .chain(here().flat_map(|here| here.clusters.keys()))
        .chain(here().flat_map(|here| here.tables.keys()))
        .chain(world.regions.keys())
        .chain(rules.flat_map(|it| [&it.source_bucket, &it.destination_bucket, &it.rule_id]))
        .chain(world.health_checks.keys())
        .collect();
    values.sort();
    values.dedup();
    values.into_iter().map(String::as_str).collect()
}

fn of_replication(entry: &mut Entry<'_>, world: &World) -> Option<Change> {
    let (region, here) = place(entry, world)?;
    let replica = entry.word("replica", &replicas(here));
    let replica = entry.need("replica", "\"orders-db-usw2\"", replica);
    let running = entry.flag("running");
    let running = entry.need("running", "false", running);
    let message = entry.text("message").map(|message| message.value);
    Some(Change::Replication {
        region,
        replica: replica?,
        running: running?.value,
        message,
    })
}

/// What is replicated to in a Region: read replicas, and clusters of a global database.
fn replicas(here: &Region) -> Vec<&str> {
    let instances = here.instances.values();
    let instances = instances.filter(|instance| instance.read_replica_source.is_some());
    let clusters = here.clusters.values();
    let clusters = clusters.filter(|cluster| cluster.global_cluster.is_some());
    instances
        .map(|instance| instance.identifier.as_str())
        .chain(clusters.map(|cluster| cluster.identifier.as_str()))
        .collect()
}

/// A Region and one of the instances in it that this can happen to.
fn instance(
    entry: &mut Entry<'_>,
    world: &World,
    can: impl Fn(&DbInstance) -> bool,
) -> Option<(String, String)> {
    let (region, here) = place(entry, world)?;
    let known = here.instances.values().filter(|instance| can(instance));
    let known: Vec<&str> = known.map(|it| it.identifier.as_str()).collect();
    let instance = entry.word("instance", &known);
    let instance = entry.need("instance", "\"orders-db\"", instance);
    Some((region, instance?))
}

/// A health check goes by the name in its caller reference: ids are for programs.
fn of_check(entry: &mut Entry<'_>, world: &World) -> Option<Change> {
    let called = |reference: &str| -> String {
        let name = reference.strip_prefix("harbor-");
        name.unwrap_or(reference).to_owned()
    };
    let checks = world.health_checks.values();
    let names: Vec<String> = checks
        .map(|check| called(&check.caller_reference))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let check = entry.word("check", &names);
    let check = entry.need("check", "\"www-primary\"", check);
    let up = entry.flag("up").map(|up| up.value);
    let disabled = entry.flag("disabled").map(|disabled| disabled.value);
    let inverted = entry.flag("inverted").map(|inverted| inverted.value);
    entry.need_one_of(&["up", "disabled", "inverted"]);
    let check = check?;
    let mut checks = world.health_checks.values();
    let check = checks.find(|it| called(&it.caller_reference) == check)?;
    Some(Change::Check {
        id: check.id.clone(),
        up,
        disabled,
        inverted,
    })
}

fn of_jobs(entry: &mut Entry<'_>, world: &World) -> Option<Change> {
    let protected: Vec<_> = world
        .regions
        .values()
        .flat_map(|here| here.protected.values())
        .collect();
    let names: Vec<&str> = protected
        .iter()
        .filter_map(|resource| resource.name.as_deref())
        .collect();
    let resource = entry.word("resource", &names);
    let resource = entry.need("resource", "\"orders-db\"", resource);
    let states = ["COMPLETED", "FAILED", "EXPIRED", "ABORTED", "PARTIAL"];
    let backup = entry.word("backup", &states);
    let copy = entry.word("copy", &["COMPLETED", "FAILED"]);
    entry.need_one_of(&["backup", "copy"]);
    let message = entry.text("message").map(|message| message.value);
    let category = entry.text("category").map(|category| category.value);
    let end = |state: String| JobEnd {
        category: category
            .clone()
            .or_else(|| (state == "COMPLETED").then(|| "SUCCESS".to_owned())),
        message: message.clone(),
        state,
    };
    let resource = resource?;
    let resource = protected
        .iter()
        .find(|it| it.name.as_deref() == Some(&resource))?;
    Some(Change::Jobs {
        resource: resource.arn.clone(),
        backup: backup.map(end),
        copy: copy.map(end),
    })
}
