//! How it is recovered, step by step, and when that was last tried.

use super::PlanDocument;
use crate::assess::{Restore, last_restore};
use crate::estate::{Drill, Practice};
use crate::report::Report;
use crate::report::journal::moment;
use crate::report::page::{Block, table_or};
use crate::runbook::{Runbook, Step, StepKind};
use crate::terms::Known;

impl PlanDocument<'_> {
    /// Which runbooks there are.
    pub(super) fn runbooks(&self) -> Vec<Block> {
        let rows = self.runbooks.iter().map(|runbook| {
            let reviewed = runbook.reviewed.map(|it| it.to_string());
            vec![
                runbook.name.clone(),
                runbook.title.clone(),
                runbook.objective.clone().unwrap_or_default(),
                runbook.audience.clone().unwrap_or_default(),
                runbook.steps.len().to_string(),
                expected(runbook),
                reviewed.unwrap_or_else(|| "never".to_owned()),
            ]
        });
        let headings = vec![
            "Runbook",
            "Title",
            "Objective",
            "For whom",
            "Steps",
            "Expected",
            "Reviewed",
        ];
        table_or(
            headings,
            rows.collect(),
            "There is no runbook: `lifeboat runbook new` writes first ones.",
        )
    }

    /// Each runbook, step by step.
    pub(super) fn procedures(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for runbook in self.runbooks {
            blocks.push(Block::Heading(3, runbook.title.clone()));
            for line in runbook.introduction.lines() {
                if !line.raw().trim().is_empty() {
                    blocks.push(Block::Text(line.to_string()));
                }
            }
            let rows = runbook.steps.iter().map(row).collect();
            let headings = vec![
                "Step",
                "What to do",
                "What lifeboat does",
                "Owner",
                "Expected",
            ];
            blocks.push(Block::Table(headings, rows));
        }
        if blocks.is_empty() {
            blocks.push(Block::Text("None is written.".to_owned()));
        }
        blocks
    }

    /// What was tested, and when last.
    pub(super) fn tests(&self) -> Vec<Block> {
        let Some(tried) = self.report.estate.tried() else {
            let why = "Not known: no journal was read. Of the demo nothing is kept.";
            return vec![Block::Text(why.to_owned())];
        };
        let drills = Practice::ALL.map(|practice| drilled(practice, tried.last_drill(practice)));
        let Report {
            assessment,
            estate,
            now,
            ..
        } = self.report;
        let restores = assessment.stores().map(|store| {
            let last = last_restore(assessment, estate, &store.name, now);
            restored(&store.name, &last)
        });
        let rows: Vec<Vec<String>> = drills.into_iter().chain(restores).collect();
        let headings = vec!["What", "Last", "How", "Took"];
        let mut blocks = vec![Block::Table(headings, rows)];
        let measured = self
            .runbooks
            .iter()
            .filter(|it| self.earlier.walks(&it.name) > 0);
        let measured =
            measured.map(|it| format!("{}, by its walks: {}", it.title, self.earlier.whole(it)));
        let measured: Vec<String> = measured.collect();
        if !measured.is_empty() {
            blocks.push(Block::List(measured));
        }
        blocks
    }
}

fn expected(runbook: &Runbook) -> String {
    let (expected, untold) = runbook.expected();
    if untold > 0 {
        format!("at least {expected}")
    } else {
        expected.to_string()
    }
}

fn row(step: &Step) -> Vec<String> {
    let lines = step.instruction.lines().iter();
    let lines: Vec<String> = lines.map(ToString::to_string).collect();
    vec![
        step.title.clone(),
        lines.join(" ").trim().to_owned(),
        match &step.kind {
            StepKind::Manual => String::new(),
            StepKind::Check(condition) => format!("checks: {condition}"),
            StepKind::Wait {
                condition,
                time_out,
            } => format!("waits up to {time_out} until {condition}"),
            StepKind::Action(call) => format!("{} {}, reviewed", call.action.name, call.target),
            StepKind::Probe(_) => "asks as a customer would".to_owned(),
            StepKind::Notify(_) => "publishes to the incident topic, reviewed".to_owned(),
        },
        step.owner.clone().unwrap_or_default(),
        step.expected
            .map_or_else(String::new, |expected| expected.to_string()),
    ]
}

fn drilled(practice: Practice, last: Option<&Drill>) -> Vec<String> {
    let what = practice.words().to_owned();
    match last {
        None => vec![
            what,
            "never, by this journal".to_owned(),
            String::new(),
            String::new(),
        ],
        Some(last) => vec![
            what,
            moment(last.at),
            format!("{}, {} (walk {})", last.runbook, last.mode, last.run),
            last.took.map_or_else(String::new, |took| took.to_string()),
        ],
    }
}

fn restored(store: &str, last: &Known<Option<Restore>>) -> Vec<String> {
    let what = format!("a restore of {store}");
    let (when, how, took) = match last {
        Known::Unknown(why) => (format!("not known: {why}"), String::new(), None),
        Known::Known(None) => (
            "never, as far as is on record".to_owned(),
            String::new(),
            None,
        ),
        Known::Known(Some(last)) => {
            let validated = match (last.validated, &last.validation) {
                (true, _) => "validated".to_owned(),
                (false, Some(status)) => format!("NOT VALIDATED: {status}"),
                (false, None) => "NOT VALIDATED".to_owned(),
            };
            let record = last.record;
            let by = record.map_or_else(
                || "by AWS Backup".to_owned(),
                |record| format!("record {record}"),
            );
            (moment(last.at), format!("{validated} ({by})"), last.took)
        }
    };
    let took = took.map_or_else(String::new, |took| took.to_string());
    vec![what, when, how, took]
}
