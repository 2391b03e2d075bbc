//! `fence`: keeps an old primary from taking writes: stops it, or records the
//! operator's word that it is fenced by other means, or that it is not.

use super::instances;
use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::assess::Writers;
use crate::aws::{Mutation, Plane};
use crate::estate::facts::DbCluster;
use crate::estate::{Scope, Source};
use crate::journal::{Entry, Fence, FenceStanding, Target};
use crate::plan::StoreKind;
use crate::terms::{OutsideText, Span};
use std::collections::BTreeMap;

use Class::{Block, Pass, Refuse, Warn};

pub(super) static ACTION: ActionEntry = ActionEntry {
    name: "fence",
    verb: "FENCE",
    does: "keep an old primary from taking writes: stop it, or record who keeps it from it",
    settings: &[
        SettingEntry {
            name: "means",
            about: "`stop`; `attested`, when you fenced it by hand; `not-fenced`, to have that on record. `stop` unless said",
        },
        SettingEntry {
            name: "word",
            about: "how it was fenced by hand, or who owns that it is not",
        },
    ],
    targets,
    relies,
    also: |_| Vec::new(),
    prepare,
    checks: &CHECKS,
    not_checked: &["that nothing else starts it again"],
    progress,
    patience: Span::minutes(20),
};

static CHECKS: [&CheckEntry; 3] = [&RUNS, &COPY, &REPLICAS];

/// How it is fenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Stop,
    Attested,
    NotFenced,
}

fn means(case: &Case<'_>) -> Result<Means, NoProposal> {
    match case.setting("means") {
        None | Some("stop") => Ok(Means::Stop),
        Some("attested") => Ok(Means::Attested),
        Some("not-fenced") => Ok(Means::NotFenced),
        Some(other) => Err(NoProposal::Setting(format!(
            "`means={}`: one of `stop`, `attested`, `not-fenced`",
            OutsideText::new(other)
        ))),
    }
}

static RUNS: CheckEntry = CheckEntry::new(
    "runs",
    "it runs, and can be stopped",
    &[Pass, Warn, Refuse],
    |case| {
        let stops = means(case) == Ok(Means::Stop);
        match case.instance() {
            None if cluster(case).is_some() => of_cluster(case, stops),
            None if stops => Found::refuse("no such instance was seen").clears("RDS lists it"),
            None => Found::warn("it was not seen: the record stands for what nobody can look at"),
            Some(instance) => match instance.status.raw() {
                "available" => Found::pass("available").measured("available"),
                _ if stops => Found::refuse(format!(
                    "its status is {}: RDS stops what is available",
                    instance.status
                ))
                .measured(&instance.status)
                .against("available")
                .clears("status `available`, or another means"),
                _ => Found::warn(format!("its status is {}", instance.status))
                    .measured(&instance.status),
            },
        }
    },
);

/// A cluster of Aurora: lifeboat stops none, since a member of a global database
/// cannot be stopped (Aurora User Guide, "Stopping and starting an Amazon Aurora
/// DB cluster"); what is known of its fence can be recorded.
fn of_cluster(case: &Case<'_>, stops: bool) -> Found {
    let status = cluster(case)
        .map(|it| it.status.clone())
        .unwrap_or_default();
    let found = if stops {
        Found::refuse("it is a cluster, which lifeboat does not stop")
            .clears("`means=attested` once it is fenced by hand, or `means=not-fenced`")
    } else if status.raw() == "available" {
        Found::pass("available")
    } else {
        Found::warn(format!("its status is {status}"))
    };
    found.measured(status)
}

fn cluster<'a>(case: &Case<'a>) -> Option<&'a DbCluster> {
    let clusters = &case.sight.estate.clusters;
    clusters.get(&case.target.scope, &case.target.identifier)
}

static COPY: CheckEntry = CheckEntry::new(
    "copy",
    "another copy takes its place",
    &[Pass, Block],
    |case| {
        if means(case) != Ok(Means::Stop) {
            return Found::pass("nothing is stopped by it");
        }
        let sight = case.sight;
        let down = case.region().and_then(|region| sight.declared_down(region));
        let writers = sight
            .store_of_instance(&case.target.identifier)
            .map(|(_, store)| &store.writers);
        match (writers, down) {
            (Some(Writers::Copies(all)), _) if all.len() > 1 => {
                Found::pass("another copy takes writes")
            }
            (_, Some(_)) => Found::pass("its Region was declared down"),
            _ => Found::block("nothing else takes writes: stopping it stops the shop")
                .clears("a promoted copy, or the word that its Region is down"),
        }
    },
);

/// RDS stops neither a read replica nor an instance that has one (RDS User Guide,
/// "Stopping an Amazon RDS DB instance temporarily").
static REPLICAS: CheckEntry = CheckEntry::new(
    "replicas",
    "nothing replicates from it, or RDS does not stop it",
    &[Pass, Refuse],
    |case| {
        let replicas = case.instance().map(|it| it.replicas.as_slice());
        match (means(case), replicas) {
            (Ok(Means::Stop), Some(replicas @ [_, ..])) => {
                let names: Vec<String> = replicas.iter().map(ToString::to_string).collect();
                let names = names.join(", ");
                Found::refuse(format!(
                    "RDS does not stop it while {names} replicates from it"
                ))
                .measured(replicas.len())
                .against(0)
                .clears(format!(
                    "`promote-replica` of {names} first; or fence it by hand and record that: \
                         `means=attested`"
                ))
            }
            (Ok(Means::Stop), _) => Found::pass("nothing replicates from it"),
            _ => Found::pass("nothing is stopped by it"),
        }
    },
);

fn targets(sight: &Sight<'_>) -> Vec<Target> {
    let mut all = instances::targets(sight, |it| {
        it.replica_source.is_none() && it.cluster.is_none()
    });
    // What a Region that is lost would list is known from the plan.
    let declared = sight
        .plan
        .stores
        .iter()
        .filter(|store| store.kind == StoreKind::Rds);
    all.extend(declared.map(|store| Target {
        identifier: OutsideText::new(&store.identifier),
        scope: Scope::from(&store.region),
    }));
    // The writer of a global database: its fence can be recorded.
    let globals = sight.estate.global_clusters.iter();
    let writers = globals.flat_map(|(_, global)| &global.members);
    let writers = writers.filter(|member| member.writer == Some(true));
    all.extend(writers.filter_map(|member| {
        Some(Target {
            identifier: OutsideText::new(member.cluster.resource_id()),
            scope: Scope::Region(member.cluster.region()?),
        })
    }));
    all.sort_by(|a, b| (&a.identifier, &a.scope).cmp(&(&b.identifier, &b.scope)));
    all.dedup();
    all
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    match means(case) {
        Ok(Means::Stop) => instances::relies(case),
        // A word needs no Region to answer.
        Ok(Means::Attested | Means::NotFenced) | Err(_) => Vec::new(),
    }
}

fn prepare(case: &Case<'_>) -> Result<Prepared, NoProposal> {
    let region = instances::region(case)?;
    let mut stores = case.sight.assessment.stores();
    let store = stores.find(|store| {
        let mut copies = store.copies.iter();
        copies.any(|copy| copy.identifier == case.target.identifier && copy.region == *region)
    });
    let store = store.map_or_else(
        || case.target.identifier.to_string(),
        |store| store.name.clone(),
    );
    let record = |standing| {
        let word = case
            .setting("word")
            .map(str::trim)
            .filter(|word| !word.is_empty());
        let word = word.ok_or_else(|| {
            NoProposal::Setting(
                "a word is needed: `--set word=` how it was fenced, or who owns that it is not"
                    .to_owned(),
            )
        })?;
        Ok(Deed::Record(Entry::Fence(Fence {
            store: store.clone(),
            identifier: case.target.identifier.clone(),
            region: region.clone(),
            standing,
            reason: OutsideText::new(word),
        })))
    };
    let (deed, consequence) = match means(case)? {
        Means::Stop => (
            Deed::Send(Mutation::StopDbInstance {
                region: region.clone(),
                instance: case.target.identifier.clone(),
            }),
            "Stops the instance: it takes no writes and no reads. RDS starts it again by itself \
             after seven days.",
        ),
        Means::Attested => (
            record(FenceStanding::Attested)?,
            "Records your word that it is fenced by hand. Nothing is sent, and nothing looks whether \
             it is so.",
        ),
        Means::NotFenced => (
            record(FenceStanding::NotFenced)?,
            "Records that it is NOT fenced. Nothing is sent: what is written there may be lost.",
        ),
    };
    let sends = matches!(deed, Deed::Send(_));
    Ok(Prepared {
        stake: Stake::Nothing,
        inverse: if sends {
            Inverse::By {
                words: "starting it again, which lifeboat leaves to you: StartDBInstance"
                    .to_owned(),
                mutation: None,
            }
        } else {
            Inverse::By {
                words: "another word about it".to_owned(),
                mutation: None,
            }
        },
        deed,
        consequence: consequence.to_owned(),
        to: None,
        depends: if sends {
            vec![Dependency::on(
                case,
                Source::DbInstances,
                &case.target.scope,
                Plane::Control,
            )]
        } else {
            Vec::new()
        },
        expect: if sends {
            BTreeMap::from([("stopped".to_owned(), store.clone())])
        } else {
            BTreeMap::new()
        },
    })
}

/// How long after the intent an instance that runs on tells that nothing was
/// done.
const NO_TRACE: Span = Span::minutes(5);

fn progress(watched: &Watched<'_>) -> Progress {
    if watched
        .intent
        .settings
        .get("means")
        .is_some_and(|means| means != "stop")
    {
        return Progress::Done(vec!["it is in the journal".to_owned()]);
    }
    let instance = match instances::seen(watched) {
        Ok(instance) => instance,
        Err(why) => return why,
    };
    match instance.status.raw() {
        "stopped" => Progress::Done(vec!["DBInstanceStatus: stopped".to_owned()]),
        "available" if watched.age() > NO_TRACE => Progress::Contrary(vec![format!(
            "DBInstanceStatus: available, {} after",
            watched.age()
        )]),
        _ => Progress::Underway(instance.status.to_string()),
    }
}
