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
        let slices = || {
            self.slices()
                .filter(|(_, scope, _)| scope.region() == Some(region))
                .map(|(source, _, slice)| (source.service(), slice))
        };
        // An answer that is an error is an answer: only silence counts.
        let answered = slices().filter_map(|(_, slice)| slice.answered).max();
        let silent = || {
            let is_silence = |slice: &Slice| slice.failure.as_ref().map(|f| f.kind.is_silence());
            slices().filter(move |(_, slice)| is_silence(slice) == Some(true))
        };
        let last_silence = silent().map(|(_, slice)| slice.asked).max()?;
        if answered.is_some_and(|answered| answered >= last_silence) {
            return None;
        }
        // Who answered last and is asked again every minute would have been
        // found silent by now, had the Region gone.
        let still_answers = |service: &str| {
            let own = || slices().filter(|(it, _)| *it == service);
            let answer = own().filter_map(|(_, slice)| slice.answered).max();
            let silence = silent().filter(|(it, _)| *it == service);
            let silence = silence.map(|(_, slice)| slice.asked).max();
            own().any(|(_, slice)| slice.cadence <= OFTEN)
                && answer >= silence
                && answer.is_some_and(|answer| answer >= CURRENT.before(last_silence))
        };
        if slices().any(|(service, _)| still_answers(service)) {
            return None;
        }
        let first = silent()
            .filter_map(|(_, slice)| slice.failing_since)
            .min()?;
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
