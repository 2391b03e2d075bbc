//! Which metrics to ask for, each in the Region where it lives (`domain.md`
//! trap 6): derived from the plan and from who follows whom now, so that a
//! change of roles changes what is asked.

use super::knowledge::{Knowledge, replica_source};
use crate::estate::facts::{BucketRule, DbInstance, MetricKey};
use crate::plan::{Plan, Store, StoreKind};
use crate::terms::Region;

/// The metrics to ask for in `region`, sorted, each once.
#[must_use]
pub fn wanted(plan: &Plan, known: &Knowledge, region: &Region) -> Vec<MetricKey> {
    let mut keys = Vec::new();
    for store in &plan.stores {
        match store.kind {
            StoreKind::Rds => rds(plan, known, region, store, &mut keys),
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

/// The lag of a replica is published where the replica is, the replication
/// slot's where the source is.
fn rds(plan: &Plan, known: &Knowledge, region: &Region, store: &Store, keys: &mut Vec<MetricKey>) {
    let lag = |id: &str| MetricKey::replica_lag(region, id);
    let Some(instances) = known.instances(region) else {
        // The Region's instances are not known: ask by the plan's word alone.
        if let Some(standby) = &store.standby
            && *plan.other_region(&store.region) == *region
        {
            keys.push(lag(standby));
        }
        return;
    };
    for instance in instances.iter().filter(|it| belongs(store, region, it)) {
        let id = instance.identifier.raw();
        if instance.replica_source.is_some() {
            keys.push(lag(id));
        }
        if instance.engine.raw() == "postgres" && !instance.replicas.is_empty() {
            keys.push(MetricKey::oldest_replication_slot_lag(region, id));
        }
    }
}

/// Whether an instance in `region` is the store, its declared copy, or follows
/// one of them.
fn belongs(store: &Store, region: &Region, instance: &DbInstance) -> bool {
    let is = |id: &str| store.identifier == id || store.standby.as_deref() == Some(id);
    if is(instance.identifier.raw()) {
        return true;
    }
    replica_source(instance).is_some_and(|(source_region, id)| {
        // An instance of the same name elsewhere is another one.
        let source_region = source_region.unwrap_or_else(|| region.clone());
        (id == store.identifier && source_region == store.region)
            || store.standby.as_deref() == Some(id.as_str())
    })
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
