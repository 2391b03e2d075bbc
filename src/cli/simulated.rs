//! The simulated AWS, plugged in where the real one would be.

use crate::aws::{Transport, TransportError};
use crate::clock::Clock;
use crate::net::DnsTransport;
use crate::plan::{self, Plan, PlanErrors};
use crate::sim::{Exchange, SimClock, Simulator, World};
use crate::terms::Instant;
use bytes::Bytes;
use futures::future::BoxFuture;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

/// The plan of the simulated shop.
const PLAN: &str = include_str!("demo.toml");

/// The day that `--at` counts from.
const EPOCH_SECONDS: i64 = 1_795_356_000;

/// The plan of the simulated shop.
///
/// # Errors
/// Never, unless this build is broken: a test reads it.
pub fn plan() -> Result<Plan, PlanErrors> {
    plan::read(PLAN, "the demo's plan")
}

/// The instant at which a simulation of fixed beginning begins.
#[must_use]
pub fn epoch() -> Instant {
    Instant::from_timestamp(EPOCH_SECONDS, 0).unwrap_or_default()
}

/// The simulated AWS, as the rooms that ask it see it.
#[derive(Clone)]
pub struct Simulated(Simulator);

impl Simulated {
    /// A simulated AWS on the house's clock.
    #[must_use]
    pub fn new(seed: u64, epoch: Instant, clock: &Clock) -> Self {
        Self::of(World::harbor(seed, epoch), clock)
    }

    /// A simulated AWS of any world.
    #[must_use]
    pub fn of(world: World, clock: &Clock) -> Self {
        let clock = std::sync::Arc::new(HouseClock(clock.clone()));
        Self(Simulator::new(world, clock))
    }

    /// The simulator behind it: its faults, its world, what it was asked.
    #[must_use]
    pub const fn simulator(&self) -> &Simulator {
        &self.0
    }
}

impl fmt::Debug for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Simulated")
    }
}

struct HouseClock(Clock);

impl SimClock for HouseClock {
    fn now(&self) -> Instant {
        self.0.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let clock = self.0.clone();
        Box::pin(async move { clock.sleep(duration).await })
    }
}

impl Transport for Simulated {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'static, Result<http::Response<Bytes>, TransportError>> {
        let simulator = self.0.clone();
        Box::pin(async move {
            match simulator.handle(request).await {
                Exchange::Answer(response) => Ok(response),
                Exchange::Refused => Err(TransportError::Refused),
                Exchange::Reset => Err(TransportError::Reset),
                Exchange::UnknownHost => Err(TransportError::UnknownHost),
                Exchange::CutOff { response, sent } => {
                    Err(TransportError::CutOff { response, sent })
                }
            }
        })
    }
}

impl DnsTransport for Simulated {
    fn exchange(
        &self,
        _server: SocketAddr,
        query: Vec<u8>,
        _tcp: bool,
    ) -> BoxFuture<'_, io::Result<Vec<u8>>> {
        Box::pin(async move { Ok(self.0.answer_dns(&query)) })
    }

    fn addresses(&self, _host: &str) -> BoxFuture<'_, io::Result<Vec<IpAddr>>> {
        // Every simulated name server is this one, at a documentation address.
        Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::new(192, 0, 2, 53))]) })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_plan_of_the_demo_is_sound() {
        assert_eq!(
            super::plan().map(|plan| plan.name),
            Ok("harbor-shop".to_owned())
        );
    }
}
