//! Amazon DynamoDB: items and conditional writes, as far as a lease needs them.

mod condition;
mod expression;
mod number;
mod operations;
mod reserved;
mod tokens;
mod update;
mod values;

use super::shape::{Record, Shape};
use super::{Call, Failure, JSON_CODES, Service, Wire, changing, named};
use crate::sim::world::items::Table;
use crate::sim::world::random;

pub(super) static SERVICE: Service = Service {
    signing_name: "dynamodb",
    iam_prefix: "dynamodb",
    wire: Wire::Json {
        target: "DynamoDB_20120810",
        namespace: "com.amazonaws.dynamodb.v20120810",
    },
    invalid: "ValidationException",
    missing: "ValidationException",
    codes: JSON_CODES,
    global: false,
    requests_per_second: None,
    operations: &[
        named("DescribeTable", describe),
        named("GetItem", operations::get),
        changing("PutItem", operations::put),
        changing("UpdateItem", operations::update),
        changing("DeleteItem", operations::delete),
    ],
};

/// The table a request names, by its name or its ARN.
fn table_of<'a>(call: &Call<'a>) -> Result<&'a Table, Failure> {
    let asked = call.required("TableName")?;
    let name = asked.rsplit("table/").next().unwrap_or(asked);
    call.here()?.tables.get(name).ok_or_else(|| {
        let message = "Requested resource not found";
        Failure::bad_request("ResourceNotFoundException", message)
    })
}

fn describe(call: &Call<'_>) -> Result<Shape, Failure> {
    let table = table_of(call).map_err(|failure| match failure.code {
        "ResourceNotFoundException" => Failure {
            message: format!(
                "Requested resource not found: Table: {} not found",
                call.input.text("TableName").unwrap_or_default()
            ),
            ..failure
        },
        _ => failure,
    })?;
    let count = i64::try_from(table.items.len()).unwrap_or(i64::MAX);
    let replica = |region: &String| {
        Record::new()
            .with("RegionName", region)
            .with("ReplicaStatus", "ACTIVE")
    };
    let mut shape = Record::new()
        .list(
            "AttributeDefinitions",
            "member",
            [Record::new()
                .with("AttributeName", &table.key)
                .with("AttributeType", "S")],
        )
        .with("TableName", &table.name)
        .list(
            "KeySchema",
            "member",
            [Record::new()
                .with("AttributeName", &table.key)
                .with("KeyType", "HASH")],
        )
        .with("TableStatus", "ACTIVE")
        .with("CreationDateTime", table.created)
        .with("TableSizeBytes", count * 200)
        .with("ItemCount", count)
        .with("TableArn", &table.arn)
        .with(
            "TableId",
            random::uuid(call.world.seed, &["table", &table.arn], 0),
        )
        .with(
            "BillingModeSummary",
            Record::new().with("BillingMode", "PAY_PER_REQUEST"),
        )
        .with("DeletionProtectionEnabled", true);
    if !table.replica_regions.is_empty() {
        shape = shape.with("GlobalTableVersion", "2019.11.21").list(
            "Replicas",
            "member",
            table.replica_regions.iter().map(replica),
        );
    }
    Ok(Record::new().with("Table", shape).into())
}
