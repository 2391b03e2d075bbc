//! `lifeboat runbook run|resume|report`: walks, line by line, and how they went.

use super::runbook::folder;
use crate::cli::arguments::{
    Arguments, Mode, ReportArguments, ReportForm, ResumeArguments, WalkArguments, WalkOptions,
};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::session::{Pace, Session, read_plan, runtime};
use crate::cli::state::StateFolder;
use crate::cli::walking::{self, Beginning, Power, Streams, Walked};
use crate::journal::{Journal, Record, WalkMode};
use crate::plan::Plan;
use crate::report;
use crate::runbook::{INCLUDED, Walk};
use crate::terms::OutsideText;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &Arguments, how: &WalkArguments) -> Result<Exit, Refusal> {
    walked(arguments, &how.how, async |session, streams, power| {
        let (file, text) = text_of(arguments, &session.plan, &how.name)?;
        let mode = match how.mode {
            Some(Mode::ForReal) => WalkMode::ForReal,
            Some(Mode::Rehearsal) => WalkMode::Rehearsal,
            Some(Mode::Simulation) => WalkMode::Simulation,
            None if session.simulated => WalkMode::Simulation,
            None => WalkMode::ForReal,
        };
        let beginning = Beginning {
            file,
            text,
            mode,
            incident: how.incident.as_deref().map(OutsideText::new),
        };
        walking::begin(session, streams, &beginning, power).await
    })
}

pub(super) fn resume(arguments: &Arguments, how: &ResumeArguments) -> Result<Exit, Refusal> {
    if arguments.demo {
        return Err(Refusal::Usage(
            "nothing is kept of a simulation in this process, so there is no walk to take up; one against \
             `lifeboat sim serve` is kept, under the plan that names it"
                .to_owned(),
        ));
    }
    walked(arguments, &how.how, async |session, streams, power| {
        walking::resume(session, streams, how.run, power).await
    })
}

/// Walks, and writes the report where one is wanted.
fn walked(
    arguments: &Arguments,
    options: &WalkOptions,
    walk: impl AsyncFnOnce(&Session, &mut Streams, Option<Power>) -> Result<Walked, Refusal>,
) -> Result<Exit, Refusal> {
    let form = options.report.as_deref().map(form_of).transpose()?;
    let mut streams = Streams::of_process();
    // A script is played as fast as it can: a line that is typed takes no time.
    let scripted = matches!(streams, Streams::Script) && arguments.speed.is_none();
    let pace = if scripted { Pace::Virtual } else { Pace::Wall };
    let runtime = runtime(arguments, pace)?;
    let power = options.operate.then(|| Power {
        reason: options.reason.clone().unwrap_or_default(),
    });
    let done = runtime.block_on(async {
        let session = Session::open(arguments).await?;
        let walked = walk(&session, &mut streams, power).await?;
        if let (Some(file), Some(form)) = (&options.report, form) {
            let text = written(&session.plan, &walked.walk, &walked.records, form)?;
            super::journal::write_new(file, &text)?;
        }
        Ok(walked.exit)
    });
    runtime.shutdown_background();
    done
}

/// The form that a file's name asks for.
fn form_of(file: &Path) -> Result<ReportForm, Refusal> {
    match file.extension().and_then(|it| it.to_str()) {
        Some("md") => Ok(ReportForm::Md),
        Some("html") => Ok(ReportForm::Html),
        Some("json") => Ok(ReportForm::Json),
        _ => Err(Refusal::Usage(format!(
            "{}: a report is written into a file whose name ends with `.md`, `.html` or `.json`",
            file.display()
        ))),
    }
}

pub(super) fn report(arguments: &Arguments, how: &ReportArguments) -> Result<Exit, Refusal> {
    let plan = read_plan(arguments)?;
    if arguments.demo {
        return Err(Refusal::Usage(
            "nothing is kept of a simulation in this process: `lifeboat --demo runbook run … --report FILE` \
             writes the report at its end"
                .to_owned(),
        ));
    }
    let chain = Journal::read(StateFolder::of(&plan, &arguments.plan)?.path())?;
    if !chain.standing.is_whole() {
        crate::cli::complain(&format!(
            "the journal is NOT AS IT WAS WRITTEN: {}",
            chain.standing
        ));
    }
    let walk = Walk::of(&chain.records, how.run).map_err(walking::refused)?;
    super::print(&written(&plan, &walk, &chain.records, how.output)?)?;
    Ok(if chain.standing.is_whole() {
        Exit::Done
    } else {
        Exit::Tampered
    })
}

fn written(
    plan: &Plan,
    walk: &Walk,
    records: &[Record],
    form: ReportForm,
) -> Result<String, Refusal> {
    let report = report::WalkReport::of(plan, walk, records);
    Ok(match form {
        ReportForm::Md => report.markdown(),
        ReportForm::Html => report.html(),
        ReportForm::Json => report.json().map_err(io::Error::other)?,
    })
}

/// A runbook's file and text: one that is named as a file, else one of the plan's
/// folder, else, in the demo, one that comes with lifeboat.
fn text_of(arguments: &Arguments, plan: &Plan, name: &str) -> Result<(String, String), Refusal> {
    if name.ends_with(".md") || name.contains('/') {
        return read(Path::new(name).to_owned());
    }
    if !arguments.demo {
        return read(folder(arguments, plan)?.join(format!("{name}.md")));
    }
    let known: Vec<&str> = INCLUDED.iter().map(|it| it.name).collect();
    let included = INCLUDED.iter().find(|it| it.name == name).ok_or_else(|| {
        Refusal::Usage(format!(
            "there is no runbook `{}`; there are: {}",
            OutsideText::new(name),
            known.join(", ")
        ))
    })?;
    let text = included.written_for(plan).map_err(Refusal::Usage)?;
    Ok((format!("{name}.md"), text))
}

fn read(file: PathBuf) -> Result<(String, String), Refusal> {
    match fs::read_to_string(&file) {
        Ok(text) => Ok((file.display().to_string(), text)),
        Err(source) => Err(Refusal::File { file, source }),
    }
}
