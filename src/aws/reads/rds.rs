//! RDS and Aurora: instances, clusters, global clusters, events, maintenance.

use super::convert::{count, maybe, moment, need, text, texts};
use super::pending::{of_cluster, of_instance};
use super::{Reading, Reads, next, pages, reading};
use crate::aws::failure::Asked;
use crate::estate::facts::{
    ClusterMember, DbCluster, DbInstance, GlobalCluster, GlobalFailover, GlobalMember,
    PendingMaintenance, RdsEvent, ReplicationStatus, Tags,
};
use crate::estate::{Failure, Scope};
use crate::terms::{Arn, OutsideText, Region, Span};
use aws_sdk_rds::types;

/// How far back RDS keeps events, minutes (`DescribeEvents`: 14 days).
const MOST_EVENT_MINUTES: u64 = 14 * 24 * 60;

pub(super) const fn rds(operation: &'static str) -> Asked {
    Asked {
        service: "RDS",
        operation,
    }
}

/// Declares a read of a list: which operation, what it holds, what becomes of it.
macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident: $operation:literal, $call:ident, $items:ident, $map:path => $fact:ty;)*) => {
        impl Reads {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// As every read.
            pub async fn $name(&self, region: &Region) -> Result<Reading<Vec<$fact>>, Failure> {
                let asked = rds($operation);
                let client = self.door.rds(region, &Scope::from(region));
                reading(pages(asked, |marker| {
                    let request = client.$call().set_marker(marker);
                    async move {
                        let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                        let items = answer.$items().iter().map(|item| $map(asked, item));
                        Ok((items.collect::<Result<Vec<_>, _>>()?, next(answer.marker())))
                    }
                }))
                .await
            }
        )*}
    };
}
pub(super) use lists;

lists! {
    /// The instances of a Region (`DescribeDBInstances`).
    db_instances: "DescribeDBInstances", describe_db_instances, db_instances, instance => DbInstance;
    /// The clusters of a Region (`DescribeDBClusters`).
    db_clusters: "DescribeDBClusters", describe_db_clusters, db_clusters, cluster => DbCluster;
    /// The global databases as a Region tells them (`DescribeGlobalClusters`).
    global_clusters: "DescribeGlobalClusters", describe_global_clusters, global_clusters, global => GlobalCluster;
}

impl Reads {
    /// The RDS events of a Region, as far back as `since` and RDS keep them
    /// (`DescribeEvents`, at most 14 days).
    ///
    /// # Errors
    /// As every read.
    pub async fn rds_events(
        &self,
        region: &Region,
        since: Span,
    ) -> Result<Reading<Vec<RdsEvent>>, Failure> {
        let asked = rds("DescribeEvents");
        let client = self.door.rds(region, &Scope::from(region));
        let minutes = since.duration().as_secs().div_ceil(60);
        let minutes = i32::try_from(minutes.clamp(1, MOST_EVENT_MINUTES)).unwrap_or(i32::MAX);
        reading(pages(asked, |marker| {
            let request = client
                .describe_events()
                .duration(minutes)
                .set_marker(marker);
            async move {
                let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                let items = answer.events().iter().map(|item| event(asked, item));
                Ok((items.collect::<Result<Vec<_>, _>>()?, next(answer.marker())))
            }
        }))
        .await
    }

    /// Maintenance that waits in a Region (`DescribePendingMaintenanceActions`),
    /// one entry for each action.
    ///
    /// # Errors
    /// As every read.
    pub async fn maintenance(
        &self,
        region: &Region,
    ) -> Result<Reading<Vec<PendingMaintenance>>, Failure> {
        let asked = rds("DescribePendingMaintenanceActions");
        let client = self.door.rds(region, &Scope::from(region));
        reading(pages(asked, |marker| {
            let request = client
                .describe_pending_maintenance_actions()
                .set_marker(marker);
            async move {
                let answer = request.send().await.map_err(|error| asked.failed(&error))?;
                let mut items = Vec::new();
                for resource in answer.pending_maintenance_actions() {
                    let id = resource.resource_identifier();
                    let id = OutsideText::new(need(asked, "ResourceIdentifier", id)?);
                    let actions = resource.pending_maintenance_action_details();
                    items.extend(actions.iter().map(|action| maintenance(&id, action)));
                }
                Ok((items, next(answer.marker())))
            }
        }))
        .await
    }
}

fn instance(asked: Asked, it: &types::DbInstance) -> Result<DbInstance, Failure> {
    let identifier = need(asked, "DBInstanceIdentifier", it.db_instance_identifier())?;
    Ok(DbInstance {
        identifier: OutsideText::new(identifier),
        arn: text(it.db_instance_arn()),
        engine: text(it.engine()),
        engine_version: text(it.engine_version()),
        class: text(it.db_instance_class()),
        status: text(it.db_instance_status()),
        replication: it.status_infos().iter().map(replication).collect(),
        replica_source: maybe(it.read_replica_source_db_instance_identifier()),
        replica_source_cluster: maybe(it.read_replica_source_db_cluster_identifier()),
        replicas: texts(it.read_replica_db_instance_identifiers()),
        replica_clusters: texts(it.read_replica_db_cluster_identifiers()),
        cluster: maybe(it.db_cluster_identifier()),
        multi_az: it.multi_az(),
        availability_zone: maybe(it.availability_zone()),
        secondary_zone: maybe(it.secondary_availability_zone()),
        backup_retention_days: count(it.backup_retention_period()),
        backup_window: maybe(it.preferred_backup_window()),
        latest_restorable: moment(it.latest_restorable_time()),
        storage_gib: count(it.allocated_storage()),
        iops: count(it.iops()),
        storage_type: maybe(it.storage_type()),
        encrypted: it.storage_encrypted(),
        kms_key: maybe(it.kms_key_id()),
        deletion_protection: it.deletion_protection(),
        pending_modifications: it
            .pending_modified_values()
            .map_or_else(Vec::new, of_instance),
        parameter_groups: it
            .db_parameter_groups()
            .iter()
            .map(|group| {
                let status = text(group.parameter_apply_status());
                (text(group.db_parameter_group_name()), status)
            })
            .collect(),
        option_groups: it
            .option_group_memberships()
            .iter()
            .map(|group| (text(group.option_group_name()), text(group.status())))
            .collect(),
        subnet_group: maybe(
            it.db_subnet_group()
                .and_then(|group| group.db_subnet_group_name()),
        ),
        security_groups: it
            .vpc_security_groups()
            .iter()
            .filter_map(|group| maybe(group.vpc_security_group_id()))
            .collect(),
        publicly_accessible: it.publicly_accessible(),
        backup_replications: it
            .db_instance_automated_backups_replications()
            .iter()
            .filter_map(|copy| maybe(copy.db_instance_automated_backups_arn()))
            .collect(),
        automatic_restart: moment(it.automatic_restart_time()),
        created: moment(it.instance_create_time()),
        tags: tags(it.tag_list()),
    })
}

fn replication(it: &types::DbInstanceStatusInfo) -> ReplicationStatus {
    ReplicationStatus {
        kind: text(it.status_type()),
        // What does not say that it is normal is not taken for it.
        normal: it.normal().unwrap_or(false),
        status: text(it.status()),
        message: maybe(it.message()).filter(|message| !message.raw().is_empty()),
    }
}

fn cluster(asked: Asked, it: &types::DbCluster) -> Result<DbCluster, Failure> {
    let identifier = need(asked, "DBClusterIdentifier", it.db_cluster_identifier())?;
    Ok(DbCluster {
        identifier: OutsideText::new(identifier),
        arn: text(it.db_cluster_arn()),
        engine: text(it.engine()),
        engine_version: text(it.engine_version()),
        status: text(it.status()),
        members: it
            .db_cluster_members()
            .iter()
            .map(|member| ClusterMember {
                instance: text(member.db_instance_identifier()),
                writer: member.is_cluster_writer().unwrap_or(false),
                promotion_tier: count(member.promotion_tier()),
            })
            .collect(),
        multi_az: it.multi_az(),
        class: maybe(it.db_cluster_instance_class()),
        parameter_group: maybe(it.db_cluster_parameter_group()),
        subnet_group: maybe(it.db_subnet_group()),
        pending_modifications: it
            .pending_modified_values()
            .map_or_else(Vec::new, of_cluster),
        global_cluster: maybe(it.global_cluster_identifier()).filter(|id| !id.raw().is_empty()),
        replicas: texts(it.read_replica_identifiers()),
        backup_window: maybe(it.preferred_backup_window()),
        backup_retention_days: count(it.backup_retention_period()),
        earliest_restorable: moment(it.earliest_restorable_time()),
        latest_restorable: moment(it.latest_restorable_time()),
        replication_source: maybe(it.replication_source_identifier()),
        encrypted: it.storage_encrypted(),
        kms_key: maybe(it.kms_key_id()),
        deletion_protection: it.deletion_protection(),
        automatic_restart: moment(it.automatic_restart_time()),
        tags: tags(it.tag_list()),
    })
}

fn global(asked: Asked, it: &types::GlobalCluster) -> Result<GlobalCluster, Failure> {
    let identifier = it.global_cluster_identifier();
    let identifier = need(asked, "GlobalClusterIdentifier", identifier)?;
    let members = it.global_cluster_members().iter().map(|member| {
        let arn = need(asked, "DBClusterArn", member.db_cluster_arn())?;
        Ok(GlobalMember {
            cluster: Arn::parse(arn).map_err(|error| asked.not_understood(error.to_string()))?,
            writer: member.is_writer(),
            synchronization: maybe(member.synchronization_status().map(|it| it.as_str())),
        })
    });
    let failover = it.failover_state().map(|state| GlobalFailover {
        status: text(state.status().map(|it| it.as_str())),
        from: maybe(state.from_db_cluster_arn()),
        to: maybe(state.to_db_cluster_arn()),
        data_loss_allowed: state.is_data_loss_allowed(),
    });
    Ok(GlobalCluster {
        identifier: OutsideText::new(identifier),
        arn: text(it.global_cluster_arn()),
        engine: text(it.engine()),
        engine_version: text(it.engine_version()),
        status: text(it.status()),
        members: members.collect::<Result<_, Failure>>()?,
        // AWS may leave the element there, empty, when nothing is under way.
        failover: failover
            .filter(|it| !it.status.raw().is_empty() || it.from.is_some() || it.to.is_some()),
    })
}

fn event(asked: Asked, it: &types::Event) -> Result<RdsEvent, Failure> {
    Ok(RdsEvent {
        at: moment(it.date()).ok_or_else(|| asked.not_understood("an event has no Date"))?,
        subject: text(it.source_identifier()),
        kind: text(it.source_type().map(|it| it.as_str())),
        message: text(it.message()),
        categories: texts(it.event_categories()),
    })
}

fn maintenance(resource: &OutsideText, it: &types::PendingMaintenanceAction) -> PendingMaintenance {
    let due = it
        .current_apply_date()
        .or(it.auto_applied_after_date())
        .or(it.forced_apply_date());
    PendingMaintenance {
        resource: resource.clone(),
        action: text(it.action()),
        description: maybe(it.description()),
        due: moment(due),
    }
}

fn tags(list: &[types::Tag]) -> Tags {
    list.iter()
        .map(|tag| (text(tag.key()), text(tag.value())))
        .collect()
}
