//! From one thing that is to be done to the next.

use super::{Flow, Walker};
use crate::cli::failure::Refusal;
use crate::console::Declare;
use crate::journal::{WalkDeclared, WalkEvent};
use crate::line::{self, Heard, Voice};
use crate::runbook::{Condition, Reply, Tell, Todo, judge};
use crate::terms::Instant;
use std::pin::pin;

impl<V: Voice> Walker<'_, V> {
    pub(super) fn now(&self) -> Instant {
        self.session.clock.now()
    }

    pub(super) fn say(&mut self, text: &str) -> Result<(), Refusal> {
        Ok(self.voice.say(text)?)
    }

    pub(super) fn sync(&mut self) -> Result<(), Refusal> {
        self.trail.sync(&self.logbook)
    }

    /// Writes down what happened: only then it has.
    pub(super) fn record(&mut self, event: WalkEvent) -> Result<(), Refusal> {
        let now = self.now();
        self.trail.record(&self.logbook, now, event)
    }

    /// Walks until it is over or left.
    pub(super) async fn go(&mut self) -> Result<Flow, Refusal> {
        loop {
            self.note_declarations()?;
            self.show_front()?;
            // What is to be done borrows the walk, and doing it changes it.
            let walk = self.trail.walk.clone();
            let flow = match walk.todo() {
                Todo::Over => {
                    let text = line::over(&walk, self.now());
                    self.say(&text)?;
                    return Ok(Flow::On);
                }
                Todo::Record(event) => {
                    self.tell(&event)?;
                    self.record(event)?;
                    Flow::On
                }
                Todo::Acknowledge(_) => self.prompt("done, or help > ").await?,
                Todo::Ask { probe, .. } => self.ask(probe).await?,
                Todo::Decide(decision) => {
                    self.say(&line::decision(&decision))?;
                    self.prompt("decide, or help > ").await?
                }
                Todo::Judge {
                    condition, until, ..
                } => self.judge(condition, until).await?,
                Todo::Review(call) => Box::pin(self.review(&call)).await?,
                Todo::Settle { intent, .. } => Box::pin(self.settle(intent)).await?,
            };
            if flow == Flow::Left {
                let text = line::over(&self.trail.walk, self.now());
                self.say(&text)?;
                return Ok(flow);
            }
        }
    }

    /// Says what happened by itself.
    pub(super) fn tell(&mut self, event: &WalkEvent) -> Result<(), Refusal> {
        match event {
            WalkEvent::Entered { .. } | WalkEvent::Over { .. } => Ok(()),
            event => {
                let text = format!("  {}\n", line::cleaned(&crate::runbook::words(event)));
                self.say(&text)
            }
        }
    }

    /// Shows the step in front, once.
    fn show_front(&mut self) -> Result<(), Refusal> {
        let begun = self.trail.walk.visit().is_some();
        let mark = Some(self.trail.walk.mark());
        if begun && self.shown != mark {
            self.shown = mark;
            let now = self.now();
            let forecast = self.earlier.line(&self.trail.walk, now);
            let walk = &self.trail.walk;
            let text = line::step(walk, &self.session.plan, forecast.as_deref(), now);
            self.say(&text)?;
        }
        Ok(())
    }

    /// Asks for a line, while everything is watched on.
    pub(super) async fn hear(&mut self, prompt: &str) -> Result<Heard, Refusal> {
        let Self {
            voice, watching, ..
        } = self;
        let mut heard = pin!(voice.hear(prompt));
        loop {
            tokio::select! {
                biased;
                line = &mut heard => return Ok(line?),
                () = watching.heard() => {}
            }
        }
    }

    pub(super) async fn prompt(&mut self, prompt: &str) -> Result<Flow, Refusal> {
        let heard = self.hear(prompt).await?;
        self.take(heard)
    }

    /// Takes in what was typed.
    pub(super) fn take(&mut self, heard: Heard) -> Result<Flow, Refusal> {
        let typed = match heard {
            Heard::Line(typed) => typed,
            Heard::Gone => {
                let why = "the input ended".to_owned();
                self.record(WalkEvent::Left { why })?;
                return Ok(Flow::Left);
            }
        };
        match self.trail.walk.typed(&typed) {
            Ok(Reply::Record(event)) => {
                self.tell(&event)?;
                self.record(*event)?;
            }
            Ok(Reply::Tell(what)) => {
                let (plan, now) = (&self.session.plan, self.now());
                let text = match what {
                    Tell::Help => line::help(),
                    Tell::Contacts => line::contacts(plan),
                    Tell::Sitrep => {
                        let forecast = self.earlier.line(&self.trail.walk, now);
                        line::sitrep(&self.trail.walk, plan, forecast.as_deref(), now)
                    }
                    Tell::Steps => line::steps(&self.trail.walk),
                };
                self.say(&text)?;
            }
            Ok(Reply::Declare(word)) => self.declare(&word)?,
            Ok(Reply::Look) => {}
            Ok(Reply::Leave) => {
                let why = "by the operator".to_owned();
                self.record(WalkEvent::Left { why })?;
                return Ok(Flow::Left);
            }
            Err(why) => {
                let text = format!("  {}\n", line::cleaned(&why.to_string()));
                self.say(&text)?;
            }
        }
        Ok(Flow::On)
    }

    /// Looks at a condition until it is met, is waited for no longer, or something
    /// is typed.
    async fn judge(
        &mut self,
        condition: &Condition,
        until: Option<Instant>,
    ) -> Result<Flow, Refusal> {
        let asked = self.watching.ask_all();
        let mut told = false;
        loop {
            self.note_declarations()?;
            let (assessment, estate, now) = self.watching.assessed();
            let judgement = judge(condition, assessment, estate, now);
            let is_last = until.is_some_and(|until| now >= until);
            if judgement.is_met() || is_last || self.watching.is_renewed(asked) {
                if self.judged(&judgement)? {
                    return Ok(Flow::On);
                }
                if !self.voice.is_live() && until.is_none() {
                    return self.prompt("not met: again, or help > ").await;
                }
                if self.voice.is_live() && !told {
                    told = true;
                    self.say(
                        "  it is looked at again by itself; `skip REASON`, `declare …` or `help`\n",
                    )?;
                }
            }
            if !self.voice.is_live() {
                self.watching.wait().await;
                continue;
            }
            let typed = {
                let Self {
                    voice, watching, ..
                } = &mut *self;
                tokio::select! {
                    biased;
                    typed = voice.hear("") => Some(typed?),
                    () = watching.wait() => None,
                }
            };
            if let Some(typed) = typed {
                return self.take(typed);
            }
        }
    }

    /// The operator's word about a Region.
    fn declare(&mut self, word: &str) -> Result<(), Refusal> {
        let (plan, now) = (&self.session.plan, self.now());
        let read = Declare::parse(word, plan, &self.watching.estate, now);
        match read {
            Ok(declare) => {
                let known = self.watching.estate.declarations().clone();
                let standing = self.session.declare(&declare, known)?;
                self.watching.declare(plan, &standing);
                self.note_declarations()
            }
            Err(why) => {
                let text = format!("  {}\n", line::cleaned(&why.to_string()));
                self.say(&text)
            }
        }
    }

    /// Writes down which Regions stand declared down, whoever declared them.
    pub(super) fn note_declarations(&mut self) -> Result<(), Refusal> {
        if let Some(state) = &self.session.state {
            let stamp = state.declarations_stamp();
            if stamp != self.declared {
                self.declared = stamp;
                let standing = state.declarations()?;
                if standing != *self.watching.estate.declarations() {
                    self.watching.declare(&self.session.plan, &standing);
                }
            }
        }
        if self.trail.walk.is_over() {
            return Ok(());
        }
        let (assessment, estate, now) = self.watching.assessed();
        let declared = WalkDeclared::of(estate.declarations().values(), assessment, now);
        if self.trail.walk.is_news(&declared) {
            let event = WalkEvent::Declared(declared);
            self.tell(&event)?;
            self.record(event)?;
        }
        Ok(())
    }
}
