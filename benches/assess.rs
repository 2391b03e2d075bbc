//! What ten thousand databases cost: to be judged, to be judged again, to be drawn, to be seen again.

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use futures::StreamExt;
use lifeboat::assess::Assessment;
use lifeboat::aws::{Door, DoorOptions, Reads};
use lifeboat::cli::simulated::{self, Simulated};
use lifeboat::clock::Clock;
use lifeboat::collect::{Knowledge, Setup, once};
use lifeboat::console::look::Look;
use lifeboat::console::{Format, Keymap, Model, Session, shot};
use lifeboat::estate::{Change, Changes, Estate, Scope, Source};
use lifeboat::net::Dns;
use lifeboat::plan::Plan;
use lifeboat::sim::World;
use lifeboat::terms::{Instant, Span};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

/// How many databases are declared of those there are: one in ten.
const DECLARED: usize = 10;

struct Shop {
    plan: Arc<Plan>,
    estate: Estate,
    now: Instant,
}

/// A shop of so many databases, each with its replica and its recovery points, as one look sees it.
fn shop(databases: usize) -> Shop {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(seen(databases))
}

async fn seen(databases: usize) -> Shop {
    let mut plan = simulated::plan().unwrap();
    let like = plan.store("orders-db").unwrap().clone();
    plan.stores.extend((0..databases / DECLARED).map(|index| {
        let mut store = like.clone();
        store.name = format!("store-{index:05}");
        store.identifier.clone_from(&store.name);
        store.standby = Some(format!("{}-usw2", store.name));
        store
    }));
    let plan = Arc::new(plan);
    let clock = Clock::starting_at(simulated::epoch(), 1.0);
    let world = World::scaled(7, simulated::epoch(), databases);
    let aws = Arc::new(Simulated::of(world, &clock));
    let (primary, standby) = (&plan.regions.primary, &plan.regions.standby);
    let options = DoorOptions::simulated(primary, standby, clock.clone(), aws.clone());
    let reads = Reads::new(Door::open(options).await.unwrap());
    let dns = Dns::new(aws, clock.clone());
    let setup = Setup::new(reads, dns, clock.clone(), Arc::clone(&plan));
    let mut estate = Estate::default();
    let mut pass = std::pin::pin!(once(&setup, Knowledge::default(), Span::minutes(2)));
    while let Some(observation) = pass.next().await {
        estate.apply(observation);
    }
    assert!(estate.instances.len() > databases * 2, "all of it was seen");
    Shop {
        plan,
        estate,
        now: clock.now(),
    }
}

fn assess(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("full assessment");
    for databases in [1_000, 10_000] {
        let shop = shop(databases);
        group.bench_function(BenchmarkId::from_parameter(databases), |bencher| {
            bencher.iter(|| Assessment::of(Arc::clone(&shop.plan), &shop.estate, shop.now));
        });
    }
    group.finish();
}

fn follow(criterion: &mut Criterion) {
    let Shop {
        plan,
        mut estate,
        now,
    } = shop(10_000);
    let mut group = criterion.benchmark_group("of 10000");

    let primary = Scope::from(&plan.regions.primary);
    let one = Changes {
        facts: vec![Change {
            source: Source::DbInstances,
            scope: primary.clone(),
            id: "store-00500".into(),
        }],
        ..Changes::default()
    };
    let mut assessment = Assessment::of(Arc::clone(&plan), &estate, now);
    group.bench_function("one changed", |bencher| {
        bencher.iter(|| black_box(assessment.update(&estate, &one, now)));
    });

    let session = Session {
        simulated: true,
        scenario: None,
        calm: false,
        look: Look::from_environment(|_| None),
        keymap: Keymap::default(),
    };
    let mut model = Model::new(session, Arc::clone(&plan), estate.clone(), now);
    group.bench_function("one Overview", |bencher| {
        bencher.iter(|| shot(&mut model, 120, 40, Format::Text));
    });

    let same = estate
        .observations()
        .find(|it| it.source == Source::DbInstances && it.scope == primary)
        .unwrap();
    group.bench_function("none changed", |bencher| {
        bencher.iter_batched(
            || same.clone(),
            |observation| estate.apply(observation),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group! {
    name = costs;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = assess, follow
}
criterion_main!(costs);
