//! What a record's authoritative name servers answer, and whose answer that is.

use super::context::Context;
use super::serving::{AnswerNow, Side};
use crate::estate::facts::DnsOutcome;
use crate::estate::{Scope, Source};
use crate::plan;
use crate::terms::{Instant, Known, OutsideText, Region, Unknown};
use std::collections::BTreeMap;

/// What the authoritative name servers answer: the answer most of them give.
pub(super) fn answer(
    context: &Context<'_>,
    declared: &plan::Record,
    sides: Option<&Vec<Side>>,
) -> Known<AnswerNow> {
    if let Some(why) = context.untrusted(Source::NameServers, &Scope::Global) {
        return Known::Unknown(why);
    }
    let mut answers = context.answers(&declared.name, &declared.kind);
    let known = answers.len();
    answers
        .retain(|answer| !context.is_left_behind(Source::NameServers, &Scope::Global, answer.at));
    if answers.is_empty() && known > 0 {
        return Known::Unknown(Unknown::Stale);
    }
    let mut given: BTreeMap<&Vec<OutsideText>, (usize, u32, Instant)> = BTreeMap::new();
    let mut refusal = None;
    for answer in &answers {
        match &answer.outcome {
            DnsOutcome::Answer {
                values,
                ttl_seconds,
            } => {
                let entry = given.entry(values).or_insert((0, *ttl_seconds, answer.at));
                entry.0 += 1;
                entry.1 = entry.1.max(*ttl_seconds);
                entry.2 = entry.2.max(answer.at);
            }
            DnsOutcome::Refused(why) | DnsOutcome::Failed(why) => {
                refusal.get_or_insert_with(|| format!("{}: {why}", answer.server));
            }
        }
    }
    let most = given.iter().max_by_key(|(_, (servers, _, _))| *servers);
    let Some((values, (servers, ttl_seconds, at))) = most else {
        return Known::Unknown(match refusal {
            Some(why) => Unknown::Failed(why.into()),
            None => Unknown::NotYet,
        });
    };
    let is_split = {
        let as_many = given.values().filter(|(other, _, _)| other == servers);
        as_many.count() > 1
    };
    let (side, region) = if is_split {
        let text = "its name servers are split over the answer";
        let why = Unknown::Unavailable(text.into());
        (Known::Unknown(why.clone()), Known::Unknown(why))
    } else {
        let side = answered_side(sides, values);
        (
            side.map(|side| side.role.clone()),
            answered_region(declared, sides, values),
        )
    };
    Known::Known(AnswerNow {
        side,
        region,
        values: (*values).clone(),
        ttl_seconds: *ttl_seconds,
        at: *at,
        servers: (*servers, answers.len()),
    })
}

/// The side that an answer belongs to: exactly one must match.
fn answered_side<'s>(sides: Option<&'s Vec<Side>>, values: &[OutsideText]) -> Known<&'s Side> {
    let matching: Vec<&Side> = sides
        .into_iter()
        .flatten()
        .filter(|side| side.values == values)
        .collect();
    let unknown = |text: &'static str| Known::Unknown(Unknown::Unavailable(text.into()));
    match matching.as_slice() {
        [one] => Known::Known(*one),
        [] => unknown("the answer matches neither side"),
        _ => unknown("the answer matches both sides"),
    }
}

/// The Region that an answer belongs to: exactly one side, or the plan's word,
/// must match. An alias answers with its target's rotating addresses, which
/// match nothing here.
fn answered_region(
    declared: &plan::Record,
    sides: Option<&Vec<Side>>,
    values: &[OutsideText],
) -> Known<Region> {
    let by_plan = declared.answers.iter().filter(|(_, expected)| {
        let is = |value: &OutsideText| expected.iter().any(|e| value.raw().eq_ignore_ascii_case(e));
        values.iter().any(is)
    });
    if declared.answers.is_empty() {
        return match answered_side(sides, values) {
            Known::Known(side) => side.region.clone(),
            Known::Unknown(why) => Known::Unknown(why),
        };
    }
    let regions: Vec<&Region> = by_plan.map(|(region, _)| region).collect();
    let unknown = |text: &'static str| Known::Unknown(Unknown::Unavailable(text.into()));
    match regions.as_slice() {
        [one] => Known::Known((*one).clone()),
        [] => unknown("the answer matches neither side"),
        _ => unknown("the answer matches both sides"),
    }
}
