//! The command line of runbooks.

use super::Output;
use super::walking::{ReportArguments, ResumeArguments, WalkArguments};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with runbooks.
#[derive(Debug, Subcommand)]
pub enum RunbookCommand {
    /// List the plan's runbooks, a line each.
    List {
        /// As lines or as JSON.
        #[arg(short, long, value_enum, default_value_t = Output::Table)]
        output: Output,
    },
    /// Say everything that is wrong with them, as FILE:LINE: what. Held against the plan, and against what
    /// AWS was last seen to show; sends nothing. Ends with 2 when something is wrong.
    Lint(LintArguments),
    /// Write the runbooks that come with lifeboat into the plan's folder, with the names of the plan.
    New(NewArguments),
    /// Walk one, line by line: for a plain terminal, a screen reader or a script. Ends with 0 complete,
    /// 6 given up, 7 left for later.
    Run(WalkArguments),
    /// Take a walk up that was left or cut off; follow one, read-only, that another lifeboat walks.
    Resume(ResumeArguments),
    /// Say how a walk went: what was done when and by whom, what was measured, against the objectives.
    Report(ReportArguments),
}

/// What is looked through.
#[derive(Debug, Args)]
pub struct LintArguments {
    /// The files; all of the plan's runbooks when none is named.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// As lines or as JSON.
    #[arg(short, long, value_enum, default_value_t = Output::Table)]
    pub output: Output,
}

/// What is written, and where.
#[derive(Debug, Args)]
pub struct NewArguments {
    /// Which; every one that fits the plan when none is named.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// The folder to write into, instead of the plan's.
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}
