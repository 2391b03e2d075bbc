//! DynamoDB: the operator's lease, which is the only item that is ever written.

use super::policy::{Ground, Statement};
use super::{Permitted, Plane};
use serde_json::json;

pub(super) const UPDATE_ITEM: Permitted = Permitted {
    service: "DynamoDB",
    operation: "UpdateItem",
    iam_action: "dynamodb:UpdateItem",
    plane: Plane::Data,
};

/// The plan's own item of the lease table, in the standby Region.
pub(super) fn grants(ground: &Ground<'_>) -> Vec<Statement> {
    let standby = &ground.plan.regions.standby;
    let table = ground.plan.operate.lease_table.iter();
    let table = table.map(|table| ground.arn("dynamodb", standby, &format!("table/{table}")));
    let condition = json!({
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [ground.plan.name] },
    });
    vec![Statement::allow("LifeboatLease", &[UPDATE_ITEM], table).when(condition)]
}
