//! What is shown on demand: every step, whom to call, six lines for the channel.

use super::{cleaned, clocks};
use crate::journal::{StepEnd, WalkEnd};
use crate::plan::Plan;
use crate::runbook::{COMMANDS, Walk};
use crate::terms::{Instant, calendar};
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
    let simulated = if walk.simulated { "SIMULATED " } else { "" };
    let incident = walk.begun.incident.as_ref();
    let incident = incident.map_or_else(String::new, |it| format!(", {it}"));
    let declared = match walk.declared.last() {
        Some((_, it)) if !it.declarations.is_empty() => {
            let each = it.declarations.iter();
            let each = each.map(|it| format!("{} down since {}", it.region, calendar(it.since)));
            each.collect::<Vec<_>>().join("; ")
        }
        _ => "no Region is declared down".to_owned(),
    };
    let losses: Vec<String> = walk
        .losses()
        .iter()
        .map(|(_, loss)| format!("{} {}", loss.store, loss.words))
        .collect();
    let losses = if losses.is_empty() {
        "not measured".to_owned()
    } else {
        losses.join(", ")
    };
    let step = walk.step().map_or_else(
        || "at its end".to_owned(),
        |(index, step)| {
            format!(
                "step {} of {}: {}",
                index + 1,
                walk.runbook.steps.len(),
                step.title
            )
        },
    );
    let last = walk.visits.iter().rev().find_map(|visit| {
        let (at, how) = visit.ended.as_ref()?;
        let word = match how {
            StepEnd::Done { .. } => "done",
            StepEnd::Failed { .. } => "FAILED",
            StepEnd::Rehearsed { .. } => "rehearsed",
        };
        let title = &walk.runbook.steps.get(visit.index)?.title;
        Some(format!("{title}: {word} at {}", calendar(*at)))
    });
    let lines = [
        format!(
            "{simulated}{} ({}), {}{incident}",
            walk.runbook.title,
            plan.name,
            walk.begun.mode.word()
        ),
        declared,
        format!("lost if so: {losses}"),
        match forecast {
            Some(forecast) => format!("now at {step}; {forecast}"),
            None => format!("now at {step}"),
        },
        format!("last: {}", last.unwrap_or_else(|| "nothing yet".to_owned())),
        clocks(&walk.clocks(now), walk),
    ];
    lines
        .iter()
        .map(|line| format!("{}\n", cleaned(line)))
        .collect()
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
    let _ = writeln!(text, "{}", clocks(&walk.clocks(now), walk));
    for (_, loss) in walk.losses() {
        let _ = writeln!(text, "  {}: {}", loss.store, cleaned(&loss.words));
    }
    text
}
