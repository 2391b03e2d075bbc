//! The catalogue: one file for each action, and one line here.

mod backup;
mod backups;
mod cluster_failover;
mod copy;
mod fence;
mod flip_failover;
mod global;
mod instances;
mod notify;
mod promote_replica;
mod reboot_failover;
mod restore_pitr;
mod restore_test;
mod snapshot;

use super::action::ActionEntry;

/// Every action, in the order in which they are offered.
pub static ACTIONS: &[&ActionEntry] = &[
    &reboot_failover::ACTION,
    &cluster_failover::ACTION,
    &global::SWITCHOVER,
    &global::FAILOVER,
    &promote_replica::ACTION,
    &fence::ACTION,
    &flip_failover::ACTION,
    &snapshot::ACTION,
    &restore_pitr::ACTION,
    &backup::ACTION,
    &copy::ACTION,
    &restore_test::ACTION,
    &notify::ACTION,
];

/// The action of that name.
#[must_use]
pub fn action_named(name: &str) -> Option<&'static ActionEntry> {
    ACTIONS.iter().copied().find(|action| action.name == name)
}
