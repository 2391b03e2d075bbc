//! `promote-replica`: makes a read replica of RDS a database of its own
//! (`domain.md` §1.1).

use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::CheckEntry;
use crate::act::checks::{fencing, loss, replica};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::assess::Outlook;
use crate::aws::{Mutation, Plane};
use crate::estate::{Scope, Source};
use crate::journal::Target;
use crate::terms::{Span, Unknown};
use std::collections::BTreeMap;

/// The longest that RDS keeps automated backups, days.
const LONGEST_RETENTION: u32 = 35;

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "promote-replica",
    verb: "PROMOTE",
    does: "make a read replica of RDS a writable database of its own; irreversible",
    settings: &[SettingEntry {
        name: "retention",
        about: "how many days of automated backups it keeps, 0 to 35; its source's unless said",
    }],
    targets,
    relies,
    also,
    prepare,
    checks: &CHECKS,
    not_checked: &[
        "the KMS key is enabled in its Region",
        "quotas of its Region",
        "the applications' endpoint and secret in its Region",
        "what MySQL has received and not applied",
    ],
    progress,
    patience: Span::minutes(30),
};

static CHECKS: [&CheckEntry; 15] = {
    let [
        is,
        engine,
        status,
        replicating,
        region,
        window,
        capacity,
        backups,
        parameters,
        down,
        pending,
        zones,
    ] = replica::ALL;
    [
        is,
        engine,
        status,
        replicating,
        &loss::LOSS,
        &fencing::SOURCE,
        &fencing::FENCE,
        region,
        window,
        capacity,
        backups,
        parameters,
        down,
        pending,
        zones,
    ]
};

fn targets(sight: &Sight<'_>) -> Vec<Target> {
    let replicas = sight.estate.instances.iter().filter(|(_, instance)| {
        let standby = sight.store_of_instance(&instance.identifier);
        instance.replica_source.is_some()
            || standby.is_some_and(|(store, _)| {
                store.standby.as_deref() == Some(instance.identifier.raw())
            })
    });
    replicas
        .map(|(scope, instance)| Target {
            identifier: instance.identifier.clone(),
            scope: scope.clone(),
        })
        .collect()
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    vec![(Source::DbInstances, case.target.scope.clone())]
}

/// The lag, and the source where its Region answers.
fn also(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let source = case.instance().zip(case.region());
    let source = source.and_then(|(replica, region)| case.sight.source_of(replica, region));
    let there = source.map(|it| (Source::DbInstances, Scope::from(&it.region)));
    let lag = (Source::Metrics, case.target.scope.clone());
    there.into_iter().chain([lag]).collect()
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = case
        .region()
        .ok_or_else(|| NoProposal::Unformed("a replica is in a Region".to_owned()))?;
    let replica = case.instance();
    let source = replica.and_then(|replica| case.sight.source_of(replica, region));
    let retention = match case.setting("retention") {
        Some(text) => text
            .parse()
            .ok()
            .filter(|days| *days <= LONGEST_RETENTION)
            .ok_or_else(|| {
                let text = crate::terms::OutsideText::new(text);
                NoProposal::Setting(format!("`retention={text}`: a number of days from 0 to 35"))
            })?,
        None => {
            // RDS would take 1 unless told (API reference, PromoteReadReplica).
            let of_source = source
                .as_ref()
                .and_then(|it| it.seen?.backup_retention_days);
            let of_replica = replica.and_then(|it| it.backup_retention_days);
            let kept = of_source
                .into_iter()
                .chain(of_replica)
                .find(|days| *days > 0);
            kept.unwrap_or(7)
        }
    };
    let stake = match case.sight.store_of_instance(&case.target.identifier) {
        Some((_, store)) => match &store.outlook {
            Outlook::Replicated(loss) => Stake::Loss(loss.clone()),
            Outlook::Unknown(why) => Stake::NotKnown(why.clone()),
            Outlook::FromBackup(_) | Outlook::NoCopy => {
                Stake::NotKnown(Unknown::Unavailable(store.reason.clone().into()))
            }
        },
        None => Stake::NotKnown(Unknown::NotObserved),
    };
    let mut expect = BTreeMap::new();
    if let Some(source) = &source {
        expect.insert("source".to_owned(), source.identifier.raw().to_owned());
        expect.insert("source-region".to_owned(), source.region.to_string());
    }
    Ok(Prepared {
        deed: Deed::Send(Mutation::PromoteReadReplica {
            region: region.clone(),
            instance: case.target.identifier.clone(),
            backup_retention_days: retention,
        }),
        consequence:
            "Makes the replica a standalone, writable database: it restarts, for minutes. \
                      It never follows its source again. The old primary is not stopped."
                .to_owned(),
        to: None,
        stake,
        inverse: Inverse::Irreversible,
        depends: vec![Dependency::on(
            case,
            Source::DbInstances,
            &case.target.scope,
            Plane::Control,
        )],
        expect,
    })
}

/// Statuses in which a promoted replica is done (`domain.md` §1.1).
const DONE: [&str; 3] = ["available", "backing-up", "storage-optimization"];

/// How long after the intent a replica that still replicates as if nothing had
/// happened tells that nothing did: RDS shows `modifying` within a minute.
const NO_TRACE: Span = Span::minutes(5);

fn progress(watched: &Watched<'_>) -> Progress {
    let target = &watched.intent.target;
    if !watched.was_seen(Source::DbInstances, &target.scope) {
        return Progress::NotKnown("RDS has not listed it since".to_owned());
    }
    let Some(instance) = watched
        .sight
        .estate
        .instances
        .get(&target.scope, &target.identifier)
    else {
        return Progress::NotKnown("RDS does not list it".to_owned());
    };
    let status = &instance.status;
    let settled = DONE.contains(&status.raw());
    match &instance.replica_source {
        None if instance.replication.is_empty() && settled => Progress::Done(vec![
            "ReadReplicaSourceDBInstanceIdentifier: absent".to_owned(),
            "StatusInfos: empty".to_owned(),
            format!("DBInstanceStatus: {status}"),
        ]),
        None => Progress::Underway(format!("it has no source any more; {status}")),
        Some(source) if status.raw() == "available" && watched.age() > NO_TRACE => {
            let replicating = instance.replication.iter().all(|it| it.normal);
            let evidence = vec![
                format!("ReadReplicaSourceDBInstanceIdentifier: {source}"),
                format!("DBInstanceStatus: {status}, {} after", watched.age()),
            ];
            if replicating && !instance.replication.is_empty() {
                Progress::Contrary(evidence)
            } else {
                Progress::Underway(format!("{status}, and still has a source"))
            }
        }
        Some(_) => Progress::Underway(format!("{status}, and still has a source")),
    }
}
