//! Breakers, one for each Region and service: what has not answered three times
//! running is left alone, and probed now and then until it does.
//!
//! Only silence opens one. An answer, even one that refuses or complains, says
//! that somebody is there.

use crate::terms::{Instant, Span, clock_time};

/// How many silences in a row open a breaker.
const SILENCES: u32 = 3;

/// How long until an open breaker lets one look through.
pub(super) const COOLDOWN: Span = Span::seconds(30);

/// The state of one breaker.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Breaker {
    silences: u32,
    open: Option<Open>,
}

#[derive(Debug, Clone, PartialEq)]
struct Open {
    since: Instant,
    /// When a look is let through; `None` while one is under way.
    probe: Option<Instant>,
}

/// What a look told about whether anybody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contact {
    /// Something answered, whatever it said.
    Answered,
    /// Nothing answered.
    Silent,
    /// Nothing was sent.
    NotSent,
}

impl Breaker {
    /// Asks for leave to look. While open, one look is let through when its
    /// time has come, or at once when a person asks for it.
    pub(super) fn leave(&mut self, now: Instant, asked_for: bool) -> bool {
        match &mut self.open {
            None => true,
            Some(open) => match open.probe {
                Some(at) if asked_for || now >= at => {
                    open.probe = None;
                    true
                }
                _ => false,
            },
        }
    }

    /// Takes note of what a look met.
    pub(super) fn met(&mut self, contact: Contact, now: Instant) {
        match contact {
            Contact::Answered => *self = Self::default(),
            Contact::Silent => {
                self.silences = self.silences.saturating_add(1);
                let next = Some(COOLDOWN.after(now));
                match &mut self.open {
                    Some(open) => open.probe = next,
                    None if self.silences >= SILENCES => {
                        self.open = Some(Open {
                            since: now,
                            probe: next,
                        });
                    }
                    None => {}
                }
            }
            Contact::NotSent => {
                if let Some(open) = &mut self.open {
                    open.probe.get_or_insert(now);
                }
            }
        }
    }

    /// Whether looks are held back.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// When the next look is let through, when that is known.
    pub(super) fn probe(&self) -> Option<Instant> {
        self.open.as_ref()?.probe
    }

    /// Why a look was held back, for the person who reads it.
    pub(super) fn reason(&self) -> String {
        match &self.open {
            None => String::new(),
            Some(Open { since, probe }) => {
                let next = probe.map_or_else(
                    || "a probe is under way".to_owned(),
                    |at| format!("next probe {}", clock_time(at)),
                );
                format!(
                    "{} calls in a row went unanswered, not asked since {}; {next}",
                    self.silences,
                    clock_time(*since)
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Instant {
        Span::seconds(second).after("2026-11-22T03:00:00Z".parse().unwrap())
    }

    #[test]
    fn three_silences_open_it_and_one_look_in_thirty_seconds_goes_through() {
        let mut breaker = Breaker::default();
        for second in [1, 2, 3] {
            assert!(breaker.leave(at(second), false));
            breaker.met(Contact::Silent, at(second));
        }
        assert!(breaker.is_open());
        assert!(!breaker.leave(at(32), false));
        assert!(breaker.leave(at(33), false), "the probe");
        assert!(!breaker.leave(at(34), false), "one probe at a time");
        breaker.met(Contact::Silent, at(38));
        assert!(!breaker.leave(at(67), false));
        assert!(breaker.leave(at(68), false));
        breaker.met(Contact::Answered, at(69));
        assert!(!breaker.is_open());
    }

    #[test]
    fn an_answer_between_silences_keeps_it_closed() {
        let mut breaker = Breaker::default();
        for _ in 0..10 {
            breaker.met(Contact::Silent, at(1));
            breaker.met(Contact::Silent, at(2));
            breaker.met(Contact::Answered, at(3));
        }
        assert!(!breaker.is_open());
    }

    #[test]
    fn a_person_who_asks_gets_a_probe_at_once_but_never_two() {
        let mut breaker = Breaker::default();
        for _ in 0..3 {
            breaker.met(Contact::Silent, at(0));
        }
        assert!(breaker.leave(at(1), true));
        assert!(!breaker.leave(at(1), true));
        breaker.met(Contact::NotSent, at(2));
        assert!(
            breaker.leave(at(2), false),
            "the probe that was not sent is free"
        );
    }

    #[test]
    fn it_says_since_when_and_until_when() {
        let mut breaker = Breaker::default();
        for _ in 0..3 {
            breaker.met(Contact::Silent, at(0));
        }
        assert_eq!(
            breaker.reason(),
            "3 calls in a row went unanswered, not asked since 03:00:00Z; next probe 03:00:30Z"
        );
    }
}
