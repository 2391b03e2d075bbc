//! Which metrics to ask for, each in the Region where it lives (`domain.md`
//! trap 6): derived from the plan and from who follows whom now, so that a
//! change of roles changes what is asked.

use super::knowledge::{Database, Knowledge, replica_source};
use crate::estate::facts::{BucketRule, MetricKey};
use crate::plan::{Plan, Store, StoreKind};
use crate::terms::Region;
use std::collections::HashMap;

/// The metrics to ask for in `region`, sorted, each once.
#[must_use]
pub fn wanted(plan: &Plan, known: &Knowledge, region: &Region) -> Vec<MetricKey> {
    let mut keys = Vec::new();
    let databases = known.instances(region).map(|it| Databases::of(region, it));
    for store in &plan.stores {
        match store.kind {
            StoreKind::Rds => rds(plan, databases.as_ref(), region, store, &mut keys),
            StoreKind::AuroraGlobal => aurora_global(plan, known, region, store, &mut keys),
            StoreKind::DynamoDb => dynamodb(plan, region, store, &mut keys),
            StoreKind::S3 => s3(plan, region, store, &mut keys),
            // Their copies are backups: nothing measures how far behind they are.
            StoreKind::Aurora | StoreKind::Efs | StoreKind::Ebs | StoreKind::Other => {}
        }
    }
    // Route 53 publishes in us-east-1 only, wherever the endpoints are.
    if *region == Region::us_east_1() {
        health_checks(plan, known, &mut keys);
    }
    keys.sort();
    keys.dedup();
    keys
}

/// The instances of a Region, found by what they are called and by what they
/// follow: a thousand stores are looked for among thousands of them.
struct Databases<'k> {
    by_id: HashMap<&'k str, &'k Database>,
    by_source: HashMap<String, Vec<(Region, &'k Database)>>,
}

impl<'k> Databases<'k> {
    fn of(region: &Region, list: &'k [Database]) -> Self {
        let mut by_source: HashMap<String, Vec<_>> = HashMap::new();
        for database in list {
            if let Some((source_region, id)) = replica_source(database) {
                // A bare identifier is of an instance of the same Region.
                let source_region = source_region.unwrap_or_else(|| region.clone());
                let followers = by_source.entry(id).or_default();
                followers.push((source_region, database));
            }
        }
        Self {
            by_id: list.iter().map(|it| (it.identifier.raw(), it)).collect(),
            by_source,
        }
    }

    /// The store, its declared copy, and what follows one of them.
    fn of_store(&self, store: &Store) -> impl Iterator<Item = &'k Database> {
        let standby = store.standby.as_deref();
        let own = [Some(store.identifier.as_str()), standby];
        let own = own
            .into_iter()
            .flatten()
            .filter_map(|id| self.by_id.get(id));
        let following = |id: &str| self.by_source.get(id).into_iter().flatten();
        // An instance of the same name elsewhere is another one.
        let of_store = following(&store.identifier).filter(|(region, _)| *region == store.region);
        let of_standby = standby.into_iter().flat_map(following);
        let followers = of_store.chain(of_standby).map(|(_, database)| *database);
        own.copied().chain(followers)
    }
}

/// The lag of a replica is published where the replica is, the replication
/// slot's where the source is.
fn rds(
    plan: &Plan,
    databases: Option<&Databases<'_>>,
    region: &Region,
    store: &Store,
    keys: &mut Vec<MetricKey>,
) {
    let lag = |id: &str| MetricKey::replica_lag(region, id);
    let Some(databases) = databases else {
        // The Region's instances are not known: ask by the plan's word alone.
        if let Some(standby) = &store.standby
            && *plan.other_region(&store.region) == *region
        {
            keys.push(lag(standby));
        }
        return;
    };
    for instance in databases.of_store(store) {
        let id = instance.identifier.raw();
        if instance.replica_source.is_some() {
            keys.push(lag(id));
        }
        if instance.engine.raw() == "postgres" && instance.is_followed {
            keys.push(MetricKey::oldest_replication_slot_lag(region, id));
        }
    }
}

/// A global database's lag is published where each secondary is.
fn aurora_global(
    plan: &Plan,
    known: &Knowledge,
    region: &Region,
    store: &Store,
    keys: &mut Vec<MetricKey>,
) {
    let secondaries: Vec<String> = match known.global_cluster(region, &store.identifier) {
        Some(global) => global
            .members
            .iter()
            .filter(|member| member.writer != Some(true))
            .filter(|member| member.cluster.region().as_ref() == Some(region))
            .map(|member| member.cluster.resource_id().to_owned())
            .collect(),
        None => store
            .standby
            .iter()
            .filter(|_| plan.other_region(&store.region) == region)
            .cloned()
            .collect(),
    };
    for cluster in &secondaries {
        keys.push(MetricKey::aurora_rpo_lag(region, cluster));
        keys.push(MetricKey::aurora_replication_lag(region, cluster));
    }
}

/// A global table's latency is published where it is written.
fn dynamodb(plan: &Plan, region: &Region, store: &Store, keys: &mut Vec<MetricKey>) {
    if *region != store.region {
        return;
    }
    let receiving = plan.other_region(region);
    keys.push(MetricKey::table_latency(
        region,
        &store.identifier,
        receiving,
    ));
}

/// How far behind a bucket's copy is, is published at the destination; what
/// failed to replicate, at the source. Metrics go by rule: without one there is
/// nothing to ask.
fn s3(plan: &Plan, region: &Region, store: &Store, keys: &mut Vec<MetricKey>) {
    let (Some(destination), Some(rule)) = (&store.standby, &store.rule) else {
        return;
    };
    let rule = BucketRule {
        source: &store.identifier,
        destination,
        rule,
    };
    if *region == store.region {
        keys.push(MetricKey::bucket_failed(region, rule));
    } else if region == plan.other_region(&store.region) {
        keys.push(MetricKey::bucket_latency(region, rule));
        keys.push(MetricKey::bucket_pending(region, rule));
    }
}

fn health_checks(plan: &Plan, known: &Knowledge, keys: &mut Vec<MetricKey>) {
    for check in known.checks_behind(plan) {
        keys.push(MetricKey::health_check_status(check.raw()));
        keys.push(MetricKey::health_check_percentage(check.raw()));
    }
}

#[cfg(test)]
#[path = "metrics_tests.rs"]
mod tests;
