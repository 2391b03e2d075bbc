//! A world that is crowded: so many more of everything that is listed. `benches/page.rs` reads this file too.

use std::collections::BTreeMap;

use super::World;

/// Fills the world with so many more of everything that is listed.
pub fn crowd(world: &mut World, count: usize) {
    for (region, here) in &mut world.regions {
        let standby = region.ends_with('2');
        many(&mut here.clusters, count, |it, id| {
            it.identifier = id.to_owned();
            it.arn = format!("{}-{id}", it.arn);
            it.members.clear();
            it.global_cluster = None;
        });
        many(&mut here.snapshots, count, |it, id| {
            it.identifier = id.to_owned();
            it.arn = format!("{}-{id}", it.arn);
        });
        many(&mut here.cluster_snapshots, count, |it, id| {
            it.identifier = id.to_owned();
            it.arn = format!("{}-{id}", it.arn);
        });
        many(&mut here.instance_backups, count, |it, id| {
            it.arn = id.to_owned()
        });
        many(&mut here.cluster_backups, count, |it, id| {
            it.arn = id.to_owned()
        });
        many(&mut here.pending_maintenance, count, |_, _| {});
        many(&mut here.vaults, count, |it, id| {
            it.name = id.to_owned();
            it.recovery_points.clear();
        });
        many(&mut here.metric_alarms, count, |it, id| {
            it.common.name = id.to_owned()
        });
        let mut selections = here.plans.values_mut().map(|plan| &mut plan.selections);
        if let Some(selections) = selections.next() {
            many(selections, count, |it, id| it.id = id.to_owned());
        }
        many(&mut here.plans, count, |it, id| {
            it.id = id.to_owned();
            it.rules.clear();
            it.selections.clear();
        });
        more(&mut here.backup_jobs, count, |it, id| it.id = id);
        more(&mut here.copy_jobs, count, |it, id| it.id = id);
        more(&mut here.restore_jobs, count, |it, id| it.id = id);
        more(&mut here.events, count, |_, _| {});
        let vault = here.vaults.get_mut("harbor").unwrap();
        let orders = vault
            .recovery_points
            .values()
            .find(|point| point.resource_arn.ends_with(":orders-db"))
            .cloned();
        for index in (0..count).filter(|_| standby || orders.is_some()) {
            let mut point = orders.clone().unwrap();
            point.arn = format!("{}-{index:06}", point.arn);
            vault.insert(point);
        }
    }
    many(&mut world.global_clusters, count, |it, id| {
        it.identifier = id.to_owned();
        // Every Region that has a member lists it.
        it.failover = None;
    });
    many(&mut world.health_checks, count, |it, id| {
        it.id = id.to_owned()
    });
    let zone = world.zones.values_mut().next().unwrap();
    let address = zone
        .records
        .values()
        .find(|it| it.name.starts_with("mail-1."))
        .cloned()
        .unwrap();
    for index in 0..count {
        let mut record = address.clone();
        record.name = format!("host-{index:06}.{}", zone.name);
        zone.insert(record);
    }
    many(&mut world.zones, count, |it, id| {
        it.id = id.to_owned();
        it.records.clear();
    });
}

/// Adds so many more like the first, under new keys.
fn many<T: Clone>(map: &mut BTreeMap<String, T>, count: usize, rename: impl Fn(&mut T, &str)) {
    let Some(mut like) = map.values().next().cloned() else {
        return;
    };
    // What is not to be cloned goes before it is.
    rename(&mut like, "");
    for index in 0..count {
        let id = format!("more-{index:06}");
        let mut item = like.clone();
        rename(&mut item, &id);
        map.insert(id, item);
    }
}

/// Adds so many more like the last, after it.
fn more<T: Clone>(list: &mut Vec<T>, count: usize, rename: impl Fn(&mut T, String)) {
    let Some(like) = list.last().cloned() else {
        return;
    };
    for index in 0..count {
        let mut item = like.clone();
        rename(&mut item, format!("more-{index:06}"));
        list.push(item);
    }
}
