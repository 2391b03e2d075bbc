//! `lifeboat declare`: the operator's word about a Region.

use crate::cli::arguments::{Arguments, DeclareArguments};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::look;
use crate::cli::session::{Pace, Session, runtime};
use crate::console::{Declare, DeclareError, Word};

pub(super) fn run(arguments: &Arguments, word: &DeclareArguments) -> Result<Exit, Refusal> {
    let runtime = runtime(arguments, Pace::Virtual)?;
    let done = runtime.block_on(async {
        let session = Session::open(arguments).await?;
        let declare = read(&session, word).await?;
        session.declare(&declare, session.estate.declarations().clone())?;
        let region = &declare.region;
        let mut told = match declare.word {
            Word::Up => format!("{region} is up again by your word"),
            Word::Down { since, .. } => format!(
                "{region} is down since {} by your word: what is lost is fixed",
                since.format("%Y-%m-%d %H:%M:%SZ")
            ),
        };
        if session.simulated {
            told.push_str(if session.state.is_some() {
                " (SIMULATED)"
            } else {
                " (SIMULATED: nothing is kept)"
            });
        }
        told.push('\n');
        super::print(&told)
    });
    runtime.shutdown_background();
    done
}

/// Reads the operator's word. Without `--since` AWS is asked now: what an
/// earlier run saw does not count, since the Region may have answered in
/// between, and an instant too early would make the loss look too small.
async fn read(session: &Session, word: &DeclareArguments) -> Result<Declare, Refusal> {
    let mut typed = format!("{} {}", word.region, word.word);
    for (option, value) in [("--since", &word.since), ("--incident", &word.incident)] {
        if let Some(value) = value {
            typed.push_str(&format!(" {option} {value}"));
        }
    }
    let parse = |estate: &_| Declare::parse(&typed, &session.plan, estate, session.clock.now());
    match parse(&session.estate) {
        Err(DeclareError::Since(_)) => {
            let looked = look::unguarded(session).await;
            parse(&looked.estate).map_err(|error| Refusal::Guard(error.to_string()))
        }
        read => read.map_err(|error| Refusal::Usage(error.to_string())),
    }
}
