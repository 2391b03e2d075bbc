//! `lifeboat runbook`: which runbooks there are, whether they are right, and
//! first ones for a plan.

use crate::act::{Past, Sight, Standing};
use crate::assess::Assessment;
use crate::cli::arguments::{Arguments, LintArguments, NewArguments, Output, RunbookCommand};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::look;
use crate::cli::session::{Ground, Pace, Session, runtime};
use crate::cli::simulated::is_of_served;
use crate::cli::state::StateFolder;
use crate::estate::Estate;
use crate::journal::Journal;
use crate::plan::Plan;
use crate::report::{self, RunbookFound};
use crate::runbook::{Against, Experience, INCLUDED, Included, Lint, lint, parse, parse_bytes};
use crate::terms::{Instant, OutsideText};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn run(arguments: &Arguments, command: &RunbookCommand) -> Result<Exit, Refusal> {
    match command {
        RunbookCommand::List { output } => list(arguments, &seen(arguments)?, *output),
        RunbookCommand::Lint(how) => check(arguments, &seen(arguments)?, how),
        RunbookCommand::New(how) => write(arguments, &seen(arguments)?.plan, how),
        RunbookCommand::Run(how) => super::walk::run(arguments, how),
        RunbookCommand::Resume(how) => super::walk::resume(arguments, how),
        RunbookCommand::Report(how) => super::walk::report(arguments, how),
    }
}

fn seen(arguments: &Arguments) -> Result<Seen, Refusal> {
    looking(arguments, async || {
        if arguments.demo {
            Seen::anew(arguments).await
        } else {
            Seen::last(arguments)
        }
    })
}

/// Looks in a runtime of its own.
pub(super) fn looking(
    arguments: &Arguments,
    look: impl AsyncFnOnce() -> Result<Seen, Refusal>,
) -> Result<Seen, Refusal> {
    let runtime = runtime(arguments, Pace::Virtual)?;
    let seen = runtime.block_on(look());
    // A call that hangs must not hold back the answer.
    runtime.shutdown_background();
    seen
}

/// What runbooks are held against: the plan, and what AWS was seen to show.
pub(super) struct Seen {
    pub(super) plan: Arc<Plan>,
    pub(super) estate: Estate,
    pub(super) assessment: Assessment,
    pub(super) now: Instant,
    pub(super) simulated: bool,
    /// What walks of them were measured to take; of the demo nothing is kept.
    pub(super) earlier: Experience,
}

impl Seen {
    /// What AWS shows now.
    pub(super) async fn anew(arguments: &Arguments) -> Result<Self, Refusal> {
        let session = Session::open(arguments).await?;
        let looked = look::look(&session).await?;
        Ok(Self {
            earlier: earlier(session.state.as_ref(), session.simulated)?,
            plan: session.plan,
            estate: looked.estate,
            assessment: looked.assessment,
            now: looked.now,
            simulated: session.simulated,
        })
    }

    /// What AWS was last seen to show.
    pub(super) fn last(arguments: &Arguments) -> Result<Self, Refusal> {
        let ground = Ground::read(arguments)?;
        let now = ground.clock.now();
        let simulated = is_of_served(&ground.plan);
        Ok(Self {
            assessment: Assessment::of(Arc::clone(&ground.plan), &ground.estate, now),
            earlier: earlier(ground.state.as_ref(), simulated)?,
            plan: ground.plan,
            estate: ground.estate,
            now,
            simulated,
        })
    }

    fn examined(&self, file: &str, bytes: &[u8]) -> RunbookFound {
        let read = parse_bytes(bytes, file);
        let (past, standing) = (Past::default(), Standing::observing(self.simulated));
        let sight = Sight {
            plan: &self.plan,
            estate: &self.estate,
            assessment: &self.assessment,
            past: &past,
            standing: &standing,
            now: self.now,
        };
        let against = Against {
            plan: &self.plan,
            sight: Some(&sight),
            now: self.now,
        };
        let measured = read.as_ref().ok();
        let measured = measured.filter(|it| self.earlier.walks(&it.name) > 0);
        RunbookFound {
            file: OutsideText::new(file).to_string(),
            took: measured.map(|it| self.earlier.whole(it)),
            lint: read
                .as_ref()
                .map_or_else(|_| Lint::default(), |runbook| lint(runbook, &against)),
            read,
        }
    }
}

/// What walks in the journal of a plan were measured to take.
fn earlier(state: Option<&StateFolder>, simulated: bool) -> Result<Experience, Refusal> {
    Ok(match state {
        Some(state) => Experience::of(&Journal::read(state.path())?.records, simulated),
        None => Experience::default(),
    })
}

/// The runbooks of the plan: those in its folder; of the demo, those that come
/// with lifeboat.
pub(super) fn of_plan(arguments: &Arguments, seen: &Seen) -> Result<Vec<RunbookFound>, Refusal> {
    if arguments.demo {
        return Ok(INCLUDED
            .iter()
            .filter_map(|included| {
                let text = included.written_for(&seen.plan).ok()?;
                let file = format!("runbooks/{}.md", included.name);
                Some(seen.examined(&file, text.as_bytes()))
            })
            .collect());
    }
    let folder = folder(arguments, &seen.plan)?;
    let failed = |source: io::Error| Refusal::File {
        file: folder.clone(),
        source,
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|file| of_file(file, seen)).collect()
}

fn of_file(file: &Path, seen: &Seen) -> Result<RunbookFound, Refusal> {
    let bytes = fs::read(file).map_err(|source| Refusal::File {
        file: file.to_owned(),
        source,
    })?;
    Ok(seen.examined(&file.display().to_string(), &bytes))
}

/// The folder that the plan names, beside the plan's own file.
pub(super) fn folder(arguments: &Arguments, plan: &Plan) -> Result<PathBuf, Refusal> {
    let named = plan.runbooks.as_ref().ok_or_else(|| {
        Refusal::Usage(
            "the plan names no folder of runbooks: add `[runbooks]` with `folder = \"runbooks\"`, then write first \
             ones with `lifeboat runbook new`"
                .to_owned(),
        )
    })?;
    let beside = arguments.plan.parent().unwrap_or(Path::new(""));
    Ok(beside.join(named))
}

fn list(arguments: &Arguments, seen: &Seen, output: Output) -> Result<Exit, Refusal> {
    let found = of_plan(arguments, seen)?;
    match output {
        Output::Json => super::print_json(&report::runbooks(&found, seen.simulated)),
        Output::Table => super::print(&report::runbooks_text(&found)),
    }
}

fn check(arguments: &Arguments, seen: &Seen, how: &LintArguments) -> Result<Exit, Refusal> {
    let found = if how.files.is_empty() {
        of_plan(arguments, seen)?
    } else {
        let files = how.files.iter();
        files
            .map(|file| of_file(file, seen))
            .collect::<Result<_, _>>()?
    };
    match how.output {
        Output::Json => super::print_json(&report::runbooks(&found, seen.simulated))?,
        Output::Table => super::print(&report::runbooks_lint_text(&found))?,
    };
    let is_sound = found.iter().all(|it| it.faults().is_empty());
    Ok(if is_sound { Exit::Done } else { Exit::Usage })
}

fn write(arguments: &Arguments, plan: &Plan, how: &NewArguments) -> Result<Exit, Refusal> {
    let folder = match &how.folder {
        Some(folder) => folder.clone(),
        None => folder(arguments, plan)?,
    };
    let mut told = String::new();
    let mut texts = Vec::new();
    for included in wanted(&how.names)? {
        match included.written_for(plan) {
            Ok(text) => {
                let file = folder.join(format!("{}.md", included.name));
                // What cannot be read back is not written.
                parse(&text, &file.display().to_string())
                    .map_err(|faults| Refusal::Usage(faults.to_string()))?;
                texts.push((file, text));
            }
            Err(why) if how.names.is_empty() => told.push_str(&format!("not written: {why}\n")),
            Err(why) => return Err(Refusal::Usage(why)),
        }
    }
    let failed = |file: &Path| {
        let file = file.to_owned();
        move |source| Refusal::File { file, source }
    };
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    for (file, text) in texts {
        match fs::File::create_new(&file) {
            Ok(mut out) => {
                out.write_all(text.as_bytes()).map_err(failed(&file))?;
                told.push_str(&format!("{}\n", file.display()));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                told.push_str(&format!(
                    "{}: is there already, and is left as it is\n",
                    file.display()
                ));
            }
            Err(error) => return Err(failed(&file)(error)),
        }
    }
    super::print(&told)
}

/// Those of that name, or all.
fn wanted(names: &[String]) -> Result<Vec<&'static Included>, Refusal> {
    if names.is_empty() {
        return Ok(INCLUDED.iter().collect());
    }
    let named = |name: &String| {
        INCLUDED
            .iter()
            .find(|included| included.name == name)
            .ok_or_else(|| {
                let known: Vec<&str> = INCLUDED.iter().map(|included| included.name).collect();
                let what = "runbook that comes with lifeboat";
                let name = OutsideText::new(name).to_string();
                Refusal::Usage(crate::terms::fault::unknown(&name, what, &known))
            })
    };
    names.iter().map(named).collect()
}
