//! Walks in the console: the runbooks that can be walked, the walk that is under way
//! here or elsewhere, and what happens in it by itself. What is written down is an
//! effect, for others to carry out; only what comes back in the journal has happened.

pub(super) mod hear;
pub(super) mod linting;
mod order;
pub(super) mod probing;
pub(super) mod strip;

pub use linting::Found;
pub use order::{WalkDoes, WalkHands, WalkOrder, WalkProbe, WalkStep, WalksTold};

use super::glance;
use super::model::{Model, Tone};
use super::screens::runbooks;
use super::update::Effect;
use crate::journal::{ReviewedRecord, WalkDeclared, WalkEnd, WalkEvent};
use crate::runbook::{Condition, Experience, Judgement, Todo, Walk, WalkBefore, judge};
use crate::terms::{Instant, Span};

/// How long it is waited for what was asked for anew: what does not answer by then
/// is as it was.
const RENEWAL: Span = Span::seconds(20);

/// After how long something is written down again that could not be.
const WRITE_AGAIN: Span = Span::seconds(30);

/// Where a walk is: how many visits there were, and the place of the step in front.
pub type Mark = (usize, Option<usize>);

/// Runbooks and walks, as far as they were told.
#[derive(Debug, Default)]
pub struct Walking {
    /// The runbooks, and what is wrong with them.
    pub(super) found: Vec<Found>,
    /// How each was walked last.
    pub(super) before: Vec<WalkBefore>,
    /// The walk that is shown, and by whom it is walked.
    shown: Option<(Walk, WalkHands)>,
    /// Whether the runbooks are shown in place of the walk.
    behind: bool,
    /// What walks took before.
    earlier: Experience,
    /// What the probe of the step in front came to.
    probing: probing::Probing,
    /// Whether it is shown whom to call.
    pub(super) contacts: bool,
    /// The number of the last order, and of the last one that was carried out.
    asked: u64,
    done: u64,
    /// The number of the last one by which something was confirmed.
    confirmed: Option<u64>,
    /// When something could not be written down.
    refused: Option<Instant>,
    /// Since when everything is looked at anew for a step.
    looked: Option<(Mark, Instant)>,
    /// Where the walk was when a line was begun: what is typed is about that step.
    line_begun: Option<Mark>,
    /// What was said while something else was being written down.
    held: Option<hear::Said>,
    /// A review at which a rehearsal stops, until that is written down.
    reviewed: Option<ReviewedRecord>,
}

impl Walking {
    /// The walk that is shown, and by whom it is walked.
    pub(super) fn shown(&self) -> Option<(&Walk, &WalkHands)> {
        self.shown.as_ref().map(|(walk, hands)| (walk, hands))
    }

    /// The walk that is walked here, while it is.
    pub(super) fn here(&self) -> Option<&Walk> {
        match &self.shown {
            Some((walk, WalkHands::Here)) if !walk.is_over() => Some(walk),
            _ => None,
        }
    }

    /// The walk that is not over, by whomever it is walked.
    pub(super) fn open(&self) -> Option<(&Walk, &WalkHands)> {
        self.shown().filter(|(walk, _)| !walk.is_over())
    }

    /// What walks took before.
    pub(super) const fn earlier(&self) -> &Experience {
        &self.earlier
    }

    /// Whether something was asked for of which it is not known what came of it.
    pub(super) const fn is_waiting(&self) -> bool {
        self.asked > self.done
    }

    /// Hands an order over.
    fn order(&mut self, does: WalkDoes) -> Effect {
        let number = self.number();
        Effect::Walk(WalkOrder { number, does })
    }

    /// The number of the next order.
    fn number(&mut self) -> u64 {
        self.asked += 1;
        self.asked
    }

    /// What was confirmed in a step was not sent: if that was not told before, it was
    /// never asked for.
    pub(super) fn not_sent(&mut self) {
        let confirmed = self.confirmed.take();
        self.done = self.done.max(confirmed.unwrap_or(0));
    }

    /// Shows the walk again, where there is one.
    pub(super) const fn come_forward(&mut self) {
        self.behind = false;
    }

    /// Which step what is typed is about: the one in front as the line was begun.
    pub(super) fn line(&mut self, is_open: bool, was_open: bool) {
        if !is_open {
            self.line_begun = None;
        } else if !was_open {
            self.line_begun = self.here().map(Walk::mark);
        }
    }
}

/// Whether a walk is shown on its screen, in place of the runbooks.
pub(super) fn is_in_front(model: &Model) -> bool {
    model.walking.shown.is_some() && !model.walking.behind
}

/// Shows the runbooks in place of the walk; one that is over is not shown again.
pub(super) fn close(model: &mut Model) {
    model.walking.behind = true;
    if model.walking.open().is_none() {
        model.walking.shown = None;
    }
}

/// Takes in how walks stand.
pub(super) fn take_up(model: &mut Model, told: WalksTold) {
    let walking = &mut model.walking;
    walking.done = walking.done.max(told.done);
    let is_another = |shown: &Option<(Walk, WalkHands)>, walk: &Walk| {
        shown
            .as_ref()
            .is_none_or(|(known, _)| known.run != walk.run)
    };
    let was_here = walking.here().map(|walk| walk.run);
    let notice = told.shown.as_ref().and_then(|(walk, hands)| {
        let is_new = is_another(&walking.shown, walk);
        let title = &walk.runbook.title;
        match (&walk.over, hands) {
            (Some((_, how)), _) if !is_new && walking.open().is_some() => Some(ended(walk, how)),
            (None, WalkHands::Elsewhere(holder)) if is_new => {
                Some((Tone::Done, format!("{holder} walks {title}: 7 follows it")))
            }
            (None, WalkHands::Nobody) if was_here == Some(walk.run) => {
                let text = format!("{title} is left for later: w takes it up again");
                Some((Tone::Done, text))
            }
            (None, WalkHands::Nobody) if is_new => {
                let text = format!("{title} was begun and is not over: 7 shows it, w takes it up");
                Some((Tone::Wrong, text))
            }
            _ => None,
        }
    });
    // One that was put away is not brought back by being told once more.
    let shown = told.shown.filter(|(walk, _)| {
        !walk.is_over() || !is_another(&walking.shown, walk) || was_here == Some(walk.run)
    });
    let begins = shown
        .as_ref()
        .is_some_and(|(walk, hands)| *hands == WalkHands::Here && was_here != Some(walk.run));
    let mark = |shown: &Option<(Walk, WalkHands)>| shown.as_ref().map(|(walk, _)| walk.mark());
    let moves = mark(&walking.shown) != mark(&shown);
    walking.shown = shown;
    walking.before = told.before;
    walking.earlier = told.earlier;
    if moves && is_in_front(model) && model.screen.key == runbooks::SCREEN.key {
        // The step in front is what is looked at.
        model.scroll = 0;
    }
    let walking = &mut model.walking;
    if begins {
        walking.behind = false;
        walking.looked = None;
    }
    model.revisions.touch(None);
    if let Some((tone, text)) = notice {
        model.tell(tone, text);
    }
    if let Some(trouble) = told.trouble {
        model.tell(Tone::Wrong, format!("the walk is not shown: {trouble}"));
    }
}

fn ended(walk: &Walk, how: &WalkEnd) -> (Tone, String) {
    let title = &walk.runbook.title;
    match how {
        WalkEnd::Completed => (Tone::Done, format!("{title} is complete")),
        WalkEnd::GivenUp { reason } => (Tone::Wrong, format!("{title} was GIVEN UP: {reason}")),
    }
}

/// Something could not be written down, or not be begun.
pub(super) fn not_walked(model: &mut Model, number: u64, why: &str) {
    let walking = &mut model.walking;
    walking.done = walking.done.max(number);
    walking.refused = Some(model.now);
    walking.reviewed = None;
    let why: Vec<&str> = why.lines().map(str::trim).collect();
    model.tell(
        Tone::Wrong,
        format!("not written down, so it did not happen: {}", why.join("; ")),
    );
}

/// Brings walks up to what was seen and to the time: what happens by itself is handed
/// over to be written down.
pub(super) fn follow(model: &mut Model) -> Vec<Effect> {
    linting::renew(model);
    let now = model.now;
    let walking = &model.walking;
    let rests = |refused: Instant| now >= refused && Span::between(refused, now) < WRITE_AGAIN;
    if walking.is_waiting() || walking.refused.is_some_and(rests) || glance::another_account(model)
    {
        return Vec::new();
    }
    if let Some(said) = model.walking.held.take() {
        return hear::again(model, said);
    }
    let Some(walk) = model.walking.here() else {
        return Vec::new();
    };
    let (events, fresh) = happens(model, walk);
    let mut effects: Vec<Effect> = probing::asks(model).into_iter().collect();
    if let Some(mark) = fresh {
        model.walking.looked = Some((mark, now));
        effects.push(Effect::Refresh);
    }
    if !events.is_empty() {
        effects.push(model.walking.order(WalkDoes::Write(events)));
    }
    effects
}

/// What comes of a review that was closed: a rehearsal goes on from there.
pub(super) fn follow_key(model: &mut Model) -> Vec<Effect> {
    if model.walking.is_waiting() {
        return Vec::new();
    }
    let reviewed = model.walking.reviewed.take();
    let event = reviewed.map(WalkEvent::Reviewed);
    let order = event.map(|event| model.walking.order(WalkDoes::Write(vec![event])));
    order.into_iter().collect()
}

/// What happens in a walk by itself, now; and where it is, when everything is to be
/// looked at anew for that.
fn happens(model: &Model, walk: &Walk) -> (Vec<WalkEvent>, Option<Mark>) {
    let (estate, assessment, now) = (&model.estate, &model.assessment, model.now);
    let standing = || estate.declarations().values();
    let known = WalkDeclared {
        declarations: standing().cloned().collect(),
        losses: Vec::new(),
    };
    if walk.is_news(&known) {
        let declared = WalkDeclared::of(standing(), assessment, now);
        return (vec![WalkEvent::Declared(declared)], None);
    }
    match walk.todo() {
        Todo::Record(event) => (vec![event], None),
        Todo::Judge {
            condition, until, ..
        } => {
            let mark = walk.mark();
            let looked = model.walking.looked.filter(|(at, _)| *at == mark);
            let judgement = judged(model, condition);
            let is_last = until.is_some_and(|until| now >= until);
            let decides = judgement.is_met()
                || is_last
                || looked.is_some_and(|(_, since)| is_renewed(model, since));
            let events = if decides {
                walk.judged(&judgement, now)
            } else {
                Vec::new()
            };
            (events, looked.is_none().then_some(mark))
        }
        Todo::Ask { .. } => {
            let judgement = probing::judged(model, walk);
            let events = judgement.map(|it| walk.judged(&it, now));
            (events.unwrap_or_default(), None)
        }
        _ => (Vec::new(), None),
    }
}

/// A condition, held against what is seen now.
pub(super) fn judged(model: &Model, condition: &Condition) -> Judgement {
    judge(condition, &model.assessment, &model.estate, model.now)
}

/// Whether everything that was asked for at an instant has told, or is not waited for
/// any longer.
fn is_renewed(model: &Model, since: Instant) -> bool {
    model.now >= RENEWAL.after(since) || model.estate.slices().all(|(_, _, it)| it.asked >= since)
}
