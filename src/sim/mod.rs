//! The simulated AWS: a small world, what its operations do, and how they read on the wire.
//!
//! Three layers, kept apart:
//!
//! - [`world`]: state and time. What exists in "Harbor Outfitters", and what it is at an instant.
//! - `services`: what an operation does. One function per operation, from an input to a shape.
//! - `protocols`: how it reads on the wire. Query XML, REST-XML, REST-JSON, JSON 1.0, RPC v2 CBOR, DNS.
//!
//! [`Simulator`] joins them behind `handle` and `answer_dns`. It keeps no time of its own: the one clock
//! is given to it, and everything it says is a function of the seed, that clock and the edits made to the
//! [`World`].

mod dispatch;
mod exchange;
mod fault;
mod log;
mod protocols;
mod scenario;
pub mod serve;
mod services;
mod simulator;
mod state;
#[cfg(test)]
mod tests;
pub mod world;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use exchange::Exchange;
pub use fault::{Fault, FaultRule};
pub use log::{RequestOutcome, RequestRecord};
pub use scenario::{Scenario, ScenarioErrors};
pub use simulator::Simulator;
pub use world::World;

/// The one clock, as the simulator sees it.
///
/// The simulator never reads the host's time and never sleeps on its own: both are given to it, so that a
/// scaled or a hand-turned clock moves the simulated AWS together with everything else.
pub trait SimClock: Send + Sync {
    /// The instant it is now, in UTC.
    fn now(&self) -> DateTime<Utc>;
    /// Completes once `duration` has passed on this clock.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}
