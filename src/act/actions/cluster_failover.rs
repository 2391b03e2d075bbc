//! `cluster-failover`: makes another instance of an Aurora or Multi-AZ DB
//! cluster its writer, within the Region (`domain.md` §1.6).

use super::instances;
use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::checks::database;
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::aws::{Mutation, Plane};
use crate::estate::facts::DbCluster;
use crate::estate::{Scope, Source};
use crate::journal::Target;
use crate::terms::{OutsideText, Span};
use std::collections::BTreeMap;

use Class::{Pass, Refuse, Warn};

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "cluster-failover",
    verb: "FAIL OVER",
    does: "make another instance of an Aurora or Multi-AZ DB cluster its writer, in its Region",
    settings: &[SettingEntry {
        name: "to",
        about: "the instance that is to write; RDS chooses unless said",
    }],
    targets,
    relies,
    also,
    prepare,
    checks: &CHECKS,
    not_checked: &["how far each reader is behind", "which zone is impaired"],
    progress,
    patience: Span::minutes(10),
};

static CHECKS: [&CheckEntry; 4] = [
    &database::CLUSTER_AVAILABLE,
    &READER,
    &READER_AVAILABLE,
    &database::WRITES,
];

/// The reader that would write: the one that was named, or any.
fn reader<'a>(case: &Case<'a>, cluster: &'a DbCluster) -> Option<&'a OutsideText> {
    let mut readers = cluster.members.iter().filter(|member| !member.writer);
    match case.setting("to") {
        Some(to) => readers
            .find(|member| member.instance.raw() == to)
            .map(|it| &it.instance),
        None => readers.next().map(|it| &it.instance),
    }
}

static READER: CheckEntry = CheckEntry::new(
    "reader",
    "there is a reader to take over",
    &[Pass, Refuse],
    |case| {
        database::of_cluster(case, |cluster| {
            // RDS fails over within a cluster that has a writer: one of a global
            // database that only follows has none (Aurora User Guide, "Using
            // switchover or failover in Amazon Aurora Global Database").
            if !cluster.members.iter().any(|member| member.writer) {
                return Found::refuse("none of its instances writes: it follows another cluster")
                    .clears("`global-switchover` or `global-failover` of its global database");
            }
            match (reader(case, cluster), case.setting("to")) {
                (Some(reader), Some(_)) => Found::pass(format!("{reader} is a reader of it")),
                (Some(_), None) => {
                    let readers = cluster
                        .members
                        .iter()
                        .filter(|member| !member.writer)
                        .count();
                    Found::pass("it has a reader")
                        .measured(readers)
                        .against("1")
                }
                (None, Some(to)) => {
                    Found::refuse(format!("{} is no reader of it", OutsideText::new(to)))
                        .clears("`--set to=` one of its readers")
                }
                (None, None) => Found::refuse("it has no reader: there is nothing to fail over to")
                    .measured(0)
                    .against("1")
                    .clears("a reader; for a global database, `global-failover`"),
            }
        })
    },
);

static READER_AVAILABLE: CheckEntry = CheckEntry::new(
    "reader-available",
    "the reader is available",
    &[Pass, Warn],
    |case| {
        let clusters = &case.sight.estate.clusters;
        let cluster = clusters.get(&case.target.scope, &case.target.identifier);
        let reader = cluster.and_then(|cluster| reader(case, cluster));
        let instances = &case.sight.estate.instances;
        match reader.and_then(|reader| instances.get(&case.target.scope, reader)) {
            Some(reader) if reader.status.raw() == "available" => {
                Found::pass(format!("{} is available", reader.identifier)).measured(&reader.status)
            }
            Some(reader) => Found::warn(format!("{} is {}", reader.identifier, reader.status))
                .measured(&reader.status)
                .against("available"),
            None => Found::warn("its readers were not seen"),
        }
    },
);

fn targets(sight: &Sight<'_>) -> Vec<Target> {
    let all = sight.estate.clusters.iter();
    all.map(|(scope, cluster)| Target {
        identifier: cluster.identifier.clone(),
        scope: scope.clone(),
    })
    .collect()
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    vec![(Source::DbClusters, case.target.scope.clone())]
}

fn also(case: &Case<'_>) -> Vec<(Source, Scope)> {
    vec![(Source::DbInstances, case.target.scope.clone())]
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = instances::region(case)?;
    let clusters = &case.sight.estate.clusters;
    let cluster = clusters.get(&case.target.scope, &case.target.identifier);
    let writer = cluster.and_then(|it| it.members.iter().find(|member| member.writer));
    let writer = writer.map(|it| &it.instance);
    let mutation = |target: Option<OutsideText>| Mutation::FailoverDbCluster {
        region: region.clone(),
        cluster: case.target.identifier.clone(),
        target,
    };
    let to = case.setting("to").map(OutsideText::new);
    let mut expect = BTreeMap::new();
    if let Some(writer) = writer {
        expect.insert("writer".to_owned(), writer.raw().to_owned());
    }
    if let Some(to) = &to {
        expect.insert("to".to_owned(), to.raw().to_owned());
    }
    Ok(Prepared {
        deed: Deed::Send(mutation(to)),
        consequence:
            "Cuts every connection to the writer and makes a reader the writer: less than \
                      a minute without writes. What was committed is there."
                .to_owned(),
        to: None,
        stake: Stake::Nothing,
        inverse: match writer {
            Some(writer) => Inverse::By {
                words: format!("the same towards {writer}, which writes now"),
                mutation: Some(mutation(Some(writer.clone()))),
            },
            None => Inverse::By {
                words: "the same towards the instance that writes now".to_owned(),
                mutation: None,
            },
        },
        depends: vec![Dependency::on(
            case,
            Source::DbClusters,
            &case.target.scope,
            Plane::Control,
        )],
        expect,
    })
}

/// How long after the intent an unchanged writer tells that nothing was done.
const NO_TRACE: Span = Span::minutes(5);

fn progress(watched: &Watched<'_>) -> Progress {
    let target = &watched.intent.target;
    if !watched.was_seen(Source::DbClusters, &target.scope) {
        return Progress::NotKnown("RDS has not listed the cluster since".to_owned());
    }
    let clusters = &watched.sight.estate.clusters;
    let Some(cluster) = clusters.get(&target.scope, &target.identifier) else {
        return Progress::NotKnown("RDS does not list the cluster".to_owned());
    };
    let writers: Vec<&OutsideText> = cluster
        .members
        .iter()
        .filter(|member| member.writer)
        .map(|member| &member.instance)
        .collect();
    let status = &cluster.status;
    let [writer] = writers.as_slice() else {
        return Progress::Underway(format!("{status}, {} writers", writers.len()));
    };
    let was = watched.expected("writer");
    let reached = match watched.expected("to") {
        Some(to) => writer.raw() == to && was != Some(to),
        None => was.is_some_and(|was| was != writer.raw()),
    };
    match (reached, status.raw()) {
        (true, "available") => Progress::Done(vec![
            format!("Status: {status}"),
            format!("IsClusterWriter: {writer}, was {}", was.unwrap_or("?")),
        ]),
        (true, _) => Progress::Underway(format!("{writer} writes; {status}")),
        (false, "available") if watched.age() > NO_TRACE => Progress::Contrary(vec![format!(
            "{writer} still writes after {}",
            watched.age()
        )]),
        (false, _) => Progress::Underway(format!("{writer} still writes; {status}")),
    }
}
