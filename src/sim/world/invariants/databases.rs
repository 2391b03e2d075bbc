//! Who follows whom, and who may write.

use chrono::{DateTime, Utc};

use super::Contradictions;
use crate::sim::world::databases::{DbCluster, DbInstance};
use crate::sim::world::lag::{identifier_of, region_of};
use crate::sim::world::{Region, World};

/// Whether a name in a list of replicas, an identifier in the Region or an ARN, is this instance.
fn is_named(name: &str, instance: &DbInstance) -> bool {
    name == instance.arn || name == instance.identifier
}

/// The instance that a name in a Region leads to.
fn instance<'w>(world: &'w World, region: &str, name: &str) -> Option<&'w DbInstance> {
    let home = world.regions.get(region_of(name).unwrap_or(region))?;
    home.instances.get(identifier_of(name))
}

/// A replica's source exists and lists it, and whoever is listed follows.
pub(super) fn replicas(world: &World, _now: DateTime<Utc>, found: &mut Contradictions) {
    for (region, here) in &world.regions {
        for (key, it) in &here.instances {
            found.unless(*key == it.identifier, || {
                format!("{key} holds {}", it.identifier)
            });
            found.unless(
                region_of(&it.arn) == Some(region) && identifier_of(&it.arn) == it.identifier,
                || format!("{} in {region} is {}", it.identifier, it.arn),
            );
            if let Some(named) = &it.read_replica_source {
                let source = instance(world, region, named);
                let lists = source
                    .is_some_and(|source| source.read_replicas.iter().any(|of| is_named(of, it)));
                found.unless(lists, || {
                    format!("{} follows {named}, which does not list it", it.arn)
                });
            }
            // AWS: "This list is empty if the instance isn't a read replica."
            let replica = it.read_replica_source.is_some();
            found.unless(replica || it.status_infos.is_empty(), || {
                format!("{} is no replica and says how it replicates", it.arn)
            });
            for named in &it.read_replicas {
                let replica = instance(world, region, named);
                let source = replica.and_then(|replica| replica.read_replica_source.as_deref());
                let follows = source.is_some_and(|source| is_named(source, it));
                found.unless(follows, || {
                    format!("{} lists {named}, which does not follow it", it.arn)
                });
            }
        }
    }
}

/// Clusters and instances agree on who is a member; one member at most writes.
pub(super) fn clusters(world: &World, _now: DateTime<Utc>, found: &mut Contradictions) {
    for (region, here) in &world.regions {
        for (key, cluster) in &here.clusters {
            found.unless(*key == cluster.identifier, || {
                format!("{key} holds {}", cluster.identifier)
            });
            found.unless(region_of(&cluster.arn) == Some(region), || {
                format!("{} is in {region}", cluster.arn)
            });
            members_agree(here, cluster, found);
            let global = cluster.global_cluster.as_ref();
            let known = global.is_none_or(|id| world.global_clusters.contains_key(id));
            found.unless(known, || {
                format!("{} belongs to {global:?}, which is not there", cluster.arn)
            });
        }
        for it in here.instances.values() {
            let Some(named) = &it.cluster else {
                continue;
            };
            let cluster = here.clusters.get(named);
            let listed = cluster
                .is_some_and(|cluster| cluster.members.iter().any(|m| m.instance == it.identifier));
            found.unless(listed, || {
                format!(
                    "{} is in the cluster {named}, which does not list it",
                    it.arn
                )
            });
        }
    }
}

fn members_agree(here: &Region, cluster: &DbCluster, found: &mut Contradictions) {
    for member in &cluster.members {
        let instance = here.instances.get(&member.instance);
        let own = instance.and_then(|instance| instance.cluster.as_ref());
        found.unless(own == Some(&cluster.identifier), || {
            format!(
                "{} lists {}, which is not its",
                cluster.arn, member.instance
            )
        });
    }
    let writers = cluster.members.iter().filter(|member| member.writer);
    let writers = writers.count();
    found.unless(writers <= 1, || {
        format!("{} has {writers} writers", cluster.arn)
    });
}

/// One member at most is the writer, whoever is a member says so, and the writer's readers are the others.
pub(super) fn global_clusters(world: &World, _now: DateTime<Utc>, found: &mut Contradictions) {
    for (id, global) in &world.global_clusters {
        let writers = global.members.iter().filter(|member| member.writer);
        let writers = writers.count();
        found.unless(writers <= 1, || format!("{id} has {writers} writers"));
        for member in &global.members {
            let arn = &member.cluster_arn;
            let home = region_of(arn).and_then(|region| world.regions.get(region));
            let cluster = home.and_then(|home| home.clusters.get(identifier_of(arn)));
            let own = cluster.and_then(|cluster| cluster.global_cluster.as_ref());
            found.unless(own == Some(id), || {
                format!("{id} lists {arn}, which does not belong to it")
            });
            let others = global.members.iter().map(|other| &other.cluster_arn);
            let readers = others.filter(|other| *other != arn).count();
            let listed = if member.writer { readers } else { 0 };
            found.unless(member.readers.len() == listed, || {
                format!("{arn} lists {} readers of {listed}", member.readers.len())
            });
        }
        for (region, here) in &world.regions {
            for cluster in here.clusters.values() {
                let belongs = cluster.global_cluster.as_ref() == Some(id);
                let mut members = global.members.iter();
                let listed = members.any(|member| member.cluster_arn == cluster.arn);
                found.unless(belongs == listed, || {
                    format!(
                        "{id} and {} in {region} disagree whether it is a member",
                        cluster.arn
                    )
                });
            }
        }
        if let Some(failover) = &global.failover {
            for arn in [&failover.from, &failover.to] {
                let mut members = global.members.iter();
                found.unless(members.any(|member| member.cluster_arn == *arn), || {
                    format!("{id} fails over between {arn} and another, and it is no member")
                });
            }
        }
    }
}
