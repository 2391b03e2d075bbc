//! A night of AWS Backup at the harbor: jobs in every state, recovery points of
//! every kind, plans and vaults.

use super::harbor::*;
use crate::estate::facts::*;
use crate::estate::{Estate, Facts, Scope, Source};
use crate::terms::{Instant, OutsideText, Region, Span};

pub const ORDERS: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
const CATALOG: &str = "arn:aws:rds:us-east-1:123456789012:cluster:catalog-us-east-1";
const CARTS: &str = "arn:aws:dynamodb:us-east-1:123456789012:table/carts";
const MEDIA: &str = "arn:aws:s3:::harbor-media";
const UPLOADS: &str = "arn:aws:s3:::harbor-uploads";
const LEDGER: &str = "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0a1b2c3d";
const WHARF: &str = "arn:aws:ec2:us-east-1:123456789012:volume/vol-0c0ffee";

pub fn ago(span: Span) -> Instant {
    span.before(noon())
}

fn vault_arn(region: &Region) -> OutsideText {
    text(&format!(
        "arn:aws:backup:{region}:123456789012:backup-vault:harbor"
    ))
}

/// A job that was begun so long ago and took so long, or goes on.
pub fn job(id: &str, of: (&str, &str), state: &str, begun: Span, took: Option<Span>) -> Job {
    let created = ago(begun);
    Job {
        id: text(id),
        resource: text(of.0),
        resource_type: text(of.1),
        state: text(state),
        created: Some(created),
        completed: took.map(|took| took.after(created)),
        vault: Some(vault_arn(&east())),
        ..Job::default()
    }
}

pub fn backup_jobs() -> Vec<Job> {
    let minutes = Span::minutes;
    vec![
        Job {
            percent_done: Some(63.4),
            size_bytes: Some(116 << 30),
            ..job("b-1", (ORDERS, "RDS"), "RUNNING", minutes(22), None)
        },
        // AWS tells no percentage of it.
        job("b-2", (CATALOG, "Aurora"), "RUNNING", minutes(21), None),
        job("b-3", (WHARF, "EBS"), "CREATED", minutes(1), None),
        Job {
            percent_done: Some(5.0),
            ..job("b-4", (UPLOADS, "S3"), "ABORTING", minutes(31), None)
        },
        Job {
            size_bytes: Some(273 << 30),
            percent_done: Some(100.0),
            message_category: Some(text("SUCCESS")),
            ..job(
                "b-5",
                (CARTS, "DynamoDB"),
                "COMPLETED",
                minutes(480),
                Some(minutes(17)),
            )
        },
        Job {
            size_bytes: Some((3 << 40) + (1 << 39)),
            message_category: Some(text("AccessDenied")),
            message: Some(text(
                "Backup job completed with issues. 14 objects could not be read: the role \
                 AWSBackupDefaultServiceRole has no s3:GetObjectTagging on harbor-media/private. \
                 They are not in the recovery point.",
            )),
            ..job(
                "b-6",
                (MEDIA, "S3"),
                "COMPLETED",
                minutes(540),
                Some(minutes(52)),
            )
        },
        Job {
            message: Some(text(
                "The backup job did not start before its start window ended.",
            )),
            ..job(
                "b-7",
                (LEDGER, "EFS"),
                "EXPIRED",
                minutes(590),
                Some(minutes(60)),
            )
        },
        Job {
            message: Some(text("Access denied to the key of the vault.")),
            message_category: Some(text("AccessDenied")),
            ..job(
                "b-8",
                (UPLOADS, "S3"),
                "FAILED",
                minutes(600),
                Some(minutes(2)),
            )
        },
        job(
            "b-9",
            (WHARF, "EBS"),
            "ABORTED",
            minutes(1_500),
            Some(minutes(3)),
        ),
        job(
            "b-10",
            (WHARF, "EBS"),
            "PARTIAL",
            minutes(1_600),
            Some(minutes(3)),
        ),
    ]
}

pub fn copy_jobs() -> Vec<Job> {
    let copy = |id, of, state, begun, took| Job {
        kind: JobKind::Copy,
        vault: Some(vault_arn(&west())),
        size_bytes: Some(116 << 30),
        ..job(id, of, state, begun, took)
    };
    let (hours, minutes) = (Span::hours(7), Some(Span::minutes(28)));
    vec![
        copy("c-1", (ORDERS, "RDS"), "COMPLETED", hours, minutes),
        copy(
            "c-2",
            (CARTS, "DynamoDB"),
            "RUNNING",
            Span::minutes(12),
            None,
        ),
    ]
}

fn restore_jobs() -> Vec<Job> {
    let (days, minutes) = (Span::days(20), Some(Span::minutes(42)));
    let restored = Job {
        kind: JobKind::Restore,
        percent_done: Some(100.0),
        ..job("r-1", (ORDERS, "RDS"), "COMPLETED", days, minutes)
    };
    vec![restored]
}

/// A recovery point whose data is so old, and that took an hour to complete.
pub fn point(
    region: &Region,
    id: &str,
    of: (&str, &str),
    status: &str,
    age: Span,
) -> RecoveryPoint {
    RecoveryPoint {
        arn: text(&format!(
            "arn:aws:backup:{region}:123456789012:recovery-point:{id}"
        )),
        resource: text(of.0),
        resource_type: text(of.1),
        vault: text("harbor"),
        status: text(status),
        initiated: Some(ago(age)),
        created: Some(Span::minutes(1).after(ago(age))),
        completed: Some(Span::hours(1).after(ago(age))),
        delete_at: Some(Span::days(35).after(ago(age))),
        size_bytes: Some(116 << 30),
        encrypted: Some(true),
        ..RecoveryPoint::default()
    }
}

pub fn points(region: &Region) -> Vec<RecoveryPoint> {
    let orders = (ORDERS, "RDS");
    if *region == west() {
        return vec![RecoveryPoint {
            source_vault: Some(vault_arn(&east())),
            ..point(region, "w-1", orders, "COMPLETED", Span::minutes(440))
        }];
    }
    let composite = point(region, "stack", (WHARF, "EBS"), "PARTIAL", Span::hours(30));
    let part = point(region, "part", (WHARF, "EBS"), "COMPLETED", Span::hours(31));
    vec![
        point(region, "p-1", orders, "COMPLETED", Span::minutes(440)),
        point(
            region,
            "p-2",
            (CATALOG, "Aurora"),
            "CREATING",
            Span::minutes(21),
        ),
        RecoveryPoint {
            size_bytes: Some(258 << 30),
            delete_at: None,
            ..point(
                region,
                "continuous:media",
                (MEDIA, "S3"),
                "AVAILABLE",
                Span::days(90),
            )
        },
        RecoveryPoint {
            message: Some(text("Versioning of the bucket is suspended.")),
            delete_at: None,
            ..point(
                region,
                "continuous:up",
                (UPLOADS, "S3"),
                "STOPPED",
                Span::days(40),
            )
        },
        RecoveryPoint {
            cold_at: Some(Span::days(5).before(noon())),
            delete_at: Some(Span::days(300).after(noon())),
            encrypted: Some(false),
            ..point(region, "p-3", (WHARF, "EBS"), "COMPLETED", Span::days(35))
        },
        RecoveryPoint {
            cold_at: Some(Span::days(2).after(noon())),
            ..point(region, "p-4", (LEDGER, "EFS"), "COMPLETED", Span::days(28))
        },
        point(
            region,
            "p-5",
            (CARTS, "DynamoDB"),
            "EXPIRED",
            Span::days(36),
        ),
        RecoveryPoint {
            parent: Some(composite.arn.clone()),
            ..part
        },
        RecoveryPoint {
            is_parent: true,
            ..composite
        },
    ]
}

fn plans() -> Vec<BackupPlan> {
    let rule = |name: &str, schedule: &str, days, copied| BackupRule {
        name: text(name),
        schedule: Some(text(schedule)),
        vault: text("harbor"),
        start_window_minutes: Some(60),
        completion_window_minutes: Some(480),
        delete_after_days: days,
        copies: Option::into_iter(copied).collect(),
        ..BackupRule::default()
    };
    let to_west = CopyAction {
        vault: vault_arn(&west()),
        delete_after_days: Some(35),
    };
    let daily = rule(
        "daily",
        "cron(0 5 ? * * *)",
        Some(35),
        Some(to_west.clone()),
    );
    let monthly = BackupRule {
        cold_after_days: Some(30),
        ..rule("monthly", "cron(0 7 1 * ? *)", Some(365), Some(to_west))
    };
    let local = BackupRule {
        continuous: true,
        ..rule("local", "cron(0 5 ? * * *)", None, None)
    };
    let stores = BackupSelection {
        name: text("stores"),
        resources: vec![text(ORDERS), text(CATALOG), text(CARTS)],
        ..BackupSelection::default()
    };
    let tagged = BackupSelection {
        name: text("tagged"),
        any_tag: vec![TagCondition {
            comparison: text("StringEquals"),
            key: text("Backup"),
            value: text("daily"),
        }],
        not_resources: vec![text("arn:aws:s3:::harbor-scratch")],
        ..BackupSelection::default()
    };
    let plan = |id: &str, name: &str, rules, selections| BackupPlan {
        id: text(id),
        name: text(name),
        rules,
        selections,
    };
    vec![
        plan(
            "4f1c9a3e",
            "harbor-daily",
            vec![daily, monthly],
            vec![stores, tagged],
        ),
        plan("b7d2e8f0", "harbor-local", vec![local], Vec::new()),
    ]
}

fn vaults(region: &Region) -> Vec<BackupVault> {
    let vault = |name: &str, locked, lock_date| BackupVault {
        name: text(name),
        arn: text(&format!(
            "arn:aws:backup:{region}:123456789012:backup-vault:{name}"
        )),
        locked,
        lock_date,
        min_retention_days: Some(7),
        max_retention_days: None,
        recovery_points: Some(34),
    };
    if *region == west() {
        return vec![
            vault("harbor", Some(true), Some(Span::days(100).before(noon()))),
            vault("harbor-new", Some(true), Some(Span::days(2).after(noon()))),
        ];
    }
    vec![
        vault("harbor", Some(false), None),
        vault("harbor-kept", Some(true), None),
    ]
}

fn protected(region: &Region) -> Vec<ProtectedResource> {
    let of = |arn: &str, kind: &str, age| ProtectedResource {
        resource: text(arn),
        resource_type: text(kind),
        name: None,
        last_backup: Some(ago(age)),
    };
    let orders = of(ORDERS, "RDS", Span::minutes(440));
    if *region == west() {
        return vec![orders];
    }
    vec![
        orders,
        of(CATALOG, "Aurora", Span::hours(8)),
        of(CARTS, "DynamoDB", Span::hours(8)),
        of(MEDIA, "S3", Span::hours(9)),
        of(UPLOADS, "S3", Span::days(2)),
        of(LEDGER, "EFS", Span::days(2)),
        of(WHARF, "EBS", Span::days(2)),
    ]
}

/// What a night of backups left behind, seen when everything else was.
pub fn night(estate: &mut Estate) {
    for region in [east(), west()] {
        let here = region == east();
        let only_here = |jobs: Vec<Job>| Facts::Jobs(if here { jobs } else { Vec::new() });
        let plans = if here { plans() } else { Vec::new() };
        for (source, facts) in [
            (Source::BackupJobs, only_here(backup_jobs())),
            (Source::CopyJobs, only_here(copy_jobs())),
            (Source::RestoreJobs, only_here(restore_jobs())),
            (
                Source::RecoveryPoints,
                Facts::RecoveryPoints(points(&region)),
            ),
            (Source::BackupPlans, Facts::BackupPlans(plans)),
            (Source::Vaults, Facts::Vaults(vaults(&region))),
            (Source::Protected, Facts::Protected(protected(&region))),
        ] {
            let when = Span::seconds(5).before(noon());
            estate.apply(seen(source, &Scope::from(&region), when, facts));
        }
    }
}
