//! The operator's word about Regions, and when a Region fell silent.

use super::{Estate, Freshness, Slice};
use crate::terms::{Instant, OutsideText, Region, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How often a service must be asked for its last answer to speak for it until
/// the next.
const OFTEN: Span = Span::minutes(1);

/// How long such an answer speaks for it: a minute, and the time that a look
/// may take.
const CURRENT: Span = Span::seconds(90);

/// The operator's word that a Region is down since an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The Region.
    pub region: Region,
    /// Since when it is down: this fixes the loss.
    pub since: Instant,
    /// When it was declared.
    pub declared: Instant,
    /// The incident's name, when it has one.
    pub incident: Option<OutsideText>,
}

/// What was heard of a service in a Region. Gathered in one pass over the slices: it
/// is asked for with every observation.
#[derive(Debug, Default)]
struct Heard {
    /// When it answered last. An answer that is an error is an answer.
    answered: Option<Instant>,
    /// When what met silence was asked last.
    silence: Option<Instant>,
    /// Since when it has met silence.
    failing_since: Option<Instant>,
    /// Whether anything of it is asked every minute.
    is_asked_often: bool,
}

impl Heard {
    fn take_in(&mut self, slice: &Slice) {
        self.answered = self.answered.max(slice.answered);
        self.is_asked_often |= slice.cadence <= OFTEN;
        if slice
            .failure
            .as_ref()
            .is_some_and(|it| it.kind.is_silence())
        {
            self.silence = self.silence.max(Some(slice.asked));
            let since = self.failing_since.into_iter().chain(slice.failing_since);
            self.failing_since = since.min();
        }
    }
}

impl Estate {
    /// Replaces the operator's declarations.
    pub fn set_declared(&mut self, declarations: impl IntoIterator<Item = Declaration>) {
        self.declared = declarations
            .into_iter()
            .map(|declaration| (declaration.region.clone(), declaration))
            .collect();
    }

    /// Every declaration that stands.
    #[must_use]
    pub fn declarations(&self) -> &BTreeMap<Region, Declaration> {
        &self.declared
    }

    /// The declaration that a Region is down, when one stands.
    #[must_use]
    pub fn declared_down(&self, region: &Region) -> Option<&Declaration> {
        self.declared.get(region)
    }

    /// Since when no service of a Region has answered: the first unanswered
    /// call after the last answer. `None` while something answers, or while
    /// nothing was asked. One service that is silent among others that answer
    /// is a service that is down, or that this host has no way to, and no
    /// silence of the Region.
    #[must_use]
    pub fn silent_since(&self, region: &Region) -> Option<Instant> {
        let mut services: BTreeMap<&str, Heard> = BTreeMap::new();
        for (source, scope, slice) in self.slices() {
            if scope.region() == Some(region) {
                services.entry(source.service()).or_default().take_in(slice);
            }
        }
        let answered = services.values().filter_map(|it| it.answered).max();
        let last_silence = services.values().filter_map(|it| it.silence).max()?;
        if answered.is_some_and(|answered| answered >= last_silence) {
            return None;
        }
        // Who answered last and is asked again every minute would have been
        // found silent by now, had the Region gone.
        let still_answers = |it: &Heard| {
            let speaks = it.answered >= it.silence && it.is_asked_often;
            speaks && it.answered >= Some(CURRENT.before(last_silence))
        };
        if services.values().any(still_answers) {
            return None;
        }
        let first = services.values().filter_map(|it| it.failing_since).min()?;
        Some(answered.map_or(first, |answered| first.max(answered)))
    }

    /// The freshest word of any source in a Region.
    #[must_use]
    pub fn region_freshness(&self, region: &Region, now: Instant) -> Freshness {
        self.slices()
            .filter(|(_, scope, slice)| {
                scope.region() == Some(region) && (slice.restored || slice.answered.is_some())
            })
            .map(|(_, _, slice)| slice.freshness(now))
            .min()
            .unwrap_or(Freshness::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::{Facts, Failure, FailureKind, Observation, Scope, Source};

    fn at(second: u64) -> Instant {
        Span::seconds(second).after("2026-11-22T03:00:00Z".parse().unwrap())
    }

    fn region() -> Region {
        Region::us_east_1()
    }

    fn observed(source: Source, second: u64, outcome: Result<Facts, Failure>) -> Observation {
        Observation {
            source,
            scope: Scope::from(&region()),
            asked: at(second),
            at: at(second),
            cadence: Span::minutes(1),
            calls: 1,
            skew_seconds: None,
            outcome,
        }
    }

    fn answers(source: Source, second: u64) -> Observation {
        let facts = match source {
            Source::Metrics => Facts::Metrics(Vec::new()),
            _ => Facts::DbInstances(Vec::new()),
        };
        observed(source, second, Ok(facts))
    }

    fn is_silent(source: Source, second: u64) -> Observation {
        let failure = Failure {
            kind: FailureKind::NotReachable,
            operation: "GetMetricData".to_owned(),
            code: None,
            message: OutsideText::new("refused"),
            request_id: None,
        };
        observed(source, second, Err(failure))
    }

    #[test]
    fn a_host_without_a_way_to_cloudwatch_does_not_take_the_region_for_dead() {
        let mut estate = Estate::default();
        for minute in 0..10 {
            estate.apply(answers(Source::DbInstances, minute * 60));
            assert_eq!(estate.silent_since(&region()), None);
            // Asked later than RDS has answered, and refused at once.
            estate.apply(is_silent(Source::Metrics, minute * 60 + 30));
            assert_eq!(estate.silent_since(&region()), None);
        }
    }

    #[test]
    fn when_every_service_falls_silent_the_region_is_since_the_first() {
        let mut estate = Estate::default();
        estate.apply(answers(Source::Metrics, 0));
        estate.apply(answers(Source::DbInstances, 5));
        estate.apply(is_silent(Source::Metrics, 60));
        assert_eq!(
            estate.silent_since(&region()),
            None,
            "RDS has not been asked again"
        );
        estate.apply(is_silent(Source::DbInstances, 65));
        assert_eq!(estate.silent_since(&region()), Some(at(60)));
        estate.apply(answers(Source::DbInstances, 95));
        assert_eq!(estate.silent_since(&region()), None);
    }

    #[test]
    fn an_answer_of_long_ago_does_not_speak_for_a_service_that_is_held_up() {
        let mut estate = Estate::default();
        estate.apply(answers(Source::DbInstances, 0));
        estate.apply(is_silent(Source::Metrics, 91));
        assert_eq!(estate.silent_since(&region()), Some(at(91)));
    }
}
