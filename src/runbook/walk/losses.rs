//! What would be lost by failing over, as a walk keeps it.

use crate::assess::{Assessment, Loss, Outlook, StoreAssessment};
use crate::estate::Declaration;
use crate::journal::{RtoRecord, StoreLoss, WalkDeclared};
use crate::plan::Plan;
use crate::terms::{Instant, Span};

impl WalkDeclared {
    /// What stands declared, and what would be lost of each store by that.
    #[must_use]
    pub fn of<'a>(
        declarations: impl Iterator<Item = &'a Declaration>,
        assessment: &Assessment,
        now: Instant,
    ) -> Self {
        Self {
            declarations: declarations.cloned().collect(),
            losses: assessment.stores().map(|it| store_loss(it, now)).collect(),
        }
    }
}

fn store_loss(store: &StoreAssessment, now: Instant) -> StoreLoss {
    let unknown = |words: String| StoreLoss {
        store: store.name.clone(),
        words,
        seconds: None,
        point: None,
        rpo_seconds: store.rpo.map(Span::whole_seconds),
    };
    match &store.outlook {
        Outlook::Replicated(loss) | Outlook::FromBackup(loss) => {
            loss_of(&store.name, loss, store.rpo, now)
        }
        Outlook::NoCopy => unknown("there is no copy to go on with".to_owned()),
        Outlook::Unknown(why) => unknown(format!("not known: {why}")),
    }
}

/// A loss of a store, as a walk keeps it.
#[must_use]
pub fn loss_of(store: &str, loss: &Loss, rpo: Option<Span>, now: Instant) -> StoreLoss {
    StoreLoss {
        store: store.to_owned(),
        words: loss.words(now),
        seconds: Some(loss.amount(now).whole_seconds()),
        point: Some(loss.point),
        rpo_seconds: rpo.map(Span::whole_seconds),
    }
}

/// The plan's shortest objective for being back.
#[must_use]
pub fn shortest_rto(plan: &Plan) -> Option<RtoRecord> {
    let tiers = plan.tiers.iter();
    let (rto, tier) = tiers
        .filter_map(|tier| Some((tier.rto?, tier)))
        .min_by_key(|it| it.0)?;
    Some(RtoRecord {
        tier: tier.name.clone(),
        seconds: rto.whole_seconds(),
    })
}
