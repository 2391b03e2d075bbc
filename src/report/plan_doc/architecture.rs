//! What AWS was seen to have for the plan: what stays as it is until somebody
//! changes it, and no figure that moves.

use super::PlanDocument;
use crate::assess::{FlipMeans, RecordAssessment, StoreAssessment, Writers};
use crate::estate::Scope;
use crate::estate::facts::FailoverRole;
use crate::plan::{Store, StoreKind};
use crate::report::page::{Block, table_or};
use crate::terms::{Known, Region};

impl PlanDocument<'_> {
    pub(super) fn stores(&self) -> Vec<Block> {
        let plan = self.plan();
        let rows = self.report.assessment.stores().filter_map(|store| {
            let declared = plan.store(&store.name)?;
            Some(vec![
                store.name.clone(),
                what(store, declared),
                store.tier.clone().unwrap_or_else(|| "none".to_owned()),
                written_in(store),
                self.copies(store, declared),
                self.zones(store, declared),
                self.kept(store, declared),
            ])
        });
        let headings = vec![
            "Store",
            "What it is",
            "Tier",
            "Written in",
            "Copies",
            "Zones",
            "Automated backups",
        ];
        table_or(headings, rows.collect(), "The plan declares no store.")
    }

    /// Its copies, each with where it is and of which size.
    fn copies(&self, store: &StoreAssessment, declared: &Store) -> String {
        let copies: Vec<String> = store
            .copies
            .iter()
            .map(|copy| {
                let scope = Scope::from(&copy.region);
                let instance = self.report.estate.instances.get(&scope, &copy.identifier);
                let class = instance.map(|it| format!(", {} {}", it.class, it.engine_version));
                let cluster = self.report.estate.clusters.get(&scope, &copy.identifier);
                let version = cluster
                    .map(|it| format!(", {}, instances: {}", it.engine_version, it.members.len()));
                let more = class.or(version).unwrap_or_default();
                format!("{} in {}{more}", copy.identifier, copy.region)
            })
            .collect();
        if copies.is_empty() {
            let to = self.plan().other_region(&store.region);
            return match &declared.standby {
                Some(standby) => format!("{standby} in {to}, as the plan says"),
                None => "none in the plan".to_owned(),
            };
        }
        copies.join("; ")
    }

    /// In how many zones of its Region it is.
    fn zones(&self, store: &StoreAssessment, declared: &Store) -> String {
        let says = |multi: Option<bool>| match multi {
            Some(true) => "Multi-AZ".to_owned(),
            Some(false) => "one zone".to_owned(),
            None => "not known".to_owned(),
        };
        let estate = self.report.estate;
        match declared.kind {
            StoreKind::Rds => {
                let found = estate
                    .instances
                    .in_region(&store.region, &declared.identifier);
                says(found.and_then(|it| it.multi_az))
            }
            StoreKind::Aurora | StoreKind::AuroraGlobal => {
                let own = store.copies.iter().find(|copy| copy.region == store.region);
                let own = own.and_then(|copy| {
                    let scope = Scope::from(&copy.region);
                    estate.clusters.get(&scope, &copy.identifier)
                });
                says(own.and_then(|it| it.multi_az))
            }
            // There is nothing to switch on: AWS has no such setting.
            StoreKind::DynamoDb => "always Multi-AZ".to_owned(),
            StoreKind::S3 | StoreKind::Efs | StoreKind::Ebs | StoreKind::Other => {
                "not observed by this version".to_owned()
            }
        }
    }

    /// For how long automated backups of it are kept.
    fn kept(&self, store: &StoreAssessment, declared: &Store) -> String {
        let estate = self.report.estate;
        let days = match declared.kind {
            StoreKind::Rds => {
                let found = estate
                    .instances
                    .in_region(&store.region, &declared.identifier);
                found.and_then(|it| it.backup_retention_days)
            }
            StoreKind::Aurora | StoreKind::AuroraGlobal => {
                let own = store.copies.iter().find(|copy| copy.region == store.region);
                own.and_then(|copy| {
                    let scope = Scope::from(&copy.region);
                    let cluster = estate.clusters.get(&scope, &copy.identifier)?;
                    cluster.backup_retention_days
                })
            }
            _ => return "by AWS Backup".to_owned(),
        };
        match days {
            Some(0) => "OFF".to_owned(),
            Some(days) => format!("{days} days"),
            None => "not known".to_owned(),
        }
    }

    pub(super) fn records(&self) -> Vec<Block> {
        let regions = &self.plan().regions;
        let rows = self.report.assessment.records().map(|record| {
            vec![
                format!("{} {}", record.name, record.kind),
                record.tier.clone().unwrap_or_else(|| "none".to_owned()),
                self.answers(record, &regions.primary),
                self.answers(record, &regions.standby),
                sides(record),
                match record.means {
                    FlipMeans::StandbyTakesOver => {
                        format!("an object in {} moves it", regions.standby)
                    }
                    FlipMeans::HealthCheckOnly => {
                        "its health check, or Route 53's control plane in us-east-1".to_owned()
                    }
                },
            ]
        });
        let headings = vec![
            "Record",
            "Tier",
            "Answer of the primary",
            "Answer of the standby",
            "Failover pair",
            "What moves it",
        ];
        table_or(headings, rows.collect(), "The plan declares no record.")
    }

    /// What a Region's answer looks like, by the plan.
    fn answers(&self, record: &RecordAssessment, region: &Region) -> String {
        let mut declared = self.plan().records.iter();
        let declared = declared.find(|it| it.name == record.name && it.kind == record.kind);
        let answers = declared.and_then(|it| it.answers.get(region));
        answers.map_or_else(
            || "as its record says".to_owned(),
            |answers| answers.join(" "),
        )
    }
}

fn what(store: &StoreAssessment, declared: &Store) -> String {
    let engine = store.engine.as_ref();
    let engine = engine.map_or_else(String::new, |it| format!(" {it}"));
    format!("{}{engine}, {}", store.kind.title(), declared.identifier)
}

fn written_in(store: &StoreAssessment) -> String {
    match &store.writers {
        Writers::Copies(writers) if writers.is_empty() => "no Region".to_owned(),
        Writers::Copies(writers) => {
            let regions = writers.iter().map(|(_, region)| region.to_string());
            regions.collect::<Vec<_>>().join(" and ")
        }
        Writers::EveryRegion => "every Region, by design".to_owned(),
        Writers::Application => "where the application writes".to_owned(),
        Writers::Unknown(why) => format!("not known: {why}"),
    }
}

/// The pair of a record: with which health check, and for how long it is held.
fn sides(record: &RecordAssessment) -> String {
    let sides = match &record.pair {
        Known::Known(sides) => sides,
        Known::Unknown(why) => return format!("not known: {why}"),
    };
    let sides = sides.iter().map(|side| {
        let role = match side.role {
            FailoverRole::Primary => "PRIMARY",
            FailoverRole::Secondary => "SECONDARY",
        };
        let check = side.health_check.as_ref();
        let check = check.map_or_else(
            || "no health check".to_owned(),
            |id| format!("health check {id}"),
        );
        let ttl = side.ttl_seconds;
        let ttl = ttl.map_or_else(String::new, |ttl| format!(", TTL {ttl} s"));
        format!("{role}: {check}{ttl}")
    });
    let sides: Vec<String> = sides.collect();
    if sides.is_empty() {
        return "none".to_owned();
    }
    sides.join("; ")
}
