//! The command line of walks.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// A walk that begins.
#[derive(Debug, Args)]
pub struct WalkArguments {
    /// The runbook: one of the plan's by its name, or a file.
    #[arg(value_name = "NAME|FILE")]
    pub name: String,
    /// How it is walked; for real against AWS, a simulation against the simulated one, unless said.
    #[arg(long, value_enum)]
    pub mode: Option<Mode>,
    /// The incident's name.
    #[arg(long, value_name = "ID")]
    pub incident: Option<String>,
    /// What it may do, and what is written at its end.
    #[command(flatten)]
    pub how: WalkOptions,
}

/// A walk that is taken up again.
#[derive(Debug, Args)]
pub struct ResumeArguments {
    /// The walk, by its number in the journal; the last one unless said.
    #[arg(value_name = "RUN")]
    pub run: Option<u64>,
    /// What it may do, and what is written at its end.
    #[command(flatten)]
    pub how: WalkOptions,
}

/// What a walk may do.
#[derive(Debug, Args)]
pub struct WalkOptions {
    /// Act. Without it actions stop at their review.
    #[arg(long, requires = "reason")]
    pub operate: bool,
    /// Why, as the next reader of the journal would want to know.
    #[arg(long, value_name = "REASON")]
    pub reason: Option<String>,
    /// Write the report into this new file when the walk ends or is left, as its
    /// name says: `.md`, `.html` or `.json`. Of the demo nothing else is kept.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// How a runbook is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Actions are sent to AWS.
    ForReal,
    /// Conditions are checked; actions stop at their review.
    Rehearsal,
    /// On a simulated AWS.
    Simulation,
}

/// What a report is written of.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// The walk, by its number in the journal; the last one unless said.
    #[arg(value_name = "RUN")]
    pub run: Option<u64>,
    /// The form.
    #[arg(short, long, value_enum, default_value_t = ReportForm::Md)]
    pub output: ReportForm,
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportForm {
    /// Markdown.
    Md,
    /// A page that stands by itself.
    Html,
    /// For programs.
    Json,
}
