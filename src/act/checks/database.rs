//! What is asked of a database before anything is done to it.

use crate::act::case::Case;
use crate::act::check::{CheckEntry, Class, Found};
use crate::estate::facts::{DbCluster, DbInstance};

use Class::{Block, Pass, Refuse, Warn};

/// Looks at the instance, or says that it was not seen.
pub(in crate::act) fn of_instance(
    case: &Case<'_>,
    look: impl FnOnce(&DbInstance) -> Found,
) -> Found {
    match case.instance() {
        Some(instance) => look(instance),
        None => Found::refuse("no such instance was seen").clears("RDS lists it"),
    }
}

/// Looks at the cluster, or says that it was not seen.
pub(in crate::act) fn of_cluster(case: &Case<'_>, look: impl FnOnce(&DbCluster) -> Found) -> Found {
    let clusters = &case.sight.estate.clusters;
    match clusters.get(&case.target.scope, &case.target.identifier) {
        Some(cluster) => look(cluster),
        None => Found::refuse("no such cluster was seen").clears("RDS lists it"),
    }
}

/// Whether an instance is `available`, as RDS wants it before it changes it.
pub(in crate::act) static AVAILABLE: CheckEntry =
    CheckEntry::new("status", "it is available", &[Pass, Refuse], |case| {
        of_instance(case, |instance| {
            let status = &instance.status;
            let found = if status.raw() == "available" {
                Found::pass("available")
            } else {
                Found::refuse(format!("its status is {status}")).clears("status `available`")
            };
            found.measured(status).against("available")
        })
    });

/// Whether a cluster is `available`.
pub(in crate::act) static CLUSTER_AVAILABLE: CheckEntry = CheckEntry::new(
    "status",
    "the cluster is available",
    &[Pass, Refuse],
    |case| {
        of_cluster(case, |cluster| {
            let status = &cluster.status;
            let found = if status.raw() == "available" {
                Found::pass("the cluster is available")
            } else {
                Found::refuse(format!("the cluster's status is {status}"))
                    .clears("status `available`")
            };
            found.measured(status).against("available")
        })
    },
);

/// Whether an instance has a standby in another zone.
pub(in crate::act) static MULTI_AZ: CheckEntry = CheckEntry::new(
    "multi-az",
    "it has a standby in another zone",
    &[Pass, Block, Refuse],
    |case| {
        of_instance(case, |instance| match instance.multi_az {
            Some(true) => Found::pass("Multi-AZ"),
            Some(false) => Found::refuse("single-AZ: there is nothing to fail over to")
                .clears("`promote-replica` of its replica in the other Region"),
            None => Found::block("whether it is Multi-AZ was not seen").clears("RDS says so"),
        })
    },
);

/// Where a Multi-AZ instance would go.
pub(in crate::act) static SECONDARY_ZONE: CheckEntry = CheckEntry::new(
    "secondary-zone",
    "where it goes is known",
    &[Pass, Warn],
    |case| match case.instance().and_then(|it| it.secondary_zone.as_ref()) {
        Some(zone) => Found::pass(format!(
            "goes to {zone}: look that it is not the impaired one"
        ))
        .measured(zone),
        None => Found::warn("RDS does not say in which zone its standby is"),
    },
);

/// What is written at that moment.
pub(in crate::act) static WRITES: CheckEntry =
    CheckEntry::new("writes", "nothing is being written", &[Warn], |_| {
        Found::warn(
            "open transactions are cut off: whether writes have stopped is not seen from here",
        )
        .clears("stopping the writers first")
    });

/// Whether something would hold a promotion up that may be needed soon.
pub(in crate::act) static HOLDS_UP: CheckEntry = CheckEntry::new(
    "holds-up",
    "it holds up no promotion",
    &[Pass, Block],
    |case| {
        let sight = case.sight;
        let is_replica = case
            .instance()
            .is_some_and(|it| it.replica_source.is_some());
        let incident = sight.plan.regions.both().into_iter().find(|region| {
            sight.declared_down(region).is_some() || sight.estate.silent_since(region).is_some()
        });
        match incident {
            Some(region) if is_replica => Found::block(format!(
                "{region} is down, and a replica that is backing up cannot be promoted"
            ))
            .clears("promoting it first"),
            _ => Found::pass("no promotion waits for it"),
        }
    },
);
