//! What a page costs among ten thousand of everything, against what it costs among a hundred: every
//! operation of the simulated AWS that reads, a list by its first page, by one in its middle, and by what is
//! new in it where lifeboat asks for that.
//!
//! `cargo bench --bench page`. Medians and their ratios come last; more than twice is a failure.

#[path = "../src/sim/tests/crowd.rs"]
mod crowd;
#[path = "../src/sim/tests/requests.rs"]
mod requests;

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use criterion::Criterion;
use http::Request;
use lifeboat::sim::world::{PRIMARY, STANDBY};
use lifeboat::sim::{Exchange, SimClock, Simulator, World};
use requests::{OPERATIONS, Operation, whole};
use std::future::Future;
use std::pin::{Pin, pin};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// How many there are of everything, in the small world and in the large one.
const COUNTS: [usize; 2] = [100, 10_000];

/// The size of a page: the smallest that every list takes, and that a hundred fill.
const PAGE: usize = 20;

/// How much more a page of the large world may cost.
const BOUND: f64 = 2.0;

/// Route 53 takes five requests a second.
const PAUSE: TimeDelta = TimeDelta::milliseconds(200);

/// A clock that stands still while a request is answered.
struct HandClock(Mutex<DateTime<Utc>>);

impl SimClock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, _duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }
}

/// Where only what is new is asked for, and by which parameter.
const RECENT: [(&str, &str); 4] = [
    ("ListBackupJobs", "createdAfter"),
    ("ListCopyJobs", "createdAfter"),
    ("ListRestoreJobs", "createdAfter"),
    ("DescribeEvents", "StartTime"),
];

struct Crowded {
    clock: Arc<HandClock>,
    simulator: Simulator,
}

impl Crowded {
    fn of(count: usize) -> Crowded {
        let epoch = Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).unwrap();
        let mut world = World::scaled(7, epoch, count);
        crowd::crowd(&mut world, count);
        let clock = Arc::new(HandClock(Mutex::new(epoch)));
        let simulator = Simulator::new(world, clock.clone());
        Crowded { clock, simulator }
    }

    /// Lets time pass, and the world with it: what it does of itself is no part of a page.
    fn pass(&self) {
        *self.clock.0.lock().unwrap() += PAUSE;
        self.simulator.with_world(|_| {});
    }

    fn ask(&self, request: Request<Bytes>) -> http::Response<Bytes> {
        let answer = pin!(self.simulator.handle(request));
        match answer.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Exchange::Answer(answer)) => answer,
            other => panic!("no answer but {other:?}"),
        }
    }

    fn text(&self, request: Request<Bytes>) -> String {
        self.pass();
        let answer = self.ask(request);
        assert_eq!(answer.status(), 200, "{answer:?}");
        String::from_utf8(answer.into_body().to_vec()).unwrap()
    }

    /// How many items an operation lists in a Region; none where what it lists them of is not there.
    fn listed(&self, operation: &Operation, region: &str, size: usize) -> usize {
        self.pass();
        let now = self.clock.now();
        if self.ask(operation.request(region, now)).status() != 200 {
            return 0;
        }
        let ask = |request| self.text(request);
        whole(operation, region, now, size, &ask).items.len()
    }

    /// What is measured of an operation, in the Region that has the most of it.
    fn measured(&self, operation: &Operation) -> Measured {
        let Some(paging) = &operation.paging else {
            self.text(operation.request(PRIMARY, self.clock.now()));
            return Measured {
                region: PRIMARY,
                items: 1,
                pages: vec![("alone", Vec::new())],
            };
        };
        let [here, there] =
            [PRIMARY, STANDBY].map(|region| self.listed(operation, region, paging.most));
        let (region, items) = if there > here {
            (STANDBY, there)
        } else {
            (PRIMARY, here)
        };
        let now = self.clock.now();
        let size = (paging.size.to_owned(), PAGE.max(paging.least).to_string());
        let mut next = vec![size.clone()];
        let mut all = Vec::new();
        let mut seen = Vec::new();
        while !next.is_empty() {
            all.push(next.clone());
            let body = self.text(operation.page(region, now, &next));
            next = operation.after(&body, &mut seen);
            if !next.is_empty() {
                next.push(size.clone());
            }
        }
        assert_eq!(seen.len(), items, "{}", operation.name);
        let mut pages = vec![("first", all[0].clone())];
        if all.len() > 2 {
            pages.push(("middle", all.swap_remove(all.len() / 2)));
        }
        if let Some((_, parameter)) = RECENT.iter().find(|(name, _)| *name == operation.name) {
            let hour_ago = (now - TimeDelta::hours(1)).to_rfc3339_opts(SecondsFormat::Secs, true);
            pages.push(("recent", vec![size, ((*parameter).to_owned(), hour_ago)]));
        }
        Measured {
            region,
            items,
            pages,
        }
    }
}

/// The pages of an operation that are measured: which it is, and the parameters that lead to it.
struct Measured {
    region: &'static str,
    items: usize,
    pages: Vec<(&'static str, Vec<(String, String)>)>,
}

/// The median of so many times, each of one request.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() -> ExitCode {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .without_plots()
        .configure_from_args();
    let worlds = COUNTS.map(Crowded::of);
    let mut lines = Vec::new();
    let mut dear = 0;
    for operation in &OPERATIONS {
        let measured = worlds.each_ref().map(|world| world.measured(operation));
        for (place, (which, _)) in measured[0].pages.iter().enumerate() {
            let mut medians = Vec::new();
            let mut group = criterion.benchmark_group(format!("{} {which}", operation.name));
            for ((world, measured), count) in worlds.iter().zip(&measured).zip(COUNTS) {
                let mut times = Vec::new();
                let (region, page) = (measured.region, &measured.pages[place].1);
                group.bench_function(count.to_string(), |bencher| {
                    bencher.iter_custom(|repeats| {
                        let mut total = Duration::ZERO;
                        for _ in 0..repeats {
                            world.pass();
                            let request = operation.page(region, world.clock.now(), page);
                            let asked = Instant::now();
                            let answer = world.ask(request);
                            let took = asked.elapsed();
                            drop(std::hint::black_box(answer));
                            times.push(took);
                            total += took;
                        }
                        total
                    });
                });
                medians.extend((!times.is_empty()).then(|| median(times)));
            }
            group.finish();
            // One of them is not there when the command line asks for other benchmarks.
            if let [few, many] = medians.as_slice() {
                let ratio = many.as_secs_f64() / few.as_secs_f64();
                dear += usize::from(ratio > BOUND);
                lines.push(format!(
                    "{:34} {which:6} {:>6} {:>6} {few:>10.1?} {many:>10.1?} {ratio:>6.2}{}",
                    operation.name,
                    measured[0].items,
                    measured[1].items,
                    if ratio > BOUND { "  TOO MUCH" } else { "" }
                ));
            }
        }
    }
    criterion.final_summary();
    println!(
        "{:34} {:6} {:>6} {:>6} {:>10} {:>10} {:>6}",
        "", "page", "items", "items", "median", "median", "ratio"
    );
    for line in &lines {
        println!("{line}");
    }
    println!("{} pages, {dear} over {BOUND} times", lines.len());
    // A run of another benchmark measured nothing here, and says nothing.
    ExitCode::from(u8::from(dear > 0))
}
