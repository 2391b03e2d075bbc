//! How a walk went: for people, as Markdown or as a page, and for programs.

mod document;
mod facts;

use super::SCHEMA_VERSION;
use super::journal::who;
use crate::journal::{Entry, Record, WalkEnd};
use crate::plan::Plan;
use crate::report::runbook::ForecastTold;
use crate::runbook::{Experience, Forecast, Walk};
use crate::terms::{Instant, Span};
use facts::{Lost, Overridden, Stepped};
use serde::Serialize;

/// How a walk went.
#[derive(Debug, Serialize)]
pub struct WalkReport {
    schema_version: u32,
    plan: String,
    simulated: bool,
    run: u64,
    runbook: String,
    title: String,
    runbook_sha256: String,
    mode: &'static str,
    scenario: Option<String>,
    incident: Option<String>,
    reason: Option<String>,
    began: Instant,
    ended: Option<Instant>,
    outcome: String,
    clocks: ClocksTold,
    objectives: Objectives,
    steps: Vec<Stepped>,
    overrides: Vec<Overridden>,
    deviations: Vec<String>,
    follow_ups: Vec<String>,
    notes: Vec<Told>,
    timeline: Vec<Told>,
}

/// The four clocks, in seconds.
#[derive(Debug, Serialize)]
struct ClocksTold {
    since: Instant,
    detect_seconds: f64,
    decide_seconds: Option<f64>,
    execute_seconds: Option<f64>,
    verify_seconds: Option<f64>,
    total_seconds: f64,
}

/// Objective against what was achieved.
#[derive(Debug, Serialize)]
struct Objectives {
    rto: RtoTold,
    rpo: Vec<Lost>,
    forecast: Option<ForecastTold>,
    #[serde(skip)]
    forecast_words: Option<String>,
}

/// The objective for being back.
#[derive(Debug, Serialize)]
struct RtoTold {
    tier: Option<String>,
    objective_seconds: Option<u64>,
    achieved_seconds: Option<f64>,
    back: Option<Instant>,
    met: Option<bool>,
}

/// A line of the timeline.
#[derive(Debug, Serialize)]
struct Told {
    sequence: Option<u64>,
    at: Instant,
    who: Option<String>,
    what: String,
}

impl WalkReport {
    /// The report of a walk by the journal that it is in.
    #[must_use]
    pub fn of(plan: &Plan, walk: &Walk, records: &[Record]) -> Self {
        let begun = &walk.begun;
        let last = records.last().map_or(walk.began, |record| record.at);
        let clocks = walk.clocks(last);
        let achieved = clocks.back.map(|_| clocks.total);
        let objective = begun.rto.as_ref().map(|it| it.seconds);
        let rto = RtoTold {
            tier: begun.rto.as_ref().map(|it| it.tier.clone()),
            objective_seconds: objective,
            achieved_seconds: achieved.map(Span::as_seconds),
            back: clocks.back,
            met: objective
                .zip(achieved)
                .map(|(objective, achieved)| achieved <= Span::seconds(objective)),
        };
        let rpo: Vec<Lost> = walk.losses().into_iter().map(Lost::of).collect();
        let own: Vec<&Record> = records.iter().filter(|it| is_of(walk, it)).collect();
        let steps = facts::steps(walk);
        let forecast = forecast(walk, records);
        let overrides = facts::overrides(walk, &steps);
        let text = |it: &crate::terms::OutsideText| it.to_string();
        Self {
            schema_version: SCHEMA_VERSION,
            plan: plan.name.clone(),
            simulated: walk.simulated,
            run: walk.run,
            runbook: begun.runbook.clone(),
            title: walk.runbook.title.clone(),
            runbook_sha256: begun.digest.to_string(),
            mode: begun.mode.word(),
            scenario: begun.scenario.clone(),
            incident: begun.incident.as_ref().map(text),
            reason: begun.reason.as_ref().map(text),
            began: walk.began,
            ended: walk.over.as_ref().map(|(at, _)| *at),
            outcome: outcome(walk),
            clocks: ClocksTold {
                since: clocks.since,
                detect_seconds: clocks.detect.as_seconds(),
                decide_seconds: clocks.decide.map(Span::as_seconds),
                execute_seconds: clocks.execute.map(Span::as_seconds),
                verify_seconds: clocks.verify.map(Span::as_seconds),
                total_seconds: clocks.total.as_seconds(),
            },
            deviations: facts::deviations(walk, &steps, &rto, &rpo, forecast.as_ref()),
            follow_ups: facts::follow_ups(walk, &steps, &own, &rpo),
            objectives: Objectives {
                rto,
                rpo,
                forecast_words: forecast.as_ref().map(ToString::to_string),
                forecast: forecast.as_ref().map(ForecastTold::of),
            },
            steps,
            overrides,
            notes: walk
                .notes
                .iter()
                .map(|note| Told {
                    sequence: None,
                    at: note.at,
                    who: note.step.clone(),
                    what: note.text.to_string(),
                })
                .collect(),
            timeline: own
                .iter()
                .map(|record| Told {
                    sequence: Some(record.sequence),
                    at: record.at,
                    who: Some(who(record)),
                    what: super::told(&record.entry),
                })
                .collect(),
        }
    }

    /// For programs.
    ///
    /// # Errors
    /// When it cannot be JSON; no report is like that.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let text = serde_json::to_string_pretty(self)?;
        // Line by line: the newlines are the document's own, those of texts are escaped.
        Ok(text
            .lines()
            .map(|line| crate::journal::inert(line) + "\n")
            .collect())
    }
}

/// How long a walk was to take by those before it; `None` when there were none.
fn forecast(walk: &Walk, records: &[Record]) -> Option<Forecast> {
    let before = records.iter().position(|it| it.sequence == walk.run)?;
    let earlier = Experience::of(records.get(..before)?, walk.simulated);
    (earlier.walks(&walk.begun.runbook) > 0).then(|| earlier.whole(&walk.runbook))
}

/// Whether a record is of a walk, or of an action of it.
fn is_of(walk: &Walk, record: &Record) -> bool {
    let own = |intent: u64| walk.undertaking(intent).is_some();
    match &record.entry {
        Entry::Walk(entry) => entry.run.unwrap_or(record.sequence) == walk.run,
        Entry::Intent(_) => own(record.sequence),
        Entry::Attempt(attempt) => own(attempt.intent),
        Entry::Settled(settled) => own(settled.intent),
        Entry::Fence(_) | Entry::Attested(_) => {
            let ended = walk.over.as_ref().map_or(Instant::MAX_UTC, |(at, _)| *at);
            record.sequence > walk.run && record.at <= ended
        }
        _ => false,
    }
}

fn outcome(walk: &Walk) -> String {
    match (&walk.over, &walk.left) {
        (Some((_, WalkEnd::Completed)), _) => "complete".to_owned(),
        (Some((_, WalkEnd::GivenUp { reason })), _) => format!("GIVEN UP: {reason}"),
        (None, Some((_, why))) => format!("NOT COMPLETE: left for later, {why}"),
        (None, None) => "NOT COMPLETE: it goes on, or was cut off".to_owned(),
    }
}
