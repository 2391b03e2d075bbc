//! `backup`: starts an on-demand backup through AWS Backup (`domain.md` §10, H).

use super::backups;
use crate::act::action::{ActionEntry, Progress, Watched};
use crate::act::case::Case;
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::checks::database;
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane};
use crate::estate::{Scope, Source};
use crate::terms::Span;
use std::collections::BTreeMap;

use Class::{Block, Pass, Refuse, Warn};

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "backup",
    verb: "BACK UP",
    does: "start an on-demand backup through AWS Backup",
    settings: &[],
    targets: backups::resources,
    relies,
    also,
    prepare,
    checks: &CHECKS,
    not_checked: &["that AWS Backup may assume the role", "what it costs"],
    progress: |watched: &Watched<'_>| -> Progress {
        backups::job_progress(
            watched,
            Source::BackupJobs,
            &watched.sight.estate.backup_jobs,
        )
    },
    patience: Span::hours(12),
};

static CHECKS: [&CheckEntry; 6] = [
    &THERE,
    &backups::OPTED_IN,
    &backups::VAULT,
    &NONE_RUNNING,
    &STOPPABLE,
    &database::HOLDS_UP,
];

static THERE: CheckEntry = CheckEntry::new(
    "resource",
    "the resource is there, and can be backed up",
    &[Pass, Refuse],
    there,
);

/// What AWS Backup lists may be gone, or be in a state in which RDS takes no
/// snapshot. Of other types only the list is known; without it there is nothing
/// to propose.
fn there(case: &Case<'_>) -> Found {
    let resource = backups::resource(case);
    let listed = resource.map(|it| format!("{} {}", it.resource_type, it.resource));
    let listed = Found::pass(listed.unwrap_or_default());
    if resource.is_none_or(|it| it.resource_type.raw() != "RDS") {
        return listed;
    }
    match case.instance() {
        Some(instance) if BACKED_UP.contains(&instance.status.raw()) => {
            listed.measured(&instance.status)
        }
        Some(instance) => Found::refuse(format!("its status is {}", instance.status))
            .measured(&instance.status)
            .against("available")
            .clears("status `available`"),
        None if case.sight.is_fresh(Source::DbInstances, &case.target.scope) => {
            Found::refuse("the instance is not there any more: AWS Backup lists what it kept of it")
                .clears("`restore-test` of what was kept")
        }
        None => listed,
    }
}

/// Statuses in which RDS takes a snapshot.
const BACKED_UP: [&str; 2] = ["available", "storage-optimization"];

static NONE_RUNNING: CheckEntry = CheckEntry::new(
    "none-running",
    "no backup of it is under way",
    &[Pass, Block],
    |case| backups::none_running(case, &case.sight.estate.backup_jobs, "backup", Block),
);

/// Types whose backup cannot be stopped (API reference, StopBackupJob).
const UNSTOPPABLE: [&str; 5] = ["RDS", "Aurora", "DocumentDB", "Neptune", "FSx"];

static STOPPABLE: CheckEntry = CheckEntry::new(
    "stoppable",
    "it could be stopped again",
    &[Pass, Warn],
    |case| {
        let kind = backups::resource(case).map(|it| &it.resource_type);
        match kind {
            Some(kind) if UNSTOPPABLE.contains(&kind.raw()) => Found::warn(format!(
                "a backup of {kind} cannot be stopped once it began"
            ))
            .measured(kind),
            _ => Found::pass("it could be stopped again"),
        }
    },
);

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    vec![(Source::BackupJobs, case.target.scope.clone())]
}

fn also(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let scope = &case.target.scope;
    vec![
        (Source::DbInstances, scope.clone()),
        (Source::Vaults, scope.clone()),
        (Source::RegionSettings, scope.clone()),
    ]
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = backups::region(case)?;
    let vault = backups::vault(case, region)?;
    let resource = backups::resource(case).ok_or_else(|| {
        NoProposal::Unformed("AWS Backup knows no such resource there".to_owned())
    })?;
    Ok(Prepared {
        deed: Deed::Send(Mutation::StartBackupJob {
            region: region.clone(),
            vault: vault.to_owned(),
            resource_arn: resource.resource.clone(),
            role_arn: backups::role(case)?,
            token: backups::token(case, ACTION.name),
        }),
        consequence: format!(
            "Makes a recovery point in vault {vault} in {region}; copying it to the other Region is \
             another action."
        ),
        to: None,
        stake: Stake::Nothing,
        inverse: Inverse::By {
            words: "deleting the recovery point, which lifeboat leaves to you".to_owned(),
            mutation: None,
        },
        depends: vec![Dependency::on(
            case,
            Source::BackupJobs,
            &case.target.scope,
            Plane::Control,
        )],
        expect: BTreeMap::from([("resource".to_owned(), resource.resource.raw().to_owned())]),
    })
}
