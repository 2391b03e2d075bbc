//! Running what was confirmed in a step, by the same path as `action run`: written
//! down, looked at once more, sent once, and watched until AWS agrees.

use super::{Flow, Power, Walker};
use crate::act::operate::{Looking, Sending, settle, watch};
use crate::act::{Confirmed, Standing, Undertaking, Window};
use crate::cli::failure::Refusal;
use crate::cli::operating::Post;
use crate::journal::WalkEvent;
use crate::line::{self, Voice};
use crate::runbook::Call;

impl<V: Voice> Walker<'_, V> {
    /// How this run stands with who would act, and what an earlier run left open
    /// settled as far as AWS tells.
    pub(super) async fn armed(
        &mut self,
        power: &Power,
        standing: Standing,
    ) -> Result<Standing, Refusal> {
        let (_, operating) = Box::pin(Post::operator(self.session, &self.logbook)).await?;
        let standing = Standing {
            window: Some(self.window(power)?),
            operator: Some(operating),
            ..standing
        };
        let mut looking = self.looking(standing.clone())?;
        if standing.journal.is_none() && looking.past.open().next().is_some() {
            drop(Box::pin(settle(&mut looking, &self.logbook.journal, None)).await?);
            self.sync()?;
        }
        Ok(standing)
    }

    fn window(&self, power: &Power) -> Result<Window, Refusal> {
        let incident = self.trail.walk.begun.incident.clone();
        Window::open(&power.reason, incident, None, self.now())
            .map_err(|error| Refusal::Guard(format!("{error} (`--reason REASON`)")))
    }

    fn looking(&self, standing: Standing) -> Result<Looking, Refusal> {
        Ok(Looking {
            setup: self.session.setup.clone(),
            estate: self.watching.estate.clone(),
            past: self.logbook.past()?,
            standing,
        })
    }

    /// Runs what was confirmed, and watches it to its end.
    pub(super) async fn run(
        &mut self,
        call: &Call<'_>,
        confirmed: Confirmed,
    ) -> Result<Flow, Refusal> {
        let Some(power) = self.power.clone() else {
            return Err(Refusal::Guard("this run only observes".to_owned()));
        };
        let window = self.window(&power)?;
        let who = Box::pin(Post::operator(self.session, &self.logbook)).await?;
        let post = Box::pin(Post::arm(self.session, &self.logbook, who, window)).await?;
        let mut looking = self.looking(post.standing(self.session))?;
        let done = Box::pin(post.run(&self.logbook, &mut looking, confirmed)).await;
        let flow = match done {
            Ok(Sending {
                undertaking,
                unwritten,
            }) => {
                let came = undertaking.came.as_ref();
                let came = came.map_or_else(String::new, |(_, came)| crate::report::came(came));
                let mut text = format!("  sent: {}\n", line::cleaned(&came));
                if let Some(error) = unwritten {
                    text.push_str(&format!(
                        "  what AWS answered is not in the journal: {}; it is settled by looking\n",
                        line::cleaned(&error.to_string())
                    ));
                }
                self.say(&text)?;
                self.sync()?;
                Box::pin(self.watch(looking, undertaking)).await
            }
            Err(why) => {
                let why = why.to_string();
                let text = format!("NOTHING WAS SENT: {}\n", line::cleaned(&why));
                self.say(&text)?;
                self.sync()?;
                if self.trail.is_unsent() {
                    let step = call.step.id.as_str().to_owned();
                    self.record(WalkEvent::NotRun { step, why })?;
                }
                Ok(Flow::On)
            }
        };
        let ended = post.disarm(self.session, &self.logbook, "the step is over");
        if let Some(trouble) = ended.await {
            let text = format!("  {}\n", line::cleaned(&trouble));
            self.say(&text)?;
        }
        self.sync()?;
        flow
    }

    /// Watches an undertaking until AWS agrees, while everything else is watched on.
    async fn watch(
        &mut self,
        mut looking: Looking,
        undertaking: Undertaking,
    ) -> Result<Flow, Refusal> {
        let wanted = crate::act::action_named(&undertaking.intent.action).map(|action| {
            let intent = &undertaking.intent;
            looking.stands_on(action, &intent.target, &intent.settings)
        });
        let settled = {
            let Self {
                voice,
                watching,
                logbook,
                ..
            } = &mut *self;
            let told = |says: &str| {
                // That nobody hears it is found at the next prompt.
                let _ = voice.say(&format!("  watching: {}\n", line::cleaned(says)));
            };
            let watch = watch(&mut looking, &logbook.journal, undertaking, None, told);
            let mut watch = Box::pin(watch);
            loop {
                tokio::select! {
                    biased;
                    settled = &mut watch => break settled?,
                    () = watching.heard() => {}
                }
            }
        };
        let mut text = format!("  {}\n", crate::report::outcome(settled.outcome));
        for seen in &settled.evidence {
            text.push_str(&format!("  {}\n", line::cleaned(seen)));
        }
        self.say(&text)?;
        self.sync()?;
        // What is judged next is judged on what the action was seen to do.
        self.watching.renew(&wanted.unwrap_or_default()).await;
        Ok(Flow::On)
    }

    /// Looks at what an intent came to that an earlier run left.
    pub(super) async fn settle(&mut self, intent: u64) -> Result<Flow, Refusal> {
        let Some(undertaking) = self.trail.walk.undertaking(intent).cloned() else {
            return Err(Refusal::Guard(format!(
                "record {intent} is no intent of this walk"
            )));
        };
        let looking = self.looking(Standing::observing(self.session.simulated))?;
        Box::pin(self.watch(looking, undertaking)).await
    }
}
