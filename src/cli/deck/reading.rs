//! What a console asks for that would act, in a build that has no code for it.

use super::{Deck, Gone};
use crate::act::Standing;
use crate::cli::logbook::Logbook;
use crate::cli::session::Session;
use crate::console::{Answer, Order};
use crate::journal::Settled;
use crate::terms::{OutsideText, Span};

const READS: &str = "this build only reads: it has no code that acts";

/// Nothing that acts.
pub(super) struct Hands;

impl Hands {
    pub(super) const fn new(_: &Session) -> Self {
        Self
    }

    pub(super) const fn are_armed(&self) -> bool {
        false
    }

    pub(super) fn standing(&self, session: &Session) -> Standing {
        Standing::observing(session.simulated)
    }

    pub(super) async fn keep(&mut self, _: &Session, _: &Logbook) -> bool {
        false
    }

    pub(super) async fn leave(&mut self, _: &Session, _: &Logbook) -> Option<String> {
        None
    }
}

impl Deck<'_> {
    pub(super) async fn arm(
        &mut self,
        _: &str,
        _: Option<OutsideText>,
        _: Option<Span>,
    ) -> Result<(), Gone> {
        self.send(Answer::NotArmed(READS.to_owned())).await
    }

    pub(super) async fn disarm(&mut self, _: &str) -> Result<(), Gone> {
        Ok(())
    }

    pub(super) async fn settle(&mut self, _: Settled) -> Result<(), Gone> {
        Ok(())
    }

    pub(super) async fn act(&mut self, _: Order) -> Result<(), Gone> {
        self.send(Answer::NotSent(READS.to_owned())).await
    }
}
