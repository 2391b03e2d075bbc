//! How a walk went: for people, as Markdown or as a page, and for programs.

mod facts;
mod page;

use super::SCHEMA_VERSION;
use super::journal::{moment, who};
use crate::journal::{Entry, Record, WalkEnd, WalkMode};
use crate::plan::Plan;
use crate::runbook::Walk;
use crate::terms::{Instant, Span};
use facts::{Deed, Lost, Overridden, Stepped};
use page::Block;
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
            deviations: facts::deviations(walk, &steps, &rto, &rpo),
            follow_ups: facts::follow_ups(walk, &steps, &own, &rpo),
            objectives: Objectives { rto, rpo },
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

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        page::markdown(&self.blocks())
    }

    /// As a page that stands by itself.
    #[must_use]
    pub fn html(&self) -> String {
        page::html(&self.heading(), self.mark(), &self.blocks())
    }

    fn heading(&self) -> String {
        format!("{}: walk {} of {}", self.title, self.run, self.plan)
    }

    /// What stands on every page of something that was practised.
    fn mark(&self) -> Option<&'static str> {
        if self.simulated {
            Some("SIMULATED: no AWS is behind this")
        } else if self.mode == WalkMode::Rehearsal.word() {
            Some("REHEARSAL: no action was sent")
        } else {
            None
        }
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(1, self.heading())];
        let mut section = |level, title: &str, own: Vec<Block>| {
            // A section may be read, printed or copied by itself.
            let title = match self.mark() {
                Some(mark) => format!("{title} ({})", mark.split(':').next().unwrap_or(mark)),
                None => title.to_owned(),
            };
            blocks.push(Block::Heading(level, title));
            blocks.extend(own);
        };
        section(2, "Outcome", self.summary());
        section(2, "Objectives", self.objectives());
        section(2, "Steps", self.steps());
        section(2, "Actions", self.actions());
        section(2, "Checks", self.checks());
        let overrides = self
            .overrides
            .iter()
            .map(|it| vec![it.step.clone(), it.what.clone(), it.reason.clone()]);
        section(
            2,
            "Overrides",
            table_or(
                vec!["Step", "What", "Why"],
                overrides.collect(),
                "Nothing was overridden.",
            ),
        );
        section(2, "Deviations", list_or(&self.deviations, "None."));
        section(2, "To follow up", list_or(&self.follow_ups, "Nothing."));
        let told = |it: &Told| {
            vec![
                it.sequence.map_or_else(String::new, |it| it.to_string()),
                moment(it.at),
                it.who.clone().unwrap_or_default(),
                it.what.clone(),
            ]
        };
        let notes = self.notes.iter().map(told).collect();
        section(
            2,
            "Notes",
            table_or(vec!["", "When", "In step", "Note"], notes, "None."),
        );
        let timeline = self.timeline.iter().map(told).collect();
        section(
            2,
            "Timeline",
            table_or(
                vec!["Record", "When", "Who", "What"],
                timeline,
                "Nothing happened.",
            ),
        );
        blocks
    }

    fn summary(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if let Some(mark) = self.mark() {
            blocks.push(Block::Strong(mark.to_owned()));
        }
        let span = |it: Option<f64>| {
            let span = it.and_then(Span::from_seconds);
            span.map_or_else(|| "–".to_owned(), |it| it.to_string())
        };
        let clocks = &self.clocks;
        let mut facts = vec![
            format!("outcome: {}", self.outcome),
            format!("mode: {}", self.mode),
            format!("began: {}", moment(self.began)),
            format!("the clock runs since: {}", moment(clocks.since)),
            format!(
                "detect {}, decide {}, execute {}, verify {}",
                span(Some(clocks.detect_seconds)),
                span(clocks.decide_seconds),
                span(clocks.execute_seconds),
                span(clocks.verify_seconds)
            ),
            format!("runbook: {}, SHA-256 {}", self.runbook, self.runbook_sha256),
        ];
        let named = [
            ("ended", self.ended.map(moment)),
            ("incident", self.incident.clone()),
            ("reason", self.reason.clone()),
            ("scenario", self.scenario.clone()),
        ];
        let named = named.into_iter();
        facts.extend(named.filter_map(|(name, it)| Some(format!("{name}: {}", it?))));
        blocks.push(Block::List(facts));
        blocks
    }

    fn objectives(&self) -> Vec<Block> {
        let seconds = |it: Option<u64>| {
            it.map_or_else(|| "none".to_owned(), |it| Span::seconds(it).to_string())
        };
        let rto = &self.objectives.rto;
        let achieved = rto.achieved_seconds.and_then(Span::from_seconds);
        let mut rows = vec![vec![
            format!("RTO, {}", rto.tier.as_deref().unwrap_or("no tier has one")),
            seconds(rto.objective_seconds),
            achieved.map_or_else(|| "not achieved".to_owned(), |it| it.to_string()),
            facts::met(rto.met).to_owned(),
        ]];
        rows.extend(self.objectives.rpo.iter().map(|it| {
            vec![
                format!("RPO, {}", it.store),
                seconds(it.objective_seconds),
                it.words.clone(),
                facts::met(it.met).to_owned(),
            ]
        }));
        let headings = vec!["Objective", "Wanted", "Achieved", ""];
        vec![Block::Table(headings, rows)]
    }

    fn steps(&self) -> Vec<Block> {
        let rows = self.steps.iter().map(|step| {
            let span = |it: Option<f64>| {
                let span = it.and_then(Span::from_seconds);
                span.map_or_else(String::new, |it| it.to_string())
            };
            vec![
                step.title.clone(),
                step.owner.clone().unwrap_or_default(),
                moment(step.begun),
                span(step.took_seconds),
                span(step.expected_seconds),
                step.how.clone(),
            ]
        });
        let headings = vec!["Step", "Owner", "Begun", "Took", "Expected", "How"];
        vec![Block::Table(headings, rows.collect())]
    }

    fn actions(&self) -> Vec<Block> {
        let all = self.steps.iter().flat_map(|step| &step.actions);
        let rows = all.map(Deed::row).collect();
        table_or(
            vec![
                "Action",
                "Target",
                "Typed",
                "Request id",
                "Outcome",
                "Record",
            ],
            rows,
            "No action was confirmed.",
        )
    }

    fn checks(&self) -> Vec<Block> {
        let all = self
            .steps
            .iter()
            .flat_map(|step| step.checks.iter().map(move |check| (step, check)));
        let rows = all.map(|(step, check)| {
            vec![
                step.title.clone(),
                moment(check.at),
                check.standing.to_owned(),
                check.found.clone(),
                check.wanted.clone(),
            ]
        });
        table_or(
            vec!["Step", "When", "", "Measured", "Wanted"],
            rows.collect(),
            "Nothing was checked.",
        )
    }
}

fn table_or(headings: Vec<&'static str>, rows: Vec<Vec<String>>, none: &str) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::Text(none.to_owned())];
    }
    vec![Block::Table(headings, rows)]
}

fn list_or(items: &[String], none: &str) -> Vec<Block> {
    if items.is_empty() {
        return vec![Block::Text(none.to_owned())];
    }
    vec![Block::List(items.to_vec())]
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
