//! An hour of every scenario, watched as closely as an incident is: what AWS is asked, and how fast.

use crate::support::{House, SEED};
use lifeboat::cli::simulated;
use lifeboat::collect::{Collector, Knowledge, Pace};
use lifeboat::estate::{Scope, Source};
use lifeboat::sim::world::zones::{Answer, RecordSet, Routing};
use lifeboat::sim::{RequestOutcome, RequestRecord, Scenario};
use lifeboat::terms::{Instant, Span};
use std::sync::Mutex;

/// How long each scenario is watched.
const WATCHED: Span = Span::hours(1);

/// Each request is tried at most so often; Route 53's once.
const ATTEMPTS: usize = 3;

/// What AWS takes, and what it is asked at most: `domain.md` §6–7. Where AWS publishes no rate, ten a
/// second stands for it, the least of the tens at which RDS was seen to throttle.
struct Rate {
    service: &'static str,
    /// What an operation's name begins with.
    operation: &'static str,
    /// Requests a second that one Region takes of an account; Route 53 all together.
    a_second: usize,
    /// How often at most it is looked at during an incident, in each Region.
    every: Span,
}

const fn rate(
    service: &'static str,
    operation: &'static str,
    a_second: usize,
    every: Span,
) -> Rate {
    Rate {
        service,
        operation,
        a_second,
        every,
    }
}

/// The first that matches an operation is the one it is held to.
const RATES: [Rate; 8] = [
    rate("route53", "", 5, Span::seconds(1)),
    rate("monitoring", "GetMetricData", 50, Span::seconds(60)),
    rate("monitoring", "DescribeAlarms", 9, Span::seconds(30)),
    rate("rds", "Describe", 10, Span::seconds(10)),
    rate("backup", "", 10, Span::seconds(60)),
    rate("s3", "HeadObject", 10, Span::seconds(10)),
    rate("sns", "ListSubscriptions", 10, Span::seconds(60)),
    rate("sts", "GetCallerIdentity", 10, Span::seconds(60)),
];

/// How often what fails is asked again at the soonest: the shortest wait after a failure, and between two
/// probes of a service that is silent.
const AGAIN: Span = Span::seconds(30);

/// How much earlier than its time a look may come, so that not all come at once.
const EARLIER: f64 = 0.1;

impl Rate {
    fn of(request: &RequestRecord) -> &'static Rate {
        let matches = |rate: &&Rate| {
            rate.service == request.service && request.operation.starts_with(rate.operation)
        };
        let found = RATES.iter().find(matches);
        found.unwrap_or_else(|| panic!("{request:?}: say what rate it is held to, in RATES"))
    }

    /// What is counted against it together: Route 53 is one quota of an account.
    fn together(&self, one: &RequestRecord, other: &RequestRecord) -> bool {
        one.service == other.service
            && (self.service == "route53"
                || (one.operation == other.operation && one.region == other.region))
    }
}

/// How often something can happen in the hour that is watched.
fn times_in_the_hour(every: Span) -> usize {
    let soonest = every.as_seconds() * (1.0 - EARLIER);
    (WATCHED.as_seconds() / soonest) as usize + 2
}

/// Most requests in any one second, of times in their order.
fn most_in_a_second(times: &[Instant]) -> usize {
    let within = |(at, first): (usize, &Instant)| {
        let end = Span::seconds(1).after(*first);
        times[at..].iter().take_while(|time| **time < end).count()
    };
    times.iter().enumerate().map(within).max().unwrap_or(0)
}

/// Everything that is asked beyond its rate, each in a line.
fn beyond(requests: &[RequestRecord]) -> Vec<String> {
    let mut found: Vec<String> = requests
        .iter()
        .filter(|it| it.over_rate)
        .map(|it| format!("throttled for its own rate: {it:?}"))
        .collect();
    let mut judged: Vec<&RequestRecord> = Vec::new();
    for one in requests {
        let rate = Rate::of(one);
        if judged.iter().any(|it| rate.together(it, one)) {
            continue;
        }
        judged.push(one);
        let all = || requests.iter().filter(|it| rate.together(it, one));
        let mut times: Vec<Instant> = all().map(|it| it.time).collect();
        times.sort();
        let what = format!("{} {} in {}", one.service, one.operation, one.region);
        let most = most_in_a_second(&times);
        if most > rate.a_second {
            found.push(format!("{what}: {most} in a second"));
        }
        let answered = |it: &&RequestRecord| matches!(it.outcome, RequestOutcome::Answered(status) if status < 400);
        let answered = all().filter(answered).count();
        let looks = times_in_the_hour(rate.every);
        if answered > looks {
            found.push(format!("{what}: {answered} answers in an hour"));
        }
        let attempts = ATTEMPTS * looks.max(times_in_the_hour(AGAIN));
        if times.len() > attempts {
            found.push(format!("{what}: {} times in an hour", times.len()));
        }
    }
    found
}

/// Lets everything be watched as in an incident until an instant; `often` is called every ten seconds.
async fn watched(house: &House, until: Instant, often: impl Fn(&Collector)) -> Vec<RequestRecord> {
    let (collector, mut observations) = Collector::start(&house.setup, Knowledge::default(), SEED);
    collector.set_pace(Pace::Incident);
    let mut next = house.clock.now();
    while next < until {
        next = Span::seconds(10).after(next);
        let time = house.clock.sleep_until(next);
        tokio::pin!(time);
        loop {
            tokio::select! {
                Some(_) = observations.recv() => {}
                () = &mut time => break,
            }
        }
        often(&collector);
    }
    house.simulator().requests()
}

/// What is asked in an hour of a scenario.
fn hour(scenario: &str) -> Vec<RequestRecord> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let house = House::harbor().await;
        let scenario = simulated::scenario(scenario).unwrap();
        house.simulator().play(&scenario);
        let end = WATCHED.after(simulated::epoch());
        watched(&house, end, |_| {}).await
    })
}

#[test]
fn an_hour_of_each_scenario_keeps_within_the_rates_and_is_never_throttled_for_them() {
    let names = Mutex::new(Scenario::names());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let asked = || {
        let mut found = Vec::new();
        loop {
            let Some(name) = names.lock().unwrap().next() else {
                return found;
            };
            let requests = hour(name);
            assert!(requests.len() > 1_000, "{name}: {}", requests.len());
            let beyond = beyond(&requests);
            found.extend(beyond.into_iter().map(|line| format!("{name}: {line}")));
        }
    };
    let found: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(asked)).collect();
        let done = running.into_iter().map(|it| it.join().unwrap());
        done.flatten().collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_for_everything_again_and_again_leaves_route_53_its_rate() {
    let house = House::harbor().await;
    let end = Span::minutes(3).after(simulated::epoch());
    let requests = watched(&house, end, Collector::refresh_all).await;
    let mut route53 = requests.iter().filter(|it| it.service == "route53");
    assert!(route53.by_ref().count() > 120, "and uses it");
    assert_eq!(requests.iter().find(|it| it.over_rate), None);
}

#[tokio::test(start_paused = true)]
async fn a_zone_of_many_pages_is_read_within_the_rate_too() {
    let house = House::harbor().await;
    let records = 3_000;
    house.edit(|world| {
        let zone = world.zones.values_mut().find(|it| !it.private).unwrap();
        for index in 0..records {
            zone.insert(RecordSet {
                name: format!("host-{index:05}.{}", zone.name),
                record_type: "A".to_owned(),
                set_identifier: String::new(),
                routing: Routing::Simple,
                answer: Answer::Values {
                    ttl: 60,
                    values: vec!["192.0.2.1".to_owned()],
                },
                health_check: None,
            });
        }
    });
    let seen = house.look().await;
    let slice = seen.estate.slice(Source::Records, &Scope::Global).unwrap();
    assert_eq!(slice.failure, None);
    let requests = house.simulator().requests();
    let pages = requests
        .iter()
        .filter(|it| it.operation == "ListResourceRecordSets");
    assert!(pages.count() > records / 300);
    assert_eq!(requests.iter().find(|it| it.over_rate), None);
}
