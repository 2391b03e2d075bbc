//! The verdict: the store that is worst against its own objective, named.

use super::model::{
    Outlook, Phase, Severity, State, StoreAssessment, Verdict, VerdictState, Writers,
};
use super::serving::RecordAssessment;
use super::update::Assessment;
use crate::estate::{Estate, Freshness};
use crate::terms::{Instant, Unknown, clock_time};

/// How many of the worst stores are named: more than anybody reads in a line. It
/// is worked out every second.
const NAMED: usize = 8;

/// The verdict at `now`.
pub(super) fn of(assessment: &Assessment, estate: &Estate, now: Instant) -> Verdict {
    let mut stores: Vec<(f64, &StoreAssessment)> = assessment
        .stores()
        .map(|store| (badness(store, now), store))
        .collect();
    stores.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let stores: Vec<&StoreAssessment> = stores.into_iter().map(|(_, store)| store).collect();
    let observed = stores.iter().filter(|store| store.observed).count();
    let mut also = Vec::new();
    let mut down = false;
    for region in assessment.regions(estate, now) {
        match (region.declared_down, region.silent_since) {
            (Some(since), _) => {
                let text = format!("{} declared down at {}", region.region, clock_time(since));
                also.push(text);
                down = true;
            }
            (None, Some(since)) => {
                let text = format!(
                    "{} does not answer since {}",
                    region.region,
                    clock_time(since)
                );
                also.push(text);
                down = true;
            }
            (None, None) => {}
        }
    }
    let records: Vec<&RecordAssessment> = assessment.records().collect();
    for record in records.iter().filter(|record| record.state >= State::Stale) {
        also.push(format!("{}: {}", record.name, record.reason));
    }
    let severe = assessment
        .findings()
        .take_while(|finding| finding.severity == Severity::High)
        .count();
    if severe > 0 {
        let word = if severe == 1 { "finding" } else { "findings" };
        also.push(format!("{severe} {word} of severity H"));
    }
    let states = || {
        let stores = stores.iter().map(|store| store.state);
        stores.chain(records.iter().map(|record| record.state))
    };
    let all_fresh = estate.slices().all(|(_, _, slice)| {
        matches!(slice.freshness(now), Freshness::Live | Freshness::Late) && slice.failure.is_none()
    });
    let breached = stores.iter().any(|store| is_breach(store));
    let state = if down {
        VerdictState::Down
    } else if breached {
        VerdictState::Breached
    } else if stores.is_empty() || states().any(|s| matches!(s, State::Unknown | State::Stale)) {
        VerdictState::NotKnown
    } else if severe > 0 || !all_fresh || states().any(|s| s != State::Ok) {
        VerdictState::AtRisk
    } else {
        VerdictState::Ready
    };
    Verdict {
        state,
        observed: (observed, stores.len()),
        stores: stores
            .into_iter()
            .take(NAMED)
            .map(|store| (store.name.clone(), words(store, now)))
            .collect(),
        also,
        all_fresh,
    }
}

/// Whether a store is known to exceed its objective, or is written twice, which
/// no objective allows.
fn is_breach(store: &StoreAssessment) -> bool {
    store.state == State::Bad && (store.outlook.loss().is_some() || is_split(store))
}

fn is_split(store: &StoreAssessment) -> bool {
    matches!(&store.writers, Writers::Copies(list) if list.len() > 1)
}

/// How bad a store stands against its own objective: its loss in units of its
/// RPO, with what is not known worse than any breach that is bounded, and no
/// copy at all worst.
fn badness(store: &StoreAssessment, now: Instant) -> f64 {
    if is_split(store) {
        return f64::INFINITY;
    }
    match &store.outlook {
        Outlook::NoCopy => 1e12,
        // Nothing was promised of it: it hides no breach, and is not well.
        Outlook::Unknown(Unknown::NotObserved) => 0.99,
        Outlook::Unknown(_) => 1e11,
        Outlook::Replicated(loss) | Outlook::FromBackup(loss) => {
            let lost = loss.amount(now).as_seconds();
            // Without an objective a loss cannot be bad, only large.
            store
                .rpo
                .map_or(lost * 1e-9, |rpo| lost / rpo.as_seconds().max(0.001))
        }
    }
}

fn words(store: &StoreAssessment, now: Instant) -> String {
    if is_split(store) {
        return "two copies accept writes".to_owned();
    }
    let rpo = || {
        store
            .rpo
            .map(|rpo| format!(" (RPO {rpo})"))
            .unwrap_or_default()
    };
    match &store.outlook {
        Outlook::NoCopy | Outlook::Unknown(_) => store.reason.clone(),
        Outlook::FromBackup(loss) => format!("{} from backup{}", loss.words(now), rpo()),
        Outlook::Replicated(loss) => {
            let over = store.state == State::Bad || matches!(loss.phase, Phase::Growing);
            let figure = loss.words(now);
            if over {
                format!("{figure}{}", rpo())
            } else {
                figure
            }
        }
    }
}
