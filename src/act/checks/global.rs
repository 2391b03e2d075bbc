//! What is asked of an Aurora global database (`domain.md` §10, B and C).

use crate::act::case::{Case, Sight};
use crate::act::check::{CheckEntry, Class, Found};
use crate::assess::StoreAssessment;
use crate::estate::Scope;
use crate::estate::facts::{DbCluster, GlobalCluster, GlobalMember};
use crate::journal::FenceStanding;
use crate::plan::StoreKind;
use crate::terms::{OutsideText, Region, clock_time};

use Class::{Block, Pass, Refuse, Warn};

/// A global database as it is to be moved.
#[derive(Debug, Clone, Copy)]
pub(in crate::act) struct Move<'a> {
    pub global: &'a GlobalCluster,
    /// The cluster that writes, by AWS's word.
    pub writer: Option<&'a GlobalMember>,
    /// The cluster that is to write.
    pub target: Option<&'a GlobalMember>,
}

impl<'a> Move<'a> {
    /// The global database that is the target, moving to `to`, or to the only
    /// other member when that is not said.
    pub(in crate::act) fn of(case: &Case<'a>) -> Option<Self> {
        let tables = &case.sight.estate.global_clusters;
        // Any Region tells of it; the one that is asked comes first.
        let here = tables.get(&case.target.scope, &case.target.identifier);
        let anywhere = || {
            let mut all = tables.iter().map(|(_, global)| global);
            all.find(|global| global.identifier == case.target.identifier)
        };
        let global = here.or_else(anywhere)?;
        let writer = global.members.iter().find(|it| it.writer == Some(true));
        let mut others = global.members.iter().filter(|it| it.writer != Some(true));
        let target = match case.setting("to") {
            Some(to) => global.members.iter().find(|member| {
                member
                    .cluster
                    .region()
                    .is_some_and(|region| region.as_str() == to)
                    || member.cluster.as_str() == to
                    || member.cluster.resource_id() == to
            }),
            None => match (others.next(), others.next()) {
                (Some(only), None) => Some(only),
                _ => None,
            },
        };
        Some(Self {
            global,
            writer,
            target,
        })
    }
}

/// The cluster behind a member, as its Region lists it.
pub(in crate::act) fn cluster<'a>(
    sight: &Sight<'a>,
    member: &GlobalMember,
) -> Option<&'a DbCluster> {
    let region = member.cluster.region()?;
    let identifier = OutsideText::new(member.cluster.resource_id());
    sight
        .estate
        .clusters
        .get(&Scope::from(&region), &identifier)
}

/// The declared store that the target is.
pub(in crate::act) fn store<'a>(case: &Case<'a>) -> Option<&'a StoreAssessment> {
    let mut stores = case.sight.plan.stores.iter();
    let store = stores.find(|store| {
        store.kind == StoreKind::AuroraGlobal && store.identifier == case.target.identifier.raw()
    })?;
    case.sight.assessment.store(&store.name)
}

fn of_move(case: &Case<'_>, look: impl FnOnce(Move<'_>) -> Found) -> Found {
    match Move::of(case) {
        Some(it) => look(it),
        None => Found::refuse("no such global database was seen").clears("RDS lists it"),
    }
}

/// Whether the global database is available and nothing is under way on it.
pub(in crate::act) static IDLE: CheckEntry = CheckEntry::new(
    "idle",
    "the global database is available, and no failover is under way",
    &[Pass, Refuse],
    |case| {
        of_move(case, |it| match &it.global.failover {
            Some(failover) => {
                Found::refuse(format!("a failover is under way: {}", failover.status))
                    .measured(&failover.status)
                    .clears("it ends")
            }
            None if it.global.status.raw() == "available" => {
                Found::pass("available, and no failover is under way").measured(&it.global.status)
            }
            None => Found::refuse(format!("its status is {}", it.global.status))
                .measured(&it.global.status)
                .against("available"),
        })
    },
);

/// Whether there is a member to move to that does not write yet.
pub(in crate::act) static TARGET: CheckEntry = CheckEntry::new(
    "target",
    "the cluster that is to write is a member, and does not write yet",
    &[Pass, Block, Refuse],
    |case| {
        of_move(case, |it| match (it.target, it.writer) {
            (None, _) => Found::refuse("which cluster is to write is not said, or is no member")
                .clears("`--set to=` the Region of one of its members"),
            (Some(target), _) if target.writer == Some(true) => {
                Found::refuse(format!("{} writes already", target.cluster)).clears("nothing")
            }
            (Some(target), None) => Found::block(format!(
                "AWS does not say which member writes; {} would",
                target.cluster
            ))
            .clears("AWS says who writes"),
            (Some(target), Some(_)) => Found::pass(format!("{} is a secondary", target.cluster)),
        })
    },
);

/// Whether the cluster that is to write has an instance.
pub(in crate::act) static INSTANCE: CheckEntry = CheckEntry::new(
    "headless",
    "the cluster that is to write has an instance",
    &[Pass, Block, Refuse],
    |case| {
        of_move(case, |it| {
            match it.target.and_then(|target| cluster(case.sight, target)) {
                Some(cluster) if cluster.members.is_empty() => {
                    Found::refuse("the cluster that is to write has no instance")
                        .measured(0)
                        .against("1")
                        .clears("an instance in it: CreateDBInstance")
                }
                Some(cluster) => Found::pass("the cluster that is to write has an instance")
                    .measured(cluster.members.len())
                    .against("1"),
                None => {
                    Found::block("the cluster that is to write was not seen").clears("RDS lists it")
                }
            }
        })
    },
);

/// Whether both clusters are available.
pub(in crate::act) static CLUSTERS: CheckEntry = CheckEntry::new(
    "clusters",
    "the clusters are available",
    &[Pass, Block],
    |case| {
        of_move(case, |it| {
            let mut seen = Vec::new();
            for member in it.target.into_iter().chain(it.writer) {
                let down = member
                    .cluster
                    .region()
                    .is_some_and(|region| is_down(case, &region));
                if down {
                    continue;
                }
                match cluster(case.sight, member) {
                    Some(cluster) if cluster.status.raw() == "available" => {
                        seen.push(&cluster.identifier)
                    }
                    Some(cluster) => {
                        return Found::block(format!(
                            "{} is {}",
                            cluster.identifier, cluster.status
                        ))
                        .measured(&cluster.status)
                        .against("available")
                        .clears("status `available`");
                    }
                    None => {
                        return Found::block(format!("{} was not seen", member.cluster))
                            .clears("RDS lists it");
                    }
                }
            }
            let names: Vec<String> = seen.into_iter().map(ToString::to_string).collect();
            Found::pass(format!("{} available", names.join(" and ")))
        })
    },
);

fn is_down(case: &Case<'_>, region: &Region) -> bool {
    case.sight.declared_down(region).is_some() || case.sight.estate.silent_since(region).is_some()
}

/// Whether the engines agree.
pub(in crate::act) static VERSIONS: CheckEntry = CheckEntry::new(
    "versions",
    "the clusters run the same engine version",
    &[Pass, Warn, Refuse],
    |case| {
        of_move(case, |it| {
            let target = it.target.and_then(|member| cluster(case.sight, member));
            let writer = it.writer.and_then(|member| cluster(case.sight, member));
            let (Some(target), Some(writer)) = (target, writer) else {
                return Found::warn("the versions of both clusters were not seen");
            };
            let (here, there) = (&target.engine_version, &writer.engine_version);
            let found = if here == there {
                Found::pass(format!("both run {here}"))
            } else if minor(here.raw()) == minor(there.raw()) {
                Found::warn(format!("{here} and {there}: patch levels differ"))
            } else {
                Found::refuse(format!(
                    "{here} and {there}: AWS moves nothing between them"
                ))
                .clears("the same major and minor version on both")
            };
            found.measured(here).against(there)
        })
    },
);

/// The major and minor version of Aurora: of `8.0.mysql_aurora.3.08.2` it is 3.08,
/// since what stands before is MySQL's (Aurora User Guide, "Aurora MySQL version
/// numbers").
fn minor(version: &str) -> (Option<&str>, Option<&str>) {
    let own = version.rsplit_once("mysql_aurora.");
    let mut parts = own.map_or(version, |(_, own)| own).split('.');
    (parts.next(), parts.next())
}

/// Whether every member is connected.
pub(in crate::act) static CONNECTED: CheckEntry = CheckEntry::new(
    "connected",
    "every secondary is connected",
    &[Pass, Block],
    |case| {
        of_move(case, |it| {
            let secondaries = it
                .global
                .members
                .iter()
                .filter(|member| member.writer != Some(true));
            for member in secondaries {
                match &member.synchronization {
                    Some(status) if status.raw() == "connected" => {}
                    status => {
                        let word = status
                            .as_ref()
                            .map_or("not told".to_owned(), ToString::to_string);
                        return Found::block(format!("{}: {word}", member.cluster))
                            .measured(word)
                            .against("connected")
                            .clears(
                                "it is connected again; when its Region is lost, `global-failover`",
                            );
                    }
                }
            }
            Found::pass("every secondary is connected").measured("connected")
        })
    },
);

/// Whether the primary's Region answers, as a switchover needs.
pub(in crate::act) static PRIMARY_ANSWERS: CheckEntry = CheckEntry::new(
    "primary-answers",
    "the primary's Region answers",
    &[Pass, Refuse],
    |case| {
        of_move(case, |it| {
            let region = it.writer.and_then(|member| member.cluster.region());
            match region {
                Some(region) if is_down(case, &region) => {
                    Found::refuse(format!("{region} does not answer: a switchover needs both"))
                        .clears("`global-failover`, which does not")
                }
                Some(region) => Found::pass(format!("{region} answers")),
                None => Found::refuse("which Region the primary is in is not known")
                    .clears("AWS says who writes"),
            }
        })
    },
);

/// Whether the primary is lost, as a failover with loss supposes.
pub(in crate::act) static PRIMARY_LOST: CheckEntry = CheckEntry::new(
    "primary-lost",
    "the primary is lost",
    &[Pass, Block],
    |case| {
        of_move(case, |it| {
            let region = it.writer.and_then(|member| member.cluster.region());
            match region {
                Some(region) if case.sight.declared_down(&region).is_some() => {
                    Found::pass(format!("{region} was declared down"))
                }
                Some(region) if is_down(case, &region) => Found::block(format!(
                    "{region} is silent, and nobody has declared it down"
                ))
                .clears(format!("`:declare {region} down`")),
                Some(region) => Found::block(format!(
                    "{region} answers: this loses what is not replicated, and needs not"
                ))
                .clears("`global-switchover`, which loses nothing"),
                None => Found::block("which Region the primary is in is not known")
                    .clears("AWS says who writes"),
            }
        })
    },
);

/// Whether the cluster that is to write is as large as the one that does.
pub(in crate::act) static CAPACITY: CheckEntry = CheckEntry::new(
    "capacity",
    "the cluster that is to write has as large an instance",
    &[Pass, Warn],
    |case| {
        of_move(case, |it| {
            let class = |member: Option<&GlobalMember>| {
                let member = member?;
                let cluster = cluster(case.sight, member)?;
                let region = member.cluster.region()?;
                let instances = &case.sight.estate.instances;
                let mut classes = cluster.members.iter().filter_map(|it| {
                    let seen = instances.get(&Scope::from(&region), &it.instance)?;
                    Some((!it.writer, seen.class.clone()))
                });
                let first = classes.next()?;
                Some(classes.fold(first, std::cmp::min).1)
            };
            match (class(it.target), class(it.writer)) {
                (Some(here), Some(there)) if here == there => {
                    Found::pass(format!("{here} on both"))
                        .measured(&here)
                        .against(&there)
                }
                (Some(here), Some(there)) => {
                    Found::warn(format!("{here}, the primary has {there}"))
                        .measured(&here)
                        .against(&there)
                        .clears("ModifyDBInstance, before or after")
                }
                _ => Found::warn("the classes of both were not seen"),
            }
        })
    },
);

/// Whether the old writer is kept from writing.
pub(in crate::act) static FENCE: CheckEntry = CheckEntry::new(
    "fence",
    "the old writer is fenced",
    &[Pass, Warn],
    |case| {
        of_move(case, |it| {
            let region = it.writer.and_then(|member| member.cluster.region());
            let identifier = it
                .writer
                .map(|member| OutsideText::new(member.cluster.resource_id()));
            let word = region.zip(identifier);
            let word =
                word.and_then(|(region, identifier)| case.sight.past.fence(&region, &identifier));
            match word {
                Some((at, fence)) if fence.standing == FenceStanding::NotFenced => {
                    Found::warn(format!(
                        "{} recorded as not fenced {}: {}",
                        fence.identifier,
                        clock_time(*at),
                        fence.reason
                    ))
                    .clears("fencing it when its Region answers")
                }
                Some((at, fence)) => Found::pass(format!(
                    "{} fenced by hand, attested {}: {}",
                    fence.identifier,
                    clock_time(*at),
                    fence.reason
                )),
                None => Found::warn(
                    "AWS fences the old writer as well as it can; its Region being lost, that may time out",
                )
                .clears("`fence` of it: attested by hand, or recorded as not fenced"),
            }
        })
    },
);

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn the_version_of_aurora_is_what_counts() {
        assert_eq!(minor("8.0.mysql_aurora.3.08.2"), (Some("3"), Some("08")));
        assert_eq!(minor("16.8"), (Some("16"), Some("8")));
        let differ = |one, other| minor(one) != minor(other);
        assert!(differ("8.0.mysql_aurora.3.08.2", "8.0.mysql_aurora.3.09.0"));
    }
}
