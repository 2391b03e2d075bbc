//! What an assessment tells whoever shows it.

use super::Assessment;
use crate::assess::context::Context;
use crate::assess::findings::Finding;
use crate::assess::model::{RegionAssessment, StoreAssessment, Verdict};
use crate::assess::serving::{HealthAssessment, RecordAssessment};
use crate::assess::subject::Subject;
use crate::assess::verdict;
use crate::estate::{Estate, Slice};
use crate::plan::Plan;
use crate::terms::{Instant, OutsideText};
use std::sync::Arc;

impl Assessment {
    /// The plan it is of.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The declared stores, in the plan's order.
    pub fn stores(&self) -> impl Iterator<Item = &StoreAssessment> {
        self.plan
            .stores
            .iter()
            .filter_map(|store| self.stores.get(&store.name))
    }

    /// The declared records, in the plan's order.
    pub fn records(&self) -> impl Iterator<Item = &RecordAssessment> {
        self.plan
            .records
            .iter()
            .filter_map(|r| self.records.get(&(r.name.clone(), r.kind.clone())))
    }

    /// The declared store of that name.
    #[must_use]
    pub fn store(&self, name: &str) -> Option<&StoreAssessment> {
        self.stores.get(name)
    }

    /// The declared record of that name and type.
    #[must_use]
    pub fn record(&self, name: &str, kind: &str) -> Option<&RecordAssessment> {
        self.records.get(&(name.to_owned(), kind.to_owned()))
    }

    /// The health check of that id, when it was seen.
    #[must_use]
    pub fn health_check(&self, id: &OutsideText) -> Option<&HealthAssessment> {
        self.health_checks.get(id)
    }

    /// What a check found about a subject, by the check's id.
    #[must_use]
    pub fn finding(&self, check: &str, subject: &Subject) -> Option<&Finding> {
        let mut found = self.found(subject).iter();
        let (severity, id) = found.find(|(_, id)| *id == check)?;
        self.findings.get(&(*severity, *id, subject.clone()))
    }

    /// What is wrong with one subject.
    pub fn findings_of<'a>(&'a self, subject: &'a Subject) -> impl Iterator<Item = &'a Finding> {
        let found = self.found(subject).iter();
        found.filter_map(|(severity, id)| self.findings.get(&(*severity, *id, subject.clone())))
    }

    /// What a look at the estate outside of an examination may see.
    pub(in crate::assess) fn context<'a>(
        &'a self,
        estate: &'a Estate,
        now: Instant,
    ) -> Context<'a> {
        Context::new(&self.plan, estate, &self.index, now)
    }

    /// The ARNs of the resources that have recovery points.
    pub(in crate::assess) fn backed_up(&self) -> impl Iterator<Item = &OutsideText> {
        self.index.backed_up()
    }

    /// How many examinations have come to something that can be told, so far.
    pub(in crate::assess) fn examined(&self) -> u64 {
        self.log.count()
    }

    /// The subjects examined since that many examinations; `None` when some of
    /// them are forgotten.
    pub(in crate::assess) fn examined_since(
        &self,
        count: u64,
    ) -> Option<impl Iterator<Item = &Subject>> {
        self.log.since(count)
    }

    /// Every subject that was examined and is there.
    pub(in crate::assess) fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.subjects.things()
    }

    /// Every health check seen, by its id.
    pub fn health_checks(&self) -> impl ExactSizeIterator<Item = &HealthAssessment> {
        self.health_checks.values()
    }

    /// What is wrong, the most severe first.
    pub fn findings(&self) -> impl ExactSizeIterator<Item = &Finding> {
        self.findings.values()
    }

    /// The plan's Regions, the primary first.
    #[must_use]
    pub fn regions(&self, estate: &Estate, now: Instant) -> Vec<RegionAssessment> {
        self.plan
            .regions
            .both()
            .into_iter()
            .map(|region| {
                let slices = || {
                    estate
                        .slices()
                        .filter(|(_, scope, _)| scope.region() == Some(region))
                        .map(|(_, _, slice)| slice)
                };
                let silent_since = estate.silent_since(region);
                // Those of a silent Region that were not asked again yet do not answer either.
                let answers = |slice: &&Slice| {
                    silent_since.is_none() && slice.failure.is_none() && slice.answered.is_some()
                };
                RegionAssessment {
                    region: region.clone(),
                    silent_since,
                    declared_down: estate.declared_down(region).map(|d| d.since),
                    answering: (slices().filter(answers).count(), slices().count()),
                    freshness: estate.region_freshness(region, now),
                }
            })
            .collect()
    }

    /// The verdict at `now`: it names the store that is worst against its own
    /// objective.
    #[must_use]
    pub fn verdict(&self, estate: &Estate, now: Instant) -> Verdict {
        verdict::of(self, estate, now)
    }

    /// The next instant at which time alone changes something.
    #[must_use]
    pub fn next_turn(&self) -> Option<Instant> {
        self.turns.first().map(|(turn, _)| *turn)
    }
}
