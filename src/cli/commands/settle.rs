//! `lifeboat action settle`: what came of actions that are not known to have
//! ended. It looks at AWS and writes into the journal; it never sends.

use super::action::Ground;
use crate::act::operate::{EVERY, Looking, settle};
use crate::act::{Judged, Undertaking, named};
use crate::cli::arguments::{Output, SettleArguments};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::logbook::Logbook;
use crate::cli::session::Session;
use crate::journal::{Journal, JournalError, Outcome, Settled};
use crate::report;
use crate::terms::{Instant, Span};
use serde_json::json;
use std::collections::BTreeMap;

/// Settles everything that is open, and ends with the worst of what it came to.
///
/// # Errors
/// When AWS cannot be looked at, or the journal not be written.
pub(super) async fn run(session: &Session, how: &SettleArguments) -> Result<Exit, Refusal> {
    let mut looking = Ground::look(session).await?.into_looking(session);
    if session.state.is_none() {
        crate::cli::complain("nothing is kept of a simulation in this process: nothing is open");
        return Ok(Exit::Done);
    }
    if let Some(why) = &looking.standing.journal {
        return Err(Refusal::Guard(format!(
            "nothing was settled, since the journal cannot be written: {why}"
        )));
    }
    let logbook = Logbook::of(session)?;
    let settled = all(&mut looking, &logbook.journal, how.patience).await?;
    let unreadable: Vec<(u64, Instant)> = looking.past.unreadable().collect();
    let worst = settled
        .iter()
        .map(|(_, it)| exit(it.outcome))
        .chain(unreadable.iter().map(|_| Exit::Unknown))
        .max_by_key(|exit| *exit as u8);
    match how.output {
        Output::Json => super::print_json(&as_json(session, &settled, &unreadable))?,
        Output::Table => super::print(&as_text(session, &settled, &unreadable))?,
    };
    Ok(worst.unwrap_or(Exit::Done))
}

/// What an outcome ends with.
pub(super) const fn exit(outcome: Outcome) -> Exit {
    match outcome {
        Outcome::Done => Exit::Done,
        Outcome::Failed => Exit::Failed,
        Outcome::Unknown => Exit::Unknown,
    }
}

/// That nothing can be written is a guard: nothing is sent then.
pub(super) fn not_written(error: JournalError) -> Refusal {
    Refusal::Guard(format!(
        "nothing was sent, since the journal cannot be written: {error}"
    ))
}

/// Settles what can be told at once, before anything new is begun. A journal to
/// which nothing can be added is left alone: the preflight refuses for it.
pub(super) async fn what_is_told(looking: &mut Looking, journal: &Journal) -> Result<(), Refusal> {
    if looking.standing.journal.is_some() {
        return Ok(());
    }
    let looked = settle(looking, journal, None).await;
    for (undertaking, judged) in looked.map_err(not_written)? {
        let says = match judged {
            Judged::Settle(settled) => said(&settled),
            Judged::Wait(says) => format!("still open: {says}"),
        };
        crate::cli::complain(&format!("{}: {says}", of(&undertaking)));
    }
    Ok(())
}

/// Looks until nothing is open any more.
async fn all(
    looking: &mut Looking,
    journal: &Journal,
    patience: Option<Span>,
) -> Result<Vec<(Undertaking, Settled)>, Refusal> {
    let mut done = Vec::new();
    let mut told: BTreeMap<u64, String> = BTreeMap::new();
    loop {
        let mut waits = false;
        for (undertaking, judged) in settle(looking, journal, patience).await? {
            match judged {
                Judged::Settle(settled) => done.push((undertaking, settled)),
                Judged::Wait(says) => {
                    waits = true;
                    let before = told.insert(undertaking.sequence, says.clone());
                    if before.as_ref() != Some(&says) {
                        crate::cli::complain(&format!("watching {}: {says}", of(&undertaking)));
                    }
                }
            }
        }
        if !waits {
            return Ok(done);
        }
        looking.setup.clock.sleep(EVERY.duration()).await;
    }
}

fn of(undertaking: &Undertaking) -> String {
    format!(
        "{} {} (journal, {})",
        undertaking.intent.action,
        named(&undertaking.intent.target),
        undertaking.sequence
    )
}

fn said(settled: &Settled) -> String {
    let word = report::outcome(settled.outcome);
    match settled.evidence.first() {
        Some(seen) => format!("{word}: {seen}"),
        None => word.to_owned(),
    }
}

const NOT_READ: &str =
    "an intent that this version cannot read: settle it with the lifeboat that wrote it";

fn as_text(
    session: &Session,
    settled: &[(Undertaking, Settled)],
    unreadable: &[(u64, Instant)],
) -> String {
    let simulated = if session.simulated {
        " (SIMULATED)"
    } else {
        ""
    };
    let mut text = String::new();
    for (undertaking, settled) in settled {
        text.push_str(&format!(
            "{}: {}{simulated}\n",
            of(undertaking),
            said(settled)
        ));
    }
    for (sequence, _) in unreadable {
        text.push_str(&format!("journal, {sequence}: {NOT_READ}\n"));
    }
    if text.is_empty() {
        text.push_str("nothing is open\n");
    }
    text
}

fn as_json(
    session: &Session,
    settled: &[(Undertaking, Settled)],
    unreadable: &[(u64, Instant)],
) -> serde_json::Value {
    let settled = settled.iter().map(|(undertaking, settled)| {
        json!({
            "journal_sequence": undertaking.sequence,
            "action": undertaking.intent.action,
            "target": named(&undertaking.intent.target),
            "at": undertaking.at,
            "outcome": report::outcome(settled.outcome),
            "evidence": settled.evidence,
        })
    });
    let unreadable = unreadable.iter().map(|(sequence, at)| {
        json!({ "journal_sequence": sequence, "at": at, "outcome": "UNKNOWN", "evidence": [NOT_READ] })
    });
    json!({
        "schema_version": report::SCHEMA_VERSION,
        "simulated": session.simulated,
        "settled": settled.chain(unreadable).collect::<Vec<_>>(),
    })
}
