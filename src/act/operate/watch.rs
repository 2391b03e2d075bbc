//! Looking at what an action stands on, and watching one until AWS agrees.

use crate::act::action::ActionEntry;
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

/// How often an action under way is looked at.
const EVERY: Span = Span::seconds(10);

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

/// Writes a record where nothing waits for the disk.
///
/// # Errors
/// When it cannot be written.
pub async fn record(journal: &Journal, at: Instant, entry: Entry) -> Result<Durable, JournalError> {
    let journal = journal.clone();
    let written = tokio::task::spawn_blocking(move || journal.append(at, entry)).await;
    match written {
        Ok(written) => written,
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    }
}

/// Watches an undertaking until AWS agrees, or `patience` is over: what it came
/// to is written into the journal. `told` hears how far it has come.
///
/// # Errors
/// When that cannot be written; it is settled at the next start then.
pub async fn watch(
    looking: &mut Looking,
    journal: &Journal,
    mut undertaking: Undertaking,
    patience: Option<Span>,
    mut told: impl FnMut(&str),
) -> Result<Settled, JournalError> {
    let clock = looking.setup.clock.clone();
    let action = crate::act::actions::action_named(&undertaking.intent.action);
    let mut last = String::new();
    loop {
        if let Some(action) = action {
            let intent = &undertaking.intent;
            let wanted = looking.stands_on(action, &intent.target, &intent.settings);
            look_at(looking, &wanted).await;
        }
        match looking.weigh(|sight| judge(sight, &undertaking, patience)) {
            Judged::Settle(settled) => {
                let now = clock.now();
                drop(record(journal, now, Entry::Settled(settled.clone())).await?);
                undertaking.settled = Some((now, settled.outcome));
                return Ok(settled);
            }
            Judged::Wait(says) if says != last => {
                told(&says);
                last = says;
            }
            Judged::Wait(_) => {}
        }
        clock.sleep(EVERY.duration()).await;
    }
}
