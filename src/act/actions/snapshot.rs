//! `snapshot`: takes a manual snapshot of an instance of RDS.

use super::instances;
use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::checks::database;
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane};
use crate::estate::{Scope, Source};
use crate::journal::Target;
use crate::terms::{OutsideText, Span};
use std::collections::BTreeMap;

use Class::{Pass, Refuse};

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "snapshot",
    verb: "SNAPSHOT",
    does: "take a manual snapshot of an instance of RDS",
    settings: &[SettingEntry {
        name: "name",
        about: "the snapshot's name; the instance's with the time unless said",
    }],
    targets,
    relies,
    also: |_| Vec::new(),
    prepare,
    checks: &CHECKS,
    not_checked: &["the quota of manual snapshots"],
    progress,
    patience: Span::hours(2),
};

static CHECKS: [&CheckEntry; 3] = [&database::AVAILABLE, &NAME, &database::HOLDS_UP];

static NAME: CheckEntry = CheckEntry::new(
    "new-name",
    "no snapshot has that name",
    &[Pass, Refuse],
    |case| {
        let name = name(case);
        let mut snapshots = case.sight.estate.snapshots.scope(&case.target.scope);
        let taken = snapshots.find(|snapshot| snapshot.identifier == name);
        match taken {
            Some(_) => Found::refuse(format!("a snapshot {name} is there already"))
                .measured(&name)
                .clears("`--set name=` another"),
            None if !is_name(name.raw()) => Found::refuse(format!("RDS takes no name like {name}"))
                .measured(&name)
                .clears("letters, digits and single hyphens, a letter first, 255 at most"),
            None => Found::pass(format!("{name} is free")).measured(&name),
        }
    },
);

/// Whether RDS takes a name (API reference, CreateDBSnapshot and
/// RestoreDBInstanceToPointInTime).
pub(super) fn is_name(name: &str) -> bool {
    let letter_first = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    letter_first && plain && name.len() <= 255 && !name.contains("--") && !name.ends_with('-')
}

fn name(case: &Case<'_>) -> OutsideText {
    match case.setting("name") {
        Some(name) => OutsideText::new(name),
        None => instances::stamped(&case.target.identifier, "lifeboat", case.begun),
    }
}

fn targets(sight: &Sight<'_>) -> Vec<Target> {
    instances::targets(sight, |instance| instance.cluster.is_none())
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let scope = &case.target.scope;
    vec![
        (Source::DbInstances, scope.clone()),
        (Source::DbSnapshots, scope.clone()),
    ]
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = instances::region(case)?;
    let snapshot = name(case);
    Ok(Prepared {
        deed: Deed::Send(Mutation::CreateDbSnapshot {
            region: region.clone(),
            instance: case.target.identifier.clone(),
            snapshot: snapshot.clone(),
        }),
        consequence: format!(
            "Makes the snapshot {snapshot}, which is billed until somebody deletes it. A single-AZ \
             instance pauses for seconds."
        ),
        to: None,
        stake: Stake::Nothing,
        inverse: Inverse::By {
            words: "deleting the snapshot, which lifeboat leaves to you".to_owned(),
            mutation: None,
        },
        depends: vec![Dependency::on(
            case,
            Source::DbInstances,
            &case.target.scope,
            Plane::Control,
        )],
        expect: BTreeMap::from([("snapshot".to_owned(), snapshot.raw().to_owned())]),
    })
}

/// How long after the intent a snapshot that is not listed tells that none was
/// made.
const NO_TRACE: Span = Span::minutes(5);

fn progress(watched: &Watched<'_>) -> Progress {
    let scope = &watched.intent.target.scope;
    if !watched.was_seen(Source::DbSnapshots, scope) {
        return Progress::NotKnown("RDS has not listed snapshots since".to_owned());
    }
    let name = OutsideText::new(watched.expected("snapshot").unwrap_or_default());
    let mut snapshots = watched.sight.estate.snapshots.scope(scope);
    match snapshots.find(|snapshot| snapshot.identifier == name) {
        Some(snapshot) => match snapshot.status.raw() {
            "available" => Progress::Done(vec![format!("snapshot {name}: available")]),
            "failed" => Progress::Contrary(vec![format!("snapshot {name}: failed")]),
            status => Progress::Underway(format!("snapshot {name}: {}", OutsideText::new(status))),
        },
        None if watched.age() > NO_TRACE => {
            Progress::Contrary(vec![format!("no snapshot {name} after {}", watched.age())])
        }
        None => Progress::Underway(format!("no snapshot {name} yet")),
    }
}
