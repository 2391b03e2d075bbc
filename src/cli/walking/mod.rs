//! A walk, carried: what the walk asks for is looked at, reviewed, run and written
//! down, and what is typed is given to it.

#[cfg(feature = "operate")]
mod acting;
mod asking;
mod following;
mod reviewing;
mod voice;
mod walker;
mod watching;

pub use voice::Streams;

use super::exit::Exit;
use super::failure::Refusal;
use super::logbook::Logbook;
use super::look;
use super::session::Session;
use super::state::Walking;
use crate::journal::{
    Digest, Entry, Journal, Record, WalkBegun, WalkEnd, WalkEntry, WalkEvent, WalkMode,
};
use crate::line::Voice;
use crate::runbook::{Experience, Walk, WalkError, parse, shortest_rto};
use crate::terms::OutsideText;
use watching::Watching;

/// What a walk begins with.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The runbook's file, as messages call it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// How it is walked.
    pub mode: WalkMode,
    /// The incident's name.
    pub incident: Option<OutsideText>,
}

/// That a walk may act, and why.
#[derive(Debug, Clone)]
pub struct Power {
    /// Why, in the operator's words.
    pub reason: String,
}

/// What a walk came to in this run.
#[derive(Debug)]
pub struct Walked {
    /// The walk, as it stands now.
    pub walk: Walk,
    /// Every record of the journal, read at the end: of the demo nothing else is kept.
    pub records: Vec<Record>,
    /// What the run ends with.
    pub exit: Exit,
}

impl Walked {
    fn of(walk: Walk, logbook: &Logbook) -> Result<Self, Refusal> {
        let exit = match &walk.over {
            Some((_, WalkEnd::Completed)) => Exit::Done,
            Some((_, WalkEnd::GivenUp { .. })) => Exit::Failed,
            None => Exit::Unfinished,
        };
        let records = Journal::read(logbook.folder())?.records;
        Ok(Self {
            walk,
            records,
            exit,
        })
    }
}

/// What comes after something was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Left,
}

/// One that walks.
struct Walker<'a, V> {
    session: &'a Session,
    logbook: Logbook,
    watching: Watching,
    walk: Walk,
    /// What walks before this one were measured to take.
    earlier: Experience,
    voice: &'a mut V,
    power: Option<Power>,
    /// What was shown last: how many visits there were, and of which step.
    shown: Option<(usize, Option<usize>)>,
    declared: Option<super::state::Stamp>,
    /// Nobody else on this host walks for as long as this lives.
    _walking: Walking,
}

/// Begins a walk, and walks.
///
/// # Errors
/// When it cannot begin, or the journal or AWS cannot be used any more.
pub async fn begin<V: Voice>(
    session: &Session,
    voice: &mut V,
    beginning: &Beginning,
    power: Option<Power>,
) -> Result<Walked, Refusal> {
    let runbook = parse(&beginning.text, &beginning.file).map_err(|faults| {
        Refusal::Usage(format!(
            "the runbook is not walked until this is mended\n{faults}"
        ))
    })?;
    fits(session, beginning.mode)?;
    let logbook = Logbook::of(session)?;
    let walking = match take(session, &logbook)? {
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
        reason: power.as_ref().map(|it| OutsideText::new(&it.reason)),
        rto: shortest_rto(&session.plan),
    }));
    let entry = Entry::Walk(WalkEntry {
        run: None,
        event: begun,
    });
    let durable = logbook.journal.append(session.clock.now(), entry)?;
    let walk = read(&logbook, Some(durable.sequence()))?;
    walk_on(session, voice, (logbook, walking), walk, power).await
}

/// Takes up a walk that was left or cut off; follows one that another walks.
///
/// # Errors
/// When there is none, or it is over, or the journal or AWS cannot be used.
pub async fn resume<V: Voice>(
    session: &Session,
    voice: &mut V,
    run: Option<u64>,
    power: Option<Power>,
) -> Result<Walked, Refusal> {
    let logbook = Logbook::of(session)?;
    let walk = read(&logbook, run)?;
    if walk.is_over() {
        return Err(Refusal::Usage(format!(
            "walk {0} of {1} is over: `lifeboat runbook report {0}` says how it went",
            walk.run, walk.begun.runbook
        )));
    }
    fits(session, walk.begun.mode)?;
    let walking = match take(session, &logbook)? {
        Walking::Elsewhere(holder) => {
            return following::follow(session, voice, &logbook, walk, &holder).await;
        }
        here => here,
    };
    // What was written between reading and taking it up counts too.
    let walk = read(&logbook, Some(walk.run))?;
    let entry = Entry::Walk(WalkEntry {
        run: Some(walk.run),
        event: WalkEvent::Resumed,
    });
    drop(logbook.journal.append(session.clock.now(), entry)?);
    walk_on(session, voice, (logbook, walking), walk, power).await
}

async fn walk_on<V: Voice>(
    session: &Session,
    voice: &mut V,
    (logbook, walking): (Logbook, Walking),
    walk: Walk,
    power: Option<Power>,
) -> Result<Walked, Refusal> {
    let records = Journal::read(logbook.folder())?.records;
    let mut walker = Walker {
        session,
        logbook,
        watching: Watching::start(session),
        walk,
        earlier: Experience::of(&records, session.simulated),
        voice,
        power,
        shown: None,
        declared: None,
        _walking: walking,
    };
    walker.sync()?;
    walker.watching.whole_round().await;
    look::identity(session, &walker.watching.estate)?;
    let flow = Box::pin(walker.go()).await;
    session.keep(&walker.watching.estate);
    flow?;
    Walked::of(walker.walk, &walker.logbook)
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

/// A walk as the journal has it.
fn read(logbook: &Logbook, run: Option<u64>) -> Result<Walk, Refusal> {
    let chain = Journal::read(logbook.folder())?;
    Walk::of(&chain.records, run).map_err(refused)
}

pub(super) fn refused(error: WalkError) -> Refusal {
    match error {
        WalkError::None | WalkError::NoSuchWalk(_) => Refusal::Usage(error.to_string()),
        WalkError::Runbook { .. }
        | WalkError::DoesNotFollow { .. }
        | WalkError::OtherVersion(_) => Refusal::Guard(error.to_string()),
    }
}

/// Takes in what was written into the journal since.
fn follow_up(logbook: &Logbook, walk: &mut Walk) -> Result<Vec<Record>, Refusal> {
    let chain = Journal::read(logbook.folder())?;
    let new: Vec<_> = chain
        .records
        .into_iter()
        .filter(|record| record.sequence > walk.last)
        .collect();
    for record in &new {
        walk.take_in(record).map_err(refused)?;
    }
    Ok(new)
}
