//! Why Route 53 answers what it does: its truth table for a failover pair, row
//! by row in words (`domain.md` §2), as data for a screen.

use super::context::Context;
use super::health;
use super::model::State;
use super::serving::{RecordAssessment, Side};
use super::update::Assessment;
use crate::estate::Estate;
use crate::estate::facts::{FailoverRole, HealthCheck};
use crate::terms::{Instant, Known, OutsideText, Unknown};

/// One step of an explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// How deep it is: 0 for a side or a conclusion, more for what it rests on.
    pub depth: usize,
    /// What is so, in words.
    pub text: String,
    /// How it stands: unhealthy is bad, what was not seen is unknown.
    pub state: State,
    /// The health check it is about, for its checkers.
    pub health_check: Option<OutsideText>,
}

impl Assessment {
    /// Why Route 53 would answer a declared record as it would, the conclusion
    /// last. Made anew at each call: for the record that is looked at.
    #[must_use]
    pub fn explain(&self, record: &RecordAssessment, estate: &Estate, now: Instant) -> Vec<Step> {
        let context = self.context(estate, now);
        let sides = match &record.pair {
            Known::Unknown(why) => {
                return vec![step(0, unknown(why), State::Unknown)];
            }
            Known::Known(sides) => sides,
        };
        let mut steps: Vec<Step> = sides
            .iter()
            .flat_map(|side| explain_side(&context, side))
            .collect();
        steps.push(conclusion(sides));
        steps.extend(compared(record, sides));
        steps
    }
}

fn step(depth: usize, text: String, state: State) -> Step {
    Step {
        depth,
        text,
        state,
        health_check: None,
    }
}

fn unknown(why: &Unknown) -> String {
    format!("which side is answered is not known: {why}")
}

/// The name of a side, as Route 53 writes it.
const fn name(role: &FailoverRole) -> &'static str {
    match role {
        FailoverRole::Primary => "PRIMARY",
        FailoverRole::Secondary => "SECONDARY",
    }
}

fn stands(healthy: &Known<bool>) -> (&'static str, State) {
    match healthy {
        Known::Known(true) => ("healthy", State::Ok),
        Known::Known(false) => ("unhealthy", State::Bad),
        Known::Unknown(_) => ("health not known", State::Unknown),
    }
}

fn explain_side(context: &Context<'_>, side: &Side) -> Vec<Step> {
    let name = name(&side.role);
    let (word, state) = stands(&side.healthy);
    let head = match (&side.health_check, side.evaluates_target) {
        (None, false) => {
            let text = format!("{name} has no health check: taken as healthy");
            return vec![step(0, text, State::Ok)];
        }
        (None, true) => format!("{name} {word}: {}", side.reason),
        (Some(id), _) => format!(
            "{name} {word} (health check {id}: {})",
            detail(context, id, 0)
        ),
    };
    let mut steps = vec![Step {
        health_check: side.health_check.clone(),
        ..step(0, head, state)
    }];
    if let Some(id) = &side.health_check {
        children(context, id, 1, &mut steps);
    }
    if side.evaluates_target {
        let target = side.values.first().map(ToString::to_string);
        let also = match side.health_check {
            Some(_) => "both it and the health check must pass",
            None => "it decides alone",
        };
        let text = format!(
            "its alias evaluates the health of {}, which this version does not observe: {also}",
            target.unwrap_or_default()
        );
        steps.push(step(1, text, State::Unknown));
    }
    steps
}

/// What a health check's state rests on, its threshold with it.
fn detail(context: &Context<'_>, id: &OutsideText, depth: usize) -> String {
    let health = health::nested(context, id, depth);
    let counts = |check: &&HealthCheck| !check.disabled && health.checkers.is_some();
    match context.health_check(id).filter(counts) {
        Some(check) if is_endpoint(check) => format!("{}, threshold 18 %", health.reason),
        _ => health.reason,
    }
}

fn is_endpoint(check: &HealthCheck) -> bool {
    !matches!(
        check.kind.raw(),
        "CALCULATED" | "CLOUDWATCH_METRIC" | "RECOVERY_CONTROL"
    )
}

/// The children of a calculated check, however deep.
fn children(context: &Context<'_>, id: &OutsideText, depth: usize, steps: &mut Vec<Step>) {
    let Some(check) = context.health_check(id) else {
        return;
    };
    if depth > health::DEEPEST || check.disabled || check.kind.raw() != "CALCULATED" {
        return;
    }
    for child in &check.children {
        let (word, state) = stands(&health::nested(context, child, depth).healthy);
        let text = format!("child {child} {word}: {}", detail(context, child, depth));
        steps.push(Step {
            health_check: Some(child.clone()),
            ..step(depth, text, state)
        });
        children(context, child, depth + 1, steps);
    }
}

/// The row of the truth table that holds.
fn conclusion(sides: &[Side]) -> Step {
    let of = |role: FailoverRole| sides.iter().find(|side| side.role == role);
    let (primary, secondary) = match (of(FailoverRole::Primary), of(FailoverRole::Secondary)) {
        (Some(primary), Some(secondary)) => (primary, secondary),
        (Some(_), None) => {
            let text = "there is no SECONDARY: PRIMARY is answered, healthy or not";
            return step(0, text.to_owned(), State::Warn);
        }
        (None, _) => {
            let text = "there is no PRIMARY: SECONDARY is answered, healthy or not";
            return step(0, text.to_owned(), State::Warn);
        }
    };
    let unchecked = secondary.health_check.is_none() && !secondary.evaluates_target;
    let (text, state) = match (&primary.healthy, &secondary.healthy) {
        (Known::Known(true), _) => ("PRIMARY is healthy: it is answered".to_owned(), State::Ok),
        (Known::Known(false), Known::Known(true)) if unchecked => (
            "PRIMARY is unhealthy: SECONDARY is answered, whatever its state".to_owned(),
            State::Warn,
        ),
        (Known::Known(false), Known::Known(true)) => (
            "PRIMARY is unhealthy and SECONDARY healthy: SECONDARY is answered".to_owned(),
            State::Warn,
        ),
        (Known::Known(false), Known::Known(false)) => (
            "both are unhealthy: PRIMARY is answered".to_owned(),
            State::Bad,
        ),
        (Known::Unknown(why), _) | (_, Known::Unknown(why)) => (unknown(why), State::Unknown),
    };
    step(0, text, state)
}

/// Whether the name servers answer as the table says, when both are known.
fn compared(record: &RecordAssessment, sides: &[Side]) -> Option<Step> {
    let answer = record.answer.value()?;
    let (told, would) = (answer.side.value()?, record.would_answer.value()?);
    let (of, all) = answer.servers;
    let text = format!("{of} of {all} name servers answer with {}", name(told));
    let region = sides
        .iter()
        .find(|side| side.role == *told)
        .and_then(|side| side.region.value())
        .map(|region| format!(", {region}"))
        .unwrap_or_default();
    Some(if told == would {
        step(0, format!("{text}{region}, as the table says"), State::Ok)
    } else {
        let text = format!(
            "{text}{region}, and not with {}: health that changed just now, or that is \
             otherwise than it reads here",
            name(would)
        );
        step(0, text, State::Warn)
    })
}
