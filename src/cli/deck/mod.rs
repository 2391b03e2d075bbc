//! What the console asks for when it acts or walks: arming, running, settling, and
//! what happens in a walk. A task of its own, so that whatever it waits for holds
//! nothing else back; one thing after the other, so that the journal has them in the
//! order in which they were asked for.

#[cfg(feature = "operate")]
mod acting;
#[cfg(not(feature = "operate"))]
mod reading;
mod walks;

#[cfg(feature = "operate")]
use acting::Hands;
#[cfg(not(feature = "operate"))]
use reading::Hands;
use walks::Walks;

use super::failure::Refusal;
use super::logbook::Logbook;
use super::session::Session;
use crate::act::{Past, Standing};
use crate::console::{Answer, Effect};
use crate::journal::Journal;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

/// How often it is looked whether another run has written into the journal.
const LOOK: Duration = Duration::from_secs(2);

/// How long what is under way is waited for once the console is left.
const LINGER: Duration = Duration::from_millis(500);

/// The console has gone.
struct Gone;

/// Where what acts and what walks is carried out.
pub(super) struct Deck<'a> {
    session: &'a Session,
    logbook: Logbook,
    hands: Hands,
    walks: Walks,
    answers: mpsc::Sender<Answer>,
    /// What was told last: the journal's head, and whether this run is armed.
    told: Option<(u64, bool)>,
}

impl<'a> Deck<'a> {
    /// A deck where nothing is armed and nobody walks.
    ///
    /// # Errors
    /// When there is no journal.
    pub(super) fn of(session: &'a Session, answers: mpsc::Sender<Answer>) -> Result<Self, Refusal> {
        Ok(Self {
            session,
            logbook: Logbook::of(session)?,
            hands: Hands::new(session),
            walks: Walks::default(),
            answers,
            told: None,
        })
    }

    /// Carries out what the console asks for, one after the other, until it is
    /// left; then leaves nothing armed behind and no walk taken, and returns what
    /// could not be done of that.
    pub(super) async fn carry_out(mut self, mut orders: mpsc::Receiver<Effect>) -> Option<String> {
        let answers = self.answers.clone();
        let left = async {
            answers.closed().await;
            tokio::time::sleep(LINGER).await;
        };
        tokio::select! {
            Gone = self.work(&mut orders) => {}
            // What is under way may wait for a Region that is gone.
            () = left => {}
        }
        let walked = self.walks.leave(self.session, &self.logbook);
        let acted = self.hands.leave(self.session, &self.logbook).await;
        let troubles: Vec<String> = walked.into_iter().chain(acted).collect();
        (!troubles.is_empty()).then(|| troubles.join("\n"))
    }

    /// Works until the console has gone.
    async fn work(&mut self, orders: &mut mpsc::Receiver<Effect>) -> Gone {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let told = tokio::select! {
                biased;
                order = orders.recv() => match order {
                    None => return Gone,
                    Some(order) => Box::pin(self.take(order)).await,
                },
                _ = look.tick() => self.look().await,
            };
            if let Err(gone) = told {
                return gone;
            }
        }
    }

    async fn take(&mut self, order: Effect) -> Result<(), Gone> {
        match order {
            Effect::Arm {
                reason,
                incident,
                length,
            } => self.arm(&reason, incident, length).await,
            Effect::Disarm { why } => {
                self.disarm(&why).await?;
                self.tell().await
            }
            Effect::Act(order) => self.act(order).await,
            Effect::Settle(settled) => {
                self.settle(settled).await?;
                self.tell().await
            }
            Effect::Walk(order) => self.walk(order).await,
            _ => Ok(()),
        }
    }

    /// Tells how this run stands, what the journal says, and how far the walk is.
    async fn tell(&mut self) -> Result<(), Gone> {
        self.told = Some(self.mark());
        let (records, journal) = match Journal::read(self.logbook.folder()) {
            Ok(chain) => {
                let standing = &chain.standing;
                let trouble = (!standing.is_sound()).then(|| standing.to_string());
                (chain.records, trouble)
            }
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
        let is_sound = journal.is_none();
        let standing = Box::new(Standing {
            journal,
            ..self.hands.standing(self.session)
        });
        let past = Box::new(Past::of(&records));
        self.send(Answer::Acting { standing, past }).await?;
        let told = self
            .walks
            .told(self.session, &self.logbook, (&records, is_sound));
        self.send(Answer::Walks(Box::new(told))).await
    }

    /// Keeps what this run has, and tells what is new.
    async fn look(&mut self) -> Result<(), Gone> {
        if let Some(sheets) = self.walks.look_at_shelf(self.session) {
            self.send(sheets).await?;
        }
        let mut changed = self.told != Some(self.mark());
        changed |= self.walks.look(self.session, &self.logbook);
        changed |= self.hands.keep(self.session, &self.logbook).await;
        if changed { self.tell().await } else { Ok(()) }
    }

    fn mark(&self) -> (u64, bool) {
        let head = self.logbook.journal.head();
        let sequence = head.map_or(0, |head| head.sequence);
        (sequence, self.hands.are_armed())
    }

    async fn send(&self, answer: Answer) -> Result<(), Gone> {
        self.answers.send(answer).await.map_err(|_| Gone)
    }
}
