//! Harbor Outfitters after somebody with bad intentions named everything in it.

use lifeboat::sim::World;
use lifeboat::sim::world::backups::{BackupVault, JobEnd};
use lifeboat::sim::world::databases::{FailoverState, PendingValue, StatusInfo, Tag};
use lifeboat::sim::world::health::CheckKind;
use lifeboat::sim::world::snapshots::{DbEvent, PendingAction};
use lifeboat::sim::world::zones::{Answer, RecordSet, Routing};
use lifeboat::sim::world::{PRIMARY, Region, STANDBY};

/// Clears the screen, names the window, turns the line round, breaks it, joins marks and pictures.
pub const NASTY: &str = "a\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{2067}\u{200f}שלום\u{200d}👩\u{200d}🚒🇩🇪e\u{301}\u{7f}注文\r\n\tz";

/// The source of the orders, as AWS calls it.
pub const SOURCE: &str = "orders-db";

/// The replica of the orders, as AWS calls it: found by whom it follows.
pub const REPLICA: &str = "orders\u{1b}[2J\u{202e}👾-usw2";

/// A health check's id.
pub const CHECK: &str = "check\u{1b}[1A..\u{202e}👾?#";

/// A recovery point that is in a vault of a hostile name.
pub const POINT: &str = "arn:aws:backup:us-west-2:123456789012:recovery-point:\u{1b}[2J👾";

/// Hostile texts, another each time.
struct Nasty(usize);

impl Nasty {
    fn text(&mut self) -> String {
        self.0 += 1;
        match self.0 % 5 {
            0 => NASTY.to_owned(),
            1 => format!("{NASTY}{}", "x".repeat(10_000)),
            2 => "注\u{1b}[31m".repeat(2_000),
            3 => "👩\u{200d}🚒".repeat(300),
            _ => format!("\u{202e}\u{2066}{}", "שלום ".repeat(500)),
        }
    }

    fn fill(&mut self, fields: &mut [&mut String]) {
        for field in fields {
            **field = self.text();
        }
    }

    fn option(&mut self) -> Option<String> {
        Some(self.text())
    }
}

/// Puts hostile text wherever AWS may say what it likes.
pub fn infest(world: &mut World) {
    let mut nasty = Nasty(0);
    world.caller_arn = format!("arn:aws:sts::123456789012:assumed-role/{NASTY}/{NASTY}");
    rename_replica(world);
    for region in world.regions.values_mut() {
        databases(region, &mut nasty);
        snapshots(region, &mut nasty);
        backups(region, &mut nasty);
        alarms(region, &mut nasty);
    }
    for global in world.global_clusters.values_mut() {
        nasty.fill(&mut [
            &mut global.status,
            &mut global.engine,
            &mut global.engine_version,
        ]);
        for member in &mut global.members {
            member.synchronization = nasty.option();
            member.write_forwarding = nasty.option();
        }
        global.failover = Some(FailoverState {
            status: nasty.text(),
            from: nasty.text(),
            to: nasty.text(),
            data_loss_allowed: true,
        });
    }
    vault(world);
    for arn in world.backup_ends.keys().cloned().collect::<Vec<_>>() {
        world.backup_ends.insert(arn, end(&mut nasty));
    }
    names(world, &mut nasty);
}

fn end(nasty: &mut Nasty) -> JobEnd {
    JobEnd {
        state: nasty.text(),
        message: nasty.option(),
        category: nasty.option(),
    }
}

fn rename_replica(world: &mut World) {
    let there = world.region_mut(STANDBY);
    let mut replica = there.instances.remove("orders-db-usw2").unwrap();
    replica.identifier = REPLICA.to_owned();
    replica.arn = format!("arn:aws:rds:{STANDBY}:123456789012:db:{REPLICA}");
    let arn = replica.arn.clone();
    there.instances.insert(REPLICA.to_owned(), replica);
    let source = world.instance_mut(PRIMARY, SOURCE).unwrap();
    source.read_replicas = vec![arn];
}

fn databases(region: &mut Region, nasty: &mut Nasty) {
    for it in region.instances.values_mut() {
        nasty.fill(&mut [
            &mut it.class,
            &mut it.engine_version,
            &mut it.status,
            &mut it.availability_zone,
            &mut it.backup_window,
            &mut it.storage_type,
            &mut it.endpoint,
            &mut it.resource_id,
        ]);
        if it.cluster.is_some() {
            it.engine = nasty.text();
        }
        it.secondary_availability_zone = nasty.option();
        it.kms_key = nasty.option();
        it.parameter_groups = vec![(nasty.text(), nasty.text())];
        it.automated_backup_replications = vec![nasty.text()];
        it.pending_modified_values = vec![
            (PendingValue::InstanceClass, nasty.text()),
            (PendingValue::EngineVersion, nasty.text()),
        ];
        it.tags = vec![Tag::new(&nasty.text(), &nasty.text())];
        it.status_infos = vec![StatusInfo {
            status_type: nasty.text(),
            normal: false,
            status: nasty.text(),
            message: nasty.option(),
        }];
    }
    for it in region.clusters.values_mut() {
        nasty.fill(&mut [
            &mut it.engine,
            &mut it.engine_version,
            &mut it.status,
            &mut it.endpoint,
            &mut it.reader_endpoint,
        ]);
        it.write_forwarding = nasty.option();
        it.availability_zones = vec![nasty.text()];
        it.tags = vec![Tag::new(&nasty.text(), &nasty.text())];
    }
}

fn snapshots(region: &mut Region, nasty: &mut Nasty) {
    for it in region.snapshots.values_mut() {
        nasty.fill(&mut [&mut it.snapshot_type, &mut it.status, &mut it.engine]);
        it.source_snapshot = nasty.option();
    }
    for it in region.cluster_snapshots.values_mut() {
        nasty.fill(&mut [&mut it.snapshot_type, &mut it.status, &mut it.engine]);
    }
    for it in region.instance_backups.values_mut() {
        nasty.fill(&mut [&mut it.status, &mut it.engine, &mut it.engine_version]);
    }
    for it in region.cluster_backups.values_mut() {
        nasty.fill(&mut [&mut it.status, &mut it.engine, &mut it.engine_version]);
    }
    for it in &mut region.events {
        event(it, nasty);
    }
    for actions in region.pending_maintenance.values_mut() {
        for it in actions {
            let PendingAction {
                action,
                description,
                opt_in,
                ..
            } = it;
            nasty.fill(&mut [action, description]);
            *opt_in = nasty.option();
        }
    }
}

fn event(it: &mut DbEvent, nasty: &mut Nasty) {
    nasty.fill(&mut [&mut it.source, &mut it.message, &mut it.source_arn]);
    it.categories = vec![nasty.text(), nasty.text()];
}

fn backups(region: &mut Region, nasty: &mut Nasty) {
    for vault in region.vaults.values_mut() {
        vault.key_arn = nasty.option();
        for it in vault.recovery_points.values_mut() {
            it.message = nasty.option();
            it.resource_name = nasty.option();
            it.key_arn = nasty.option();
            it.role_arn = nasty.text();
            if it.created.timestamp() % 2 == 0 {
                it.status = nasty.text();
            }
        }
    }
    for plan in region.plans.values_mut() {
        nasty.fill(&mut [&mut plan.name, &mut plan.version]);
        for rule in &mut plan.rules {
            nasty.fill(&mut [&mut rule.name, &mut rule.schedule, &mut rule.vault]);
        }
        for selection in plan.selections.values_mut() {
            nasty.fill(&mut [&mut selection.name, &mut selection.role_arn]);
            selection.tags.push((nasty.text(), nasty.text()));
            selection.not_resources.push(nasty.text());
        }
    }
    for it in &mut region.backup_jobs {
        it.message = nasty.option();
        it.category = nasty.option();
        it.resource_name = nasty.option();
    }
    for it in &mut region.copy_jobs {
        it.message = nasty.option();
        it.category = nasty.option();
        it.resource_name = nasty.option();
    }
    // The newest of each fails, in words that are shown.
    if let Some(it) = region.backup_jobs.last_mut() {
        it.state = "FAILED".to_owned();
        it.id = NASTY.to_owned();
        it.resource_arn = NASTY.to_owned();
    }
    if let Some(it) = region.copy_jobs.last_mut() {
        it.state = NASTY.to_owned();
    }
    for it in &mut region.restore_jobs {
        it.status = nasty.text();
        it.message = nasty.option();
        it.validation_status = nasty.option();
        it.validation_message = nasty.option();
    }
    for it in region.protected.values_mut() {
        it.name = nasty.option();
        it.resource_type = nasty.text();
    }
}

fn alarms(region: &mut Region, nasty: &mut Nasty) {
    let metric = std::mem::take(&mut region.metric_alarms);
    for (number, mut it) in metric.into_values().enumerate() {
        it.common.name = format!("{number}{NASTY}");
        it.common.alarm_actions = Vec::new();
        it.common.description = nasty.option();
        it.common.reason = nasty.text();
        it.metric.dimensions.push((nasty.text(), nasty.text()));
        it.treat_missing_data = nasty.option();
        it.comparison = nasty.text();
        region.metric_alarms.insert(it.common.name.clone(), it);
    }
    let composite = std::mem::take(&mut region.composite_alarms);
    for (number, mut it) in composite.into_values().enumerate() {
        it.common.name = format!("{number}{}", nasty.text());
        it.rule = nasty.text();
        region.composite_alarms.insert(it.common.name.clone(), it);
    }
}

/// A vault of a hostile name, with a recovery point of its own.
fn vault(world: &mut World) {
    let there = world.region_mut(STANDBY);
    let harbor = &there.vaults["harbor"];
    let mut point = harbor.recovery_points.values().next().unwrap().clone();
    point.arn = POINT.to_owned();
    let name = "vault/../\u{1b}[2J\u{202e}👾?#".to_owned();
    let mut vault = BackupVault {
        name: name.clone(),
        arn: format!("arn:aws:backup:{STANDBY}:123456789012:backup-vault:{name}"),
        recovery_points: [].into(),
        ..harbor.clone()
    };
    vault.insert(point);
    there.vaults.insert(name, vault);
}

/// Health checks and records, and a pair whose values are hostile text.
fn names(world: &mut World, nasty: &mut Nasty) {
    let old = "1d9a6c2e-0a51-4f0e-9c11-7b1f5a2e0001";
    let mut check = world.health_checks.remove(old).unwrap();
    check.id = CHECK.to_owned();
    world.health_checks.insert(check.id.clone(), check);
    for it in world.health_checks.values_mut() {
        it.caller_reference = nasty.text();
        it.domain_name = nasty.option();
        it.linked_service = Some((nasty.text(), nasty.text()));
        if let CheckKind::Http { path, search, .. } = &mut it.kind {
            *path = nasty.text();
            *search = search.as_ref().map(|_| nasty.text());
        }
    }
    for zone in world.zones.values_mut() {
        zone.comment = nasty.option();
        let records: Vec<RecordSet> = std::mem::take(&mut zone.records).into_values().collect();
        for mut it in records {
            if it.health_check.as_deref() == Some(old) {
                it.health_check = Some(CHECK.to_owned());
            }
            if !it.set_identifier.is_empty() {
                it.set_identifier.push_str(NASTY);
            }
            zone.insert(it);
        }
        for (side, routing) in [("1", Routing::Primary), ("2", Routing::Secondary)] {
            zone.insert(RecordSet {
                name: "text.shop.example.".to_owned(),
                record_type: "TXT".to_owned(),
                set_identifier: format!("{side}{NASTY}"),
                routing,
                answer: Answer::Values {
                    ttl: 60,
                    values: vec![format!("\"{side}\u{1b}[2J\u{202e}👾\"")],
                },
                health_check: None,
            });
        }
    }
}
