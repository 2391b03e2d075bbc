//! The harbor shop, as its sources saw it: an estate for the console to show,
//! made of observations.

use crate::console::look::{Characters, Look};
use crate::console::theme::{Depth, Scheme, Theme};
use crate::console::{Keymap, Model, Session};
use crate::estate::facts::*;
use crate::estate::{Declaration, Estate, Facts, Failure, FailureKind, Observation, Scope, Source};
use crate::plan::Plan;
use crate::terms::{AccountId, Arn, Instant, OutsideText, Region, Span};
use std::sync::Arc;

const PLAN: &str = include_str!("harbor.toml");

pub fn at(text: &str) -> Instant {
    format!("2026-11-22T{text}Z").parse().unwrap()
}

/// The instant at which the shop is looked at.
pub fn noon() -> Instant {
    at("14:02:31")
}

pub fn east() -> Region {
    Region::us_east_1()
}

pub fn west() -> Region {
    Region::parse("us-west-2").unwrap()
}

pub fn plan() -> Arc<Plan> {
    Arc::new(crate::plan::read(PLAN, "lifeboat.toml").unwrap())
}

/// A look with every colour and glyph, or with neither.
pub fn look(rich: bool) -> Look {
    let (scheme, depth, characters) = if rich {
        (Scheme::Dark, Depth::True, Characters::Unicode)
    } else {
        (Scheme::Monochrome, Depth::None, Characters::Ascii)
    };
    Look {
        theme: Theme { scheme, depth },
        characters,
    }
}

pub fn session(rich: bool) -> Session {
    Session {
        simulated: false,
        scenario: None,
        calm: false,
        look: look(rich),
        keymap: Keymap::default(),
    }
}

pub fn model(estate: Estate, now: Instant) -> Model {
    Model::new(session(true), plan(), estate, now)
}

pub fn text(raw: &str) -> OutsideText {
    OutsideText::new(raw)
}

pub fn seen(source: Source, scope: &Scope, at: Instant, facts: Facts) -> Observation {
    Observation {
        source,
        scope: scope.clone(),
        asked: at,
        at,
        cadence: Span::minutes(1),
        calls: 1,
        skew_seconds: Some(0.0),
        outcome: Ok(facts),
    }
}

pub fn failed(source: Source, scope: &Scope, asked: Instant, kind: FailureKind) -> Observation {
    Observation {
        source,
        scope: scope.clone(),
        asked,
        at: Span::seconds(5).after(asked),
        cadence: Span::minutes(1),
        calls: 1,
        skew_seconds: None,
        outcome: Err(Failure {
            kind,
            operation: "DescribeSomething".to_owned(),
            code: None,
            message: text("no answer within 5 s"),
            request_id: None,
        }),
    }
}

/// What differs from one story to the next.
pub struct Harbor {
    /// When everything was seen.
    pub at: Instant,
    /// Whether the standby copy of the orders accepts writes as well.
    pub two_writers: bool,
    /// Whether the replication of the media is behind its objective.
    pub media_behind: bool,
    /// Whether the health check of the api is inverted: it follows an object that
    /// is not there, until the standby takes over.
    pub inverted: bool,
    /// The account that answers.
    pub account: &'static str,
    /// What a database's engine, an answer and a recovery point are called.
    pub name: String,
}

impl Harbor {
    pub fn calm() -> Self {
        Self {
            at: Span::seconds(6).before(noon()),
            two_writers: false,
            media_behind: false,
            inverted: false,
            account: "123456789012",
            name: "postgres".to_owned(),
        }
    }

    pub fn estate(&self) -> Estate {
        let mut estate = Estate::default();
        for observation in self.observations() {
            estate.apply(observation);
        }
        estate
    }

    pub fn observations(&self) -> Vec<Observation> {
        let mut list = self.of_region(&east());
        list.extend(self.of_region(&west()));
        list.extend(self.global());
        let identity = Facts::Identity(Identity {
            account: AccountId::parse(self.account).unwrap(),
            arn: text(&format!(
                "arn:aws:sts::{}:assumed-role/lifeboat-watch/ana",
                self.account
            )),
            expires: Some(Span::minutes(192).after(noon())),
        });
        list.push(seen(
            Source::Identity,
            &Scope::from(&west()),
            self.at,
            identity,
        ));
        list
    }

    fn of_region(&self, region: &Region) -> Vec<Observation> {
        let facts = [
            (
                Source::DbInstances,
                Facts::DbInstances(self.instances(region)),
            ),
            (Source::DbClusters, Facts::DbClusters(self.clusters(region))),
            (
                Source::GlobalClusters,
                Facts::GlobalClusters(vec![self.global_cluster()]),
            ),
            (Source::DbSnapshots, Facts::DbSnapshots(Vec::new())),
            (Source::DbClusterSnapshots, Facts::DbSnapshots(Vec::new())),
            (
                Source::InstanceBackups,
                Facts::AutomatedBackups(self.backups(region)),
            ),
            (Source::ClusterBackups, Facts::AutomatedBackups(Vec::new())),
            (Source::RdsEvents, Facts::RdsEvents(Vec::new())),
            (Source::Maintenance, Facts::Maintenance(Vec::new())),
            (Source::Metrics, Facts::Metrics(self.metrics(region))),
            (Source::Alarms, Facts::Alarms(Vec::new())),
            (Source::BackupJobs, Facts::Jobs(Vec::new())),
            (Source::CopyJobs, Facts::Jobs(Vec::new())),
            (Source::RestoreJobs, Facts::Jobs(Vec::new())),
            (Source::Vaults, Facts::Vaults(Vec::new())),
            (Source::BackupPlans, Facts::BackupPlans(Vec::new())),
            (Source::Protected, Facts::Protected(Vec::new())),
            (
                Source::RecoveryPoints,
                Facts::RecoveryPoints(self.points(region)),
            ),
        ];
        facts
            .into_iter()
            .map(|(source, facts)| seen(source, &Scope::from(region), self.at, facts))
            .collect()
    }

    fn instances(&self, region: &Region) -> Vec<DbInstance> {
        let arn =
            |region: &Region, id: &str| text(&format!("arn:aws:rds:{region}:123456789012:db:{id}"));
        let (id, source) = if *region == east() {
            ("orders-db", None)
        } else {
            ("orders-db-usw2", Some(arn(&east(), "orders-db")))
        };
        let member = |number: u32| DbInstance {
            identifier: text(&format!("catalog-{region}-{number}")),
            arn: arn(region, &format!("catalog-{region}-{number}")),
            engine: text("aurora-postgresql"),
            status: text("available"),
            cluster: Some(text(&format!("catalog-{region}"))),
            backup_retention_days: Some(7),
            ..DbInstance::default()
        };
        let orders = DbInstance {
            identifier: text(id),
            arn: arn(region, id),
            engine: text(&self.name),
            status: text("available"),
            replica_source: source.filter(|_| !self.two_writers),
            multi_az: Some(true),
            backup_retention_days: Some(7),
            latest_restorable: Some(Span::minutes(4).before(self.at)),
            ..DbInstance::default()
        };
        vec![orders, member(1), member(2)]
    }

    fn clusters(&self, region: &Region) -> Vec<DbCluster> {
        vec![DbCluster {
            identifier: text(&format!("catalog-{region}")),
            arn: text(&cluster_arn(region)),
            engine: text("aurora-postgresql"),
            status: text("available"),
            members: [1, 2]
                .map(|number| ClusterMember {
                    instance: text(&format!("catalog-{region}-{number}")),
                    writer: *region == east() && number == 1,
                    promotion_tier: Some(1),
                })
                .into(),
            multi_az: Some(true),
            backup_retention_days: Some(7),
            earliest_restorable: Some(Span::days(7).before(self.at)),
            latest_restorable: Some(Span::minutes(1).before(self.at)),
            ..DbCluster::default()
        }]
    }

    fn global_cluster(&self) -> GlobalCluster {
        let member = |region: &Region, writer| GlobalMember {
            cluster: Arn::parse(&cluster_arn(region)).unwrap(),
            writer: Some(writer),
            synchronization: Some(text("connected")),
        };
        GlobalCluster {
            identifier: text("catalog"),
            engine: text("aurora-postgresql"),
            status: text("available"),
            members: vec![member(&east(), true), member(&west(), false)],
            ..GlobalCluster::default()
        }
    }

    fn backups(&self, region: &Region) -> Vec<AutomatedBackup> {
        vec![AutomatedBackup {
            arn: text(&format!(
                "arn:aws:rds:{region}:123456789012:auto-backup:ab-1"
            )),
            of: text("arn:aws:rds:us-east-1:123456789012:db:orders-db"),
            identifier: text("orders-db"),
            status: text("active"),
            earliest: Some(Span::days(7).before(self.at)),
            latest: Some(Span::minutes(4).before(self.at)),
            ..AutomatedBackup::default()
        }]
        .into_iter()
        .filter(|_| *region == east())
        .collect()
    }

    fn points(&self, region: &Region) -> Vec<RecoveryPoint> {
        let point = |resource: &str, age: Span| RecoveryPoint {
            arn: text(&format!(
                "arn:aws:backup:{region}:123456789012:recovery-point:{resource}"
            )),
            resource: text(resource),
            status: text("COMPLETED"),
            created: Some(age.before(self.at)),
            initiated: Some(age.before(self.at)),
            ..RecoveryPoint::default()
        };
        let orders = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
        let uploads = "arn:aws:s3:::harbor-uploads";
        if *region == east() {
            vec![
                point(orders, Span::hours(10)),
                point(uploads, Span::days(2)),
            ]
        } else {
            vec![point(orders, Span::minutes(220))]
        }
    }

    fn metrics(&self, region: &Region) -> Vec<MetricSamples> {
        let series = |key, values: &dyn Fn(u64) -> f64| MetricSamples {
            key,
            samples: (1..=90)
                .rev()
                .map(|minutes| Sample {
                    at: Span::minutes(minutes).before(self.at),
                    value: values(minutes),
                })
                .collect(),
        };
        let bucket = BucketRule {
            source: "harbor-media",
            destination: "harbor-media-usw2",
            rule: "to-usw2",
        };
        if *region == east() {
            let carts = MetricKey::table_latency(region, "carts", &west());
            return vec![series(carts, &|_| 900.0)];
        }
        vec![
            series(
                MetricKey::replica_lag(region, "orders-db-usw2"),
                &|minutes| {
                    if minutes % 20 == 3 { 240.0 } else { 7.0 }
                },
            ),
            series(
                MetricKey::aurora_rpo_lag(region, "catalog-us-west-2"),
                &|_| 400.0,
            ),
            series(MetricKey::bucket_latency(region, bucket), &|minutes| {
                let behind = 1_260_u64.saturating_sub((minutes - 1) * 25);
                let seconds = if self.media_behind {
                    behind
                } else {
                    20 + minutes % 7
                };
                f64::from(u32::try_from(seconds).unwrap())
            }),
        ]
    }
}

fn cluster_arn(region: &Region) -> String {
    format!("arn:aws:rds:{region}:123456789012:cluster:catalog-{region}")
}

/// Every source of us-east-1 falls silent, and Route 53's control plane with it.
pub fn fall_silent(estate: &mut Estate, since: Instant) {
    let slices: Vec<(Source, Scope)> = estate
        .slices()
        .map(|(source, scope, _)| (source, scope.clone()))
        .filter(|(source, scope)| match scope {
            Scope::Region(region) => *region == east(),
            Scope::Global => *source != Source::NameServers,
        })
        .collect();
    for (source, scope) in slices {
        estate.apply(failed(source, &scope, since, FailureKind::NotReachable));
    }
}

pub fn declared_down(since: Instant) -> Declaration {
    Declaration {
        region: east(),
        since,
        declared: Span::seconds(90).after(since),
        incident: Some(text("INC-4711")),
    }
}
