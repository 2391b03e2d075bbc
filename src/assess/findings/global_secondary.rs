//! AUR-18: a secondary of an Aurora global database that could not take over:
//! without instances, of another version, or still to be synchronised.

use super::seen::{is_seen, sentence};
use super::{Check, Found};
use crate::assess::context::Context;
use crate::assess::model::Severity;
use crate::assess::subject::{Subject, SubjectKind};
use crate::estate::facts::{DbCluster, GlobalMember};
use crate::estate::{Scope, Source};
use crate::terms::OutsideText;

/// See the module.
pub const CHECK: Check = Check {
    id: "AUR-18",
    title: "global database's secondary could not take over",
    field: "GlobalClusterMembers[].SynchronizationStatus, DBClusterMembers, EngineVersion",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html",
    subjects: &[SubjectKind::GlobalCluster],
    examine,
};

fn examine(context: &Context<'_>, subject: &Subject) -> Option<Found> {
    let Subject::GlobalCluster(id) = subject else {
        return None;
    };
    let mut members: Vec<&GlobalMember> = Vec::new();
    for (scope, global) in context.globals_named(id) {
        if !is_seen(context, Source::GlobalClusters, scope) {
            continue;
        }
        for member in &global.members {
            // Regions may tell of one at different times: what any of them says
            // is wrong is heard.
            match members.iter_mut().find(|old| old.cluster == member.cluster) {
                Some(old) if is_resyncing(member) => *old = member,
                Some(_) => {}
                None => members.push(member),
            }
        }
    }
    let mut reasons = Vec::new();
    for member in &members {
        if is_resyncing(member) {
            let word = member.synchronization.clone().unwrap_or_default();
            reasons.push(format!("{} is {word}", name(member)));
        }
        if member.writer == Some(false) && is_headless(context, member) == Some(true) {
            reasons.push(format!("{} has no instance", name(member)));
        }
    }
    reasons.extend(versions(context, &members));
    (!reasons.is_empty()).then(|| Found {
        severity: Severity::High,
        text: sentence(&reasons),
        clears:
            "secondaries that are connected, with an instance each, of the primary's engine version"
                .to_owned(),
        since: None,
    })
}

fn is_resyncing(member: &GlobalMember) -> bool {
    member
        .synchronization
        .as_ref()
        .is_some_and(|word| word.raw() == "pending-resync")
}

fn name(member: &GlobalMember) -> String {
    let id = OutsideText::new(member.cluster.resource_id());
    match member.cluster.region() {
        Some(region) => format!("{id} in {region}"),
        None => id.to_string(),
    }
}

fn cluster<'a>(context: &Context<'a>, member: &GlobalMember) -> Option<(Scope, &'a DbCluster)> {
    let scope = Scope::Region(member.cluster.region()?);
    let id = OutsideText::new(member.cluster.resource_id());
    let cluster =
        is_seen(context, Source::DbClusters, &scope).then(|| context.cluster(&scope, &id))??;
    Some((scope, cluster))
}

/// Whether a cluster has no instance; `None` while its instances are not seen.
fn is_headless(context: &Context<'_>, member: &GlobalMember) -> Option<bool> {
    let (scope, cluster) = cluster(context, member)?;
    if !is_seen(context, Source::DbInstances, &scope) {
        return None;
    }
    let instances = context.instances_of(&scope, &cluster.identifier);
    Some(cluster.members.is_empty() && instances.is_empty())
}

/// Managed switchover and failover need the same engine version.
fn versions(context: &Context<'_>, members: &[&GlobalMember]) -> Option<String> {
    let seen: Vec<(&GlobalMember, &OutsideText)> = members
        .iter()
        .filter_map(|member| Some((*member, &cluster(context, member)?.1.engine_version)))
        .filter(|(_, version)| !version.raw().is_empty())
        .collect();
    let (_, first) = seen.first()?;
    if seen.iter().all(|(_, version)| version == first) {
        return None;
    }
    let each: Vec<String> = seen
        .iter()
        .map(|(member, version)| format!("{} {version}", name(member)))
        .collect();
    Some(format!("its versions differ: {}", each.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::World;

    #[test]
    fn a_headless_secondary_gets_an_instance() {
        let mut world = World::healthy();
        let instance = world.remove_instance(World::WEST, "catalog-usw2-1");
        world.change_cluster(World::WEST, "catalog-usw2", |cluster| {
            cluster.members.clear()
        });
        let finding = world.finding("AUR-18").expect("it has no instance");
        assert_eq!(finding.severity, Severity::High);
        assert_eq!(finding.text, "catalog-usw2 in us-west-2 has no instance");
        world.add_instance(World::WEST, instance);
        assert!(world.finding("AUR-18").is_none());
    }

    #[test]
    fn a_region_whose_instances_are_not_seen_is_not_called_headless() {
        let mut world = World::healthy();
        world.remove_instance(World::WEST, "catalog-usw2-1");
        world.change_cluster(World::WEST, "catalog-usw2", |cluster| {
            cluster.members.clear()
        });
        world.silence(World::WEST);
        assert!(world.finding("AUR-18").is_none());
    }

    #[test]
    fn versions_that_differ_and_a_secondary_that_waits() {
        let mut world = World::healthy();
        world.change_cluster(World::WEST, "catalog-usw2", |cluster| {
            cluster.engine_version = "8.0.mysql_aurora.3.04.0".into();
        });
        world.change_global("catalog-global", |global| {
            global.members[1].synchronization = Some("pending-resync".into());
        });
        let finding = world.finding("AUR-18").expect("it could not take over");
        assert_eq!(
            finding.text,
            "catalog-usw2 in us-west-2 is pending-resync; its versions differ: \
             catalog in us-east-1 8.0.mysql_aurora.3.08.0, \
             catalog-usw2 in us-west-2 8.0.mysql_aurora.3.04.0"
        );
    }
}
