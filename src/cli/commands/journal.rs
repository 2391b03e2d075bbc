//! `lifeboat journal`: how the record of actions stands, what is in it, a copy.

use crate::cli::arguments::{
    Arguments, ExportArguments, ExportForm, JournalCommand, Output, TimelineArguments,
};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::session;
use crate::cli::state::StateFolder;
use crate::clock::Clock;
use crate::journal::{Chain, HeadFile, Journal};
use crate::report::JournalReport;
use std::io::{self, Write};
use std::path::Path;

pub(super) fn run(arguments: &Arguments, command: &JournalCommand) -> Result<Exit, Refusal> {
    let plan = session::read_plan(arguments)?;
    let (bytes, head) = if arguments.demo {
        super::super::complain(
            "nothing is kept of a simulation in this process, so there is no journal; one against \
             `lifeboat sim serve` is kept, under the plan that names it",
        );
        (Vec::new(), HeadFile::Missing)
    } else {
        Journal::read_raw(StateFolder::of(&plan, &arguments.plan)?.path())?
    };
    let chain = Chain::verify(&bytes, head);
    let report = JournalReport {
        plan: &plan.name,
        chain: &chain,
    };
    match command {
        JournalCommand::Verify { output } => verify(&report, *output),
        JournalCommand::Show(how) => show(&report, how),
        JournalCommand::Export(how) => export(&report, &bytes, how),
    }
}

fn verify(report: &JournalReport<'_>, output: Output) -> Result<Exit, Refusal> {
    match output {
        Output::Table => super::print(&report.verdict())?,
        Output::Json => super::print_json(&report.verdict_json())?,
    };
    Ok(if report.chain.standing.is_whole() {
        Exit::Done
    } else {
        Exit::Tampered
    })
}

fn show(report: &JournalReport<'_>, how: &TimelineArguments) -> Result<Exit, Refusal> {
    super::print(&match how.output {
        Output::Table => report.timeline(how.last),
        Output::Json => report.timeline_json(how.last).map_err(io::Error::other)?,
    })
}

fn export(
    report: &JournalReport<'_>,
    bytes: &[u8],
    how: &ExportArguments,
) -> Result<Exit, Refusal> {
    let now = Clock::host().now();
    let text = match how.form {
        ExportForm::Json => report.copy(bytes, now).map_err(io::Error::other)?,
        ExportForm::Md => report.document(now),
    };
    match &how.output {
        Some(file) => write_new(file, &text),
        None => super::print(&text),
    }
}

/// Writes a file that is not there yet, for its owner alone, whole or not at all.
pub(super) fn write_new(file: &Path, text: &str) -> Result<Exit, Refusal> {
    let refuse = |source| Refusal::File {
        file: file.to_owned(),
        source,
    };
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(refuse)?;
    new.write_all(text.as_bytes()).map_err(refuse)?;
    new.as_file().sync_all().map_err(refuse)?;
    match new.persist_noclobber(file) {
        Ok(_) => Ok(Exit::Done),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Refusal::Exists(file.to_owned()))
        }
        Err(error) => Err(refuse(error.error)),
    }
}
