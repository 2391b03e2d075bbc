//! A scenario that runs, and the faults that are in force.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Change, Pulse, Scenario};
use crate::sim::fault::{Fate, Fault, FaultRule};
use crate::sim::world::{World, random};

/// What is still to happen, and what befalls requests.
#[derive(Default)]
pub(in crate::sim) struct Script {
    due: VecDeque<(DateTime<Utc>, Change)>,
    faults: Vec<Standing>,
}

/// A fault that is in force, or will be.
struct Standing {
    rule: FaultRule,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    pulse: Option<Pulse>,
    share: f64,
    /// The world as it was when the fault began, for one that answers from it.
    before: Option<Box<World>>,
}

impl Standing {
    fn holds(&self, now: DateTime<Utc>) -> bool {
        if now < self.from || self.until.is_some_and(|until| now >= until) {
            return false;
        }
        let since = (now - self.from).num_milliseconds();
        self.pulse.is_none_or(|pulse| {
            let every = pulse.every.num_milliseconds().max(1);
            since.rem_euclid(every) < pulse.lasting.num_milliseconds()
        })
    }
}

impl Script {
    /// Puts a scenario on top of what runs, counting from `begun`.
    pub(in crate::sim) fn add(&mut self, scenario: &Scenario, begun: DateTime<Utc>) {
        let at = |after: TimeDelta| begun.checked_add_signed(after).unwrap_or(begun);
        let changes = scenario.moments.iter();
        self.due
            .extend(changes.map(|moment| (at(moment.at), moment.change.clone())));
        self.due.make_contiguous().sort_by_key(|(at, _)| *at);
        self.faults
            .extend(scenario.faults.iter().map(|fault| Standing {
                rule: fault.rule.clone(),
                from: at(fault.from),
                until: fault.until.map(at),
                pulse: fault.pulse,
                share: fault.share,
                before: None,
            }));
    }

    /// Adds a fault that is in force from now on.
    pub(in crate::sim) fn inject(&mut self, rule: FaultRule, now: DateTime<Utc>) {
        self.faults.push(Standing {
            rule,
            from: now,
            until: None,
            pulse: None,
            share: 1.0,
            before: None,
        });
    }

    /// Removes all faults.
    pub(in crate::sim) fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// Lets the world come to `now`, with everything that is due on the way, each at its own instant.
    pub(in crate::sim) fn advance(&mut self, world: &mut World, now: DateTime<Utc>) {
        loop {
            let change = self.due.front().map(|(at, _)| *at);
            let kept = self
                .faults
                .iter()
                .filter(|fault| fault.rule.fault == Fault::StalePages && fault.before.is_none())
                .map(|fault| fault.from)
                .min();
            let next = [change, kept].into_iter().flatten().min();
            let Some(at) = next.filter(|at| *at <= now) else {
                break;
            };
            world.advance(at);
            for fault in &mut self.faults {
                if fault.rule.fault == Fault::StalePages
                    && fault.before.is_none()
                    && fault.from <= at
                {
                    fault.before = Some(Box::new(world.clone()));
                }
            }
            while let Some((_, change)) = self.due.pop_front_if(|(due, _)| *due <= at) {
                change.apply(world, at);
            }
        }
        world.advance(now);
    }

    /// The fate of a request: its number decides where a fault befalls only a share of them.
    pub(in crate::sim) fn fate(
        &self,
        request: (&str, &str, &str),
        number: u64,
        seed: u64,
        now: DateTime<Utc>,
    ) -> Fate {
        let (service, operation, region) = request;
        let standing = self.faults.iter().enumerate();
        let befalls = standing.filter(|(index, fault)| {
            let place = format!("{index}");
            fault.holds(now)
                && fault.rule.matches(service, operation, region)
                && (fault.share >= 1.0
                    || random::share(seed, &["fault", &place], number.cast_signed()) < fault.share)
        });
        Fate::of(befalls.map(|(_, fault)| &fault.rule.fault))
    }

    /// The world that a request which meets stale pages is answered from, and when it was so.
    pub(in crate::sim) fn before(
        &self,
        request: (&str, &str, &str),
        now: DateTime<Utc>,
    ) -> Option<(&World, DateTime<Utc>)> {
        let (service, operation, region) = request;
        let stale = self.faults.iter().find(|fault| {
            fault.rule.fault == Fault::StalePages
                && fault.holds(now)
                && fault.rule.matches(service, operation, region)
        })?;
        Some((stale.before.as_deref()?, stale.from))
    }
}
