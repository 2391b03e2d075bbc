//! How each action is done in the shop of the demo, and what the world is like afterwards.

use lifeboat::sim::World;
use lifeboat::sim::world::zones::{Answer, Routing};
use lifeboat::sim::world::{PRIMARY, Region, STANDBY};

/// What is done to what.
#[derive(Debug, Clone, Copy)]
pub struct Deed {
    /// The action.
    pub action: &'static str,
    /// What it is done to.
    pub target: &'static str,
    /// What is chosen beside it, `NAME=VALUE`.
    pub set: &'static [&'static str],
    /// The operation of its one request.
    pub sends: &'static str,
    /// Holds the world to it, once it is done.
    pub leaves: fn(&World),
}

const INCIDENTS: &str = "arn:aws:sns:us-west-2:123456789012:incidents";

/// Each action, by every means that sends.
pub const DEEDS: &[Deed] = &[
    deed(
        "reboot-failover",
        "orders-db",
        "RebootDBInstance",
        |world| {
            let events = &here(world).events;
            let last = &events.last().unwrap().message;
            assert_eq!(last, "Multi-AZ instance failover completed");
        },
    ),
    deed(
        "cluster-failover",
        "catalog",
        "FailoverDBCluster",
        |world| {
            let mut members = here(world).clusters["catalog"].members.iter();
            let writer = members.find(|it| it.writer).unwrap();
            assert_eq!(writer.instance, "catalog-2");
        },
    ),
    deed(
        "global-switchover",
        "catalog-global",
        "SwitchoverGlobalCluster",
        the_standby_writes,
    ),
    deed(
        "global-failover",
        "catalog-global",
        "FailoverGlobalCluster",
        the_standby_writes,
    ),
    PROMOTION,
    deed("fence", "orders-db", "StopDBInstance", |world| {
        assert_eq!(here(world).instances["orders-db"].status, "stopped");
    }),
    deed(
        "flip-failover",
        "www.shop.example",
        "ChangeResourceRecordSets",
        |world| {
            let swapped = ["198.51.100.10", "192.0.2.10"];
            assert_eq!(pair(world, "www.shop.example."), swapped);
        },
    )
    .set(&["means=record-swap"]),
    deed(
        "flip-failover",
        "www.shop.example",
        "UpdateHealthCheck",
        |world| {
            let mut checks = world.health_checks.values();
            let check = checks.find(|it| it.caller_reference == "harbor-www-primary");
            let check = check.unwrap();
            assert!(check.disabled && check.inverted, "{check:?}");
        },
    )
    .set(&["means=health-check"]),
    deed("flip-failover", "api.shop.example", "PutObject", |world| {
        let bucket = &world.regions[STANDBY].buckets["harbor-failover"];
        assert_eq!(bucket.objects.len(), 1);
    })
    .set(&["means=standby-object"]),
    SNAPSHOT,
    deed(
        "restore-pitr",
        "orders-db",
        "RestoreDBInstanceToPointInTime",
        |world| a_restored_instance(world, "orders-db-looked-at"),
    )
    .set(&["name=orders-db-looked-at"]),
    deed("backup", "orders-db@us-east-1", "StartBackupJob", |world| {
        assert_eq!(here(world).backup_jobs.last().unwrap().state, "COMPLETED");
    }),
    deed("copy", "orders-db@us-east-1", "StartCopyJob", |world| {
        assert_eq!(here(world).copy_jobs.last().unwrap().state, "COMPLETED");
    }),
    deed(
        "restore-test",
        "orders-db@us-east-1",
        "StartRestoreJob",
        |world| a_restored_instance(world, "orders-test"),
    )
    .set(&["owner=Ada", "name=orders-test"]),
    deed("notify", INCIDENTS, "Publish", |world| {
        let [message] = world.regions[STANDBY].topics[INCIDENTS].messages.as_slice() else {
            panic!("one message");
        };
        assert_eq!(message.text, "orders are written in us-west-2");
        assert!(message.subject.as_ref().unwrap().contains("SIMULATED"));
    })
    .set(&["message=orders are written in us-west-2"]),
];

/// The one that does the least.
pub const SNAPSHOT: Deed = deed("snapshot", "orders-db", "CreateDBSnapshot", |world| {
    let snapshot = &here(world).snapshots["before-the-move"];
    assert_eq!(snapshot.status, "available");
})
.set(&["name=before-the-move"]);

/// The one that loses something.
pub const PROMOTION: Deed = deed(
    "promote-replica",
    "orders-db-usw2",
    "PromoteReadReplica",
    |world| {
        let promoted = &world.regions[STANDBY].instances["orders-db-usw2"];
        assert_eq!(promoted.read_replica_source, None);
        // The retention of its source, and never AWS's own one day.
        assert_eq!(promoted.backup_retention_days, 7);
        // The old primary is another's business.
        assert_eq!(here(world).instances["orders-db"].status, "available");
    },
);

const fn deed(
    action: &'static str,
    target: &'static str,
    sends: &'static str,
    leaves: fn(&World),
) -> Deed {
    Deed {
        action,
        target,
        set: &[],
        sends,
        leaves,
    }
}

impl Deed {
    const fn set(self, set: &'static [&'static str]) -> Self {
        Self { set, ..self }
    }

    /// What is chosen beside the target, names and values.
    pub fn settings(self) -> Vec<(&'static str, &'static str)> {
        let pairs = self.set.iter().filter_map(|set| set.split_once('='));
        pairs.collect()
    }
}

fn here(world: &World) -> &Region {
    &world.regions[PRIMARY]
}

/// What PRIMARY and SECONDARY of a name answer with.
fn pair(world: &World, name: &str) -> [String; 2] {
    let mut zones = world.zones.values();
    let zone = zones.find(|zone| !zone.private).unwrap();
    [Routing::Primary, Routing::Secondary].map(|routing| {
        let mut records = zone.records.values();
        let record = records.find(|it| it.name == name && it.routing == routing);
        match &record.unwrap().answer {
            Answer::Values { values, .. } => values.join(" "),
            alias @ Answer::Alias { .. } => panic!("{alias:?}"),
        }
    })
}

fn the_standby_writes(world: &World) {
    let members = world.global_clusters["catalog-global"].members.iter();
    let writers: Vec<&String> = members
        .filter(|it| it.writer)
        .map(|it| &it.cluster_arn)
        .collect();
    assert!(
        matches!(writers.as_slice(), [one] if one.contains(STANDBY)),
        "{writers:?}"
    );
}

/// It is beside the old one, which is as it was, and nobody outside reaches it.
fn a_restored_instance(world: &World, name: &str) {
    let restored = &here(world).instances[name];
    assert_eq!(restored.status, "available");
    assert_eq!(restored.subnet_group, "restore-test");
    assert!(!restored.publicly_accessible);
    assert_eq!(here(world).instances["orders-db"].status, "available");
}

/// Makes the world such that a deed can be done: RDS stops nothing that has a
/// replica.
pub fn make_ready(world: &mut World, deed: Deed) {
    if deed.action == "fence"
        && let Some(primary) = world.instance_mut(PRIMARY, deed.target)
    {
        primary.read_replicas.clear();
    }
}

/// That whoever adds an action says here how it is done.
pub fn every_action_is_done() {
    for action in lifeboat::act::ACTIONS {
        let known = DEEDS.iter().any(|deed| deed.action == action.name);
        assert!(known, "{}: say in DEEDS how it is done", action.name);
    }
}
