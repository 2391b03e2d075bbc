//! Guarded actions in the console: what may be done, what is under review, what
//! is under way, and what it came to. It explains in every build; whatever
//! changes something is an effect, for others to carry out.

pub(super) mod carried;
pub(super) mod catalogue;
pub(super) mod dialog;
mod order;
pub(super) mod show_catalogue;
mod show_facts;
pub(super) mod show_review;
pub(super) mod strip;
mod underway;
pub(super) mod writers;

pub use order::Order;

use super::glance;
use super::model::{Model, Over, Tone};
use super::update::Effect;
use crate::act::{Case, Past, Sight, Standing};
use crate::estate::{Scope, Source};
use crate::journal::Outcome;
use crate::terms::{Instant, Span};
use std::collections::BTreeMap;

/// How often what is reviewed, or under way, is looked at again.
const LOOK_EVERY: Span = Span::seconds(10);

/// After how long something is asked for again that was not answered.
const ASK_AGAIN: Span = Span::seconds(30);

/// What actions stand on, and what became of them.
#[derive(Debug)]
pub struct Acting {
    /// What the journal says was done before.
    pub(super) past: Past,
    /// How this run stands.
    pub(super) standing: Standing,
    /// When the console opened: what began before is of an earlier run.
    began: Instant,
    /// What was confirmed, until it is known whether it was sent.
    pub(super) sending: Option<Sending>,
    /// How far what is under way has come, by its number in the journal.
    progress: BTreeMap<u64, String>,
    /// When it was asked to write down what an intent came to.
    settling: BTreeMap<u64, Instant>,
    /// What ended while the console was open, until it is dismissed.
    pub(super) ended: Vec<Ended>,
    /// Since when a store is seen to be written in two places, by its name.
    pub(super) both: BTreeMap<String, Instant>,
    /// When it was last asked to look at what actions stand on.
    pub(super) looked: Option<Instant>,
    /// When it was asked to disarm.
    disarming: Option<Instant>,
}

/// An action that was confirmed and is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// The action and its target.
    pub what: String,
    /// Since when.
    pub since: Instant,
}

/// An action that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its number in the journal; `None` when it did not get that far.
    pub sequence: Option<u64>,
    /// How.
    pub outcome: Outcome,
    /// What, and by what that is known.
    pub words: String,
}

impl Ended {
    /// How it ended, in a word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self.outcome {
            Outcome::Done => "done",
            Outcome::Failed => "FAILED",
            Outcome::Unknown => "UNKNOWN",
        }
    }
}

impl Acting {
    /// Nothing done before, and nothing that may be done.
    #[must_use]
    pub fn new(simulated: bool, now: Instant) -> Self {
        Self {
            past: Past::default(),
            standing: Standing::observing(simulated),
            began: now,
            sending: None,
            progress: BTreeMap::new(),
            settling: BTreeMap::new(),
            ended: Vec::new(),
            both: BTreeMap::new(),
            looked: None,
            disarming: None,
        }
    }

    /// Whether something was confirmed of which it is not known yet what it came to.
    pub(super) fn is_under_way(&self) -> bool {
        self.sending.is_some() || self.past.open().next().is_some()
    }
}

/// What an action is weighed against, as the console sees it.
pub(super) fn sight(model: &Model) -> Sight<'_> {
    Sight {
        plan: &model.plan,
        estate: &model.estate,
        assessment: &model.assessment,
        past: &model.acting.past,
        standing: &model.acting.standing,
        now: model.now,
    }
}

/// Whether seconds decide something: while the window is open, while a review
/// is, while something is under way, while two accept writes, and in a walk.
pub(super) fn is_by_the_second(model: &Model) -> bool {
    is_close(model) || !model.acting.both.is_empty() || model.walking.open().is_some()
}

/// Whether AWS is to be watched closely for the sake of an action.
pub(super) fn is_close(model: &Model) -> bool {
    let reviewed = matches!(model.over, Over::Review(_));
    reviewed || model.is_armed() || model.acting.is_under_way()
}

/// Brings up to date what time and observations change: the window, the review,
/// and what is under way; and says what is to be done about it.
pub(super) fn follow(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    effects.extend(run_out(model));
    // What another account shows tells nothing of this one.
    if glance::another_account(model) {
        if matches!(model.over, Over::Catalogue(_) | Over::Review(_)) {
            model.over = Over::Nothing;
        }
        return effects;
    }
    effects.extend(underway::settle(model));
    dialog::renew(model);
    effects.extend(look(model));
    effects
}

/// The same after a key, which changes neither what was seen nor, to speak of,
/// the time: a key waits for nothing that is weighed. What it has opened is
/// looked at.
pub(super) fn follow_key(model: &mut Model) -> Vec<Effect> {
    look(model).into_iter().collect()
}

/// Closes the window when its time is over.
fn run_out(model: &mut Model) -> Option<Effect> {
    let now = model.now;
    let window = model.acting.standing.window.as_ref()?;
    if window.is_open(now) || !is_due(model.acting.disarming, now) {
        return None;
    }
    model.acting.disarming = Some(now);
    let why = "the window has closed: its time is over";
    model.tell(Tone::Wrong, format!("{why}; this console only looks again"));
    Some(Effect::Disarm {
        why: why.to_owned(),
    })
}

/// Whether what was last asked for at an instant is to be asked for again.
fn is_due(asked: Option<Instant>, now: Instant) -> bool {
    asked.is_none_or(|asked| now < asked || Span::between(asked, now) >= ASK_AGAIN)
}

/// Asks for another look at what is reviewed and what is under way.
fn look(model: &mut Model) -> Option<Effect> {
    let wanted = stood_on(model);
    let now = model.now;
    if wanted.is_empty() {
        model.acting.looked = None;
        return None;
    }
    let rests = |looked: Instant| now >= looked && Span::between(looked, now) < LOOK_EVERY;
    if model.acting.looked.is_some_and(rests) {
        return None;
    }
    model.acting.looked = Some(now);
    Some(Effect::LookAt(wanted))
}

/// What is reviewed, and what is under way, stands on: every source, and where.
fn stood_on(model: &Model) -> Vec<(Source, Scope)> {
    let sight = sight(model);
    let mut all = Vec::new();
    if let Over::Review(dialog) = &model.over {
        let shown = dialog.review.proposal();
        let case = Case {
            sight: &sight,
            target: &shown.target,
            settings: &shown.settings,
            begun: shown.begun,
            relies: &shown.relies,
        };
        all.extend((shown.action.relies)(&case));
        all.extend((shown.action.also)(&case));
    }
    for undertaking in model.acting.past.open() {
        let intent = &undertaking.intent;
        let Some(action) = crate::act::action_named(&intent.action) else {
            continue;
        };
        let case = Case {
            sight: &sight,
            target: &intent.target,
            settings: &intent.settings,
            begun: undertaking.at,
            relies: &[],
        };
        all.extend((action.relies)(&case));
        all.extend((action.also)(&case));
    }
    all.sort();
    all.dedup();
    all
}
