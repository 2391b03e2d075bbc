//! REP-12: a read replica that does not replicate, by RDS's own word.

use super::seen::{is_seen, sentence};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::Source;

/// See the module.
pub const CHECK: Check = Check {
    id: "REP-12",
    title: "replica does not replicate",
    field: "StatusInfos",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html",
    subjects: &[SubjectKind::Instance],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let Subject::Instance(scope, id) = subject else {
        return None;
    };
    if !is_seen(context, Source::DbInstances, scope) {
        return None;
    }
    let instance = context.instance(scope, id)?;
    let wrong: Vec<String> = instance
        .replication
        .iter()
        .filter(|info| info.kind.raw() == "read replication")
        .filter(|info| !info.normal || info.status.raw() != "replicating")
        .map(|info| match &info.message {
            Some(message) => format!("{} ({message})", info.status),
            None => info.status.to_string(),
        })
        .collect();
    (!wrong.is_empty()).then(|| Found {
        severity: Severity::High,
        text: format!(
            "RDS says of its replication: {}; normal is `replicating`",
            sentence(&wrong)
        ),
        clears: "a replication status of `replicating`; after 30 days stopped RDS ends it, and the replica must be made anew".to_owned(),
        since: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{World, replicating};
    use crate::estate::facts::ReplicationStatus;

    #[test]
    fn a_replica_meets_an_error_and_recovers() {
        let mut world = World::healthy();
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.replication = vec![ReplicationStatus {
                normal: false,
                status: "error".into(),
                message: Some("duplicate\u{202e} key".into()),
                ..replicating()
            }];
        });
        let finding = world.finding("REP-12").expect("replication failed");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(
            finding.text,
            "RDS says of its replication: error (duplicate\u{fffd} key); normal is `replicating`"
        );
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.replication = vec![replicating()];
        });
        assert!(world.finding("REP-12").is_none());
    }

    #[test]
    fn no_word_about_replication_is_no_finding() {
        let mut world = World::healthy();
        world.change_instance(World::WEST, "orders-db-usw2", |db| db.replication.clear());
        assert!(world.finding("REP-12").is_none());
    }

    #[test]
    fn degraded_is_not_replicating() {
        let mut world = World::healthy();
        world.change_instance(World::WEST, "orders-db-usw2", |db| {
            db.replication = vec![ReplicationStatus {
                status: "replication degraded".into(),
                ..replicating()
            }];
        });
        assert!(world.finding("REP-12").is_some());
        world.silence(World::WEST);
        assert!(world.finding("REP-12").is_none());
    }
}
