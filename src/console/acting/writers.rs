//! Two that accept writes: on every screen, with the fence offered. After a
//! promotion the old primary is watched for as long as the console runs.

use super::{Acting, sight};
use crate::act::{Sight, Undertaking};
use crate::assess::{Assessment, StoreAssessment, Writers};
use crate::console::model::Model;
use crate::estate::{Scope, Source};
use crate::journal::{FenceStanding, Outcome};
use crate::terms::{Instant, OutsideText, Region, Span, clock_time};

/// How an old primary, or a store of several writers, stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Danger {
    /// Two accept writes.
    Split(String),
    /// Two do by AWS's word, and the operator says that one is fenced.
    Fenced(String),
    /// Whether two do is not known.
    NotKnown(String),
}

/// Notes since when stores are seen to be written in two places.
pub(in crate::console) fn note(acting: &mut Acting, assessment: &Assessment, now: Instant) {
    let split: Vec<&StoreAssessment> = assessment.stores().filter(|it| is_split(it)).collect();
    acting
        .both
        .retain(|name, _| split.iter().any(|store| store.name == *name));
    for store in split {
        acting.both.entry(store.name.clone()).or_insert(now);
    }
}

fn is_split(store: &StoreAssessment) -> bool {
    matches!(&store.writers, Writers::Copies(all) if all.len() > 1)
}

/// An old primary that a promotion has left behind.
struct Left<'a> {
    /// The replica that was promoted.
    promoted: &'a Undertaking,
    identifier: OutsideText,
    region: Region,
    /// When the promotion was done.
    since: Instant,
}

/// Every store that is written in two places, or may be.
pub(super) fn told(model: &Model) -> Vec<Danger> {
    let sight = sight(model);
    let left = left(model);
    let mut told = Vec::new();
    let split = model.assessment.stores().filter(|store| is_split(store));
    for store in split {
        let Writers::Copies(copies) = &store.writers else {
            continue;
        };
        let old = left.iter().find(|left| {
            copies
                .iter()
                .any(|(id, at)| *id == left.identifier && *at == left.region)
        });
        let noted = model.acting.both.get(&store.name).copied();
        let since = old.map(|old| old.since).or(noted).unwrap_or(model.now);
        told.push(both(&sight, &store.name, copies, old, since));
    }
    let said = |left: &Left<'_>| {
        let mut split = model.assessment.stores().filter(|store| is_split(store));
        split.any(|store| match &store.writers {
            Writers::Copies(copies) => copies.iter().any(|(id, _)| *id == left.identifier),
            _ => false,
        })
    };
    let unsaid = left.iter().filter(|left| !said(left));
    told.extend(unsaid.filter_map(|left| left_behind(&sight, left)));
    told
}

/// The old primaries of every promotion that was done, the last of each.
fn left(model: &Model) -> Vec<Left<'_>> {
    let mut all: Vec<Left<'_>> = Vec::new();
    for promoted in model.acting.past.undertakings() {
        let Some((since, Outcome::Done)) = promoted.settled else {
            continue;
        };
        let expected = |name| promoted.intent.expect.get(name).map(String::as_str);
        let (Some(identifier), Some(region)) = (
            expected("source").map(OutsideText::new),
            expected("source-region").and_then(|it| Region::parse(it).ok()),
        ) else {
            continue;
        };
        all.retain(|it| (&it.identifier, &it.region) != (&identifier, &region));
        all.push(Left {
            promoted,
            identifier,
            region,
            since,
        });
    }
    all
}

/// An old primary of which the plan's stores say nothing.
fn left_behind(sight: &Sight<'_>, left: &Left<'_>) -> Option<Danger> {
    let scope = Scope::from(&left.region);
    let new = &left.promoted.intent.target;
    let slice = sight.estate.slice(Source::DbInstances, &scope);
    let seen = slice.filter(|it| !it.restored).and_then(|it| it.seen);
    let seen_since = seen.is_some_and(|seen| seen > left.since);
    let name = &left.identifier;
    if !seen_since {
        let fenced = sight.past.fence(&left.region, name);
        if let Some((at, fence)) = fenced.filter(|(at, _)| *at >= left.since)
            && fence.standing != FenceStanding::NotFenced
        {
            let at = clock_time(*at);
            let text = format!(
                "{name} in {} was fenced {at}; it was not seen since",
                left.region
            );
            return Some(Danger::Fenced(text));
        }
        return Some(Danger::NotKnown(format!(
            "whether {name} in {} still takes writes is not known: not seen since {} was promoted — {}",
            left.region,
            new.identifier,
            offered(Some(left))
        )));
    }
    let instance = sight.estate.instances.get(&scope, name)?;
    let stopped = ["stopped", "stopping", "deleting"].contains(&instance.status.raw());
    if stopped || instance.replica_source.is_some() {
        return None;
    }
    let copies = [
        (new.identifier.clone(), new.scope.region()?.clone()),
        (name.clone(), left.region.clone()),
    ];
    let called = new.identifier.to_string();
    Some(both(sight, &called, &copies, Some(left), left.since))
}

fn both(
    sight: &Sight<'_>,
    name: &str,
    copies: &[(OutsideText, Region)],
    old: Option<&Left<'_>>,
    since: Instant,
) -> Danger {
    let mut places: Vec<String> = copies
        .iter()
        .map(|(_, region)| region.to_string())
        .collect();
    places.sort();
    places.dedup();
    if places.len() < 2 {
        places = copies.iter().map(|(id, _)| id.to_string()).collect();
    }
    let places = places.join(" and ");
    let seconds = Span::between(since, sight.now).duration().as_secs();
    let split = format!("{name}: {places} both accept writes for {seconds} s");
    let fence = old.and_then(|old| sight.past.fence(&old.region, &old.identifier));
    let fence = fence.filter(|(at, _)| old.is_some_and(|old| *at >= old.promoted.at));
    match fence {
        Some((at, fence)) if fence.standing == FenceStanding::Attested => Danger::Fenced(format!(
            "{} fenced by hand, attested {}; by AWS's word {split}",
            fence.identifier,
            clock_time(*at)
        )),
        _ => Danger::Split(format!("{split} — {}", offered(old))),
    }
}

/// The command that fences the old primary; where it is not known which that
/// is, the one that shows them all.
fn offered(old: Option<&Left<'_>>) -> String {
    match old {
        Some(old) => format!(":act fence {}@{}", old.identifier, old.region),
        None => ":act fence".to_owned(),
    }
}
