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
    also: |_| Vec::new(),
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

static CHECKS: [&CheckEntry; 6] = [&POINT, &EXPIRING, &COLD, &ISOLATED, &OWNER, &NONE_RUNNING];

static POINT: CheckEntry = CheckEntry::new(
    "point",
    "there is a recovery point to restore",
    &[Pass, Refuse],
    |case| match backups::newest_point(case) {
        Some(point) => {
            let when = backups::data_time(point).map(|at| age(at, case.sight.now));
            Found::pass(format!("the newest is of {}", when.unwrap_or_default()))
                .measured(&point.arn)
        }
        None => Found::refuse("it has no recovery point in that Region that can be used")
            .clears("`backup` of it first"),
    },
);

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
        let class = backups::newest_point(case).and_then(|point| point.storage_class.as_ref());
        match class {
            Some(class) if class.raw() == "COLD" => {
                Found::warn("it is in cold storage: hours before it begins").measured(class)
            }
            _ => Found::pass("it is not in cold storage"),
        }
    },
);

static ISOLATED: CheckEntry = CheckEntry::new(
    "isolated",
    "it is put where nothing reaches customers",
    &[Pass, Block],
    |case| {
        let test = &case.sight.plan.restore_test;
        let database =
            backups::newest_point(case).is_some_and(|it| it.resource_type.raw() == "RDS");
        match (&test.subnet_group, test.security_groups.as_slice()) {
            _ if !database => Found::pass("it has no network of its own"),
            (Some(subnets), [_, ..]) => Found::pass(format!(
                "in {subnets}, with {}",
                test.security_groups.join(", ")
            )),
            _ => Found::block("the plan names no isolated network: it would get the default one")
                .clears("`[restore_test]` of the plan: `subnet_group` and `security_groups`"),
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
    |case| match backups::running(case, &case.sight.estate.restore_jobs) {
        0 => Found::pass("no restore of it is under way")
            .measured(0)
            .against(0),
        count => Found::warn("a restore of it is under way already")
            .measured(count)
            .against(0),
    },
);

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
    let name = match case.setting("name") {
        Some(name) => OutsideText::new(name),
        None => instances::stamped(&case.target.identifier, "test", case.begun),
    };
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
