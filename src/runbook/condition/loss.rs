//! `loss`: what failing a store over now would lose is within a limit.

use super::{Condition, ConditionEntry, View};
use crate::assess::{Bound, Outlook, Phase};
use crate::runbook::judgement::Judgement;
use crate::runbook::parse::Reader;
use crate::terms::{Span, Unknown};
use std::fmt;

pub(super) static ENTRY: ConditionEntry = ConditionEntry {
    name: "loss",
    about: "failing the store over now loses at most so much",
    keys: &["store", "at_most"],
    read,
};

/// Failing a store over now loses no more than a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LossAtMost {
    /// The store, by the plan's name for it.
    pub store: String,
    /// The limit.
    pub at_most: Limit,
}

/// How much may be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The store's RPO, by its tier in the plan.
    Rpo,
    /// So much.
    Span(Span),
}

fn read(reader: &mut Reader<'_, '_>) -> Option<Condition> {
    let at_most = reader.needed("at_most", "`rpo`, or a time such as `30s`", |text| {
        if text == "rpo" {
            Ok(Limit::Rpo)
        } else {
            Span::parse(text)
                .map(Limit::Span)
                .map_err(|error| error.to_string())
        }
    });
    Some(Condition::Loss(LossAtMost {
        store: reader.needed_text("store")?,
        at_most: at_most?,
    }))
}

impl LossAtMost {
    pub(super) fn judge(&self, view: &View<'_>) -> Judgement {
        let wanted = self.to_string();
        let store = match view.store(&self.store) {
            Ok(store) => store,
            Err(why) => return Judgement::unknown(why, wanted),
        };
        let limit = match (self.at_most, store.rpo) {
            (Limit::Span(span), _) | (Limit::Rpo, Some(span)) => span,
            (Limit::Rpo, None) => {
                let why = Unknown::Unavailable("its tier has no RPO".into());
                return Judgement::unknown(why, wanted)
                    .clears("an `rpo` for the store's tier in the plan");
            }
        };
        let wanted = match self.at_most {
            Limit::Rpo => format!("{wanted}, {limit}"),
            Limit::Span(_) => wanted,
        };
        let loss = match &store.outlook {
            Outlook::Replicated(loss) | Outlook::FromBackup(loss) => loss,
            Outlook::NoCopy => {
                return Judgement::measured(false, "there is no copy to go on with", wanted)
                    .clears("a replica, or a backup in the other Region");
            }
            Outlook::Unknown(why) => {
                return Judgement::unknown(why.clone(), wanted).clears("a lag that was measured");
            }
        };
        let words = loss.words(view.now);
        let within = loss.amount(view.now) <= limit;
        match loss.phase {
            // It is more with every second, and nobody has said when it ended.
            Phase::Growing => Judgement::measured(false, words, wanted).clears(format!(
                "`lifeboat declare {} down`, which fixes it, or the Region answers",
                store.region
            )),
            Phase::Frozen { .. } if within && loss.bound == Bound::Nothing => {
                let why = format!("{words} bounds nothing: what was not received is not known");
                Judgement::unknown(Unknown::Unavailable(why.into()), wanted)
                    .clears("your own look at what the replica has received")
            }
            Phase::Frozen { .. } => Judgement::measured(within, words, wanted)
                .clears("nothing any more: the decision that so much may be lost"),
            Phase::Answering { .. } => {
                Judgement::measured(within, words, wanted).clears("the copy catches up")
            }
        }
    }
}

impl fmt::Display for LossAtMost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at_most {
            Limit::Rpo => write!(f, "{} loses at most its RPO", self.store),
            Limit::Span(span) => write!(f, "{} loses at most {span}", self.store),
        }
    }
}
