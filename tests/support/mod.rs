//! A house on the simulated AWS: the plan of the demo, the clock that tests turn, and everything that
//! was asked, word by word.

pub mod asked;
pub mod console;
#[cfg(feature = "operate")]
pub mod deeds;
#[cfg(feature = "operate")]
pub mod eyes;
pub mod watching;

use asked::{Asked, Recording};
use futures::StreamExt;
use lifeboat::assess::Assessment;
use lifeboat::aws::{Door, DoorOptions, Reads};
#[cfg(feature = "operate")]
use lifeboat::aws::{MUTATIONS, Operator, OperatorPower};
use lifeboat::cli::session;
use lifeboat::cli::shelf::Shelf;
use lifeboat::cli::simulated::{self, Simulated};
use lifeboat::cli::state::StateFolder;
use lifeboat::clock::Clock;
use lifeboat::collect::{Knowledge, Setup, once};
use lifeboat::console::look::{Characters, Look};
use lifeboat::console::theme::Depth;
use lifeboat::console::{Keymap, Session};
use lifeboat::estate::Estate;
use lifeboat::net::{Dns, Web};
use lifeboat::plan::Plan;
use lifeboat::report::{Calls, Report};
use lifeboat::sim::{Simulator, World};
use lifeboat::terms::{Instant, Region, Span};
use std::sync::Arc;

/// The seed of every world and every spread here: any other would do.
pub const SEED: u64 = 7;

/// How long one look at everything may take.
pub const PATIENCE: Span = Span::seconds(60);

/// Everything a command stands on, with the AWS at hand.
pub struct House {
    /// The clock that tests turn.
    pub clock: Clock,
    /// The plan.
    pub plan: Arc<Plan>,
    /// What collecting needs.
    pub setup: Setup,
    door: Door,
    /// How a door to the simulated AWS is opened.
    #[cfg(feature = "operate")]
    pub options: DoorOptions,
    aws: Simulated,
    recording: Recording,
}

/// What one look came to.
pub struct Seen {
    /// What AWS says.
    pub estate: Estate,
    /// The assessment of it.
    pub assessment: Assessment,
    /// When it was over.
    pub now: Instant,
}

impl House {
    /// The shop of the demo, as it is when all is well.
    pub async fn harbor() -> Self {
        Self::of(
            World::harbor(SEED, simulated::epoch()),
            simulated::plan().unwrap(),
        )
        .await
    }

    /// Any world under any plan.
    pub async fn of(world: World, plan: Plan) -> Self {
        let clock = Clock::starting_at(simulated::epoch(), 1.0);
        let aws = Simulated::of(world, &clock);
        let recording = Recording::of(aws.clone());
        let (primary, standby) = (&plan.regions.primary, &plan.regions.standby);
        let transport = Arc::new(recording.clone());
        let options = DoorOptions::simulated(primary, standby, clock.clone(), transport);
        let door = Door::open(options.clone()).await.unwrap();
        let reads = Reads::new(door.clone());
        let dns = Dns::new(Arc::new(aws.clone()), clock.clone());
        let plan = Arc::new(plan);
        Self {
            setup: Setup::new(reads, dns, clock.clone(), Arc::clone(&plan)),
            clock,
            plan,
            door,
            #[cfg(feature = "operate")]
            options,
            aws,
            recording,
        }
    }

    /// The simulated AWS.
    pub fn simulator(&self) -> &Simulator {
        self.aws.simulator()
    }

    /// What a console stands on whose state is kept in that folder, or nowhere.
    pub fn session(&self, state: Option<StateFolder>) -> session::Session {
        session::Session {
            plan: Arc::clone(&self.plan),
            clock: self.clock.clone(),
            door: self.door.clone(),
            #[cfg(feature = "operate")]
            options: self.options.clone(),
            setup: self.setup.clone(),
            web: Web::new(Arc::new(self.aws.clone()), self.clock.clone()),
            state,
            estate: Estate::default(),
            simulated: true,
            scenario: None,
            shelf: Shelf::default(),
        }
    }

    /// Somebody who acts on it.
    #[cfg(feature = "operate")]
    pub async fn operator(&self) -> Operator {
        Operator::open(&self.options, OperatorPower::Same)
            .await
            .unwrap()
    }

    /// The requests that changed something, or would have: the lease's apart.
    #[cfg(feature = "operate")]
    pub fn mutating(&self) -> Vec<String> {
        let all = self.simulator().requests().into_iter();
        all.map(|it| it.operation)
            .filter(|it| it != "UpdateItem")
            .filter(|it| MUTATIONS.iter().any(|own| own.operation == it))
            .collect()
    }

    /// Edits the world as it is now.
    pub fn edit(&self, edit: impl FnOnce(&mut World)) {
        self.simulator().with_world(edit);
    }

    /// Everything that was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.recording.asked()
    }

    /// One look at everything, on top of nothing.
    pub async fn look(&self) -> Seen {
        self.look_again(Estate::default()).await
    }

    /// One look at everything, on top of what was seen before.
    pub async fn look_again(&self, mut estate: Estate) -> Seen {
        let known = Knowledge::of(&estate, &self.plan);
        let mut pass = std::pin::pin!(once(&self.setup, known, PATIENCE));
        while let Some(observation) = pass.next().await {
            estate.apply(observation);
        }
        let now = self.clock.now();
        let assessment = Assessment::of(Arc::clone(&self.plan), &estate, now);
        Seen {
            estate,
            assessment,
            now,
        }
    }

    /// Lets time pass.
    pub async fn pass(&self, span: Span) {
        self.clock.sleep(span.duration()).await;
    }
}

impl Seen {
    /// The report on it.
    pub fn report(&self) -> Report<'_> {
        report(&self.estate, &self.assessment, self.now)
    }
}

/// A report on any estate.
pub fn report<'a>(estate: &'a Estate, assessment: &'a Assessment, now: Instant) -> Report<'a> {
    Report {
        assessment,
        estate,
        now,
        simulated: true,
        scenario: None,
        calls: Calls::default(),
    }
}

/// The status as whoever parses `-o json` reads it.
pub fn json(report: &Report<'_>) -> serde_json::Value {
    let text = serde_json::to_string(&lifeboat::report::status(report)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A console that shows all it can: every colour, every character.
pub fn shown() -> Session {
    let mut look = Look::from_environment(|_| None);
    look.theme.depth = Depth::True;
    look.characters = Characters::Unicode;
    Session {
        simulated: true,
        scenario: None,
        calm: false,
        look,
        keymap: Keymap::default(),
    }
}

/// A Region by its name.
pub fn region(name: &str) -> Region {
    Region::parse(name).unwrap()
}
