//! The shop in which a Region goes down, and what of it is true.

use crate::support::{House, SEED};
use bytes::Bytes;
use futures::future::LocalBoxFuture;
use lifeboat::aws::Door;
use lifeboat::cli::walking::{Beginning, Power, Walked, begin, resume};
use lifeboat::cli::{Refusal, Session, StateFolder, simulated};
use lifeboat::estate::Estate;
use lifeboat::journal::{Journal, Record, WalkMode};
use lifeboat::line::Voice;
use lifeboat::runbook::INCLUDED;
use lifeboat::sim::world::databases::{DbInstance, StatusInfo, Writes};
use lifeboat::sim::world::metrics::MetricName;
use lifeboat::sim::world::objects::Object;
use lifeboat::sim::world::{ACCOUNT, Endpoints, PRIMARY, STANDBY};
use lifeboat::sim::{Scenario, World};
use lifeboat::terms::{Instant, Span};
use std::path::Path;
use std::task::{Context, Poll};
use tempfile::TempDir;

/// The addresses of the standby, as the name servers give them.
const THERE: [(&str, [u8; 4]); 2] = [
    ("api.shop.example", [198, 51, 100, 20]),
    ("www.shop.example", [198, 51, 100, 10]),
];

/// The shop, and a host with a place for its state.
pub struct Shop {
    pub house: House,
    host: TempDir,
    left: Estate,
}

impl Shop {
    /// The shop in which a scenario is played, and nobody has looked yet.
    async fn house(scenario: &str) -> House {
        let mut plan = simulated::plan().unwrap();
        // This host need not have the group.
        plan.operate.journal_group = None;
        let world = World::harbor(SEED, simulated::epoch());
        let house = Box::pin(House::of(world, plan)).await;
        let scenario = Scenario::embedded(scenario).unwrap().unwrap();
        house.simulator().play(&scenario);
        house
    }

    fn of(house: House, left: Estate) -> Self {
        Self {
            house,
            host: tempfile::tempdir().unwrap(),
            left,
        }
    }

    /// us-east-1 goes dark after five minutes; it is the eighth, and everything was
    /// seen before and after.
    pub async fn whose_region_is_down() -> Self {
        let house = Box::pin(Self::house("region-down")).await;
        house.pass(Span::minutes(4)).await;
        let before = Box::pin(house.look()).await.estate;
        house.pass(Span::minutes(3)).await;
        let left = Box::pin(house.look_again(before)).await.estate;
        Self::of(house, left)
    }

    /// An ordinary day.
    pub async fn in_which_all_is_well() -> Self {
        let house = Box::pin(Self::house("calm")).await;
        Self::of(house, Estate::default())
    }

    /// us-east-1 was lost; its databases and records were taken over, and it is back
    /// since half an hour.
    pub async fn that_failed_over() -> Self {
        let house = Box::pin(Self::house("region-down")).await;
        house.pass(Span::minutes(10)).await;
        let now = house.clock.now();
        house.edit(|world| {
            world.promote(STANDBY, "orders-db-usw2", 7, now);
            let there = world.regions[STANDBY].clusters["catalog-usw2"].arn.clone();
            world.move_global_writer("catalog-global", &there, true, now);
            let object = Object {
                body: Bytes::from_static(b"api.shop.example answers from us-west-2"),
                etag: "\"a\"".to_owned(),
                content_type: "text/plain".to_owned(),
                modified: now,
            };
            let (bucket, key) = ("harbor-failover", "api/standby-takes-over");
            world.put_object(STANDBY, bucket, key, object, now);
        });
        house.pass(Span::minutes(20)).await;
        let now = house.clock.now();
        house.edit(|world| {
            let primary = world.region_mut(PRIMARY);
            primary.light_up(now);
            primary.endpoints = Endpoints::Answering;
        });
        house.pass(Span::minutes(30)).await;
        Self::of(house, Estate::default())
    }

    /// What somebody does by hand before a failback: the old primary is kept aside
    /// under another name, a replica of the new one takes its name, and nothing is
    /// written any more.
    pub fn rebuilds_the_replica(&self) {
        let now = self.house.clock.now();
        self.house.edit(|world| {
            let new = world.instance_mut(STANDBY, "orders-db-usw2").unwrap();
            new.writes = Writes::Idle;
            new.read_replicas = vec![format!("arn:aws:rds:{PRIMARY}:{ACCOUNT}:db:orders-db")];
            let source = new.arn.clone();
            let instances = &mut world.region_mut(PRIMARY).instances;
            let old = instances.remove("orders-db").unwrap();
            let replica = DbInstance {
                read_replica_source: Some(source),
                read_replicas: Vec::new(),
                status_infos: vec![StatusInfo::replicating()],
                created: now,
                ..old.clone()
            };
            let aside = DbInstance {
                identifier: "orders-db-old".to_owned(),
                arn: format!("{}-old", old.arn),
                resource_id: format!("{}OLD", old.resource_id),
                status: "stopped".to_owned(),
                read_replicas: Vec::new(),
                ..old
            };
            instances.insert(aside.identifier.clone(), aside);
            instances.insert(replica.identifier.clone(), replica);
        });
    }

    /// When the Region went dark.
    pub fn fault(&self) -> Instant {
        Span::minutes(5).after(simulated::epoch())
    }

    fn state(&self) -> StateFolder {
        StateFolder::under(
            self.host.path(),
            &self.house.plan,
            Path::new("lifeboat.toml"),
        )
    }

    /// What a run on this host stands on.
    pub async fn session(&self) -> Session {
        let mut estate = self.left.clone();
        let declared = self.state().declarations().unwrap();
        estate.set_declared(declared.into_values());
        Session {
            // Another process: it knows nothing of what the last one could reach.
            door: Door::open(self.house.options.clone()).await.unwrap(),
            estate,
            scenario: Some("a story".to_owned()),
            ..self.house.session(Some(self.state()))
        }
    }

    /// Begins the regional failover that comes with lifeboat.
    pub fn walks<'a>(
        &'a self,
        voice: &'a mut impl Voice,
        mode: WalkMode,
    ) -> LocalBoxFuture<'a, Result<Walked, Refusal>> {
        self.walks_through("regional-failover", voice, mode)
    }

    /// Begins a runbook that comes with lifeboat.
    pub fn walks_through<'a>(
        &'a self,
        name: &'a str,
        voice: &'a mut impl Voice,
        mode: WalkMode,
    ) -> LocalBoxFuture<'a, Result<Walked, Refusal>> {
        Box::pin(async move {
            let session = self.session().await;
            let included = INCLUDED.iter().find(|it| it.name == name);
            let beginning = Beginning {
                file: format!("{name}.md"),
                text: included.unwrap().written_for(&self.house.plan).unwrap(),
                mode,
                incident: Some("INC-4711".into()),
            };
            Box::pin(begin(&session, voice, &beginning, power(mode))).await
        })
    }

    /// Takes the last walk up.
    pub fn resumes<'a>(
        &'a self,
        voice: &'a mut impl Voice,
    ) -> LocalBoxFuture<'a, Result<Walked, Refusal>> {
        Box::pin(async move {
            let session = self.session().await;
            let power = power(WalkMode::Simulation);
            Box::pin(resume(&session, voice, None, power)).await
        })
    }

    /// The journal, whole.
    pub fn records(&self) -> Vec<Record> {
        let chain = Journal::read(self.state().path()).unwrap();
        assert!(chain.standing.is_whole(), "{}", chain.standing);
        chain.records
    }

    /// Up to when the replica had everything, as the simulator knows it: what it
    /// replays as its source goes dark.
    pub fn recovery_point(&self) -> Instant {
        let name = MetricName {
            namespace: "AWS/RDS".to_owned(),
            name: "ReplicaLag".to_owned(),
            dimensions: vec![(
                "DBInstanceIdentifier".to_owned(),
                "orders-db-usw2".to_owned(),
            )],
        };
        let (fault, delivered) = (self.fault(), Span::minutes(15).after(self.fault()));
        let world = self.house.simulator();
        let lag = world.with_world(|world| world.datapoint(STANDBY, &name, fault, delivered));
        Span::from_seconds(lag.unwrap()).unwrap().before(fault)
    }

    /// Whether the shop is back in truth: the database takes writes, and every name
    /// server answers with the standby.
    pub fn is_back(&self) -> bool {
        let sim = self.house.simulator();
        let writes = sim.with_world(|world| {
            let replica = world.instance_mut(STANDBY, "orders-db-usw2").unwrap();
            // A database takes writes while its backup is taken.
            let runs = ["available", "backing-up"].contains(&replica.status.as_str());
            replica.read_replica_source.is_none() && runs
        });
        let answers = THERE.iter().all(|(name, address)| {
            let answer = sim.answer_dns(&query(name));
            answer.windows(4).any(|bytes| bytes == address)
        });
        writes && answers
    }

    /// Waits until the shop is back in truth, and says when that was.
    pub async fn back(&self) -> Instant {
        while !self.is_back() {
            self.house.pass(Span::seconds(1)).await;
        }
        self.house.clock.now()
    }

    /// Waits until the last record is one that is looked for. It looks whenever the
    /// walk beside it in the same task has come to a rest, and by no clock: what is
    /// waited for for minutes is polled a thousand times otherwise.
    pub async fn written(&self, mut is_it: impl FnMut(&[Record]) -> bool) {
        let head = self.state().path().join("journal.head");
        let mut before = None;
        let look = |_: &mut Context<'_>| {
            let now = std::fs::read(&head).ok();
            if now == before {
                return Poll::Pending;
            }
            before = now;
            if is_it(&self.records()) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        };
        std::future::poll_fn(look).await;
    }

    /// What must be true at the end of the failover, however it was walked.
    pub fn is_moved(&self) {
        assert!(self.is_back());
        let sent = self.house.mutating();
        let once = ["PromoteReadReplica", "FailoverGlobalCluster", "PutObject"];
        for operation in once {
            let times = sent.iter().filter(|it| *it == operation).count();
            assert_eq!(times, 1, "{operation} in {sent:?}");
        }
        assert!(
            self.house
                .simulator()
                .with_world(|world| world.regions.contains_key(PRIMARY))
        );
    }
}

fn power(mode: WalkMode) -> Option<Power> {
    (mode != WalkMode::Rehearsal).then(|| Power {
        reason: "INC-4711: us-east-1 is gone".to_owned(),
    })
}

/// A question for an address, as it goes over UDP.
fn query(name: &str) -> Vec<u8> {
    let mut bytes = vec![0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        bytes.push(label.len() as u8);
        bytes.extend(label.as_bytes());
    }
    bytes.extend([0, 0, 1, 0, 1]);
    bytes
}
