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
    "the resource is there",
    &[Pass, Refuse],
    |case| match backups::resource(case) {
        Some(resource) => Found::pass(format!("{} {}", resource.resource_type, resource.resource)),
        None => {
            Found::refuse("AWS Backup knows no such resource there").clears("AWS Backup lists it")
        }
    },
);

static NONE_RUNNING: CheckEntry = CheckEntry::new(
    "none-running",
    "no backup of it is under way",
    &[Pass, Block],
    |case| match backups::running(case, &case.sight.estate.backup_jobs) {
        0 => Found::pass("no backup of it is under way")
            .measured(0)
            .against(0),
        count => Found::block("a backup of it is under way already")
            .measured(count)
            .against(0)
            .clears("it ends"),
    },
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
