//! What a console that acts asks for.

use super::{Deck, Gone};
use crate::act::operate::Sending;
use crate::act::{Standing, Window};
use crate::cli::logbook::Logbook;
use crate::cli::operating::{Post, settle};
use crate::cli::session::Session;
use crate::console::{Answer, Order, Tone};
use crate::journal::Settled;
use crate::terms::{Instant, OutsideText, Span};

/// How often the lease is kept for another while: it lasts a minute.
const KEEP_EVERY: Span = Span::seconds(20);

/// What acts, while this run is armed.
pub(super) struct Hands {
    post: Option<Post>,
    /// When the lease was taken or kept last.
    kept: Instant,
}

impl Hands {
    pub(super) fn new(session: &Session) -> Self {
        Self {
            post: None,
            kept: session.clock.now(),
        }
    }

    pub(super) const fn are_armed(&self) -> bool {
        self.post.is_some()
    }

    pub(super) fn standing(&self, session: &Session) -> Standing {
        match &self.post {
            Some(post) => post.standing(session),
            None => Standing::observing(session.simulated),
        }
    }

    /// Keeps the lease; whether it stands otherwise than before.
    pub(super) async fn keep(&mut self, session: &Session, logbook: &Logbook) -> bool {
        let now = session.clock.now();
        match &mut self.post {
            Some(post) if Span::between(self.kept, now) >= KEEP_EVERY => {
                self.kept = now;
                post.keep(session, logbook).await
            }
            _ => false,
        }
    }

    /// Leaves nothing armed behind; what could not be done of that is returned.
    pub(super) async fn leave(&mut self, session: &Session, logbook: &Logbook) -> Option<String> {
        let post = self.post.take()?;
        post.disarm(session, logbook, "the console was left").await
    }
}

impl Deck<'_> {
    pub(super) async fn arm(
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
                let post = self.hands.post.insert(post);
                post.keep(self.session, &self.logbook).await;
                self.hands.kept = self.session.clock.now();
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

    pub(super) async fn disarm(&mut self, why: &str) -> Result<(), Gone> {
        let Some(post) = self.hands.post.take() else {
            return Ok(());
        };
        match post.disarm(self.session, &self.logbook, why).await {
            Some(trouble) => self.send(Answer::Notice(Tone::Wrong, trouble)).await,
            None => Ok(()),
        }
    }

    pub(super) async fn settle(&mut self, settled: Settled) -> Result<(), Gone> {
        match settle(self.session, &self.logbook, settled).await {
            Ok(()) => Ok(()),
            Err(error) => {
                let why = format!("what it came to is not in the journal: {error}");
                self.send(Answer::Notice(Tone::Wrong, why)).await
            }
        }
    }

    pub(super) async fn act(&mut self, order: Order) -> Result<(), Gone> {
        let done = Box::pin(self.run(order)).await;
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

    /// Runs what was confirmed; of a walk's step, that it was confirmed is written
    /// down before, and when nothing was sent, that too.
    async fn run(&mut self, order: Order) -> Result<Sending, String> {
        let Some(post) = &self.hands.post else {
            return Err("not armed".to_owned());
        };
        let (session, logbook) = (self.session, &self.logbook);
        let looking = post.looking(session, logbook, *order.estate);
        let mut looking = looking.map_err(|error| error.to_string())?;
        let of_walk = order.step.is_some();
        if let Some(step) = order.step {
            let written = self.walks.confirm(session, logbook, *step);
            written.map_err(|refusal| refusal.to_string())?;
        }
        let done = Box::pin(post.run(logbook, &mut looking, *order.confirmed)).await;
        let done = done.map_err(|why| why.to_string());
        if of_walk {
            let unsent = done.as_ref().err().map(String::as_str);
            if let Err(refusal) = self.walks.ran(session, logbook, unsent) {
                let why = format!("the walk does not have it yet: {refusal}");
                // Nobody is there any more to be told.
                let _ = self.answers.send(Answer::Notice(Tone::Wrong, why)).await;
            }
        }
        done
    }
}
