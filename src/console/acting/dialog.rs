//! The review dialog: what is typed into it, and what comes of that. Cancel has
//! the focus; letters are commands only outside the phrase; Enter confirms in the
//! phrase and nowhere else.

use super::{Order, Sending, sight};
use crate::act::{Checked, Class, Proposal, Review, named, propose};
use crate::console::commands::Chord;
use crate::console::line::{Edited, Line};
use crate::console::model::{Model, Over, Tone};
use crate::console::update::Effect;
use crate::console::walking::hear;
use crossterm::event::{KeyCode, KeyEvent};

/// What has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The way out.
    Cancel,
    /// Where the consequence is typed.
    Phrase,
    /// The checks.
    Checks,
}

/// A review as it is shown.
#[derive(Debug, Clone)]
pub struct Dialog {
    /// What is reviewed.
    pub review: Review,
    /// What has the focus.
    pub focus: Focus,
    /// What was typed of the phrase.
    pub typed: Line,
    /// Which check is selected, those that are not checked after the others.
    pub row: usize,
    /// The check that is being overridden, and the reason so far.
    pub reason: Option<(&'static str, Line)>,
    /// Why it was not confirmed, until the next key.
    pub said: Vec<String>,
    /// Why the action cannot be proposed any more.
    pub gone: Option<String>,
    /// The step of the walk that asks for it.
    pub step: Option<String>,
    /// Whether it was seen, and takes keys: those that were typed before are not
    /// meant for it.
    pub takes_keys: bool,
}

impl Dialog {
    /// The dialog of a proposal, with what is worst selected.
    #[must_use]
    pub fn of(proposal: Proposal) -> Self {
        let classes = proposal.checks.iter().map(Checked::class);
        let worst = classes.clone().max();
        let row = classes.into_iter().position(|class| Some(class) == worst);
        Self {
            review: Review::of(proposal),
            focus: Focus::Cancel,
            typed: Line::default(),
            row: row.unwrap_or(0),
            reason: None,
            said: Vec::new(),
            gone: None,
            step: None,
            takes_keys: false,
        }
    }

    /// How many rows its checks are.
    #[must_use]
    pub fn rows(&self) -> usize {
        let proposal = self.review.proposal();
        proposal.checks.len() + proposal.action.not_checked.len()
    }

    /// The check that is selected, when it is one.
    #[must_use]
    pub fn selected(&self) -> Option<&Checked> {
        self.review.proposal().checks.get(self.row)
    }

    fn turn(&mut self, back: bool) {
        self.focus = match (self.focus, back) {
            (Focus::Cancel, false) | (Focus::Checks, true) => Focus::Phrase,
            (Focus::Phrase, false) | (Focus::Cancel, true) => Focus::Checks,
            (Focus::Checks, false) | (Focus::Phrase, true) => Focus::Cancel,
        };
    }

    /// Moves through the checks.
    pub fn step(&mut self, by: isize) {
        self.focus = Focus::Checks;
        let last = self.rows().saturating_sub(1);
        self.row = self.row.saturating_add_signed(by).min(last);
    }
}

/// Whether letters are commands: in a dialog that was seen, outside of what is
/// typed into it.
pub(in crate::console) fn takes_letters(model: &Model) -> bool {
    matches!(&model.over, Over::Review(dialog)
        if dialog.takes_keys && dialog.reason.is_none() && dialog.focus != Focus::Phrase)
}

/// Whether letters go into the phrase, or into a reason.
pub(in crate::console) fn is_typed_into(model: &Model) -> bool {
    matches!(&model.over, Over::Review(dialog)
        if dialog.reason.is_some() || dialog.focus == Focus::Phrase)
}

/// Whether a dialog waits to be seen before it takes keys.
pub(in crate::console) fn is_unseen(model: &Model) -> bool {
    matches!(&model.over, Over::Review(dialog) if !dialog.takes_keys)
}

/// The dialog has been on the screen for long enough to be seen.
pub(in crate::console) fn seen(model: &mut Model) {
    if let Over::Review(dialog) = &mut model.over {
        dialog.takes_keys = true;
    }
}

/// Weighs what is reviewed again, on what is known now.
pub(in crate::console) fn renew(model: &mut Model) {
    let Over::Review(dialog) = &model.over else {
        return;
    };
    let shown = dialog.review.proposal();
    let (action, begun) = (shown.action, shown.begun);
    let fresh = propose(&sight(model), action, &shown.target, &shown.settings, begun);
    let Over::Review(dialog) = &mut model.over else {
        return;
    };
    match fresh {
        Err(why) => dialog.gone = Some(why.to_string()),
        Ok(proposal) => {
            dialog.gone = None;
            let before: Vec<&'static str> = dialog.review.overrides().keys().copied().collect();
            dialog.review.renew(proposal);
            let kept = dialog.review.overrides();
            let lost: Vec<&str> = before
                .into_iter()
                .filter(|id| !kept.contains_key(id))
                .collect();
            if !lost.is_empty() {
                let lost = lost.join(", ");
                let text = format!("{lost} became worse: what overrode it is forgotten");
                model.tell(Tone::Wrong, text);
            }
        }
    }
}

/// A line that was pasted: into a reason it goes, into the phrase never.
pub(in crate::console) fn pasted(model: &mut Model, line: &str) {
    let Over::Review(dialog) = &mut model.over else {
        return;
    };
    match &mut dialog.reason {
        Some((_, reason)) if dialog.takes_keys => reason.insert(line),
        _ => model.tell(Tone::Wrong, "a paste confirms nothing: type the phrase"),
    }
}

/// A key while a review is open. `None` for one that the table of commands has:
/// of those, what may run over a review.
pub(in crate::console) fn press(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let Over::Review(dialog) = &mut model.over else {
        return None;
    };
    if !dialog.takes_keys {
        // It was typed before anyone saw what it would do.
        return (!Chord::control('c').matches(key)).then(Vec::new);
    }
    model.notice = None;
    dialog.said.clear();
    if dialog.reason.is_some() {
        return in_reason(model, key);
    }
    match (key.code, dialog.focus) {
        (KeyCode::Tab, _) => dialog.turn(false),
        (KeyCode::BackTab, _) => dialog.turn(true),
        (KeyCode::Enter, Focus::Cancel) => close(model),
        (KeyCode::Enter, Focus::Checks) => {
            model.tell(
                Tone::Wrong,
                "Enter confirms nothing here: Tab goes to the phrase",
            );
        }
        (KeyCode::Enter, Focus::Phrase) => return Some(enter(model)),
        (_, Focus::Phrase) if dialog.typed.press(key) != Edited::No => {}
        _ => return None,
    }
    Some(Vec::new())
}

/// Closes it: nothing was sent.
pub(in crate::console) fn close(model: &mut Model) {
    let over = std::mem::replace(&mut model.over, Over::Nothing);
    model.tell(Tone::Done, "closed: nothing was sent");
    if let Over::Review(dialog) = over
        && let Some(step) = &dialog.step
    {
        hear::closed(model, step, &dialog.review);
    }
}

fn in_reason(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let Over::Review(dialog) = &mut model.over else {
        return None;
    };
    let (check, reason) = dialog.reason.as_mut()?;
    match key.code {
        KeyCode::Esc => dialog.reason = None,
        KeyCode::Enter => {
            let check = *check;
            match dialog.review.override_check(check, &reason.text()) {
                Ok(()) => {
                    dialog.reason = None;
                    model.tell(
                        Tone::Done,
                        format!("`{check}` is overridden, for this once"),
                    );
                }
                Err(why) => model.tell(Tone::Wrong, why.to_string()),
            }
        }
        _ if reason.press(key) != Edited::No => {}
        _ if Chord::control('c').matches(key) => return None,
        _ => {}
    }
    Some(Vec::new())
}

/// Begins to override the check that is selected.
///
/// # Errors
/// When it does not block, or refuses.
pub(in crate::console) fn begin_override(model: &mut Model) -> Result<(), String> {
    let Over::Review(dialog) = &mut model.over else {
        return Err("no review is open".to_owned());
    };
    // What is not checked is acknowledged as one: by the check that says so.
    let proposal = dialog.review.proposal();
    let selected = dialog.selected().or_else(|| proposal.checks.last());
    let Some((check, class)) = selected.map(|check| (check.id(), check.class())) else {
        return Err("there is nothing to override".to_owned());
    };
    match class {
        Class::Refuse => return Err(format!("`{check}` refuses, which is never overridden")),
        Class::Pass | Class::Warn => {
            return Err(format!(
                "`{check}` does not block: there is nothing to override"
            ));
        }
        Class::Block => {}
    }
    if dialog.review.overrides().contains_key(check) {
        return Err(format!("`{check}` is overridden already"));
    }
    dialog.focus = Focus::Checks;
    dialog.reason = Some((check, Line::default()));
    Ok(())
}

/// Enter in the phrase: confirms, when nothing stands in the way.
fn enter(model: &mut Model) -> Vec<Effect> {
    // Time has passed since the last look at the clock.
    renew(model);
    let now = model.now;
    let busy = model.acting.sending.is_some();
    let step = match &model.over {
        Over::Review(dialog) => dialog.step.clone(),
        _ => None,
    };
    let of_walk = step.as_ref().and_then(|step| hear::obstacle(model, step));
    let Over::Review(dialog) = &mut model.over else {
        return Vec::new();
    };
    let confirmed = dialog.review.confirm(&dialog.typed.text(), now);
    let mut said: Vec<String> = of_walk.into_iter().chain(dialog.gone.clone()).collect();
    if busy {
        said.push("another action is being sent: wait for what it comes to".to_owned());
    }
    let confirmed = match confirmed {
        Ok(confirmed) if said.is_empty() => confirmed,
        Ok(_) => {
            dialog.said = said;
            return Vec::new();
        }
        Err(reasons) => {
            said.extend(reasons.iter().map(ToString::to_string));
            dialog.said = said;
            return Vec::new();
        }
    };
    let proposal = confirmed.proposal();
    let what = format!("{} {}", proposal.action.name, named(&proposal.target));
    model.over = Over::Nothing;
    model.acting.sending = Some(Sending { what, since: now });
    let step = step.and_then(|step| hear::confirmed(model, &step, &confirmed));
    vec![Effect::Act(Order {
        confirmed: Box::new(confirmed),
        estate: Box::new(model.estate.clone()),
        step: step.map(Box::new),
    })]
}
