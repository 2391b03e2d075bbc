//! What the actions through AWS Backup share.

use crate::act::action::{Progress, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::proposal::NoProposal;
use crate::act::token::whole;
use crate::estate::facts::{BackupVault, Job, ProtectedResource, RecoveryPoint};
use crate::estate::{Scope, Source, Table};
use crate::journal::Target;
use crate::terms::{Arn, Instant, OutsideText, Region, Span, age};
use sha2::{Digest, Sha256};

use Class::{Block, Pass, Refuse, Warn};

/// What AWS Backup protects, as targets: by the name in its ARN, or by the whole
/// ARN where two in a Region have the same.
pub(super) fn resources(sight: &Sight<'_>) -> Vec<Target> {
    let protected = &sight.estate.protected;
    protected
        .iter()
        .map(|(scope, it)| Target {
            identifier: name_of(protected, scope, it),
            scope: scope.clone(),
        })
        .collect()
}

fn name_of(
    protected: &Table<ProtectedResource>,
    scope: &Scope,
    it: &ProtectedResource,
) -> OutsideText {
    let short = short(&it.resource);
    let same = protected
        .scope(scope)
        .filter(|other| self::short(&other.resource) == short);
    if same.count() > 1 {
        it.resource.clone()
    } else {
        short
    }
}

fn short(arn: &OutsideText) -> OutsideText {
    match Arn::parse(arn.raw()) {
        Ok(arn) => OutsideText::new(arn.resource_id()),
        Err(_) => arn.clone(),
    }
}

/// The resource that is the target.
pub(super) fn resource<'a>(case: &Case<'a>) -> Option<&'a ProtectedResource> {
    let protected = &case.sight.estate.protected;
    let scope: &'a Scope = &case.target.scope;
    let mut all = protected.scope(scope);
    all.find(|it| name_of(protected, scope, it) == case.target.identifier)
}

/// The newest recovery point of the target in its Region that can be used.
pub(super) fn newest_point<'a>(case: &Case<'a>) -> Option<&'a RecoveryPoint> {
    let resource = resource(case)?;
    let scope: &'a Scope = &case.target.scope;
    let points = case.sight.estate.recovery_points.scope(scope);
    points
        .filter(|point| point.resource == resource.resource && is_usable(point))
        .max_by_key(|point| data_time(point))
}

/// Whether a recovery point can be used (`domain.md` §4).
fn is_usable(point: &RecoveryPoint) -> bool {
    ["COMPLETED", "AVAILABLE"].contains(&point.status.raw())
}

/// The time of its data: never that of its completion (`domain.md` §4).
pub(super) fn data_time(point: &RecoveryPoint) -> Option<Instant> {
    point.initiated.into_iter().chain(point.created).min()
}

/// The Region of the target.
pub(super) fn region<'a>(case: &Case<'a>) -> Result<&'a Region, NoProposal> {
    case.region()
        .ok_or_else(|| NoProposal::Unformed("a resource is in a Region".to_owned()))
}

/// The role that AWS Backup assumes.
pub(super) fn role(case: &Case<'_>) -> Result<Arn, NoProposal> {
    case.sight.plan.backup.role.clone().ok_or_else(|| {
        NoProposal::Setting(
            "the plan names no `role` in `[backup]` for AWS Backup to assume".to_owned(),
        )
    })
}

/// The plan's vault in a Region.
pub(super) fn vault<'a>(case: &Case<'a>, region: &Region) -> Result<&'a str, NoProposal> {
    case.sight
        .plan
        .backup
        .vaults
        .get(region)
        .map(String::as_str)
        .ok_or_else(|| {
            NoProposal::Setting(format!(
                "the plan names no vault for {region} in `[backup.vaults]`"
            ))
        })
}

/// A token that is the same for the same review, so that one that is sent twice
/// by whatever accident starts one job.
pub(super) fn token(case: &Case<'_>, action: &str) -> String {
    let mut hash = Sha256::new();
    for part in [
        action,
        case.target.identifier.raw(),
        &case.target.scope.to_string(),
        &whole(case.begun).timestamp().to_string(),
    ] {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    let bytes = hash.finalize();
    let digits: String = bytes
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("lifeboat-{digits}")
}

/// Which recovery point is copied or restored: without one there is nothing to
/// propose.
pub(super) static POINT: CheckEntry = CheckEntry::new(
    "point",
    "there is a recovery point",
    &[Pass, Warn],
    |case| {
        let point = newest_point(case);
        let found = match point.and_then(data_time) {
            Some(at) => Found::pass(format!("the newest is of {}", age(at, case.sight.now))),
            None => Found::warn("of when its newest recovery point is was not seen")
                .clears("AWS Backup says when it was begun or made"),
        };
        match point {
            Some(point) => found.measured(&point.arn),
            None => found,
        }
    },
);

/// Whether AWS Backup protects resources of that type there.
pub(super) static OPTED_IN: CheckEntry = CheckEntry::new(
    "opted-in",
    "AWS Backup protects resources of that type there",
    &[Pass, Warn, Block],
    |case| {
        let Some(resource) = resource(case) else {
            return Found::block("the resource was not seen").clears("AWS Backup lists it");
        };
        let kind = &resource.resource_type;
        let mut settings = case.sight.estate.region_settings.scope(&case.target.scope);
        match settings
            .next()
            .and_then(|settings| settings.is_opted_in(kind.raw()))
        {
            Some(true) => Found::pass(format!("{kind} is opted in")).measured(kind),
            Some(false) => Found::block(format!("{kind} is not opted in there"))
                .measured(kind)
                .clears("UpdateRegionSettings"),
            None => Found::warn(format!("whether {kind} is opted in there was not seen")),
        }
    },
);

/// Whether the plan's vault is there, and takes what is kept in it.
pub(super) static VAULT: CheckEntry = CheckEntry::new(
    "vault",
    "the plan's vault is there",
    &[Pass, Warn, Block, Refuse],
    |case| match case.region() {
        Some(region) => vault_check(case, region),
        None => Found::refuse("a vault is in a Region"),
    },
);

/// The same for any Region.
pub(super) fn vault_check(case: &Case<'_>, region: &Region) -> Found {
    let name = match vault(case, region) {
        Ok(name) => name,
        Err(error) => {
            return Found::refuse(error.to_string()).clears("`[backup.vaults]` of the plan");
        }
    };
    let found: Option<&BackupVault> = case.sight.estate.vaults.in_region(region, name);
    let listed = case.sight.age(Source::Vaults, &Scope::from(region));
    match found {
        None if listed.is_none() => Found::block(format!(
            "whether there is a vault {name} in {region} was not seen"
        ))
        .measured(name)
        .clears("AWS Backup lists its vaults"),
        None => Found::refuse(format!("no vault {name} was seen in {region}"))
            .measured(name)
            .clears("the vault, or another in the plan"),
        Some(vault) if vault.locked == Some(true) => Found::warn(format!(
            "vault {name} is locked: what is put there stays for {} days at least",
            vault.min_retention_days.unwrap_or(0)
        ))
        .measured(name),
        Some(_) => Found::pass(format!("vault {name} in {region}")).measured(name),
    }
}

/// Statuses in which a job is on its way.
const RUNNING: [&str; 3] = ["CREATED", "PENDING", "RUNNING"];

/// Whether none of these jobs of the resource is on its way; `otherwise` says how
/// bad it is that one is.
pub(super) fn none_running(
    case: &Case<'_>,
    jobs: &Table<Job>,
    what: &str,
    otherwise: Class,
) -> Found {
    match running(case, jobs) {
        0 => Found::pass(format!("no {what} of it is under way"))
            .measured(0)
            .against(0),
        count => Found::of(otherwise, format!("a {what} of it is under way already"))
            .measured(count)
            .against(0)
            .clears("it ends"),
    }
}

/// The jobs of the resource that are on their way.
fn running(case: &Case<'_>, jobs: &Table<Job>) -> usize {
    let Some(resource) = resource(case) else {
        return 0;
    };
    let own = jobs
        .scope(&case.target.scope)
        .filter(|job| job.resource == resource.resource);
    own.filter(|job| RUNNING.contains(&job.state.raw())).count()
}

/// How long after the intent a job that is not listed tells that none was begun.
const NO_TRACE: Span = Span::minutes(10);

/// How far a job has come: by its id where AWS gave one, else by the resource and
/// the time.
pub(super) fn job_progress(watched: &Watched<'_>, source: Source, jobs: &Table<Job>) -> Progress {
    let scope = &watched.intent.target.scope;
    if !watched.was_seen(source, scope) {
        return Progress::NotKnown("AWS Backup has not listed jobs since".to_owned());
    }
    let resource = watched.expected("resource").unwrap_or_default();
    let id = watched.accepted().flatten();
    let mut own = jobs.scope(scope).filter(|job| match id {
        Some(id) => job.id == *id,
        None => {
            job.resource.raw() == resource
                && job
                    .created
                    .is_some_and(|created| created >= whole(watched.since))
        }
    });
    let Some(job) = own.next() else {
        return if watched.age() > NO_TRACE {
            Progress::Contrary(vec![format!("no job of it after {}", watched.age())])
        } else {
            Progress::Underway("no job of it is listed yet".to_owned())
        };
    };
    let says = || {
        let message = job.message.as_ref().map(|it| format!(": {it}"));
        format!(
            "job {}: {}{}",
            job.id,
            job.state,
            message.unwrap_or_default()
        )
    };
    match job.state.raw() {
        "COMPLETED" => Progress::Done(vec![says()]),
        "FAILED" | "ABORTED" | "EXPIRED" | "PARTIAL" => Progress::Contrary(vec![says()]),
        _ => Progress::Underway(match job.percent_done {
            Some(percent) => format!("{}, {percent:.0} %", says()),
            None => says(),
        }),
    }
}
