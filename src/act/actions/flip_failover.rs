//! `flip-failover`: moves a Route 53 failover pair to the other Region, and back,
//! by the means that exist for it (`domain.md` §2.4).

use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::CheckEntry;
use crate::act::checks::{
    flip as asks, flip_health as health, flip_object as object, flip_writes as writes,
};
use crate::act::flip::{Flip, Means, record_name};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane, RecordChange, RecordVerb};
use crate::estate::facts::Record;
use crate::estate::{HeldAnswer, Scope, Source};
use crate::journal::Target;
use crate::terms::{Known, Region, Span, clock_time};
use std::collections::BTreeMap;

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "flip-failover",
    verb: "FLIP",
    does: "move a Route 53 failover pair to the other Region, or back",
    settings: &[
        SettingEntry {
            name: "means",
            about: "`standby-object`, `record-swap` or `health-check`; the one that depends on the least unless said",
        },
        SettingEntry {
            name: "to",
            about: "the Region it goes to; the other one unless said",
        },
    ],
    targets,
    relies,
    also,
    prepare,
    checks: &CHECKS,
    not_checked: &[
        "protections of the records",
        "the standby's capacity: healthy targets, servers",
        "who else spends the account's five requests a second on Route 53",
        "resolvers that keep an answer beyond its TTL",
    ],
    progress,
    patience: Span::minutes(15),
};

static CHECKS: [&CheckEntry; 14] = [
    &asks::CONTROL_PLANE,
    &asks::PAIR,
    &asks::TRUTH_TABLE,
    &asks::NOT_THERE,
    &asks::SIDE,
    &writes::WRITABLE,
    &writes::ONE_WRITER,
    &writes::COOL_DOWN_OVER,
    &asks::TTL,
    &health::SHARED,
    &health::CHECK,
    &object::BUCKET,
    &object::INVERTED,
    &object::PRESENCE,
];

fn targets(sight: &Sight<'_>) -> Vec<Target> {
    let records = sight.plan.records.iter();
    records
        .map(|record| Target {
            identifier: record_name(sight.plan, record),
            scope: Scope::Global,
        })
        .collect()
}

fn standby(case: &Case<'_>) -> Scope {
    Scope::from(&case.sight.plan.regions.standby)
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    match Flip::of(case).map(|flip| flip.means) {
        Ok(Means::StandbyObject) => vec![(Source::StandbyObjects, standby(case))],
        Ok(Means::RecordSwap) => vec![(Source::Records, Scope::Global)],
        Ok(Means::HealthCheck) => vec![(Source::HealthChecks, Scope::Global)],
        Err(_) => Vec::new(),
    }
}

/// What decides whether it is good to flip: answers, health, and who writes.
fn also(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let global = [
        Source::NameServers,
        Source::Records,
        Source::HealthChecks,
        Source::Checkers,
    ];
    let global = global.into_iter().map(|source| (source, Scope::Global));
    let regions = case.sight.plan.regions.both().into_iter().map(Scope::from);
    let there = regions.flat_map(|scope| {
        [
            (Source::DbInstances, scope.clone()),
            (Source::GlobalClusters, scope),
        ]
    });
    global
        .chain(there)
        .chain([(Source::StandbyObjects, standby(case))])
        .collect()
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let flip = Flip::of(case)?;
    let (mutation, inverse, depends) = match flip.means {
        Means::StandbyObject => by_object(case, &flip)?,
        Means::RecordSwap => by_swap(case, &flip)?,
        Means::HealthCheck => by_check(case, &flip)?,
    };
    let words = match flip.means {
        Means::StandbyObject => {
            "the same to the other Region: the object's absence lets the PRIMARY answer again"
        }
        Means::RecordSwap => {
            "the batch that swaps them back, which fails when somebody changed them meanwhile"
        }
        Means::HealthCheck => {
            "taking both flags off the health check: not possible while us-east-1 is down"
        }
    };
    let mut expect = BTreeMap::from([
        ("to".to_owned(), flip.to.to_string()),
        ("means".to_owned(), flip.means.word().to_owned()),
        ("name".to_owned(), flip.declared.name.clone()),
        ("type".to_owned(), flip.declared.kind.clone()),
    ]);
    if let Some(now) = flip.answers_now() {
        expect.insert("from".to_owned(), now.to_string());
    }
    let ttl = flip
        .assessed
        .and_then(|it| it.answer.value())
        .map(|it| it.ttl_seconds);
    let takes = match (flip.means, ttl) {
        (Means::RecordSwap, Some(ttl)) => {
            format!("Route 53 takes up to a minute, then resolvers up to {ttl} s")
        }
        (_, Some(ttl)) => format!("checkers take up to 90 s, then resolvers up to {ttl} s"),
        (_, None) => "how long resolvers keep the old answer is not known".to_owned(),
    };
    Ok(Prepared {
        deed: Deed::Send(mutation),
        consequence: format!(
            "Sends customers of {} to {}: {takes}. What they do there goes to the databases there.",
            flip.declared.name, flip.to
        ),
        to: Some(flip.to.clone()),
        stake: Stake::Nothing,
        inverse: Inverse::By {
            words: words.to_owned(),
            mutation: inverse,
        },
        depends,
        expect,
    })
}

type Meant = (Mutation, Option<Mutation>, Vec<Dependency>);

fn by_object(case: &Case<'_>, flip: &Flip<'_>) -> Result<Meant, NoProposal> {
    let Some((named, _)) = flip.object(case) else {
        return Err(NoProposal::Unformed("the plan names no object".to_owned()));
    };
    let region = case.sight.plan.regions.standby.clone();
    let put = Mutation::PutObject {
        region: region.clone(),
        bucket: named.bucket.clone(),
        key: named.key.clone(),
        body: object_body(case, flip, &region),
    };
    let delete = Mutation::DeleteObject {
        region: region.clone(),
        bucket: named.bucket.clone(),
        key: named.key.clone(),
    };
    let scope = Scope::from(&region);
    let depends = vec![Dependency::on(
        case,
        Source::StandbyObjects,
        &scope,
        Plane::Data,
    )];
    let puts = flip.to_secondary().unwrap_or(flip.to == region);
    Ok(if puts {
        (put, Some(delete), depends)
    } else {
        (delete, Some(put), depends)
    })
}

/// What is in the object. A health check that looks for a string finds it at the
/// very beginning: Route 53 reads the first 5,120 bytes (Developer Guide, "How
/// Route 53 determines whether a health check is healthy").
fn object_body(case: &Case<'_>, flip: &Flip<'_>, region: &Region) -> String {
    let says = format!("{} answers from {region}", flip.declared.name);
    let wanted = flip.primary_check(case);
    match wanted.and_then(|check| check.search_string.as_ref()) {
        Some(wanted) => format!("{}\n{says}", wanted.raw()),
        None => says,
    }
}

/// Why there is no request to Route 53's control plane, and what moves the record
/// without it.
fn unformed(case: &Case<'_>, flip: &Flip<'_>, why: &str) -> NoProposal {
    NoProposal::Unformed(match flip.instead(case) {
        Some(instead) => format!("not by {} but by {instead}: {why}", flip.means.word()),
        None => why.to_owned(),
    })
}

fn control_plane(case: &Case<'_>) -> Vec<Dependency> {
    vec![Dependency::on(
        case,
        Source::Records,
        &Scope::Global,
        Plane::Control,
    )]
}

/// A compare-and-swap: what was read is deleted, what is meant is created, all of
/// it or nothing.
fn by_swap(case: &Case<'_>, flip: &Flip<'_>) -> Result<Meant, NoProposal> {
    let Some((primary, secondary)) = flip.records(case) else {
        return Err(unformed(
            case,
            flip,
            &format!(
                "{} is not one PRIMARY and one SECONDARY, as far as was seen",
                flip.declared.name
            ),
        ));
    };
    let swapped = (exchanged(primary, secondary), exchanged(secondary, primary));
    let comment = |to: &Region| format!("lifeboat: {} to {to}", flip.declared.name);
    let batch = |to: &Region, from: [&Record; 2], into: [&Record; 2]| {
        let delete = from.map(|record| RecordChange {
            verb: RecordVerb::Delete,
            record: record.clone(),
        });
        let create = into.map(|record| RecordChange {
            verb: RecordVerb::Create,
            record: record.clone(),
        });
        Mutation::ChangeResourceRecordSets {
            zone: primary.zone.clone(),
            comment: comment(to),
            changes: delete.into_iter().chain(create).collect(),
        }
    };
    let before = [primary, secondary];
    let after = [&swapped.0, &swapped.1];
    let back = case.sight.plan.other_region(&flip.to);
    Ok((
        batch(&flip.to, before, after),
        Some(batch(back, after, before)),
        control_plane(case),
    ))
}

/// A record with the values and the health check of the other side; its role and
/// its identifier stay.
fn exchanged(record: &Record, other: &Record) -> Record {
    Record {
        values: other.values.clone(),
        ttl_seconds: other.ttl_seconds,
        alias: other.alias.clone(),
        health_check: other.health_check.clone(),
        ..record.clone()
    }
}

fn by_check(case: &Case<'_>, flip: &Flip<'_>) -> Result<Meant, NoProposal> {
    let check = flip
        .primary_check(case)
        .and_then(|check| Some((check, check.version?)));
    let Some((check, version)) = check else {
        let name = &flip.declared.name;
        return Err(unformed(
            case,
            flip,
            &match flip.sides() {
                Known::Known(_) => {
                    format!("the PRIMARY of {name} has no health check that was seen")
                }
                Known::Unknown(why) => {
                    format!("the health check of {name}'s PRIMARY is not known: {why}")
                }
            },
        ));
    };
    let holds = flip
        .to_secondary()
        .unwrap_or(flip.to == case.sight.plan.regions.standby);
    let update = |version, held| Mutation::UpdateHealthCheck {
        id: check.id.clone(),
        version,
        disabled: held,
        inverted: held,
    };
    Ok((
        update(version, holds),
        Some(update(version + 1, !holds)),
        control_plane(case),
    ))
}

/// How long after the intent an unchanged answer tells that nothing was done:
/// checkers and name servers have had their time.
const NO_TRACE: Span = Span::minutes(10);

fn progress(watched: &Watched<'_>) -> Progress {
    if !watched.was_seen(Source::NameServers, &Scope::Global) {
        return Progress::NotKnown("the name servers have not answered since".to_owned());
    }
    let expected = |name| watched.expected(name).unwrap_or_default();
    let record = watched
        .sight
        .assessment
        .record(expected("name"), expected("type"));
    let answer = match record.map(|it| &it.answer) {
        Some(Known::Known(answer)) => answer,
        Some(Known::Unknown(why)) => return Progress::NotKnown(why.to_string()),
        None => return Progress::NotKnown("the plan does not declare it any more".to_owned()),
    };
    if answer.at <= watched.since {
        return Progress::NotKnown("the name servers have not answered since".to_owned());
    }
    let (agreeing, asked) = answer.servers;
    match answer.region.value() {
        Some(region) if region.as_str() == expected("to") && agreeing == asked => {
            let estate = watched.sight.estate;
            let held = estate.held(expected("name"), expected("type"));
            let held = held.map(HeldAnswer::ends).max();
            Progress::Done(vec![
                format!("{agreeing} of {asked} name servers answer {region}"),
                match held.filter(|ends| *ends > watched.sight.now) {
                    Some(ends) => {
                        format!(
                            "resolvers that keep to the TTL may hold the old answer until {}",
                            clock_time(ends)
                        )
                    }
                    None => "no resolver that keeps to the TTL holds the old answer".to_owned(),
                },
            ])
        }
        Some(region) if watched.age() > NO_TRACE && agreeing == asked => {
            Progress::Contrary(vec![format!(
                "{agreeing} of {asked} name servers answer {region} after {}",
                watched.age()
            )])
        }
        Some(region) => Progress::Underway(format!(
            "{agreeing} of {asked} name servers answer {region}"
        )),
        None => Progress::NotKnown("which Region they answer is not known".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::facts::FailoverRole;

    #[test]
    fn a_swap_leaves_roles_and_identifiers_where_they_are() {
        let side = |role, identifier: &str, value: &str| Record {
            failover: Some(role),
            set_identifier: Some(identifier.into()),
            values: vec![value.into()],
            health_check: Some(format!("check-of-{value}").into()),
            ttl_seconds: Some(60),
            ..Record::default()
        };
        let primary = side(FailoverRole::Primary, "us-east-1", "192.0.2.10");
        let secondary = side(FailoverRole::Secondary, "us-west-2", "198.51.100.10");
        let swapped = exchanged(&primary, &secondary);
        assert_eq!(swapped.failover, Some(FailoverRole::Primary));
        assert_eq!(swapped.set_identifier, primary.set_identifier);
        assert_eq!(swapped.values, secondary.values);
        assert_eq!(swapped.health_check, secondary.health_check);
        // Twice is as it was.
        let other = exchanged(&secondary, &primary);
        assert_eq!(exchanged(&swapped, &other), primary);
    }
}
