//! Amazon CloudWatch: metric data and alarms.

mod alarms;
mod metric_data;
mod queries;

use super::{Failure, JSON_CODES, Service, Wire, named};

pub(super) static SERVICE: Service = Service {
    signing_name: "monitoring",
    iam_prefix: "cloudwatch",
    wire: Wire::CborOrJson {
        target: "GraniteServiceVersion20100801",
    },
    invalid: "ValidationError",
    missing: "MissingParameter",
    codes: JSON_CODES,
    global: false,
    requests_per_second: None,
    operations: &[
        named("GetMetricData", metric_data::get),
        named("DescribeAlarms", alarms::describe),
    ],
};

/// A `NextToken` that is not ours.
fn bad_token() -> Failure {
    Failure::bad_request("InvalidNextToken", "The next token specified is invalid.")
}
