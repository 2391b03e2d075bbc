//! Questions that are not AWS's APIs: what a zone's authoritative name servers
//! answer. They are Route 53's data plane, and keep answering when its control
//! plane in us-east-1 does not (`domain.md` §2.4, §2.6).
//!
//! Nothing here names a socket but [`HostNetwork`]: whoever joins the parts may
//! plug another [`DnsTransport`] in.

mod ask;
mod message;
mod transport;

pub use ask::{Dns, NameServer, RESOLVER};
pub use transport::{DnsTransport, HostNetwork};
