//! `DescribeDBSnapshots` and `DescribeDBClusterSnapshots`.

use super::{Filters, Missing, listed, page_of, tags};
use crate::sim::services::shape::{Record, Shape};
use crate::sim::services::{Call, Failure};
use crate::sim::world::lag::identifier_of;
use crate::sim::world::snapshots::{DbClusterSnapshot, DbSnapshot};

const TYPES: [&str; 5] = ["automated", "manual", "shared", "public", "awsbackup"];

fn wanted_type<'a>(call: &Call<'a>) -> Result<Option<&'a str>, Failure> {
    let input: &'a crate::sim::services::input::Input = call.input;
    let wanted = input.text("SnapshotType");
    match wanted {
        Some(wanted) if !TYPES.contains(&wanted) => {
            Err(call.invalid(format!("Invalid snapshot type: {wanted}")))
        }
        _ => Ok(wanted),
    }
}

pub(super) fn describe(call: &Call<'_>) -> Result<Shape, Failure> {
    let known = [
        "db-instance-id",
        "db-snapshot-id",
        "dbi-resource-id",
        "snapshot-type",
        "engine",
    ];
    let filters = Filters::read(call, &known)?;
    let wanted = wanted_type(call)?;
    let instance = call.input.text("DBInstanceIdentifier").map(identifier_of);
    let resource_id = call.input.text("DbiResourceId");
    let keep = |snapshot: &DbSnapshot| {
        snapshot.created <= call.now
            && wanted.is_none_or(|wanted| snapshot.snapshot_type == wanted)
            && instance.is_none_or(|instance| snapshot.instance == instance)
            && resource_id.is_none_or(|id| snapshot.resource_id == id)
            && filters.pass(|name| {
                vec![match name {
                    "db-instance-id" => snapshot.instance.as_str(),
                    "db-snapshot-id" => snapshot.identifier.as_str(),
                    "dbi-resource-id" => snapshot.resource_id.as_str(),
                    "snapshot-type" => snapshot.snapshot_type.as_str(),
                    _ => snapshot.engine.as_str(),
                }]
            })
    };
    let asked = call.input.text("DBSnapshotIdentifier").map(identifier_of);
    let page = page_of(call, &call.here()?.snapshots, asked, keep, |identifier| {
        Missing {
            code: "DBSnapshotNotFound",
            message: format!("DBSnapshot {identifier} not found."),
        }
    })?;
    Ok(listed(page, "DBSnapshots", "DBSnapshot", |snapshot| {
        snapshot_shape(call, snapshot)
    }))
}

pub(super) fn snapshot_shape(call: &Call<'_>, snapshot: &DbSnapshot) -> Shape {
    Record::new()
        .with("DBSnapshotIdentifier", &snapshot.identifier)
        .with("DBInstanceIdentifier", &snapshot.instance)
        .with("SnapshotCreateTime", snapshot.created)
        .with("Engine", &snapshot.engine)
        .with("AllocatedStorage", snapshot.allocated_storage)
        .with("Status", &snapshot.status)
        .with("EngineVersion", &snapshot.engine_version)
        .with("SnapshotType", &snapshot.snapshot_type)
        .with("PercentProgress", progress(call, snapshot))
        .maybe("SourceRegion", snapshot.source_region.as_ref())
        .maybe(
            "SourceDBSnapshotIdentifier",
            snapshot.source_snapshot.as_ref(),
        )
        .with("Encrypted", snapshot.encrypted)
        .maybe("KmsKeyId", snapshot.kms_key.as_ref())
        .with("DBSnapshotArn", &snapshot.arn)
        .with("DbiResourceId", &snapshot.resource_id)
        .with("TagList", tags(&snapshot.tags))
        .with("SnapshotTarget", "region")
        .with("OriginalSnapshotCreateTime", snapshot.original_created)
        .into()
}

/// How much of a snapshot is there, percent. The last is there only when all is.
fn progress(call: &Call<'_>, snapshot: &DbSnapshot) -> i64 {
    match snapshot.status.as_str() {
        "available" => 100,
        "creating" => {
            let all = (snapshot.ready - snapshot.created).num_seconds().max(1);
            let passed = (call.now - snapshot.created).num_seconds();
            (passed * 100 / all).clamp(0, 99)
        }
        _ => 0,
    }
}

pub(super) fn describe_cluster(call: &Call<'_>) -> Result<Shape, Failure> {
    let known = [
        "db-cluster-id",
        "db-cluster-snapshot-id",
        "snapshot-type",
        "engine",
    ];
    let filters = Filters::read(call, &known)?;
    let wanted = wanted_type(call)?;
    let cluster = call.input.text("DBClusterIdentifier").map(identifier_of);
    let resource_id = call.input.text("DbClusterResourceId");
    let keep = |snapshot: &DbClusterSnapshot| {
        snapshot.created <= call.now
            && wanted.is_none_or(|wanted| snapshot.snapshot_type == wanted)
            && cluster.is_none_or(|cluster| snapshot.cluster == cluster)
            && resource_id.is_none_or(|id| snapshot.resource_id == id)
            && filters.pass(|name| {
                vec![match name {
                    "db-cluster-id" => snapshot.cluster.as_str(),
                    "db-cluster-snapshot-id" => snapshot.identifier.as_str(),
                    "snapshot-type" => snapshot.snapshot_type.as_str(),
                    _ => snapshot.engine.as_str(),
                }]
            })
    };
    let asked = call
        .input
        .text("DBClusterSnapshotIdentifier")
        .map(identifier_of);
    let page = page_of(
        call,
        &call.here()?.cluster_snapshots,
        asked,
        keep,
        |identifier| Missing {
            code: "DBClusterSnapshotNotFoundFault",
            message: format!("DBClusterSnapshot {identifier} not found."),
        },
    )?;
    Ok(listed(
        page,
        "DBClusterSnapshots",
        "DBClusterSnapshot",
        cluster_snapshot_shape,
    ))
}

fn cluster_snapshot_shape(snapshot: &DbClusterSnapshot) -> Shape {
    Record::new()
        .with("DBClusterSnapshotIdentifier", &snapshot.identifier)
        .with("DBClusterIdentifier", &snapshot.cluster)
        .with("SnapshotCreateTime", snapshot.created)
        .with("Engine", &snapshot.engine)
        .with("EngineMode", "provisioned")
        .with("AllocatedStorage", 0)
        .with("Status", &snapshot.status)
        .with("EngineVersion", &snapshot.engine_version)
        .with("SnapshotType", &snapshot.snapshot_type)
        .with(
            "PercentProgress",
            if snapshot.status == "available" {
                100
            } else {
                0
            },
        )
        .with("StorageEncrypted", snapshot.encrypted)
        .maybe("KmsKeyId", snapshot.kms_key.as_ref())
        .with("DBClusterSnapshotArn", &snapshot.arn)
        .maybe(
            "SourceDBClusterSnapshotArn",
            snapshot.source_snapshot.as_ref(),
        )
        .with("TagList", tags(&snapshot.tags))
        .with("DbClusterResourceId", &snapshot.resource_id)
        .into()
}
