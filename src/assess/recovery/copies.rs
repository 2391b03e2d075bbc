//! The copies of a store: where they are, what they are, how far behind.

use super::replication;
use crate::assess::context::Context;
use crate::assess::model::{CopyAssessment, CopyRole};
use crate::estate::facts::{DbInstance, GlobalMember};
use crate::estate::{Scope, Source};
use crate::plan::{Store, StoreKind};
use crate::terms::{Known, OutsideText, Region, Unknown};

/// The copies of a store that RDS knows, the intended writer's Region first.
/// Other kinds have no copies that any source of this version sees.
pub(super) fn of(context: &Context<'_>, store: &Store) -> Vec<CopyAssessment> {
    let mut copies = match store.kind {
        StoreKind::Rds => instances(context, store),
        StoreKind::Aurora => {
            let id = OutsideText::new(&store.identifier);
            vec![cluster(context, &store.region, &id, None)]
        }
        StoreKind::AuroraGlobal => members(context, store),
        _ => Vec::new(),
    };
    copies.sort_by_key(|copy| copy.region != store.region);
    copies
}

/// The engine of a store, as any of its copies tells it.
pub(super) fn engine(
    context: &Context<'_>,
    store: &Store,
    copies: &[CopyAssessment],
) -> Option<OutsideText> {
    copies.iter().find_map(|copy| {
        let scope = Scope::from(&copy.region);
        match store.kind {
            StoreKind::Rds => context
                .instance(&scope, &copy.identifier)
                .map(|instance| instance.engine.clone()),
            _ => context
                .cluster(&scope, &copy.identifier)
                .map(|cluster| cluster.engine.clone()),
        }
    })
}

fn instances(context: &Context<'_>, store: &Store) -> Vec<CopyAssessment> {
    let home = Scope::from(&store.region);
    let id = OutsideText::new(&store.identifier);
    let mut found: Vec<(Region, OutsideText)> = vec![(store.region.clone(), id.clone())];
    let mut add = |region: Region, id: OutsideText| {
        let copy = (region, id);
        if !found.contains(&copy) {
            found.push(copy);
        }
    };
    if let Some(standby) = &store.standby {
        let other = context.plan.other_region(&store.region).clone();
        let standby = OutsideText::new(standby);
        // After a failover the roles are the other way round: replicas of the
        // standby are copies too.
        for (scope, replica) in context.replicas_of(&Scope::from(&other), &standby) {
            if let Some(region) = scope.region() {
                add(region.clone(), replica.identifier.clone());
            }
        }
        add(other, standby);
    }
    for (scope, replica) in context.replicas_of(&home, &id) {
        if let Some(region) = scope.region() {
            add(region.clone(), replica.identifier.clone());
        }
    }
    found
        .into_iter()
        .map(|(region, id)| {
            let scope = Scope::from(&region);
            let fact = context.instance(&scope, &id);
            let role = fact.map_or(CopyRole::Unknown, role_of);
            copy(
                context,
                StoreKind::Rds,
                region,
                id,
                role,
                fact.map(|f| &f.status),
            )
        })
        .collect()
}

fn role_of(instance: &DbInstance) -> CopyRole {
    if instance.replica_source.is_some() || instance.replica_source_cluster.is_some() {
        CopyRole::Replica
    } else {
        CopyRole::Writer
    }
}

fn members(context: &Context<'_>, store: &Store) -> Vec<CopyAssessment> {
    let mut seen: Vec<GlobalMember> = Vec::new();
    for (scope, global) in context.globals_named(&OutsideText::new(&store.identifier)) {
        // A Region that does not answer, or was last asked too long ago, tells
        // nothing of who writes now.
        let answers = scope
            .region()
            .is_none_or(|region| context.region_standing(region).answers())
            && context.untrusted(Source::GlobalClusters, scope).is_none();
        for member in &global.members {
            let writer = member.writer.filter(|_| answers);
            match seen.iter_mut().find(|old| old.cluster == member.cluster) {
                Some(old) => old.writer = old.writer.or(writer),
                None => seen.push(GlobalMember {
                    writer,
                    ..member.clone()
                }),
            }
        }
    }
    let a_writer = seen.iter().any(|member| member.writer == Some(true));
    seen.into_iter()
        .filter_map(|member| {
            let region = member.cluster.region()?;
            let role = match member.writer {
                Some(true) => CopyRole::Writer,
                // When nobody says that it writes, nobody is known to follow.
                Some(false) if a_writer => CopyRole::Replica,
                _ => CopyRole::Unknown,
            };
            let id = OutsideText::new(member.cluster.resource_id());
            Some(cluster(context, &region, &id, Some(role)))
        })
        .collect()
}

fn cluster(
    context: &Context<'_>,
    region: &Region,
    id: &OutsideText,
    role: Option<CopyRole>,
) -> CopyAssessment {
    let scope = Scope::from(region);
    let fact = context.cluster(&scope, id);
    let role = role.unwrap_or_else(|| match fact {
        Some(cluster) if cluster.members.iter().any(|member| member.writer) => CopyRole::Writer,
        _ => CopyRole::Unknown,
    });
    let status = fact.map(|cluster| &cluster.status);
    let kind = StoreKind::AuroraGlobal;
    copy(context, kind, region.clone(), id.clone(), role, status)
}

fn copy(
    context: &Context<'_>,
    kind: StoreKind,
    region: Region,
    identifier: OutsideText,
    role: CopyRole,
    status: Option<&OutsideText>,
) -> CopyAssessment {
    let scope = Scope::from(&region);
    let source = match kind {
        StoreKind::Rds => Source::DbInstances,
        _ => Source::DbClusters,
    };
    let lag_metric = (role == CopyRole::Replica)
        .then(|| replication::copy_metric(context, kind, &region, &identifier));
    let lag = match &lag_metric {
        Some(key) => replication::copy_lag(context, key),
        None => Known::Unknown(Unknown::Unavailable("it follows no other".into())),
    };
    let freshness = context.freshness(source, &scope);
    let silent = !context.region_standing(&region).answers();
    let unseen = if silent {
        Some(Unknown::Unavailable(
            format!("{region} does not answer").into(),
        ))
    } else {
        context.untrusted(source, &scope)
    };
    let status = match (unseen, status) {
        (Some(why), _) => Known::Unknown(why),
        (None, Some(status)) => Known::Known(status.clone()),
        (None, None) => Known::Unknown(Unknown::Unavailable(
            format!("{identifier} is not in {region}").into(),
        )),
    };
    CopyAssessment {
        role: if status.value().is_some() {
            role
        } else {
            CopyRole::Unknown
        },
        identifier,
        region,
        status,
        lag,
        lag_metric,
        recovery_point: None,
        freshness,
    }
}
