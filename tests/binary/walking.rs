//! The regional failover at the console of the built program, from the loss of the
//! Region to the end of its walk, by keys alone.

use super::eyes::{front, in_the_way, known, labelled, now, selected};
use super::pty::{Console, LIFEBOAT};
use lifeboat::cli::simulated::{Simulated, epoch};
use lifeboat::clock::Clock;
use lifeboat::sim::world::STANDBY;
use lifeboat::sim::world::metrics::MetricName;
use lifeboat::sim::{Scenario, World};
use lifeboat::terms::Span;
use std::path::Path;
use std::time::{Duration, Instant};

/// How much faster than on the wall time passes.
const SPEED: &str = "6";

/// How long a step may take before the test says what it saw instead. A bound for a
/// machine under load, not a measure.
const BOUND: Duration = Duration::from_secs(240);

/// Between two samples of a metric, and how late one may be.
const PERIOD: Span = Span::minutes(1);
const DELIVERY: Span = Span::minutes(3);

/// When us-east-1 goes dark, after the beginning.
const FAULT: Span = Span::minutes(5);

/// An operator at the console.
struct Operator(Console);

impl Operator {
    /// Waits until the screen is so, and returns it.
    fn until(&mut self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.0.contents();
            // Half of it may still say what was to be done before.
            if !self.0.is_half_drawn() && is_so(&screen) {
                return screen;
            }
            assert!(begun.elapsed() < BOUND, "no {what}:\n{screen}");
            self.0.read();
        }
    }

    fn shows(&mut self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text))
    }

    fn types(&mut self, text: &str) {
        self.0.type_in(text);
    }

    /// Overrides a check, with a reason.
    fn overrides(&mut self, check: &str) {
        self.types("g");
        self.until("the first check", |screen| {
            selected(screen).is_some_and(|(_, id, _)| id == "mode")
        });
        loop {
            let screen = self.until("a check", |screen| selected(screen).is_some());
            let at = selected(&screen).map(|(_, id, _)| id.to_owned());
            if at.as_deref() == Some(check) {
                break;
            }
            self.types("j");
            self.until("the next check", |screen| {
                selected(screen).is_some_and(|(_, id, _)| Some(id) != at.as_deref())
            });
        }
        self.types("o");
        self.shows(&format!("why not {check} "));
        self.types("decided in INC-4711\r");
        self.shows(&format!("`{check}` is overridden, for this once"));
    }

    /// Reviews the action of the step in front, and confirms it.
    fn acts(&mut self) {
        self.types("a");
        // It takes keys once it has been seen.
        let screen = self.shows("o override");
        let blocks: Vec<String> = in_the_way(&screen)
            .iter()
            .filter_map(|line| line.split_once("BLOCK"))
            .flat_map(|(_, ids)| ids.split(',').map(|id| id.trim().to_owned()))
            .collect();
        for check in &blocks {
            self.overrides(check);
        }
        let screen = self.until("nothing in the way", |screen| in_the_way(screen).is_empty());
        let phrase = labelled(&screen, "type").unwrap().to_owned();
        self.types(if blocks.is_empty() { "\t" } else { "\t\t" });
        self.types(&phrase);
        self.shows(&format!("{phrase}▏"));
        self.types("\r");
        let screen = self.until("the walk", |screen| {
            front(screen).is_some() || screen.contains("NOT CONFIRMED")
        });
        assert!(!screen.contains("NOT CONFIRMED"), "{screen}");
    }

    /// Walks to the end, as it is written.
    fn walks(&mut self) -> String {
        let mut said = String::new();
        loop {
            let screen = self.until("a step", |screen| {
                let waits = !now(screen).is_empty() || screen.contains("■ STOPPED");
                screen.contains("● COMPLETE") || (front(screen).is_some() && waits)
            });
            let Some(at) = front(&screen).map(str::to_owned) else {
                return screen;
            };
            if screen.contains("■ STOPPED") {
                // On a host that is held up nothing is sent late: it is done once more.
                assert!(screen.contains("not sent: "), "{screen}");
                self.types("A");
                self.until("the step again", |screen| !screen.contains("■ STOPPED"));
                continue;
            }
            let does = now(&screen).to_owned();
            if let Some(keys) = known(&at).filter(|_| said != at) {
                said.clone_from(&at);
                self.types(&keys);
            } else if does.starts_with("d says") {
                self.types("d");
                self.shows("done: ");
                self.types("done as it is written\r");
            } else if does.starts_with("a opens the review") {
                self.acts();
            }
            self.until("the next step", |screen| {
                let goes_on = front(screen) != Some(&at) || screen.contains("■ STOPPED");
                goes_on && !screen.contains("[ Cancel ]")
            });
        }
    }
}

/// What is lost of the orders in truth, as the simulator knows it.
fn truth() -> Span {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let clock = Clock::starting_at(epoch(), 1.0);
        // The demo's world, and what goes wrong in it.
        let simulated = Simulated::of(World::scaled(1, epoch(), 0), &clock);
        let scenario = Scenario::embedded("region-down").unwrap().unwrap();
        simulated.simulator().play(&scenario);
        clock.sleep(Span::minutes(20).duration()).await;
        let name = MetricName {
            namespace: "AWS/RDS".to_owned(),
            name: "ReplicaLag".to_owned(),
            dimensions: vec![(
                "DBInstanceIdentifier".to_owned(),
                "orders-db-usw2".to_owned(),
            )],
        };
        let (fault, delivered) = (FAULT.after(epoch()), clock.now());
        let lag = simulated
            .simulator()
            .with_world(|world| world.datapoint(STANDBY, &name, fault, delivered));
        Span::from_seconds(lag.unwrap()).unwrap()
    })
}

/// A time as the screen writes it, `17 m 3 s`, in seconds.
fn seconds(text: &str) -> f64 {
    let words: Vec<&str> = text.split_whitespace().collect();
    let each = words.chunks(2).map_while(|pair| {
        let [number, unit] = pair else { return None };
        let factor = match *unit {
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            _ => return None,
        };
        Some(number.parse::<f64>().ok()? * factor)
    });
    each.sum()
}

#[test]
fn the_failover_is_walked_by_keys_from_the_loss_of_the_region_to_its_end() {
    let command = [
        LIFEBOAT,
        "--demo",
        "--at",
        "3m",
        "--speed",
        SPEED,
        "--scenario",
        "region-down",
    ];
    // The disk of a busy host is slower by as much as time is faster.
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() {
        memory
    } else {
        Path::new("/tmp")
    };
    let environment = [("TMPDIR", place)];
    let mut operator = Operator(Console::run(120, 40, &command, &environment));
    operator.shows("192.0.2.10");
    operator.shows("us-east-1 does not answer");
    operator.types(":arm INC-4711: us-east-1 is gone --incident INC-4711 --for 1h\r");
    operator.shows(" ARMED ");
    operator.types("7");
    operator.shows("regional-failover");
    operator.types("gw");
    operator.shows(":walk regional-failover simulation");
    operator.types("\r");
    operator.shows(" SIMULATION ");
    let screen = operator.walks();

    // What is told of the loss is the truth, or at most a sample and its delivery more.
    let lost = screen.split_once("orders-db: ≤ ").unwrap().1;
    let lost = seconds(lost.split_once(" (RPO").unwrap().0);
    let truth = truth().as_seconds();
    let most = truth + PERIOD.as_seconds() + DELIVERY.as_seconds();
    assert!(
        lost >= truth && lost <= most.ceil(),
        "{lost} s, in truth {truth} s\n{screen}"
    );
    // The clocks together are what is held against the objective.
    let total = screen
        .lines()
        .find(|line| line.contains(" of 30 m (RTO, gold)"));
    let total = total.unwrap_or_else(|| panic!("{screen}"));
    let total = total.split_once(" of 30 m").unwrap().0;
    let total = total.trim_start_matches([' ', '█', '▁']);
    let clock = |name: &str| {
        let (_, after) = screen.split_once(&format!("{name} ")).unwrap();
        seconds(after)
    };
    let each: f64 = ["detect", "decide", "execute", "verify"]
        .map(clock)
        .iter()
        .sum();
    let apart = (each - seconds(total)).abs();
    assert!(apart <= 4.0, "{each} s together, {total}\n{screen}");
    operator.types("\u{1b}");
    operator.shows("simulation, complete");
    operator.types("\u{3}");
    assert_eq!(operator.0.end().0, 0);
}
