use super::*;
use crate::clock::Clock;
use crate::collect::watch::{Cadence, Readiness, Seen};
use crate::estate::{Facts, Failure, FailureKind};
use crate::terms::{Instant, OutsideText, Region, Span};
use futures::future::BoxFuture;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What a service does when it is asked.
#[derive(Clone, Copy, PartialEq)]
enum Does {
    Answers(Duration),
    Hangs,
    /// The program itself fails on the answer.
    Panics,
    Refuses,
}

const AT_ONCE: Does = Does::Answers(Duration::ZERO);

/// A service in one place that can be told what to do, and remembers.
#[derive(Clone)]
struct Service {
    clock: Clock,
    does: Arc<Mutex<Does>>,
    under_way: Arc<AtomicUsize>,
    most_under_way: Arc<AtomicUsize>,
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl Service {
    fn new(clock: &Clock, does: Does) -> Self {
        Self {
            clock: clock.clone(),
            does: Arc::new(Mutex::new(does)),
            under_way: Arc::default(),
            most_under_way: Arc::default(),
            asked: Arc::default(),
        }
    }

    fn turns(&self, does: Does) {
        *self.does.lock().unwrap() = does;
    }

    fn calls(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn answer(&self) -> BoxFuture<'static, Seen> {
        let it = self.clone();
        Box::pin(async move {
            it.asked.lock().unwrap().push(it.clock.now());
            let now = it.under_way.fetch_add(1, Ordering::SeqCst) + 1;
            it.most_under_way.fetch_max(now, Ordering::SeqCst);
            let does = *it.does.lock().unwrap();
            let outcome = match does {
                Does::Answers(after) => {
                    it.clock.sleep(after).await;
                    Ok(Facts::DbInstances(Vec::new()))
                }
                Does::Hangs => std::future::pending().await,
                Does::Panics => panic!("a story's own"),
                Does::Refuses => Err(Failure {
                    kind: FailureKind::NotPermitted {
                        action: "rds:DescribeDBInstances".to_owned(),
                    },
                    operation: "DescribeDBInstances".to_owned(),
                    code: None,
                    message: OutsideText::default(),
                    request_id: None,
                }),
            };
            it.under_way.fetch_sub(1, Ordering::SeqCst);
            Seen {
                outcome,
                shortfall: None,
                calls: 1,
                skew_seconds: None,
            }
        })
    }

    fn watch(&self, source: Source, region: &str, cadence: Span) -> Watch {
        let it = self.clone();
        Watch {
            source,
            scope: Scope::Region(Region::parse(region).unwrap()),
            operation: "DescribeDBInstances",
            cadence: Cadence {
                idle: cadence,
                incident: Span::seconds(5),
            },
            patience: Span::seconds(20),
            breaks: true,
            ready: Box::new(|_| Readiness::Ready),
            look: Box::new(move || {
                // A look that is given up is under way no more.
                it.under_way.store(0, Ordering::SeqCst);
                it.answer()
            }),
        }
    }
}

const RDS: [Source; 4] = [
    Source::DbInstances,
    Source::DbClusters,
    Source::GlobalClusters,
    Source::Maintenance,
];

const MINUTE: Span = Span::minutes(1);

fn clock() -> Clock {
    Clock::starting_at("2026-11-22T03:00:00Z".parse().unwrap(), 1.0)
}

fn started(clock: &Clock, watches: Vec<Watch>) -> (Collector, mpsc::Receiver<Observation>) {
    let plan = Arc::new(crate::collect::fixture::plan());
    let shared = Shared::new(clock.clone(), plan, Knowledge::default(), 7);
    Collector::run(watches, Arc::new(shared))
}

/// Everything told in `span` of the clock.
async fn told(
    clock: &Clock,
    observations: &mut mpsc::Receiver<Observation>,
    span: Span,
) -> Vec<Observation> {
    let end = span.after(clock.now());
    let mut told = Vec::new();
    loop {
        tokio::select! {
            biased;
            Some(observation) = observations.recv() => told.push(observation),
            () = clock.sleep_until(end) => return told,
        }
    }
}

fn of<'a>(told: &'a [Observation], region: &'a str) -> impl Iterator<Item = &'a Observation> {
    told.iter()
        .filter(move |it| it.scope.region().is_some_and(|it| it.as_str() == region))
}

fn kind(observation: &Observation) -> Option<&FailureKind> {
    observation
        .outcome
        .as_ref()
        .err()
        .map(|failure| &failure.kind)
}

#[tokio::test(start_paused = true)]
async fn a_quiet_source_is_seen_at_once_and_then_at_its_cadence_a_little_spread() {
    let clock = clock();
    let service = Service::new(&clock, AT_ONCE);
    let (_collector, mut out) = started(&clock, vec![service.watch(RDS[0], "us-east-1", MINUTE)]);
    let start = clock.now();
    let told = told(&clock, &mut out, Span::hours(1)).await;
    assert_eq!(told[0].at, start);
    assert!((60..=68).contains(&told.len()), "{}", told.len());
    for pair in told.windows(2) {
        let gap = Span::between(pair[0].at, pair[1].at);
        assert!(gap <= MINUTE && gap >= Span::seconds(54), "{gap}");
    }
    let gaps: std::collections::BTreeSet<_> = told
        .windows(2)
        .map(|pair| pair[1].at - pair[0].at)
        .collect();
    assert!(gaps.len() > 30, "left to chance");
}

#[tokio::test(start_paused = true)]
async fn no_two_looks_at_one_thing_overlap_however_slow_and_however_often_asked_for() {
    let clock = clock();
    let service = Service::new(&clock, Does::Answers(Duration::from_secs(15)));
    let five_seconds = Span::seconds(5);
    let mut watch = service.watch(RDS[0], "us-east-1", five_seconds);
    let it = service.clone();
    watch.look = Box::new(move || it.answer());
    let (collector, mut out) = started(&clock, vec![watch]);
    for _ in 0..30 {
        collector.refresh(RDS[0]);
        collector.refresh_all();
        told(&clock, &mut out, Span::seconds(4)).await;
    }
    assert_eq!(service.most_under_way.load(Ordering::SeqCst), 1);
    assert!(service.calls() >= 7, "{}", service.calls());
}

#[tokio::test(start_paused = true)]
async fn three_silences_open_the_breaker_and_silence_keeps_its_age() {
    let clock = clock();
    let dead = Service::new(&clock, Does::Hangs);
    let watches = RDS.map(|source| dead.watch(source, "us-east-1", MINUTE));
    let (_collector, mut out) = started(&clock, watches.into());
    let told = told(&clock, &mut out, Span::minutes(30)).await;
    let held_back = told
        .iter()
        .filter(|it| kind(it) == Some(&FailureKind::NotAsked));
    let says = |source| told.iter().filter(|it| it.source == source).count();
    assert!(
        RDS.into_iter().all(|source| says(source) >= 28),
        "each says so at its cadence"
    );
    assert!(held_back.clone().count() >= 4 * 15);
    assert!(held_back.clone().all(|it| it.calls == 0));
    // Four at the start, then a probe every 30 s and the 20 s it takes to fail.
    assert!(dead.calls() <= 4 + 30 * 60 / 50 + 1, "{}", dead.calls());
    let mut estate = crate::estate::Estate::default();
    let first = told[0].asked;
    for observation in told {
        estate.apply(observation);
    }
    let region = Region::parse("us-east-1").unwrap();
    assert_eq!(estate.silent_since(&region), Some(first));
}

#[tokio::test(start_paused = true)]
async fn a_source_whose_look_panics_says_so_and_is_looked_at_again() {
    let clock = clock();
    let service = Service::new(&clock, Does::Panics);
    let watches = vec![service.watch(Source::DbInstances, "us-east-1", MINUTE)];
    let (_collector, mut out) = started(&clock, watches);
    let failed = told(&clock, &mut out, Span::minutes(2)).await;
    assert_eq!(kind(&failed[0]), Some(&FailureKind::NotUnderstood));
    service.turns(Does::Answers(Duration::from_millis(100)));
    let seen = told(&clock, &mut out, Span::minutes(10)).await;
    assert!(seen.iter().any(|it| it.outcome.is_ok()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_refuses_never_opens_the_breaker_and_is_asked_for_less_and_less() {
    let clock = clock();
    let service = Service::new(&clock, Does::Refuses);
    let watches = RDS.map(|source| service.watch(source, "us-east-1", MINUTE));
    let (_collector, mut out) = started(&clock, watches.into());
    let told = told(&clock, &mut out, Span::hours(2)).await;
    assert!(
        told.iter()
            .all(|it| matches!(kind(it), Some(FailureKind::NotPermitted { .. })))
    );
    let gaps: Vec<Span> = told
        .iter()
        .filter(|it| it.source == RDS[0])
        .map(|it| it.at)
        .collect::<Vec<_>>()
        .windows(2)
        .map(|pair| Span::between(pair[0], pair[1]))
        .collect();
    assert!(gaps[0] <= Span::seconds(30));
    assert!(gaps.iter().all(|gap| *gap <= Span::minutes(5)));
    assert!(gaps.last() > Some(&Span::minutes(4)));
}

#[tokio::test(start_paused = true)]
async fn a_dead_region_never_delays_the_other() {
    let clock = clock();
    let (dead, alive) = (
        Service::new(&clock, Does::Hangs),
        Service::new(&clock, Does::Answers(Duration::from_millis(200))),
    );
    let mut watches = Vec::new();
    for source in RDS {
        watches.push(dead.watch(source, "us-east-1", MINUTE));
        watches.push(alive.watch(source, "us-west-2", MINUTE));
    }
    let (_collector, mut out) = started(&clock, watches);
    let start = clock.now();
    let told = told(&clock, &mut out, Span::hours(1)).await;
    for source in RDS {
        let seen: Vec<Instant> = of(&told, "us-west-2")
            .filter(|it| it.source == source)
            .inspect(|it| assert!(it.outcome.is_ok()))
            .map(|it| it.at)
            .collect();
        assert_eq!(
            Span::between(start, seen[0]),
            Span::from_seconds(0.2).unwrap()
        );
        for pair in seen.windows(2) {
            let gap = Span::between(pair[0], pair[1]);
            assert!(gap <= MINUTE && gap >= Span::seconds(54), "{gap}");
        }
        assert!(seen.len() >= 60);
    }
    assert!(of(&told, "us-east-1").all(|it| it.outcome.is_err()));
}

#[tokio::test(start_paused = true)]
async fn when_a_region_comes_back_everything_there_is_seen_within_a_probe() {
    let clock = clock();
    let service = Service::new(&clock, Does::Hangs);
    let quarter = Span::minutes(15);
    let watches = RDS.map(|source| service.watch(source, "us-east-1", quarter));
    let (_collector, mut out) = started(&clock, watches.into());
    told(&clock, &mut out, Span::minutes(20)).await;
    service.turns(AT_ONCE);
    // The probe under way hangs on for 20 s at most, the next is 30 s later.
    let told = told(&clock, &mut out, Span::seconds(51)).await;
    let seen = |source| {
        told.iter()
            .any(|it| it.source == source && it.outcome.is_ok())
    };
    assert!(RDS.into_iter().all(seen));
}

#[tokio::test(start_paused = true)]
async fn a_refresh_is_seen_at_once_even_through_an_open_breaker() {
    let clock = clock();
    let service = Service::new(&clock, AT_ONCE);
    let quarter = Span::minutes(15);
    let watches = RDS.map(|source| service.watch(source, "us-east-1", quarter));
    let (collector, mut out) = started(&clock, watches.into());
    told(&clock, &mut out, MINUTE).await;
    let before = service.calls();
    collector.refresh(RDS[1]);
    let at_once = Span::from_seconds(0.001).unwrap();
    let seen = told(&clock, &mut out, at_once).await;
    assert_eq!((seen.len(), seen[0].source), (1, RDS[1]));
    assert_eq!(service.calls(), before + 1);

    service.turns(Does::Hangs);
    collector.refresh_all();
    told(&clock, &mut out, Span::seconds(21)).await;
    service.turns(AT_ONCE);
    collector.refresh(RDS[1]);
    let seen = told(&clock, &mut out, Span::seconds(1)).await;
    assert!(
        RDS.into_iter().all(|source| seen
            .iter()
            .any(|it| it.source == source && it.outcome.is_ok())),
        "the one asked for found somebody there, and the others followed"
    );
}

#[tokio::test(start_paused = true)]
async fn an_incident_is_watched_more_closely_from_now_on() {
    let clock = clock();
    let service = Service::new(&clock, AT_ONCE);
    let (collector, mut out) = started(
        &clock,
        vec![service.watch(RDS[0], "us-east-1", Span::minutes(15))],
    );
    told(&clock, &mut out, MINUTE).await;
    collector.set_pace(Pace::Incident);
    let told = told(&clock, &mut out, MINUTE).await;
    assert!(told.len() >= 12, "{}", told.len());
    assert_eq!(told[0].cadence, Span::seconds(5));
}

#[tokio::test(start_paused = true)]
async fn dropping_the_collector_ends_every_look_at_once() {
    let clock = clock();
    let service = Service::new(&clock, Does::Hangs);
    let held = Arc::downgrade(&service.asked);
    let watches = RDS.map(|source| service.watch(source, "us-east-1", MINUTE));
    let (collector, mut out) = started(&clock, watches.into());
    told(&clock, &mut out, Span::seconds(1)).await;
    assert_eq!(service.calls(), RDS.len(), "all under way");
    drop(service);
    assert!(held.upgrade().is_some());
    let before = clock.now();
    drop(collector);
    assert_eq!(out.recv().await, None, "every sender is gone");
    assert!(held.upgrade().is_none(), "and everything the tasks held");
    assert_eq!(clock.now(), before, "without waiting");
}
