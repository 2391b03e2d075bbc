//! The console itself.

use crate::cli::arguments::Arguments;
use crate::cli::exit::Exit;
use crate::cli::export;
use crate::cli::failure::Refusal;
use crate::cli::hook::Hook;
use crate::cli::preferences::Appearance;
use crate::cli::session::{self, Session, runtime};
use crate::collect::{Collector, Knowledge, Pace};
use crate::console::{self, Answer, Effect, Feed, Mode, Model, Terminal, Tone};
use crate::estate::{Declaration, Estate};
use crate::terms::{Instant, Region};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How many effects and answers wait for their turn.
const CHANNEL: usize = 16;

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let runtime = runtime(arguments, session::Pace::Wall)?;
    let done = runtime.block_on(async {
        let mut session = Session::open(arguments).await?;
        let declared = session.estate.declarations().clone();
        let estate = std::mem::take(&mut session.estate);
        let known = Knowledge::of(&estate, &session.plan);
        let appearance = Appearance::of(arguments);
        let shown = self::session(&appearance, &session);
        let now = session.clock.now();
        let model = Model::new(shown, Arc::clone(&session.plan), estate, now);
        let seed = u64::from(std::process::id());
        let (collector, observations) = Collector::start(&session.setup, known, seed);
        let (effects, orders) = mpsc::channel(CHANNEL);
        let (answer, answers) = mpsc::channel(CHANNEL);
        if let [first, ..] = appearance.troubles.as_slice() {
            // The channel is new and has room.
            let _ = answer.try_send(Answer::Notice(Tone::Wrong, first.clone()));
        }
        let (keep, mut kept) = mpsc::channel(1);
        let feed = Feed {
            observations,
            answers,
            effects,
            keep,
            clock: session.clock.clone(),
        };
        let mut terminal = Terminal::take()?;
        let shown = console::run(&mut terminal, model, feed);
        let model = tokio::select! {
            model = shown => model?,
            // Neither ends before the console, which holds the other ends.
            () = keep_each(&session, &mut kept) => return Ok(Exit::Done),
            () = carry_out(&session, collector, declared, orders, answer) => return Ok(Exit::Done),
        };
        drop(terminal);
        session.keep(model.estate());
        Ok(Exit::Done)
    });
    // Whatever AWS does, leaving waits for nothing.
    runtime.shutdown_background();
    done
}

/// How the console looks on this terminal.
pub(super) fn session(appearance: &Appearance, session: &Session) -> console::Session {
    console::Session {
        mode: Mode::ReadOnly,
        simulated: session.simulated,
        calm: appearance.calm,
        look: appearance.look,
        keymap: appearance.keymap.clone(),
    }
}

/// Keeps each estate that is handed over. A disk that is slow holds back nothing
/// else; that it could not be written is told at the end, when the last one is.
async fn keep_each(session: &Session, kept: &mut mpsc::Receiver<Estate>) {
    while let Some(estate) = kept.recv().await {
        let Some(state) = session.state.clone() else {
            continue;
        };
        let written = tokio::task::spawn_blocking(move || state.keep_estate(&estate));
        let _ = written.await;
    }
    std::future::pending::<()>().await;
}

fn export_here(
    stem: &str,
    extension: &str,
    content: &str,
    now: Instant,
) -> Result<PathBuf, Refusal> {
    export::write(&std::env::current_dir()?, stem, extension, content, now)
}

/// Carries out what the console asks for.
async fn carry_out(
    session: &Session,
    collector: Collector,
    mut declared: BTreeMap<Region, Declaration>,
    mut orders: mpsc::Receiver<Effect>,
    answers: mpsc::Sender<Answer>,
) {
    // A simulation calls nobody out of bed.
    let command = &session.plan.notify.verdict_hook;
    let hook = (!session.simulated)
        .then(|| Hook::start(command, answers.clone()))
        .flatten();
    while let Some(effect) = orders.recv().await {
        match effect {
            Effect::Refresh => collector.refresh_all(),
            Effect::Watch { closely: true } => collector.set_pace(Pace::Incident),
            Effect::Watch { closely: false } => collector.set_pace(Pace::Idle),
            Effect::Declare(declare) => {
                let answer = match session.declare(&declare, declared.clone()) {
                    Ok(standing) => {
                        declared = standing;
                        Answer::Declared(declared.values().cloned().collect())
                    }
                    Err(refusal) => Answer::Notice(Tone::Wrong, refusal.to_string()),
                };
                if answers.send(answer).await.is_err() {
                    return;
                }
            }
            Effect::Export {
                stem,
                extension,
                content,
            } => {
                let now = session.clock.now();
                let answers = answers.clone();
                tokio::task::spawn_blocking(move || {
                    let answer = match export_here(&stem, extension, &content, now) {
                        Ok(file) => {
                            Answer::Notice(Tone::Done, format!("written to {}", file.display()))
                        }
                        Err(refusal) => Answer::Notice(Tone::Wrong, refusal.to_string()),
                    };
                    // Nobody is there any more to be told.
                    let _ = answers.blocking_send(answer);
                });
            }
            Effect::Alert(alert) => {
                if let Some(hook) = &hook {
                    hook.tell(alert);
                }
            }
            Effect::Quit | Effect::Suspend | Effect::Copy(_) => {}
        }
    }
    // The collector lives as long as anyone listens.
    std::future::pending::<()>().await;
}
