//! Probes of a walk, asked again and again until they are answered as they should be.

use super::{Mark, RENEWAL, WalkProbe};
use crate::console::model::Model;
use crate::console::update::Effect;
use crate::runbook::{Asked, Judgement, Todo, Walk};
use crate::terms::{Instant, Span};

/// How long after an answer it is asked again.
const AGAIN: Span = Span::seconds(10);

/// What the probe of a step came to, each with where the walk was.
#[derive(Debug, Default)]
pub(super) struct Probing {
    /// Since when it is being asked.
    asking: Option<(Mark, Instant)>,
    /// What came last, and when.
    came: Option<(Mark, Instant, Asked)>,
}

impl Probing {
    /// Whether it is to be asked, once more or at first.
    fn is_due(&self, mark: Mark, now: Instant) -> bool {
        let asking = self.asking.filter(|(at, _)| *at == mark);
        let came = self.came.as_ref().filter(|(at, ..)| *at == mark);
        match (asking, came) {
            // An answer that does not come is not waited for for ever.
            (Some((_, since)), _) => now >= RENEWAL.after(since),
            (None, Some((_, came, _))) => now >= AGAIN.after(*came),
            (None, None) => true,
        }
    }
}

/// Takes in what came of a probe.
pub(in crate::console) fn take_up(model: &mut Model, mark: Mark, asked: Asked) {
    let probing = &mut model.walking.probing;
    if probing.asking.is_some_and(|(at, _)| at == mark) {
        probing.asking = None;
        probing.came = Some((mark, model.now, asked));
        model.revisions.touch(None);
    }
}

/// Asks what the step in front asks, when that is due.
pub(super) fn asks(model: &mut Model) -> Option<Effect> {
    let walk = model.walking.here()?;
    let Todo::Ask { probe, .. } = walk.todo() else {
        return None;
    };
    let (mark, probe) = (walk.mark(), probe.clone());
    if !model.walking.probing.is_due(mark, model.now) {
        return None;
    }
    model.walking.probing.asking = Some((mark, model.now));
    Some(Effect::Ask(Box::new(WalkProbe { mark, probe })))
}

/// What came of the probe of the step in front, held against what is wanted; `None`
/// before anything came.
pub(in crate::console) fn judged(model: &Model, walk: &Walk) -> Option<Judgement> {
    let Todo::Ask { probe, .. } = walk.todo() else {
        return None;
    };
    let (mark, _, asked) = model.walking.probing.came.as_ref()?;
    (*mark == walk.mark()).then(|| probe.judge(asked, &model.assessment))
}
