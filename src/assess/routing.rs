//! Who is serving: what Route 53 would answer for a failover pair, and what its
//! authoritative name servers do answer.

use super::answering::{addresses, answer};
use super::context::Context;
use super::model::State;
use super::serving::{AnswerNow, FlipMeans, RecordAssessment, Side};
use super::{health, hosts};
use crate::estate::facts::{FailoverRole, Record};
use crate::estate::{Scope, Source};
use crate::plan;
use crate::terms::{Known, OutsideText, Region, Unknown};
use std::collections::BTreeSet;

/// Assesses a declared record.
pub(super) fn record(context: &Context<'_>, declared: &plan::Record) -> RecordAssessment {
    let pair = pair(context, declared);
    let answer = answer(context, declared, pair.value());
    let would_answer = match &pair {
        Known::Unknown(why) => Known::Unknown(why.clone()),
        Known::Known(sides) => would_answer(sides),
    };
    let should_be = should_be(context, declared);
    let primary = || {
        let is_primary = |side: &&Side| side.role == FailoverRole::Primary;
        pair.value()?.iter().find(is_primary)
    };
    let checkers = primary()
        .and_then(|side| side.health_check.as_ref())
        .and_then(|id| health::of(context, id).checkers)
        .map_or_else(
            || {
                let why = health::unseen(context, Source::Checkers);
                Known::Unknown(why.unwrap_or(Unknown::NotYet))
            },
            Known::Known,
        );
    let (state, reason) = standing(&answer, &would_answer, primary(), &should_be);
    RecordAssessment {
        name: declared.name.clone(),
        kind: declared.kind.clone(),
        tier: declared.tier.clone(),
        means: if declared.standby_takes_over.is_some() {
            FlipMeans::StandbyTakesOver
        } else {
            FlipMeans::HealthCheckOnly
        },
        should_be,
        answer,
        pair,
        would_answer,
        checkers,
        state,
        reason,
    }
}

/// Where the record should point: its Region of the plan, or the other one when
/// that Region is down by the operator's word or by its silence.
fn should_be(context: &Context<'_>, declared: &plan::Record) -> Region {
    if context.region_standing(&declared.region).answers() {
        declared.region.clone()
    } else {
        context.plan.other_region(&declared.region).clone()
    }
}

/// The zone that holds a declared record: the plan's word, or the public zone
/// with the longest matching name.
pub(crate) fn zone_of(context: &Context<'_>, declared: &plan::Record) -> Option<OutsideText> {
    if let Some(zone) = &declared.zone {
        return Some(OutsideText::new(zone));
    }
    context
        .zones()
        .into_iter()
        .filter(|zone| !zone.private && within(&declared.name, zone.name.raw()))
        .max_by_key(|zone| zone.name.raw().len())
        .map(|zone| zone.id.clone())
}

fn within(name: &str, zone: &str) -> bool {
    let (name, zone) = (name.to_ascii_lowercase(), zone.to_ascii_lowercase());
    name == zone
        || name
            .strip_suffix(&zone)
            .is_some_and(|rest| rest.ends_with('.'))
}

fn pair(context: &Context<'_>, declared: &plan::Record) -> Known<Vec<Side>> {
    let Some(zone) = zone_of(context, declared) else {
        let why = context.untrusted(Source::Zones, &Scope::Global);
        let none = Unknown::Unavailable("no public zone holds this name".into());
        return Known::Unknown(why.unwrap_or(none));
    };
    if let Some(why) = health::unseen(context, Source::Records) {
        return Known::Unknown(why);
    }
    let Some(records) = context.records_of(&zone) else {
        return Known::Unknown(Unknown::NotYet);
    };
    let mut sides: Vec<Side> = records
        .iter()
        .filter(|record| {
            record.name.raw().eq_ignore_ascii_case(&declared.name)
                && record.kind.raw() == declared.kind
        })
        .filter_map(|record| side(context, declared, record))
        .collect();
    if sides.is_empty() {
        let text = "there is no failover pair of this name and type";
        return Known::Unknown(Unknown::Unavailable(text.into()));
    }
    sides.sort_by_key(|side| side.role != FailoverRole::Primary);
    Known::Known(sides)
}

fn side(context: &Context<'_>, declared: &plan::Record, record: &Record) -> Option<Side> {
    let role = record.failover.clone()?;
    let (healthy, reason) = side_health(context, record);
    let mut values = record.values.clone();
    if let Some(alias) = &record.alias {
        values = vec![alias.name.clone()];
    }
    values.sort();
    let alias = record.alias.as_ref();
    Some(Side {
        addresses: alias.map(|alias| addresses(context, alias.name.raw(), &declared.kind)),
        evaluates_target: alias.is_some_and(|alias| alias.evaluate_target_health),
        region: side_region(declared, record),
        set_identifier: record.set_identifier.clone().unwrap_or_default(),
        health_check: record.health_check.clone(),
        ttl_seconds: record.ttl_seconds,
        role,
        values,
        healthy,
        reason,
    })
}

/// Whether Route 53 takes a record for healthy: its check, and with an alias
/// that evaluates its target's health that target too, which nothing observes.
fn side_health(context: &Context<'_>, record: &Record) -> (Known<bool>, String) {
    let evaluates = record
        .alias
        .as_ref()
        .is_some_and(|alias| alias.evaluate_target_health);
    let check = record
        .health_check
        .as_ref()
        .map(|id| health::of(context, id));
    match (check, evaluates) {
        (None, false) => (
            Known::Known(true),
            "no health check: always healthy".to_owned(),
        ),
        (Some(health), false) => (health.healthy, health.reason),
        (Some(health), true) if health.healthy == Known::Known(false) => {
            (health.healthy, health.reason)
        }
        (_, true) => {
            let text = "its target's health is not observed by this version";
            (
                Known::Unknown(Unknown::Unavailable(text.into())),
                text.to_owned(),
            )
        }
    }
}

/// Where a side points: the plan's word about its values, or the Region that
/// AWS's own name for its target tells. Its identifier and its role say nothing
/// about that: a swap of the values leaves both where they are.
fn side_region(declared: &plan::Record, record: &Record) -> Known<Region> {
    let target = record.alias.as_ref().map(|alias| &alias.name);
    let values = || record.values.iter().chain(target);
    for (region, expected) in &declared.answers {
        if values().any(|value| expected.iter().any(|e| value.raw().eq_ignore_ascii_case(e))) {
            return Known::Known(region.clone());
        }
    }
    let unknown = |text: &'static str| Known::Unknown(Unknown::Unavailable(text.into()));
    if !declared.answers.is_empty() {
        return unknown("its value is in no Region's `answers` of the plan");
    }
    let named: BTreeSet<Region> = values()
        .filter_map(|value| hosts::region_of(value.raw()))
        .collect();
    match named.into_iter().collect::<Vec<_>>().as_slice() {
        [one] => Known::Known(one.clone()),
        [] => unknown("its value names no Region: add `answers` to the record in the plan"),
        _ => unknown("its values name several Regions: add `answers` to the record in the plan"),
    }
}

/// Route 53's truth table for a failover pair (API reference,
/// `ResourceRecordSet.Failover`): an unhealthy SECONDARY sends traffic back to
/// the PRIMARY even when that is unhealthy too. A row with an input that was
/// not seen is not known.
#[must_use]
pub fn would_answer(sides: &[Side]) -> Known<FailoverRole> {
    let of = |role: &FailoverRole| sides.iter().find(|side| side.role == *role);
    match (of(&FailoverRole::Primary), of(&FailoverRole::Secondary)) {
        (Some(_), None) => Known::Known(FailoverRole::Primary),
        (None, Some(_)) => Known::Known(FailoverRole::Secondary),
        (None, None) => Known::Unknown(Unknown::Unavailable("there is no failover pair".into())),
        (Some(primary), Some(secondary)) => match (&primary.healthy, &secondary.healthy) {
            (Known::Known(true), _) => Known::Known(FailoverRole::Primary),
            (Known::Known(false), Known::Known(true)) => Known::Known(FailoverRole::Secondary),
            (Known::Known(false), Known::Known(false)) => Known::Known(FailoverRole::Primary),
            (Known::Unknown(why), _) | (_, Known::Unknown(why)) => Known::Unknown(why.clone()),
        },
    }
}

fn standing(
    answer: &Known<AnswerNow>,
    would_answer: &Known<FailoverRole>,
    primary: Option<&Side>,
    should_be: &Region,
) -> (State, String) {
    let now = match answer {
        Known::Unknown(Unknown::Stale) => {
            return (
                State::Stale,
                "its name servers last answered too long ago".to_owned(),
            );
        }
        Known::Unknown(why) => return (State::Unknown, why.to_string()),
        Known::Known(now) => now,
    };
    let region = match &now.region {
        Known::Unknown(why) => return (State::Unknown, why.to_string()),
        Known::Known(region) => region,
    };
    if region != should_be {
        return (
            State::Bad,
            format!("answers {region}, should be {should_be}"),
        );
    }
    if now.servers.0 < now.servers.1 {
        let text = format!(
            "{} of {} name servers answer so",
            now.servers.0, now.servers.1
        );
        return (State::Warn, text);
    }
    match (primary.map(|side| &side.healthy), would_answer) {
        (Some(Known::Known(false)), _) => (State::Warn, "PRIMARY is unhealthy".to_owned()),
        (_, Known::Unknown(why)) => (State::Warn, format!("health not known: {why}")),
        _ => (State::Ok, "answers where it should".to_owned()),
    }
}
