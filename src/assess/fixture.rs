//! A two-Region shop for tests: what AWS says of it when all is well, and hands
//! to change one thing at a time. The assessment follows each change, and every
//! look at it compares it with one made from scratch.

mod backups;
mod databases;
mod hands;
mod shop;
mod tried;

pub(crate) use backups::*;
pub(crate) use databases::*;
pub(crate) use shop::*;
pub(crate) use tried::*;

use super::findings::Finding;
use super::{Assessment, Subject};
use crate::estate::{Declaration, Estate, Facts, Failure, FailureKind, Observation, Scope, Source};
use crate::plan::{Plan, Store};
use crate::terms::{Instant, Region, Span};
use std::sync::Arc;

/// How often everything in the shop is polled.
pub(crate) const CADENCE: Span = Span::minutes(1);

/// The shop, what was seen of it, and the assessment that followed.
pub(crate) struct World {
    /// The time.
    pub(crate) now: Instant,
    /// What the team declared.
    pub(crate) plan: Arc<Plan>,
    /// What was seen.
    pub(crate) estate: Estate,
    assessment: Assessment,
}

impl Clone for World {
    fn clone(&self) -> Self {
        Self {
            now: self.now,
            plan: Arc::clone(&self.plan),
            estate: self.estate.clone(),
            assessment: Assessment::of(Arc::clone(&self.plan), &self.estate, self.now),
        }
    }
}

impl World {
    /// The primary Region.
    pub(crate) const EAST: &'static str = "us-east-1";
    /// The standby Region.
    pub(crate) const WEST: &'static str = "us-west-2";

    /// The primary Region.
    pub(crate) fn east() -> Region {
        region(Self::EAST)
    }

    /// The standby Region.
    pub(crate) fn west() -> Region {
        region(Self::WEST)
    }

    /// A plan, and nothing seen.
    pub(crate) fn unseen() -> Self {
        let now = at("2026-11-22T14:00:00Z");
        let plan = Arc::new(plan());
        Self {
            now,
            estate: Estate::default(),
            assessment: Assessment::new(Arc::clone(&plan), now),
            plan,
        }
    }

    /// Everything seen, and well, but for the metrics, which nobody asked for.
    pub(crate) fn healthy_without_metrics() -> Self {
        let mut world = Self::unseen();
        let now = world.now;
        for name in [Self::EAST, Self::WEST] {
            let scope = Scope::Region(region(name));
            for (source, facts) in regional(name, now) {
                world.see(source, scope.clone(), facts);
            }
        }
        for (source, facts) in global(now) {
            world.see(source, Scope::Global, facts);
        }
        world
    }

    /// Everything seen, and well.
    pub(crate) fn healthy() -> Self {
        let mut world = Self::healthy_without_metrics();
        for (key, value) in lags() {
            world.samples(&key, &[("13:58", value), ("13:59", value)]);
        }
        world
    }

    /// Takes in what a source saw now.
    pub(crate) fn see(&mut self, source: Source, scope: Scope, facts: Facts) {
        self.see_every(CADENCE, source, scope, facts);
    }

    /// Takes in what a source saw now that is asked again after `cadence`.
    pub(crate) fn see_every(&mut self, cadence: Span, source: Source, scope: Scope, facts: Facts) {
        let observation = self.observation(source, scope, Ok(facts));
        self.take(Observation {
            cadence,
            ..observation
        });
    }

    /// How many subjects are examined again after what a source saw now.
    pub(crate) fn examined(&mut self, source: Source, name: &str, facts: Facts) -> usize {
        let scope = Scope::Region(region(name));
        let observation = self.observation(source, scope, Ok(facts));
        self.take(observation)
    }

    /// Takes in that a source failed now.
    pub(crate) fn fail(&mut self, source: Source, scope: Scope, kind: FailureKind) {
        let failure = Failure {
            kind,
            operation: "Describe".into(),
            code: None,
            message: "".into(),
            request_id: None,
        };
        self.fail_with(source, scope, failure);
    }

    /// Takes in how a source failed now.
    pub(crate) fn fail_with(&mut self, source: Source, scope: Scope, failure: Failure) {
        let observation = self.observation(source, scope, Err(failure));
        self.take(observation);
    }

    fn observation(
        &self,
        source: Source,
        scope: Scope,
        outcome: Result<Facts, Failure>,
    ) -> Observation {
        Observation {
            source,
            scope,
            asked: self.now,
            at: self.now,
            cadence: CADENCE,
            calls: 1,
            skew_seconds: None,
            outcome,
        }
    }

    fn take(&mut self, observation: Observation) -> usize {
        let changes = self.estate.apply(observation);
        self.assessment.update(&self.estate, &changes, self.now)
    }

    /// Lets time pass in which nothing is polled.
    pub(crate) fn advance(&mut self, span: Span) {
        self.now = span.after(self.now);
        let nothing = Default::default();
        self.assessment.update(&self.estate, &nothing, self.now);
    }

    /// Polls everything again, with the same answers.
    pub(crate) fn renew(&mut self) {
        self.renew_where(|_, _| true);
    }

    /// Polls everything in a Region again, with the same answers.
    pub(crate) fn renew_region(&mut self, name: &str) {
        let scope = Scope::Region(region(name));
        self.renew_where(|_, other| *other == scope);
    }

    /// Polls everything again but one source, with the same answers.
    pub(crate) fn renew_all_but(&mut self, source: Source) {
        self.renew_where(|other, _| other != source);
    }

    fn renew_where(&mut self, wanted: impl Fn(Source, &Scope) -> bool) {
        let kept: Vec<Observation> = self.estate.observations().collect();
        for mut observation in kept.into_iter().filter(|o| wanted(o.source, &o.scope)) {
            if let Ok(Facts::Answers(answers)) = &mut observation.outcome {
                answers.iter_mut().for_each(|answer| answer.at = self.now);
            }
            self.take(Observation {
                asked: self.now,
                at: self.now,
                ..observation
            });
        }
    }

    /// A second later nothing in the Region answers.
    pub(crate) fn silence(&mut self, name: &str) {
        let scope = Scope::Region(region(name));
        self.silence_where(|_, other| *other == scope);
    }

    /// A second later Route 53's control plane does not answer.
    pub(crate) fn silence_route_53(&mut self) {
        self.silence_where(|source, scope| {
            *scope == Scope::Global && source != Source::NameServers
        });
    }

    fn silence_where(&mut self, wanted: impl Fn(Source, &Scope) -> bool) {
        self.advance(Span::seconds(1));
        let slices: Vec<(Source, Scope)> = self
            .estate
            .slices()
            .filter(|(source, scope, _)| wanted(*source, scope))
            .map(|(source, scope, _)| (source, scope.clone()))
            .collect();
        for (source, scope) in slices {
            self.fail(source, scope, FailureKind::NotReachable);
        }
    }

    /// The operator declares a Region down.
    pub(crate) fn declare_down(&mut self, name: &str, since: Instant) {
        self.declare(Some(name), since);
    }

    /// The operator declares a Region down, or that none is.
    pub(crate) fn declare(&mut self, name: Option<&str>, since: Instant) {
        let declared = self.now;
        self.estate.set_declared(name.map(|name| Declaration {
            region: region(name),
            since,
            declared,
            incident: None,
        }));
        self.advance(Span::ZERO);
    }

    /// This host's clock is that far behind AWS's, seconds.
    pub(crate) fn skew(&mut self, seconds: f64) {
        let facts = Facts::Vaults(Vec::new());
        let scope = Scope::Region(Self::west());
        let observation = self.observation(Source::Vaults, scope, Ok(facts));
        self.take(Observation {
            skew_seconds: Some(seconds),
            ..observation
        });
    }

    /// The team changes its plan and starts again.
    pub(crate) fn change_plan(&mut self, change: impl FnOnce(&mut Plan)) {
        let mut plan = (*self.plan).clone();
        change(&mut plan);
        self.plan = Arc::new(plan);
        self.assessment = Assessment::of(Arc::clone(&self.plan), &self.estate, self.now);
    }

    /// The team changes what it says of a store.
    pub(crate) fn plan_store(&mut self, name: &str, change: impl FnOnce(&mut Store)) {
        self.change_plan(|plan| {
            let store = plan.stores.iter_mut().find(|store| store.name == name);
            change(store.expect("the plan declares it"));
        });
    }

    /// The assessment that followed, compared with nothing.
    pub(crate) fn followed(&self) -> &Assessment {
        &self.assessment
    }

    /// The assessment, which equals one made from scratch.
    pub(crate) fn assessment(&self) -> &Assessment {
        let full = Assessment::of(Arc::clone(&self.plan), &self.estate, self.now);
        let both = [&self.assessment, &full];
        let [stores, full_stores] = both.map(|it| it.stores().cloned().collect::<Vec<_>>());
        assert_eq!(stores, full_stores);
        let [records, full_records] = both.map(|it| it.records().cloned().collect::<Vec<_>>());
        assert_eq!(records, full_records);
        let [checks, full_checks] = both.map(|it| it.health_checks().cloned().collect::<Vec<_>>());
        assert_eq!(checks, full_checks);
        let [found, full_found] = both.map(|it| it.findings().cloned().collect::<Vec<_>>());
        assert_eq!(found, full_found);
        &self.assessment
    }

    /// Every finding, the most severe first.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.assessment().findings().cloned().collect()
    }

    /// The most severe finding of that id.
    pub(crate) fn finding(&self, id: &str) -> Option<Finding> {
        let mut found = self.findings().into_iter();
        found.find(|finding| finding.check.id == id)
    }

    /// The finding of that id about the subject of that name.
    pub(crate) fn find(&self, id: &str, subject: &str) -> Option<Finding> {
        let is_it = |of: &Subject| of.to_string() == subject;
        let mut found = self.findings().into_iter();
        found.find(|finding| finding.check.id == id && is_it(&finding.subject))
    }
}
