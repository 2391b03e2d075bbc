//! `restore-test`: restores the newest recovery point of a resource beside it,
//! through AWS Backup, to see that it can be done (`domain.md` §10, G).

use super::{backups, instances};
use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::Case;
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane};
use crate::estate::facts::RecoveryPoint;
use crate::estate::{Scope, Source};
use crate::terms::{OutsideText, Span, age};
use std::collections::BTreeMap;

use Class::{Block, Pass, Refuse, Warn};

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "restore-test",
    verb: "RESTORE",
    does: "restore the newest recovery point of a resource beside it, to see that it can be done",
    settings: &[
        SettingEntry {
            name: "name",
            about: "what the restored resource is called; the old name with the time unless said",
        },
        SettingEntry {
            name: "owner",
            about: "who deletes it afterwards: needed, since it is billed until then",
        },
    ],
    targets: backups::resources,
    relies,
    also,
    prepare,
    checks: &CHECKS,
    not_checked: &[
        "that AWS Backup may assume the role",
        "quotas of its Region",
        "what it costs",
        "that what is restored is right: look into it, and say so",
    ],
    progress: |watched: &Watched<'_>| -> Progress {
        backups::job_progress(
            watched,
            Source::RestoreJobs,
            &watched.sight.estate.restore_jobs,
        )
    },
    patience: Span::hours(12),
};

static CHECKS: [&CheckEntry; 7] = [
    &backups::POINT,
    &EXPIRING,
    &COLD,
    &NAME,
    &ISOLATED,
    &OWNER,
    &NONE_RUNNING,
];

/// How long a restore may take: what is deleted before is no use.
const RESTORE: Span = Span::hours(12);

static EXPIRING: CheckEntry = CheckEntry::new(
    "expiring",
    "the recovery point stays long enough",
    &[Pass, Refuse],
    |case| match backups::newest_point(case).and_then(|point| point.delete_at) {
        Some(delete) if Span::between(case.sight.now, delete) < RESTORE => {
            let left = Span::between(case.sight.now, delete);
            Found::refuse(format!("it is deleted in {left}"))
                .measured(left)
                .against(RESTORE)
                .clears("a newer recovery point")
        }
        _ => Found::pass("it stays long enough").against(RESTORE),
    },
);

static COLD: CheckEntry = CheckEntry::new(
    "cold",
    "the recovery point is not in cold storage",
    &[Pass, Warn],
    |case| {
        let point = backups::newest_point(case);
        let class = point.and_then(|point| point.storage_class.as_ref());
        // A vault's list tells no class: when it moves there, it does.
        let moved = point
            .and_then(|point| point.cold_at)
            .filter(|at| *at <= case.sight.now);
        match (class.map(|it| it.raw()), moved) {
            (Some("COLD"), _) => Found::warn("it is in cold storage: hours before it begins"),
            (None, Some(moved)) => Found::warn(format!(
                "it moved to cold storage {}: hours before it begins",
                age(moved, case.sight.now)
            )),
            _ => Found::pass("it is not in cold storage"),
        }
    },
);

static NAME: CheckEntry = CheckEntry::new(
    "new-name",
    "nothing has the new name",
    &[Pass, Refuse],
    |case| {
        let name = name(case);
        let database = is_database(case);
        let instances = &case.sight.estate.instances;
        match instances.get(&case.target.scope, &name) {
            Some(_) if database => Found::refuse(format!("an instance {name} is there already"))
                .measured(&name)
                .clears("`--set name=` another"),
            _ if database => Found::pass(format!("{name} is free")).measured(&name),
            _ => Found::pass("AWS refuses a name that is taken").measured(&name),
        }
    },
);

static ISOLATED: CheckEntry = CheckEntry::new(
    "isolated",
    "it is put where nothing reaches customers",
    &[Pass, Block],
    |case| {
        if is_database(case) {
            instances::isolated(case)
        } else {
            Found::pass("it has no network of its own")
        }
    },
);

static OWNER: CheckEntry = CheckEntry::new(
    "owner",
    "somebody deletes it afterwards",
    &[Pass, Block],
    |case| match case
        .setting("owner")
        .map(str::trim)
        .filter(|owner| !owner.is_empty())
    {
        Some(owner) => Found::pass(format!("{} deletes it", OutsideText::new(owner))),
        None => Found::block("nobody is named who deletes it afterwards").clears("`--set owner=`"),
    },
);

static NONE_RUNNING: CheckEntry = CheckEntry::new(
    "none-running",
    "no restore of it is under way",
    &[Pass, Warn],
    |case| backups::none_running(case, &case.sight.estate.restore_jobs, "restore", Warn),
);

fn is_database(case: &Case<'_>) -> bool {
    backups::newest_point(case).is_some_and(|point| point.resource_type.raw() == "RDS")
}

fn name(case: &Case<'_>) -> OutsideText {
    match case.setting("name") {
        Some(name) => OutsideText::new(name),
        None => instances::stamped(&case.target.identifier, "test", case.begun),
    }
}

/// The names that are taken.
fn also(case: &Case<'_>) -> Vec<(Source, Scope)> {
    vec![(Source::DbInstances, case.target.scope.clone())]
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let scope = &case.target.scope;
    vec![
        (Source::RestoreJobs, scope.clone()),
        (Source::RecoveryPoints, scope.clone()),
    ]
}

/// What AWS Backup is told to restore, and as what (AWS Backup developer guide,
/// "Restoring a backup", by resource type).
fn metadata(
    case: &Case<'_>,
    point: &RecoveryPoint,
    name: &OutsideText,
) -> Result<BTreeMap<String, String>, NoProposal> {
    let entry = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let test = &case.sight.plan.restore_test;
    Ok(match point.resource_type.raw() {
        "RDS" => {
            let class = case
                .sight
                .estate
                .instances
                .get(&case.target.scope, &case.target.identifier);
            let class = class.map_or("db.t4g.medium", |it| it.class.raw());
            let mut all = BTreeMap::from([
                entry("DBInstanceIdentifier", name.raw()),
                entry("DBInstanceClass", class),
                entry("MultiAZ", "false"),
                entry("PubliclyAccessible", "false"),
            ]);
            if let Some(subnets) = &test.subnet_group {
                all.extend([entry("DBSubnetGroupName", subnets)]);
            }
            if !test.security_groups.is_empty() {
                let groups = serde_json::json!(test.security_groups).to_string();
                all.extend([entry("VpcSecurityGroupIds", &groups)]);
            }
            all
        }
        "DynamoDB" => BTreeMap::from([entry("targetTableName", name.raw())]),
        "EFS" => BTreeMap::from([
            entry("file-system-id", case.target.identifier.raw()),
            entry("newFileSystem", "true"),
            entry("Encrypted", "true"),
            entry("PerformanceMode", "generalPurpose"),
            entry("CreationToken", name.raw()),
        ]),
        other => {
            return Err(NoProposal::Unformed(format!(
                "this version restores RDS, DynamoDB and EFS; this is {}",
                OutsideText::new(other)
            )));
        }
    })
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = backups::region(case)?;
    let point = backups::newest_point(case).ok_or_else(|| {
        NoProposal::Unformed("it has no recovery point in that Region that can be used".to_owned())
    })?;
    let name = name(case);
    Ok(Prepared {
        deed: Deed::Send(Mutation::StartRestoreJob {
            region: region.clone(),
            recovery_point_arn: point.arn.clone(),
            role_arn: backups::role(case)?,
            metadata: metadata(case, point, &name)?,
            resource_type: point.resource_type.raw().to_owned(),
            token: backups::token(case, ACTION.name),
        }),
        consequence: format!(
            "Makes {name} beside it, which is billed until somebody deletes it. What is there is not \
             touched."
        ),
        to: None,
        stake: Stake::Nothing,
        inverse: Inverse::By {
            words: "deleting what was restored, which lifeboat leaves to you".to_owned(),
            mutation: None,
        },
        depends: vec![Dependency::on(
            case,
            Source::RestoreJobs,
            &case.target.scope,
            Plane::Control,
        )],
        expect: BTreeMap::from([("resource".to_owned(), point.resource.raw().to_owned())]),
    })
}
