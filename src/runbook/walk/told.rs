//! A walk in a few words: its clocks against the objective, and six lines for the
//! incident channel. What comes out is not cleaned yet.

use super::{Clocks, Walk};
use crate::journal::StepEnd;
use crate::plan::Plan;
use crate::runbook::model::{OnFailure, Step, StepKind};
use crate::terms::{Instant, OutsideText, Span, calendar};

impl Clocks {
    /// Each of the four with its name, in their order; `None` where it has not begun.
    #[must_use]
    pub const fn each(&self) -> [(&'static str, Option<Span>); 4] {
        [
            ("detect", Some(self.detect)),
            ("decide", self.decide),
            ("execute", self.execute),
            ("verify", self.verify),
        ]
    }
}

impl Walk {
    /// What the clocks come to together, against the objective.
    #[must_use]
    pub fn against(&self, clocks: &Clocks) -> String {
        match &self.begun.rto {
            Some(rto) => {
                let objective = Span::seconds(rto.seconds);
                let over = if clocks.total > objective {
                    "  OVER THE RTO"
                } else {
                    ""
                };
                format!("{} of {objective} (RTO, {}){over}", clocks.total, rto.tier)
            }
            None => format!("{}, and the plan has no RTO", clocks.total),
        }
    }

    /// The four clocks against the objective, in a line.
    #[must_use]
    pub fn clock_words(&self, now: Instant) -> String {
        let clocks = self.clocks(now);
        let each = clocks.each().map(|(name, span)| {
            span.map_or_else(|| format!("{name} –"), |span| format!("{name} {span}"))
        });
        format!("{} · {}", each.join(" · "), self.against(&clocks))
    }

    /// Six lines for the incident channel; in the fourth how long what is ahead takes,
    /// where that is known.
    #[must_use]
    pub fn sitrep(&self, plan: &Plan, forecast: Option<&str>, now: Instant) -> [String; 6] {
        let simulated = if self.simulated { "SIMULATED " } else { "" };
        let incident = self.begun.incident.as_ref();
        let incident = incident.map_or_else(String::new, |it| format!(", {it}"));
        [
            format!(
                "{simulated}{} ({}), {}{incident}",
                self.runbook.title,
                plan.name,
                self.begun.mode.word()
            ),
            self.declared_words(),
            format!("lost if so: {}", self.loss_words()),
            match forecast {
                Some(forecast) => format!("now at {}; {forecast}", self.step_words()),
                None => format!("now at {}", self.step_words()),
            },
            format!("last: {}", self.last_words()),
            self.clock_words(now),
        ]
    }

    /// Which Regions stand declared down.
    fn declared_words(&self) -> String {
        match self.declared.last() {
            Some((_, it)) if !it.declarations.is_empty() => {
                let each = it.declarations.iter();
                let each =
                    each.map(|it| format!("{} down since {}", it.region, calendar(it.since)));
                each.collect::<Vec<_>>().join("; ")
            }
            _ => "no Region is declared down".to_owned(),
        }
    }

    fn loss_words(&self) -> String {
        let losses: Vec<String> = self
            .losses()
            .iter()
            .map(|(_, loss)| format!("{} {}", loss.store, loss.words))
            .collect();
        if losses.is_empty() {
            "not measured".to_owned()
        } else {
            losses.join(", ")
        }
    }

    /// Where it is.
    #[must_use]
    pub fn step_words(&self) -> String {
        let steps = self.runbook.steps.len();
        self.step().map_or_else(
            || "its end".to_owned(),
            |(index, step)| format!("step {} of {steps}: {}", index + 1, step.title),
        )
    }

    fn last_words(&self) -> String {
        let last = self.visits.iter().rev().find_map(|visit| {
            let (at, how) = visit.ended.as_ref()?;
            let word = match how {
                StepEnd::Done { .. } => "done",
                StepEnd::Failed { .. } => "FAILED",
                StepEnd::Rehearsed { .. } => "rehearsed",
            };
            let title = &self.runbook.steps.get(visit.index)?.title;
            Some(format!("{title}: {word} at {}", calendar(*at)))
        });
        last.unwrap_or_else(|| "nothing yet".to_owned())
    }
}

impl Step {
    /// What lifeboat does in it, and what happens when it fails; `by_hand` says how a
    /// person tells what was done.
    #[must_use]
    pub fn does(&self, plan: &Plan, by_hand: &str) -> String {
        let what = match &self.kind {
            StepKind::Manual => by_hand.to_owned(),
            StepKind::Check(condition) => format!("lifeboat checks: {condition}"),
            StepKind::Wait {
                condition,
                time_out,
            } => format!("lifeboat waits up to {time_out} until {condition}"),
            StepKind::Action(call) => format!(
                "lifeboat acts, once it is reviewed: {} {}",
                call.action.name, call.target
            ),
            StepKind::Notify(_) => {
                "lifeboat publishes to the incident topic, once it is reviewed".to_owned()
            }
            StepKind::Probe(probe) => {
                format!(
                    "lifeboat asks as a customer would, until {}",
                    OutsideText::new(&probe.words(plan))
                )
            }
        };
        let fails = match &self.on_failure {
            OnFailure::Stop => String::new(),
            OnFailure::Continue => "; if it fails, the walk goes on".to_owned(),
            OnFailure::GoTo(id) => format!("; if it fails, step {id} is next"),
        };
        let expected = self.expected.map(|it| format!(", ≈ {it}"));
        format!("{what}{}{fails}", expected.unwrap_or_default())
    }
}
