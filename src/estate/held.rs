//! Answers that resolvers may still hold, though the name server that gave them
//! says something else by now: what is left of a flip when every name server has
//! taken part in it.

use super::facts::{DnsAnswer, DnsOutcome};
use crate::terms::{Instant, OutsideText, Span};
use std::collections::BTreeMap;

/// How many answers of one name server are remembered: an alias rotates through
/// a few, and what rotates through more than these is no failover.
const MOST: usize = 64;

/// An answer that a name server gave and does not give any more.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldAnswer {
    /// The answer as it was last seen.
    pub answer: DnsAnswer,
    /// Until when the name server may have given it: when it was first seen to
    /// say something else. While it is silent, that is now.
    pub until: Instant,
}

impl HeldAnswer {
    /// When the last resolver that was given it drops it, if it keeps to the TTL.
    #[must_use]
    pub fn ends(&self) -> Instant {
        match &self.answer.outcome {
            DnsOutcome::Answer { ttl_seconds, .. } => {
                Span::seconds(u64::from(*ttl_seconds)).after(self.until)
            }
            DnsOutcome::Refused(_) | DnsOutcome::Failed(_) => self.until,
        }
    }
}

/// A name, a type and a name server.
type Asked = (OutsideText, OutsideText, OutsideText);

/// What each name server gave before, of each name and type.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(BTreeMap<Asked, Vec<HeldAnswer>>);

impl Held {
    /// Takes in what a name server says after what it said before.
    pub(super) fn follow(&mut self, before: Option<&DnsAnswer>, answer: &DnsAnswer) {
        let asked = (
            answer.name.clone(),
            answer.kind.clone(),
            answer.server.clone(),
        );
        let held = self.0.entry(asked.clone()).or_default();
        if let Some(before) = before {
            match values(before) {
                Some(_) => held.push(HeldAnswer {
                    answer: before.clone(),
                    until: answer.at,
                }),
                // It may have gone on with what it said before it fell silent.
                None => {
                    let open = held.iter_mut().filter(|it| it.until == before.at);
                    open.for_each(|it| it.until = answer.at);
                }
            }
        }
        let now = values(answer);
        held.retain(|it| {
            let said_again = now.is_some() && values(&it.answer) == now;
            !said_again && it.ends() > answer.at
        });
        let excess = held.len().saturating_sub(MOST);
        held.drain(..excess);
        if held.is_empty() {
            self.0.remove(&asked);
        }
    }

    /// What name servers gave before, of a name and type.
    pub(super) fn of(
        &self,
        name: OutsideText,
        kind: OutsideText,
    ) -> impl Iterator<Item = &HeldAnswer> {
        let mine = self
            .0
            .iter()
            .filter(move |((of_name, of_kind, _), _)| *of_name == name && *of_kind == kind);
        mine.flat_map(|(_, held)| held)
    }

    /// Every answer that is held.
    pub(super) fn all(&self) -> impl Iterator<Item = &HeldAnswer> {
        self.0.values().flatten()
    }
}

fn values(answer: &DnsAnswer) -> Option<&[OutsideText]> {
    match &answer.outcome {
        DnsOutcome::Answer { values, .. } => Some(values),
        DnsOutcome::Refused(_) | DnsOutcome::Failed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::{Estate, Facts, Observation, Scope, Source, decode, encode};

    const EAST: &str = "192.0.2.10";
    const WEST: &str = "198.51.100.10";

    fn at(seconds: u64) -> Instant {
        Span::seconds(seconds).after("2026-11-22T14:00:00Z".parse().unwrap())
    }

    fn says(server: &str, seconds: u64, value: Option<&str>) -> DnsAnswer {
        DnsAnswer {
            name: "www.shop.example".into(),
            kind: "A".into(),
            server: server.into(),
            at: at(seconds),
            outcome: match value {
                Some(value) => DnsOutcome::Answer {
                    values: vec![value.into()],
                    ttl_seconds: 60,
                },
                None => DnsOutcome::Failed("no answer within 2 s".into()),
            },
        }
    }

    fn seen(answers: Vec<DnsAnswer>) -> Observation {
        let at = answers[0].at;
        Observation {
            source: Source::NameServers,
            scope: Scope::Global,
            asked: at,
            at,
            cadence: Span::seconds(5),
            calls: 0,
            skew_seconds: None,
            outcome: Ok(Facts::Answers(answers)),
        }
    }

    fn held(estate: &Estate) -> Vec<(String, String, Instant)> {
        let each = estate.held("www.shop.example", "A").map(|it| {
            let values = values(&it.answer).unwrap();
            let server = it.answer.server.to_string();
            (server, values[0].to_string(), it.ends())
        });
        each.collect()
    }

    #[test]
    fn after_a_flip_the_old_answer_is_held_for_its_time_to_live() {
        let mut estate = Estate::default();
        estate.apply(seen(vec![
            says("ns-1", 0, Some(EAST)),
            says("ns-2", 0, Some(EAST)),
        ]));
        assert_eq!(held(&estate), []);
        // One server takes part first. Since when is not known: at most since now.
        estate.apply(seen(vec![
            says("ns-1", 5, Some(WEST)),
            says("ns-2", 5, Some(EAST)),
        ]));
        let first = ("ns-1".to_owned(), EAST.to_owned(), at(65));
        assert_eq!(held(&estate), std::slice::from_ref(&first));
        estate.apply(seen(vec![
            says("ns-1", 10, Some(WEST)),
            says("ns-2", 10, Some(WEST)),
        ]));
        let second = ("ns-2".to_owned(), EAST.to_owned(), at(70));
        assert_eq!(held(&estate), [first, second.clone()]);
        estate.apply(seen(vec![
            says("ns-1", 65, Some(WEST)),
            says("ns-2", 65, Some(WEST)),
        ]));
        assert_eq!(held(&estate), [second]);
        estate.apply(seen(vec![
            says("ns-1", 70, Some(WEST)),
            says("ns-2", 70, Some(WEST)),
        ]));
        assert_eq!(held(&estate), []);
    }

    #[test]
    fn a_silent_server_may_still_give_what_it_gave() {
        let mut estate = Estate::default();
        estate.apply(seen(vec![says("ns-1", 0, Some(EAST))]));
        for seconds in [5, 200, 400] {
            estate.apply(seen(vec![says("ns-1", seconds, None)]));
            let open = ("ns-1".to_owned(), EAST.to_owned(), at(seconds + 60));
            assert_eq!(held(&estate), [open]);
        }
        estate.apply(seen(vec![says("ns-1", 405, Some(WEST))]));
        let closed = ("ns-1".to_owned(), EAST.to_owned(), at(465));
        assert_eq!(held(&estate), std::slice::from_ref(&closed));
        estate.apply(seen(vec![says("ns-1", 410, Some(WEST))]));
        assert_eq!(held(&estate), [closed]);
        estate.apply(seen(vec![says("ns-1", 415, Some(EAST))]));
        let back = ("ns-1".to_owned(), WEST.to_owned(), at(475));
        assert_eq!(held(&estate), [back], "what it says again is not held");
    }

    #[test]
    fn the_next_run_knows_what_is_held() {
        let mut estate = Estate::default();
        estate.apply(seen(vec![says("ns-1", 0, Some(EAST))]));
        estate.apply(seen(vec![says("ns-1", 5, Some(WEST))]));
        let kept = decode(&encode(&estate, "shop", false), "shop", false).unwrap();
        assert_eq!(held(&kept), held(&estate));
        assert_eq!(held(&kept).len(), 1);
        let newest: Vec<_> = kept.answers("www.shop.example", "A").collect();
        assert_eq!(newest, [&says("ns-1", 5, Some(WEST))]);
    }

    #[test]
    fn a_server_that_never_says_the_same_does_not_fill_the_memory() {
        let mut estate = Estate::default();
        for number in 0..1_000_u64 {
            let mut answer = says("ns-1", 0, Some(&number.to_string()));
            answer.at = at(0) + chrono::TimeDelta::milliseconds(i64::try_from(number).unwrap());
            estate.apply(seen(vec![answer]));
        }
        assert_eq!(held(&estate).len(), MOST);
    }
}
