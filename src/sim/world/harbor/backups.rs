//! The shop's AWS Backup: a plan with copies to the standby Region, one without, and a restore test.

use chrono::{DateTime, Duration, Utc};

use super::{databases, stores};
use crate::sim::world::backups::{
    BackupPlan, BackupRule, BackupSelection, BackupVault, CopyAction, Lifecycle, RecoveryPoint,
    RestoreJob,
};
use crate::sim::world::{ACCOUNT, PRIMARY, STANDBY, World};

const DAILY_PLAN: &str = "4f1c9a3e-6d0b-4c57-9f5e-1a7be2c80d01";
const LOCAL_PLAN: &str = "b7d2e8f0-13aa-4e0c-8a44-95c0d1f3e602";

fn role() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole")
}

fn vault_arn(region: &str) -> String {
    format!("arn:aws:backup:{region}:{ACCOUNT}:backup-vault:harbor")
}

fn kept(days: i64) -> Lifecycle {
    Lifecycle {
        cold_after_days: None,
        delete_after_days: Some(days),
    }
}

fn rule(id: &str, name: &str, schedule: &str, days: i64, copied: bool) -> BackupRule {
    let copy = CopyAction {
        destination_vault_arn: vault_arn(STANDBY),
        lifecycle: kept(days),
    };
    BackupRule {
        id: id.to_owned(),
        name: name.to_owned(),
        vault: "harbor".to_owned(),
        schedule: schedule.to_owned(),
        start_window_minutes: 60,
        completion_window_minutes: 480,
        lifecycle: kept(days),
        continuous: false,
        copies: if copied { vec![copy] } else { Vec::new() },
    }
}

fn selection(
    id: &str,
    name: &str,
    resources: Vec<String>,
    created: DateTime<Utc>,
) -> BackupSelection {
    BackupSelection {
        id: id.to_owned(),
        name: name.to_owned(),
        role_arn: role(),
        resources,
        not_resources: Vec::new(),
        tags: Vec::new(),
        created,
    }
}

fn plan(id: &str, name: &str, created: DateTime<Utc>) -> BackupPlan {
    BackupPlan {
        id: id.to_owned(),
        arn: format!("arn:aws:backup:{PRIMARY}:{ACCOUNT}:backup-plan:{id}"),
        name: name.to_owned(),
        version: "ZjE2OGQ1YTctNDk3Yi00".to_owned(),
        created,
        last_execution: None,
        rules: Vec::new(),
        selections: [].into(),
    }
}

/// Adds vaults, plans and the bucket's continuous backup.
pub(super) fn add(world: &mut World) {
    let created = world.epoch - Duration::days(400);
    for region in [PRIMARY, STANDBY] {
        let vault = BackupVault {
            name: "harbor".to_owned(),
            arn: vault_arn(region),
            created,
            key_arn: Some(format!("arn:aws:kms:{region}:{ACCOUNT}:key/harbor-backup")),
            locked: region == STANDBY,
            lock_date: None,
            min_retention_days: (region == STANDBY).then_some(7),
            max_retention_days: None,
            recovery_points: [].into(),
        };
        let here = world.region_mut(region);
        here.vaults.insert(vault.name.clone(), vault);
        // Opted in to what the shop has; EFS only where it has one.
        here.backup_opt_in = ["Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3"]
            .map(|kind| (kind.to_owned(), kind != "EFS" || region == PRIMARY))
            .into();
    }

    let mut daily = plan(DAILY_PLAN, "harbor-daily", created);
    daily.rules = vec![
        rule(
            "a3f0c1d2-0001-4a6e-9d10-000000000001",
            "daily",
            "cron(0 5 ? * * *)",
            35,
            true,
        ),
        rule(
            "a3f0c1d2-0002-4a6e-9d10-000000000002",
            "weekly",
            "cron(0 6 ? * SUN *)",
            90,
            true,
        ),
        rule(
            "a3f0c1d2-0003-4a6e-9d10-000000000003",
            "monthly",
            "cron(0 7 1 * ? *)",
            365,
            true,
        ),
    ];
    let stores = selection(
        "5e2f7c44-1111-4b1d-8c52-000000000011",
        "stores",
        vec![
            databases::instance_arn(PRIMARY, "orders-db"),
            format!("arn:aws:rds:{PRIMARY}:{ACCOUNT}:cluster:catalog"),
            stores::carts_arn(PRIMARY),
            stores::MEDIA_ARN.to_owned(),
        ],
        created,
    );
    let mut tagged = selection(
        "5e2f7c44-2222-4b1d-8c52-000000000012",
        "tagged",
        Vec::new(),
        created,
    );
    tagged.tags = vec![("Backup".to_owned(), "harbor-daily".to_owned())];
    daily.selections = [stores, tagged].map(|s| (s.id.clone(), s)).into();

    let mut local = plan(LOCAL_PLAN, "harbor-local", created);
    local.rules = vec![rule(
        "a3f0c1d2-0004-4a6e-9d10-000000000004",
        "daily-local",
        "cron(0 5 ? * * *)",
        35,
        false,
    )];
    let uploads = selection(
        "5e2f7c44-3333-4b1d-8c52-000000000013",
        "uploads",
        vec![self::stores::uploads_arn()],
        created,
    );
    local.selections = [(uploads.id.clone(), uploads)].into();

    let here = world.region_mut(PRIMARY);
    for plan in [daily, local] {
        here.plans.insert(plan.id.clone(), plan);
    }
    let since = world.epoch - Duration::days(90);
    let continuous = RecoveryPoint {
        arn: format!(
            "arn:aws:backup:{PRIMARY}:{ACCOUNT}:recovery-point:continuous:harbor-media-5d1c0b7e"
        ),
        resource_arn: stores::MEDIA_ARN.to_owned(),
        resource_type: "S3".to_owned(),
        resource_name: Some("harbor-media".to_owned()),
        source_vault_arn: None,
        status: "AVAILABLE".to_owned(),
        message: None,
        initiated: Some(since),
        created: since,
        completed: None,
        size_bytes: 212 << 30,
        // A continuous backup rolls: it is never deleted as a whole.
        lifecycle: Lifecycle::default(),
        key_arn: Some(format!("arn:aws:kms:{PRIMARY}:{ACCOUNT}:key/harbor-backup")),
        role_arn: role(),
        created_by: None,
        last_restore: None,
        is_parent: false,
        parent_arn: None,
    };
    world.keep(PRIMARY, "harbor", continuous, since);
}

/// Adds the restore test of twenty days ago: the orders database, in the standby Region, in 42 minutes.
pub(super) fn add_restore_test(world: &mut World) {
    let resource = databases::instance_arn(PRIMARY, "orders-db");
    let started = world.epoch - Duration::days(20) + Duration::hours(2);
    let Some(here) = world.regions.get_mut(STANDBY) else {
        return;
    };
    let Some(vault) = here.vaults.get_mut("harbor") else {
        return;
    };
    let newest = vault
        .recovery_points
        .values_mut()
        .filter(|point| point.resource_arn == resource)
        .filter(|point| {
            point
                .completed
                .is_some_and(|completed| completed <= started)
        })
        .max_by_key(|point| point.created);
    let Some(point) = newest else {
        return;
    };
    point.last_restore = Some(started);
    let job = RestoreJob {
        id: "0F6B8C1A-93D4-4E27-B7E8-5C2A1D90E701".to_owned(),
        recovery_point_arn: point.arn.clone(),
        recovery_point_created: point.created,
        source_resource_arn: resource.clone(),
        vault_arn: vault.arn.clone(),
        resource_type: "RDS".to_owned(),
        status: "COMPLETED".to_owned(),
        message: None,
        created: started,
        completed: Some(started + Duration::minutes(42)),
        percent_done: 100.0,
        size_bytes: point.size_bytes,
        role_arn: role(),
        created_resource_arn: Some(databases::instance_arn(STANDBY, "orders-restore-test")),
        testing_plan_arn: None,
        validation_status: None,
        validation_message: None,
        deletion_status: None,
        metadata: [].into(),
        expected_completion: None,
    };
    if let Some(protected) = here.protected.get_mut(&resource) {
        protected.restore_minutes = Some(42);
        protected.restore_created = Some(started);
        protected.restored_point_created = Some(job.recovery_point_created);
    }
    here.restore_jobs.push(job);
}
