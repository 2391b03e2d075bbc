//! `reboot-failover`: restarts a Multi-AZ instance of RDS in its other zone, the
//! answer to the fault of a zone (`domain.md` §1.4).

use super::instances;
use crate::act::action::{ActionEntry, Progress, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::CheckEntry;
use crate::act::checks::{database, replica};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane};
use crate::estate::{Scope, Source};
use crate::journal::Target;
use crate::terms::Span;
use std::collections::BTreeMap;

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "reboot-failover",
    verb: "FAIL OVER",
    does: "restart a Multi-AZ instance of RDS in its other zone: for the fault of a zone",
    settings: &[],
    targets,
    relies: instances::relies,
    also,
    prepare,
    checks: &CHECKS,
    not_checked: &["which zone is impaired", "long transactions"],
    progress,
    patience: Span::minutes(15),
};

static CHECKS: [&CheckEntry; 5] = [
    &database::AVAILABLE,
    &database::MULTI_AZ,
    &database::SECONDARY_ZONE,
    &database::WRITES,
    &replica::DOWNSTREAM,
];

fn targets(sight: &Sight<'_>) -> Vec<Target> {
    instances::targets(sight, |instance| instance.cluster.is_none())
}

fn also(case: &Case<'_>) -> Vec<(Source, Scope)> {
    vec![(Source::RdsEvents, case.target.scope.clone())]
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = instances::region(case)?;
    let zone = case.instance().and_then(|it| it.availability_zone.as_ref());
    let expect = zone.map(|zone| ("zone".to_owned(), zone.raw().to_owned()));
    Ok(Prepared {
        deed: Deed::Send(Mutation::RebootDbInstance {
            region: region.clone(),
            instance: case.target.identifier.clone(),
        }),
        consequence:
            "Cuts every connection and restarts the database in its other zone: one to two \
                      minutes without it. What was committed is there."
                .to_owned(),
        to: None,
        stake: Stake::Nothing,
        inverse: Inverse::By {
            words: "the same again: it goes back to the zone it came from".to_owned(),
            mutation: None,
        },
        depends: vec![Dependency::on(
            case,
            Source::DbInstances,
            &case.target.scope,
            Plane::Control,
        )],
        expect: expect.into_iter().collect::<BTreeMap<_, _>>(),
    })
}

fn progress(watched: &Watched<'_>) -> Progress {
    let instance = match instances::seen(watched) {
        Ok(instance) => instance,
        Err(why) => return why,
    };
    let status = &instance.status;
    if status.raw() != "available" {
        return Progress::Underway(status.to_string());
    }
    // The API may show the old zone for minutes; the event does not wait for it.
    let zone = instance.availability_zone.as_ref();
    let moved = zone.filter(|zone| {
        watched
            .expected("zone")
            .is_some_and(|was| was != zone.raw())
    });
    if let Some(zone) = moved {
        return Progress::Done(vec![
            format!("DBInstanceStatus: {status}"),
            format!(
                "AvailabilityZone: {zone}, was {}",
                watched.expected("zone").unwrap_or("?")
            ),
        ]);
    }
    match instances::event_since(
        watched,
        &["failover completed", "failover to standby complete"],
    ) {
        Some(event) => Progress::Done(vec![format!("DBInstanceStatus: {status}"), event]),
        None => Progress::Underway("available, and in the same zone as before".to_owned()),
    }
}
