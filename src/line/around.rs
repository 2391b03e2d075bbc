//! What is shown on demand: every step, whom to call, six lines for the channel.

use super::cleaned;
use crate::journal::{StepEnd, WalkEnd};
use crate::plan::Plan;
use crate::runbook::{COMMANDS, Walk};
use crate::terms::Instant;
use std::fmt::Write as _;

/// What can be typed.
#[must_use]
pub fn help() -> String {
    let mut text = String::new();
    for (command, does) in COMMANDS {
        // Writing into a text does not fail.
        let _ = writeln!(text, "  {command}\n      {does}");
    }
    text
}

/// Whom to call.
#[must_use]
pub fn contacts(plan: &Plan) -> String {
    if plan.contacts.is_empty() {
        return "  the plan names nobody: add `[[contacts]]` to it\n".to_owned();
    }
    let lines = plan
        .contacts
        .iter()
        .map(|contact| format!("  {}: {} ({})\n", contact.name, contact.reach, contact.role));
    lines.collect()
}

/// Every step, and how it stands.
#[must_use]
pub fn steps(walk: &Walk) -> String {
    let front = walk.step().map(|(index, _)| index);
    let mut text = String::new();
    for (index, step) in walk.runbook.steps.iter().enumerate() {
        let id = step.id.as_str();
        let skipped = walk.skipped.iter().any(|(_, it, _)| it == id);
        let stands = match walk.ended(id) {
            _ if front == Some(index) => "now",
            Some(StepEnd::Done { .. }) => "done",
            Some(StepEnd::Rehearsed { .. }) => "rehearsed",
            _ if skipped => "SKIPPED",
            Some(StepEnd::Failed { .. }) => "FAILED",
            None => "",
        };
        let _ = writeln!(text, "  {stands:<9}  {}  ({id})", step.title);
    }
    text
}

/// Six lines for the incident channel; in the fourth how long what is ahead takes,
/// where that is known.
#[must_use]
pub fn sitrep(walk: &Walk, plan: &Plan, forecast: Option<&str>, now: Instant) -> String {
    let lines = walk.sitrep(plan, forecast, now);
    let lines = lines.iter().map(|line| {
        format!(
            "{}
",
            cleaned(line)
        )
    });
    lines.collect()
}

/// How a walk ended.
#[must_use]
pub fn over(walk: &Walk, now: Instant) -> String {
    let how = match &walk.over {
        Some((_, WalkEnd::Completed)) => "complete".to_owned(),
        Some((_, WalkEnd::GivenUp { reason })) => format!("GIVEN UP: {reason}"),
        None => "left for later; `lifeboat runbook resume` goes on".to_owned(),
    };
    let simulated = if walk.simulated { "SIMULATED: " } else { "" };
    let mut text = format!("\n{simulated}{}: {how}\n", walk.runbook.title);
    let _ = writeln!(text, "{}", walk.clock_words(now));
    for (_, loss) in walk.losses() {
        let _ = writeln!(text, "  {}: {}", loss.store, cleaned(&loss.words));
    }
    text
}
