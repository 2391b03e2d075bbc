//! Every preflight check, seen in each of the states that it says it can have.

mod backups;
mod common;
mod databases;
mod flips;
mod globals;

use super::{armed, down};
use crate::support::{House, Seen, region};
use lifeboat::act::{
    ACTIONS, Class, Past, Proposal, Settings, Sight, Standing, action_named, checks_of, propose,
};
use lifeboat::estate::{Facts, Failure, FailureKind, Observation, Scope, Source};
use lifeboat::journal::{
    Actor, CallRecord, Came, Digest, Entry, Fence, FenceStanding, Intent, Outcome, Record, Settled,
    Target,
};
use lifeboat::plan::Plan;
use lifeboat::sim::World;
use lifeboat::sim::world::PRIMARY;
use lifeboat::terms::{Instant, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What was seen of each check of each action.
#[derive(Default)]
struct Collected(BTreeMap<(&'static str, &'static str), BTreeSet<Class>>);

/// One situation, as it is weighed.
struct Scene {
    house: House,
    seen: Seen,
    plan: Plan,
    past: Past,
    standing: Standing,
}

impl Scene {
    /// The shop after an edit of its world.
    async fn of(edit: impl FnOnce(&mut World)) -> Self {
        let house = House::harbor().await;
        house.edit(edit);
        Self::begin(house).await
    }

    /// What is seen of a house now.
    async fn begin(house: House) -> Self {
        let seen = house.look().await;
        Self {
            plan: (*house.plan).clone(),
            past: Past::default(),
            standing: armed(seen.now),
            house,
            seen,
        }
    }

    /// The shop whose primary Region is lost and was declared down; `edit` is how
    /// it was before.
    async fn lost(edit: impl FnOnce(&mut World)) -> Self {
        let mut scene = Self::of(edit).await;
        scene.lose(true).await;
        scene
    }

    /// Loses the primary Region, and looks again.
    async fn lose(&mut self, declared: bool) {
        let lost = self.house.clock.now();
        self.house
            .edit(|world| world.region_mut(PRIMARY).lose(lost));
        self.house.pass(Span::minutes(2)).await;
        let mut estate = self.seen.estate.clone();
        if declared {
            let ago = Span::between(lost, self.house.clock.now());
            estate.set_declared([down(&region(PRIMARY), ago, self.house.clock.now())]);
        }
        self.seen = self.house.look_again(estate).await;
        self.standing = armed(self.seen.now);
    }

    /// Weighs an action on a target, `NAME@REGION` or a name without a Region, and
    /// keeps what its checks came to.
    fn weigh(
        &self,
        collected: &mut Collected,
        action: &str,
        target: &str,
        settings: &[(&str, &str)],
    ) -> Proposal {
        self.weigh_at(collected, action, target, settings, self.seen.now)
    }

    fn weigh_at(
        &self,
        collected: &mut Collected,
        action: &str,
        target: &str,
        settings: &[(&str, &str)],
        now: Instant,
    ) -> Proposal {
        let sight = Sight {
            plan: &self.plan,
            estate: &self.seen.estate,
            assessment: &self.seen.assessment,
            past: &self.past,
            standing: &self.standing,
            now,
        };
        let settings: Settings = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let entry = action_named(action).unwrap();
        let proposal = propose(&sight, entry, &target_of(target), &settings, now);
        let proposal = proposal.unwrap_or_else(|why| panic!("{action} of {target}: {why}"));
        for check in &proposal.checks {
            let key = (proposal.action.name, check.id());
            collected.0.entry(key).or_default().insert(check.class());
        }
        proposal
    }

    /// Takes in something that a source told.
    fn told(&mut self, source: Source, scope: Scope, outcome: Result<Facts, Failure>) {
        self.seen.estate.apply(Observation {
            source,
            scope,
            asked: self.seen.now,
            at: self.seen.now,
            cadence: Span::seconds(30),
            calls: 1,
            skew_seconds: None,
            outcome,
        });
    }
}

fn target_of(text: &str) -> Target {
    match text.rsplit_once('@') {
        Some((identifier, place)) => Target {
            identifier: identifier.into(),
            scope: Scope::Region(region(place)),
        },
        None => Target {
            identifier: text.into(),
            scope: Scope::Global,
        },
    }
}

fn silence() -> Failure {
    Failure {
        kind: FailureKind::NotReachable,
        operation: "any".to_owned(),
        code: None,
        message: "no answer within 10 s".into(),
        request_id: None,
    }
}

/// A record of the journal.
fn record(sequence: u64, at: Instant, entry: Entry) -> Record {
    Record {
        sequence,
        at,
        actor: Actor {
            arn: None,
            os_user: "ada".to_owned(),
            terminal: None,
            host: "bastion".to_owned(),
            process: 1,
        },
        simulated: true,
        entry,
        before: Digest::of_nothing(),
    }
}

/// An action that was meant at an instant, and what it came to, where that is known.
fn undertaken(
    (action, target): (&str, &str),
    at: Instant,
    outcome: Option<Outcome>,
    expect: &[(&str, &str)],
) -> Past {
    let target = target_of(target);
    let expect = expect
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let intent = Intent {
        action: action.to_owned(),
        call: CallRecord {
            service: "RDS".to_owned(),
            operation: "Any".to_owned(),
            scope: target.scope.clone(),
            parameters: Vec::new(),
        },
        target,
        settings: Settings::new(),
        command: String::new(),
        depends_on: Vec::new(),
        loses: None,
        phrase: String::new(),
        facts: Vec::new(),
        overrides: Vec::new(),
        not_checked: Vec::new(),
        inverse: None,
        reason: "a drill".into(),
        incident: None,
        expect: expect.collect(),
    };
    let mut records = vec![record(1, at, Entry::Intent(Box::new(intent)))];
    let accepted = Came::Accepted {
        request_id: None,
        id: None,
    };
    let attempt = lifeboat::journal::Attempt {
        intent: 1,
        came: accepted,
    };
    records.push(record(2, at, Entry::Attempt(attempt)));
    records.extend(outcome.map(|outcome| {
        let settled = Settled {
            intent: 1,
            outcome,
            evidence: Vec::new(),
        };
        record(3, at, Entry::Settled(settled))
    }));
    Past::of(&records)
}

/// A word about the fence of a database in the primary Region.
fn fenced(identifier: &str, standing: FenceStanding, at: Instant) -> Past {
    let fence = Fence {
        store: identifier.to_owned(),
        identifier: identifier.into(),
        region: region(PRIMARY),
        standing,
        reason: "INC-4711, owner: Ada".into(),
    };
    Past::of(&[record(1, at, Entry::Fence(fence))])
}

#[tokio::test(start_paused = true)]
async fn every_check_is_seen_in_each_of_its_states() {
    let mut collected = Collected::default();
    common::collect(&mut collected).await;
    databases::collect(&mut collected).await;
    globals::collect(&mut collected).await;
    flips::collect(&mut collected).await;
    backups::collect(&mut collected).await;

    let mut wrong = Vec::new();
    for action in ACTIONS {
        for check in checks_of(action) {
            let can: BTreeSet<Class> = check.can.iter().copied().collect();
            let seen = collected.0.remove(&(action.name, check.id));
            let seen = seen.unwrap_or_default();
            let words = |classes: Vec<&Class>| -> Vec<&str> {
                classes.into_iter().map(|class| class.word()).collect()
            };
            let name = format!("{} of {}", check.id, action.name);
            let missing = words(can.difference(&seen).collect());
            if !missing.is_empty() {
                wrong.push(format!("{name} was never {}", missing.join(", ")));
            }
            let undeclared = words(seen.difference(&can).collect());
            if !undeclared.is_empty() {
                wrong.push(format!(
                    "{name} does not say that it can {}",
                    undeclared.join(", ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(collected.0.is_empty(), "every check is in the catalogue");
}
