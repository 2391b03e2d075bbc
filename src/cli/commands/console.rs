//! The console itself.

use crate::cli::arguments::Arguments;
use crate::cli::backstage::{Backstage, Ends};
use crate::cli::complain;
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::preferences::Appearance;
use crate::cli::session::{self, Ground, runtime};
use crate::cli::simulated::{is_of_served, scenario_name};
use crate::cli::state::{self, StateFolder};
use crate::console::{self, Answer, Feed, Lost, Model, Terminal, Tone, Trail};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How many effects and answers wait for their turn.
const CHANNEL: usize = 16;

/// How many observations wait for the console, beside those that wait in the
/// collector.
const OBSERVATIONS: usize = 16;

/// How long the shell waits, once it has its terminal again, for an armed console
/// to disarm and to give the lease back.
const LEAVING: Duration = Duration::from_secs(1);

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let runtime = runtime(arguments, session::Pace::Wall)?;
    let done = runtime.block_on(open(arguments));
    // Whatever AWS does, leaving waits for nothing.
    runtime.shutdown_background();
    done
}

/// Draws what is on this host first; AWS is touched when that is on the screen.
async fn open(arguments: &Arguments) -> Result<Exit, Refusal> {
    let mut ground = Ground::read(arguments)?;
    let estate = std::mem::take(&mut ground.estate);
    let backstage = Backstage::new(ground, &estate);
    let ground = &backstage.ground;
    let mut appearance = Appearance::of(arguments);
    let simulated = arguments.demo || is_of_served(&ground.plan);
    let scenario = scenario_name(arguments)?;
    let shown = self::session(&appearance, simulated, scenario);
    let mut model = Model::new(shown, Arc::clone(&ground.plan), estate, ground.clock.now());
    let unordered = ground.state.as_ref().and_then(|state| {
        let (orders, trouble) = state.orders();
        trouble.or_else(|| model.order_lists(&orders).into_iter().next())
    });
    let (see, observations) = mpsc::channel(OBSERVATIONS);
    let (effects, orders) = mpsc::channel(CHANNEL);
    let (answers, answered) = mpsc::channel(CHANNEL);
    appearance.troubles.extend(unordered);
    if let Some(trouble) = appearance.trouble() {
        // The channel is new and has room.
        let _ = answers.try_send(Answer::Notice(Tone::Wrong, trouble));
    }
    let (keep, kept) = mpsc::channel(1);
    let feed = Feed {
        observations,
        answers: answered,
        effects,
        keep,
        clock: ground.clock.clone(),
    };
    let state = ground.state.clone();
    let crashes = state.as_ref().map(StateFolder::crashes);
    let crashes = crashes.or_else(state::crashes_of_no_plan);
    let mut terminal =
        Terminal::take(Trail::new(&ground.plan.name, simulated, crashes)).map_err(no_terminal)?;
    let ends = Ends {
        see,
        orders,
        answers,
        kept,
    };
    let mut work = std::pin::pin!(backstage.work(arguments, ends));
    let (model, lost) = tokio::select! {
        // First, so that the first frame is drawn before anything else begins.
        biased;
        left = console::run(&mut terminal, model, feed) => match left {
            Ok(model) => (model, None),
            Err(Lost { model, why }) => (*model, Some(why)),
        },
        ended = &mut work => return ended.map(|_| Exit::Done),
    };
    drop(terminal);
    match tokio::time::timeout(LEAVING, work).await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(trouble))) => complain(&trouble),
        Ok(Err(refusal)) => return Err(refusal),
        Err(_) => complain(
            "left while AWS did not answer: a lease that was taken runs out by itself, and \
             what was being sent is settled at the next start",
        ),
    }
    if let Some(state) = state {
        state.keep_or_complain(model.estate());
    }
    match lost {
        Some(why) => Err(Refusal::LostTerminal(why)),
        None => Ok(Exit::Done),
    }
}

fn no_terminal(error: io::Error) -> Refusal {
    if error.kind() == io::ErrorKind::NotConnected {
        Refusal::NoTerminal
    } else {
        Refusal::System(error)
    }
}

/// How the console looks on this terminal.
pub(super) fn session(
    appearance: &Appearance,
    simulated: bool,
    scenario: Option<String>,
) -> console::Session {
    console::Session {
        simulated,
        scenario,
        calm: appearance.calm,
        look: appearance.look,
        keymap: appearance.keymap.clone(),
    }
}
