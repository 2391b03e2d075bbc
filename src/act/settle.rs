//! What an intent came to: done, failed or unknown, by what AWS shows. Never
//! by sending again.

use super::action::{Progress, Watched};
use super::actions::action_named;
use super::case::Sight;
use super::past::Undertaking;
use crate::journal::{Came, Outcome, Settled};
use crate::terms::Span;

/// How an intent stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Judged {
    /// It is to be looked at again; in words, how far it has come.
    Wait(String),
    /// It is settled.
    Settle(Settled),
}

/// How long an action that this version does not know is watched.
const PATIENCE: Span = Span::minutes(30);

/// Judges an intent by what is seen now. `patience` is how long it may take
/// until it is called unknown, its action's own unless given.
#[must_use]
pub fn judge(sight: &Sight<'_>, undertaking: &Undertaking, patience: Option<Span>) -> Judged {
    let settle = |outcome, evidence| {
        Judged::Settle(Settled {
            intent: undertaking.sequence,
            outcome,
            evidence,
        })
    };
    let came = undertaking.came.as_ref().map(|(_, came)| came);
    match came {
        Some(Came::NotSent { why }) => {
            return settle(Outcome::Failed, vec![format!("not sent: {why}")]);
        }
        Some(Came::Rejected { failure }) => {
            return settle(Outcome::Failed, vec![format!("AWS refused it: {failure}")]);
        }
        Some(Came::Accepted { .. } | Came::Unknown { .. }) | None => {}
    }
    let watched = Watched {
        sight,
        intent: &undertaking.intent,
        since: undertaking.at,
        came,
    };
    let action = action_named(&undertaking.intent.action);
    let progress = match action {
        Some(action) => (action.progress)(&watched),
        None => Progress::NotKnown("this version does not know the action".to_owned()),
    };
    let patience = patience
        .or(action.map(|it| it.patience))
        .unwrap_or(PATIENCE);
    let over = watched.age() > patience;
    match (progress, came) {
        (Progress::Done(evidence), _) => settle(Outcome::Done, evidence),
        // AWS took it: what it shows otherwise is late, or wrong.
        (Progress::Contrary(evidence), Some(Came::Accepted { .. })) if over => {
            settle(Outcome::Unknown, evidence)
        }
        (Progress::Contrary(evidence), Some(Came::Accepted { .. })) => {
            Judged::Wait(evidence.join("; "))
        }
        (Progress::Contrary(evidence), _) => settle(Outcome::Failed, evidence),
        (Progress::Underway(says) | Progress::NotKnown(says), _) if over => {
            settle(Outcome::Unknown, vec![format!("after {patience}: {says}")])
        }
        (Progress::Underway(says) | Progress::NotKnown(says), _) => Judged::Wait(says),
    }
}
