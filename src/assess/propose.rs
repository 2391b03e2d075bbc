//! A first plan from what AWS says: what `init` writes. What AWS cannot know is
//! left for the team to fill in.

use crate::estate::facts::{DbInstance, FailoverRole, GlobalCluster, Record, Tags};
use crate::estate::{Estate, Scope};
use crate::plan::{self, Plan, Regions, Store, StoreKind, Tier};
use crate::terms::{Arn, OutsideText, Region};
use std::collections::{BTreeMap, BTreeSet};

/// The tags that say which tier a resource belongs to, the first that is there.
const TIER_TAGS: [&str; 3] = ["lifeboat:tier", "tier", "Tier"];

/// A first plan of a name, for two Regions, of what the estate holds.
#[must_use]
pub fn propose(name: &str, regions: Regions, estate: &Estate) -> Plan {
    let mut found = Found {
        estate,
        regions: &regions,
        stores: Vec::new(),
        covered: BTreeSet::new(),
    };
    found.global_clusters();
    found.replicas();
    found.lone_databases();
    found.protected();
    let (stores, records) = (found.stores, records(estate, &regions));
    let tiers: BTreeSet<String> = stores
        .iter()
        .filter_map(|store| store.tier.clone())
        .collect();
    Plan {
        name: name.to_owned(),
        environment: plan::Environment::Production,
        account: estate.identity().map(|identity| identity.account.clone()),
        strategy: None,
        reviewed: None,
        regions,
        tiers: tiers
            .into_iter()
            .map(|name| Tier {
                name,
                rpo: None,
                rto: None,
            })
            .collect(),
        stores,
        records,
        contacts: Vec::new(),
        notify: plan::Notify::default(),
        operate: plan::Operate::default(),
        backup: plan::Backup::default(),
        restore_test: plan::RestoreTest::default(),
        probes: Vec::new(),
        runbooks: None,
        name_servers: Vec::new(),
    }
}

struct Found<'a> {
    estate: &'a Estate,
    regions: &'a Regions,
    stores: Vec<Store>,
    /// The ARNs that a store of the plan stands for already.
    covered: BTreeSet<OutsideText>,
}

impl Found<'_> {
    /// Adds a store, under a name of its own. What cannot be written in a plan,
    /// because its name is not plain text, is left out.
    fn add(&mut self, store: Store, tags: Option<&Tags>) {
        let texts = [
            Some(&store.identifier),
            store.standby.as_ref(),
            store.rule.as_ref(),
        ];
        let plain = texts.into_iter().flatten().all(|text| is_plain(text));
        if !plain {
            return;
        }
        let mut name = store.name.clone();
        let taken = |name: &str| self.stores.iter().any(|store| store.name == name);
        if taken(&name) {
            name = format!("{name}-{}", store.kind.word());
        }
        if taken(&name) {
            name = format!("{name}-{}", store.region);
        }
        if taken(&name) {
            return;
        }
        let tier = tags.and_then(tier_of);
        self.stores.push(Store {
            name,
            tier,
            ..store
        });
    }

    fn global_clusters(&mut self) {
        let mut seen: BTreeSet<OutsideText> = BTreeSet::new();
        let all: Vec<&GlobalCluster> = self
            .estate
            .global_clusters
            .iter()
            .map(|(_, it)| it)
            .collect();
        for global in all {
            if !seen.insert(global.identifier.clone()) {
                continue;
            }
            let members = global.members.iter().map(|member| &member.cluster);
            let region = global
                .members
                .iter()
                .find(|member| member.writer == Some(true))
                .and_then(|member| member.cluster.region())
                .filter(|region| self.regions.both().contains(&region));
            let mut tags = None;
            for cluster in members {
                self.covered.insert(OutsideText::new(cluster.as_str()));
                tags = tags.or_else(|| {
                    let scope = Scope::Region(cluster.region()?);
                    let id = OutsideText::new(cluster.resource_id());
                    Some(&self.estate.clusters.get(&scope, &id)?.tags)
                });
            }
            let region = region.unwrap_or_else(|| self.regions.primary.clone());
            let store = store(StoreKind::AuroraGlobal, global.identifier.raw(), &region);
            self.add(store, tags);
        }
    }

    /// Primaries with a read replica in the other Region of the plan.
    fn replicas(&mut self) {
        let all: Vec<(&Scope, &DbInstance)> = self.estate.instances.iter().collect();
        for (scope, replica) in &all {
            let Some(source) = &replica.replica_source else {
                continue;
            };
            let (source_scope, source_id) = super::index::replica_source(scope, source);
            let (Some(from), Some(to)) = (source_scope.region(), scope.region()) else {
                continue;
            };
            if from == to || !self.regions.both().contains(&from) {
                continue;
            }
            let primary = self.estate.instances.get(&source_scope, &source_id);
            let arn = primary.map(|it| it.arn.clone());
            if arn.as_ref().is_some_and(|arn| self.covered.contains(arn)) {
                continue;
            }
            self.covered.extend(arn);
            self.covered.insert(replica.arn.clone());
            let mut store = store(StoreKind::Rds, source_id.raw(), from);
            store.standby = Some(replica.identifier.raw().to_owned());
            let tags = primary.map_or(&replica.tags, |it| &it.tags);
            self.add(store, Some(tags));
        }
    }

    /// Databases of the primary Region without a copy, and clusters alike.
    fn lone_databases(&mut self) {
        let primary = Scope::from(&self.regions.primary);
        let instances: Vec<&DbInstance> = self.estate.instances.scope(&primary).collect();
        for instance in instances {
            let alone = instance.cluster.is_none() && instance.replica_source.is_none();
            if alone && self.covered.insert(instance.arn.clone()) {
                let id = instance.identifier.raw();
                let store = store(StoreKind::Rds, id, &self.regions.primary);
                self.add(store, Some(&instance.tags));
            }
        }
        let clusters: Vec<_> = self.estate.clusters.scope(&primary).collect();
        for cluster in clusters {
            if self.covered.insert(cluster.arn.clone()) {
                let id = cluster.identifier.raw();
                let store = store(StoreKind::Aurora, id, &self.regions.primary);
                self.add(store, Some(&cluster.tags));
            }
        }
    }

    /// What AWS Backup protects in the primary Region, and is no database.
    fn protected(&mut self) {
        let primary = Scope::from(&self.regions.primary);
        let all: Vec<_> = self.estate.protected.scope(&primary).collect();
        for resource in all {
            let Ok(arn) = Arn::parse(resource.resource.raw()) else {
                continue;
            };
            if !self.covered.insert(resource.resource.clone()) || arn.service() == "rds" {
                continue;
            }
            let kind = match (arn.service(), arn.resource_type()) {
                ("dynamodb", Some("table")) => StoreKind::DynamoDb,
                ("s3", _) => StoreKind::S3,
                ("elasticfilesystem", Some("file-system")) => StoreKind::Efs,
                ("ec2", Some("volume")) => StoreKind::Ebs,
                _ => StoreKind::Other,
            };
            let mut store = store(kind, arn.resource_id(), &self.regions.primary);
            if let Some(name) = &resource.name
                && is_plain(name.raw())
                && name.raw().len() <= 100
            {
                name.raw().clone_into(&mut store.name);
            }
            if kind == StoreKind::Other {
                store.resource = Some(arn.clone());
            }
            self.add(store, None);
        }
    }
}

fn store(kind: StoreKind, identifier: &str, region: &Region) -> Store {
    Store {
        name: identifier.chars().take(100).collect(),
        kind,
        tier: None,
        identifier: identifier.to_owned(),
        standby: None,
        region: region.clone(),
        rule: None,
        resource: None,
    }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 512
        && text.trim() == text
        && OutsideText::new(text).is_plain()
}

fn tier_of(tags: &Tags) -> Option<String> {
    TIER_TAGS.iter().find_map(|tag| {
        let value = tags.get(tag)?.raw();
        (is_plain(value) && value.len() <= 100).then(|| value.to_owned())
    })
}

/// The failover pairs of public zones, each once by name and type.
fn records(estate: &Estate, regions: &Regions) -> Vec<plan::Record> {
    let mut pairs: BTreeMap<(String, String), Vec<&Record>> = BTreeMap::new();
    for zone in estate
        .zones
        .scope(&Scope::Global)
        .filter(|zone| !zone.private)
    {
        for record in estate.records_of(&zone.id).unwrap_or_default() {
            let asked_for = matches!(record.kind.raw(), "A" | "AAAA" | "CNAME");
            if record.failover.is_some() && asked_for && is_plain(record.name.raw()) {
                let key = (
                    record.name.raw().to_ascii_lowercase(),
                    record.kind.raw().to_owned(),
                );
                pairs.entry(key).or_default().push(record);
            }
        }
    }
    pairs
        .into_iter()
        .map(|((name, kind), sides)| plan::Record {
            answers: answers(&sides, regions),
            zone: sides.first().map(|side| side.zone.raw().to_owned()),
            region: regions.primary.clone(),
            tier: None,
            standby_takes_over: standby_takes_over(estate, &sides, regions),
            name,
            kind,
        })
        .collect()
}

/// The object whose presence moves the record: the PRIMARY's health check, when
/// it is inverted and looks at an object of S3 in the standby Region.
fn standby_takes_over(
    estate: &Estate,
    sides: &[&Record],
    regions: &Regions,
) -> Option<plan::StandbyTakesOver> {
    let primary = sides
        .iter()
        .find(|side| side.failover == Some(FailoverRole::Primary))?;
    let id = primary.health_check.as_ref()?;
    let check = estate.health_checks.get(&Scope::Global, id)?;
    let host = check.host.as_ref()?.raw();
    let bucket = host.strip_suffix(&format!(".s3.{}.amazonaws.com", regions.standby))?;
    let key = check.path.as_ref()?.raw().strip_prefix('/')?;
    (check.inverted && is_plain(bucket) && is_plain(key)).then(|| plan::StandbyTakesOver {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
    })
}

/// What each Region answers, where both sides say it in so many values. After
/// a record swap the roles no longer tell; this is written while they do.
fn answers(sides: &[&Record], regions: &Regions) -> BTreeMap<Region, Vec<String>> {
    let of = |role: &FailoverRole| {
        let side = sides
            .iter()
            .find(|side| side.failover.as_ref() == Some(role))?;
        let values: Vec<String> = side
            .values
            .iter()
            .map(|value| value.raw().to_owned())
            .collect();
        (!values.is_empty() && values.iter().all(|value| is_plain(value))).then_some(values)
    };
    match (of(&FailoverRole::Primary), of(&FailoverRole::Secondary)) {
        (Some(primary), Some(secondary)) => BTreeMap::from([
            (regions.primary.clone(), primary),
            (regions.standby.clone(), secondary),
        ]),
        _ => BTreeMap::new(),
    }
}
