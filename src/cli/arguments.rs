//! The command line.

mod acting;
mod following;
mod walking;

pub use acting::{ActionCommand, PreflightArguments};
#[cfg(feature = "operate")]
pub use acting::{RunArguments, SettleArguments};
pub use following::{LintArguments, NewArguments, RunbookCommand};
pub use walking::{Mode, ReportArguments, ReportForm, ResumeArguments, WalkArguments, WalkOptions};

use crate::terms::Span;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Watch backup and disaster recovery of a site on AWS, from a terminal.
///
/// Without a command the console opens. lifeboat only reads.
#[derive(Debug, Parser)]
#[command(name = "lifeboat", version, max_term_width = 100)]
pub struct Arguments {
    /// The plan to follow.
    #[arg(
        long,
        global = true,
        env = "LIFEBOAT_PLAN",
        value_name = "FILE",
        default_value = "lifeboat.toml"
    )]
    pub plan: PathBuf,
    /// The AWS profile to use, instead of what the environment says.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Look at the simulated AWS: no account, no network, no files.
    #[arg(long, global = true)]
    pub demo: bool,
    /// Begin the simulation at a fixed day, this long after it began.
    #[arg(long, global = true, value_name = "TIME")]
    pub at: Option<Span>,
    /// The seed of the simulation, 1 unless said: the same seed, the same shop.
    #[arg(long, global = true, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// How many of its seconds pass in one of ours.
    #[arg(long, global = true, value_name = "NUMBER", value_parser = speed)]
    pub speed: Option<f64>,
    /// What goes wrong in it, and when: one of `lifeboat scenario list`, or a file.
    #[arg(long, global = true, value_name = "NAME|FILE")]
    pub scenario: Option<String>,
    /// Draw less: nothing moves but by the minute.
    #[arg(long, global = true)]
    pub calm: bool,
    /// Draw with ASCII characters only.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// The theme: one of lifeboat's, or a file of your own in
    /// `$XDG_CONFIG_HOME/lifeboat/themes`.
    #[arg(long, global = true, env = "LIFEBOAT_THEME", value_name = "NAME")]
    pub theme: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look once and say how things stand; the exit code says it too.
    Status(StatusArguments),
    /// Look at AWS and write a first plan.
    Init(InitArguments),
    /// Say what lifeboat stands on: settings, identity, reachability, clock, rights.
    Doctor,
    /// Check the plan, or print its JSON Schema.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Declare a Region down, which fixes what is lost, or up again.
    Declare(DeclareArguments),
    /// Guarded actions: which there are, what one would do, and doing it.
    #[command(subcommand)]
    Action(ActionCommand),
    /// The record of every action: whether it is whole, what is in it, a copy of it.
    #[command(subcommand)]
    Journal(JournalCommand),
    /// Runbooks: which there are, whether they are right, and writing first ones for your plan.
    #[command(subcommand)]
    Runbook(RunbookCommand),
    /// Draw a screen without a terminal.
    Shot(ShotArguments),
    /// Open the console on the simulated AWS: `lifeboat --demo`.
    Demo,
    /// The scenarios of the simulated AWS: what goes wrong, and when.
    #[command(subcommand)]
    Scenario(ScenarioCommand),
    /// Say which themes there are, or print one.
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Offer the simulated AWS to other programs.
    #[command(subcommand)]
    Sim(SimCommand),
    /// Print the IAM policy that lifeboat needs.
    Iam {
        /// What an operator of this plan needs, besides what watching does.
        #[arg(long)]
        operate: bool,
    },
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// How `status` answers.
#[derive(Debug, Args)]
pub struct StatusArguments {
    /// As a table or as JSON.
    #[arg(short, long, value_enum, default_value_t = Output::Table)]
    pub output: Output,
    /// Keep watching, and print a line for each change.
    #[arg(long, conflicts_with = "output")]
    pub watch: bool,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// What `init` looks at, and where it writes.
#[derive(Debug, Args)]
pub struct InitArguments {
    /// The two Regions: first the primary, then the standby.
    #[arg(long = "region", value_name = "REGION", num_args = 1)]
    pub regions: Vec<String>,
    /// The file to write, or `-` for standard output.
    #[arg(long, value_name = "FILE", default_value = "lifeboat.toml")]
    pub output: PathBuf,
    /// The plan's name.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// What to do with a plan.
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Read the plan and say everything that is wrong with it.
    Check,
    /// Print the JSON Schema of plan files.
    Schema,
    /// Print the plan as a document: objectives, what AWS was seen to have, runbooks,
    /// contacts, last tests; and what has drifted since an older one.
    Doc(DocArguments),
}

/// The plan as a document.
#[derive(Debug, Args)]
pub struct DocArguments {
    /// The form.
    #[arg(short, long, value_enum, default_value_t = DocForm::Md)]
    pub output: DocForm,
    /// An older document of the same plan, in Markdown: what has drifted since comes first.
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// Ask AWS for nothing: tell what was seen last.
    #[arg(long)]
    pub last_seen: bool,
}

/// The forms of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DocForm {
    /// Markdown.
    Md,
    /// A page that stands by itself.
    Html,
}

/// What to do with themes.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// Print the name of every theme.
    List,
    /// Print the file of a theme, checked; it can be the beginning of your own.
    Show {
        /// The theme.
        name: String,
    },
}

/// The operator's word about a Region.
#[derive(Debug, Args)]
pub struct DeclareArguments {
    /// The Region.
    pub region: String,
    /// `down` or `up`.
    pub word: String,
    /// Since when: `03:01:10Z`, `2026-11-22T03:01:10Z` or `12m` (ago). Without it,
    /// the first unanswered call.
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// The incident's name.
    #[arg(long, value_name = "ID")]
    pub incident: Option<String>,
}

/// What to do with the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Say whether every record is as it was written; the exit code says it too.
    Verify {
        /// In words or as JSON.
        #[arg(short, long, value_enum, default_value_t = Output::Table)]
        output: Output,
    },
    /// Show its records, newest last.
    Show(TimelineArguments),
    /// Write a copy of it: the chain itself, or a document for people.
    Export(ExportArguments),
}

/// What of the journal is shown.
#[derive(Debug, Args)]
pub struct TimelineArguments {
    /// Only the last so many.
    #[arg(long, value_name = "N")]
    pub last: Option<usize>,
    /// A line for each, or as JSON.
    #[arg(short, long, value_enum, default_value_t = Output::Table)]
    pub output: Output,
}

/// Where a copy of the journal goes.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// A new file to write, instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The chain with its head, or a timeline in Markdown.
    #[arg(short = 'o', long, value_enum, default_value_t = ExportForm::Json)]
    pub form: ExportForm,
}

/// The forms of a copy of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// The chain with its head: it can be verified.
    Json,
    /// A timeline in Markdown.
    Md,
}

/// What to do with scenarios.
#[derive(Debug, Subcommand)]
pub enum ScenarioCommand {
    /// List the scenarios that come with lifeboat.
    List,
    /// Read a scenario file and say everything that is wrong with it.
    Check {
        /// The file, or the name of a scenario that comes with lifeboat.
        #[arg(value_name = "NAME|FILE")]
        file: String,
    },
}

/// What to do with the simulated AWS.
#[derive(Debug, Subcommand)]
pub enum SimCommand {
    /// Serve it on this host, for the AWS CLI, an SDK, `dig`, or another lifeboat. Any access key will
    /// do.
    Serve(ServeArguments),
}

/// Where the simulated AWS is served.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Where to answer AWS's operations over HTTP; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:4566")]
    pub listen: SocketAddr,
    /// Where to answer DNS, over UDP and TCP. The port after the other one, unless said.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub dns: Option<SocketAddr>,
    /// Let other hosts in: needed for any address that is not loopback.
    #[arg(long)]
    pub expose: bool,
    /// Add so many databases, each with a replica and with recovery points in both Regions, to the shop
    /// and to the plan of `--write-plan`.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = resources)]
    pub resources: usize,
    /// Write the plan of the simulated shop, with these addresses in it, to this file.
    #[arg(long, value_name = "FILE")]
    pub write_plan: Option<PathBuf>,
}

/// What to draw.
#[derive(Debug, Args)]
pub struct ShotArguments {
    /// The screen.
    #[arg(default_value = "overview")]
    pub screen: String,
    /// Columns and rows.
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "120x40")]
    pub size: String,
    /// Plain text, text with colours, or a picture.
    #[arg(long, value_enum, default_value_t = ShotFormat::Text)]
    pub format: ShotFormat,
    /// As the terminal of this name would show it (`TERM`: `screen`, `linux`,
    /// `xterm-256color`, `dumb`): its colours, its characters.
    #[arg(long, value_name = "TERM")]
    pub terminal: Option<String>,
    /// What has arrived of the first frame after so many bytes, on a slow link.
    #[arg(long, value_name = "BYTES")]
    pub arrived: Option<usize>,
}

/// The forms of a drawn screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShotFormat {
    /// Plain text.
    Text,
    /// Text with ANSI colours.
    Ansi,
    /// An SVG picture.
    Svg,
}

impl Arguments {
    /// Reads the command line.
    #[must_use]
    pub fn read() -> Self {
        let mut arguments = Self::parse();
        if matches!(arguments.command, Some(Command::Demo)) {
            arguments.demo = true;
            arguments.command = None;
        }
        arguments
    }

    /// What is wrong with flags of the simulation where nothing is simulated.
    #[must_use]
    pub fn simulates_nothing(&self) -> Option<String> {
        if self.demo || matches!(self.command, Some(Command::Sim(_))) {
            return None;
        }
        let given = [
            ("--at", self.at.is_some()),
            ("--seed", self.seed.is_some()),
            ("--speed", self.speed.is_some()),
            ("--scenario", self.scenario.is_some()),
        ];
        let (flag, _) = given.into_iter().find(|(_, given)| *given)?;
        Some(format!(
            "`{flag}` is for the simulated AWS: add `--demo`, or leave it out"
        ))
    }
}

/// How fast a simulation may run: beyond this, time-outs would be over before the host has answered.
fn speed(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(speed) if (0.1..=100.0).contains(&speed) => Ok(speed),
        _ => Err("a number from 0.1 to 100, such as 10: an hour in six minutes".to_owned()),
    }
}

/// How many databases a simulated shop may have besides its own.
fn resources(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count <= 20_000 => Ok(count),
        _ => Err("a number up to 20000".to_owned()),
    }
}
