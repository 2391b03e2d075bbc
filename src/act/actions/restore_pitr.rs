//! `restore-pitr`: restores an instance of RDS to a point in time, as a new
//! instance beside it (`domain.md` §10, G).

use super::instances;
use super::snapshot::is_name;
use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane, RestoreTo};
use crate::estate::{Scope, Source};
use crate::journal::Target;
use crate::terms::{Instant, OutsideText, Span, calendar};
use std::collections::BTreeMap;

use Class::{Block, Pass, Refuse, Warn};

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "restore-pitr",
    verb: "RESTORE",
    does: "restore an instance of RDS to a point in time, as a new instance",
    settings: &[
        SettingEntry {
            name: "name",
            about: "the new instance's name; the old one's with the time unless said",
        },
        SettingEntry {
            name: "time",
            about: "the instant, such as 2026-11-22T03:01:10Z; `latest` unless said",
        },
        SettingEntry {
            name: "class",
            about: "the new instance's class; the old one's unless said",
        },
    ],
    targets,
    relies,
    also: |_| Vec::new(),
    prepare,
    checks: &CHECKS,
    not_checked: &[
        "quotas of its Region",
        "what it costs until it is deleted",
        "the KMS key is enabled in its Region",
    ],
    progress,
    patience: Span::hours(6),
};

static CHECKS: [&CheckEntry; 4] = [&WINDOW, &NAME, &ISOLATED, &ANOTHER];

/// The moment that was asked for; `None` for the latest.
fn time(case: &Case<'_>) -> Result<Option<Instant>, NoProposal> {
    match case.setting("time") {
        None | Some("latest") => Ok(None),
        Some(text) => chrono::DateTime::parse_from_rfc3339(text)
            .map(|time| Some(time.to_utc()))
            .map_err(|_| {
                let text = OutsideText::new(text);
                NoProposal::Setting(format!(
                    "`time={text}`: write it like 2026-11-22T03:01:10Z, or `latest`"
                ))
            }),
    }
}

fn name(case: &Case<'_>) -> OutsideText {
    match case.setting("name") {
        Some(name) => OutsideText::new(name),
        None => instances::stamped(&case.target.identifier, "restore", case.begun),
    }
}

static WINDOW: CheckEntry = CheckEntry::new(
    "window",
    "the moment can be restored",
    &[Pass, Refuse],
    |case| {
        let Some(instance) = case.instance() else {
            return Found::refuse("no such instance was seen").clears("RDS lists it");
        };
        let Some(latest) = instance.latest_restorable else {
            return Found::refuse("it has no automated backups to restore from")
                .clears("a backup retention of at least 1 day");
        };
        let mut backups = case.sight.estate.instance_backups.scope(&case.target.scope);
        let earliest = backups
            .find(|backup| backup.identifier == instance.identifier)
            .and_then(|backup| backup.earliest);
        match time(case).ok().flatten() {
            None => Found::pass(format!("the newest second is {}", calendar(latest)))
                .measured(calendar(latest)),
            Some(time) if time > latest => Found::refuse(format!(
                "{} is later than the newest second",
                calendar(time)
            ))
            .measured(calendar(time))
            .against(calendar(latest))
            .clears("an earlier moment"),
            Some(time) if earliest.is_some_and(|earliest| time < earliest) => {
                let earliest = earliest.map(calendar).unwrap_or_default();
                Found::refuse(format!("{} is earlier than what is kept", calendar(time)))
                    .measured(calendar(time))
                    .against(earliest)
                    .clears("a later moment, or a snapshot")
            }
            Some(time) => {
                Found::pass(format!("{} is kept", calendar(time))).measured(calendar(time))
            }
        }
    },
);

static NAME: CheckEntry = CheckEntry::new(
    "new-name",
    "no instance has the new name",
    &[Pass, Refuse],
    |case| {
        let name = name(case);
        let taken = case.sight.estate.instances.get(&case.target.scope, &name);
        match taken {
            Some(_) => Found::refuse(format!("an instance {name} is there already"))
                .measured(&name)
                .clears("`--set name=` another"),
            None if !is_name(name.raw()) || name.raw().len() > 63 => {
                Found::refuse(format!("RDS takes no name like {name}"))
                    .measured(&name)
                    .clears("letters, digits and single hyphens, a letter first, 63 at most")
            }
            None => Found::pass(format!("{name} is free")).measured(&name),
        }
    },
);

static ISOLATED: CheckEntry = CheckEntry::new(
    "isolated",
    "it is put where nothing reaches customers",
    &[Pass, Block],
    instances::isolated,
);

static ANOTHER: CheckEntry = CheckEntry::new(
    "another",
    "no other restore of it is under way",
    &[Pass, Warn],
    |case| {
        let past = case.sight.past;
        let other = past.open().find(|it| {
            it.intent.action == ACTION.name && it.intent.target.identifier == case.target.identifier
        });
        match other {
            Some(other) => Found::warn(format!(
                "another one is under way (journal, {})",
                other.sequence
            )),
            None => Found::pass("no other restore of it is under way"),
        }
    },
);

fn targets(sight: &Sight<'_>) -> Vec<Target> {
    instances::targets(sight, |instance| instance.cluster.is_none())
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let scope = &case.target.scope;
    vec![
        (Source::DbInstances, scope.clone()),
        (Source::InstanceBackups, scope.clone()),
    ]
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = instances::region(case)?;
    let (name, time) = (name(case), time(case)?);
    let test = &case.sight.plan.restore_test;
    Ok(Prepared {
        deed: Deed::Send(Mutation::RestoreDbInstanceToPointInTime {
            region: region.clone(),
            source: case.target.identifier.clone(),
            target: name.clone(),
            to: time.map_or(RestoreTo::Latest, RestoreTo::At),
            class: case.setting("class").map(OutsideText::new),
            subnet_group: test.subnet_group.clone(),
            security_groups: test.security_groups.clone(),
        }),
        consequence: format!(
            "Makes a new instance {name}, which is billed until somebody deletes it. The old one is \
             not touched."
        ),
        to: None,
        stake: Stake::Nothing,
        inverse: Inverse::By {
            words: "deleting the new instance, which lifeboat leaves to you".to_owned(),
            mutation: None,
        },
        depends: vec![Dependency::on(
            case,
            Source::DbInstances,
            &case.target.scope,
            Plane::Control,
        )],
        expect: BTreeMap::from([("instance".to_owned(), name.raw().to_owned())]),
    })
}

/// How long after the intent an instance that is not listed tells that none was
/// made.
const NO_TRACE: Span = Span::minutes(5);

fn progress(watched: &Watched<'_>) -> Progress {
    let scope = &watched.intent.target.scope;
    if !watched.was_seen(Source::DbInstances, scope) {
        return Progress::NotKnown("RDS has not listed instances since".to_owned());
    }
    let name = OutsideText::new(watched.expected("instance").unwrap_or_default());
    match watched.sight.estate.instances.get(scope, &name) {
        Some(instance) => match instance.status.raw() {
            "available" => Progress::Done(vec![format!("instance {name}: available")]),
            "failed" | "restore-error" | "incompatible-restore" => {
                Progress::Contrary(vec![format!("instance {name}: {}", instance.status)])
            }
            _ => Progress::Underway(format!("instance {name}: {}", instance.status)),
        },
        None if watched.age() > NO_TRACE => {
            Progress::Contrary(vec![format!("no instance {name} after {}", watched.age())])
        }
        None => Progress::Underway(format!("no instance {name} yet")),
    }
}
