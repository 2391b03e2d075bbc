//! `copy`: copies the newest recovery point of a resource to the other Region's
//! vault, through AWS Backup.

use super::backups;
use crate::act::action::{ActionEntry, Progress, Watched};
use crate::act::case::Case;
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane};
use crate::estate::{Scope, Source};
use crate::terms::{OutsideText, Region, Span};
use std::collections::BTreeMap;

use Class::{Block, Pass, Refuse, Warn};

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "copy",
    verb: "COPY",
    does: "copy the newest recovery point of a resource to the other Region's vault",
    settings: &[],
    targets: backups::resources,
    relies,
    also,
    prepare,
    checks: &CHECKS,
    not_checked: &[
        "that AWS Backup may assume the role",
        "the KMS key of the other Region",
        "what the transfer costs",
    ],
    progress: |watched: &Watched<'_>| -> Progress {
        backups::job_progress(watched, Source::CopyJobs, &watched.sight.estate.copy_jobs)
    },
    patience: Span::hours(12),
};

static CHECKS: [&CheckEntry; 4] = [&backups::POINT, &CONTINUOUS, &DESTINATION, &NONE_RUNNING];

static CONTINUOUS: CheckEntry = CheckEntry::new(
    "snapshot",
    "the recovery point is a snapshot",
    &[Pass, Refuse],
    |case| {
        let continuous = backups::newest_point(case)
            .is_some_and(|point| point.arn.raw().contains("continuous:"));
        if continuous {
            Found::refuse("the newest is continuous, which is not copied")
                .clears("`backup` of it first")
        } else {
            Found::pass("a snapshot")
        }
    },
);

// A copy is sent to the vault's ARN: one that was not seen is no proposal.
static DESTINATION: CheckEntry = CheckEntry::new(
    "destination",
    "the other Region's vault takes it, and lets it go again",
    &[Pass, Warn],
    |case| match other(case) {
        Some(region) => backups::vault_check(case, region),
        None => Found::refuse("the resource is in no Region of the plan"),
    },
);

static NONE_RUNNING: CheckEntry = CheckEntry::new(
    "none-running",
    "no copy of it is under way",
    &[Pass, Block],
    |case| backups::none_running(case, &case.sight.estate.copy_jobs, "copy", Block),
);

fn other<'a>(case: &Case<'a>) -> Option<&'a Region> {
    Some(case.sight.plan.other_region(case.region()?))
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let scope = &case.target.scope;
    vec![
        (Source::CopyJobs, scope.clone()),
        (Source::RecoveryPoints, scope.clone()),
    ]
}

fn also(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let other = other(case).map(|region| (Source::Vaults, Scope::from(region)));
    other.into_iter().collect()
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = backups::region(case)?;
    let unformed = |text: &str| NoProposal::Unformed(text.to_owned());
    let other = other(case).ok_or_else(|| unformed("the resource is in no Region of the plan"))?;
    let vault = backups::vault(case, other)?;
    let found = case.sight.estate.vaults.in_region(other, vault);
    let destination = found
        .ok_or_else(|| NoProposal::Unformed(format!("no vault {vault} was seen in {other}")))?;
    let point = backups::newest_point(case)
        .ok_or_else(|| unformed("it has no recovery point in that Region that can be used"))?;
    Ok(Prepared {
        deed: Deed::Send(Mutation::StartCopyJob {
            region: region.clone(),
            recovery_point_arn: point.arn.clone(),
            source_vault: point.vault.clone(),
            destination_vault_arn: destination.arn.clone(),
            role_arn: backups::role(case)?,
            token: backups::token(case, ACTION.name),
        }),
        consequence: format!(
            "Copies {} to vault {vault} in {other}.",
            OutsideText::new(point.arn.raw())
        ),
        to: Some(other.clone()),
        stake: Stake::Nothing,
        inverse: Inverse::By {
            words: "deleting the copy, which lifeboat leaves to you".to_owned(),
            mutation: None,
        },
        depends: vec![Dependency::on(
            case,
            Source::CopyJobs,
            &case.target.scope,
            Plane::Control,
        )],
        expect: BTreeMap::from([("resource".to_owned(), point.resource.raw().to_owned())]),
    })
}
