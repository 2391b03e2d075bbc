//! `DescribeDBClusters` and `DescribeGlobalClusters`.

use super::{Filters, Missing, listed, page_of, status_infos, tags};
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::databases::{ClusterMember, DbCluster, GlobalCluster, GlobalMember};
use crate::sim::world::lag::region_of;

pub(super) fn describe(call: &Call<'_>) -> Result<Shape, Failure> {
    let known = [
        "db-cluster-id",
        "db-cluster-resource-id",
        "engine",
        "clone-group-id",
        "domain",
    ];
    let filters = Filters::read(call, &known)?;
    let keep = |cluster: &DbCluster| {
        filters.pass(|name| match name {
            "db-cluster-id" => vec![cluster.identifier.as_str(), cluster.arn.as_str()],
            "db-cluster-resource-id" => vec![cluster.resource_id.as_str()],
            "engine" => vec![cluster.engine.as_str()],
            _ => Vec::new(),
        })
    };
    let page = page_of(
        call,
        &call.here()?.clusters,
        call.input.text("DBClusterIdentifier"),
        keep,
        |identifier| Missing {
            code: "DBClusterNotFoundFault",
            message: format!("DBCluster {identifier} not found."),
        },
    )?;
    Ok(listed(page, "DBClusters", "DBCluster", |cluster| {
        cluster_shape(call, cluster)
    }))
}

pub(super) fn cluster_shape(call: &Call<'_>, cluster: &DbCluster) -> Shape {
    let latest = call.world.restorable_time(
        cluster.restorable,
        call.region,
        &cluster.resource_id,
        call.now,
    );
    let latest = latest.filter(|_| cluster.backup_retention_days > 0);
    let days = chrono::Duration::days(cluster.backup_retention_days.clamp(0, 35));
    let member = |member: &ClusterMember| {
        Record::new()
            .with("DBInstanceIdentifier", &member.instance)
            .with("IsClusterWriter", member.writer)
            .with("DBClusterParameterGroupStatus", "in-sync")
            .with("PromotionTier", member.promotion_tier)
    };
    let security_group = Record::new()
        .with("VpcSecurityGroupId", "sg-0harbor0data0001")
        .with("Status", "active");
    Record::new()
        .with("AllocatedStorage", 1)
        .list(
            "AvailabilityZones",
            "AvailabilityZone",
            &cluster.availability_zones,
        )
        .with("BackupRetentionPeriod", cluster.backup_retention_days)
        .with("DBClusterIdentifier", &cluster.identifier)
        .with("DBClusterParameterGroup", "harbor-aurora-mysql8")
        .with("DBSubnetGroup", "harbor-data")
        .with("Status", &cluster.status)
        .maybe("EarliestRestorableTime", latest.map(|latest| latest - days))
        .with("Endpoint", &cluster.endpoint)
        .with("ReaderEndpoint", &cluster.reader_endpoint)
        .with("MultiAZ", cluster.multi_az)
        .with("Engine", &cluster.engine)
        .with("EngineVersion", &cluster.engine_version)
        .maybe("LatestRestorableTime", latest)
        .with("Port", cluster.port)
        .with("MasterUsername", "harbor")
        .with("PreferredBackupWindow", &cluster.backup_window)
        .with("PreferredMaintenanceWindow", "sun:08:00-sun:08:30")
        .maybe(
            "ReplicationSourceIdentifier",
            cluster.replication_source.as_ref(),
        )
        .list(
            "ReadReplicaIdentifiers",
            "ReadReplicaIdentifier",
            Vec::<Shape>::new(),
        )
        .with(
            "StatusInfos",
            status_infos(&cluster.status_infos, "DBClusterStatusInfo"),
        )
        .list(
            "DBClusterMembers",
            "DBClusterMember",
            cluster.members.iter().map(member),
        )
        .list(
            "VpcSecurityGroups",
            "VpcSecurityGroupMembership",
            [security_group],
        )
        .with("HostedZoneId", "Z2R2ITUGPM61AM")
        .with("StorageEncrypted", cluster.encrypted)
        .maybe("KmsKeyId", cluster.kms_key.as_ref())
        .with("DbClusterResourceId", &cluster.resource_id)
        .with("DBClusterArn", &cluster.arn)
        .list("AssociatedRoles", "DBClusterRole", Vec::<Shape>::new())
        .with("IAMDatabaseAuthenticationEnabled", false)
        .with("ClusterCreateTime", cluster.created)
        .with("EngineMode", "provisioned")
        .with("AutoMinorVersionUpgrade", false)
        .with("DeletionProtection", cluster.deletion_protection)
        .with("HttpEndpointEnabled", false)
        .with("CopyTagsToSnapshot", true)
        .with("TagList", tags(&cluster.tags))
        .maybe("GlobalClusterIdentifier", cluster.global_cluster.as_ref())
        .maybe(
            "GlobalWriteForwardingStatus",
            cluster.write_forwarding.as_ref(),
        )
        .with("NetworkType", "IPV4")
        .into()
}

pub(super) fn describe_global(call: &Call<'_>) -> Result<Shape, Failure> {
    let filters = Filters::read(call, &["db-cluster-id", "region"])?;
    let keep = |global: &GlobalCluster| {
        let here = global
            .members
            .iter()
            .any(|member| region_of(&member.cluster_arn) == Some(call.region));
        // A global cluster that has lost its members is seen from everywhere.
        (here || global.members.is_empty())
            && filters.pass(|name| {
                let members = global
                    .members
                    .iter()
                    .map(|member| member.cluster_arn.as_str());
                match name {
                    "region" => members.filter_map(region_of).collect(),
                    _ => members.collect(),
                }
            })
    };
    let page = page_of(
        call,
        &call.world.global_clusters,
        call.input.text("GlobalClusterIdentifier"),
        keep,
        |identifier| Missing {
            code: "GlobalClusterNotFoundFault",
            message: format!("Global cluster {identifier} not found"),
        },
    )?;
    Ok(listed(
        page,
        "GlobalClusters",
        "GlobalClusterMember",
        global_shape,
    ))
}

pub(super) fn global_shape(global: &GlobalCluster) -> Shape {
    let member = |member: &GlobalMember| {
        Record::new()
            .with("DBClusterArn", &member.cluster_arn)
            .list("Readers", "member", &member.readers)
            .with("IsWriter", member.writer)
            .maybe(
                "GlobalWriteForwardingStatus",
                member.write_forwarding.as_ref(),
            )
            .maybe("SynchronizationStatus", member.synchronization.as_ref())
    };
    let failover = global.failover.as_ref().map(|failover| {
        Record::new()
            .with("Status", &failover.status)
            .with("FromDbClusterArn", &failover.from)
            .with("ToDbClusterArn", &failover.to)
            .with("IsDataLossAllowed", failover.data_loss_allowed)
    });
    Record::new()
        .with("GlobalClusterIdentifier", &global.identifier)
        .with("GlobalClusterResourceId", &global.resource_id)
        .with("GlobalClusterArn", &global.arn)
        .with("Status", &global.status)
        .with("Engine", &global.engine)
        .with("EngineVersion", &global.engine_version)
        .with("StorageEncrypted", global.encrypted)
        .with("DeletionProtection", global.deletion_protection)
        .list(
            "GlobalClusterMembers",
            "GlobalClusterMember",
            global.members.iter().map(member),
        )
        .with("Endpoint", &global.endpoint)
        .maybe("FailoverState", failover)
        .with("TagList", tags(&global.tags))
        .into()
}
