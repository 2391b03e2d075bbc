//! A walk, carried: what the walk asks for is looked at, reviewed, run and written
//! down, and what is typed is given to it.

#[cfg(feature = "operate")]
mod acting;
mod asking;
mod following;
mod reviewing;
mod trail;
mod voice;
mod walker;
mod watching;

pub use crate::runbook::Beginning;
pub(super) use trail::{Taken, Trail};
pub use voice::Streams;

use super::exit::Exit;
use super::failure::Refusal;
use super::logbook::Logbook;
use super::look;
use super::session::Session;
use crate::journal::{Journal, Record, WalkEnd};
use crate::line::Voice;
use crate::runbook::{Experience, Walk, WalkError};
use crate::terms::OutsideText;
pub(in crate::cli) use asking::asked;
use watching::Watching;

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
    trail: Trail,
    /// What walks before this one were measured to take.
    earlier: Experience,
    voice: &'a mut V,
    power: Option<Power>,
    /// What was shown last: how many visits there were, and of which step.
    shown: Option<(usize, Option<usize>)>,
    declared: Option<super::state::Stamp>,
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
    let logbook = Logbook::of(session)?;
    let reason = power.as_ref().map(|it| OutsideText::new(&it.reason));
    let trail = Trail::begin(session, &logbook, beginning, reason)?;
    walk_on(session, voice, logbook, trail, power).await
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
    match Trail::take_up(session, &logbook, run)? {
        Taken::Elsewhere(walk, holder) => {
            following::follow(session, voice, &logbook, walk, &holder).await
        }
        Taken::Here(trail) => walk_on(session, voice, logbook, trail, power).await,
    }
}

async fn walk_on<V: Voice>(
    session: &Session,
    voice: &mut V,
    logbook: Logbook,
    trail: Trail,
    power: Option<Power>,
) -> Result<Walked, Refusal> {
    let records = Journal::read(logbook.folder())?.records;
    let mut walker = Walker {
        session,
        logbook,
        watching: Watching::start(session),
        trail,
        earlier: Experience::of(&records, session.simulated),
        voice,
        power,
        shown: None,
        declared: None,
    };
    walker.sync()?;
    walker.watching.whole_round().await;
    look::identity(session, &walker.watching.estate)?;
    let flow = Box::pin(walker.go()).await;
    session.keep(&walker.watching.estate);
    flow?;
    Walked::of(walker.trail.walk, &walker.logbook)
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
    let last = walk.last;
    take_in(walk, &chain.records)?;
    let new = chain.records.into_iter();
    Ok(new.filter(|record| record.sequence > last).collect())
}

/// Takes in what is new of the journal's records.
pub(super) fn take_in(walk: &mut Walk, records: &[Record]) -> Result<(), Refusal> {
    let last = walk.last;
    for record in records.iter().filter(|record| record.sequence > last) {
        walk.take_in(record).map_err(refused)?;
    }
    Ok(())
}
