//! What an action is weighed against: the plan, the estate, what was done
//! before, and how this run of lifeboat stands. Everything is an argument: the
//! catalogue and the preflight are pure.

use super::gate::Window;
use super::past::Past;
use crate::assess::{Assessment, StoreAssessment};
use crate::estate::facts::DbInstance;
use crate::estate::{Estate, Scope, Source};
use crate::journal::Target;
use crate::plan::{Plan, Store, StoreKind};
use crate::terms::{AccountId, Instant, OutsideText, Region, Span};
use std::collections::BTreeMap;

/// How old facts may be that an action stands on (`domain.md` §10).
pub const FRESH: Span = Span::seconds(60);

/// What an action is weighed against.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// What the team declared.
    pub plan: &'a Plan,
    /// What AWS was last seen to say.
    pub estate: &'a Estate,
    /// What that comes to.
    pub assessment: &'a Assessment,
    /// What the journal says was done before.
    pub past: &'a Past,
    /// How this run of lifeboat stands.
    pub standing: &'a Standing,
    /// The instant it is now.
    pub now: Instant,
}

/// How this run of lifeboat stands, as far as an action is concerned.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The window in which an action may run, while it is open.
    pub window: Option<Window>,
    /// Why nothing can be written into the journal; `None` when it can.
    pub journal: Option<String>,
    /// How the operator's lease stands.
    pub lease: LeaseStanding,
    /// Who acts, when that is somebody else than who watches.
    pub operator: Option<Operating>,
    /// Whether this build can act at all.
    pub can_act: bool,
    /// Whether the AWS is simulated.
    pub simulated: bool,
}

impl Standing {
    /// A run that only looks.
    #[must_use]
    pub fn observing(simulated: bool) -> Self {
        Self {
            window: None,
            journal: None,
            lease: LeaseStanding::NotTaken,
            operator: None,
            can_act: cfg!(feature = "operate"),
            simulated,
        }
    }
}

/// Whose credentials act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operating {
    /// The account.
    pub account: AccountId,
    /// The caller's ARN.
    pub arn: OutsideText,
    /// Until when the credentials last; `None` when they do not expire.
    pub expires: Option<Instant>,
    /// Whether they are the credentials that watch.
    pub same_as_watching: bool,
}

/// How the lease that lets one operator act at a time stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaseStanding {
    /// It is taken when the window opens.
    NotTaken,
    /// It is this run's.
    Held {
        /// Where it is kept, in words.
        by_means_of: String,
    },
    /// Another has it.
    HeldBy {
        /// Who.
        holder: String,
        /// Until when, unless renewed.
        until: Option<Instant>,
    },
    /// It cannot be had or shown, and why.
    Unreachable(String),
}

/// What was chosen beside the target, by name.
pub type Settings = BTreeMap<String, String>;

/// One action on one target, as it is weighed.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What it is weighed against.
    pub sight: &'a Sight<'a>,
    /// What it would act on.
    pub target: &'a Target,
    /// What was chosen beside the target.
    pub settings: &'a Settings,
    /// When the review of it began: what is named after an instant takes this one.
    pub begun: Instant,
    /// What it stands on: every source, and where.
    pub relies: &'a [(Source, Scope)],
}

impl<'a> Case<'a> {
    /// The Region of its target; `None` for a service without Regions.
    #[must_use]
    pub fn region(&self) -> Option<&'a Region> {
        self.target.scope.region()
    }

    /// A setting.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&'a str> {
        self.settings.get(name).map(String::as_str)
    }

    /// The instance that is its target, as last seen.
    #[must_use]
    pub fn instance(&self) -> Option<&'a DbInstance> {
        let table = &self.sight.estate.instances;
        table.get(&self.target.scope, &self.target.identifier)
    }
}

impl<'a> Sight<'a> {
    /// The declared store that an instance is, or is a copy of, with its assessment.
    #[must_use]
    pub fn store_of_instance(
        &self,
        identifier: &OutsideText,
    ) -> Option<(&'a Store, &'a StoreAssessment)> {
        let store = self.plan.stores.iter().find(|store| {
            store.kind == StoreKind::Rds
                && (store.identifier == identifier.raw()
                    || store.standby.as_deref() == Some(identifier.raw()))
        })?;
        Some((store, self.assessment.store(&store.name)?))
    }

    /// The source of a read replica: where it is, its identifier, and what was
    /// last seen of it.
    #[must_use]
    pub fn source_of(&self, replica: &DbInstance, region: &Region) -> Option<SourceInstance<'a>> {
        let named = replica.replica_source.as_ref()?;
        let (region, identifier) = match crate::terms::Arn::parse(named.raw()) {
            Ok(arn) => {
                let identifier = arn.resource().rsplit(':').next()?.to_owned();
                (arn.region()?, OutsideText::from(identifier))
            }
            Err(_) => (region.clone(), named.clone()),
        };
        let seen = self
            .estate
            .instances
            .get(&Scope::from(&region), &identifier);
        Some(SourceInstance {
            region,
            identifier,
            seen,
        })
    }

    /// Whether a Region is down by the operator's word, and since when.
    #[must_use]
    pub fn declared_down(&self, region: &Region) -> Option<Instant> {
        self.estate.declared_down(region).map(|it| it.since)
    }

    /// Whether what a source said in a Region may be taken for how it is now.
    #[must_use]
    pub fn is_fresh(&self, source: Source, scope: &Scope) -> bool {
        self.age(source, scope).is_some_and(|age| age <= FRESH)
    }

    /// How long ago a source last answered in a scope, in this run.
    #[must_use]
    pub fn age(&self, source: Source, scope: &Scope) -> Option<Span> {
        let slice = self.estate.slice(source, scope)?;
        let seen = slice.seen.filter(|_| !slice.restored)?;
        Some(Span::between(seen, self.now))
    }
}

/// The source of a read replica.
#[derive(Debug, Clone)]
pub struct SourceInstance<'a> {
    /// Where it is.
    pub region: Region,
    /// Its identifier.
    pub identifier: OutsideText,
    /// What was last seen of it, however long ago.
    pub seen: Option<&'a DbInstance>,
}
