//! `global-switchover` and `global-failover`: make the cluster in another
//! Region the writer of an Aurora global database (`domain.md` §1.6).

use crate::act::action::{ActionEntry, Progress, SettingEntry, Watched};
use crate::act::case::{Case, Sight};
use crate::act::check::{CheckEntry, Class, Found};
use crate::act::checks::global::{self, Move};
use crate::act::checks::{database, loss};
use crate::act::proposal::{Deed, Dependency, Inverse, NoProposal, Prepared, Stake};
use crate::assess::Outlook;
use crate::aws::{Mutation, Plane};
use crate::estate::facts::GlobalMember;
use crate::estate::{Scope, Source};
use crate::journal::Target;
use crate::terms::{OutsideText, Region, Span, Unknown};
use std::collections::BTreeMap;

use Class::{Block, Pass, Warn};

const TO: SettingEntry = SettingEntry {
    name: "to",
    about: "the Region that is to write; the only other one unless said",
};

pub(super) static SWITCHOVER: ActionEntry = ActionEntry {
    name: "global-switchover",
    verb: "SWITCH OVER",
    does: "make another Region write an Aurora global database, without loss; both must be well",
    settings: &[TO],
    targets: |sight| targets(sight, |member| member.writer == Some(true)),
    relies,
    also,
    prepare: |case| prepare(case, Kind::Switchover),
    checks: &SWITCHOVER_CHECKS,
    not_checked: &[
        "logical replication slots",
        "`rds.global_db_rpo` in the parameter groups",
        "the applications' endpoints in the other Region",
    ],
    progress: |watched| progress(watched, Kind::Switchover),
    patience: Span::minutes(30),
};

pub(super) static FAILOVER: ActionEntry = ActionEntry {
    name: "global-failover",
    verb: "FAIL OVER",
    does: "make another Region write an Aurora global database whose primary is lost; loses what was not replicated",
    settings: &[TO],
    targets: |sight| targets(sight, |member| member.writer != Some(true)),
    relies,
    also,
    prepare: |case| prepare(case, Kind::Failover),
    checks: &FAILOVER_CHECKS,
    not_checked: &[
        "which secondary is the least behind, where there are several",
        "`rds.global_db_rpo` in the parameter groups",
        "the applications' endpoints in the other Region",
        "the snapshot that AWS takes of the old primary when it comes back: copy it, it does not stay",
    ],
    progress: |watched| progress(watched, Kind::Failover),
    patience: Span::minutes(30),
};

static SWITCHOVER_CHECKS: [&CheckEntry; 10] = [
    &global::IDLE,
    &global::TARGET,
    &global::PRIMARY_ANSWERS,
    &global::CONNECTED,
    &global::CLUSTERS,
    &global::INSTANCE,
    &global::VERSIONS,
    &SMALL_LAG,
    &global::CAPACITY,
    &database::WRITES,
];

static FAILOVER_CHECKS: [&CheckEntry; 9] = [
    &global::IDLE,
    &global::TARGET,
    &global::PRIMARY_LOST,
    &LOSS,
    &global::FENCE,
    &global::CLUSTERS,
    &global::INSTANCE,
    &global::VERSIONS,
    &global::CAPACITY,
];

/// The lag beyond which a switchover makes writers wait noticeably.
const SMALL: Span = Span::seconds(5);

static SMALL_LAG: CheckEntry = CheckEntry::new(
    "lag",
    "the secondary is close behind: writers wait for it",
    &[Pass, Warn],
    |case| {
        let lag = global::store(case).and_then(|store| store.outlook.loss().cloned());
        match lag {
            Some(loss) if loss.amount(case.sight.now) <= SMALL => {
                Found::pass(loss.words(case.sight.now))
                    .measured(loss.words(case.sight.now))
                    .against(SMALL)
            }
            Some(loss) => Found::warn(format!(
                "{} behind: so long writers wait",
                loss.words(case.sight.now)
            ))
            .measured(loss.words(case.sight.now))
            .against(SMALL),
            None => Found::warn("how far the secondary is behind is not known"),
        }
    },
);

static LOSS: CheckEntry = CheckEntry::new(
    "loss",
    "what would be lost is within the objective",
    &[Pass, Warn, Block],
    |case| match global::store(case) {
        None => Found::block("what would be lost is not known: the plan declares no such store")
            .clears("a `[[stores]]` of the plan for it, with a tier"),
        Some(store) => match &store.outlook {
            Outlook::Replicated(lost) => loss::weigh(case, store, lost),
            Outlook::Unknown(why) => {
                Found::block(format!("what would be lost is not known: {why}"))
                    .clears("a lag that was measured")
            }
            Outlook::FromBackup(_) | Outlook::NoCopy => {
                Found::block(format!("no live copy: {}", store.reason))
                    .clears("a secondary cluster")
            }
        },
    },
);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Switchover,
    Failover,
}

/// The global databases, where the members that are `asked` are: AWS wants a
/// switchover asked of the primary's Region, a failover of the target's.
fn targets(sight: &Sight<'_>, asked: impl Fn(&GlobalMember) -> bool) -> Vec<Target> {
    let mut all: Vec<Target> = sight
        .estate
        .global_clusters
        .iter()
        .flat_map(|(_, global)| {
            let members = global.members.iter().filter(|member| asked(member));
            members.filter_map(|member| {
                Some(Target {
                    identifier: global.identifier.clone(),
                    scope: Scope::Region(member.cluster.region()?),
                })
            })
        })
        .collect();
    all.sort_by(|a, b| (&a.identifier, &a.scope).cmp(&(&b.identifier, &b.scope)));
    all.dedup();
    all
}

fn relies(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let scope = &case.target.scope;
    vec![
        (Source::GlobalClusters, scope.clone()),
        (Source::DbClusters, scope.clone()),
    ]
}

/// The clusters and instances of both sides, and the lag.
fn also(case: &Case<'_>) -> Vec<(Source, Scope)> {
    let regions = case.sight.plan.regions.both().into_iter().map(Scope::from);
    regions
        .flat_map(|scope| {
            [
                (Source::DbClusters, scope.clone()),
                (Source::DbInstances, scope.clone()),
                (Source::Metrics, scope),
            ]
        })
        .collect()
}

fn prepare(case: &Case<'_>, kind: Kind) -> Result<Prepared, NoProposal> {
    let here = case
        .region()
        .ok_or_else(|| NoProposal::Unformed("a cluster is in a Region".to_owned()))?;
    let moved = Move::of(case);
    let target = moved.and_then(|it| it.target);
    let Some(target) = target else {
        let members = moved.into_iter().flat_map(|it| &it.global.members);
        let regions: Vec<String> = members
            .filter_map(|member| member.cluster.region())
            .map(|region| region.to_string())
            .collect();
        return Err(NoProposal::Setting(format!(
            "which Region is to write is not clear: `--set to=` one of {}",
            regions.join(", ")
        )));
    };
    let to = target.cluster.region();
    let target_arn = OutsideText::new(target.cluster.as_str());
    let global_cluster = case.target.identifier.clone();
    let writer = moved.and_then(|it| it.writer);
    let from = writer.and_then(|member| member.cluster.region());
    let back = writer.map(|member| Mutation::SwitchoverGlobalCluster {
        region: to.clone().unwrap_or_else(|| here.clone()),
        global_cluster: global_cluster.clone(),
        target_arn: OutsideText::new(member.cluster.as_str()),
    });
    let (mutation, stake, consequence) = match kind {
        Kind::Switchover => (
            Mutation::SwitchoverGlobalCluster {
                region: from.clone().unwrap_or_else(|| here.clone()),
                global_cluster,
                target_arn: target_arn.clone(),
            },
            Stake::Nothing,
            "Waits until the secondary has everything, then makes it the writer: writers wait \
             meanwhile, nothing is lost. The old writer follows it.",
        ),
        Kind::Failover => (
            Mutation::FailoverGlobalCluster {
                region: to.clone().unwrap_or_else(|| here.clone()),
                global_cluster,
                target_arn: target_arn.clone(),
            },
            stake(case),
            "Makes the secondary the writer as it is. What was not replicated is lost. AWS fences the \
             old writer as well as it can, and joins it again when its Region is back.",
        ),
    };
    let mut expect = BTreeMap::from([("writer".to_owned(), target_arn.raw().to_owned())]);
    if let Some(from) = writer {
        expect.insert("was".to_owned(), from.cluster.as_str().to_owned());
    }
    Ok(Prepared {
        deed: Deed::Send(mutation),
        consequence: consequence.to_owned(),
        to,
        stake,
        inverse: Inverse::By {
            words: match &from {
                Some(region) => format!("`global-switchover` back to {region}, when it is well"),
                None => "`global-switchover` back, when its Region is well".to_owned(),
            },
            mutation: back,
        },
        depends: depends(case, kind, from.as_ref()),
        expect,
    })
}

fn depends(case: &Case<'_>, kind: Kind, from: Option<&Region>) -> Vec<Dependency> {
    let here = Dependency::on(
        case,
        Source::GlobalClusters,
        &case.target.scope,
        Plane::Control,
    );
    let there = from.filter(|_| kind == Kind::Switchover).map(Scope::from);
    let there = there.filter(|scope| *scope != case.target.scope);
    let there = there.map(|scope| Dependency::on(case, Source::DbClusters, &scope, Plane::Control));
    [here].into_iter().chain(there).collect()
}

fn stake(case: &Case<'_>) -> Stake {
    match global::store(case).map(|store| &store.outlook) {
        Some(Outlook::Replicated(lost)) => Stake::Loss(lost.clone()),
        Some(Outlook::Unknown(why)) => Stake::NotKnown(why.clone()),
        _ => Stake::NotKnown(Unknown::NotObserved),
    }
}

/// How long after the intent an unchanged writer tells that nothing was done.
const NO_TRACE: Span = Span::minutes(5);

fn progress(watched: &Watched<'_>, kind: Kind) -> Progress {
    let target = &watched.intent.target;
    let tables = &watched.sight.estate.global_clusters;
    let seen = tables.iter().filter(|(scope, global)| {
        global.identifier == target.identifier && watched.was_seen(Source::GlobalClusters, scope)
    });
    let Some(global) = seen.map(|(_, global)| global).next() else {
        return Progress::NotKnown("RDS has not listed the global database since".to_owned());
    };
    let wanted = watched.expected("writer").unwrap_or_default();
    let writer = global
        .members
        .iter()
        .find(|member| member.writer == Some(true));
    let status = &global.status;
    if let Some(failover) = &global.failover {
        return Progress::Underway(format!("{}: {status}", failover.status));
    }
    let Some(writer) = writer else {
        return Progress::NotKnown(format!("AWS names no member that writes; {status}"));
    };
    let connected = global
        .members
        .iter()
        .filter(|member| member.writer != Some(true))
        .all(|member| {
            member
                .synchronization
                .as_ref()
                .is_some_and(|it| it.raw() == "connected")
        });
    let writes = writer.cluster.as_str() == wanted;
    if writes && status.raw() == "available" && (kind == Kind::Failover || connected) {
        return Progress::Done(vec![
            format!("IsWriter: {}", writer.cluster),
            format!("Status: {status}, no FailoverState"),
        ]);
    }
    if !writes && status.raw() == "available" && watched.age() > NO_TRACE {
        return Progress::Contrary(vec![format!(
            "{} still writes after {}",
            writer.cluster,
            watched.age()
        )]);
    }
    Progress::Underway(format!("{status}; {} writes", writer.cluster))
}
