//! Following a walk that another lifeboat walks: read-only, from the journal.

use super::{Walked, follow_up};
use crate::cli::failure::Refusal;
use crate::cli::logbook::Logbook;
use crate::cli::session::Session;
use crate::cli::state::Walking;
use crate::journal::{Entry, Journal, Record};
use crate::line::{self, Voice};
use crate::runbook::{Walk, words};
use crate::terms::{Span, clock_time};

/// How often the journal is looked at.
const EVERY: Span = Span::seconds(1);

/// Says what happens in a walk until it is over, or nobody walks it any more.
pub(super) async fn follow<V: Voice>(
    session: &Session,
    voice: &mut V,
    logbook: &Logbook,
    mut walk: Walk,
    holder: &str,
) -> Result<Walked, Refusal> {
    voice.say(&format!(
        "{holder} walks {}: this only follows, and writes nothing\n",
        walk.runbook.title
    ))?;
    let chain = Journal::read(logbook.folder())?;
    let known = chain.records.iter().filter(|it| it.sequence <= walk.last);
    let mut told: Vec<String> = known.filter_map(|it| in_words(&walk, it)).collect();
    loop {
        voice.say(&told.concat())?;
        if walk.is_over() {
            break;
        }
        let left = match &session.state {
            // Whoever walks holds it: it is given back at once.
            Some(state) => matches!(state.take_walk(holder)?, Walking::Here(_)),
            None => true,
        };
        let new = follow_up(logbook, &mut walk)?;
        told = new.iter().filter_map(|it| in_words(&walk, it)).collect();
        if left && told.is_empty() {
            voice.say("nobody walks it any more: `lifeboat runbook resume` takes it up\n")?;
            break;
        }
        session.clock.sleep(EVERY.duration()).await;
    }
    voice.say(&line::over(&walk, session.clock.now()))?;
    Walked::of(walk, logbook)
}

/// A record of the walk, or of an action of it, in a line.
fn in_words(walk: &Walk, record: &Record) -> Option<String> {
    let own = |intent: u64| walk.undertaking(intent).is_some();
    let what = match &record.entry {
        Entry::Walk(entry) if entry.run.unwrap_or(record.sequence) == walk.run => {
            words(&entry.event)
        }
        Entry::Intent(_) if own(record.sequence) => crate::report::told(&record.entry),
        Entry::Attempt(attempt) if own(attempt.intent) => crate::report::told(&record.entry),
        Entry::Settled(settled) if own(settled.intent) => crate::report::told(&record.entry),
        _ => return None,
    };
    Some(format!(
        "{}  {}\n",
        clock_time(record.at),
        line::cleaned(&what)
    ))
}
