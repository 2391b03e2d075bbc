//! What would be lost, against the objective.

use crate::act::case::Case;
use crate::act::check::{CheckEntry, Class, Found};
use crate::assess::{Bound, Loss, Outlook, Phase, StoreAssessment};
use crate::terms::Span;

use Class::{Block, Pass, Warn};

/// Whether what would be lost is within the store's RPO.
pub(in crate::act) static LOSS: CheckEntry = CheckEntry::new(
    "loss",
    "what would be lost is within the objective",
    &[Pass, Warn, Block],
    loss,
);

fn loss(case: &Case<'_>) -> Found {
    let Some(store) = store(case) else {
        return Found::block("what would be lost is not known: the plan declares no such store")
            .clears("a `[[stores]]` of the plan for it, with a tier");
    };
    match &store.outlook {
        Outlook::Replicated(loss) => weigh(case, store, loss),
        Outlook::FromBackup(_) | Outlook::NoCopy => {
            Found::block(format!("no live copy: {}", store.reason))
                .clears("a replica that replicates")
        }
        Outlook::Unknown(why) => {
            let found = Found::block(format!("what would be lost is not known: {why}"));
            let found = match store.rpo {
                Some(rpo) => found.against(rpo),
                None => found,
            };
            found.clears("a lag that was measured")
        }
    }
}

fn store<'a>(case: &Case<'a>) -> Option<&'a StoreAssessment> {
    let (_, store) = case.sight.store_of_instance(&case.target.identifier)?;
    Some(store)
}

/// The same for any store that was found.
pub(in crate::act) fn weigh(case: &Case<'_>, store: &StoreAssessment, loss: &Loss) -> Found {
    let now = case.sight.now;
    let (amount, words) = (loss.amount(now), loss.words(now));
    let point = crate::terms::clock_time(loss.point);
    let says = |rest: &str| format!("recovery point {point}: lose {words}{rest}");
    let caveat = loss.caveat.map(|it| format!(" ({it})")).unwrap_or_default();
    // What MySQL has received and not applied is not in the figure.
    let bounds_nothing = loss.bound == Bound::Nothing;
    let Some(rpo) = store.rpo else {
        return Found::block(says(", and no objective to hold it against"))
            .measured(&words)
            .clears("an `rpo` for its tier in the plan");
    };
    let found = match loss.phase {
        _ if amount > rpo => Found::block(says(&format!(" of {rpo}{caveat}")))
            .clears("the replica catches up, or the decision that so much may be lost"),
        Phase::Growing => Found::block(says(&format!(
            " of {rpo}: the primary's Region is silent and not declared down"
        )))
        .clears("`:declare REGION down`, which fixes it, or the Region answers"),
        Phase::Frozen { since } => {
            let since = crate::terms::clock_time(since);
            let says = says(&format!(
                " of {rpo} ({} declared down {since}){caveat}",
                store.region
            ));
            if close(amount, rpo) || bounds_nothing {
                Found::warn(says)
            } else {
                Found::pass(says)
            }
        }
        Phase::Answering { .. } if bounds_nothing => {
            Found::warn(says(&format!(" of {rpo}{caveat}")))
        }
        Phase::Answering { .. } => Found::pass(says(&format!(" of {rpo}{caveat}"))),
    };
    found.measured(&words).against(rpo)
}

/// Whether a loss is at more than four fifths of its objective.
fn close(amount: Span, rpo: Span) -> bool {
    amount.as_seconds() > rpo.as_seconds() * 0.8
}
