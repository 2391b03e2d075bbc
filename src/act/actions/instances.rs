//! What the actions on instances and clusters of RDS share.

use crate::act::action::{Progress, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::Found;
use crate::act::proposal::NoProposal;
use crate::act::whole;
use crate::estate::facts::DbInstance;
use crate::estate::{Scope, Source};
use crate::journal::Target;
use crate::terms::{Instant, OutsideText, Region, clock_time};

/// The instances that an action could act on.
pub(super) fn targets(sight: &Sight<'_>, wanted: impl Fn(&DbInstance) -> bool) -> Vec<Target> {
    let all = sight.estate.instances.iter();
    all.filter(|(_, instance)| wanted(instance))
        .map(|(scope, instance)| Target {
            identifier: instance.identifier.clone(),
            scope: scope.clone(),
        })
        .collect()
}

/// What an action on an instance stands on.
pub(super) fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    vec![(Source::DbInstances, case.target.scope.clone())]
}

/// The Region of the target.
pub(super) fn region<'a>(case: &Case<'a>) -> Result<&'a Region, NoProposal> {
    case.region()
        .ok_or_else(|| NoProposal::Unformed("a database is in a Region".to_owned()))
}

/// The instance, as RDS listed it after the intent.
pub(super) fn seen<'a>(watched: &Watched<'a>) -> Result<&'a DbInstance, Progress> {
    let target = &watched.intent.target;
    if !watched.was_seen(Source::DbInstances, &target.scope) {
        return Err(Progress::NotKnown("RDS has not listed it since".to_owned()));
    }
    let instances = &watched.sight.estate.instances;
    instances
        .get(&target.scope, &target.identifier)
        .ok_or_else(|| Progress::NotKnown("RDS does not list it".to_owned()))
}

/// An event of the target after the intent whose message holds one of `words`.
pub(super) fn event_since(watched: &Watched<'_>, words: &[&str]) -> Option<String> {
    let target = &watched.intent.target;
    let events = watched.sight.estate.events.scope(&target.scope);
    let mut own =
        events.filter(|event| event.at >= watched.since && event.subject == target.identifier);
    own.find(|event| {
        let message = event.message.raw().to_ascii_lowercase();
        words.iter().any(|word| message.contains(word))
    })
    .map(|event| format!("{}: {}", clock_time(event.at), event.message))
}

/// Whether the plan says where a restored instance is put, and that apart from
/// what serves customers.
pub(super) fn isolated(case: &Case<'_>) -> Found {
    let test = &case.sight.plan.restore_test;
    match (&test.subnet_group, test.security_groups.as_slice()) {
        (Some(subnets), [_, ..]) => Found::pass(format!(
            "in {subnets}, with {}",
            test.security_groups.join(", ")
        )),
        _ => Found::block("the plan names no isolated network: RDS would take the default one")
            .clears("`[restore_test]` of the plan: `subnet_group` and `security_groups`"),
    }
}

/// A name for something that is made: what it is of, and when.
pub(super) fn stamped(of: &OutsideText, what: &str, begun: Instant) -> OutsideText {
    let stamp = whole(begun).format("%Y%m%d-%H%M%S");
    OutsideText::new(&format!("{}-{what}-{stamp}", of.raw()))
}
