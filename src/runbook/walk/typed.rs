//! What an operator types in a walk, and what it comes to.

use super::{Decision, Position, Todo, Walk};
use crate::journal::{JudgedStanding, StepEnd, WalkEnd, WalkEvent};
use crate::runbook::{Step, StepId};
use crate::terms::OutsideText;

/// How long a note or a reason may be, in characters.
const LONGEST: usize = 400;

/// What a typed line comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// This is to be written down.
    Record(Box<WalkEvent>),
    /// Something is to be shown; nothing happened.
    Tell(Tell),
    /// A Region is declared down, or up: `us-east-1 down --since 14:02`.
    Declare(String),
    /// Everything is to be looked at again.
    Look,
    /// The walk is left for later.
    Leave,
}

/// What is shown on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// What can be typed.
    Help,
    /// Whom to call.
    Contacts,
    /// Six lines for the incident channel.
    Sitrep,
    /// Every step, and how it stands.
    Steps,
}

/// Why a typed line comes to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// It is no command.
    #[error("`{0}` is nothing to type here; `help` says what is")]
    NoCommand(String),
    /// Words are missing after the command.
    #[error("say {what}: `{command} …`")]
    Words {
        /// The command.
        command: &'static str,
        /// What is missing.
        what: &'static str,
    },
    /// They are too many.
    #[error("that is longer than {LONGEST} characters: say it in fewer")]
    TooLong,
    /// It is not for this step.
    #[error("{0}")]
    NotHere(String),
    /// There is no such step.
    #[error("there is no step `{0}`; `steps` names them")]
    NoStep(String),
    /// The walk is over.
    #[error("the walk is over")]
    Over,
}

/// What can be typed, with what it does.
pub const COMMANDS: [(&str, &str); 14] = [
    (
        "done NOTE",
        "the step is done; the note says what was done or seen",
    ),
    ("fail REASON", "it was done, and failed"),
    ("skip REASON", "pass over the step"),
    ("again", "do a step that failed again; look or ask again"),
    (
        "anyway REASON",
        "begin a step although what it requires is not done",
    ),
    ("back [STEP]", "go to the step before, or to that one"),
    ("note TEXT", "write a remark down"),
    (
        "declare REGION down|up [--since TIME] [--incident ID]",
        "your word about a Region",
    ),
    ("steps", "every step, and how it stands"),
    ("contacts", "whom to call"),
    ("sitrep", "six lines for the incident channel"),
    (
        "leave",
        "leave the walk for later: `lifeboat runbook resume`",
    ),
    ("abort REASON", "give the walk up"),
    ("help", "this list"),
];

impl Walk {
    /// Takes in a line that an operator typed while nothing is being reviewed.
    ///
    /// # Errors
    /// When it comes to nothing, and what could be typed instead.
    pub fn typed(&self, line: &str) -> Result<Reply, NotTaken> {
        if self.is_over() {
            return Err(NotTaken::Over);
        }
        let line = line.trim();
        let (command, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let said = |command, what| {
            if rest.is_empty() {
                Err(NotTaken::Words { command, what })
            } else if rest.chars().count() > LONGEST {
                Err(NotTaken::TooLong)
            } else {
                Ok(OutsideText::new(rest))
            }
        };
        Ok(match command {
            "done" => Reply::Record(Box::new(
                self.ends_by_word(
                    said("done", "what was done, or what you saw")
                        .map(|note| StepEnd::Done { note: Some(note) })?,
                )?,
            )),
            "fail" => {
                let why = said("fail", "what failed")?;
                let why = format!("by the operator's word: {}", why.raw());
                Reply::Record(Box::new(self.fails_by_word(StepEnd::Failed { why })?))
            }
            "skip" => Reply::Record(Box::new(
                self.skips(said("skip", "why the step is passed over")?)?,
            )),
            "again" => self.again()?,
            "anyway" => Reply::Record(Box::new(
                self.waives(said("anyway", "why it is begun all the same")?)?,
            )),
            "back" => Reply::Record(Box::new(self.goes_back(rest)?)),
            "note" => Reply::Record(Box::new(WalkEvent::Noted {
                step: self.step().map(|(_, step)| step.id.as_str().to_owned()),
                text: said("note", "what is to be remembered")?,
            })),
            "declare" => {
                said("declare", "which Region, and `down` or `up`")?;
                Reply::Declare(rest.to_owned())
            }
            "steps" => Reply::Tell(Tell::Steps),
            "contacts" => Reply::Tell(Tell::Contacts),
            "sitrep" => Reply::Tell(Tell::Sitrep),
            "help" | "?" => Reply::Tell(Tell::Help),
            "leave" => Reply::Leave,
            "abort" => {
                let reason = said("abort", "why the walk is given up")?;
                if let Todo::Settle { .. } = self.todo() {
                    let why =
                        "an action is under way: it is watched until it is known what it came to";
                    return Err(NotTaken::NotHere(why.to_owned()));
                }
                Reply::Record(Box::new(WalkEvent::Over {
                    how: WalkEnd::GivenUp { reason },
                }))
            }
            other => return Err(NotTaken::NoCommand(OutsideText::new(other).to_string())),
        })
    }

    /// The step in front is done by the operator's word: one that a person does.
    fn ends_by_word(&self, how: StepEnd) -> Result<WalkEvent, NotTaken> {
        match self.todo() {
            Todo::Acknowledge(step) => Ok(ended(step, how)),
            Todo::Ask { step, .. } if self.was_answered() => Err(NotTaken::NotHere(format!(
                "`{}` was asked and answered otherwise, and a word does not change that; \
                 `again` asks anew, `skip REASON` passes over it",
                step.id
            ))),
            Todo::Ask { step, .. } => Ok(ended(step, how)),
            Todo::Judge { .. } => Err(NotTaken::NotHere(
                "a condition is met by what is seen, not by a word; `skip REASON` passes over it"
                    .to_owned(),
            )),
            Todo::Decide(_) => Err(NotTaken::NotHere(
                "the step is not begun; `again`, `anyway REASON` or `skip REASON`".to_owned(),
            )),
            _ => Err(NotTaken::NotHere(
                "an action is done when AWS shows it; `skip REASON` passes over it".to_owned(),
            )),
        }
    }

    /// Whether what the probe in front asks was answered, and not as it should be.
    fn was_answered(&self) -> bool {
        let last = self.visit().and_then(|visit| visit.judged.last());
        last.is_some_and(|(_, judged)| judged.standing == JudgedStanding::NotMet)
    }

    /// The step in front failed by the operator's word.
    fn fails_by_word(&self, how: StepEnd) -> Result<WalkEvent, NotTaken> {
        match self.todo() {
            Todo::Acknowledge(step)
            | Todo::Ask { step, .. }
            | Todo::Judge { step, .. }
            | Todo::Review(super::Call { step, .. }) => Ok(ended(step, how)),
            _ => Err(NotTaken::NotHere(
                "there is nothing to fail here".to_owned(),
            )),
        }
    }

    fn skips(&self, reason: OutsideText) -> Result<WalkEvent, NotTaken> {
        if let Todo::Settle { .. } = self.todo() {
            let why = "an action is under way: it cannot be passed over any more";
            return Err(NotTaken::NotHere(why.to_owned()));
        }
        let (_, step) = self.step().ok_or(NotTaken::Over)?;
        Ok(WalkEvent::Skipped {
            step: step.id.as_str().to_owned(),
            reason,
        })
    }

    fn again(&self) -> Result<Reply, NotTaken> {
        match (self.position, self.todo()) {
            (_, Todo::Judge { .. } | Todo::Ask { .. } | Todo::Review(_)) => Ok(Reply::Look),
            (Position::Failed(_), Todo::Decide(Decision { step, .. })) => {
                Ok(Reply::Record(Box::new(WalkEvent::Went {
                    to: step.id.as_str().to_owned(),
                })))
            }
            _ => Err(NotTaken::NotHere(
                "there is nothing to do again here".to_owned(),
            )),
        }
    }

    fn waives(&self, reason: OutsideText) -> Result<WalkEvent, NotTaken> {
        match self.todo() {
            Todo::Decide(Decision {
                step,
                may_waive: true,
                ..
            }) => Ok(WalkEvent::Waived {
                step: step.id.as_str().to_owned(),
                missing: self.missing(step),
                reason,
            }),
            _ => Err(NotTaken::NotHere(
                "nothing is required here that is not done".to_owned(),
            )),
        }
    }

    fn goes_back(&self, to: &str) -> Result<WalkEvent, NotTaken> {
        if let Todo::Settle { .. } = self.todo() {
            let why = "an action is under way: it is watched until it is known what it came to";
            return Err(NotTaken::NotHere(why.to_owned()));
        }
        let (index, _) = self.step().ok_or(NotTaken::Over)?;
        let steps = &self.runbook.steps;
        let to = if to.is_empty() {
            let before = index.checked_sub(1).and_then(|index| steps.get(index));
            before.ok_or_else(|| NotTaken::NotHere("this is the first step".to_owned()))?
        } else {
            let found = StepId::parse(to)
                .ok()
                .and_then(|id| self.runbook.step(&id))
                .filter(|(place, _)| *place <= index);
            let not_there = || NotTaken::NoStep(OutsideText::new(to).to_string());
            found.ok_or_else(not_there)?.1
        };
        Ok(WalkEvent::Went {
            to: to.id.as_str().to_owned(),
        })
    }
}

fn ended(step: &Step, how: StepEnd) -> WalkEvent {
    WalkEvent::Ended {
        step: step.id.as_str().to_owned(),
        how,
    }
}
