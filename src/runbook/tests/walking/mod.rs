//! A walk, from its first record to its last, whatever is typed and wherever it is
//! cut off.

mod courses;
mod forecasting;
mod trying;
mod whatever;

use super::sound;
use crate::estate::{Declaration, Scope};
use crate::journal::{
    Actor, Attempt, CallRecord, Came, ConfirmedRecord, Digest, Entry, Intent, Outcome, Record,
    Settled, StoreLoss, Target, WalkBegun, WalkDeclared, WalkEntry, WalkEvent, WalkMode,
};
use crate::runbook::{Judgement, Outcome as Judged, Reply, Todo, Walk};
use crate::terms::{Instant, Region, Span};

const BOOK: &str = r#"---
title: Regional failover
---

## 1. Freeze deploys

Ask the release desk.

## 2. Confirm what is lost

```lifeboat
kind = "check"
condition = "loss"
store = "orders-db"
at_most = "rpo"
```

## 3. Promote the replica

```lifeboat
kind = "action"
action = "promote-replica"
target = "orders-db-usw2"
requires = ["confirm-what-is-lost"]
```

## 4. Wait until it answers

```lifeboat
kind = "wait"
condition = "answers"
record = "www.shop.example"
region = "standby"
time_out = "10m"
on_failure = "step:freeze-deploys"
```

## 5. Tell everybody

```lifeboat
kind = "notify"
on_failure = "continue"
```
"#;

fn at(second: u64) -> Instant {
    Span::seconds(second).after("2026-11-22T03:00:00Z".parse().unwrap())
}

/// A journal in memory, and the walk as whoever writes it holds it.
pub(super) struct Story {
    records: Vec<Record>,
    pub(super) walk: Walk,
    second: u64,
}

fn record(sequence: u64, second: u64, entry: Entry) -> Record {
    Record {
        sequence,
        at: at(second),
        actor: Actor {
            arn: None,
            os_user: "rota".to_owned(),
            terminal: None,
            host: "bastion".to_owned(),
            process: 1,
        },
        simulated: true,
        entry,
        before: Digest::of_nothing(),
    }
}

fn begun(text: &str, mode: WalkMode) -> Entry {
    Entry::Walk(WalkEntry {
        run: None,
        event: WalkEvent::Begun(Box::new(WalkBegun {
            runbook: "regional-failover".to_owned(),
            file: "regional-failover.md".to_owned(),
            digest: Digest::of(text.as_bytes()),
            text: text.to_owned(),
            mode,
            scenario: None,
            incident: None,
            reason: None,
            rto: None,
        })),
    })
}

impl Story {
    pub(super) fn of(text: &str, mode: WalkMode) -> Self {
        // A walk is seldom the first thing in a journal.
        let before = Entry::Note {
            text: "before".to_owned(),
        };
        let records = vec![record(1, 0, before), record(2, 1, begun(text, mode))];
        Self {
            walk: Walk::of(&records, None).unwrap(),
            records,
            second: 1,
        }
    }

    fn new(mode: WalkMode) -> Self {
        Self::of(BOOK, mode)
    }

    fn write(&mut self, entry: Entry) -> u64 {
        self.second += 10;
        let sequence = self.records.len() as u64 + 1;
        let record = record(sequence, self.second, entry);
        self.walk.take_in(&record).unwrap();
        self.records.push(record);
        sequence
    }

    fn happens(&mut self, event: WalkEvent) {
        let run = Some(self.walk.run);
        self.write(Entry::Walk(WalkEntry { run, event }));
    }

    /// Writes down what is to be written down by itself.
    pub(super) fn settle(&mut self) {
        while let Todo::Record(event) = self.walk.todo() {
            self.happens(event);
        }
    }

    pub(super) fn types(&mut self, line: &str) {
        match self.walk.typed(line) {
            Ok(Reply::Record(event)) => self.happens(*event),
            other => panic!("{line}: {other:?}"),
        }
        self.settle();
    }

    pub(super) fn judges(&mut self, judgement: &Judgement) {
        let now = at(self.second);
        for event in self.walk.judged(judgement, now) {
            self.happens(event);
        }
        self.settle();
    }

    /// The action in front is confirmed, and goes as far as `how`.
    fn acts(&mut self, how: &How) {
        let Todo::Review(call) = self.walk.todo() else {
            panic!("{:?}", self.walk.todo());
        };
        let confirmed = ConfirmedRecord {
            step: call.step.id.as_str().to_owned(),
            action: call.action.to_owned(),
            target: call.target.unwrap_or("a topic").into(),
            loss: None,
        };
        let intent = intent(&confirmed);
        self.happens(WalkEvent::Confirmed(confirmed));
        if *how == How::Killed {
            return self.settle();
        }
        let intent = self.write(Entry::Intent(Box::new(intent)));
        if let How::Settles(outcome) = how {
            let came = Came::Accepted {
                request_id: Some("r-1".into()),
                id: None,
            };
            self.write(Entry::Attempt(Attempt { intent, came }));
            self.write(Entry::Settled(Settled {
                intent,
                outcome: *outcome,
                evidence: Vec::new(),
            }));
        }
        self.settle();
    }

    pub(super) fn front(&self) -> &str {
        self.walk.step().map_or("", |(_, step)| step.id.as_str())
    }
}

#[derive(Debug, Clone, PartialEq)]
enum How {
    Killed,
    Sent,
    Settles(Outcome),
}

fn intent(confirmed: &ConfirmedRecord) -> Intent {
    Intent {
        action: confirmed.action.clone(),
        target: Target {
            identifier: confirmed.target.clone(),
            scope: Scope::Global,
        },
        settings: Default::default(),
        call: CallRecord {
            service: "rds".to_owned(),
            operation: "PromoteReadReplica".to_owned(),
            scope: Scope::Global,
            parameters: Vec::new(),
        },
        command: String::new(),
        depends_on: Vec::new(),
        loses: None,
        phrase: String::new(),
        facts: Vec::new(),
        overrides: Vec::new(),
        not_checked: Vec::new(),
        inverse: None,
        reason: "drill".into(),
        incident: None,
        expect: Default::default(),
    }
}

fn judgement(outcome: Judged) -> Judgement {
    Judgement {
        outcome,
        measured: Some("≤ 44 s".to_owned()),
        threshold: "at most its RPO, 15 m".to_owned(),
        clears: None,
        seen: None,
    }
}

fn declared() -> WalkEvent {
    let region = Region::us_east_1();
    WalkEvent::Declared(WalkDeclared {
        declarations: vec![Declaration {
            region,
            since: at(0),
            declared: at(15),
            incident: None,
        }],
        losses: vec![StoreLoss {
            store: "orders-db".to_owned(),
            words: "≤ 44 s".to_owned(),
            seconds: Some(44),
            point: None,
            rpo_seconds: Some(900),
        }],
    })
}

#[test]
fn the_runbook_of_these_stories_is_sound() {
    assert_eq!(sound(BOOK).steps.len(), 5);
}
