//! One full pass: every source looked at once, all at the same time, each as
//! soon as what it needs to know is known.

use super::knowledge::Knowledge;
use super::run::Shared;
use super::sources::{Setup, watches};
use super::watch::{Pace, Readiness, Watch};
use crate::estate::{FailureKind, Observation, Scope, Source};
use crate::terms::Span;
use futures::Stream;
use futures::stream::{FuturesUnordered, StreamExt};
use std::collections::VecDeque;
use std::sync::Arc;

/// Looks at every source once and tells each observation as it comes. What has
/// not come after `patience`, by the clock, is told as not reachable: the
/// stream always ends. Dropping it ends every look at once.
pub fn once(
    setup: &Setup,
    known: Knowledge,
    patience: Span,
) -> impl Stream<Item = Observation> + Send + use<> {
    let shared = Shared::new(setup.clock.clone(), setup.plan.clone(), known, 0);
    let shared = Arc::new(shared);
    let watches = watches(setup, &shared.knowledge);
    pass(watches, shared, patience, Readiness::Ready)
}

/// Looks once at some sources only, with what is known already: nothing is waited
/// for that only other sources would tell. What would have nothing to ask for is
/// left out, which says nothing about who answers.
pub fn once_of(
    setup: &Setup,
    known: Knowledge,
    patience: Span,
    wanted: &[(Source, Scope)],
) -> impl Stream<Item = Observation> + Send + use<> {
    let shared = Shared::new(setup.clock.clone(), setup.plan.clone(), known, 0);
    let shared = Arc::new(shared);
    let mut watches = watches(setup, &shared.knowledge);
    let known = shared.knowledge.borrow().clone();
    watches.retain(|watch| {
        let own = (watch.source, &watch.scope);
        let asked_for = wanted.iter().any(|(source, scope)| (*source, scope) == own);
        asked_for && (watch.ready)(&known) >= Readiness::Usable
    });
    drop(known);
    pass(watches, shared, patience, Readiness::Usable)
}

/// One pass over `watches`, each as soon as it knows `enough`.
pub(super) fn pass(
    watches: Vec<Watch>,
    shared: Arc<Shared>,
    patience: Span,
    enough: Readiness,
) -> impl Stream<Item = Observation> + Send + use<> {
    let watches: Vec<Arc<Watch>> = watches.into_iter().map(Arc::new).collect();
    let looks: FuturesUnordered<_> = watches
        .iter()
        .map(|watch| one(watch.clone(), shared.clone(), enough))
        .collect();
    let clock = shared.clock.clone();
    let begun = clock.now();
    let end = Box::pin(async move { clock.sleep(patience.duration()).await });
    let told = looks.take_until(end).fuse();
    let state = (Box::pin(told), watches, shared, VecDeque::new());
    futures::stream::unfold(
        state,
        move |(mut told, mut open, shared, mut ready)| async move {
            loop {
                if let Some(observation) = ready.pop_front() {
                    return Some((observation, (told, open, shared, ready)));
                }
                match told.next().await {
                    Some((watch, observations)) => {
                        open.retain(|it| !Arc::ptr_eq(it, &watch));
                        ready.extend(observations);
                    }
                    None if open.is_empty() => return None,
                    None => ready.extend(open.drain(..).map(|watch| {
                        let cadence = watch.cadence.at(Pace::Idle);
                        let why = format!("no answer within the {patience} of this pass");
                        let kind = FailureKind::NotReachable;
                        let told = watch.not_looked(&shared.clock, cadence, kind, why);
                        // Asked with the others, and not after they had answered.
                        Observation {
                            asked: begun,
                            ..told
                        }
                    })),
                }
            }
        },
    )
}

async fn one(
    watch: Arc<Watch>,
    shared: Arc<Shared>,
    enough: Readiness,
) -> (Arc<Watch>, Vec<Observation>) {
    let mut known = shared.knowledge.subscribe();
    let ready = &watch.ready;
    // The sender lives as long as this look, so this only ends in a match.
    let _ = known
        .wait_for(|known| ready(known) >= enough)
        .await
        .map(drop);
    let cadence = watch.cadence.at(Pace::Idle);
    let looked = watch.look_once(&shared.clock, cadence).await;
    for observation in &looked.observations {
        shared.learn(observation);
    }
    (watch, looked.observations)
}

#[cfg(test)]
#[path = "once_tests.rs"]
mod tests;
