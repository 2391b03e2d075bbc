//! What is handed over when an action was confirmed.

use crate::act::Confirmed;
use crate::console::walking::WalkStep;
use crate::estate::Estate;

/// A confirmed action, with what it was confirmed on. The value confirmed is the
/// value executed.
#[derive(Debug, Clone)]
pub struct Order {
    /// What was confirmed.
    pub confirmed: Box<Confirmed>,
    /// What AWS was last seen to say: what the run begins with.
    pub estate: Box<Estate>,
    /// The step of a walk in which it was confirmed.
    pub step: Option<Box<WalkStep>>,
}

/// Two orders are the same when the same was confirmed by the same words.
impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        let told = |order: &Self| {
            let proposal = order.confirmed.proposal();
            (
                proposal.action.name,
                proposal.target.clone(),
                proposal.settings.clone(),
                proposal.begun,
                order.confirmed.typed().to_owned(),
            )
        };
        told(self) == told(other)
    }
}

impl Eq for Order {}
