//! The action of a step: what is proposed of it, and what a walk keeps of its review
//! and of its confirmation.

use super::{Call, loss_of};
use crate::act::{
    Confirmed, Deed, NoProposal, Proposal, Review, Sight, Stake, propose, target_named,
};
use crate::journal::{ConfirmedRecord, ReviewedRecord, StoreLoss};
use crate::plan::Plan;
use crate::terms::Instant;

impl Call<'_> {
    /// What is proposed, on what is seen now. `begun` is when its review began.
    ///
    /// # Errors
    /// When there is nothing to propose, and why.
    pub fn proposed(&self, sight: &Sight<'_>, begun: Instant) -> Result<Proposal, NoProposal> {
        let action = self.entry().ok_or_else(|| {
            NoProposal::Unformed(format!("this version has no action {}", self.action))
        })?;
        let target = match self.target {
            Some(name) => target_named(sight, action, name)?,
            None => {
                let first = (action.targets)(sight).into_iter().next();
                first.ok_or_else(|| NoProposal::NoTarget {
                    action: action.name,
                    target: "the plan's incident topic".to_owned(),
                    known: Vec::new(),
                })?
            }
        };
        propose(sight, action, &target, &self.settings, begun)
    }

    /// What is kept of its confirmation.
    #[must_use]
    pub fn confirmed(&self, plan: &Plan, confirmed: &Confirmed, now: Instant) -> ConfirmedRecord {
        let proposal = confirmed.proposal();
        ConfirmedRecord {
            step: self.step.id.as_str().to_owned(),
            action: self.action.to_owned(),
            target: proposal.target.identifier.clone(),
            loss: loss(plan, proposal, now),
        }
    }

    /// What is kept of a review at which a rehearsal stops.
    #[must_use]
    pub fn reviewed(&self, plan: &Plan, review: &Review, now: Instant) -> ReviewedRecord {
        let proposal = review.proposal();
        let command = match &proposal.prepared.deed {
            Deed::Send(mutation) => mutation.shell(),
            Deed::Record(_) => String::new(),
        };
        let obstacles = review.obstacles(now);
        ReviewedRecord {
            step: self.step.id.as_str().to_owned(),
            action: self.action.to_owned(),
            target: proposal.target.identifier.clone(),
            command,
            phrase: proposal.phrase().to_string(),
            obstacles: obstacles.iter().map(ToString::to_string).collect(),
            loss: loss(plan, proposal, now),
        }
    }
}

/// What would be lost of the store that an action is about, when it says so.
fn loss(plan: &Plan, proposal: &Proposal, now: Instant) -> Option<StoreLoss> {
    let Stake::Loss(loss) = &proposal.prepared.stake else {
        return None;
    };
    let target = proposal.target.identifier.raw();
    let store = plan
        .stores
        .iter()
        .find(|store| store.identifier == target || store.standby.as_deref() == Some(target))?;
    Some(loss_of(&store.name, loss, plan.rpo(store), now))
}
