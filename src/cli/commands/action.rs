//! `lifeboat action`: the catalogue, a preflight, and a run without a screen, by
//! the same path as the console's.

use crate::act::{ACTIONS, ActionEntry, Past};
use crate::act::{
    NoProposal, Proposal, Settings, Sight, Standing, action_named, propose, target_named,
};
use crate::cli::arguments::{ActionCommand, Arguments, Output, PreflightArguments};
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::look::{self, Looked};
use crate::cli::session::{Pace, Session, runtime};
use crate::report;
use crate::terms::{Instant, OutsideText};

pub(super) fn run(arguments: &Arguments, command: &ActionCommand) -> Result<Exit, Refusal> {
    let runtime = runtime(arguments, Pace::Virtual)?;
    let done = runtime.block_on(async {
        let session = Session::open(arguments).await?;
        match command {
            ActionCommand::List { output } => list(&session, *output).await,
            ActionCommand::Preflight(how) => preflight(&session, how).await,
            #[cfg(feature = "operate")]
            ActionCommand::Run(how) => super::act::run(&session, how).await,
            #[cfg(feature = "operate")]
            ActionCommand::Settle(how) => super::settle::run(&session, how).await,
            #[cfg(not(feature = "operate"))]
            ActionCommand::Run(_) | ActionCommand::Settle(_) => Err(Refusal::Guard(
                "this build only reads: it has no code that acts".to_owned(),
            )),
        }
    });
    runtime.shutdown_background();
    done
}

/// What a command of actions looks at.
pub(super) struct Ground {
    /// What was seen.
    pub looked: Looked,
    /// What the journal says.
    pub past: Past,
    /// How this run stands.
    pub standing: Standing,
}

impl Ground {
    /// Looks at AWS and at the journal.
    pub(super) async fn look(session: &Session) -> Result<Self, Refusal> {
        let looked = look::look(session).await?;
        let mut standing = Standing::observing(session.simulated);
        let mut past = Past::default();
        if let Some(state) = &session.state {
            (past, standing.journal) = crate::cli::past::read(state.path());
        }
        Ok(Self {
            looked,
            past,
            standing,
        })
    }

    /// The same as what is looked at again while something is under way.
    #[cfg(feature = "operate")]
    pub(super) fn into_looking(self, session: &Session) -> crate::act::operate::Looking {
        crate::act::operate::Looking {
            setup: session.setup.clone(),
            estate: self.looked.estate,
            past: self.past,
            standing: self.standing,
        }
    }

    pub(super) fn sight<'a>(&'a self, session: &'a Session) -> Sight<'a> {
        Sight {
            plan: &session.plan,
            estate: &self.looked.estate,
            assessment: &self.looked.assessment,
            past: &self.past,
            standing: &self.standing,
            now: self.looked.now,
        }
    }
}

async fn list(session: &Session, output: Output) -> Result<Exit, Refusal> {
    let ground = Ground::look(session).await?;
    let sight = ground.sight(session);
    match output {
        Output::Json => super::print_json(&serde_json::json!({
            "schema_version": report::SCHEMA_VERSION,
            "simulated": session.simulated,
            "actions": report::actions(&sight),
        })),
        Output::Table => super::print(&report::actions_text(&sight)),
    }
}

async fn preflight(session: &Session, how: &PreflightArguments) -> Result<Exit, Refusal> {
    let ground = Ground::look(session).await?;
    let sight = ground.sight(session);
    let begun = crate::act::whole(sight.now);
    let proposal = proposed(&sight, &how.name, &how.target, &how.settings, begun)?;
    match how.output {
        Output::Json => super::print_json(&report::preflight(&proposal, session.simulated)),
        Output::Table => super::print(&report::preflight_text(&proposal, session.simulated)),
    }
}

/// What the command line names, proposed.
pub(super) fn proposed(
    sight: &Sight<'_>,
    name: &str,
    target: &str,
    settings: &[(String, String)],
    begun: Instant,
) -> Result<Proposal, Refusal> {
    let action = named(name)?;
    let settings: Settings = settings.iter().cloned().collect();
    let refuse = |error: NoProposal| Refusal::Usage(error.to_string());
    let target = target_named(sight, action, target).map_err(refuse)?;
    propose(sight, action, &target, &settings, begun).map_err(refuse)
}

/// The action of that name.
pub(super) fn named(name: &str) -> Result<&'static ActionEntry, Refusal> {
    action_named(name).ok_or_else(|| {
        let known = ACTIONS.iter().map(|action| action.name);
        let near = known.clone().min_by_key(|it| strsim::levenshtein(it, name));
        let near = near.unwrap_or_default();
        let known: Vec<&str> = known.collect();
        Refusal::Usage(format!(
            "there is no action `{}`; did you mean `{near}`? There are: {}",
            OutsideText::new(name),
            known.join(", ")
        ))
    })
}
