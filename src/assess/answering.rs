//! What a record's authoritative name servers answer, and whose answer that is.

use super::context::Context;
use super::serving::{AnswerNow, RecordAssessment, Side};
use crate::estate::facts::DnsOutcome;
use crate::estate::{Scope, Source};
use crate::plan;
use crate::terms::{Instant, Known, OutsideText, Region, Unknown};
use std::collections::{BTreeMap, BTreeSet};

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
    let mut given: BTreeMap<Given<'_>, Told<'_>> = BTreeMap::new();
    let mut refusal = None;
    for answer in &answers {
        match &answer.outcome {
            DnsOutcome::Answer {
                values,
                ttl_seconds,
            } => {
                let told = given.entry(kind_of(sides, values)).or_insert(Told {
                    values,
                    servers: 0,
                    ttl_seconds: *ttl_seconds,
                    at: answer.at,
                });
                told.servers += 1;
                told.ttl_seconds = told.ttl_seconds.max(*ttl_seconds);
                told.at = told.at.max(answer.at);
            }
            DnsOutcome::Refused(why) | DnsOutcome::Failed(why) => {
                refusal.get_or_insert_with(|| format!("{}: {why}", answer.server));
            }
        }
    }
    let most = given.values().map(|told| told.servers).max().unwrap_or(0);
    let mut by_most = given.values().filter(|told| told.servers == most);
    let Some(told) = by_most.next() else {
        return Known::Unknown(match refusal {
            Some(why) => Unknown::Failed(why.into()),
            None => Unknown::NotYet,
        });
    };
    let (side, region) = if by_most.next().is_some() {
        let text = "its name servers are split over the answer";
        let why = Unknown::Unavailable(text.into());
        (Known::Unknown(why.clone()), Known::Unknown(why))
    } else {
        let side = answered_side(sides, told.values);
        let region = answered_region(declared, &side, told.values);
        (side.map(|side| side.role.clone()), region)
    };
    Known::Known(AnswerNow {
        side,
        region,
        values: told.values.clone(),
        ttl_seconds: told.ttl_seconds,
        at: told.at,
        servers: (told.servers, answers.len()),
    })
}

/// The Region that an answer belongs to which somebody else gave, such as a resolver:
/// by the same rules. Its values are sorted.
#[must_use]
pub fn answered_by(
    declared: &plan::Record,
    assessed: &RecordAssessment,
    values: &[OutsideText],
) -> Known<Region> {
    let side = answered_side(assessed.pair.value(), values);
    answered_region(declared, &side, values)
}

/// What makes two answers the same: their values, or, of an alias, whose target
/// they are: each name server gives another part of a rotating set.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Given<'a> {
    Values(&'a [OutsideText]),
    Alias(&'a OutsideText),
}

/// One answer, and how many name servers give it.
#[derive(Debug)]
struct Told<'a> {
    values: &'a Vec<OutsideText>,
    servers: usize,
    ttl_seconds: u32,
    at: Instant,
}

fn kind_of<'a>(sides: Option<&'a Vec<Side>>, values: &'a [OutsideText]) -> Given<'a> {
    match answered_side(sides, values) {
        Known::Known(side) if side.addresses.is_some() => Given::Alias(&side.set_identifier),
        _ => Given::Values(values),
    }
}

/// Where the target of an alias was when the answers were asked for. A name that
/// does not exist is nowhere, and that is known.
pub(super) fn addresses(
    context: &Context<'_>,
    target: &str,
    kind: &str,
) -> Known<Vec<OutsideText>> {
    if let Some(why) = context.untrusted(Source::NameServers, &Scope::Global) {
        return Known::Unknown(why);
    }
    let mut found: BTreeSet<OutsideText> = BTreeSet::new();
    let mut is_told = false;
    let mut why = Unknown::NotYet;
    for answer in context.answers(target, kind) {
        if context.is_left_behind(Source::NameServers, &Scope::Global, answer.at) {
            why = Unknown::Stale;
            continue;
        }
        match &answer.outcome {
            DnsOutcome::Answer { values, .. } => {
                is_told = true;
                found.extend(values.iter().cloned());
            }
            DnsOutcome::Refused(word) if is_nowhere(word, kind) => is_told = true,
            DnsOutcome::Refused(word) | DnsOutcome::Failed(word) => {
                why = Unknown::Failed(format!("{}: {word}", answer.server).into());
            }
        }
    }
    if is_told {
        Known::Known(found.into_iter().collect())
    } else {
        Known::Unknown(why)
    }
}

/// Whether a refusal says that there is no such name, or nothing of that type.
fn is_nowhere(word: &OutsideText, kind: &str) -> bool {
    word.raw() == "NXDOMAIN" || word.raw() == format!("no {kind} record")
}

/// Whether an answer is a side's: all of its values, or, of an alias, any of the
/// addresses its target has.
fn is_of(side: &Side, values: &[OutsideText]) -> Known<bool> {
    match &side.addresses {
        None => Known::Known(side.values == values),
        Some(Known::Known(addresses)) => {
            Known::Known(values.iter().any(|value| addresses.contains(value)))
        }
        Some(Known::Unknown(why)) => Known::Unknown(why.clone()),
    }
}

/// The side that an answer belongs to: exactly one must match, and none may be
/// unknown. Two targets may share an address, as those of CloudFront do.
fn answered_side<'s>(sides: Option<&'s Vec<Side>>, values: &[OutsideText]) -> Known<&'s Side> {
    let unknown = |text: String| Known::Unknown(Unknown::Unavailable(text.into()));
    let mut matching = Vec::new();
    for side in sides.into_iter().flatten() {
        match is_of(side, values) {
            Known::Known(true) => matching.push(side),
            Known::Known(false) => {}
            Known::Unknown(why) => {
                let target = side.values.first().cloned().unwrap_or_default();
                return unknown(format!("where {target} is was not seen: {why}"));
            }
        }
    }
    match matching.as_slice() {
        [one] => Known::Known(*one),
        [] => unknown("the answer matches neither side".to_owned()),
        _ => unknown("the answer matches both sides".to_owned()),
    }
}

/// The Region that an answer belongs to: the plan's word about what is answered,
/// or the Region of the side that it matches.
fn answered_region(
    declared: &plan::Record,
    side: &Known<&Side>,
    values: &[OutsideText],
) -> Known<Region> {
    let is_expected = |expected: &Vec<String>| {
        let is = |value: &OutsideText| expected.iter().any(|e| value.raw().eq_ignore_ascii_case(e));
        values.iter().any(is)
    };
    let by_plan: Vec<&Region> = declared
        .answers
        .iter()
        .filter(|(_, expected)| is_expected(expected))
        .map(|(region, _)| region)
        .collect();
    match (by_plan.as_slice(), side) {
        ([one], _) => Known::Known((*one).clone()),
        ([], Known::Known(side)) => side.region.clone(),
        ([], Known::Unknown(why)) => Known::Unknown(why.clone()),
        _ => Known::Unknown(Unknown::Unavailable("the answer matches both sides".into())),
    }
}
