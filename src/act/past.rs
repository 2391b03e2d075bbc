//! What the journal says was done before, as far as an action asks: fences,
//! the operator's word, what is under way, and the last flips.

use crate::journal::{
    Attestation, Attested, Came, Entry, Fence, FenceStanding, Intent, Outcome, Record, Settled,
};
use crate::terms::{Instant, OutsideText, Region, Span};
use std::collections::BTreeMap;

/// What was done before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Past {
    fences: BTreeMap<(Region, OutsideText), (Instant, Fence)>,
    attested: BTreeMap<(Region, OutsideText), (Instant, Attested)>,
    undertakings: BTreeMap<u64, Undertaking>,
    unreadable: BTreeMap<u64, Instant>,
}

/// One intent, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Undertaking {
    /// Its number in the journal.
    pub sequence: u64,
    /// When the intent was written.
    pub at: Instant,
    /// What was meant.
    pub intent: Intent,
    /// What sending it came to, once that was written.
    pub came: Option<(Instant, Came)>,
    /// What it came to, once that was settled.
    pub settled: Option<(Instant, Outcome)>,
}

impl Undertaking {
    /// Whether it is not known yet what it came to.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.settled.is_none()
    }

    /// Whether it may have been sent: everything but what is known not to be.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        !matches!(
            self.came,
            Some((_, Came::NotSent { .. } | Came::Rejected { .. }))
        )
    }
}

/// The fence that an undertaking put up, when it stopped a database.
fn stopped(undertaking: &Undertaking) -> Option<Fence> {
    let Intent {
        action,
        target,
        expect,
        reason,
        ..
    } = &undertaking.intent;
    let done = matches!(undertaking.settled, Some((_, Outcome::Done)));
    let stops = expect.get("stopped")?;
    (done && action == "fence").then_some(())?;
    Some(Fence {
        store: stops.clone(),
        identifier: target.identifier.clone(),
        region: target.scope.region()?.clone(),
        standing: FenceStanding::Stopped,
        reason: reason.clone(),
    })
}

impl Past {
    /// What the records of a journal say, oldest first.
    #[must_use]
    pub fn of(records: &[Record]) -> Self {
        let mut past = Self::default();
        for record in records {
            past.take_in(record);
        }
        past
    }

    /// Takes in one more record.
    pub fn take_in(&mut self, record: &Record) {
        match &record.entry {
            Entry::Intent(intent) => {
                let undertaking = Undertaking {
                    sequence: record.sequence,
                    at: record.at,
                    intent: (**intent).clone(),
                    came: None,
                    settled: None,
                };
                self.undertakings.insert(record.sequence, undertaking);
            }
            Entry::Attempt(attempt) => {
                if let Some(undertaking) = self.undertakings.get_mut(&attempt.intent) {
                    undertaking.came = Some((record.at, attempt.came.clone()));
                }
            }
            Entry::Settled(settled) => self.settle(record.at, settled),
            Entry::Fence(fence) => {
                let key = (fence.region.clone(), fence.identifier.clone());
                self.fences.insert(key, (record.at, fence.clone()));
            }
            Entry::Attested(attested) => {
                let key = (attested.region.clone(), attested.identifier.clone());
                self.attested.insert(key, (record.at, attested.clone()));
            }
            Entry::Other(_) if record.entry.kind() == Some("intent") => {
                self.unreadable.insert(record.sequence, record.at);
            }
            _ => {}
        }
    }

    /// Takes in what an intent came to.
    pub fn settle(&mut self, at: Instant, settled: &Settled) {
        self.unreadable.remove(&settled.intent);
        if let Some(undertaking) = self.undertakings.get_mut(&settled.intent) {
            undertaking.settled = Some((at, settled.outcome));
            if let Some(fence) = stopped(undertaking) {
                let key = (fence.region.clone(), fence.identifier.clone());
                self.fences.insert(key, (at, fence));
            }
        }
    }

    /// The last word about the fence of a database, and when it was given.
    #[must_use]
    pub fn fence(&self, region: &Region, identifier: &OutsideText) -> Option<&(Instant, Fence)> {
        self.fences.get(&(region.clone(), identifier.clone()))
    }

    /// When somebody last said that a database accepts writes.
    #[must_use]
    pub fn attested_writable(&self, region: &Region, identifier: &OutsideText) -> Option<Instant> {
        let (at, attested) = self.attested.get(&(region.clone(), identifier.clone()))?;
        (attested.what == Attestation::Writable).then_some(*at)
    }

    /// Every intent, oldest first.
    pub fn undertakings(&self) -> impl DoubleEndedIterator<Item = &Undertaking> {
        self.undertakings.values()
    }

    /// The intents of which it is not known yet what they came to, oldest first.
    pub fn open(&self) -> impl Iterator<Item = &Undertaking> {
        self.undertakings()
            .filter(|undertaking| undertaking.is_open())
    }

    /// The intents in a shape that this version does not know, which nothing
    /// settled: their number in the journal, and when they were written.
    pub fn unreadable(&self) -> impl Iterator<Item = (u64, Instant)> {
        self.unreadable
            .iter()
            .map(|(sequence, at)| (*sequence, *at))
    }

    /// The last of an action's undertakings on a target that was done.
    #[must_use]
    pub fn last_done(&self, action: &str, target: &OutsideText) -> Option<&Undertaking> {
        self.undertakings().rev().find(|undertaking| {
            undertaking.intent.action == action
                && undertaking.intent.target.identifier == *target
                && matches!(undertaking.settled, Some((_, Outcome::Done)))
        })
    }

    /// How long an action took each time it was done, oldest first: from the
    /// intent until AWS agreed.
    pub fn durations(&self, action: &str) -> impl Iterator<Item = Span> {
        let of_action = self
            .undertakings()
            .filter(move |undertaking| undertaking.intent.action == action);
        of_action.filter_map(|undertaking| match undertaking.settled {
            Some((at, Outcome::Done)) => Some(Span::between(undertaking.at, at)),
            _ => None,
        })
    }
}
