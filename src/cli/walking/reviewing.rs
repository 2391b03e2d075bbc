//! The review of a step's action, up to its confirmation.

#[cfg(not(feature = "operate"))]
use super::Power;
use super::{Flow, Walker};
#[cfg(not(feature = "operate"))]
use crate::act::Confirmed;
use crate::act::{Case, Class, NoProposal, Past, Proposal, Review, Sight, Standing, whole};
use crate::cli::failure::Refusal;
use crate::journal::{WalkEvent, WalkMode};
use crate::line::{self, Heard, Voice};
use crate::runbook::Call;
use crate::terms::Instant;

impl<V: Voice> Walker<'_, V> {
    /// Reviews the action of a step, and runs it once it is confirmed. A rehearsal
    /// stops there.
    pub(super) async fn review(&mut self, call: &Call<'_>) -> Result<Flow, Refusal> {
        let (past, trouble) = self.logbook.read();
        let standing = self.standing(trouble).await?;
        let begun = whole(self.now());
        let proposal = match self.proposed(call, &past, &standing, begun).await {
            Ok(proposal) => proposal,
            Err(why) => {
                let text = format!("  nothing to review: {}\n", line::cleaned(&why.to_string()));
                self.say(&text)?;
                return self.prompt("again, or help > ").await;
            }
        };
        self.say(&crate::report::preflight_text(
            &proposal,
            self.session.simulated,
        ))?;
        let review = Review::of(proposal);
        if self.trail.walk.begun.mode == WalkMode::Rehearsal {
            let record = call.reviewed(&self.session.plan, &review, self.now());
            let event = WalkEvent::Reviewed(record);
            self.tell(&event)?;
            self.record(event)?;
            return Ok(Flow::On);
        }
        if self.power.is_none() {
            self.say(
                "  this run only observes: leave, and `lifeboat runbook resume --operate --reason REASON`\n",
            )?;
            return self.prompt("leave, or help > ").await;
        }
        Box::pin(self.confirm(call, review)).await
    }

    /// How this run stands before it is armed: `action run` weighs the same.
    async fn standing(&mut self, journal: Option<String>) -> Result<Standing, Refusal> {
        let standing = Standing {
            journal,
            ..Standing::observing(self.session.simulated)
        };
        match self.power.clone() {
            Some(power) => Box::pin(self.armed(&power, standing)).await,
            None => Ok(standing),
        }
    }

    /// The action of a step, weighed on what is seen now.
    async fn proposed(
        &mut self,
        call: &Call<'_>,
        past: &Past,
        standing: &Standing,
        begun: Instant,
    ) -> Result<Proposal, NoProposal> {
        let first = self.weigh(call, past, standing, begun)?;
        let mut wanted = first.relies.clone();
        wanted.extend(self.weighed(past, standing, |sight| {
            (first.action.also)(&Case {
                sight,
                target: &first.target,
                settings: &first.settings,
                begun,
                relies: &[],
            })
        }));
        self.watching.renew(&wanted).await;
        self.weigh(call, past, standing, begun)
    }

    fn weigh(
        &mut self,
        call: &Call<'_>,
        past: &Past,
        standing: &Standing,
        begun: Instant,
    ) -> Result<Proposal, NoProposal> {
        self.weighed(past, standing, |sight| call.proposed(sight, begun))
    }

    fn weighed<T>(
        &mut self,
        past: &Past,
        standing: &Standing,
        weigh: impl FnOnce(&Sight<'_>) -> T,
    ) -> T {
        let (assessment, estate, now) = self.watching.assessed();
        weigh(&Sight {
            plan: &self.session.plan,
            estate,
            assessment,
            past,
            standing,
            now,
        })
    }

    /// Hears what is typed at a review until it is confirmed, or the walk goes on
    /// without it.
    async fn confirm(&mut self, call: &Call<'_>, mut review: Review) -> Result<Flow, Refusal> {
        let verb = review.proposal().action.verb;
        let proposal = review.proposal();
        let help = if proposal.of_class(Class::Refuse).next().is_some() {
            line::review_refused()
        } else {
            line::review_help(&proposal.phrase().to_string())
        };
        self.say(&help)?;
        loop {
            let typed = match self.hear("confirm > ").await? {
                Heard::Line(typed) => typed,
                gone => return self.take(gone),
            };
            if let Some(word) = typed.trim().strip_prefix("override ") {
                let (check, reason) = word.trim().split_once(' ').unwrap_or((word.trim(), ""));
                let text = match review.override_check(check, reason) {
                    Ok(()) => format!("  {} is overridden\n", line::cleaned(check)),
                    Err(why) => format!("  {}\n", line::cleaned(&why.to_string())),
                };
                self.say(&text)?;
                continue;
            }
            if !typed.trim_start().starts_with(verb) {
                let before = self.trail.walk.last;
                let flow = self.take(Heard::Line(typed.clone()))?;
                let looks_anew = typed.trim() == "again";
                if flow == Flow::Left || self.trail.walk.last != before || looks_anew {
                    return Ok(flow);
                }
                continue;
            }
            match review.confirm(&typed, self.now()) {
                Ok(confirmed) => {
                    let record = call.confirmed(&self.session.plan, &confirmed, self.now());
                    self.record(WalkEvent::Confirmed(record))?;
                    return Box::pin(self.run(call, confirmed)).await;
                }
                Err(reasons) => {
                    let mut text = String::from("NOT CONFIRMED, nothing was sent:\n");
                    for reason in reasons {
                        text.push_str(&format!("  {}\n", line::cleaned(&reason.to_string())));
                    }
                    self.say(&text)?;
                }
            }
        }
    }
}

#[cfg(not(feature = "operate"))]
impl<V: Voice> Walker<'_, V> {
    async fn armed(&mut self, _: &Power, standing: Standing) -> Result<Standing, Refusal> {
        Ok(standing)
    }

    async fn run(&mut self, _: &Call<'_>, _: Confirmed) -> Result<Flow, Refusal> {
        Err(Refusal::Guard(
            "this build only reads: it has no code that acts".to_owned(),
        ))
    }

    pub(super) async fn settle(&mut self, intent: u64) -> Result<Flow, Refusal> {
        Err(Refusal::Guard(format!(
            "what intent {intent} came to is not known yet, and this build has no code that settles it: \
             `lifeboat action settle` of a build that acts does"
        )))
    }
}
