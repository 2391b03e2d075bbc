//! A walk of this run and what is written down of it, whoever carries it: somebody at
//! a plain terminal, or the console.

use super::{follow_up, read};
use crate::cli::failure::Refusal;
use crate::cli::logbook::Logbook;
use crate::cli::session::Session;
use crate::cli::state::Walking;
use crate::journal::{Digest, Entry, WalkBegun, WalkEntry, WalkEvent, WalkMode};
use crate::runbook::{Beginning, Walk, parse, shortest_rto};
use crate::terms::{Instant, OutsideText};

/// A walk of this run. Nobody else on this host walks for as long as it lives.
#[derive(Debug)]
pub(in crate::cli) struct Trail {
    /// The walk, as far as it was read.
    pub(in crate::cli) walk: Walk,
    _walking: Walking,
}

/// What came of taking a walk up.
#[derive(Debug)]
pub(in crate::cli) enum Taken {
    /// It is walked here.
    Here(Trail),
    /// Another walks it, by its word.
    Elsewhere(Walk, String),
}

impl Trail {
    /// Begins a walk; `reason` is why it may act, where it may.
    ///
    /// # Errors
    /// When it cannot begin, another walks, or the journal cannot be written.
    pub(in crate::cli) fn begin(
        session: &Session,
        logbook: &Logbook,
        beginning: &Beginning,
        reason: Option<OutsideText>,
    ) -> Result<Self, Refusal> {
        let runbook = parse(&beginning.text, &beginning.file).map_err(|faults| {
            Refusal::Usage(format!(
                "the runbook is not walked until this is mended\n{faults}"
            ))
        })?;
        fits(session, beginning.mode)?;
        let walking = match take(session, logbook)? {
            Walking::Elsewhere(holder) => {
                return Err(Refusal::Guard(format!(
                    "{holder} walks already: `lifeboat runbook resume` follows it, and takes it up when it is left"
                )));
            }
            here => here,
        };
        let begun = WalkEvent::Begun(Box::new(WalkBegun {
            runbook: runbook.name,
            file: beginning.file.clone(),
            text: beginning.text.clone(),
            digest: Digest::of(beginning.text.as_bytes()),
            mode: beginning.mode,
            scenario: session.scenario.clone(),
            incident: beginning.incident.clone(),
            reason,
            rto: shortest_rto(&session.plan),
        }));
        let entry = Entry::Walk(WalkEntry {
            run: None,
            event: begun,
        });
        let durable = logbook.journal.append(session.clock.now(), entry)?;
        Ok(Self {
            walk: read(logbook, Some(durable.sequence()))?,
            _walking: walking,
        })
    }

    /// Takes up a walk that was left or cut off; the last one, unless said.
    ///
    /// # Errors
    /// When there is none, it is over, or the journal cannot be used.
    pub(in crate::cli) fn take_up(
        session: &Session,
        logbook: &Logbook,
        run: Option<u64>,
    ) -> Result<Taken, Refusal> {
        let walk = read(logbook, run)?;
        if walk.is_over() {
            return Err(Refusal::Usage(format!(
                "walk {0} of {1} is over: `lifeboat runbook report {0}` says how it went",
                walk.run, walk.begun.runbook
            )));
        }
        fits(session, walk.begun.mode)?;
        let walking = match take(session, logbook)? {
            Walking::Elsewhere(holder) => return Ok(Taken::Elsewhere(walk, holder)),
            here => here,
        };
        // What was written between reading and taking it up counts too.
        let mut trail = Self {
            walk: read(logbook, Some(walk.run))?,
            _walking: walking,
        };
        trail.record(logbook, session.clock.now(), WalkEvent::Resumed)?;
        Ok(Taken::Here(trail))
    }

    /// Writes down what happened: only then it has.
    ///
    /// # Errors
    /// When the journal cannot be written or read.
    pub(in crate::cli) fn record(
        &mut self,
        logbook: &Logbook,
        now: Instant,
        event: WalkEvent,
    ) -> Result<(), Refusal> {
        let entry = Entry::Walk(WalkEntry {
            run: Some(self.walk.run),
            event,
        });
        drop(logbook.journal.append(now, entry)?);
        self.sync(logbook)
    }

    /// Takes in what was written into the journal since.
    ///
    /// # Errors
    /// When it cannot be read, or does not follow.
    pub(in crate::cli) fn sync(&mut self, logbook: &Logbook) -> Result<(), Refusal> {
        follow_up(logbook, &mut self.walk).map(drop)
    }

    /// Whether what was confirmed last has no intent in the journal: nothing was sent.
    #[cfg(feature = "operate")]
    pub(in crate::cli) fn is_unsent(&self) -> bool {
        let deed = self.walk.visit().and_then(|visit| visit.deeds.last());
        deed.is_some_and(|deed| deed.intent.is_none())
    }
}

/// Whether a mode fits what is looked at: a walk for real is of AWS, a simulation
/// is not.
fn fits(session: &Session, mode: WalkMode) -> Result<(), Refusal> {
    match (mode, session.simulated) {
        (WalkMode::ForReal, true) => Err(Refusal::Usage(
            "this is a simulated AWS: nothing of it is for real; `--mode simulation` or `--mode rehearsal`"
                .to_owned(),
        )),
        (WalkMode::Simulation, false) => Err(Refusal::Usage(
            "this plan leads to AWS: add `--demo`, or use the plan of `lifeboat sim serve`; \
             `--mode rehearsal` sends nothing"
                .to_owned(),
        )),
        _ => Ok(()),
    }
}

fn take(session: &Session, logbook: &Logbook) -> Result<Walking, Refusal> {
    match &session.state {
        Some(state) => state.take_walk(logbook.holder()),
        None => Ok(Walking::Here(None)),
    }
}
