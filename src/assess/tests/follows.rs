//! Whatever happens in whatever order, following it comes to the same as
//! looking at everything again.

use crate::assess::History;
use crate::assess::fixture::*;
use crate::estate::facts::*;
use crate::estate::{Facts, FailureKind, Scope, Source};
use crate::terms::{Arn, Instant, OutsideText, Span};
use proptest::prelude::*;

/// One thing that happens. `pick` chooses among what it may be about; each bit
/// of `bits` is something that is so or is not.
#[derive(Debug, Clone)]
struct Event {
    source: Source,
    east: bool,
    pick: u8,
    bits: u16,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Answer,
    Failure,
    Time,
    Declaration,
}

fn event() -> impl Strategy<Value = Event> {
    let kind = prop_oneof![
        6 => Just(Kind::Answer),
        2 => Just(Kind::Failure),
        2 => Just(Kind::Time),
        1 => Just(Kind::Declaration),
    ];
    // What the declared record and the replicas follow happens more often.
    let often = [Source::NameServers, Source::Metrics, Source::DbInstances];
    let sources: Vec<Source> = Source::ALL.into_iter().chain(often.repeat(6)).collect();
    let source = proptest::sample::select(sources);
    (source, any::<bool>(), any::<u8>(), any::<u16>(), kind).prop_map(
        |(source, east, pick, bits, kind)| Event {
            source,
            east,
            pick,
            bits,
            kind,
        },
    )
}

impl Event {
    fn bit(&self, index: u32) -> bool {
        self.bits & (1 << index) != 0
    }

    fn region(&self) -> &'static str {
        if self.east { World::EAST } else { World::WEST }
    }

    fn scope(&self) -> Scope {
        match self.source {
            Source::Zones
            | Source::Records
            | Source::HealthChecks
            | Source::Checkers
            | Source::NameServers => Scope::Global,
            _ => Scope::Region(region(self.region())),
        }
    }

    /// A time in the last two days.
    fn then(&self, now: Instant) -> Instant {
        Span::minutes(u64::from(self.pick) * 12).before(now)
    }

    fn happen(&self, world: &mut World) {
        match self.kind {
            Kind::Time => world.advance(Span::seconds(u64::from(self.bits) / 8)),
            Kind::Declaration => {
                let declared = self.bit(0).then(|| self.region());
                world.declare(declared, self.then(world.now));
            }
            Kind::Failure => {
                let kind = match self.pick % 4 {
                    0 => FailureKind::Throttled,
                    1 => FailureKind::NotPermitted {
                        action: format!("x:{}", self.bits),
                    },
                    2 => FailureKind::NotAsked,
                    _ => FailureKind::NotReachable,
                };
                world.fail(self.source, self.scope(), kind);
            }
            Kind::Answer => {
                if let Some(facts) = self.facts(world) {
                    let cadence = Span::minutes(if self.bit(15) { 5 } else { 1 });
                    world.see_every(cadence, self.source, self.scope(), facts);
                }
            }
        }
    }

    fn facts(&self, world: &World) -> Option<Facts> {
        let now = world.now;
        Some(match self.source {
            Source::DbInstances => Facts::DbInstances(self.instances(world)),
            Source::DbClusters => Facts::DbClusters(self.clusters(world)),
            Source::GlobalClusters => Facts::GlobalClusters(self.globals()),
            Source::DbSnapshots => Facts::DbSnapshots(vec![self.snapshot("orders-db", now)]),
            Source::DbClusterSnapshots => Facts::DbSnapshots(vec![self.snapshot("catalog", now)]),
            Source::InstanceBackups => self.backups("orders-db", now),
            Source::ClusterBackups => self.backups("catalog", now),
            Source::RecoveryPoints => Facts::RecoveryPoints(self.points(now)),
            Source::BackupJobs => Facts::Jobs(self.jobs(now, backup_job)),
            Source::CopyJobs => Facts::Jobs(self.jobs(now, copy_job)),
            Source::BackupPlans => Facts::BackupPlans(vec![plan_copying(self.region())]),
            Source::Alarms => Facts::Alarms(self.alarms(now)),
            Source::Metrics => self.metrics(now),
            Source::Zones | Source::Records | Source::HealthChecks => self.route_53(),
            Source::Checkers => {
                let check = if self.east { "hc-east" } else { "hc-west" };
                Facts::Checkers(vec![checkers(check, usize::from(self.pick % 17), 16)])
            }
            Source::NameServers => Facts::Answers(vec![self.answer(now)]),
            Source::Subscriptions => Facts::Topics(vec![self.topic()]),
            _ => return None,
        })
    }

    fn topic(&self) -> Topic {
        let standing = match self.pick % 3 {
            0 => SubscriptionStanding::Confirmed,
            1 => SubscriptionStanding::Pending,
            _ => SubscriptionStanding::Gone,
        };
        Topic {
            arn: format!("arn:aws:sns:{}:123456789012:incidents", self.region()).into(),
            exists: self.bit(0),
            subscriptions: vec![Subscription {
                protocol: "email".into(),
                endpoint: "a…@shop.example".into(),
                standing,
            }],
        }
    }

    fn instances(&self, world: &World) -> Vec<DbInstance> {
        let mut list = regional_instances(self.region(), self.then(world.now));
        for instance in &mut list {
            if self.bit(0) {
                instance.replica_source = None;
            } else if self.bit(1) && instance.cluster.is_none() && !self.east {
                instance.replica_source = Some("orders-db-other".into());
            }
            instance.multi_az = Some(self.bit(2));
            instance.status = if self.bit(3) { "available" } else { "stopped" }.into();
            instance.class = if self.bit(4) {
                "db.r6g.large"
            } else {
                "db.r6g.8xlarge"
            }
            .into();
            instance.backup_retention_days = Some(u32::from(self.bit(5)));
        }
        if self.bit(6) {
            list.pop();
        }
        if self.bit(7) {
            list.push(replica("orders-db-read", "orders-db"));
        }
        list
    }

    fn clusters(&self, world: &World) -> Vec<DbCluster> {
        let mut list = regional_clusters(self.region(), self.then(world.now));
        for cluster in &mut list {
            if self.bit(0) {
                cluster.members.pop();
            }
            if self.bit(1) {
                cluster.engine_version = "other".into();
            }
        }
        if self.bit(2) {
            list.clear();
        }
        list
    }

    fn globals(&self) -> Vec<GlobalCluster> {
        let mut global = global_catalog();
        for (index, member) in (0..).zip(&mut global.members) {
            member.writer = self.bit(index).then(|| self.bit(index + 2));
        }
        if self.bit(4) {
            global.members[1].synchronization = Some("pending-resync".into());
        }
        if self.bit(5) {
            global.members.pop();
        }
        if self.bit(6) {
            Vec::new()
        } else {
            vec![global]
        }
    }

    fn snapshot(&self, of: &str, now: Instant) -> DbSnapshot {
        DbSnapshot {
            arn: format!("snapshot-{}", self.pick % 3).into(),
            of: of.into(),
            status: if self.bit(0) { "available" } else { "creating" }.into(),
            data_time: Some(self.then(now)),
            ..Default::default()
        }
    }

    fn backups(&self, of: &str, now: Instant) -> Facts {
        Facts::AutomatedBackups(vec![AutomatedBackup {
            arn: format!("backup-{}", self.pick % 2).into(),
            identifier: of.into(),
            latest: Some(self.then(now)),
            ..Default::default()
        }])
    }

    fn points(&self, now: Instant) -> Vec<RecoveryPoint> {
        let stores = ["uploads", "carts", "media", "orders-db"];
        let mut list = Vec::new();
        for (index, store) in (0..).zip(stores) {
            if self.bit(index) {
                let mut point = point(&format!("{store}-{}", self.bit(8)), store, self.then(now));
                let status = ["COMPLETED", "STOPPED", "EXPIRED", "PARTIAL"];
                point.status = status[usize::from(self.bits >> 4) % 4].into();
                point.delete_at = self.bit(9).then(|| Span::hours(6).after(now));
                point.parent = self.bit(10).then(|| "parent".into());
                list.push(point);
            }
        }
        if self.bit(11) {
            let mut parent = point("parent", "other", now);
            parent.arn = "parent".into();
            parent.status = "PARTIAL".into();
            list.push(parent);
        }
        list
    }

    fn jobs(&self, now: Instant, job: fn(&str, &str, Instant) -> Job) -> Vec<Job> {
        let mut job = job(
            "job",
            if self.bit(0) { "uploads" } else { "carts" },
            self.then(now),
        );
        let states = ["FAILED", "COMPLETED", "PARTIAL", "RUNNING"];
        job.state = states[usize::from(self.bits >> 1) % 4].into();
        job.message_category = self.bit(5).then(|| "AccessDenied".into());
        vec![job]
    }

    fn alarms(&self, now: Instant) -> Vec<Alarm> {
        let mut alarm = lag_alarm("lag");
        if self.bit(0) {
            alarm.actions.clear();
        }
        if self.bit(1) {
            alarm.state = "INSUFFICIENT_DATA".into();
            alarm.since = Some(self.then(now));
        }
        vec![alarm]
    }

    fn metrics(&self, now: Instant) -> Facts {
        let (key, unit) = &lags()[usize::from(self.pick % 4)];
        let value = [-1.0, 0.0, *unit, *unit * 1_000.0][usize::from(self.bits % 4)];
        let at = Span::minutes(u64::from(self.bits >> 4) % 20).before(now);
        let samples = if self.bit(14) {
            Vec::new()
        } else {
            vec![Sample { at, value }]
        };
        let dimensions = key.dimensions.iter();
        let dimensions: Vec<(&str, &str)> = dimensions
            .map(|(name, value)| (name.raw(), value.raw()))
            .collect();
        let region = region(self.region());
        let key = MetricKey::new(
            &region,
            key.namespace.raw(),
            key.name.raw(),
            &dimensions,
            key.statistic,
        );
        Facts::Metrics(vec![MetricSamples { key, samples }])
    }

    fn route_53(&self) -> Facts {
        let facts = global(Instant::UNIX_EPOCH);
        let mut of_source = facts
            .into_iter()
            .filter(|(source, _)| *source == self.source);
        let (_, mut facts) = of_source.next().expect("the shop has it");
        match &mut facts {
            Facts::Zones(zones) if self.bit(0) => zones.clear(),
            Facts::Records { records, .. } => {
                for (index, record) in (0..).zip(records) {
                    if self.bit(index) {
                        record.health_check = None;
                    }
                    record.ttl_seconds = Some(if self.bit(3) { 300 } else { 60 });
                }
            }
            Facts::HealthChecks(checks) => {
                for (index, check) in (0..).zip(checks.iter_mut()) {
                    check.disabled = self.bit(index);
                    check.inverted = self.bit(index + 2);
                }
                if self.bit(4) {
                    checks[0].kind = "CALCULATED".into();
                    checks[0].children = vec!["hc-west".into(), "gone".into()];
                    checks[0].health_threshold = Some(i64::from(self.pick % 4));
                }
                if self.bit(5) {
                    checks.pop();
                }
            }
            _ => {}
        }
        facts
    }

    fn answer(&self, now: Instant) -> DnsAnswer {
        let value = if self.bit(0) {
            "192.0.2.10"
        } else {
            "198.51.100.10"
        };
        DnsAnswer {
            name: "www.shop.example".into(),
            kind: "A".into(),
            server: format!("ns-{}", self.pick % 4).into(),
            at: now,
            outcome: if self.bit(1) {
                DnsOutcome::Failed("time-out".into())
            } else {
                DnsOutcome::Answer {
                    values: vec![OutsideText::new(value)],
                    ttl_seconds: 60,
                }
            },
        }
    }
}

fn topic() -> Arn {
    let topic = format!("arn:aws:sns:{}:123456789012:incidents", World::WEST);
    Arn::parse(&topic).expect("an ARN")
}

proptest! {
    #[test]
    fn following_comes_to_the_same_as_looking_at_everything(
        seen in any::<bool>(),
        events in proptest::collection::vec(event(), 1..40),
    ) {
        let mut world = if seen { World::healthy() } else { World::unseen() };
        world.change_plan(|plan| plan.notify.incident_topic = Some(topic()));
        for event in events {
            event.happen(&mut world);
        }
        // Compares what was followed with an assessment made from scratch.
        world.assessment();
    }

    #[test]
    fn what_changed_is_the_same_whether_everything_is_compared_or_what_was_examined(
        seen in any::<bool>(),
        events in proptest::collection::vec(event(), 1..40),
    ) {
        let mut world = if seen { World::healthy() } else { World::unseen() };
        world.change_plan(|plan| plan.notify.incident_topic = Some(topic()));
        let (mut followed, mut whole) = (History::default(), History::default());
        for event in events {
            event.happen(&mut world);
            whole.forget_what_was_taken();
            let (assessment, estate, now) = (world.followed(), &world.estate, world.now);
            prop_assert_eq!(
                followed.note(assessment, estate, now),
                whole.note(assessment, estate, now)
            );
        }
    }
}

#[test]
fn what_nobody_reads_touches_nobody() {
    let mut world = World::healthy();
    let mut alarm = lag_alarm("another");
    world.alarms(World::EAST, vec![alarm.clone(), lag_alarm("lag")]);
    alarm.actions.clear();
    let examined = world.examined(
        Source::Alarms,
        World::EAST,
        Facts::Alarms(vec![alarm, lag_alarm("lag")]),
    );
    assert_eq!(examined, 1, "the alarm itself, and nothing else");
    world.advance(Span::seconds(50));
    let same = Facts::Alarms(vec![lag_alarm("lag")]);
    world.examined(Source::Alarms, World::EAST, same.clone());
    world.advance(Span::seconds(50));
    assert_eq!(world.examined(Source::Alarms, World::EAST, same), 0);
}
