//! The run of a confirmed action: intent, another look, proof of the lease, one
//! attempt, and what came.

use super::intent::intent;
use super::lease::{Lease, NotProven};
use super::watch::{Looking, is_settled, look_at, record};
use crate::act::past::Undertaking;
use crate::act::proposal::{Deed, NoProposal, propose};
use crate::act::review::{Confirmed, NotConfirmed};
use crate::aws::{Mutation, Operator, Sent};
use crate::clock::Clock;
use crate::estate::Failure;
use crate::journal::{Attempt, Came, Durable, Entry, Journal, JournalError};
use crate::terms::OutsideText;

/// What a run acts with.
#[derive(Debug)]
pub struct Stage<'a> {
    /// Where it is written down.
    pub journal: &'a Journal,
    /// Who sends.
    pub operator: &'a Operator,
    /// The lease, or that its absence was overridden.
    pub lease: Option<&'a Lease>,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum NotRun {
    /// It is not what was confirmed any more, or a guard stands in the way.
    #[error("{}", lines(.0))]
    NotConfirmed(Vec<NotConfirmed>),
    /// There is nothing to propose any more.
    #[error(transparent)]
    NoProposal(#[from] NoProposal),
    /// The journal cannot be written.
    #[error("nothing was sent, since the journal cannot be written: {0}")]
    Journal(#[from] JournalError),
    /// The lease is not this run's.
    #[error("nothing was sent: {0}")]
    Lease(#[from] NotProven),
    /// Another run settled the intent while this one was held up.
    #[error(
        "nothing was sent: another lifeboat settled this intent meanwhile (journal, {0}); \
         this process was held up"
    )]
    Settled(u64),
    /// The window has closed.
    #[error("nothing was sent: the window in which this run may act is closed")]
    NotArmed,
}

fn lines(all: &[NotConfirmed]) -> String {
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    all.join("\n")
}

/// An action that was sent, or recorded, and is to be watched now.
#[derive(Debug)]
pub struct Sending {
    /// What the journal has of it.
    pub undertaking: Undertaking,
    /// Why what came of it is not in the journal, when it is not: it is settled
    /// by looking, now or at the next start.
    pub unwritten: Option<JournalError>,
}

/// Runs a confirmed action up to AWS's answer: written down first, looked at
/// once more, sent once. The value confirmed is the value executed.
///
/// The confirmation is used up by it, and the proof that its intent is on the
/// disk is held from the record up to the one call and goes with it: whoever
/// would send again would need another intent.
///
/// # Errors
/// When nothing was sent, and why.
pub async fn run(
    stage: &Stage<'_>,
    looking: &mut Looking,
    confirmed: Confirmed,
) -> Result<Sending, NotRun> {
    let clock = looking.setup.clock.clone();
    let window = looking.standing.window.clone().ok_or(NotRun::NotArmed)?;
    let at = clock.now();
    if !window.is_open(at) {
        return Err(NotRun::NotArmed);
    }
    let meant = intent(&confirmed, &window.reason, window.incident.as_ref(), at);
    let durable = record(stage.journal, at, Entry::Intent(Box::new(meant.clone()))).await?;
    let mut undertaking = Undertaking {
        sequence: durable.sequence(),
        at,
        intent: meant,
        came: None,
        settled: None,
    };
    let deed = &confirmed.proposal().prepared.deed;
    let cleared = match (ready(looking, &confirmed).await, deed) {
        (Ok(()), Deed::Send(_)) => clear(stage, &clock, &durable).await,
        (ready, _) => ready,
    };
    if let Err(why) = cleared {
        withdraw(stage, &clock, &durable, &why).await?;
        return Err(why);
    }
    let came = match deed {
        Deed::Record(entry) => {
            drop(record(stage.journal, clock.now(), entry.clone()).await?);
            Came::Accepted {
                request_id: None,
                id: None,
            }
        }
        Deed::Send(mutation) => send(stage.operator, mutation, durable).await,
    };
    let attempt = Attempt {
        intent: undertaking.sequence,
        came: came.clone(),
    };
    let now = clock.now();
    undertaking.came = Some((now, came));
    let unwritten = record(stage.journal, now, Entry::Attempt(attempt))
        .await
        .err();
    Ok(Sending {
        undertaking,
        unwritten,
    })
}

/// Looks once more: whether what was confirmed still holds.
async fn ready(looking: &mut Looking, confirmed: &Confirmed) -> Result<(), NotRun> {
    let shown = confirmed.proposal();
    let wanted = looking.stands_on(shown.action, &shown.target, &shown.settings);
    look_at(looking, &wanted).await;
    looking.weigh(|sight| {
        let fresh = propose(
            sight,
            shown.action,
            &shown.target,
            &shown.settings,
            shown.begun,
        )?;
        confirmed
            .holds(&fresh, sight.now)
            .map_err(NotRun::NotConfirmed)
    })
}

/// Makes sure that nobody else is at it: the lease is proven, and no other run
/// took this one for ended and settled its intent. The proof of the lease is
/// looked at last, so that it covers what was before it.
async fn clear(stage: &Stage<'_>, clock: &Clock, durable: &Durable) -> Result<(), NotRun> {
    let proof = match stage.lease {
        Some(lease) => Some(lease.prove(clock, durable).await?),
        None => None,
    };
    if is_settled(stage.journal, durable.sequence()).await? {
        return Err(NotRun::Settled(durable.sequence()));
    }
    if let Some(proof) = proof {
        proof.still_holds(clock.now())?;
    }
    Ok(())
}

/// Sends a request, once: the proof of its intent is used up by it.
async fn send(operator: &Operator, mutation: &Mutation, durable: Durable) -> Came {
    came(operator.send(mutation, &durable).await)
}

/// Writes down that nothing was sent, and why.
async fn withdraw(
    stage: &Stage<'_>,
    clock: &Clock,
    durable: &Durable,
    why: &NotRun,
) -> Result<(), JournalError> {
    let attempt = Attempt {
        intent: durable.sequence(),
        came: Came::NotSent {
            why: why.to_string(),
        },
    };
    drop(record(stage.journal, clock.now(), Entry::Attempt(attempt)).await?);
    Ok(())
}

fn came(sent: Sent) -> Came {
    match sent {
        Sent::Accepted { request_id, id } => Came::Accepted { request_id, id },
        Sent::Rejected(failure) => Came::Rejected { failure },
        Sent::Unknown(failure) => Came::Unknown { failure },
        Sent::NotSent(failure) => Came::NotSent {
            why: words(&failure),
        },
    }
}

fn words(failure: &Failure) -> String {
    OutsideText::new(&failure.to_string()).to_string()
}
