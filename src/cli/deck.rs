//! What the console asks for when it acts: arming, running, settling. A task of
//! its own, so that whatever it waits for holds nothing else back.

use super::failure::Refusal;
use super::logbook::Logbook;
use super::operating::{Post, settle};
use super::session::Session;
use crate::act::operate::Sending;
use crate::act::{Standing, Window};
use crate::console::{Answer, Effect, Order, Tone};
use crate::terms::{Instant, OutsideText, Span};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

/// How often it is looked whether another run has written into the journal.
const LOOK: Duration = Duration::from_secs(2);

/// How often the lease is kept for another while: it lasts a minute.
const KEEP_EVERY: Span = Span::seconds(20);

/// How long what is under way is waited for once the console is left.
const LINGER: Duration = Duration::from_millis(500);

/// The console has gone.
struct Gone;

/// Where what acts is carried out.
pub(super) struct Deck<'a> {
    session: &'a Session,
    logbook: Logbook,
    post: Option<Post>,
    answers: mpsc::Sender<Answer>,
    /// What was told last: the journal's head, and whether this run is armed.
    told: Option<(u64, bool)>,
    /// When the lease was taken or kept last.
    kept: Instant,
}

impl<'a> Deck<'a> {
    /// A deck where nothing is armed.
    ///
    /// # Errors
    /// When there is no journal.
    pub(super) fn of(session: &'a Session, answers: mpsc::Sender<Answer>) -> Result<Self, Refusal> {
        Ok(Self {
            session,
            logbook: Logbook::of(session)?,
            post: None,
            answers,
            told: None,
            kept: session.clock.now(),
        })
    }

    /// Carries out what the console asks for, one after the other, until it is
    /// left; then leaves nothing armed behind, and returns what could not be done
    /// of that.
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
        match self.post.take() {
            Some(post) => {
                let why = "the console was left";
                post.disarm(self.session, &self.logbook, why).await
            }
            None => None,
        }
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
                    Some(order) => self.take(order).await,
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
                if let Err(error) = settle(self.session, &self.logbook, settled).await {
                    let why = format!("what it came to is not in the journal: {error}");
                    self.send(Answer::Notice(Tone::Wrong, why)).await?;
                }
                self.tell().await
            }
            _ => Ok(()),
        }
    }

    async fn arm(
        &mut self,
        reason: &str,
        incident: Option<OutsideText>,
        length: Option<Span>,
    ) -> Result<(), Gone> {
        self.disarm("armed anew").await?;
        let now = self.session.clock.now();
        let armed = match Window::open(reason, incident, length, now) {
            Ok(window) => self.open(window).await,
            Err(error) => Err(error.to_string()),
        };
        match armed {
            Ok(post) => {
                // From here on leaving disarms, however long the lease takes.
                let post = self.post.insert(post);
                post.keep(self.session, &self.logbook).await;
                self.kept = self.session.clock.now();
                self.tell().await?;
                self.send(Answer::Armed).await
            }
            Err(why) => self.send(Answer::NotArmed(why)).await,
        }
    }

    async fn open(&self, window: Window) -> Result<Post, String> {
        let who = Post::operator(self.session, &self.logbook).await;
        let who = who.map_err(|refusal| refusal.to_string())?;
        let post = Post::arm(self.session, &self.logbook, who, window).await;
        post.map_err(|error| error.to_string())
    }

    async fn disarm(&mut self, why: &str) -> Result<(), Gone> {
        let Some(post) = self.post.take() else {
            return Ok(());
        };
        match post.disarm(self.session, &self.logbook, why).await {
            Some(trouble) => self.send(Answer::Notice(Tone::Wrong, trouble)).await,
            None => Ok(()),
        }
    }

    async fn act(&mut self, order: Order) -> Result<(), Gone> {
        let done = self.run(order).await;
        self.tell().await?;
        let answer = match done {
            Ok(Sending {
                undertaking,
                unwritten,
            }) => {
                let came = undertaking.came.as_ref();
                let came = came.map_or_else(String::new, |(_, came)| crate::report::came(came));
                let unwritten = unwritten
                    .map(|error| format!("; what AWS answered is not in the journal: {error}"));
                Answer::Sent {
                    sequence: undertaking.sequence,
                    words: format!("{came}{}", unwritten.unwrap_or_default()),
                }
            }
            Err(why) => Answer::NotSent(why),
        };
        self.send(answer).await
    }

    async fn run(&self, order: Order) -> Result<Sending, String> {
        let Some(post) = &self.post else {
            return Err("not armed".to_owned());
        };
        let looking = post.looking(self.session, &self.logbook, *order.estate);
        let mut looking = looking.map_err(|error| error.to_string())?;
        let done = post
            .run(&self.logbook, &mut looking, *order.confirmed)
            .await;
        done.map_err(|why| why.to_string())
    }

    /// Tells how this run stands and what the journal says.
    async fn tell(&mut self) -> Result<(), Gone> {
        let standing = match &self.post {
            Some(post) => post.standing(self.session),
            None => Standing::observing(self.session.simulated),
        };
        let (past, journal) = self.logbook.read();
        self.told = Some(self.mark());
        let standing = Box::new(Standing {
            journal,
            ..standing
        });
        let past = Box::new(past);
        self.send(Answer::Acting { standing, past }).await
    }

    /// Keeps the lease, and tells what is new.
    async fn look(&mut self) -> Result<(), Gone> {
        let mut changed = self.told != Some(self.mark());
        let now = self.session.clock.now();
        if let Some(post) = &mut self.post
            && Span::between(self.kept, now) >= KEEP_EVERY
        {
            self.kept = now;
            changed |= post.keep(self.session, &self.logbook).await;
        }
        if changed { self.tell().await } else { Ok(()) }
    }

    fn mark(&self) -> (u64, bool) {
        let head = self.logbook.journal.head();
        (head.map_or(0, |head| head.sequence), self.post.is_some())
    }

    async fn send(&self, answer: Answer) -> Result<(), Gone> {
        self.answers.send(answer).await.map_err(|_| Gone)
    }
}
