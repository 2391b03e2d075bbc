//! What happened in a walk, in words. What comes out is not cleaned yet.

use crate::journal::{JudgedRecord, StepEnd, WalkEnd, WalkEvent};
use crate::terms::{OutsideText, clock_time};

/// What happened, in one line.
#[must_use]
pub fn words(event: &WalkEvent) -> String {
    match event {
        WalkEvent::Begun(begun) => {
            let incident = begun.incident.as_ref().map(OutsideText::raw);
            let incident = incident.map_or_else(String::new, |it| format!(" ({it})"));
            let reason = begun.reason.as_ref().map(OutsideText::raw);
            let reason = reason.map_or_else(String::new, |it| format!(": {it}"));
            format!(
                "the walk of {} began, {}{incident}{reason}",
                begun.runbook,
                begun.mode.word()
            )
        }
        WalkEvent::Declared(declared) if declared.declarations.is_empty() => {
            "no Region is declared down any more".to_owned()
        }
        WalkEvent::Declared(declared) => {
            let regions = declared.declarations.iter().map(|it| {
                format!(
                    "{} is declared down since {}",
                    it.region,
                    clock_time(it.since)
                )
            });
            regions.collect::<Vec<_>>().join("; ")
        }
        WalkEvent::Entered { step } => format!("step {step} began"),
        WalkEvent::Waived {
            step,
            missing,
            reason,
        } => {
            let without = if missing.is_empty() {
                "once more".to_owned()
            } else {
                format!("WITHOUT {}", missing.join(", "))
            };
            format!("step {step} began {without}: {}", reason.raw())
        }
        WalkEvent::Judged { step, judged } => format!("step {step}: {}", judged_words(judged)),
        WalkEvent::Reviewed(reviewed) => format!(
            "step {}: rehearsed {} of {} up to its review",
            reviewed.step,
            reviewed.action,
            reviewed.target.raw()
        ),
        WalkEvent::Confirmed(confirmed) => format!(
            "step {}: {} of {} is confirmed",
            confirmed.step,
            confirmed.action,
            confirmed.target.raw()
        ),
        WalkEvent::NotRun { step, why } => format!("step {step}: nothing was sent: {why}"),
        WalkEvent::Ended { step, how } => format!("step {step} {}", end_words(how)),
        WalkEvent::Skipped { step, reason } => {
            format!("step {step} was SKIPPED: {}", reason.raw())
        }
        WalkEvent::Went { to } => format!("the operator went to step {to}"),
        WalkEvent::Noted { step, text } => match step {
            Some(step) => format!("step {step}, note: {}", text.raw()),
            None => format!("note: {}", text.raw()),
        },
        WalkEvent::Resumed => "the walk was taken up again".to_owned(),
        WalkEvent::Left { why } => format!("the walk was left for later: {why}"),
        WalkEvent::Over { how } => match how {
            WalkEnd::Completed => "the walk is complete".to_owned(),
            WalkEnd::GivenUp { reason } => format!("the walk was GIVEN UP: {}", reason.raw()),
        },
    }
}

/// How a step ended, in words.
fn end_words(how: &StepEnd) -> String {
    match how {
        StepEnd::Done { note: None } => "is done".to_owned(),
        StepEnd::Done { note: Some(note) } => format!("is done: {}", note.raw()),
        StepEnd::Failed { why } => format!("FAILED: {why}"),
        StepEnd::Rehearsed { why } => format!("is rehearsed: {why}"),
    }
}

/// What a condition came to, in words.
fn judged_words(judged: &JudgedRecord) -> String {
    let found = judged.why.as_ref().or(judged.measured.as_ref());
    let found = found.map_or_else(String::new, |it| format!(": {it}"));
    format!(
        "{}{found}; wanted: {}",
        judged.standing.word(),
        judged.threshold
    )
}
