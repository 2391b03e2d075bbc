//! The simulated AWS, plugged in where the real one would be.

use super::arguments::Arguments;
use super::failure::Refusal;
use crate::aws::{Transport, TransportError};
use crate::clock::Clock;
use crate::net::DnsTransport;
use crate::plan::{self, Environment, Plan, PlanErrors};
use crate::sim::{Exchange, Scenario, ScenarioErrors, SimClock, Simulator, World};
use crate::terms::{Instant, OutsideText};
use bytes::Bytes;
use futures::future::BoxFuture;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

/// The scenario in which nothing goes wrong.
const ORDINARY: &str = "calm";

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

/// The plan of the simulated shop for a lifeboat in another process, which finds it at these addresses.
#[must_use]
pub fn served_plan(endpoint: SocketAddr, name_server: SocketAddr, resources: usize) -> String {
    let (endpoint, name_server) = (reached(endpoint), reached(name_server));
    let shop = PLAN.replacen(
        "environment = \"production\"",
        &format!("environment = \"{ENVIRONMENT}\""),
        1,
    );
    // The group of the shop's operators is none of whatever host reads this.
    let shop = shop.replacen("journal_group = \"sre\"\n", "", 1);
    let more: String = (0..resources)
        .map(|index| {
            let name = World::scaled_name(index);
            format!(
                "\n[[stores]]\nname = \"{name}\"\nkind = \"rds\"\ntier = \"silver\"\n\
                 standby = \"{name}-usw2\"\n"
            )
        })
        .collect();
    format!(
        "{SERVED}\n{shop}{more}\n[regions.endpoints]\nus-east-1 = \"http://{endpoint}\"\n\
         us-west-2 = \"http://{endpoint}\"\n\n[dns]\nname_servers = [\"{name_server}\"]\n"
    )
}

/// How every plan of a served simulation begins: such a file may be written over.
pub const SERVED: &str = "# Written by `lifeboat sim serve`: SIMULATED, no AWS is behind it.";

/// The environment of such a plan.
const ENVIRONMENT: &str = "simulated";

/// Whether a plan says that a simulation is served where it leads. Its word alone does not count: AWS
/// itself must never be taken for one, and is never reached at an endpoint of one's own without TLS.
#[must_use]
pub fn is_of_served(plan: &Plan) -> bool {
    let leads_there = |region| {
        let endpoint = plan.regions.endpoints.get(region);
        endpoint.is_some_and(|endpoint| endpoint.starts_with("http://"))
    };
    matches!(&plan.environment, Environment::Other(word) if word == ENVIRONMENT)
        && leads_there(&plan.regions.primary)
        && leads_there(&plan.regions.standby)
}

/// An address to reach what listens on every address of this host.
fn reached(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(_) => (Ipv6Addr::LOCALHOST, address.port()).into(),
    }
}

/// Begins the simulation that the command line asks for, for other programs: they have this host's clock,
/// so that it is now there, however long ago it began. The times of a scenario count from its beginning.
/// The shop has so many more `resources`.
///
/// # Errors
/// When there is no such scenario, or it is wrong.
pub fn begin_served(arguments: &Arguments, resources: usize) -> Result<Simulated, Refusal> {
    let now = chrono::Utc::now();
    let epoch = arguments.at.unwrap_or_default().before(now);
    let clock = Clock::starting_at(now, arguments.speed.unwrap_or(1.0));
    begin_at(arguments, resources, epoch, &clock)
}

/// When the simulation of this command line begins, and its clock.
#[must_use]
pub fn clock(arguments: &Arguments) -> (Instant, Clock) {
    let epoch = arguments.at.map_or_else(chrono::Utc::now, |_| epoch());
    let start = arguments.at.unwrap_or_default().after(epoch);
    let clock = Clock::starting_at(start, arguments.speed.unwrap_or(1.0));
    (epoch, clock)
}

/// The simulation of this command line on a clock that runs already.
///
/// # Errors
/// When there is no such scenario, or it is wrong.
pub fn begin_at(
    arguments: &Arguments,
    resources: usize,
    epoch: Instant,
    clock: &Clock,
) -> Result<Simulated, Refusal> {
    let seed = arguments.seed.unwrap_or(1);
    let simulated = Simulated::of(World::scaled(seed, epoch, resources), clock);
    if let Some(named) = &arguments.scenario {
        simulated.simulator().play(&scenario(named)?);
    }
    Ok(simulated)
}

/// The name of the scenario that is played in this process, by whatever file it comes from: an ordinary day
/// where none is asked for, and none where nothing is simulated here.
///
/// # Errors
/// When there is no such scenario, or it is wrong.
pub fn scenario_name(arguments: &Arguments) -> Result<Option<String>, Refusal> {
    match &arguments.scenario {
        _ if !arguments.demo => Ok(None),
        None => Ok(Some(ORDINARY.to_owned())),
        Some(named) => Ok(Some(scenario(named)?.name)),
    }
}

/// A scenario: one that comes with lifeboat, by its name, or a file.
///
/// # Errors
/// When there is no such scenario, or it is wrong.
pub fn scenario(named: &str) -> Result<Scenario, Refusal> {
    let refuse = |errors: ScenarioErrors| {
        Refusal::Usage(format!(
            "the scenario is not used until this is mended\n{errors}"
        ))
    };
    if let Some(carried) = Scenario::embedded(named) {
        return carried.map_err(refuse);
    }
    match std::fs::read(named) {
        Ok(content) => Scenario::read(&content, named).map_err(refuse),
        Err(error) => {
            let names: Vec<&str> = Scenario::names().collect();
            Err(Refusal::Usage(format!(
                "{}: {error}\nA scenario is a file, or one of: {}",
                OutsideText::new(named),
                names.join(", ")
            )))
        }
    }
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
    /// A simulated AWS of any world, on the house's clock.
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
        server: SocketAddr,
        query: Vec<u8>,
        tcp: bool,
    ) -> BoxFuture<'_, io::Result<Vec<u8>>> {
        Box::pin(async move { Ok(self.0.answer_dns_of(server.ip(), &query, tcp)) })
    }

    fn addresses(&self, host: &str) -> BoxFuture<'_, io::Result<Vec<IpAddr>>> {
        let found = self.0.addresses(host);
        let found = if found.is_empty() {
            let message = format!("the simulation has no host {host}");
            Err(io::Error::new(io::ErrorKind::NotFound, message))
        } else {
            Ok(found)
        };
        Box::pin(std::future::ready(found))
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

    #[test]
    fn the_plan_of_a_served_simulation_is_sound_and_leads_there() {
        let text = super::served_plan(
            "0.0.0.0:4566".parse().unwrap(),
            "127.0.0.1:4567".parse().unwrap(),
            1_000,
        );
        let mut plan = crate::plan::read(&text, "a served plan").unwrap();
        let endpoints: Vec<&String> = plan.regions.endpoints.values().collect();
        assert_eq!(endpoints, ["http://127.0.0.1:4566"; 2]);
        assert_eq!(plan.name_servers, ["127.0.0.1:4567".parse().unwrap()]);
        assert_eq!(plan.stores.len(), 1_005);
        assert_eq!(plan.operate.journal_group, None);
        assert!(super::is_of_served(&plan));
        // What says it is simulated and leads to AWS is not believed.
        plan.regions.endpoints.clear();
        assert!(!super::is_of_served(&plan));
        assert!(!super::is_of_served(&super::plan().unwrap()));
    }
}
