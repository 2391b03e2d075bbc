//! Runbooks, and what is wrong with them, as text: for people, and as JSON
//! (`docs/runbooks.md`, additive only).

use super::SCHEMA_VERSION;
use crate::runbook::{Basis, Forecast, Lint, Runbook};
use crate::terms::Span;
use crate::terms::fault::{Fault, Faults};
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt::Write;

/// A runbook as it was found: read, or not to be read, and what it was held against.
#[derive(Debug, Clone)]
pub struct RunbookFound {
    /// The file, as messages call it.
    pub file: String,
    /// What was read, or why nothing was.
    pub read: Result<Runbook, Faults>,
    /// What the plan and the estate say of it; empty when nothing was read.
    pub lint: Lint,
    /// How long it takes by the walks of it that were measured; `None` when none was.
    pub took: Option<Forecast>,
}

impl RunbookFound {
    /// Everything that is wrong with it.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        match &self.read {
            Ok(_) => &self.lint.faults,
            Err(faults) => &faults.0,
        }
    }
}

/// Runbooks as JSON has them.
#[derive(Debug, Serialize)]
pub struct Runbooks<'a> {
    schema_version: u32,
    simulated: bool,
    runbooks: Vec<RunbookRow<'a>>,
}

#[derive(Debug, Serialize)]
struct RunbookRow<'a> {
    file: &'a str,
    name: Option<&'a str>,
    title: Option<&'a str>,
    objective: Option<&'a str>,
    audience: Option<&'a str>,
    reviewed: Option<NaiveDate>,
    expected_seconds: Option<u64>,
    forecast: Option<ForecastTold>,
    steps: Vec<StepRow<'a>>,
    faults: Vec<FaultRow<'a>>,
    not_checked: Vec<FaultRow<'a>>,
}

/// How long something takes, by what was measured, in seconds: eight times of ten
/// between `low_seconds` and `high_seconds`.
#[derive(Debug, Serialize)]
pub(super) struct ForecastTold {
    median_seconds: Option<f64>,
    low_seconds: Option<f64>,
    high_seconds: Option<f64>,
    basis: Basis,
    steps_untold: usize,
}

impl ForecastTold {
    pub(super) fn of(forecast: &Forecast) -> Self {
        let time = forecast.time;
        Self {
            median_seconds: time.map(|it| it.median.as_seconds()),
            low_seconds: time.map(|it| it.low.as_seconds()),
            high_seconds: time.map(|it| it.high.as_seconds()),
            basis: forecast.basis,
            steps_untold: forecast.untold,
        }
    }
}

#[derive(Debug, Serialize)]
struct StepRow<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'static str,
    condition: Option<String>,
    action: Option<&'static str>,
    target: Option<&'a str>,
    owner: Option<&'a str>,
    expected_seconds: Option<u64>,
    line: usize,
}

#[derive(Debug, Serialize)]
struct FaultRow<'a> {
    line: usize,
    what: &'a str,
}

/// Runbooks as JSON has them.
#[must_use]
pub fn runbooks(found: &[RunbookFound], simulated: bool) -> Runbooks<'_> {
    Runbooks {
        schema_version: SCHEMA_VERSION,
        simulated,
        runbooks: found.iter().map(row).collect(),
    }
}

fn row(found: &RunbookFound) -> RunbookRow<'_> {
    let read = found.read.as_ref().ok();
    RunbookRow {
        file: &found.file,
        name: read.map(|it| it.name.as_str()),
        title: read.map(|it| it.title.as_str()),
        objective: read.and_then(|it| it.objective.as_deref()),
        audience: read.and_then(|it| it.audience.as_deref()),
        reviewed: read.and_then(|it| it.reviewed),
        expected_seconds: read.map(|it| seconds(it.expected().0)),
        forecast: found.took.as_ref().map(ForecastTold::of),
        steps: read.map_or_else(Vec::new, step_rows),
        faults: fault_rows(found.faults()),
        not_checked: fault_rows(&found.lint.not_checked),
    }
}

fn fault_rows(faults: &[Fault]) -> Vec<FaultRow<'_>> {
    faults
        .iter()
        .map(|fault| FaultRow {
            line: fault.line,
            what: &fault.what,
        })
        .collect()
}

fn step_rows(runbook: &Runbook) -> Vec<StepRow<'_>> {
    runbook
        .steps
        .iter()
        .map(|step| StepRow {
            id: step.id.as_str(),
            title: &step.title,
            kind: step.kind.word(),
            condition: step.kind.condition().map(ToString::to_string),
            action: step.kind.action().map(|call| call.action.name),
            target: step.kind.action().map(|call| call.target.as_str()),
            owner: step.owner.as_deref(),
            expected_seconds: step.expected.map(seconds),
            line: step.line,
        })
        .collect()
}

const fn seconds(span: Span) -> u64 {
    span.duration().as_secs()
}

/// One line for each runbook.
#[must_use]
pub fn runbooks_text(found: &[RunbookFound]) -> String {
    let named: Vec<(&str, String)> = found
        .iter()
        .map(|it| match &it.read {
            Ok(runbook) => (runbook.name.as_str(), said(runbook, it)),
            Err(faults) => (it.file.as_str(), faults.in_short()),
        })
        .collect();
    let widest = named.iter().map(|(name, _)| name.chars().count()).max();
    let widest = widest.unwrap_or_default();
    let mut text = String::new();
    for (name, said) in named {
        // Writing into a text does not fail.
        let _ = writeln!(text, "{name:widest$}  {said}");
    }
    text
}

fn said(runbook: &Runbook, found: &RunbookFound) -> String {
    let (expected, untold) = runbook.expected();
    let steps = runbook.steps.len();
    let at_least = if untold > 0 { "at least " } else { "" };
    let took = found.took.as_ref();
    let took = took.map_or_else(String::new, |it| format!("; took {it}"));
    let wrong = match found.faults().len() {
        0 => String::new(),
        1 => "; 1 fault, `lifeboat runbook lint` says which".to_owned(),
        many => format!("; {many} faults, `lifeboat runbook lint` says which"),
    };
    format!(
        "{}; {steps} steps, {at_least}{expected}{took}{wrong}",
        runbook.title
    )
}

/// Everything that is wrong with runbooks, a line each, and how many are sound.
#[must_use]
pub fn runbooks_lint_text(found: &[RunbookFound]) -> String {
    let mut text = String::new();
    for it in found {
        for fault in it.faults() {
            let _ = writeln!(text, "{fault}");
        }
        for fault in &it.lint.not_checked {
            let _ = writeln!(
                text,
                "{}:{}: not checked: {}",
                fault.file, fault.line, fault.what
            );
        }
    }
    let sound = found.iter().filter(|it| it.faults().is_empty()).count();
    let _ = writeln!(text, "{sound} of {} runbooks sound", found.len());
    text
}
