//! RDS and Aurora.

use super::sent::{Sent, member, named, sent};
use crate::aws::failure::Asked;
use crate::aws::mutations::RestoreTo;
use crate::aws::time::sdk_time;
use crate::terms::OutsideText;
use aws_sdk_rds::Client;

const INSTANCE: &str = "DBInstance";
const GLOBAL_CLUSTER: &str = "GlobalCluster";

pub(super) async fn promote_read_replica(
    client: Client,
    asked: Asked,
    instance: &OutsideText,
    backup_retention_days: u32,
) -> Sent {
    let Ok(days) = i32::try_from(backup_retention_days) else {
        let why =
            format!("BackupRetentionPeriod is {backup_retention_days}, beyond any number of days");
        return Sent::NotSent(asked.not_understood(why));
    };
    let request = client
        .promote_read_replica()
        .db_instance_identifier(instance.raw())
        .backup_retention_period(days);
    sent(asked, request.send(), |it| {
        member(it.db_instance(), INSTANCE)
    })
    .await
}

pub(super) async fn reboot_db_instance(
    client: Client,
    asked: Asked,
    instance: &OutsideText,
) -> Sent {
    let request = client
        .reboot_db_instance()
        .db_instance_identifier(instance.raw())
        .force_failover(true);
    sent(asked, request.send(), |it| {
        member(it.db_instance(), INSTANCE)
    })
    .await
}

pub(super) async fn failover_db_cluster(
    client: Client,
    asked: Asked,
    cluster: &OutsideText,
    target: Option<&OutsideText>,
) -> Sent {
    let request = client
        .failover_db_cluster()
        .db_cluster_identifier(cluster.raw())
        .set_target_db_instance_identifier(target.map(|target| target.raw().to_owned()));
    sent(asked, request.send(), |it| {
        member(it.db_cluster(), "DBCluster")
    })
    .await
}

pub(super) async fn switchover_global_cluster(
    client: Client,
    asked: Asked,
    global_cluster: &OutsideText,
    target_arn: &OutsideText,
) -> Sent {
    let request = client
        .switchover_global_cluster()
        .global_cluster_identifier(global_cluster.raw())
        .target_db_cluster_identifier(target_arn.raw());
    sent(asked, request.send(), |it| {
        member(it.global_cluster(), GLOBAL_CLUSTER)
    })
    .await
}

pub(super) async fn failover_global_cluster(
    client: Client,
    asked: Asked,
    global_cluster: &OutsideText,
    target_arn: &OutsideText,
) -> Sent {
    let request = client
        .failover_global_cluster()
        .global_cluster_identifier(global_cluster.raw())
        .target_db_cluster_identifier(target_arn.raw())
        .allow_data_loss(true);
    sent(asked, request.send(), |it| {
        member(it.global_cluster(), GLOBAL_CLUSTER)
    })
    .await
}

pub(super) async fn create_db_snapshot(
    client: Client,
    asked: Asked,
    instance: &OutsideText,
    snapshot: &OutsideText,
) -> Sent {
    let request = client
        .create_db_snapshot()
        .db_instance_identifier(instance.raw())
        .db_snapshot_identifier(snapshot.raw());
    sent(asked, request.send(), |it| {
        let made = it.db_snapshot().and_then(|it| it.db_snapshot_identifier());
        named(made, "DBSnapshotIdentifier")
    })
    .await
}

/// Where a restored instance is put; AWS's own choice for what is not said.
pub(super) struct Place<'a> {
    pub(super) class: Option<&'a OutsideText>,
    pub(super) subnet_group: Option<&'a str>,
    pub(super) security_groups: &'a [String],
}

pub(super) async fn restore_to_point_in_time(
    client: Client,
    asked: Asked,
    source: &OutsideText,
    target: &OutsideText,
    to: RestoreTo,
    place: Place<'_>,
) -> Sent {
    let groups = place.security_groups;
    let request = client
        .restore_db_instance_to_point_in_time()
        .source_db_instance_identifier(source.raw())
        .target_db_instance_identifier(target.raw())
        .set_db_instance_class(place.class.map(|class| class.raw().to_owned()))
        .set_db_subnet_group_name(place.subnet_group.map(str::to_owned))
        .set_vpc_security_group_ids((!groups.is_empty()).then(|| groups.to_vec()))
        .publicly_accessible(false);
    let request = match to {
        RestoreTo::Latest => request.use_latest_restorable_time(true),
        RestoreTo::At(moment) => request.restore_time(sdk_time(moment)),
    };
    sent(asked, request.send(), |it| {
        let made = it.db_instance().and_then(|it| it.db_instance_identifier());
        named(made, "DBInstanceIdentifier")
    })
    .await
}

pub(super) async fn stop_db_instance(client: Client, asked: Asked, instance: &OutsideText) -> Sent {
    let request = client
        .stop_db_instance()
        .db_instance_identifier(instance.raw());
    sent(asked, request.send(), |it| {
        member(it.db_instance(), INSTANCE)
    })
    .await
}
