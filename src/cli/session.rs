//! What every command that looks at AWS stands on: the plan, the clock, the
//! door, the name servers, and what the last run left.

use super::arguments::Arguments;
use super::failure::Refusal;
use super::past;
use super::shelf::Shelf;
use super::simulated;
use super::state::StateFolder;
use super::web::{HostWeb, ServedWeb};
use crate::aws::{Door, DoorOptions, Reads};
use crate::clock::Clock;
use crate::collect::{Reach, SOURCES, Setup};
use crate::console::Declare;
use crate::estate::{Declaration, Estate, Scope, Source};
use crate::net::{Dns, DnsTransport, HostNetwork, Web, WebTransport};
use crate::plan::{self, Plan};
use crate::report::Calls;
use crate::terms::{Instant, Region};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// What a command stands on.
#[derive(Debug)]
pub struct Session {
    /// The plan.
    pub plan: Arc<Plan>,
    /// The clock.
    pub clock: Clock,
    /// The door to AWS.
    pub door: Door,
    /// How AWS is reached, by whoever acts too.
    #[cfg(feature = "operate")]
    pub options: DoorOptions,
    /// What the collector needs.
    pub setup: Setup,
    /// Pages, as customers get them.
    pub web: Web,
    /// What is kept between two runs; nothing of a simulation is.
    pub state: Option<StateFolder>,
    /// What the last run left, with the declarations that stand.
    pub estate: Estate,
    /// Whether the AWS is simulated, in this process or in another.
    pub simulated: bool,
    /// The scenario that is played in this process.
    pub scenario: Option<String>,
    /// Where the plan's runbooks are.
    pub shelf: Shelf,
}

/// How time passes in a run against the simulated AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As on the wall: for the console.
    Wall,
    /// As fast as it can: for one look, which then takes no time and is the
    /// same every time.
    Virtual,
}

/// A runtime for a command. One look at the simulated AWS is taken in virtual
/// time; everything else runs by the host's clock.
///
/// # Errors
/// When the system has no room for its threads.
pub fn runtime(arguments: &Arguments, pace: Pace) -> Result<Runtime, Refusal> {
    let runtime = if arguments.demo && pace == Pace::Virtual {
        Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
    } else {
        Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
    };
    Ok(runtime?)
}

/// Reads the plan that the command line names.
///
/// # Errors
/// When there is none, or it is wrong.
pub fn read_plan(arguments: &Arguments) -> Result<Plan, Refusal> {
    if arguments.demo {
        return Ok(simulated::plan()?);
    }
    let file = &arguments.plan;
    let bytes = std::fs::read(file).map_err(|source| Refusal::NoPlan {
        file: file.clone(),
        source,
    })?;
    Ok(plan::read_bytes(&bytes, &file.display().to_string())?)
}

/// What there is on this host to begin with, before anything of AWS is touched:
/// enough for a first frame.
#[derive(Debug)]
pub struct Ground {
    /// The plan.
    pub plan: Arc<Plan>,
    /// What is kept between two runs; nothing of a simulation is.
    pub state: Option<StateFolder>,
    /// What the last run left, with the declarations that stand.
    pub estate: Estate,
    /// The clock.
    pub clock: Clock,
    /// When the simulation begins.
    epoch: Instant,
}

impl Ground {
    /// Reads what the command line names. Call it inside the runtime.
    ///
    /// # Errors
    /// When the plan or the state cannot be used.
    pub fn read(arguments: &Arguments) -> Result<Self, Refusal> {
        let plan = read_plan(arguments)?;
        let state = if arguments.demo {
            None
        } else {
            Some(StateFolder::of(&plan, &arguments.plan)?)
        };
        let mut estate = Estate::default();
        if let Some(state) = &state {
            let (kept, trouble) = state.estate();
            let watched: BTreeSet<(Source, Scope)> = SOURCES
                .iter()
                .flat_map(|entry| {
                    let scopes = entry.scopes(&plan).into_iter();
                    scopes.map(|scope| (entry.source, scope))
                })
                .collect();
            estate = kept
                .unwrap_or_default()
                .left_of(|source, scope| watched.contains(&(source, scope.clone())));
            if let Some(trouble) = trouble {
                super::complain(&trouble);
            }
            estate.set_declared(state.declarations()?.into_values());
            let (tried, trouble) = past::tried(state.path(), &plan, &arguments.plan);
            if let Some(tried) = tried {
                estate.set_tried(tried);
            }
            if let Some(trouble) = trouble {
                super::complain(&trouble);
            }
        }
        Ok(Self::of(arguments, plan, state, estate))
    }

    fn of(arguments: &Arguments, plan: Plan, state: Option<StateFolder>, estate: Estate) -> Self {
        let (epoch, clock) = if arguments.demo {
            simulated::clock(arguments)
        } else {
            (Instant::default(), Clock::host())
        };
        Self {
            plan: Arc::new(plan),
            state,
            estate,
            clock,
            epoch,
        }
    }
}

/// How pages come that no simulation in this process answers for. Those of a served
/// one come from where it is served.
fn web_of(plan: &Plan, simulated: bool) -> Arc<dyn WebTransport> {
    match plan.regions.endpoints.get(&plan.regions.primary) {
        Some(endpoint) if simulated => Arc::new(ServedWeb::at(endpoint)),
        _ => Arc::new(HostWeb::default()),
    }
}

impl Session {
    /// Opens a session on the plan that the command line names. Call it inside
    /// the runtime.
    ///
    /// # Errors
    /// When the plan, the state or the environment cannot be used. AWS is not
    /// asked yet.
    pub async fn open(arguments: &Arguments) -> Result<Self, Refusal> {
        let ground = Ground::read(arguments)?;
        Self::over(arguments, ground, Reach::Declared).await
    }

    /// Opens a session on a plan that is not in any file.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub async fn on(
        arguments: &Arguments,
        plan: Plan,
        state: Option<StateFolder>,
        estate: Estate,
        reach: Reach,
    ) -> Result<Self, Refusal> {
        let ground = Ground::of(arguments, plan, state, estate);
        Self::over(arguments, ground, reach).await
    }

    /// Opens a session over what was read.
    ///
    /// # Errors
    /// When the environment cannot be used.
    pub async fn over(
        arguments: &Arguments,
        ground: Ground,
        reach: Reach,
    ) -> Result<Self, Refusal> {
        let Ground {
            plan,
            state,
            estate,
            clock,
            epoch,
        } = ground;
        let simulated = arguments.demo || simulated::is_of_served(&plan);
        let (primary, standby) = (&plan.regions.primary, &plan.regions.standby);
        let (options, dns, web): (DoorOptions, Arc<dyn DnsTransport>, Arc<dyn WebTransport>) =
            if arguments.demo {
                let aws = Arc::new(simulated::begin_at(arguments, 0, epoch, &clock)?);
                let options = DoorOptions::simulated(primary, standby, clock.clone(), aws.clone());
                (options, aws.clone(), aws)
            } else {
                let mut options = DoorOptions::new(primary, standby, clock.clone());
                options.profile = arguments.profile.clone();
                options.endpoints = plan.regions.endpoints.clone();
                (options, Arc::new(HostNetwork), web_of(&plan, simulated))
            };
        let door = Door::open(options.clone()).await?;
        let reads = Reads::new(door.clone());
        let dns = Dns::new(dns, clock.clone());
        let web = Web::new(web, clock.clone());
        let setup = Setup::new(reads, dns, clock.clone(), Arc::clone(&plan)).reaching(reach);
        let shelf = Shelf::of(arguments, &plan);
        Ok(Self {
            plan,
            clock,
            door,
            #[cfg(feature = "operate")]
            options,
            setup,
            web,
            state,
            estate,
            simulated,
            scenario: simulated::scenario_name(arguments)?,
            shelf,
        })
    }

    /// What watching has cost so far.
    #[must_use]
    pub fn calls(&self) -> Calls {
        let meter = self.door.meter().snapshot();
        Calls {
            count: meter.calls,
            price_usd_per_hour: meter.price_usd_per_hour,
        }
    }

    /// Keeps the estate for the next run. That it could not be kept is told,
    /// and ends nothing.
    pub fn keep(&self, estate: &Estate) {
        if let Some(state) = &self.state {
            state.keep_or_complain(estate);
        }
    }

    /// Enters the operator's word among the declarations that stand, and
    /// returns those. `known` are the ones of a simulation, which last as long
    /// as it runs.
    ///
    /// # Errors
    /// When they cannot be read or written.
    pub fn declare(
        &self,
        word: &Declare,
        mut known: BTreeMap<Region, Declaration>,
    ) -> Result<BTreeMap<Region, Declaration>, Refusal> {
        let now = self.clock.now();
        match &self.state {
            Some(state) => state.declare(|standing| word.apply(standing, now)),
            None => {
                word.apply(&mut known, now);
                Ok(known)
            }
        }
    }
}
