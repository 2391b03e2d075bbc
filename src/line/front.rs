//! The step in front, and what it comes to.

use crate::journal::WalkMode;
use crate::plan::Plan;
use crate::runbook::{Decision, Judgement, Walk};
use crate::terms::Instant;
use std::fmt::Write as _;

/// The step in front: where the walk is, its clocks, how long what is ahead takes
/// where that is known, what to do.
#[must_use]
pub fn step(walk: &Walk, plan: &Plan, forecast: Option<&str>, now: Instant) -> String {
    let mut text = String::new();
    let Some((index, step)) = walk.step() else {
        return text;
    };
    let runbook = &walk.runbook;
    // Writing into a text does not fail.
    let _ = writeln!(
        text,
        "\n{} · step {} of {} · {}{}",
        runbook.title,
        index + 1,
        runbook.steps.len(),
        mode(walk),
        incident(walk)
    );
    let _ = writeln!(text, "{}", walk.clock_words(now));
    if let Some(forecast) = forecast {
        let _ = writeln!(text, "{forecast}");
    }
    let _ = writeln!(text, "\n{}", step.title);
    if let Some(owner) = &step.owner {
        let contact = plan.contacts.iter().find(|it| it.name == *owner);
        let reach = contact.map_or_else(String::new, |it| format!(", {}", it.reach));
        let _ = writeln!(text, "  owner: {owner}{reach}");
    }
    for line in step.instruction.lines() {
        let _ = writeln!(text, "  {line}");
    }
    let _ = writeln!(
        text,
        "  {}",
        step.does(plan, "you do it, and type `done` with what you did")
    );
    if let Some(next) = runbook.after(index).and_then(|at| runbook.steps.get(at)) {
        let expected = next.expected.map(|it| format!(", ≈ {it}"));
        let _ = writeln!(
            text,
            "  next: {}{}",
            next.title,
            expected.unwrap_or_default()
        );
    }
    text
}

fn mode(walk: &Walk) -> String {
    let word = walk.begun.mode.word().to_uppercase();
    if walk.simulated && walk.begun.mode != WalkMode::Simulation {
        format!("{word} · SIMULATED")
    } else {
        word
    }
}

fn incident(walk: &Walk) -> String {
    let incident = walk.begun.incident.as_ref();
    incident.map_or_else(String::new, |it| format!(" · {it}"))
}

/// What somebody has to decide.
#[must_use]
pub fn decision(decision: &Decision<'_>) -> String {
    let waive = if decision.may_waive {
        "`anyway REASON` begins it all the same"
    } else {
        "`again` does it once more"
    };
    format!(
        "STOPPED at {}: {}\n  {waive}; `skip REASON` passes over it; `back` goes to the step before\n",
        decision.step.title,
        super::cleaned(&decision.why)
    )
}

/// What a condition came to.
#[must_use]
pub fn judged(judgement: &Judgement) -> String {
    let mut text = format!("  {}\n", super::cleaned(&judgement.to_string()));
    if let Some(clears) = &judgement.clears {
        let _ = writeln!(text, "  cleared by: {}", super::cleaned(clears));
    }
    text
}

/// What can be typed at a review, under what is reviewed.
#[must_use]
pub fn review_help(phrase: &str) -> String {
    format!(
        "\ntype   {}\n  or `override CHECK REASON`, `again` to look anew, `skip REASON`, `fail REASON`, `note TEXT`, `leave`\n",
        super::cleaned(phrase)
    )
}

/// The same where a check refuses, which is never overridden.
#[must_use]
pub fn review_refused() -> String {
    "\nREFUSED as it stands: it cannot be confirmed, and no reason overrides that\n  \
     `again` looks anew; or `skip REASON`, `fail REASON`, `back`, `note TEXT`, `leave`\n"
        .to_owned()
}
