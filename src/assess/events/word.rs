//! What is said of a thing, and what of it counts as a change.

use super::EventKind;
use crate::assess::model::{
    Outlook, RegionAssessment, State, StoreAssessment, VerdictState, Writers,
};
use crate::assess::serving::{HealthAssessment, RecordAssessment};
use crate::estate::Freshness;
use crate::terms::{Instant, Known, Unknown, clock_time};

/// What is said of a thing now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// What must differ for it to be news.
    pub(super) class: String,
    /// What is said.
    pub(super) text: String,
    /// How it stands.
    pub(super) state: State,
    /// Since when.
    pub(super) since: Option<Instant>,
}

impl Word {
    fn plain(state: State, text: String) -> Self {
        Self {
            class: text.clone(),
            text,
            state,
            since: None,
        }
    }
}

/// Whether the first word about a thing of that kind is told. What writes or is
/// answered, and how each check fares, is told with its store or record.
pub(super) const fn begins(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Verdict | EventKind::Region | EventKind::Store | EventKind::Record
    )
}

/// What is said of the verdict.
pub(super) fn verdict(state: VerdictState) -> Word {
    let stands = match state {
        VerdictState::Ready => State::Ok,
        VerdictState::AtRisk => State::Warn,
        VerdictState::NotKnown => State::Unknown,
        VerdictState::Breached | VerdictState::Down => State::Bad,
    };
    Word::plain(stands, state.word().to_owned())
}

/// What is said of a Region; nothing before it has answered or fallen silent.
pub(super) fn region(region: &RegionAssessment) -> Option<Word> {
    let bad = |class: String, text: &str, since: Instant| Word {
        class,
        text: format!("{text} {}", clock_time(since)),
        state: State::Bad,
        since: Some(since),
    };
    match (region.declared_down, region.silent_since, region.freshness) {
        (Some(since), _, _) => Some(bad(format!("down {since}"), "declared down at", since)),
        (None, Some(since), _) => Some(bad("silent".to_owned(), "does not answer since", since)),
        (None, None, Freshness::Unknown | Freshness::Stale) => None,
        (None, None, Freshness::Live | Freshness::Late) => {
            Some(Word::plain(State::Ok, "answers".to_owned()))
        }
    }
}

/// What is said of a store; nothing before it can be judged.
pub(super) fn store(store: &StoreAssessment) -> Option<Word> {
    let outlook = match &store.outlook {
        Outlook::Unknown(why) => Some(why),
        _ => None,
    };
    let writers = match &store.writers {
        Writers::Unknown(why) => Some(why),
        _ => None,
    };
    judged(store.state, &store.reason, [outlook, writers, None])
}

/// What is said of a record; nothing before it can be judged.
pub(super) fn record(record: &RecordAssessment) -> Option<Word> {
    let answer = &record.answer;
    let region = answer.value().and_then(|answer| answer.region.unknown());
    let unknown = [answer.unknown(), region, record.would_answer.unknown()];
    judged(record.state, &record.reason, unknown)
}

/// A state with its reason, which may tell one of what is not known. The texts
/// of failures carry request ids and the words of the moment, so that one
/// failure is like another.
fn judged(state: State, reason: &str, unknown: [Option<&Unknown>; 3]) -> Option<Word> {
    let why = unknown
        .into_iter()
        .flatten()
        .find(|why| state != State::Ok && reason.contains(&why.to_string()));
    if state == State::Unknown && why == Some(&Unknown::NotYet) {
        return None;
    }
    let word = state.word();
    Some(Word {
        class: match why {
            Some(Unknown::Failed(_)) => format!("{word} failed"),
            _ => format!("{word} {}", without_numbers(reason)),
        },
        text: format!("{word}, {reason}"),
        state,
        since: None,
    })
}

/// A text whose counts do not count: `2 of 4 name servers` is like `3 of 4`.
fn without_numbers(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let is_number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        if is_number { "#" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Who accepts writes, when that can change and is known.
pub(super) fn writer(store: &StoreAssessment) -> Option<Word> {
    let Writers::Copies(list) = &store.writers else {
        return None;
    };
    let mut names: Vec<String> = list
        .iter()
        .map(|(id, region)| format!("{id} in {region}"))
        .collect();
    names.sort();
    let state = match list.as_slice() {
        [(_, region)] if *region == store.region => State::Ok,
        [_] => State::Warn,
        _ => State::Bad,
    };
    Some(Word::plain(
        state,
        match names.as_slice() {
            [] => "no copy accepts writes".to_owned(),
            [one] => one.clone(),
            more => format!("{} all accept writes", more.join(" and ")),
        },
    ))
}

/// Which Region is answered, when that is known.
pub(super) fn answer(record: &RecordAssessment) -> Option<Word> {
    let answer = record.answer.value()?;
    let Known::Known(region) = &answer.region else {
        return None;
    };
    let values: Vec<String> = answer.values.iter().map(ToString::to_string).collect();
    let state = if *region == record.should_be {
        State::Ok
    } else {
        State::Bad
    };
    Some(Word {
        class: region.to_string(),
        text: format!("{region}, {}", values.join(" ")),
        state,
        since: None,
    })
}

/// How a health check fares, when that is known.
pub(super) fn health_check(check: &HealthAssessment) -> Option<Word> {
    let (class, state) = if *check.healthy.value()? {
        ("healthy", State::Ok)
    } else {
        ("unhealthy", State::Bad)
    };
    Some(Word {
        class: class.to_owned(),
        text: format!("{class}, {}", check.reason),
        state,
        since: None,
    })
}
