//! AWS Security Token Service: who is asking.

use super::shape::{Record, Shape};
use super::{Call, Failure, Service, Wire, XML_CODES, named};

pub(super) static SERVICE: Service = Service {
    signing_name: "sts",
    iam_prefix: "sts",
    wire: Wire::Query {
        namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    },
    invalid: "ValidationError",
    missing: "ValidationError",
    codes: XML_CODES,
    global: false,
    requests_per_second: None,
    operations: &[named("GetCallerIdentity", get_caller_identity)],
};

fn get_caller_identity(call: &Call<'_>) -> Result<Shape, Failure> {
    Ok(Record::new()
        .with("Arn", &call.world.caller_arn)
        .with("UserId", "AROAHARBORLIFEBOAT001:session")
        .with("Account", &call.world.account)
        .into())
}
