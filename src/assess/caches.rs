//! For how long resolvers may go on answering from their caches.

use super::serving::RecordAssessment;
use crate::terms::{Instant, Span};

/// When another side was answered, and what before it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerChange {
    /// What was answered before, in words.
    pub from: String,
    /// The TTL it was answered with, seconds.
    pub ttl_seconds: u32,
    /// When it was last seen answered.
    pub last_seen: Instant,
    /// When the new answer was first seen.
    pub changed: Instant,
}

impl AnswerChange {
    /// When the last resolver that keeps to the TTL has forgotten the old
    /// answer: it may have asked just before the new one was seen.
    #[must_use]
    pub fn forgotten(&self) -> Instant {
        Span::seconds(u64::from(self.ttl_seconds)).after(self.changed)
    }
}

/// For how long caches may hold an answer. Resolvers and clients that keep
/// answers for longer than they are told to are beyond anyone's sight.
#[derive(Debug, Clone, PartialEq)]
pub struct Caches {
    /// Until when a resolver that asked when lifeboat did holds what is answered now.
    pub current_until: Instant,
    /// Until when one may still hold the answer before; `None` when none can.
    pub old_until: Option<Instant>,
    /// Whether every name server gives the new answer: while one does not, the
    /// old one may be fetched anew.
    pub settled: bool,
}

impl Caches {
    /// How long one may still hold the answer before, at `now`.
    #[must_use]
    pub fn old_for(&self, now: Instant) -> Option<Span> {
        let until = self.old_until?;
        (until > now).then(|| Span::between(now, until))
    }
}

/// For how long caches may hold the answers of a record; `None` while its
/// answer is not known.
#[must_use]
pub fn caches(
    record: &RecordAssessment,
    change: Option<&AnswerChange>,
    now: Instant,
) -> Option<Caches> {
    let answer = record.answer.value()?;
    let (so, all) = answer.servers;
    Some(Caches {
        current_until: Span::seconds(u64::from(answer.ttl_seconds)).after(answer.at),
        old_until: change
            .map(AnswerChange::forgotten)
            .filter(|until| *until > now),
        settled: so == all,
    })
}
