//! What the console asks for when it acts: arming, running, settling. A task of
//! its own, so that whatever it waits for holds nothing else back.

use super::operating::{Logbook, Post, settle};
use super::session::Session;
use crate::act::operate::Sending;
use crate::act::{Past, Standing, Window};
use crate::console::{Answer, Effect, Order, Tone};
use crate::terms::{Instant, OutsideText, Span};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

/// How often it is looked whether another run has written into the journal.
const LOOK: Duration = Duration::from_secs(2);

/// How often the lease is kept for another while: it lasts a minute.
const KEEP_EVERY: Span = Span::seconds(20);

/// Carries out what the console asks for, one after the other.
pub(super) async fn carry_out(
    session: &Session,
    mut orders: mpsc::Receiver<Effect>,
    answers: mpsc::Sender<Answer>,
) {
    let logbook = match Logbook::of(session) {
        Ok(logbook) => logbook,
        Err(refusal) => {
            let why = format!("nothing can be done, since there is no journal: {refusal}");
            // Nobody is there any more to be told.
            let _ = answers.send(Answer::Notice(Tone::Wrong, why)).await;
            return;
        }
    };
    let mut deck = Deck {
        session,
        logbook,
        post: None,
        answers,
        told: None,
        kept: session.clock.now(),
    };
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let told = tokio::select! {
            biased;
            order = orders.recv() => match order {
                None => break,
                Some(order) => deck.take(order).await,
            },
            _ = look.tick() => deck.look().await,
        };
        if told.is_err() {
            break;
        }
    }
    deck.leave().await;
}

/// The console has gone.
struct Gone;

struct Deck<'a> {
    session: &'a Session,
    logbook: Logbook,
    post: Option<Post>,
    answers: mpsc::Sender<Answer>,
    /// What was told last: the journal's head, and whether this run is armed.
    told: Option<(u64, bool)>,
    /// When the lease was taken or kept last.
    kept: Instant,
}

impl Deck<'_> {
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
                self.post = Some(post);
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
        let standing = Standing {
            journal: self.logbook.trouble(),
            ..standing
        };
        self.told = Some(self.mark());
        let past = self.logbook.past();
        let past = Box::new(past.unwrap_or_else(|_| Past::default()));
        let standing = Box::new(standing);
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

    /// Leaves nothing armed behind.
    async fn leave(mut self) {
        // Nobody is there any more to be told.
        let _ = self.disarm("the console was left").await;
    }
}
