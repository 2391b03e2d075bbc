//! RDS and Aurora, and who answers as whom.

use super::*;
use crate::estate::FailureKind;
use crate::estate::facts::{ClusterMember, GlobalMember};
use crate::terms::{Arn, OutsideText, Span};

const ORDERS: &str = "<DBInstance>
    <DBInstanceIdentifier>orders-db</DBInstanceIdentifier>
    <DBInstanceArn>arn:aws:rds:us-west-2:111122223333:db:orders-db</DBInstanceArn>
    <Engine>postgres</Engine><EngineVersion>16.4</EngineVersion>
    <DBInstanceClass>db.r6g.xlarge</DBInstanceClass><DBInstanceStatus>available</DBInstanceStatus>
    <StatusInfos><DBInstanceStatusInfo><StatusType>read replication</StatusType>
        <Normal>false</Normal><Status>error</Status><Message>broken</Message></DBInstanceStatusInfo></StatusInfos>
    <ReadReplicaSourceDBInstanceIdentifier>arn:aws:rds:us-east-1:111122223333:db:orders-db</ReadReplicaSourceDBInstanceIdentifier>
    <ReadReplicaDBInstanceIdentifiers><ReadReplicaDBInstanceIdentifier>orders-r2</ReadReplicaDBInstanceIdentifier></ReadReplicaDBInstanceIdentifiers>
    <ReadReplicaDBClusterIdentifiers><ReadReplicaDBClusterIdentifier>orders-aurora</ReadReplicaDBClusterIdentifier></ReadReplicaDBClusterIdentifiers>
    <MultiAZ>true</MultiAZ><AvailabilityZone>us-west-2a</AvailabilityZone>
    <SecondaryAvailabilityZone>us-west-2b</SecondaryAvailabilityZone>
    <BackupRetentionPeriod>7</BackupRetentionPeriod><PreferredBackupWindow>03:00-03:30</PreferredBackupWindow>
    <LatestRestorableTime>2026-11-22T02:55:00Z</LatestRestorableTime>
    <AllocatedStorage>100</AllocatedStorage><Iops>3000</Iops><StorageType>gp3</StorageType>
    <StorageEncrypted>true</StorageEncrypted><KmsKeyId>key-1</KmsKeyId><DeletionProtection>true</DeletionProtection>
    <PendingModifiedValues><DBInstanceClass>db.r6g.2xlarge</DBInstanceClass><MultiAZ>false</MultiAZ></PendingModifiedValues>
    <DBParameterGroups><DBParameterGroup><DBParameterGroupName>pg</DBParameterGroupName>
        <ParameterApplyStatus>pending-reboot</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>
    <OptionGroupMemberships><OptionGroupMembership><OptionGroupName>og</OptionGroupName>
        <Status>in-sync</Status></OptionGroupMembership></OptionGroupMemberships>
    <DBSubnetGroup><DBSubnetGroupName>data</DBSubnetGroupName></DBSubnetGroup>
    <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-1</VpcSecurityGroupId>
        <Status>active</Status></VpcSecurityGroupMembership></VpcSecurityGroups>
    <PubliclyAccessible>false</PubliclyAccessible>
    <AutomaticRestartTime>2026-11-29T02:00:00Z</AutomaticRestartTime>
    <DBInstanceAutomatedBackupsReplications><DBInstanceAutomatedBackupsReplication>
        <DBInstanceAutomatedBackupsArn>arn:aws:rds:us-east-1:111122223333:auto-backup:ab-1</DBInstanceAutomatedBackupsArn>
    </DBInstanceAutomatedBackupsReplication></DBInstanceAutomatedBackupsReplications>
    <InstanceCreateTime>2025-01-02T03:04:05.678Z</InstanceCreateTime>
    <TagList><Tag><Key>tier</Key><Value>gold</Value></Tag></TagList>
</DBInstance>";

#[tokio::test(start_paused = true)]
async fn instances_are_read_with_every_field_over_two_pages() {
    let script = Script::new(|call| {
        let result = match call.parameter("Marker").as_deref() {
            None => format!("<DBInstances>{ORDERS}</DBInstances><Marker>page 2</Marker>"),
            Some("page%202") => "<DBInstances><DBInstance>\
                <DBInstanceIdentifier>plain</DBInstanceIdentifier>\
                </DBInstance></DBInstances><Marker></Marker>"
                .to_owned(),
            Some(other) => panic!("asked for {other}"),
        };
        query_xml("DescribeDBInstances", &result)
    });
    let seen = reads(&script).await.db_instances(&here()).await.unwrap();
    assert_eq!(seen.calls, 2);
    let [orders, plain] = seen.facts.as_slice() else {
        panic!("{:?}", seen.facts)
    };
    assert_eq!(orders.identifier.raw(), "orders-db");
    assert_eq!(orders.engine.raw(), "postgres");
    assert_eq!(orders.class.raw(), "db.r6g.xlarge");
    assert_eq!(orders.status.raw(), "available");
    assert!(!orders.replication[0].normal);
    assert_eq!(orders.replication[0].status.raw(), "error");
    let source = orders.replica_source.as_ref().unwrap();
    assert!(source.raw().starts_with("arn:aws:rds:us-east-1"));
    assert_eq!(orders.replicas[0].raw(), "orders-r2");
    assert_eq!(orders.multi_az, Some(true));
    assert_eq!(orders.backup_retention_days, Some(7));
    assert_eq!(orders.latest_restorable, Some(at("2026-11-22T02:55:00Z")));
    assert_eq!(orders.storage_gib, Some(100));
    assert_eq!(orders.iops, Some(3_000));
    assert_eq!(
        orders.pending_modifications,
        ["DBInstanceClass", "MultiAZ"].map(OutsideText::new)
    );
    assert_eq!(orders.parameter_groups[0].1.raw(), "pending-reboot");
    assert_eq!(orders.replica_clusters[0].raw(), "orders-aurora");
    let option_group = ("og".into(), "in-sync".into());
    assert_eq!(orders.option_groups, [option_group]);
    assert_eq!(orders.subnet_group, Some("data".into()));
    assert_eq!(orders.security_groups, [OutsideText::new("sg-1")]);
    assert_eq!(orders.publicly_accessible, Some(false));
    assert_eq!(orders.automatic_restart, Some(at("2026-11-29T02:00:00Z")));
    assert_eq!(orders.backup_replications.len(), 1);
    assert_eq!(orders.created, Some(at("2025-01-02T03:04:05.678Z")));
    assert_eq!(orders.tags.get("tier").unwrap().raw(), "gold");
    // What AWS left out is unknown, not zero and not false.
    assert_eq!(plain.multi_az, None);
    assert_eq!(plain.backup_retention_days, None);
    assert_eq!(plain.latest_restorable, None);
    assert_eq!(plain.publicly_accessible, None);
    assert_eq!(plain.automatic_restart, None);
    assert!(plain.replication.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_instance_without_a_name_is_not_an_answer_of_aws() {
    let script = Script::new(|_| {
        let result = "<DBInstances><DBInstance><Engine>x</Engine></DBInstance></DBInstances>";
        query_xml("DescribeDBInstances", result)
    });
    let reads = reads(&script).await;
    let failure = reads.db_instances(&here()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotUnderstood);
    assert!(failure.message.raw().contains("DBInstanceIdentifier"));
}

#[tokio::test(start_paused = true)]
async fn clusters_and_global_clusters_say_who_writes() {
    let script = Script::new(|call| {
        match call.operation.as_str() {
        "DescribeDBClusters" => query_xml(
            "DescribeDBClusters",
            "<DBClusters><DBCluster><DBClusterIdentifier>cart</DBClusterIdentifier>
             <Status>available</Status><Engine>aurora-postgresql</Engine>
             <DBClusterMembers><DBClusterMember><DBInstanceIdentifier>cart-1</DBInstanceIdentifier>
             <IsClusterWriter>true</IsClusterWriter><PromotionTier>1</PromotionTier></DBClusterMember></DBClusterMembers>
             <EarliestRestorableTime>2026-11-15T00:00:00Z</EarliestRestorableTime>
             <DBClusterInstanceClass>db.r6gd.large</DBClusterInstanceClass>
             <DBClusterParameterGroup>pg</DBClusterParameterGroup><DBSubnetGroup>data</DBSubnetGroup>
             <PendingModifiedValues><EngineVersion>16.5</EngineVersion><Iops>2000</Iops></PendingModifiedValues>
             <GlobalClusterIdentifier>cart</GlobalClusterIdentifier><KmsKeyId>key-1</KmsKeyId>
             <ReadReplicaIdentifiers><ReadReplicaIdentifier>cart-r</ReadReplicaIdentifier></ReadReplicaIdentifiers>
             <PreferredBackupWindow>03:00-03:30</PreferredBackupWindow>
             </DBCluster></DBClusters>",
        ),
        _ => query_xml(
            "DescribeGlobalClusters",
            "<GlobalClusters><GlobalClusterMember><GlobalClusterIdentifier>cart</GlobalClusterIdentifier>
             <Status>available</Status><FailoverState/>
             <GlobalClusterMembers><GlobalClusterMember>
             <DBClusterArn>arn:aws:rds:us-east-1:111122223333:cluster:cart</DBClusterArn>
             <IsWriter>true</IsWriter><SynchronizationStatus>pending-resync</SynchronizationStatus>
             </GlobalClusterMember><GlobalClusterMember>
             <DBClusterArn>arn:aws:rds:us-west-2:111122223333:cluster:cart</DBClusterArn>
             </GlobalClusterMember></GlobalClusterMembers></GlobalClusterMember>
             <GlobalClusterMember><GlobalClusterIdentifier>busy</GlobalClusterIdentifier>
             <FailoverState><Status>switching-over</Status><IsDataLossAllowed>false</IsDataLossAllowed></FailoverState>
             </GlobalClusterMember></GlobalClusters>",
        ),
    }
    });
    let reads = reads(&script).await;
    let clusters = reads.db_clusters(&here()).await.unwrap().facts;
    let writer = ClusterMember {
        instance: "cart-1".into(),
        writer: true,
        promotion_tier: Some(1),
    };
    let cluster = &clusters[0];
    assert_eq!(cluster.members, [writer]);
    assert_eq!(cluster.class, Some("db.r6gd.large".into()));
    assert_eq!(cluster.parameter_group, Some("pg".into()));
    assert_eq!(cluster.subnet_group, Some("data".into()));
    assert_eq!(
        cluster.pending_modifications,
        ["EngineVersion", "Iops"].map(OutsideText::new)
    );
    assert_eq!(cluster.global_cluster, Some("cart".into()));
    assert_eq!(cluster.kms_key, Some("key-1".into()));
    assert_eq!(cluster.replicas, [OutsideText::new("cart-r")]);
    assert_eq!(cluster.backup_window, Some("03:00-03:30".into()));
    assert_eq!(cluster.automatic_restart, None);
    let globals = reads.global_clusters(&here()).await.unwrap().facts;
    let member = |region, writer, synchronization: Option<&str>| GlobalMember {
        cluster: Arn::parse(&format!("arn:aws:rds:{region}:111122223333:cluster:cart")).unwrap(),
        writer,
        synchronization: synchronization.map(OutsideText::new),
    };
    let cart = [
        member("us-east-1", Some(true), Some("pending-resync")),
        member("us-west-2", None, None),
    ];
    assert_eq!(globals[0].members, cart);
    assert_eq!(globals[0].failover, None);
    let busy = globals[1].failover.as_ref().unwrap();
    assert_eq!(busy.status.raw(), "switching-over");
    assert_eq!(busy.data_loss_allowed, Some(false));
}

#[tokio::test(start_paused = true)]
async fn a_copied_snapshot_is_as_old_as_its_data() {
    let script = Script::new(|call| {
        match call.operation.as_str() {
        "DescribeDBSnapshots" => query_xml(
            "DescribeDBSnapshots",
            "<DBSnapshots><DBSnapshot><DBSnapshotArn>arn:aws:rds:us-west-2:1:snapshot:a</DBSnapshotArn>
             <DBInstanceIdentifier>orders-db</DBInstanceIdentifier><Status>available</Status>
             <SnapshotCreateTime>2026-11-22T02:00:00Z</SnapshotCreateTime>
             <OriginalSnapshotCreateTime>2026-11-21T20:00:00Z</OriginalSnapshotCreateTime>
             <SourceRegion>us-east-1</SourceRegion></DBSnapshot></DBSnapshots>",
        ),
        _ => query_xml(
            "DescribeDBClusterSnapshots",
            "<DBClusterSnapshots><DBClusterSnapshot>
             <DBClusterSnapshotArn>arn:aws:rds:us-west-2:1:cluster-snapshot:a</DBClusterSnapshotArn>
             <SourceDBClusterSnapshotArn>arn:aws:rds:us-east-1:1:cluster-snapshot:a</SourceDBClusterSnapshotArn>
             <SnapshotCreateTime>2026-11-22T02:00:00Z</SnapshotCreateTime></DBClusterSnapshot>
             <DBClusterSnapshot><DBClusterSnapshotArn>arn:aws:rds:us-west-2:1:cluster-snapshot:b</DBClusterSnapshotArn>
             <SnapshotCreateTime>2026-11-22T01:00:00Z</SnapshotCreateTime></DBClusterSnapshot>
             </DBClusterSnapshots>",
        ),
    }
    });
    let reads = reads(&script).await;
    let seen = reads.db_snapshots(&here()).await.unwrap().facts;
    assert_eq!(seen[0].data_time, Some(at("2026-11-21T20:00:00Z")));
    assert!(!seen[0].of_cluster);
    let seen = reads.db_cluster_snapshots(&here()).await.unwrap().facts;
    assert_eq!(
        seen[0].data_time, None,
        "the time of a copy is not its data's"
    );
    assert_eq!(seen[0].source_region.as_ref().unwrap().raw(), "us-east-1");
    assert_eq!(seen[1].data_time, Some(at("2026-11-22T01:00:00Z")));
}

#[tokio::test(start_paused = true)]
async fn backups_kept_in_the_standby_region_tell_how_far_they_reach() {
    let script = Script::new(|call| {
        let (kind, arn) = match call.operation.as_str() {
            "DescribeDBInstanceAutomatedBackups" => ("DBInstance", "db:orders-db"),
            _ => ("DBCluster", "cluster:orders-db"),
        };
        let result = format!(
            "<{kind}AutomatedBackups><{kind}AutomatedBackup>
             <{kind}Arn>arn:aws:rds:us-east-1:1:{arn}</{kind}Arn><{kind}Identifier>orders-db</{kind}Identifier>
             <Region>us-east-1</Region><Status>replicating</Status><BackupRetentionPeriod>7</BackupRetentionPeriod>
             <RestoreWindow><EarliestTime>2026-11-15T00:00:00Z</EarliestTime><LatestTime>2026-11-22T02:50:00Z</LatestTime></RestoreWindow>
             </{kind}AutomatedBackup></{kind}AutomatedBackups>"
        );
        query_xml(&call.operation, &result)
    });
    let reads = reads(&script).await;
    for seen in [
        reads.instance_backups(&here()).await.unwrap().facts,
        reads.cluster_backups(&here()).await.unwrap().facts,
    ] {
        assert_eq!(seen[0].latest, Some(at("2026-11-22T02:50:00Z")));
        assert_eq!(
            seen[0].arn, seen[0].of,
            "the resource's, where AWS gives none"
        );
        assert_eq!(seen[0].retention_days, Some(7));
        assert_eq!(seen[0].status.raw(), "replicating");
    }
}

#[tokio::test(start_paused = true)]
async fn events_and_maintenance_are_read() {
    let script = Script::new(|call| {
        match call.operation.as_str() {
        "DescribeEvents" => {
            assert_eq!(call.parameter("Duration").as_deref(), Some("1440"));
            query_xml(
                "DescribeEvents",
                "<Events><Event><SourceIdentifier>orders-db</SourceIdentifier><SourceType>db-instance</SourceType>
                 <Message>Multi-AZ failover started</Message><Date>2026-11-22T02:59:00.100Z</Date>
                 <EventCategories><EventCategory>failover</EventCategory></EventCategories></Event></Events>",
            )
        }
        _ => query_xml(
            "DescribePendingMaintenanceActions",
            "<PendingMaintenanceActions><ResourcePendingMaintenanceActions>
             <ResourceIdentifier>arn:aws:rds:us-east-1:1:db:orders-db</ResourceIdentifier>
             <PendingMaintenanceActionDetails>
             <PendingMaintenanceAction><Action>system-update</Action><CurrentApplyDate>2026-11-23T03:00:00Z</CurrentApplyDate></PendingMaintenanceAction>
             <PendingMaintenanceAction><Action>db-upgrade</Action></PendingMaintenanceAction>
             </PendingMaintenanceActionDetails></ResourcePendingMaintenanceActions></PendingMaintenanceActions>",
        ),
    }
    });
    let reads = reads(&script).await;
    let seen = reads
        .rds_events(&here(), Span::days(1))
        .await
        .unwrap()
        .facts;
    assert_eq!(seen[0].at, at("2026-11-22T02:59:00.100Z"));
    assert_eq!(seen[0].kind.raw(), "db-instance");
    assert_eq!(seen[0].categories[0].raw(), "failover");
    let seen = reads.maintenance(&here()).await.unwrap().facts;
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].due, Some(at("2026-11-23T03:00:00Z")));
    assert_eq!((seen[1].action.raw(), seen[1].due), ("db-upgrade", None));
}

#[tokio::test(start_paused = true)]
async fn the_caller_is_told_by_the_region_that_is_asked() {
    let script = Script::new(|call| {
        assert_eq!(
            (call.service.as_str(), call.region.as_str()),
            ("sts", "us-west-2")
        );
        query_xml(
            "GetCallerIdentity",
            "<Arn>arn:aws:sts::111122223333:assumed-role/ops/ana</Arn><UserId>A</UserId><Account>111122223333</Account>",
        )
    });
    let reads = reads(&script).await;
    let seen = reads.identity(&region("us-west-2")).await.unwrap().facts;
    assert_eq!(seen.account.as_str(), "111122223333");
    assert_eq!(seen.expires, None);
}
