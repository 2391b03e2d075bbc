//! The simulated AWS behind one door: a request in, an exchange out.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::Request;

use super::SimClock;
use super::dispatch::addressed;
use super::exchange::Exchange;
use super::fault::{Fault, FaultRule};
use super::log::{RequestOutcome, RequestRecord};
use super::protocols::dns::Transport;
use super::protocols::{self, Scope, Stamp};
use super::scenario::Scenario;
use super::services;
use super::state::{Asked, State};
use super::world::answers::AskedServer;
use super::world::site::Visit;
use super::world::{Endpoints, World, random};

/// How many requests the log keeps; older ones go first.
const LOGGED: usize = 200_000;

/// How much of an operation's name is kept; AWS's own are far shorter.
const LONGEST_OPERATION: usize = 128;

/// The simulated AWS. Clones share one world.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

struct Shared {
    clock: Arc<dyn SimClock>,
    state: Mutex<State>,
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.shared.lock();
        formatter
            .debug_struct("Simulator")
            .field("seed", &state.world.seed)
            .field("requests", &state.log.len())
            .field("in_flight", &state.in_flight)
            .finish_non_exhaustive()
    }
}

/// A request's place in the log; a request that is dropped before its end is noted as abandoned.
struct Entry {
    shared: Arc<Shared>,
    number: u64,
    outcome: RequestOutcome,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
        if let Some(record) = state.logged(self.number) {
            record.outcome = self.outcome;
        }
    }
}

impl Shared {
    /// The state; a panic elsewhere while it was held has left it whole, as nothing in here panics
    /// half-way through a change.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Simulator {
    /// A simulator of this world, on this clock.
    pub fn new(world: World, clock: Arc<dyn SimClock>) -> Simulator {
        Simulator {
            shared: Arc::new(Shared {
                clock,
                state: Mutex::new(State::of(world)),
            }),
        }
    }

    /// Takes a request as the AWS SDK makes it. Service and Region are those of the signature's scope;
    /// the signature itself is not verified. A request that hangs never completes.
    pub async fn handle(&self, request: Request<Bytes>) -> Exchange {
        let (scope, service) = addressed(&request);
        let read = service.map(|service| protocols::read(service, &request));
        let operation = read
            .as_ref()
            .and_then(|read| read.operation.as_deref())
            .unwrap_or("Unknown")
            .chars()
            .take(LONGEST_OPERATION)
            .collect::<String>();
        let mut entry = self.log(scope.as_ref(), &operation);

        let (Some(scope), Some(service), Some(read)) = (scope, service, read) else {
            return self.without_service(&request, &mut entry);
        };
        let known_region = self.shared.lock().world.regions.contains_key(&scope.region);
        if !known_region {
            entry.outcome = RequestOutcome::UnknownHost;
            return Exchange::UnknownHost;
        }
        let asked = (
            service.signing_name,
            operation.as_str(),
            scope.region.as_str(),
        );
        let fate = {
            let now = self.shared.clock.now();
            let mut state = self.shared.lock();
            state.advance(now);
            let seed = state.world.seed;
            state.script.fate(asked, entry.number, seed, now)
        };
        if !fate.delay.is_zero() {
            self.shared.clock.sleep(fate.delay).await;
        }
        let exchange = match self.endpoints(&scope.region) {
            Endpoints::Silent => std::future::pending().await,
            Endpoints::Refusing => Exchange::Refused,
            Endpoints::Answering => match fate.fault {
                Some(Fault::Hang) => std::future::pending().await,
                // Outside the lock: who asks next is answered.
                Some(Fault::Panic) => panic!("the scenario lets the simulated AWS panic here"),
                fault => {
                    let now = self.shared.clock.now();
                    let asked = Asked {
                        service,
                        scope: &scope,
                        read: &read,
                        operation: &operation,
                        number: entry.number,
                    };
                    self.shared.lock().exchange(&asked, fault, now)
                }
            },
        };
        entry.outcome = match &exchange {
            Exchange::Answer(response) => RequestOutcome::Answered(response.status().as_u16()),
            Exchange::CutOff { response, .. } => RequestOutcome::CutOff(response.status().as_u16()),
            Exchange::Refused => RequestOutcome::Refused,
            Exchange::Reset => RequestOutcome::Reset,
            Exchange::UnknownHost => RequestOutcome::UnknownHost,
        };
        exchange
    }

    /// Why there is nobody to answer this request, for whoever has a connection already where AWS has no
    /// host at all: the service or the Region is not simulated. None for all other requests.
    pub fn says_elsewhere(&self, request: &Request<Bytes>) -> Option<String> {
        let (scope, service) = addressed(request);
        let scope = scope?;
        let state = self.shared.lock();
        let regions = &state.world.regions;
        if service.is_some() && regions.contains_key(&scope.region) {
            return None;
        }
        let regions: Vec<&str> = regions.keys().map(String::as_str).collect();
        Some(format!(
            "the simulated AWS has the services {} in {}; asked was {} in {}\n",
            services::signing_names().join(", "),
            regions.join(" and "),
            scope.service.escape_debug(),
            scope.region.escape_debug(),
        ))
    }

    /// What the name servers of the world's zones answer to a query over UDP: cut, with TC set, when it is
    /// longer than the asker takes. REFUSED for zones of others, FORMERR for what is no query. No server in
    /// particular is asked: of a change the last to have it answers.
    pub fn answer_dns(&self, query: &[u8]) -> Vec<u8> {
        self.answer_dns_over(query, None, Transport::Udp)
    }

    /// The same over TCP: never cut. Query and answer are without the length that goes before them there.
    pub fn answer_dns_tcp(&self, query: &[u8]) -> Vec<u8> {
        self.answer_dns_over(query, None, Transport::Tcp)
    }

    /// What the name server at this address answers, over TCP or over UDP.
    pub fn answer_dns_of(&self, server: IpAddr, query: &[u8], tcp: bool) -> Vec<u8> {
        let transport = if tcp { Transport::Tcp } else { Transport::Udp };
        self.answer_dns_over(query, Some(server), transport)
    }

    fn answer_dns_over(
        &self,
        query: &[u8],
        server: Option<IpAddr>,
        transport: Transport,
    ) -> Vec<u8> {
        let at = self.shared.clock.now();
        let mut state = self.shared.lock();
        state.advance(at);
        let asked = AskedServer { server, at };
        protocols::dns::answer(&state.world, query, asked, transport)
    }

    /// The addresses of a name, as a resolver that holds nothing has them.
    pub fn addresses(&self, name: &str) -> Vec<IpAddr> {
        let now = self.shared.clock.now();
        self.with_world(|world| world.addresses(name, now))
    }

    /// Whether a name leads to a site of the simulation.
    pub fn is_site(&self, name: &str) -> bool {
        let now = self.shared.clock.now();
        self.with_world(|world| world.is_site(name, now))
    }

    /// What a customer gets who asks for a page of that name. Where nobody answers it never completes.
    pub async fn visit(&self, name: &str) -> Exchange {
        let now = self.shared.clock.now();
        match self.with_world(|world| world.visit(name, now)) {
            Visit::UnknownHost => Exchange::UnknownHost,
            Visit::Silent => std::future::pending().await,
            Visit::Page { status, text } => {
                let mut response = http::Response::new(Bytes::from(text));
                *response.status_mut() =
                    http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::BAD_GATEWAY);
                let plain = http::HeaderValue::from_static("text/plain");
                response
                    .headers_mut()
                    .insert(http::header::CONTENT_TYPE, plain);
                Exchange::Answer(response)
            }
        }
    }

    /// Adds a fault; rules stay until [`Simulator::clear_faults`].
    pub fn inject(&self, fault: FaultRule) {
        let now = self.shared.clock.now();
        self.shared.lock().script.inject(fault, now);
    }

    /// Removes all faults, a scenario's too. A request that already hangs goes on hanging.
    pub fn clear_faults(&self) {
        self.shared.lock().script.clear_faults();
    }

    /// Plays a scenario; its times count from the world's epoch.
    pub fn play(&self, scenario: &Scenario) {
        let mut state = self.shared.lock();
        let begun = state.world.epoch;
        state.script.add(scenario, begun);
    }

    /// Looks at the world, or edits it, as it is now.
    pub fn with_world<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        let now = self.shared.clock.now();
        let mut state = self.shared.lock();
        state.advance(now);
        look(&mut state.world)
    }

    /// The request log, oldest first: the last 200,000 requests.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.lock().log.iter().cloned().collect()
    }

    /// How many requests are neither answered nor given up.
    pub fn in_flight(&self) -> usize {
        self.shared.lock().in_flight
    }

    fn log(&self, scope: Option<&Scope>, operation: &str) -> Entry {
        let time = self.shared.clock.now();
        let mut state = self.shared.lock();
        state.in_flight += 1;
        let number = state.first_logged + state.log.len() as u64;
        state.log.push_back(RequestRecord {
            time,
            region: scope.map(|scope| scope.region.clone()).unwrap_or_default(),
            service: scope.map(|scope| scope.service.clone()).unwrap_or_default(),
            operation: operation.to_owned(),
            over_rate: false,
            outcome: RequestOutcome::InFlight,
        });
        if state.log.len() > LOGGED {
            state.log.pop_front();
            state.first_logged += 1;
        }
        drop(state);
        Entry {
            shared: Arc::clone(&self.shared),
            number,
            outcome: RequestOutcome::Abandoned,
        }
    }

    /// A request that is not signed, or for a service there is not. The addresses at which instances and
    /// containers find their credentials are nobody's here.
    fn without_service(&self, request: &Request<Bytes>, entry: &mut Entry) -> Exchange {
        let host = request.uri().host().unwrap_or_default();
        if host.starts_with("169.254.") {
            entry.outcome = RequestOutcome::Refused;
            return Exchange::Refused;
        }
        if request.headers().contains_key(http::header::AUTHORIZATION) {
            entry.outcome = RequestOutcome::UnknownHost;
            return Exchange::UnknownHost;
        }
        let now = self.shared.clock.now();
        let request_id = random::uuid(0, &["unsigned"], entry.number.cast_signed());
        let response = protocols::unsigned(&Stamp {
            request_id: &request_id,
            now,
        });
        entry.outcome = RequestOutcome::Answered(response.status().as_u16());
        Exchange::Answer(response)
    }

    /// What the endpoints of a Region do.
    fn endpoints(&self, region: &str) -> Endpoints {
        let now = self.shared.clock.now();
        let mut state = self.shared.lock();
        state.advance(now);
        state
            .world
            .regions
            .get(region)
            .map(|region| region.endpoints)
            .unwrap_or_default()
    }
}
