//! What a look has to look with.

use crate::aws::Reads;
use crate::clock::Clock;
use crate::collect::Reach;
use crate::collect::knowledge::Knowledge;
use crate::estate::{Facts, Failure, Scope};
use crate::net::Dns;
use crate::plan::Plan;
use crate::terms::{Instant, OutsideText};
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt};
use std::sync::Arc;
use tokio::sync::watch;

/// How many requests of one look to Route 53 are under way at a time, each with
/// its turn from the budget.
const AT_ONCE: usize = 4;

/// What collecting needs: whom to ask, by which clock, for which plan.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Reads AWS.
    pub reads: Reads,
    /// Asks name servers.
    pub dns: Dns,
    /// The one clock.
    pub clock: Clock,
    /// What the team declared.
    pub plan: Arc<Plan>,
    /// How far to look.
    pub reach: Reach,
}

impl Setup {
    /// Joins the parts, as far as the plan calls for.
    #[must_use]
    pub fn new(reads: Reads, dns: Dns, clock: Clock, plan: Arc<Plan>) -> Self {
        Self {
            reads,
            dns,
            clock,
            plan,
            reach: Reach::Declared,
        }
    }

    /// Looks at everything there is, to find what a plan should say.
    #[must_use]
    pub fn reaching(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }
}

/// What is known before a look, for whoever decides whether to look.
pub(super) struct Asking<'a> {
    pub plan: &'a Plan,
    pub scope: &'a Scope,
    pub known: &'a Knowledge,
    pub reach: Reach,
}

/// What a look brings.
pub(super) struct Sight {
    /// What was seen.
    pub facts: Facts,
    /// What could not be had of it.
    pub shortfall: Option<Failure>,
}

impl From<Facts> for Sight {
    fn from(facts: Facts) -> Self {
        Self {
            facts,
            shortfall: None,
        }
    }
}

/// A look under way.
pub(super) type Looking = BoxFuture<'static, Result<Sight, Failure>>;

/// What a look has at hand. Cheap to clone.
#[derive(Clone)]
pub(super) struct Look {
    setup: Setup,
    scope: Scope,
    knowledge: watch::Sender<Arc<Knowledge>>,
}

impl Look {
    pub(super) fn new(
        setup: &Setup,
        scope: &Scope,
        knowledge: &watch::Sender<Arc<Knowledge>>,
    ) -> Self {
        Self {
            setup: setup.clone(),
            scope: scope.clone(),
            knowledge: knowledge.clone(),
        }
    }

    pub(super) fn reads(&self) -> &Reads {
        &self.setup.reads
    }

    pub(super) fn dns(&self) -> &Dns {
        &self.setup.dns
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.setup.plan
    }

    pub(super) fn reach(&self) -> Reach {
        self.setup.reach
    }

    pub(super) fn now(&self) -> Instant {
        self.setup.clock.now()
    }

    /// What is known now.
    pub(super) fn known(&self) -> Arc<Knowledge> {
        self.knowledge.borrow().clone()
    }

    /// Lets other looks know facts before this one has ended.
    pub(super) fn tell(&self, facts: &Facts) {
        let now = self.now();
        self.knowledge.send_modify(|known| {
            Arc::make_mut(known).learn(&self.scope, facts, now, &self.setup.plan);
        });
    }

    /// Asks Route 53 the same of each id, a few at a time.
    pub(super) async fn of_each<T: Send + 'static>(
        &self,
        ids: impl IntoIterator<Item = OutsideText>,
        ask: fn(Self, OutsideText) -> BoxFuture<'static, Result<T, Failure>>,
    ) -> Vec<Result<T, Failure>> {
        let asked: Vec<_> = ids.into_iter().map(|id| ask(self.clone(), id)).collect();
        stream::iter(asked).buffered(AT_ONCE).collect().await
    }
}

/// Parts what came from what did not, of which the first failure stands for all.
pub(super) fn settle<T>(
    results: impl IntoIterator<Item = Result<T, Failure>>,
) -> (Vec<T>, Option<Failure>) {
    let mut failed = None;
    let mut came = Vec::new();
    for result in results {
        match result {
            Ok(it) => came.push(it),
            Err(failure) => {
                failed.get_or_insert(failure);
            }
        }
    }
    (came, failed)
}
