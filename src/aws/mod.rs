//! The only room that names the AWS SDK: the door (credentials, endpoints,
//! time-outs), the gate that refuses whatever does not read, the reads, and the
//! seam for a simulated AWS.

mod budget;
mod credentials;
mod door;
mod failure;
mod gate;
mod meter;
mod mutations;
#[cfg(feature = "operate")]
mod operator;
mod page;
mod reads;
mod session;
mod settings;
mod time;
mod tls;
mod transport;
mod whole;

#[cfg(test)]
mod tests;

pub use door::{ATTEMPT_TIMEOUT, ATTEMPTS, CONNECT_TIMEOUT, Door, DoorOptions, OPERATION_TIMEOUT};
pub use gate::{Granted, READS, Read, iam_action, read_policy};
pub use meter::{CallKey, Meter, MeterSnapshot, USD_PER_METRIC, counted};
pub use mutations::{
    MUTATIONS, Mutation, Permitted, Plane, RecordChange, RecordVerb, RestoreTo, operator_policy,
};
#[cfg(feature = "operate")]
pub use operator::{
    Holding, Lease, LeaseGranted, LeaseRefused, Operator, OperatorPower, SEND_TIMEOUT, Sent,
};
pub use page::{Page, Pages};
pub use reads::{MetricFailure, Metrics, Reading, Reads, SeenObjects};
pub use settings::Setting;
pub use tls::BundleError;
pub use transport::{Transport, TransportError};
