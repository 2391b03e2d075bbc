//! How each action is done in the shop of the demo.

use lifeboat::sim::World;
use lifeboat::sim::world::PRIMARY;

/// What is done to what.
#[derive(Debug, Clone, Copy)]
pub struct Deed {
    /// The action.
    pub action: &'static str,
    /// What it is done to.
    pub target: &'static str,
    /// What is chosen beside it, `NAME=VALUE`.
    pub set: &'static [&'static str],
}

/// Each action, by every means that sends.
pub const DEEDS: &[Deed] = &[
    deed("reboot-failover", "orders-db", &[]),
    deed("cluster-failover", "catalog", &[]),
    deed("global-switchover", "catalog-global", &[]),
    deed("global-failover", "catalog-global", &[]),
    PROMOTION,
    deed("fence", "orders-db", &[]),
    deed("flip-failover", "www.shop.example", &["means=record-swap"]),
    deed("flip-failover", "www.shop.example", &["means=health-check"]),
    deed(
        "flip-failover",
        "api.shop.example",
        &["means=standby-object"],
    ),
    SNAPSHOT,
    deed("restore-pitr", "orders-db", &[]),
    deed("backup", "orders-db@us-east-1", &[]),
    deed("copy", "orders-db@us-east-1", &[]),
    deed("restore-test", "orders-db@us-east-1", &[]),
    deed(
        "notify",
        "arn:aws:sns:us-west-2:123456789012:incidents",
        &[],
    ),
];

/// The one that does the least.
pub const SNAPSHOT: Deed = deed("snapshot", "orders-db", &[]);

/// The one that loses something.
pub const PROMOTION: Deed = deed("promote-replica", "orders-db-usw2", &[]);

const fn deed(action: &'static str, target: &'static str, set: &'static [&'static str]) -> Deed {
    Deed {
        action,
        target,
        set,
    }
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
