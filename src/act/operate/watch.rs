//! Looking at what an action stands on, and watching one until AWS agrees.

use crate::act::action::ActionEntry;
use crate::act::actions::action_named;
use crate::act::case::{Case, Sight, Standing};
use crate::act::past::{Past, Undertaking};
use crate::act::settle::{Judged, judge};
use crate::assess::Assessment;
use crate::collect::{Knowledge, Setup, once_of};
use crate::estate::{Estate, Scope, Source};
use crate::journal::{Durable, Entry, Journal, JournalError, Settled};
use crate::terms::{Instant, Span};
use futures::StreamExt;
use std::sync::Arc;

/// How long one look at what an action stands on may take.
const PATIENCE: Span = Span::seconds(20);

/// How long nothing more is told before what has come is weighed.
const PAUSE: Span = Span::seconds(1);

/// How often an action under way is looked at, from one look's beginning to the
/// next's: what it came to is known that soon, and the time that a look takes.
pub const EVERY: Span = Span::seconds(10);

/// How long nothing is asked between two looks, however long they take.
const REST: Span = Span::seconds(1);

/// What is looked at, and what is known of it.
#[derive(Debug)]
pub struct Looking {
    /// Whom to ask, and by which clock.
    pub setup: Setup,
    /// What AWS was last seen to say.
    pub estate: Estate,
    /// What the journal says was done before.
    pub past: Past,
    /// How this run stands.
    pub standing: Standing,
}

impl Looking {
    /// Weighs something against what is known now.
    pub fn weigh<T>(&self, weigh: impl FnOnce(&Sight<'_>) -> T) -> T {
        let now = self.setup.clock.now();
        let assessment = Assessment::of(Arc::clone(&self.setup.plan), &self.estate, now);
        weigh(&Sight {
            plan: &self.setup.plan,
            estate: &self.estate,
            assessment: &assessment,
            past: &self.past,
            standing: &self.standing,
            now,
        })
    }

    /// Everything that an action on a target stands on, and what is looked at
    /// beside that.
    #[must_use]
    pub fn stands_on(
        &self,
        action: &'static ActionEntry,
        target: &crate::journal::Target,
        settings: &crate::act::case::Settings,
    ) -> Vec<(Source, Scope)> {
        self.weigh(|sight| {
            let case = Case {
                sight,
                target,
                settings,
                begun: sight.now,
                relies: &[],
            };
            let mut all = (action.relies)(&case);
            all.extend((action.also)(&case));
            all.sort();
            all.dedup();
            all
        })
    }
}

/// Looks again at some sources, and takes in what they say.
pub async fn look_at(looking: &mut Looking, wanted: &[(Source, Scope)]) {
    let known = Knowledge::of(&looking.estate, &looking.setup.plan);
    let pass = once_of(&looking.setup, known, PATIENCE, wanted);
    futures::pin_mut!(pass);
    while let Some(observation) = pass.next().await {
        looking.estate.apply(observation);
    }
}

/// Looks again at some sources until what an undertaking came to is told: a Region
/// that does not answer does not hold up what another has told already.
async fn look_for(
    looking: &mut Looking,
    wanted: &[(Source, Scope)],
    undertaking: &Undertaking,
    patience: Option<Span>,
) {
    let clock = looking.setup.clock.clone();
    let known = Knowledge::of(&looking.estate, &looking.setup.plan);
    let pass = once_of(&looking.setup, known, PATIENCE, wanted);
    futures::pin_mut!(pass);
    let mut is_weighed = false;
    loop {
        match tokio::time::timeout(clock.on_host(PAUSE.duration()), pass.next()).await {
            Ok(Some(observation)) => {
                looking.estate.apply(observation);
                is_weighed = false;
            }
            Ok(None) => return,
            Err(_) if is_weighed => {}
            Err(_) => {
                is_weighed = true;
                let judged = looking.weigh(|sight| judge(sight, undertaking, patience));
                if matches!(judged, Judged::Settle(_)) {
                    return;
                }
            }
        }
    }
}

/// Writes a record where nothing waits for the disk.
///
/// # Errors
/// When it cannot be written.
pub async fn record(journal: &Journal, at: Instant, entry: Entry) -> Result<Durable, JournalError> {
    let journal = journal.clone();
    blocking(move || journal.append(at, entry)).await
}

/// Whether the journal on the disk says that an intent is settled.
///
/// # Errors
/// When it cannot be read.
pub(super) async fn is_settled(journal: &Journal, intent: u64) -> Result<bool, JournalError> {
    let folder = journal.files().folder().to_owned();
    let chain = blocking(move || Journal::read(&folder)).await?;
    let mut entries = chain.records.iter().map(|record| &record.entry);
    Ok(entries.any(|entry| matches!(entry, Entry::Settled(it) if it.intent == intent)))
}

/// Does what waits for the disk where nothing waits for it.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    }
}

/// Looks at what an intent came to, and writes it down once that is told.
///
/// # Errors
/// When it cannot be written.
async fn look_into(
    looking: &mut Looking,
    journal: &Journal,
    undertaking: &Undertaking,
    patience: Option<Span>,
) -> Result<Judged, JournalError> {
    let intent = &undertaking.intent;
    let action = action_named(&intent.action);
    // What is known not to have been sent left nothing to look at.
    if let Some(action) = action.filter(|_| undertaking.may_have_been_sent()) {
        let wanted = looking.stands_on(action, &intent.target, &intent.settings);
        look_for(looking, &wanted, undertaking, patience).await;
    }
    let judged = looking.weigh(|sight| judge(sight, undertaking, patience));
    if let Judged::Settle(settled) = &judged {
        let now = looking.setup.clock.now();
        drop(record(journal, now, Entry::Settled(settled.clone())).await?);
        looking.past.settle(now, settled);
    }
    Ok(judged)
}

/// Watches an undertaking until AWS agrees, or `patience` is over: what it came
/// to is written into the journal. `told` hears how far it has come.
///
/// # Errors
/// When that cannot be written; it is settled at the next start then.
pub async fn watch(
    looking: &mut Looking,
    journal: &Journal,
    undertaking: Undertaking,
    patience: Option<Span>,
    mut told: impl FnMut(&str),
) -> Result<Settled, JournalError> {
    let clock = looking.setup.clock.clone();
    let mut last = String::new();
    loop {
        let begun = clock.now();
        match look_into(looking, journal, &undertaking, patience).await? {
            Judged::Settle(settled) => return Ok(settled),
            Judged::Wait(says) if says != last => {
                told(&says);
                last = says;
            }
            Judged::Wait(_) => {}
        }
        let took = Span::between(begun, clock.now()).duration();
        let rest = EVERY.duration().saturating_sub(took);
        clock.sleep(rest.max(REST.duration())).await;
    }
}

/// Looks once into every intent of which it is not known what it came to, and
/// settles those of which AWS tells. Nothing is ever sent.
///
/// # Errors
/// When what one came to cannot be written.
pub async fn settle(
    looking: &mut Looking,
    journal: &Journal,
    patience: Option<Span>,
) -> Result<Vec<(Undertaking, Judged)>, JournalError> {
    let open: Vec<Undertaking> = looking.past.open().cloned().collect();
    let mut all = Vec::with_capacity(open.len());
    for undertaking in open {
        let judged = look_into(looking, journal, &undertaking, patience).await?;
        all.push((undertaking, judged));
    }
    Ok(all)
}
