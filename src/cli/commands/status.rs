//! `lifeboat status`: one look, or a line for each change.

use super::{Reader, tell};
use crate::assess::Assessment;
use crate::cli::arguments::{Arguments, Output, StatusArguments};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::look::{self, look};
use crate::cli::session::{Pace, Session, runtime};
use crate::collect::{self, Collector, Knowledge};
use crate::report::{Report, Watch, status, status_table};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// How wide a table is where no terminal says.
const WIDTH: u16 = 120;

/// How long changes are gathered before they are told, so that the first round
/// reads as one.
const GATHER: Duration = Duration::from_secs(1);

pub(super) fn run(arguments: &Arguments, how: &StatusArguments) -> Result<Exit, Refusal> {
    let pace = if how.watch { Pace::Wall } else { Pace::Virtual };
    let runtime = runtime(arguments, pace)?;
    let done = runtime.block_on(async {
        let session = Session::open(arguments).await?;
        if how.watch {
            watch(&session).await
        } else {
            once(&session, how.output).await
        }
    });
    // A call that hangs must not hold back the answer.
    runtime.shutdown_background();
    done
}

async fn once(session: &Session, output: Output) -> Result<Exit, Refusal> {
    let looked = look(session).await?;
    let report = looked.report(session);
    match output {
        Output::Json => super::print_json(&status(&report))?,
        Output::Table => {
            let width = crossterm_width().unwrap_or(WIDTH);
            super::print(&status_table(&report, width))?
        }
    };
    Ok(looked.exit())
}

fn crossterm_width() -> Option<u16> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}

async fn watch(session: &Session) -> Result<Exit, Refusal> {
    let mut estate = session.estate.clone();
    let known = Knowledge::of(&estate, &session.plan);
    let seed = u64::from(std::process::id());
    let (collector, mut observations) = Collector::start(&session.setup, known, seed);
    let mut now = session.clock.now();
    let mut assessment = Assessment::of(Arc::clone(&session.plan), &estate, now);
    let mut watch = Watch::default();
    let mut kept = now;
    let mut ended = std::pin::pin!(tokio::signal::ctrl_c());
    loop {
        let gather = session.clock.sleep(GATHER);
        tokio::pin!(gather);
        loop {
            tokio::select! {
                biased;
                _ = &mut ended => {
                    session.keep(&estate);
                    return Ok(Exit::Done);
                }
                observation = observations.recv() => match observation {
                    Some(observation) => {
                        now = session.clock.now();
                        let changes = estate.apply(observation);
                        assessment.update(&estate, &changes, now);
                    }
                    None => return Ok(Exit::Done),
                },
                () = &mut gather => break,
            }
        }
        now = session.clock.now();
        assessment.update(&estate, &crate::estate::Changes::default(), now);
        let incident = assessment
            .regions(&estate, now)
            .iter()
            .any(|region| region.silent_since.or(region.declared_down).is_some());
        collector.set_pace(if incident {
            collect::Pace::Incident
        } else {
            collect::Pace::Idle
        });
        look::identity(session, &estate)?;
        let lines = watch.lines(&Report {
            assessment: &assessment,
            estate: &estate,
            now,
            simulated: session.simulated,
            scenario: session.scenario.as_deref(),
            calls: session.calls(),
        });
        for line in lines {
            let told = tell(&mut io::stdout().lock(), &format!("{line}\n"))?;
            if told == Reader::HasGone {
                // Nobody is left to watch for, and every look has its price.
                session.keep(&estate);
                return Ok(Exit::Done);
            }
        }
        if crate::terms::Span::between(kept, now) > look::KEEP_EVERY {
            session.keep(&estate);
            kept = now;
        }
    }
}
