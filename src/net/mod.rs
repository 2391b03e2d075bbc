//! Questions that are not AWS's APIs: what a zone's authoritative name servers
//! answer, and what a customer gets who asks for a page. Name servers are Route 53's
//! data plane, and keep answering when its control plane in us-east-1 does not
//! (`domain.md` §2.4, §2.6).
//!
//! Nothing here names a socket but [`HostNetwork`]: whoever joins the parts may
//! plug another [`DnsTransport`] in, and says by which [`WebTransport`] pages come.

mod ask;
mod message;
mod transport;
mod web;

pub use ask::{Dns, NameServer, RESOLVER};
pub use transport::{DnsTransport, HostNetwork};
pub use web::{LARGEST_PAGE, PageBytes, Web, WebTransport};
