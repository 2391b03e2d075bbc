//! The command line of guarded actions.

use super::Output;
use crate::terms::Span;
use clap::{Args, Subcommand};

/// What to do with actions.
#[derive(Debug, Subcommand)]
pub enum ActionCommand {
    /// List every action, and what it could act on.
    List {
        /// As a table or as JSON.
        #[arg(short, long, value_enum, default_value_t = Output::Table)]
        output: Output,
    },
    /// Say what an action would do, what it depends on, and what stands in its way. Sends nothing.
    Preflight(PreflightArguments),
    /// Run an action that a preflight was made of. Ends with 0 done, 5 refused, 6 failed, 8 unknown.
    Run(RunArguments),
    /// Look at what came of every action that is not known to have ended, and write it down. Sends
    /// nothing. Ends with 0 all done or nothing open, 6 one failed, 8 one not known.
    Settle(SettleArguments),
}

/// How what is open is settled.
#[derive(Debug, Args)]
pub struct SettleArguments {
    /// How long after its intent an action is watched until it is called unknown, instead of the
    /// action's own time.
    #[arg(long, value_name = "TIME")]
    pub patience: Option<Span>,
    /// As a table or as JSON.
    #[arg(short, long, value_enum, default_value_t = Output::Table)]
    pub output: Output,
}

/// What an action would be run on.
#[derive(Debug, Args)]
pub struct PreflightArguments {
    /// The action.
    pub name: String,
    /// What it acts on: an identifier, with `@REGION` where two have the same.
    #[arg(long, value_name = "TARGET")]
    pub target: String,
    /// What is chosen beside the target; `lifeboat action list` says what can be.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    pub settings: Vec<(String, String)>,
    /// As a table or as JSON.
    #[arg(short, long, value_enum, default_value_t = Output::Table)]
    pub output: Output,
}

/// A run of an action.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// What it is run on.
    #[command(flatten)]
    pub on: PreflightArguments,
    /// Act. Without it lifeboat only observes.
    #[arg(long)]
    pub operate: bool,
    /// Why, as the next reader of the journal would want to know.
    #[arg(long, value_name = "REASON")]
    pub reason: Option<String>,
    /// The incident's name.
    #[arg(long, value_name = "ID")]
    pub incident: Option<String>,
    /// The token of the preflight, valid for ten minutes.
    #[arg(long, value_name = "TOKEN")]
    pub confirm: Option<String>,
    /// Override a check that blocks, once, with a reason. `unchecked` acknowledges what is not
    /// checked by this version.
    #[arg(long = "override", value_name = "CHECK=REASON", value_parser = pair)]
    pub overrides: Vec<(String, String)>,
    /// How long to watch until it is called unknown, instead of the action's own time.
    #[arg(long, value_name = "TIME")]
    pub patience: Option<Span>,
}

/// A name and a value with an equals sign between them.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("write it like NAME=VALUE".to_owned()),
    }
}
