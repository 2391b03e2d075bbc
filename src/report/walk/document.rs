//! How a walk went, as a document.

use super::facts::{self, Deed};
use super::{Told, WalkReport};
use crate::journal::WalkMode;
use crate::report::journal::moment;
use crate::report::page::{self, Block, list_or, marked, table_or};
use crate::terms::Span;

impl WalkReport {
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
            blocks.push(Block::Heading(level, marked(title, self.mark())));
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
        let mut blocks = vec![Block::Table(headings, rows)];
        if let Some(words) = &self.objectives.forecast_words {
            blocks.push(Block::Text(format!(
                "By the walks before it, from its beginning: {words}."
            )));
        }
        blocks
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
