//! The shop's databases: `orders-db` with a replica, and the Aurora global cluster `catalog-global`.

use chrono::{DateTime, Duration, Utc};

use super::tags;
use crate::sim::world::databases::{
    ClusterMember, DbCluster, DbInstance, GlobalCluster, GlobalMember, Restorable, StatusInfo,
    Writes,
};
use crate::sim::world::interruptions::Interruptions;
use crate::sim::world::snapshots::{
    ClusterAutomatedBackup, DbEvent, InstanceAutomatedBackup, PendingAction,
};
use crate::sim::world::{ACCOUNT, PRIMARY, STANDBY, World};

const AURORA_VERSION: &str = "8.0.mysql_aurora.3.08.2";

/// The ARN of an instance.
pub(in crate::sim::world) fn instance_arn(region: &str, identifier: &str) -> String {
    format!("arn:aws:rds:{region}:{ACCOUNT}:db:{identifier}")
}

fn cluster_arn(region: &str, identifier: &str) -> String {
    format!("arn:aws:rds:{region}:{ACCOUNT}:cluster:{identifier}")
}

fn key(region: &str) -> Option<String> {
    Some(format!("arn:aws:kms:{region}:{ACCOUNT}:key/harbor-data"))
}

/// A PostgreSQL instance that stands alone; the shop's other instances differ from it where they must.
pub(in crate::sim::world) fn postgres(
    region: &str,
    identifier: &str,
    created: DateTime<Utc>,
) -> DbInstance {
    DbInstance {
        identifier: identifier.to_owned(),
        arn: instance_arn(region, identifier),
        resource_id: format!("db-{}", identifier.replace('-', "").to_ascii_uppercase()),
        class: "db.r6g.xlarge".to_owned(),
        engine: "postgres".to_owned(),
        engine_version: "16.8".to_owned(),
        status: "available".to_owned(),
        status_infos: Vec::new(),
        read_replica_source: None,
        read_replicas: Vec::new(),
        cluster: None,
        promotion_tier: None,
        multi_az: false,
        availability_zone: format!("{region}a"),
        secondary_availability_zone: None,
        backup_retention_days: 7,
        backup_window: "03:07-03:37".to_owned(),
        restorable: Restorable::Follows,
        allocated_storage: 500,
        iops: Some(12_000),
        storage_type: "gp3".to_owned(),
        encrypted: true,
        kms_key: key(region),
        deletion_protection: true,
        parameter_groups: vec![("harbor-postgres16".to_owned(), "in-sync".to_owned())],
        pending_modified_values: Vec::new(),
        automated_backup_replications: Vec::new(),
        created,
        endpoint: format!("{identifier}.c1harbor.{region}.rds.amazonaws.com"),
        port: 5432,
        subnet_group: "harbor-data".to_owned(),
        security_groups: vec!["sg-0harbor0data0001".to_owned()],
        publicly_accessible: false,
        tags: tags("gold", None),
        busy: false,
        writes: Writes::Busy,
        replication: Interruptions::default(),
    }
}

fn aurora(region: &str, identifier: &str, cluster: &str, created: DateTime<Utc>) -> DbInstance {
    DbInstance {
        class: "db.r6g.large".to_owned(),
        engine: "aurora-mysql".to_owned(),
        engine_version: AURORA_VERSION.to_owned(),
        cluster: Some(cluster.to_owned()),
        promotion_tier: Some(1),
        allocated_storage: 1,
        iops: None,
        storage_type: "aurora".to_owned(),
        parameter_groups: vec![("harbor-aurora-mysql8".to_owned(), "in-sync".to_owned())],
        port: 3306,
        restorable: Restorable::Absent,
        ..postgres(region, identifier, created)
    }
}

fn cluster(region: &str, identifier: &str, members: &[&str], created: DateTime<Utc>) -> DbCluster {
    let writes = region == PRIMARY;
    DbCluster {
        identifier: identifier.to_owned(),
        arn: cluster_arn(region, identifier),
        resource_id: format!(
            "cluster-{}",
            identifier.replace('-', "").to_ascii_uppercase()
        ),
        engine: "aurora-mysql".to_owned(),
        engine_version: AURORA_VERSION.to_owned(),
        status: "available".to_owned(),
        members: members
            .iter()
            .enumerate()
            .map(|(index, instance)| ClusterMember {
                instance: (*instance).to_owned(),
                writer: writes && index == 0,
                promotion_tier: 1,
            })
            .collect(),
        global_cluster: Some("catalog-global".to_owned()),
        replication_source: None,
        write_forwarding: (!writes).then(|| "disabled".to_owned()),
        status_infos: Vec::new(),
        availability_zones: ["a", "b", "c"].map(|zone| format!("{region}{zone}")).into(),
        multi_az: members.len() > 1,
        backup_retention_days: if writes { 7 } else { 1 },
        backup_window: "02:15-02:45".to_owned(),
        restorable: Restorable::Follows,
        encrypted: true,
        kms_key: key(region),
        deletion_protection: true,
        created,
        endpoint: format!("{identifier}.cluster-c1harbor.{region}.rds.amazonaws.com"),
        reader_endpoint: format!("{identifier}.cluster-ro-c1harbor.{region}.rds.amazonaws.com"),
        port: 3306,
        tags: tags("gold", None),
        replication: Interruptions::default(),
    }
}

/// Adds the shop's databases to both Regions.
pub(super) fn add(world: &mut World) {
    let created = world.epoch - Duration::days(500);
    add_orders(world, created);
    add_catalog(world, created);
    let primary = world.region_mut(PRIMARY);
    primary.pending_maintenance.insert(
        instance_arn(PRIMARY, "orders-db"),
        vec![PendingAction {
            action: "system-update".to_owned(),
            description: "New Operating System update is available".to_owned(),
            auto_applied_after: None,
            current_apply: None,
            forced_apply: None,
            opt_in: None,
        }],
    );
}

/// Notes that the orders' database went over to its other zone at an instant that has just been reached.
pub(super) fn note_failover(world: &mut World, at: DateTime<Utc>) {
    world.region_mut(PRIMARY).events.push(DbEvent {
        source: "orders-db".to_owned(),
        source_type: "db-instance".to_owned(),
        source_arn: instance_arn(PRIMARY, "orders-db"),
        message: "Multi-AZ instance failover completed".to_owned(),
        categories: vec!["failover".to_owned(), "availability".to_owned()],
        date: at,
    });
}

fn add_orders(world: &mut World, created: DateTime<Utc>) {
    let copy_arn = format!("arn:aws:rds:{STANDBY}:{ACCOUNT}:auto-backup:ab-ordersdbusw2copy");
    let replica_arn = instance_arn(STANDBY, "orders-db-usw2");
    let orders = DbInstance {
        multi_az: true,
        secondary_availability_zone: Some(format!("{PRIMARY}b")),
        read_replicas: vec![replica_arn],
        automated_backup_replications: vec![copy_arn.clone()],
        tags: tags("gold", Some("harbor-daily")),
        ..postgres(PRIMARY, "orders-db", created)
    };
    let replica = DbInstance {
        read_replica_source: Some(orders.arn.clone()),
        status_infos: vec![StatusInfo::replicating()],
        backup_window: "04:20-04:50".to_owned(),
        ..postgres(STANDBY, "orders-db-usw2", created + Duration::days(30))
    };
    let own_backup = automated_backup(
        &orders,
        PRIMARY,
        format!("arn:aws:rds:{PRIMARY}:{ACCOUNT}:auto-backup:ab-ordersdbuse1"),
        "active",
    );
    let own_backup = InstanceAutomatedBackup {
        replications: vec![copy_arn.clone()],
        ..own_backup
    };
    let copied = automated_backup(&orders, PRIMARY, copy_arn, "replicating");
    let copied = InstanceAutomatedBackup {
        kms_key: key(STANDBY),
        ..copied
    };
    let replica_backup = automated_backup(
        &replica,
        STANDBY,
        format!("arn:aws:rds:{STANDBY}:{ACCOUNT}:auto-backup:ab-ordersdbusw2own"),
        "active",
    );
    let primary = world.region_mut(PRIMARY);
    primary
        .instance_backups
        .insert(own_backup.arn.clone(), own_backup);
    primary.instances.insert(orders.identifier.clone(), orders);
    let standby = world.region_mut(STANDBY);
    for backup in [copied, replica_backup] {
        standby.instance_backups.insert(backup.arn.clone(), backup);
    }
    standby
        .instances
        .insert(replica.identifier.clone(), replica);
}

/// The automated backups of an instance of this Region.
pub(in crate::sim::world) fn automated_backup(
    instance: &DbInstance,
    source_region: &str,
    arn: String,
    status: &str,
) -> InstanceAutomatedBackup {
    InstanceAutomatedBackup {
        arn,
        instance_arn: instance.arn.clone(),
        instance: instance.identifier.clone(),
        resource_id: instance.resource_id.clone(),
        source_region: source_region.to_owned(),
        status: status.to_owned(),
        restorable: Restorable::Follows,
        retention_days: instance.backup_retention_days,
        engine: instance.engine.clone(),
        engine_version: instance.engine_version.clone(),
        allocated_storage: instance.allocated_storage,
        encrypted: instance.encrypted,
        kms_key: instance.kms_key.clone(),
        replications: Vec::new(),
        instance_created: instance.created,
    }
}

fn add_catalog(world: &mut World, created: DateTime<Utc>) {
    let writer = cluster(PRIMARY, "catalog", &["catalog-1", "catalog-2"], created);
    let reader = cluster(STANDBY, "catalog-usw2", &["catalog-usw2-1"], created);
    let global = GlobalCluster {
        identifier: "catalog-global".to_owned(),
        resource_id: "cluster-catalogglobal0001".to_owned(),
        arn: format!("arn:aws:rds::{ACCOUNT}:global-cluster:catalog-global"),
        status: "available".to_owned(),
        engine: "aurora-mysql".to_owned(),
        engine_version: AURORA_VERSION.to_owned(),
        endpoint: "catalog-global.global-c1harbor.global.rds.amazonaws.com".to_owned(),
        deletion_protection: true,
        encrypted: true,
        members: vec![
            GlobalMember {
                cluster_arn: writer.arn.clone(),
                writer: true,
                readers: vec![reader.arn.clone()],
                synchronization: Some("connected".to_owned()),
                write_forwarding: None,
            },
            GlobalMember {
                cluster_arn: reader.arn.clone(),
                writer: false,
                readers: Vec::new(),
                synchronization: Some("connected".to_owned()),
                write_forwarding: Some("disabled".to_owned()),
            },
        ],
        failover: None,
        tags: tags("gold", None),
    };
    world
        .global_clusters
        .insert(global.identifier.clone(), global);
    for (region, cluster) in [(PRIMARY, writer), (STANDBY, reader)] {
        let here = world.region_mut(region);
        for member in &cluster.members {
            let instance = aurora(region, &member.instance, &cluster.identifier, created);
            here.instances.insert(instance.identifier.clone(), instance);
        }
        let backup = ClusterAutomatedBackup {
            arn: format!(
                "arn:aws:rds:{region}:{ACCOUNT}:cluster-auto-backup:ab-{}",
                cluster.identifier
            ),
            cluster_arn: cluster.arn.clone(),
            cluster: cluster.identifier.clone(),
            resource_id: cluster.resource_id.clone(),
            source_region: region.to_owned(),
            status: "active".to_owned(),
            restorable: Restorable::Follows,
            retention_days: cluster.backup_retention_days,
            engine: cluster.engine.clone(),
            engine_version: cluster.engine_version.clone(),
            encrypted: cluster.encrypted,
            kms_key: cluster.kms_key.clone(),
            cluster_created: cluster.created,
        };
        here.cluster_backups.insert(backup.arn.clone(), backup);
        here.clusters.insert(cluster.identifier.clone(), cluster);
    }
}
