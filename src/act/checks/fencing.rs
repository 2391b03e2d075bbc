//! The old primary: does it still take writes, and is it kept from it?

use crate::act::case::{Case, SourceInstance};
use crate::act::check::{CheckEntry, Class, Found};
use crate::estate::{Scope, Source};
use crate::journal::FenceStanding;
use crate::terms::{age, clock_time};

use Class::{Block, Pass, Warn};

/// Whether the source still takes writes.
pub(in crate::act) static SOURCE: CheckEntry = CheckEntry::new(
    "source",
    "the source takes no more writes",
    &[Pass, Block],
    source,
);

fn source(case: &Case<'_>) -> Found {
    let Some(source) = source_of(case) else {
        return Found::pass("it has no source that could still be written");
    };
    let sight = case.sight;
    let (name, region) = (&source.identifier, &source.region);
    if let Some(since) = sight.declared_down(region) {
        return Found::pass(format!(
            "{region}, where its source is, was declared down {}",
            clock_time(since)
        ));
    }
    let scope = Scope::from(region);
    if let Some(since) = sight.estate.silent_since(region) {
        return Found::block(format!(
            "whether {name} still takes writes is not known: {region} is silent since {}",
            clock_time(since)
        ))
        .clears(format!("`:declare {region} down`, or {region} answers"));
    }
    match source.seen {
        _ if !sight.is_fresh(Source::DbInstances, &scope) => {
            Found::block(format!("{name} in {region} was not seen within a minute"))
                .clears("RDS answers there")
        }
        Some(seen) if ["stopped", "stopping"].contains(&seen.status.raw()) => {
            Found::pass(format!("{name} in {region} is {}", seen.status)).measured(&seen.status)
        }
        Some(seen) => Found::block(format!(
            "{name} in {region} is {} and takes writes: what is written there from now on is lost",
            seen.status
        ))
        .measured(&seen.status)
        .clears(
            "stopping writes first, then waiting for a lag of 0; for the fault of a zone, \
             `reboot-failover` of the primary",
        ),
        None => Found::pass(format!("{name} is not in {region} any more")),
    }
}

/// Whether the old primary is kept from taking writes.
pub(in crate::act) static FENCE: CheckEntry = CheckEntry::new(
    "fence",
    "the old primary is fenced",
    &[Pass, Warn, Block],
    fence,
);

fn fence(case: &Case<'_>) -> Found {
    let Some(source) = source_of(case) else {
        return Found::pass("it has no source to fence");
    };
    let sight = case.sight;
    let (name, region) = (&source.identifier, &source.region);
    let stopped = source.seen.is_some_and(|it| it.status.raw() == "stopped");
    if stopped && sight.is_fresh(Source::DbInstances, &Scope::from(region)) {
        return Found::pass(format!("{name} in {region} is stopped"));
    }
    match sight.past.fence(region, name) {
        Some((at, fence)) => match fence.standing {
            FenceStanding::Attested => Found::pass(format!(
                "{name} fenced by hand, attested {}: {}",
                clock_time(*at),
                fence.reason
            )),
            FenceStanding::Stopped => Found::warn(format!(
                "{name} was stopped {}; that it still is was not seen",
                age(*at, sight.now)
            ))
            .clears(format!("RDS in {region} answers")),
            FenceStanding::NotFenced => Found::warn(format!(
                "{name} recorded as not fenced {}: {}",
                clock_time(*at),
                fence.reason
            ))
            .clears("fencing it when its Region answers"),
        },
        None => {
            let why = if sight.estate.silent_since(region).is_some() {
                format!("{region} does not answer")
            } else {
                "nobody has said so".to_owned()
            };
            Found::block(format!("{name} in {region} is not fenced: {why}")).clears(format!(
                "`fence` of {name}: stopped, attested by hand, or recorded as not fenced"
            ))
        }
    }
}

fn source_of<'a>(case: &Case<'a>) -> Option<SourceInstance<'a>> {
    case.sight.source_of(case.instance()?, case.region()?)
}
