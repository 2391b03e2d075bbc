//! What is next in a walk, and what a judgement comes to.

use super::{MOST_VISITS, Position, Walk};
use crate::act::{ActionEntry, Settings, action_named};
use crate::journal::{
    Came, JudgedRecord, JudgedStanding, Outcome as Settled, StepEnd, WalkEnd, WalkEvent, WalkMode,
};
use crate::runbook::condition::Condition;
use crate::runbook::judgement::{Judgement, Outcome};
use crate::runbook::model::{OnFailure, Probe, Step, StepKind};
use crate::terms::{Instant, OutsideText, Span};

/// What is to be done next.
#[derive(Debug, Clone, PartialEq)]
pub enum Todo<'a> {
    /// This is to be written down, and then asked again.
    Record(WalkEvent),
    /// A person does it, and says so.
    Acknowledge(&'a Step),
    /// A condition is to be judged on what is seen now, and the judgement fed.
    Judge {
        /// The step.
        step: &'a Step,
        /// The condition.
        condition: &'a Condition,
        /// When it is waited for no longer.
        until: Option<Instant>,
    },
    /// What a customer would ask is to be asked, and the judgement fed.
    Ask {
        /// The step.
        step: &'a Step,
        /// What is asked.
        probe: &'a Probe,
    },
    /// An action is to be reviewed; what was confirmed is written down, then run.
    Review(Call<'a>),
    /// An action is under way: it is to be looked at until it is settled.
    Settle {
        /// The step.
        step: &'a Step,
        /// The sequence of its intent.
        intent: u64,
    },
    /// Somebody has to decide.
    Decide(Decision<'a>),
    /// It is over.
    Over,
}

/// An action that a step asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Call<'a> {
    /// The step.
    pub step: &'a Step,
    /// The action's name in the catalogue.
    pub action: &'static str,
    /// Its target as the runbook writes it; `None` where the plan says it.
    pub target: Option<&'a str>,
    /// What is chosen beside it.
    pub settings: Settings,
}

impl Call<'_> {
    /// The action's entry in the catalogue.
    #[must_use]
    pub fn entry(&self) -> Option<&'static ActionEntry> {
        action_named(self.action)
    }
}

/// What somebody has to decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<'a> {
    /// The step.
    pub step: &'a Step,
    /// Why the walk does not go on by itself.
    pub why: String,
    /// Whether it may be begun all the same.
    pub may_waive: bool,
}

impl Walk {
    /// What is to be done next.
    #[must_use]
    pub fn todo(&self) -> Todo<'_> {
        if self.over.is_some() {
            return Todo::Over;
        }
        let Some((_, step)) = self.step() else {
            let how = WalkEnd::Completed;
            return Todo::Record(WalkEvent::Over { how });
        };
        let decide = |why, may_waive| {
            Todo::Decide(Decision {
                step,
                why,
                may_waive,
            })
        };
        match self.position {
            Position::In(_) => self.in_step(step),
            Position::Failed(_) => {
                let why = match self.visits.last().and_then(|visit| visit.ended.as_ref()) {
                    Some((_, StepEnd::Failed { why })) => why.clone(),
                    _ => String::new(),
                };
                decide(format!("it failed: {why}"), false)
            }
            Position::Again(_) => {
                let why = format!("the walk came here {MOST_VISITS} times already");
                decide(why, true)
            }
            Position::Ahead(_) | Position::End => {
                let missing = self.missing(step);
                if missing.is_empty() {
                    let step = step.id.as_str().to_owned();
                    return Todo::Record(WalkEvent::Entered { step });
                }
                decide(format!("it requires {}", missing.join(", ")), true)
            }
        }
    }

    fn in_step<'a>(&'a self, step: &'a Step) -> Todo<'a> {
        match &step.kind {
            StepKind::Manual => Todo::Acknowledge(step),
            StepKind::Check(condition) => Todo::Judge {
                step,
                condition,
                until: None,
            },
            StepKind::Wait {
                condition,
                time_out,
            } => Todo::Judge {
                step,
                condition,
                until: self.visit().map(|visit| time_out.after(visit.begun)),
            },
            StepKind::Probe(probe) => Todo::Ask { step, probe },
            StepKind::Action(call) => self.acting(Call {
                step,
                action: call.action.name,
                target: Some(&call.target),
                settings: call.settings.clone(),
            }),
            StepKind::Notify(notice) => {
                let pairs = [("subject", &notice.subject), ("message", &notice.message)];
                let chosen = pairs
                    .into_iter()
                    .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
                self.acting(Call {
                    step,
                    action: "notify",
                    target: None,
                    settings: chosen.collect(),
                })
            }
        }
    }

    /// What is next in a step that acts.
    fn acting<'a>(&'a self, call: Call<'a>) -> Todo<'a> {
        let step = call.step;
        let named = || step.id.as_str().to_owned();
        let end = |how| Todo::Record(WalkEvent::Ended { step: named(), how });
        let Some(visit) = self.visit() else {
            return Todo::Review(call);
        };
        if let Some(reviewed) = &visit.reviewed {
            let phrase = OutsideText::new(&reviewed.phrase);
            let why = format!("stopped at the review; it would be confirmed by `{phrase}`");
            return end(StepEnd::Rehearsed { why });
        }
        let Some(deed) = visit.deeds.last().filter(|deed| deed.not_run.is_none()) else {
            return Todo::Review(call);
        };
        let Some(intent) = deed.intent else {
            // Without an intent nothing was sent: whoever confirmed it ended before.
            return Todo::Record(WalkEvent::NotRun {
                step: named(),
                why: "lifeboat ended before its intent was written: nothing was sent".to_owned(),
            });
        };
        let undertaking = self.undertaking(intent);
        match undertaking.and_then(|it| it.settled) {
            None => Todo::Settle { step, intent },
            Some((_, Settled::Done)) => end(StepEnd::Done { note: None }),
            Some((_, outcome)) => {
                let came = undertaking.and_then(|it| it.came.as_ref());
                let why = match (outcome, came) {
                    (_, Some((_, Came::NotSent { why }))) => format!("not sent: {why}"),
                    (_, Some((_, Came::Rejected { failure }))) => {
                        format!("AWS refused it: {failure}")
                    }
                    (Settled::Unknown, _) => "what it came to is not known".to_owned(),
                    _ => "AWS says that it was not done".to_owned(),
                };
                end(StepEnd::Failed {
                    why: format!("{why} (journal, {intent})"),
                })
            }
        }
    }

    /// What a judgement comes to: what is to be written down. Nothing, when it is
    /// what it was before and is still waited for.
    #[must_use]
    pub fn judged(&self, judgement: &Judgement, now: Instant) -> Vec<WalkEvent> {
        let (step, until) = match self.todo() {
            Todo::Judge { step, until, .. } => (step, until),
            Todo::Ask { step, .. } => (step, None),
            _ => return Vec::new(),
        };
        let named = || step.id.as_str().to_owned();
        let record = judged_record(judgement);
        let is_over = until.is_some_and(|until| now >= until);
        let how = if judgement.is_met() {
            Some(StepEnd::Done { note: None })
        } else if self.begun.mode == WalkMode::Rehearsal && self.stopped_at_a_review() {
            let why = "it is not met as long as no action is sent".to_owned();
            Some(StepEnd::Rehearsed { why })
        } else if is_over {
            let waited = self
                .visit()
                .map_or(Span::ZERO, |visit| Span::between(visit.begun, now));
            Some(StepEnd::Failed {
                why: format!("after {waited}: {judgement}"),
            })
        } else if until.is_none() && step.on_failure != OnFailure::Stop {
            Some(StepEnd::Failed {
                why: judgement.to_string(),
            })
        } else {
            None
        };
        let before = self.visit().and_then(|visit| visit.judged.last());
        let is_new = before.is_none_or(|(_, before)| before.standing != record.standing);
        let mut events = Vec::new();
        // The value that decides is on record, whatever was before.
        if is_new || how.is_some() {
            events.push(WalkEvent::Judged {
                step: named(),
                judged: record,
            });
        }
        events.extend(how.map(|how| WalkEvent::Ended { step: named(), how }));
        events
    }

    /// Whether a rehearsal has stopped at a review already.
    fn stopped_at_a_review(&self) -> bool {
        self.visits.iter().any(|visit| visit.reviewed.is_some())
    }
}

/// A judgement as the journal has it.
fn judged_record(judgement: &Judgement) -> JudgedRecord {
    let (standing, why) = match &judgement.outcome {
        Outcome::Met => (JudgedStanding::Met, None),
        Outcome::NotMet => (JudgedStanding::NotMet, None),
        Outcome::Unknown(why) => (JudgedStanding::Unknown, Some(why.to_string())),
    };
    JudgedRecord {
        standing,
        why,
        measured: judgement.measured.clone(),
        threshold: judgement.threshold.clone(),
        clears: judgement.clears.clone(),
        seen: judgement.seen,
    }
}
