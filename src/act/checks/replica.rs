//! What is asked of a read replica before it is promoted (`domain.md` §10, A).

use crate::act::case::Case;
use crate::act::check::{CheckEntry, Class, Found};
use crate::estate::facts::DbInstance;
use crate::estate::{Scope, Source};
use crate::terms::{Instant, OutsideText, Span};
use chrono::{NaiveTime, TimeDelta};

use Class::{Block, Pass, Refuse, Warn};

/// In the order in which they are read.
pub(in crate::act) static ALL: [&CheckEntry; 12] = [
    &IS_REPLICA,
    &ENGINE,
    &STATUS,
    &REPLICATING,
    &OTHER_REGION,
    &BACKUP_WINDOW,
    &CAPACITY,
    &BACKUPS,
    &PARAMETERS,
    &DOWNSTREAM,
    &PENDING,
    &ZONES,
];

/// Looks at the replica, or says that it was not seen.
fn of_replica(case: &Case<'_>, look: impl FnOnce(&DbInstance) -> Found) -> Found {
    match case.instance() {
        Some(replica) => look(replica),
        None => Found::block("the replica was not seen").clears("RDS lists it"),
    }
}

static IS_REPLICA: CheckEntry = CheckEntry::new(
    "is-replica",
    "it is a read replica",
    &[Pass, Refuse],
    |case| match case.instance() {
        Some(replica) => match (&replica.replica_source, &replica.replica_source_cluster) {
            (Some(_), _) => {
                let of = case
                    .region()
                    .and_then(|it| case.sight.source_of(replica, it));
                let of = of.map(|it| format!(" of {} ({})", it.identifier, it.region));
                Found::pass(format!("is a read replica{}", of.unwrap_or_default()))
            }
            (None, Some(cluster)) => Found::refuse(format!(
                "replicates the cluster {cluster}, which this does not promote"
            )),
            (None, None) => Found::refuse("is no read replica: it stands alone already")
                .clears("nothing: there is nothing to promote"),
        },
        None => Found::refuse("no such instance was seen").clears("RDS lists it"),
    },
);

static ENGINE: CheckEntry = CheckEntry::new(
    "engine",
    "its engine's replicas can be promoted so",
    &[Pass, Block, Refuse],
    |case| {
        of_replica(case, |replica| {
            let engine = &replica.engine;
            let name = engine.raw();
            if name.starts_with("aurora") || name.starts_with("custom-") {
                Found::refuse(format!("{engine} is not promoted by PromoteReadReplica")).clears(
                    "`global-failover`, `global-switchover` or `cluster-failover` for Aurora",
                )
            } else if name.is_empty() {
                Found::block("RDS did not say its engine")
            } else {
                Found::pass(format!("{engine} {}", replica.engine_version))
            }
        })
    },
);

static STATUS: CheckEntry = CheckEntry::new(
    "status",
    "it is available",
    &[Pass, Block, Refuse],
    |case| of_replica(case, status),
);

/// The status an action needs: RDS refuses a promotion in any other.
fn status(instance: &DbInstance) -> Found {
    let status = &instance.status;
    let found = match status.raw() {
        "available" => Found::pass("available"),
        "backing-up" => Found::refuse("backing up: RDS promotes nothing meanwhile")
            .clears("the backup ends, in minutes; `DescribeEvents` says when"),
        "storage-full" => Found::block("its storage is full: promoted, it would take no writes")
            .clears("more storage: ModifyDBInstance"),
        _ => Found::refuse(format!("its status is {status}")).clears("status `available`"),
    };
    found.measured(status).against("available")
}

static REPLICATING: CheckEntry = CheckEntry::new(
    "replicating",
    "it replicates without an error",
    &[Pass, Warn, Block],
    |case| of_replica(case, |replica| replicating(case, replica)),
);

fn replicating(case: &Case<'_>, replica: &DbInstance) -> Found {
    let source = case
        .region()
        .and_then(|it| case.sight.source_of(replica, it));
    let down = source.is_some_and(|it| case.sight.declared_down(&it.region).is_some());
    let worst = replica
        .replication
        .iter()
        .find(|it| !it.normal || it.status.raw() != "replicating");
    let (says, measured) = match (replica.replication.as_slice(), worst) {
        ([], _) => ("RDS says nothing of its replication".to_owned(), None),
        (_, None) => return Found::pass("replicating").measured("replicating"),
        (_, Some(info)) => {
            let message = info
                .message
                .as_ref()
                .map(|it| format!(": {it}"))
                .unwrap_or_default();
            (
                format!("replication is {}{message}", info.status),
                Some(info.status.clone()),
            )
        }
    };
    let found = if down {
        Found::warn(format!(
            "{says}, which is to be expected of a Region that is down"
        ))
    } else {
        Found::block(says).clears("it replicates again, or its source's Region is declared down")
    };
    match measured {
        Some(status) => found.measured(status).against("replicating"),
        None => found,
    }
}

static OTHER_REGION: CheckEntry = CheckEntry::new(
    "other-region",
    "it is in another Region than its source",
    &[Pass, Warn],
    |case| {
        let source = case.instance().zip(case.region());
        let source = source.and_then(|(replica, region)| case.sight.source_of(replica, region));
        match (source, case.region()) {
            (Some(source), Some(here)) if source.region == *here => Found::warn(format!(
                "its source is in {here} too: this does not help when {here} is lost"
            ))
            .clears("a replica in the other Region"),
            _ => Found::pass("its source is in another Region"),
        }
    },
);

/// Within how long before its backup window a promotion would collide with it.
const BEFORE_WINDOW: Span = Span::minutes(30);

static BACKUP_WINDOW: CheckEntry = CheckEntry::new(
    "backup-window",
    "no backup begins within half an hour",
    &[Pass, Warn],
    |case| {
        let window = case.instance().and_then(|it| it.backup_window.clone());
        match window
            .as_ref()
            .and_then(|window| until_window(window, case.sight.now))
        {
            Some(until) if until <= BEFORE_WINDOW => Found::warn(format!(
                "its backup window begins in {until}: a backup holds a promotion up"
            ))
            .measured(until)
            .against(BEFORE_WINDOW)
            .clears("promoting before it, or after that backup"),
            Some(until) => Found::pass(format!("its backup window begins in {until}"))
                .measured(until)
                .against(BEFORE_WINDOW),
            None => Found::pass("it has no backup window"),
        }
    },
);

/// How long until a window `hh:mm-hh:mm` begins again; nothing at all within it.
fn until_window(window: &OutsideText, now: Instant) -> Option<Span> {
    let (from, to) = window.raw().split_once('-')?;
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let (from, to) = (time(from)?, time(to)?);
    let clock = now.time();
    let within = if from <= to {
        (from..to).contains(&clock)
    } else {
        clock >= from || clock < to
    };
    if within {
        return Some(Span::ZERO);
    }
    let today = now.date_naive().and_time(from).and_utc();
    let next = if today > now {
        today
    } else {
        today + TimeDelta::days(1)
    };
    Some(Span::between(now, next))
}

static CAPACITY: CheckEntry = CheckEntry::new(
    "capacity",
    "it is as large as its source",
    &[Pass, Warn],
    |case| {
        let Some(replica) = case.instance() else {
            return Found::warn("its size was not seen");
        };
        let source = case
            .region()
            .and_then(|it| case.sight.source_of(replica, it));
        let Some(source) = source.and_then(|it| it.seen) else {
            return Found::warn("its source was never seen: sizes are not compared");
        };
        let mut smaller = Vec::new();
        let (here, there) = (replica.class.raw(), source.class.raw());
        if here.is_empty() || there.is_empty() {
            smaller.push("RDS did not say both classes: they are not compared".to_owned());
        } else if here != there {
            smaller.push(format!(
                "class {}, the source has {}",
                replica.class, source.class
            ));
        }
        if replica.iops < source.iops {
            let iops = |it: Option<u32>| it.map_or("none".to_owned(), |it| it.to_string());
            let (here, there) = (iops(replica.iops), iops(source.iops));
            smaller.push(format!("{here} IOPS, the source has {there}"));
        }
        if let (Some(here), Some(there)) = (replica.storage_gib, source.storage_gib)
            && here < there
        {
            smaller.push(format!("{here} GiB, the source has {there} GiB"));
        }
        if smaller.is_empty() {
            Found::pass(format!("{}, as its source", replica.class)).measured(&replica.class)
        } else {
            let named = |class: &OutsideText| match class.raw() {
                "" => "not known".to_owned(),
                _ => class.to_string(),
            };
            Found::warn(smaller.join("; "))
                .measured(named(&replica.class))
                .against(named(&source.class))
                .clears("ModifyDBInstance, before or after")
        }
    },
);

static BACKUPS: CheckEntry = CheckEntry::new(
    "backups",
    "it has automated backups of its own",
    &[Pass, Warn],
    |case| {
        let Some(replica) = case.instance() else {
            return Found::warn("its backups were not seen");
        };
        let kept = case
            .sight
            .estate
            .instance_backups
            .scope(&case.target.scope)
            .any(|backup| backup.identifier == replica.identifier && backup.latest.is_some());
        match replica.backup_retention_days {
            Some(days) if days > 0 && (kept || replica.latest_restorable.is_some()) => {
                Found::pass(format!("backups are kept for {days} days"))
                    .measured(format!("{days} days"))
            }
            Some(days) if days > 0 => Found::warn("backups are on, and none was made yet")
                .measured(format!("{days} days"))
                .clears("its first backup"),
            days => {
                Found::warn("no automated backups: the first one after the promotion is a full one")
                    .measured(format!("{} days", days.unwrap_or(0)))
                    .against("1 day")
                    .clears("a retention of at least 1 day on the replica")
            }
        }
    },
);

static PARAMETERS: CheckEntry = CheckEntry::new(
    "parameters",
    "its parameter groups are its source's, and applied",
    &[Pass, Warn],
    |case| {
        let Some(replica) = case.instance() else {
            return Found::warn("its parameter groups were not seen");
        };
        let waits = replica
            .parameter_groups
            .iter()
            .find(|(_, status)| status.raw() != "in-sync");
        if let Some((group, status)) = waits {
            return Found::warn(format!("parameter group {group} is {status}")).measured(status);
        }
        let source = case
            .region()
            .and_then(|it| case.sight.source_of(replica, it));
        let custom = |it: &DbInstance| {
            let mut groups = it.parameter_groups.iter();
            groups.any(|(name, _)| !name.raw().starts_with("default."))
        };
        if source.and_then(|it| it.seen).is_some_and(custom) && !custom(replica) {
            return Found::warn(
                "it has the default parameter group, and its source has one of its own",
            )
            .clears("a parameter group like its source's, in its Region");
        }
        Found::pass("its parameter groups are applied")
    },
);

/// What replicates from it.
pub(in crate::act) static DOWNSTREAM: CheckEntry = CheckEntry::new(
    "downstream",
    "nothing replicates from it",
    &[Pass, Warn],
    |case| match case.instance().map(|it| it.replicas.as_slice()) {
        Some([]) | None => Found::pass("nothing replicates from it"),
        Some(replicas) => {
            let names: Vec<String> = replicas.iter().map(ToString::to_string).collect();
            Found::warn(format!("{} will follow it", names.join(", "))).measured(replicas.len())
        }
    },
);

static PENDING: CheckEntry = CheckEntry::new(
    "pending",
    "nothing waits for its next restart",
    &[Pass, Warn],
    |case| {
        let Some(replica) = case.instance() else {
            return Found::warn("what waits for its restart was not seen");
        };
        let mut waits: Vec<String> = replica
            .pending_modifications
            .iter()
            .map(ToString::to_string)
            .collect();
        let maintenance = case.sight.estate.maintenance.scope(&case.target.scope);
        let own = maintenance.filter(|it| it.resource == replica.arn);
        waits.extend(own.map(|it| it.action.to_string()));
        if waits.is_empty() {
            let scope: &Scope = &case.target.scope;
            let seen = case.sight.age(Source::Maintenance, scope).is_some();
            return if seen {
                Found::pass("nothing waits for its restart")
            } else {
                Found::warn("pending maintenance was not seen")
            };
        }
        Found::warn(format!("its restart applies: {}", waits.join(", "))).measured(waits.len())
    },
);

static ZONES: CheckEntry = CheckEntry::new(
    "zones",
    "it has a standby in another zone",
    &[Pass, Warn],
    |case| match case.instance().and_then(|it| it.multi_az) {
        Some(true) => Found::pass("Multi-AZ"),
        Some(false) => Found::warn("single-AZ after the promotion")
            .clears("ModifyDBInstance MultiAZ, afterwards"),
        None => Found::warn("whether it is Multi-AZ was not seen"),
    },
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_window_over_midnight_is_one_window() {
        let at = |time: &str| format!("2026-11-22T{time}Z").parse().unwrap();
        let until = |window: &str, now: &str| until_window(&window.into(), at(now));
        assert_eq!(until("03:00-03:30", "02:45:00"), Some(Span::minutes(15)));
        assert_eq!(until("03:00-03:30", "03:10:00"), Some(Span::ZERO));
        assert_eq!(until("23:45-00:15", "00:10:00"), Some(Span::ZERO));
        assert_eq!(until("03:00-03:30", "03:30:00"), Some(Span::minutes(1_410)));
        assert_eq!(until("nonsense", "03:30:00"), None);
    }
}
