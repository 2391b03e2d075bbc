//! How long the next walk takes, by those before it.

use super::{at, begun, record};
use crate::journal::{
    Entry, JudgedRecord, JudgedStanding, Record, RtoRecord, StepEnd, WalkEnd, WalkEntry, WalkEvent,
    WalkMode,
};
use crate::runbook::{Basis, Experience, Left, Range, Walk};
use crate::terms::Span;

const BOOK: &str = r#"---
title: Multi-AZ failover
---

## Warn whoever writes

```lifeboat
kind = "manual"
expected = "5m"
```

## See that it is written

```lifeboat
kind = "check"
condition = "writable"
store = "orders-db"
region = "primary"
```

## Tell everybody

Nothing of the site waits for this.
"#;

const STEPS: [&str; 3] = [
    "warn-whoever-writes",
    "see-that-it-is-written",
    "tell-everybody",
];

/// A journal in which walks follow one another.
#[derive(Default)]
struct Diary {
    records: Vec<Record>,
    second: u64,
    is_real: bool,
}

impl Diary {
    fn write(&mut self, entry: Entry) -> u64 {
        let sequence = self.records.len() as u64 + 1;
        let mut record = record(sequence, self.second, entry);
        record.simulated = !self.is_real;
        self.records.push(record);
        sequence
    }

    fn begins(&mut self, mode: WalkMode) -> u64 {
        let mut entry = begun(BOOK, mode);
        if let Entry::Walk(WalkEntry {
            event: WalkEvent::Begun(begun),
            ..
        }) = &mut entry
        {
            begun.rto = Some(RtoRecord {
                tier: "gold".to_owned(),
                seconds: 1_800,
            });
        }
        self.write(entry)
    }

    fn happens(&mut self, run: u64, event: WalkEvent) {
        let run = Some(run);
        self.write(Entry::Walk(WalkEntry { run, event }));
    }

    fn enters(&mut self, run: u64, step: &str) {
        let step = step.to_owned();
        self.happens(run, WalkEvent::Entered { step });
    }

    fn does(&mut self, run: u64, step: &str, seconds: u64) {
        self.enters(run, step);
        self.second += seconds;
        let (step, how) = (step.to_owned(), StepEnd::Done { note: None });
        self.happens(run, WalkEvent::Ended { step, how });
    }

    /// A walk to its end, and what each of its steps takes, in seconds.
    fn walks(&mut self, mode: WalkMode, seconds: [u64; 3]) {
        let run = self.begins(mode);
        for (step, seconds) in STEPS.into_iter().zip(seconds) {
            self.does(run, step, seconds);
        }
        let how = WalkEnd::Completed;
        self.happens(run, WalkEvent::Over { how });
        self.second += 86_400;
    }

    fn experience(&self) -> Experience {
        Experience::of(&self.records, !self.is_real)
    }

    fn last(&self) -> Walk {
        Walk::of(&self.records, None).unwrap()
    }
}

fn range(low: u64, median: u64, high: u64) -> Option<Range> {
    let [low, median, high] = [low, median, high].map(Span::seconds);
    Some(Range { median, low, high })
}

#[test]
fn before_the_first_walk_there_is_what_the_runbook_expects_and_no_more() {
    let forecast = Experience::default().whole(&super::sound(BOOK));
    assert_eq!(forecast.time, range(150, 300, 600));
    let basis = Basis::Steps {
        measured: 0,
        expected: 1,
    };
    assert_eq!((forecast.basis, forecast.untold), (basis, 1));
    assert_eq!(
        forecast.to_string(),
        "at least 5 m (2 m 30 s – 10 m; as the runbook expects, not measured), \
         and a step of which nothing is known"
    );
    let silent = BOOK.replace("expected = \"5m\"\n", "");
    let forecast = Experience::default().whole(&super::sound(&silent));
    assert_eq!(
        (forecast.time, forecast.untold),
        (None, 2),
        "unknown is not zero"
    );
}

#[test]
fn three_walks_are_enough_for_a_forecast_of_the_whole() {
    let mut diary = Diary::default();
    for (warned, seen) in [(100, 60), (110, 90)] {
        diary.walks(WalkMode::Simulation, [warned, seen, 5_000]);
    }
    let runbook = diary.last().runbook;
    let two = diary.experience().whole(&runbook);
    assert_eq!(
        two.basis,
        Basis::Steps {
            measured: 2,
            expected: 0
        }
    );
    assert_eq!(two.time.unwrap().median, Span::seconds(180));
    diary.walks(WalkMode::Simulation, [120, 70, 5_000]);
    let three = diary.experience().whole(&runbook);
    assert_eq!((three.basis, three.untold), (Basis::Walks(3), 0));
    let Range { median, low, high } = three.time.unwrap();
    // What comes after the last proof counts for nothing.
    assert_eq!(median, Span::seconds(190));
    assert!(
        low < Span::seconds(160) && high > Span::seconds(200),
        "{low} {high}"
    );
}

#[test]
fn what_was_simulated_says_nothing_of_what_is_real_and_the_other_way_neither() {
    let mut diary = Diary::default();
    for _ in 0..3 {
        diary.walks(WalkMode::Simulation, [10, 10, 10]);
    }
    diary.is_real = true;
    assert_eq!(diary.experience().walks("regional-failover"), 0);
    for _ in 0..3 {
        diary.walks(WalkMode::ForReal, [1_000, 1_000, 10]);
        // Nothing was done in a rehearsal: how long that takes is no measure.
        diary.walks(WalkMode::Rehearsal, [1, 1, 1]);
    }
    let runbook = diary.last().runbook;
    for (simulated, took) in [(true, 20), (false, 2_000)] {
        let forecast = Experience::of(&diary.records, simulated).whole(&runbook);
        assert_eq!(forecast.basis, Basis::Walks(3));
        assert_eq!(forecast.time, range(took, took, took));
    }
}

#[test]
fn the_time_left_to_decide_is_what_the_objective_leaves_at_the_upper_end() {
    let mut diary = Diary::default();
    for _ in 0..9 {
        diary.walks(WalkMode::Simulation, [100, 200, 10]);
    }
    let began = diary.second;
    let run = diary.begins(WalkMode::Simulation);
    diary.enters(run, STEPS[0]);
    let (walk, earlier) = (diary.last(), diary.experience());
    let told = |second: u64| {
        let now = at(began + second);
        let ahead = earlier.rest(&walk, now).unwrap();
        (ahead, Left::of(&walk, &ahead, now))
    };
    let (ahead, left) = told(40);
    assert_eq!(
        ahead.time,
        range(260, 260, 260),
        "40 s of the first step are over"
    );
    let of = |seconds, is_at_most| Left::Of {
        span: Span::seconds(seconds),
        is_decided: false,
        is_at_most,
    };
    assert_eq!(left, of(1_800 - 40 - 260, false));
    assert_eq!(left.to_string(), "decide within 25 m");
    // Nobody knows how much longer a step takes that has never taken so long.
    let (ahead, left) = told(150);
    assert!(ahead.is_late, "{ahead}");
    assert_eq!(left, of(1_800 - 150 - 200, true));
    let (_, left) = told(1_700);
    assert_eq!(left, Left::Over(Span::seconds(100)));
    assert!(
        left.to_string().starts_with("OVER THE RTO by 1 m 40 s"),
        "{left}"
    );
    let line = earlier.line(&walk, at(began + 40)).unwrap();
    assert_eq!(
        line,
        "back in 4 m 20 s (4 m 20 s – 4 m 20 s; 9 walks) · decide within 25 m"
    );

    let mut aimless = walk.clone();
    let mut begun = (*walk.begun).clone();
    begun.rto = None;
    aimless.begun = begun.into();
    let (ahead, _) = told(0);
    assert_eq!(Left::of(&aimless, &ahead, at(began)), Left::Unknown);
}

#[test]
fn a_walk_is_not_one_of_those_before_it() {
    let mut diary = Diary::default();
    for _ in 0..3 {
        diary.walks(WalkMode::Simulation, [100, 200, 10]);
    }
    let run = diary.begins(WalkMode::Simulation);
    assert_eq!(diary.experience().walks("regional-failover"), 3);
    diary.does(run, STEPS[0], 900);
    diary.does(run, STEPS[1], 900);
    diary.happens(
        run,
        WalkEvent::Went {
            to: STEPS[0].to_owned(),
        },
    );
    let earlier = diary.experience();
    assert_eq!(earlier.walks("regional-failover"), 4);
    let ahead = earlier.rest(&diary.last(), at(diary.second)).unwrap();
    assert_eq!(
        (ahead.basis, ahead.time),
        (Basis::Walks(3), range(300, 300, 300))
    );
}

#[test]
fn once_everything_is_proven_nothing_is_forecast() {
    let mut diary = Diary::default();
    let run = diary.begins(WalkMode::Simulation);
    diary.does(run, STEPS[0], 60);
    diary.enters(run, STEPS[1]);
    assert!(
        diary
            .experience()
            .rest(&diary.last(), at(diary.second))
            .is_some()
    );
    let judged = JudgedRecord {
        standing: JudgedStanding::Met,
        why: None,
        measured: None,
        threshold: "takes writes".to_owned(),
        clears: None,
        seen: None,
    };
    let step = STEPS[1].to_owned();
    diary.happens(run, WalkEvent::Judged { step, judged });
    let (step, how) = (STEPS[1].to_owned(), StepEnd::Done { note: None });
    diary.happens(run, WalkEvent::Ended { step, how });
    assert_eq!(
        diary.experience().rest(&diary.last(), at(diary.second)),
        None
    );
}
