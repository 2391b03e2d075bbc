//! `lifeboat action run`: only what a preflight showed, written down first, sent
//! once, and watched until AWS agrees.

use super::action::{self, Ground};
use super::settle;
use crate::act::operate::{Looking, Sending, watch};
use crate::act::{Confirmed, Review, Token, TokenError, Window};
use crate::cli::arguments::RunArguments;
use crate::cli::exit::Exit;
use crate::cli::failure::Refusal;
use crate::cli::logbook::Logbook;
use crate::cli::operating::Post;
use crate::cli::session::Session;
use crate::journal::{Journal, Settled};
use crate::terms::OutsideText;

/// Runs an action by the token of its preflight.
///
/// # Errors
/// When nothing was sent, and every reason why.
pub(super) async fn run(session: &Session, how: &RunArguments) -> Result<Exit, Refusal> {
    let guard = |text: &str| Refusal::Guard(text.to_owned());
    if !how.operate {
        return Err(guard(
            "not operating: nothing was sent. Add `--operate`, and `--reason` with why.",
        ));
    }
    let reason = how.reason.as_deref().unwrap_or_default();
    let incident = how.incident.as_deref().map(OutsideText::new);
    let window = Window::open(reason, incident, None, session.clock.now())
        .map_err(|error| Refusal::Guard(format!("{error} (`--reason REASON`)")))?;
    let Some(token) = &how.confirm else {
        return Err(guard(
            "not confirmed: nothing was sent. `lifeboat action preflight … -o json` gives the `token` for `--confirm`.",
        ));
    };
    let token: Token = token
        .parse()
        .map_err(|error: TokenError| Refusal::Guard(error.to_string()))?;
    let mut looking = Ground::look(session).await?.into_looking(session);
    let logbook = Logbook::of(session)?;
    let acting = Post::operator(session, &logbook).await?;
    looking.standing.window = Some(window.clone());
    looking.standing.operator = Some(acting.1.clone());
    // What an earlier run left comes first: it decides what may be proposed.
    settle::what_is_told(&mut looking, &logbook.journal).await?;
    let confirmed = confirm(how, &looking, &token)?;
    let post = Post::arm(session, &logbook, acting, window).await;
    let mut post = post.map_err(settle::not_written)?;
    post.keep(session, &logbook).await;
    looking.standing = post.standing(session);
    let done = post.run(&logbook, &mut looking, confirmed).await;
    let exit = match done {
        Ok(sending) => follow(session, how, &mut looking, &logbook.journal, sending).await,
        Err(why) => Err(Refusal::Guard(why.to_string())),
    };
    if let Some(trouble) = post.disarm(session, &logbook, "the run is over").await {
        crate::cli::complain(&trouble);
    }
    exit
}

fn confirm(how: &RunArguments, looking: &Looking, token: &Token) -> Result<Confirmed, Refusal> {
    let on = &how.on;
    let proposal = looking.weigh(|sight| {
        action::proposed(sight, &on.name, &on.target, &on.settings, token.begun())
    })?;
    let mut review = Review::of(proposal);
    let mut wrong = Vec::new();
    for (check, reason) in &how.overrides {
        if let Err(error) = review.override_check(check, reason) {
            wrong.push(error.to_string());
        }
    }
    let confirmed = review.confirm_by(token, looking.setup.clock.now());
    match (confirmed, wrong.is_empty()) {
        (Ok(confirmed), true) => Ok(confirmed),
        (Ok(_), false) => Err(Refusal::Guard(wrong.join("\n"))),
        (Err(reasons), _) => {
            wrong.extend(reasons.iter().map(ToString::to_string));
            wrong.push("nothing was sent".to_owned());
            Err(Refusal::Guard(wrong.join("\n")))
        }
    }
}

/// Watches what was sent until AWS agrees, and says what it came to.
async fn follow(
    session: &Session,
    how: &RunArguments,
    looking: &mut Looking,
    journal: &Journal,
    sending: Sending,
) -> Result<Exit, Refusal> {
    let Sending {
        undertaking,
        unwritten,
    } = sending;
    if let Some(error) = unwritten {
        crate::cli::complain(&format!(
            "it was sent, and what AWS answered is not in the journal: {error}\n\
             It is settled by looking, never by sending again."
        ));
    }
    let sequence = undertaking.sequence;
    let came = undertaking
        .came
        .as_ref()
        .map(|(_, came)| crate::report::came(came));
    let told = |says: &str| crate::cli::complain(&format!("watching: {says}"));
    let settled = watch(looking, journal, undertaking, how.patience, told).await?;
    super::print(&outcome(session, how, sequence, came.as_deref(), &settled))?;
    Ok(settle::exit(settled.outcome))
}

fn outcome(
    session: &Session,
    how: &RunArguments,
    sequence: u64,
    came: Option<&str>,
    settled: &Settled,
) -> String {
    let word = crate::report::outcome(settled.outcome);
    if how.on.output == crate::cli::arguments::Output::Json {
        let told = serde_json::json!({
            "schema_version": crate::report::SCHEMA_VERSION,
            "simulated": session.simulated,
            "action": how.on.name,
            "target": OutsideText::new(&how.on.target).to_string(),
            "journal_sequence": sequence,
            "answer": came,
            "outcome": word,
            "evidence": settled.evidence,
        });
        return format!("{told:#}\n");
    }
    let simulated = if session.simulated {
        " (SIMULATED)"
    } else {
        ""
    };
    let mut text = format!(
        "{} {}: {word}{simulated} (journal, {sequence})\n",
        how.on.name,
        OutsideText::new(&how.on.target)
    );
    for evidence in came
        .into_iter()
        .chain(settled.evidence.iter().map(String::as_str))
    {
        text.push_str(&format!("  {evidence}\n"));
    }
    text
}
